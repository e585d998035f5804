"""One person's mental health care: psychological help, contacts and notes, medicines, the need of another place."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.signing import printed
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, may, requires
from healthapp.cases import queries as cases
from healthapp.database import UnitOfWork
from healthapp.i18n import language, local
from healthapp.intake import queries as examinations
from healthapp.intake.queries import Examination
from healthapp.mental import care_schemas as schemas
from healthapp.mental import medicines, needs, page, presenter, psychiatry, psychology, queries, words
from healthapp.mental.entering import Refused
from healthapp.mental.events import CARE_OPENED, ENTRY_OPENED, NOTE_OPENED
from healthapp.mental.history import declare_entries
from healthapp.mental.models import DisorderNeed, Prescription, PsychologyContact
from healthapp.mental.queries import Found
from healthapp.mental.steps import declare_steps
from healthapp.people import presenter as people
from healthapp.people import queries as people_queries
from healthapp.people.models import Person
from healthapp.records.presenter import state_text
from healthapp.web import positions
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, unit_of_work

bp = Blueprint("mental", __name__)
declare_steps()
declare_entries()
Answer = Response | str | tuple[str, int]
Act = Callable[[UnitOfWork, Person], Any]


def person_of(session: Session, identity: Identity, person_id: uuid.UUID) -> Person | None:
    return people_queries.find(session, identity, person_id)


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
    return _page(
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
    return _page("mental/offer.html", person, FormState(now_typed("offered")))


@bp.post("/people/<uuid:person_id>/mental/offer")
@requires(Permission.PSYCHOLOGY_OFFER, person_of)
def offer_save(person: Person) -> Answer:
    command, form = load(schemas.OfferSchema(_now()), request.form)
    return _keep("mental/offer.html", person, command, form, lambda uow, row: psychology.offer(uow, row, command))


@bp.post("/people/<uuid:person_id>/mental/psychiatrist")
@requires(Permission.PSYCHOLOGY_OFFER, person_of)
def ask_psychiatrist(person: Person) -> Answer:
    """Put a psychiatric examination on the psychiatrist's worklist."""
    with unit_of_work() as uow:
        current = person_of(uow.session, uow.actor, person.id)
        if current is None or current.facility_id is None:
            abort(404)
        psychiatry.ask(uow, current)
    return redirect(url_for("mental.show", person_id=person.id), 303)


@bp.get("/people/<uuid:person_id>/mental/contact")
@requires(Permission.PSYCHOLOGY_RECORD, person_of)
def contact_new(person: Person) -> str:
    return _page("mental/contact_new.html", person, FormState(now_typed("held")))


@bp.post("/people/<uuid:person_id>/mental/contact")
@requires(Permission.PSYCHOLOGY_RECORD, person_of)
def contact_save(person: Person) -> Answer:
    command, form = load(schemas.ContactSchema(_now()), request.form)
    act: Act = lambda uow, row: psychology.contact(uow, row, command)  # noqa: E731
    return _keep("mental/contact_new.html", person, command, form, act)


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
    command, form = load(schemas.AddNoteSchema(_now()), request.form)
    if command is None:
        return _contact_page(found, form), 422
    with unit_of_work() as uow:
        current = contact_of(uow.session, uow.actor, found.id)
        assert current is not None
        psychology.add_note(uow, current.row, command["text"])
    return redirect(url_for("mental.contact", contact_id=found.id), 303)


@bp.get("/people/<uuid:person_id>/medicines/new")
@requires(Permission.MEDICINE_PRESCRIBE, person_of)
def prescribe(person: Person) -> str:
    values = {"starts_on": f"{local(_now()):%d.%m.%Y}"}
    return _page("mental/prescribe.html", person, FormState(values), current=_current_medicines(person))


@bp.post("/people/<uuid:person_id>/medicines/new")
@requires(Permission.MEDICINE_PRESCRIBE, person_of)
def prescribe_save(person: Person) -> Answer:
    command, form = load(schemas.PrescribeSchema(_now()), request.form)
    more = {"current": _current_medicines(person)}
    act: Act = lambda uow, row: medicines.prescribe(uow, row, command)  # noqa: E731
    return _keep("mental/prescribe.html", person, command, form, act, more)


@bp.get("/medicines/<uuid:prescription_id>")
@requires(Permission.MEDICINE_READ, medicine_of)
def medicine(found: Found) -> str:
    _note_look(found)
    return _medicine_page(found, FormState())


@bp.post("/medicines/<uuid:prescription_id>")
@requires(Permission.MEDICINE_PRESCRIBE, medicine_of)
def medicine_step(found: Found) -> Answer:
    """Review or stop a medicine."""
    command, form = load(schemas.MedicineStepSchema(_now()), request.form)
    if command is not None:
        try:
            with unit_of_work() as uow:
                current = medicine_of(uow.session, uow.actor, found.id)
                assert current is not None
                medicines.step(uow, page.medicine(uow.session, current.row), command)
            return redirect(url_for("mental.medicine", prescription_id=found.id), 303)
        except Refused as refused:
            form.add(refused.field, str(refused))
            return _medicine_page(found, form), refused.status
    return _medicine_page(found, form), 422


