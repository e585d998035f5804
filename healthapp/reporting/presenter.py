"""Figures on delays in words, as rows of a table, a chart and a file."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from healthapp.access import Identity
from healthapp.access.roles import UNIT_STAFF, Role
from healthapp.cases.presenter import said
from healthapp.dates import read_date
from healthapp.i18n import format_number, ngettext
from healthapp.i18n import gettext as _
from healthapp.reporting.delays import AGES, Ages, Delays, Figure, Period, Place
from referrals.pathways import PATHWAYS

PATHWAY_CODES = tuple(dict.fromkeys(code for code, _version in PATHWAYS))
#: Whose screens may show small numbers: those who treat the people behind them, or decide about them.
CLINICAL = UNIT_STAFF | {Role.REVIEWER, Role.COMMISSION, Role.LIAISON}
HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Shape:
    """Geometry of the chart, in units of its view box. ``above``: room for a name over its bar; 0: names stand left."""

    width: int
    left: int
    right: int
    line: int
    above: int


TOP = 24
WIDE = Shape(width=900, left=300, right=60, line=30, above=0)
#: On a telephone, at the size in which it is drawn there: nothing is cut, and nothing is scrolled to.
NARROW = Shape(width=328, left=4, right=24, line=44, above=20)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; unknown values are nothing, a crooked period is the last year."""

    pathway: str
    facility_id: uuid.UUID | None
    period: Period

    @classmethod
    def of(cls, given: Mapping[str, str], today: dt.date, places: list[uuid.UUID]) -> Wanted:
        pathway = given.get("pathway", "") if given.get("pathway") in PATHWAY_CODES else ""
        facility = next((place for place in places if str(place) == given.get("facility")), None)
        first, last = _day(given.get("first", "")), _day(given.get("last", ""))
        if first is None or last is None or not first <= last <= today:
            first, last = today - dt.timedelta(days=364), today
        return cls(pathway, facility, Period(first, last))

    @property
    def address(self) -> dict[str, str]:
        return {
            "pathway": self.pathway,
            "facility": str(self.facility_id or ""),
            "first": self.period.first.strftime("%d.%m.%Y"),
            "last": self.period.last.strftime("%d.%m.%Y"),
        }


def _day(text: str) -> dt.date | None:
    try:
        return read_date(text)
    except ValueError:
        return None


def suppresses(identity: Identity) -> bool:
    """Whether small numbers are hidden from this reader's screen. Files hide them from everybody."""
    return not identity.roles & CLINICAL


def number(value: float | None) -> str:
    return HIDDEN if value is None else format_number(value)


def days(value: float | None, count: int | None) -> str:
    """Days, a dash where nothing ended, the sign of hiding where the count is hidden."""
    if count is None:
        return HIDDEN
    return "—" if value is None else format_number(round(value, 1))


@dataclass(frozen=True, slots=True)
class Row:
    pathway: str
    pathway_code: str
    state: str
    state_code: str
    done: str
    median: str
    ninetieth: str
    open: str
    longest: str
    loops: str
    deaths: str


def row(figure: Figure) -> Row:
    return Row(
        said("pathway", figure.pathway),
        figure.pathway,
        said("state", figure.state),
        figure.state,
        number(figure.done),
        days(figure.median, figure.done),
        days(figure.ninetieth, figure.done),
        number(figure.open),
        days(figure.longest, figure.open),
        number(figure.loops),
        number(figure.deaths),
    )


def age_headings() -> list[str]:
    made, last = [], 0
    for end in AGES:
        made.append(_("%(first)s to %(last)s days", first=last, last=end))
        last = end + 1
    return [*made, _("over %(days)s days", days=AGES[-1]), _("Together")]


def age_row(ages: Ages) -> tuple[str, list[str]]:
    return said("pathway", ages.pathway), [number(count) for count in ages.counts]


def place_row(place: Place, names: Mapping[uuid.UUID, str]) -> list[str]:
    return [
        names.get(place.facility_id, _("another facility")),
        number(place.done),
        days(place.median, place.done),
        days(place.ninetieth, place.done),
        number(place.open),
    ]


def completeness(found: Delays) -> list[str]:
    """Two sentences that stand beside every figure: zero is not good news by itself."""
    one = found.completeness
    share = f"{round(100 * one.at_once / one.steps)} %" if one.steps else _("not known")
    return [
        _("%(some)s of %(all)s facilities recorded a step in this period.", some=one.facilities, all=one.of),
        _("Written down within 2 days of happening: %(share)s of %(steps)s steps.", share=share, steps=one.steps),
    ]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the chart in its view box: a bar to the median, a whisker to the 90th percentile."""

    y: int
    text: str
    median: float
    ninetieth: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    description: str
    height: int
    bars: list[Bar]
    ticks: list[tuple[float, str]]
    shape: Shape


def chart(figures: list[Figure], pathway: str, shape: Shape = WIDE) -> Chart | None:
    """The steps of one pathway that ended in the period; None when there is nothing to draw."""
    shown = [one for one in figures if one.pathway == pathway and one.median is not None and one.ninetieth is not None]
    if not shown:
        return None
    most = max(1.0, *(one.ninetieth or 0 for one in shown))
    step = _step(most)
    most = step * -(-most // step)
    scale = (shape.width - shape.left - shape.right) / most
    bars = [
        Bar(
            TOP + place * shape.line + shape.above,
            said("state", one.state),
            round((one.median or 0) * scale, 1),
            round((one.ninetieth or 0) * scale, 1),
            _("median %(median)s, 90th percentile %(ninetieth)s", median=row(one).median, ninetieth=row(one).ninetieth),
        )
        for place, one in enumerate(shown)
    ]
    ticks = [
        (round(shape.left + value * step * scale, 1), format_number(value * step))
        for value in range(round(most / step) + 1)
    ]
    name = said("pathway", pathway)
    return Chart(
        title=_("Days in each step: %(pathway)s", pathway=name),
        description="; ".join(f"{bar.text}: {bar.label}" for bar in bars),
        height=TOP + len(bars) * shape.line + 30,
        bars=bars,
        ticks=ticks,
        shape=shape,
    )


def _step(most: float) -> int:
    """The distance of grid lines: about six of them."""
    for step in (1, 2, 5, 10, 20, 30, 60, 90, 180, 365):
        if most / step <= 7:
            return step
    return 730


def headings() -> list[str]:
    return [
        _("Pathway"),
        _("Step"),
        _("Ended"),
        _("Median, days"),
        _("90th percentile, days"),
        _("Open cases"),
        _("Longest open, days"),
        _("Came again"),
        _("Died here"),
    ]


def table(found: Delays) -> list[list[str]]:
    """Rows of a file, with the completeness and the rule of hiding under them."""
    rows = [
        [
            one.pathway,
            one.state,
            *(one.done, one.median, one.ninetieth, one.open, one.longest, one.loops, one.deaths),
        ]
        for one in map(row, found.figures)
    ]
    return [*rows, [], *([text] for text in completeness(found)), [hiding()]]


def hiding() -> str:
    return _("%(sign)s: 1 to 4 cases, or a number that would give such a one away.", sign=HIDDEN)


def waited(count: int) -> str:
    return ngettext("%(num)s day", "%(num)s days", count)
