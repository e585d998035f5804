"""Examinations: begin, the task list, one part at a time, and the page a finished one is read on."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, may, requires
from healthapp.accounts import queries as accounts
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import queries as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.presenter import clock as clock_view
from healthapp.i18n import format_time, local
from healthapp.injuries import presenter as injuries
from healthapp.injuries.kinds import INJURY
from healthapp.intake import alerts, answers, contradictions, icd10, pages, presenter, queries, services
from healthapp.intake.completeness import missing
from healthapp.intake.dictionary import Section, is_kind, kind_of
from healthapp.intake.events import EXAMINATION_OPENED
from healthapp.intake.queries import Examination
from healthapp.intake.steps import declare_steps
from healthapp.people import presenter as people
from healthapp.people import queries as people_queries
from healthapp.people.models import Person
from healthapp.records.errors import EditConflict, NotInCustody, WrongState
from healthapp.records.models import RecordSignature, RecordState
from healthapp.records.queries import addenda, signatures
from healthapp.web.forms import FormState
from healthapp.web.request import current_identity, posted_number, reading, still, this_moment, unit_of_work

bp = Blueprint("intake", __name__)
declare_steps()

Answer = Response | str | tuple[str, int] | tuple[Response, int]


def person_in_scope(session: Session, identity: Identity, person_id: uuid.UUID, kind: str) -> Person | None:
    """The person of a link that begins an examination; an unknown kind is not found."""
    if not is_kind(kind):
        return None
    return people_queries.find(session, identity, person_id)


def examination(session: Session, identity: Identity, record_id: uuid.UUID) -> Examination | None:
    return queries.find(session, identity, record_id)


def part(session: Session, identity: Identity, record_id: uuid.UUID, section: str) -> Examination | None:
    """The examination of a link to one of its parts, when it has that part."""
    found = queries.find(session, identity, record_id)
    if found is None or section not in {known.key for known in found.sections}:
        return None
    return found


@bp.get("/people/<uuid:person_id>/examine/<kind>")
@requires(Permission.PERSON_IDENTITY, person_in_scope)
def start(person: Person) -> Answer:
    """Who it is about, before anything is written under the name; a draft in hand is gone on with."""
    kind = kind_of(str((request.view_args or {})["kind"]))
    demand(kind.permission, person)
    known = queries.in_hand(reading(), person.id, kind.code)
    if known is not None:
        return redirect(url_for("intake.show", record_id=known.id))
    return render_template(
        "intake/start.html",
        kind=kind,
        person=person,
        stay=people_queries.open_stay(reading(), person.id),
        banner=people.banner(reading(), current_identity(), person, this_moment()),
    )


@bp.post("/people/<uuid:person_id>/examine/<kind>")
@requires(Permission.PERSON_IDENTITY, person_in_scope)
def begin(person: Person) -> Answer:
    """Begin an examination, or go on with the one in hand."""
    kind = kind_of(str((request.view_args or {})["kind"]))
    demand(kind.permission, person)
    try:
        with unit_of_work() as uow:
            record_id = services.begin(uow, person, kind).id
    except NotInCustody:
        return redirect(url_for("people.show", person_id=person.id), 303)
    return redirect(url_for("intake.show", record_id=record_id), 303)


@bp.get("/examinations/<uuid:record_id>")
@requires(Permission.INTAKE_READ, examination)
def show(found: Examination) -> Answer:
    """The task list of a draft, or the finished examination to read."""
    _note_opening(found)
    now = this_moment()
    context = common(found)
    if found.is_draft:
        return render_template(
            "intake/tasks.html",
            groups=presenter.task_groups(found),
            gaps=len(services.gaps(found)),
            late=services.is_late(found, now),
            writes=may(found.kind.permission, found),
            **context,
        )
    under = signatures(reading(), found.id)
    asked = _voiding(found, under)
    return render_template(
        "intake/record.html",
        parts=[(section, presenter.lines(section, _given(found, section), found.limits)) for section in found.sections],
        doctor=found.content.doctor_sections.get("doctor", {}) if found.sections else {},
        signatures=under,
        voiding=asked,
        stands=doubted(found)[1] if asked is not None else "",
        addenda=addenda(reading(), found.id) if found.sections else [],
        **context,
    )


@bp.get("/examinations/<uuid:record_id>/<section>")
@requires(Permission.INTAKE_READ, part)
def section(found: Examination) -> Answer:
    """One part of a draft."""
    if not found.is_draft:
        return redirect(url_for("intake.show", record_id=found.id))
    demand(found.kind.permission, found)
    asked = _section(found)
    if asked.endpoint:
        return redirect(url_for(asked.endpoint, record_id=found.id))
    form = answers.form_of(asked, found.answers.get(asked.key, {}), _frame(found))
    return _section_page(found, asked, form, found.content.versions.get(asked.key, 0))


@bp.post("/examinations/<uuid:record_id>/<section>")
@requires(Permission.INTAKE_READ, part)
def save(found: Examination) -> Answer:
    """Keep one part. What is wrong stays on the page; everything else is stored, whoever presses what."""
    demand(found.kind.permission, found)
    asked = _section(found)
    if asked.endpoint:
        abort(404)
    given, form = answers.read(asked, request.form, _frame(found))
    kept = answers.with_typed(asked, given, form)
    told = alerts.stops(asked, found.answers.get(asked.key, {}), found.limits)
    stops = alerts.stops(asked, given, found.limits)
    try:
        with unit_of_work() as uow:
            current = still(queries.find(uow.session, uow.actor, found.id))
            row = services.save(uow, current, section=asked.key, answers=kept, expected_version=posted_number())
            saved_at, version = row.saved_at, row.version
    except EditConflict as conflict:
        return _conflict(found, asked, form, conflict)
    except WrongState:
        return _finished_meanwhile(found)
    if _is_autosave():
        return jsonify(
            saved=f"{local(saved_at):%H:%M:%S}",
            version=version,
            errors={name: messages[0] for name, messages in form.errors.items()},
            fragment=_derived(asked, given),
            interrupt=_red_page(found, asked) if asked.key != "vitals" and stops - told else None,
        )
    if stops - told if _already_told() else stops:
        return redirect(_red_page(found, asked), 303)  # before what is wrong with another answer: that is stored too
    if form.errors:
        return _section_page(found, asked, form, version), 422
    return _after_saving(found, asked, given)


@bp.post("/examinations/<uuid:record_id>/take-over")
@requires(Permission.INTAKE_RECORD, examination)
def take_over(found: Examination) -> Answer:
    """Go on with a colleague's draft under one's own name."""
    demand(found.kind.permission, found)
    try:
        with unit_of_work() as uow:
            current = still(queries.find(uow.session, uow.actor, found.id))
            services.take_over(uow, current.record)
    except WrongState:
        return _finished_meanwhile(found)
    return redirect(url_for("intake.show", record_id=found.id), 303)


@bp.get("/icd10")
@requires(Permission.INTAKE_RECORD)
def icd() -> Response:
    """Codes for the typeahead; the words searched for are of no person."""
    found = icd10.search(request.args.get("q", "")[:60])
    return jsonify([{"value": f"{code} {title}", "text": f"{code} {title}"} for code, title in found])


def _section(found: Examination) -> Section:
    key = str((request.view_args or {})["section"])
    return next(known for known in found.sections if known.key == key)


def _section_page(found: Examination, asked: Section, form: FormState, version: int) -> str:
    given = found.answers.get(asked.key, {})
    keys = [known.key for known in found.sections]
    place = keys.index(asked.key)
    return render_template(
        "intake/section.html",
        section=asked,
        form=form,
        version=version,
        place=place + 1,
        total=len(keys),
        score=presenter.score(given) if asked.key == "vitals" else None,
        told=_told_before(found, keys[:place]),
        idle=contradictions.idle(asked, found.answers, found.limits),
        findings=contradictions.findings(found.answers, found.limits) if asked.key == contradictions.PART else [],
        saved=format_time(None),
        told_danger="1" if _already_told() else None,
        **common(found),
    )


def _told_before(found: Examination, earlier: list[str]) -> list[presenter.Line]:
    """What follows from the part before: whoever measured and went on sees the score, scripts or none."""
    before = [known for known in found.sections if known.key in earlier[-1:]]
    return [line for part in before for line in presenter.derived(part, found.answers.get(part.key, {}))]


def doubted(found: Examination) -> tuple[Deadline | None, str]:
    """The clock of a voiding that was asked for, and what a doctor decided about it in words."""
    row = deadlines.last_about(reading(), clocks.VOID_CONFIRM, found.id)
    return row, presenter.stands(row, accounts.name_of(reading(), row.ended_by)) if row is not None else ""


def _voiding(found: Examination, under: list[RecordSignature]) -> RecordSignature | None:
    """The request to void a record that nobody has confirmed yet."""
    open_to_it = found.state in (RecordState.SIGNED, RecordState.AWAITING_DOCTOR)
    return next((row for row in under if row.act == "void_request"), None) if open_to_it else None


def common(found: Examination) -> dict[str, Any]:
    """What every page of an examination shows."""
    now = this_moment()
    identity = current_identity()
    return {
        "found": found,
        "banner": people.banner(reading(), identity, found.person, now),
        "clock": clock_view(found.clock, now) if found.clock is not None else None,
        "alerts": alerts.of_record(found.answers, found.limits),
        "against": contradictions.against(found.answers, found.limits),
        "lesion_rows": injuries.lesion_rows(found) if found.record.kind == INJURY.code else [],
        "mine": found.record.author_id == identity.user_id,
        "presenter": presenter,
        "pages": pages,
        "now": now,
    }


def _given(found: Examination, asked: Section) -> dict[str, Any]:
    """The author's answers of a part, or the doctor's where the part is a doctor's alone."""
    return found.answers.get(asked.key) or found.content.doctor_sections.get(asked.key, {})


