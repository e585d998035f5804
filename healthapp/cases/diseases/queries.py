"""Reading the list of diseases: what is in force on a day, and which entries a diagnosis falls under."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, permits
from healthapp.cases.diseases.models import DiseaseItem, DiseaseList
from healthapp.cases.diseases.reading import covers

RECENT = 20


def in_force(session: Session, day: dt.date) -> list[DiseaseItem]:
    """The entries in force on ``day``, in the order of their numbers."""
    query = sa.select(DiseaseItem).where(
        DiseaseItem.valid_from <= day, sa.or_(DiseaseItem.valid_to.is_(None), DiseaseItem.valid_to >= day)
    )
    return sorted(session.scalars(query), key=lambda item: order(item.code))


def matching(session: Session, icd10: str, day: dt.date) -> list[DiseaseItem]:
    """The entries in force on ``day`` under which the diagnosis falls."""
    return [item for item in in_force(session, day) if covers(item.icd10, icd10)] if icd10 else []


def entry(session: Session, item_id: uuid.UUID | None) -> DiseaseItem | None:
    return session.get(DiseaseItem, item_id) if item_id is not None else None


def versions(session: Session, codes: Collection[str]) -> dict[str, list[DiseaseItem]]:
    """Every version of these entries, the oldest first."""
    found: dict[str, list[DiseaseItem]] = {}
    query = sa.select(DiseaseItem).where(DiseaseItem.code.in_(codes)).order_by(DiseaseItem.code, DiseaseItem.valid_from)
    for item in session.scalars(query):
        found.setdefault(item.code, []).append(item)
    return found


def imports(session: Session, identity: Identity) -> list[DiseaseList]:
    """The last files that were checked, for those who may import."""
    if not permits(identity, Permission.DISEASE_MANAGE):
        return []
    return list(
        session.scalars(
            sa.select(DiseaseList).order_by(DiseaseList.made_at.desc(), DiseaseList.id.desc()).limit(RECENT)
        )
    )


def find_import(session: Session, identity: Identity, list_id: uuid.UUID) -> DiseaseList | None:
    return session.get(DiseaseList, list_id) if permits(identity, Permission.DISEASE_MANAGE) else None


def order(code: str) -> tuple[tuple[int, str], ...]:
    """2 before 10, and 1.2 before 1.10."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in code.split("."))
