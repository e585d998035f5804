"""The expert commission: sessions, members, agenda; each case's examination, opinion, votes and protocol."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.taken import out_of_date
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import may, requires
from healthapp.cases import presenter as cases
from healthapp.cases import services as steps
from healthapp.cases.commission import deciding, document, presenter, queries, schemas, services
from healthapp.cases.commission.queries import Meeting, Place
from healthapp.cases.diseases import presenter as disease_words
from healthapp.cases.diseases import queries as diseases
from healthapp.cases.events import ITEM_READ, PROTOCOL_PRINTED, SESSION_PRINTED, SESSION_READ
from healthapp.database import UnitOfWork
from healthapp.dates import values_now
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.people import presenter as people
from healthapp.people.names import display_name
from healthapp.web import said
from healthapp.web.forms import FormState, load
from healthapp.web.request import configuration, current_identity, reading, this_day, this_moment, unit_of_work

bp = Blueprint("commission", __name__)
Answer = Response | str | tuple[str, int]


def _meeting(session: Session, _identity: Identity, session_id: uuid.UUID) -> Meeting | None:
    return queries.find(session, session_id)


def _seat(session: Session, _identity: Identity, session_id: uuid.UUID, place: int) -> Meeting | None:
    meeting = queries.find(session, session_id)
    return meeting if meeting and any(seat.place == place for seat in meeting.seats) else None


def _place(session: Session, identity: Identity, session_id: uuid.UUID, number: int) -> Place | None:
    return queries.place(session, identity, session_id, number, this_moment())


@bp.get("/commission")
@requires(Permission.COMMISSION_READ)
def index() -> str:
    return _index(FormState())


@bp.post("/commission")
@requires(Permission.COMMISSION_MANAGE)
def call() -> Answer:
    command, form = load(schemas.CallSchema(this_moment()), request.form)
    if command is None:
        return _index(form), 422
    with unit_of_work() as uow:
        row = services.call(uow, command)
    said.recorded()
    return redirect(url_for("commission.show", session_id=row.id), 303)


def _index(form: FormState) -> str:
    waiting = queries.waiting(reading(), current_identity())
    return render_template(
        "commission/index.html",
        form=form,
        sittings=presenter.sitting_lines(queries.sittings(reading())),
        waiting=[
            (row, display_name(person), cases.title(row), cases.said("state", row.state)) for row, person in waiting
        ],
    )


@bp.get("/commission/<uuid:session_id>")
@requires(Permission.COMMISSION_READ, _meeting)
def show(meeting: Meeting) -> str:
    return _show(meeting, FormState())


def _show(meeting: Meeting, form: FormState) -> str:
    with unit_of_work() as uow:
        audit.record(uow, SESSION_READ, subject=("commission_session", meeting.id), number=meeting.row.number)
    session, identity = reading(), current_identity()
    manages = may(Permission.COMMISSION_MANAGE)
    changing = manages and meeting.row.state == "called"
    return render_template(
        "commission/show.html",
        form=form,
        meeting=meeting,
        title=presenter.sitting_title(meeting.row),
        meta=presenter.sitting_meta(meeting.row),
        state=str(presenter.STATES[meeting.row.state]),
        agenda=presenter.agenda(meeting),
        seats=[(seat, presenter.seat_text(seat), presenter.attendance_text(seat)) for seat in meeting.seats],
        manages=manages,
        changing=changing,
        users=[(str(user.id), user.name) for user in queries.candidates(session, this_moment())] if changing else [],
        specialties=list(presenter.SPECIALTIES.items()),
        parts=list(presenter.PARTS.items()),
        attends=[(code, str(presenter.ATTENDS[code])) for code in schemas.ATTENDS],
        how=list(presenter.HOW.items()),
        waiting=[
            (str(row.id), f"{row.number} {display_name(person)}, {cases.said('state', row.state)}")
            for row, person in (queries.waiting(session, identity) if manages else [])
        ],
        languages=list(LANGUAGES.items()),
    )


def _change(meeting: Meeting, form: FormState, field: str, act: Callable[[UnitOfWork], Any]) -> Answer:
    """Do ``act``; a refusal stands at ``field`` with everything typed."""
    try:
        with unit_of_work() as uow:
            act(uow)
    except services.Refused as error:
        form.add(field, presenter.refused(error.code))
    except steps.StepRefused as error:
        for _name, words in cases.refusal_fields(error):
            form.add(field, words)
    except steps.OutOfDate:
        form.add(field, _("Somebody else took a step meanwhile. Look at the case, then decide again."))
    if not form.ok:
        current = queries.find(reading(), meeting.id) or meeting
        return _show(current, form), 409
    said.recorded()
    return redirect(url_for("commission.show", session_id=meeting.id), 303)


@bp.post("/commission/<uuid:session_id>/seats")
@requires(Permission.COMMISSION_MANAGE, _meeting)
def seat(meeting: Meeting) -> Answer:
    command, form = load(schemas.SeatSchema(), request.form)
    if command is None:
        return _show(meeting, form), 422
    return _change(meeting, form, "user", lambda uow: services.seat(uow, meeting.id, **command))


@bp.post("/commission/<uuid:session_id>/seats/<int:place>/remove")
@requires(Permission.COMMISSION_MANAGE, _seat)
def unseat(meeting: Meeting) -> Answer:
    place = (request.view_args or {})["place"]
    return _change(meeting, FormState(), "user", lambda uow: services.unseat(uow, meeting.id, place))


@bp.post("/commission/<uuid:session_id>/agenda")
@requires(Permission.COMMISSION_MANAGE, _meeting)
def put(meeting: Meeting) -> Answer:
    command, form = load(schemas.AgendaSchema(), request.form)
    if command is None:
        return _show(meeting, form), 422
    known = {row.id for row, _person in queries.waiting(reading(), current_identity())}
    if command["case"] not in known:
        form.add("case", presenter.refused("not_yet"))
        return _show(meeting, form), 409
    return _change(
        meeting,
        form,
        "case",
        lambda uow: services.put_on_agenda(
            uow, meeting.id, command["case"], planned=command["planned"], reason=command["reason"]
        ),
    )


@bp.post("/commission/<uuid:session_id>/open")
@requires(Permission.COMMISSION_MANAGE, _meeting)
def begin(meeting: Meeting) -> Answer:
    command, form = load(schemas.OpenSchema(), request.form)
    if command is None:
        return _show(meeting, form), 422
    return _change(meeting, form, "seats", lambda uow: services.open_session(uow, meeting.id, command["seats"]))


@bp.post("/commission/<uuid:session_id>/close")
@requires(Permission.COMMISSION_MANAGE, _meeting)
def close(meeting: Meeting) -> Answer:
    return _change(meeting, FormState(), "close", lambda uow: services.close_session(uow, meeting.id))


@bp.post("/commission/<uuid:session_id>/cancel")
@requires(Permission.COMMISSION_MANAGE, _meeting)
def cancel(meeting: Meeting) -> Answer:
    command, form = load(schemas.ReasonSchema(), request.form)
    if command is None:
        return _show(meeting, form), 422
    return _change(meeting, form, "reason", lambda uow: services.cancel(uow, meeting.id, command["reason"]))


@bp.post("/commission/<uuid:session_id>/print")
@requires(Permission.COMMISSION_READ, _meeting)
def print_agenda(meeting: Meeting) -> Answer:
    """The agenda, and an invitation for each member."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        form = FormState(request.form)
        form.add("language", _("Choose one"))
        return _show(meeting, form), 422
    with unit_of_work() as uow:
        event = audit.record(
            uow,
            SESSION_PRINTED,
            subject=("commission_session", meeting.id),
            digest=document.agenda_digest(meeting),
            number=meeting.row.number,
            language=language,
        )
    return _pdf(*document.render_agenda(meeting, event, document.Wanted(language, configuration().is_demo)))


