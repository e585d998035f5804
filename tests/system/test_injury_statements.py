"""Given few or many lesions, photographs, copies or records, when a page of the injury room is asked for, then it takes
the same statements.

The numbers are decisions, as in ``test_statements``.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.injuries import death_notices, geometry, lesions, notices, transmissions
from healthapp.injuries import services as injuries
from healthapp.injuries.models import TraumaEntry
from healthapp.intake import queries as examinations
from healthapp.people import movements
from healthapp.people.schemas import Move
from healthapp.records.models import ClinicalRecord
from tests.support.house import House
from tests.system.test_statements import columns, contacts, takes

STATEMENTS = {
    "lesions": 7,
    "lesion": 7,
    "photographs": 8,
    "copies": 9,
    "trauma register": 7,
    "death notice": 10,
    "death letter": 10,
}


def injured(house: House, many: int) -> None:
    """So many more lesions with their marks on the list of one injury record."""
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        record = injuries.begin(uow, uow.session.merge(house.own.person))
        found = examinations.find(uow.session, uow.actor, record.id)
        content = found.answers.get("lesions", {})
        for _number in range(many):
            content = lesions.put(content, {"type": "contusion"}, [geometry.at_region("FBM-A", "A-KNEE-L")], None)
        injuries.save(uow, found, "lesions", dict(content), found.content.versions.get("lesions", 0))
        house.own.injury = record.id


def photographed(house: House, many: int) -> None:
    """So many more photographs on the list of one injury record."""
    injured(house, 0)
    shot = {"view": "close", "intimate": "no", "received_at": house.clock().isoformat(), "sha256": "0" * 64}
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        found = examinations.find(uow.session, uow.actor, house.own.injury)
        rows = found.answers.get("photographs", {}).get("photographs", [])
        rows = [*rows, *({**shot, "file": str(uuid7())} for _number in range(many))]
        version = found.content.versions.get("photographs", 0)
        injuries.save(uow, found, "photographs", {"photographs": rows}, version)


def handed_over(house: House, many: int) -> None:
    """So many more copies of one injury record in the log."""
    injured(house, 0)
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        record = uow.session.get_one(ClinicalRecord, house.own.injury)
        given = {"recipient": "person", "outcome": "given", "form": "person", "language": "az"}
        for _number in range(many):
            transmissions.log(uow, record, at=uow.now(), **given)


def numbered(house: House, many: int) -> None:
    """So many more lines in the trauma register, each with its record and every third without a notice."""
    contacts(house, many)
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        lines = uow.session.scalar(sa.select(sa.func.count()).select_from(TraumaEntry)) or 0
        free = sa.select(ClinicalRecord.id).where(ClinicalRecord.id.not_in(sa.select(TraumaEntry.record_id)))
        said = {"occasion": "on_complaint", "alleged": "yes", "lesions": 1, "causes": "", "places": "", "year": 2026}
        whose = {"person_id": house.own.person.id, "facility_id": house.own.facility.id, "issued_at": uow.now()}
        rows = [
            {**said, **whose, "id": uuid7(), "record_id": record_id, "number": lines + place}
            for place, record_id in enumerate(uow.session.scalars(free.limit(many)), 1)
        ]
        uow.session.execute(sa.insert(TraumaEntry), rows)
        for row in rows[::3]:
            record = uow.session.get_one(ClinicalRecord, row["record_id"])
            notices.prepare(uow, record, duty=["alleged"], consent="yes")


def died_injured(house: House, many: int) -> None:
    """So many more records of injuries of the stay that a death ended."""
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        person = uow.session.merge(house.own.person)
        if death_notices.of_person(uow.session, person.id) is None:
            movements.record(uow, person, Move("death", uow.now()))
        pattern = {**columns(house.own.signed), "kind": "injury", "number": None}
        uow.session.execute(sa.insert(ClinicalRecord), [{**pattern, "id": uuid7()} for _number in range(many)])
        uow.audited = True


def charted(house, browser):
    return browser.get(f"/injuries/{house.own.injury}/lesions")


def lesion(house, browser):
    return browser.get(f"/injuries/{house.own.injury}/lesions/1")


def photographs(house, browser):
    return browser.get(f"/injuries/{house.own.injury}/photographs")


def copies(house, browser):
    return browser.get(f"/injuries/{house.own.injury}/copies")


def trauma(house, browser):
    return browser.get(f"/injuries/register/{house.own.facility.id}")


def death_notice(house, browser):
    return browser.get(f"/people/{house.own.person.id}/death/notice")


def death_letter(house, browser):
    return browser.get(f"/people/{house.own.person.id}/death/notice/print")


GROWN = {
    "lesions": (charted, injured, 3, 60),
    "lesion": (lesion, injured, 3, 60),
    "photographs": (photographs, photographed, 3, 60),
    "copies": (copies, handed_over, 3, 60),
    "trauma register": (trauma, numbered, 7, 300),
    "death notice": (death_notice, died_injured, 7, 300),
    "death letter": (death_letter, died_injured, 3, 60),
}


@pytest.mark.parametrize("page", GROWN)
def test_a_page_takes_as_many_statements_with_many_rows_as_with_few(house: House, page: str) -> None:
    takes(house, house.browser(Role.FELDSHER), GROWN[page], STATEMENTS[page])
