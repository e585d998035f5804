"""Screening instruments: choose, ask, the red page, the result with what to do now, print."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.person_forms import person_of
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, requires
from healthapp.accounts import signing
from healthapp.accounts.signing import SignatureRefused
from healthapp.i18n import gettext as _
from healthapp.i18n import language, local
from healthapp.people import presenter as people
from healthapp.people.models import Person
from healthapp.records.errors import EditConflict, NeedsSecondPerson, NotInCustody, WrongState
from healthapp.risk import asking, content, followup, queries, scheduler, screen_words, screens, shelf
from healthapp.risk import words as words_of_risk
from healthapp.risk.events import SCREENING_OPENED, SCREENING_PRINTED
from healthapp.risk.screens import Screening
from healthapp.web.forms import FormState
from healthapp.web.request import (
    clock_in_force,
    current_identity,
    database,
    posted_number,
    reading,
    still,
    this_moment,
    unit_of_work,
)

bp = Blueprint("screening", __name__)
Answer = Response | str | tuple[str, int] | tuple[Response, int]


def screening(session: Session, identity: Identity, record_id: uuid.UUID, **_values: str) -> Screening | None:
    return screens.find(session, identity, record_id)


@bp.get("/people/<uuid:person_id>/screenings")
@requires(Permission.CHART_READ, person_of)
def index(person: Person) -> str:
    """What was asked before, with trends, and what can be asked now."""
    history = screens.history(reading(), current_identity(), person.id)
    offered = {one.definition.id: one for one in content.offered(shelf.of(reading()))}
    due = queries.ready_rescreens(reading(), person.id, this_moment())
    first = {scheduler.begun_with(row): row.id for row in reversed(due)}
    return render_template(
        "screening/index.html",
        person=person,
        history=[(one, one.screen.texts(language())) for one in history.read],
        unread=history.unread,
        refused=shelf.of(reading()).refused,
        trends=screen_words.trends(history.read),
        offered=[(one.definition, one.texts(language())) for one in offered.values()],
        begin={first[name]: (name, offered[name].texts(language())) for name in first if name in offered},
        words=screen_words,
        due=due,
        risk_words=words_of_risk,
        now=this_moment(),
        **banner_of(person),
    )


@bp.app_errorhandler(content.NotHere)
def not_here(missing: content.NotHere) -> tuple[str, int]:
    """A page about a screening whose definition is not here: it says which, and that nothing of the record is lost."""
    return render_template("screening/not_here.html", missing=missing), 503


@bp.post("/people/<uuid:person_id>/screenings/<instrument>")
@requires(Permission.SCREEN_RECORD, person_of)
def begin(person: Person) -> Answer:
    """Begin a screening, or go on with one's own draft of it."""
    name = str((request.view_args or {})["instrument"])
    if name not in {one.definition.id for one in content.offered(shelf.of(reading()))}:
        abort(404)
    try:
        with unit_of_work() as uow:
            record_id = screens.begin(uow, person, name, language()).id
    except NotInCustody:
        return redirect(url_for("screening.index", person_id=person.id), 303)  # it says why nobody is asked
    return redirect(url_for("screening.show", record_id=record_id), 303)


@bp.get("/screenings/<uuid:record_id>")
@requires(Permission.INTAKE_READ, screening)
def show(found: Screening) -> Answer:
    """The next question of a draft, all of them as a list, or the result of a finished screening."""
    if found.is_draft:
        demand(Permission.SCREEN_RECORD, found)
        return _draft(found)
    with unit_of_work() as uow:
        audit.record(
            uow,
            SCREENING_OPENED,
            about=found,
            subject=("clinical_record", found.id),
            instrument=found.result.instrument,
            state=found.state,
        )
    return _result(found)


def _draft(found: Screening) -> Answer:
    if request.args.get("view") == "list":
        return _questions(found, FormState(_typed(found)))
    if not found.screen.content.get("mode"):
        return redirect(url_for("asking.start", record_id=found.id), 303)
    if not asking.at_a_time(found.screen):
        return _questions(found, FormState(_typed(found)))
    item = asking.resume(found.screen)
    if item is None:
        return redirect(url_for("asking.check", record_id=found.id), 303)
    return redirect(url_for("asking.ask", record_id=found.id, item=item.id), 303)


def _result(found: Screening) -> str:
    words = found.screen.texts(language())
    return render_template(
        "screening/result.html",
        found=found,
        texts=words,
        words=screen_words,
        danger=found.is_danger,
        level=content.level_of(found.screen.definition, found.result),
        acts=followup.acts(reading(), found),
        episode=queries.open_of(reading(), found.person_id),
        offered={one.definition.id for one in content.offered(shelf.of(reading()))},
        corrections=screen_words.correction_rows(found.screen, words),
        **banner_of(found.person),
    )


@bp.post("/screenings/<uuid:record_id>")
@requires(Permission.SCREEN_RECORD, screening)
def save(found: Screening) -> Answer:
    """Keep the answers; a red one interrupts at once; signed, they become a record."""
    if not found.is_draft:
        return redirect(url_for("screening.show", record_id=found.id), 303)
    given, form = _given(found)
    try:
        with unit_of_work() as uow:
            current = again(uow.session, found)
            row = screens.save(uow, current, given, expected_version=posted_number())
            version, saved_at = row.version, row.saved_at
        was, found = found, again(reading(), found)
    except screens.NeedsReason:
        text = _("This answer meant danger. Write why it was wrong; the first answer stays in the record.")
        form.add("why", text)
        if _quietly():
            return jsonify(saved="", version=found.version, errors={"why": text}, fragment=_danger(found))
        return _questions(found, form), 422
    except (EditConflict, WrongState):
        text = _("This screening was changed in another window. Open it again.")
        if _quietly():
            return jsonify(conflict=True, message=text), 409
        form.add("_schema", text)
        return _questions(found, form), 409
    if _quietly():
        return jsonify(saved=f"{local(saved_at):%H:%M:%S}", version=version, errors={}, fragment=_danger(found))
    if found.is_danger and (request.form.get("action") != "sign_after_danger" or not was.is_danger):
        return redirect(url_for("screening.danger", record_id=found.id), 303)
    return finish(found, form, _questions)


