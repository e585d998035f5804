"""Samples of a visit: draw, repeat, take the frame along, add on purpose."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.i18n import gettext as _
from healthapp.inspection import auditing, events, frames, glance, presenter, queries, samples, schemas, tabs, words
from healthapp.inspection.models import Sample, Visit
from healthapp.inspection.samples import Wanted
from healthapp.inspection.services import VisitRefused
from healthapp.web.forms import FormState, load
from healthapp.web.request import reading, still, this_moment, unit_of_work

bp = Blueprint("sampling", __name__, url_prefix="/visits/<uuid:visit_id>/sample")
Answer = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.VISIT_READ, queries.find_visit)
def index(visit: Visit) -> str:
    """Every draw of the visit, and the form for another."""
    return _page(visit, FormState({"size": "24", "strata": "none"}))


@bp.post("")
@requires(Permission.VISIT_AUDIT, queries.find_visit)
def draw(visit: Visit) -> Answer:
    """Draw now; a second draw needs its reason and stands beside the first."""
    command, form = load(schemas.DrawSchema(), request.form)
    if command is None:
        return _page(visit, form), 422
    period = presenter.period_of(reading(), visit, this_moment())
    try:
        with unit_of_work() as uow:
            current = still(queries.find_visit(uow.session, uow.actor, visit.id))
            number = samples.draw(uow, current, period, Wanted(**command)).number
    except VisitRefused as refused:
        form.add(refused.field, words.refusal(refused.code))
        return _page(visit, form), 422
    return redirect(url_for("sampling.show", visit_id=visit.id, number=number), 303)


def _page(visit: Visit, form: FormState) -> str:
    drawn = samples.of_visit(reading(), visit.id)
    period = presenter.period_of(reading(), visit, this_moment())
    return render_template(
        "inspection/samples.html",
        visit=visit,
        form=form,
        tabs=tabs.of(visit),
        drawn=drawn,
        frames=frames,
        frame_items=presenter.frame_items(reading(), period),
        strata_items=list(frames.STRATA.items()),
        drawing=may(Permission.VISIT_AUDIT, visit),
    )


@bp.get("/<int:number>")
@requires(Permission.VISIT_READ, queries.find_visit)
def show(visit: Visit) -> str:
    """One draw: how it was drawn, what was drawn, and how far its audit is."""
    sample = _sample(visit)
    items = samples.items_of(reading(), sample.id)
    open_now = may(Permission.VISIT_AUDIT, visit)
    return render_template(
        "inspection/sample.html",
        visit=visit,
        sample=sample,
        items=items,
        audits=auditing.of_sample(reading(), sample.id),
        tally=auditing.tally(reading(), sample),
        names=glance.names_of(reading(), [one.person_id for one in items]) if open_now else {},
        frames=frames,
        again=samples.repeat(reading(), sample),
        open_now=open_now,
        tabs=tabs.of(visit),
    )


@bp.get("/<int:number>/frame.csv")
@requires(Permission.VISIT_AUDIT, queries.find_visit)
def frame(visit: Visit) -> Response:
    """The frame as lines of stratum and identifier: with seed and size, everything it takes to draw again."""
    sample = _sample(visit)
    with unit_of_work() as uow:
        audit.record(
            uow,
            events.FRAME_TAKEN,
            facility_id=visit.facility_id,
            subject=("npg_sample", sample.id),
            sample=sample.number,
        )
    lines, _frame = samples.kept_frame(reading(), sample.id)
    name = f"{visit.number}-frame-{sample.number}.csv"
    return Response(lines, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.post("/<int:number>/add")
@requires(Permission.VISIT_AUDIT, queries.find_visit)
def add(visit: Visit) -> Answer:
    """Add one thing on purpose, from a list; it is marked as chosen."""
    sample = _sample(visit)
    command, form = load(schemas.AddSchema(), request.form)
    if command is None:
        flash(form.error("reason") or _("Choose one of the answers"), "danger")
        return redirect(url_for("sampling.show", visit_id=visit.id, number=sample.number), 303)
    try:
        with unit_of_work() as uow:
            current = still(queries.find_visit(uow.session, uow.actor, visit.id))
            kept = uow.session.get_one(Sample, sample.id)
            position = samples.add(uow, current, kept, **command).position
    except VisitRefused:
        abort(404)
    flash(_("Added as number %(number)s, marked as chosen on purpose.", number=position), "success")
    return redirect(url_for("sampling.show", visit_id=visit.id, number=sample.number), 303)


def _sample(visit: Visit) -> Sample:
    found = samples.find(reading(), visit.id, int((request.view_args or {})["number"]))
    if found is None:
        abort(404)
    return found
