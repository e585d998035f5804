"""Visits of the preventive mechanism: opening one on site, its team and times, and leaving."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.findings import open_key
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.accounts import queries as accounts
from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.i18n import local
from healthapp.inspection import checkpoints, notes, plans, presenter, queries, schemas, services, states, tabs, words
from healthapp.inspection.models import Visit
from healthapp.inspection.services import VisitRefused
from healthapp.ledger.services import LedgerRefusal
from healthapp.recommendations import presenter as recommendation_words
from healthapp.recommendations import queries as recommendations
from healthapp.web import sent
from healthapp.web.forms import FormState, load
from healthapp.web.request import configuration, current_identity, reading, still, this_day, this_moment, unit_of_work

bp = Blueprint("inspection", __name__, url_prefix="/visits")
Answer = Response | str | tuple[str, int]
#: A first visit looks back so far.
LOOK_BACK = dt.timedelta(days=183)


@bp.get("")
@requires(Permission.VISIT_READ)
def index() -> str:
    """One's visits, one's mandate, and whom to see again."""
    identity, now = current_identity(), this_moment()
    assert identity.user_id is not None
    before = request.args.get("before", type=uuid.UUID)
    rows = queries.visits(reading(), identity, before)
    return render_template(
        "inspection/index.html",
        visits=rows[: queries.PAGE],
        more=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        mandate=presenter.own_mandate(reading(), identity, now),
        rechecks=notes.due(reading(), identity.user_id, now),
        today=this_day(),
        words=words,
    )


@bp.get("/open")
@requires(Permission.VISIT_OPEN)
def opening() -> str:
    """What is asked at the gate; nothing is sent to anybody."""
    now = local(this_moment())
    values: dict[str, Any] = {
        "facility_id": request.args.get("facility", ""),
        "period_from": f"{now - LOOK_BACK:%d.%m.%Y}",
        "period_to": f"{now:%d.%m.%Y}",
        "arrived_time": f"{now:%H:%M}",
    }
    planned = _planned(request.args.get("plan", type=uuid.UUID))
    if planned is not None and planned.planned is not None:
        reader = current_identity().user_id
        values |= presenter.planned_values(planned.planned, planned.row.made_by, reader)
        values["plan_id"] = str(planned.id)
    return _opening_page(FormState(values))


@bp.post("/open")
@requires(Permission.VISIT_OPEN)
def open_save() -> Answer:
    """Open the visit: from this moment the facility is open to its team."""
    command, form = load(schemas.OpenSchema(this_moment()), request.form, many_valued=("members",))
    if command is None:
        return _opening_page(form), 422
    planned = _planned(command.plan_id)
    try:
        with unit_of_work() as uow:
            visit = services.open_visit(uow, command)
            visit_id = visit.id
            sent.leads_to(uow, url_for("inspection.show", visit_id=visit_id))  # the ledger is signed after it
            if planned is not None:
                plans.opened(uow, planned.id, visit, planned.planned.day if planned.planned else None)
    except VisitRefused as refused:
        form.add(refused.field, words.refusal(refused.code))
        return _opening_page(form), 422
    _checkpoint(visit_id, "opening")
    return redirect(url_for("inspection.show", visit_id=visit_id), 303)


def _planned(plan_id: uuid.UUID | None) -> plans.Found | None:
    """The plan that is being opened, as far as one's key shows it."""
    return plans.read(reading(), current_identity(), plan_id, open_key()) if plan_id is not None else None


def _opening_page(form: FormState) -> str:
    identity, now = current_identity(), this_moment()
    assert identity.user_id is not None
    mandate = queries.mandate_of(reading(), identity.user_id, now)
    return render_template(
        "inspection/open.html",
        form=form,
        words=words,
        facility_items=[
            (str(one.id), one.name) for one in queries.facilities_in(reading(), mandate.region if mandate else "")
        ],
        team=presenter.team_to_choose(reading(), identity, now),
        past_items=presenter.past_items(queries.visits(reading(), identity)),
        hours=presenter.hours_after(reading(), now),
    )


@bp.get("/<uuid:visit_id>")
@requires(Permission.VISIT_READ, queries.find_visit)
def show(visit: Visit) -> str:
    """The visit: times, team, what happened, what comes next."""
    return _page(visit, FormState())


@bp.post("/<uuid:visit_id>/account")
@requires(Permission.VISIT_WORK, queries.find_visit)
def account(visit: Visit) -> Answer:
    """When the team was received and what hindered it."""
    command, form = load(schemas.AccountSchema(), request.form)
    return _do(visit, form, command, lambda uow, row: services.correct(uow, row, command))


@bp.post("/<uuid:visit_id>/team")
@requires(Permission.VISIT_WORK, queries.find_visit)
def join(visit: Visit) -> Answer:
    command, form = load(schemas.JoinSchema(), request.form)
    return _do(visit, form, command, lambda uow, row: services.join(uow, row, uuid.UUID(command["user_id"])))


@bp.post("/<uuid:visit_id>/guest")
@requires(Permission.VISIT_WORK, queries.find_visit)
def guest(visit: Visit) -> Answer:
    """Somebody who comes along and opens nothing."""
    command, form = load(schemas.GuestSchema(), request.form)
    return _do(visit, form, command, lambda uow, row: services.add_guest(uow, row, **command))


