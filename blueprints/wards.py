"""Hospitals that take people in custody: their wards, opened and closed, and the beds as the hospital told them."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.dates import values_now
from healthapp.hospitals import presenter, queries, schemas, services
from healthapp.hospitals.queries import Hospital
from healthapp.i18n import gettext as _
from healthapp.i18n import ngettext
from healthapp.web.forms import FormState, load
from healthapp.web.request import reading, this_day, this_moment, unit_of_work

bp = Blueprint("wards", __name__)
Answer = Response | str | tuple[str, int]


def _hospital(session: Session, identity: Identity, facility_id: uuid.UUID) -> Hospital | None:
    return queries.hospital(session, identity, facility_id)


@bp.get("/hospitals/places")
@requires(Permission.HOSPITAL_READ)
def index() -> str:
    """Hospitals with their wards and beds as told."""
    now = this_moment()
    found = [
        (one.facility, [presenter.ward_row(ward, now) for ward in one.wards]) for one in queries.hospitals(reading())
    ]
    return render_template("hospitals/places.html", hospitals=found)


@bp.get("/hospitals/places/<uuid:facility_id>")
@requires(Permission.HOSPITAL_TELL, _hospital)
def show(found: Hospital) -> str:
    return _page(found, FormState(values_now(this_moment())))


def _page(found: Hospital, form: FormState) -> str:
    now = this_moment()
    return render_template(
        "hospitals/place.html",
        hospital=found.facility,
        form=form,
        wards=[presenter.ward_row(one, now) for one in found.wards],
        ward_choices=presenter.ward_choices(found.wards),
        kinds=list(presenter.WARD_KINDS.items()),
        takes=list(presenter.TAKES.items()),
        told=queries.reports(reading(), found.facility_id),
    )


@bp.post("/hospitals/places/<uuid:facility_id>/beds")
@requires(Permission.HOSPITAL_TELL, _hospital)
def beds(found: Hospital) -> Answer:
    """What the hospital said of a ward's beds."""
    command, form = load(schemas.ReportSchema(this_moment(), {one.ward.id for one in found.wards}), request.form)
    if command is None:
        return _page(found, form), 422
    with unit_of_work() as uow:
        services.tell_beds(uow, found, command)
    flash(_("The beds are recorded as told."), "success")
    return redirect(url_for("wards.show", facility_id=found.facility_id), 303)


@bp.post("/hospitals/places/<uuid:facility_id>/wards")
@requires(Permission.HOSPITAL_TELL, _hospital)
def add(found: Hospital) -> Answer:
    """A ward that takes people in custody."""
    command, form = load(schemas.WardSchema(), request.form)
    if command is None:
        return _page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.add_ward(uow, found, command)
    except services.WardKnown:
        form.add("name", _("This hospital has a ward of this name already"))
        return _page(found, form), 422
    except services.HospitalClosed:
        form.add("name", _("This hospital was closed meanwhile."))
        return _page(found, form), 422
    flash(_("The ward is there."), "success")
    return redirect(url_for("wards.show", facility_id=found.facility_id), 303)


@bp.post("/hospitals/places/<uuid:facility_id>/wards/close")
@requires(Permission.HOSPITAL_TELL, _hospital)
def close(found: Hospital) -> Answer:
    """A ward that takes nobody any more; what was said of its beds stays."""
    today = this_day()
    command, form = load(schemas.CloseWardSchema(today, {one.ward.id for one in found.wards}), request.form)
    if command is None:
        return _page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.close_ward(uow, found, command)
    except services.WardInUse as error:
        if error.people:
            words = ngettext(
                "%(num)s person is in this ward now. Record first where they go.",
                "%(num)s people are in this ward now. Record first where they go.",
                error.people,
            )
            form.add("closing_id", words)
        if error.kept:
            words = ngettext(
                "A bed in this ward is kept for %(num)s person who has not left yet. "
                "Record in the case that they left, or that the bed was taken back, and ask for another.",
                "A bed in this ward is kept for %(num)s people who have not left yet. "
                "Record in their cases that they left, or that the bed was taken back, and ask for another.",
                error.kept,
            )
            form.add("closing_id", words)
        return _page(found, form), 422
    flash(_("The ward is closed."), "success")
    return redirect(url_for("wards.show", facility_id=found.facility_id), 303)
