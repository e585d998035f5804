"""The mechanism's figures by year: on a page, as a file, on paper; and importing those of earlier years."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints import importing
from blueprints.printing import pdf_answer
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.appeals import presenter as appeal_words
from healthapp.appeals import queries as appeals
from healthapp.i18n import format_moment, language
from healthapp.i18n import gettext as _
from healthapp.importing import report
from healthapp.importing.checks import REJECTED
from healthapp.inspection import events
from healthapp.inspection.annual import presenter, queries, services
from healthapp.inspection.annual.models import YearImport
from healthapp.inspection.annual.presenter import Table
from healthapp.inspection.annual.reading import COLUMNS
from healthapp.recommendations import queries as recommendations
from healthapp.web import spreadsheets
from healthapp.web.forms import FormState
from healthapp.web.request import configuration, current_identity, reading, this_day, unit_of_work

bp = Blueprint("annual", __name__, url_prefix="/visits/years")
Answer = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.STATISTICS_READ)
def index() -> str:
    """Visits, recommendations and appeals of each year."""
    return _page(FormState())


@bp.post("/export")
@requires(Permission.STATISTICS_READ)
def export() -> Response:
    """The same tables as CSV, XLSX or PDF. They leave the house: small numbers of people stay in it."""
    asked = request.form.get("format", "")
    form = asked if asked in ("xlsx", "pdf") else "csv"
    tables = [presenter.outward(table) for table in _tables()]
    rows = presenter.file_rows(tables)
    with unit_of_work() as uow:
        audit.record(uow, events.YEARS_EXPORTED, rows=len(rows), format=form)
        printed_at = uow.now()
    if form == "pdf":
        return _print(tables, printed_at)
    data = spreadsheets.as_xlsx(rows) if form == "xlsx" else spreadsheets.as_csv(rows)
    answer = Response(data, mimetype=spreadsheets.XLSX if form == "xlsx" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="visits-by-year.{form}"'
    return answer


def _print(tables: list[Table], at: dt.datetime) -> Response:
    from healthapp.inspection.annual import document  # noqa: PLC0415 - fonts are loaded by those who print

    years = queries.visits(reading(), current_identity())
    wanted = document.Wanted(language(), current_identity().name, at, configuration().mode == "demo")
    made = document.render(tables, years, wanted)
    return pdf_answer(made.body, made.name, reason=document.FORM)


@bp.post("/import")
@requires(Permission.STATISTICS_IMPORT)
def check() -> Answer:
    """Check a file; the figures stay as they are."""
    form = FormState()
    row = importing.checked("years", form, services.check)
    if row is None:
        return _page(form), 422
    return redirect(url_for("annual.show", import_id=row.id), 303)


@bp.get("/import/<uuid:import_id>")
@requires(Permission.STATISTICS_IMPORT, queries.find_import)
def show(row: YearImport) -> str:
    return importing.page(
        row,
        presenter.REPORT,
        heads=COLUMNS,
        naming=0,
        title=_("Check of figures of earlier years"),
        back=(url_for("annual.index"), _("Figures by year")),
        rejected_href=url_for("annual.rejected", import_id=row.id),
    )


@bp.post("/import/<uuid:import_id>")
@requires(Permission.STATISTICS_IMPORT, queries.find_import)
def decide(row: YearImport) -> Response:
    """Apply exactly what was checked, or leave it."""
    done = importing.decided(
        lambda uow, digest: services.apply(uow, row.id, digest), lambda uow: services.give_up(uow, row.id)
    )
    if not done:
        flash(
            _("The figures changed since the check, or this file was dealt with already. Nothing was applied."),
            "warning",
        )
        return redirect(url_for("annual.show", import_id=row.id), 303)
    flash(_("Done. The figures stand here."), "success")
    return redirect(url_for("annual.index"), 303)


@bp.post("/import/<uuid:import_id>/rejected")
@requires(Permission.STATISTICS_IMPORT, queries.find_import)
def rejected(row: YearImport) -> Response:
    """The rejected rows as a file; that they left is recorded."""
    with unit_of_work() as uow:
        count = row.counts.get(REJECTED, 0)
        audit.record(uow, events.YEARS_REJECTED_TAKEN, subject=(services.SUBJECT, row.id), rows=count)
    return importing.rejected_rows(presenter.REPORT.rejected_file(row))


def _tables() -> list[Table]:
    session, identity = reading(), current_identity()
    today = this_day()
    kinds, outcomes = appeals.by_year(session, identity)
    return [
        presenter.visits(queries.visits(session, identity)),
        presenter.places(queries.by_place(session, identity)),
        presenter.recommendations(recommendations.by_year(session, today)),
        presenter.appeals(_("Appeals to the mechanism, by what is asked"), kinds, appeal_words.KINDS),
        presenter.appeals(
            _("Appeals to the mechanism, by outcome"), outcomes, {**appeal_words.OUTCOMES, "": _("Not decided yet")}
        ),
    ]


def _page(form: FormState) -> str:
    return render_template(
        "inspection/years.html",
        form=form,
        tables=_tables(),
        imports=[
            (url_for("annual.show", import_id=row.id), format_moment(row.made_at), row.made_by_name,
             report.state(row))
            for row in queries.imports(reading(), current_identity())
        ],
        columns=presenter.COLUMN_WORDS.items(),
        places=presenter.PLACES.items(),
        manages=may(Permission.STATISTICS_IMPORT),
    )  # fmt: skip
