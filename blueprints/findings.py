"""Findings of a visit: written by its team, sealed to it, taken into the act."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.auditing import secret
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.database import UnitOfWork
from healthapp.i18n import LANGUAGES, language
from healthapp.i18n import gettext as _
from healthapp.inspection import events, evidence, finding_words, findings, notes, queries, tabs
from healthapp.inspection.evidence import FindingRefused
from healthapp.inspection.finding_forms import FindingCommand, FindingSchema, TakeBackSchema
from healthapp.inspection.findings import Found, Wording
from healthapp.inspection.models import Visit
from healthapp.inspection.notes import KeyRefused, Opened
from healthapp.recommendations.presenter import AREAS
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("findings", __name__, url_prefix="/visits/<uuid:visit_id>/findings")
Answer = Response | str | tuple[str, int]


def open_key() -> Opened | None:
    """The key that is open in this browser."""
    now = this_moment()
    return notes.opened(reading(), current_identity().session_id, secret(), now)


def to_key(back: str) -> Response:
    """The page where one's key is made or opened, and the way back."""
    return redirect(url_for("sealed.key", back=back), 303)


@bp.get("")
@requires(Permission.VISIT_FINDINGS, queries.find_visit)
def index(visit: Visit) -> str:
    """What was found, as far as one's key opens it; act and report."""
    key, identity = open_key(), current_identity()
    found = findings.of_visit(reading(), visit.id, identity.user_id, key)
    if key is not None and found:
        with unit_of_work() as uow:
            audit.record(
                uow,
                events.FINDINGS_READ,
                facility_id=visit.facility_id,
                subject=("npg_visit", visit.id),
                count=len(found),
            )
    return render_template(
        "inspection/findings.html",
        visit=visit,
        tabs=tabs.of(visit),
        lines=finding_words.lines(reading(), visit, found),
        counts=finding_words.counts(found),
        has_key=notes.key_of(reading(), identity.user_id) is not None,
        open_key=key,
        unread=len(findings.without(reading(), visit, identity.user_id)) if key is not None else 0,
        languages=list(LANGUAGES.items()),
        language=language(),
    )


@bp.post("/share")
@requires(Permission.VISIT_FINDINGS, queries.find_visit)
def share(visit: Visit) -> Response:
    """Seal what one reads to colleagues who made their key, or joined, later."""
    key = open_key()
    here = url_for("findings.index", visit_id=visit.id)
    if key is None:
        return to_key(here)
    with unit_of_work() as uow:
        findings.share(uow, visit, key)
    return redirect(here, 303)


@bp.get("/new")
@requires(Permission.VISIT_FINDINGS, queries.find_visit)
def new(visit: Visit) -> Answer:
    """An empty finding, or one about the record an auditor comes from (``?rests_on=1/3&question=in_time``)."""
    if notes.key_of(reading(), current_identity().user_id) is None:
        return to_key(request.full_path.rstrip("?"))
    asked = {name: request.args.get(name, "")[:40] for name in ("rests_on", "question")}
    return _form_page(visit, FormState(asked), [])


@bp.post("/new")
@requires(Permission.VISIT_FINDINGS, queries.find_visit)
def add(visit: Visit) -> Answer:
    command, form = load(FindingSchema(), request.form)
    return _keep(visit, command, form, [])


@bp.get("/<int:number>")
@requires(Permission.VISIT_FINDINGS, queries.find_visit)
def show(visit: Visit) -> Answer:
    """One finding with its earlier wordings, to word anew or to take back."""
    wordings = _wordings(visit)
    if wordings[0].wording is None:
        return to_key(request.path)
    values = finding_words.values(wordings[0].wording, wordings[0].row.version)
    return _form_page(visit, FormState(values), wordings)


@bp.post("/<int:number>")
@requires(Permission.VISIT_FINDINGS, queries.find_visit)
def change(visit: Visit) -> Answer:
    """Another wording; the earlier one stays."""
    command, form = load(FindingSchema(), request.form)
    return _keep(visit, command, form, _wordings(visit))


@bp.post("/<int:number>/take-back")
@requires(Permission.VISIT_FINDINGS, queries.find_visit)
def take_back(visit: Visit) -> Answer:
    """A finding that proved wrong; it stays in sight, marked, with the reason."""
    command, form = load(TakeBackSchema(), request.form)
    wordings = _wordings(visit)
    last = wordings[0]
    if last.wording is None:
        return to_key(url_for("findings.show", visit_id=visit.id, number=last.number))
    form.values = {**finding_words.values(last.wording, last.row.version), **form.values}
    if command is None:
        return _form_page(visit, form, wordings), 422
    try:
        with unit_of_work() as uow:
            findings.take_back(uow, visit, last, command["reason"], seen=command["seen"])
    except FindingRefused as refused:
        return _refused(visit, form, wordings, refused)
    return redirect(url_for("findings.index", visit_id=visit.id), 303)


def _keep(visit: Visit, command: FindingCommand | None, form: FormState, wordings: list[Found]) -> Answer:
    if command is None:
        return _form_page(visit, form, wordings), 422
    try:
        with unit_of_work() as uow:
            _write(uow, visit, command, wordings[0].number if wordings else None)
    except FindingRefused as refused:
        return _refused(visit, form, wordings, refused)
    except KeyRefused:
        return to_key(url_for("findings.index", visit_id=visit.id))
    flash(_("Sealed."), "success")
    return redirect(url_for("findings.index", visit_id=visit.id), 303)


def _refused(visit: Visit, form: FormState, wordings: list[Found], refused: FindingRefused) -> Answer:
    """The form again with what was typed. Of a finding worded elsewhere meanwhile it shows how it stands now, and
    sent once more it follows that wording."""
    form.add(refused.field, finding_words.refusal(refused))
    if refused.code != "changed":
        return _form_page(visit, form, wordings), 422
    form.values = {**form.values, "seen": str(wordings[0].row.version)}
    return _form_page(visit, form, wordings, conflict=True), 409


def _write(uow: UnitOfWork, visit: Visit, command: FindingCommand, number: int | None) -> None:
    wording = Wording(
        severity=command.severity,
        category=command.category,
        text=command.text,
        consent=command.consent,
        name=command.name,
        evidence=evidence.gather(uow.session, uow.actor, visit, command.references, command.question),
    )
    findings.write(uow, visit, wording, number=number, seen=command.seen)


def _wordings(visit: Visit) -> list[Found]:
    number = int((request.view_args or {})["number"])
    found = findings.find(reading(), visit.id, number, current_identity().user_id, open_key())
    if not found:
        abort(404)
    return found


def _form_page(visit: Visit, form: FormState, wordings: list[Found], *, conflict: bool = False) -> str:
    lines = finding_words.lines(reading(), visit, wordings)
    return render_template(
        "inspection/finding.html",
        visit=visit,
        form=form,
        tabs=tabs.of(visit),
        line=lines[0] if lines else None,
        earlier=lines[1:],
        conflict=conflict,
        category=wordings[0].wording.category if wordings and wordings[0].wording else "",
        severities=[(code, str(text)) for code, text in finding_words.SEVERITIES.items()],
        categories=[(code, str(text)) for code, text in AREAS.items()],
        consents=[(code, str(text)) for code, text in finding_words.CONSENTS.items()],
        questions=finding_words.questions(reading(), visit),
    )
