"""Writing people: arrivals and identity. Every function works in the caller's unit of work and never commits."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from healthapp import audit, happenings
from healthapp.access import Permission
from healthapp.database import UnitOfWork, uuid7
from healthapp.deadlines import kinds
from healthapp.deadlines import services as deadlines
from healthapp.i18n import format_moment, local
from healthapp.i18n import gettext as _
from healthapp.people import flags, identifiers, lookalikes, queries, search
from healthapp.people.errors import ChangedMeanwhile, MayBeKnown, Refused
from healthapp.people.events import IDENTITY_CHANGED, NAME_ADDED, NAME_ENDED, PERSON_ADMITTED
from healthapp.people.merging import found_where_held
from healthapp.people.models import Facility, Movement, NumberSeries, Person, PersonName, Stay
from healthapp.people.names import age, key, sound_key
from healthapp.people.schemas import AddName, Admit, Identity, Names

ADULT = 18
LONGEST_KEY = 320

_NEXT_NUMBER = (
    sa.update(NumberSeries)
    .where(NumberSeries.facility_id == sa.bindparam("facility"), NumberSeries.year == sa.bindparam("of_year"))
    .values(last=NumberSeries.last + 1)
    .returning(NumberSeries.last)
    .execution_options(synchronize_session=False)
)


def admit(uow: UnitOfWork, command: Admit) -> Person:
    """Register an arrival: entry, stay, names, numbers, movement, and the clocks of the first day.

    The clocks run from ``command.admitted_at``, the physical arrival, however late it is typed in. A return
    opens a new stay on the same entry. Raises Refused (field and message) and MayBeKnown.
    """
    facility = uow.session.get(Facility, command.facility_id)
    if facility is None or facility.closed_on is not None:
        raise Refused("facility_id", _("Choose one of the answers"))
    _check_times(uow, command)
    identifiers.hold(uow, command.identity.numbers)
    known = _known(uow, command)
    alike = [] if known is not None else _look_alikes(uow, command)
    person = _return(uow, known, command) if known is not None else _enter(uow, facility, command)
    _put_numbers(uow, person, command.identity, add_only=known is not None)
    stay = _open_stay(uow, person, command)
    _flag_juvenile(uow, person, command, known=known is not None)
    deadlines.read_ahead(uow, kinds.WITH_ADMISSION)
    for kind in (kinds.SAFETY_SCREEN, kinds.INTAKE):
        deadlines.start_unseen(
            uow,
            kind,
            facility_id=facility.id,
            started_at=command.admitted_at,
            started_by="admission",
            person_id=person.id,
            stay_id=stay.id,
        )
    audit.record(
        uow,
        PERSON_ADMITTED,
        about=person,
        subject=("stay", stay.id),
        known_before=known is not None,
        late_minutes=minutes_late(uow, command.admitted_at),
        lookalikes=len(alike),
    )
    happenings.tell("admission", uow, stay)
    uow.flush()  # whoever goes on in this unit finds the movement and the clocks
    return person


def next_number(uow: UnitOfWork, facility: Facility) -> str:
    """The next record number of a facility in this year, ``N1-2026-0042``; no two units get the same."""
    year = local(uow.now()).year
    wanted = {"facility": facility.id, "of_year": year}
    last = uow.session.scalar(_NEXT_NUMBER, wanted)
    if last is None:  # no row yet that whoever comes second would wait for
        uow.lock(f"person-number:{facility.id}:{year}")
        last = uow.session.scalar(_NEXT_NUMBER, wanted)
    if last is None:
        last = 1
        uow.session.add(NumberSeries(facility_id=facility.id, year=year, last=last))
        uow.session.flush()
    return f"{facility.code}-{year}-{last:04}"


def minutes_late(uow: UnitOfWork, moment: dt.datetime) -> int:
    """Minutes between what happened and its entry."""
    return max(0, int((uow.now() - moment).total_seconds() // 60))


def amend(uow: UnitOfWork, person: Person, command: Identity, *, seen: str = "") -> list[str]:
    """Correct who somebody is. A replaced name stays findable as a former one. Returns the fields that changed.

    ``seen``: the ``queries.identity_version`` the editor started from. Raises ChangedMeanwhile when it is another one
    now, Refused when the FIN is another person's or the birth date in the future.
    """
    if command.birth_date is not None and command.birth_date > local(uow.now()).date():
        raise Refused("birth_date", _("The birth date is in the future"))
    identifiers.hold(uow, command.numbers)
    _hold(uow, person)
    standing = queries.identifiers_of(uow.session, person.id)
    if seen and seen != queries.identity_version(person, standing):
        words = _(
            "Somebody corrected these data since you opened this page. Where yours differ, the field says what is on "
            "file now; save again if yours are right."
        )
        raise ChangedMeanwhile("_schema", words)
    _refuse_foreign_fin(uow, command.numbers, person.id)
    changed = [name for name in queries.FACTS if getattr(person, name) != getattr(command, name)]
    for name in changed:
        setattr(person, name, getattr(command, name))
    if _names_of(person) != command.names:
        changed.append("name")
        _rename(uow, person, command.names)
    kinds_gone = {row.kind for row in standing} - set(command.numbers)
    changed += identifiers.put(uow, person.id, command.numbers | dict.fromkeys(kinds_gone, ""))
    if changed:
        search.reindex(uow.session, person)
        audit.record(
            uow, IDENTITY_CHANGED, about=person, subject=("person", person.id), fields=",".join(sorted(changed))
        )
    return changed


def add_name(uow: UnitOfWork, person: Person, command: AddName) -> PersonName:
    """Another name a person is known by. Raises Refused when it is one of the known ones, spelled alike."""
    _hold(uow, person)
    standing = queries.names_of(uow.session, person.id)
    names = command.names
    told = (names.surname, names.given_name, names.father_name)
    if any((name.surname, name.given_name, name.father_name) == told for name in standing):
        raise Refused("surname", _("The person is known by this name already"))
    made = _name(uow, person.id, command.kind, command.names)
    search.reindex(uow.session, person)
    audit.record(uow, NAME_ADDED, about=person, subject=("person_name", made.id), kind=command.kind)
    return made


def end_name(uow: UnitOfWork, person: Person, name_id: uuid.UUID) -> None:
    """Withdraw another name that was not this person's; it is kept, and no longer found. Raises Refused."""
    _hold(uow, person)
    name = uow.session.get(PersonName, name_id)
    if name is None or name.person_id != person.id or name.kind == "primary" or name.ended_at is not None:
        raise Refused("name_id", _("This name cannot be withdrawn"))
    name.ended_at = uow.now()
    search.reindex(uow.session, person)
    audit.record(uow, NAME_ENDED, about=person, subject=("person_name", name.id), kind=name.kind)


