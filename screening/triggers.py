"""What makes somebody be asked about suicide again, and until when.

Triggers after the Prison Operations Manual of New Zealand, M.05.02: within four hours, in private, by trained staff;
not engaging is treated as being at risk. The hour after self-harm, a threat or thoughts told to an examiner, lock-up
after court or transfer, and the times after reception are the design of this project.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

WITHIN = dt.timedelta(hours=4)
AT_ONCE = dt.timedelta(hours=1)
HALF_YEAR = dt.timedelta(days=182)
OPEN_FOR = dt.timedelta(days=14)
CLUSTER_DAYS = dt.timedelta(days=30)
CLUSTER_OF = 2

State = Literal["open", "late", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class Trigger:
    code: str
    within: dt.timedelta = WITHIN
    before_lock_up: bool = False


TRIGGERS: Mapping[str, Trigger] = MappingProxyType(
    {
        trigger.code: trigger
        for trigger in (
            Trigger("self_harm", AT_ONCE),
            Trigger("threat", AT_ONCE),
            Trigger("thoughts_told", AT_ONCE),
            Trigger("court_return", before_lock_up=True),
            Trigger("court_by_video", before_lock_up=True),
            Trigger("transfer_in", before_lock_up=True),
            Trigger("sentence"),
            Trigger("further_charges"),
            Trigger("custody_status"),
            Trigger("security_raised"),
            Trigger("segregation"),
            Trigger("use_of_force"),
            Trigger("parole_deferred"),
            Trigger("family_change"),
            Trigger("serious_illness"),
            Trigger("adverse_decision"),
            Trigger("withdrawal"),
            Trigger("mood_or_behaviour"),
            Trigger("information_received"),
            Trigger("other_event"),
        )
    }
)


def due(code: str, raised_at: dt.datetime, lock_up: dt.datetime | None = None) -> dt.datetime:
    """Until when the person is asked. ``lock_up`` is the next one, where the site knows it. Raises KeyError."""
    trigger = TRIGGERS[code]
    latest = raised_at + trigger.within
    if trigger.before_lock_up and lock_up is not None and lock_up > raised_at:
        latest = min(latest, lock_up)
    return latest


def next_lock_up(at: dt.datetime, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """When the doors close next after ``at``; ``time`` is the hour on the wall of the unit."""
    today = at.astimezone(zone).date()
    closes = dt.datetime.combine(today, time, zone)
    return closes if closes > at else dt.datetime.combine(today + dt.timedelta(days=1), time, zone)


def state(due_at: dt.datetime, now: dt.datetime, *, done: bool = False, cancelled: bool = False) -> State:
    """Where a trigger stands. Done late is done; how late, the moments say."""
    if cancelled:
        return "cancelled"
    if done:
        return "done"
    return "late" if now > due_at else "open"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A screen that time itself brings: not before, due by, and what is asked."""

    code: str
    opens: dt.datetime
    due: dt.datetime
    instruments: tuple[str, ...]


def after_reception(admitted_at: dt.datetime) -> tuple[Scheduled, ...]:
    """The screens of the first month; reception comes before the cell is allocated, four hours at the latest.

    The checklist of reception asks about suicide in its own words, so ASQ need not be asked twice in one hour.
    """
    days = [admitted_at + dt.timedelta(days=number) for number in range(29)]
    return (
        Scheduled("reception", admitted_at, admitted_at + WITHIN, ("reception-suicide",)),
        Scheduled("day_1", admitted_at, days[1], ("asq",)),
        Scheduled("day_7", days[6], days[7], ("asq",)),
        Scheduled("day_14_to_21", days[14], days[21], ("audit", "phq-9")),
        Scheduled("day_28", days[27], days[28], ("asq",)),
    )


def half_yearly(previous: dt.datetime) -> Scheduled:
    """The next of the screens that go on for as long as the stay does."""
    due_by = previous + HALF_YEAR
    return Scheduled("half_year", due_by - OPEN_FOR, due_by, ("asq", "k10"))


def half_yearly_now(now: dt.datetime) -> Scheduled:
    """For somebody whose first month was over before this record knew of them: open at once."""
    return half_yearly(now - HALF_YEAR + OPEN_FOR)


def is_cluster(incidents: Iterable[dt.datetime], now: dt.datetime) -> bool:
    """Whether one unit has had so many incidents in thirty days that somebody must look at the unit."""
    return sum(now - CLUSTER_DAYS <= at <= now for at in incidents) >= CLUSTER_OF
