"""Under an examination: check and sign, countersign, add, void by two people, give a draft up, print."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.intake import common, doubted, examination
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import demand, may, requires
from healthapp.accounts import signing
from healthapp.accounts.signing import SignatureRefused
from healthapp.deadlines.presenter import clock, running
from healthapp.i18n import format_date, language
from healthapp.i18n import gettext as _
from healthapp.intake import giving_up, presenter, queries, services, unsaid
from healthapp.intake.commands import AddendumSchema, CountersignSchema, HandInSchema, ReasonSchema
from healthapp.intake.events import EXAMINATION_PRINTED
from healthapp.intake.queries import Examination
from healthapp.records import services as records
from healthapp.records.errors import NeedsSecondPerson, ReasonMissing, WrongState
from healthapp.records.models import RecordState
from healthapp.records.queries import signatures
from healthapp.web import before, said
from healthapp.web.forms import FormState, load
from healthapp.web.request import clock_in_force, current_identity, database, reading, still, this_moment, unit_of_work

bp = Blueprint("signing", __name__, url_prefix="/examinations/<uuid:record_id>")

Answer = Response | str | tuple[str, int]


@bp.get("/check")
@requires(Permission.INTAKE_READ, examination)
def check(found: Examination) -> Answer:
    """Every answer read back, what is missing, and the signature."""
    demand(found.kind.permission, found)
    if not found.is_draft:
        return redirect(url_for("intake.show", record_id=found.id))
    return _check_page(found, FormState())


@bp.post("/check")
@requires(Permission.INTAKE_READ, examination)
def hand_in(found: Examination) -> Answer:
    """The author's signature. A second click finds the record signed and shows it."""
    demand(found.kind.permission, found)
    command, form = load(HandInSchema(), request.form)
    if not found.is_draft:
        _say_signed(found)
        return redirect(url_for("intake.show", record_id=found.id), 303)
    if services.is_late(found, this_moment()) and not (command or {}).get("late_reason"):
        form.add("late_reason", _("Say why the examination comes after its time"))
    method = _signature(form, command)
    if method is None or not form.ok:
        return _check_page(found, form), 422
    try:
        with unit_of_work() as uow:
            current = still(queries.find(uow.session, uow.actor, found.id))
            services.hand_in(uow, current, method=method, late_reason=command.get("late_reason", ""))
            waits = current.record.state == RecordState.AWAITING_DOCTOR
        said.signed(waits=waits)
    except services.Incomplete:
        return _check_page(found, form), 422
    except ReasonMissing:  # its time ran out while the signature was proven
        form.add("late_reason", _("Say why the examination comes after its time"))
        return _check_page(found, form), 422
    except NeedsSecondPerson:
        form.add("signature", _("Only the author of the draft signs it; take it over first"))
        return _check_page(found, form), 422
    except WrongState:
        _say_signed(found)
    return redirect(url_for("intake.show", record_id=found.id), 303)


def _say_signed(found: Examination) -> None:
    """Have the page of the record say that its author signed before."""
    row = next((one for one in signatures(reading(), found.id) if one.act == "author"), None)
    if row is not None:
        flash(before.words(row.user_id, row.name, row.at), "warning")


@bp.get("/countersign")
@requires(Permission.INTAKE_COUNTERSIGN, examination)
def countersign(found: Examination) -> Answer:
    """What a feldsher handed in, read before a doctor signs under it."""
    if found.kind.countersign != "signing.countersign":
        return redirect(url_for(found.kind.countersign, record_id=found.id))
    _demand_signer(found)
    return _countersign_page(found, FormState())


@bp.post("/countersign")
@requires(Permission.INTAKE_COUNTERSIGN, examination)
def confirm(found: Examination) -> Answer:
    if found.kind.countersign != "signing.countersign":
        return redirect(url_for(found.kind.countersign, record_id=found.id), 303)
    _demand_signer(found)
    command, form = load(CountersignSchema(), request.form)
    method = _signature(form, command)
    if method is None or command is None:
        return _countersign_page(found, form), 422
    command.pop("signature")
    try:
        with unit_of_work() as uow:
            current = still(queries.find(uow.session, uow.actor, found.id))
            services.countersign(uow, current, method=method, answers=command)
        said.signed()
    except (WrongState, NeedsSecondPerson):
        return signed_before(found.id, "doctor") or redirect(url_for("intake.show", record_id=found.id), 303)
    return redirect(url_for("intake.show", record_id=found.id), 303)


