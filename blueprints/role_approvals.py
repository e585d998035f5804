"""Roles that wait for a second person: the list, and the decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.accounts import approvals, presenter
from healthapp.accounts.approvals import Asked
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import RoleAssignment
from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("role_approvals", __name__, url_prefix="/admin/roles")


@bp.get("/waiting")
@requires(Permission.ROLE_APPROVE)
def index() -> str:
    """What waits for a second person, the one whose time ends first on top."""
    identity = current_identity()
    rows = presenter.asked_rows(approvals.to_decide(reading(), identity, this_moment()), identity)
    return render_template("admin/role_approvals.html", rows=rows)


@bp.post("/<uuid:assignment_id>/approve")
@requires(Permission.ROLE_APPROVE, approvals.find)
def approve(found: Asked) -> Response:
    """The role is held from now on."""
    return _decided(found, approvals.approve, _("The role is approved."))


@bp.post("/<uuid:assignment_id>/refuse")
@requires(Permission.ROLE_APPROVE, approvals.find)
def refuse(found: Asked) -> Response:
    """The role is never held."""
    return _decided(found, approvals.refuse, _("The role is refused."))


def _decided(found: Asked, act: Callable[[UnitOfWork, RoleAssignment], object], words: str) -> Response:
    try:
        with unit_of_work() as uow:
            act(uow, uow.session.get_one(RoleAssignment, found.row.id))
        flash(words, "success")
    except AccountError as error:
        flash(str(presenter.ACCOUNT_ERRORS[error.code]), "warning")
    return redirect(url_for("role_approvals.index"), 303)