def _hold(uow: UnitOfWork, person: Person) -> None:
    """Hold the entry until the end of this unit, and look at it as it is now."""
    uow.lock(f"person:{person.id}")
    uow.session.refresh(person)


def _check_times(uow: UnitOfWork, command: Admit) -> None:
    if command.admitted_at > uow.now():
        raise Refused("admitted_at_time", _("This time is in the future; it is %(now)s", now=format_moment(uow.now())))
    birth_date = command.identity.birth_date
    if birth_date is not None and birth_date > local(command.admitted_at).date():
        raise Refused("birth_date", _("The birth date is after the arrival"))


def _known(uow: UnitOfWork, command: Admit) -> Person | None:
    """The entry this is a return of, free to come in; None for a newcomer."""
    by_fin = _bearer_of_fin(uow, command.identity.numbers)
    if command.known is not None:
        known = uow.session.scalar(
            sa.select(Person).where(Person.id == command.known, queries.in_scope(uow.actor, Permission.PERSON_FIND))
        )
        if known is None:
            raise Refused("known", _("This entry cannot be found any more; search again"))
        known = queries.kept_entry(uow.session, known)
        if by_fin is not None and by_fin.id != known.id:
            raise Refused("fin", _("This FIN belongs to another person on file"), _if_in_scope(uow, by_fin))
    elif by_fin is None:
        return None
    elif command.known_by_fin:
        known = by_fin
    else:
        raise Refused(
            "fin",
            _("A person with this FIN is on file. If this is their return, say so below; if not, check the FIN"),
            _if_in_scope(uow, by_fin),
        )
    _check_free(uow, known, command)
    return known


