"""The words and rows of the worklist page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from flask import url_for

from healthapp.deadlines import duties, kinds
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.presenter import ClockView, clock
from healthapp.deadlines.steps import Step, person_step, step_for
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people import presenter as people
from healthapp.people.cards import PersonCard
from healthapp.people.names import age, display_name
from healthapp.records.kinds import REGISTRY
from healthapp.records.models import ClinicalRecord, RecordState
from healthapp.records.presenter import kind_text
from healthapp.web import positions
from healthapp.worklist import department
from healthapp.worklist.queries import ARRIVALS, HOUR, NOW, OTHERS, PAGE, SIGNATURES, Arrival, Group, Item, Unit

ADULT = 18


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. ``person`` None: the clock is about no single person. ``urgent``: its green button."""

    clock: ClockView
    person: str | None
    person_href: str | None
    sub: str
    admitted: str
    place: str
    screen: tuple[str, str] | None
    attention: list[tuple[str, str]]
    step: Step | None
    urgent: bool = False
    #: What the step is about, where that is not what the clock is about.
    about: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft of one's own."""

    title: str
    person: str
    saved: str
    href: str


@dataclass(frozen=True, slots=True)
class Jump:
    """A counter at the top that leads to its list."""

    anchor: str
    number: int
    text: str
    note: str
    late: bool


class Whole(NamedTuple):
    """Where a list of which only the first rows are shown stands as a full page, and what that link says."""

    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A group of clocks under its heading. ``later``: where it goes on. ``whole``: where every row of it stands."""

    anchor: str
    heading: str
    empty: str
    rows: list[Row]
    later: str | None
    whole: Whole | None


@dataclass(frozen=True, slots=True)
class Page:
    """``at_once``: that list where something in it has an hour or less, before whoever has a day; else it is one of
    ``groups``."""

    jumps: list[Jump]
    at_once: Listed | None
    arrivals: list[Row]
    groups: list[Listed]
    papers: list[Paper]
    older_arrivals: str | None
    all_arrivals: Whole | None


def page(found: Unit, now: dt.datetime, alerts: Mapping[uuid.UUID, list[tuple[str, str]]]) -> Page:
    """The page of a unit. ``alerts``: what stands out about a person, from the rooms, as (state, words)."""
    arrivals = [_arrival(row, now, alerts, examines=found.examines) for row in found.arrivals]
    _mark_first(arrivals)
    last = found.arrivals[-1].intake if found.more_arrivals and ARRIVALS not in found.cut else None
    groups = [_group(name, found, now) for name in _order(found)]
    at_once = groups.pop(0) if _has_an_hour(found.groups[AT_ONCE], now) else None
    return Page(
        jumps=_jumps(found, first=at_once is not None),
        at_once=at_once,
        arrivals=arrivals,
        groups=groups,
        papers=[_paper(record, card) for record, card in found.drafts],
        older_arrivals=url_for("home.worklist", arrivals=position_text(last)) if last is not None else None,
        all_arrivals=_whole(ARRIVALS, found),
    )


#: What each group is called, and what it says when it is empty; one without such words is then not shown.
AT_ONCE = NOW
GROUPS: Mapping[str, tuple[Any, Any]] = {
    AT_ONCE: (_l("At once"), ""),
    "urgent": (_l("Cannot wait"), ""),
    "countersign": (_l("Awaiting a signature"), _l("No record waits for a signature.")),
    "others": (_l("Other clocks"), _l("Nothing else is due.")),
}


def _order(found: Unit) -> list[str]:
    """What waits for one's own signature comes before what anybody may do, and last when nothing waits."""
    shown = [name for name, (_heading, empty) in GROUPS.items() if found.groups[name].items or empty]
    return sorted(shown, key=lambda name: name == "countersign" and not found.groups[name].items)


def _has_an_hour(group: Group, now: dt.datetime) -> bool:
    first = group.items[0].deadline.due_at if group.items else None
    return first is not None and first <= now + HOUR


def _group(name: str, found: Unit, now: dt.datetime) -> Listed:
    heading, empty = GROUPS[name]
    group = found.groups[name]
    rows = [_other(item, now) for item in group.items]
    if name in (AT_ONCE, "urgent"):
        _mark_first(rows)
    later = None
    if group.more and name not in found.cut:
        goes_on: dict[str, Any] = {name: position_text(group.items[-1].deadline)}
        later = url_for("home.worklist", _anchor=name, **goes_on)
    return Listed(name, str(heading), str(empty), rows, later, _whole(name, found))


def _whole(name: str, found: Unit) -> Whole | None:
    """The way to a full page of a list that was cut; a full page may still not be all of it."""
    if name not in found.cut:
        return None
    total = _totals(name, found)[0]
    most = PAGE if name == ARRIVALS else OTHERS
    text = (
        _("Show %(count)s of %(total)s", count=most, total=total)
        if total > most
        else _("Show all %(total)s", total=total)
    )
    return Whole(url_for("home.worklist", whole=name, _anchor=name), text)


def _totals(name: str, found: Unit) -> tuple[int, int]:
    """How many clocks of a list are open, and how many of them overdue."""
    codes = {kinds.INTAKE.code} if name == ARRIVALS else found.kinds[name]
    totals = [found.counts.get(code, (0, 0)) for code in codes]
    return sum(number for number, _late in totals), sum(late for _number, late in totals)


