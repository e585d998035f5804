"""The words of the pages of people: rows of lists, events of a history, answers of a form."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from healthapp.access import Role
from healthapp.deadlines import kinds as clock_kinds
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.presenter import ClockView, clock
from healthapp.deadlines.queries import kinds_for
from healthapp.deadlines.steps import person_step, step_for
from healthapp.i18n import format_date, format_moment, format_time, local, ngettext
from healthapp.i18n import gettext as _
from healthapp.people import identifiers, movements
from healthapp.people.cards import PersonCard
from healthapp.people.lookalikes import Candidate
from healthapp.people.models import Facility, Movement, Person, PersonName, Stay
from healthapp.people.names import age, display_name
from healthapp.people.page import PersonPage
from healthapp.people.presenter import place
from healthapp.people.timeline import ENTRIES, Line
from healthapp.people.words import LEGAL, NAME_KINDS, ORIGINS, REASONS
from healthapp.records.kinds import REGISTRY
from healthapp.records.models import ClinicalRecord, RecordState
from healthapp.records.presenter import state_text
from healthapp.web.kit import Entry
from healthapp.web.kit.roles import role_word

#: From how much on an entry counts as typed in late, minutes.
LATE = 60
#: Of own targets that are overdue so many stand on the page at first.
LATE_SHOWN = 8
#: What is due later than this is nobody's next step yet.
A_MONTH = dt.timedelta(days=30)
#: State of a record -> kind of ``ui.state``.
STATES = {
    RecordState.DRAFT: "partial",
    RecordState.AWAITING_DOCTOR: "waiting",
    RecordState.SIGNED: "signed",
    RecordState.VOIDED: "void",
    RecordState.DISCARDED: "not_applicable",
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a list."""

    name: str
    href: str
    number: str
    born: str
    facility: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in the list of a person."""

    title: str
    when: str
    state: tuple[str, str]
    href: str | None
    action: str


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody who may be the person at the door; ``value`` is what the form posts."""

    value: str
    name: str
    hint: str
    href: str


def person_rows(people: Iterable[PersonCard], now: dt.datetime) -> list[PersonRow]:
    """Rows of a search, in its order."""
    return [
        PersonRow(
            name=display_name(person),
            href=url_for("people.show", person_id=person.id),
            number=person.number,
            born=born(person.birth_date, now),
            facility=person.facility,
            place=place(person),
            note="" if person.in_custody else _("not in custody"),
        )
        for person in people
    ]


def coming_rows(coming: Iterable[tuple[Person, Stay, Facility]]) -> list[tuple[Person, str, str]]:
    """(entry, name, name of the facility they left) of those whom nobody received yet."""
    return [(person, display_name(person), origin.name) for person, _stay, origin in coming]


def arrival_rows(
    arrivals: Iterable[tuple[Person, Stay]], facilities: Mapping[uuid.UUID, str], now: dt.datetime
) -> list[PersonRow]:
    """Rows of those who came last; the note says when and where they are now."""
    rows = []
    for person, stay in arrivals:
        isolated = _("in isolation") if stay.isolated else ""
        rows.append(
            PersonRow(
                name=display_name(person),
                href=url_for("people.show", person_id=person.id),
                number=person.number,
                born=born(person.birth_date, now),
                facility=facilities.get(stay.facility_id, ""),
                place=", ".join(part for part in (place(stay), isolated) if part),
                note=format_moment(stay.admitted_at),
            )
        )
    return rows


def candidate_rows(candidates: Iterable[Candidate]) -> list[CandidateRow]:
    """Why each may be the same person, in words."""
    rows = []
    for found in candidates:
        person, why = found.person, ", ".join(str(REASONS[reason]) for reason in found.reasons)
        state = "" if person.in_custody else _("not in custody")
        birth = _("born %(date)s", date=format_date(person.birth_date)) if person.birth_date else ""
        hint = " · ".join(part for part in (person.number, birth, state, why) if part)
        href = url_for("people.show", person_id=person.id)
        rows.append(CandidateRow(str(person.id), display_name(person), hint, href))
    return rows


