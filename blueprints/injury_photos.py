"""Photographs of injuries: by file or camera, kept bit for bit, looked at without metadata, voided, never deleted."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from blueprints.injuries import Answer, again, injury, store, unsigned
from blueprints.intake import common
from healthapp.access import Permission
from healthapp.access.guard import demand, may, requires
from healthapp.i18n import gettext as _
from healthapp.injuries import forms, lesions, photo_words, presenter, services
from healthapp.intake.queries import Examination
from healthapp.records.errors import EditConflict, WrongState
from healthapp.vault import VaultDamaged, VaultFull, images
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, database, reading, unit_of_work

bp = Blueprint("injury_photos", __name__)


@bp.get("/injuries/<uuid:record_id>/photographs")
@requires(Permission.INJURY_READ, injury)
def photographs(found: Examination) -> Answer:
    """The list; ``?pictures=1`` shows them on the page, each look an event of its own."""
    return _photographs_page(found, FormState())


@bp.post("/injuries/<uuid:record_id>/photographs")
@requires(Permission.INJURY_READ, injury)
def add_photographs(found: Examination) -> Answer:
    """Keep one or several photographs; each is checked by decoding it whole, and kept whole or not at all."""
    demand(Permission.INJURY_RECORD, found)
    if not found.is_draft:
        abort(409)
    command, form = load(forms.PhotographSchema(), MultiDict(request.form))
    given = [file for file in request.files.getlist("file") if file.filename]
    if not given:
        form.add("file", _("Choose a photograph"))
    if len(given) > services.MOST_AT_ONCE:
        form.add("file", photo_words.too_many_at_once(len(given), services.MOST_AT_ONCE))
    if command is None or not form.ok:
        return _photographs_page(found, form), 422
    shot = services.Shot(command.get("lesion"), command["view"], command["intimate"] == "yes")
    if shot.lesion is not None and lesions.find(found.answers.get("lesions", {}), shot.lesion) is None:
        form.add("lesion", _("There is no lesion of this number"))
        return _photographs_page(found, form), 422
    for file in given:
        with file.stream as stream:
            refused = _refused(found, stream.read(), shot)
        if refused:
            form.add("file", f"{file.filename}: {refused}")
    if not form.ok:
        kept = len(given) - len(form.errors["file"])
        if kept:
            form.add("file", photo_words.kept_all_the_same(kept))
        return _photographs_page(_now(found), form), 422
    return redirect(url_for("injury_photos.photographs", record_id=found.id), 303)


def _now(found: Examination) -> Examination:
    """The record as it stands, with what was kept a moment ago."""
    with database().reading() as session:
        return injury(session, current_identity(), found.id) or found


def _refused(found: Examination, data: bytes, shot: services.Shot) -> str:
    """Keep one photograph; the words why it was not kept, empty when it was."""
    try:
        with unit_of_work() as uow:
            services.add_photograph(uow, store(), again(uow, found), data, shot)
    except images.NotAnImage as error:
        return photo_words.refused_image(error.code)
    except services.TooManyPhotographs:
        return _("A record holds at most %(most)s photographs", most=services.MOST_PHOTOGRAPHS)
    except VaultFull:
        return _("The photograph could not be stored: the disk is full. Nothing was kept of it")
    except (EditConflict, WrongState):
        return _("The record was changed or signed meanwhile: add the photograph again")
    return ""


@bp.get("/injuries/<uuid:record_id>/photographs/<uuid:file_id>")
@requires(Permission.INJURY_READ, injury)
def photograph(found: Examination) -> Answer:
    """A copy without any metadata; every look is an event."""
    row = services.photograph(reading(), found, (request.view_args or {})["file_id"])
    if row is None:
        abort(404)
    if row[1]["intimate"] == "yes":
        demand(Permission.INJURY_INTIMATE, found)
    try:
        with unit_of_work() as uow:
            data = services.clean_copy(uow, store(), uow.session.get_one(type(row[0]), row[0].id), copy="shown")
    except VaultDamaged:
        form = FormState()
        form.add("file", _("This photograph is damaged or missing in the store and cannot be shown. Report it"))
        return _photographs_page(found, form), 409
    answer = Response(data, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/injuries/<uuid:record_id>/photographs/<uuid:file_id>/void")
@requires(Permission.INJURY_READ, injury)
def void_photograph(found: Examination) -> Answer:
    demand(Permission.INJURY_RECORD, found)
    file_id = (request.view_args or {})["file_id"]
    if services.photograph(reading(), found, file_id) is None:
        abort(404)
    command, form = load(forms.ReasonSchema(), request.form)
    if command is None:
        return _photographs_page(found, form), 422
    with unsigned(), unit_of_work() as uow:
        services.void_photograph(uow, again(uow, found), file_id, reason=command["reason"])
    return redirect(url_for("injury_photos.photographs", record_id=found.id), 303)


def _photographs_page(found: Examination, form: FormState) -> str:
    return render_template(
        "injuries/photographs.html",
        form=form,
        shots=photo_words.shots(found, services.voided(reading(), found), may(Permission.INJURY_INTIMATE, found)),
        without=photo_words.without_photograph(found),
        pictures=request.args.get("pictures") == "1",
        lesion_items=[("", _("None in particular")), *presenter.lesion_items(found)],
        view_items=photo_words.view_items(),
        most=services.MOST_AT_ONCE,
        **common(found),
    )