def _check_free(uow: UnitOfWork, person: Person, command: Admit) -> None:
    _hold(uow, person)
    if person.died_at is not None:
        raise Refused("known", _("The death of this person is on file"), _if_in_scope(uow, person))
    last = queries.last_stay(uow.session, person.id)
    if last is None:
        return
    if last.released_at is None and (last.facility_id, last.admitted_at) == (command.facility_id, command.admitted_at):
        raise Refused(
            "known",
            _("This arrival was registered already, on %(moment)s", moment=format_moment(last.entered_at)),
            _if_in_scope(uow, person),
        )
    if last.released_at is None:
        raise Refused(
            "known",
            _("This person is in custody already. Somebody who came from another facility is received by transfer"),
            _if_in_scope(uow, person),
        )
    if command.admitted_at < last.released_at:
        raise Refused(
            "admitted_at_time",
            _("The last stay of this person ended later, on %(moment)s", moment=format_moment(last.released_at)),
        )


def _bearer_of_fin(uow: UnitOfWork, numbers: dict[str, str]) -> Person | None:
    fin = {kind: value for kind, value in numbers.items() if kind == "fin"}
    bearers = identifiers.holders(uow.session, fin).get("fin", [])
    if not bearers:
        return None
    found = uow.session.get(Person, bearers[0])
    return queries.kept_entry(uow.session, found) if found is not None else None


def _refuse_foreign_fin(uow: UnitOfWork, numbers: dict[str, str], person_id: uuid.UUID) -> None:
    bearer = _bearer_of_fin(uow, numbers)
    if bearer is not None and bearer.id != person_id:
        raise Refused("fin", _("This FIN belongs to another person on file"), _if_in_scope(uow, bearer))


def _if_in_scope(uow: UnitOfWork, person: Person) -> uuid.UUID | None:
    """The entry, where a link to it would open."""
    return person.id if queries.find(uow.session, uow.actor, person.id) is not None else None


def _look_alikes(uow: UnitOfWork, command: Admit) -> list[lookalikes.Candidate]:
    given = command.identity
    found = lookalikes.candidates(uow.session, uow.actor, given.names, given.birth_date, given.numbers)
    if found and not command.not_the_same:
        raise MayBeKnown("not_the_same", _who_is_alike(uow, command, [one.person.id for one in found]), found)
    return found


def _who_is_alike(uow: UnitOfWork, command: Admit, ids: list[uuid.UUID]) -> str:
    """What is said of people alike: where one of them arrived here at the same minute, that this is on file."""
    same = sa.select(sa.func.max(Stay.entered_at)).where(
        Stay.person_id.in_(ids), Stay.facility_id == command.facility_id, Stay.admitted_at == command.admitted_at
    )
    entered = uow.session.scalar(same)
    if entered is None:
        return _("This may be somebody who is on file: look at the entries below")
    return _(
        "An arrival like this, at the same time, was registered on %(moment)s: look at the entries below",
        moment=format_moment(entered),
    )


def _enter(uow: UnitOfWork, facility: Facility, command: Admit) -> Person:
    given = command.identity
    person = Person(
        number=next_number(uow, facility),
        surname=given.names.surname,
        given_name=given.names.given_name,
        father_name=given.names.father_name,
        patronymic_suffix=given.names.patronymic_suffix,
        facility_id=facility.id,
        in_custody=True,
        created_at=uow.now(),
        **{name: getattr(given, name) for name in queries.FACTS},
    )
    uow.session.add(person)
    uow.session.flush()
    names = []
    if given.names.surname or given.names.given_name or given.names.father_name:
        names.append(_name(uow, person.id, "primary", given.names))
    search.index(uow.session, person, names)
    return person


