"""Given few or many rows, when a page of cases, courts or hospitals is asked for, then it takes the same statements.

The numbers are decisions, as in ``test_statements``; sessions are read in two statements, which are counted.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.cases.models import CaseEvent
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import TELL
from healthapp.hospitals import queries as hospitals
from healthapp.hospitals import services as placements
from healthapp.hospitals.schemas import NewWard, Report
from healthapp.people.models import Facility
from referrals import machine, pathways
from referrals.model import Mark
from tests import factories
from tests.support import casework
from tests.support.house import House, SignedIn
from tests.system.test_statements import takes
from tests.unit.referrals.drive import event, everywhere, taken

Ask = Callable[[House, SignedIn], object]

#: page -> statements, whatever the number of rows.
STATEMENTS = {
    "hearings": 5,
    "untold": 5,
    "board": 8,
    "wards": 3,
    "delays": 3,
    "case": 15,
    "court of a case": 13,
    "person's side": 9,
}


def at_court(house: House, many: int) -> None:
    """So many more cases at a court."""
    casework.waiting(house, "illness_other", "court_registered", many)


def in_hospital(house: House, many: int) -> None:
    """So many more people in hospital by a court's measure, and as many that wait for a bed."""
    casework.waiting(house, "placement_c", "admitted", many)
    casework.waiting(house, "placement_c", "court_ordered", many)


def untold(house: House, many: int) -> None:
    """So many more decisions that nobody told, each with its clock."""
    rows = casework.waiting(house, "illness_other", "need_not_found", many)
    with house.database.unit(house.own.doctor, house.clock) as uow:
        decided = uow.session.scalars(sa.select(CaseEvent).where(CaseEvent.case_id.in_(rows), CaseEvent.place == 2))
        for event_ in decided.all():
            deadlines.start(
                uow,
                TELL,
                facility_id=house.own.facility.id,
                started_at=event_.at,
                started_by=event_.code,
                person_id=house.own.person.id,
                subject=("case_event", event_.id),
            )
        uow.audited = True


def wards(house: House, many: int) -> None:
    """So many more wards of one hospital, each with what was said of its beds."""
    with house.database.unit(house.users[Role.LIAISON], house.clock) as uow:
        place = uow.session.scalar(sa.select(Facility).where(Facility.kind == "psychiatric"))
        if place is None:
            place = factories.facility(uow, kind="psychiatric", code="PSY")
        for _number in range(many):
            found = hospitals.hospital(uow.session, uow.actor, place.id)
            ward = placements.add_ward(uow, found, NewWard(f"Şöbə {factories.serial()}", "general", "men"))
            placements.tell_beds(uow, found, Report(ward.id, 40, 30, uow.now(), "Baş tibb bacısı"))
    house.own.hospital = place.id


def steps(house: House, many: int) -> None:
    """One case at court that has so many more steps behind it."""
    pathway = pathways.current("illness_other")
    case, events = next(pair for pair in everywhere(pathway) if pair[0].state == "court_registered")
    for _number in range(many):
        events = (*events, event(case, next(way for way in machine.ways(case) if isinstance(way, Mark))))
        case = taken(case, events[-1])
    rows: casework.Rows = {}
    house.own.case = casework.put(rows, house, factories.serial(), case, events)
    casework.write(house, rows)


def of_case(path: str) -> Ask:
    return lambda house, browser: browser.get(path.format(case=house.own.case))


GROWN = {
    "hearings": (lambda _house, browser: browser.get("/court/hearings"), at_court, 3, 40),
    "untold": (lambda _house, browser: browser.get("/cases/untold"), untold, 3, 40),
    "board": (lambda _house, browser: browser.get("/hospitals"), in_hospital, 3, 20),
    "wards": (lambda _house, browser: browser.get("/hospitals/places"), wards, 3, 20),
    "delays": (lambda _house, browser: browser.get("/delays"), at_court, 3, 40),
    "case": (of_case("/cases/{case}"), steps, 3, 60),
    "court of a case": (of_case("/cases/{case}/court"), steps, 3, 60),
    "person's side": (of_case("/cases/{case}/person"), steps, 3, 60),
}


@pytest.mark.parametrize("page", GROWN)
def test_a_page_takes_as_many_statements_with_many_rows_as_with_few(house: House, page: str) -> None:
    takes(house, house.browser(Role.DOCTOR), GROWN[page], STATEMENTS[page])
