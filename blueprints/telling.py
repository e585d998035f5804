"""The person's side of a case: told or not told, the paper for the person, and the list of what nobody told yet."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.cases import clocks
from healthapp.cases import presenter as cases
from healthapp.cases import queries as case_queries
from healthapp.cases.queries import Found
from healthapp.dates import values_now
from healthapp.i18n import LANGUAGES, in_language
from healthapp.i18n import gettext as _
from healthapp.people import copies
from healthapp.people import presenter as people
from healthapp.telling import document, presenter, queries, schemas, services
from healthapp.telling.events import TELLING_PRINTED, TELLING_READ, UNTOLD_READ
from healthapp.telling.steps import declare_steps
from healthapp.web.forms import FormState, load
from healthapp.web.request import configuration, current_identity, reading, this_moment, unit_of_work
from referrals.timetable import CLOCKS

bp = Blueprint("telling", __name__)
declare_steps()
Answer = Response | str | tuple[str, int]


@bp.get("/cases/<uuid:case_id>/person")
@requires(Permission.CASE_READ, case_queries.find)
def show(found: Found) -> str:
    """Everything that happened, and when and how the person was told of each decision."""
    with unit_of_work() as uow:
        audit.record(
            uow,
            TELLING_READ,
            about=found,
            subject=("referral_case", found.id),
            pathway=found.row.pathway,
            state=found.row.state,
        )
    return _page(found, FormState(values_now(this_moment())))


def _page(found: Found, form: FormState) -> str:
    now, decided = this_moment(), queries.decided(reading(), found)
    lines = presenter.lines(found, decided, now)
    return render_template(
        "telling/show.html",
        found=found,
        form=form,
        banner=people.banner(reading(), current_identity(), found.person, now),
        title=cases.title(found.row),
        lines=lines,
        gaps=sum(line.state == "attention" for line in lines),
        choices=presenter.choices(decided) if may(Permission.CASE_STEP, found) else [],
        how=list(presenter.HOW.items()),
        receipts=list(presenter.RECEIPTS.items()),
        spoken=list(presenter.LANGUAGES.items()),
        languages=list(LANGUAGES.items()),
    )


@bp.post("/cases/<uuid:case_id>/person")
@requires(Permission.CASE_STEP, case_queries.find)
def tell(found: Found) -> Answer:
    """Record that the person was told; told already is told."""
    schema = schemas.ToldSchema(this_moment(), queries.open_events(reading(), found))
    command, form = load(schema, request.form, many_valued=("events",))
    if command is None:
        return _page(found, form), 422
    with unit_of_work() as uow:
        services.tell(uow, found, command)
    flash(_("It is recorded that the person was told."), "success")
    return redirect(url_for("telling.show", case_id=found.id), 303)


@bp.post("/cases/<uuid:case_id>/person/print")
@requires(Permission.CASE_READ, case_queries.find)
def print_case(found: Found) -> Response:
    """The course of the case for the person, in their language."""
    language = request.form.get("language", "")
    if language not in LANGUAGES or not found.clinical:
        abort(409, _("Choose the language of the print. The administration does not print clinical papers."))
    session, now = reading(), this_moment()
    limits = clocks.limits(session, found.case)
    with in_language(language):
        dues = tuple(
            (cases.said("clock", run.clock), limits[run.clock, run.started], CLOCKS[run.clock].legal)
            for run in found.case.runs
            if run.running
        )
    wanted = document.Wanted(
        language,
        copies.ombudsman_phone(session, now),
        copies.institution_of(session, found.person),
        configuration().is_demo,
        dues,
    )
    decided = queries.decided(session, found)
    with unit_of_work() as uow:
        event = audit.record(
            uow,
            TELLING_PRINTED,
            about=found,
            subject=("referral_case", found.id),
            digest=document.digest_of(found),
            pathway=found.row.pathway,
            state=found.row.state,
            language=language,
        )
    name, data = document.render(found, decided, event, wanted)
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.get("/cases/untold")
@requires(Permission.CASE_READ)
def untold() -> str:
    """Decisions nobody told the person yet, the longest first."""
    rows = queries.untold(reading(), current_identity())
    with unit_of_work() as uow:
        audit.record(uow, UNTOLD_READ, rows=len(rows))
    return render_template(
        "telling/untold.html",
        rows=presenter.untold(rows[: queries.PAGE], this_moment()),
        more=len(rows) > queries.PAGE,
    )
