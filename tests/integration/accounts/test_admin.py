"""What an administrator can do with accounts, and what not even an administrator can."""

from __future__ import annotations

import re

import pytest

from healthapp.access import Identity, Permission, Role, permits
from healthapp.access.policy import POLICY
from healthapp.accounts import approvals, passwords, queries, services
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import User
from tests import factories
from tests.integration.accounts.conftest import PASSWORD, SETUP, Browser

INITIAL = re.compile(rf"[{passwords.READABLE}]{{5}}(?:-[{passwords.READABLE}]{{5}}){{3}}")
#: What opens anything a record says.
CHART = (
    Permission.CHART_READ,
    Permission.INTAKE_READ,
    Permission.INTAKE_RECORD,
    Permission.CHART_PRINT,
    Permission.PERSON_FIND,
    Permission.PERSON_IDENTITY,
    Permission.MEASURES_READ,
    Permission.BREAK_GLASS,
)


@pytest.fixture
def admin(app, accounts, clock) -> Browser:
    user = accounts.make("admin", role=Role.ADMIN, name="Tural Göyüşov")
    telephone = accounts.with_telephone(user)
    browser = Browser(app)
    browser.sign_in("admin")
    browser.post("/login/code", code=telephone.at(clock()))
    assert browser.is_in
    return browser


def by_name(database, username: str) -> User:
    with database.reading() as session:
        found = queries.by_username(session, username)
        assert found is not None
        return queries.user(session, Identity(found.id, "", ()), found.id) or found


def approved(database, user: User, clock) -> None:
    """A second person said yes to every role of ``user`` that waits."""
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        for row in uow.session.get_one(User, user.id).assignments:
            approvals.approve(uow, row)


def test_who_is_alone_is_told_how_the_first_day_begins_until_a_second_account_is_there(admin, accounts):
    admin.get("/admin/users")
    assert "/facilities/new" in admin.markup
    accounts.make("second", role=None)
    admin.get("/admin/users")
    assert "/facilities/new" not in admin.markup


def test_an_account_is_made_with_a_password_that_must_be_changed(admin, another, accounts, database):
    admin.post("/admin/users/new", username="Rauf.K", name="Rauf Kərimov", profession="Həkim-terapevt", language="az")
    assert admin.status == 200
    password = INITIAL.search(admin.text)[0]
    made = by_name(database, "rauf.k")
    assert (made.must_change, made.active, made.is_demo, made.language) == (True, True, False, "az")
    assert password not in made.password_hash
    another.sign_in("rauf.k", password)
    assert another.status == 303
    another.get("/account")
    assert another.location == "/account/password"
    assert accounts.events("user.created")[-1].subject_id == made.id


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"username": "admin", "name": "X Y", "language": "az"}, "There is an account with this user name"),
        ({"username": "a b", "name": "X Y", "language": "az"}, "3 to 40 Latin letters"),
        ({"username": "xx", "name": "X Y", "language": "az"}, "3 to 40 Latin letters"),
        ({"username": "rauf", "name": "", "language": "az"}, "This answer is needed"),
        ({"username": "rauf", "name": "X Y", "language": "xx"}, "Choose one"),
    ],
)
def test_what_cannot_be_an_account_is_said_at_the_field(admin, fields, says):
    admin.post("/admin/users/new", **fields)
    assert admin.status == 422
    assert says in admin.text


