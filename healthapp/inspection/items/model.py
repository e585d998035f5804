"""One question of an audit: of which rows it is asked, and which of them count."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from healthapp.dates import midnight
from healthapp.i18n import ZONE
from screening.observation import Policy

Columns = Any
Condition = Callable[[Columns], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Baku at one facility, both included, looked at ``now``; looks are judged by ``watch``."""

    facility_id: uuid.UUID
    first: dt.date
    last: dt.date
    now: dt.datetime
    watch: Policy

    @property
    def start(self) -> dt.datetime:
        return midnight(self.first).astimezone(dt.UTC)

    @property
    def end(self) -> dt.datetime:
        """The first moment after it, and never later than now."""
        after = midnight(self.last + dt.timedelta(days=1)).astimezone(dt.UTC)
        return min(after, self.now)

    @property
    def days(self) -> float:
        return max((self.end - self.start).total_seconds() / 86_400, 0)

    def covers(self, column: Any) -> sa.ColumnElement[bool]:
        """Whether a moment lies in it."""
        return sa.and_(column >= self.start, column < self.end)


class Shape(StrEnum):
    """How a figure is said: so many of so many, a share, lengths of time, a rate for 100 people held."""

    COUNT = "count"
    SHARE = "share"
    HOURS = "hours"
    DAYS = "days"
    RATE = "rate"


class Aim(StrEnum):
    """Which way is better; some figures only tell."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind in a period: a subquery with ``subject_id``, ``person_id``, ``at`` and what its items need.

    ``subject``: what ``subject_id`` names, for the link of a list: record, person, case, episode, entry.
    ``folded``: the same rows for counting alone, where like ones are had more cheaply as one; its ``times`` says how
    many a row stands for.
    """

    code: str
    build: Callable[[Period], sa.Subquery]
    subject: str = "person"
    folded: Callable[[Period], sa.Subquery] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A figure. ``base``: which rows of the source are asked; ``hit``: which of them count; ``value``: a length.

    ``number`` is the item's place in the list of what a visiting doctor audits (reference, section 6).
    """

    code: str
    number: int
    group: str
    text: Any
    source: Source
    hit: Condition
    shape: Shape = Shape.SHARE
    aim: Aim = Aim.HIGH
    base: Condition | None = None
    value: Callable[[Columns], sa.ColumnElement[float]] | None = None
    #: Which rows stand behind the figure: those that count, or those that should have.
    behind: str = "hits"
    hint: Any = ""

    def of(self, columns: Columns) -> sa.ColumnElement[bool]:
        return self.base(columns) if self.base is not None else sa.true()

    def listed(self, columns: Columns) -> sa.ColumnElement[bool]:
        """The rows of the list behind the figure."""
        hit = self.hit(columns)
        if self.behind != "hits":
            hit = sa.not_(sa.func.coalesce(hit, sa.false()))
        return sa.and_(self.of(columns), hit)


class hours_between(FunctionElement[float]):  # noqa: N801 - it is written like a function of SQL
    """Hours from the first moment to the second."""

    type = sa.Float()
    inherit_cache = True
    name = "hours_between"


@compiles(hours_between, "sqlite")
def _sqlite_hours(element: Any, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(part, **options) for part in element.clauses)
    # The difference of two Julian days is a little more than an hour for many an hour.
    return f"((unixepoch({second}, 'subsec') - unixepoch({first}, 'subsec')) / 3600.0)"


@compiles(hours_between, "postgresql")
def _postgresql_hours(element: Any, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST(extract(epoch FROM ({second} - {first})) AS double precision) / 3600.0)"


#: Seconds by which Baku is ahead, always the same since 2016: the embedded engine knows no zones.
_OFFSET = int(dt.datetime(2016, 7, 1, tzinfo=ZONE).utcoffset().total_seconds())  # type: ignore[union-attr]


class minute_of_day(FunctionElement[float]):  # noqa: N801
    """Minutes since midnight in Baku, whole seconds as their fraction."""

    type = sa.Float()
    inherit_cache = True
    name = "minute_of_day"


@compiles(minute_of_day, "sqlite")
def _sqlite_minute(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(part, **options) for part in element.clauses)
    # In whole seconds: the difference of two Julian days is a little less than the hour for many an hour.
    return f"(((unixepoch({moment}) + {_OFFSET}) % 86400) / 60.0)"


@compiles(minute_of_day, "postgresql")
def _postgresql_minute(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(part, **options) for part in element.clauses)
    local = f"CAST({moment} AT TIME ZONE '{ZONE.key}' AS time)"
    return f"(CAST(floor(extract(epoch FROM {local})) AS double precision) / 60.0)"


class local_day(FunctionElement[dt.date]):  # noqa: N801
    """The day of a moment in Baku: a visit's period is of such days, and each begins four hours before that of UTC."""

    type = sa.Date()
    inherit_cache = True
    name = "local_day"


