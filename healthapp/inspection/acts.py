"""The act of a visit (form BA-1) as values: who came when, what hindered them, what was drawn, found and told.

What the mechanism keeps holds everything. The copy left at the institution never holds the seed of a sample, a record,
a fingerprint, a finding or an interview: from none of it may be read whom the team looked at or spoke with.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.i18n import format_date, format_moment, format_span
from healthapp.i18n import gettext as _
from healthapp.inspection import auditing, checkpoints, frames, presenter, queries, samples, words
from healthapp.inspection.finding_words import Line
from healthapp.inspection.models import Mandate, SampleItem, Visit
from healthapp.inspection.proof_models import VisitCheckpoint
from healthapp.ledger import canonical

COPIES = ("own", "institution")


@dataclass(frozen=True, slots=True)
class Person:
    """One of the team. ``mandate``: number and last day; empty for a guest."""

    name: str
    profession: str
    mandate: str
    time: str
    reads: str


@dataclass(frozen=True, slots=True)
class Draw:
    """One sample: enough to draw it again."""

    number: int
    frame: str
    frame_size: int
    size: int
    seed: str
    algorithm: int
    digest: str
    purposive: int
    audited: int


@dataclass(frozen=True, slots=True)
class Told:
    """One recommendation after the visit. ``issued`` False: a draft nobody outside the mechanism knows of."""

    number: str
    addressee: str
    text: str
    due: str
    issued: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Everything the act prints. ``lines``: findings that stand and could be opened; ``unread``: those that not."""

    visit: Visit
    previous: Visit | None
    people: tuple[Person, ...]
    draws: tuple[Draw, ...]
    lines: tuple[Line, ...]
    unread: int
    told: tuple[Told, ...]
    checkpoints: tuple[VisitCheckpoint, ...]
    digest: bytes


def read(
    session: Session, visit: Visit, lines: Sequence[Line], finding_digests: Iterable[bytes], told: Sequence[Told]
) -> Act:
    """The act in the language in force. ``finding_digests``: of every finding that stands, read or not."""
    taken, there = checkpoints.of_visit(session, visit.id), queries.spans(session, visit)
    return Act(
        visit=visit,
        previous=queries.previous(session, visit.facility_id, visit.opened_at, visit.id) if visit.opened_at else None,
        people=tuple(_people(session, visit, there)),
        draws=tuple(_draws(session, visit)),
        lines=tuple(line for line in lines if not line.sealed and line.stands),
        unread=sum(1 for line in lines if line.sealed and line.stands),
        told=tuple(told),
        checkpoints=tuple(taken),
        digest=_digest(visit, there, finding_digests, taken),
    )


def _digest(
    visit: Visit,
    there: Mapping[uuid.UUID, Sequence[queries.Span]],
    finding_digests: Iterable[bytes],
    taken: Sequence[VisitCheckpoint],
) -> bytes:
    """SHA-256 over what the act tells of, the same on every copy and in every language."""
    columns = ("number", "kind", "arrived_at", "received_at", "opened_at", "closed_at", "obstruction")
    return canonical.digest(
        {
            **{name: getattr(visit, name) for name in columns},
            "facility": visit.facility_id,
            "obstruction_note": visit.obstruction_note,
            "oral_remarks": visit.oral_remarks,
            "team": [[one.name, one.profession, *chain(*there[one.id])] for one in visit.members],
            "findings": [digest.hex() for digest in finding_digests],
            "checkpoints": [row.note for row in taken],
        }
    )


def _people(session: Session, visit: Visit, there: Mapping[uuid.UUID, Sequence[queries.Span]]) -> Iterable[Person]:
    held = {one.mandate_id for one in visit.members if one.mandate_id is not None}
    mandates = {row.id: row for row in session.scalars(sa.select(Mandate).where(Mandate.id.in_(held)))}
    guest = _("guest")
    for one in visit.members:
        mandate = mandates.get(one.mandate_id) if one.mandate_id is not None else None
        until = format_date(mandate.valid_to) if mandate is not None else ""
        reads = _("clinical notes") if one.clinical else _("nothing clinical")
        yield Person(
            one.name,
            words.profession(one.profession) + ("" if mandate is not None else f" ({guest})"),
            _("No. %(number)s, until %(day)s", number=mandate.number, day=until) if mandate is not None else "",
            "\n".join(presenter.spans(there[one.id])),
            reads if mandate is not None else _("nothing"),
        )


def _draws(session: Session, visit: Visit) -> Iterable[Draw]:
    for sample in samples.of_visit(session, visit.id):
        chosen = sa.select(sa.func.count()).where(SampleItem.sample_id == sample.id, SampleItem.purposive)
        audited = sum(1 for row in auditing.of_sample(session, sample.id).values() if row.finished_at is not None)
        yield Draw(
            sample.number,
            f"{frames.FRAMES[sample.frame].text}, {format_date(sample.period_from)} – {format_date(sample.period_to)}",
            sample.frame_size,
            min(sample.size, sample.frame_size),
            sample.seed,
            sample.algorithm,
            sample.frame_digest.hex(),
            session.scalar(chosen) or 0,
            audited,
        )


def waited(visit: Visit) -> str:
    """How long the team stood at the gate."""
    if visit.arrived_at is None or visit.received_at is None:
        return _("never received")
    return format_span(int((visit.received_at - visit.arrived_at).total_seconds() // 60))


def times(visit: Visit) -> list[tuple[str, str, int]]:
    """(label, value, twelfths) of the times of a visit."""
    made: list[tuple[str, Any, int]] = [
        (_("At the gate"), visit.arrived_at, 3),
        (_("Received by management"), visit.received_at, 3),
        (_("Waited"), waited(visit), 2),
        (_("Records opened"), visit.opened_at, 2),
        (_("The team left"), visit.closed_at, 2),
    ]
    return [(label, value if isinstance(value, str) else format_moment(value), wide) for label, value, wide in made]
