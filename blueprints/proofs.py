"""Proof for outsiders: a visit's checkpoints, checking one that was carried away, and the page that does it at home."""

from __future__ import annotations

from contextlib import closing

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.i18n import gettext as _
from healthapp.i18n import language
from healthapp.inspection import checkpoints, proof_words, queries, tabs, witnessing
from healthapp.inspection.models import Visit
from healthapp.inspection.proof_models import MOMENTS, VisitCheckpoint
from healthapp.inspection.witnessing import CosignatureRefused
from healthapp.ledger import note as note_format
from healthapp.ledger.services import LedgerRefusal
from healthapp.web import chrome, sent
from healthapp.web.forms import FormState
from healthapp.web.request import (
    clock_in_force,
    configuration,
    current_identity,
    database,
    end_reading,
    reading,
    still,
    unit_of_work,
)

bp = Blueprint("proofs", __name__)
Answer = Response | str | tuple[str, int]
MEGABYTE = 1024 * 1024


@bp.get("/visits/<uuid:visit_id>/checkpoints")
@requires(Permission.VISIT_READ, queries.find_visit)
def visit_checkpoints(visit: Visit) -> str:
    """What the team was given: on screen, as a QR code, as a slip and as a file; and whether it continues the past."""
    return _visit_page(visit, FormState())


@bp.post("/visits/<uuid:visit_id>/checkpoints")
@requires(Permission.VISIT_WORK, queries.find_visit)
def take(visit: Visit) -> Answer:
    """Sign the ledger as it is now. A ledger that will not sign is a finding in itself, and said as one."""
    moment = request.form.get("moment", "")
    if moment not in MOMENTS:
        abort(400)
    try:
        with unit_of_work() as uow:
            current = still(queries.find_visit(uow.session, uow.actor, visit.id))
            checkpoints.take(uow, checkpoints.keyring(uow.session, configuration()), current, moment)
    except LedgerRefusal as refused:
        form = FormState()
        form.add("_schema", _("The ledger refuses to sign: %(why)s. This is a finding.", why=str(refused)))
        return _visit_page(visit, form), 409
    return redirect(url_for("proofs.visit_checkpoints", visit_id=visit.id), 303)


@bp.get("/visits/<uuid:visit_id>/checkpoints/<uuid:slip_id>/slip")
@requires(Permission.VISIT_READ, queries.find_visit)
def slip(visit: Visit) -> Response:
    """One checkpoint as a slip to print."""
    from healthapp.inspection.slip import render_slip  # noqa: PLC0415 - fonts are loaded by those who print

    row = _slip(visit)
    body = render_slip(row, visit=visit.number, vkey=_key(), language=language(), synthetic=configuration().is_demo)
    return _file(body, f"NN-1_{visit.number}-{row.number}.pdf", "application/pdf")


@bp.get("/visits/<uuid:visit_id>/checkpoints/<uuid:slip_id>/note")
@requires(Permission.VISIT_READ, queries.find_visit)
def note(visit: Visit) -> Response:
    """One checkpoint as the file itself, with what witnesses put under it since."""
    row = _slip(visit)
    brought = witnessing.cosigned(reading(), [row])[row.size]
    body = witnessing.with_cosignatures(row, brought)
    return _file(body.encode(), f"checkpoint_{visit.number}-{row.number}.txt", "text/plain")


def _slip(visit: Visit) -> VisitCheckpoint:
    wanted = (request.view_args or {})["slip_id"]
    return next((row for row in checkpoints.of_visit(reading(), visit.id) if row.id == wanted), None) or abort(404)


@bp.get("/proof")
@requires(Permission.LEDGER_READ)
def check_page() -> str:
    """Where a checkpoint is scanned, typed or uploaded, and what to take home for checking."""
    return _check_page(FormState())