@compiles(local_day, "sqlite")
def _sqlite_day(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(part, **options) for part in element.clauses)
    return f"date({moment}, '+{_OFFSET} seconds')"


@compiles(local_day, "postgresql")
def _postgresql_day(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST({moment} AT TIME ZONE '{ZONE.key}' AS date)"


class hex_of(FunctionElement[str]):  # noqa: N801
    """An identifier as 32 hexadecimal digits, as both engines order and anybody can type it."""

    type = sa.String()
    inherit_cache = True
    name = "hex_of"


@compiles(hex_of, "sqlite")
def _sqlite_hex(element: Any, compiler: Any, **options: Any) -> str:
    (column,) = (compiler.process(part, **options) for part in element.clauses)
    return str(column)


@compiles(hex_of, "postgresql")
def _postgresql_hex(element: Any, compiler: Any, **options: Any) -> str:
    (column,) = (compiler.process(part, **options) for part in element.clauses)
    return f"replace(CAST({column} AS text), '-', '')"


class text_of(FunctionElement[str]):  # noqa: N801
    """An identifier as the database writes it, compared letter by letter and not as words of a language."""

    type = sa.String()
    inherit_cache = True
    name = "text_of"


@compiles(text_of, "sqlite")
def _sqlite_text(element: Any, compiler: Any, **options: Any) -> str:
    (column,) = (compiler.process(part, **options) for part in element.clauses)
    return str(column)


@compiles(text_of, "postgresql")
def _postgresql_text(element: Any, compiler: Any, **options: Any) -> str:
    (column,) = (compiler.process(part, **options) for part in element.clauses)
    return f'(CAST({column} AS text) COLLATE "C")'


class _Lines(sa.types.UserDefinedType[list[str]]):
    """What the database joined, taken apart again."""

    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[str | None], list[str]]:
        if dialect.name == "sqlite":
            return lambda joined: json.loads(joined or "[]")
        return lambda joined: joined.split("\n") if joined else []


class joined_lines(FunctionElement[list[str]]):  # noqa: N801
    """Every row's text, in no order, fetched as one value. The embedded engine keeps the length of every separator when
    it joins with one, so it writes a list instead; texts hold no line break."""

    type = _Lines()
    inherit_cache = True
    name = "joined_lines"


@compiles(joined_lines, "sqlite")
def _sqlite_lines(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


@compiles(joined_lines, "postgresql")
def _postgresql_lines(element: Any, compiler: Any, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, chr(10))"


class ten_minutes(FunctionElement[Any]):  # noqa: N801
    """The same for all moments within the same ten minutes of an hour, and for no others; text or moment."""

    inherit_cache = True
    name = "ten_minutes"


@compiles(ten_minutes, "sqlite")
def _sqlite_ten(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(part, **options) for part in element.clauses)
    return f"substr({moment}, 1, 15)"  # '2026-03-01 12:3': moments are kept as text, and reading one is dear


@compiles(ten_minutes, "postgresql")
def _postgresql_ten(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = (compiler.process(part, **options) for part in element.clauses)
    return f"date_bin('10 minutes', {moment}, TIMESTAMPTZ '2000-01-01 00:00:00+00')"
