"""Every decision is told, or its gap is shown; the person gets the course of the case on paper."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.cases.schemas import Take
from healthapp.deadlines.kinds import TELL
from healthapp.deadlines.models import Deadline
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.telling import queries
from healthapp.telling.models import CaseTold
from tests.support import placing
from tests.support.house import House


def to_order(house: House):
    row = placing.opened(house)
    for who, step in (*placing.TO_COUNCIL, *placing.TO_ORDER):
        placing.taken(house, row, who, step)
    return row


def untold(house: House, who: Role = Role.DOCTOR) -> list[str]:
    with house.database.reading() as session:
        return [one.event.code for one in queries.untold(session, house.users[who])]


def form(house: House, row, **changes) -> dict[str, object]:
    with house.database.reading() as session:
        open_events = queries.open_events(session, placing.found(house, row))
    return {
        "events": [str(event) for event in open_events],
        "at_date": "11.03.2026",
        "at_time": "14:32",
        "how": "spoken",
        "spoken_in": "az",
        "told_by": "Dr Rəhimov",
        "receipt": "refused",
        "words": "Mən razı deyiləm",
        **changes,
    }


def test_each_decision_starts_a_clock_and_a_step_that_tells_needs_none(house: House) -> None:
    row = to_order(house)
    assert untold(house) == ["grant", "become_final"]  # the council's advice carried the paper that the person knows
    with house.database.reading() as session:
        found = placing.found(house, row)
        made = {one.event.code: one.told for one in queries.decided(session, found)}
        assert made == {"advise_placement": True, "grant": False, "become_final": False}
        assert queries.untold(session, house.other.doctor) == []


def test_what_was_told_stands_on_the_page_and_ends_its_clock(house: House) -> None:
    row = to_order(house)
    doctor = house.browser(Role.DOCTOR)
    address = f"/cases/{row.id}/person"
    before = doctor.get(address).get_data(as_text=True)
    assert "app-box--amber" in before
    given = form(house, row)
    assert doctor.post(address, given).status_code == 303
    page = doctor.get(address).get_data(as_text=True)
    assert "Mən razı deyiləm" in page
    assert "Dr Rəhimov" in page
    assert untold(house) == []
    assert doctor.post(address, given).status_code == 422  # told already: the choice is gone
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CaseTold)) == 2
        assert set(session.scalars(sa.select(Deadline.state).where(Deadline.kind == TELL.code))) == {"met"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"events": []}, "events"),
        ({"events": ["01a220e5-def5-740b-9713-27406d1af7db"]}, "events"),
        ({"how": "telepathy"}, "how"),
        ({"at_date": "12.03.2026"}, "at_date"),
        ({"at_date": "10.03.2026"}, "at_date"),
        ({"told_by": ""}, "told_by"),
        ({"receipt": ""}, "receipt"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(house: House, changes, field: str) -> None:
    row = to_order(house)
    answer = house.browser(Role.NURSE).post(f"/cases/{row.id}/person", form(house, row, **changes))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{field}' in page
    assert "Mən razı deyiləm" in page
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CaseTold)) == 0


def test_death_ends_the_clocks_of_telling_and_only_death_can_be_recorded(house: House) -> None:
    row = to_order(house)
    with house.database.unit(house.users[Role.DOCTOR], house.clock) as uow:
        person = placing.found(house, row).person
        uow.session.merge(person).died_at = house.clock()
        uow.audited = True
    answer = house.browser(Role.LIAISON).post(
        f"/cases/{row.id}/steps/transfer", {"attached": ["transfer_summary"], "version": "9"}
    )
    assert answer.status_code == 422
    placing.taken(house, row, Role.DOCTOR, Take("die", attached=("death_notice",)))
    assert untold(house) == []


def left(house: House, kind: str, **more: str) -> None:
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        movements.record(uow, uow.session.get_one(Person, house.own.person.id), Move(kind, house.clock(), **more))


def test_a_release_leaves_the_decisions_owed_and_its_form_says_so_first(house: House, clock) -> None:
    """The person is told in writing before leaving; what was not is on the list still, and a letter can end it."""
    row = to_order(house)
    doctor = house.browser(Role.DOCTOR)
    before = doctor.get(f"/people/{house.own.person.id}/move").get_data(as_text=True)
    assert before.count(f"/cases/{row.id}/person") == 2
    assert "/person" not in house.browser(house.other.doctor).get("/cases/untold").get_data(as_text=True)
    left(house, "release", release_kind="court_decision")
    assert untold(house) == ["grant", "become_final"]
    assert doctor.post(f"/cases/{row.id}/person", form(house, row, how="letter")).status_code == 303
    assert untold(house) == []


@pytest.mark.parametrize("ended", [False, True])
def test_a_death_leaves_nobody_to_tell_in_open_and_ended_cases(house: House, clock, ended: bool) -> None:
    row = to_order(house)
    if ended:
        placing.taken(house, row, Role.LIAISON, Take("end_sentence", attached=("release_order",)))
        assert untold(house) == ["grant", "become_final"]
    clock.advance(hours=1)
    left(house, "death")
    assert untold(house) == []
    with house.database.reading() as session:
        assert set(session.scalars(sa.select(Deadline.state).where(Deadline.kind == TELL.code))) == {"cancelled"}


@pytest.mark.parametrize(
    ("language", "word"), [("az", "İŞİNİZİN GEDİŞİ"), ("ru", "ХОД ВАШЕГО ДЕЛА"), ("en", "COURSE OF")]
)
def test_the_person_gets_the_course_of_the_case_in_their_language(house: House, language: str, word: str) -> None:
    row, place = to_order(house), placing.hospital(house)
    address, doctor = f"/cases/{row.id}/person/print", house.browser(Role.DOCTOR)
    assert doctor.post(address, language="").status_code == 409
    for _longer in range(6):
        pages = [
            page.extract_text() for page in PdfReader(io.BytesIO(doctor.post(address, language=language).data)).pages
        ]
        assert word in pages[0]
        assert "916" in pages[-1]  # the place to sign stands with what is open to the person, on no page of its own
        placing.asked(house, row, place)
        placing.answered(house, row, offered=False, reason="no_bed")


def test_the_list_of_the_untold_leads_to_the_case(house: House) -> None:
    row = to_order(house)
    page = house.browser(Role.DOCTOR).get("/cases/untold").get_data(as_text=True)
    assert f"/cases/{row.id}/person" in page
    assert "app-clock--target" in page
