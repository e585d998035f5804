"""The watch in words and one small drawing: tiles, the window, how late an entry was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from healthapp.i18n import format_span, format_time
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.risk import watch
from healthapp.risk.models import RiskEpisode, RiskObservation
from screening.observation import Intervals, Policy
from screening.risk import Level

SHOWN = 120
WIDTH, LEFT, RIGHT = 720, 60, 660
#: What was seen -> (words of the tile, the line below, its tone).
TILES: dict[str, tuple[Any, Any, str]] = {
    "calm": (_l("Awake, calm"), _l("in the cell"), ""),
    "talking": (_l("Talking"), _l("with me or with somebody else"), ""),
    "asleep": (_l("Asleep"), _l("I saw breathing: yes"), ""),
    "distressed": (_l("Distressed, crying"), _l("write first what you saw"), "is-warn"),
    "away": (_l("Not in the cell"), _l("court, doctor, yard"), ""),
    "self_harm": (_l("Self-harm"), _l("help is called"), "is-red"),
    "relief": (_l("I take over the watch"), _l("my name stands from now on"), ""),
}

#: What to do when self-harm is seen, in this order.
HELP: tuple[Any, ...] = (
    _l("Call for help: doctor on duty, senior officer, ambulance 103."),
    _l("Stop the bleeding, free the neck, open the airway: first aid before anything else."),
    _l("Stay, speak calmly, keep the person in sight. From now on the watch is constant."),
    _l("Leave the place as it is once the person is safe. Self-harm is never punished."),
)


@dataclass(frozen=True, slots=True)
class Window:
    """The drawing: places across a width of 720 and the words beneath them. ``open`` says whether it is open now."""

    last: int
    opens: int
    closes: int
    now: int
    said: str
    described: str
    last_text: str
    opens_text: str
    closes_text: str
    open: bool


def tiles(level: int) -> list[tuple[str, Any, Any, str]]:
    """The tiles of a level; only a constant watch is taken over by name."""
    chosen = [(code, *row) for code, row in TILES.items() if code != "relief" or level == int(Level.L4)]
    return [("relief", *TILES["relief"]), *chosen[:-1]] if level == int(Level.L4) else chosen


def window(episode: RiskEpisode, rows: Sequence[RiskObservation], now: dt.datetime, limits: Policy) -> Window | None:
    """When to look next, as it is drawn; None where nobody is watched."""
    standing = watch.judge(episode, rows, now, limits)
    if standing.opens is None or standing.closes is None:
        return None
    seen = [row.observed_at for row in watch.valid(rows) if row.observed_at >= episode.level_since]
    last = seen[-1] if seen else episode.level_since
    span = max((standing.closes - last).total_seconds() * 9 / 8, 1)

    def at(moment: dt.datetime) -> int:
        return round(LEFT + min(max((moment - last).total_seconds(), 0) / span, 1) * (RIGHT - LEFT))

    first, until = format_time(standing.opens), format_time(standing.closes)
    if now < standing.opens:
        said = _("The window opens at %(time)s.", time=first)
    elif now <= standing.closes:
        said = _("The window is open: %(first)s–%(last)s.", first=first, last=until)
    else:
        said = _("The window has closed: look now.")
    return Window(
        last=at(last),
        opens=at(standing.opens),
        closes=at(standing.closes),
        now=at(now),
        said=said,
        described=_(
            "Last look %(seen)s. Window from %(first)s to %(last)s. Now %(now)s.",
            seen=format_time(last),
            first=first,
            last=until,
            now=format_time(now),
        ),
        last_text=_("%(time)s last", time=format_time(last)),
        opens_text=first,
        closes_text=until,
        open=standing.opens <= now <= standing.closes,
    )


def late_by(span: dt.timedelta) -> str:
    """How late an entry was, in whole minutes, at least one."""
    return _("%(span)s late", span=format_span(max(int(span.total_seconds() // 60), 1)))


def span(length: dt.timedelta) -> str:
    return format_span(int(length.total_seconds() // 60))


def measures(level: int, limits: Intervals) -> str:
    """What the watch does at a level, with the limits in force; all an officer needs to know."""
    if level == int(Level.L1):
        return _("A recorded conversation each shift, never more than %(span)s apart", span=_limit(limits.shift))
    if level == int(Level.L2):
        return _(
            "At most %(day)s by day and %(night)s by night (%(begins)s–%(ends)s) between looks, never at fixed times",
            day=_limit(limits.day),
            night=_limit(limits.night),
            begins=f"{limits.night_from:%H:%M}",
            ends=f"{limits.night_to:%H:%M}",
        )
    if level == int(Level.L3):
        return _("At most %(span)s between looks, never at fixed times; not alone in a cell", span=_limit(limits.close))
    if level == int(Level.L4):
        return _(
            "Always in sight; a named observer signs at least every %(span)s; never alone",
            span=_limit(limits.constant_entry),
        )
    return _("No watch")


def longest(level: int, limits: Intervals) -> str:
    """The limit of a level alone, for a narrow cell; at level 2 by day, then with the hours of its night."""
    if level == int(Level.L2):
        return f"≤ {_limit(limits.day)}; {limits.night_from:%H:%M}–{limits.night_to:%H:%M} ≤ {_limit(limits.night)}"
    by_level = {int(Level.L1): limits.shift, int(Level.L3): limits.close, int(Level.L4): limits.constant_entry}
    return f"≤ {_limit(by_level[level])}" if level in by_level else ""


def _limit(length: dt.timedelta) -> str:
    """A limit as one says it: minutes, or whole hours from two on."""
    hours, rest = divmod(int(length.total_seconds() // 60), 60)
    return _("%(hours)s h", hours=hours) if hours > 1 and not rest else _("%(mins)s min", mins=hours * 60 + rest)
