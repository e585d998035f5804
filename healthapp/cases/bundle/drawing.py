"""Drawing a paper from the record: which signed examinations say something to it, and what they say.

A paper names records, their digests and their parts, never a copy of the answers: signed records do not change, so
the paper prints the same for ever and in every language.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.cases.bundle import extracts
from healthapp.i18n import format_moment
from healthapp.intake import prints
from healthapp.intake import queries as examinations
from healthapp.intake.dictionary import all_kinds, is_kind, kind_of
from healthapp.intake.print_values import PrintSection
from healthapp.intake.queries import Examination
from healthapp.people.merging import of_person_ids
from healthapp.people.models import Facility, Movement
from healthapp.records.models import ClinicalRecord, RecordState
from healthapp.risk.content import KIND as SCREENING

MOST = 40
#: Paper -> parts of an examination that speak to it, as codes of the intake dictionary.
PARTS: dict[str, tuple[str, ...]] = {
    "case_summary": ("history", "conclusion"),
    "diagnosis": ("history", "conclusion"),
    "test_results": ("vitals", "infections", "tuberculosis"),
    "specialist_opinions": ("mental", "examination", "conclusion"),
    "treatment_response": ("medicines", "conclusion"),
    "functional_status": ("functional",),
    "psychiatric_opinion": ("mental", "suicide"),
    "mental_state_examination": ("mental", "suicide"),
    "screening_or_observation": ("suicide", "mental", "visit"),
    "risk_assessment": ("suicide",),
    "medicines_list": ("allergies", "medicines"),
    "injury_photographs": ("injuries",),
    "arrival_injury_exam": ("injuries",),
}
#: Papers that may come with the person's course in custody and care.
WITH_COURSE = frozenset({"case_summary", "treatment_response"})


class Altered(RuntimeError):
    """A record does not have the digest the paper names: the file must not be printed as if it had."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A signed record that can be drawn from, and which of the wanted parts it has."""

    record: ClinicalRecord
    title: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.title}, {format_moment(self.record.event_time)} · {self.record.number or ''}".rstrip(" ·")


@dataclass(frozen=True, slots=True)
class Extract:
    """One record of a paper as it is printed."""

    title: str
    signed: str
    digest: str
    sections: tuple[PrintSection, ...]


def offers(session: Session, person_id: uuid.UUID, code: str) -> list[Offer]:
    """Signed records of the person that have one of the paper's parts, newest first. The caller read the case."""
    if code not in PARTS:
        return []
    kinds = [kind for kind in (*(kind.code for kind in all_kinds()), SCREENING) if _parts(kind, code)]
    query = (
        sa.select(ClinicalRecord)
        .where(
            ClinicalRecord.person_id.in_(of_person_ids(session, person_id)),
            ClinicalRecord.state == RecordState.SIGNED,
            ClinicalRecord.kind.in_(kinds),
        )
        .order_by(ClinicalRecord.event_time.desc(), ClinicalRecord.id.desc())
        .limit(MOST)
    )
    return [Offer(record, extracts.title(record), _parts(record.kind, code)) for record in session.scalars(query)]


def _parts(kind: str, code: str) -> tuple[str, ...]:
    """The parts of a record of this kind that speak to the paper ``code``."""
    known = {section.key for section in kind_of(kind).sections} if is_kind(kind) else set()
    return (*(part for part in PARTS[code] if part in known), *extracts.parts(kind, code))


def content(
    session: Session, person_id: uuid.UUID, code: str, ids: tuple[uuid.UUID, ...], *, course_until: dt.datetime | None
) -> dict[str, Any] | None:
    """What a paper drawn from these records keeps; None when one of them cannot be drawn from."""
    known = {offer.record.id: offer for offer in offers(session, person_id, code)}
    if any(id_ not in known for id_ in ids) or not (ids or course_until):
        return None
    drawn = [
        {
            "id": str(offer.record.id),
            "digest": (offer.record.digest or b"").hex(),
            "parts": list(offer.parts),
        }
        for offer in (known[id_] for id_ in ids)
    ]
    return {"records": drawn, "course_until": course_until.isoformat() if course_until else ""}


def drawn(session: Session, paper: dict[str, Any]) -> list[Extract]:
    """The parts of the records as they are printed, in the language in force. Raises Altered."""
    return [_extract(session, named) for named in paper.get("records", ())]


def _extract(session: Session, named: dict[str, Any]) -> Extract:
    record = session.get(ClinicalRecord, uuid.UUID(named["id"]))
    if record is None or (record.digest or b"").hex() != named["digest"]:
        raise Altered(named["id"])
    name, sections = _said(session, record, frozenset(named["parts"]))
    signers = ", ".join(dict.fromkeys(name for name in (record.author_name, record.signer_name) if name))
    title = f"{name} · {record.number or record.id} · {format_moment(record.event_time)}"
    return Extract(title, signers, named["digest"], sections)


def _said(session: Session, record: ClinicalRecord, parts: frozenset[str]) -> tuple[str, tuple[PrintSection, ...]]:
    """(what the record is called, its parts as they print)."""
    if extracts.RESULT in parts:
        name, section = extracts.screening(session, record)
        return name, (section,)
    found: Examination = examinations.load(session, record)
    sections = [*prints.parts_of(found, parts)]
    if extracts.FINDINGS in parts:
        sections += extracts.injury(found)
    return str(found.kind.text), tuple(sections)


@dataclass(frozen=True, slots=True)
class Stop:
    """A line of the course: when, what (a movement's or an examination's code), where."""

    at: dt.datetime
    movement: str
    record: ClinicalRecord | None
    place: str


def course(session: Session, person_id: uuid.UUID, until: dt.datetime) -> list[Stop]:
    """Custody and care of the person up to ``until``, in order."""
    ids = of_person_ids(session, person_id)
    moved = sa.select(Movement, Facility.name).join(Facility, Facility.id == Movement.facility_id)
    stops = [
        Stop(row.occurred_at, row.kind, None, place)
        for row, place in session.execute(moved.where(Movement.person_id.in_(ids), Movement.occurred_at <= until))
    ]
    seen = sa.select(ClinicalRecord, Facility.name).join(Facility, Facility.id == ClinicalRecord.facility_id)
    for record, place in session.execute(
        seen.where(
            ClinicalRecord.person_id.in_(ids),
            ClinicalRecord.state == RecordState.SIGNED,
            ClinicalRecord.event_time <= until,
        )
    ):
        if is_kind(record.kind):
            stops.append(Stop(record.event_time, "", record, place))
    return sorted(stops, key=lambda stop: (stop.at, stop.movement))
