"""Under an injury record: the doctor's signature with the opinion, the notice, the trauma register, the report."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from blueprints.injuries import Answer, again, frame, injury
from blueprints.intake import common
from blueprints.signing import signed_before
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, requires
from healthapp.accounts import signing
from healthapp.accounts.signing import SignatureRefused
from healthapp.injuries import copy_words, editor, forms, lesions, notices, presenter, services
from healthapp.injuries.dictionary.findings import OPINION
from healthapp.injuries.steps import declare_steps
from healthapp.intake import answers
from healthapp.intake import services as examinations
from healthapp.intake.commands import CountersignSchema
from healthapp.intake.queries import Examination
from healthapp.records.errors import NeedsSecondPerson, WrongState
from healthapp.web import said
from healthapp.web.forms import FormState, load
from healthapp.web.request import clock_in_force, current_identity, database, reading, this_moment, unit_of_work

bp = Blueprint("injury_book", __name__)
declare_steps()


@bp.get("/injuries/<uuid:record_id>/countersign")
@requires(Permission.INTAKE_COUNTERSIGN, injury)
def countersign(found: Examination) -> Answer:
    """What a feldsher handed in, with the opinion only a doctor gives."""
    return _countersign_page(found, FormState())


@bp.post("/injuries/<uuid:record_id>/countersign")
@requires(Permission.INTAKE_COUNTERSIGN, injury)
def confirm(found: Examination) -> Answer:
    doctors = ("seen", "note", "signature")
    own = MultiDict((name, value) for name, value in request.form.items(multi=True) if name in doctors)
    rest = MultiDict((name, value) for name, value in request.form.items(multi=True) if name not in doctors)
    opinion, form = answers.read(OPINION, rest, frame(found))
    command, signed = load(CountersignSchema(), own)
    form.values = MultiDict([*rest.items(multi=True), *own.items(multi=True)])
    for name, messages in signed.errors.items():
        form.errors.setdefault(name, []).extend(messages)
    if command is None or not form.ok:
        return _countersign_page(found, form), 422
    try:
        clock = clock_in_force()
        method = signing.verify(database(), current_identity(), command.pop("signature"), clock)
        with unit_of_work() as uow:
            services.countersign(uow, again(uow, found), method=method, doctor=command, opinion=opinion)
        said.signed()
    except SignatureRefused as refused:
        form.add("signature", str(refused))
        return _countersign_page(found, form), 422
    except examinations.Incomplete as incomplete:
        for gap in incomplete.gaps:
            form.add(gap.name, gap.text)
        return _countersign_page(found, form), 422
    except (WrongState, NeedsSecondPerson):
        return signed_before(found.id, "doctor") or redirect(url_for("intake.show", record_id=found.id), 303)
    return redirect(url_for("intake.show", record_id=found.id), 303)


def _countersign_page(found: Examination, form: FormState) -> str:
    rows = presenter.lesion_rows(found)
    return render_template(
        "injuries/countersign.html",
        form=editor.by_lesion(form, rows),
        opinion=OPINION,
        rows=rows,
        rare=lesions.any_unusual(found.answers.get("lesions", {})),
        **common(found),
    )


def noticed(session: Session, identity: Identity, notice_id: uuid.UUID) -> Examination | None:
    """The injury record a notice is about, in scope."""
    record_id = notices.record_of(session, notice_id)
    return injury(session, identity, record_id) if record_id is not None else None


@bp.get("/injuries/notices/<uuid:notice_id>")
@requires(Permission.INJURY_REGISTER, noticed)
def find_notice(found: Examination) -> Answer:
    """From a clock to the notice it runs for."""
    return redirect(url_for("injury_book.notice", record_id=found.id))


@bp.get("/injuries/<uuid:record_id>/notice")
@requires(Permission.INJURY_REGISTER, injury)
def notice(found: Examination) -> str:
    """Where the notice to the prosecutor stands."""
    return _notice_page(found, FormState())


@bp.post("/injuries/<uuid:record_id>/notice")
@requires(Permission.INJURY_REGISTER, injury)
def move_notice(found: Examination) -> Answer:
    demand(Permission.INJURY_NOTICE, found)
    before = notices.of_record(reading(), found.id)
    held = before is not None and before.state == "withheld"
    since = notices.not_before(before, found.record.event_time) if before is not None else {}
    command, form = load(forms.StepSchema(this_moment(), held=held, since=since), request.form)
    if command is None:
        return _notice_page(found, form), 422
    try:
        with unit_of_work() as uow:
            row = notices.of_record(uow.session, found.id)
            if row is None:
                abort(404)
            notices.move(uow, row, **command)
        said.recorded()
    except notices.WrongStep:
        pass  # recorded meanwhile: the page shows by whom
    return redirect(url_for("injury_book.notice", record_id=found.id), 303)


def _notice_page(found: Examination, form: FormState) -> str:
    row = notices.of_record(reading(), found.id)
    unsent = row is not None and notices.ends_unsent(reading(), row)
    return render_template(
        "injuries/notice.html",
        form=form,
        notice=row,
        facts=presenter.notice_facts(row) if row is not None else [],
        next_step=notices.STEPS.get(row.state) if row is not None and not unsent else None,
        unsent=unsent,
        due=notices.due_at(reading(), row) if row is not None else None,
        channels=presenter.channels(),
        bases=copy_words.bases(),
        words=presenter,
        **common(found),
    )
