"""A drawn thing as it stands, for the page beside the checklist: content, addenda, clocks, looks, proof."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Context, Identity, Permission, permits
from healthapp.audit.events import DRAFT_SAVED
from healthapp.audit.events import REGISTRY as EVENTS
from healthapp.audit.models import AuditEvent
from healthapp.cases import presenter as case_words
from healthapp.cases import queries as cases
from healthapp.deadlines import presenter as clocks
from healthapp.deadlines.models import Deadline
from healthapp.i18n import format_date, format_moment
from healthapp.i18n import gettext as _
from healthapp.injuries import photo_words
from healthapp.injuries import services as injuries
from healthapp.injuries.dictionary.findings import OPINION
from healthapp.intake import presenter as intake
from healthapp.intake import queries as examinations
from healthapp.intake.dictionary.catalogue import is_kind
from healthapp.ledger import queries as ledger
from healthapp.people import merging
from healthapp.people.models import Movement, Person, Stay
from healthapp.people.movements import KINDS as MOVES
from healthapp.people.names import display_name
from healthapp.records import content as contents
from healthapp.records import presenter as record_words
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord, RecordAddendum
from healthapp.risk import screen_words, unread
from healthapp.web.kit.roles import role_word

#: Looks at a record that are listed; the log itself has all.
LOOKS = 40


@dataclass(frozen=True, slots=True)
class Look:
    at: str
    who: str
    what: str
    mark: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Proof:
    """``kind``: shape of the sentence. ``rows``: place in the ledger and fingerprint."""

    kind: str
    sentence: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``parts``: (title, [(question, answer, missing)]); ``links``: records it leads to.

    ``photographs``: of an injury record, in the shape of ``photo_words.shots``.
    """

    title: str
    state: str
    person: Person
    facts: list[tuple[str, str]]
    parts: list[tuple[str, list[tuple[str, str, bool]]]]
    addenda: list[RecordAddendum] = field(default_factory=list)
    clocks: list[clocks.ClockView] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    proof: Proof | None = None
    links: list[tuple[str, uuid.UUID]] = field(default_factory=list)
    photographs: list[dict[str, Any]] = field(default_factory=list)


def of(session: Session, identity: Identity, subject: str, subject_id: uuid.UUID, now: dt.datetime) -> Sheet | None:
    """The sheet of a record, a stay or a case; None when it is not there any more."""
    if subject == "clinical_record":
        record = session.get(ClinicalRecord, subject_id)
        return _record(session, identity, record, now) if record is not None else None
    if subject == "case":
        return _case(session, identity, subject_id, now)
    stay = session.get(Stay, subject_id)
    return _stay(session, stay, now) if stay is not None else None


def _record(session: Session, identity: Identity, record: ClinicalRecord, now: dt.datetime) -> Sheet:
    person = session.get_one(Person, record.person_id)
    signatures = records.signatures(session, record.id)
    facts = [
        (_("Person"), _person(person)),
        (_("Tells of"), format_moment(record.event_time)),
        (_("Begun on the server"), format_moment(record.recorded_time)),
        *((_("Signed"), f"{format_moment(one.at)}, {one.name}, {role_word(one.role)}") for one in signatures),
    ]
    if record.late_reason:
        facts.append((_("Reason for being late"), record.late_reason))
    return Sheet(
        title=str(record_words.kind_text(record.kind)),
        state=str(record_words.state_text(record.state)),
        person=person,
        facts=facts,
        parts=_parts(session, record),
        addenda=records.addenda(session, record.id),
        clocks=_clocks(
            session,
            now,
            _of_person(session, record.person_id),
            sa.or_(Deadline.subject_id == record.id, Deadline.met_by == record.id),
        ),
        looks=_looks(session, record.id),
        proof=_proof(session, record),
        photographs=_photographs(session, identity, record),
    )


def _photographs(session: Session, identity: Identity, record: ClinicalRecord) -> list[dict[str, Any]]:
    """Those of an injury record, named as its report names them; intimate ones are shown to whom they may be."""
    if record.kind != "injury":
        return []
    found = examinations.load(session, record)
    context = Context(facility_id=record.facility_id, person_id=record.person_id)
    intimate = permits(identity, Permission.INJURY_INTIMATE, context)
    return photo_words.shots(found, injuries.voided(session, found), intimate)


def _person(person: Person) -> str:
    born = format_date(person.birth_date) if person.birth_date else _("not known")
    return f"{display_name(person)}, {born}, {person.number}"


def _parts(session: Session, record: ClinicalRecord) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    if is_kind(record.kind):
        return _examination(session, record)
    if record.kind == "screening":
        found = unread.load(session, record)
        if isinstance(found, unread.Unread):
            rows = [*unread.outcome_rows(found), *unread.answer_rows(found)]
            stored = [(row["key"], row["value"], False) for row in rows]
            return [(found.name, [(_("Definition"), unread.told(found), False), *stored])]
        words = found.screen.texts("az")
        rows = [*screen_words.outcome_rows(found, words), *screen_words.answer_rows(found.screen, words)]
        return [(words.title, [(str(row["key"]), str(row["value"]), bool(row.get("missing"))) for row in rows])]
    sections = records.content_of(session, record).sections
    return [(key, [(name, str(value), False) for name, value in part.items()]) for key, part in sections.items()]


