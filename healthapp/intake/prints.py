"""A stored examination as the printed form QM-1: of any kind, full or sparse, in any of the three languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from healthapp.deadlines.models import Deadline
from healthapp.documents import file_name, institution
from healthapp.documents.values import Addendum, AnswerKind, Confidentiality, PrintCell, PrintRow, Sheet, SignatureRow
from healthapp.i18n import capitals, format_date, format_due, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.intake import alerts, presenter
from healthapp.intake.bands import Limits
from healthapp.intake.dictionary import Section, kind_of, sections_for
from healthapp.intake.dictionary.model import Answers, FieldType
from healthapp.intake.document import FORM, render_intake
from healthapp.intake.print_rows import day_of, print_section
from healthapp.intake.print_values import (
    AfterSignature,
    Cells,
    IntakePrint,
    MeasuresBox,
    PrintSection,
    RefusedPart,
)
from healthapp.intake.queries import Examination, subject_of
from healthapp.ledger.printed import NOWHERE, Proven, proven
from healthapp.people.models import Facility, Person, Stay
from healthapp.people.names import age, display_name
from healthapp.people.presenter import SEXES
from healthapp.records import queries as records
from healthapp.records.content import record_digest
from healthapp.records.models import ClinicalRecord, RecordAddendum, RecordSignature, RecordState
from healthapp.records.queries import Content
from healthapp.settings.citations import basis_text
from healthapp.web.kit.roles import role_word

#: Version of the dictionary -> day from which it is in force.
IN_FORCE = {1: dt.date(2026, 3, 1)}
_BOXED = frozenset({"measures", "measures_until"})


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished file and the name to give it; neither names a person."""

    body: bytes
    name: str


def of_examination(session: Session, found: Examination, *, language: str, printed_by: str, at: dt.datetime) -> Printed:
    """The PDF of an examination that somebody signed. Raises ValueError for a draft: it has nothing to prove."""
    if not found.content.sealed:
        raise ValueError("a draft has no print")
    form = intake_print(
        found.record,
        found.content,
        records.addenda(session, found.id),
        records.signatures(session, found.id),
        found.person,
        found.facility,
        language,
        printed_by,
        at,
        found.facility.is_demo,
        limits=found.limits,
        stay=found.stay,
        clock=found.clock,
        hidden=found.hidden,
        place=proven_of(session, found),
    )
    return Printed(render_intake(form), file_name(form.sheet))


def intake_print(
    record: ClinicalRecord,
    content: Content,
    addenda: Sequence[RecordAddendum],
    signatures: Sequence[RecordSignature],
    person: Person,
    facility: Facility,
    language: str,
    printed_by: str,
    printed_at: dt.datetime,
    synthetic: bool,
    *,
    limits: Limits,
    stay: Stay | None = None,
    clock: Deadline | None = None,
    place: Proven = NOWHERE,
    hidden: frozenset[str] = frozenset(),
) -> IntakePrint:
    """What the form prints. ``limits`` are the cut-offs of its sums; ``clock`` is the deadline it answers; ``place``
    where it stands in the ledger; ``hidden`` are the parts that are not for whoever prints.

    Raises ValueError for a record without sealed content.
    """
    if not content.sealed:
        raise ValueError("a draft has no print")
    with in_language(language):
        kind = kind_of(record.kind)
        sheet = Sheet(
            language=language,
            form=FORM,
            version=_version(record.schema_version),
            title=str(kind.text),
            record=record.number or str(record.id),
            confidentiality=Confidentiality.MEDICAL,
            digest=_digest(record, content).hex(),
            institution=institution(facility.name),
            printed_by=printed_by,
            printed_at=printed_at,
            person=_header_name(person),
            born=person.birth_date,
            addressee=_("medical file"),
            leaf=place.leaf,
            proof=place.proof,
            synthetic=synthetic,
        )
        box = _measures(record, content.sections.get("conclusion", {}))
        return IntakePrint(
            sheet=sheet,
            title="" if record.kind == "intake" else capitals(str(kind.text), language),
            subtitle=_("Basis: %(basis)s", basis=basis_text(clock.legal_basis)) if clock and clock.legal_basis else "",
            clock=_clock(record, content, stay, clock),
            circumstances=_circumstances(record, person),
            alerts=tuple(alert.text for alert in alerts.of_record(content.sections, limits)),
            sections=(
                *_sections(record, person, content, limits, hidden, boxed=box is not None),
                *_doctors_part(content),
            ),
            signatures=tuple(_signatures(record, signatures)),
            measures=box,
            refused=tuple(_refused(record, content)),
            after=_after(addenda, printed_at),
            awaits_doctor=record.state == RecordState.AWAITING_DOCTOR,
            warning=_void(record, signatures),
        )


