"""The draft report of a visit (form BA-2) as values: figures without small numbers, charts, cases without names.

What is printed leaves the house one day. So counts of 1 to 4 are hidden, and with each whatever would give it away
in the same figure; a case is told only of somebody who agreed to it, and by name only of who agreed to be named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from healthapp.documents.charts import Bar
from healthapp.i18n import format_number
from healthapp.i18n import gettext as _
from healthapp.inspection import acts, auditing, checklists, frames, funnel_svg, glance, samples
from healthapp.inspection.finding_words import SHAPES, Line
from healthapp.inspection.findings import Found, Wording
from healthapp.inspection.funnel_svg import Plot
from healthapp.inspection.items import Figure, Item, Period, figures
from healthapp.inspection.items.compute import LENGTHS
from healthapp.inspection.items.exposure import Funnel, Point
from healthapp.inspection.items.model import Shape
from healthapp.inspection.models import Visit
from healthapp.ledger import canonical
from healthapp.reporting.suppression import hidden_in_list, small

HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as printed: now, numerator / denominator, the visit before, and the comparison."""

    text: str
    now: str
    fraction: str
    before: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Tallied:
    """Answers to one question of a checklist; hidden ones are the sign of hiding."""

    question: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One facility on the funnel; others have no name here."""

    name: str
    held: str
    entries: str
    rate: str
    chance: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the draft prints. ``named``: numbers of the cases whose person agreed to be named."""

    visit: Visit
    period: Period
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    bars: tuple[tuple[str, tuple[Bar, ...]], ...]
    plot: Plot | None
    places: tuple[Place, ...]
    silence: str
    tallies: tuple[tuple[str, tuple[Tallied, ...]], ...]
    findings: tuple[Line, ...]
    cases: tuple[Line, ...]
    named: frozenset[int]
    withheld: bool
    unread: bool
    told: tuple[acts.Told, ...]
    digest: bytes


def read(
    session: Session, visit: Visit, period: Period, found: Sequence[tuple[Found, Line]], told: Sequence[acts.Told]
) -> Report:
    """The draft in the language in force. ``found``: findings with their words, as far as one's key opens them."""
    seen = glance.read(session, visit, period)
    counted = figures(session, period)
    kept = glance.kept(session, seen.before.id) if seen.before is not None else {}
    standing = [(one, line) for one, line in found if one.row.stands]
    readable = [(one.wording, line) for one, line in standing if one.wording is not None]
    hidden = _hidden_points(seen.funnel)
    covers = own_covers(seen.funnel)
    return Report(
        visit=visit,
        period=period,
        groups=tuple(
            (
                title,
                tuple(_row(line, counted[line.item.code], kept.get(line.item.code), covers=covers) for line in lines),
            )
            for title, lines in seen.groups
        ),
        bars=tuple(_bars(title, lines, counted, kept) for title, lines in seen.groups),
        plot=funnel_svg.plot(_without(seen.funnel, hidden)),
        places=tuple(_place(number, point, hidden) for number, point in enumerate(seen.funnel.points)),
        silence=seen.silence,
        tallies=tuple(_tallies(session, visit)),
        findings=tuple(line for wording, line in readable if wording.consent == "nobody"),
        cases=_in_order([(wording, line) for wording, line in readable if wording.consent in ("anonymous", "named")]),
        named=frozenset(line.number for wording, line in readable if wording.consent == "named"),
        withheld=any(wording.consent == "no" for wording, _line in readable),
        unread=len(readable) < len(standing),
        told=tuple(told),
        digest=canonical.digest(
            {
                "visit": visit.number,
                "period": [period.first, period.last],
                "figures": {code: [one.numerator, one.denominator] for code, one in counted.items()},
                "findings": [one.row.digest.hex() for one, _line in standing],
            }
        ),
    )


def _in_order(cases: Sequence[tuple[Wording, Line]]) -> tuple[Line, ...]:
    """The gravest first: the order tells nothing of when, or with whom, somebody spoke."""
    ranks = list(SHAPES)
    return tuple(line for wording, line in sorted(cases, key=lambda one: (ranks.index(one[0].severity), one[0].text)))


