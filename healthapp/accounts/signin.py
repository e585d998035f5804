"""Signing in and out: one answer for every reason a sign-in fails, and one password hash computed for each.

Hashes are computed outside any transaction, which on the embedded database would hold up every writer.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from healthapp import audit, happenings
from healthapp.access import Identity
from healthapp.accounts import attempts, events, factor, handed, pacing, passwords, queries
from healthapp.accounts.factor import Sealer
from healthapp.accounts.models import LoginSession, User
from healthapp.database import Clock, Database, UnitOfWork, uuid7

#: Where the public accounts of the demonstration may sign in.
DEMO_MODES = frozenset({"demo", "test"})
#: How long a right password waits for its code.
CODE_WAITS = dt.timedelta(minutes=10)


class Outcome(StrEnum):
    """What came of a try. ``REFUSED`` says no more to whoever tried."""

    REFUSED = "refused"
    SLOWED = "slowed"
    CODE_NEEDED = "code_needed"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where a try comes: network address and browser; ``device``: the mark of one somebody signed in with."""

    address: str = ""
    agent: str = ""
    device: str = ""

    @property
    def place(self) -> str:
        """Where its wrong tries are counted."""
        return pacing.source(self.address, self.device)


@dataclass(frozen=True, slots=True)
class Result:
    """``login_id``: the new session, None when refused; ``wait``: seconds until the next try is looked at."""

    outcome: Outcome
    login_id: uuid.UUID | None = None
    wait: int = 0


REFUSED = Result(Outcome.REFUSED)


def may_use(user: User, mode: str) -> bool:
    """Whether this account may sign in here at all."""
    return user.active and user.disputed_at is None and (not user.is_demo or mode in DEMO_MODES)


def waits_for_code(login: LoginSession, now: dt.datetime) -> bool:
    """Whether the second factor may still be given in this session."""
    return login.awaiting_code and login.ended_at is None and now - login.started_at <= CODE_WAITS


def authenticate(
    database: Database, clock: Clock, *, username: str, password: str, visitor: Visitor, mode: str
) -> Result:
    """The first step: user name and password. ``mode`` is that of the deployment.

    Unknown name, wrong password, closed account and locked account get the same answer after the same work; a place
    that tried too often is told to wait before anybody looks who is meant.
    """
    wait = pacing.take(database, clock, visitor.place, visitor.address)
    if wait:
        return Result(Outcome.SLOWED, wait=wait)
    with database.reading() as session:
        user = queries.by_username(session, username)
        held = queries.assignments_of(session, user.id, clock()) if user is not None else ()
    usable = user is not None and may_use(user, mode)
    right = passwords.matches(user.password_hash if user is not None and usable else None, password)
    if user is None:
        return _refuse(database, clock, visitor, "unknown", None)
    if not usable:
        return _refuse(database, clock, visitor, "inactive", user.id)
    if not right:
        return _refuse(database, clock, visitor, "password", user.id)
    actor = Identity(user.id, user.name, held, address=visitor.address)
    renewed = passwords.hashed(password) if passwords.outdated(user.password_hash) else None
    return _enter(database, clock, visitor, actor, user, renewed, mode)


def _enter(
    database: Database, clock: Clock, visitor: Visitor, actor: Identity, seen: User, renewed: str | None, mode: str
) -> Result:
    """The password was right; whether it still counts, and opens the account, is decided with the account held: while
    its hash was computed somebody may have closed it and ended its sessions."""
    with database.unit(actor, clock) as uow:
        user = attempts.held(uow, seen.id)
        usable = may_use(user, mode) and not attempts.locked(user, uow.now())
        if usable and user.password_hash == seen.password_hash:
            if renewed is not None:
                user.password_hash = renewed
            pacing.forgive(uow, visitor.place)
            waits = user.totp_secret is not None
            login = _begin(uow, user, visitor, awaiting_code=waits)
            if not waits:
                _entered(replace_session(uow, login), user, login, "password")
            return Result(Outcome.CODE_NEEDED if waits else Outcome.SIGNED_IN, login.id)
    return _refuse(database, clock, visitor, "locked", seen.id)


