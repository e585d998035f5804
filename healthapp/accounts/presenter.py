"""Accounts, sessions and events in words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from healthapp.access import Identity, Role
from healthapp.access.roles import NATIONAL
from healthapp.accounts.approvals import Asked
from healthapp.accounts.handed import Handed
from healthapp.accounts.models import LoginSession, RoleAssignment, User
from healthapp.audit import details
from healthapp.audit.events import REGISTRY
from healthapp.audit.models import AuditEvent
from healthapp.i18n import format_date, format_moment, format_time
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.web.kit.roles import role_word

#: One answer for every reason a sign-in fails.
SIGN_IN_REFUSED = _l(
    "The user name or the password is wrong, or the account takes no try for a while after several wrong ones."
)
ENDED = {
    "idle": _l("You were signed out, because nothing was done for a while. What was saved is still there."),
    "limit": _l("You were signed out, because a session lasts one working day at most. Please sign in again."),
    "everywhere": _l("You were signed out on all devices."),
    "admin": _l("An administrator ended your session."),
    "password": _l("The password of this account was changed. Please sign in with the new one."),
    "inactive": _l("This account may not sign in any more."),
    "disputed": _l(
        "You said that somebody else used a password of this account. It is closed until the head of the unit or the "
        "Medical Department opens it again."
    ),
}
ACCOUNT_ERRORS = {
    "taken": _l("There is an account with this user name"),
    "self": _l("Nobody can do this to their own account; ask another administrator"),
    "period": _l("The last day is before the first"),
    "needs_facility": _l("This role is held at one facility: choose which"),
    "overlap": _l("The account already holds this role there in that time"),
    "ended": _l("This role has ended already"),
    "decided": _l("Somebody has decided on this role already"),
    "expired": _l("The time to approve this role is over; it must be asked for again"),
    "absent": _l("There is no such password any more"),
    "changed": _l("Somebody changed this account meanwhile. Look at its state as it is now, then decide again."),
    "let_in": _l("Another person opens it: neither its owner nor who handed the password over"),
    "second": _l("A second person approves: neither who asked for the role nor whose role it is"),
}
REVIEW_ERRORS = {
    "reviewed": _l("This access was reviewed already"),
    "own": _l("Nobody reviews their own access"),
}


def slowed(seconds: int) -> str:
    """What a place is told whose tries are slowed down."""
    return _("There were many wrong tries from here. The next one is possible in %(count)s s", count=seconds)


def refusal(locked_until: dt.datetime | None) -> str:
    """What to say of a wrong password or code to somebody who is signed in."""
    if locked_until is not None:
        return _("Too many wrong tries. The next one is possible at %(time)s", time=format_time(locked_until))
    return _("This is not your password, nor a code that is valid now")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One open session as its owner sees it."""

    id: uuid.UUID
    agent: str
    address: str
    started: str
    seen: str
    current: bool


