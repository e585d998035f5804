"""What a banner or a list must show of a person; rooms put it here when they learn it.

A code has one state at a time, except ``measure``, of which there may be several. Known codes: ``allergy``
(known, none, not_asked, refused, unknown; text: the substances), ``risk`` (1 to 4; text: its name), ``tb``
(isolate, ...), ``critical_medicine``, ``juvenile``, ``thoughts`` (told: of suicide, nobody
asked on yet), ``measure`` (state: the measure).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.people.events import FLAG_ENDED, FLAG_SET
from healthapp.people.models import PersonFlag

SEVERAL = frozenset({"measure"})
RISK = "risk"


def put(
    uow: UnitOfWork,
    *,
    person_id: uuid.UUID,
    code: str,
    state: str,
    text: str = "",
    record_id: uuid.UUID | None = None,
) -> PersonFlag:
    """Set a flag; what it replaces is ended and kept. The same said again changes nothing."""
    uow.lock(f"person-flag:{person_id}")
    standing = _standing(uow, person_id, code, state if code in SEVERAL else None)
    for row in standing:
        if (row.state, row.text, row.record_id) == (state, text, record_id):
            return row
    for row in standing:
        row.ended_at, row.ended_by = uow.now(), uow.actor.user_id
    made = PersonFlag(
        person_id=person_id,
        code=code,
        state=state,
        text=text,
        record_id=record_id,
        since=uow.now(),
        set_by=uow.actor.user_id,
    )
    uow.session.add(made)
    uow.session.flush()
    audit.record(uow, FLAG_SET, person_id=person_id, subject=("person_flag", made.id), code=code)
    return made


def end(uow: UnitOfWork, *, person_id: uuid.UUID, code: str, state: str | None = None) -> None:
    """End a flag, with ``state`` only that one of several; nothing happens when there is none."""
    uow.lock(f"person-flag:{person_id}")
    for row in _standing(uow, person_id, code, state):
        row.ended_at, row.ended_by = uow.now(), uow.actor.user_id
        audit.record(uow, FLAG_ENDED, person_id=person_id, subject=("person_flag", row.id), code=code)


def before(session: Session, flag: PersonFlag) -> PersonFlag | None:
    """What stood in the place of ``flag`` until the record it comes from spoke; None where nothing did."""
    if flag.code in SEVERAL:
        return None
    ended = sa.select(PersonFlag).where(
        PersonFlag.person_id == flag.person_id, PersonFlag.code == flag.code, PersonFlag.ended_at.is_not(None)
    )
    first = flag
    for row in session.scalars(ended.order_by(PersonFlag.since.desc(), PersonFlag.id.desc())):
        if row.id < first.id and row.ended_at == first.since:
            if row.record_id != flag.record_id:
                return row
            first = row
    return None


def readable(standing: list[PersonFlag], *, chart: bool, watch: bool) -> list[PersonFlag]:
    """Of these flags all for those who may read the chart, the level of risk alone for those who keep watch."""
    if chart:
        return standing
    return [row for row in standing if row.code == RISK] if watch else []


#: Made once: making a statement costs more than running it.
_OF_PEOPLE = (
    sa.select(PersonFlag)
    .where(PersonFlag.person_id.in_(sa.bindparam("person_ids", expanding=True)), PersonFlag.ended_at.is_(None))
    .order_by(PersonFlag.code, PersonFlag.since, PersonFlag.id)
)


def of_people(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[PersonFlag]]:
    """The standing flags of each of these people, by code. One statement; none for nobody.

    Holds health facts: the caller shows them to those who may read the chart.
    """
    found: dict[uuid.UUID, list[PersonFlag]] = {}
    if not ids:
        return found
    for row in session.scalars(_OF_PEOPLE, {"person_ids": list(ids)}):
        found.setdefault(row.person_id, []).append(row)
    return found


def _standing(uow: UnitOfWork, person_id: uuid.UUID, code: str, state: str | None) -> list[PersonFlag]:
    query = sa.select(PersonFlag).where(
        PersonFlag.person_id == person_id, PersonFlag.code == code, PersonFlag.ended_at.is_(None)
    )
    if state is not None:
        query = query.where(PersonFlag.state == state)
    return list(uow.session.scalars(query))
