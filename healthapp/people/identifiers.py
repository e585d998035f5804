"""Numbers in other systems: how each is written, and who bears one already.

FIN: seven ASCII capitals and digits, never I and O, no check digit, for life (reference: language and identity).
The forms of cards and passports change; an unusual one is remarked on and kept, never refused for its form.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.models import Person, PersonIdentifier

FIN = re.compile(r"[0-9A-HJ-NP-Z]{7}")
_DOCUMENT = re.compile(r"[0-9A-Z][0-9A-Z/-]{2,29}")
_CUSTODY = re.compile(r"[0-9\w][0-9\w /.-]{0,39}")
_PARTS = re.compile(r"[\s\u00a0]+")
#: What the reference knows of; settings of other states' documents are theirs.
_USUAL = {
    "id_card": re.compile(r"AZE\d{8}|[A-Z]{2}\d{7}"),
    "passport": re.compile(r"[CP]\d{8}"),
    "residence": re.compile(r"(?:MYI|DYI)\d{5,9}"),
}

KINDS: dict[str, Any] = {
    "fin": _l("FIN"),
    "id_card": _l("Identity card"),
    "passport": _l("Passport"),
    "foreign_passport": _l("Foreign passport"),
    "residence": _l("Residence permit"),
    "custody": _l("Custody case number"),
    "other": _l("Another document"),
}


def ascii_upper(text: str) -> str:
    """Capitals of a to z alone: by Turkic rules ``i`` would become ``İ`` and the number another one."""
    return "".join(chr(ord(sign) - 32) if "a" <= sign <= "z" else sign for sign in text)


def normalise(kind: str, text: str) -> str:
    """The number as it is kept. Raises ValueError with what is wrong, KeyError for an unknown kind."""
    KINDS[kind]
    if kind == "custody":
        value = _PARTS.sub(" ", text.strip())
        if not _CUSTODY.fullmatch(value):
            raise ValueError(_("Letters, digits, spaces and the signs / . - only, 40 at most"))
        return ascii_upper(value)
    value = ascii_upper(_PARTS.sub("", text))
    if kind == "fin" and not FIN.fullmatch(value):
        raise ValueError(_("A FIN has 7 letters and digits; the letters I and O are not used in it"))
    if not _DOCUMENT.fullmatch(value):
        raise ValueError(_("Only the letters A to Z, digits and hyphens, 3 to 30 of them"))
    return value


def is_unusual(kind: str, value: str) -> bool:
    """Whether a number does not look like the Azerbaijani ones of its kind: worth a second look, no more."""
    usual = _USUAL.get(kind)
    return usual is not None and usual.fullmatch(value) is None


def holders(session: Session, numbers: Mapping[str, str]) -> dict[str, list[uuid.UUID]]:
    """Who bears each of these (kind -> value) now, in the whole country; kinds without any are left out.

    Not narrowed to a scope: one number is one person everywhere. The caller shows only whom it may.
    """
    if not numbers:
        return {}
    wanted = [
        sa.and_(PersonIdentifier.kind == kind, PersonIdentifier.value == value) for kind, value in numbers.items()
    ]
    rows = session.execute(
        sa.select(PersonIdentifier.kind, sa.func.coalesce(Person.merged_into_id, Person.id))
        .join(Person, Person.id == PersonIdentifier.person_id)
        .where(sa.or_(*wanted), PersonIdentifier.ended_at.is_(None))
        .order_by(PersonIdentifier.id)
    )
    found: dict[str, list[uuid.UUID]] = {}
    for kind, person_id in rows:
        known = found.setdefault(kind, [])
        if person_id not in known:
            known.append(person_id)
    return found


def hold(uow: UnitOfWork, numbers: Mapping[str, str]) -> None:
    """Let nobody else give out the FIN among ``numbers`` before this unit ends."""
    if "fin" in numbers:
        uow.lock(f"fin:{numbers['fin']}")


def put(uow: UnitOfWork, person_id: uuid.UUID, numbers: Mapping[str, str]) -> list[str]:
    """Make ``numbers`` the standing ones of their kinds; what they replace is kept as withdrawn.

    Returns the kinds that changed. The caller records the event.
    """
    if not numbers:
        return []
    standing = {
        row.kind: row
        for row in uow.session.scalars(
            sa.select(PersonIdentifier).where(
                PersonIdentifier.person_id == person_id, PersonIdentifier.ended_at.is_(None)
            )
        )
    }
    changed = []
    for kind, value in numbers.items():
        row = standing.get(kind)
        if row is not None and row.value == value:
            continue
        if row is not None:
            row.ended_at = uow.now()
        if value:
            uow.session.add(PersonIdentifier(person_id=person_id, kind=kind, value=value))
        if value or row is not None:
            changed.append(kind)
    return changed