def second_step(
    database: Database, clock: Clock, *, login_id: uuid.UUID, given: str, visitor: Visitor, sealer: Sealer, mode: str
) -> Result:
    """The code of the telephone, or a recovery code, for a session that waits for one."""
    with database.reading() as session:
        found = queries.signed_in(session, login_id, clock())
    if found is None or not waits_for_code(found.login, clock()):
        return REFUSED
    if not may_use(found.user, mode):
        return _refuse(database, clock, visitor, "inactive", found.user.id)
    actor = replace(found.identity(visitor.address), session_id=None)
    with database.unit(actor, clock) as uow:
        user = attempts.held(uow, found.user.id)
        if attempts.locked(user, uow.now()) or not may_use(user, mode):
            proof = ""
        elif factor.looks_like_code(given):
            proof = "totp" if attempts.take_code(uow, user, given, sealer) else ""
        else:
            proof = "recovery" if attempts.take_recovery_code(uow, user, given) else ""
        if proof:
            waiting = uow.session.get_one(LoginSession, login_id)
            waiting.ended_at, waiting.end_reason = uow.now(), "renewed"
            login = _begin(uow, user, visitor, awaiting_code=False)
            _entered(replace_session(uow, login), user, login, proof)
            return Result(Outcome.SIGNED_IN, login.id)
    return _refuse(database, clock, visitor, "code", found.user.id)


def replace_session(uow: UnitOfWork, login: LoginSession) -> UnitOfWork:
    """The same unit, acting in the session that was just made: its events bear it."""
    uow.actor = replace(uow.actor, session_id=login.id)
    return uow


def _begin(uow: UnitOfWork, user: User, visitor: Visitor, *, awaiting_code: bool) -> LoginSession:
    login = LoginSession(
        id=uuid7(),
        user_id=user.id,
        started_at=uow.now(),
        last_seen_at=uow.now(),
        address=visitor.address,
        agent=visitor.agent,
        awaiting_code=awaiting_code,
    )
    uow.session.add(login)
    return login


def _entered(uow: UnitOfWork, user: User, login: LoginSession, proof: str) -> None:
    attempts.right(user)
    if user.must_change:
        handed.used(uow, user, login)
    audit.record(uow, events.LOGIN_OK, subject=("user_account", user.id), factor=proof)
    happenings.tell("signed in", uow, user)


def _refuse(database: Database, clock: Clock, visitor: Visitor, cause: str, user_id: uuid.UUID | None) -> Result:
    """Keep the failure in a unit of its own. A try at a locked account is noted, and makes the lock no longer."""
    with database.unit(Identity(None, "anonymous", address=visitor.address), clock) as uow:
        if user_id is not None:
            user = attempts.held(uow, user_id)
            if attempts.locked(user, uow.now()):
                cause = "locked"
            elif cause in {"password", "code"}:
                attempts.wrong(uow, user)
        subject = ("user_account", user_id) if user_id is not None else None
        audit.record(uow, events.LOGIN_FAILED, subject=subject, cause=cause)
    return REFUSED


def end(uow: UnitOfWork, login_id: uuid.UUID, how: str) -> None:
    """End one session: logout, idle, limit or inactive. Nothing happens to one that ended already."""
    login = uow.session.get_one(LoginSession, login_id)
    if login.ended_at is None:
        login.ended_at, login.end_reason = uow.now(), how
        audit.record(uow, events.LOGOUT, subject=("login_session", login_id), how=how)


def end_all(uow: UnitOfWork, user_id: uuid.UUID, how: str, *, but: uuid.UUID | None = None) -> int:
    """End every open session of an account (``but`` one); returns how many."""
    chosen = sa.select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    rows = [row for row in uow.session.scalars(chosen) if row.id != but]
    for row in rows:
        row.ended_at, row.end_reason = uow.now(), how
    if rows:
        audit.record(uow, events.SESSIONS_ENDED, subject=("user_account", user_id), how=how, count=len(rows))
    return len(rows)


def seen(uow: UnitOfWork, login_id: uuid.UUID) -> None:
    """Note that the session is in use."""
    uow.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.id == login_id, LoginSession.last_seen_at < uow.now(), LoginSession.ended_at.is_(None))
        .values(last_seen_at=uow.now())
    )


def lock(uow: UnitOfWork, login_id: uuid.UUID) -> None:
    """Cover the screen: nothing is shown until the password is given."""
    login = uow.session.get_one(LoginSession, login_id)
    if not login.locked:
        login.locked = True
        audit.record(uow, events.SCREEN_LOCKED, subject=("login_session", login_id))


def unlock(uow: UnitOfWork, login_id: uuid.UUID) -> None:
    """The password was given again."""
    login = uow.session.get_one(LoginSession, login_id)
    login.locked, login.last_seen_at = False, uow.now()
    audit.record(uow, events.SCREEN_UNLOCKED, subject=("login_session", login_id))
