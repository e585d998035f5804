"""Sealed notes and interviews of a visit, and the key one reads them with."""

from __future__ import annotations

import base64
import datetime as dt
import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.auditing import COOKIE, secret
from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.inspection import notes, presenter, queries, schemas, sealing, tabs, words
from healthapp.inspection.models import Visit
from healthapp.inspection.notes import KeyRefused
from healthapp.inspection.notes_models import MemberKey
from healthapp.settings import queries as settings
from healthapp.web.forms import FormState, load
from healthapp.web.request import configuration, current_identity, reading, still, this_day, this_moment, unit_of_work

bp = Blueprint("sealed", __name__, url_prefix="/visits")
Answer = Response | str | tuple[str, int]
RECHECK = "inspection.recheck"
KINDS = ("note", "interview", "outcome")


@bp.get("/<uuid:visit_id>/notes")
@requires(Permission.VISIT_NOTES, queries.find_visit)
def index(visit: Visit) -> str:
    """What is sealed to oneself, and the form to write."""
    return _page(visit, FormState())


@bp.post("/<uuid:visit_id>/notes")
@requires(Permission.VISIT_NOTES, queries.find_visit)
def write(visit: Visit) -> Answer:
    """Seal a note."""
    command, form = load(schemas.NoteSchema(), request.form)
    if command is None:
        return _page(visit, form), 422
    try:
        with unit_of_work() as uow:
            current = still(queries.find_visit(uow.session, uow.actor, visit.id))
            readers = queries.team(current) if command.team else []
            row = notes.write(uow, current, kind=command.kind, content=command.content, readers=readers)
            if command.recheck_on is not None:
                notes.remind(uow, current, row, command.recheck_on)
    except KeyRefused:
        return redirect(url_for("sealed.key"), 303)
    flash(_("Sealed."), "success")
    return redirect(url_for("sealed.index", visit_id=visit.id), 303)


@bp.post("/<uuid:visit_id>/notes/<uuid:recheck_id>/seen")
@requires(Permission.VISIT_NOTES, queries.find_visit)
def seen(visit: Visit) -> Answer:
    """The person of an interview was seen again; what was found is sealed too."""
    command, form = load(schemas.SeenSchema(), request.form)
    recheck_id = (request.view_args or {})["recheck_id"]
    if command is None:
        return _page(visit, form, answered=recheck_id), 422
    with unit_of_work() as uow:
        row = notes.recheck(uow.session, visit.id, uow.actor.user_id, recheck_id)
        if row is None:
            abort(404)
        before = notes.seen_again(uow, visit, row, command)
    if before is not None:
        return _seen_before(visit, before, command["text"])
    return redirect(url_for("sealed.index", visit_id=visit.id), 303)


def _seen_before(visit: Visit, at: dt.datetime, outcome: str) -> Answer:
    """What was typed meets a reminder that is done: it stands in the form of a note, to be sealed as one."""
    form = FormState({"kind": "note", "readers": "me", "text": outcome})
    form.add(
        "text",
        _(
            "You sealed on %(moment)s what was found when the person was seen again. "
            "Seal this as a working note if it adds something.",
            moment=format_moment(at),
        ),
    )
    return _page(visit, form), 409


def _page(visit: Visit, form: FormState, answered: uuid.UUID | None = None) -> str:
    """``answered``: the reminder whose form ``form`` is."""
    identity, now = current_identity(), this_moment()
    key = notes.opened(reading(), identity.session_id, secret(), now)
    keys = notes.who_reads(reading(), queries.team(visit))
    days = settings.current(reading(), RECHECK, now).number() or 14
    return render_template(
        "inspection/notes.html",
        visit=visit,
        form=form,
        tabs=tabs.of(visit),
        words=words,
        open_key=key,
        has_key=notes.key_of(reading(), identity.user_id) is not None,
        notes=notes.of_visit(reading(), visit.id, identity.user_id, key, kinds=KINDS),
        rechecks=notes.rechecks_of(reading(), visit.id, identity.user_id),
        readers=[one.name for one in visit.members if one.user_id in keys],
        answered=answered,
        nothing=FormState(),
        recheck_on=presenter.in_days(now, days),
        today=this_day(),
    )


