"""The number people call a record by: taken at the author's signature, one book for each facility and year.

A record that a register has numbered already (injuries, ``TQ``) keeps that number and takes none here.
"""

from __future__ import annotations

from typing import Any

from healthapp.database import UnitOfWork
from healthapp.people.models import Facility
from healthapp.records import books
from healthapp.records.models import ClinicalRecord, RecordNumber

#: tibbi sənəd, a medical document: examinations and screenings share one book.
PREFIX = "TS"
#: The section of the sealed content that holds the number, so that the digest speaks of it too.
SECTION = "register"


def take(uow: UnitOfWork, record: ClinicalRecord) -> dict[str, Any]:
    """Give ``record`` the next number of its facility; returns the section to seal with it."""
    with uow.session.no_autoflush:  # the record is written once, when it is sealed
        year, number = books.next_number(uow, RecordNumber, record.facility_id)
        code = uow.session.get_one(Facility, record.facility_id).code
    record.number = books.label(PREFIX, code, year, number)
    uow.session.add(RecordNumber(record_id=record.id, facility_id=record.facility_id, year=year, number=number))
    return {"number": record.number, "year": year, "place": number}