def _frame(found: Examination) -> answers.Frame:
    return answers.Frame(
        now=this_moment(),
        admitted_at=found.stay.admitted_at if found.stay else None,
        born=found.person.birth_date,
    )


def _is_autosave() -> bool:
    return request.form.get("autosave") == "1"


def _already_told() -> bool:
    """Whether this page of a part was come to from its red page: what that said is not said again, anything new is."""
    return request.args.get("told") == "1"


def _red_page(found: Examination, asked: Section) -> str:
    return url_for("intake.danger", record_id=found.id, section=asked.key)


def _derived(asked: Section, given: dict[str, Any]) -> str | None:
    """The part of the page that follows from the answers: drawn by the server, so that there is one rule."""
    if asked.key != "vitals":
        return None
    return render_template("intake/_derived.html", score=presenter.score(given))


def _after_saving(found: Examination, asked: Section, given: dict[str, Any]) -> Response:
    """A further line, on to the next part, or back to the list."""
    action = request.form.get("action", "")
    line = pages.empty_line(asked, given, action.removeprefix("more:")) if action.startswith("more:") else ""
    if line:
        return redirect(url_for("intake.section", record_id=found.id, section=asked.key, _anchor=line), 303)
    keys = [known.key for known in found.sections]
    place = keys.index(asked.key) + 1
    if action == "next" and place < len(keys):
        return redirect(url_for("intake.section", record_id=found.id, section=keys[place]), 303)
    return redirect(url_for("intake.show", record_id=found.id), 303)


