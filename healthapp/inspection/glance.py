"""The first screen: each figure beside what the last visit saw, and the injury rate among its like."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.i18n import format_number
from healthapp.i18n import gettext as _
from healthapp.inspection import queries
from healthapp.inspection.figure_models import VisitFigure
from healthapp.inspection.items import GROUPS, ITEMS, Figure, Item, Period, figures
from healthapp.inspection.items.exposure import Funnel, funnel
from healthapp.inspection.items.model import Aim, Shape
from healthapp.inspection.models import Visit
from healthapp.people.models import Person
from healthapp.people.names import display_name

#: A difference smaller than this is called similar: shares in points of a hundred, lengths and rates in parts.
POINTS, PART = 0.03, 0.1
#: Below this share of whole skins inspected, few injuries prove nothing.
COMPLETE = 0.95


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. ``verdict``: (shape, words) against the visit before."""

    item: Item
    now: str
    fraction: str
    before: str
    verdict: tuple[str, str]
    listed: int


@dataclass(frozen=True, slots=True)
class Glance:
    """Everything of the first screen. ``before``: the visit compared with."""

    groups: list[tuple[str, list[Line]]]
    before: Visit | None
    before_period: tuple[object, object] | None
    funnel: Funnel
    silence: str


def read(session: Session, visit: Visit, period: Period) -> Glance:
    """Count the period and compare it with what the visit before saw."""
    found = figures(session, period)
    before = queries.previous(session, visit.facility_id, visit.opened_at or period.now, visit.id)
    kept = _kept(session, before.id) if before is not None else {}
    groups = [
        (str(text), [_line(item, found[item.code], kept.get(item.code)) for item in ITEMS if item.group == code])
        for code, text in GROUPS.items()
    ]
    among = funnel(session, period)
    first = next(iter(kept.values()), None)
    return Glance(
        groups,
        before,
        (first.period_from, first.period_to) if first else None,
        among,
        _silence(among, found["skin"]),
    )


def kept(session: Session, visit_id: uuid.UUID) -> dict[str, Figure]:
    """The figures a visit kept when it closed, by item."""
    return {code: _figure(row) for code, row in _kept(session, visit_id).items()}


def _figure(row: VisitFigure) -> Figure:
    return Figure(row.item, row.numerator, row.denominator, row.median, row.p95)


def _kept(session: Session, visit_id: uuid.UUID) -> dict[str, VisitFigure]:
    rows = session.scalars(sa.select(VisitFigure).where(VisitFigure.visit_id == visit_id))
    return {row.item: row for row in rows}


def _line(item: Item, figure: Figure, kept: VisitFigure | None) -> Line:
    before = _figure(kept) if kept is not None else None
    listed = figure.numerator
    if item.behind == "misses" and figure.denominator is not None:
        listed = figure.denominator - figure.numerator
    return Line(
        item, said(item, figure), fraction(item, figure), said(item, before), _verdict(item, figure, before), listed
    )


def said(item: Item, figure: Figure | None) -> str:
    """The figure itself, as a page says it; nothing to count is said in words, never as zero."""
    if figure is None:
        return ""
    if figure.denominator is None or (figure.denominator == 0 and item.shape is not Shape.COUNT):
        return _("nothing to count")
    if item.shape is Shape.COUNT:
        return format_number(figure.numerator)
    if item.shape in (Shape.HOURS, Shape.DAYS):
        if figure.median is None or figure.p95 is None:
            return _("nothing to count")
        return f"{format_number(round(figure.median, 1))} · {format_number(round(figure.p95, 1))}"
    if item.shape is Shape.RATE:
        return format_number(round(100 * figure.numerator / figure.denominator, 1))
    return f"{format_number(round(100 * figure.numerator / figure.denominator))} %"


def fraction(item: Item, figure: Figure) -> str:
    """Numerator and denominator."""
    if figure.denominator is None:
        return f"{format_number(figure.numerator)} / {_('not known')}"
    if item.shape is Shape.HOURS:
        return format_number(figure.denominator)
    return f"{format_number(figure.numerator)} / {format_number(figure.denominator)}"


def _size(item: Item, figure: Figure) -> float | None:
    if item.shape is Shape.COUNT:
        return float(figure.numerator)
    if item.shape in (Shape.HOURS, Shape.DAYS):
        return figure.p95
    return figure.share


def _verdict(item: Item, figure: Figure, before: Figure | None) -> tuple[str, str]:
    """Better, worse or similar: a comparison with the visit before, never a judgement by a limit."""
    size = _size(item, figure)
    if size is None:
        return ("waiting", "")
    if before is None or (was := _size(item, before)) is None:
        worse = item.aim is Aim.LOW and figure.numerator > 0 and item.shape is Shape.COUNT
        return ("attention", _("there are some")) if worse else ("waiting", "")
    margin = POINTS if item.shape is Shape.SHARE else PART * max(was, 1.0)
    if abs(size - was) <= margin:
        return ("not_applicable", _("similar"))
    if item.aim is Aim.NONE:
        return ("note", _("more") if size > was else _("fewer"))
    better = (size > was) == (item.aim is Aim.HIGH)
    return ("done", _("better")) if better else ("alert", _("worse"))


def _silence(among: Funnel, skin: Figure) -> str:
    """What must be said beside few injuries; empty where there is nothing to say."""
    own = among.own
    few = own is not None and (own.entries == 0 or own.place in ("low", "far_low"))
    seen = skin.share
    if not few and (seen is None or seen >= COMPLETE):
        return ""
    if few:
        return _("Few injuries are no good news")
    return _("Not everybody's skin was inspected")


def names_of(session: Session, ids: Sequence[uuid.UUID | None]) -> dict[uuid.UUID, tuple[str, str]]:
    """(name, record number) of people in a list."""
    rows = session.scalars(sa.select(Person).where(Person.id.in_({one for one in ids if one is not None})))
    return {row.id: (display_name(row), row.number) for row in rows}
