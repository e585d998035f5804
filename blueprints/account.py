"""One's own account: sessions, password, second factor, language; and opening a record in an emergency."""

from __future__ import annotations

import base64
import binascii

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.accounts import breakglass, factor, passwords, presenter, proof, queries, services, signin
from healthapp.accounts import login as logins
from healthapp.accounts.breakglass import BreakGlassRefused
from healthapp.accounts.errors import AccountError
from healthapp.accounts.factor import SecretUnreadable
from healthapp.accounts.schemas import Emergency, Enrolment, Language, NewPassword, Proof
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.people import queries as people
from healthapp.web.forms import FormState, load
from healthapp.web.request import clock_in_force, current_identity, database, reading, this_moment, unit_of_work

bp = Blueprint("account", __name__, url_prefix="/account")

Page = tuple[str, int] | str | Response


@bp.get("")
@requires(Permission.OWN_ACCOUNT)
def show() -> str:
    """Who one is here, where one is signed in, and what can be changed."""
    here, identity = logins.current(), current_identity()
    places = {held.facility_id for held in identity.assignments if held.facility_id}
    return render_template(
        "account/show.html",
        user=here.user,
        roles=presenter.roles_of(identity, people.names_of_facilities(reading(), places)),
        sessions=presenter.session_rows(queries.open_sessions(reading(), here.user.id), here.login.id),
        codes_left=queries.codes_left(reading(), here.user.id),
        factor_needed=logins.needs_factor(identity),
        form=FormState({"language": here.user.language}),
        languages=list(LANGUAGES.items()),
    )


@bp.post("/keep-alive")
@requires(Permission.OWN_ACCOUNT)
def keep_alive() -> Response:
    """Somebody is here. Loading the session has noted it."""
    return Response(status=204)


@bp.post("/language")
@requires(Permission.OWN_ACCOUNT)
def language() -> Response:
    """The language of one's pages, on every computer."""
    command, _form = load(Language(), request.form)
    if command is not None:
        with unit_of_work() as uow:
            services.set_language(uow, logins.current().user.id, command["language"])
        session.pop(logins.LANGUAGE_KEY, None)
    return redirect(url_for("account.show"), 303)


@bp.post("/sessions/end")
@requires(Permission.OWN_ACCOUNT)
def end_sessions() -> Response:
    """Sign out everywhere, here too."""
    with unit_of_work() as uow:
        signin.end_all(uow, logins.current().user.id, "everywhere")
    return redirect(url_for("auth.login"), 303)


@bp.get("/password")
@requires(Permission.OWN_ACCOUNT)
def password() -> str:
    return _password_page(FormState())


@bp.post("/password")
@requires(Permission.OWN_ACCOUNT)
def password_save() -> Page:
    """A new password; the sessions on other devices end."""
    command, form = load(NewPassword(), request.form)
    if command is None:
        return _password_page(form), 422
    user = logins.current().user
    if not _proven(command["current"], form, "current", "password"):
        return _password_page(form), 422
    problem = passwords.problem(command["password"], username=user.username, about=(user.name, user.profession))
    if problem is None and passwords.normal(command["password"]) == passwords.normal(command["current"]):
        problem = _("This is the password you have now")
    if problem is not None:
        form.add("password", problem)
        return _password_page(form), 422
    made = passwords.hashed(command["password"])
    try:
        with unit_of_work() as uow:
            services.change_password(uow, user.id, made, seen=user.password_hash)
    except AccountError:  # another was set meanwhile: what was typed is the current one no longer
        form.add("current", presenter.refusal(None))
        return _password_page(form), 422
    flash(_("Your password is changed. Other devices were signed out."), "success")
    return redirect(url_for("home.index") if user.must_change else url_for("account.show"), 303)


@bp.get("/second-factor")
@requires(Permission.OWN_ACCOUNT)
def second_factor() -> Page:
    """Set up the second factor, or see that it is there."""
    user = logins.current().user
    if user.totp_secret is not None:
        return _factor_page(FormState())
    return _enrol_page(FormState(), factor.new_secret())


