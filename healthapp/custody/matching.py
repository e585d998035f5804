"""What each row of a list would do: new, here, place, moved or rejected; and who is not named any more.

Two rules keep people apart and charts closed. A row is somebody on file only by FIN, or by the whole name and
the birth date among those held here or on their way here; whatever is less certain is rejected for a person to
decide. And a list moves nobody out of another facility: that one must have sent the person here, or the actor
must hold the right there too, because a person's chart follows the person.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Context, Identity, Permission, permits
from healthapp.custody.cells import Parsed
from healthapp.people import lookalikes, queries
from healthapp.people.models import Movement, Person, PersonIdentifier, PersonName, Stay
from healthapp.people.movements import KINDS as MOVEMENTS
from healthapp.people.names import key, sound_key
from healthapp.people.schemas import Names

NEW, HERE, PLACE, MOVED, REJECTED = "new", "here", "place", "moved", "rejected"
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """``person_id``: whom the row is about, when somebody on file. ``reason``: code of a rejected row."""

    number: int
    kind: str
    person_id: uuid.UUID | None = None
    reason: str = ""


@dataclass(slots=True)
class OnFile:
    """Everything the rows are compared with, read in a few statements."""

    facility_id: uuid.UUID
    by_fin: dict[str, Person] = field(default_factory=dict)
    fin_of: dict[uuid.UUID, str] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=dict)
    stays: dict[uuid.UUID, Stay] = field(default_factory=dict)
    names: dict[uuid.UUID, list[PersonName]] = field(default_factory=dict)
    last_left: dict[uuid.UUID, Stay] = field(default_factory=dict)
    last_movement: dict[uuid.UUID, Movement] = field(default_factory=dict)

    def is_here(self, person: Person) -> bool:
        stay = self.stays.get(person.id)
        return stay is not None and stay.facility_id == self.facility_id

    def is_coming(self, person: Person) -> bool:
        stay = self.stays.get(person.id)
        return stay is not None and stay.heading_to_id == self.facility_id


def classify(
    session: Session, identity: Identity, facility_id: uuid.UUID, rows: list[tuple[int, Parsed]]
) -> tuple[list[Outcome], list[uuid.UUID]]:
    """(the outcome of each row, people held here whom no row names). The caller may import for ``facility_id``."""
    file = gather(session, facility_id, rows)
    doubled = _doubled(rows)
    outcomes = []
    for number, row in rows:
        if number in doubled:
            person = file.by_fin.get(row.fin)
            outcomes.append(Outcome(number, REJECTED, person.id if person else None, doubled[number]))
        else:
            outcomes.append(_outcome(file, identity, number, row))
    named = {outcome.person_id for outcome in outcomes if outcome.person_id is not None}
    outcomes = _without_look_alikes(session, identity, dict(rows), outcomes, named)
    named |= {outcome.person_id for outcome in outcomes if outcome.person_id is not None}
    held = [stay.person_id for stay in file.stays.values() if stay.facility_id == facility_id]
    return outcomes, sorted(set(held) - named)


def gather(session: Session, facility_id: uuid.UUID, rows: list[tuple[int, Parsed]]) -> OnFile:
    """The people held here or on their way here, and the bearers of the FINs of the list anywhere."""
    file = OnFile(facility_id)
    here = sa.or_(Stay.facility_id == facility_id, Stay.heading_to_id == facility_id)
    held = session.execute(
        sa.select(Stay, Person)
        .join(Person, Person.id == Stay.person_id)
        .where(here, Stay.released_at.is_(None), Person.merged_into_id.is_(None))
    ).all()
    people = {person.id: person for _stay, person in held}
    file.stays = {stay.person_id: stay for stay, _person in held}
    fins = sorted({row.fin for _number, row in rows if row.fin})
    for chunk in _chunks(fins):
        for value, person in session.execute(
            sa.select(PersonIdentifier.value, Person)
            .join(Person, Person.id == PersonIdentifier.person_id)
            .where(
                PersonIdentifier.kind == "fin",
                PersonIdentifier.value.in_(chunk),
                PersonIdentifier.ended_at.is_(None),
            )
        ):
            file.by_fin[value] = queries.kept_entry(session, person)
    people |= {person.id: person for person in file.by_fin.values()}
    _gather_about(session, file, sorted(people))
    for person_id, names in file.names.items():
        person = people[person_id]
        if file.is_here(person) or file.is_coming(person):
            for known in {name.key for name in names}:
                file.by_name.setdefault(known, []).append(person)
    return file


def _gather_about(session: Session, file: OnFile, ids: list[uuid.UUID]) -> None:
    for chunk in _chunks(ids):
        of_these = PersonName.person_id.in_(chunk), PersonName.ended_at.is_(None)
        for name in session.scalars(sa.select(PersonName).where(*of_these)):
            file.names.setdefault(name.person_id, []).append(name)
        for stay in session.scalars(sa.select(Stay).where(Stay.person_id.in_(chunk)).order_by(Stay.admitted_at)):
            if stay.released_at is None:
                file.stays.setdefault(stay.person_id, stay)
            else:
                file.last_left[stay.person_id] = stay
        for identifier in session.scalars(
            sa.select(PersonIdentifier).where(
                PersonIdentifier.person_id.in_(chunk),
                PersonIdentifier.kind == "fin",
                PersonIdentifier.ended_at.is_(None),
            )
        ):
            file.fin_of[identifier.person_id] = identifier.value
        moved = sa.select(Movement).where(Movement.person_id.in_(chunk)).order_by(Movement.occurred_at, Movement.id)
        for movement in session.scalars(moved):
            file.last_movement[movement.person_id] = movement


def _outcome(file: OnFile, identity: Identity, number: int, row: Parsed) -> Outcome:
    """One row against the file; look-alikes of newcomers are judged afterwards."""
    person = file.by_fin.get(row.fin) if row.fin else None
    if person is not None:
        problem = _contradiction(file, person, row)
        if problem:
            return Outcome(number, REJECTED, person.id, problem)
    else:
        person, problem = _by_name(file, row)
        if problem:
            return Outcome(number, REJECTED, person.id if person else None, problem)
    if person is None:
        return Outcome(number, NEW)
    return _known(file, identity, number, row, person)


def _contradiction(file: OnFile, person: Person, row: Parsed) -> str:
    """Why a FIN alone is not enough: a slip in one character makes it somebody else's."""
    if row.born is not None and person.birth_date is not None and row.born != person.birth_date:
        return "fin_other_birth"
    told = set(sound_key(row.surname, row.given_name).split())
    known = [set(sound_key(name.surname, name.given_name).split()) for name in file.names.get(person.id, [])]
    return "fin_other_name" if known and not any(told & sounds for sounds in known) else ""