def known_row(person: Person) -> CandidateRow:
    """Somebody on file who was chosen as the one who returns."""
    hint = f"{person.number} · {_('not in custody')}"
    return CandidateRow(str(person.id), display_name(person), hint, url_for("people.show", person_id=person.id))


def born(birth_date: dt.date | None, now: dt.datetime) -> str:
    """``14.06.1991 (34 years)``; empty when not known."""
    found = age(birth_date, now)
    if birth_date is None or found is None:
        return ""
    years = ngettext("%(num)s year", "%(num)s years", found).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{format_date(birth_date)} ({years})"


def clocks(page: PersonPage, now: dt.datetime, roles: Collection[Role], *, decides: bool) -> list[ClockView]:
    """What is due, the next first, each leading to where one of ``roles`` does it, as it does on the worklist.
    ``decides``: the reader's decision ends those clocks that a doctor may end."""
    mine = {kind.code for kind in kinds_for(roles)}

    def view(row: Deadline) -> ClockView:
        decide = _decide_link(row) if decides else ""
        return replace(clock(row, now), decide=decide, href="" if decide or row.kind not in mine else _step_link(row))

    return [view(row) for row in page.clocks]


def first_of(rows: Sequence[ClockView]) -> list[ClockView]:
    """``rows`` without own targets that are overdue, but for the first of them: after forty returns from court that
    nobody asked about, what a law sets and what comes next would stand below them all."""
    late = [row for row in rows if row.level == "over" and row.frame != "legal"]
    left_out = {id(row) for row in late[LATE_SHOWN:]} if len(late) > LATE_SHOWN + 1 else set()  # for one, no link
    return [row for row in rows if id(row) not in left_out]


def _step_link(row: Deadline) -> str:
    """Where one does what is due; empty where that is the person's page itself."""
    step = step_for(row)
    return "" if step is None or step == person_step(row.person_id) else step.href


def soon(page: PersonPage, now: dt.datetime) -> set[str]:
    """The kinds of clock that ask for something within a month: what is due in half a year is not the next step."""
    return {row.kind for row in page.clocks if row.due_at is None or row.due_at < now + A_MONTH}


def _decide_link(row: Deadline) -> str:
    return url_for("clocks.decide", deadline_id=row.id) if clock_kinds.REGISTRY[row.kind].decided else ""


def entries(page: PersonPage) -> list[Entry]:
    """The history as the page's component shows it."""
    return [_entry(page, line) for line in page.events.lines]


def _entry(page: PersonPage, line: Line) -> Entry:
    if line.movement is not None:
        return _movement_entry(line)
    return _further_entry(line) if line.entry else _record_entry(page, line)


def _further_entry(line: Line) -> Entry:
    kind = ENTRIES[line.entry]
    values: dict[str, Any] = {kind.value: line.id}
    return Entry(
        at=line.at.isoformat(),
        day=format_date(line.at),
        time=format_time(line.at),
        title=str(kind.text),
        text=line.author,
        href=url_for(kind.endpoint, **values),
        kind="care",
    )


def record_rows(page: PersonPage) -> list[RecordRow]:
    """The last records with their state."""
    rows = []
    for record in page.records:
        draft = record.state == RecordState.DRAFT
        rows.append(
            RecordRow(
                title=record_title(record),
                when=format_moment(record.event_time),
                state=(STATES[RecordState(record.state)], state_text(record.state)),
                href=_record_href(page, record),
                action=_("Continue") if draft else _("Look"),
            )
        )
    return rows


