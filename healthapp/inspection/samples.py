"""Drawing a sample and adding to it. Nothing here commits; a draw is never changed, only followed by another."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.inspection import events, frames, sampling
from healthapp.inspection.frames import FRAMES
from healthapp.inspection.items.model import Period
from healthapp.inspection.models import Sample, SampleFrame, SampleItem, Visit
from healthapp.inspection.seals import Row, row_digest, sample_digest
from healthapp.inspection.services import VisitRefused, start_work

MOST = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draw as asked for. ``seed`` empty: the program takes one."""

    frame: str
    strata: str
    size: int
    seed: str
    reason: str


def draw(uow: UnitOfWork, visit: Visit, period: Period, wanted: Wanted) -> Sample:
    """Draw now. Raises VisitRefused: again without a reason (reason), from an empty frame (frame)."""
    uow.lock(f"npg_sample:{visit.id}")
    before = latest(uow.session, visit.id)
    if before is not None and not wanted.reason:
        raise VisitRefused("reason", "reason")
    text, strata = frames.read(uow.session, period, FRAMES[wanted.frame], wanted.strata)
    if not strata:
        raise VisitRefused("frame", "frame")
    seed = wanted.seed or sampling.new_seed()
    drawn = sampling.draw_divided(strata, seed, wanted.size, sampling.ALGORITHM)
    packed, digest = sampling.pack(text, strata)
    assert uow.actor.user_id is not None
    sample = Sample(
        id=uuid7(),
        visit_id=visit.id,
        number=before.number + 1 if before is not None else 1,
        frame=wanted.frame,
        strata=wanted.strata,
        period_from=period.first,
        period_to=period.last,
        size=wanted.size,
        seed=seed,
        algorithm=sampling.ALGORITHM,
        frame_size=sum(map(len, strata.values())),
        frame_digest=digest,
        drawn_at=uow.now(),
        drawn_by=uow.actor.user_id,
        drawn_by_name=uow.actor.name,
        replaces_id=before.id if before is not None and before.frame == wanted.frame else None,
        reason=wanted.reason,
    )
    uow.session.add(sample)
    uow.session.flush()
    uow.session.add(SampleFrame(sample_id=sample.id, lines=packed))
    items = _items(uow, sample, drawn)
    uow.session.execute(sa.insert(SampleItem), items)
    audit.record(
        uow,
        events.SAMPLE_DRAWN,
        facility_id=visit.facility_id,
        subject=("npg_sample", sample.id),
        digest=sample_digest(sample, items),
        number=sample.number,
        frame=sample.frame,
        size=len(items),
        frame_size=sample.frame_size,
        seed=seed,
    )
    start_work(uow, visit)
    return sample


def _items(uow: UnitOfWork, sample: Sample, drawn: Sequence[sampling.Drawn]) -> list[Row]:
    """Rows of what was drawn, every column named: they are sealed as they are written."""
    subject = FRAMES[sample.frame].subject
    ids = [uuid.UUID(one.identifier) for one in drawn]
    people = frames.people_of(uow.session, subject, ids)
    return [
        {
            "id": uuid7(),
            "sample_id": sample.id,
            "position": position,
            "subject_kind": subject,
            "subject_id": subject_id,
            "person_id": people.get(subject_id),
            "stratum": one.stratum[:40],
            "rank": one.rank,
            "purposive": False,
            "reason": "",
            "added_at": sample.drawn_at,
            "added_by": sample.drawn_by,
        }
        for position, (one, subject_id) in enumerate(zip(drawn, ids, strict=True), 1)
    ]


def add(
    uow: UnitOfWork, visit: Visit, sample: Sample, *, subject: str, subject_id: uuid.UUID, reason: str
) -> SampleItem:
    """Add something on purpose; it is marked as such for ever. Adding it twice adds it once.

    Raises VisitRefused("subject") for what is not there or not of this facility.
    """
    uow.lock(f"npg_sample:{visit.id}")
    known = uow.session.scalar(
        sa.select(SampleItem).where(SampleItem.sample_id == sample.id, SampleItem.subject_id == subject_id)
    )
    if known is not None:
        return known
    person_id = frames.belongs(uow.session, visit.facility_id, subject, subject_id)
    if person_id is None:
        raise VisitRefused("subject", "reason")
    last = uow.session.scalar(sa.select(sa.func.max(SampleItem.position)).where(SampleItem.sample_id == sample.id))
    assert uow.actor.user_id is not None
    item = SampleItem(
        id=uuid7(),
        sample_id=sample.id,
        position=(last or 0) + 1,
        subject_kind=subject,
        subject_id=subject_id,
        person_id=person_id,
        stratum="",
        rank="",
        purposive=True,
        reason=reason,
        added_at=uow.now(),
        added_by=uow.actor.user_id,
    )
    uow.session.add(item)
    uow.session.flush()
    audit.record(
        uow,
        events.ITEM_ADDED,
        facility_id=visit.facility_id,
        person_id=person_id,
        subject=("npg_sample_item", item.id),
        digest=row_digest(item),
        sample=sample.number,
    )
    return item


def latest(session: Session, visit_id: uuid.UUID) -> Sample | None:
    """The last draw of a visit."""
    return session.scalar(sa.select(Sample).where(Sample.visit_id == visit_id).order_by(Sample.number.desc()).limit(1))


def of_visit(session: Session, visit_id: uuid.UUID) -> Sequence[Sample]:
    """Every draw, the first one first."""
    return session.scalars(sa.select(Sample).where(Sample.visit_id == visit_id).order_by(Sample.number)).all()


def find(session: Session, visit_id: uuid.UUID, number: int) -> Sample | None:
    return session.scalar(sa.select(Sample).where(Sample.visit_id == visit_id, Sample.number == number))


def items_of(session: Session, sample_id: uuid.UUID) -> Sequence[SampleItem]:
    """What was drawn and added, in order."""
    chosen = sa.select(SampleItem).where(SampleItem.sample_id == sample_id)
    return session.scalars(chosen.order_by(SampleItem.position)).all()


def kept_frame(session: Session, sample_id: uuid.UUID) -> tuple[bytes, list[tuple[str, str]]]:
    """(lines, frame) a sample was drawn from."""
    return sampling.unpack(session.get_one(SampleFrame, sample_id).lines)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A draw repeated: whether the kept frame is the one whose digest is sealed, and gives the same again."""

    frame_is_the_same: bool
    draw_is_the_same: bool


def repeat(session: Session, sample: Sample) -> Repeated:
    """Draw again from the kept frame and compare."""
    lines, frame = kept_frame(session, sample.id)
    again = [one.identifier for one in sampling.draw(frame, sample.seed, sample.size, sample.algorithm)]
    kept = [item.subject_id.hex for item in items_of(session, sample.id) if not item.purposive]
    return Repeated(sha256(lines).digest() == sample.frame_digest, again == kept)
