"""Signing in, the second factor, locking the screen, signing out."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission
from healthapp.access.guard import public, requires
from healthapp.accounts import handed, presenter, proof, queries, signin
from healthapp.accounts import login as logins
from healthapp.accounts.queries import SignedIn
from healthapp.accounts.schemas import Code, Proof, SignIn
from healthapp.accounts.signin import Outcome
from healthapp.i18n import gettext as _
from healthapp.i18n import ngettext
from healthapp.web.forms import FormState, load
from healthapp.web.request import (
    clock_in_force,
    configuration,
    current_identity,
    database,
    reading,
    set_identity,
    this_moment,
    unit_of_work,
)

bp = Blueprint("auth", __name__)

Page = tuple[str, int] | tuple[str, int, dict[str, str]] | str | Response


@bp.get("/login")
@public
def login() -> Page:
    """User name and password; says why the last session ended, if it did not by itself."""
    if current_identity().user_id is not None:
        return redirect(_onward())
    return _login_page(FormState())


@bp.post("/login")
@public
def login_try() -> Page:
    command, form = load(SignIn(), request.form)
    if command is None:
        return _login_page(form), 422
    result = signin.authenticate(
        database(),
        clock_in_force(),
        username=command["username"],
        password=command["password"],
        visitor=logins.visitor(),
        mode=configuration().mode,
    )
    if result.outcome is Outcome.SLOWED:
        form.add("username", presenter.slowed(result.wait))
        return _login_page(form), 429, {"Retry-After": str(result.wait)}
    if result.login_id is None:
        form.add("username", str(presenter.SIGN_IN_REFUSED))
        return _login_page(form), 422
    logins.remember(result.login_id)
    if result.outcome is Outcome.CODE_NEEDED:
        return redirect(url_for("auth.code", next_page=_next_page()), 303)
    return _entered()


@bp.get("/login/code")
@public
def code() -> Page:
    """The second factor of a sign-in whose password was right; whoever goes back to it later is past it."""
    if current_identity().user_id is not None:
        return redirect(_onward())
    if logins.waiting_id() is None:
        return redirect(url_for("auth.login", next_page=_next_page()))
    return _code_page(FormState())


@bp.post("/login/code")
@public
def code_try() -> Page:
    login_id = logins.waiting_id()
    command, form = load(Code(), request.form)
    if login_id is None:
        return redirect(url_for("auth.login", next_page=_next_page()), 303)
    if command is None:
        return _code_page(form), 422
    result = signin.second_step(
        database(),
        clock_in_force(),
        login_id=login_id,
        given=command["code"],
        visitor=logins.visitor(),
        sealer=logins.sealer(),
        mode=configuration().mode,
    )
    if result.login_id is None:
        form.add(
            "code",
            _("The code was not accepted. Look whether the telephone shows the right time, and type the next one"),
        )
        return _code_page(form), 422
    logins.remember(result.login_id)
    return _entered()


@bp.post("/logout")
@public
def logout() -> Response:
    """End this session; a locked one too."""
    found = logins.found()
    if found is not None:
        set_identity(found.identity(logins.address()))
        with unit_of_work() as uow:
            signin.end(uow, found.login.id, "logout")
    logins.forget()
    return redirect(url_for("auth.login"), 303)


@bp.post("/lock")
@requires(Permission.OWN_ACCOUNT)
def lock() -> Response:
    """Cover the screen, and come back to where it was."""
    with unit_of_work() as uow:
        signin.lock(uow, logins.current().login.id)
    return redirect(url_for("auth.unlock", next_page=_next_page() or logins.came_from()), 303)


@bp.get("/unlock")
@public
def unlock() -> Page:
    """The password of whoever locked the screen; anybody else signs that person out first."""
    found = logins.locked()
    if found is None:
        return redirect(_onward())
    return _unlock_page(FormState(), found)


@bp.post("/unlock")
@public
def unlock_try() -> Page:
    found = logins.locked()
    if found is None:
        return redirect(_onward(), 303)
    command, form = load(Proof(), request.form)
    if command is None:
        return _unlock_page(form, found), 422
    identity, clock = found.identity(logins.address()), clock_in_force()
    try:
        proof.check(database(), identity, command["signature"], clock, logins.sealer(), "unlock")
    except proof.ProofRefused as refused:
        form.add("signature", presenter.refusal(refused.locked_until))
        return _unlock_page(form, found), 422
    set_identity(identity)
    with unit_of_work() as uow:
        signin.unlock(uow, found.login.id)
    return redirect(_onward(), 303)


def _entered() -> Response:
    """On to where one wanted to go; whoever answers for a unit hears first of passwords that were used meanwhile."""
    login_id = logins.waiting_id()
    named = queries.signed_in(reading(), login_id, this_moment()) if login_id is not None else None
    if named is not None:
        count = handed.since_last_visit(reading(), named.identity(logins.address()), this_moment())
        if count:
            flash(
                ngettext(
                    "Since you last signed in %(num)s first password was used. See First passwords.",
                    "Since you last signed in %(num)s first passwords were used. See First passwords.",
                    count,
                ),
                "warning",
            )
    return logins.mark_device(redirect(_onward(), 303))


def _next_page() -> str | None:
    return logins.local_path(request.values.get("next_page"))


def _onward() -> str:
    return _next_page() or url_for("home.index")


def _login_page(form: FormState) -> str:
    ended = presenter.ENDED.get(g.get("session_ended", ""))
    return render_template("auth/login.html", form=form, ended=ended, next_page=_next_page())


def _code_page(form: FormState) -> str:
    return render_template("auth/code.html", form=form, next_page=_next_page())


def _unlock_page(form: FormState, found: SignedIn) -> str:
    return render_template("auth/unlock.html", form=form, name=found.user.name, next_page=_next_page())
