"""The registers of the unit: lists with filters and files, and the entries of self-harm, measures and deaths."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.person_forms import Answer, about, again, enter, note_look, now_typed, person_of
from blueprints.person_forms import page as page_of
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, may, requires
from healthapp.database import UnitOfWork
from healthapp.i18n import LANGUAGES, language
from healthapp.injuries import death_notices
from healthapp.mental import (
    clusters,
    deaths,
    filters,
    page,
    presenter,
    queries,
    registers,
    restrictions,
    schemas,
    words,
)  # fmt: skip
from healthapp.mental import (
    self_harm as book,
)
from healthapp.mental.events import ENTRY_OPENED, REGISTER_OPENED, REGISTER_TAKEN
from healthapp.mental.models import RestrictiveMeasure, SelfHarmEntry
from healthapp.mental.queries import Found
from healthapp.mental.registers import REGISTERS, Register
from healthapp.people.models import Person
from healthapp.people.names import display_name
from healthapp.risk import apart
from healthapp.risk import queries as risk
from healthapp.web import spreadsheets
from healthapp.web.forms import FormState, load
from healthapp.web.request import configuration, current_identity, reading, this_moment, unit_of_work

bp = Blueprint("unit_books", __name__)


def register_of(_session: Session, identity: Identity, key: str) -> Register | None:
    """The register of a link, where it is open to this identity in at least one facility."""
    which = REGISTERS.get(key)
    return which if which is not None and registers.open_to(identity, which) else None


def entry_of(session: Session, identity: Identity, entry_id: uuid.UUID) -> Found | None:
    return queries.find(session, identity, Permission.SELF_HARM_READ, SelfHarmEntry, entry_id)


def measure_of(session: Session, identity: Identity, measure_id: uuid.UUID) -> Found | None:
    return queries.find(session, identity, Permission.RESTRICTION_READ, RestrictiveMeasure, measure_id)


@bp.get("/registers")
@requires(Permission.OWN_ACCOUNT)
def index() -> Answer:
    """The registers one may open; whoever may open none but the measures in force goes there."""
    known = [one for one in REGISTERS.values() if registers.open_to(current_identity(), one)]
    if not known:
        demand(Permission.RESTRICTION_WATCH, None)
        return redirect(url_for("unit_books.in_force"))
    return render_template("mental/registers.html", registers=known)


@bp.get("/registers/<key>")
@requires(Permission.OWN_ACCOUNT, register_of)
def show(which: Register) -> Answer:
    """One page of a register, as filtered; opening it is an event."""
    wanted, form = filters.read(which, request.args)
    found = registers.read(reading(), current_identity(), which, wanted)
    with unit_of_work() as uow:
        audit.record(uow, REGISTER_OPENED, register=which.code, rows=len(found.lines))
    rows = presenter.rows(which, found.lines, this_moment())
    places = registers.facilities(reading(), current_identity(), which)
    body = render_template(
        "mental/register.html",
        which=which,
        form=form,
        found=found,
        rows=rows,
        headings=presenter.SHAPES[which.code].headings(),
        facilities=[(str(place.id), place.name) for place in places],
        kinds=words.items(which.kinds),
        newer=filters.address(which, wanted, -1) if wanted.page > 1 else None,
        older=filters.address(which, wanted, 1) if found.more else None,
        clusters=clusters.standing(reading(), current_identity(), this_moment()) if _watches(which) else [],
    )
    return body if form.ok else (body, 422)


@bp.post("/registers/<key>")
@requires(Permission.OWN_ACCOUNT, register_of)
def take(which: Register) -> Answer:
    """The register as filtered, whole, as CSV, XLSX or PDF; taking it out is an event."""
    wanted, form = filters.read(which, request.form)
    kind = request.form.get("format", "")
    if not form.ok or kind not in ("csv", "xlsx", "pdf"):
        return redirect(url_for("unit_books.show", key=which.code), 303)
    found = registers.read(reading(), current_identity(), which, wanted, whole=True)
    table = presenter.table(which, presenter.rows(which, found.lines, this_moment()))
    with unit_of_work() as uow:
        audit.record(uow, REGISTER_TAKEN, register=which.code, rows=len(found.lines), format=kind)
    if kind == "pdf":
        return _paper(which, wanted, table)
    data = spreadsheets.as_xlsx(table) if kind == "xlsx" else spreadsheets.as_csv(table)
    answer = Response(data, mimetype=spreadsheets.XLSX if kind == "xlsx" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{which.code}.{kind}"'
    return answer


@bp.get("/registers/clusters")
@requires(Permission.CLUSTER_READ)
def cluster_list() -> str:
    """Where events of self-harm lie within one window of the settings."""
    at = this_moment()
    found = clusters.standing(reading(), current_identity(), at)
    with unit_of_work() as uow:
        audit.record(uow, REGISTER_OPENED, register="clusters", rows=len(found))
    rule = clusters.rule_at(reading(), at)
    return render_template("mental/clusters.html", clusters=found, rule=rule, words=words)


@bp.get("/registers/in-force")
@requires(Permission.RESTRICTION_WATCH)
def in_force() -> str:
    """Measures in force, until when, and the next review: no grounds and nothing medical."""
    at = this_moment()
    found = queries.in_force(reading(), _me())
    wrong = restrictions.against_rule(reading(), [one for one, _person in found])
    rows = [(one, person, presenter.measure_marks(one, at, against_rule=one.row.id in wrong)) for one, person in found]
    return render_template("mental/in_force.html", rows=rows, words=words, names=display_name)


@bp.get("/people/<uuid:person_id>/self-harm/new")
@requires(Permission.SELF_HARM_RECORD, person_of)
def self_harm_new(person: Person) -> str:
    records = page.signed_records(reading(), _me(), person)
    return page_of("mental/self_harm_new.html", person, FormState(now_typed("discovered")), records=records)


@bp.post("/people/<uuid:person_id>/self-harm/new")
@requires(Permission.SELF_HARM_RECORD, person_of)
def self_harm_save(person: Person) -> Answer:
    command, form = load(schemas.SelfHarmSchema(this_moment()), request.form)
    records = page.signed_records(reading(), _me(), person)
    if command is not None and not page.is_among(command.values["record_id"], records):
        abort(404)
    draw = partial(page_of, "mental/self_harm_new.html", person, records=records)
    return enter(command, form, draw, about(person, book.record, command), "unit_books.self_harm", entry_id=None)


@bp.get("/self-harm/<uuid:entry_id>")
@requires(Permission.SELF_HARM_READ, entry_of)
def self_harm(found: Found) -> str:
    note_look(found)
    return _self_harm_page(found, FormState(now_typed("at")))


@bp.post("/self-harm/<uuid:entry_id>")
@requires(Permission.SELF_HARM_RECORD, entry_of)
def self_harm_note(found: Found) -> Answer:
    """A debrief, a follow-up or a correction."""
    command, form = load(schemas.NoteSchema(this_moment()), request.form)
    act = again(entry_of, found, lambda uow, row: book.follow(uow, row, command))
    return enter(command, form, partial(_self_harm_page, found), act, "unit_books.self_harm", entry_id=found.id)


@bp.get("/people/<uuid:person_id>/restrictions/new")
@requires(Permission.RESTRICTION_RECORD, person_of)
def restriction_new(person: Person) -> str:
    return _restriction_form(person, FormState(now_typed("started")))


@bp.post("/people/<uuid:person_id>/restrictions/new")
@requires(Permission.RESTRICTION_RECORD, person_of)
def restriction_save(person: Person) -> Answer:
    command, form = load(schemas.RestrictionSchema(this_moment()), request.form)
    draw = partial(_restriction_form, person)
    act = about(person, restrictions.record, command)
    return enter(command, form, draw, act, "unit_books.restriction", measure_id=None)


@bp.get("/restrictions/<uuid:measure_id>")
@requires(Permission.RESTRICTION_READ, measure_of)
def restriction(found: Found) -> str:
    note_look(found)
    return _restriction_page(found, FormState(now_typed("at")))


@bp.post("/restrictions/<uuid:measure_id>")
@requires(Permission.RESTRICTION_RECORD, measure_of)
def restriction_step(found: Found) -> Answer:
    """A review, a visit, a longer term, the end."""
    command, form = load(schemas.RestrictionStepSchema(this_moment()), request.form)

    done = again(measure_of, found, lambda uow, row: restrictions.step(uow, row, command))
    return enter(command, form, partial(_restriction_page, found), done, "unit_books.restriction", measure_id=found.id)


@bp.get("/people/<uuid:person_id>/death")
@requires(Permission.DEATH_READ, person_of)
def death(person: Person) -> Answer:
    """The report of a death with its tasks, or the form of one."""
    return _death_page(person, FormState(now_typed("died") | now_typed("done")))


@bp.post("/people/<uuid:person_id>/death")
@requires(Permission.DEATH_RECORD, person_of)
def death_save(person: Person) -> Answer:
    command, form = load(schemas.DeathSchema(this_moment()), request.form)
    act = about(person, deaths.report, command)
    return enter(command, form, partial(_death_page, person), act, "unit_books.death", person_id=person.id)


@bp.post("/people/<uuid:person_id>/death/tasks")
@requires(Permission.DEATH_RECORD, person_of)
def task_add(person: Person) -> Answer:
    command, form = load(schemas.TaskSchema(this_moment()), request.form)
    return _task(person, command, form, lambda uow, row: deaths.add_task(uow, row, command))


@bp.post("/people/<uuid:person_id>/death/tasks/<uuid:task_id>")
@requires(Permission.DEATH_RECORD, person_of)
def task_end(person: Person) -> Answer:
    command, form = load(schemas.TaskEndSchema(this_moment()), request.form)
    wanted = (request.view_args or {})["task_id"]

    def act(uow: UnitOfWork, row: Any) -> None:
        task = deaths.task_of(uow, row, wanted)
        if task is None:
            abort(404)
        deaths.end_task(uow, row, task, command)

    return _task(person, command, form, act, str(wanted))


def _task(
    person: Person, command: Any, form: FormState, act: Callable[[UnitOfWork, Any], Any], task: str = ""
) -> Answer:
    if queries.death_of(reading(), person.id) is None:
        abort(404)

    def run(uow: UnitOfWork) -> Any:
        return act(uow, queries.death_of(uow.session, person.id))

    draw = partial(_death_page, person, task=task)
    return enter(command, form, draw, run, "unit_books.death", person_id=person.id)


def _self_harm_page(found: Found, form: FormState) -> str:
    return page_of(
        "mental/self_harm.html",
        found.person,
        form,
        found=found,
        number=presenter.number("self-harm", found.row, found.facility.code),
        notes=queries.notes_of(reading(), found.id),
        episode=risk.open_of(reading(), found.person.id),
        records=page.injury_records(reading(), _me(), found.person, found.row),
    )


def _restriction_page(found: Found, form: FormState) -> str:
    number = presenter.number("restrictions", found.row, found.facility.code)
    shown = queries.measures(reading(), [found.row])[0]
    wrong = found.id in restrictions.against_rule(reading(), [shown])
    marks = presenter.measure_marks(shown, this_moment(), against_rule=wrong)
    return page_of(
        "mental/restriction.html",
        found.person,
        form,
        found=found,
        number=number,
        shown=shown,
        marks=marks,
        at_risk=risk.open_of(reading(), found.person.id) if wrong else None,
    )


def _restriction_form(person: Person, form: FormState) -> str:
    """``at_risk``: the episode whose level allows nobody to keep the person apart without a doctor's grounds."""
    at_risk = risk.open_of(reading(), person.id) if apart.forbidden(reading(), [person.id]) else None
    return page_of("mental/restriction_new.html", person, form, at_risk=at_risk)


