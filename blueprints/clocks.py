"""A doctor's decision on a clock: the act that ends it is not done, or was done elsewhere, and this says why."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.deadlines import queries, services
from healthapp.deadlines.commands import DecisionSchema
from healthapp.deadlines.kinds import REGISTRY
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.presenter import clock
from healthapp.people import presenter as people
from healthapp.people import queries as people_queries
from healthapp.web import said
from healthapp.web.forms import FormState, load, made
from healthapp.web.request import current_identity, reading, still, this_moment, unit_of_work

bp = Blueprint("clocks", __name__)

Answer = Response | str | tuple[str, int]


def decidable(session: Session, identity: Identity, deadline_id: uuid.UUID) -> Deadline | None:
    """A clock of one person that a decision ends, in scope."""
    found = queries.find(session, identity, deadline_id)
    return found if found is not None and REGISTRY[found.kind].decided and found.person_id is not None else None


@bp.get("/clocks/<uuid:deadline_id>/decide")
@requires(Permission.DEADLINE_WAIVE, decidable)
def decide(found: Deadline) -> Answer:
    """What waits, and the doctor's decision."""
    if found.state != "open":
        return _person_page(found)
    return _page(found, FormState())


@bp.post("/clocks/<uuid:deadline_id>/decide")
@requires(Permission.DEADLINE_WAIVE, decidable)
def decide_save(found: Deadline) -> Answer:
    """End it with the decision; a second click finds it ended."""
    command, form = load(made(DecisionSchema), request.form)
    if found.state != "open":
        return _person_page(found)
    if command is None:
        return _page(found, form), 422
    with unit_of_work() as uow:
        current = still(decidable(uow.session, uow.actor, found.id))
        if current.state == "open":
            services.decide(uow, current, decision=command["decision"])
    said.recorded()
    return _person_page(found)


def _person_page(found: Deadline) -> Response:
    return redirect(url_for("people.show", person_id=found.person_id), 303)


def _page(found: Deadline, form: FormState) -> str:
    assert found.person_id is not None
    person = people_queries.find(reading(), current_identity(), found.person_id)
    if person is None:
        abort(404)
    now = this_moment()
    return render_template(
        "clocks/decide.html",
        found=found,
        form=form,
        person=person,
        clock=clock(found, now),
        banner=people.banner(reading(), current_identity(), person, now),
    )
