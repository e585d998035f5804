"""Members of the preventive mechanism and their mandates: made by the Ombudsman's office, by nobody else."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.accounts import passwords
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import User
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.inspection import mandates, queries, schemas, words
from healthapp.inspection.mandates import MandateRefused
from healthapp.inspection.models import Mandate
from healthapp.web import sent
from healthapp.web.forms import FormState, load
from healthapp.web.request import reading, still, this_moment, unit_of_work

bp = Blueprint("mandates", __name__, url_prefix="/mandates")
Answer = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.MANDATE_MANAGE)
def index() -> str:
    """Everybody with a mandate, and whether it holds."""
    return render_template("inspection/mandates.html", rows=queries.colleagues(reading(), this_moment()), words=words)


@bp.get("/new")
@requires(Permission.MANDATE_MANAGE)
def new() -> str:
    return _new_page(FormState({"language": "az"}))


@bp.post("/new")
@requires(Permission.MANDATE_MANAGE)
def create() -> Answer:
    """A new member; the first password is shown once."""
    command, form = load(schemas.MemberSchema(), request.form)
    if command is None:
        return _new_page(form), 422
    password = passwords.initial()
    kept = passwords.hashed(password)
    try:
        with unit_of_work() as uow:
            profession = words.profession(command["profession"])
            user = mandates.create_member(uow, command, kept, profession).user_id
            name = uow.session.get_one(User, user).username
            sent.leads_to(uow, url_for("mandates.index"))
    except AccountError:
        form.add("username", _("This user name is taken"))
        return _new_page(form), 422
    except MandateRefused as refused:
        form.add("number", words.refusal(refused.code))
        return _new_page(form), 422
    return render_template("inspection/member_made.html", username=name, password=password)


@bp.get("/<uuid:mandate_id>")
@requires(Permission.MANDATE_MANAGE, queries.find_mandate)
def show(mandate: Mandate) -> str:
    """One member: renew the mandate, or end it."""
    return _page(mandate, FormState({"profession": mandate.profession, "region": mandate.region}))


@bp.post("/<uuid:mandate_id>/renew")
@requires(Permission.MANDATE_MANAGE, queries.find_mandate)
def renew(mandate: Mandate) -> Answer:
    command, form = load(schemas.MandateSchema(), request.form)
    if command is None:
        return _page(mandate, form), 422
    try:
        with unit_of_work() as uow:
            mandates.issue(uow, uow.session.get_one(User, mandate.user_id), **command)
    except MandateRefused as refused:
        form.add("number", words.refusal(refused.code))
        return _page(mandate, form), 422
    flash(_("The new mandate is entered."), "success")
    return redirect(url_for("mandates.index"), 303)


@bp.post("/<uuid:mandate_id>/end")
@requires(Permission.MANDATE_MANAGE, queries.find_mandate)
def end(mandate: Mandate) -> Answer:
    """End it now: whatever is open to the member closes with the next request."""
    command, form = load(schemas.EndMandateSchema(), request.form)
    if command is None:
        return _page(mandate, form), 422
    try:
        with unit_of_work() as uow:
            current = still(queries.find_mandate(uow.session, uow.actor, mandate.id))
            mandates.end(uow, current, command["reason"])
    except MandateRefused as refused:
        form.add("reason", words.refusal(refused.code))
        return _page(mandate, form), 409
    flash(_("The mandate has ended."), "success")
    return redirect(url_for("mandates.index"), 303)


def _new_page(form: FormState) -> str:
    return render_template(
        "inspection/member_new.html",
        form=form,
        words=words,
        region_items=[(one, one) for one in queries.regions(reading())],
        languages=list(LANGUAGES.items()),
    )


def _page(mandate: Mandate, form: FormState) -> str:
    return render_template(
        "inspection/mandate.html",
        form=form,
        mandate=mandate,
        holds=queries.holds(mandate, this_moment()),
        words=words,
        region_items=[(one, one) for one in queries.regions(reading())],
    )
