"""A clock in words and shape: legal is solid, own target dashed, unset dotted; late is said, never rounded away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from healthapp.deadlines.kinds import REGISTRY, DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import format_due, format_span
from healthapp.i18n import gettext as _
from healthapp.settings.citations import basis_text

#: From when on a clock asks for attention: a tenth of its length, at least half an hour, at most a day.
SOONEST, LATEST = dt.timedelta(minutes=30), dt.timedelta(days=1)
#: What a kind that stands for several things means this time, by the event it started from; its room says so.
_particulars: dict[str, Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class ClockView:
    """``level``: over, soon or ok while it runs; met or late afterwards. ``frame``: legal, target or unset."""

    what: str
    text: str
    level: str
    frame: str
    basis: str
    due_at: dt.datetime | None
    #: Where a doctor decides on it; empty when the reader does not.
    decide: str = ""
    #: Where the reader does what is due; empty where this page is the place, or it is somebody else's duty.
    href: str = ""

    @property
    def due(self) -> str:
        """The limit as it is read, made where it is: a worklist says what is left instead."""
        return format_due(self.due_at)


def kind_text(kind: str) -> str:
    return str(REGISTRY[kind].text)


def particularise(kind: DeadlineKind, words: Mapping[str, Any]) -> None:
    """Have clocks of ``kind`` named with the event that started them: seven planned screens are not one seven times."""
    _particulars[kind.code] = words


def clock(deadline: Deadline, now: dt.datetime) -> ClockView:
    """The clock as it stands at ``now``."""
    if deadline.state == "open":
        return running(deadline, now, deadline.due_at)
    return _view(deadline, deadline.due_at, *_ended(deadline))


def running(deadline: Deadline, now: dt.datetime, until: dt.datetime | None) -> ClockView:
    """The clock as it stands at ``now`` when it runs ``until`` then, whether or not it does."""
    return _view(deadline, until, *_running(deadline.started_at, until, now))


def _view(deadline: Deadline, until: dt.datetime | None, level: str, text: str) -> ClockView:
    return ClockView(
        what=_what(deadline),
        text=text,
        level=level,
        frame="unset" if until is None else "legal" if deadline.verified else "target",
        basis=_basis(deadline),
        due_at=until,
    )


def _basis(deadline: Deadline) -> str:
    """The law a limit stands in; an own target is called one, with the guideline it follows."""
    text = basis_text(deadline.legal_basis)
    if deadline.verified:
        return text
    return _("own target, after %(basis)s", basis=text) if text else _("own target")


def _what(deadline: Deadline) -> str:
    text = str(REGISTRY[deadline.kind].text)
    particular = _particulars.get(deadline.kind, {}).get(deadline.started_by)
    return f"{text} · {particular}" if particular else text


def _running(started_at: dt.datetime, until: dt.datetime | None, now: dt.datetime) -> tuple[str, str]:
    if until is None:
        minutes = int((now - started_at).total_seconds() // 60)
        return "ok", _("no limit set, waiting %(span)s", span=format_span(minutes))
    left = until - now
    minutes = int(left.total_seconds() // 60)
    if left < dt.timedelta(0):
        return "over", _("%(span)s overdue", span=format_span(-int(left.total_seconds() // 60)))
    warn = min(max((until - started_at) / 10, SOONEST), LATEST)
    return "soon" if left <= warn else "ok", _("%(span)s left", span=format_span(minutes))


def _ended(deadline: Deadline) -> tuple[str, str]:
    """What became of a clock: done in time is never said of one that was late."""
    if deadline.state == "waived":
        return "met", _("waived")
    if deadline.state == "cancelled" or deadline.met_at is None:
        return "met", _("cancelled")
    if deadline.due_at is None or deadline.met_at <= deadline.due_at:
        return "met", _("done in time")
    minutes = int((deadline.met_at - deadline.due_at).total_seconds() // 60)
    return "late", _("done %(span)s late", span=format_span(minutes))
