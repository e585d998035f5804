"""The second person under a role that opens clinical text: who may be it, what waits, and the decision.

An administrator asks; another administrator or the Medical Department approves, and a role of the mechanism the
Ombudsman's office alone: those it visits have no say. Until then, and when the time for it is over, the role opens
nothing. A member the office itself appoints needs nobody else: the mandate is its decision.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from healthapp import audit, settings
from healthapp.access import Context, Identity, Permission, Role, permits
from healthapp.access.policy import SECOND_PERSON, two_people
from healthapp.access.roles import OVERSIGHT
from healthapp.accounts import events, queries
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import RoleAssignment
from healthapp.database import UnitOfWork

SETTING = "access.role_approval"
#: Where no length is set: the one the program is shipped with.
SHIPPED_DAYS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """A role somebody asked for, as the policy looks at it: ``state`` says whose office it belongs to."""

    row: RoleAssignment
    given_by: str = ""

    @property
    def facility_id(self) -> uuid.UUID | None:
        return self.row.facility_id

    @property
    def state(self) -> str:
        return "oversight" if Role(self.row.role) in OVERSIGHT else "institution"


def limit(uow: UnitOfWork, role: Role) -> dt.datetime | None:
    """Until when somebody else may approve ``role``, given now by the actor; None: it needs nobody else."""
    if role not in SECOND_PERSON or uow.actor.user_id is None:
        return None
    if role is Role.NPG and Role.OMBUDSMAN in uow.actor.roles:
        return None
    days = settings.current(uow.session, SETTING, uow.now()).number() or SHIPPED_DAYS
    return uow.now() + dt.timedelta(days=days)


def waiting(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Assignments that can still be approved at ``now``."""
    open_end = sa.or_(RoleAssignment.valid_to.is_(None), RoleAssignment.valid_to > now)
    return sa.and_(RoleAssignment.awaits_until > now, RoleAssignment.approved_at.is_(None), open_end)


def lapsed(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Assignments nobody approved in time: they are held never. Speaks of every row, also of those that need none."""
    late = sa.and_(RoleAssignment.awaits_until <= now, RoleAssignment.approved_at.is_(None))
    return sa.func.coalesce(late, sa.false())


def to_decide(session: Session, identity: Identity, now: dt.datetime) -> Sequence[Asked]:
    """What waits and the identity may decide on, the one that lapses first on top; own ones are there to be seen."""
    chosen = (
        sa.select(RoleAssignment)
        .where(waiting(now))
        .options(joinedload(RoleAssignment.user), joinedload(RoleAssignment.facility))
        .order_by(RoleAssignment.awaits_until, RoleAssignment.id)
    )
    found = [Asked(row) for row in session.scalars(chosen) if _open_to(identity, Asked(row))]
    names = queries.names_of(session, {one.row.assigned_by for one in found if one.row.assigned_by is not None})
    return [Asked(one.row, names.get(one.row.assigned_by, "") if one.row.assigned_by else "") for one in found]


def find(session: Session, identity: Identity, assignment_id: uuid.UUID) -> Asked | None:
    """One role that was asked for, for whoever decides on such; decided and lapsed ones too."""
    row = session.get(RoleAssignment, assignment_id)
    if row is None or row.awaits_until is None or not _open_to(identity, Asked(row)):
        return None
    return Asked(row)


def _open_to(identity: Identity, asked: Asked) -> bool:
    return permits(identity, Permission.ROLE_APPROVE, Context(facility_id=asked.facility_id, state=asked.state))


def approve(uow: UnitOfWork, row: RoleAssignment) -> None:
    """Let the role be held from now on, or from its first day. Raises AccountError: not waiting any more (decided,
    expired, ended), or the actor's own role or asking (second)."""
    _demand(uow, row)
    row.approved_at, row.approved_by = uow.now(), uow.actor.user_id
    row.valid_from = max(row.valid_from, uow.now())
    _note(uow, events.ROLE_APPROVED, row)


def refuse(uow: UnitOfWork, row: RoleAssignment) -> None:
    """Say no: the role is never held. Raises AccountError as ``approve``."""
    _demand(uow, row)
    row.valid_to, row.ended_by = max(uow.now(), row.valid_from), uow.actor.user_id
    _note(uow, events.ROLE_REFUSED, row)


def _demand(uow: UnitOfWork, row: RoleAssignment) -> None:
    now = uow.now()
    uow.claim(row)
    if row.awaits_until is None or row.approved_at is not None:
        raise AccountError("decided")
    if row.valid_to is not None and row.valid_to <= now:
        raise AccountError("ended")
    if row.awaits_until <= now:
        raise AccountError("expired")
    actor = uow.actor.user_id
    if not two_people(row.user_id, actor) or not two_people(row.assigned_by, actor):
        raise AccountError("second")


def _note(uow: UnitOfWork, event: audit.EventType, row: RoleAssignment) -> None:
    audit.record(uow, event, facility_id=row.facility_id, subject=("user_account", row.user_id), role=row.role)
