"""One person's mental health care: psychological help, contacts and notes, medicines, the need of another place."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.person_forms import Answer, about, again, enter, note_look, now_typed, person_of, today_typed
from blueprints.person_forms import page as page_of
from blueprints.signing import printed
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, may, requires
from healthapp.cases import queries as cases
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import queries as deadlines
from healthapp.i18n import language, local
from healthapp.intake import queries as examinations
from healthapp.intake.queries import Examination
from healthapp.mental import care_schemas as schemas
from healthapp.mental import medicines, needs, page, presenter, psychiatry, psychology, queries
from healthapp.mental.events import CARE_OPENED, ENTRY_OPENED, NOTE_OPENED
from healthapp.mental.history import declare_entries
from healthapp.mental.models import DisorderNeed, Prescription, PsychologyContact
from healthapp.mental.queries import Found
from healthapp.mental.steps import declare_steps
from healthapp.people.models import Person
from healthapp.records.presenter import state_text
from healthapp.web import positions, said
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("mental", __name__)
declare_steps()
declare_entries()


def contact_of(session: Session, identity: Identity, contact_id: uuid.UUID) -> Found | None:
    return queries.find(session, identity, Permission.MENTAL_READ, PsychologyContact, contact_id)


def medicine_of(session: Session, identity: Identity, prescription_id: uuid.UUID) -> Found | None:
    return queries.find(session, identity, Permission.MEDICINE_READ, Prescription, prescription_id)


def need_of(session: Session, identity: Identity, need_id: uuid.UUID) -> Found | None:
    return queries.find(session, identity, Permission.DISORDER_READ, DisorderNeed, need_id)


def examination(session: Session, identity: Identity, record_id: uuid.UUID) -> Examination | None:
    found = examinations.find(session, identity, record_id)
    return found if found is not None and found.kind.print == "mental.print_examination" else None


@bp.get("/people/<uuid:person_id>/mental")
@requires(Permission.MENTAL_READ, person_of)
def show(person: Person) -> str:
    """Everything of this room about one person, as far as the reader may see it; each look is an event."""
    with unit_of_work() as uow:
        audit.record(uow, CARE_OPENED, about=person, subject=("person", person.id))
    before = positions.moment_and_id(request.args.get("before", ""))
    shown = page.read(reading(), current_identity(), person, before=before)
    older = shown.contacts.older
    return page_of(
        "mental/person.html",
        person,
        FormState(),
        shown=shown,
        presenter=presenter,
        local=local,
        state_text=state_text,
        newest=url_for("mental.show", person_id=person.id) if before else None,
        older=url_for("mental.show", person_id=person.id, before=positions.text(*older)) if older else None,
    )


@bp.get("/people/<uuid:person_id>/mental/offer")
@requires(Permission.PSYCHOLOGY_OFFER, person_of)
def offer(person: Person) -> str:
    return page_of("mental/offer.html", person, FormState(now_typed("offered")))


@bp.post("/people/<uuid:person_id>/mental/offer")
@requires(Permission.PSYCHOLOGY_OFFER, person_of)
def offer_save(person: Person) -> Answer:
    command, form = load(schemas.OfferSchema(this_moment()), request.form)
    return _keep("mental/offer.html", person, command, form, psychology.offer)


@bp.post("/people/<uuid:person_id>/mental/psychiatrist")
@requires(Permission.PSYCHOLOGY_OFFER, person_of)
def ask_psychiatrist(person: Person) -> Answer:
    """Put a psychiatric examination on the psychiatrist's worklist."""
    with unit_of_work() as uow:
        current = person_of(uow.session, uow.actor, person.id)
        if current is None or current.facility_id is None:
            abort(404)
        psychiatry.ask(uow, current)
    said.recorded()
    return redirect(url_for("mental.show", person_id=person.id), 303)


@bp.get("/people/<uuid:person_id>/mental/contact")
@requires(Permission.PSYCHOLOGY_RECORD, person_of)
def contact_new(person: Person) -> str:
    return page_of("mental/contact_new.html", person, FormState(now_typed("held")))


@bp.post("/people/<uuid:person_id>/mental/contact")
@requires(Permission.PSYCHOLOGY_RECORD, person_of)
def contact_save(person: Person) -> Answer:
    command, form = load(schemas.ContactSchema(this_moment()), request.form)
    return _keep("mental/contact_new.html", person, command, form, psychology.contact)


@bp.get("/psychology/<uuid:contact_id>")
@requires(Permission.MENTAL_READ, contact_of)
def contact(found: Found) -> str:
    """The fact of a contact; the note only to whom it is open, and then the look is an event before it."""
    return _contact_page(found, FormState())


@bp.post("/psychology/<uuid:contact_id>/note")
@requires(Permission.PSYCHOLOGY_RECORD, contact_of)
def note_add(found: Found) -> Answer:
    """Add to one's own note; a colleague's is not added to."""
    if found.author_id != current_identity().user_id:
        abort(403)
    command, form = load(schemas.AddNoteSchema(this_moment()), request.form)
    act = again(contact_of, found, lambda uow, row: psychology.add_note(uow, row, command["text"]))
    return enter(command, form, partial(_contact_page, found), act, "mental.contact", contact_id=found.id)