def custody_facts(stay: Stay | None) -> list[dict[str, str]]:
    """The stay as a list of answers."""
    if stay is None:
        return []
    facts = {
        _("Physical admission"): format_moment(stay.admitted_at),
        _("Came from"): str(ORIGINS.get(stay.origin, stay.origin)),
        _("Legal status"): str(LEGAL.get(stay.legal_status, stay.legal_status)),
        _("Released"): format_moment(stay.released_at),
    }
    if stay.life_sentence:
        facts[_("Sentence")] = _("for life")
    return [{"key": key, "value": value} for key, value in facts.items() if value]


def identity_facts(page: PersonPage) -> list[dict[str, str]]:
    """Other names and document numbers; an unusual number is remarked on."""
    rows = [
        {"key": str(NAME_KINDS[name.kind]), "value": display_name(name)}
        for name in page.names
        if name.kind != "primary"
    ]
    for number in page.numbers:
        remark = _("unusual form, look again") if identifiers.is_unusual(number.kind, number.value) else ""
        value = f"{number.value} ({remark})" if remark else number.value
        rows.append({"key": str(identifiers.KINDS[number.kind]), "value": value})
    return rows


def name_rows(names: Iterable[PersonName]) -> list[tuple[PersonName, str, str]]:
    """(name, as shown, its kind in words)."""
    return [(name, display_name(name), str(NAME_KINDS[name.kind])) for name in names]


def record_title(record: ClinicalRecord) -> str:
    """What the record is called; its code where its room is not there to say."""
    kind = REGISTRY.get(record.kind)
    return str(kind.text) if kind is not None else record.kind


def record_href(record: ClinicalRecord) -> str | None:
    """The page of a record; None where its room is not there to show it."""
    kind = REGISTRY.get(record.kind)
    return url_for(kind.endpoint, record_id=record.id) if kind is not None else None


def _record_href(page: PersonPage, record: ClinicalRecord) -> str | None:
    return record_href(record) if page.opens(record) else None


def _record_entry(page: PersonPage, line: Line) -> Entry:
    record = line.record
    if record is None:
        raise ValueError("a line is a movement or a record")
    author = ", ".join(part for part in (record.author_name, role_word(record.author_role)) if part)
    return Entry(
        at=line.at.isoformat(),
        day=format_date(line.at),
        time=format_time(line.at),
        title=record_title(record),
        text=" · ".join(part for part in (record.number, author, state_text(record.state)) if part),
        href=_record_href(page, record),
        kind="care",
    )


def _movement_entry(line: Line) -> Entry:
    movement = line.movement
    if movement is None:
        raise ValueError("a line is a movement or a record")
    return Entry(
        at=line.at.isoformat(),
        day=format_date(line.at),
        time=format_time(line.at),
        title=_movement_title(line, movement),
        text=" · ".join(part for part in _movement_words(line, movement) if part),
        kind="alert" if movement.kind == "death" else "custody",
    )


def _movement_title(line: Line, movement: Movement) -> str:
    if movement.kind == "admission":
        return _("Arrived: %(facility)s", facility=line.facility)
    title = str(movements.KINDS[movement.kind].text)
    where = line.other_facility or movement.other_place
    return f"{title}: {where}" if where else title


def _movement_words(line: Line, movement: Movement) -> list[str]:
    words = []
    if movement.kind == "admission" and line.stay is not None:
        words.append(str(ORIGINS.get(line.stay.origin, line.stay.origin)))
    if movement.kind == "release" and line.stay is not None:
        words.append(str(movements.RELEASE_KINDS.get(line.stay.release_kind, "")))
    words.append(movement.note)
    if movement.without_exam:
        words.append(_("without the examination before it"))
    if (movement.recorded_at - movement.occurred_at).total_seconds() >= LATE * 60:
        words.append(_("entered %(moment)s", moment=format_moment(movement.recorded_at)))
    return words


def now_values(now: dt.datetime, name: str) -> dict[str, object]:
    """Today's date for a form about something that has just happened; the time is for a person to say."""
    return {f"{name}_date": format_date(local(now).date())}