def session_rows(rows: Sequence[LoginSession], current: uuid.UUID | None) -> list[SessionRow]:
    return [
        SessionRow(
            row.id,
            row.agent or _("unknown browser"),
            row.address,
            format_moment(row.started_at),
            format_moment(row.last_seen_at),
            row.id == current,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with its place and period. ``state``: held, future, waiting (for a second person, until ``until``),
    lapsed (nobody approved it in time) or ended."""

    id: uuid.UUID
    role: str
    place: str
    period: str
    state: str
    until: str = ""


STATES = ("held", "future", "waiting", "lapsed", "ended")


def role_rows(user: User, now: dt.datetime) -> list[RoleRow]:
    """The roles of an account, those held now first, the ended ones last."""
    rows = [
        RoleRow(
            row.id,
            role_word(row.role),
            _place(row),
            _period(row),
            _state(row, now),
            format_moment(row.awaits_until) if row.awaits_until is not None else "",
        )
        for row in user.assignments
    ]
    return sorted(rows, key=lambda row: STATES.index(row.state))


def _place(row: RoleAssignment) -> str:
    return row.facility.name if row.facility is not None else _("All facilities")


def _period(row: RoleAssignment) -> str:
    if row.valid_to is None:
        return _("since %(day)s", day=format_date(row.valid_from))
    last = row.valid_to - dt.timedelta(microseconds=1)
    return f"{format_date(row.valid_from)} – {format_date(max(last, row.valid_from))}"


def _state(row: RoleAssignment, now: dt.datetime) -> str:
    if row.valid_to is not None and row.valid_to <= now:
        return "ended"
    if row.awaits_until is not None and row.approved_at is None:
        return "waiting" if row.awaits_until > now else "lapsed"
    return "future" if row.valid_from > now else "held"


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A role that waits for a second person. ``own``: the reader asked for it or would hold it, and cannot decide."""

    id: uuid.UUID
    name: str
    username: str
    role: str
    place: str
    period: str
    given_by: str
    until: str
    own: bool


def asked_rows(found: Sequence[Asked], identity: Identity) -> list[AskedRow]:
    return [
        AskedRow(
            one.row.id,
            one.row.user.name,
            one.row.user.username,
            role_word(one.row.role),
            _place(one.row),
            _period(one.row),
            one.given_by,
            format_moment(one.row.awaits_until) if one.row.awaits_until is not None else "",
            identity.user_id in (one.row.user_id, one.row.assigned_by),
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class HandedRow:
    """A handed-over password that was used. ``closed``: the account waits for a second person; ``another``: it is not
    the reader."""

    id: uuid.UUID
    user_id: uuid.UUID
    name: str
    username: str
    used: str
    agent: str
    address: str
    handed: str
    by: str
    said: str
    answer: str
    current: bool
    closed: bool
    another: bool


def handed_rows(
    found: Sequence[Handed], current: uuid.UUID | None, identity: Identity | None = None
) -> list[HandedRow]:
    answers = {"": _("not said"), "mine": _("it was me"), "not_mine": _("it was somebody else")}
    return [
        HandedRow(
            id=one.row.id,
            user_id=one.row.user_id,
            name=one.row.user.name,
            username=one.row.user.username,
            used=format_moment(one.row.used_at) if one.row.used_at is not None else "",
            agent=one.row.agent or _("unknown browser"),
            address=one.row.address,
            handed=format_moment(one.row.handed_at),
            by=one.handed_by or _("at the server"),
            said=one.row.answer,
            answer=answers[one.row.answer],
            current=one.row.login_id == current,
            closed=one.row.answer == "not_mine" and one.row.reopened_at is None,
            another=identity is not None and identity.user_id in (one.row.user_id, one.row.handed_by),
        )
        for one in found
    ]


def standing(user: User, now: dt.datetime) -> tuple[str, str]:
    """The state of an account as (kind of state, words)."""
    if not user.active:
        return "void", _("may not sign in")
    if user.disputed_at is not None:
        return "locked", _("closed by its owner: somebody else had used a handed-over password")
    if user.locked_until is not None and user.locked_until > now:
        return "locked", _("locked until %(time)s", time=format_time(user.locked_until))
    if user.must_change:
        return "waiting", _("has not signed in with an own password yet")
    return "done", _("may sign in")


def roles_in_words(user: User, now: dt.datetime) -> str:
    """The roles held now, in one line."""
    held = [row for row in role_rows(user, now) if row.state == "held"]
    return "; ".join(f"{row.role} ({row.place})" for row in held)


def role_items() -> list[tuple[str, str]]:
    """Every role to choose from, with where it is held."""
    national = _("at all facilities or at one")
    return [(role.value, f"{role_word(role)}, {national}" if role in NATIONAL else role_word(role)) for role in Role]


def roles_of(identity: Identity, places: Mapping[uuid.UUID, str]) -> list[tuple[str, str]]:
    """One's own roles: (role, where)."""
    return [
        (role_word(held.role), places.get(held.facility_id, "") if held.facility_id else _("All facilities"))
        for held in identity.assignments
    ]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the log. ``words``: what is known of its details in words; ``codes``: all of them, as recorded."""

    at: str
    who: str
    role: str
    what: str
    place: str
    person: str
    address: str
    words: str
    codes: str


def event_rows(
    rows: Sequence[AuditEvent], places: Mapping[uuid.UUID, str], numbers: Mapping[uuid.UUID, str]
) -> list[EventRow]:
    """Events in words. ``numbers``: record numbers of people; no name and no reason is shown."""
    return [
        EventRow(
            format_moment(row.at),
            row.actor_name,
            role_word(row.actor_role) if row.actor_role else "",
            event_word(row.kind),
            places.get(row.facility_id, "") if row.facility_id else "",
            numbers.get(row.person_id, "") if row.person_id else "",
            row.address,
            details.in_words(row.kind, _public(row)),
            details_as_codes(_public(row)),
        )
        for row in rows
    ]


def event_word(kind: str) -> str:
    """What an event is called; its code, when this program no longer declares it."""
    event = REGISTRY.get(kind)
    return str(event.text) if event is not None else kind


def event_items() -> list[tuple[str, str]]:
    """Every kind of event to choose from, by its words."""
    return sorted(((kind, str(event.text)) for kind, event in REGISTRY.items()), key=lambda item: item[1])


def _public(row: AuditEvent) -> dict[str, Any]:
    """The details of an event without those that stay in the medical service."""
    event = REGISTRY.get(row.kind)
    private = event.private if event is not None else frozenset()
    return {name: value for name, value in row.details.items() if name not in private}


def details_as_codes(noted: Mapping[str, Any]) -> str:
    """``kind intake · version 3``: codes and counts as recorded."""
    return " · ".join(f"{name} {_plain(value)}" for name, value in sorted(noted.items()))


def _plain(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
