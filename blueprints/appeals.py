"""Appeals about care: the list by waiting, one appeal with its steps, a new one."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import demand, may, requires
from healthapp.appeals import importing, presenter, queries, services
from healthapp.appeals.events import APPEAL_PRINTED, APPEAL_READ, APPEALS_EXPORTED, APPEALS_LISTED
from healthapp.appeals.queries import Found, Wanted
from healthapp.appeals.schemas import ReceiveSchema, TakeSchema
from healthapp.appeals.states import State
from healthapp.appeals.steps import declare_steps
from healthapp.dates import values_now
from healthapp.i18n import LANGUAGES, ngettext
from healthapp.i18n import gettext as _
from healthapp.importing.reading import MOST_BYTES, BadFile
from healthapp.importing.report import file_error
from healthapp.ledger.folded import folded_digest
from healthapp.ledger.printed import proven
from healthapp.people import copies
from healthapp.people import presenter as people
from healthapp.people.models import Person
from healthapp.web import before, positions, spreadsheets
from healthapp.web.forms import FormState, load
from healthapp.web.request import (
    current_identity,
    end_reading,
    posted_number,
    reading,
    this_moment,
    unit_of_work,
    uploaded,
)

bp = Blueprint("appeals", __name__)
declare_steps()
Answer = Response | str | tuple[str, int]
MOST = 5_000


def _wanted() -> Wanted:
    values = request.values
    state = values.get("state", "open")
    kind = values.get("kind", "")
    return Wanted(
        state if state in {"", "open", *State} else "open",
        kind if kind in presenter.KINDS else "",
    )


@bp.get("/appeals")
@requires(Permission.APPEAL_READ)
def index() -> str:
    """What waits longest first."""
    wanted, identity = _wanted(), current_identity()
    after = positions.moment_and_id(request.args.get("after", ""))
    lines = queries.listed(reading(), identity, wanted, limit=queries.PAGE + 1, after=after)
    with unit_of_work() as uow:
        audit.record(uow, APPEALS_LISTED, rows=min(len(lines), queries.PAGE))
    shown = lines[: queries.PAGE]
    older = presenter.position_text(shown[-1]) if len(lines) > queries.PAGE else None
    return render_template(
        "appeals/index.html",
        rows=[presenter.row(line, this_moment()) for line in shown],
        wanted=wanted,
        states=[("open", _("Not told yet")), *((code, str(text)) for code, (_s, text) in presenter.STATES.items())],
        kinds=presenter.items(presenter.KINDS),
        older=url_for("appeals.index", state=wanted.state, kind=wanted.kind, after=older) if older else None,
        newest=url_for("appeals.index", state=wanted.state, kind=wanted.kind) if after else None,
    )


@bp.post("/appeals/export")
@requires(Permission.APPEAL_READ)
def export() -> Response:
    """The filtered list as a file."""
    form = "xlsx" if request.form.get("format") == "xlsx" else "csv"
    lines = queries.listed(reading(), current_identity(), _wanted(), limit=MOST)
    with unit_of_work() as uow:
        audit.record(uow, APPEALS_EXPORTED, rows=len(lines), format=form)
    table = presenter.table(presenter.row(line, this_moment()) for line in lines)
    data = spreadsheets.as_xlsx(table) if form == "xlsx" else spreadsheets.as_csv(table)
    answer = Response(data, mimetype=spreadsheets.XLSX if form == "xlsx" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="appeals.{form}"'
    return answer


@bp.get("/appeals/new")
@requires(Permission.APPEAL_RECORD)
def new() -> str:
    """An appeal about an institution, or about somebody known by name alone."""
    return _new_page(FormState(_today()), None)


@bp.post("/appeals/new")
@requires(Permission.APPEAL_RECORD)
def new_save() -> Answer:
    command, form = load(ReceiveSchema(this_moment()), request.form)
    places = {place.id for place in queries.facilities(reading(), current_identity())}
    if command is not None and command.facility_id not in places:
        form.add("facility_id", _("Choose one"))
    if command is None or not form.ok:
        return _new_page(form, None), 422
    with unit_of_work() as uow:
        row = services.receive(uow, command, facility_id=command.facility_id)
    return _received(row.id)


@bp.get("/people/<uuid:person_id>/appeals/new")
@requires(Permission.APPEAL_RECORD, queries.person)
def new_of_person(person: Person) -> str:
    """An appeal of somebody in custody, from their page."""
    return _new_page(FormState(_today()), person)


@bp.post("/people/<uuid:person_id>/appeals/new")
@requires(Permission.APPEAL_RECORD, queries.person)
def new_of_person_save(person: Person) -> Answer:
    command, form = load(ReceiveSchema(this_moment()), request.form)
    if command is None or person.facility_id is None:
        return _new_page(form, person), 422
    with unit_of_work() as uow:
        row = services.receive(uow, command, facility_id=person.facility_id, person=person)
    return _received(row.id)


def _received(appeal_id: uuid.UUID) -> Response:
    flash(_("The appeal is in the book."), "success")
    return redirect(url_for("appeals.show", appeal_id=appeal_id), 303)


def _today() -> dict[str, str]:
    return values_now(this_moment())


def _new_page(form: FormState, person: Person | None) -> str:
    identity = current_identity()
    return render_template(
        "appeals/new.html",
        form=form,
        person=person,
        banner=people.banner(reading(), identity, person, this_moment()) if person is not None else None,
        places=[(str(place.id), place.name) for place in queries.facilities(reading(), identity)],
        sources=presenter.items(presenter.SOURCES),
        kinds=presenter.items(presenter.KINDS),
        languages=presenter.languages(),
    )


@bp.get("/appeals/import")
@requires(Permission.APPEAL_IMPORT)
def import_page() -> str:
    """Where the list of the 916 call centre is brought."""
    return _import_page(FormState())


@bp.post("/appeals/import")
@requires(Permission.APPEAL_IMPORT)
def import_save() -> Answer:
    """Check a list, which writes nothing; or take in the rows of the text that was checked."""
    form, data = FormState(request.form), _list_given()
    try:
        rows = importing.check(reading(), current_identity(), data, this_moment())
    except BadFile as error:
        form.add("list", file_error(error))
        return _import_page(form), 422
    if request.form.get("action") != "take":
        return _import_page(FormState({"text": data.decode("utf-8-sig")}), rows)
    end_reading()  # what another window took in meanwhile must be seen
    with unit_of_work() as uow:
        uow.lock("appeal-number")
        rows = importing.check(uow.session, uow.actor, data, this_moment())
        count = importing.take_in(uow, rows)
    flash(ngettext("%(num)s appeal was taken in.", "%(num)s appeals were taken in.", count), "success")
    return redirect(url_for("appeals.index"), 303)


def _list_given() -> bytes:
    """The file, or the text of one that was checked before."""
    given = request.files.get("list")
    if given is None or not given.filename:
        return request.form.get("text", "").encode()
    return uploaded("list", MOST_BYTES)


def _import_page(form: FormState, rows: list[importing.Row] | None = None) -> str:
    return render_template(
        "appeals/import.html",
        form=form,
        checked=presenter.checked(rows) if rows is not None else None,
        columns=list(presenter.COLUMNS.items()),
        kinds=presenter.items(presenter.KINDS),
    )


@bp.get("/appeals/<uuid:appeal_id>")
@requires(Permission.APPEAL_READ, queries.find)
def show(found: Found) -> str:
    """What is asked, what was done, and what may be recorded next."""
    with unit_of_work() as uow:
        audit.record(uow, APPEAL_READ, about=found, subject=(services.SUBJECT, found.id), kind=found.row.kind)
    return _page(found, FormState(_today()))


@bp.post("/appeals/<uuid:appeal_id>/print")
@requires(Permission.APPEAL_READ, queries.find)
def print_appeal(found: Found) -> Response:
    """What was asked and what became of it, for the person, in their language; every print is an event."""
    from healthapp.appeals import document  # noqa: PLC0415 - fonts are loaded by those who print

    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(409, _("Choose the language of the print"))
    with unit_of_work() as uow:
        audit.record(uow, APPEAL_PRINTED, about=found, subject=(services.SUBJECT, found.id), language=wanted)
        at = uow.now()
    session, identity = reading(), current_identity()
    sealed = folded_digest(found.row, found.steps)
    name, data = document.render(
        found,
        language=wanted,
        printed_by=identity.name,
        at=at,
        digest=sealed,
        place=proven(session, found.id, sealed),
        phone=copies.ombudsman_phone(session, at),
    )
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/appeals/<uuid:appeal_id>/step")
@requires(Permission.APPEAL_READ, queries.find)
def step(found: Found) -> Answer:
    demand(Permission.APPEAL_RECORD, found)
    if found.steps and posted_number() != found.row.steps:
        return _stepped(found)
    last = found.steps[-1].at if found.steps else found.row.received_at
    command, form = load(TakeSchema(State(found.row.state), this_moment(), last), request.form)
    if command is None:
        return _page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.take(uow, found.id, command, seen=posted_number())
    except services.NotYours:
        form.add("step", _("The Medical Department decides about the care a unit gives"))
        return _page(found, form), 422
    except services.OutOfDate:
        return _stepped(queries.find(reading(), current_identity(), found.id) or found)
    return redirect(url_for("appeals.show", appeal_id=found.id), 303)


def _stepped(found: Found) -> Answer:
    """What was typed beside the step that somebody recorded since the page was drawn."""
    form, row = FormState(request.form), found.steps[-1]
    form.add("step", before.step(row.author_id, row.author_name, row.recorded_at))
    return _page(found, form), 409


@bp.post("/appeals/<uuid:appeal_id>/pass-on")
@requires(Permission.APPEAL_HAND_ON, queries.find)
def pass_on(found: Found) -> Answer:
    """The mechanism hands an appeal to the medical service, with the person's consent."""
    if request.form.get("consent") != "yes":
        form = FormState(_today())
        form.add("consent", _("Pass it on only with the person's consent"))
        return _page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.pass_on(uow, found.id)
    except services.OutOfDate:
        pass  # passed on by the first of two clicks
    return redirect(url_for("appeals.show", appeal_id=found.id), 303)


def _page(found: Found, form: FormState) -> str:
    identity = current_identity()
    decides = queries.decides(found.row, identity)
    return render_template(
        "appeals/show.html",
        found=found,
        form=form,
        banner=people.banner(reading(), identity, found.person, this_moment()) if found.person is not None else None,
        facts=presenter.facts(found),
        state=presenter.STATES[found.row.state],
        entries=presenter.entries(found),
        steps=presenter.next_steps(found, may_decide=decides) if may(Permission.APPEAL_RECORD, found) else [],
        decides=decides,
        outcomes=presenter.items(presenter.OUTCOMES),
        told_how=presenter.items(presenter.TOLD_HOW),
        languages=list(LANGUAGES.items()),
        may_pass_on=may(Permission.APPEAL_HAND_ON, found) and found.row.oversight and not found.row.passed_on,
    )