def _return(uow: UnitOfWork, person: Person, command: Admit) -> Person:
    """The same entry again. What is told now is added to what is known; corrections are made on purpose."""
    given = command.identity
    person.facility_id, person.in_custody = command.facility_id, True
    person.languages = given.languages or person.languages
    person.birth_date = person.birth_date or given.birth_date
    person.citizenship = person.citizenship or given.citizenship
    if given.needs_interpreter is not None:
        person.needs_interpreter = given.needs_interpreter
    standing = queries.names_of(uow.session, person.id)
    told = key(given.names.surname, given.names.given_name, given.names.father_name)
    if told and told not in {name.key for name in standing}:
        _name(uow, person.id, "alias" if standing else "primary", given.names)
    search.reindex(uow.session, person)
    found_where_held(uow.session, person)
    return person


def _put_numbers(uow: UnitOfWork, person: Person, given: Identity, *, add_only: bool) -> None:
    held = {row.kind for row in queries.identifiers_of(uow.session, person.id)} if add_only else set()
    new = {kind: value for kind, value in given.numbers.items() if kind not in held or kind == "custody"}
    identifiers.put(uow, person.id, new)


def _open_stay(uow: UnitOfWork, person: Person, command: Admit) -> Stay:
    stay = Stay(
        person_id=person.id,
        facility_id=command.facility_id,
        admitted_at=command.admitted_at,
        entered_at=uow.now(),
        origin=command.origin,
        legal_status=command.legal_status,
        life_sentence=command.life_sentence,
        first_time=command.first_time,
        place=command.place,
    )
    uow.session.add(stay)
    uow.session.flush()
    uow.insert(
        Movement,
        {
            "id": uuid7(),
            "person_id": person.id,
            "stay_id": stay.id,
            "facility_id": command.facility_id,
            "kind": "admission",
            "occurred_at": command.admitted_at,
            "recorded_at": uow.now(),
            "recorded_by": uow.actor.user_id,
            "other_facility_id": None,
            "other_place": "",
            "note": "",
            "without_exam": False,
        },
    )
    return stay


def _flag_juvenile(uow: UnitOfWork, person: Person, command: Admit, *, known: bool) -> None:
    """Under 18 by the birth date, or by word or looks when there is none."""
    years = age(person.birth_date, command.admitted_at)
    if years is not None and years < ADULT:
        flags.put(uow, person_id=person.id, code="juvenile", state="by_birth_date")
    elif command.juvenile and (years is None or person.birth_date_estimated):
        flags.put(uow, person_id=person.id, code="juvenile", state="presumed")
    elif known:
        flags.end(uow, person_id=person.id, code="juvenile")


def _rename(uow: UnitOfWork, person: Person, names: Names) -> None:
    person.surname, person.given_name = names.surname, names.given_name
    person.father_name, person.patronymic_suffix = names.father_name, names.patronymic_suffix
    told = key(names.surname, names.given_name, names.father_name)
    for row in queries.names_of(uow.session, person.id):
        if row.key == told:
            row.ended_at = uow.now()
        elif row.kind == "primary":
            row.kind = "former"
    uow.session.flush()
    if told:
        _name(uow, person.id, "primary", names)


def _name(uow: UnitOfWork, person_id: uuid.UUID, kind: str, names: Names) -> PersonName:
    parts = (names.surname, names.given_name, names.father_name)
    made = PersonName(
        id=uuid7(),
        person_id=person_id,
        kind=kind,
        surname=names.surname,
        given_name=names.given_name,
        father_name=names.father_name,
        key=key(*parts)[:LONGEST_KEY],
        sound_key=sound_key(*parts)[:LONGEST_KEY],
        valid_from=uow.now(),
    )
    uow.session.add(made)
    return made


def _names_of(person: Person) -> Names:
    return Names(person.surname, person.given_name, person.father_name, person.patronymic_suffix)
