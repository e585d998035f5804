"""Hearings announced, decisions that cannot precede them, and what a released person takes along."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.cases import services as cases
from healthapp.cases.schemas import Take
from healthapp.court import presenter, queries, schemas, services
from healthapp.court.models import CourtHearing, ReleaseSummary
from healthapp.ledger.models import LedgerEntry
from tests.support import placing
from tests.support.house import House

HEAR = Take("hear", actor="court", attached=("hearing_record", "counsel_attendance"))


def at_court(house: House):
    row = placing.opened(house)
    for who, step in (*placing.TO_COUNCIL, *placing.TO_ORDER[:2]):
        placing.taken(house, row, who, step)
    return row


def announced(house: House, row, at: dt.datetime, **more) -> None:
    found = placing.found(house, row, Role.REVIEWER)
    values = {"court": "Nümunə məhkəməsi", "counsel_kind": "appointed", "counsel": "Vəkil X", "summoned": "no", **more}
    with house.database.unit(house.users[Role.REVIEWER], house.clock) as uow:
        services.announce(uow, found, schemas.Announce(at=at, **values))


def test_a_decision_dated_before_the_hearing_is_refused(house: House, clock) -> None:
    row = at_court(house)
    announced(house, row, clock() + dt.timedelta(days=6))
    clock.advance(days=2)
    with pytest.raises(cases.StepRefused) as caught:
        placing.taken(house, row, Role.REVIEWER, HEAR)
    assert caught.value.refusal.reason == "before_hearing"
    announced(house, row, clock() - dt.timedelta(hours=1), note="Brought forward by the court")
    placing.taken(house, row, Role.REVIEWER, HEAR)
    grant = Take("grant", actor="court", attached=("court_act",), result="measure_2", at=clock() - dt.timedelta(days=1))
    with pytest.raises(cases.StepRefused) as caught:
        placing.taken(house, row, Role.REVIEWER, grant)
    assert caught.value.refusal.reason == "before_previous"


def test_a_court_may_discontinue_before_the_hearing(house: House, clock) -> None:
    row = at_court(house)
    announced(house, row, clock() + dt.timedelta(days=6))
    done = placing.taken(
        house, row, Role.REVIEWER, Take("discontinue", actor="court", attached=("court_act", "outcome_told"))
    )
    assert done.row.state == "care_in_prison"


def test_a_case_that_is_not_at_court_has_no_hearing(house: House, clock) -> None:
    row = placing.opened(house)
    with pytest.raises(services.NotAtCourt):
        announced(house, row, clock() + dt.timedelta(days=1))


def test_a_measure_taken_over_is_the_decision_and_what_came_before_is_not_still_to_come(house: House) -> None:
    order = Take("take_over_measure", attached=("court_act",))
    found = placing.found(house, placing.opened(house, step=order, who=Role.PSYCHIATRIST))
    stations = [(stop.state, stop.when) for stop in presenter.road(found)]
    before, after = ("not_applicable", "qeyd edilməyib"), ("not_started", "hələ yox")
    assert stations == [before, before, before, ("done", "11.03.2026"), after, after, after, after]


def test_hearings_to_come_stand_by_their_time_and_the_unannounced_by_the_clock(house: House, clock) -> None:
    first = at_court(house)
    announced(house, first, clock() + dt.timedelta(days=5))
    with house.database.reading() as session:
        (line,) = queries.coming(session, house.users[Role.LIAISON])
        assert line.hearing is not None
        assert line.clock is not None
        assert line.clock.verified
    clock.advance(days=1)
    placing.taken(house, first, Role.REVIEWER, Take("adjourn", actor="court", attached=("court_act",)))
    clock.advance(days=5)
    placing.taken(house, first, Role.REVIEWER, HEAR)
    with house.database.reading() as session:
        (line,) = queries.coming(session, house.users[Role.LIAISON])
        assert line.hearing is None  # the state was entered after it: nothing is announced now
        assert queries.coming(session, house.other.doctor) == []


def hearing_form(**changes) -> dict[str, str]:
    return {
        "court": "Nümunə məhkəməsi",
        "at_date": "18.03.2026",
        "at_time": "11:00",
        "counsel_kind": "chosen",
        "counsel": "Vəkil Y",
        "summoned": "not_known",
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"court": ""}, "court"),
        ({"at_date": "18.03.2029"}, "at_date"),
        ({"at_date": "01.03.2026"}, "at_date"),
        ({"at_date": "31.02.2026"}, "at_date"),
        ({"counsel": ""}, "counsel"),
        ({"counsel_kind": "friend"}, "counsel_kind"),
        ({"summoned": ""}, "summoned"),
    ],
)
def test_what_is_wrong_with_a_hearing_is_said_at_its_field(house: House, changes, field: str) -> None:
    row = at_court(house)
    answer = house.browser(Role.ADMINISTRATION).post(f"/cases/{row.id}/court/hearing", hearing_form(**changes))
    if answer.status_code == 404:  # the administration sees no placement
        answer = house.browser(Role.HEAD).post(f"/cases/{row.id}/court/hearing", hearing_form(**changes))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CourtHearing)) == 0


def test_a_moved_hearing_says_why_and_both_are_kept_and_sealed(house: House) -> None:
    row = at_court(house)
    head = house.browser(Role.HEAD)
    address = f"/cases/{row.id}/court/hearing"
    assert head.post(address, hearing_form()).status_code == 303
    assert head.post(address, hearing_form(at_date="20.03.2026")).status_code == 422
    assert head.post(address, hearing_form(at_date="20.03.2026", note="The judge is ill")).status_code == 303
    page = head.get(f"/cases/{row.id}/court").get_data(as_text=True)
    assert page.index("20.03.2026") < page.index("18.03.2026, 11:00" if "18.03.2026, 11:00" in page else "18.03.2026")
    assert head.get("/court/hearings").status_code == 200
    with house.database.reading() as session:
        rows = list(session.scalars(sa.select(CourtHearing)))
        leaves = set(session.scalars(sa.select(LedgerEntry.subject_digest)))
        assert len(rows) == 2
        assert {one.digest for one in rows} <= leaves


def test_a_release_summary_is_written_once_the_decision_is_final_and_printed(house: House) -> None:
    row = placing.in_hospital(house)
    doctor = house.browser(Role.DOCTOR)
    form = {
        "diagnoses": "F20.0 Paranoid schizophrenia",
        "course": "Olanzapine since March",
        "follow_up": "Psychoneurological dispensary within 3 days",
        "medicines-0-name": "Olanzapin",
        "medicines-0-dose": "10 mq",
        "medicines-0-times": "1",
        "medicines-0-days": "14",
    }
    assert doctor.post(f"/cases/{row.id}/summary", form).status_code == 409
    for step in (
        Take("move_to_lift", actor="relative", attached=("petition",)),
        Take("lift", actor="court", attached=("court_act",)),
    ):
        placing.taken(house, row, Role.LIAISON, step)
    assert doctor.post(f"/cases/{row.id}/summary/print", language="en").status_code == 409
    assert doctor.post(f"/cases/{row.id}/summary", {**form, "diagnoses": ""}).status_code == 422
    assert doctor.post(f"/cases/{row.id}/summary", form).status_code == 303
    answer = doctor.post(f"/cases/{row.id}/summary/print", language="ru")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "ВЫПИСКА" in text
    assert "F20.0" in text
    assert re.search(r"Решение суда\s+Суд отменяет меру", text)
    assert "Врач" in text
    assert answer.data == _print_again(house, row, answer.data)
    assert "F20.0" in doctor.get(f"/cases/{row.id}/summary").get_data(as_text=True)
    assert house.browser(Role.NURSE).get(f"/cases/{row.id}/summary").status_code == 403
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ReleaseSummary)) == 1


def _print_again(house: House, row, data: bytes) -> bytes:
    """A second print of the same moment by the same person is the same paper, byte for byte."""
    return house.browser(Role.DOCTOR).post(f"/cases/{row.id}/summary/print", language="ru").data
