"""Clocks, legal bases and policies, and the days nobody works."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.i18n import gettext as _
from healthapp.settings import presenter, queries, services
from healthapp.settings.errors import SettingRefused
from healthapp.settings.keys import KEYS, Kind
from healthapp.settings.models import Holiday
from healthapp.settings.queries import KeyHistory
from healthapp.settings.schemas import HolidaySchema, ReasonSchema, change_schema
from healthapp.web.forms import FormState, load
from healthapp.web.request import reading, this_moment, unit_of_work

bp = Blueprint("settings", __name__, url_prefix="/settings")


def _history(session: Session, _identity: Identity, key: str) -> KeyHistory | None:
    return queries.key_history(session, key) if key in KEYS else None


def _holiday(session: Session, _identity: Identity, holiday_id: uuid.UUID) -> Holiday | None:
    return queries.holiday(session, holiday_id)


def _group(_session: Session, _identity: Identity, group: str) -> str | None:
    return group if group in presenter.GROUPS else None


def _pending(session: Session, _identity: Identity, key: str, setting_id: uuid.UUID) -> KeyHistory | None:
    """The history of a key by one of its values that somebody entered; what was withdrawn is not found."""
    found = _history(session, _identity, key)
    return found if found is not None and found.row(setting_id) is not None else None


@bp.get("")
@requires(Permission.SETTINGS_READ)
def index() -> str:
    """What can be set, by group."""
    return render_template("settings/index.html", groups=presenter.contents(queries.history(reading()), this_moment()))


@bp.get("/group/<group>")
@requires(Permission.SETTINGS_READ, _group)
def group(group: str) -> str:
    """Every key of one group as it stands now."""
    rows = queries.history(reading(), presenter.keys_of(group))
    lines = presenter.lines(group, rows, this_moment())
    return render_template("settings/group.html", heading=presenter.GROUPS[group], lines=lines)


@bp.get("/key/<key>")
@requires(Permission.SETTINGS_READ, _history)
def show(found: KeyHistory) -> str:
    """One key with everything it ever said."""
    group = presenter.group_of(found.key)
    return render_template(
        "settings/show.html",
        found=found,
        key=found.key,
        group=group,
        heading=presenter.GROUPS[group],
        what=presenter.what(found.key),
        rows=presenter.every_row(found, this_moment()),
    )


@bp.get("/key/<key>/change")
@requires(Permission.SETTINGS_MANAGE, _history)
def change(found: KeyHistory) -> str:
    last = found.rows[0]
    values = {"unit": last.unit, "legal_basis": last.legal_basis}
    return _change_page(found, FormState(values))


@bp.post("/key/<key>/change")
@requires(Permission.SETTINGS_MANAGE, _history)
def change_save(found: KeyHistory) -> Response | tuple[str, int]:
    command, form = load(change_schema(KEYS[found.key]), request.form)
    if command is None:
        return _change_page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.change(uow, found.key, command)
    except SettingRefused as refusal:
        form.add(refusal.field, str(refusal))
        return _change_page(found, form), 422
    flash(_("The new value is stored."), "success")
    return redirect(url_for("settings.show", key=found.key), 303)


def _change_page(found: KeyHistory, form: FormState) -> str:
    now, bounds = this_moment(), KEYS[found.key].bounds
    return render_template(
        "settings/change.html",
        form=form,
        key=KEYS[found.key],
        kinds=Kind,
        what=presenter.what(found.key),
        units=presenter.unit_items(found.key),
        bounds=presenter.bounds_text(bounds) if bounds is not None else "",
        last=presenter.row(found.rows[0], now),
    )


@bp.get("/key/<key>/withdraw/<uuid:setting_id>")
@requires(Permission.SETTINGS_MANAGE, _pending)
def withdraw(found: KeyHistory) -> str:
    return _withdraw_page(found, FormState())


@bp.post("/key/<key>/withdraw/<uuid:setting_id>")
@requires(Permission.SETTINGS_MANAGE, _pending)
def withdraw_save(found: KeyHistory) -> Response | tuple[str, int]:
    """Take back a value that has not begun; one that has is refused with what to do instead."""
    command, form = load(ReasonSchema(), request.form)
    if command is None:
        return _withdraw_page(found, form), 422
    try:
        with unit_of_work() as uow:
            services.withdraw(uow, found.key, _named_value(), reason=command["reason"])
    except SettingRefused as refusal:
        form.add(refusal.field, str(refusal))
        return _withdraw_page(found, form), 422
    flash(_("The value is withdrawn and will not begin."), "success")
    return redirect(url_for("settings.show", key=found.key), 303)


def _withdraw_page(found: KeyHistory, form: FormState) -> str:
    row = found.row(_named_value())
    assert row is not None, "the guard looked for it"
    told = presenter.row(row, this_moment())
    return render_template("settings/withdraw.html", form=form, found=found, what=presenter.what(found.key), row=told)


def _named_value() -> uuid.UUID:
    named: uuid.UUID = (request.view_args or {})["setting_id"]
    return named


@bp.get("/holidays")
@requires(Permission.SETTINGS_READ)
def holidays() -> str:
    return _holidays_page(FormState())


@bp.post("/holidays")
@requires(Permission.SETTINGS_MANAGE)
def holiday_add() -> Response | tuple[str, int]:
    command, form = load(HolidaySchema(), request.form)
    if command is None:
        return _holidays_page(form), 422
    try:
        with unit_of_work() as uow:
            services.add_holiday(uow, command)
    except SettingRefused as refusal:
        form.add(refusal.field, str(refusal))
        return _holidays_page(form), 422
    flash(_("The day is in the list."), "success")
    return redirect(url_for("settings.holidays"), 303)


def _holidays_page(form: FormState) -> str:
    return render_template("settings/holidays.html", form=form, days=queries.listed_holidays(reading()))


@bp.get("/holidays/<uuid:holiday_id>/remove")
@requires(Permission.SETTINGS_MANAGE, _holiday)
def holiday_remove(day: Holiday) -> str:
    return render_template("settings/holiday_remove.html", form=FormState(), day=day)


@bp.post("/holidays/<uuid:holiday_id>/remove")
@requires(Permission.SETTINGS_MANAGE, _holiday)
def holiday_remove_save(day: Holiday) -> Response | tuple[str, int]:
    command, form = load(ReasonSchema(), request.form)
    if command is None:
        return render_template("settings/holiday_remove.html", form=form, day=day), 422
    with unit_of_work() as uow:
        services.remove_holiday(uow, day.id, reason=command["reason"])
    flash(_("The day is no longer in the list."), "success")
    return redirect(url_for("settings.holidays"), 303)
