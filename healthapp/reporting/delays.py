"""How long each step of a pathway takes: medians, ninetieth percentiles, what is still open, loops, deaths on the way.

A spell is one stay of a case in one state, in whole days of Baku's calendar. Figures of a period are made of the
spells that ended in it; open ones are counted at its end. The 90th percentile is a value that was really waited,
never one between two: it is not made smaller by computing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from healthapp.dates import midnight
from healthapp.reporting.queries import COLUMNS
from healthapp.reporting.suppression import hidden_in_list, hidden_in_table, small
from referrals.pathways import PATHWAYS

if TYPE_CHECKING:
    import pandas as pd  # 40 MB of every worker: a unit that never asks for this page does without it

#: Upper ends of the ages of open cases, in days; the last is open.
AGES = (30, 90, 180, 365)
#: A step written down within so many days of happening counts as written at once.
AT_ONCE = 2
FINAL = frozenset((pathway.id, state.code) for pathway in PATHWAYS.values() for state in pathway.states if state.final)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both included."""

    first: dt.date
    last: dt.date

    @property
    def end(self) -> dt.datetime:
        """The moment the period is over."""
        return midnight(self.last + dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Figure:
    """One step. ``None`` is suppressed (or, for days, nothing ended). ``loops``: cases that came here again."""

    pathway: str
    state: str
    done: int | None
    median: float | None
    ninetieth: float | None
    open: int | None
    longest: int | None
    loops: int | None
    deaths: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Ages:
    """Open cases of a pathway by age; the last number is their sum. None is suppressed."""

    pathway: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Cases of a facility from need to end: how many ended, in how many days; how many are open."""

    facility_id: uuid.UUID
    done: int | None
    median: float | None
    ninetieth: float | None
    open: int | None


@dataclass(frozen=True, slots=True)
class Completeness:
    """``facilities`` of ``of`` recorded a step in the period; ``at_once`` of ``steps`` were written down in time."""

    facilities: int
    of: int
    at_once: int
    steps: int


@dataclass(frozen=True, slots=True)
class Delays:
    figures: tuple[Figure, ...]
    ages: tuple[Ages, ...]
    places: tuple[Place, ...]
    completeness: Completeness


def spells(rows: Sequence[tuple[Any, ...]], period: Period) -> pd.DataFrame:
    """One line a spell: case_id, pathway, facility_id, state, entered, left (NaT while open), days, died."""
    import pandas as pd  # noqa: PLC0415 - as above

    frame = pd.DataFrame.from_records(list(rows), columns=list(COLUMNS))
    if frame.empty:
        return pd.DataFrame(
            columns=["case_id", "pathway", "facility_id", "state", "entered", "left", "days", "died", "done", "open"]
        )
    frame["day"] = pd.to_datetime(frame["at"], utc=True).dt.tz_convert("Asia/Baku").dt.normalize().dt.tz_localize(None)
    by_case = frame.groupby("case_id", sort=False)
    frame = frame[frame["state"] != by_case["state"].shift()].copy()
    by_case = frame.groupby("case_id", sort=False)
    frame["left"], frame["died"] = by_case["day"].shift(-1), by_case["code"].shift(-1) == "die"
    last = pd.Timestamp(period.last)
    frame["days"] = (frame["left"].fillna(last) - frame["day"]).dt.days.clip(lower=0)
    frame = frame[[(p, s) not in FINAL for p, s in zip(frame["pathway"], frame["state"], strict=True)]].copy()
    frame["open"] = frame["left"].isna()
    frame["done"] = ~frame["open"] & (frame["left"] >= pd.Timestamp(period.first))
    return frame.rename(columns={"day": "entered"})


def measure(rows: Sequence[tuple[Any, ...]], period: Period, facilities: int, *, suppress: bool) -> Delays:
    """Everything of a page. ``facilities``: how many could have reported. ``suppress``: hide small numbers."""
    frame = spells(rows, period)
    return Delays(
        tuple(_figures(frame, suppress=suppress)),
        tuple(_ages(frame, period, suppress=suppress)),
        tuple(_places(rows, period, suppress=suppress)),
        _completeness(rows, period, facilities),
    )


def _order(pathway: str, state: str) -> int:
    newest = max((way for way in PATHWAYS.values() if way.id == pathway), key=lambda way: way.version, default=None)
    codes = [one.code for one in newest.states] if newest else []
    return codes.index(state) if state in codes else len(codes)


def _figures(frame: pd.DataFrame, *, suppress: bool) -> list[Figure]:
    made = []
    for pathway, group in frame.groupby("pathway", sort=True):
        entries = group.groupby(["state", "case_id"]).size()
        again = entries[entries > 1].groupby("state").size()
        lines = []
        for state, part in group.groupby("state"):
            done = part.loc[part["done"], "days"]
            waits = part.loc[part["open"], "days"]
            lines.append(
                Figure(
                    str(pathway),
                    str(state),
                    len(done),
                    float(done.median()) if len(done) else None,
                    float(done.quantile(0.9, interpolation="higher")) if len(done) else None,
                    len(waits),
                    int(waits.max()) if len(waits) else None,
                    int(again.get(state, 0)),
                    int((part["done"] & part["died"]).sum()),
                )
            )
        lines.sort(key=lambda line: _order(line.pathway, line.state))
        made += _suppressed(lines) if suppress else lines
    return made


def _suppressed(lines: list[Figure]) -> list[Figure]:
    """Each column of counts is a list with a sum; what rests on a hidden or small count goes with it."""
    hidden = {
        name: hidden_in_list([getattr(line, name) for line in lines]) for name in ("done", "open", "loops", "deaths")
    }
    made = []
    for place, line in enumerate(lines):
        shown = {name: None if place in hidden[name] else getattr(line, name) for name in hidden}
        made.append(
            Figure(
                line.pathway,
                line.state,
                median=None if shown["done"] is None else line.median,
                ninetieth=None if shown["done"] is None else line.ninetieth,
                longest=None if shown["open"] is None else line.longest,
                hidden=any(value is None for value in shown.values()),
                **shown,
            )
        )
    return made


def age_of(days: int) -> int:
    """The place of an age among the bands."""
    return next((place for place, end in enumerate(AGES) if days <= end), len(AGES))


def _ages(frame: pd.DataFrame, period: Period, *, suppress: bool) -> list[Ages]:
    """Open cases by the days since each was opened."""
    import pandas as pd  # noqa: PLC0415 - as above

    if frame.empty:
        return []
    opened = frame.groupby("case_id")["entered"].transform("min")
    waiting = frame.assign(opened=opened)[frame["open"]]
    days = (pd.Timestamp(period.last) - waiting["opened"]).dt.days
    table: dict[str, list[int]] = {}
    for pathway, age in zip(waiting["pathway"], days, strict=True):
        table.setdefault(str(pathway), [0] * (len(AGES) + 1))[age_of(int(age))] += 1
    names = sorted(table)
    # The open cases of a pathway stand by step too: who adds those up has the sum of a row.
    hidden = hidden_in_table([table[name] for name in names], told=True) if suppress and names else frozenset()
    made = []
    for row, name in enumerate(names):
        counts = [*table[name], sum(table[name])]
        made.append(Ages(name, tuple(None if (row, place) in hidden else n for place, n in enumerate(counts))))
    return made


def _places(rows: Sequence[tuple[Any, ...]], period: Period, *, suppress: bool) -> list[Place]:
    """From the first step of a case to its last, by the facility that opened it."""
    import pandas as pd  # noqa: PLC0415 - as above

    frame = pd.DataFrame.from_records(list(rows), columns=list(COLUMNS))
    if frame.empty:
        return []
    frame["day"] = pd.to_datetime(frame["at"], utc=True).dt.tz_convert("Asia/Baku").dt.normalize().dt.tz_localize(None)
    whole = frame.groupby("case_id", sort=False).agg(
        facility_id=("facility_id", "first"),
        pathway=("pathway", "first"),
        first=("day", "min"),
        last=("day", "max"),
        state=("state", "last"),
    )
    ended = [(p, s) in FINAL for p, s in zip(whole["pathway"], whole["state"], strict=True)]
    whole["days"], whole["ended"] = (whole["last"] - whole["first"]).dt.days, ended
    whole["done"] = whole["ended"] & (whole["last"] >= pd.Timestamp(period.first))
    lines = []
    for facility_id, part in whole.groupby("facility_id", sort=False):
        done = part.loc[part["done"], "days"]
        lines.append(
            Place(
                facility_id,
                len(done),
                float(done.median()) if len(done) else None,
                float(done.quantile(0.9, interpolation="higher")) if len(done) else None,
                int((~part["ended"]).sum()),
            )
        )
    if not suppress:
        return lines
    hidden = [hidden_in_list([getattr(line, name) or 0 for line in lines]) for name in ("done", "open")]
    return [
        Place(
            line.facility_id,
            None if place in hidden[0] else line.done,
            None if place in hidden[0] or small(line.done or 0) else line.median,
            None if place in hidden[0] or small(line.done or 0) else line.ninetieth,
            None if place in hidden[1] else line.open,
        )
        for place, line in enumerate(lines)
    ]


def _completeness(rows: Sequence[tuple[Any, ...]], period: Period, facilities: int) -> Completeness:
    begin = midnight(period.first)
    columns = {name: place for place, name in enumerate(COLUMNS)}
    within = [row for row in rows if row[columns["at"]] >= begin]
    at_once = sum((row[columns["recorded_at"]] - row[columns["at"]]) <= dt.timedelta(days=AT_ONCE) for row in within)
    return Completeness(len({row[columns["facility_id"]] for row in within}), facilities, at_once, len(within))


def cases_behind(
    rows: Sequence[tuple[Any, ...]], period: Period, pathway: str, state: str, kind: str
) -> dict[uuid.UUID, int]:
    """The cases of one figure with their days in the step. ``kind``: done, open, loops or deaths."""
    frame = spells(rows, period)
    frame = frame[(frame["pathway"] == pathway) & (frame["state"] == state)]
    if kind == "loops":
        sizes = frame.groupby("case_id").size()
        frame = frame[frame["case_id"].isin(sizes[sizes > 1].index)]
    elif kind == "deaths":
        frame = frame[frame["done"] & frame["died"]]
    else:
        frame = frame[frame["done" if kind == "done" else "open"]]
    return {case_id: int(days) for case_id, days in zip(frame["case_id"], frame["days"], strict=True)}
