"""How many people a facility held on average, from its arrivals and departures; and what that makes of its injuries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.injuries.models import TraumaEntry
from healthapp.inspection.items.model import Period, hours_between
from healthapp.inspection.items.poisson import limits
from healthapp.inspection.items.sources import STANDING
from healthapp.people.models import Facility, Movement
from healthapp.records.models import ClinicalRecord

ARRIVALS, DEPARTURES = ("admission", "transfer_in", "transfer_back"), ("transfer_out", "release", "death")
#: Two lines of a funnel: one in twenty and one in five hundred lie outside by chance.
LINES = (0.95, 0.998)


def people_held(session: Session, period: Period) -> float:
    """People held at the facility on average over the period."""
    return _held(session, period, [period.facility_id]).get(period.facility_id, 0.0)


def _held(session: Session, period: Period, places: list[uuid.UUID]) -> dict[uuid.UUID, float]:
    """Every arrival counts from its moment to the end, every departure takes that away again."""
    end = sa.literal(period.end, Movement.occurred_at.type)
    start = sa.literal(period.start, Movement.occurred_at.type)
    counted = sa.case((Movement.occurred_at < start, start), else_=Movement.occurred_at)
    sign = sa.case((Movement.kind.in_(ARRIVALS), 1.0), else_=-1.0)
    chosen = (
        sa.select(Movement.facility_id, sa.func.sum(sign * hours_between(counted, end)))
        .where(
            Movement.facility_id.in_(places),
            Movement.kind.in_([*ARRIVALS, *DEPARTURES]),
            Movement.occurred_at < period.end,
        )
        .group_by(Movement.facility_id)
    )
    hours = max(period.days * 24, 1e-9)
    return {place: max(float(total or 0) / hours, 0.0) for place, total in session.execute(chosen)}


@dataclass(frozen=True, slots=True)
class Point:
    """One facility: entries of the trauma register whose record stands, people held, and how many entries chance allows
    at the common rate.

    ``inner`` and ``outer``: (lowest, highest) number within 95 % and 99.8 %, exact Poisson.
    """

    facility_id: uuid.UUID
    name: str
    entries: int
    held: float
    inner: tuple[int, int]
    outer: tuple[int, int]
    own: bool

    @property
    def rate(self) -> float:
        return 100 * self.entries / self.held if self.held else 0.0

    @property
    def place(self) -> str:
        """low, high or within; by the outer limits far_low and far_high."""
        if self.entries < self.outer[0]:
            return "far_low"
        if self.entries > self.outer[1]:
            return "far_high"
        if self.entries < self.inner[0]:
            return "low"
        return "high" if self.entries > self.inner[1] else "within"


@dataclass(frozen=True, slots=True)
class Funnel:
    """Facilities of one kind in one period. ``rate``: entries for 100 people held, of all together."""

    points: tuple[Point, ...]
    rate: float

    @property
    def own(self) -> Point | None:
        return next((point for point in self.points if point.own), None)


def funnel(session: Session, period: Period) -> Funnel:
    """The facility among those of its kind; of every kind where fewer than three of its own held anybody."""
    own = session.get_one(Facility, period.facility_id)
    alike = list(session.scalars(sa.select(Facility).where(Facility.kind == own.kind)))
    held = _held(session, period, [place.id for place in alike])
    if sum(1 for value in held.values() if value >= 1) < 3:
        alike = list(session.scalars(sa.select(Facility).where(Facility.kind.not_in(["psychiatric", "forensic"]))))
        held = _held(session, period, [place.id for place in alike])
    counts = session.execute(
        sa.select(TraumaEntry.facility_id, sa.func.count())
        .join(ClinicalRecord, ClinicalRecord.id == TraumaEntry.record_id)
        .where(TraumaEntry.facility_id.in_([place.id for place in alike]), period.covers(TraumaEntry.issued_at))
        .where(ClinicalRecord.state.in_(STANDING))
        .group_by(TraumaEntry.facility_id)
    )
    counted = {row[0]: int(row[1]) for row in counts}
    places = [place for place in alike if held.get(place.id, 0) >= 1 or place.id == own.id]
    total_held = sum(held.get(place.id, 0) for place in places)
    total = sum(counted.get(place.id, 0) for place in places)
    rate = total / total_held if total_held else 0.0
    points = tuple(
        Point(
            place.id,
            place.name,
            counted.get(place.id, 0),
            held.get(place.id, 0.0),
            limits(rate * held.get(place.id, 0.0), LINES[0]),
            limits(rate * held.get(place.id, 0.0), LINES[1]),
            place.id == own.id,
        )
        for place in sorted(places, key=lambda one: held.get(one.id, 0.0))
    )
    return Funnel(points, 100 * rate)
