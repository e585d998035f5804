"""Two entries side by side, and what was joined before."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp.i18n import format_date, format_moment
from healthapp.i18n import gettext as _
from healthapp.people import identifiers, queries
from healthapp.people.models import Person, PersonMerge
from healthapp.people.names import display_name, fold
from healthapp.people.presenter import SEXES


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the comparison. ``differs`` only where both entries say something, and not the same."""

    what: str
    kept: str
    other: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A merger as listed. ``can_part`` also needs the right at both facilities, which the view asks for."""

    id: uuid.UUID
    other: str
    at: str
    reason: str
    parted: str
    can_part: bool


def compare(session: Session, kept: Person, other: Person) -> list[Fact]:
    """What tells two people apart, line by line."""
    left, right = _facts(session, kept), _facts(session, other)
    found = []
    for what, mine in left.items():
        yours = right[what]
        found.append(Fact(what, mine, yours, bool(mine and yours) and fold(mine) != fold(yours)))
    return found


def joined(session: Session, person: Person, rows: list[PersonMerge]) -> list[Joined]:
    """Mergers this entry was part of, in words."""
    found = []
    for row in rows:
        other_id = row.merged_id if row.kept_id == person.id else row.kept_id
        other = session.get(Person, other_id)
        found.append(
            Joined(
                id=row.id,
                other=other.number if other is not None else "",
                at=format_moment(row.at),
                reason=row.reason,
                parted=_parted(row.undone_at, row.undo_reason),
                can_part=row.undone_at is None,
            )
        )
    return found


def _parted(undone_at: dt.datetime | None, reason: str) -> str:
    if undone_at is None:
        return ""
    return _("parted again %(moment)s: %(reason)s", moment=format_moment(undone_at), reason=reason)


def _facts(session: Session, person: Person) -> dict[str, str]:
    numbers = {row.kind: row.value for row in queries.identifiers_of(session, person.id)}
    names = [display_name(name) for name in queries.names_of(session, person.id)]
    facility = person.facility_id
    places = queries.names_of_facilities(session, {facility} if facility is not None else set())
    facts = {
        _("Entry number"): person.number,
        _("Name"): display_name(person),
        _("All names on file"): "; ".join(dict.fromkeys(names)),
        _("Born"): format_date(person.birth_date),
        _("Sex in the document"): str(SEXES[person.registered_sex]),
        _("Facility"): ", ".join(places.values()),
        _("In custody"): _("Yes") if person.in_custody else _("No"),
        _("Entry made"): format_moment(person.created_at),
    }
    return facts | {str(text): numbers.get(kind, "") for kind, text in identifiers.KINDS.items()}
