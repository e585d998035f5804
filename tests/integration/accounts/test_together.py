"""Two administrators at one account at the same moment: whoever comes second knows what the first one did."""

from __future__ import annotations

import pytest

from healthapp.access import Identity, Role
from healthapp.accounts import breakglass, queries, services
from healthapp.accounts.breakglass import BreakGlassRefused
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import BreakGlass, RecoveryCode, RoleAssignment, User
from healthapp.people.models import Person
from tests import factories
from tests.integration.accounts.conftest import SETUP
from tests.support.together import together


@pytest.fixture
def feldsher(accounts, place):
    return accounts.make(at=place)


def test_an_emergency_access_is_judged_once(database, clock, accounts, feldsher, other_place):
    with database.unit(SETUP, clock) as uow:
        patient_id = factories.person(uow, other_place).id
    with database.unit(Identity(feldsher.id, feldsher.name), clock) as uow:
        reason = "Huşsuz gətirildi, dərmanı bilinmir"
        access_id = breakglass.open_record(uow, uow.session.get_one(Person, patient_id), reason=reason).id
    auditor = accounts.make("auditor", role=Role.AUDITOR, name="Könül İsgəndərova")

    def judge(*, justified):
        return lambda uow, row: breakglass.review(uow, row, justified=justified, note="Növbədə deyildi")

    refusal = together(
        lambda: database.unit(Identity(auditor.id, auditor.name), clock),
        lambda uow: uow.session.get_one(BreakGlass, access_id),
        judge(justified=False),
        judge(justified=True),
    )
    assert isinstance(refusal, BreakGlassRefused)
    with database.reading() as session:
        assert session.get_one(BreakGlass, access_id).justified is False


def test_a_role_is_given_once_and_ended_once(database, clock, feldsher, place):
    def act():
        return database.unit(SETUP, clock)

    def give(uow, user):
        services.assign(uow, user, role=Role.NURSE, facility_id=place.id)

    refusal = together(act, lambda uow: uow.session.get_one(User, feldsher.id), give, give, stored=False)
    assert isinstance(refusal, AccountError)
    with database.reading() as session:
        [row] = [one for one in session.query(RoleAssignment) if one.role == Role.NURSE]
    clock.advance(hours=1)

    def end(uow, held):
        services.end_role(uow, held)

    refusal = together(act, lambda uow: uow.session.get_one(RoleAssignment, row.id), end, end)
    assert isinstance(refusal, AccountError)


def test_a_second_factor_is_set_up_once(database, clock, accounts, place):
    user = accounts.make("yeni", at=place)

    def enrol(secret):
        return lambda uow, _user: services.enrol(uow, user.id, secret, 1)

    refusal = together(
        lambda: database.unit(Identity(user.id, user.name), clock),
        lambda uow: uow.session.get_one(User, user.id),
        enrol(b"first"),
        enrol(b"second"),
        stored=False,
    )
    assert isinstance(refusal, AccountError)
    with database.reading() as session:
        assert session.get_one(User, user.id).totp_secret == b"first"
        assert len([one for one in session.query(RecoveryCode) if one.used_at is None]) == 10


def test_an_old_page_opens_no_account_that_was_closed_meanwhile(database, clock, feldsher):
    seen = queries.account_version(feldsher)

    def close(uow, user):
        services.change(uow, user.id, name=user.name, profession="", active=False, seen=seen)

    def correct(uow, user):
        services.change(uow, user.id, name="Aygün Məmmədli", profession="", active=True, seen=seen)

    act = lambda: database.unit(SETUP, clock)  # noqa: E731
    refusal = together(act, lambda uow: uow.session.get_one(User, feldsher.id), close, correct)
    assert isinstance(refusal, AccountError)
    with database.reading() as session:
        assert not session.get_one(User, feldsher.id).active


def test_codes_asked_for_twice_at_once_are_ten(database, clock, accounts, feldsher):
    accounts.with_telephone(feldsher)

    def ask(uow, _user):
        services.new_codes(uow, feldsher.id)

    act = lambda: database.unit(Identity(feldsher.id, feldsher.name), clock)  # noqa: E731
    together(act, lambda uow: uow.session.get_one(User, feldsher.id), ask, ask, stored=False)
    with database.reading() as session:
        assert len([one for one in session.query(RecoveryCode) if one.used_at is None]) == 10


def test_no_codes_are_made_for_a_second_factor_that_was_taken_away(database, clock, accounts, feldsher):
    accounts.with_telephone(feldsher)
    act = lambda: database.unit(Identity(feldsher.id, feldsher.name), clock)  # noqa: E731
    refusal = together(
        act,
        lambda uow: uow.session.get_one(User, feldsher.id),
        lambda uow, user: services.remove_factor(uow, user, "own"),
        lambda uow, user: services.new_codes(uow, user.id),
    )
    assert isinstance(refusal, AccountError)
    with database.reading() as session:
        assert all(one.used_at is not None for one in session.query(RecoveryCode))


def test_a_password_is_not_changed_over_a_reset(database, clock, feldsher):
    """Somebody who knows a password is signed out with a reset, and does not take the account back meanwhile."""
    refusal = together(
        lambda: database.unit(SETUP, clock),
        lambda uow: uow.session.get_one(User, feldsher.id),
        lambda uow, user: services.reset_password(uow, user, "handed over"),
        lambda uow, user: services.change_password(uow, user.id, "theirs", seen=feldsher.password_hash),
    )
    assert isinstance(refusal, AccountError)
    with database.reading() as session:
        kept = session.get_one(User, feldsher.id)
        assert (kept.password_hash, kept.must_change) == ("handed over", True)
