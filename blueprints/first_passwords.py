"""Passwords that were handed over: the owner says whether a use was theirs; the unit's head sees all of them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.accounts import handed, presenter, services
from healthapp.accounts import login as logins
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import User
from healthapp.accounts.schemas import PasswordAnswer
from healthapp.i18n import gettext as _
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("first_passwords", __name__)


@bp.get("/account/first-passwords")
@requires(Permission.OWN_ACCOUNT)
def mine() -> str:
    """Where handed-over passwords of one's own account were first used."""
    return _own_page(FormState())


@bp.post("/account/first-passwords")
@requires(Permission.OWN_ACCOUNT)
def answer() -> Response | tuple[str, int]:
    """They were mine; later; or this one was not, which closes the account at once."""
    command, form = load(PasswordAnswer(), request.form)
    if command is None:
        return _own_page(form), 422
    if command["answer"] == "later":
        session[logins.LATER_KEY] = True
        return redirect(url_for("home.index"), 303)
    try:
        with unit_of_work() as uow:
            if command["answer"] == "mine":
                handed.own(uow)
            else:
                services.disown(uow, command["which"])
    except AccountError as error:
        form.add("which", str(presenter.ACCOUNT_ERRORS[error.code]))
        return _own_page(form), 422
    if command["answer"] == "mine":
        flash(_("Thank you. Your answer is kept."), "success")
        return redirect(url_for("home.index"), 303)
    return redirect(url_for("auth.login"), 303)


@bp.get("/admin/first-passwords")
@requires(Permission.FIRST_PASSWORDS)
def index() -> str:
    """The first uses at the units one answers for, the newest first."""
    identity = current_identity()
    found = handed.uses(reading(), identity, this_moment())
    return render_template("admin/first_passwords.html", rows=presenter.handed_rows(found, None, identity))


@bp.post("/admin/first-passwords/<uuid:user_id>/let-in")
@requires(Permission.FIRST_PASSWORDS, handed.find)
def let_in(found: handed.Account) -> Response:
    """Open an account again that its owner had closed."""
    try:
        with unit_of_work() as uow:
            handed.let_in(uow, uow.session.get_one(User, found.user.id))
        flash(_("The account is open again."), "success")
    except AccountError as error:
        flash(str(presenter.ACCOUNT_ERRORS[error.code]), "warning")
    return redirect(url_for("first_passwords.index"), 303)


def _own_page(form: FormState) -> str:
    here = logins.current()
    rows = presenter.handed_rows(handed.of_account(reading(), here.user.id, this_moment()), here.login.id)
    return render_template(
        "account/first_passwords.html", form=form, rows=rows, asked=here.user.asked_since is not None
    )
