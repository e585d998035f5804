"""Emergency access: opened with a reason, ended by itself, judged by somebody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from healthapp import audit
from healthapp.access import Identity, Permission, Role, permits
from healthapp.access.policy import Context
from healthapp.accounts import breakglass, events, queries, services
from healthapp.accounts.breakglass import BreakGlassRefused
from healthapp.accounts.models import BreakGlass, User
from healthapp.database import UnauditedChange
from healthapp.deadlines.models import Deadline
from healthapp.people import queries as people
from healthapp.people.models import Person
from tests import factories
from tests.integration.accounts.conftest import SETUP

REASON = "Huşsuz gətirilib, allergiyası bilinmir"


@pytest.fixture
def patient(database, clock, other_place) -> Person:
    with database.unit(SETUP, clock) as uow:
        return factories.person(uow, other_place, number="T9-2026-0418")


@pytest.fixture
def feldsher(accounts, place):
    return accounts.make(at=place)


@pytest.fixture
def auditor(accounts):
    return accounts.make("auditor", role=Role.AUDITOR, name="Könül İsgəndərova")


def identity_of(database, clock, browser) -> Identity:
    with database.reading() as session:
        return queries.signed_in(session, browser.login_id, clock()).identity("")


def test_a_record_of_elsewhere_is_opened_for_four_hours(browser, feldsher, patient, database, clock, accounts):
    browser.sign_in()
    with database.reading() as session:
        assert people.find(session, identity_of(database, clock, browser), patient.id) is None
    assert "4 hours" in browser.get("/account/emergency")
    browser.post("/account/emergency", number=" t9-2026-0418 ", reason=REASON)
    assert (browser.status, browser.location) == (303, f"/people/{patient.id}")
    who = identity_of(database, clock, browser)
    about = Context(facility_id=patient.facility_id, person_id=patient.id)
    assert who.break_glass == {patient.id}
    assert permits(who, Permission.CHART_READ, about)
    assert not permits(who, Permission.INTAKE_RECORD, about), "it opens for reading"
    assert not permits(who, Permission.CHART_READ, Context(facility_id=patient.facility_id)), "of this person alone"
    with database.reading() as session:
        assert people.find(session, who, patient.id).id == patient.id
    event = accounts.events("access.break_glass")[-1]
    assert (event.person_id, event.facility_id, event.reason) == (patient.id, patient.facility_id, REASON)
    assert event.details == {"hours": 4}
    clock.advance(hours=3, minutes=59)
    browser.sign_in()
    assert identity_of(database, clock, browser).break_glass == {patient.id}
    clock.advance(minutes=1)
    browser.sign_in()
    assert identity_of(database, clock, browser).break_glass == frozenset()


def test_of_several_roles_and_several_open_records_each_counts_once(
    browser, feldsher, patient, database, clock, place, other_place
):
    browser.sign_in()
    with database.unit(SETUP, clock) as uow:
        another = factories.person(uow, other_place)
        services.assign(uow, uow.session.get_one(User, feldsher.id), role=Role.NURSE, facility_id=place.id)
    with database.unit(identity_of(database, clock, browser), clock) as uow:
        for person in (patient, another):
            breakglass.open_record(uow, person, reason=REASON)
    who = identity_of(database, clock, browser)
    assert [one.role for one in who.assignments] == [Role.FELDSHER, Role.NURSE]
    assert who.break_glass == {patient.id, another.id}


def test_a_clock_for_its_review_starts_where_the_person_is(browser, feldsher, patient, database, clock):
    browser.sign_in()
    browser.post("/account/emergency", number=patient.number, reason=REASON)
    with database.reading() as session:
        row = session.scalars(sa.select(Deadline)).one()
        access = session.scalars(sa.select(BreakGlass)).one()
    assert (row.kind, row.facility_id, row.person_id) == ("break_glass_review", patient.facility_id, patient.id)
    assert (row.subject_kind, row.subject_id, row.started_at) == ("break_glass", access.id, clock())


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"number": "T9-2026-0418", "reason": "təcili"}, "Write the reason in 10 to 1000 characters"),
        ({"number": "T9-2026-0418", "reason": ""}, "This answer is needed"),
        ({"number": "T9-2026-9999", "reason": REASON}, "There is no record with this number"),
        ({"number": "", "reason": REASON}, "This answer is needed"),
    ],
)
def test_it_needs_a_number_and_a_reason(browser, feldsher, patient, database, fields, says):
    browser.sign_in()
    browser.post("/account/emergency", **fields)
    assert browser.status == 422
    assert says in browser.text
    if fields["reason"]:
        assert fields["reason"] in browser.markup, "nothing typed is lost"
    with database.reading() as session:
        assert session.scalars(sa.select(BreakGlass)).all() == []


def test_opening_twice_is_one_access_and_a_record_in_scope_needs_none(
    browser, feldsher, patient, database, clock, place
):
    with database.unit(SETUP, clock) as uow:
        here = factories.person(uow, place)
    browser.sign_in()
    browser.post("/account/emergency", number=here.number, reason=REASON)
    assert browser.location == f"/people/{here.id}"
    for _time in range(2):
        browser.post("/account/emergency", number=patient.number, reason=REASON)
    with database.reading() as session:
        assert [row.person_id for row in session.scalars(sa.select(BreakGlass))] == [patient.id]


def test_the_number_of_a_merged_entry_opens_the_one_that_was_kept(browser, feldsher, patient, database, clock):
    with database.unit(SETUP, clock) as uow:
        old = factories.person(uow, uow.session.get_one(factories.Facility, patient.facility_id))
        old.merged_into_id = patient.id
        uow.audited = True
    browser.sign_in()
    browser.post("/account/emergency", number=old.number, reason=REASON)
    assert browser.location == f"/people/{patient.id}"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMISSION])
def test_whoever_does_not_treat_opens_nothing(browser, accounts, role):
    accounts.make(role=role)
    browser.sign_in()
    browser.get("/account/emergency")
    assert browser.status == 403


def test_an_auditor_judges_it_with_its_reason_before_them(
    browser, another, feldsher, auditor, patient, database, clock, accounts
):
    browser.sign_in()
    browser.post("/account/emergency", number=patient.number, reason=REASON)
    with database.unit(identity_of(database, clock, browser), clock) as uow:
        audit.record(uow, events.AUDIT_LOG_READ, about=patient, log="x", filters=0)
    another.sign_in("auditor")
    assert "to be reviewed" in another.get("/admin/audit/emergency")
    assert "1 event recorded" in another.text
    assert patient.surname not in another.text
    with database.reading() as session:
        access = session.scalars(sa.select(BreakGlass)).one()
    page = f"/admin/audit/emergency/{access.id}"
    assert REASON in another.get(page)
    another.post(page, verdict="not_justified", note="")
    assert "Write why it was not justified" in another.text
    clock.advance(hours=1)
    another.sign_in("auditor")
    another.post(page, verdict="not_justified", note="Həmin gün növbədə deyildi")
    assert another.status == 303
    with database.reading() as session:
        access = session.scalars(sa.select(BreakGlass)).one()
        row = session.scalars(sa.select(Deadline)).one()
    assert (access.justified, access.reviewed_by, access.reviewed_at) == (False, auditor.id, clock())
    assert (row.state, row.met_at, row.met_by) == ("met", clock(), access.id)
    assert accounts.events("access.reviewed")[-1].details == {"justified": False}
    assert "not justified" in another.get("/admin/audit/emergency")
    another.post(page, verdict="justified", note="")
    assert "This access was reviewed already" in another.text


def test_nobody_judges_their_own_access(database, clock, feldsher, patient):
    who = Identity(feldsher.id, feldsher.name)
    with database.unit(who, clock) as uow:
        row = breakglass.open_record(uow, uow.session.get_one(Person, patient.id), reason=REASON)
        with pytest.raises(BreakGlassRefused, match="own"):
            breakglass.review(uow, row, justified=True, note="")


def test_others_are_shown_no_review(database, clock, feldsher, patient, place):
    who = Identity(feldsher.id, feldsher.name)
    with database.unit(who, clock) as uow:
        row = breakglass.open_record(uow, uow.session.get_one(Person, patient.id), reason=REASON)
    for role in (Role.FELDSHER, Role.HEAD, Role.REVIEWER, Role.ADMIN):
        with database.reading() as session:
            assert breakglass.find(session, factories.identity(role, place), row.id) is None
            assert breakglass.for_review(session, factories.identity(role, place), open_only=False) == ()


def test_it_cannot_be_kept_without_an_event(database, clock, feldsher, patient):
    with pytest.raises(UnauditedChange), database.unit(SETUP, clock) as uow:
        uow.session.add(
            BreakGlass(
                user_id=feldsher.id,
                person_id=patient.id,
                facility_id=patient.facility_id,
                reason=REASON,
                opened_at=clock(),
                expires_at=clock.advance(hours=1),
            )
        )


def test_a_person_at_no_facility_is_reviewed_where_the_helper_works(database, clock, feldsher, patient, place):
    with database.unit(SETUP, clock) as uow:
        uow.session.get_one(Person, patient.id).facility_id = None
        uow.audited = True
    who = Identity(feldsher.id, feldsher.name, factories.identity(Role.FELDSHER, place).assignments)
    with database.unit(who, clock) as uow:
        row = breakglass.open_record(uow, uow.session.get_one(Person, patient.id), reason=REASON)
        assert row.facility_id == place.id
    clock.advance(days=1)
    nowhere = Identity(feldsher.id, "x")
    with pytest.raises(BreakGlassRefused, match="no_facility"), database.unit(nowhere, clock) as uow:
        breakglass.open_record(uow, uow.session.get_one(Person, patient.id), reason=REASON)
