"""Numbered blank forms for power cuts: print a range, and account for every sheet."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.documents import presenter, queries, services
from healthapp.documents.blank import render_blanks
from healthapp.documents.events import BLANKS_OPENED
from healthapp.documents.models import BlankBatch, BlankForm
from healthapp.documents.schemas import MOST, AccountSchema, Issue, IssueSchema
from healthapp.i18n import LANGUAGES, language
from healthapp.i18n import gettext as _
from healthapp.people import facilities
from healthapp.people.models import Facility
from healthapp.web.forms import FormState, load
from healthapp.web.request import configuration, current_identity, end_reading, reading, unit_of_work

bp = Blueprint("prints", __name__, url_prefix="/blank-forms")


def _places() -> list[Facility]:
    """Where the person examines people."""
    found = facilities.with_headcount(reading(), current_identity())
    return [row.facility for row in found if may(Permission.INTAKE_RECORD, row.facility)]


@bp.get("")
@requires(Permission.INTAKE_RECORD)
def blank() -> str:
    """What was printed, what is still out, and the form to print more."""
    return _page(FormState({"language": language()}))


@bp.post("")
@requires(Permission.INTAKE_RECORD)
def issue() -> Answer | tuple[str, int]:
    """Allocate a range of numbers."""
    command, form = load(IssueSchema(), request.form)
    place = _chosen(command, form)
    if command is None or place is None:
        return _page(form), 422
    with unit_of_work() as uow:
        made = services.issue(
            uow,
            facility_id=place.id,
            facility_code=place.code,
            facility_name=place.name,
            count=command.count,
            language=command.language,
        )
    return redirect(url_for("prints.batch", batch_id=made.id), 303)


def _chosen(command: Issue | None, form: FormState) -> Facility | None:
    places = _places()
    if command is None or len(places) == 1:
        return places[0] if places else None
    place = next((place for place in places if place.id == command.facility_id), None)
    if place is None:
        form.add("facility", _("Choose one"))
    return place


def _page(form: FormState) -> str:
    return render_template(
        "prints/blank.html",
        form=form,
        most=MOST,
        languages=list(LANGUAGES.items()),
        places=[(str(place.id), place.name) for place in _places()],
        batches=[(row, presenter.span(row.batch)) for row in queries.recent(reading(), current_identity())],
    )


@bp.get("/<uuid:batch_id>")
@requires(Permission.INTAKE_RECORD, queries.batch)
def batch(found: BlankBatch) -> str:
    """One printing, sheet by sheet."""
    return render_template(
        "prints/batch.html",
        batch=found,
        span=presenter.span(found),
        lines=[presenter.form_line(form) for form in found.forms],
    )


@bp.get("/<uuid:batch_id>/print")
@requires(Permission.INTAKE_RECORD, queries.batch)
def file(found: BlankBatch) -> Response:
    """The sheets as one PDF, always the same bytes; every opening is an event."""
    with unit_of_work() as uow:
        audit.record(
            uow,
            BLANKS_OPENED,
            facility_id=found.facility_id,
            subject=("blank_batch", found.id),
            digest=found.digest,
            series=found.series,
        )
    body = render_blanks(presenter.sheets(found, synthetic=configuration().is_demo))
    answer = Response(body, mimetype="application/pdf")
    first = f"EF-1_{found.series}-{found.first_number:06}-{found.last_number:06}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{first}"'
    return answer


@bp.get("/sheet/<uuid:form_id>")
@requires(Permission.INTAKE_RECORD, queries.form)
def account(found: BlankForm) -> str:
    """What became of one sheet."""
    return _account_page(found, FormState({"outcome": found.outcome, "note": found.outcome_note}))


@bp.post("/sheet/<uuid:form_id>")
@requires(Permission.INTAKE_RECORD, queries.form)
def account_save(found: BlankForm) -> Answer | tuple[str, int]:
    command, form = load(AccountSchema(), request.form)
    if command is None:
        return _account_page(found, form), 422
    try:
        with unit_of_work() as uow:
            current = queries.form(uow.session, uow.actor, found.id)
            if current is None:
                return _account_page(found, form), 404
            services.account(uow, current, command, seen=request.form.get("version"))
    except services.SaidMeanwhile:
        end_reading()
        now = queries.form(reading(), current_identity(), found.id) or found
        form.add(
            "outcome", _("Meanwhile this was said of the sheet: %(said)s. Decide again.", said=presenter.said(now))
        )
        return _account_page(now, form, anew=True), 409
    flash(_("The sheet is accounted for."), "success")
    return redirect(url_for("prints.batch", batch_id=found.batch_id), 303)


def _account_page(found: BlankForm, form: FormState, *, anew: bool = False) -> str:
    """``anew``: whoever reads what was said meanwhile may send the form again."""
    return render_template(
        "prints/account.html",
        form=form,
        sheet=presenter.form_line(found),
        outcomes=presenter.outcome_items(),
        earlier=presenter.earlier(queries.told(reading(), found)),
        version=queries.said(found) if anew else form.value("version", queries.said(found)),
    )