@bp.get("/commission/<uuid:session_id>/<int:number>")
@requires(Permission.COMMISSION_READ, _place)
def item(place: Place) -> str:
    return _item(place, FormState({**values_now(this_moment()), "proposal": str(place.item.proposal)}))


def _item(place: Place, form: FormState) -> str:
    with unit_of_work() as uow:
        audit.record(
            uow,
            ITEM_READ,
            about=place,
            subject=("commission_item", place.item.id),
            number=place.meeting.row.number,
        )
    session, identity = reading(), current_identity()
    today = this_day()
    entries = diseases.in_force(session, today)
    matched = {entry.id for entry in diseases.matching(session, place.found.row.icd10, today)}
    running = place.meeting.row.state == "open" and not place.ended
    own = next((member for member in place.tally.members if member.seat.user_id == identity.user_id), None)
    return render_template(
        "commission/item.html",
        form=form,
        place=place,
        banner=people.banner(session, identity, place.found.person, this_moment()),
        title=presenter.sitting_title(place.meeting.row),
        meta=presenter.sitting_meta(place.meeting.row),
        agenda=presenter.agenda(place.meeting, place.item.place),
        pathway=cases.title(place.found.row),
        state=cases.said("state", place.found.row.state),
        ended=presenter.refused(place.ended) if place.ended else "",
        examination=presenter.examination(place.item),
        members=presenter.member_lines(place, identity.user_id),
        quorum=presenter.quorum_text(place),
        tally=presenter.tally_text(place),
        problems=presenter.problems(place),
        dissents=presenter.dissents(place),
        opinion=presenter.opinion(place.item, diseases.entry(session, place.item.disease_id)),
        conclusions=presenter.conclusions(place),
        entries=[
            (str(entry.id), disease_words.entry_text(entry))
            for entry in sorted(entries, key=lambda entry: entry.id not in matched)
        ],
        matched=len(matched),
        how=list(presenter.HOW.items()),
        consents=list(presenter.CONSENT.items()),
        votes=list(presenter.VOTES.items()),
        manages=running and may(Permission.COMMISSION_MANAGE),
        own=own,
        voting=running and own is not None and not own.barred and own.vote is None and place.item.state == "examined",
        languages=list(LANGUAGES.items()),
    )


