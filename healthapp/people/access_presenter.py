"""Who opened a file, in words: for the page and for the paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from healthapp.audit.events import REGISTRY
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.people.accesslog import Access
from healthapp.people.print_values import AccessRow
from healthapp.web.kit.roles import role_word


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page. ``mark``: state and words of what stands out, or None."""

    at: str
    who: str
    what: str
    why: str
    mark: tuple[str, str] | None


def line(access: Access) -> Line:
    mark = None
    if access.is_refusal:
        mark = ("locked", _("refused"))
    elif access.is_emergency:
        mark = ("done", _("emergency access, reviewed")) if access.reviewed else ("alert", _("emergency access"))
    return Line(format_moment(access.event.at), who(access), what(access), why(access), mark)


def paper_row(access: Access) -> AccessRow:
    """The same for the paper, in the language in force."""
    return AccessRow(
        at=access.event.at,
        who=who(access),
        why=why(access) or (_("emergency access") if access.is_emergency else ""),
        what=_("refused by the system") if access.is_refusal else what(access),
        passed_on=_("reviewed") if access.reviewed else "",
        marked=access.is_refusal or access.is_emergency,
    )


def who(access: Access) -> str:
    """Name and role at the time."""
    event = access.event
    if event.actor_id is None:
        return _("the program")
    return f"{event.actor_name}, {role_word(event.actor_role)}" if event.actor_role else event.actor_name


def what(access: Access) -> str:
    """What was done; the code itself for a kind the program no longer knows."""
    known = REGISTRY.get(access.event.kind)
    return str(known.text) if known is not None else access.event.kind


def why(access: Access) -> str:
    """The reason given for an emergency access; a usual look asks for none."""
    return access.event.reason if access.is_emergency else ""


def emergency_total(rows: list[Access]) -> str:
    """ "0", or "2, 1 reviewed"."""
    opened = [row for row in rows if row.is_emergency]
    reviewed = sum(1 for row in opened if row.reviewed)
    return _("%(count)s, %(reviewed)s reviewed", count=len(opened), reviewed=reviewed) if opened else "0"


def first_and_last(today: dt.date) -> tuple[dt.date, dt.date]:
    """The span the form proposes: three months."""
    return today - dt.timedelta(days=90), today
