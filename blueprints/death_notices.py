"""The notice of a death to the prosecutor: where it stands, its steps, its letter."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.person_forms import Answer, enter, person_of
from blueprints.person_forms import page as page_of
from blueprints.printing import pdf_answer
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import demand, requires
from healthapp.database import UnitOfWork
from healthapp.i18n import LANGUAGES, language
from healthapp.injuries import death_notices, notices, presenter
from healthapp.injuries.events import NOTICE_OPENED, NOTICE_PRINTED
from healthapp.injuries.forms import StepSchema
from healthapp.injuries.models import DeathNotice
from healthapp.mental import deaths, page, queries
from healthapp.people.models import Facility, Person
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("death_notices", __name__, url_prefix="/people/<uuid:person_id>/death/notice")


@bp.get("")
@requires(Permission.DEATH_READ, person_of)
def show(person: Person) -> str:
    """What is due, until when, and what came of it."""
    return _page(person, FormState())


@bp.post("")
@requires(Permission.DEATH_READ, person_of)
def move(person: Person) -> Answer:
    demand(Permission.DEATH_RECORD, person)
    known = _notice(person)
    since = notices.not_before(known, known.died_at)
    command, form = load(StepSchema(this_moment(), since=since), request.form)

    def act(uow: UnitOfWork) -> DeathNotice:
        row = death_notices.of_person(uow.session, person.id)
        assert row is not None
        assert command is not None
        deaths.move_notice(uow, row, **command)
        return row

    try:
        return enter(command, form, partial(_page, person), act, "death_notices.show", person_id=person.id)
    except notices.WrongStep:  # recorded meanwhile: the page shows by whom
        return redirect(url_for("death_notices.show", person_id=person.id), 303)


@bp.get("/print")
@requires(Permission.DEATH_READ, person_of)
def print_letter(person: Person) -> Response:
    """The letter, ready for its envelope."""
    from healthapp.mental import death_document  # noqa: PLC0415 - fonts are loaded by those who print

    demand(Permission.DEATH_RECORD, person)
    wanted, row = request.args.get("language", language()), _notice(person)
    if wanted not in LANGUAGES:
        abort(404)
    with unit_of_work() as uow:
        audit.record(uow, NOTICE_PRINTED, about=row, subject=(death_notices.SUBJECT, row.id), language=wanted)
        printed_at = uow.now()
    session, report = reading(), queries.death_of(reading(), person.id)
    told = death_document.Told(
        notice=row,
        due=death_notices.due_at(session, row),
        person=person,
        facility=session.get_one(Facility, row.facility_id),
        report=report,
        number=page.death_number(session, report) if report is not None else str(row.id),
        records=death_notices.documented(session, row),
    )
    name, body = death_document.letter(told, death_document.Wanted(wanted, current_identity().name, printed_at))
    return pdf_answer(body, name, reason=f"{death_document.FORM} {told.number}")


def _notice(person: Person) -> DeathNotice:
    row = death_notices.of_person(reading(), person.id)
    if row is None:
        abort(404)
    return row


def _page(person: Person, form: FormState) -> str:
    row = _notice(person)
    with unit_of_work() as uow:
        audit.record(uow, NOTICE_OPENED, about=row, subject=(death_notices.SUBJECT, row.id))
    session = reading()
    return page_of(
        "injuries/death_notice.html",
        person,
        form,
        notice=row,
        facts=presenter.death_facts(row),
        next_step=notices.STEPS.get(row.state),
        due=death_notices.due_at(session, row),
        report=queries.death_of(session, person.id),
        channels=presenter.channels(),
        print_url=url_for("death_notices.print_letter", person_id=person.id),
    )
