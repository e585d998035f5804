"""Reading custody lists, as far as the identity may import them."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.custody.matching import REJECTED
from healthapp.custody.models import CustodyImport
from healthapp.people import facility_queries
from healthapp.people.cards import PersonCard, cards
from healthapp.people.models import Facility

RECENT = 20
#: Cards asked for in one statement.
CHUNK = 500


class FacilityToImport:
    """A facility as the guard asks for it."""

    def __init__(self, facility: Facility) -> None:
        self.facility = facility
        self.facility_id = facility.id


def facility(session: Session, identity: Identity, facility_id: uuid.UUID) -> FacilityToImport | None:
    """An open facility whose list this identity may import; else None."""
    found = facility_queries.find(session, identity, facility_id, Permission.CUSTODY_IMPORT)
    return FacilityToImport(found) if found is not None and found.closed_on is None else None


def find(session: Session, identity: Identity, import_id: uuid.UUID) -> CustodyImport | None:
    """One list of a facility within scope; else None."""
    return session.scalar(sa.select(CustodyImport).where(CustodyImport.id == import_id, _in_scope(identity)))


def held(session: Session, import_id: uuid.UUID) -> CustodyImport:
    """A list the caller found within scope, in the caller's unit of work."""
    return session.get_one(CustodyImport, import_id)


def recent(session: Session, identity: Identity) -> list[CustodyImport]:
    """The lists checked last within scope."""
    query = sa.select(CustodyImport).where(_in_scope(identity))
    return list(session.scalars(query.order_by(CustodyImport.made_at.desc(), CustodyImport.id.desc()).limit(RECENT)))


def last_open(session: Session, facility_id: uuid.UUID) -> CustodyImport | None:
    """The list of a facility that was checked and waits."""
    return session.scalar(
        sa.select(CustodyImport)
        .where(CustodyImport.facility_id == facility_id, CustodyImport.state == "checked")
        .order_by(CustodyImport.made_at.desc())
        .limit(1)
    )


def rejected_rows(row: CustodyImport) -> list[dict[str, Any]]:
    """The rows that need a person."""
    return [stored for stored in row.rows if stored["kind"] == REJECTED]


def people_left(session: Session, row: CustodyImport) -> list[PersonCard]:
    """Those held here whom the list does not name, by name."""
    found: dict[uuid.UUID, PersonCard] = {}
    ids = [uuid.UUID(text) for text in row.left]
    for start in range(0, len(ids), CHUNK):
        found |= cards(session, ids[start : start + CHUNK])
    return sorted(found.values(), key=lambda card: (card.surname, card.given_name, card.number))


def _in_scope(identity: Identity) -> sa.ColumnElement[bool]:
    places = readable_facilities(identity, Permission.CUSTODY_IMPORT)
    return sa.true() if places is None else CustodyImport.facility_id.in_(places)
