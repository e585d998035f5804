"""Injuries: lesions on the charts and sealed names."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.intake import common, examination
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, requires
from healthapp.i18n import gettext as _
from healthapp.injuries import charts, editor, forms, kinds, lesions, presenter, services, unread
from healthapp.injuries.dictionary.findings import OPINION
from healthapp.intake import answers, queries
from healthapp.intake.dictionary.model import AS_TYPED
from healthapp.intake.queries import Examination
from healthapp.records.errors import EditConflict, NotInCustody, WrongState
from healthapp.vault import Store
from healthapp.web.forms import FormState, load
from healthapp.web.request import (
    configuration,
    current_identity,
    posted_number,
    reading,
    still,
    this_moment,
    unit_of_work,
)

bp = Blueprint("injuries", __name__)

Answer = Response | str | tuple[str, int]


def injury(session: Session, identity: Identity, record_id: uuid.UUID, **_more: object) -> Examination | None:
    """The injury record of a link, in scope."""
    found = queries.find(session, identity, record_id)
    return found if found is not None and found.record.kind == kinds.CODE else None


def store() -> Store:
    """The vault of this deployment."""
    return Store.of(configuration())


def frame(found: Examination) -> answers.Frame:
    return answers.Frame(this_moment(), None, found.person.birth_date)


def _version(found: Examination, section: str) -> int:
    """The version the page was made from; without one, what stands now."""
    return posted_number(otherwise=found.content.versions.get(section, 0))


def again(uow: Any, found: Examination) -> Examination:
    return still(queries.find(uow.session, uow.actor, found.id))


@contextlib.contextmanager
def unsigned() -> Iterator[None]:
    """What was signed between the look and the act is told as that."""
    try:
        yield
    except WrongState:
        abort(409)


def _draft_only(found: Examination) -> None:
    demand(Permission.INJURY_RECORD, found)
    if not found.is_draft:
        abort(409)


@bp.post("/examinations/<uuid:record_id>/injury-record")
@requires(Permission.INTAKE_READ, examination)
def begin(found: Examination) -> Response:
    """Document the injuries seen in an examination; what it holds is taken over."""
    demand(Permission.INJURY_RECORD, found)
    try:
        with unit_of_work() as uow:
            record_id = services.begin(uow, found.person, found).id
    except NotInCustody:
        return redirect(url_for("people.show", person_id=found.person_id), 303)
    return redirect(url_for("intake.show", record_id=record_id), 303)


@bp.get("/injuries/<uuid:record_id>/lesions", endpoint="lesions")
@requires(Permission.INJURY_READ, injury)
def show_lesions(found: Examination) -> Answer:
    """The list, the charts with every mark, and whether the whole body was seen."""
    given = found.answers.get("lesions", {})
    return _lesions_page(found, FormState(answers.to_form(forms.OVERVIEW, _overview(given))))


@bp.post("/injuries/<uuid:record_id>/lesions")
@requires(Permission.INJURY_READ, injury)
def save_overview(found: Examination) -> Answer:
    _draft_only(found)
    given, form = answers.read(forms.OVERVIEW, request.form, frame(found))
    kept = found.answers.get("lesions", {})
    if kept.get("lesions") and given.get("found") not in (None, "lesions"):
        form.add("found", _("There are lesions on the list: take them off first"))
    if not form.ok:
        return _lesions_page(found, form), 422
    rest = {key: value for key, value in kept.items() if key in ("lesions", "marks", "last", "removed", AS_TYPED)}
    try:
        with unsigned(), unit_of_work() as uow:
            services.save(uow, again(uow, found), "lesions", {**rest, **given}, _version(found, "lesions"))
    except EditConflict as conflict:
        form.add("found", presenter.conflict(conflict))
        return _lesions_page(found, form), 409
    return redirect(url_for("intake.show", record_id=found.id), 303)


def _overview(given: Any) -> dict[str, Any]:
    names = {field.key for field in forms.OVERVIEW.fields}
    return {key: value for key, value in given.items() if key in names}


def _lesions_page(found: Examination, form: FormState) -> str:
    given = found.answers.get("lesions", {})
    marks = lesions.all_marks(given)
    return render_template(
        "injuries/lesions.html",
        form=form,
        section=forms.OVERVIEW,
        version=found.content.versions.get("lesions", 0),
        rows=editor.rows_with_gaps(found),
        unread=unread.new_slots(given) if found.is_draft else [],
        removed=given.get("removed", ()),
        sheets=[presenter.sheet(chart, marks) for chart in charts.NAMES if any(m["chart"] == chart for _n, m in marks)],
        links=editor.mark_links(found),
        first_chart=editor.first_chart(found),
        **common(found),
    )


@bp.get("/injuries/<uuid:record_id>/lesions/new")
@requires(Permission.INJURY_READ, injury)
def new_lesion(found: Examination) -> Answer:
    _draft_only(found)
    slot = request.args.get("slot", "")
    typed = unread.opened(found.answers.get("lesions", {}), slot, frame(found))
    form = FormState({"chart": request.args.get("chart", "")}) if typed is None else typed
    return _lesion_page(found, None, form, slot=slot if typed is not None else "")


@bp.post("/injuries/<uuid:record_id>/lesions/new")
@requires(Permission.INJURY_READ, injury)
def add_lesion(found: Examination) -> Answer:
    return _save_lesion(found, None)


@bp.get("/injuries/<uuid:record_id>/lesions/<int:number>")
@requires(Permission.INJURY_READ, injury)
def lesion(found: Examination) -> Answer:
    _draft_only(found)
    number = _number(found)
    given = found.answers["lesions"]
    typed = unread.opened(given, unread.slot_of(number), frame(found))
    if typed is not None:
        return _lesion_page(found, number, typed, slot=unread.slot_of(number))
    values = answers.to_form(forms.ONE_LESION, lesions.find(given, number) or {})
    marks = lesions.marks_of(given, number)
    wanted = request.args.get("chart", "") or (marks[0]["chart"] if marks else "")
    return _lesion_page(found, number, FormState({**values, "marks": presenter.json_text(marks), "chart": wanted}))


@bp.post("/injuries/<uuid:record_id>/lesions/<int:number>")
@requires(Permission.INJURY_READ, injury)
def change_lesion(found: Examination) -> Answer:
    return _save_lesion(found, _number(found, removed=True))


@bp.post("/injuries/<uuid:record_id>/lesions/<int:number>/remove")
@requires(Permission.INJURY_READ, injury)
def remove_lesion(found: Examination) -> Answer:
    """Take one off the list, with a reason; the number stays used."""
    _draft_only(found)
    number = _number(found)
    command, form = load(forms.ReasonSchema(), request.form)
    if command is None:
        return _lesions_page(found, form), 422
    with contextlib.suppress(KeyError), unsigned(), unit_of_work() as uow:  # KeyError: it was taken off meanwhile
        current = again(uow, found)
        version = current.content.versions.get("lesions", 0)
        services.take_out(uow, current, number, reason=command["reason"], version=version)
    return redirect(url_for("injuries.lesions", record_id=found.id), 303)


def _number(found: Examination, *, removed: bool = False) -> int:
    """The lesion of a link; ``removed``: also one that was taken off, so that what was typed about it is not lost."""
    number, content = int((request.view_args or {})["number"]), found.answers.get("lesions", {})
    gone = removed and any(row["number"] == number for row in content.get("removed", ()))
    if lesions.find(content, number) is None and not gone:
        abort(404)
    return number


def _save_lesion(found: Examination, number: int | None) -> Answer:
    _draft_only(found)
    given, marks, form = forms.read_lesion(request.form, frame(found))
    if request.form.get("show"):  # nothing is judged yet: other drawings, what was typed stays
        form.errors.clear()
        return _lesion_page(found, number, form, slot=request.form.get("slot", ""))
    slot = request.form.get("slot", "")
    if request.form.get("action") == "drop":
        with unsigned(), unit_of_work() as uow:
            services.drop_as_typed(uow, again(uow, found), slot)
        return redirect(url_for("injuries.lesions", record_id=found.id), 303)
    if not form.ok:
        return _keep_as_typed(found, number, form, slot), 422
    try:
        with unsigned(), unit_of_work() as uow:
            current = again(uow, found)
            content = current.answers.get("lesions", {})
            if number is not None:
                given = lesions.merged(given, lesions.find(content, number), request.form.getlist("take"))
            services.save_lesion(uow, current, given, marks, number, _version_of(current, number), slot=slot)
    except EditConflict as conflict:
        clash = editor.clash(found, number, given, conflict)
        page = _lesion_page(found, number, form, conflict.version, clash, slot=slot)
        return page, 409
    if request.form.get("action") == "more":
        return redirect(url_for("injuries.new_lesion", record_id=found.id, chart=form.value("chart")), 303)
    return redirect(url_for("injuries.lesions", record_id=found.id), 303)


def _keep_as_typed(found: Examination, number: int | None, form: FormState, slot: str) -> str:
    """The page with its messages. What was typed is in the draft from here on, for whoever opens it elsewhere."""
    page = unread.page_of(form)
    if not page:
        return _lesion_page(found, number, form, slot=slot)
    with unsigned(), unit_of_work() as uow:
        slot = services.keep_as_typed(uow, again(uow, found), page, number, slot)
    kept = injury(reading(), current_identity(), found.id)
    return _lesion_page(found if kept is None else kept, number, form, slot=slot)


def _version_of(found: Examination, number: int | None) -> int:
    """The version a lesion was read at; another lesion's change since then is no conflict with this one."""
    content = found.answers.get("lesions", {})
    if number is not None and request.form.get("seen") == lesions.fingerprint(content, number):
        return found.content.versions.get("lesions", 0)
    return _version(found, "lesions")


