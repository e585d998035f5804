"""Planning a visit: sealed to those who will go, known to nobody else until they stand at the gate. Never commits."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.access import Identity, Permission, permits
from healthapp.database import UnitOfWork, held, uuid7
from healthapp.inspection import events, notes, queries
from healthapp.inspection.models import Mandate, Visit
from healthapp.inspection.notes import Opened
from healthapp.inspection.notes_models import MemberKey
from healthapp.inspection.plan_models import Plan, PlanKey
from healthapp.inspection.services import VisitRefused
from healthapp.people.models import Facility


@dataclass(frozen=True, slots=True)
class Planned:
    """What is sealed. ``members``: the team beside who plans it; ``earlier``: days it was moved from, first to last."""

    kind: str
    facility_id: uuid.UUID
    day: dt.date
    follows_id: uuid.UUID | None
    members: tuple[uuid.UUID, ...]
    remark: str
    earlier: tuple[dt.date, ...] = ()

    def content(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "facility": str(self.facility_id),
            "day": self.day.isoformat(),
            "follows": str(self.follows_id) if self.follows_id else "",
            "members": [str(one) for one in self.members],
            "remark": self.remark,
            "earlier": [one.isoformat() for one in self.earlier],
        }

    @classmethod
    def of(cls, content: dict[str, object]) -> Planned:
        members, earlier = content["members"], content.get("earlier", [])
        assert isinstance(members, list)
        assert isinstance(earlier, list)
        return cls(
            kind=str(content["kind"]),
            facility_id=uuid.UUID(str(content["facility"])),
            day=dt.date.fromisoformat(str(content["day"])),
            follows_id=uuid.UUID(str(content["follows"])) if content["follows"] else None,
            members=tuple(uuid.UUID(str(one)) for one in members),
            remark=str(content["remark"]),
            earlier=tuple(dt.date.fromisoformat(str(one)) for one in earlier),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A plan sealed to oneself. ``planned`` None: one's key is not open."""

    row: Plan
    planned: Planned | None

    @property
    def id(self) -> uuid.UUID:
        return self.row.id


def replan(uow: UnitOfWork, plan_id: uuid.UUID, key: Opened | None, wanted: Planned) -> Plan:
    """Put another plan in the place of one; when it is moved to another day, the days before stay in sight.

    Raises VisitRefused("gone") when the plan waits no longer or one's key does not open it, and what ``plan`` raises.
    """
    found = read(uow.session, uow.actor, plan_id, key)
    if found is None or found.planned is None:
        raise VisitRefused("gone")
    before = found.planned
    moved = (before.day,) if before.day != wanted.day else ()
    made = plan(uow, replace(wanted, earlier=(*before.earlier, *moved)))
    give_up(uow, plan_id)
    return made


def plan(uow: UnitOfWork, wanted: Planned) -> Plan:
    """Seal a plan to its team. Raises VisitRefused (facility, region, member, follows), and KeyRefused("none") without
    a key."""
    author = uow.actor.user_id
    assert author is not None
    _possible(uow, wanted, author)
    row = Plan(id=uuid7(), state="planned")
    notes.keep_sealed(uow, row, _key_row, wanted.content(), wanted.members, about=row.id.bytes)
    audit.record(uow, events.VISIT_PLANNED, subject=("npg_plan", row.id))
    return row


def _key_row(plan_id: uuid.UUID, key_id: uuid.UUID, sealed: bytes) -> PlanKey:
    return PlanKey(plan_id=plan_id, key_id=key_id, sealed=sealed)


def _possible(uow: UnitOfWork, wanted: Planned, author: uuid.UUID) -> None:
    """Facility in use, and everybody's mandate valid there on that day."""
    facility = uow.session.get(Facility, wanted.facility_id)
    if facility is None or facility.closed_on is not None:
        raise VisitRefused("facility", "facility_id")
    if not _holds(uow.session, author, wanted.day, facility):
        raise VisitRefused("mandate_then", "planned_for")
    if not all(_holds(uow.session, one, wanted.day, facility) for one in wanted.members):
        raise VisitRefused("member_then", "members")
    if wanted.follows_id is not None:
        followed = uow.session.get(Visit, wanted.follows_id)
        if followed is None or followed.facility_id != facility.id:
            raise VisitRefused("follows", "follows_id")