def _examination(session: Session, record: ClinicalRecord) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    found = examinations.load(session, record)
    made = []
    for section in found.sections:
        lines = intake.lines(section, found.answers.get(section.key, {}), found.limits)
        if lines:
            made.append((f"{section.letter}. {section.title}", [(one.label, one.value, one.missing) for one in lines]))
    doctor = found.content.doctor_sections
    if doctor.get("doctor"):
        rows = intake.doctor_rows(doctor["doctor"])
        made.append((_("Doctor's part"), [(row["key"], row["value"], False) for row in rows]))
    if doctor.get("opinion"):
        lines = intake.lines(OPINION, doctor["opinion"], found.limits)
        made.append((str(OPINION.title), [(one.label, one.value, one.missing) for one in lines]))
    return made


def _of_person(session: Session, person_id: uuid.UUID) -> sa.ColumnElement[bool]:
    """Clocks of a person, under whichever entry: no index knows of a clock its stay, or what met it."""
    return Deadline.person_id.in_(merging.of_person_ids(session, person_id))


def _clocks(session: Session, now: dt.datetime, *conditions: sa.ColumnElement[bool]) -> list[clocks.ClockView]:
    rows = session.scalars(sa.select(Deadline).where(*conditions).order_by(Deadline.started_at))
    return [clocks.clock(row, now) for row in rows]


def _looks(session: Session, subject_id: uuid.UUID) -> list[Look]:
    """Who of the institution wrote, read, printed or signed it, the latest first; the mechanism's log is another."""
    rows = session.scalars(
        sa.select(AuditEvent)
        .where(
            AuditEvent.subject_id == subject_id,
            AuditEvent.oversight.is_(False),
            AuditEvent.kind != DRAFT_SAVED.kind,  # a section that saves itself says nothing of who looked
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(LOOKS)
    )
    return [_look(row) for row in rows]


def _look(row: AuditEvent) -> Look:
    who = f"{row.actor_name}, {role_word(row.actor_role)}" if row.actor_role else row.actor_name
    known = EVENTS.get(row.kind)
    mark = ("attention", _("emergency access")) if row.kind == "access.break_glass" else None
    if row.kind == "access.refused":
        mark = ("locked", _("refused"))
    return Look(format_moment(row.at), who, str(known.text) if known else row.kind, mark)


def _proof(session: Session, record: ClinicalRecord) -> Proof:
    """Whether the signed bytes still have the digest that was sealed, and where the ledger has it."""
    if record.digest is None:
        return Proof("waiting", _("Not complete yet: a doctor's signature is missing, so nothing is sealed."), [])
    parts = records.sealed_parts(session, record.id)
    place = ledger.first_place(session, record.id, record.digest)
    size = ledger.size(session)
    rows = [(_("Fingerprint"), record.digest.hex())]
    if place is not None:
        rows.insert(0, (_("Place in the ledger"), f"{place + 1} / {size}"))
    if contents.recomputed_digest(parts) != record.digest:
        return Proof("alert", _("ALTERED: what stands here is not what was signed."), rows)
    if place is None:
        return Proof("attention", _("The content is as signed; it has no place in the ledger yet."), rows)
    checkpoint = ledger.last_checkpoint(session)
    if checkpoint is None or checkpoint.size <= place:
        return Proof("done", _("Unchanged since it was signed; the next checkpoint will contain it."), rows)
    at = format_moment(checkpoint.at)
    return Proof("done", _("Unchanged since it was signed, and in the checkpoint of %(moment)s.", moment=at), rows)


def _stay(session: Session, stay: Stay, now: dt.datetime) -> Sheet:
    person = session.get_one(Person, stay.person_id)
    moves = session.scalars(
        sa.select(Movement).where(Movement.stay_id == stay.id).order_by(Movement.occurred_at, Movement.id)
    ).all()
    made = session.scalars(
        sa.select(ClinicalRecord)
        .where(ClinicalRecord.stay_id == stay.id, ClinicalRecord.state.in_(["signed", "awaiting_doctor", "voided"]))
        .order_by(ClinicalRecord.event_time)
    ).all()
    rows = [
        (
            format_moment(move.occurred_at),
            _("%(what)s, entered %(moment)s", what=_move(move.kind), moment=format_moment(move.recorded_at)),
            False,
        )
        for move in moves
    ]
    first = next((record for record in made if record.kind == "intake"), None)
    parts = [(_("Movements"), rows)]
    if first is not None:
        parts += _parts(session, first)
    return Sheet(
        title=_("Stay"),
        state="",
        person=person,
        facts=[(_("Person"), _person(person)), (_("Admitted"), format_moment(stay.admitted_at))],
        parts=parts,
        addenda=records.addenda(session, first.id) if first is not None else [],
        clocks=_clocks(session, now, _of_person(session, stay.person_id), Deadline.stay_id == stay.id),
        looks=_looks(session, first.id) if first is not None else [],
        proof=_proof(session, first) if first is not None else None,
        links=[
            (f"{record_words.kind_text(record.kind)}, {format_moment(record.event_time)}", record.id)
            for record in made
            if is_kind(record.kind)
        ],
    )


def _move(kind: str) -> str:
    return str(MOVES[kind].text) if kind in MOVES else _("Admitted")


def _case(session: Session, identity: Identity, case_id: uuid.UUID, now: dt.datetime) -> Sheet | None:
    found = cases.find(session, identity, case_id)
    if found is None:
        return None
    entries = [(f"{one.day} {one.time}", f"{one.title} · {one.text}", False) for one in case_words.timeline(found)]
    return Sheet(
        title=case_words.title(found.row),
        state="",
        person=found.person,
        facts=[(_("Person"), _person(found.person)), *case_words.facts(found, now)],
        parts=[(_("What happened"), entries)],
        clocks=_clocks(session, now, Deadline.subject_id == case_id),
        looks=_looks(session, case_id),
    )