def _lesion_page(
    found: Examination,
    number: int | None,
    form: FormState,
    version: int | None = None,
    clash: editor.Clash | None = None,
    *,
    slot: str = "",
) -> str:
    """``slot``: where it waits in the draft as it was typed."""
    return render_template(
        "injuries/lesion.html",
        form=form,
        slot=slot,
        fields={field.key: field for field in forms.ONE_LESION.fields},
        version=found.content.versions.get("lesions", 0) if version is None else version,
        clash=clash,
        more_open=any(form.error(name) for name in editor.FOLDED),
        **editor.page(found, number, form),
        **common(found),
    )


@bp.get("/injuries/<uuid:record_id>/opinion")
@requires(Permission.INJURY_READ, injury)
def opinion(found: Examination) -> str:
    """The doctor's own part of a draft; a feldsher reads who fills it in."""
    given = found.answers.get("opinion", {})
    return _opinion_page(found, FormState(answers.to_form(OPINION, given)))


@bp.post("/injuries/<uuid:record_id>/opinion")
@requires(Permission.INJURY_READ, injury)
def save_opinion(found: Examination) -> Answer:
    _draft_only(found)
    demand(Permission.INJURY_OPINION, found)
    given, form = answers.read(OPINION, request.form, frame(found))
    if not form.ok:
        return _opinion_page(found, form), 422
    try:
        with unsigned(), unit_of_work() as uow:
            services.save(uow, again(uow, found), "opinion", given, _version(found, "opinion"))
    except EditConflict as conflict:
        form.add("overall", presenter.conflict(conflict))
        return _opinion_page(found, form, conflict.version), 409
    return redirect(url_for("intake.show", record_id=found.id), 303)