def test_a_role_is_given_for_a_period_and_ended(admin, accounts, place, database, clock):
    user = accounts.make("rauf", role=None)
    page = f"/admin/users/{user.id}"
    admin.post(f"{page}/roles", role="doctor")
    assert "This role is held at one facility: choose which" in admin.text
    admin.post(f"{page}/roles", role="doctor", facility=str(place.id), first="20.03.2026", last="19.03.2026")
    assert "The last day is before the first" in admin.text
    admin.post(f"{page}/roles", role="doctor", facility=str(place.id), last="31.12.9999")
    assert admin.status == 422, "no day follows the last one there is"
    admin.post(f"{page}/roles", role="doctor", facility=str(place.id), last="31.03.2026")
    assert (admin.status, admin.location) == (303, page)
    approved(database, user, clock)
    assert f"doctor {place.name}" in admin.get(page).replace("Where: ", "")
    assert "11.03.2026 – 31.03.2026" in admin.text
    admin.post(f"{page}/roles", role="doctor", facility=str(place.id))
    assert "already holds this role" in admin.text
    with database.reading() as session:
        held = queries.assignments_of(session, user.id, clock())
        row = session.get_one(User, user.id).assignments[0]
    assert [(one.role, one.facility_id) for one in held] == [(Role.DOCTOR, place.id)]
    admin.post(f"/admin/roles/{row.id}/end")
    with database.reading() as session:
        assert queries.assignments_of(session, user.id, clock()) == ()
    event = accounts.events("role.ended")[-1]
    assert (event.subject_id, event.facility_id, event.details) == (user.id, place.id, {"role": "doctor"})
    admin.post(f"/admin/roles/{row.id}/end")
    assert "has ended already" in admin.get(page + "?again") or "has ended already" in admin.markup


def test_nobody_gives_ends_or_resets_anything_of_their_own(admin, accounts, database, place):
    own = by_name(database, "admin")
    page = f"/admin/users/{own.id}"
    admin.post(f"{page}/roles", role="doctor", facility=str(place.id))
    assert admin.status == 422
    assert "Nobody can do this to their own account" in admin.text
    admin.post(f"{page}/password")
    assert (admin.status, admin.location) == (303, page)
    admin.post(page, name="Tural Göyüşov", state="closed")
    assert admin.status == 422
    with database.reading() as session:
        row = session.get_one(User, own.id).assignments[0]
    admin.post(f"/admin/roles/{row.id}/end")
    assert admin.is_in
    with database.reading() as session:
        assert session.get_one(type(row), row.id).valid_to is None
        assert session.get_one(User, own.id).password_hash == own.password_hash


def test_a_reset_password_is_new_shown_once_and_the_telephone_stays(admin, another, accounts, place):
    user = accounts.make("rauf", at=place)
    accounts.with_telephone(user)
    admin.post(f"/admin/users/{user.id}/password")
    password = INITIAL.search(admin.text)[0]
    assert password not in admin.get(f"/admin/users/{user.id}")
    assert accounts.now(user).must_change
    another.sign_in("rauf", PASSWORD)
    assert another.status == 422
    another.sign_in("rauf", password)
    assert another.location == "/login/code", "whoever resets a password cannot come in with it"


def test_sessions_of_another_account_are_ended(admin, another, accounts, place):
    user = accounts.make("rauf", at=place)
    another.sign_in("rauf")
    assert "Open sessions 1" in admin.get(f"/admin/users/{user.id}")
    admin.post(f"/admin/users/{user.id}/sessions/end")
    assert not another.is_in
    assert "An administrator ended your session" in another.get("/login")
    event = accounts.events("session.ended")[-1]
    assert (event.actor_name, event.details) == ("Tural Göyüşov", {"how": "admin", "count": 1})


def test_an_account_is_closed_and_opened_again(admin, another, accounts, place):
    user = accounts.make("rauf", at=place, name="Rauf Kərimov")
    another.sign_in("rauf")
    admin.post(f"/admin/users/{user.id}", name="Rauf Kərimov", state="closed")
    assert not another.is_in
    another.sign_in("rauf")
    assert another.status == 422
    assert "may not sign in" in admin.get("/admin/users")
    admin.post(f"/admin/users/{user.id}", name="Rauf Kərimli", state="active")
    another.sign_in("rauf")
    assert another.is_in
    assert accounts.events("user.changed")[-1].details == {"fields": ["active", "name"]}


