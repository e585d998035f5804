"""Time left, worklists and what happened when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from healthapp.web.kit.environment import own
from healthapp.web.kit.icons import icon
from healthapp.web.kit.markup import filled

#: level of a clock -> shape
LEVELS = {"over": "over", "soon": "soon", "ok": "clock", "met": "tick", "late": "over"}
FRAMES = {"legal": "", "target": " app-clock--target", "unset": " app-clock--unset"}


class Clock(Protocol):
    """A clock as the deadlines room tells it."""

    @property
    def text(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def frame(self) -> str: ...


def hours_left(clock: Clock) -> Markup:
    """Time left in word, shape and frame: legal solid, own target dashed, unset dotted.

    ``level``: over, soon, ok, met (in time) or late (done late). Raises KeyError for another.
    """
    unset = clock.frame == "unset"
    shape = "dots" if unset else LEVELS[clock.level]
    level = "" if unset else f" app-clock--{clock.level}"
    return filled(
        '<span class="app-clock%s%s">%s<span>%s</span></span>', level, FRAMES[clock.frame], icon(shape), clock.text
    )


def risk(level: int, text: str) -> Markup:
    """A risk level (1 to 4) in word and pips. "No open episode" is said in words, never as a level."""
    if not 1 <= level <= 4:
        raise ValueError(f"a risk level is 1 to 4, not {level}")
    pips = Markup("").join(
        Markup('<i class="on"></i>') if number <= level else Markup("<i></i>") for number in range(1, 5)
    )
    return filled(
        '<span class="app-risk app-risk--%s"><span class="app-pips" aria-hidden="true">%s</span>%s</span>',
        level,
        pips,
        text,
    )


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of a worklist. ``cells``: one per further column; ``action``: (text, href); ``urgent``: green."""

    clock: Clock
    basis: str
    title: str
    href: str | None
    cells: Sequence[str | Markup] = ()
    sub: str = ""
    action: tuple[str, str] | None = None
    urgent: bool = False


def worklist(
    caption: str, rows: Sequence[WorkRow], columns: Sequence[str] = (), *, note: str = "", title: str | None = None
) -> Markup:
    """What is due, most urgent first as given. ``columns``: headings of ``cells``; ``title``: heading of the second."""
    if any(len(row.cells) != len(columns) for row in rows):
        raise ValueError("every row has one cell per column")
    return own("worklist.html", "worklist", caption, rows, columns, note, title, hours_left)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the timeline. ``kind``: care, custody or alert."""

    at: str
    day: str
    time: str
    title: str
    text: str | Markup = ""
    href: str | None = None
    kind: str = "care"


TIMELINE = {"care": "", "custody": "is-custody", "alert": "is-alert"}


def timeline(entries: Iterable[Entry | Mapping[str, str]]) -> Markup:
    """What happened, newest first as given; the shape of the mark tells the kind, and the word says it."""
    made = [entry if isinstance(entry, Entry) else Entry(**entry) for entry in entries]
    return own("timeline.html", "timeline", made, TIMELINE)