def signed_before(record_id: uuid.UUID, act: str) -> tuple[str, int] | None:
    """The page that says who signed so (``act``) before; None where nobody did."""
    row = next((one for one in signatures(reading(), record_id) if one.act == act), None)
    return before.page(row.user_id, row.name, row.at, url_for("intake.show", record_id=record_id)) if row else None


@bp.get("/addendum")
@requires(Permission.RECORD_ADDENDUM, examination)
def addendum(found: Examination) -> Answer:
    """In the language of the page, about today until another day is written: the hour is the author's to say."""
    first = {"text_language": language(), "event_time_date": format_date(this_moment())}
    return _form_page("intake/addendum.html", found, FormState(first))


@bp.post("/addendum")
@requires(Permission.RECORD_ADDENDUM, examination)
def add(found: Examination) -> Answer:
    """Add to a signed record; the original stands."""
    command, form = load(AddendumSchema(this_moment()), request.form)
    method = _signature(form, command)
    if method is None or command is None:
        return _form_page("intake/addendum.html", found, form), 422
    try:
        with unit_of_work() as uow:
            current = still(queries.find(uow.session, uow.actor, found.id))
            records.add_addendum(
                uow,
                current.record,
                text=command["text"],
                language=command["text_language"],
                event_time=command["event_time"],
            )
        said.recorded()
    except WrongState:
        form.add("text", _("Only a signed record can be added to"))
        return _form_page("intake/addendum.html", found, form), 422
    return redirect(url_for("intake.show", record_id=found.id), 303)


@bp.get("/void")
@requires(Permission.RECORD_VOID, examination)
def void(found: Examination) -> Answer:
    """Ask for a wrong record to be voided, or confirm what a colleague asked for."""
    return _void_page(found, FormState())


@bp.post("/void")
@requires(Permission.RECORD_VOID, examination)
def decide_void(found: Examination) -> Answer:
    command, form = load(ReasonSchema(), request.form)
    method = _signature(form, command)
    if method is None or command is None:
        return _void_page(found, form), 422
    try:
        with unit_of_work() as uow:
            current = still(queries.find(uow.session, uow.actor, found.id))
            if any(row.act == "void_request" for row in signatures(uow.session, found.id)):
                services.confirm_void(uow, current, reason=command["reason"], method=method)
            else:
                services.request_void(uow, current, reason=command["reason"], method=method)
        said.recorded()
    except NeedsSecondPerson:
        form.add("signature", _asked_for(found))
        return _void_page(found, form), 422
    except WrongState:
        done = signed_before(found.id, "void_confirm")
        if done is not None:
            return done
        form.add("reason", _("This record cannot be voided in its present state"))
        return _void_page(found, form), 422
    return redirect(url_for("intake.show", record_id=found.id), 303)


def _asked_for(found: Examination) -> str:
    """That one asked for it oneself, and when."""
    row = next((one for one in signatures(reading(), found.id) if one.act == "void_request"), None)
    asked = [before.words(row.user_id, row.name, row.at)] if row is not None else []
    return " ".join([*asked, _("Somebody else must confirm what you asked for")])


@bp.get("/discard")
@requires(Permission.INTAKE_READ, examination)
def discard(found: Examination) -> Answer:
    demand(found.kind.permission, found)
    return _discard_page(found, FormState())


@bp.post("/discard")
@requires(Permission.INTAKE_READ, examination)
def give_up(found: Examination) -> Answer:
    """Give one's own draft up. It is kept and shown to nobody else."""
    demand(found.kind.permission, found)
    command, form = load(ReasonSchema(exclude=("signature",)), request.form)
    if found.author_id != current_identity().user_id:
        form.add("reason", _("Only the author gives a draft up"))
    if command is None or not form.ok:
        return _discard_page(found, form), 422
    try:
        with unit_of_work() as uow:
            current = still(queries.find(uow.session, uow.actor, found.id))
            giving_up.give_up(uow, current.record, reason=command["reason"])
    except (WrongState, ReasonMissing):
        return redirect(url_for("intake.show", record_id=found.id), 303)
    return redirect(url_for("people.show", person_id=found.person_id), 303)


