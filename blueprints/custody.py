"""Entries joined and parted, who opened a file, and the papers a person is given."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.importing import checked, rejected_rows
from healthapp import audit
from healthapp.access import Permission
from healthapp.access.guard import demand, requires
from healthapp.accounts.eventlog import Position
from healthapp.custody import presenter as list_words
from healthapp.custody import queries as lists
from healthapp.custody import services as importing
from healthapp.custody import told
from healthapp.custody.matching import MOVED, NEW, PLACE, REJECTED
from healthapp.custody.models import CustodyImport
from healthapp.documents import file_name
from healthapp.i18n import LANGUAGES, format_date
from healthapp.i18n import gettext as _
from healthapp.importing.checks import NotAsChecked
from healthapp.importing.report import STATES, state
from healthapp.intake.queries import Examination
from healthapp.people import access_presenter, accesslog, copies, document, merge_presenter, merging, presenter
from healthapp.people import queries as people
from healthapp.people.copy_schemas import PrintAccessSchema, PrintCopySchema
from healthapp.people.errors import Refused
from healthapp.people.events import ACCESS_LOG_OPENED, PERSON_OPENED
from healthapp.people.merge_schemas import LookSchema, MergeSchema, UnmergeSchema
from healthapp.people.models import Person
from healthapp.people.names import display_name
from healthapp.people.print_values import AccessPrint, PersonCopyPrint
from healthapp.web.forms import FormState, load
from healthapp.web.kit import PersonBanner
from healthapp.web.request import (
    configuration,
    current_identity,
    reading,
    this_day,
    this_moment,
    unit_of_work,
)

bp = Blueprint("custody", __name__)

#: What a list would change, in the order of the page.
SHOWN_KINDS = (NEW, MOVED, PLACE)


def _banner(person: Person) -> PersonBanner:
    return presenter.banner(reading(), current_identity(), person, this_moment())


@bp.get("/people/<uuid:person_id>/merge")
@requires(Permission.PERSON_AMEND, merging.amendable)
def merge(person: Person) -> str:
    """Ask for the other entry."""
    return _merge_page(person, FormState(), None)


@bp.post("/people/<uuid:person_id>/merge")
@requires(Permission.PERSON_AMEND, merging.amendable)
def merge_save(person: Person) -> Response | str | tuple[str, int]:
    """Show both entries side by side, then join them."""
    deciding = request.form.get("action") == "merge"
    command, form = load(MergeSchema() if deciding else LookSchema(), request.form)
    other = merging.by_number(reading(), current_identity(), form.value("number"))
    if command is None:
        return _merge_page(person, form, other), 422
    if other is None or other.id == person.id:
        form.add("number", _("There is no other entry with this number that you may change"))
        return _merge_page(person, form, None), 422
    if not deciding:
        with unit_of_work() as uow:
            audit.record(uow, PERSON_OPENED, about=other)
        return _merge_page(person, form, other)
    try:
        with unit_of_work() as uow:
            merging.merge(uow, kept_id=person.id, merged_id=other.id, reason=command["reason"])
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _merge_page(person, form, other), 422
    flash(_("The entries are joined. Everything of both is shown under this one."), "success")
    return redirect(url_for("people.show", person_id=person.id), 303)


def _merge_page(person: Person, form: FormState, other: Person | None) -> str:
    session = reading()
    rows = merging.mergers_of(session, person.id)
    return render_template(
        "custody/merge.html",
        form=form,
        person=person,
        banner=_banner(person),
        other=other,
        facts=merge_presenter.compare(session, person, other) if other is not None else [],
        joined=merge_presenter.joined(session, person, rows),
    )


@bp.get("/people/mergers/<uuid:merge_id>/undo")
@requires(Permission.PERSON_AMEND, merging.find_case)
def unmerge(case: merging.MergeCase) -> str:
    return _unmerge_page(case, FormState())


@bp.post("/people/mergers/<uuid:merge_id>/undo")
@requires(Permission.PERSON_AMEND, merging.find_case)
def unmerge_save(case: merging.MergeCase) -> Response | tuple[str, int]:
    command, form = load(UnmergeSchema(), request.form)
    if command is None:
        return _unmerge_page(case, form), 422
    try:
        with unit_of_work() as uow:
            merging.unmerge(uow, case.row.id, reason=command["reason"])
    except Refused:
        abort(409, _("These entries are already parted."))
    flash(_("The entries are two again."), "success")
    return redirect(url_for("people.show", person_id=case.kept.id), 303)


def _unmerge_page(case: merging.MergeCase, form: FormState) -> str:
    facts = merge_presenter.compare(reading(), case.kept, case.merged)
    return render_template("custody/unmerge.html", form=form, case=case, facts=facts, banner=_banner(case.kept))


@bp.get("/people/<uuid:person_id>/access-log")
@requires(Permission.ACCESS_LOG_READ, accesslog.find)
def access_log(person: Person) -> str:
    """Who opened, printed or was refused this file. To read it is a look of its own."""
    with unit_of_work() as uow:
        audit.record(uow, ACCESS_LOG_OPENED, about=person)
    after = Position.parse(request.args.get("after", ""))
    found = accesslog.page(reading(), current_identity(), person, after=after)
    older = url_for("custody.access_log", person_id=person.id, after=found.older.encode()) if found.older else None
    return render_template(
        "custody/access_log.html",
        person=person,
        banner=_banner(person),
        lines=[access_presenter.line(row) for row in found.rows],
        newest=url_for("custody.access_log", person_id=person.id) if after is not None else None,
        older=older,
    )


@bp.get("/people/<uuid:person_id>/access-sheet")
@requires(Permission.CHART_PRINT, accesslog.find)
def access_sheet(person: Person) -> str:
    demand(Permission.ACCESS_LOG_READ, person)
    first, last = access_presenter.first_and_last(this_day())
    return _sheet_page(person, FormState({"first_day": format_date(first), "last_day": format_date(last)}))


@bp.post("/people/<uuid:person_id>/access-sheet")
@requires(Permission.CHART_PRINT, accesslog.find)
def access_sheet_print(person: Person) -> Response | tuple[str, int]:
    """The PDF. The list is read first, so that its own print is the last thing that happened."""
    demand(Permission.ACCESS_LOG_READ, person)
    wanted, form = load(PrintAccessSchema(), request.form)
    if wanted is None:
        return _sheet_page(person, form), 422
    rows = accesslog.between(reading(), person, wanted.first_day, wanted.last_day)
    if len(rows) > accesslog.MOST_PRINTED:
        form.add("first_day", _("More than %(most)s entries: choose fewer days", most=accesslog.MOST_PRINTED))
        return _sheet_page(person, form), 422
    sheet = copies.prepare(reading(), person, wanted, rows, this_moment())
    with unit_of_work() as uow:
        event = copies.record_access_sheet(uow, sheet)
    made = copies.access_print(sheet, event, synthetic=configuration().is_demo)
    return _pdf(document.render_access_sheet(made), made)


def _sheet_page(person: Person, form: FormState) -> str:
    return render_template(
        "custody/access_sheet.html", form=form, person=person, banner=_banner(person), languages=list(LANGUAGES.items())
    )


@bp.get("/records/<uuid:record_id>/person-copy")
@requires(Permission.CHART_PRINT, told.find)
def person_copy(examination: Examination) -> str:
    demand(examination.kind.read, examination)
    return _copy_page(examination, FormState())


@bp.post("/records/<uuid:record_id>/person-copy")
@requires(Permission.CHART_PRINT, told.find)
def person_copy_print(examination: Examination) -> Response | tuple[str, int]:
    """The PDF in the person's language."""
    demand(examination.kind.read, examination)
    wanted, form = load(PrintCopySchema(), request.form, many_valued=("parts", "words"))
    if wanted is None:
        return _copy_page(examination, form), 422
    phone = copies.ombudsman_phone(reading(), this_moment())
    with unit_of_work() as uow:
        event = told.record_print(uow, examination, wanted)
    made = told.copy_print(examination, wanted, event, phone=phone, synthetic=configuration().is_demo)
    return _pdf(document.render_person_copy(made), made)