def _holds(session: Session, user_id: uuid.UUID, day: dt.date, facility: Facility) -> bool:
    chosen = sa.select(Mandate.id).where(
        Mandate.user_id == user_id,
        Mandate.ended_at.is_(None),
        Mandate.valid_from <= day,
        Mandate.valid_to >= day,
        Mandate.region.in_(["", facility.region]),
    )
    return session.scalar(chosen.limit(1)) is not None


def waiting(session: Session, identity: Identity, key: Opened | None) -> list[Found]:
    """Plans sealed to this member that were neither opened nor given up, the next first as far as one can read."""
    found = [_found(row, sealed, key) for row, sealed in session.execute(_sealed_to(identity)).all()]
    return sorted(found, key=lambda one: (one.planned.day if one.planned else dt.date.max, one.row.made_at))


def find(session: Session, identity: Identity, plan_id: uuid.UUID, **_more: object) -> Plan | None:
    """A plan sealed to this member that still waits; a unit of work holds it until its end."""
    row = session.execute(_waits(session, identity, plan_id)).first()
    return row[0] if row is not None else None


def ended(session: Session, identity: Identity, plan_id: uuid.UUID) -> Plan | None:
    """A plan sealed to this member that was opened or given up."""
    row = session.execute(_sealed_to(identity, waits=False).where(Plan.id == plan_id)).first()
    return row[0] if row is not None else None


def read(session: Session, identity: Identity, plan_id: uuid.UUID, key: Opened | None) -> Found | None:
    """The same with what it says, as far as one's key is open."""
    row = session.execute(_waits(session, identity, plan_id)).first()
    return _found(row[0], row[1], key) if row is not None else None


def _waits(session: Session, identity: Identity, plan_id: uuid.UUID) -> sa.Select[Plan, bytes]:
    return held(session, _sealed_to(identity).where(Plan.id == plan_id), of=Plan)


def _sealed_to(identity: Identity, *, waits: bool = True) -> sa.Select[Plan, bytes]:
    mine = sa.select(MemberKey.id).where(MemberKey.user_id == identity.user_id)
    allowed = permits(identity, Permission.VISIT_OPEN)
    standing = Plan.state == "planned" if waits else Plan.state != "planned"
    return (
        sa.select(Plan, PlanKey.sealed)
        .join(PlanKey, PlanKey.plan_id == Plan.id)
        .where(PlanKey.key_id.in_(mine), standing, sa.true() if allowed else sa.false())
    )


def _found(row: Plan, sealed: bytes, key: Opened | None) -> Found:
    content = notes.content_of(row.body, sealed, key, row.id.bytes)
    return Found(row, Planned.of(content) if content is not None else None)


def give_up(uow: UnitOfWork, plan_id: uuid.UUID) -> None:
    """It will not take place; done twice it is done once. Raises VisitRefused("changed") for another's plan."""
    row = find(uow.session, uow.actor, plan_id)
    if row is None:
        raise VisitRefused("changed")
    row.state, row.ended_at = "given_up", uow.now()
    audit.record(uow, events.PLAN_ENDED, subject=("npg_plan", row.id), state=row.state)


def opened(uow: UnitOfWork, plan_id: uuid.UUID, visit: Visit, day: dt.date | None) -> None:
    """The plan became a visit: from now on its day is no secret any more. Nothing happens to another's plan."""
    row = find(uow.session, uow.actor, plan_id)
    if row is None:
        return
    row.state, row.ended_at, row.visit_id = "opened", uow.now(), visit.id
    visit.planned_for = day
    audit.record(uow, events.PLAN_ENDED, subject=("npg_plan", row.id), state=row.state)


def facilities(session: Session, found: Sequence[Found]) -> dict[uuid.UUID, Facility]:
    """The institutions of plans that could be read, by identifier."""
    ids = {one.planned.facility_id for one in found if one.planned is not None}
    return {row.id: row for row in session.scalars(sa.select(Facility).where(Facility.id.in_(ids)))}


def names(session: Session, now: dt.datetime) -> dict[uuid.UUID, str]:
    """Names of everybody who could be of a team."""
    return {one.user_id: one.mandate.user.name for one in queries.colleagues(session, now)}
