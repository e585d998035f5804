"""Copies for a visit: asked for, watched while they are made, taken along over a line that may break."""

from __future__ import annotations

import io
import uuid

from flask import Blueprint, abort, current_app, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import may, requires
from healthapp.i18n import LANGUAGES, language
from healthapp.inspection import bundles, events, proof_words, tabs
from healthapp.inspection.bundles import CopiesRefused
from healthapp.inspection.models import Visit
from healthapp.inspection.proof_models import VARIANTS, CopyBundle
from healthapp.inspection.queries import find_visit
from healthapp.vault import Store
from healthapp.vault.store import VaultDamaged
from healthapp.web import sent
from healthapp.web.forms import FormState
from healthapp.web.request import clock_in_force, configuration, current_identity, database, reading, unit_of_work

bp = Blueprint("copies", __name__, url_prefix="/visits/<uuid:visit_id>/copies")
Answer = Response | str | tuple[str, int]
#: Seconds until a page without script looks again.
LOOK_AGAIN = "2"


@bp.get("")
@requires(Permission.VISIT_READ, find_visit)
def index(visit: Visit) -> str:
    """The bundles of a visit, and the form for another one."""
    return _page(visit, FormState({"variant": "full", "language": language()}))


@bp.post("")
@requires(Permission.VISIT_AUDIT, find_visit)
def ask(visit: Visit) -> Answer:
    """Ask for the whole sample, or for the one record named."""
    form = FormState(request.form)
    variant, wanted = form.value("variant"), form.value("language")
    if variant not in VARIANTS or wanted not in LANGUAGES:
        abort(400)
    try:
        one = uuid.UUID(form.value("record")) if form.value("record") else None
    except ValueError:
        abort(400)  # as good as none it would mean the whole sample
    try:
        with unit_of_work() as uow:
            records = [one] if one else bundles.records_of_sample(uow.session, visit)
            bundle_id = bundles.ask(uow, visit, records, variant=variant, language=wanted).id
            sent.leads_to(uow, url_for("copies.show", visit_id=visit.id, bundle_id=bundle_id))
    except CopiesRefused as refused:
        form.add("variant", proof_words.stop_reason(refused.code))
        return _page(visit, form), 422
    _start(bundle_id)
    return redirect(url_for("copies.show", visit_id=visit.id, bundle_id=bundle_id), 303)


@bp.get("/<uuid:bundle_id>")
@requires(Permission.VISIT_AUDIT, find_visit)
def show(visit: Visit) -> Response:
    """How far it is; the page looks again by itself until it is done, with or without script."""
    row = _bundle(visit)
    if row.state == "making":
        _start(row.id)  # after a restart of the server nobody is at it: whoever looks sets it going again
    body = render_template(
        "proofs/bundle.html",
        visit=visit,
        row=row,
        reason=proof_words.stop_reason(row.stop_reason or "unreadable"),
        tabs=tabs.of(visit),
    )
    answer = current_app.make_response(body)
    if row.state == "making":
        answer.headers["Refresh"] = LOOK_AGAIN
    return answer


@bp.post("/<uuid:bundle_id>/again")
@requires(Permission.VISIT_AUDIT, find_visit)
def again(visit: Visit) -> Response:
    """Ask once more for what stopped."""
    row = _bundle(visit)
    try:
        with unit_of_work() as uow:
            wanted = [uuid.UUID(found) for found in row.records]
            bundle_id = bundles.ask(uow, visit, wanted, variant=row.variant, language=row.language).id
            sent.leads_to(uow, url_for("copies.show", visit_id=visit.id, bundle_id=bundle_id))
    except CopiesRefused:
        return redirect(url_for("copies.show", visit_id=visit.id, bundle_id=row.id), 303)
    _start(bundle_id)
    return redirect(url_for("copies.show", visit_id=visit.id, bundle_id=bundle_id), 303)


@bp.get("/<uuid:bundle_id>/file")
@requires(Permission.VISIT_AUDIT, find_visit)
def file(visit: Visit) -> Response:
    """The finished bundle, whole or from where the line broke (HTTP ranges).

    Every part taken is an event: whoever begins at the second byte has every record too.
    """
    row = _bundle(visit)
    if row.state != "done" or row.file_digest is None:
        abort(404)
    try:
        data = bundles.read(Store.of(configuration()), row)
    except VaultDamaged:
        abort(410)
    with unit_of_work() as uow:
        audit.record(uow, events.COPIES_TAKEN, facility_id=visit.facility_id, subject=("npg_copies", row.id))
    return send_file(
        io.BytesIO(data),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"copies_{visit.number}-{row.number}.zip",
        etag=row.file_digest.hex(),
        last_modified=row.finished_at,
    )


def _bundle(visit: Visit) -> CopyBundle:
    wanted = (request.view_args or {})["bundle_id"]
    return next((row for row in bundles.of_visit(reading(), visit.id) if row.id == wanted), None) or abort(404)


def _start(bundle_id: uuid.UUID) -> None:
    bundles.start(database(), current_identity(), clock_in_force(), configuration(), bundle_id)


def _page(visit: Visit, form: FormState) -> str:
    return render_template(
        "proofs/copies.html",
        visit=visit,
        tabs=tabs.of(visit),
        form=form,
        rows=bundles.of_visit(reading(), visit.id),
        count=len(bundles.records_of_sample(reading(), visit)),
        working=may(Permission.VISIT_AUDIT, visit),
        variants=proof_words.variants(),
        languages=list(LANGUAGES.items()),
    )
