"""The list of diseases that are a ground for release, and importing a new version of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from blueprints import importing
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.cases.diseases import presenter, queries, services
from healthapp.cases.diseases.models import DiseaseList
from healthapp.cases.events import DISEASES_REJECTED_TAKEN
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.importing import report
from healthapp.importing.checks import REJECTED
from healthapp.web.forms import FormState
from healthapp.web.request import current_identity, reading, this_day, unit_of_work

bp = Blueprint("diseases", __name__)
Answer = Response | str | tuple[str, int]


@bp.get("/cases/diseases")
@requires(Permission.DISEASE_READ)
def index() -> str:
    return _index(FormState())


@bp.post("/cases/diseases")
@requires(Permission.DISEASE_MANAGE)
def check() -> Answer:
    """Check a file; the list stays as it is."""
    form = FormState()
    row = importing.checked("list", form, services.check)
    if row is None:
        return _index(form), 422
    return redirect(url_for("diseases.show", list_id=row.id), 303)


@bp.get("/cases/diseases/<uuid:list_id>")
@requires(Permission.DISEASE_MANAGE, queries.find_import)
def show(row: DiseaseList) -> str:
    return importing.page(
        row,
        presenter.REPORT,
        heads=(_("Number in the list"), _("Name of the disease")),
        naming=1,
        title=_("Check of a list of diseases"),
        back=(url_for("diseases.index"), _("List of diseases")),
        rejected_href=url_for("diseases.rejected", list_id=row.id),
    )


@bp.post("/cases/diseases/<uuid:list_id>")
@requires(Permission.DISEASE_MANAGE, queries.find_import)
def decide(row: DiseaseList) -> Response:
    """Apply exactly what was checked, or leave it."""
    done = importing.decided(
        lambda uow, digest: services.apply(uow, row.id, digest), lambda uow: services.give_up(uow, row.id)
    )
    if not done:
        flash(
            _("The list changed since the check, or this file was dealt with already. Nothing was applied."), "warning"
        )
        return redirect(url_for("diseases.show", list_id=row.id), 303)
    flash(_("Done. Entries in force are listed here."), "success")
    return redirect(url_for("diseases.index"), 303)


@bp.post("/cases/diseases/<uuid:list_id>/rejected")
@requires(Permission.DISEASE_MANAGE, queries.find_import)
def rejected(row: DiseaseList) -> Response:
    """The rejected rows as a file; that they left is recorded."""
    with unit_of_work() as uow:
        count = row.counts.get(REJECTED, 0)
        audit.record(uow, DISEASES_REJECTED_TAKEN, subject=(services.SUBJECT, row.id), rows=count)
    return importing.rejected_rows(presenter.REPORT.rejected_file(row))


def _index(form: FormState) -> str:
    session, identity = reading(), current_identity()
    today = this_day()
    return render_template(
        "diseases/index.html",
        form=form,
        entries=presenter.entry_lines(queries.in_force(session, today)),
        imports=[
            (
                url_for("diseases.show", list_id=row.id),
                format_moment(row.made_at),
                row.made_by_name,
                report.state(row),
            )
            for row in queries.imports(session, identity)
        ],
        columns=list(presenter.COLUMN_WORDS.items()),
        manages=may(Permission.DISEASE_MANAGE),
    )
