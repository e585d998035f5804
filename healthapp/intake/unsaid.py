"""What a draft said was done ended clocks; the draft given up, nobody said so.

Three ways lead from there. Another record that stands says that it was done: it met the clock. Something that stands
still calls for the clock: it runs again by its old limit. Nothing calls for it any more: it ends as cancelled.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import settings
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.calendar import due
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE
from healthapp.intake import alerts, queries
from healthapp.intake.dictionary import is_kind
from healthapp.intake.dictionary.model import Answers
from healthapp.people import flags
from healthapp.people import queries as people
from healthapp.people.models import PersonFlag
from healthapp.records.models import ClinicalRecord, DraftSection, RecordState

Sections = Mapping[str, Answers]
STANDING = (RecordState.DRAFT, RecordState.AWAITING_DOCTOR, RecordState.SIGNED)


def _wants_order(sections: Sections) -> bool:
    told = sections.get("medicines")
    if told is None:
        return sections.get("safety", {}).get("critical_medicine") == "yes"
    return bool(alerts.undecided_critical(told))


def _suspects(done: str) -> Callable[[Sections], bool]:
    return lambda told: alerts.tb_suspected(told) and told.get("tuberculosis", {}).get(done) != "yes"


#: Whether the answers of a record call for a clock of this kind, whichever record began it.
CALLS: Mapping[str, Callable[[Sections], bool]] = {
    clocks.CRITICAL_MEDICINE.code: _wants_order,
    clocks.TB_ISOLATION.code: _suspects("isolated"),
    clocks.TB_SPUTUM.code: _suspects("sputum_taken"),
    clocks.COWS_REPEAT.code: lambda told: "cows" in told.get("substances", {}),
    clocks.CIWA_REPEAT.code: lambda told: "ciwa" in told.get("substances", {}),
}


def _answered(done: str) -> Callable[[Sections], bool]:
    return lambda told: (
        "tb" in alerts.denied(told) or (alerts.tb_suspected(told) and told.get("tuberculosis", {}).get(done) == "yes")
    )


#: Whether the answers of a record say that such a thing was done, or need not be. Answers may do neither this nor
#: call for it: then they say nothing.
SETTLES: Mapping[str, Callable[[Sections], bool]] = {
    clocks.CRITICAL_MEDICINE.code: lambda told: "critical_medicine" in alerts.denied(told),
    clocks.TB_ISOLATION.code: _answered("isolated"),
    clocks.TB_SPUTUM.code: _answered("sputum_taken"),
}
#: The part that says so.
_SAID_IN = {
    clocks.CRITICAL_MEDICINE.code: "medicines",
    clocks.TB_ISOLATION.code: "tuberculosis",
    clocks.TB_SPUTUM.code: "tuberculosis",
}
#: Marks beside the name that stand as long as a clock of this kind runs.
MARK_OF = {"critical_medicine": clocks.CRITICAL_MEDICINE.code, "tb": clocks.TB_ISOLATION.code}


@dataclass(frozen=True, slots=True)
class Met:
    """A clock that a draft met, and what it is without it.

    ``fate``: ``stands`` (met by the record ``by`` at ``at``), ``reopens`` (in the name of ``by``, where a record calls
    for it), ``ends``, or of one that runs, ``moves``. ``limit``: until when it runs without the draft.
    """

    clock: Deadline
    fate: str
    by: ClinicalRecord | None = None
    at: dt.datetime | None = None
    limit: dt.datetime | None = None


Told = Sequence[tuple[ClinicalRecord, Sections]]


def met(session: Session, record: ClinicalRecord) -> list[Met]:
    """The clocks this record met, the next due first, and those it gave another limit: with what becomes of each."""
    found = deadlines.met_by(session, record.id, person_id=record.person_id)
    moved = _dosed(session, record)
    if not found and not moved:
        return []
    told = told_since(session, record, min(clock.started_at for clock in (*found, *moved)))
    ended = [_without(session, record, clock, told) for clock in found]
    limits = [(clock, limit(session, clock, told)) for clock in moved]
    return [*ended, *(Met(clock, "moves", limit=until) for clock, until in limits if until != clock.due_at)]


def told_since(session: Session, record: ClinicalRecord, since: dt.datetime) -> Told:
    """What the person's other standing examinations say that spoke since then, the last first."""
    others = queries.spoken_since(session, record, since)
    return [(other, queries.load(session, other).answers) for other in others]


def _dosed(session: Session, record: ClinicalRecord) -> list[Deadline]:
    """The running waits for a medicine that others began: the limit of such a one follows whoever writes the dose."""
    kind = clocks.CRITICAL_MEDICINE.code
    mine = (Deadline.person_id == record.person_id, Deadline.kind == kind, Deadline.state == "open")
    return list(session.scalars(sa.select(Deadline).where(*mine, Deadline.subject_id != record.id)))


def limit(session: Session, clock: Deadline, told: Told) -> dt.datetime | None:
    """Until when a clock runs by what these records say. A wait for a medicine ends with the nearest dose; who asks at
    the door rarely knows of one, so the door alone counts as long as nobody wrote the medicine down."""
    if clock.kind != clocks.CRITICAL_MEDICINE.code:
        return clock.due_at
    written = [one for _other, answers in told for one in alerts.undecided_critical(answers.get("medicines", {}))]
    if written:
        return min(one.due or clock.started_at for one in written)
    if not any(_wants_order(answers) for _other, answers in told):
        return clock.due_at
    value = settings.current(session, clocks.CRITICAL_MEDICINE.setting, clock.started_at)
    length = value.number()
    return clock.started_at if length is None else due(clock.started_at, length, value.unit, ZONE)


