"""Adding a row of this room: who and when, its event, its leaf. Nothing here commits."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.i18n import gettext as _
from healthapp.mental.events import ENTERED
from healthapp.mental.rows import Entered, digest_of
from healthapp.people.models import Person
from healthapp.records import books

R = TypeVar("R", bound=Entered)
#: The kind of subject under which the ledger knows every row of this room.
SUBJECT = "unit_entry"


class Refused(Exception):
    """The entry cannot be made; ``field`` is where the page says why, ``reason`` the words.

    ``conflict``: somebody else did something in between that makes it impossible.
    """

    def __init__(self, field: str, reason: str, *, conflict: bool = False) -> None:
        super().__init__(reason)
        self.field, self.conflict = field, conflict

    @property
    def status(self) -> int:
        """The answer of HTTP."""
        return 409 if self.conflict else 422


def enter(uow: UnitOfWork, model: type[R], person_id: uuid.UUID, facility_id: uuid.UUID, **values: Any) -> R:
    """Add a row of ``model`` by the actor, with its event and its leaf."""
    role = uow.actor.holds(uow.actor.roles, facility_id) or uow.actor.main_role
    row = model(
        id=uuid7(),
        person_id=person_id,
        facility_id=facility_id,
        recorded_at=uow.now(),
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
        author_role=role.value if role else "",
        **values,
    )  # type: ignore[call-arg]
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        ENTERED,
        person_id=person_id,
        facility_id=facility_id,
        subject=(SUBJECT, row.id),  # type: ignore[attr-defined]
        digest=digest_of(row),
    )
    return row


def numbered(uow: UnitOfWork, model: type[R], person: Person, **values: Any) -> R:
    """Add a line to the numbered book of the unit that holds ``person``. Raises Refused when none does."""
    facility_id = unit_of(person)
    year, number = books.next_number(uow, model, facility_id)
    return enter(uow, model, person.id, facility_id, year=year, number=number, **values)


def unit_of(person: Person) -> uuid.UUID:
    """The unit that holds ``person``. Raises Refused when none does."""
    if person.facility_id is None:
        raise Refused("_schema", _("No facility holds this person"))
    return person.facility_id
