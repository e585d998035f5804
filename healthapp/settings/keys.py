"""What a key may hold, told by its shipped default: a length of time, a choice, words, or a time of day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from healthapp.settings.defaults import DEFAULTS, Default


class Kind(StrEnum):
    LENGTH = "length"
    CHOICE = "choice"
    WORDS = "words"
    TIME = "time"


#: Units a running clock understands (deadlines.calendar.due).
CLOCK_UNITS = ("minutes", "hours", "days", "working_days", "months")
#: Keys whose reader knows one unit only.
FIXED_UNITS = {
    "access.break_glass": ("hours",),
    "inspection.access_after": ("hours",),
    "inspection.visit_longest": ("hours",),
    "inspection.recheck": ("days",),
    "cluster.events": ("events",),
    "commission.quorum": ("votes",),
    "psych.before_sentence_end": ("days",),
    "retention.years": ("years",),
}
#: Keys whose value is a time of day in Baku, hh:mm.
TIMES = frozenset({"screen.lock_up"})
#: Rules of the preventive mechanism: the Ombudsman's office sets them, not those it visits.
OVERSIGHT = "inspection."
#: Longer than any clock of the law; a slip of the keyboard stops here.
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Key:
    """``units`` is empty for what is not a length of time."""

    name: str
    kind: Kind
    units: tuple[str, ...]


def _key(default: Default) -> Key:
    if default.key in TIMES:
        return Key(default.key, Kind.TIME, ())
    if isinstance(default.value, bool):
        return Key(default.key, Kind.CHOICE, ())
    if isinstance(default.value, str):
        return Key(default.key, Kind.WORDS, ())
    return Key(default.key, Kind.LENGTH, FIXED_UNITS.get(default.key, CLOCK_UNITS))


KEYS: dict[str, Key] = {default.key: _key(default) for default in DEFAULTS}
