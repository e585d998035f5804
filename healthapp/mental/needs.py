"""Mental disorder in ordinary regime: who needs another place, since when, and what stands in the way.

Source: CPT standards on the transfer of mentally ill prisoners (CPT/Inf(92)3 §43): to a hospital "as soon as
possible"; days are counted from the day the need was found, whatever the obstacle. Nothing here commits.
"""

from __future__ import annotations

import uuid

from healthapp.access import Permission
from healthapp.cases import queries as cases
from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.mental import queries
from healthapp.mental.care_schemas import NeedStep, NewNeed
from healthapp.mental.entering import Refused, enter, unit_of
from healthapp.mental.models import DisorderNeed, DisorderStep
from healthapp.people.models import Person


def record(uow: UnitOfWork, person: Person, command: NewNeed) -> DisorderNeed:
    """Record a need; an open one of the same kind is given back. Raises Refused for a person of no unit."""
    uow.lock(f"need:{person.id}")
    for known in queries.needs_of(uow.session, [person.id]):
        if known.closed is None and known.row.need == command.values["need"]:
            return known.row
    return enter(uow, DisorderNeed, person.id, unit_of(person), **command.values)


def step(uow: UnitOfWork, row: DisorderNeed, command: NeedStep) -> DisorderStep:
    """Another obstacle, the case opened for it, or the end. Raises Refused after an end, or for another's case."""
    uow.lock(f"need:{row.person_id}")
    if queries.need(uow.session, row).closed is not None:
        raise Refused("kind", _("This need was closed; record a new one"), conflict=True)
    if command.case_id is not None:
        found = cases.find(uow.session, uow.actor, command.case_id)
        if found is None or found.person_id != row.person_id:
            raise Refused("case", _("Choose one of the answers"))
    person = uow.session.get_one(Person, row.person_id)
    return enter(
        uow,
        DisorderStep,
        row.person_id,
        person.facility_id or row.facility_id,
        need_id=row.id,
        kind=command.kind,
        obstacle=command.obstacle,
        case_id=command.case_id,
        outcome=command.outcome,
        text=command.text,
    )


def answered_by(uow: UnitOfWork, need_id: str, case_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Write beside the need that a case was opened from that the case answers it.

    Anything but an open need of this person that the actor may write to is left alone: the case stands all the same.
    """
    try:
        wanted = uuid.UUID(need_id)
    except ValueError:
        return
    found = queries.find(uow.session, uow.actor, Permission.DISORDER_RECORD, DisorderNeed, wanted)
    if found is None or found.person.id != person_id:
        return
    uow.lock(f"need:{person_id}")
    if queries.need(uow.session, found.row).closed is None:
        step(uow, found.row, NeedStep("case", case_id=case_id))