@bp.get("/examinations/<uuid:record_id>/<section>/danger")
@requires(Permission.INTAKE_READ, part)
def danger(found: Examination) -> Answer:
    """The red page: what must be done before anything else is typed."""
    asked = _section(found)
    alert = alerts.any_stop(alerts.of_record({asked.key: found.answers.get(asked.key, {})}, found.limits))
    if alert is None:
        return redirect(url_for("intake.show", record_id=found.id))
    left = bool(missing(asked, found.answers.get(asked.key, {})))
    return render_template("intake/danger.html", alert=alert, section=asked, left=left, **common(found))


def _conflict(found: Examination, asked: Section, form: FormState, conflict: EditConflict) -> Answer:
    """Somebody else saved this part in between: show both, keep what was typed, let the person choose."""
    if _is_autosave():
        return jsonify(conflict=True, message=presenter.conflict_text(conflict)), 409
    page = render_template(
        "intake/conflict.html",
        section=asked,
        form=form,
        conflict=conflict,
        theirs=presenter.lines(asked, conflict.answers, found.limits, all_questions=False),
        yours=presenter.lines(
            asked, answers.read(asked, request.form, _frame(found))[0], found.limits, all_questions=False
        ),
        posted=[(name, value) for name, value in request.form.items(multi=True) if name not in _PAGE_ONLY],
        **common(found),
    )
    return page, 409


_PAGE_ONLY = {"csrf_token", "form_key", "version", "action", "autosave"}


def _finished_meanwhile(found: Examination) -> Answer:
    """The draft was signed or given up in another window: nothing is written, the page says so."""
    if _is_autosave():
        return jsonify(conflict=True, message=presenter.finished_text()), 409
    return render_template("intake/finished.html", **common(found)), 409


def _note_opening(found: Examination) -> None:
    if found.record.author_id == current_identity().user_id and found.record.state == RecordState.DRAFT:
        return  # one's own draft: every save is an event already
    with unit_of_work() as uow:
        audit.record(
            uow,
            EXAMINATION_OPENED,
            about=found,
            subject=("clinical_record", found.id),
            kind=found.record.kind,
            state=found.record.state,
        )