@bp.post("/proof")
@requires(Permission.LEDGER_READ)
@sent.looks_only
def check() -> Answer:
    """Check what was brought against the ledger of now, and name the first thing that does not fit."""
    form, files = FormState(request.form), _given()
    if not files:
        form.add("text", _("Paste a checkpoint or choose a file"))
        return _check_page(form), 422
    end_reading()  # what is read below must see what is signed below
    clock = clock_in_force()
    checked = checkpoints.check(database(), current_identity(), clock, configuration(), files)
    return _check_page(form, proof_words.answer(checked))


def _given() -> list[tuple[str, bytes]]:
    """What was typed or scanned, and the files chosen, each whole and under the name it is spoken of with.

    The request is the only limit: of a file cut short nothing would fit, as of one that was forged.
    """
    found = []
    if request.form.get("text", "").strip():
        found.append((_("The pasted text"), request.form["text"].encode()))
    for file in request.files.getlist("files"):
        with closing(file.stream):
            if file.filename:
                found.append((file.filename, file.stream.read()))
    return found


@bp.get("/proof/witnesses")
@requires(Permission.LEDGER_WITNESS)
def witnesses() -> str:
    """Who cosigned what, and where a cosigned checkpoint is brought back."""
    return _witness_page(FormState())


@bp.post("/proof/witnesses")
@requires(Permission.LEDGER_WITNESS)
def bring() -> Answer:
    """Check and keep a cosigned checkpoint; what does not fit is named at its field."""
    form, brought = FormState(request.form), _brought()
    key = form.value("key").strip()
    if not brought:
        form.add("note", _("Paste the cosigned checkpoint or choose its file"))
    if not key:
        form.add("key", _("Paste the public key line of the witness"))
    if not form.ok:
        return _witness_page(form), 422
    try:
        with unit_of_work() as uow:
            witnessing.receive(uow, checkpoints.keyring(uow.session, configuration()), brought, key)
    except CosignatureRefused as refused:
        form.add(refused.field, proof_words.refused_cosignature(refused.code))
        return _witness_page(form), 422
    flash(_("The cosignature holds and is kept."), "success")
    return redirect(url_for("proofs.witnesses"), 303)


def _brought() -> str:
    """The pasted note, or the text of the file; a file that is no text is a note that cannot be read."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get("note", "").strip()
    with closing(file.stream):
        return file.stream.read(note_format.MAX_BYTES + 1).decode("utf-8", "replace")


def _witness_page(form: FormState) -> str:
    rows = witnessing.listed(reading())
    return render_template(
        "proofs/witnesses.html",
        form=form,
        rows=[proof_words.cosignature(row) for row in rows],
        latest=proof_words.latest(reading()),
    )


@bp.get("/proof/page")
@requires(Permission.LEDGER_READ)
def page() -> Response:
    """The offline page, to take home."""
    return _file(chrome.built("verify.html"), "verify.html", "text/html")


@bp.get("/proof/keys")
@requires(Permission.LEDGER_READ)
def keys() -> Response:
    """The public keys to check with."""
    return _file(proof_words.key_file(reading(), _key()).encode(), "ledger-keys.txt", "text/plain")


def _check_page(form: FormState, answer: proof_words.Answer | None = None) -> str:
    return render_template(
        "proofs/check.html",
        form=form,
        answer=answer,
        key=_key(),
        changes=proof_words.changes(reading()),
        page_digest=proof_words.page_digest(),
        most=current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE,
        witnesses=may(Permission.LEDGER_WITNESS),
    )


def _visit_page(visit: Visit, form: FormState) -> str:
    rows = checkpoints.of_visit(reading(), visit.id)
    brought = witnessing.cosigned(reading(), rows)
    return render_template(
        "proofs/visit.html",
        visit=visit,
        tabs=tabs.of(visit),
        form=form,
        slips=[proof_words.slip(row, brought[row.size]) for row in reversed(rows)],
        wanted=proof_words.wanted(visit, rows),
        working=may(Permission.VISIT_WORK, visit),
        changes=proof_words.changes(reading()),
        compared=proof_words.compared(reading(), visit, rows),
        key=_key(),
    )


def _key() -> str:
    return checkpoints.keyring(reading(), configuration()).vkey


def _file(body: bytes, name: str, kind: str) -> Response:
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
