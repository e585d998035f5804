"""Opening and advancing cases. Every function works in the caller's unit of work and never commits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from healthapp import audit, happenings
from healthapp.cases import clocks, queries
from healthapp.cases.bundle import queries as papers
from healthapp.cases.bundle import services as bundle
from healthapp.cases.events import CASE_ADVANCED, CASE_OPENED
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.queries import Found
from healthapp.cases.schemas import Open, Take
from healthapp.cases.sealing import digest_of
from healthapp.database import UnitOfWork, uuid7
from healthapp.i18n import local
from healthapp.people import merging
from healthapp.people.models import Person
from referrals import journeys, machine, pathways, roles
from referrals.documents import CLINICAL


class StepRefused(Exception):
    """The event was not taken; ``refusal`` has the reason code and what is missing.

    ``words``: what another room said against it, where the code alone does not tell.
    """

    def __init__(self, refusal: machine.Refusal, words: str = "") -> None:
        super().__init__(refusal.reason)
        self.refusal, self.words = refusal, words


class OutOfDate(Exception):
    """Somebody else took a step since the page was drawn: nothing was written."""


class AlreadyOpen(Exception):
    """The person has an open case on this pathway, and nobody said that this one is another."""

    def __init__(self, row: Case) -> None:
        super().__init__(row.number)
        self.number = row.number


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody is about to take. Who follows "case asked" may refuse it by raising StepRefused."""

    row: Case
    person: Person
    case: machine.Case
    event: machine.Event


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that was taken, for who follows "case"."""

    row: Case
    person: Person
    before: machine.Case
    after: machine.Case
    event: CaseEvent


def open_case(uow: UnitOfWork, person: Person, wanted: Open) -> Case:
    """A new case with its first event. Raises StepRefused or AlreadyOpen."""
    _hold(uow, person.id, wanted.step.event)
    uow.lock(f"cases:{person.id}")
    known = queries.open_alike(uow.session, person.id, wanted.pathway)
    if known is not None and not wanted.another:
        raise AlreadyOpen(known)
    before = machine.begin(pathways.current(wanted.pathway))
    event = _event(uow, person, before, wanted.step, frozenset())
    after = _advanced(before, event)
    uow.lock("case-number")
    assert uow.actor.user_id is not None
    assert person.facility_id is not None
    row = Case(
        id=uuid7(),
        number=queries.next_number(uow.session, local(uow.now()).year),
        pathway=after.pathway.id,
        version=after.pathway.version,
        person_id=person.id,
        opened_in=person.facility_id,
        opened_at=event.at,
        opened_by=uow.actor.user_id,
        ground=wanted.ground,
        icd10=wanted.icd10,
        state=after.state,
        entered_at=event.at,
        events=0,
    )
    _keep(uow, row, person, before, after, event, wanted.step.note, CASE_OPENED)
    bundle.written(uow, row, wanted.step.texts)
    return row


def advance(uow: UnitOfWork, identity_case: uuid.UUID, wanted: Take, *, seen: int | None) -> Found:
    """Take one step. Raises StepRefused, or OutOfDate when the case has moved since ``seen`` events.

    ``seen`` None: the step follows from something else by itself, wherever the case stands by now.
    """
    if wanted.event in journeys.EVENTS:
        _hold(uow, uow.session.get_one(Case, identity_case).person_id, wanted.event)
    uow.lock(f"case:{identity_case}")
    found = queries.held(uow.session, uow.actor, identity_case)
    if seen is not None and found.row.events != seen:
        raise OutOfDate
    if found.person.died_at is not None and wanted.event != "die":
        raise StepRefused(machine.Refusal("person_died"))
    event = _event(uow, found.person, found.case, wanted, _in_the_file(uow, found, wanted))
    happenings.tell("case asked", uow, Asked(found.row, found.person, found.case, event))
    after = _advanced(found.case, event)
    kept = _keep(uow, found.row, found.person, found.case, after, event, wanted.note, CASE_ADVANCED)
    if wanted.texts:
        bundle.written(uow, found.row, wanted.texts)
    stands = replace(found, events=(*found.events, kept), case=after)
    bundle.seal(uow, stands, wanted.event)
    return stands


def _hold(uow: UnitOfWork, person_id: uuid.UUID, event: str) -> None:
    """The person before the case, where the step is a movement too: custody holds them in this order, and two that
    hold them the other way round wait for each other."""
    if event in journeys.EVENTS:
        merging.hold(uow, *merging.of_person_ids(uow.session, person_id))


def _in_the_file(uow: UnitOfWork, found: Found, wanted: Take) -> frozenset[str]:
    """Papers this step asks for that lie in the file, or for which a reason stands in their place."""
    way = next((way for way in machine.ways(found.case) if way.event == wanted.event), None)
    if way is None:
        return frozenset()
    present, waived = papers.on_file(uow.session, found.id)
    asked = frozenset(code for need in machine.needed(found.case, way) for code in need)
    return asked & (present | waived)


def recorder(uow: UnitOfWork, person: Person, actors: tuple[str, ...]) -> str:
    """The role in which the actor writes this down: one of ``actors`` when held, else the first that may record."""
    held = [a.role.value for a in uow.actor.assignments if a.facility_id in (None, person.facility_id)]
    return next((role for role in held if role in actors), next((r for r in held if r in roles.RECORDERS), ""))


def _event(uow: UnitOfWork, person: Person, case: machine.Case, wanted: Take, on_file: frozenset[str]) -> machine.Event:
    way = next((way for way in machine.ways(case) if way.event == wanted.event), None)
    who = way.who if way is not None else ()
    role = recorder(uow, person, who)
    outside = wanted.actor in roles.OUTSIDERS
    if role == roles.ADMINISTRATION:
        on_file -= CLINICAL  # the administration never handles a clinical paper
    return machine.Event(
        code=wanted.event,
        at=wanted.at or uow.now(),
        actor=wanted.actor if outside else role,
        recorded_by=role,
        author=str(uow.actor.user_id),
        attached=frozenset(wanted.attached) | on_file | {code for code, _text in wanted.texts},
        result=wanted.result,
        facts=frozenset(wanted.facts),
        percent=wanted.percent,
        until=wanted.until,
    )


def _advanced(before: machine.Case, event: machine.Event) -> machine.Case:
    clinical = event.attached & CLINICAL
    if event.recorded_by == roles.ADMINISTRATION and clinical:
        raise StepRefused(machine.Refusal("clinical_document", (tuple(sorted(clinical)),)))
    after = machine.advance(before, event)
    if isinstance(after, machine.Refusal):
        raise StepRefused(after)
    return after


def _keep(
    uow: UnitOfWork,
    row: Case,
    person: Person,
    before: machine.Case,
    after: machine.Case,
    event: machine.Event,
    note: str,
    noted: audit.EventType,
) -> CaseEvent:
    """The event, sealed; the state beside it; the clocks."""
    state = after.pathway.state(after.state)
    row.state, row.holder, row.outcome = after.state, state.holder, after.outcome
    row.entered_at = after.entered or event.at
    row.closed_at = event.at if after.outcome else None
    row.returned = after.times("return_file")
    row.events += 1
    uow.session.add(row)
    uow.session.flush()
    assert uow.actor.user_id is not None
    kept = CaseEvent(
        id=uuid7(),
        case_id=row.id,
        place=row.events,
        code=event.code,
        at=event.at,
        recorded_at=uow.now(),
        actor=event.actor,
        recorded_by=event.recorded_by,
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
        attached=sorted(event.attached),
        result=event.result,
        facts=sorted(event.facts),
        percent=event.percent,
        until=event.until,
        note=note,
        state=after.state,
    )
    kept.digest = digest_of(kept)
    uow.session.add(kept)
    audit.record(
        uow,
        noted,
        person_id=person.id,
        facility_id=person.facility_id,
        subject=("case_event", kept.id),
        digest=kept.digest,
        pathway=row.pathway,
        step=event.code,
        state=after.state,
    )
    clocks.follow(
        uow,
        before,
        after,
        case_id=row.id,
        event_id=kept.id,
        code=event.code,
        person_id=person.id,
        facility_id=person.facility_id or row.opened_in,
    )
    happenings.tell("case", uow, Moved(row, person, before, after, kept))
    return kept
