"""The episode of suicide risk, the watch, and what is still to be asked."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.person_forms import person_of
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.deadlines.presenter import clock
from healthapp.i18n import gettext as _
from healthapp.i18n import language, local
from healthapp.mental import queries as unit
from healthapp.mental import restrictions
from healthapp.people import presenter as people
from healthapp.people.models import Person
from healthapp.risk import (
    apart,
    handover,
    policy,
    queries,
    reviews,
    scheduler,
    schemas,
    screens,
    services,
    watch,
    watch_words,
    words,
)
from healthapp.risk.events import EPISODE_VIEWED, SAFETY_PLAN_PRINTED
from healthapp.risk.models import RiskObservation
from healthapp.risk.queries import Episode
from healthapp.risk.services import Refused
from healthapp.risk.steps import declare_steps
from healthapp.web import said
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, still, this_day, this_moment, unit_of_work
from screening.risk import Level
from screening.triggers import TRIGGERS

bp = Blueprint("risk", __name__)
declare_steps()
Answer = Response | str | tuple[str, int]
#: When a safety plan is proposed to be looked at again.
A_WEEK = dt.timedelta(days=7)


def episode(session: Session, identity: Identity, episode_id: uuid.UUID, **_values: object) -> Episode | None:
    return queries.find(session, identity, episode_id, Permission.RISK_READ)


@bp.get("/people/<uuid:person_id>/risk")
@requires(Permission.RISK_READ, person_of)
def show(person: Person) -> str:
    """The episodes of a person and what is still to be asked."""
    return _person_page(person, FormState())


@bp.get("/people/<uuid:person_id>/risk/open")
@requires(Permission.RISK_RECORD, person_of)
def new(person: Person) -> str:
    """Open an episode, or add what was told to the one that is open."""
    record, known = request.args.get("record", ""), queries.open_of(reading(), person.id)
    level = str(known.level) if known is not None else ""
    form = FormState({"record": record, "source": "screen" if record else "", "level": level})
    return _page("risk/open.html", person, form, episode=known)


@bp.post("/people/<uuid:person_id>/risk/open")
@requires(Permission.RISK_RECORD, person_of)
def open_save(person: Person) -> Answer:
    """Open an episode; a second click finds the first one."""
    command, form = load(schemas.OpenSchema(), request.form)
    record = command.record_id if command is not None else None
    screen = screens.find(reading(), current_identity(), record) if record is not None else None
    if command is not None and record is not None and (screen is None or screen.person_id != person.id):
        abort(404)
    if command is None:
        return _page("risk/open.html", person, form, episode=queries.open_of(reading(), person.id)), 422
    try:
        with unit_of_work() as uow:
            current = still(person_of(uow.session, uow.actor, person.id))
            made = services.open_episode(uow, current, command).id
    except Refused as refused:
        _say(form, "_schema", refused)
        return _page("risk/open.html", person, form, episode=queries.open_of(reading(), person.id)), 409
    said.recorded()
    return redirect(url_for("risk.episode_page", episode_id=made), 303)


@bp.get("/risk/<uuid:episode_id>")
@requires(Permission.RISK_READ, episode)
def episode_page(found: Episode) -> str:
    """Everything of one episode; each look is an event."""
    with unit_of_work() as uow:
        audit.record(uow, EPISODE_VIEWED, about=found, subject=("risk_episode", found.id))
    return _episode(found, FormState({"due_date": f"{local(this_moment()):%d.%m.%Y}"}))


@bp.post("/risk/<uuid:episode_id>/level")
@requires(Permission.RISK_RECORD, episode)
def raise_level(found: Episode) -> Answer:
    command, form = load(schemas.RaiseSchema(), request.form)
    return _do(
        found,
        command,
        form,
        "level",
        lambda uow, row: services.raise_level(uow, row, Level(int(command["level"])), command["reason"]),
    )


@bp.post("/risk/<uuid:episode_id>/plan")
@requires(Permission.RISK_RECORD, episode)
def plan(found: Episode) -> Answer:
    command, form = load(schemas.ActionSchema(), request.form)
    return _do(found, command, form, "text", lambda uow, row: services.add_action(uow, row, **command))


@bp.post("/risk/<uuid:episode_id>/plan/<uuid:action_id>")
@requires(Permission.RISK_RECORD, episode)
def plan_end(found: Episode) -> Answer:
    command, form = load(schemas.EndActionSchema(), request.form)
    action_id = (request.view_args or {})["action_id"]

    def act(uow: Any, row: Any) -> None:
        action = services.action_of(uow, row, action_id)
        if action is None:
            abort(404)
        services.end_action(uow, row, action, **command)

    return _do(found, command, form, "state", act)


@bp.get("/risk/<uuid:episode_id>/review")
@requires(Permission.RISK_RECORD, episode)
def review(found: Episode) -> str:
    now = local(this_moment())
    form = FormState({"held_date": f"{now:%d.%m.%Y}", "held_time": f"{now:%H:%M}", "level": str(found.row.level)})
    return _page("risk/review.html", found.person, form, found=found)


@bp.post("/risk/<uuid:episode_id>/review")
@requires(Permission.RISK_RECORD, episode)
def review_save(found: Episode) -> Answer:
    command, form = load(schemas.ReviewSchema(this_moment()), request.form, many_valued=("disciplines",))
    return _do(found, command, form, "kind", lambda uow, row: reviews.record(uow, row, command), "risk/review.html")


@bp.post("/risk/<uuid:episode_id>/placement")
@requires(Permission.RISK_RECORD, episode)
def placement(found: Episode) -> Answer:
    command, form = load(schemas.PlacementSchema(), request.form)
    return _do(
        found,
        command,
        form,
        "override",
        lambda uow, row: services.place(uow, row, alone=command["alone"] == "yes", override=command["override"]),
    )


@bp.get("/risk/<uuid:episode_id>/safety-plan")
@requires(Permission.RISK_RECORD, episode)
def safety_plan(found: Episode) -> str:
    last = queries.safety_plan(reading(), found.id)
    begun = {"language": people.spoken(found.person.languages) or language()}
    values = {**last.answers, "language": last.language} if last else begun
    values["review_on"] = f"{local(this_moment()) + A_WEEK:%d.%m.%Y}"
    return _page("risk/safety_plan.html", found.person, FormState(values), found=found)


@bp.post("/risk/<uuid:episode_id>/safety-plan")
@requires(Permission.RISK_RECORD, episode)
def safety_plan_save(found: Episode) -> Answer:
    command, form = load(schemas.SafetyPlanSchema(this_day()), request.form)

    def act(uow: Any, row: Any) -> None:
        answers = {step: command[step] for step in schemas.STEPS}
        services.write_safety_plan(
            uow, row, answers=answers, language=command["language"], review_on=command["review_on"]
        )

    return _do(found, command, form, "language", act, "risk/safety_plan.html")


@bp.get("/risk/<uuid:episode_id>/safety-plan/print")
@requires(Permission.CHART_PRINT, episode)
def safety_plan_print(found: Episode) -> Response:
    """The plan as PDF, for the person to keep; every copy is an event."""
    from healthapp.risk import document  # noqa: PLC0415 - fonts are loaded by those who print

    row = queries.safety_plan(reading(), found.id)
    if row is None:
        abort(404)
    with unit_of_work() as uow:
        audit.record(
            uow,
            SAFETY_PLAN_PRINTED,
            about=found,
            subject=("safety_plan", row.id),
            version=row.version,
            language=row.language,
        )
        at = uow.now()
    body = document.of_safety_plan(reading(), found, row, printed_by=current_identity().name, at=at)
    return Response(body, mimetype="application/pdf")


@bp.post("/risk/<uuid:episode_id>/reopen")
@requires(Permission.RISK_RECORD, episode)
def reopen(found: Episode) -> Answer:
    try:
        with unit_of_work() as uow:
            current = still(episode(uow.session, uow.actor, found.id))
            made = services.reopen(uow, current.row, current.person, reason=_("Opened again")).id
    except Refused as refused:
        form = FormState()
        _say(form, "_schema", refused)
        return _episode(found, form), 409
    said.recorded()
    return redirect(url_for("risk.episode_page", episode_id=made), 303)


@bp.post("/risk/<uuid:episode_id>/take-on")
@requires(Permission.RISK_RECORD, episode)
def take_on(found: Episode) -> Answer:
    """Acknowledge a hand-over: the unit that received, or the service outside."""
    command, form = load(schemas.TakeOnSchema(), request.form)
    waiting = queries.waiting_hand_over(reading(), found.id)
    if command is not None and waiting is not None and waiting.kind == "release" and not command["received_by"]:
        form.add("received_by", _("Write which service goes on and who took it on there"))
        command = None
    if waiting is None:
        return redirect(url_for("risk.episode_page", episode_id=found.id), 303)
    return _do(
        found,
        command,
        form,
        "received_by",
        lambda uow, row: handover.take_on(uow, row, received_by=command["received_by"]),
    )


@bp.post("/people/<uuid:person_id>/risk/event")
@requires(Permission.RISK_RECORD, person_of)
def event(person: Person) -> Answer:
    """Something happened that asks for a new screening."""
    command, form = load(schemas.EventSchema(), request.form)
    if command is None or command["trigger"] not in TRIGGERS:
        form.add("trigger", _("Choose one of the answers"))
        return _person_page(person, form), 422
    try:
        with unit_of_work() as uow:
            current = still(person_of(uow.session, uow.actor, person.id))
            held_by = services.held_by(uow, current)
            scheduler.raise_trigger(
                uow, person_id=person.id, facility_id=held_by, code=command["trigger"], at=uow.now()
            )
    except Refused as refused:
        _say(form, "_schema", refused)
        return _person_page(person, form), 409
    said.recorded()
    return redirect(url_for("risk.show", person_id=person.id), 303)


@bp.post("/people/<uuid:person_id>/risk/event/<uuid:deadline_id>/cancel")
@requires(Permission.RISK_RECORD, person_of)
def event_cancel(person: Person) -> Answer:
    """The event did not happen after all: with a reason only."""
    command, form = load(schemas.ReasonSchema(), request.form)
    if command is None:
        return _person_page(person, form), 422
    wanted = (request.view_args or {})["deadline_id"]
    with unit_of_work() as uow:
        row = next((one for one in queries.open_rescreens(uow.session, person.id) if one.id == wanted), None)
        if row is None:
            abort(404)
        try:
            scheduler.cancel(uow, row, reason=command["reason"])
        except ValueError:  # it was answered or ended since
            abort(404)
    said.recorded()
    return redirect(url_for("risk.show", person_id=person.id), 303)


def _do(found: Episode, command: Any, form: FormState, field: str, act: Any, template: str = "") -> Answer:
    """Run ``act(uow, row)`` on the episode as it stands; a refusal of the rules comes back to the page."""
    if command is not None:
        try:
            with unit_of_work() as uow:
                current = still(episode(uow.session, uow.actor, found.id))
                act(uow, current.row)
            said.recorded()
            return redirect(url_for("risk.episode_page", episode_id=found.id), 303)
        except Refused as refused:
            _say(form, field, refused)
    if template:
        return _page(template, found.person, form, found=found), 422
    return _episode(found, form), 422


def _say(form: FormState, field: str, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add(field, words.refusal(reason))


def _episode(found: Episode, form: FormState) -> str:
    file = queries.file_of(reading(), found.id)
    now, limits = this_moment(), policy.watch(reading())
    standing = watch.judge(found.row, _seen(found), now, limits)
    waiting = queries.waiting_hand_over(reading(), found.id)
    running = [(row, clock(row, now)) for row in queries.episode_clocks(reading(), found.id)]
    return _page(
        "risk/episode.html",
        found.person,
        form,
        found=found,
        file=file,
        standing=standing,
        measures=watch_words.measures(found.row.level, limits.at(now)),
        waiting=waiting,
        clocks=running,
        apart=_kept_apart(found, file),
    )


def _kept_apart(found: Episode, file: queries.File) -> bool:
    """Whether the person is kept apart at a level of risk that forbids it."""
    if found.row.state != "open" or not apart.forbids(found.row, file.placement):
        return False
    person_id, session = found.person_id, reading()
    return apart.isolated(session, person_id) or restrictions.kept_apart(unit.restrictions_of(session, [person_id]))


def _person_page(person: Person, form: FormState) -> str:
    episodes = queries.of_person(reading(), current_identity(), person.id)
    asked = queries.open_rescreens(reading(), person.id)
    current = next((row for row in episodes if row.state == "open"), None)
    shown = {"episodes": episodes, "open": current, "asked": asked, "triggers": list(TRIGGERS)}
    return _page("risk/person.html", person, form, **shown)


def _seen(found: Episode) -> list[RiskObservation]:
    since = max(found.row.level_since, this_moment() - watch.STRETCH)
    return queries.observations_of(reading(), [found.id], since)[found.id]


def _page(template: str, person: Person, form: FormState, **more: Any) -> str:
    banner = people.banner(reading(), current_identity(), person, this_moment())
    return render_template(template, person=person, form=form, banner=banner, words=words, now=this_moment(), **more)