def _opinion_page(found: Examination, form: FormState, version: int | None = None) -> str:
    rows = presenter.lesion_rows(found)
    return render_template(
        "injuries/opinion.html",
        form=editor.by_lesion(form, rows),
        opinion=OPINION,
        rows=rows,
        rare=lesions.any_unusual(found.answers.get("lesions", {})),
        version=found.content.versions.get("opinion", 0) if version is None else version,
        **common(found),
    )


@bp.get("/injuries/<uuid:record_id>/names")
@requires(Permission.INJURY_READ, injury)
def names(found: Examination) -> str:
    """Names of the accused: written by those who record, read by the few who may."""
    return _names_page(found, FormState())


@bp.post("/injuries/<uuid:record_id>/names")
@requires(Permission.INJURY_READ, injury)
def seal_names(found: Examination) -> Answer:
    if request.form.get("action") == "open":
        demand(Permission.ACCUSED_READ, found)
        with unit_of_work() as uow:
            opened = services.sealed_names(uow, store(), again(uow, found))
        return _names_page(found, FormState(), opened)
    _draft_only(found)
    command, form = load(forms.NamesSchema(), request.form)
    if command is None:
        return _names_page(found, form), 422
    with unsigned(), unit_of_work() as uow:
        services.seal_names(uow, store(), again(uow, found), command["names"])
    return redirect(url_for("injuries.names", record_id=found.id), 303)


def _names_page(found: Examination, form: FormState, opened: list[str] | None = None) -> str:
    count = len(found.answers.get("accused", {}).get("sealed", ()))
    return render_template("injuries/names.html", form=form, count=count, opened=opened, **common(found))
