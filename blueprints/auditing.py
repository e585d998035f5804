"""Auditing one drawn record beside its checklist. Each look is noted, in the mechanism's own log, before it is read."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.i18n import gettext as _
from healthapp.i18n import local
from healthapp.inspection import auditing, checklists, events, notes, queries, samples, sheet, tabs, words
from healthapp.inspection.auditing import AuditConflict, Drawn
from healthapp.inspection.models import Audit, Visit
from healthapp.inspection.notes import KeyRefused
from healthapp.web.forms import FormState, clean
from healthapp.web.request import current_identity, posted_number, reading, still, this_moment, unit_of_work

bp = Blueprint("auditing", __name__, url_prefix="/visits/<uuid:visit_id>/sample/<int:number>/<int:position>")
Answer = Response | str | tuple[str | Response, int]
#: The browser's half of an open key.
COOKIE = "npg_key"
LONGEST = 4000


def drawn_of(session: Session, identity: Identity, visit_id: uuid.UUID, number: int, position: int) -> Drawn | None:
    visit = queries.find_visit(session, identity, visit_id)
    return auditing.find(session, visit, number, position) if visit is not None else None


@bp.get("")
@requires(Permission.VISIT_AUDIT, drawn_of)
def show(drawn: Drawn) -> str:
    """The record as it stands, beside the questions."""
    with unit_of_work() as uow:
        row = auditing.ensure(uow, drawn)
        audit.record(
            uow,
            events.RECORD_READ,
            facility_id=drawn.facility_id,
            person_id=drawn.item.person_id,
            subject=(drawn.item.subject_kind, drawn.item.subject_id),
            position=drawn.item.position,
        )
    return _page(drawn, row, FormState(_values(row)))


@bp.post("")
@requires(Permission.VISIT_AUDIT, drawn_of)
def save(drawn: Drawn) -> Answer:
    """Keep answers, evidence and a comment; by itself while one works, and with the button."""
    given, form = _given(drawn)
    automatic = request.form.get("autosave") == "1"
    comments = {} if automatic else given["comments"]
    if form.errors and not automatic:
        return _page(drawn, _row(drawn), form), 422
    try:
        with unit_of_work() as uow:
            visit = still(queries.find_visit(uow.session, uow.actor, drawn.visit.id)) if comments else drawn.visit
            row = auditing.save(
                uow, drawn, answers=given["answers"], evidence=given["evidence"], expected=given["version"]
            )
            _comments(uow, visit, row, comments)
            saved_at, version = row.saved_at, row.revision
    except AuditConflict as conflict:
        return _conflict(drawn, form, conflict, automatic=automatic)
    except KeyRefused:
        form.add("_schema", _("Make your key for sealed notes first: a comment without it could be read by nobody."))
        return _page(drawn, _row(drawn), form), 422
    if automatic:
        errors = {name: messages[0] for name, messages in form.errors.items()}
        return jsonify(saved=f"{local(saved_at):%H:%M:%S}", version=version, errors=errors)
    return redirect(_after(drawn), 303)


def _given(drawn: Drawn) -> tuple[dict[str, Any], FormState]:
    form = FormState(request.form)
    found: dict[str, Any] = {"answers": {}, "evidence": {}, "comments": {}, "version": 0}
    found["version"] = posted_number()
    for question in _questions(drawn):
        answer = request.form.get(f"a_{question.code}", "")
        if answer in checklists.ANSWERS:
            found["answers"][question.code] = answer
        elif answer:
            form.add(f"a_{question.code}", _("Choose one of the answers"))
        for part, name in (("evidence", "e"), ("comments", "c")):
            _text(form, found[part], question.code, f"{name}_{question.code}")
    return found, form


def _text(form: FormState, kept: dict[str, str], code: str, name: str) -> None:
    try:
        text = clean(request.form.get(name, ""))
    except ValueError as error:
        form.add(name, str(error))
        return
    if len(text) > LONGEST:
        form.add(name, _("%(count)s characters at most", count=LONGEST))
    elif text:
        kept[code] = text


def _comments(uow: Any, visit: Visit, row: Audit, comments: dict[str, str]) -> None:
    """Each comment is sealed to the team of now; it is added, never changed."""
    readers = queries.team(visit, clinical=True)
    for code, text in comments.items():
        notes.write(
            uow,
            visit,
            kind="comment",
            content={"text": text},
            readers=readers,
            audit_id=row.id,
            question=code,
        )


def _after(drawn: Drawn) -> str:
    """The next record, or the sample after the last."""
    place = drawn.item.position
    if request.form.get("action") == "next" and place < drawn.total:
        return url_for("auditing.show", visit_id=drawn.visit.id, number=drawn.sample.number, position=place + 1)
    if request.form.get("action") == "stay":
        return url_for("auditing.show", visit_id=drawn.visit.id, number=drawn.sample.number, position=place)
    return url_for("sampling.show", visit_id=drawn.visit.id, number=drawn.sample.number)


def _conflict(drawn: Drawn, form: FormState, conflict: AuditConflict, *, automatic: bool) -> Answer:
    """What was typed stays on the page beside what the other device saved; saving once more keeps it."""
    told = {"name": conflict.by, "time": f"{local(conflict.at):%H:%M}"}
    if automatic:
        said = _(
            "%(name)s saved this audit on another device at %(time)s. Yours is not stored; save it to see both.", **told
        )
        return jsonify(message=said), 409
    form.add(
        "_schema",
        _(
            "%(name)s saved this audit on another device at %(time)s. What they wrote stands beside yours; save again "
            "to keep yours.",
            **told,
        ),
    )
    row = _row(drawn)
    return _page(drawn, row, form, theirs=_values(row)), 409


def _row(drawn: Drawn) -> Audit:
    found = auditing.of_item(reading(), drawn.item.id)
    if found is None:
        abort(404)
    return found


def _questions(drawn: Drawn) -> tuple[checklists.Question, ...]:
    row = auditing.of_item(reading(), drawn.item.id)
    if row is None:
        return checklists.current(reading(), drawn.sample.frame).questions
    return checklists.version(reading(), drawn.sample.frame, row.checklist_version).questions


def _values(row: Audit) -> dict[str, str]:
    answers = {f"a_{code}": answer for code, answer in row.answers.items()}
    return answers | {f"e_{code}": text for code, text in row.evidence.items()}


def _differing(theirs: dict[str, str], form: FormState, row: Audit) -> dict[str, str]:
    """By question: answer and evidence of the other device, where the form has others."""
    told = {}
    for code in {name[2:] for name in theirs}:
        answer, evidence = theirs.get(f"a_{code}", ""), theirs.get(f"e_{code}", "")
        if (answer, evidence) != (form.value(f"a_{code}"), form.value(f"e_{code}")):
            said = ": ".join(part for part in (str(words.ANSWERS[answer]) if answer else "", evidence) if part)
            told[code] = f"{row.saved_by_name}: {said}"
    return told


def secret() -> bytes | None:
    """The browser's half of an open key, as its cookie has it."""
    try:
        return base64.urlsafe_b64decode(request.cookies.get(COOKIE, ""))
    except (binascii.Error, ValueError):
        return None


def _page(drawn: Drawn, row: Audit, form: FormState, theirs: dict[str, str] | None = None) -> str:
    """``theirs``: what another device saved meanwhile, shown where the form says otherwise."""
    identity, now = current_identity(), this_moment()
    key = notes.opened(reading(), identity.session_id, secret(), now)
    comments = notes.of_audit(reading(), row.id, identity.user_id, key)
    return render_template(
        "inspection/audit.html",
        visit=drawn.visit,
        drawn=drawn,
        row=row,
        form=form,
        theirs=_differing(theirs or {}, form, row),
        sheet=sheet.of(reading(), identity, drawn.item.subject_kind, drawn.item.subject_id, now),
        checklist=checklists.version(reading(), drawn.sample.frame, row.checklist_version),
        answers=words.ANSWERS,
        comments=comments,
        open_key=key,
        has_key=notes.key_of(reading(), identity.user_id) is not None,
        done=auditing.of_sample(reading(), drawn.sample.id),
        tabs=tabs.of(drawn.visit),
        samples=samples,
    )