@bp.get("/people/<uuid:person_id>/medicines/new")
@requires(Permission.MEDICINE_PRESCRIBE, person_of)
def prescribe(person: Person) -> str:
    values = {"starts_on": today_typed()}
    return page_of("mental/prescribe.html", person, FormState(values), **_prescribing(person))


@bp.post("/people/<uuid:person_id>/medicines/new")
@requires(Permission.MEDICINE_PRESCRIBE, person_of)
def prescribe_save(person: Person) -> Answer:
    shown = _prescribing(person)
    command, form = load(schemas.PrescribeSchema(this_moment(), awaited=shown["awaited"]), request.form)
    return _keep("mental/prescribe.html", person, command, form, medicines.prescribe, **shown)


@bp.get("/medicines/<uuid:prescription_id>")
@requires(Permission.MEDICINE_READ, medicine_of)
def medicine(found: Found) -> str:
    note_look(found)
    return _medicine_page(found, FormState())


@bp.post("/medicines/<uuid:prescription_id>")
@requires(Permission.MEDICINE_PRESCRIBE, medicine_of)
def medicine_step(found: Found) -> Answer:
    """Review or stop a medicine."""
    command, form = load(schemas.MedicineStepSchema(this_moment()), request.form)
    act = again(medicine_of, found, lambda uow, row: medicines.step(uow, row, command))
    return enter(command, form, partial(_medicine_page, found), act, "mental.medicine", prescription_id=found.id)


@bp.get("/people/<uuid:person_id>/needs/new")
@requires(Permission.DISORDER_RECORD, person_of)
def need_new(person: Person) -> str:
    values = {"found_on": today_typed()}
    return page_of("mental/need_new.html", person, FormState(values), records=_records(person))


@bp.post("/people/<uuid:person_id>/needs/new")
@requires(Permission.DISORDER_RECORD, person_of)
def need_save(person: Person) -> Answer:
    command, form = load(schemas.NeedSchema(this_moment()), request.form)
    known = _records(person)
    if command is not None and not page.is_among(command.values["record_id"], known):
        abort(404)
    return _keep("mental/need_new.html", person, command, form, needs.record, records=known)


@bp.get("/needs/<uuid:need_id>")
@requires(Permission.DISORDER_READ, need_of)
def need(found: Found) -> str:
    note_look(found)
    return _need_page(found, FormState())


@bp.post("/needs/<uuid:need_id>")
@requires(Permission.DISORDER_RECORD, need_of)
def need_step(found: Found) -> Answer:
    """Another obstacle, the case that was opened, or the end."""
    command, form = load(schemas.NeedStepSchema(this_moment()), request.form)
    act = again(need_of, found, lambda uow, row: needs.step(uow, row, command))
    return enter(command, form, partial(_need_page, found), act, "mental.need", need_id=found.id)


@bp.get("/examinations/<uuid:record_id>/psychiatric-print")
@requires(Permission.PSYCHIATRY_READ, examination)
def print_examination(found: Examination) -> Response:
    """A psychiatric examination as PDF, for those who may read all of it."""
    demand(Permission.CHART_PRINT, found)
    return printed(found, request.args.get("language", language()))


def _keep(template: str, person: Person, command: Any, form: FormState, service: Any, **more: Any) -> Answer:
    """Enter something about the person, and go to their page."""
    draw = partial(page_of, template, person, **more)
    return enter(command, form, draw, about(person, service, command), "mental.show", person_id=person.id)


def _contact_page(found: Found, form: FormState) -> str:
    opened = found.author_id == current_identity().user_id or may(Permission.PSYCHOLOGY_NOTE, found)
    with unit_of_work() as uow:
        event = NOTE_OPENED if opened else ENTRY_OPENED
        audit.record(uow, event, about=found, subject=("unit_entry", found.id))
    added = queries.additions(reading(), found.id) if opened else []
    return page_of("mental/contact.html", found.person, form, found=found, opened=opened, added=added)


def _medicine_page(found: Found, form: FormState) -> str:
    shown = queries.medicine(reading(), found.row)
    marks = presenter.medicine_marks(shown, this_moment())
    return page_of("mental/medicine.html", found.person, form, found=found, shown=shown, marks=marks)


def _need_page(found: Found, form: FormState) -> str:
    known = cases.of_person(reading(), current_identity(), found.person.id)
    shown = queries.need(reading(), found.row)
    numbers = [(str(row.id), page.case_text(row)) for row in known]
    return page_of("mental/need.html", found.person, form, found=found, shown=shown, cases=numbers)


def _prescribing(person: Person) -> dict[str, Any]:
    """What is given now, and whether a critical medicine waits for its order."""
    waiting = deadlines.of_person(reading(), current_identity(), person.id)
    awaited = any(clock.kind == clocks.CRITICAL_MEDICINE.code for clock in waiting)
    return {"current": page.given_now(reading(), person), "awaited": awaited}


def _records(person: Person) -> list[tuple[str, str]]:
    return page.signed_records(reading(), current_identity(), person)
