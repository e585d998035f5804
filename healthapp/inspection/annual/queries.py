"""Reading the figures by year, for the mechanism alone: counted here, or imported from its earlier reports."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, permits
from healthapp.i18n import local
from healthapp.inspection.annual.models import YearFigure, YearImport
from healthapp.inspection.models import Visit
from healthapp.inspection.states import NOT_ENTERED, Kind
from healthapp.people.models import Facility

RECENT = 20


@dataclass(frozen=True, slots=True)
class Year:
    """Visits of one year. ``place`` empty: all kinds of places; ``follow_up`` None: not counted apart.

    ``source``: the report it was imported from; empty: counted here.
    """

    year: int
    place: str
    scheduled: int
    ad_hoc: int
    follow_up: int | None
    source: str = ""

    @property
    def total(self) -> int:
        return self.scheduled + self.ad_hoc + (self.follow_up or 0)


def imported(session: Session) -> list[YearFigure]:
    """The figure of each year and place that counts: the last one that was applied."""
    rows = session.scalars(sa.select(YearFigure).order_by(YearFigure.id))
    return list({(row.year, row.place): row for row in rows}.values())


def visits(session: Session, identity: Identity) -> list[Year]:
    """Visits by year, all places together, the first year first; a year may be both imported and counted."""
    return _ordered(session, identity, whole=True)


def by_place(session: Session, identity: Identity) -> list[Year]:
    """Visits by year and kind of place."""
    return _ordered(session, identity, whole=False)


def _ordered(session: Session, identity: Identity, *, whole: bool) -> list[Year]:
    if not permits(identity, Permission.STATISTICS_READ):
        return []
    found = [
        Year(row.year, row.place, row.scheduled, row.ad_hoc, row.follow_up, row.source)
        for row in imported(session)
        if (row.place == "") is whole
    ]
    found += _counted(session, whole=whole)
    return sorted(found, key=lambda one: (one.year, one.place, not one.source))


def _counted(session: Session, *, whole: bool) -> list[Year]:
    """From the visits themselves: those whose team was inside, by the year of opening in Baku."""
    rows = session.execute(
        sa.select(Visit.opened_at, Visit.kind, Facility.kind)
        .join(Facility, Facility.id == Visit.facility_id)
        .where(Visit.opened_at.is_not(None), Visit.state.not_in([state.value for state in NOT_ENTERED]))
    )
    counts: dict[tuple[int, str], Counter[str]] = {}
    for opened_at, kind, place in rows:
        assert opened_at is not None
        key = (local(opened_at).year, "" if whole else place)
        counts.setdefault(key, Counter())[kind] += 1
    return [
        Year(year, place, found[Kind.SCHEDULED], found[Kind.AD_HOC], found[Kind.FOLLOW_UP])
        for (year, place), found in counts.items()
    ]


def imports(session: Session, identity: Identity) -> Sequence[YearImport]:
    """The last files that were checked, for those who may import."""
    if not permits(identity, Permission.STATISTICS_IMPORT):
        return ()
    chosen = sa.select(YearImport).order_by(YearImport.made_at.desc(), YearImport.id.desc())
    return session.scalars(chosen.limit(RECENT)).all()


def find_import(session: Session, identity: Identity, import_id: uuid.UUID) -> YearImport | None:
    return session.get(YearImport, import_id) if permits(identity, Permission.STATISTICS_IMPORT) else None