def _quietly() -> bool:
    return request.form.get("autosave") == "1"


def _danger(found: Screening) -> str:
    return render_template("screening/_danger.html", found=found, danger=found.is_danger)


def finish(found: Screening, form: FormState, page: Callable[[Screening, FormState], str]) -> Answer:
    """Sign what was kept; ``page`` comes back with 422 when something is missing."""
    for name, text in (("mode", _("Say how it was asked")), ("privacy", _("Say who could hear"))):
        if not found.screen.content.get(name):
            form.add(name, text)
    method = None
    if form.ok:
        try:
            clock = clock_in_force()
            method = signing.verify(database(), current_identity(), request.form.get("signature", ""), clock)
        except SignatureRefused as error:
            form.add("signature", str(error))
    if method is None:
        return page(found, form), 422
    try:
        with unit_of_work() as uow:
            done = screens.finish(uow, again(uow.session, found), method=method)
            scheduler.after_screening(uow, done)
    except NeedsSecondPerson:
        form.add("signature", _("Only the person who asked signs"))
        return page(found, form), 422
    except WrongState:
        pass  # signed by the first of two clicks
    return redirect(url_for("screening.show", record_id=found.id), 303)


@bp.post("/screenings/<uuid:record_id>/steps/<step>")
@requires(Permission.SCREEN_RECORD, screening)
def book(found: Screening) -> Answer:
    """Book a step of the result with its time, or say that it was taken; a second click changes nothing."""
    name = str((request.view_args or {})["step"])
    try:
        with unit_of_work() as uow:
            if request.form.get("action") == "done":
                followup.done(uow, found, name)
            else:
                followup.book(uow, found, name)
    except KeyError:
        abort(404)
    return redirect(url_for("screening.show", record_id=found.id, _anchor="now"), 303)


@bp.get("/screenings/<uuid:record_id>/danger")
@requires(Permission.INTAKE_READ, screening)
def danger(found: Screening) -> Answer:
    """The red page: what must be done before anything else is typed."""
    if not found.is_danger:
        return redirect(url_for("screening.show", record_id=found.id))
    words = found.screen.texts(language())
    rows = screen_words.answer_rows(found.screen, words)
    return render_template(
        "screening/danger.html",
        found=found,
        texts=words,
        rows=[row for row in rows if row["value"]],
        level=content.urgent_level(found.screen.definition, found.result),
        episode=queries.open_of(reading(), found.person_id),
        risk_words=words_of_risk,
        **banner_of(found.person),
    )


@bp.get("/screenings/<uuid:record_id>/print")
@requires(Permission.CHART_PRINT, screening)
def print_record(found: Screening) -> Response:
    """The questions, answers and result as PDF; every copy is an event of its own."""
    from healthapp.risk import document  # noqa: PLC0415 - fonts are loaded by those who print

    wanted = request.args.get("language", language())
    if wanted not in ("az", "ru", "en") or found.record.digest is None:
        abort(404)
    with unit_of_work() as uow:
        audit.record(
            uow,
            SCREENING_PRINTED,
            about=found,
            subject=("clinical_record", found.id),
            digest=found.record.digest,
            instrument=found.result.instrument,
            language=wanted,
        )
        at = uow.now()
    body = document.of_screening(reading(), found, language=wanted, printed_by=current_identity().name, at=at)
    return Response(body, mimetype="application/pdf")


def _questions(found: Screening, form: FormState) -> str:
    words = found.screen.texts(found.screen.content.get("language", language()))
    return render_template(
        "screening/questions.html",
        found=found,
        form=form,
        texts=words,
        words=screen_words,
        choices=screen_words.circumstances(found.screen),
        questions=screen_words.questions(found.screen, words),
        version=found.version,
        danger=found.is_danger,
        **banner_of(found.person),
    )


def _given(found: Screening) -> tuple[dict[str, Any], FormState]:
    """What was posted as content, and the form with the messages at its fields."""
    form = FormState(request.form)
    answers, wrong = content.read_answers(found.screen.definition, request.form)
    for item in wrong:
        form.add(f"a_{item}", _("Choose one of the answers"))
    given: dict[str, Any] = {"answers": answers, "why": form.value("why")[:500]}
    for name, choices in screen_words.circumstances(found.screen).items():
        if request.form.get(name) in choices:
            given[name] = request.form[name]
    given["assessable"] = "no" if request.form.get("not_assessable") == "yes" else "yes"
    return given, form


def _typed(found: Screening) -> dict[str, Any]:
    kept = found.screen.content
    return {
        **{f"a_{item}": str(answer) for item, answer in found.screen.answers.items()},
        **{name: kept.get(name, "") for name in ("mode", "privacy", "language", "spoken")},
        "not_assessable": "yes" if kept.get("assessable") == "no" else "",
    }


def again(session: Session, found: Screening) -> Screening:
    """The screening as it stands now."""
    session.expire_all()
    return still(screens.find(session, current_identity(), found.id))


def banner_of(person: Person) -> dict[str, Any]:
    """What the banner of the page says."""
    return {"banner": people.banner(reading(), current_identity(), person, this_moment())}