def test_accounts_are_found_by_name_and_paged(admin, accounts, place, monkeypatch):
    for number in range(4):
        accounts.make(f"user{number}", at=place, name=f"Şəfəq Nümunə {number}")
    assert "4 user" not in admin.get("/admin/users?q=nümunə")
    assert admin.markup.count("Şəfəq Nümunə") == 4
    assert admin.get("/admin/users?q=user2").count("Şəfəq") == 1
    assert "No account fits" in admin.get("/admin/users?q=%25")
    monkeypatch.setattr(queries.users, "__kwdefaults__", {"text": "", "after": "", "size": 3})
    admin.get("/admin/users")
    older = re.search(r'rel="next" href="([^"]+)"', admin.markup)[1]
    assert "user1" in admin.text
    assert "user3" not in admin.text
    assert "user3" in admin.get(older)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_no_other_role_manages_accounts(role, database):
    who = Identity(factories.identity(role).user_id, "x", factories.identity(role).assignments)
    assert not permits(who, Permission.USERS_MANAGE)
    with database.reading() as session:
        assert queries.users(session, who).users == ()
        assert queries.user(session, who, who.user_id) is None


def test_an_administrator_opens_no_chart():
    who = factories.identity(Role.ADMIN)
    assert [permission for permission in CHART if permits(who, permission)] == []
    assert all(Role.ADMIN not in rule.roles for permission in CHART for rule in POLICY[permission])


def test_a_feldsher_is_shown_no_account(browser, accounts, place):
    user = accounts.make(at=place)
    browser.sign_in()
    browser.get("/admin/users")
    assert browser.status == 403
    browser.get(f"/admin/users/{user.id}")
    assert browser.status == 404


def test_what_the_database_itself_refuses(database, clock, accounts, place):
    from sqlalchemy.exc import IntegrityError

    from healthapp.accounts.models import RoleAssignment

    user = accounts.make(role=None)
    for values in ({"role": "king", "facility_id": place.id}, {"role": "doctor", "facility_id": None}):
        with pytest.raises(IntegrityError), database.unit(SETUP, clock) as uow:
            uow.session.add(RoleAssignment(user_id=user.id, valid_from=clock(), **values))


def test_a_role_of_one_place_may_follow_itself_in_time(database, clock, accounts, place, other_place):
    import datetime as dt

    user = accounts.make(role=None)
    day = dt.timedelta(days=1)
    with database.unit(SETUP, clock) as uow:
        kept = uow.session.get_one(User, user.id)

        def give(begin: int, end: int | None, at=place) -> None:
            until = clock() + end * day if end is not None else None
            services.assign(
                uow, kept, role=Role.NURSE, facility_id=at.id, valid_from=clock() + begin * day, valid_to=until
            )

        give(0, 5)
        give(5, 8)
        give(0, None, other_place)
        for begin, end in ((4, 6), (0, None), (-3, 1), (2, 3)):
            with pytest.raises(AccountError, match="overlap"):
                give(begin, end)
        with pytest.raises(AccountError, match="period"):
            give(9, 9)


def test_an_old_page_opens_no_account_that_was_closed_meanwhile(admin, accounts, place):
    user = accounts.make("rauf", at=place, name="Rauf Kərimov")
    page = f"/admin/users/{user.id}"
    admin.get(page)
    old = re.search(r'name="version" value="(\w+)"', admin.markup)[1]
    admin.post(page, name="Rauf Kərimov", state="closed")
    admin.post(page, name="Rauf Kərimli", state="active", version=old)
    assert admin.status == 409
    assert "Somebody changed this account meanwhile" in admin.text
    assert 'value="Rauf Kərimli"' in admin.markup, "nothing typed is lost"
    assert not accounts.now(user).active
    new = re.search(r'name="version" value="(\w+)"', admin.markup)[1]
    admin.post(page, name="Rauf Kərimli", state="active", version=new)
    assert admin.status == 303
    assert accounts.now(user).active
