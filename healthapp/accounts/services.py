"""Making and changing accounts. Every function works in the caller's unit of work and never commits.

An administrator makes accounts and gives roles, but never to themselves, and never learns a lasting
password: what they hand over must be changed at the first sign-in.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from healthapp import audit
from healthapp.access import Role
from healthapp.access.identity import default_scope
from healthapp.accounts import approvals, attempts, events, factor, handed, queries, signin
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import RecoveryCode, RoleAssignment, User
from healthapp.database import UnitOfWork, uuid7
from healthapp.dates import midnight


def create(
    uow: UnitOfWork,
    *,
    username: str,
    name: str,
    password_hash: str,
    profession: str = "",
    language: str = "az",
    must_change: bool = True,
    is_demo: bool = False,
) -> User:
    """A new account without roles. ``password_hash`` is made outside the unit. Raises AccountError("taken")."""
    if queries.by_username(uow.session, username) is not None:
        raise AccountError("taken")
    user = User(
        id=uuid7(),
        username=queries.folded(username),
        name=name,
        profession=profession,
        password_hash=password_hash,
        password_changed_at=uow.now(),
        language=language,
        active=True,
        must_change=must_change,
        failed_attempts=0,
        is_demo=is_demo,
        created_at=uow.now(),
        created_by=uow.actor.user_id,
    )
    uow.session.add(user)
    uow.session.flush()
    if must_change and uow.actor.user_id is not None:
        handed.hand_over(uow, user)
    audit.record(uow, events.USER_CREATED, subject=("user_account", user.id))
    return user


def change(uow: UnitOfWork, user_id: uuid.UUID, *, name: str, profession: str, active: bool, seen: str = "") -> None:
    """Correct an account, close it or open it again; a closed one is signed out at once.

    ``seen``: the ``queries.account_version`` the page was drawn from, empty where no page was. Raises AccountError: to
    close one's own (self), or when somebody changed the account since (changed), so that an old page opens none that
    was closed meanwhile.
    """
    if user_id == uow.actor.user_id and not active:
        raise AccountError("self")
    user = attempts.held(uow, user_id)
    if seen and seen != queries.account_version(user):
        raise AccountError("changed")
    wanted = {"name": name, "profession": profession, "active": active}
    fields = sorted(key for key, value in wanted.items() if getattr(user, key) != value)
    if not fields:
        return
    for key, value in wanted.items():
        setattr(user, key, value)
    if not active:
        signin.end_all(uow, user.id, "inactive")
    audit.record(uow, events.USER_CHANGED, subject=("user_account", user.id), fields=fields)


def set_language(uow: UnitOfWork, user_id: uuid.UUID, language: str) -> None:
    """The language of one's pages."""
    user = uow.session.get_one(User, user_id)
    if user.language != language:
        user.language = language
        audit.record(uow, events.USER_CHANGED, subject=("user_account", user.id), fields=["language"])


def period(
    first: dt.date | None, last: dt.date | None, now: dt.datetime
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """(begin, end) of whole days in Baku; a first day that has begun, or none, means from now on (None)."""
    begin = midnight(first) if first is not None else None
    end = midnight(last + dt.timedelta(days=1)) if last is not None else None
    return (begin if begin is not None and begin > now else None), end


def assign(
    uow: UnitOfWork,
    user: User,
    *,
    role: Role,
    facility_id: uuid.UUID | None,
    valid_from: dt.datetime | None = None,
    valid_to: dt.datetime | None = None,
) -> RoleAssignment:
    """Give a role for a period. One that opens clinical text is held only when a second person has approved it
    (``approvals``); the command line, where somebody has the server itself in hand, gives it at once.

    Raises AccountError: to oneself (self), for a period that ends before it begins (period) or lies over one
    of the same role at the same place (overlap), or without the facility a local role names (needs_facility).
    """
    if user.id == uow.actor.user_id:
        raise AccountError("self")
    attempts.held(uow, user.id)  # of two who give the same role at once one comes second
    begin = valid_from or uow.now()
    if valid_to is not None and valid_to <= begin:
        raise AccountError("period")
    try:
        place = default_scope(role, facility_id)
    except ValueError as error:
        raise AccountError("needs_facility") from error
    if _overlaps(uow, user.id, role, place, begin, valid_to):
        raise AccountError("overlap")
    row = RoleAssignment(
        id=uuid7(),
        user_id=user.id,
        role=role.value,
        facility_id=place,
        valid_from=begin,
        valid_to=valid_to,
        assigned_by=uow.actor.user_id,
        awaits_until=approvals.limit(uow, role),
    )
    uow.session.add(row)
    uow.session.flush()
    event = events.ROLE_ASSIGNED if row.awaits_until is None else events.ROLE_ASKED
    audit.record(uow, event, facility_id=place, subject=("user_account", user.id), role=role.value)
    return row


def _overlaps(
    uow: UnitOfWork,
    user_id: uuid.UUID,
    role: Role,
    place: uuid.UUID | None,
    begin: dt.datetime,
    end: dt.datetime | None,
) -> bool:
    same_place = RoleAssignment.facility_id.is_(None) if place is None else RoleAssignment.facility_id == place
    chosen = sa.select(RoleAssignment.id).where(
        RoleAssignment.user_id == user_id,
        RoleAssignment.role == role.value,
        same_place,
        sa.or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to > begin),
        sa.not_(approvals.lapsed(uow.now())),
    )
    if end is not None:
        chosen = chosen.where(RoleAssignment.valid_from < end)
    return uow.session.scalar(chosen.limit(1)) is not None


