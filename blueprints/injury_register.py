"""The trauma register of a facility: on the page, as CSV or XLSX, on paper. Opening it is an event."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.injuries import Answer
from blueprints.printing import pdf_answer
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.i18n import language
from healthapp.injuries import presenter, register, register_words
from healthapp.injuries.copies import Print, Profile
from healthapp.injuries.events import REGISTER_OPENED, REGISTER_PRINTED
from healthapp.injuries.register_forms import FilterSchema
from healthapp.people.models import Facility
from healthapp.web import spreadsheets
from healthapp.web.forms import load
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("injury_register", __name__)


@bp.get("/injuries/register")
@requires(Permission.INJURY_REGISTER)
def registers() -> Answer:
    found = register.facilities(reading(), current_identity())
    if len(found) == 1:
        return redirect(url_for("injury_register.book", facility_id=found[0].id))
    return render_template("injuries/registers.html", facilities=found)


@bp.get("/injuries/register/<uuid:facility_id>")
@requires(Permission.INJURY_REGISTER, register.find_facility)
def book(facility: Facility) -> Answer:
    """The register of one year, narrowed as asked; ``?form=csv``, ``xlsx`` or ``pdf`` gives the same as a file."""
    wanted, form = load(FilterSchema(), request.args)
    kind = request.args.get("form", "")
    known = register.years(reading(), facility)
    chosen = wanted or register.Filter()
    year = chosen.year if chosen.year in known else next(iter(known), 0)
    whole = register.lines(reading(), facility, year)
    lines = chosen.narrow(whole)
    if kind in ("csv", "xlsx", "pdf") and form.ok:
        return _file(facility, year, lines, kind, register_words.narrowed(request.args, whole))
    with unit_of_work() as uow:
        audit.record(uow, REGISTER_OPENED, facility_id=facility.id, entries=len(lines))
    form.values = {**request.args, "year": str(year)}
    body = render_template(
        "injuries/book.html",
        form=form,
        facility=facility,
        lines=lines,
        now=this_moment(),
        narrowed=chosen.narrows,
        chosen={name: value for name, value in request.args.items() if value and name != "form"},
        year_items=[(str(one), str(one)) for one in known],
        cause_items=register_words.cause_items(whole),
        place_items=register_words.place_items(whole),
        alleged_items=register_words.alleged_items(),
        notice_items=register_words.notice_items(),
        words=register_words,
        notice_state=presenter.notice_state,
    )
    return body if form.ok else (body, 422)


def _file(facility: Facility, year: int, lines: list[register.Line], kind: str, filtered: str) -> Response:
    with unit_of_work() as uow:
        audit.record(uow, REGISTER_PRINTED, facility_id=facility.id, entries=len(lines), form=kind)
        printed_at = uow.now()
    if kind == "pdf":
        from healthapp.injuries import register_document  # noqa: PLC0415 - fonts are loaded by those who print

        event = Print(Profile.REPORT, language(), current_identity().name, printed_at)
        made = register_document.book(facility, year, lines, filtered, event)
        return pdf_answer(made.body, made.name, reason=f"{register_document.FORM} {year}")
    table = register_words.table(lines, facility, printed_at)
    data = spreadsheets.as_xlsx(table) if kind == "xlsx" else spreadsheets.as_csv(table)
    answer = Response(data, mimetype=spreadsheets.XLSX if kind == "xlsx" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="trauma_{facility.code}_{year}.{kind}"'
    return answer
