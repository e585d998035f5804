"""The places people are held in: a list for everyone, changes for the Medical Department."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.i18n import gettext as _
from healthapp.people import facilities, facility_presenter, facility_queries, facility_services
from healthapp.people.errors import Refused
from healthapp.people.facility_schemas import FacilitySchema, NewFacilitySchema
from healthapp.people.models import Facility
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, unit_of_work

bp = Blueprint("facilities", __name__, url_prefix="/facilities")


def _facility(session: Session, identity: Identity, facility_id: uuid.UUID) -> Facility | None:
    return facility_queries.find(session, identity, facility_id, Permission.FACILITY_MANAGE)


@bp.get("")
@requires(Permission.FACILITY_READ)
def index() -> str:
    """Facilities in scope with places and people."""
    session, identity = reading(), current_identity()
    return render_template(
        "facilities/index.html",
        rows=[facility_presenter.row(count) for count in facilities.with_headcount(session, identity)],
        closed=facility_queries.closed(session, identity),
        kind_text=facility_presenter.kind_text,
    )


@bp.get("/new")
@requires(Permission.FACILITY_MANAGE)
def new() -> str:
    return _page(FormState(), None)


@bp.post("/new")
@requires(Permission.FACILITY_MANAGE)
def new_save() -> Response | tuple[str, int]:
    command, form = load(NewFacilitySchema(), request.form)
    if command is None:
        return _page(form, None), 422
    try:
        with unit_of_work() as uow:
            facility_services.add(uow, command)
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _page(form, None), 422
    flash(_("The facility is in the list."), "success")
    return redirect(url_for("facilities.index"), 303)


@bp.get("/<uuid:facility_id>/edit")
@requires(Permission.FACILITY_MANAGE, _facility)
def edit(facility: Facility) -> str:
    return _page(FormState(facility_presenter.form_values(facility)), facility)


@bp.post("/<uuid:facility_id>/edit")
@requires(Permission.FACILITY_MANAGE, _facility)
def edit_save(facility: Facility) -> Response | tuple[str, int]:
    command, form = load(FacilitySchema(), request.form)
    if command is None:
        return _page(form, facility), 422
    try:
        with unit_of_work() as uow:
            facility_services.change(uow, facility.id, command)
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _page(form, facility), 422
    flash(_("The facility is stored."), "success")
    return redirect(url_for("facilities.index"), 303)


def _page(form: FormState, facility: Facility | None) -> str:
    known = facility.id if facility is not None else None
    return render_template(
        "facilities/edit.html",
        form=form,
        facility=facility,
        kinds=facility_presenter.kind_items(),
        complexes=[(str(place.id), place.name) for place in facility_queries.possible_complexes(reading(), known)],
    )
