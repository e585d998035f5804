"""Opening, changing and closing facilities. Institutions move and are renamed; their code stays."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict

import sqlalchemy as sa

from healthapp import audit, happenings
from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.i18n import local, ngettext
from healthapp.people.errors import Refused
from healthapp.people.events import FACILITY_CHANGED, FACILITY_OPENED
from healthapp.people.facility_queries import has_parts, people_bound
from healthapp.people.facility_schemas import FacilityFacts
from healthapp.people.models import Facility

#: Fields of the form that are no columns, or not to be changed.
_APART = frozenset({"reason", "code"})


def add(uow: UnitOfWork, facts: FacilityFacts) -> Facility:
    """A new facility. Raises Refused when the code is taken or the complex cannot be one."""
    uow.lock("facility:code")
    if uow.session.scalar(sa.select(Facility.id).where(Facility.code == facts.code)) is not None:
        raise Refused("code", _("Another facility has this code"))
    _check_not_ahead(uow, facts)
    _check_complex(uow, facts.complex_id, None)
    row = Facility(code=facts.code, **_columns(facts))
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow, FACILITY_OPENED, facility_id=row.id, subject=("facility", row.id), reason=facts.reason, code=row.code
    )
    return row


def change(uow: UnitOfWork, facility_id: uuid.UUID, facts: FacilityFacts) -> list[str]:
    """Change a facility; returns the names of the columns that changed, and records nothing when there are none.

    Raises Refused when people would be left in a closed facility, or without the bed it keeps for them.
    Raises LookupError when there is none.
    """
    uow.lock(f"facility:{facility_id}")
    row = uow.session.get(Facility, facility_id, populate_existing=True)
    if row is None:
        raise LookupError(facility_id)
    _check_not_ahead(uow, facts)
    if facts.closed_on is not None and row.closed_on is None:
        _check_empty(uow, facility_id)
        happenings.tell("facility closing", uow, row)  # who follows may refuse it
    if facts.complex_id != row.complex_id:
        _check_complex(uow, facts.complex_id, facility_id)
    changed = [name for name, value in _columns(facts).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, getattr(facts, name))
    if changed:
        audit.record(
            uow,
            FACILITY_CHANGED,
            facility_id=row.id,
            subject=("facility", row.id),
            reason=facts.reason,
            fields=",".join(changed),
        )
    return changed


def _columns(facts: FacilityFacts) -> dict[str, str | int | bool | dt.date | uuid.UUID | None]:
    return {name: value for name, value in asdict(facts).items() if name not in _APART}


def _check_not_ahead(uow: UnitOfWork, facts: FacilityFacts) -> None:
    """Lists leave a closed facility out at once, so its last day must have come."""
    if facts.closed_on is not None and facts.closed_on > local(uow.now()).date():
        raise Refused("closed_on", _("This day has not come yet: close the facility when it is empty"))


def _check_empty(uow: UnitOfWork, facility_id: uuid.UUID) -> None:
    people = people_bound(uow.session, facility_id)
    if people:
        raise Refused(
            "closed_on",
            ngettext(
                "%(num)s person is there or on the way there. Record where that person goes first.",
                "%(num)s people are there or on the way there. Record where they go first.",
                people,
            ),
        )
    if has_parts(uow.session, facility_id):
        raise Refused("closed_on", _("Open facilities are part of this one. Close or move them first."))


def _check_complex(uow: UnitOfWork, complex_id: uuid.UUID | None, facility_id: uuid.UUID | None) -> None:
    """A complex is a facility of its own and part of no other: one level, so no circle."""
    if complex_id is None:
        return
    whole = uow.session.get(Facility, complex_id)
    if whole is None or whole.id == facility_id or whole.complex_id is not None:
        raise Refused("complex_id", _("Choose a complex from the list"))
    if facility_id is not None and has_parts(uow.session, facility_id):
        raise Refused("complex_id", _("Other facilities are part of this one, so it cannot be part of another"))
