"""A case from the request to the court, as the services keep it and as the pages show it."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.cases import queries, services
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.schemas import Open, Take
from healthapp.cases.sealing import digest_of
from healthapp.deadlines.models import Deadline
from healthapp.ledger.models import LedgerEntry
from tests import factories
from tests.support.house import House, SignedIn

ASK = Take("ask", actor="person", attached=("request",))
REFUSE = Take("find_no_need", attached=("reasons", "told_court_open"), note="No sign of such an illness today")


def opened(house: House, who: Role = Role.DOCTOR, step: Take = ASK, **changes) -> Case:
    wanted = replace(Open("illness_other", "request", step), **changes)
    with house.database.unit(house.users[who], house.clock) as uow:
        return services.open_case(uow, house.own.person, wanted)


def advanced(house: House, row: Case, who: Role, step: Take, seen: int | None = None) -> Case:
    with house.database.unit(house.users[who], house.clock) as uow:
        known = uow.session.get_one(Case, row.id).events
        return services.advance(uow, row.id, step, seen=known if seen is None else seen).row


def clocks_of(house: House, row: Case) -> dict[str, Deadline]:
    with house.database.reading() as session:
        rows = session.scalars(sa.select(Deadline).where(Deadline.subject_id == row.id))
        return {found.kind: found for found in rows}


def test_an_opened_case_keeps_its_event_sealed_and_starts_its_clock(house: House):
    row = opened(house)
    assert row.number == "K-2026-00001"
    assert (row.state, row.holder, row.events) == ("requested", "unit", 1)
    with house.database.reading() as session:
        event = session.scalars(sa.select(CaseEvent)).one()
        assert (event.actor, event.recorded_by, event.attached) == ("person", "doctor", ["request"])
        leaf = session.scalars(sa.select(LedgerEntry).where(LedgerEntry.subject_id == event.id)).one()
        assert leaf.subject_digest == event.digest == digest_of(event)
    clock = clocks_of(house, row)["smec.unit_decision_days"]
    assert clock.state == "open"
    assert clock.due_at == dt.datetime(2026, 3, 16, 20, tzinfo=dt.UTC)
    assert not clock.verified


def test_the_fold_of_the_stored_events_is_the_stored_state(house: House):
    row = opened(house)
    row = advanced(house, row, Role.DOCTOR, REFUSE)
    with house.database.reading() as session:
        found = queries.find(session, house.users[Role.DOCTOR], row.id)
    assert (found.case.state, found.case.outcome) == (row.state, row.outcome) == ("need_not_found", "")
    assert clocks_of(house, row)["smec.unit_decision_days"].state == "met"


def test_a_second_case_on_the_same_pathway_is_warned_of(house: House):
    first = opened(house)
    with pytest.raises(services.AlreadyOpen) as caught:
        opened(house)
    assert caught.value.number == first.number
    assert opened(house, another=True).number == "K-2026-00002"


@pytest.mark.parametrize(
    ("who", "step", "reason"),
    [
        (Role.FELDSHER, REFUSE, "not_yours"),
        (Role.DOCTOR, Take("find_no_need"), "documents_missing"),
        (Role.DOCTOR, Take("sign"), "not_now"),
        (Role.DOCTOR, Take("levitate"), "unknown_event"),
        (Role.DOCTOR, replace(REFUSE, at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)), "before_previous"),
    ],
)
def test_a_wrong_step_is_refused_and_changes_nothing(house: House, who: Role, step: Take, reason: str):
    row = opened(house)
    with pytest.raises(services.StepRefused) as caught:
        advanced(house, row, who, step)
    assert caught.value.refusal.reason == reason
    with house.database.reading() as session:
        assert session.get_one(Case, row.id).events == 1


def test_two_people_deciding_at_once_do_not_both_decide(house: House):
    row = opened(house)
    advanced(house, row, Role.DOCTOR, REFUSE)
    with pytest.raises(services.OutOfDate):
        advanced(house, row, Role.DOCTOR, REFUSE, seen=1)


def test_death_ends_the_case_and_its_clocks(house: House):
    row = advanced(house, opened(house), Role.DOCTOR, Take("die", attached=("death_notice",)))
    assert row.outcome
    assert row.closed_at == house.clock()
    assert {clock.state for clock in clocks_of(house, row).values()} == {"met"}


def test_the_case_goes_with_the_person(house: House):
    row = opened(house)
    elsewhere = factories.identity(Role.DOCTOR, house.other.facility)
    with house.database.unit(house.users[Role.DOCTOR], house.clock) as uow:
        assert queries.find(uow.session, elsewhere, row.id) is None
        from healthapp.people.models import Person

        person = uow.session.get_one(Person, row.person_id)
        person.facility_id = house.other.facility.id
        uow.audited = True
        uow.session.flush()
        assert queries.find(uow.session, elsewhere, row.id) is not None
        assert queries.find(uow.session, house.users[Role.DOCTOR], row.id) is None


def test_the_administration_sees_only_cases_that_need_its_letter(house: House):
    mine, other = opened(house), opened(house, pathway="own_specialist", step=_first("own_specialist"))
    with house.database.reading() as session:
        admin = house.users[Role.ADMINISTRATION]
        found = queries.find(session, admin, mine.id)
        assert found is not None
        assert not found.clinical
        assert ("own_specialist" in queries.ADMINISTRATIVE) == (queries.find(session, admin, other.id) is not None)


def _first(pathway: str) -> Take:
    from referrals import pathways

    step = next(step for step in pathways.current(pathway).steps if step.source == "start" and "person" in step.who)
    return Take(step.event, actor="person", attached=tuple(need[0] for need in step.needs))


def form(**changes) -> dict[str, object]:
    return {
        "actor": "person",
        "at_date": "11.03.2026",
        "at_time": "14:30",
        "attached": ["request"],
        "ground": "request",
        **changes,
    }


def browser(house: House, role: Role = Role.DOCTOR) -> SignedIn:
    return house.browser(role)


def test_a_case_is_opened_from_the_page_of_the_person(house: House):
    person = house.own.person
    doctor = browser(house)
    page = doctor.get(f"/people/{person.id}/cases/new").get_data(as_text=True)
    address = f"/people/{person.id}/cases/new/illness_other/ask"
    assert address in page
    assert doctor.get(address).status_code == 200
    answer = doctor.post(address, form())
    assert answer.status_code == 303
    shown = doctor.get(answer.headers["Location"]).get_data(as_text=True)
    assert "K-2026-00001" in shown
    assert "app-clock--target" in shown
    again = doctor.post(address, form())
    assert again.status_code == 422
    assert 'value="14:30"' in again.get_data(as_text=True)
    assert doctor.post(address, form(another="yes")).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"actor": ""}, "actor"),
        ({"ground": "diagnosis"}, "icd10"),
        ({"ground": "rumour"}, "ground"),
        ({"at_date": "12.03.2026"}, "at_date"),
        ({"at_time": ""}, "at_date"),
        ({"attached": []}, "attached"),
        ({"attached": ["x"]}, "attached"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(house: House, changes: dict[str, object], field: str):
    feldsher = browser(house, Role.FELDSHER)
    answer = feldsher.post(f"/people/{house.own.person.id}/cases/new/illness_other/ask", form(**changes))
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.get_data(as_text=True)
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0


def test_a_refused_request_keeps_its_reason_and_is_printed_with_the_road_to_court(house: House):
    row = opened(house)
    doctor = browser(house)
    address = f"/cases/{row.id}/steps/find_no_need"
    given = {"attached": ["told_court_open"], "version": "1"}
    assert doctor.post(address, given).status_code == 422
    assert doctor.post(address, {**given, "note": "No sign of it today"}).status_code == 303
    page = doctor.get(f"/cases/{row.id}").get_data(as_text=True)
    assert "No sign of it today" in page
    answer = doctor.post(f"/cases/{row.id}/notice", language="en")
    assert answer.status_code == 200
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.data)).pages)
    assert "No sign of it today" in text
    assert "CPC 511.2" in text
    assert "No sign of it today" not in browser(house, Role.ADMINISTRATION).get(f"/cases/{row.id}").get_data(
        as_text=True
    )


def test_the_page_shows_the_road_and_what_the_person_was_told(house: House, clock):
    row = opened(house)
    doctor = browser(house)
    doctor.get("/cases", lang="en")
    before = doctor.get(f"/cases/{row.id}").get_data(as_text=True)
    assert before.count('aria-current="step"') == 1
    assert "now, 0 days" in before
    assert 'id="told"' not in before
    advanced(house, row, Role.DOCTOR, REFUSE)
    page = doctor.get(f"/cases/{row.id}").get_data(as_text=True)
    told = page[page.index('id="told"') :]
    assert f"on paper, by {house.users[Role.DOCTOR].name}" in told
    clock.advance(hours=1)
    advanced(house, row, Role.DOCTOR, Take("die", attached=("death_notice",)))
    ended = doctor.get(f"/cases/{row.id}").get_data(as_text=True)
    assert 'aria-current="step"' not in ended


def test_a_form_of_yesterday_is_refused_with_its_values(house: House):
    row = opened(house)
    answer = browser(house).post(
        f"/cases/{row.id}/steps/find_no_need", {"attached": ["told_court_open"], "note": "Late", "version": "7"}
    )
    assert answer.status_code == 409
    assert "Late" in answer.get_data(as_text=True)


def test_a_step_that_belongs_to_another_role_is_refused_in_words(house: House):
    row = opened(house)
    answer = browser(house, Role.NURSE).post(
        f"/cases/{row.id}/steps/find_no_need", {"attached": ["told_court_open"], "note": "Not mine", "version": "1"}
    )
    assert answer.status_code == 422
    assert browser(house).get(f"/cases/{row.id}/steps/sign").status_code == 404


def test_a_case_without_a_no_has_no_notice(house: House):
    row = opened(house)
    assert browser(house).post(f"/cases/{row.id}/notice", language="en").status_code == 409


def test_the_desk_lists_the_longest_wait_first_and_can_be_taken_out(house: House):
    first = opened(house, step=replace(ASK, at=house.clock() - dt.timedelta(days=3)))
    yesterday = replace(_first("court_petition"), at=house.clock() - dt.timedelta(days=1))
    second = opened(house, pathway="court_petition", step=yesterday)
    advanced(house, first, Role.DOCTOR, REFUSE)  # longest since the need, though not in its step
    reviewer = browser(house, Role.REVIEWER)
    page, by_step = (reviewer.get("/cases", sort=order).get_data(as_text=True) for order in ("age", "step"))
    assert page.index(first.number) < page.index(second.number)
    assert by_step.index(second.number) < by_step.index(first.number)
    assert second.number not in reviewer.get("/cases", pathway="illness_other").get_data(as_text=True)
    assert reviewer.get("/cases", pathway="x", holder="y", after="z").status_code == 200
    text = reviewer.post("/cases/export", format="csv").data.decode("utf-8-sig")
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == [first.number, second.number]
    assert reviewer.post("/cases/export", format="xlsx").data[:2] == b"PK"
    assert browser(house).post("/cases/export", format="csv").status_code == 403


def test_the_queue_goes_on_where_the_page_ended(house: House, monkeypatch):
    for _place in range(3):
        opened(house, another=True)
    reviewer = house.users[Role.REVIEWER]
    with house.database.reading() as session:
        lines = queries.queue(session, reviewer, limit=2)
        rest = queries.queue(session, reviewer, after=(lines[1].row.entered_at, lines[1].row.number))
    assert [line.row.number for line in (*lines, *rest)] == [f"K-2026-0000{place}" for place in (1, 2, 3)]


def test_events_cannot_be_changed(house: House):
    opened(house)
    with pytest.raises(sa.exc.DatabaseError), house.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_event SET note = 'other'"))
