"""The life of an examination: begin, save, hand in, countersign, void; with the clocks and flags each moves.

Every function works in the caller's unit of work and never commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.intake import alerts, bands, contradictions, effects, queries
from healthapp.intake.completeness import Missing, missing_anywhere, progress, unsaid_minor
from healthapp.intake.dictionary import KINDS, VERSION, ExamKind
from healthapp.intake.dictionary.model import examined_at
from healthapp.intake.events import DRAFT_TAKEN_OVER
from healthapp.intake.queries import Examination
from healthapp.people import queries as people
from healthapp.people.models import Person
from healthapp.records import services as records
from healthapp.records.errors import NeedsSecondPerson, NotInCustody, ReasonMissing, RecordRefusal, WrongState
from healthapp.records.models import ClinicalRecord, DraftSection, RecordState


class Incomplete(RecordRefusal):
    """Questions that must be answered are open; ``gaps`` says which."""

    def __init__(self, gaps: list[Missing]) -> None:
        super().__init__(f"{len(gaps)} answers are missing")
        self.gaps = gaps


def begin(uow: UnitOfWork, person: Person, kind: ExamKind) -> ClinicalRecord:
    """A draft of ``kind``, or the one this person already has in hand: a double click makes no second one.

    Raises NotInCustody.
    """
    uow.lock(f"examination:{person.id}")
    stay = people.open_stay(uow.session, person.id)
    if stay is None:
        raise NotInCustody
    known = queries.in_hand(uow.session, person.id, kind.code)
    if known is not None:
        return known
    record = records.begin(
        uow,
        kind=kind.code,
        person_id=person.id,
        stay_id=stay.id,
        facility_id=stay.facility_id,
        event_time=uow.now(),
        schema_version=VERSION,
    )
    if kind.hooks:
        kind.hooks.begun(uow, record)
    return record


def save(
    uow: UnitOfWork, examination: Examination, *, section: str, answers: dict[str, Any], expected_version: int
) -> DraftSection:
    """Keep one part, and act at once on what it says: clocks, banner, counters. Raises WrongState or EditConflict."""
    row = records.save_section(
        uow, examination.record, section=section, answers=answers, expected_version=expected_version
    )
    _after_saving(uow, examination, {section: answers})
    return row


def save_parts(uow: UnitOfWork, examination: Examination, parts: Mapping[str, dict[str, Any]]) -> None:
    """Keep several parts of a new draft at once, as when a paper form is typed in after a power cut.

    Raises WrongState or EditConflict.
    """
    for section, answers in parts.items():
        records.save_section(uow, examination.record, section=section, answers=answers, expected_version=0)
    _after_saving(uow, examination, parts)


def _after_saving(uow: UnitOfWork, examination: Examination, saved: Mapping[str, dict[str, Any]]) -> None:
    """Counters and codes for lists, and what the parts just saved set in motion."""
    record, known = examination.record, {part.key: part for part in examination.sections}
    sections = {**examination.answers, **saved}
    limits = bands.of(uow.session, examination.person, record.event_time, sections)
    states = dict(record.summary.get("states", {}))
    states |= {key: progress(known[key], answers).state for key, answers in saved.items()}
    record.summary = {
        "states": states,
        "done": sum(1 for state in states.values() if state in ("done", "declined")),
        "of": len(known),
        "alerts": alerts.summary_of(alerts.of_record(sections, limits)),
        "language": limits.context.language,
    }
    for section in saved:
        effects.of_draft(uow, record, section, sections, examination.answers, limits)


def gaps(examination: Examination) -> list[Missing]:
    """What is missing before this examination can be signed, the reason for a contradiction included."""
    sections, answers = examination.sections, examination.answers
    found = [
        *missing_anywhere(sections, answers),
        *unsaid_minor(examination.subject, sections, answers),
        *contradictions.gaps(sections, answers, examination.limits),
    ]
    hooks = examination.kind.hooks
    return [*found, *hooks.gaps(examination)] if hooks else found


def is_late(examination: Examination, now: dt.datetime) -> bool:
    """Whether the clock this examination answers has run out."""
    clock = examination.clock
    return clock is not None and clock.state == "open" and clock.due_at is not None and now > clock.due_at


def hand_in(uow: UnitOfWork, examination: Examination, *, method: str, late_reason: str) -> None:
    """The author's signature. A physician's own record is complete with it, another waits for a doctor.

    Raises Incomplete, ReasonMissing (late without a reason), NeedsSecondPerson (a colleague's draft) or WrongState.
    """
    record = examination.record
    if record.state != RecordState.DRAFT:
        records.hand_in(uow, record, method=method, needs_doctor=False)  # raises WrongState
    if record.author_id != uow.actor.user_id:
        raise NeedsSecondPerson
    open_questions = gaps(examination)
    if open_questions:
        raise Incomplete(open_questions)
    if is_late(examination, uow.now()):
        if not late_reason.strip():
            raise ReasonMissing
        record.late_reason = late_reason.strip()
    record.event_time = examined_at(examination.answers) or record.event_time
    needs_doctor = examination.kind.doctor and uow.actor.holds(examination.kind.signers, record.facility_id) is None
    hooks = examination.kind.hooks
    if hooks:
        hooks.before_signature(uow, examination)
    records.hand_in(uow, record, method=method, needs_doctor=needs_doctor)
    for clock in examination.kind.ends(examination.answers):
        deadlines.meet(uow, clock, met_at=uow.now(), met_by=record.id, person_id=record.person_id)
    if needs_doctor:
        _await(uow, record, examination.kind.signature, "handed_in")
    effects.of_signature(uow, examination)
    if hooks:
        hooks.after_signature(uow, examination)


def countersign(
    uow: UnitOfWork,
    examination: Examination,
    *,
    method: str,
    answers: dict[str, Any],
    further: dict[str, Any] | None = None,
) -> None:
    """A doctor's signature with what the doctor adds; ``further`` parts are the room's own.

    Raises WrongState or NeedsSecondPerson.
    """
    record = examination.record
    if uow.actor.holds(examination.kind.signers, record.facility_id) is None:
        raise NeedsSecondPerson
    sections = {**({"doctor": answers} if answers else {}), **(further or {})}
    records.countersign(uow, record, method=method, sections=sections)
    deadlines.meet(uow, examination.kind.signature, met_at=uow.now(), met_by=record.id, subject_id=record.id)


def take_over(uow: UnitOfWork, record: ClinicalRecord) -> None:
    """Become the author of a colleague's draft, so that a shift can end. Raises WrongState."""
    if record.state != RecordState.DRAFT:
        raise WrongState("taking over", record.state)
    actor = uow.actor
    assert actor.user_id is not None
    role = actor.holds(actor.roles, record.facility_id)
    record.author_id, record.author_name = actor.user_id, actor.name
    record.author_role = role.value if role else ""
    record.revision += 1
    audit.record(uow, DRAFT_TAKEN_OVER, about=record, subject=("clinical_record", record.id), kind=record.kind)


def request_void(uow: UnitOfWork, examination: Examination, *, reason: str, method: str) -> None:
    """The first signature under a voiding, and the clock that brings it before whoever can give the second.

    Raises WrongState and ReasonMissing.
    """
    record = examination.record
    records.request_void(uow, record, reason=reason, method=method)
    _await(uow, record, clocks.VOID_CONFIRM, "void_request")


def confirm_void(uow: UnitOfWork, examination: Examination, *, reason: str, method: str) -> None:
    """The second signature under a voiding: the clock it had met runs again from where it began."""
    record = examination.record
    records.confirm_void(uow, record, reason=reason, method=method)
    deadlines.meet(uow, clocks.VOID_CONFIRM, met_at=uow.now(), met_by=record.id, subject_id=record.id)
    effects.of_voiding(uow, examination)


def _await(uow: UnitOfWork, record: ClinicalRecord, kind: clocks.DeadlineKind, since: str) -> None:
    """Begin a clock for what this record waits for from now on."""
    deadlines.start(
        uow,
        kind,
        facility_id=record.facility_id,
        started_at=uow.now(),
        started_by=since,
        person_id=record.person_id,
        stay_id=record.stay_id,
        subject=("clinical_record", record.id),
    )


def kind_of(code: str) -> ExamKind | None:
    return KINDS.get(code)
