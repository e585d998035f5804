"""A role that opens clinical text is given by two people: nobody holds it before the second one said yes."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from healthapp.access import Permission, Role, permits
from healthapp.access.policy import SECOND_PERSON
from healthapp.accounts import approvals, queries, services
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import LoginSession, RoleAssignment, User
from healthapp.ledger.models import LedgerEntry
from tests import factories
from tests.integration.accounts.conftest import SETUP, Browser


@pytest.fixture
def sit(app, accounts, clock):
    """Signs somebody with a role and a telephone in, in a browser of their own."""

    def make(username: str, role: Role) -> Browser:
        telephone = accounts.with_telephone(accounts.make(username, role=role, name=username.title()))
        browser = Browser(app)
        browser.sign_in(username)
        browser.post("/login/code", code=telephone.at(clock()))
        assert browser.is_in
        return browser

    return make


@pytest.fixture
def admin(sit) -> Browser:
    return sit("admin", Role.ADMIN)


@pytest.fixture
def asked(admin, accounts, place) -> User:
    """Somebody for whom the administrator asked for the role of a doctor."""
    user = accounts.make("rauf", role=None, name="Rauf Kərimov")
    admin.post(f"/admin/users/{user.id}/roles", role="doctor", facility=str(place.id))
    assert admin.status == 303
    return user


def held(database, user: User, clock) -> list[Role]:
    with database.reading() as session:
        return [one.role for one in queries.assignments_of(session, user.id, clock())]


def row_of(database, user: User) -> RoleAssignment:
    with database.reading() as session:
        return session.scalars(sa.select(RoleAssignment).where(RoleAssignment.user_id == user.id)).one()


def test_which_roles_need_a_second_person():
    assert set(Role) - {Role.ADMINISTRATION, Role.AUDITOR} == SECOND_PERSON


def test_nothing_is_open_until_the_medical_department_says_yes(admin, asked, another, sit, database, clock, accounts):
    assert held(database, asked, clock) == []
    assert "waits for a second person" in admin.get(f"/admin/users/{asked.id}")
    another.sign_in("rauf")
    with database.reading() as session:
        login = queries.signed_in(session, another.login_id, clock())
    assert login.assignments == ()

    reviewer = sit("reviewer", Role.REVIEWER)
    listed = reviewer.get("/admin/roles/waiting")
    assert "Rauf Kərimov" in listed
    assert "Admin" in listed
    clock.advance(minutes=10)
    row = row_of(database, asked)
    reviewer.post(f"/admin/roles/{row.id}/approve")
    assert "The role is approved" in reviewer.get("/admin/roles/waiting")
    assert "Rauf Kərimov" not in reviewer.text
    assert held(database, asked, clock) == [Role.DOCTOR]
    assert row_of(database, asked).valid_from == clock(), "not held in the minutes before"
    with database.reading() as session:
        assert queries.signed_in(session, another.login_id, clock()).assignments

    first, second = accounts.events("role.asked")[-1], accounts.events("role.approved")[-1]
    assert [(one.actor_name, one.subject_id, one.details) for one in (first, second)] == [
        ("Admin", asked.id, {"role": "doctor"}),
        ("Reviewer", asked.id, {"role": "doctor"}),
    ]
    with database.reading() as session:
        leaves = session.scalar(sa.select(sa.func.count()).where(LedgerEntry.id.in_([first.id, second.id])))
    assert leaves == 2
    reviewer.post(f"/admin/roles/{row.id}/approve")
    assert "has decided on this role already" in reviewer.get("/admin/roles/waiting")


def test_neither_who_asked_nor_whose_role_it_is_approves(admin, asked, database, clock, sit, accounts):
    row = row_of(database, asked)
    assert "another person decides" in admin.get("/admin/roles/waiting")
    assert "Approve the role" not in admin.text
    for act in ("approve", "refuse"):
        admin.post(f"/admin/roles/{row.id}/{act}")
        assert "A second person approves" in admin.get("/admin/roles/waiting")
    assert held(database, asked, clock) == []

    second = sit("second", Role.ADMIN)
    own = second_user(database, "second")
    admin.post(f"/admin/users/{own.id}/roles", role="reviewer")
    with database.reading() as session:
        mine = session.scalars(sa.select(RoleAssignment).where(RoleAssignment.user_id == own.id)).all()[-1]
    second.post(f"/admin/roles/{mine.id}/approve")
    assert held(database, own, clock) == [Role.ADMIN]
    second.post(f"/admin/roles/{row.id}/approve")
    assert held(database, asked, clock) == [Role.DOCTOR]


def second_user(database, username: str) -> User:
    with database.reading() as session:
        found = queries.by_username(session, username)
        assert found is not None
        return found


@pytest.mark.parametrize("whose", ["asked", "given"])
def test_the_database_itself_refuses_one_person_as_two(database, asked, clock, whose):
    row = row_of(database, asked)
    values = {"approved_at": clock(), "approved_by": row.user_id if whose == "asked" else row.assigned_by}
    changed = sa.update(RoleAssignment).where(RoleAssignment.id == row.id).values(**values)
    with pytest.raises(IntegrityError), database.unit(SETUP, clock) as uow:
        uow.session.execute(changed)


def test_what_nobody_approves_in_time_lapses_and_can_be_asked_for_again(admin, asked, sit, database, clock, place):
    reviewer = sit("reviewer", Role.REVIEWER)
    row, page = row_of(database, asked), f"/admin/users/{asked.id}"
    admin.post(f"{page}/roles", role="doctor", facility=str(place.id))
    assert "already holds this role" in admin.text, "one asking at a time"
    with database.unit(SETUP, clock) as uow:
        for login in (admin, reviewer):
            kept = uow.session.get_one(LoginSession, login.login_id)
            kept.last_seen_at = kept.started_at = clock.now + dt.timedelta(days=approvals.SHIPPED_DAYS)
    clock.advance(days=approvals.SHIPPED_DAYS)
    assert "Rauf Kərimov" not in reviewer.get("/admin/roles/waiting")
    reviewer.post(f"/admin/roles/{row.id}/approve")
    assert "The time to approve this role is over" in reviewer.get("/admin/roles/waiting")
    assert held(database, asked, clock) == []
    assert "nobody approved it in time" in admin.get(page)
    admin.post(f"{page}/roles", role="doctor", facility=str(place.id))
    assert (admin.status, held(database, asked, clock)) == (303, [])
    assert "Rauf Kərimov" in reviewer.get("/admin/roles/waiting")


def test_a_refused_role_is_never_held(admin, asked, sit, database, clock, accounts):
    reviewer, row = sit("reviewer", Role.REVIEWER), row_of(database, asked)
    reviewer.post(f"/admin/roles/{row.id}/refuse")
    assert "Rauf Kərimov" not in reviewer.get("/admin/roles/waiting")
    assert accounts.events("role.refused")[-1].details == {"role": "doctor"}
    reviewer.post(f"/admin/roles/{row.id}/approve")
    clock.advance(minutes=5)
    assert held(database, asked, clock) == []
    assert "no longer held" in admin.get(f"/admin/users/{asked.id}")


def test_a_role_for_later_begins_on_its_day(admin, accounts, place, database, clock):
    user = accounts.make("rauf", role=None)
    admin.post(f"/admin/users/{user.id}/roles", role="nurse", facility=str(place.id), first="14.03.2026")
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        approvals.approve(uow, uow.session.get_one(RoleAssignment, row_of(database, user).id))
    assert held(database, user, clock) == []
    clock.advance(days=3)
    assert held(database, user, clock) == [Role.NURSE]


def test_roles_without_clinical_text_are_held_at_once(admin, accounts, place, database, clock):
    user = accounts.make("zaur", role=None)
    admin.post(f"/admin/users/{user.id}/roles", role="administration", facility=str(place.id))
    assert held(database, user, clock) == [Role.ADMINISTRATION]
    assert accounts.events("role.assigned")[-1].details == {"role": "administration"}


@pytest.mark.parametrize("role", [Role.NPG, Role.OMBUDSMAN])
def test_those_who_are_visited_have_no_say_over_the_mechanism(admin, accounts, sit, database, clock, role):
    user = accounts.make("aytan", role=None, name="Aytən Ələsgərova")
    admin.post(f"/admin/users/{user.id}/roles", role=role.value)
    row = row_of(database, user)
    for username, other in (("second", Role.ADMIN), ("reviewer", Role.REVIEWER)):
        browser = sit(username, other)
        assert "Aytən Ələsgərova" not in browser.get("/admin/roles/waiting")
        browser.post(f"/admin/roles/{row.id}/approve")
        assert browser.status == 404
    office = sit("ombudsman", Role.OMBUDSMAN)
    assert "Aytən Ələsgərova" in office.get("/admin/roles/waiting")
    office.post(f"/admin/roles/{row.id}/approve")
    assert held(database, user, clock) == [role]


def test_the_office_sees_the_mechanism_alone(asked, sit, database):
    office = sit("ombudsman", Role.OMBUDSMAN)
    assert "Rauf Kərimov" not in office.get("/admin/roles/waiting")
    office.post(f"/admin/roles/{row_of(database, asked).id}/approve")
    assert office.status == 404


def test_a_member_the_office_appoints_needs_nobody_else(database, accounts, clock):
    user = accounts.make("aytan", role=None)
    with database.unit(factories.identity(Role.OMBUDSMAN), clock) as uow:
        services.assign(uow, uow.session.get_one(User, user.id), role=Role.NPG, facility_id=None)
    assert held(database, user, clock) == [Role.NPG]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.REVIEWER, Role.OMBUDSMAN}))
def test_nobody_else_approves(role, place):
    assert not permits(factories.identity(role, place), Permission.ROLE_APPROVE)


def test_one_decides_alone_when_two_do_it_at_once(database, asked, clock):
    row_id = row_of(database, asked).id
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        approvals.refuse(uow, uow.session.get_one(RoleAssignment, row_id))
    with (
        pytest.raises(AccountError, match="ended"),
        database.unit(factories.identity(Role.REVIEWER), clock) as uow,
    ):
        approvals.approve(uow, uow.session.get_one(RoleAssignment, row_id))


def test_every_button_says_whose_role_it_is(asked, sit):
    reviewer = sit("reviewer", Role.REVIEWER)
    reviewer.get("/admin/roles/waiting")
    assert len(re.findall(r"govuk-visually-hidden\">: Rauf Kərimov", reviewer.markup)) == 2
