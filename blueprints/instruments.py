"""Instruments of the site: licensed words it brings, cut-offs the Medical Department adds."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.i18n import gettext as _
from healthapp.i18n import language
from healthapp.risk import instrument_words, instruments, schemas, shelf
from healthapp.risk.instruments import CutOffRefused, Entry, WordsRefused
from healthapp.web.forms import FormState, load
from healthapp.web.request import reading, unit_of_work, uploaded
from screening import sheet
from screening.library import shipped
from screening.releases import released

bp = Blueprint("instruments", __name__, url_prefix="/settings/instruments")
Answer = Response | str | tuple[str, int]
MOST_BYTES = 1_000_000


def _entry(session: Session, _identity: Identity, name: str, **_values: str) -> Entry | None:
    return instruments.entry(session, name)


@bp.get("")
@requires(Permission.SETTINGS_READ)
def index() -> str:
    """Every instrument with its licence and the languages it can be asked in here."""
    known = shelf.of(reading())
    rows = [(one, known.languages(one.definition)) for one in instruments.entries(reading())]
    return render_template("instruments/index.html", rows=rows, words=instrument_words, refused=known.refused)


@bp.get("/<name>")
@requires(Permission.SETTINGS_READ, _entry)
def show(found: Entry) -> str:
    return _page(found, FormState(), [])


@bp.get("/<name>/table")
@requires(Permission.SETTINGS_READ, _entry)
def table(found: Entry) -> Response:
    """The empty table that a site fills in with the words it has the right to use."""
    body = sheet.as_csv(sheet.template(found.definition))
    name = f"{found.definition.id}-{found.definition.version}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="text/csv", headers=headers)


@bp.post("/<name>/words")
@requires(Permission.SETTINGS_MANAGE, _entry)
def words_save(found: Entry) -> Answer:
    """Take the table whole, or say everything that is wrong with it."""
    if not found.imported:
        abort(404)
    command, form = load(schemas.WordsSchema(), request.form)
    content = uploaded("table", MOST_BYTES)
    if not content:
        form.add("table", _("Choose the filled-in table"))
    elif len(content) > MOST_BYTES:
        form.add("table", _("The file is larger than 1 MB"))
    if command is None or not form.ok:
        return _page(found, form, []), 422
    try:
        with unit_of_work() as uow:
            instruments.add_words(uow, found, command, content)
    except WordsRefused as refused:
        faults = [instrument_words.fault(one) for one in refused.faults]
        form.add("table", _("The table was refused: %(count)s faults, listed below", count=len(faults)))
        return _page(found, form, faults), 422
    flash(_("The words are stored. The instrument can be asked from now on."), "success")
    return redirect(url_for("instruments.show", name=found.definition.id), 303)


@bp.get("/<name>/cut-off/<outcome>")
@requires(Permission.SETTINGS_MANAGE, _entry)
def cut_off(found: Entry) -> str:
    return _cut_off_page(found, FormState())


@bp.post("/<name>/cut-off/<outcome>")
@requires(Permission.SETTINGS_MANAGE, _entry)
def cut_off_save(found: Entry) -> Answer:
    chosen = _chosen(found)
    data, form = load(schemas.cut_off_schema(instruments.rising(*chosen)[1:]), request.form)
    if data is None:
        return _cut_off_page(found, form), 422
    try:
        with unit_of_work() as uow:
            instruments.add_cut_off(uow, found, schemas.cut_off(chosen[0].id, data))
    except CutOffRefused as refused:
        field = "valid_from" if refused.code in ("past", "known") else f"from_{instruments.rising(*chosen)[1]}"
        form.add("sex" if refused.code == "cautious" else field, str(instrument_words.REFUSALS[refused.code]))
        return _cut_off_page(found, form), 422
    flash(_("The cut-off is stored. It holds from its first day on."), "success")
    return redirect(url_for("instruments.show", name=found.definition.id), 303)


def _chosen(found: Entry) -> instruments.Chosen:
    chosen = found.outcome(str((request.view_args or {})["outcome"]))
    if chosen is None:
        abort(404)
    return chosen


def _named(found: Entry) -> dict[str, dict[str, str]]:
    """The bands of each outcome in the reader's language, or in one in which there are words."""
    texts = shelf.of(reading()).spoken(found.definition, language())
    return {one.id: instrument_words.bands(texts, one) for one in found.definition.outcomes}


def _page(found: Entry, form: FormState, faults: list[str]) -> str:
    named, one = _named(found), found.definition
    brought = shipped().get(one.id, one.version).policies
    policies = [instrument_words.policy_row(row, named[row.outcome], shipped=row in brought) for row in found.policies]
    return render_template(
        "instruments/show.html",
        found=found,
        form=form,
        faults=faults,
        languages=shelf.of(reading()).languages(found.definition),
        policies=policies,
        released=released(one.id, one.version),
        named=named,
        words=instrument_words,
    )


def _cut_off_page(found: Entry, form: FormState) -> str:
    outcome, score = _chosen(found)
    return render_template(
        "instruments/cut_off.html",
        found=found,
        form=form,
        bands=instruments.rising(outcome, score),
        named=_named(found)[outcome.id],
        score=score,
        words=instrument_words,
    )
