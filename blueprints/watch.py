"""The watch: who is to be looked at, one tap for what was seen, and how the watch was kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.access.policy import Context, permits
from healthapp.database import UnitOfWork
from healthapp.people import presenter as people
from healthapp.people.cards import cards
from healthapp.people.names import display_name
from healthapp.risk import policy, queries, schemas, watch, watch_words, words
from healthapp.risk.events import WATCH_LOOKED_AT
from healthapp.risk.models import RiskEpisode, RiskObservation
from healthapp.risk.queries import Episode
from healthapp.risk.services import Refused
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, still, this_moment, unit_of_work

bp = Blueprint("watch", __name__)
Answer = Response | str | tuple[Response | str, int]


def on_watch(session: Session, identity: Identity, episode_id: uuid.UUID, **_values: object) -> Episode | None:
    return queries.find(session, identity, episode_id, Permission.RISK_WATCH)


@bp.get("/watch")
@requires(Permission.RISK_WATCH)
def board() -> str:
    """Who is to be looked at, and in which window: level and measures, no reason, never an exact minute."""
    now = this_moment()
    known = queries.watched(reading(), current_identity())
    seen = queries.observations_of(reading(), [one.id for one in known], now - watch.STRETCH)
    limits = policy.watch(reading())
    rows = [(one, watch.judge(one.row, seen[one.id], now, limits)) for one in known]
    rows.sort(key=lambda row: (row[1].closes is None, row[1].closes))
    return render_template(
        "watch/board.html",
        rows=rows,
        words=words,
        watch_words=watch_words,
        limits=limits.at(now),
        now=now,
        names=display_name,
        cards=cards(reading(), {one.person_id for one in known}),
        place=people.place,
    )


@bp.get("/watch/kept")
@requires(Permission.RISK_PATTERN)
def kept() -> str:
    """How the watch was kept in the last twelve hours, for who answers for it; each look is an event."""
    now = this_moment()
    found = queries.watched(reading(), current_identity(), Permission.RISK_PATTERN)
    with unit_of_work() as uow:
        audit.record(uow, WATCH_LOOKED_AT, rows=len(found))
    seen = queries.observations_of(reading(), [one.id for one in found], now - watch.STRETCH)
    limits = policy.watch(reading())
    rows = [(one, watch.record_of(one.row, seen[one.id], now, limits)) for one in found]
    rows.sort(key=lambda row: (-row[1].missed, -row[1].late))
    return render_template(
        "watch/kept.html",
        rows=rows,
        words=words,
        watch_words=watch_words,
        limits=limits.at(now),
        names=display_name,
    )


@bp.get("/watch/<uuid:episode_id>")
@requires(Permission.RISK_WATCH, on_watch)
def sheet(found: Episode) -> str:
    """The sheet of one person: the window, one tap for the usual, what was entered."""
    return _sheet(found, FormState())


@bp.post("/watch/<uuid:episode_id>")
@requires(Permission.RISK_WATCH, on_watch)
def observe(found: Episode) -> Answer:
    """One tap: what was seen, now or so many minutes ago; a correction names the entry it puts right.

    A script that kept the tap while there was no network gets JSON: where to go on, or why it was not taken.
    """
    look, form = load(schemas.ObservationSchema(), request.form)

    def act(uow: UnitOfWork, row: RiskEpisode) -> None:
        try:
            watch.take(uow, row, look)
        except LookupError:
            abort(404)

    taken = look is not None and _do(found, form, "text", act)
    quiet = request.form.get("autosave") == "1"
    if not taken:
        return (jsonify(message=_first_message(form)) if quiet else _sheet(found, form)), 422
    view = "watch.help_now" if look.seen == "self_harm" else "watch.sheet"
    following = url_for(view, episode_id=found.id)
    return jsonify(next=following) if quiet else redirect(following, 303)


def _first_message(form: FormState) -> str:
    return next(iter(form.errors.values()))[0]


@bp.get("/watch/<uuid:episode_id>/help")
@requires(Permission.RISK_WATCH, on_watch)
def help_now(found: Episode) -> str:
    """What to do now: the tap only wrote it down."""
    return _page("watch/help.html", found, FormState())


@bp.get("/watch/<uuid:episode_id>/entries/<uuid:entry_id>/withdraw")
@requires(Permission.RISK_WATCH, on_watch)
def withdraw(found: Episode) -> str:
    return _withdraw(found, FormState())


@bp.post("/watch/<uuid:episode_id>/entries/<uuid:entry_id>/withdraw")
@requires(Permission.RISK_WATCH, on_watch)
def withdraw_save(found: Episode) -> Answer:
    """The entry was made for somebody else: it stays to be read and no longer counts."""
    command, form = load(schemas.ReasonSchema(), request.form)
    if command is None:
        return _withdraw(found, form), 422

    def act(uow: UnitOfWork, row: RiskEpisode) -> None:
        watch.withdraw(uow, row, _entry(uow.session, found), reason=command["reason"])

    if not _do(found, form, "reason", act):
        return _withdraw(found, form), 422
    return redirect(url_for("watch.sheet", episode_id=found.id), 303)


def _do(found: Episode, form: FormState, field: str, act: Callable[[UnitOfWork, RiskEpisode], None]) -> bool:
    """Run ``act`` on the episode as it stands; False when the rules say no, with their words at ``field``."""
    try:
        with unit_of_work() as uow:
            current = still(on_watch(uow.session, uow.actor, found.id))
            act(uow, current.row)
    except Refused as refused:
        form.add(field, words.refusal(refused.reasons[0]))
        return False
    return True


def _entry(session: Session, found: Episode) -> RiskObservation:
    """The entry the URL names, as far as this person's watch has it."""
    row = queries.observation(session, current_identity(), found.id, (request.view_args or {})["entry_id"])
    if row is None:
        abort(404)
    return row


def _withdraw(found: Episode, form: FormState) -> str:
    return _page("watch/withdraw.html", found, form, row=_entry(reading(), found))


def _sheet(found: Episode, form: FormState) -> str:
    now = this_moment()
    since = max(found.row.opened_at, now - watch.STRETCH)
    rows = queries.observations(reading(), found.id, since)
    taken_back = queries.withdrawals(reading(), found.id, found.row.opened_at)
    counting = [row for row in rows if row.id not in taken_back]
    identity, limits = current_identity(), policy.watch(reading())
    reads_all = permits(identity, Permission.RISK_READ, Context(found.facility_id))
    return _page(
        "watch/sheet.html",
        found,
        form,
        lines=watch.lines(since, rows, taken_back, limits)[: watch_words.SHOWN],
        more=max(len(rows) - watch_words.SHOWN, 0),
        limits=limits.at(now),
        standing=watch.judge(found.row, counting, now, limits),
        window=watch_words.window(found.row, counting, now, limits),
        keeper=watch.keeper(found.row, counting),
        sees=lambda row: reads_all or row.observer_id == identity.user_id,
        tiles=watch_words.tiles(found.row.level),
        names=display_name,
        key=uuid.uuid4(),
    )


def _page(template: str, found: Episode, form: FormState, **more: Any) -> str:
    banner = people.banner(reading(), current_identity(), found.person, this_moment())
    return render_template(
        template, found=found, form=form, banner=banner, words=words, watch_words=watch_words, now=this_moment(), **more
    )
