"""Prints of an injury record, the notice as a letter, and the log of every copy that was handed over or refused."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.injuries import Answer, again, injury, store
from blueprints.intake import common
from blueprints.printing import pdf_answer
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import demand, may, requires
from healthapp.i18n import LANGUAGES, language
from healthapp.injuries import copy_words, notices, presenter, services, transmissions
from healthapp.injuries.copies import RULES, Print, Profile
from healthapp.injuries.copy_forms import CopySchema
from healthapp.injuries.events import NOTICE_PRINTED, REPORT_PRINTED
from healthapp.intake.queries import Examination
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("injury_copies", __name__)


def _language() -> str:
    wanted = request.args.get("language", language())
    if wanted not in LANGUAGES:
        abort(404)
    return wanted


@bp.get("/injuries/<uuid:record_id>/print")
@requires(Permission.CHART_PRINT, injury)
def print_record(found: Examination) -> Response:
    """The report as PDF, ``?form=`` one of ``copies.Profile``; every copy is an event of its own."""
    from healthapp.injuries import document  # noqa: PLC0415 - fonts are loaded by those who print

    demand(Permission.INJURY_READ, found)
    wanted, profile = _language(), request.args.get("form", Profile.REPORT)
    if profile not in set(Profile) or found.is_draft:
        abort(404)
    intimate = profile == Profile.INTIMATE
    if intimate:
        demand(Permission.INJURY_INTIMATE, found)
        if not transmissions.intimate_may_leave(transmissions.of_record(reading(), found.id)):
            abort(409)
    with unit_of_work() as uow:
        audit.record(
            uow,
            REPORT_PRINTED,
            about=found,
            subject=("clinical_record", found.id),
            digest=found.record.digest,
            language=wanted,
            form=profile,
        )
        printed_at = uow.now()
        pictures = services.pictures(uow, store(), found, intimate=intimate) if profile != Profile.SHORT else {}
    event = Print(Profile(profile), wanted, current_identity().name, printed_at)
    made = document.report(reading(), found, pictures, event)
    return pdf_answer(made.body, made.name, reason=f"{RULES[event.profile].form} {found.record.number or ''}".strip())


@bp.get("/injuries/<uuid:record_id>/notice/print")
@requires(Permission.INJURY_REGISTER, injury)
def print_notice(found: Examination) -> Response:
    """The notice to the prosecutor as a letter, ready for its envelope."""
    from healthapp.injuries import notice_document  # noqa: PLC0415 - fonts are loaded by those who print

    demand(Permission.CHART_PRINT, found)
    wanted, row = _language(), notices.of_record(reading(), found.id)
    if row is None:
        abort(404)
    with unit_of_work() as uow:
        audit.record(uow, NOTICE_PRINTED, about=found, subject=("injury_notice", row.id), language=wanted)
        printed_at = uow.now()
    event = Print(Profile.PROSECUTOR, wanted, current_identity().name, printed_at)
    made = notice_document.letter(reading(), found, row, event)
    return pdf_answer(made.body, made.name, reason=f"{notice_document.FORM} {found.record.number or ''}".strip())


@bp.get("/injuries/<uuid:record_id>/copies")
@requires(Permission.INJURY_REGISTER, injury)
def copies(found: Examination) -> str:
    """What can be printed, and what has left the unit so far."""
    return _page(found, FormState())


@bp.post("/injuries/<uuid:record_id>/copies")
@requires(Permission.INJURY_REGISTER, injury)
def log_copy(found: Examination) -> Answer:
    demand(Permission.INJURY_NOTICE, found)
    if found.is_draft:
        abort(409)
    command, form = load(CopySchema(this_moment(), found.record.event_time), request.form)
    if command is None:
        return _page(found, form), 422
    with unit_of_work() as uow:
        transmissions.log(uow, again(uow, found).record, **command)
    return redirect(url_for("injury_copies.copies", record_id=found.id), 303)


def _page(found: Examination, form: FormState) -> str:
    session = reading()
    rows = transmissions.of_record(session, found.id)
    shots = found.answers.get("photographs", {}).get("photographs", ())
    return render_template(
        "injuries/copies.html",
        form=form,
        rows=rows,
        intimate=any(row["intimate"] == "yes" for row in shots) and may(Permission.INJURY_INTIMATE, found),
        intimate_may_leave=transmissions.intimate_may_leave(rows),
        notice=notices.of_record(session, found.id),
        prints=copy_words.prints(),
        recipients=copy_words.recipients(),
        outcomes=copy_words.outcomes(),
        forms=copy_words.forms(),
        bases=copy_words.bases(),
        language_items=presenter.language_items(),
        words=copy_words,
        **common(found),
    )