def _death_page(person: Person, form: FormState, task: str = "") -> str:
    """``task``: the one whose form is wrong; empty: the form of a new one, or of the report itself."""
    row, notice = queries.death_of(reading(), person.id), death_notices.of_person(reading(), person.id)
    if row is None:
        demand(Permission.DEATH_RECORD, person)
        return page_of("mental/death_new.html", person, form, notice=notice)
    with unit_of_work() as uow:
        audit.record(uow, ENTRY_OPENED, about=row, subject=("unit_entry", row.id))
    found = queries.tasks_of(reading(), row.id)
    number = page.death_number(reading(), row)
    return page_of(
        "mental/death.html", person, form, row=row, tasks=found, number=number, wrong=task, notice=notice
    )  # fmt: skip


def _paper(which: Register, wanted: registers.Wanted, table: list[list[str]]) -> Response:
    from healthapp.mental import document  # noqa: PLC0415 - fonts are loaded by those who print

    chosen = language() if language() in LANGUAGES else "az"
    known = registers.facilities(reading(), _me(), which)
    chosen_place = [one for one in known if one.id == wanted.facility_id] or (known if len(known) == 1 else [])
    place = chosen_place[0] if chosen_place else None
    told = document.RegisterPrint(
        chosen, document.institution(place), filters.span(wanted), _me().name, this_moment(), configuration().is_demo
    )
    name, body = document.register(which, table, told)
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _watches(which: Register) -> bool:
    return which.code == "self-harm" and may(Permission.CLUSTER_READ)


def _me() -> Identity:
    return current_identity()
