"""What an examination sets in motion: clocks that start or are met, and what the person's banner shows.

Sources: WHO systematic screening for tuberculosis (2021); NICE NG57 1.4 (critical medicines); CPT/Inf(2013)29
(second stage, re-offer); the service's own targets are settings.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from healthapp import happenings
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE
from healthapp.i18n import gettext as _
from healthapp.intake import alerts, queries, ratings, thoughts, unsaid
from healthapp.intake.bands import Limits
from healthapp.intake.dictionary.measures import of_screen
from healthapp.intake.dictionary.model import Answers
from healthapp.intake.queries import Examination
from healthapp.people import flags
from healthapp.people.models import PersonFlag
from healthapp.records.models import ClinicalRecord

Sections = Mapping[str, Answers]

MEASURE = "measure"
#: Flags an examination owns: each is set anew or taken back with every part that speaks of it.
OWNED = {"allergies": "allergy", "tuberculosis": "tb", "medicines": "critical_medicine"}
#: The clocks that run while such a flag stands.
CLOCKS_OF = {"tb": (clocks.TB_ISOLATION, clocks.TB_SPUTUM), "critical_medicine": (clocks.CRITICAL_MEDICINE,)}
#: Clocks that are an examination's own: they were started by what it says, and fall with it.
OWN_CLOCKS = (*CLOCKS_OF["tb"], *CLOCKS_OF["critical_medicine"], clocks.REOFFER, clocks.COWS_REPEAT, clocks.CIWA_REPEAT)


def of_draft(
    uow: UnitOfWork, record: ClinicalRecord, saved: str, sections: Sections, before: Sections, limits: Limits
) -> None:
    """Act on the part just saved before anybody signs: a symptom does not wait for a signature.

    ``before``: the draft as it stood. What another record said falls only where this one excludes it, and never by the
    quick questions of the screen at the door; a part saved without an answer takes back what it said itself.
    """
    thoughts.tell(uow, record, sections, before)
    if saved == "substances":
        ratings.tell(uow, record, sections, before, limits)
    speaks_of = {code for section, code in OWNED.items() if saved in (section, "safety")}
    if not speaks_of:
        return
    found = alerts.flags_of(sections)
    denied = alerts.denied(sections) if saved != "safety" else frozenset()
    if "critical_medicine" in speaks_of and not _medicines(uow, record, sections, before):
        found.pop("critical_medicine", None)
    standing = {flag.code: flag for flag in flags.of_people(uow.session, {record.person_id}).get(record.person_id, [])}
    for code in sorted(speaks_of):
        mark = standing.get(code)
        if code in found and not _says_less(uow, record, found[code][0], mark):
            state, text = found[code]
            flags.put(uow, person_id=record.person_id, code=code, state=state, text=text, record_id=record.id)
        elif code in denied:
            flags.end(uow, person_id=record.person_id, code=code)
        elif mark is not None and mark.record_id == record.id:
            unsaid.unmark(uow, mark, {})
            _take_back(uow, record, CLOCKS_OF.get(code, ()), _("The answer it began with was corrected"))
            if code == "critical_medicine":
                unsaid.undosed(uow, record)
    if "tb" in speaks_of:
        _tuberculosis(uow, record, sections)


def _says_less(uow: UnitOfWork, record: ClinicalRecord, state: str, mark: PersonFlag | None) -> bool:
    """Whether this state of an allergy says nothing where another record knows something. ``mark``: what stands."""
    if mark is None or mark.code != "allergy" or state in alerts.TOLD:
        return False
    other = mark if mark.record_id != record.id else flags.before(uow.session, mark)
    return other is not None and other.state in alerts.TOLD


def of_signature(uow: UnitOfWork, examination: Examination) -> None:
    """Start what follows an examination and hand the measures to the custody side."""
    record, sections = examination.record, examination.answers
    if record.kind == "intake":
        started = examination.stay.admitted_at if examination.stay else uow.now()
        for kind in (clocks.SECOND_STAGE, clocks.QUARANTINE_REVIEW):
            _start(uow, record, kind, started, "admission")
        _start(uow, record, clocks.PERIODIC, uow.now(), "examined")
    elif record.kind == "segregation_daily" and examination.stay is not None and examination.stay.isolated:
        _start(uow, record, clocks.SEGREGATION_DAILY, uow.now(), "visited")
    elif record.kind == "periodic":
        _start(uow, record, clocks.PERIODIC, uow.now(), "examined")
    elif record.kind == "safety_screen":
        _before_the_cell(uow, record, sections.get("safety", {}))
    _reoffers(uow, examination)
    ratings.tell(uow, record, sections, sections, examination.limits, signed=True)
    if "conclusion" in sections:
        _measures(uow, record, sections["conclusion"])
    happenings.tell("examination", uow, examination)


def of_voiding(uow: UnitOfWork, examination: Examination) -> None:
    """A voided examination was none: its clock runs again from the event it ran from, so do those its answers met; what
    it flagged ends, and what that replaced is back."""
    record, clock = examination.record, examination.clock
    if clock is not None and clock.met_by == record.id:
        deadlines.start_once(
            uow,
            clocks.REGISTRY[clock.kind],
            person_id=record.person_id,
            facility_id=record.facility_id,
            started_at=clock.started_at,
            started_by=clock.started_by,
            stay_id=record.stay_id,
        )
    deadlines.meet(uow, examination.kind.signature, met_at=uow.now(), met_by=record.id, subject_id=record.id)
    met = [one for one in unsaid.met(uow.session, record) if one.clock.kind in unsaid.CALLS]
    _take_back(uow, record, OWN_CLOCKS, _("The examination was voided"))
    thoughts.tell(uow, record, {}, examination.answers)
    again = unsaid.take_back(uow, met, reason=_("The examination was voided"))
    for flag in flags.of_people(uow.session, {record.person_id}).get(record.person_id, []):
        if flag.record_id == record.id:
            unsaid.unmark(uow, flag, again)
    unsaid.mark_again(uow, record.person_id, again)
    happenings.tell("examination voided", uow, examination)


def _tuberculosis(uow: UnitOfWork, record: ClinicalRecord, sections: Sections) -> None:
    for kind in CLOCKS_OF["tb"]:
        if unsaid.CALLS[kind.code](sections):
            _call(uow, record, kind, "tb_symptom")
        elif unsaid.SETTLES[kind.code](sections):
            _meet(uow, record, kind)


def _medicines(uow: UnitOfWork, record: ClinicalRecord, sections: Sections, before: Sections) -> bool:
    """Whether an order is wanted: before the nearest dose, and at once while nobody knows when that is.

    The limit follows what is written: who screens at the door rarely knows the dose time, and a page that saves as one
    goes has the medicine before its time. A doctor's order or decision ends the clock meanwhile; the same words saved
    again do not call for it anew, another medicine does.
    """
    told = sections.get("medicines")
    if told is None:
        if sections.get("safety", {}).get("critical_medicine") == "yes":
            anew = before.get("safety", {}).get("critical_medicine") != "yes"
            clock = _critical_clock(uow, record, anew=anew)
            if clock is not None:
                clock.due_at = clock.due_at or clock.started_at
            return clock is not None
        return False
    waiting = alerts.undecided_critical(told)
    if not waiting:
        if unsaid.SETTLES[clocks.CRITICAL_MEDICINE.code](sections):
            _meet(uow, record, clocks.CRITICAL_MEDICINE)
        return False
    known = {medicine.name for medicine in alerts.undecided_critical(before.get("medicines", {}))}
    clock = _critical_clock(uow, record, anew=not {medicine.name for medicine in waiting} <= known)
    if clock is not None:
        clock.due_at = min(medicine.due or clock.started_at for medicine in waiting)
    return clock is not None


def _critical_clock(uow: UnitOfWork, record: ClinicalRecord, *, anew: bool) -> Deadline | None:
    """The clock that runs; a new one only for what was not said before."""
    if anew:
        return _call(uow, record, clocks.CRITICAL_MEDICINE, "medicine")
    return deadlines.running(uow, clocks.CRITICAL_MEDICINE, person_id=record.person_id)


def after_order(uow: UnitOfWork, order: Any) -> None:
    """A doctor ordered the critical medicine that waited: its clock and its mark beside the name end with the order."""
    deadlines.meet(uow, clocks.CRITICAL_MEDICINE, met_at=uow.now(), met_by=order.id, person_id=order.person_id)
    # What a draft alone said was decided is now: the draft given up, the order stands.
    for draft in queries.drafts_of(uow.session, order.person_id):
        for clock in deadlines.met_by(uow.session, draft.id, person_id=order.person_id):
            if clock.kind == clocks.CRITICAL_MEDICINE.code:
                clock.met_at, clock.met_by = uow.now(), order.id
    flags.end(uow, person_id=order.person_id, code="critical_medicine")


def after_decision(uow: UnitOfWork, clock: Deadline) -> None:
    """A doctor decided otherwise on the critical medicine: its mark beside the name ends with the clock."""
    if clock.kind == clocks.CRITICAL_MEDICINE.code and clock.person_id is not None:
        flags.end(uow, person_id=clock.person_id, code="critical_medicine")


def _reoffers(uow: UnitOfWork, examination: Examination) -> None:
    """One clock for everything that was declined, at the nearest day the person agreed to be asked again."""
    days: list[dt.date] = []
    declined = False
    for answers in examination.answers.values():
        declined = declined or answers.get("declined") == "yes"
        days += [dt.date.fromisoformat(value) for key, value in answers.items() if key.endswith("_reoffer")]
    if not declined and not days:
        return
    due = dt.datetime.combine(min(days), dt.time(23, 59, 59), tzinfo=ZONE) if days else None
    _start(uow, examination.record, clocks.REOFFER, uow.now(), "declined", due_at=due)


def _measures(uow: UnitOfWork, record: ClinicalRecord, conclusion: Answers) -> None:
    wanted = set(conclusion.get("measures", ())) - {"none"}
    for measure in _current_measures(uow, record.person_id) - wanted:
        flags.end(uow, person_id=record.person_id, code=MEASURE, state=measure)
    for measure in sorted(wanted):
        flags.put(uow, person_id=record.person_id, code=MEASURE, state=measure, record_id=record.id)


def _before_the_cell(uow: UnitOfWork, record: ClinicalRecord, safety: Answers) -> None:
    """Who allocates the cell is told what the screen advises now: the examination, whose measures take the place of
    these, may be a day away."""
    for measure in of_screen(safety):
        flags.put(uow, person_id=record.person_id, code=MEASURE, state=measure, record_id=record.id)


def _current_measures(uow: UnitOfWork, person_id: uuid.UUID) -> set[str]:
    active = flags.of_people(uow.session, {person_id}).get(person_id, [])
    return {flag.state for flag in active if flag.code == MEASURE}


def _call(uow: UnitOfWork, record: ClinicalRecord, kind: DeadlineKind, by: str) -> Deadline:
    """Start what a draft calls for. What it had said was done, and says is not, runs again by its old limit."""
    if deadlines.running(uow, kind, person_id=record.person_id) is None:
        ended = [
            clock
            for clock in deadlines.met_by(uow.session, record.id, person_id=record.person_id)
            if clock.kind == kind.code
        ]
        if ended:
            deadlines.reopen(uow, ended[0], reason=_("The answer that met it was corrected"))
            return ended[0]
    return _start(uow, record, kind, uow.now(), by)


def _start(
    uow: UnitOfWork,
    record: ClinicalRecord,
    kind: DeadlineKind,
    started_at: dt.datetime,
    started_by: str,
    *,
    due_at: dt.datetime | None = None,
) -> Deadline:
    return deadlines.start_once(
        uow,
        kind,
        person_id=record.person_id,
        facility_id=record.facility_id,
        started_at=started_at,
        started_by=started_by,
        stay_id=record.stay_id,
        subject=("clinical_record", record.id),
        due_at=due_at,
    )


def _take_back(uow: UnitOfWork, record: ClinicalRecord, kinds: Iterable[DeadlineKind], reason: str) -> None:
    """End the open clocks that this record started: their event did not happen after all."""
    for kind in kinds:
        clock = deadlines.running(uow, kind, person_id=record.person_id)
        if clock is not None and clock.subject_id == record.id:
            deadlines.cancel(uow, clock, reason=reason)


def _meet(uow: UnitOfWork, record: ClinicalRecord, kind: DeadlineKind) -> None:
    deadlines.meet(uow, kind, met_at=uow.now(), met_by=record.id, person_id=record.person_id)
