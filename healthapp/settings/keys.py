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
    "access.role_approval": ("days",),
    "inspection.access_after": ("hours",),
    "inspection.visit_longest": ("hours",),
    "inspection.recheck": ("days",),
    "cluster.events": ("events",),
    "commission.quorum": ("votes",),
    "psych.before_sentence_end": ("days",),
    "retention.years": ("years",),
    "withdrawal.cows": ("minutes", "hours"),
    "withdrawal.cows_high": ("minutes", "hours"),
    "withdrawal.cows_for": ("hours",),
    "withdrawal.ciwa": ("minutes", "hours"),
    "withdrawal.ciwa_high": ("minutes", "hours"),
    "withdrawal.ciwa_low": ("hours",),
    "watch.shift": ("hours",),
    "watch.day": ("minutes",),
    "watch.night": ("minutes",),
    "watch.close": ("minutes",),
    "watch.constant_entry": ("minutes",),
    "watch.late_entry": ("minutes",),
    "watch.regular_below": ("percent",),
    "watch.equal_run": ("gaps",),
    "watch.equal_within": ("seconds",),
    "screen.cmhs_m": ("answers",),
    "screen.cmhs_w": ("answers",),
    "risk.plan": ("minutes", "hours"),
    "risk.assessment": ("hours",),
    "risk.review": ("hours",),
    "risk.review_l1": ("hours", "days"),
    "risk.review_l2": ("hours", "days"),
    "risk.review_l3": ("hours",),
    "risk.review_l4": ("hours",),
    "risk.post_closure": ("days",),
    "risk.post_closure_second": ("days",),
    "risk.post_closure_last": ("days",),
}
#: When the night of the watch begins and ends.
NIGHT = ("watch.night_from", "watch.night_to")
#: Keys whose value is a time of day in Baku, hh:mm.
TIMES = frozenset({"screen.lock_up", *NIGHT})
#: Keys by which looks are judged: a new value never begins in the past, or yesterday's looks would become late.
WATCH = "watch."
#: Cut-offs: nor do these, or a signed record would be read anew.
CUT_OFFS = "screen.cmhs"
#: Rules of the preventive mechanism: the Ombudsman's office sets them, not those it visits.
OVERSIGHT = "inspection."


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a guideline leaves open: from ``least`` to ``most``, both in ``unit``. Nobody may be weaker, or unset it."""

    least: int
    most: int
    unit: str


#: Reference note, sections 2.6 (NICE NG66) and 5.2 (NCCHC, ACCT); the other end of each keeps slips of the
#: keyboard out.
BOUNDS: dict[str, Bounds] = {
    "watch.shift": Bounds(1, 12, "hours"),
    "watch.day": Bounds(10, 60, "minutes"),
    "watch.night": Bounds(10, 30, "minutes"),
    "watch.close": Bounds(5, 15, "minutes"),
    "watch.constant_entry": Bounds(10, 60, "minutes"),
    "watch.late_entry": Bounds(1, 5, "minutes"),
    "watch.regular_below": Bounds(10, 50, "percent"),
    "watch.equal_run": Bounds(3, 4, "gaps"),
    "watch.equal_within": Bounds(30, 120, "seconds"),
    "screen.cmhs_m": Bounds(1, 6, "answers"),
    "screen.cmhs_w": Bounds(1, 4, "answers"),
    "risk.plan": Bounds(10, 60, "minutes"),
    "risk.assessment": Bounds(1, 24, "hours"),
    "risk.review": Bounds(1, 24, "hours"),
    "risk.review_l1": Bounds(24, 168, "hours"),
    "risk.review_l2": Bounds(24, 168, "hours"),
    "risk.review_l3": Bounds(4, 48, "hours"),
    "risk.review_l4": Bounds(4, 24, "hours"),
    "risk.post_closure": Bounds(1, 7, "days"),
    "risk.post_closure_second": Bounds(8, 30, "days"),
    "risk.post_closure_last": Bounds(90, 180, "days"),
}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


def within_bounds(key: str, value: int, unit: str) -> bool:
    """Whether the guideline allows so much for ``key``; True for a key it says nothing of."""
    bounds = BOUNDS.get(key)
    if bounds is None:
        return True
    if unit not in FIXED_UNITS[key]:
        return False
    ours, theirs = _SECONDS.get(unit, 1), _SECONDS.get(bounds.unit, 1)
    return bounds.least * theirs <= value * ours <= bounds.most * theirs


#: Longer than any clock of the law; a slip of the keyboard stops here.
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Key:
    """``units`` is empty for what is not a length of time. ``needed``: it cannot be unset."""

    name: str
    kind: Kind
    units: tuple[str, ...]

    @property
    def bounds(self) -> Bounds | None:
        return BOUNDS.get(self.name)

    @property
    def needed(self) -> bool:
        return self.name in BOUNDS or self.name in NIGHT


def _key(default: Default) -> Key:
    if default.key in TIMES:
        return Key(default.key, Kind.TIME, ())
    if isinstance(default.value, bool):
        return Key(default.key, Kind.CHOICE, ())
    if isinstance(default.value, str):
        return Key(default.key, Kind.WORDS, ())
    return Key(default.key, Kind.LENGTH, FIXED_UNITS.get(default.key, CLOCK_UNITS))


KEYS: dict[str, Key] = {default.key: _key(default) for default in DEFAULTS}