@bp.get("/key")
@requires(Permission.VISIT_NOTES)
def key() -> str:
    """One's key for sealed notes: make it, open it, close it, change its passphrase."""
    return _key_page(FormState())


@bp.post("/key/make")
@requires(Permission.VISIT_NOTES)
def make() -> Answer:
    """A new pair of keys; the recovery code is shown once and stored nowhere."""
    command, form = load(schemas.PassphraseSchema(), request.form)
    if command is None:
        return _key_page(form), 422
    made = sealing.new_key(command["passphrase"])
    try:
        with unit_of_work() as uow:
            notes.store_key(uow, made)
    except KeyRefused:
        return redirect(url_for("sealed.key"), 303)
    return render_template("inspection/recovery.html", code=made.recovery_code)


@bp.post("/key/open")
@requires(Permission.VISIT_NOTES)
def unlock() -> Answer:
    """Open the key in this browser for half an hour."""
    command, form = load(schemas.UnlockSchema(), request.form)
    held = notes.key_of(reading(), current_identity().user_id)
    if held is None:
        return redirect(url_for("sealed.key"), 303)
    if command is None:
        return _key_page(form), 422
    private = _try(held, command["unlock"], form, "unlock", by_code=False)
    if private is None:
        return _key_page(form), 422
    with unit_of_work() as uow:
        half = notes.open_key(uow, held.id, private)
    back = command["back"] if command["back"].startswith("/visits/") else url_for("inspection.index")
    answer = redirect(back, 303)
    answer.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(half).decode(),
        max_age=int(notes.OPEN_FOR.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=configuration().secure_cookie,
        path="/visits",
    )
    return answer


@bp.post("/key/close")
@requires(Permission.VISIT_NOTES)
def lock() -> Response:
    """Close it now, before somebody else takes the tablet."""
    with unit_of_work() as uow:
        notes.close_key(uow)
    answer = redirect(url_for("sealed.key"), 303)
    answer.delete_cookie(COOKIE, path="/visits")
    return answer


@bp.post("/key/change")
@requires(Permission.VISIT_NOTES)
def change() -> Answer:
    """A new passphrase, by the old one or by the recovery code. Notes stay readable; the code is a new one."""
    command, form = load(schemas.ChangeKeySchema(), request.form)
    held = notes.key_of(reading(), current_identity().user_id)
    if held is None:
        return redirect(url_for("sealed.key"), 303)
    if command is None:
        return _key_page(form), 422
    by_code = bool(command["recovery_code"])
    field = "recovery_code" if by_code else "old"
    private = _try(held, command["recovery_code"] or command["old"], form, field, by_code=by_code)
    if private is None:
        return _key_page(form), 422
    with unit_of_work() as uow:
        code = notes.change_passphrase(uow, held.id, private, command["passphrase"], "code" if by_code else "old")
    return render_template("inspection/recovery.html", code=code)


def _try(held: MemberKey, given: str, form: FormState, field: str, *, by_code: bool) -> bytes | None:
    try:
        return notes.private_of(held, given, this_moment(), by_code=by_code)
    except KeyRefused as refused:
        if refused.code == "wrong":
            with unit_of_work() as uow:
                notes.note_failure(uow, held.id)
        form.add(field, presenter.key_refusal(refused.code))
        return None


def _key_page(form: FormState) -> str:
    identity, now = current_identity(), this_moment()
    return render_template(
        "inspection/key.html",
        form=form,
        held=notes.key_of(reading(), identity.user_id),
        open_key=notes.opened(reading(), identity.session_id, secret(), now),
        back=request.args.get("back", request.form.get("back", "")),
    )