def position_text(deadline: Deadline) -> str:
    """Where the list goes on after this clock, for a link."""
    return positions.text(deadline.due_at, deadline.id)


def _arrival(
    row: Arrival, now: dt.datetime, alerts: Mapping[uuid.UUID, list[tuple[str, str]]], *, examines: bool
) -> Row:
    card = row.card
    examine = step_for(row.intake, row.draft) if examines else person_step(card.id)
    attention = list(alerts.get(card.id, []))
    years = age(card.birth_date, now)
    if years is not None and years < ADULT:
        attention.append(("attention", _("Juvenile")))
    if card.needs_interpreter:
        attention.append(("waiting", _("Interpreter: %(languages)s", languages=card.languages.upper() or "?")))
    screen = ("attention", _("not done: do this first")) if row.screen else ("done", _("done"))
    return Row(
        clock=clock(row.intake, now),
        person=display_name(card),
        person_href=url_for("people.show", person_id=card.id),
        sub="; ".join(_who(years, row, now)),
        admitted=format_moment(card.admitted_at),
        place=people.place(card),
        screen=screen,
        attention=attention,
        step=_screen_first(row.screen) if row.screen is not None else examine,
        about=str(kinds.SAFETY_SCREEN.text) if row.screen is not None else "",
    )


def _screen_first(screen: Deadline) -> Step | None:
    """The screen comes before the examination whose clock the row shows: the button says to which of them it leads."""
    step = step_for(screen)
    return step._replace(text=_("To the screen")) if step is not None else None


def _who(years: int | None, row: Arrival, now: dt.datetime) -> Iterator[str]:
    """The age, and in whose hands the examination is: what is late is late with somebody, or with an office."""
    yield _("%(years)s years", years=years) if years is not None else _("age not known")
    if row.draft is not None:
        yield _hand(row.draft)
    elif _is_late(row.intake, now):
        yield duties.duty(kinds.INTAKE.code)


def figure_text(figure: str) -> str:
    """What a figure of a facility counts."""
    return _("Other clocks") if figure == department.OTHERS else str(kinds.REGISTRY[figure].text)


def behind(group: Group, now: dt.datetime) -> list[Row]:
    """The rows behind a figure, for who looks on: nothing to do in them."""
    return [replace(_other(item, now), step=None) for item in group.items]


def _other(item: Item, now: dt.datetime) -> Row:
    card = item.card
    return Row(
        clock=clock(item.deadline, now),
        person=display_name(card) if card else None,
        person_href=url_for("people.show", person_id=card.id) if card else None,
        sub="; ".join(_told(item, now)),
        admitted="",
        place="",
        screen=None,
        attention=[],
        step=step_for(item.deadline, _answering(item)),
    )


def _answering(item: Item) -> ClinicalRecord | None:
    """The record with which one goes on: the one begun for the clock, or the one that waits for the signature."""
    record, kind = item.record, item.deadline.kind
    return record if record is not None and (record.kind == kind or kind in SIGNATURES) else None


def _is_late(deadline: Deadline, now: dt.datetime) -> bool:
    """Whose duty a thing is, is said of what is late: in every row it would be the same words, and hide the few."""
    return deadline.due_at is not None and deadline.due_at < now


def _told(item: Item, now: dt.datetime) -> Iterator[str]:
    """Where the person is, and in whose hands the thing is: whoever began it, or else whose duty it is that is late."""
    if item.card is not None and (place := people.where(item.card)):
        yield place
    if item.record is not None:
        yield _hand(item.record)
    begun = _answering(item)
    if _is_late(item.deadline, now) and (begun is None or begun.state != RecordState.DRAFT):
        yield duties.duty(item.deadline.kind)


def _hand(record: ClinicalRecord) -> str:
    """In whose hands a thing is: the author of the draft, of what waits for a signature, or of what it follows from."""
    words = {
        RecordState.DRAFT: _("begun by %(name)s", name=record.author_name),
        RecordState.AWAITING_DOCTOR: _("handed in by %(name)s", name=record.author_name),
    }
    return words.get(RecordState(record.state), _("after a record of %(name)s", name=record.author_name))


def _paper(record: ClinicalRecord, card: PersonCard | None) -> Paper:
    return Paper(
        title=kind_text(record.kind),
        person=display_name(card) if card else "",
        saved=format_moment(record.recorded_time),
        href=url_for(REGISTRY[record.kind].endpoint, record_id=record.id),
    )


def _mark_first(rows: list[Row]) -> None:
    """One green button in a group: the row that is due first."""
    for place, row in enumerate(rows):
        if row.step is not None:
            rows[place] = replace(row, urgent=True)
            return


def _jumps(found: Unit, *, first: bool) -> list[Jump]:
    """In the order of the page but for what one signs; ``first``: what is to be done at once leads."""
    shown = _order(found)
    jumps = [
        _jump(name, str(GROUPS[name][0]), found)
        for name in (AT_ONCE, "urgent", "others", "countersign")
        if name in shown
    ]
    jumps.insert(int(first), _jump(ARRIVALS, _("Intake examination"), found))
    return [*jumps, Jump("papers", len(found.drafts), _("My drafts"), "", late=False)]


def _jump(name: str, text: str, found: Unit) -> Jump:
    number, late = _totals(name, found)
    return Jump(name, number, text, _("%(late)s overdue", late=late) if late else _("none overdue"), late > 0)