@bp.post("/second-factor")
@requires(Permission.OWN_ACCOUNT)
def second_factor_save() -> Page:
    """Keep it once a code shows that the telephone has it; recovery codes are shown this one time."""
    user, clock = logins.current().user, clock_in_force()
    if user.totp_secret is not None:
        return redirect(url_for("account.second_factor"), 303)
    command, form = load(Enrolment(), request.form)
    secret = _unsealed(form.value("secret"))
    if secret is None:
        return redirect(url_for("account.second_factor"), 303)
    if command is None:
        return _enrol_page(form, secret), 422
    step = factor.matching_step(secret, command["code"], clock(), None)
    if step is None:
        form.add("code", _("The code was not accepted. Look whether the telephone shows the right time"))
        return _enrol_page(form, secret), 422
    if not _proven(command["signature"], form, "signature", "second_factor"):
        return _enrol_page(form, secret), 422
    try:
        with unit_of_work() as uow:
            codes = services.enrol(uow, user.id, base64.b64decode(command["secret"]), step)
    except AccountError:  # set up meanwhile, on another device
        return redirect(url_for("account.second_factor"), 303)
    return render_template("account/codes.html", codes=codes)


@bp.post("/second-factor/remove")
@requires(Permission.OWN_ACCOUNT)
def second_factor_remove() -> Page:
    """Take it away, with the password or a code."""
    command, form = load(Proof(), request.form)
    if command is None or not _proven(command["signature"], form, "signature", "remove_factor"):
        return _factor_page(form), 422
    with unit_of_work() as uow:
        services.remove_own_factor(uow)
    flash(_("The second factor is removed."), "success")
    return redirect(url_for("account.show"), 303)


@bp.post("/second-factor/codes")
@requires(Permission.OWN_ACCOUNT)
def second_factor_codes() -> Page:
    """New recovery codes; the old ones work no longer."""
    command, form = load(Proof(), request.form)
    if logins.current().user.totp_secret is None:
        return redirect(url_for("account.second_factor"), 303)
    if command is None or not _proven(command["signature"], form, "signature", "recovery_codes"):
        return _factor_page(form), 422
    try:
        with unit_of_work() as uow:
            codes = services.new_codes(uow, logins.current().user.id)
    except AccountError:
        return redirect(url_for("account.second_factor"), 303)
    return render_template("account/codes.html", codes=codes)


@bp.get("/emergency")
@requires(Permission.BREAK_GLASS)
def break_glass() -> str:
    """Open the record of somebody who is not in one's unit."""
    return _emergency_page(FormState())


@bp.post("/emergency")
@requires(Permission.BREAK_GLASS)
def break_glass_open() -> Page:
    """Open it for the set hours; whoever is in scope anyway needs none of this."""
    command, form = load(Emergency(), request.form)
    if command is None:
        return _emergency_page(form), 422
    person = breakglass.person_by_number(reading(), command["number"])
    if person is None:
        form.add("number", _("There is no record with this number"))
        return _emergency_page(form), 422
    if people.find(reading(), current_identity(), person.id) is None:
        try:
            with unit_of_work() as uow:
                breakglass.open_record(uow, person, reason=command["reason"])
        except BreakGlassRefused:
            form.add("number", _("This person is at no facility; ask the Medical Department"))
            return _emergency_page(form), 422
    return redirect(url_for("people.show", person_id=person.id), 303)


def _proven(given: str, form: FormState, field: str, purpose: str) -> bool:
    """Whether ``given`` proves the person; the message goes to ``field``."""
    clock = clock_in_force()
    try:
        proof.check(database(), current_identity(), given, clock, logins.sealer(), purpose)
    except proof.ProofRefused as refused:
        form.add(field, presenter.refusal(refused.locked_until))
        return False
    return True


def _unsealed(text: str) -> str | None:
    """The secret a page was given; None when it is not of this account."""
    try:
        return logins.sealer().open(logins.current().user.id, base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, SecretUnreadable):
        return None


def _password_page(form: FormState) -> str:
    user = logins.current().user
    return render_template("account/password.html", form=form, first=user.must_change, least=passwords.MIN_LENGTH)


def _enrol_page(form: FormState, secret: str) -> str:
    user = logins.current().user
    sealed = logins.sealer().seal(user.id, secret, first=not queries.any_factor(reading()))
    return render_template(
        "account/enrol.html",
        form=form,
        sealed=base64.b64encode(sealed).decode("ascii"),
        picture=factor.picture(secret, user.username),
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        needed=logins.needs_factor(current_identity()),
    )


def _factor_page(form: FormState) -> str:
    user = logins.current().user
    return render_template(
        "account/factor.html",
        form=form,
        codes_left=queries.codes_left(reading(), user.id),
        needed=logins.needs_factor(current_identity()),
    )


def _emergency_page(form: FormState) -> str:
    hours = breakglass.hours(reading(), this_moment())
    return render_template("account/emergency.html", form=form, hours=hours)