@bp.post("/<uuid:visit_id>/team/<uuid:member_id>/leave")
@requires(Permission.VISIT_WORK, queries.find_visit)
def leave(visit: Visit) -> Answer:
    member_id = (request.view_args or {})["member_id"]
    return _do(visit, FormState(), True, lambda uow, row: services.leave(uow, row, member_id))


@bp.post("/<uuid:visit_id>/prolong")
@requires(Permission.VISIT_WORK, queries.find_visit)
def prolong(visit: Visit) -> Answer:
    """The team is still inside."""
    return _do(visit, FormState(), True, services.prolong)


@bp.get("/<uuid:visit_id>/close")
@requires(Permission.VISIT_WORK, queries.find_visit)
def closing(visit: Visit) -> str:
    return _closing_page(visit, FormState())


@bp.post("/<uuid:visit_id>/close")
@requires(Permission.VISIT_WORK, queries.find_visit)
def close(visit: Visit) -> Answer:
    """The team leaves; the figures it saw are kept for the next visit."""
    command, form = load(schemas.CloseSchema(), request.form)

    def act(uow: UnitOfWork, row: Visit) -> None:
        services.close(uow, row, **command)
        presenter.keep_figures(uow, row)
        sent.leads_to(uow, url_for("inspection.show", visit_id=row.id))  # the ledger is signed after it

    answer = _do(visit, form, command, act, _closing_page)
    if isinstance(answer, Response):
        _checkpoint(visit.id, "closing")
    return answer


def _checkpoint(visit_id: uuid.UUID, moment: str) -> None:
    """Sign the ledger at the gate, in a unit of its own. One that will not sign is told, and stops no visit."""
    try:
        with unit_of_work() as uow:
            visit = queries.find_visit(uow.session, uow.actor, visit_id)
            if visit is not None:
                checkpoints.take(uow, checkpoints.keyring(uow.session, configuration()), visit, moment)
    except LedgerRefusal as refused:
        flash(_("The ledger refuses to sign: %(why)s. This is a finding.", why=str(refused)), "warning")


@bp.post("/<uuid:visit_id>/abort")
@requires(Permission.VISIT_WORK, queries.find_visit)
def abort_visit(visit: Visit) -> Answer:
    command, form = load(schemas.StepSchema(), request.form)
    return _do(visit, form, command, lambda uow, row: services.abort(uow, row, **command))


@bp.post("/<uuid:visit_id>/onward")
@requires(Permission.VISIT_WORK, queries.find_visit)
def onward(visit: Visit) -> Answer:
    """What followed on paper: act, report, follow-up, archive."""
    command, form = load(schemas.OnwardSchema(), request.form)
    return _do(visit, form, command, lambda uow, row: services.onward(uow, row, **command))


def _do(
    visit: Visit,
    form: FormState,
    command: Any,
    act: Callable[[UnitOfWork, Visit], Any],
    draw: Callable[[Visit, FormState], str] | None = None,
) -> Answer:
    """Run one act on the visit as it is now; say what is wrong with it, or show the visit.

    ``draw``: the page the form stands on, where that is not the visit's. What was typed stays in it, and follows the
    visit as it is now when it is sent again.
    """
    draw = draw or _page
    if command is None:
        return draw(visit, form), 422
    try:
        with unit_of_work() as uow:
            current = still(queries.find_visit(uow.session, uow.actor, visit.id))
            act(uow, current)
    except VisitRefused as refused:
        current = queries.find_visit(reading(), current_identity(), visit.id) or visit
        form.add(refused.field, words.refusal(refused.code))
        return draw(current, form), 409 if refused.code == "changed" else 422
    return redirect(url_for("inspection.show", visit_id=visit.id), 303)


def _closing_page(visit: Visit, form: FormState) -> str:
    return render_template("inspection/close.html", visit=visit, form=form, tabs=tabs.of(visit), hours=_hours())


def _page(visit: Visit, form: FormState) -> str:
    """The visit with its forms; one of them may have come back with what was typed."""
    form.values = {**presenter.account_values(visit), **form.values}
    now = this_moment()
    working = may(Permission.VISIT_WORK, visit)
    return render_template(
        "inspection/show.html",
        visit=visit,
        form=form,
        words=words,
        tabs=tabs.of(visit),
        now=now,
        working=working,
        reads=queries.reads(visit, now),
        on_site=queries.on_site(visit),
        onward=states.onward(states.State(visit.state)) if working else [],
        there={one: presenter.spans(spans) for one, spans in queries.spans(reading(), visit).items()},
        steps=queries.steps_of(reading(), visit.id),
        opener=accounts.name_of(reading(), visit.opened_by),
        followed=queries.find_visit(reading(), current_identity(), visit.follows_id) if visit.follows_id else None,
        previous=queries.previous(reading(), visit.facility_id, visit.opened_at or now, visit.id),
        colleagues=presenter.others(reading(), visit, now) if working else [],
        to_verify=_to_verify(visit) if working and queries.on_site(visit) else [],
    )


def _to_verify(visit: Visit) -> list[recommendation_words.Row]:
    """What was recommended to the institution and is not settled, where a follow-up visit says how it stands."""
    if visit.kind != states.Kind.FOLLOW_UP:
        return []
    found = recommendations.to_verify(reading(), current_identity(), visit.facility_id)
    today = this_day()
    return [recommendation_words.row((one, visit.facility), today) for one in found]


def _hours() -> int:
    return presenter.hours_after(reading(), this_moment())
