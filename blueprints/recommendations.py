"""Recommendations of the Ombudsman: the ageing list, one of them with its steps, a new draft."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.i18n import gettext as _
from healthapp.inspection import queries as visits
from healthapp.inspection.models import Visit
from healthapp.people import queries as people
from healthapp.recommendations import presenter, queries, services
from healthapp.recommendations.events import TAKEN_OUT
from healthapp.recommendations.queries import Found, Wanted
from healthapp.recommendations.schemas import DraftSchema, TakeSchema
from healthapp.recommendations.states import State
from healthapp.recommendations.steps import declare_steps
from healthapp.web import before, positions, spreadsheets
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, posted_number, reading, this_day, unit_of_work

bp = Blueprint("recommendations", __name__, url_prefix="/recommendations")
declare_steps()
Answer = Response | str | tuple[str, int]
MOST = 5_000


def _wanted() -> Wanted:
    state, addressee = request.values.get("state", "waiting"), request.values.get("addressee", "")
    return Wanted(
        state if state in {"", "waiting", *State} else "waiting", addressee if addressee in presenter.ADDRESSEES else ""
    )


@bp.get("")
@requires(Permission.RECOMMENDATION_READ)
def index() -> str:
    """What is longest overdue first, and what became of those of each year."""
    wanted, session = _wanted(), reading()
    after = positions.day_and_id(request.args.get("after", ""))
    found = queries.listed(session, current_identity(), wanted, limit=queries.PAGE + 1, after=after)
    shown = found[: queries.PAGE]
    address: dict[str, Any] = {"state": wanted.state, "addressee": wanted.addressee}
    more = presenter.position_text(shown[-1][0]) if len(found) > queries.PAGE else None
    return render_template(
        "recommendations/index.html",
        rows=[presenter.row(one, this_day()) for one in shown],
        wanted=wanted,
        states=[
            ("waiting", _("Not settled")),
            *((code, str(text)) for code, (_shape, text) in presenter.STATES.items()),
        ],
        addressees=presenter.items(presenter.ADDRESSEES),
        years=presenter.years(queries.by_year(session, this_day())) if may(Permission.RECOMMENDATION_WRITE) else [],
        older=url_for("recommendations.index", **address, after=more) if more else None,
        newest=url_for("recommendations.index", **address) if after else None,
    )


@bp.post("/export")
@requires(Permission.RECOMMENDATION_READ)
def export() -> Response:
    """The filtered list as a file; taking it out is an event."""
    form = "xlsx" if request.form.get("format") == "xlsx" else "csv"
    found = queries.listed(reading(), current_identity(), _wanted(), limit=MOST)
    with unit_of_work() as uow:
        audit.record(uow, TAKEN_OUT, rows=len(found), format=form)
    table = presenter.table(presenter.row(one, this_day()) for one in found)
    data = spreadsheets.as_xlsx(table) if form == "xlsx" else spreadsheets.as_csv(table)
    answer = Response(data, mimetype=spreadsheets.XLSX if form == "xlsx" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="recommendations.{form}"'
    return answer


@bp.get("/new")
@requires(Permission.RECOMMENDATION_WRITE)
def new() -> str:
    """An empty draft, or one that follows from a visit (``?visit=`` of one's own, ``&area=``)."""
    visit = _visit(request.args.get("visit", type=uuid.UUID))
    values = {"area": request.args.get("area", "")}
    if visit is not None:
        values |= {"visit_id": str(visit.id), "facility_id": str(visit.facility_id)}
    return _new_page(FormState(values))


@bp.post("/new")
@requires(Permission.RECOMMENDATION_WRITE)
def new_save() -> Answer:
    command, form = load(DraftSchema(this_day()), request.form)
    if command is None:
        return _new_page(form), 422
    if command.visit_id is not None and _visit(command.visit_id) is None:
        abort(404)
    try:
        with unit_of_work() as uow:
            row = services.draft(uow, command)
    except services.UnknownNumber:
        form.add("repeats", _("No recommendation of this number was issued"))
        return _new_page(form), 422
    flash(_("The draft is kept. The Ombudsman issues it."), "success")
    return redirect(url_for("recommendations.show", recommendation_id=row.id), 303)


def _visit(visit_id: uuid.UUID | None) -> Visit | None:
    """The visit of a link, as far as the reader sees it."""
    return visits.find_visit(reading(), current_identity(), visit_id) if visit_id is not None else None


def _given(form: FormState, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(form.value(name))
    except ValueError:
        return None


def _new_page(form: FormState) -> str:
    return render_template(
        "recommendations/new.html",
        form=form,
        visit=_visit(_given(form, "visit_id")),
        places=[(str(place.id), place.name) for place in people.open_facilities(reading())],
        addressees=presenter.items(presenter.ADDRESSEES),
        areas=presenter.items(presenter.AREAS),
    )


@bp.get("/<uuid:recommendation_id>")
@requires(Permission.RECOMMENDATION_READ, queries.find)
def show(found: Found) -> str:
    """What is recommended, what was done, and what this reader may record next."""
    return _page(found, FormState())


@bp.post("/<uuid:recommendation_id>/step")
@requires(Permission.RECOMMENDATION_READ, queries.find)
def step(found: Found) -> Answer:
    if found.steps and posted_number() != found.row.steps:
        return _stepped(found)
    command, form = load(TakeSchema(queries.possible(reading(), current_identity(), found.row)), request.form)
    if command is None:
        return _page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.take(uow, found.id, command, seen=posted_number())
    except services.OutOfDate:
        return _stepped(queries.find(reading(), current_identity(), found.id) or found)
    return redirect(url_for("recommendations.show", recommendation_id=found.id), 303)


def _stepped(found: Found) -> Answer:
    """What was typed beside the step that somebody recorded since the page was drawn."""
    form, row = FormState(request.form), found.steps[-1]
    form.add("step", before.step(row.author_id, row.author_name, row.at))
    return _page(found, form), 409


def _page(found: Found, form: FormState) -> str:
    possible = queries.possible(reading(), current_identity(), found.row)
    return render_template(
        "recommendations/show.html",
        found=found,
        form=form,
        words=presenter.words_of(found.row),
        lang=presenter.lang_of(found.row),
        facts=presenter.facts(found, this_day()),
        state=presenter.STATES[found.row.state],
        entries=presenter.entries(found),
        steps=presenter.next_steps(possible),
        possible={step.value for step in possible},
        answers=presenter.items(presenter.ANSWERS),
        found_items=presenter.items(presenter.FOUND),
    )
