"""The court's part of a case: hearings announced, the road to the final act, the summary on release."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.cases import clocks, medicines
from healthapp.cases import presenter as cases
from healthapp.cases import queries as case_queries
from healthapp.cases.queries import Found
from healthapp.court import document, presenter, queries, schemas, services
from healthapp.court.events import COURT_READ, HEARINGS_READ, SUMMARY_PRINTED
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.people import copies
from healthapp.people import presenter as people
from healthapp.web.forms import FormState, compact_rows, load
from healthapp.web.request import configuration, current_identity, reading, this_moment, unit_of_work

bp = Blueprint("court", __name__)
Answer = Response | str | tuple[str, int]


@bp.get("/cases/<uuid:case_id>/court")
@requires(Permission.CASE_READ, case_queries.find)
def show(found: Found) -> str:
    """The road at court with its clocks, hearings, and what a released person takes along."""
    with unit_of_work() as uow:
        audit.record(uow, COURT_READ, about=found, subject=("referral_case", found.id), pathway=found.row.pathway)
    return _page(found, FormState())


def _page(found: Found, form: FormState) -> str:
    session, now = reading(), this_moment()
    road = presenter.steps(found)
    limits = clocks.limits(session, found.case)
    announced = queries.hearings(session, found.id)
    return render_template(
        "court/show.html",
        found=found,
        form=form,
        banner=people.banner(session, current_identity(), found.person, now),
        title=cases.title(found.row),
        road=presenter.road(found),
        clocks=[
            view
            for view, run in zip(cases.case_clocks(found, limits, now), cases.ordered(found.case.runs), strict=True)
            if run.clock.startswith(("court.", "release."))
        ],
        hearings=[presenter.hearing(row) for row in announced],
        announce=presenter.may_announce(found) and may(Permission.CASE_STEP, found),
        moved=queries.holds(session, found.id, queries.arrived_at(found)) is not None,
        counsel=list(presenter.COUNSEL.items()),
        summoned=list(presenter.SUMMONED.items()),
        ways=[way for way in cases.ways(current_identity(), found) if way.event in road]
        if may(Permission.CASE_STEP, found)
        else [],
        goes_out=presenter.goes_out(found) and found.clinical,
        summary=queries.summary(session, found.id) if found.clinical else None,
        languages=list(LANGUAGES.items()),
    )


@bp.post("/cases/<uuid:case_id>/court/hearing")
@requires(Permission.CASE_STEP, case_queries.find)
def announce(found: Found) -> Answer:
    """Record a hearing as the court announced it."""
    arrived = queries.arrived_at(found)
    moved = queries.holds(reading(), found.id, arrived) is not None
    command, form = load(schemas.AnnounceSchema(this_moment(), arrived, moved=moved), request.form)
    if command is None:
        return _page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.announce(uow, found, command)
    except services.NotAtCourt:
        form.add("_schema", _("The case is not with a court now. Record first that it was sent there."))
        return _page(found, form), 409
    flash(_("The hearing is recorded."), "success")
    return redirect(url_for("court.show", case_id=found.id), 303)


@bp.get("/cases/<uuid:case_id>/summary")
@requires(Permission.RELEASE_SUMMARY, case_queries.find)
def summary(found: Found) -> str:
    """The form of the release summary, with the last one's texts to go on from."""
    written = queries.summary(reading(), found.id)
    return _summary_page(found, FormState(_values(written.content if written is not None else {})))


def _values(content: dict[str, object]) -> dict[str, str]:
    values = {name: str(text) for name, text in content.items() if name != "medicines"}
    rows = content.get("medicines")
    for place, row in enumerate(rows if isinstance(rows, list) else []):
        values |= {f"medicines-{place}-{name}": str(text) for name, text in row.items()}
    return values


def _summary_page(found: Found, form: FormState) -> str:
    return render_template(
        "court/summary.html",
        found=found,
        form=form,
        banner=people.banner(reading(), current_identity(), found.person, this_moment()),
        rows=medicines.ROWS,
    )


@bp.post("/cases/<uuid:case_id>/summary")
@requires(Permission.RELEASE_SUMMARY, case_queries.find)
def summary_save(found: Found) -> Answer:
    values = compact_rows(request.form)
    command, form = load(schemas.SummariseSchema(), values)
    if command is None:
        return _summary_page(found, form), 422
    if not presenter.goes_out(found):
        form.add("_schema", _("Nobody is released in this case yet: the court's decision is not final."))
        return _summary_page(found, form), 409
    with unit_of_work() as uow:
        services.summarise(uow, found, command)
    flash(_("The summary is written. Print it and hand it over."), "success")
    return redirect(url_for("court.show", case_id=found.id), 303)


@bp.post("/cases/<uuid:case_id>/summary/print")
@requires(Permission.CASE_READ, case_queries.find)
def summary_print(found: Found) -> Response:
    """The release summary as PDF, in the language chosen."""
    language = request.form.get("language", "")
    written = queries.summary(reading(), found.id)
    if language not in LANGUAGES or written is None or not found.clinical:
        abort(409, _("There is no release summary to print, or no language was chosen."))
    with unit_of_work() as uow:
        event = audit.record(
            uow,
            SUMMARY_PRINTED,
            about=found,
            subject=("release_summary", written.id),
            digest=written.digest,
            language=language,
        )
    name, data = document.render(
        found,
        written,
        event,
        language=language,
        institution=copies.institution_of(reading(), found.person),
        synthetic=configuration().is_demo,
    )
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.get("/court/hearings")
@requires(Permission.CASE_READ)
def coming() -> str:
    """Hearings to come, and cases at court whose hearing nobody announced."""
    rows = queries.coming(reading(), current_identity())
    with unit_of_work() as uow:
        audit.record(uow, HEARINGS_READ, rows=len(rows))
    return render_template(
        "court/coming.html", rows=presenter.coming(rows[: queries.PAGE], this_moment()), more=len(rows) > queries.PAGE
    )
