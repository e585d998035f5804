"""Accounts and roles, the event log, emergency accesses to review, and the ledger."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from healthapp import audit
from healthapp.access import Permission, Role
from healthapp.access.guard import requires
from healthapp.accounts import (
    breakglass,
    eventlog,
    events,
    ledgerview,
    logsearch,
    passwords,
    presenter,
    services,
    signin,
)
from healthapp.accounts import queries as accounts
from healthapp.accounts.breakglass import BreakGlassRefused
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import BreakGlass, RoleAssignment, User
from healthapp.accounts.schemas import ChangedUser, Judgement, NewRole, NewUser
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.people import cards
from healthapp.people import queries as people
from healthapp.web import sent
from healthapp.web.forms import FormState, load
from healthapp.web.request import (
    clock_in_force,
    configuration,
    current_identity,
    database,
    end_reading,
    reading,
    this_moment,
    unit_of_work,
)

bp = Blueprint("admin", __name__, url_prefix="/admin")

Page = tuple[str, int] | str | AnyResponse


@bp.get("/users")
@requires(Permission.USERS_MANAGE)
def users() -> str:
    """Every account with the roles it holds now."""
    text = request.args.get("q", "")[:100]
    page = accounts.users(reading(), current_identity(), text=text, after=request.args.get("after", "")[:60])
    now = this_moment()
    rows = [
        (user, presenter.roles_in_words(user, now), page.sessions.get(user.id, 0), presenter.standing(user, now))
        for user in page.users
    ]
    older = url_for("admin.users", q=text or None, after=page.after) if page.after else None
    alone = len(rows) == 1 and not text and page.users[0].id == current_identity().user_id
    places = people.open_facilities(reading()) if alone else []
    shown = {"first_day": alone, "places": places}
    return render_template("admin/users.html", rows=rows, form=FormState({"q": text}), older=older, **shown)


@bp.get("/users/new")
@requires(Permission.USERS_MANAGE)
def user_new() -> str:
    return _new_page(FormState({"language": configuration().default_language}))


@bp.post("/users/new")
@requires(Permission.USERS_MANAGE)
def user_create() -> Page:
    """A new account; its first password is shown once and must be changed at the first sign-in."""
    command, form = load(NewUser(), request.form)
    if command is None:
        return _new_page(form), 422
    password = passwords.initial()
    made = passwords.hashed(password)
    try:
        with unit_of_work() as uow:
            user = services.create(uow, password_hash=made, **command)
            sent.leads_to(uow, url_for("admin.user", user_id=user.id))
    except AccountError as error:
        form.add("username", str(presenter.ACCOUNT_ERRORS[error.code]))
        return _new_page(form), 422
    return render_template("admin/password.html", user=user, password=password)


@bp.get("/users/<uuid:user_id>")
@requires(Permission.USERS_MANAGE, accounts.user)
def user(found: User) -> str:
    """One account: what it is, its roles, its sessions."""
    return _user_page(found, _stored(found), FormState())


@bp.post("/users/<uuid:user_id>")
@requires(Permission.USERS_MANAGE, accounts.user)
def user_save(found: User) -> Page:
    command, form = load(ChangedUser(), request.form)
    if command is None:
        return _user_page(found, form, FormState()), 422
    try:
        with unit_of_work() as uow:
            services.change(
                uow,
                found.id,
                name=command["name"],
                profession=command["profession"],
                active=command["state"] == "active",
                seen=request.form.get("version", ""),
            )
    except AccountError as error:
        form.add("state", str(presenter.ACCOUNT_ERRORS[error.code]))
        if error.code != "changed":
            return _user_page(found, form, FormState()), 422
        end_reading()
        return _user_page(found, form, FormState(), anew=True), 409
    flash(_("The account is stored."), "success")
    return redirect(url_for("admin.user", user_id=found.id), 303)


@bp.post("/users/<uuid:user_id>/roles")
@requires(Permission.USERS_MANAGE, accounts.user)
def role_assign(found: User) -> Page:
    """Give a role for a period."""
    command, form = load(NewRole(), request.form)
    if command is None:
        return _user_page(found, _stored(found), form), 422
    begin, end = services.period(command["first"], command["last"], this_moment())
    try:
        with unit_of_work() as uow:
            kept = uow.session.get_one(User, found.id)
            given = services.assign(
                uow,
                kept,
                role=Role(command["role"]),
                facility_id=command["facility"],
                valid_from=begin,
                valid_to=end,
            )
    except AccountError as error:
        field = {"needs_facility": "facility", "period": "last"}.get(error.code, "role")
        form.add(field, str(presenter.ACCOUNT_ERRORS[error.code]))
        return _user_page(found, _stored(found), form), 422
    if given.awaits_until is None:
        flash(_("The role is given."), "success")
    else:
        flash(_("The role waits until a second person approves it."), "success")
    return redirect(url_for("admin.user", user_id=found.id), 303)


@bp.post("/roles/<uuid:assignment_id>/end")
@requires(Permission.USERS_MANAGE, accounts.assignment)
def role_end(found: RoleAssignment) -> AnyResponse:
    """End a role now; its history stays."""
    try:
        with unit_of_work() as uow:
            services.end_role(uow, uow.session.get_one(RoleAssignment, found.id))
        flash(_("The role is ended."), "success")
    except AccountError as error:
        flash(str(presenter.ACCOUNT_ERRORS[error.code]), "warning")
    return redirect(url_for("admin.user", user_id=found.user_id), 303)


@bp.post("/users/<uuid:user_id>/sessions/end")
@requires(Permission.USERS_MANAGE, accounts.user)
def sessions_end(found: User) -> AnyResponse:
    """Sign an account out on every device."""
    with unit_of_work() as uow:
        signin.end_all(uow, found.id, "admin")
    flash(_("Every session of the account is ended."), "success")
    return redirect(url_for("admin.user", user_id=found.id), 303)


@bp.post("/users/<uuid:user_id>/password")
@requires(Permission.USERS_MANAGE, accounts.user)
def password_reset(found: User) -> Page:
    """A new first password, shown once; every session ends."""
    password = passwords.initial()
    made = passwords.hashed(password)
    try:
        with unit_of_work() as uow:
            services.reset_password(uow, uow.session.get_one(User, found.id), made)
    except AccountError as error:
        flash(str(presenter.ACCOUNT_ERRORS[error.code]), "warning")
        return redirect(url_for("admin.user", user_id=found.id), 303)
    return render_template("admin/password.html", user=found, password=password)


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def audit_log() -> str:
    """What happened, without what was written; the preventive mechanism as one number a day."""
    return _log_page(oversight=False)


@bp.get("/audit/oversight")
@requires(Permission.OVERSIGHT_AUDIT_READ)
def audit_oversight() -> str:
    """What members of the preventive mechanism did, for the mechanism itself."""
    return _log_page(oversight=True)


@bp.post("/audit/person")
@requires(Permission.AUDIT_READ)
@sent.looks_only
def audit_person() -> AnyResponse:
    """From a record number, which belongs in no address, to the events about that person."""
    person = breakglass.person_by_number(reading(), request.form.get("number", ""))
    if person is None:
        flash(_("There is no record with this number"), "warning")
        return redirect(url_for("admin.audit_log"), 303)
    return redirect(url_for("admin.audit_log", person=person.id), 303)


@bp.get("/audit/emergency")
@requires(Permission.BREAK_GLASS_REVIEW)
def emergency_list() -> str:
    """Emergency accesses, those not yet judged first."""
    rows = breakglass.for_review(reading(), current_identity(), open_only=False)
    return render_template("admin/emergencies.html", rows=rows, now=this_moment())


@bp.get("/audit/emergency/<uuid:access_id>")
@requires(Permission.BREAK_GLASS_REVIEW, breakglass.find)
def emergency(found: BreakGlass) -> str:
    return _emergency_page(found, FormState())


@bp.post("/audit/emergency/<uuid:access_id>")
@requires(Permission.BREAK_GLASS_REVIEW, breakglass.find)
def emergency_judge(found: BreakGlass) -> Page:
    """Justified or not, with the grounds."""
    command, form = load(Judgement(), request.form)
    if command is None:
        return _emergency_page(found, form), 422
    try:
        with unit_of_work() as uow:
            row = uow.session.get_one(BreakGlass, found.id)
            breakglass.review(uow, row, justified=command["verdict"] == "justified", note=command["note"])
    except BreakGlassRefused as refused:
        form.add("verdict", str(presenter.REVIEW_ERRORS[refused.code]))
        return _emergency_page(found, form), 422
    flash(_("The review is stored."), "success")
    return redirect(url_for("admin.emergency_list"), 303)


@bp.get("/ledger")
@requires(Permission.LEDGER_READ)
def ledger() -> str:
    """How large the ledger is, what was signed, and when it was last verified."""
    return render_template("admin/ledger.html", state=ledgerview.state(reading(), configuration()), verdict=None)


@bp.post("/ledger/verify")
@requires(Permission.LEDGER_READ)
@sent.looks_only
def ledger_verify() -> Page:
    """Recompute everything and say whether anything was altered."""
    if not ledgerview.state(reading(), configuration()).can_verify:
        return redirect(url_for("admin.ledger"), 303)
    end_reading()  # what is read below must see what the verification keeps
    clock = clock_in_force()
    verdict = ledgerview.verify_now(database(), current_identity(), clock, configuration())
    return render_template("admin/ledger.html", state=ledgerview.state(reading(), configuration()), verdict=verdict)


@bp.get("/ledger/checkpoints/<int:size>")
@requires(Permission.LEDGER_READ)
def checkpoint(size: int) -> Page:
    """A signed checkpoint as a file, to be kept outside."""
    text = ledgerview.note(reading(), size)
    if text is None:
        return redirect(url_for("admin.ledger"), 303)
    headers = {"Content-Disposition": f'attachment; filename="checkpoint-{size}.txt"'}
    return Response(text, mimetype="text/plain", headers=headers)


def _new_page(form: FormState) -> str:
    return render_template("admin/user_new.html", form=form, languages=list(LANGUAGES.items()))


def _stored(found: User) -> FormState:
    state = "active" if found.active else "closed"
    return FormState({"name": found.name, "profession": found.profession, "state": state})


def _user_page(found: User, form: FormState, role_form: FormState, *, anew: bool = False) -> str:
    """``anew``: whoever reads what the account says now may send the form again."""
    now = this_moment()
    user = accounts.user(reading(), current_identity(), found.id) or found
    return render_template(
        "admin/user.html",
        user=user,
        standing=presenter.standing(user, now),
        form=form,
        role_form=role_form,
        roles=presenter.role_rows(user, now),
        role_items=presenter.role_items(),
        facilities=_facility_items(),
        sessions=len(accounts.open_sessions(reading(), user.id)),
        own=user.id == current_identity().user_id,
        version=accounts.account_version(user) if anew else form.value("version", accounts.account_version(user)),
    )


def _facility_items() -> list[tuple[str, str]]:
    found = people.facilities_for(reading(), current_identity(), Permission.FACILITY_READ)
    return [(str(place.id), place.name) for place in found]


def _log_page(*, oversight: bool) -> str:
    identity, now = current_identity(), this_moment()
    search = logsearch.read(reading(), request.args)
    with unit_of_work() as uow:
        log = "oversight" if oversight else "institution"
        audit.record(uow, events.AUDIT_LOG_READ, log=log, filters=search.wanted.count)
    page = eventlog.page(reading(), identity, search.wanted, oversight=oversight, after=search.after)
    places = people.names_of_facilities(reading(), {row.facility_id for row in page.events if row.facility_id})
    known = cards.cards(reading(), {row.person_id for row in page.events if row.person_id})
    numbers = {person_id: card.number for person_id, card in known.items()}
    here = "admin.audit_oversight" if oversight else "admin.audit_log"
    older = url_for(here, **search.arguments(page.older)) if page.older else None
    return render_template(
        "admin/audit.html",
        rows=presenter.event_rows(page.events, places, numbers),
        form=search.form,
        kinds=presenter.event_items(),
        facilities=_facility_items(),
        person=search.number,
        days=() if oversight else eventlog.oversight_by_day(reading(), identity, now, search.wanted),
        oversight=oversight,
        here=here,
        older=older,
    )


def _emergency_page(found: BreakGlass, form: FormState) -> str:
    judge = accounts.name_of(reading(), found.reviewed_by)
    return render_template("admin/emergency.html", access=found, form=form, judge=judge)