def hides(item: Item, figure: Figure | None, *, covers: bool = False) -> bool:
    """Whether a figure says too much about too few: itself, of whom it is counted, or those of whom it is not so.

    ``covers``: how many entries this facility has is hidden among its like, and so it is here.
    """
    if figure is None:
        return False
    if covers and item.shape is Shape.RATE:
        return True
    whole = figure.denominator
    if item.shape in LENGTHS:
        return whole is not None and small(whole)
    if small(figure.numerator):
        return True
    return whole is not None and item.shape is Shape.SHARE and (small(whole) or small(whole - figure.numerator))


def _row(line: glance.Line, figure: Figure, kept: Figure | None, *, covers: bool) -> Row:
    item = line.item
    concealed, before = hides(item, figure, covers=covers), hides(item, kept)
    return Row(
        str(item.text),
        HIDDEN if concealed else line.now,
        _fraction(figure) if concealed or few_open(item, figure) else line.fraction,
        HIDDEN if before else line.before or "–",
        "" if concealed or before else line.verdict[1],
    )


def few_open(item: Item, figure: Figure) -> bool:
    """Whether a length may be told of all cases, but not how many of them are open: few are, or few are not."""
    if item.shape is not Shape.DAYS or figure.denominator is None:
        return False
    return small(figure.numerator) or small(figure.denominator - figure.numerator)


def _fraction(figure: Figure) -> str:
    """The denominator may stand where it names nobody."""
    whole = figure.denominator
    if whole is None or small(whole):
        return HIDDEN
    return f"{HIDDEN} / {format_number(whole)}"


def _bars(
    title: str, lines: Sequence[glance.Line], counted: dict[str, Figure], kept: dict[str, Figure]
) -> tuple[str, tuple[Bar, ...]]:
    made = []
    for line in lines:
        item, figure, before = line.item, counted[line.item.code], kept.get(line.item.code)
        if item.shape is not Shape.SHARE or figure.share is None:
            continue
        concealed = hides(item, figure)
        was = None if before is None or hides(item, before) else before.share
        made.append(Bar(str(item.text), None if concealed else figure.share, HIDDEN if concealed else line.now, was))
    return title, tuple(made)


def _hidden_points(among: Funnel) -> frozenset[int]:
    """Facilities whose entries are few, and as many more as it takes that the common rate gives none away."""
    return hidden_in_list([point.entries for point in among.points])


def own_covers(among: Funnel) -> bool:
    """Whether this facility's own entries are hidden among them, few themselves or beside few of another."""
    hidden = _hidden_points(among)
    return any(point.own for place, point in enumerate(among.points) if place in hidden)


def _without(among: Funnel, hidden: frozenset[int]) -> Funnel:
    """The same funnel without those points: what a table hides, a plot must not show."""
    return replace(among, points=tuple(point for place, point in enumerate(among.points) if place not in hidden))


def _place(number: int, point: Point, hidden: frozenset[int]) -> Place:
    concealed = number in hidden
    return Place(
        point.name if point.own else _("another facility"),
        format_number(round(point.held)),
        HIDDEN if concealed else format_number(point.entries),
        HIDDEN if concealed else format_number(round(point.rate, 1)),
        f"{point.inner[0]}–{point.inner[1]}",
    )


def _tallies(session: Session, visit: Visit) -> list[tuple[str, tuple[Tallied, ...]]]:
    made = []
    for sample in samples.of_visit(session, visit.id):
        rows = []
        for one in auditing.tally(session, sample):
            counts = [one.counts[answer] for answer in checklists.ANSWERS]
            hidden = hidden_in_list(counts)
            shown = [*counts, sum(counts)]
            rows.append(
                Tallied(
                    one.question,
                    tuple(HIDDEN if place in hidden else str(count) for place, count in enumerate(shown)),
                )
            )
        if rows:
            title = _("Sample no. %(number)s", number=sample.number)
            made.append((f"{title}: {frames.FRAMES[sample.frame].text}", tuple(rows)))
    return made


def rule() -> str:
    return _(
        "%(sign)s: 1 to 4 people or records, or a number that would give such a one away. Such facilities are not on "
        "the plot either.",
        sign=HIDDEN,
    )