@bp.get("/print")
@requires(Permission.CHART_PRINT, examination)
def print_record(found: Examination) -> Response:
    """The official form as PDF, in the language asked for."""
    wanted = request.args.get("language", language())
    if found.kind.print != "signing.print_record":
        return redirect(url_for(found.kind.print, record_id=found.id, language=wanted))
    return printed(found, wanted)


def printed(found: Examination, wanted: str) -> Response:
    """The form of an examination in the language ``wanted``; every copy is an event of its own."""
    from healthapp.intake import prints  # noqa: PLC0415 - fonts are loaded by those who print

    if wanted not in ("az", "ru", "en") or found.state in (RecordState.DRAFT, RecordState.DISCARDED):
        abort(404)
    with unit_of_work() as uow:
        audit.record(
            uow,
            EXAMINATION_PRINTED,
            about=found,
            subject=("clinical_record", found.id),
            digest=found.record.digest,
            kind=found.record.kind,
            language=wanted,
        )
        printed_at = uow.now()
    made = prints.of_examination(reading(), found, language=wanted, printed_by=current_identity().name, at=printed_at)
    answer = Response(made.body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{made.name}"'
    return answer


def _demand_signer(found: Examination) -> None:
    """Some examinations are completed by one profession alone."""
    if current_identity().holds(found.kind.signers, found.facility_id) is None:
        abort(403, _("Another specialist completes this examination with a signature"))


def _signature(form: FormState, command: dict[str, object] | None) -> str | None:
    """How the person signed, or None with the message at the field. Nothing is checked while the form is wrong."""
    given = form.value("signature")
    if command is None or not form.ok:
        return None
    try:
        return signing.verify(database(), current_identity(), given, clock_in_force())
    except SignatureRefused as refused:
        form.add("signature", str(refused))
        return None


def _check_page(found: Examination, form: FormState) -> str:
    gaps = services.gaps(found)
    now = this_moment()
    return render_template(
        "intake/check.html",
        form=form,
        gaps=gaps,
        late=services.is_late(found, now),
        parts=[
            (section, presenter.lines(section, found.answers.get(section.key, {}), found.limits))
            for section in found.sections
        ],
        **common(found),
    )


def _countersign_page(found: Examination, form: FormState) -> str:
    parts = [
        (section, presenter.lines(section, found.answers.get(section.key, {}), found.limits, all_questions=False))
        for section in found.sections
    ]
    return render_template("intake/countersign.html", form=form, parts=parts, **common(found))


def _void_page(found: Examination, form: FormState) -> str:
    asked = next((row for row in signatures(reading(), found.id) if row.act == "void_request"), None)
    doubt, stands = doubted(found) if asked is not None else (None, "")
    waits = doubt is not None and doubt.state == "open" and may(Permission.DEADLINE_WAIVE, found)
    return render_template(
        "intake/void.html",
        form=form,
        asked=asked,
        stands=stands,
        open_clock=doubt if waits else None,
        **common(found),
    )


def _discard_page(found: Examination, form: FormState) -> str:
    """With the clocks that run again without the draft, those that end with it, and those another record keeps up."""
    now = this_moment()
    begun = giving_up.begun(reading(), found.record) if found.is_draft else []
    met = unsaid.met(reading(), found.record) if found.is_draft else []
    fates = {
        fate: [running(one.clock, now, one.limit) for one in met if one.fate == fate] for fate in ("reopens", "moves")
    }
    ending = [one.clock for one in begun if one.heir is None] + [one.clock for one in met if one.fate == "ends"]
    return render_template(
        "intake/discard.html",
        form=form,
        fates=fates,
        ending=[clock(one, now) for one in ending],
        going_on=[running(one.clock, now, one.limit) for one in begun if one.heir is not None],
        stands=[clock(one.clock, now) for one in met if one.fate == "stands"],
        **common(found),
    )


def _form_page(template: str, found: Examination, form: FormState) -> str:
    return render_template(template, form=form, **common(found))
