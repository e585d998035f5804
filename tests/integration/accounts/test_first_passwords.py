"""Whoever hands a password over can use it first, and cannot hide it: the owner is asked, the unit's head sees it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from healthapp.access import Identity, Role
from healthapp.accounts import handed
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import HandedPassword, User
from healthapp.ledger.models import LedgerEntry
from tests.integration.accounts.conftest import PASSWORD, SETUP, Browser

OWN, OTHER = "sakit dəniz qırmızı qayıq", "uzun yol köhnə çinar"


@pytest.fixture
def sit(app, accounts):
    """Signs somebody with a role in, in a browser of their own; the password may be another."""

    def make(username: str, role: Role | None = None, at=None, password: str = PASSWORD) -> Browser:
        if role is not None:
            accounts.make(username, role=role, at=at, name=username.title())
        browser = Browser(app)
        browser.sign_in(username, password)
        return browser

    return make


@pytest.fixture
def admin(app, accounts, clock) -> Browser:
    return _with_telephone(app, accounts, clock, "admin", Role.ADMIN)


def _with_telephone(app, accounts, clock, username: str, role: Role) -> Browser:
    telephone = accounts.with_telephone(accounts.make(username, role=role, name=username.title()))
    browser = Browser(app)
    browser.sign_in(username)
    browser.post("/login/code", code=telephone.at(clock()))
    assert browser.is_in
    return browser


@pytest.fixture
def owner(accounts, place) -> User:
    return accounts.make("rauf", role=Role.FELDSHER, at=place, name="Rauf Kərimov")


def handed_over(admin: Browser, owner: User) -> str:
    page = admin.post(f"/admin/users/{owner.id}/password")
    return re.search(r"\b(?:\w{5}-){3}\w{5}\b", page)[0]


def begun(browser: Browser, given: str, own: str) -> None:
    """Choose a password of one's own, as the first page demands."""
    assert browser.status == 303
    browser.post("/account/password", current=given, password=own, again=own)
    assert browser.status == 303, browser.text


@pytest.fixture
def taken(admin, owner, sit, clock, app) -> Browser:
    """The administrator used the first password at night; the owner, who could not sign in, was given another and sits
    before the page that follows. Returns the owner's browser."""
    given = handed_over(admin, owner)
    clock.advance(minutes=5)
    begun(sit("rauf", password=given), given, OTHER)
    clock.advance(minutes=9)
    given = handed_over(admin, owner)
    clock.advance(minutes=5)
    browser = sit("rauf", password=given)
    begun(browser, given, OWN)
    return browser


def test_a_password_used_where_it_was_handed_to_asks_nothing(admin, owner, sit, accounts):
    given = handed_over(admin, owner)
    browser = sit("rauf", password=given)
    begun(browser, given, OWN)
    assert browser.is_in
    (event,) = accounts.events("password.first_used")
    assert event.subject_id == owner.id
    assert "in this session" in browser.get("/account/first-passwords")
    assert "It was not me" not in re.sub(r"“It was not me”", "", browser.text)


def test_an_earlier_use_is_asked_about_until_it_is_answered_and_on_every_page(taken, sit):
    assert not taken.is_in
    taken.get("/elsewhere")
    assert (taken.status, taken.location) == (303, "/account/first-passwords")
    page = taken.get(taken.location)
    assert "Was this you?" in page
    assert len(taken.markup.split('value="not_mine"')) == 2, "of the session one sits in nobody says that"
    # put off, it is asked again at the next sign-in
    taken.post("/account/first-passwords", answer="later")
    assert taken.is_in
    again = sit("rauf", password=OWN)
    assert not again.is_in
    again.post("/account/first-passwords", answer="mine")
    assert again.is_in
    assert sit("rauf", password=OWN).is_in


def which(browser: Browser) -> str:
    browser.get("/account/first-passwords")
    return re.search(r'name="which" value="([^"]+)"', browser.markup)[1]