def undosed(uow: UnitOfWork, record: ClinicalRecord) -> None:
    """The draft tells of no dose any more: a wait that others began runs by what those say."""
    for clock in _dosed(uow.session, record):
        clock.due_at = limit(uow.session, clock, told_since(uow.session, record, clock.started_at))


def _without(session: Session, record: ClinicalRecord, clock: Deadline, told: Told) -> Met:
    calls, settles = CALLS.get(clock.kind), SETTLES.get(clock.kind)
    calling = {}
    for other, answers in told:
        if calls is not None and calls(answers):
            calling[other.id] = other
        elif settles is not None and settles(answers):
            at = _told_at(session, other, _SAID_IN[clock.kind])
            if at is not None and at > clock.started_at:
                return Met(clock, "stands", other, at)
    if _over(session, clock):
        return Met(clock, "ends")
    began = calling.get(clock.subject_id) if clock.subject_id is not None else None
    heir = began or next(iter(calling.values()), None)
    if heir is not None or (calls is None and clock.subject_id != record.id):
        return Met(clock, "reopens", heir, limit=limit(session, clock, told))
    return Met(clock, "ends")


def _told_at(session: Session, record: ClinicalRecord, part: str) -> dt.datetime | None:
    """When a record said what it says in this part: at its signature, a draft when the part was saved."""
    if record.handed_in_at is not None:
        return record.handed_in_at
    row = session.get(DraftSection, (record.id, part))
    return row.saved_at if row is not None else None


def _over(session: Session, clock: Deadline) -> bool:
    """Whether the stay ended that the clock belongs to: with it every clock ends that does not outlast it."""
    if clocks.REGISTRY[clock.kind].outlasts or clock.person_id is None:
        return False
    stay = people.open_stay(session, clock.person_id)
    return stay is None or clock.stay_id not in (None, stay.id)


def take_back(uow: UnitOfWork, found: Iterable[Met], *, reason: str) -> dict[str, ClinicalRecord]:
    """Let what the draft had met be what it is without it; returns the kinds that run again, each with the record in
    whose name."""
    again: dict[str, ClinicalRecord] = {}
    for one in found:
        if one.fate == "stands" and one.by is not None:
            one.clock.met_by, one.clock.met_at = one.by.id, one.at
            continue
        if one.fate == "moves":
            one.clock.due_at = one.limit
            continue
        deadlines.reopen(uow, one.clock, reason=reason)
        if one.fate == "ends":
            deadlines.cancel(uow, one.clock, reason=reason)
            continue
        one.clock.due_at = one.limit
        if one.by is not None:
            one.clock.subject_kind, one.clock.subject_id = "clinical_record", one.by.id
            if is_kind(one.by.kind):
                again[one.clock.kind] = one.by
        _where_the_person_is(uow, one.clock)
        _one_alone(uow, one.clock, reason)
    return again


def _where_the_person_is(uow: UnitOfWork, clock: Deadline) -> None:
    """A transfer hands on the clocks that run: this one did not."""
    if clocks.REGISTRY[clock.kind].follows and clock.person_id is not None:
        stay = people.open_stay(uow.session, clock.person_id)
        clock.facility_id = stay.facility_id if stay is not None else clock.facility_id


def _one_alone(uow: UnitOfWork, clock: Deadline, reason: str) -> None:
    """The same was called for meanwhile: it is owed once, by the nearer limit."""
    uow.session.flush()
    same = (Deadline.kind == clock.kind, Deadline.person_id == clock.person_id, Deadline.state == "open")
    for later in uow.session.scalars(sa.select(Deadline).where(*same, Deadline.id != clock.id)):
        limits = [limit for limit in (clock.due_at, later.due_at) if limit is not None]
        clock.due_at = min(limits) if limits else None
        deadlines.cancel(uow, later, reason=reason)


def unmark(uow: UnitOfWork, flag: PersonFlag, handed_on: Mapping[str, ClinicalRecord]) -> None:
    """Take back what a record put beside the name: what it said with another stays, and what it replaced is back."""
    heir = handed_on.get(MARK_OF.get(flag.code, ""))
    if heir is not None:
        said = (flag.state, flag.text, heir.id)
    else:
        before = flags.before(uow.session, flag)
        source = uow.session.get(ClinicalRecord, before.record_id) if before and before.record_id else None
        if before is None or source is None or source.state not in STANDING:
            flags.end(uow, person_id=flag.person_id, code=flag.code, state=flag.state)
            return
        said = (before.state, before.text, source.id)
    state, text, source_id = said
    flags.put(uow, person_id=flag.person_id, code=flag.code, state=state, text=text, record_id=source_id)


def mark_again(uow: UnitOfWork, person_id: uuid.UUID, again: Mapping[str, ClinicalRecord]) -> None:
    """The marks beside the name that ended with a clock stand again, as the record says in whose name it runs."""
    standing = {flag.code for flag in flags.of_people(uow.session, {person_id}).get(person_id, [])}
    for code, kind in MARK_OF.items():
        if kind in again and code not in standing:
            said = alerts.flags_of(queries.load(uow.session, again[kind]).answers).get(code)
            if said is not None:
                state, text = said
                flags.put(uow, person_id=person_id, code=code, state=state, text=text, record_id=again[kind].id)