def _act(place: Place, form: FormState, field: str, act: Callable[[UnitOfWork], Any]) -> Answer:
    """Do ``act`` on one case; a refusal stands at ``field`` with everything typed, and nothing was written."""
    try:
        with unit_of_work() as uow:
            act(uow)
    except services.Refused as error:
        form.add(field, presenter.refused(error.code))
    except steps.StepRefused as error:
        for _name, words in cases.refusal_fields(error):
            form.add(field, words)
    except steps.OutOfDate:
        form.add(field, out_of_date(place.found))
    if not form.ok:
        current = (
            queries.place(reading(), current_identity(), place.meeting.id, place.item.place, this_moment()) or place
        )
        return _item(current, form), 409
    said.recorded()
    return redirect(url_for("commission.item", session_id=place.meeting.id, number=place.item.place), 303)


@bp.post("/commission/<uuid:session_id>/<int:number>/examine")
@requires(Permission.COMMISSION_MANAGE, _place)
def examine(place: Place) -> Answer:
    command, form = load(schemas.ExamineSchema(this_moment()), request.form)
    if command is None:
        return _item(place, form), 422
    return _act(place, form, "findings", lambda uow: services.examine(uow, place, command))


@bp.post("/commission/<uuid:session_id>/<int:number>/propose")
@requires(Permission.COMMISSION_MANAGE, _place)
def propose(place: Place) -> Answer:
    """Write the opinion down that is voted on next."""
    has_list = bool(diseases.in_force(reading(), this_day()))
    schema = schemas.ProposeSchema(presenter.conclude_results(place), has_list=has_list)
    command, form = load(schema, request.form)
    if command is None:
        return _item(place, form), 422
    return _act(place, form, "conclusion", lambda uow: services.propose(uow, place, command))


@bp.post("/commission/<uuid:session_id>/<int:number>/vote")
@requires(Permission.COMMISSION_VOTE, _place)
def vote(place: Place) -> Answer:
    """The signed-in member's own vote."""
    command, form = load(schemas.VoteSchema(), request.form)
    if command is None:
        return _item(place, form), 422
    return _act(place, form, "vote", lambda uow: deciding.vote(uow, place, command))


@bp.post("/commission/<uuid:session_id>/<int:number>/conclude")
@requires(Permission.COMMISSION_MANAGE, _place)
def conclude(place: Place) -> Answer:
    """Close the votes and make the protocol."""
    return _act(place, FormState(), "close", lambda uow: deciding.conclude(uow, place))


@bp.post("/commission/<uuid:session_id>/<int:number>/other")
@requires(Permission.COMMISSION_MANAGE, _place)
def other(place: Place) -> Answer:
    """Order tests, or put the case off; both need the reason in words."""
    command, form = load(schemas.ReasonSchema(), request.form)
    if command is None:
        return _item(place, form), 422
    act = services.order_tests if request.form.get("action") == "tests" else services.postpone
    return _act(place, form, "reason", lambda uow: act(uow, place, command["reason"]))


@bp.post("/commission/<uuid:session_id>/<int:number>/print")
@requires(Permission.COMMISSION_READ, _place)
def print_protocol(place: Place) -> Answer:
    language = request.form.get("language", "")
    if language not in LANGUAGES or place.protocol is None:
        abort(409, _("There is no protocol yet, or no language was chosen."))
    with unit_of_work() as uow:
        event = audit.record(
            uow,
            PROTOCOL_PRINTED,
            about=place,
            subject=("commission_protocol", place.protocol.id),
            digest=place.protocol.digest,
            number=place.protocol.number,
            language=language,
        )
    wanted = document.Wanted(language, configuration().is_demo)
    return _pdf(*document.render_protocol(place.found, place.protocol, event, wanted))


def _pdf(name: str, data: bytes) -> Response:
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