def test_who_says_it_was_not_them_is_signed_out_everywhere_and_let_in_by_a_second_person(
    taken, sit, accounts, owner, place, other_place, database, admin, app, clock
):
    elsewhere = sit("rauf", password=OWN)
    elsewhere.post("/account/first-passwords", answer="later")
    assert elsewhere.is_in
    first = which(taken)
    taken.post("/account/first-passwords", answer="not_mine", which=first)
    assert taken.location == "/login"
    assert not taken.is_in
    assert not elsewhere.is_in
    assert "You said that somebody else used a password" in elsewhere.get("/login")
    assert not sit("rauf", password=OWN).is_in
    # closed for a password newly handed over, too
    given = handed_over(admin, owner)
    assert not sit("rauf", password=given).is_in
    assert "closed by its owner" in admin.get(f"/admin/users/{owner.id}")
    (event,) = accounts.events("password.disowned")
    (used,) = [row for row in rows_of(database, owner) if row.answer == "not_mine"]
    assert event.details["used_in"] == str(used.login_id)
    with database.reading() as session:
        assert event.id in set(session.scalars(sa.select(LedgerEntry.id)))
    # the head of another unit neither sees nor opens it; nor does who handed it over
    stranger = sit("far", Role.HEAD, other_place)
    assert "Rauf" not in stranger.get("/admin/first-passwords")
    assert stranger.post(f"/admin/first-passwords/{owner.id}/let-in") is not None
    assert stranger.status == 404
    admin.post(f"/admin/first-passwords/{owner.id}/let-in")
    assert admin.status in (403, 404)
    head = sit("head", Role.HEAD, place)
    assert "it was somebody else" in head.get("/admin/first-passwords")
    assert "Rauf" in head.text
    assert "Admin" in head.text
    head.post(f"/admin/first-passwords/{owner.id}/let-in")
    assert "open again" in head.get("/admin/first-passwords")
    assert len(accounts.events("user.let_in")) == 1
    assert accounts.now(owner).disputed_at is None
    back = sit("rauf", password=given)
    begun(back, given, OWN)


def rows_of(database, owner: User) -> list[HandedPassword]:
    with database.reading() as session:
        chosen = sa.select(HandedPassword).where(HandedPassword.user_id == owner.id).order_by(HandedPassword.id)
        return list(session.scalars(chosen))


def test_who_handed_it_over_or_owns_it_opens_nothing(taken, owner, database, clock):
    """A head who is administrator too lets in nobody whose password they handed over; the database refuses it too."""
    taken.post("/account/first-passwords", answer="not_mine", which=which(taken))
    hander = next(row.handed_by for row in rows_of(database, owner))
    for someone in (hander, owner.id):
        actor = Identity(someone, "x", ())
        with pytest.raises(AccountError, match="let_in"), database.unit(actor, clock) as uow:
            handed.let_in(uow, uow.session.get_one(User, owner.id))
    forged = sa.update(HandedPassword).values(reopened_at=clock(), reopened_by=hander)
    with database.unit(SETUP, clock) as uow, pytest.raises(IntegrityError):
        uow.session.execute(forged.where(HandedPassword.answer == "not_mine"))


def test_nobody_answers_for_the_password_of_another(taken, owner, accounts, sit, place, database):
    used = next(row for row in rows_of(database, owner) if row.used_at is not None)
    nurse = sit("nurse", Role.NURSE, place)
    nurse.post("/account/first-passwords", answer="not_mine", which=str(used.id))
    assert nurse.status == 422
    nurse.post("/account/first-passwords", answer="not_mine")
    assert nurse.status == 422
    assert accounts.now(owner).disputed_at is None
    assert accounts.events("password.disowned") == []


def test_the_head_hears_of_a_first_use_at_the_next_sign_in_and_not_again(admin, owner, sit, place, clock):
    head = sit("head", Role.HEAD, place)
    clock.advance(minutes=5)
    given = handed_over(admin, owner)
    clock.advance(minutes=5)
    begun(sit("rauf", password=given), given, OWN)
    clock.advance(minutes=5)
    said = "1 first password was used"
    again = sit("head")
    assert said in again.markup + again.client.get("/admin/first-passwords").get_data(as_text=True)
    clock.advance(minutes=5)
    once_more = sit("head")
    assert said not in once_more.client.get("/admin/first-passwords").get_data(as_text=True)
    nurse = sit("nurse", Role.NURSE, place)
    nurse.get("/admin/first-passwords")
    assert (nurse.status, head.is_in) == (403, True)


def test_a_member_of_the_mechanism_is_the_business_of_its_office_alone(admin, accounts, sit, clock, app, place):
    member = accounts.make("npg", role=Role.NPG, name="Müşahidəçi Bir")
    given = handed_over(admin, member)
    begun(sit("npg", password=given), given, OWN)
    chief = sit("chief", Role.HEAD, place)
    assert "Müşahidəçi" not in chief.get("/admin/first-passwords")
    for username, role, sees in (("reviewer", Role.REVIEWER, False), ("office", Role.OMBUDSMAN, True)):
        browser = _with_telephone(app, accounts, clock, username, role)
        assert ("Müşahidəçi" in browser.get("/admin/first-passwords")) == sees, role
        assert browser.status == 200