def _version(version: int) -> str:
    day = IN_FORCE.get(version)
    return f"{version} ({format_date(day)})" if day else str(version)


def _header_name(person: Person) -> str:
    """SURNAME, name, patronymic: names keep their Azerbaijani spelling in every language."""
    name = display_name(person)
    if person.surname and name.startswith(person.surname):
        return capitals(person.surname, "az") + name[len(person.surname) :]
    return name


def proven_of(session: Session, found: Examination) -> Proven:
    """The place and proof of the first leaf that bears the printed digest: the signature."""
    return proven(session, found.id, _digest(found.record, found.content))


def _digest(record: ClinicalRecord, content: Content) -> bytes:
    """The record's digest; before the doctor's signature that of what was handed in."""
    return record.digest or record_digest(list(content.sealed))


def _clock(record: ClinicalRecord, content: Content, stay: Stay | None, clock: Deadline | None) -> Cells:
    """Physical admission or the event, the examination, the time between, the limit: from the door, not the desk."""
    began = clock.started_at if clock is not None else (stay.admitted_at if stay is not None else None)
    label = _("Physical admission") if stay is not None and began == stay.admitted_at else _("Counted from")
    cells = [PrintCell(label, format_moment(began), 3, strong=True)] if began else []
    cells.append(PrintCell(_p("print", "Examination"), format_moment(record.event_time), 3, strong=True))
    if began:
        cells.append(PrintCell(_("Time between"), _span(record.event_time - began), 3))
        cells.append(PrintCell(_("Limit"), _limit(record, clock), 3))
    if record.late_reason:
        return (tuple(cells), (PrintCell(_("Why it came after its time"), record.late_reason, 12),))
    return (tuple(cells),)


