"""The trauma register: one book per facility and year, numbered without gaps, and its digest for the ledger."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.access import Identity, Permission, readable_facilities
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines.models import Deadline
from healthapp.i18n import local
from healthapp.injuries.events import NUMBER_TAKEN
from healthapp.injuries.models import InjuryNotice, TraumaEntry
from healthapp.intake.queries import Examination
from healthapp.ledger import canonical
from healthapp.people.models import Facility, Person
from healthapp.records import books
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord, RecordState

PREFIX = "TQ"


def enter(uow: UnitOfWork, examination: Examination) -> TraumaEntry | None:
    """Take the next number for a record with an injury or an allegation, and seal it with the record."""
    answers, record = examination.answers, examination.record
    rows = answers.get("lesions", {}).get("lesions", ())
    alleged = answers.get("statement", {}).get("alleged", "not_asked")
    if not rows and alleged != "yes":
        return None
    year, number = books.next_number(uow, TraumaEntry, record.facility_id)
    entry = TraumaEntry(
        id=uuid7(),
        record_id=record.id,
        person_id=record.person_id,
        facility_id=record.facility_id,
        year=year,
        number=number,
        issued_at=uow.now(),
        occasion=answers.get("occasion", {}).get("kind", ""),
        alleged=alleged,
        lesions=len(rows),
        causes=",".join(sorted({row["mechanism"] for row in rows if row.get("mechanism")})),
        places=",".join(sorted({row["region"] for row in rows if row.get("region")})),
    )
    record.number = label(entry, examination.facility.code)
    uow.session.add(entry)
    audit.record(
        uow,
        NUMBER_TAKEN,
        about=record,
        subject=("trauma_entry", entry.id),
        digest=digest_of(entry),
        year=entry.year,
        number=entry.number,
    )
    answers_kept = {"number": record.number, "year": entry.year, "place": entry.number}
    records.save_section(uow, record, section="register", answers=answers_kept, expected_version=0)
    uow.session.flush()
    return entry


def label(entry: TraumaEntry, facility_code: str) -> str:
    """``TQ-T1-2026-0007``: the number as people write it."""
    return books.label(PREFIX, facility_code, entry.year, entry.number)


def digest_of(entry: TraumaEntry) -> bytes:
    """SHA-256 over every column, so that an altered line is named by verification."""
    return canonical.digest(
        {column.key: getattr(entry, column.key) for column in sa.inspect(TraumaEntry).mapper.column_attrs}
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the book; ``entry`` None stands for a number that is missing."""

    number: int
    entry: TraumaEntry | None
    record: ClinicalRecord | None
    person: Person | None
    notice: InjuryNotice | None

    due_at: dt.datetime | None = None

    @property
    def late(self) -> bool:
        return self.record is not None and bool(self.record.late_reason)

    @property
    def voided(self) -> bool:
        return self.record is not None and self.record.state == RecordState.VOIDED

    @property
    def unnoticed(self) -> bool:
        """No notice to the prosecutor exists of a record that stands."""
        return self.entry is not None and self.notice is None and not self.voided

    @property
    def unreported(self) -> bool:
        """Ill-treatment is alleged and no notice exists."""
        return self.unnoticed and self.entry is not None and self.entry.alleged == "yes"

    def overdue(self, now: dt.datetime) -> bool:
        """A notice that should have gone out by now."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader asked for; empty means everything. ``notice``: a state, or ``none`` for lines without one."""

    year: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    cause: str = ""
    place: str = ""
    alleged: str = ""
    notice: str = ""

    @property
    def narrows(self) -> bool:
        return any((self.first, self.last, self.cause, self.place, self.alleged, self.notice))

    def narrow(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that fit. A missing number fits no question: it shows in the whole book alone."""
        return [line for line in lines if self._fits(line)] if self.narrows else list(lines)

    def _fits(self, line: Line) -> bool:
        if line.entry is None:
            return False
        entry, day = line.entry, local(line.entry.issued_at).date()
        return all(
            (
                self.first is None or day >= self.first,
                self.last is None or day <= self.last,
                not self.cause or self.cause in codes(entry.causes),
                not self.place or self.place in codes(entry.places),
                not self.alleged or self.alleged == entry.alleged,
                not self.notice or self.notice == (line.notice.state if line.notice else "none"),
            )
        )


def codes(text: str) -> list[str]:
    """The codes kept by comma."""
    return text.split(",") if text else []


def facilities(session: Session, identity: Identity) -> list[Facility]:
    """The facilities whose register ``identity`` may read, by name."""
    places = readable_facilities(identity, Permission.INJURY_REGISTER)
    wanted = sa.select(Facility).order_by(Facility.name)
    return list(session.scalars(wanted if places is None else wanted.where(Facility.id.in_(places))))


def find_facility(session: Session, identity: Identity, facility_id: uuid.UUID) -> Facility | None:
    return next((row for row in facilities(session, identity) if row.id == facility_id), None)


def years(session: Session, facility: Facility) -> list[int]:
    """The years with entries, the latest first."""
    found = sa.select(TraumaEntry.year).where(TraumaEntry.facility_id == facility.id).distinct()
    return sorted(session.scalars(found), reverse=True)


def lines(session: Session, facility: Facility, year: int) -> list[Line]:
    """The whole book of a year, the latest first; numbers that are missing stand in their place."""
    rows = session.execute(
        sa.select(TraumaEntry, ClinicalRecord, Person, InjuryNotice, Deadline.due_at)
        .join(ClinicalRecord, ClinicalRecord.id == TraumaEntry.record_id)
        .join(Person, Person.id == TraumaEntry.person_id)
        .outerjoin(InjuryNotice, InjuryNotice.record_id == TraumaEntry.record_id)
        .outerjoin(
            Deadline,
            sa.and_(
                Deadline.subject_id == InjuryNotice.id,
                Deadline.kind == clocks.PROSECUTOR_NOTICE.code,
                Deadline.state == "open",
            ),
        )
        .where(TraumaEntry.facility_id == facility.id, TraumaEntry.year == year)
    )
    by_number = {row[0].number: Line(row[0].number, *row) for row in rows}
    highest = max(by_number, default=0)
    return [by_number.get(number, Line(number, None, None, None, None)) for number in range(highest, 0, -1)]
