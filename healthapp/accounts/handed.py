"""A password somebody handed over: who made it, where it was first used, and whether that was its owner.

Whoever hands one over could use it first (docs/decisions/0014). They cannot hide it: the first use is kept with its
browser and address, the owner is asked about every one that was used in an earlier session, and whoever answers for
the unit sees all of them. An owner who says that it was somebody else closes the account at once; a second person,
neither the owner nor who handed the password over, opens it again. Nothing here commits.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from healthapp import audit
from healthapp.access import Context, Identity, Permission, Role, permits
from healthapp.access.policy import two_people
from healthapp.access.roles import OVERSIGHT
from healthapp.accounts import events, queries
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import HandedPassword, LoginSession, User
from healthapp.database import UnitOfWork

#: Shown of those that were used, the last ones.
SHOWN = 50
#: How long one stands on the owner's page and on the list of the unit.
KEPT = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Handed:
    """One of them with the name of who handed it over; empty for the command line."""

    row: HandedPassword
    handed_by: str


def hand_over(uow: UnitOfWork, user: User) -> None:
    """Note that somebody else knows the password of this account from now on."""
    uow.session.add(HandedPassword(user_id=user.id, handed_at=uow.now(), handed_by=uow.actor.user_id))


def used(uow: UnitOfWork, user: User, login: LoginSession) -> None:
    """Note the first sign-in with it. Where an earlier one was used, the owner is asked whether that was them."""
    last = sa.select(HandedPassword).where(HandedPassword.user_id == user.id).order_by(HandedPassword.id.desc())
    row = uow.session.scalars(last.limit(1)).one_or_none()
    if row is None or row.used_at is not None:
        return
    row.used_at, row.address, row.agent, row.login_id = uow.now(), login.address, login.agent, login.id
    earlier = sa.exists().where(
        HandedPassword.user_id == user.id, HandedPassword.used_at >= uow.now() - KEPT, HandedPassword.answer == ""
    )
    asked = uow.session.scalar(sa.select(earlier.where(HandedPassword.id != row.id)))
    user.asked_since = uow.now() if asked else None
    audit.record(uow, events.FIRST_PASSWORD_USED, subject=("user_account", user.id), agent=login.agent)


def of_account(session: Session, user_id: uuid.UUID, now: dt.datetime) -> list[Handed]:
    """Those of one account that were used, the newest first."""
    chosen = sa.select(HandedPassword).where(
        HandedPassword.user_id == user_id, HandedPassword.used_at.is_not(None), HandedPassword.handed_at > now - KEPT
    )
    return _named(session, session.scalars(chosen.order_by(HandedPassword.id.desc()).limit(SHOWN)).all())


def own(uow: UnitOfWork) -> None:
    """The owner says that every use so far was theirs."""
    user = uow.session.get_one(User, uow.actor.user_id)
    open_ones = (HandedPassword.user_id == user.id, HandedPassword.used_at.is_not(None), HandedPassword.answer == "")
    rows = uow.session.scalars(sa.select(HandedPassword).where(*open_ones)).all()
    for row in rows:
        row.answer, row.answered_at = "mine", uow.now()
    user.asked_since = None
    audit.record(uow, events.FIRST_PASSWORD_OWNED, subject=("user_account", user.id), count=len(rows))


def disown(uow: UnitOfWork, handed_id: uuid.UUID) -> None:
    """The owner says that one of them was used by somebody else: the account opens to nobody until a second person
    opens it (``services.disown`` ends its sessions with it). Raises AccountError("absent")."""
    user = uow.session.get_one(User, uow.actor.user_id)
    row = uow.session.get(HandedPassword, handed_id)
    if row is None or row.user_id != user.id or row.used_at is None:
        raise AccountError("absent")
    row.answer, row.answered_at = "not_mine", uow.now()
    user.disputed_at, user.asked_since = uow.now(), None
    audit.record(uow, events.FIRST_PASSWORD_DISOWNED, subject=("user_account", user.id), used_in=str(row.login_id))


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the policy looks at it, once for every place and office it belongs to."""

    user: User

    def open_to(self, identity: Identity) -> bool:
        """Whether ``identity`` answers for one of its places. A member of the mechanism belongs to its office alone."""
        held = {(Role(row.role), row.facility_id) for row in self.user.assignments}
        ours = any(role in OVERSIGHT for role, _place in held)
        states = {("oversight", None)} if ours else {("institution", place) for _role, place in held}
        return any(
            permits(identity, Permission.FIRST_PASSWORDS, Context(facility_id=place, state=state))
            for state, place in states or {("institution", None)}
        )


def uses(session: Session, identity: Identity, now: dt.datetime) -> list[Handed]:
    """The first uses the identity answers for, the newest first."""
    chosen = (
        sa.select(HandedPassword)
        .where(HandedPassword.used_at > now - KEPT)
        .options(joinedload(HandedPassword.user).selectinload(User.assignments))
        .order_by(HandedPassword.used_at.desc(), HandedPassword.id.desc())
    )
    found: list[HandedPassword] = []
    for row in session.scalars(chosen.execution_options(yield_per=SHOWN)):
        if Account(row.user).open_to(identity):
            found.append(row)
            if len(found) == SHOWN:
                break
    return _named(session, found)


def find(session: Session, identity: Identity, user_id: uuid.UUID) -> Account | None:
    """A closed account whose owner disowned a use, for whoever answers for it."""
    user = session.get(User, user_id, options=[selectinload(User.assignments)])
    if user is None or user.disputed_at is None or not Account(user).open_to(identity):
        return None
    return Account(user)


def since_last_visit(session: Session, identity: Identity, now: dt.datetime) -> int:
    """How many first uses came since the identity last signed in before; nobody who answers for none is told."""
    if identity.user_id is None or not permits(identity, Permission.FIRST_PASSWORDS):
        return 0
    before = sa.select(LoginSession.started_at).where(
        LoginSession.user_id == identity.user_id,
        LoginSession.id != identity.session_id,
        LoginSession.awaiting_code.is_(False),
    )
    last = session.scalar(before.order_by(LoginSession.started_at.desc()).limit(1))
    if last is None:
        return 0
    return sum(one.row.used_at is not None and one.row.used_at > last for one in uses(session, identity, now))


def let_in(uow: UnitOfWork, user: User) -> None:
    """Open a closed account again. Raises AccountError: not closed any more (ended), or by its owner or by who handed
    over the password that was disowned (let_in)."""
    uow.claim(user)
    if user.disputed_at is None:
        raise AccountError("ended")
    disowned = (HandedPassword.user_id == user.id, HandedPassword.answer == "not_mine")
    open_ones = sa.select(HandedPassword).where(*disowned, HandedPassword.reopened_at.is_(None))
    rows = uow.session.scalars(open_ones).all()
    for other in (user.id, *(row.handed_by for row in rows if row.handed_by is not None)):
        if not two_people(other, uow.actor.user_id):
            raise AccountError("let_in")
    for row in rows:
        row.reopened_at, row.reopened_by = uow.now(), uow.actor.user_id
    user.disputed_at = None
    audit.record(uow, events.ACCOUNT_LET_IN, subject=("user_account", user.id))


def _named(session: Session, rows: Sequence[HandedPassword]) -> list[Handed]:
    names = queries.names_of(session, {row.handed_by for row in rows if row.handed_by is not None})
    return [Handed(row, names.get(row.handed_by, "") if row.handed_by else "") for row in rows]