def _copy_page(examination: Examination, form: FormState) -> str:
    return render_template(
        "custody/person_copy.html",
        form=form,
        person=examination.person,
        banner=_banner(examination.person),
        parts=[(part.key, part.title) for part in told.parts(examination)],
        words=[(words.key, words.text) for words in told.own_words(examination)],
        languages=list(LANGUAGES.items()),
    )


def _pdf(data: bytes, made: AccessPrint | PersonCopyPrint) -> Response:
    """A download whose name tells the form and the record number, never a person."""
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(made.sheet)}"'
    return answer


@bp.get("/custody/lists")
@requires(Permission.CUSTODY_IMPORT)
def imports() -> str:
    """Lists checked before, and where a new one may be given."""
    session, identity = reading(), current_identity()
    places = people.facilities_for(session, identity, Permission.CUSTODY_IMPORT)
    rows = lists.recent(session, identity)
    names = people.names_of_facilities(session, {row.facility_id for row in rows})
    return render_template("custody/imports.html", places=places, rows=rows, names=names, states=STATES)


@bp.get("/custody/lists/new/<uuid:facility_id>")
@requires(Permission.CUSTODY_IMPORT, lists.facility)
def import_new(place: lists.FacilityToImport) -> str:
    return _import_page(place, FormState())