def _by_name(file: OnFile, row: Parsed) -> tuple[Person | None, str]:
    """(the one person of this name and birth date here, "") or (None or somebody, why not)."""
    same_name = file.by_name.get(key(row.surname, row.given_name, row.father_name), [])
    if row.born is None or any(person.birth_date is None for person in same_name):
        return (same_name[0], "no_birth_date") if same_name else (None, "")
    same = [person for person in same_name if person.birth_date == row.born]
    if not same:
        return None, ""
    if len(same) > 1:
        return None, "several"
    known_fin = file.fin_of.get(same[0].id)
    if row.fin and known_fin and row.fin != known_fin:
        return same[0], "other_fin"
    return same[0], ""


def _known(file: OnFile, identity: Identity, number: int, row: Parsed, person: Person) -> Outcome:
    if person.died_at is not None:
        return Outcome(number, REJECTED, person.id, "dead")
    stay = file.stays.get(person.id)
    if stay is None:
        left = file.last_left.get(person.id)
        early = left is not None and left.released_at is not None and row.arrived < left.released_at
        return Outcome(number, REJECTED if early else NEW, person.id, "before_release" if early else "")
    if file.is_here(person):
        return _here(number, row, stay)
    reason = _cannot_move(file, identity, row, stay)
    return Outcome(number, REJECTED if reason else MOVED, person.id, reason)


def _here(number: int, row: Parsed, stay: Stay) -> Outcome:
    if not row.place or row.place == stay.place:
        return Outcome(number, HERE, stay.person_id)
    if stay.whereabouts not in MOVEMENTS["cell_change"].sources:
        return Outcome(number, REJECTED, stay.person_id, "away")
    return Outcome(number, PLACE, stay.person_id)


def _cannot_move(file: OnFile, identity: Identity, row: Parsed, stay: Stay) -> str:
    """Why a person held elsewhere cannot be received by this list; empty when nothing stands against it."""
    if stay.heading_to_id != file.facility_id:
        both = permits(identity, Permission.MOVEMENT_RECORD, Context(facility_id=stay.facility_id))
        if not both or stay.whereabouts not in MOVEMENTS["transfer_out"].sources:
            return "elsewhere"
    last = file.last_movement.get(stay.person_id)
    too_early = row.arrived < stay.admitted_at or (last is not None and row.arrived < last.occurred_at)
    return "before_last_movement" if too_early else ""


def _doubled(rows: list[tuple[int, Parsed]]) -> dict[int, str]:
    """Rows that name one person twice: neither is taken, because one of them is wrong."""
    fins = Counter(row.fin for _number, row in rows if row.fin)
    people = Counter(_whole(row) for _number, row in rows if row.born is not None)
    found = {}
    for number, row in rows:
        if row.fin and fins[row.fin] > 1:
            found[number] = "doubled_fin"
        elif people[_whole(row)] > 1 and not row.fin:
            found[number] = "doubled_person"
    return found


def _whole(row: Parsed) -> tuple[str, str | None]:
    return key(row.surname, row.given_name, row.father_name), row.birth_date


def _without_look_alikes(
    session: Session,
    identity: Identity,
    rows: dict[int, Parsed],
    outcomes: list[Outcome],
    named: set[uuid.UUID],
) -> list[Outcome]:
    """Newcomers who may be somebody on file that no row of the list names are left to a person to decide."""
    if not _anybody_unnamed(session, identity, named):
        return outcomes
    found = []
    for outcome in outcomes:
        alike = None
        if outcome.kind == NEW and outcome.person_id is None:
            row = rows[outcome.number]
            names = Names(row.surname, row.given_name, row.father_name, row.patronymic_suffix)
            on_file = lookalikes.candidates(session, identity, names, row.born)
            alike = next((one.person.id for one in on_file if one.person.id not in named), None)
        found.append(Outcome(outcome.number, REJECTED, alike, "look_alike") if alike is not None else outcome)
    return found


def _anybody_unnamed(session: Session, identity: Identity, named: set[uuid.UUID]) -> bool:
    """Whether anybody on file could be a look-alike at all: on the first list of a facility nobody is."""
    ids = sa.select(Person.id).where(
        Person.merged_into_id.is_(None), queries.in_scope(identity, Permission.PERSON_FIND)
    )
    return not named.issuperset(session.scalars(ids))


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
