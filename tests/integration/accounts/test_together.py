"""Two administrators at one account at the same moment: whoever comes second knows what the first one did."""

from __future__ import annotations

import pytest

from healthapp.access import Identity, Role
from healthapp.accounts import breakglass, services
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