def _span(between: dt.timedelta) -> str:
    """Hours and minutes with "saat" written out: on paper "s" would be read as seconds."""
    hours, minutes = divmod(abs(int(between.total_seconds() // 60)), 60)
    return _("%(hours)s hours %(minutes)s min", hours=hours, minutes=minutes)


def _limit(record: ClinicalRecord, clock: Deadline | None) -> str:
    if clock is None or clock.due_at is None:
        return _p("print", "not set")
    late = record.event_time > clock.due_at
    words = _p("print", "late") if late else _p("print", "in time")
    return f"{format_due(clock.due_at)} · {words}"


def _circumstances(record: ClinicalRecord, person: Person) -> Cells:
    years = age(person.birth_date, record.event_time)
    sex = str(SEXES[person.registered_sex])
    return (
        (
            PrintCell(_("Number of the person"), person.number, 3),
            PrintCell(_("Sex, age at the examination"), sex if years is None else f"{sex}, {years}", 3),
            PrintCell(_p("print", "Examined by"), f"{record.author_name}, {role_word(record.author_role)}", 6),
        ),
    )


def _sections(
    record: ClinicalRecord, person: Person, content: Content, limits: Limits, hidden: frozenset[str], *, boxed: bool
) -> Iterator[PrintSection]:
    """Every part in the order of the dictionary's letters; two of one letter are told apart by a figure."""
    subject = subject_of(person, record.kind, record.event_time)
    wanted = [section for section in sections_for(subject, content.sections) if section.key not in hidden]
    wanted.sort(key=lambda section: section.letter)
    letters = [section.letter for section in wanted]
    for place, section in enumerate(wanted):
        figure = str(letters[: place + 1].count(section.letter)) if letters.count(section.letter) > 1 else ""
        leave_out = _BOXED if boxed and section.key == "conclusion" else frozenset()
        answers = content.sections.get(section.key, {})
        yield print_section(section.letter + figure, section, answers, limits, record.event_time, leave_out)


def _doctors_part(content: Content) -> Iterator[PrintSection]:
    answers = content.doctor_sections.get("doctor")
    if answers:
        rows = [PrintRow(row["key"], AnswerKind.VALUE, row["value"]) for row in presenter.doctor_rows(answers)]
        yield PrintSection("", _("Doctor's part"), tuple(rows))


def _measures(record: ClinicalRecord, conclusion: Answers) -> MeasuresBox | None:
    """What custody staff were given: words that tell no diagnosis, and until when."""
    codes = conclusion.get("measures")
    section = next((part for part in kind_of(record.kind).sections if part.key == "conclusion"), None)
    if not codes or section is None:
        return None
    field = section.field("measures")
    until = conclusion.get("measures_until")
    sent = [_("shown to custody staff from the examiner's signature on")]
    if until:
        sent.append(_("until %(day)s", day=day_of(until)))
    words = tuple(str(field.option(code).text) for code in codes if not field.option(code).exclusive)
    return MeasuresBox(tuple(("", text) for text in words), "\n".join(sent) if words else "—")


def _refused(record: ClinicalRecord, content: Content) -> Iterator[RefusedPart]:
    """Everything the person declined, gathered: whole parts first, then single questions."""
    parts = {section.key: section for section in kind_of(record.kind).sections}
    for key, answers in content.sections.items():
        if key in parts and answers.get("declined") == "yes":
            again = answers.get("declined_reoffer")
            yield RefusedPart(str(parts[key].title), answers.get("declined_reason", ""), day_of(again) if again else "")
    for key, answers in content.sections.items():
        if key in parts and answers.get("declined") != "yes":
            yield from _refused_answers(parts[key], answers)


def _refused_answers(section: Section, answers: Mapping[str, Any]) -> Iterator[RefusedPart]:
    for field in section.fields:
        if field.type in (FieldType.FOUR, FieldType.CHOICE) and answers.get(field.key) == "refused":
            again = answers.get(f"{field.key}_reoffer")
            reason = str(answers.get(f"{field.key}_reason", ""))
            yield RefusedPart(f"{section.title}: {field.text}", reason, day_of(again) if again else "")


def _signatures(record: ClinicalRecord, signatures: Sequence[RecordSignature]) -> Iterator[SignatureRow]:
    methods = {"password": _("password"), "second_factor": _("password and second factor")}
    for row in signatures:
        how = f"{format_moment(row.at)} · {methods[row.method]} · {row.digest.hex()[:16]}"
        yield SignatureRow(row.name, role_word(row.role), presenter.act_text(row.act), how)
    if record.state == RecordState.AWAITING_DOCTOR:
        yield SignatureRow(_p("print", "Doctor"), "", presenter.act_text("doctor"), awaited=_("the doctor's signature"))


def _void(record: ClinicalRecord, signatures: Sequence[RecordSignature]) -> str:
    acts = {row.act: row for row in signatures}
    if record.state != RecordState.VOIDED or "void_request" not in acts or "void_confirm" not in acts:
        return ""
    asked, confirmed = acts["void_request"], acts["void_confirm"]
    return _(
        "VOID since %(moment)s: asked for by %(first)s, confirmed by %(second)s. Reason: %(reason)s",
        moment=format_moment(confirmed.at),
        first=asked.name,
        second=confirmed.name,
        reason=asked.reason,
    )


def _after(addenda: Sequence[RecordAddendum], printed_at: dt.datetime) -> AfterSignature | None:
    if not addenda:
        return None
    rows = tuple(
        Addendum(
            str(row.position), row.at, f"{row.author_name}, {role_word(row.author_role)}", row.text, row.digest.hex()
        )
        for row in addenda
    )
    return AfterSignature(printed_at, rows)


def parts_of(found: Examination, keys: frozenset[str]) -> Iterator[PrintSection]:
    """Some parts of a signed examination as they are printed, for a paper that needs no more of it."""
    for section in found.kind.sections:
        answers = found.content.sections.get(section.key)
        if section.key in keys and answers:
            yield print_section(section.letter, section, answers, found.limits, found.record.event_time)
    if "conclusion" in keys:
        yield from _doctors_part(found.content)
