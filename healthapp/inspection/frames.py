"""Frames a sample is drawn from, and what they may be divided by: lines of stratum and identifier, by identifier."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.cases.models import Case
from healthapp.i18n import lazy_gettext as _l
from healthapp.inspection import sampling
from healthapp.inspection.figure_models import RecordFact
from healthapp.inspection.items.model import Period, hex_of, joined_lines, local_day
from healthapp.people.models import Movement, Person, Stay
from healthapp.records.models import ClinicalRecord

F: Any = RecordFact
#: Years, in what ``_written`` makes of two days: who was younger then was a juvenile.
ADULT = 18 * 10_000


@dataclass(frozen=True, slots=True)
class Frame:
    """``subject``: what an identifier names (stay, clinical_record, case); ``rows``: id, person, moment and kind."""

    code: str
    text: Any
    subject: str
    rows: Callable[[Period], sa.Subquery]


def _movements(kind: str) -> Callable[[Period], sa.Subquery]:
    def rows(period: Period) -> sa.Subquery:
        return (
            sa.select(
                Movement.stay_id.label("id"),
                Movement.person_id.label("person_id"),
                sa.func.min(Movement.occurred_at).label("at"),
                sa.literal(kind).label("kind"),
            )
            .where(
                Movement.facility_id == period.facility_id,
                Movement.kind == kind,
                period.covers(Movement.occurred_at),
            )
            .group_by(Movement.stay_id, Movement.person_id)
            .subquery()
        )

    return rows


def _records(*conditions: Any) -> Callable[[Period], sa.Subquery]:
    def rows(period: Period) -> sa.Subquery:
        return (
            sa.select(F.record_id.label("id"), F.person_id.label("person_id"), F.event_time.label("at"), F.kind)
            .where(F.facility_id == period.facility_id, period.covers(F.event_time), *conditions)
            .subquery()
        )

    return rows


def _cases(period: Period) -> sa.Subquery:
    return (
        sa.select(
            Case.id.label("id"),
            Case.person_id.label("person_id"),
            Case.opened_at.label("at"),
            Case.pathway.label("kind"),
        )
        .where(Case.opened_in == period.facility_id, period.covers(Case.opened_at))
        .subquery()
    )


FRAMES: dict[str, Frame] = {
    frame.code: frame
    for frame in (
        Frame("admissions", _l("Admissions"), "stay", _movements("admission")),
        Frame("injuries", _l("Injury records"), "clinical_record", _records(F.kind == "injury")),
        Frame("screenings", _l("Screenings"), "clinical_record", _records(F.kind.in_(["screening", "safety_screen"]))),
        Frame("deaths", _l("Deaths"), "stay", _movements("death")),
        Frame("cases", _l("Cases"), "case", _cases),
        Frame("records", _l("All records"), "clinical_record", _records()),
    )
}

STRATA: dict[str, Any] = {
    "none": _l("Not divided"),
    "sex": _l("Women and men"),
    "age": _l("Under 18 and adults"),
    "month": _l("Month by month"),
    "kind": _l("By kind of record"),
}


def read(session: Session, period: Period, frame: Frame, strata: str) -> tuple[str, dict[str, list[str]]]:
    """The whole frame: its text as it is kept, ``stratum,identifier`` a line in order of the 32 digits, and the
    identifiers of each stratum in this order; empty for none.

    The database joins the lines: a hundred thousand rows are fetched as one. They are nearly in order, which sorting
    here makes use of and the database does not.
    """
    rows = frame.rows(period)
    identifier, divided = hex_of(rows.c.id), strata != "none"
    line = sa.cast(_stratum(strata, rows), sa.String) + "," + identifier if divided else identifier
    chosen = sa.select(joined_lines(line)).select_from(rows)
    if strata in ("sex", "age"):
        chosen = chosen.join(Person, Person.id == rows.c.person_id)
    lines = session.scalar(chosen) or []
    if not lines:
        return "", {}
    if not divided:
        lines.sort()
        return sampling.bare(lines), {"": lines}
    lines.sort(key=itemgetter(slice(-sampling.DIGITS, None)))
    text = "\n".join([*lines, ""])
    return text, sampling.divide(sampling.parse(text))


def _stratum(strata: str, rows: sa.Subquery) -> Any:
    if strata == "sex":
        return Person.registered_sex
    if strata == "age":
        return sa.case(
            (Person.birth_date.is_(None), "unknown"),
            (_written(local_day(rows.c.at)) - _written(Person.birth_date) < ADULT, "juvenile"),
            else_="adult",
        )
    if strata == "month":
        return sa.func.substr(sa.cast(local_day(rows.c.at), sa.String), 1, 7)
    return rows.c.kind if strata == "kind" else sa.literal("")


def _written(day: Any) -> Any:
    """A day as a number: 20260311. Of two, whole years apart are those by which the first signs differ."""
    return sa.extract("year", day) * 10_000 + sa.extract("month", day) * 100 + sa.extract("day", day)


def size(session: Session, period: Period, frame: Frame) -> int:
    """How many lines the frame has."""
    return session.scalar(sa.select(sa.func.count()).select_from(frame.rows(period))) or 0


def people_of(session: Session, subject: str, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Whom each drawn thing is about."""
    model: Any = {"stay": Stay, "clinical_record": ClinicalRecord, "case": Case}[subject]
    rows = session.execute(sa.select(model.id, model.person_id).where(model.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def belongs(session: Session, facility_id: uuid.UUID, subject: str, subject_id: uuid.UUID) -> uuid.UUID | None:
    """Whom something of this facility is about; None when it is not there or of another facility."""
    if subject == "clinical_record":
        record = session.get(ClinicalRecord, subject_id)
        return record.person_id if record is not None and record.facility_id == facility_id else None
    if subject == "case":
        case = session.get(Case, subject_id)
        return case.person_id if case is not None and case.opened_in == facility_id else None
    chosen = sa.select(Movement.person_id).where(Movement.stay_id == subject_id, Movement.facility_id == facility_id)
    return session.scalar(chosen.limit(1))
