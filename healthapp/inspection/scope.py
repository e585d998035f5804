"""What an open visit opens to a member of its team, at this moment: asked at every request, kept nowhere."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.i18n import local
from healthapp.inspection.models import Mandate, Member, Visit
from healthapp.inspection.states import NOT_ENTERED


@dataclass(frozen=True, slots=True)
class VisitScope:
    """Facilities whose charts are open, those where the member is of the team, and whether the mandate is over."""

    clinical: frozenset[uuid.UUID] = frozenset()
    attending: frozenset[uuid.UUID] = frozenset()
    lapsed: bool = False


NO_VISIT = VisitScope()


def visit_scope(session: Session, user_id: uuid.UUID, now: dt.datetime) -> VisitScope:
    """The scope of one account. Without a mandate of today nothing is open, whatever team it belongs to."""
    if not has_mandate(session, user_id, now):
        return VisitScope(lapsed=True)
    chosen = (
        sa.select(Visit.facility_id, Member.clinical)
        .join(Member, Member.visit_id == Visit.id)
        .where(
            Member.user_id == user_id,
            Member.left_at.is_(None),
            Visit.state.not_in([state.value for state in NOT_ENTERED]),
            Visit.opened_at <= now,
            Visit.access_until > now,
        )
    )
    rows = session.execute(chosen).all()
    return VisitScope(frozenset(place for place, clinical in rows if clinical), frozenset(place for place, _c in rows))


def has_mandate(session: Session, user_id: uuid.UUID, now: dt.datetime) -> bool:
    """Whether a mandate of this account holds at ``now``; a day is a day in Baku."""
    today = local(now).date()
    chosen = sa.select(Mandate.id).where(
        Mandate.user_id == user_id,
        Mandate.valid_from <= today,
        Mandate.valid_to >= today,
        sa.or_(Mandate.ended_at.is_(None), Mandate.ended_at > now),
    )
    return session.scalar(chosen.limit(1)) is not None