@bp.get("/people/<uuid:person_id>/needs/new")
@requires(Permission.DISORDER_RECORD, person_of)
def need_new(person: Person) -> str:
    values = {"found_on": f"{local(_now()):%d.%m.%Y}"}
    return _page("mental/need_new.html", person, FormState(values), records=_records(person))


@bp.post("/people/<uuid:person_id>/needs/new")
@requires(Permission.DISORDER_RECORD, person_of)
def need_save(person: Person) -> Answer:
    command, form = load(schemas.NeedSchema(_now()), request.form)
    known = _records(person)
    if command is not None and not page.is_among(command.values["record_id"], known):
        abort(404)
    act: Act = lambda uow, row: needs.record(uow, row, command)  # noqa: E731
    return _keep("mental/need_new.html", person, command, form, act, {"records": known})


@bp.get("/needs/<uuid:need_id>")
@requires(Permission.DISORDER_READ, need_of)
def need(found: Found) -> str:
    _note_look(found)
    return _need_page(found, FormState())


@bp.post("/needs/<uuid:need_id>")
@requires(Permission.DISORDER_RECORD, need_of)
def need_step(found: Found) -> Answer:
    """Another obstacle, the case that was opened, or the end."""
    command, form = load(schemas.NeedStepSchema(_now()), request.form)
    if command is not None:
        try:
            with unit_of_work() as uow:
                current = need_of(uow.session, uow.actor, found.id)
                assert current is not None
                needs.step(uow, page.need(uow.session, current.row), command)
            return redirect(url_for("mental.need", need_id=found.id), 303)
        except Refused as refused:
            form.add(refused.field, str(refused))
            return _need_page(found, form), refused.status
    return _need_page(found, form), 422


@bp.get("/examinations/<uuid:record_id>/psychiatric-print")
@requires(Permission.PSYCHIATRY_READ, examination)
def print_examination(found: Examination) -> Response:
    """A psychiatric examination as PDF, for those who may read all of it."""
    demand(Permission.CHART_PRINT, found)
    return printed(found, request.args.get("language", language()))


def now_typed(name: str) -> dict[str, str]:
    """The present moment in the two fields of ``name``."""
    now = local(_now())
    return {f"{name}_date": f"{now:%d.%m.%Y}", f"{name}_time": f"{now:%H:%M}"}


def _keep(
    template: str, person: Person, command: Any, form: FormState, act: Act, more: dict[str, Any] | None = None
) -> Answer:
    """Run ``act`` on the person as they stand, and go to their page; what is wrong comes back to the form."""
    if command is not None:
        try:
            with unit_of_work() as uow:
                current = person_of(uow.session, uow.actor, person.id)
                assert current is not None
                act(uow, current)
            return redirect(url_for("mental.show", person_id=person.id), 303)
        except Refused as refused:
            form.add(refused.field, str(refused))
            return _page(template, person, form, **(more or {})), refused.status
    return _page(template, person, form, **(more or {})), 422


def _contact_page(found: Found, form: FormState) -> str:
    opened = found.author_id == current_identity().user_id or may(Permission.PSYCHOLOGY_NOTE, found)
    with unit_of_work() as uow:
        event = NOTE_OPENED if opened else ENTRY_OPENED
        audit.record(uow, event, about=found, subject=("unit_entry", found.id))
    added = queries.additions(reading(), found.id) if opened else []
    return _page("mental/contact.html", found.person, form, found=found, opened=opened, added=added)


def _medicine_page(found: Found, form: FormState) -> str:
    shown = page.medicine(reading(), found.row)
    marks = presenter.medicine_marks(shown, _now())
    return _page("mental/medicine.html", found.person, form, found=found, shown=shown, marks=marks)


def _need_page(found: Found, form: FormState) -> str:
    known = cases.of_person(reading(), current_identity(), found.person.id)
    shown = page.need(reading(), found.row)
    numbers = [(str(row.id), page.case_text(row)) for row in known]
    return _page("mental/need.html", found.person, form, found=found, shown=shown, cases=numbers)


def _note_look(found: Found) -> None:
    with unit_of_work() as uow:
        audit.record(uow, ENTRY_OPENED, about=found, subject=("unit_entry", found.id))


def _current_medicines(person: Person) -> list[tuple[str, str]]:
    return page.given_now(reading(), person)


def _records(person: Person) -> list[tuple[str, str]]:
    return page.signed_records(reading(), current_identity(), person)


def _page(template: str, person: Person, form: FormState, **more: Any) -> str:
    now = _now()
    banner = people.banner(reading(), current_identity(), person, now)
    return render_template(template, person=person, form=form, banner=banner, words=words, now=now, **more)


def _now() -> dt.datetime:
    moment: dt.datetime = current_app.extensions["clock"]()
    return moment
