"""Writing the event log: one row and one leaf of the ledger for each event."""

from __future__ import annotations

import uuid
from typing import Any, Protocol

from healthapp.access.roles import OVERSIGHT
from healthapp.audit.events import REGISTRY, EventType
from healthapp.audit.models import AuditEvent
from healthapp.database import UnitOfWork, uuid7
from healthapp.ledger import canonical
from healthapp.ledger.services import append

COLUMNS = tuple(column.key for column in AuditEvent.__table__.columns)


class Located(Protocol):
    """Something of a person at a facility: a person, stay or record."""

    @property
    def person_id(self) -> uuid.UUID | None: ...
    @property
    def facility_id(self) -> uuid.UUID | None: ...


def record(
    uow: UnitOfWork,
    event: EventType,
    *,
    about: Located | None = None,
    subject: tuple[str, uuid.UUID] | None = None,
    digest: bytes | None = None,
    person_id: uuid.UUID | None = None,
    facility_id: uuid.UUID | None = None,
    reason: str = "",
    **details: Any,
) -> AuditEvent:
    """Note ``event`` in this unit of work, with its leaf in the ledger.

    ``about`` fills person and facility. ``details`` must be exactly those the event declares: codes,
    counts and ids, never a clinical value. Raises ValueError for anything else.
    """
    if REGISTRY.get(event.kind) is not event:
        raise ValueError(f"event {event.kind} is not declared")
    if set(details) != event.details:
        raise ValueError(f"event {event.kind} bears {sorted(event.details)}, not {sorted(details)}")
    actor = uow.actor
    if about is not None:
        person_id, facility_id = person_id or about.person_id, facility_id or about.facility_id
    role = actor.holds(frozenset(actor.roles), facility_id) or actor.main_role
    row = AuditEvent(
        id=uuid7(),
        at=uow.now(),
        kind=event.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_role=role.value if role else "",
        session_id=actor.session_id,
        address=actor.address,
        facility_id=facility_id,
        person_id=person_id,
        subject_kind=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        subject_digest=digest,
        reason=reason,
        details=details,
        oversight=bool(actor.roles & OVERSIGHT),
    )
    uow.insert(AuditEvent, {name: getattr(row, name) for name in COLUMNS})
    append(
        uow,
        event_id=row.id,
        at=row.at,
        kind=row.kind,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        subject_digest=digest,
        event_digest=event_digest(row),
        actor_id=row.actor_id,
    )
    uow.audited = True
    return row


def event_digest(row: AuditEvent) -> bytes:
    """SHA-256 over the whole row, so that verification finds an edited event."""
    return canonical.digest({name: getattr(row, name) for name in COLUMNS})