def end_role(uow: UnitOfWork, row: RoleAssignment) -> None:
    """End a role now; one that has not begun yet never will. Raises AccountError("ended") or ("self")."""
    if row.user_id == uow.actor.user_id:
        raise AccountError("self")
    uow.claim(row)
    if row.valid_to is not None and row.valid_to <= uow.now():
        raise AccountError("ended")
    row.valid_to, row.ended_by = max(uow.now(), row.valid_from), uow.actor.user_id
    audit.record(
        uow, events.ROLE_ENDED, facility_id=row.facility_id, subject=("user_account", row.user_id), role=row.role
    )


def change_password(uow: UnitOfWork, user_id: uuid.UUID, password_hash: str, *, seen: str) -> None:
    """The owner's own new password; every other session of the account ends.

    ``seen``: the hash that the old one was proven against. Raises AccountError("changed") when it is another by now:
    somebody who was signed out with a reset does not take the account back with a page that was on its way.
    """
    user = attempts.held(uow, user_id)
    if user.password_hash != seen:
        raise AccountError("changed")
    user.password_hash, user.password_changed_at, user.must_change = password_hash, uow.now(), False
    audit.record(uow, events.PASSWORD_CHANGED, subject=("user_account", user.id))
    signin.end_all(uow, user.id, "password", but=uow.actor.session_id)


def reset_password(uow: UnitOfWork, user: User, password_hash: str) -> None:
    """A password somebody else hands over: it must be changed at once, and every session ends.

    The second factor stays: whoever resets a password cannot sign in with it where one is set up.
    Raises AccountError("self").
    """
    if user.id == uow.actor.user_id:
        raise AccountError("self")
    user = attempts.held(uow, user.id)
    user.password_hash, user.password_changed_at, user.must_change = password_hash, uow.now(), True
    user.failed_attempts, user.locked_until = 0, None
    handed.hand_over(uow, user)
    audit.record(uow, events.PASSWORD_RESET, subject=("user_account", user.id))
    signin.end_all(uow, user.id, "password")


def disown(uow: UnitOfWork, handed_id: uuid.UUID) -> None:
    """The owner says that somebody else used a handed-over password: the account is closed and every session of it
    ends, this one too. Raises AccountError("absent")."""
    handed.disown(uow, handed_id)
    assert uow.actor.user_id is not None
    signin.end_all(uow, uow.actor.user_id, "disputed")


def enrol(uow: UnitOfWork, user_id: uuid.UUID, sealed: bytes, step: int) -> list[str]:
    """Keep a second factor whose code was just shown to work; returns new recovery codes, to show once."""
    user = attempts.held(uow, user_id)
    if user.totp_secret is not None:
        raise AccountError("taken")
    user.totp_secret, user.totp_step = sealed, step
    audit.record(uow, events.FACTOR_ENROLLED, subject=("user_account", user.id))
    return new_codes(uow, user_id)


def new_codes(uow: UnitOfWork, user_id: uuid.UUID) -> list[str]:
    """Ten recovery codes; those before work no longer. Only their hashes are kept.

    Raises AccountError("no_factor") where there is none any more that they could stand in for.
    """
    user = attempts.held(uow, user_id)  # of two who ask at once the second retires the codes of the first
    if user.totp_secret is None:
        raise AccountError("no_factor")
    _retire_codes(uow, user_id)
    codes = [factor.recovery_code() for _number in range(factor.RECOVERY_CODES)]
    uow.session.add_all(RecoveryCode(user_id=user_id, hash=factor.recovery_hash(user_id, code)) for code in codes)
    audit.record(uow, events.CODES_MADE, subject=("user_account", user_id), count=len(codes))
    return codes


def remove_factor(uow: UnitOfWork, user: User, how: str) -> None:
    """Take the second factor away: ``how`` is own or reset. Its recovery codes go with it."""
    user = attempts.held(uow, user.id)
    if user.totp_secret is None:
        return
    user.totp_secret = user.totp_step = None
    _retire_codes(uow, user.id)
    audit.record(uow, events.FACTOR_REMOVED, subject=("user_account", user.id), how=how)


def remove_own_factor(uow: UnitOfWork) -> None:
    """The owner takes it away, having proved again who they are."""
    if uow.actor.user_id is not None:
        remove_factor(uow, uow.session.get_one(User, uow.actor.user_id), "own")


def _retire_codes(uow: UnitOfWork, user_id: uuid.UUID) -> None:
    uow.session.execute(
        sa.update(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        .values(used_at=uow.now())
    )
