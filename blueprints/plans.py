"""Visits to come: planned, and opened at the gate or given up. Only those who will go can read where and when."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.findings import open_key, to_key
from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.i18n import gettext as _
from healthapp.inspection import notes, plans, presenter, queries, words
from healthapp.inspection.notes import KeyRefused
from healthapp.inspection.plan_forms import PlanSchema
from healthapp.inspection.plan_models import Plan
from healthapp.inspection.services import VisitRefused
from healthapp.web import before
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, this_day, this_moment, unit_of_work

bp = Blueprint("plans", __name__, url_prefix="/visits/plans")
Answer = Response | str | tuple[str, int]


def _plan(session: Session, identity: Identity, plan_id: uuid.UUID) -> Plan | None:
    return plans.find(session, identity, plan_id) or plans.ended(session, identity, plan_id)


@bp.get("")
@requires(Permission.VISIT_OPEN)
def index() -> str:
    """What is planned with oneself on the team, the next first."""
    session, identity, key = reading(), current_identity(), open_key()
    found = plans.waiting(session, identity, key)
    return render_template(
        "inspection/plans.html",
        plans=found,
        facilities=plans.facilities(session, found),
        names=plans.names(session, this_moment()),
        has_key=notes.key_of(session, identity.user_id) is not None,
        open_key=key,
        today=this_day(),
        words=words,
    )


@bp.get("/new")
@requires(Permission.VISIT_OPEN)
def new() -> Answer:
    """An empty plan, or another in the place of one (``?replaces=``): on another day, with another team."""
    identity = current_identity()
    if notes.key_of(reading(), identity.user_id) is None:
        return to_key(request.path)
    values: dict[str, Any] = {"kind": "scheduled"}
    replaced = request.args.get("replaces", type=uuid.UUID)
    found = plans.read(reading(), identity, replaced, open_key()) if replaced is not None else None
    if found is not None and found.planned is not None:
        values |= presenter.planned_values(found.planned, found.row.made_by, identity.user_id)
        values |= {"planned_for": f"{found.planned.day:%d.%m.%Y}", "remark": found.planned.remark}
        values["replaces"] = str(found.id)
    return _new_page(FormState(values))


@bp.post("/new")
@requires(Permission.VISIT_OPEN)
def add() -> Answer:
    """Seal a plan to its team; nothing is sent to anybody."""
    command, form = load(PlanSchema(this_day()), request.form, many_valued=("members",))
    if command is None:
        return _new_page(form), 422
    try:
        with unit_of_work() as uow:
            if command.replaces is None:
                plans.plan(uow, command.planned)
            else:
                plans.replan(uow, command.replaces, open_key(), command.planned)
    except VisitRefused as refused:
        form.add(refused.field, words.refusal(refused.code))
        return _new_page(form), 422
    except KeyRefused:
        return to_key(url_for("plans.index"))
    flash(_("Planned, and sealed to the team."), "success")
    return redirect(url_for("plans.index"), 303)


@bp.post("/<uuid:plan_id>/give-up")
@requires(Permission.VISIT_OPEN, _plan)
def give_up(plan: Plan) -> Response:
    """It will not take place."""
    if plan.ended_at is not None:
        flash(before.words(None, "", plan.ended_at), "warning")
        return redirect(url_for("plans.index"), 303)
    try:
        with unit_of_work() as uow:
            plans.give_up(uow, plan.id)
    except VisitRefused as refused:
        flash(words.refusal(refused.code), "warning")
    return redirect(url_for("plans.index"), 303)


def _new_page(form: FormState) -> str:
    session, identity, now = reading(), current_identity(), this_moment()
    assert identity.user_id is not None
    mandate = queries.mandate_of(session, identity.user_id, now)
    places = queries.facilities_in(session, mandate.region if mandate else "")
    return render_template(
        "inspection/plan.html",
        form=form,
        words=words,
        facility_items=[(str(one.id), one.name) for one in places],
        team=presenter.team_to_choose(session, identity, now),
        past_items=presenter.past_items(queries.visits(session, identity)),
    )
