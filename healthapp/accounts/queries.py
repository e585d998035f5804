"""Reading accounts. Those of other people are read by whoever manages users, and by nobody else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from healthapp.access import Assignment, Identity, Permission, Role, permits
from healthapp.accounts.models import BreakGlass, LoginSession, RecoveryCode, RoleAssignment, User
from healthapp.inspection.scope import NO_VISIT, VisitScope, visit_scope
from healthapp.ledger import canonical

PAGE = 50


def folded(username: str) -> str:
    """The form in which user names are stored and compared."""
    return username.strip().casefold()


def by_username(session: Session, username: str) -> User | None:
    return session.scalar(sa.select(User).where(User.username == folded(username)))


def valid_at(now: dt.datetime | sa.BindParameter[dt.datetime]) -> sa.ColumnElement[bool]:
    """Assignments that are held at ``now``; one that waits for its second person is not."""
    ends = sa.or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to > now)
    approved = sa.or_(RoleAssignment.awaits_until.is_(None), RoleAssignment.approved_at.is_not(None))
    return sa.and_(RoleAssignment.valid_from <= now, ends, approved)


_NOW: sa.BindParameter[dt.datetime] = sa.bindparam("now")
#: Asked at every request, so made once: making a statement costs more than running it.
_SIGNED_IN = (
    sa.select(LoginSession, User, RoleAssignment, BreakGlass.person_id)
    .join(User, User.id == LoginSession.user_id)
    .outerjoin(RoleAssignment, sa.and_(RoleAssignment.user_id == User.id, valid_at(_NOW)))
    .outerjoin(
        BreakGlass,
        sa.and_(BreakGlass.user_id == User.id, BreakGlass.opened_at <= _NOW, BreakGlass.expires_at > _NOW),
    )
    .where(LoginSession.id == sa.bindparam("login_id"))
    .order_by(RoleAssignment.valid_from, RoleAssignment.id)
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Everything a request needs to know of who makes it."""

    user: User
    login: LoginSession
    assignments: tuple[Assignment, ...]
    break_glass: frozenset[uuid.UUID]
    scope: VisitScope = NO_VISIT

    def identity(self, address: str) -> Identity:
        return Identity(
            user_id=self.user.id,
            name=self.user.name,
            assignments=self.assignments,
            session_id=self.login.id,
            address=address,
            break_glass=self.break_glass,
            visiting=self.scope.clinical,
            attending=self.scope.attending,
            lapsed=self.scope.lapsed,
        )


def signed_in(session: Session, login_id: uuid.UUID, now: dt.datetime) -> SignedIn | None:
    """The session with its account, roles and open emergency accesses, in one statement. Ended ones too.

    A member of the preventive mechanism takes two more: the mandate, and the visits that are open.
    """
    rows = session.execute(_SIGNED_IN, {"login_id": login_id, "now": now}).all()  # each role with each open access
    if not rows:
        return None
    login, user, _role, _person_id = rows[0]
    roles = dict.fromkeys(role for _login, _user, role, _person_id in rows if role is not None)
    held = tuple(Assignment(Role(role.role), role.facility_id) for role in roles)
    opened = frozenset(person_id for _login, _user, _role, person_id in rows if person_id is not None)
    scope = NO_VISIT
    if any(assignment.role is Role.NPG for assignment in held):
        scope = visit_scope(session, user.id, now)
    return SignedIn(user, login, held, opened, scope)


def assignments_of(session: Session, user_id: uuid.UUID, now: dt.datetime) -> tuple[Assignment, ...]:
    """The roles an account holds at ``now``, the longest held first."""
    chosen = sa.select(RoleAssignment).where(RoleAssignment.user_id == user_id, valid_at(now))
    rows = session.scalars(chosen.order_by(RoleAssignment.valid_from, RoleAssignment.id))
    return tuple(Assignment(Role(row.role), row.facility_id) for row in rows)


def open_sessions(session: Session, user_id: uuid.UUID) -> Sequence[LoginSession]:
    """The sessions of one account that nobody ended, the last used first."""
    chosen = sa.select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.awaiting_code.is_(False)
    )
    return session.scalars(chosen.order_by(LoginSession.last_seen_at.desc())).all()


def codes_left(session: Session, user_id: uuid.UUID) -> int:
    """Recovery codes that still work."""
    chosen = sa.select(sa.func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(chosen) or 0


def any_factor(session: Session) -> bool:
    """Whether any account has a second factor: then the key of the secrets must be there."""
    return session.scalar(sa.select(User.id).where(User.totp_secret.is_not(None)).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of accounts by user name; ``after`` continues it, None at the end."""

    users: tuple[User, ...]
    sessions: dict[uuid.UUID, int]
    after: str | None


def users(session: Session, identity: Identity, *, text: str = "", after: str = "", size: int = PAGE) -> UserPage:
    """Accounts whose user name or name contains ``text``, with their roles and number of open sessions."""
    if not permits(identity, Permission.USERS_MANAGE):
        return UserPage((), {}, None)
    chosen = sa.select(User).where(User.username > after).options(_with_roles())
    if text.strip():
        wanted = text.strip()
        found_in = User.username.contains(folded(wanted), autoescape=True)
        chosen = chosen.where(sa.or_(found_in, User.name.icontains(wanted, autoescape=True)))
    rows = session.scalars(chosen.order_by(User.username).limit(size + 1)).all()
    shown = tuple(rows[:size])
    return UserPage(shown, _open_counts(session, shown), shown[-1].username if len(rows) > size else None)


def user(session: Session, identity: Identity, user_id: uuid.UUID) -> User | None:
    """One account with its roles, for whoever manages users."""
    if not permits(identity, Permission.USERS_MANAGE):
        return None
    return session.scalar(sa.select(User).where(User.id == user_id).options(_with_roles()))


def account_version(user: User) -> str:
    """Changes with whatever the form of an account shows, so that two who correct it notice each other."""
    return canonical.digest({"name": user.name, "profession": user.profession, "active": user.active}).hex()[:16]


def assignment(session: Session, identity: Identity, assignment_id: uuid.UUID) -> RoleAssignment | None:
    """One role of one account, for whoever manages users."""
    if not permits(identity, Permission.USERS_MANAGE):
        return None
    return session.get(RoleAssignment, assignment_id)


def everybody(session: Session) -> Sequence[User]:
    """All accounts with their roles, for the command line."""
    return session.scalars(sa.select(User).order_by(User.username).options(_with_roles())).all()


def name_of(session: Session, user_id: uuid.UUID | None) -> str:
    """The name of an account, as others see it; empty when there is none."""
    found = session.get(User, user_id) if user_id is not None else None
    return found.name if found is not None else ""


def names_of(session: Session, user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of several accounts, as others see them."""
    chosen = sa.select(User.id, User.name).where(User.id.in_(user_ids))
    return {row.id: row.name for row in session.execute(chosen)} if user_ids else {}


def _with_roles() -> sa.orm.interfaces.ORMOption:
    return selectinload(User.assignments).selectinload(RoleAssignment.facility)


def _open_counts(session: Session, shown: Sequence[User]) -> dict[uuid.UUID, int]:
    chosen = (
        sa.select(LoginSession.user_id, sa.func.count())
        .where(LoginSession.user_id.in_([row.id for row in shown]), LoginSession.ended_at.is_(None))
        .group_by(LoginSession.user_id)
    )
    return {row[0]: row[1] for row in session.execute(chosen)}