@bp.post("/custody/lists/new/<uuid:facility_id>")
@requires(Permission.CUSTODY_IMPORT, lists.facility)
def import_check(place: lists.FacilityToImport) -> Response | tuple[str, int]:
    """Check a file; nothing happens to people."""
    form = FormState()
    made = checked("list", form, lambda uow, data: importing.check(uow, place.facility_id, data))
    if made is None:
        return _import_page(place, form), 422
    return redirect(url_for("custody.import_show", import_id=made.id), 303)


def _import_page(place: lists.FacilityToImport, form: FormState) -> str:
    return render_template("custody/import_new.html", form=form, facility=place.facility, columns=list_words.columns())


@bp.get("/custody/lists/<uuid:import_id>")
@requires(Permission.CUSTODY_IMPORT, lists.find)
def import_show(row: CustodyImport) -> str:
    return _list_page(row, FormState())


@bp.post("/custody/lists/<uuid:import_id>/apply")
@requires(Permission.CUSTODY_IMPORT, lists.find)
def import_apply(row: CustodyImport) -> Response | tuple[str, int]:
    """Apply what was checked, or check again when people changed in between."""
    try:
        with unit_of_work() as uow:
            importing.apply(uow, lists.held(uow.session, row.id), request.form.get("digest", ""))
    except importing.RowRefused as refusal:
        form = FormState()
        form.add("_schema", _("Row %(number)s: %(why)s", number=refusal.number, why=str(refusal)))
        return _list_page(row, form), 409
    except NotAsChecked:
        return _checked_again(row)
    flash(_("The list is applied."), "success")
    return redirect(url_for("custody.import_show", import_id=row.id), 303)


def _checked_again(row: CustodyImport) -> Response:
    with unit_of_work() as uow:
        if importing.recheck(uow, lists.held(uow.session, row.id)):
            flash(_("Something changed since the check. Nothing was applied; this is how it stands now."), "warning")
        else:
            flash(_("This list was applied or given up already."), "warning")
    return redirect(url_for("custody.import_show", import_id=row.id), 303)


@bp.post("/custody/lists/<uuid:import_id>/give-up")
@requires(Permission.CUSTODY_IMPORT, lists.find)
def import_give_up(row: CustodyImport) -> Response:
    try:
        with unit_of_work() as uow:
            importing.give_up(uow, lists.held(uow.session, row.id))
    except NotAsChecked:
        flash(_("This list was applied or given up already."), "warning")
    return redirect(url_for("custody.imports"), 303)


@bp.post("/custody/lists/<uuid:import_id>/rejected")
@requires(Permission.CUSTODY_IMPORT, lists.find)
def import_rejected(row: CustodyImport) -> Response:
    """The rejected rows as a file; that they left is recorded."""
    with unit_of_work() as uow:
        importing.take_rejected(uow, row)
    return rejected_rows(list_words.REPORT.rejected_file(row))


def _list_page(row: CustodyImport, form: FormState) -> str:
    session = reading()
    return render_template(
        "custody/import_show.html",
        form=form,
        row=row,
        facility=people.names_of_facilities(session, {row.facility_id})[row.facility_id],
        counts=list_words.REPORT.counts(row),
        shown=[list_words.shown(row, kind) for kind in SHOWN_KINDS],
        rejected=list_words.shown(row, REJECTED),
        left=lists.people_left(session, row),
        card_name=display_name,
        place=presenter.place,
        state=state(row),
    )
