"""The file of a case: its papers, the bound volume, remarks beside it, and who has the case in hand."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.injuries import store
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import demand, may, requires
from healthapp.cases import queries as cases
from healthapp.cases.bundle import drawing, presenter, printing, queries, schemas, services, uploads
from healthapp.cases.bundle.queries import OnePaper, Papers
from healthapp.cases.events import PAPERS_READ
from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.people import presenter as people
from healthapp.vault import images
from healthapp.vault import services as vault
from healthapp.vault.store import VaultDamaged, VaultFull
from healthapp.web.forms import FormState, load
from healthapp.web.request import (
    configuration,
    current_identity,
    posted_number,
    reading,
    this_day,
    this_moment,
    unit_of_work,
    uploaded,
)
from referrals.checklists import CUSTODY_PAPERS
from referrals.documents import ALL

bp = Blueprint("bundle", __name__)
Answer = Response | str | tuple[str, int]


class Adding:
    """A kind of paper that may be put into this file by this reader, as the guard asks for it."""

    def __init__(self, papers: Papers, code: str, ways: tuple[str, ...]) -> None:
        self.papers, self.code, self.ways = papers, code, ways
        self.person_id, self.facility_id = papers.person_id, papers.facility_id


def _adding(session: Session, identity: Identity, case_id: uuid.UUID, code: str) -> Adding | None:
    papers = queries.find(session, identity, case_id) if code in ALL else None
    if papers is None:
        return None
    draws = may(Permission.CHART_READ, papers)
    ways = schemas.ways_for(code, custody=not papers.found.clinical, draws=draws and code in drawing.PARTS)
    return Adding(papers, code, ways) if ways else None


@bp.get("/cases/<uuid:case_id>/papers")
@requires(Permission.CASE_READ, queries.find)
def show(papers: Papers) -> str:
    """The checklist with every paper; the administration sees its own lines alone."""
    return _show(papers, FormState())


def _show(papers: Papers, form: FormState) -> str:
    with unit_of_work() as uow:
        audit.record(
            uow, PAPERS_READ, about=papers, subject=("referral_case", papers.found.id), pathway=papers.found.row.pathway
        )
    adds = may(Permission.BUNDLE_ADD, papers) and not papers.found.row.outcome
    return render_template(
        "cases/papers.html",
        form=form,
        found=papers.found,
        banner=people.banner(reading(), current_identity(), papers.found.person, this_moment()),
        summary=presenter.summary(papers),
        items=presenter.item_lines(papers, adds=adds),
        others=presenter.other_lines(papers, adds=adds),
        extra=presenter.extra_papers(papers) if adds else [],
        bundles=presenter.bundle_lines(papers),
        languages=list(LANGUAGES.items()),
        prints=papers.found.clinical and may(Permission.BUNDLE_READ, papers),
    )


@bp.get("/cases/<uuid:case_id>/papers/add/<code>")
@requires(Permission.BUNDLE_ADD, _adding)
def add_form(asked: Adding) -> str:
    first = {"way": asked.ways[0]} if len(asked.ways) == 1 else {}
    return _add_page(asked, FormState(first))


@bp.post("/cases/<uuid:case_id>/papers/add/<code>")
@requires(Permission.BUNDLE_ADD, _adding)
def add(asked: Adding) -> Answer:
    """Keep a paper: an upload is read whole and checked before anything is kept."""
    schema = schemas.AddSchema(asked.code, this_day(), ways=asked.ways)
    command, form = load(schema, request.form, many_valued=("records",))
    if command is None:
        return _add_page(asked, form), 422
    data = uploaded("file", uploads.MAX_BYTES) if command.way == "file" else b""
    try:
        with unit_of_work() as uow:
            services.add(uow, store(), asked.papers.found, command, data)
    except uploads.RefusedFile as error:
        form.add("file", presenter.refused_file(error.code))
    except VaultFull:
        form.add("file", _("The paper could not be stored: the disk is full. Nothing was kept of it"))
    except services.Refused as error:
        form.add("way", presenter.not_done(error.code))
    if not form.ok:
        return _add_page(asked, form), 422
    flash(_("The paper is in the file."), "success")
    return redirect(url_for("bundle.show", case_id=asked.papers.found.id), 303)


def _add_page(asked: Adding, form: FormState) -> str:
    found = asked.papers.found
    offers = drawing.offers(reading(), found.person_id, asked.code) if "extract" in asked.ways else []
    return render_template(
        "cases/paper.html",
        form=form,
        found=found,
        banner=people.banner(reading(), current_identity(), found.person, this_moment()),
        title=said("document", asked.code),
        ways=[(way, str(presenter.WAYS[way])) for way in asked.ways],
        offers=[(str(offer.record.id), offer.text) for offer in offers],
        course=asked.code in drawing.WITH_COURSE and "extract" in asked.ways,
    )


@bp.get("/cases/<uuid:case_id>/papers/<uuid:paper_id>")
@requires(Permission.CASE_READ, queries.find_paper)
def paper(one: OnePaper) -> Response | str:
    """One paper: an upload as it came (a picture as a copy without metadata), anything else as it prints."""
    if one.paper.code not in CUSTODY_PAPERS:
        demand(Permission.BUNDLE_READ, one)
    if one.file is None:
        return render_template(
            "cases/paper_text.html",
            found=one.papers.found,
            title=presenter.paper_title(one.paper),
            about=presenter.paper_about(one.paper),
            text=str(one.paper.content.get("text", "")),
            records=printing.records_of(reading(), one.paper),
        )
    try:
        with unit_of_work() as uow:
            data = vault.read(uow, store(), one.file, copy="shown")
    except VaultDamaged:
        abort(409, _("The stored file is damaged. Tell the system administrator; the digest in the file proves it."))
    is_pdf = one.file.media_type == uploads.PDF
    answer = Response(data if is_pdf else images.shown_copy(data), mimetype=uploads.PDF if is_pdf else "image/jpeg")
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.paper.code}.{"pdf" if is_pdf else "jpg"}"'
    return answer


@bp.post("/cases/<uuid:case_id>/papers/<uuid:paper_id>/remove")
@requires(Permission.BUNDLE_ADD, queries.find_paper)
def remove(one: OnePaper) -> Answer:
    command, form = load(schemas.RemoveSchema(), request.form)
    if command is None:
        return _show(one.papers, form), 422
    try:
        with unit_of_work() as uow:
            services.remove(uow, one, command["reason"])
    except services.Refused as error:
        flash(presenter.not_done(error.code), "warning")
    return redirect(url_for("bundle.show", case_id=one.papers.found.id), 303)


@bp.post("/cases/<uuid:case_id>/papers/print")
@requires(Permission.BUNDLE_READ, queries.find)
def print_volume(papers: Papers) -> Answer:
    """The bound volume, as frozen or as the file lies now."""
    language, place = request.form.get("language", ""), posted_number("place", otherwise=0)
    if language not in LANGUAGES:
        form = FormState(request.form)
        form.add("language", _("Choose one"))
        return _show(papers, form), 422
    chosen = printing.as_of(reading(), papers, place)
    if chosen is None:
        abort(404)
    try:
        with unit_of_work() as uow:
            name, data = printing.volume(
                uow, store(), chosen, place=place, language=language, synthetic=configuration().is_demo
            )
    except (drawing.Altered, VaultDamaged):
        abort(409, _("A paper is no longer what was frozen. Nothing is printed; tell the system administrator."))
    answer = Response(data, mimetype=uploads.PDF)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/cases/<uuid:case_id>/notes")
@requires(Permission.BUNDLE_READ, cases.find)
def note(found: Found) -> Response:
    """A remark beside the case, for those who decide it."""
    command, form = load(schemas.NoteSchema(), request.form)
    if command is None:
        flash(next(iter(form.errors.values()))[0], "warning")
    else:
        with unit_of_work() as uow:
            services.note(uow, found, command["text"])
    return redirect(url_for("referrals.show", case_id=found.id) + "#notes", 303)


@bp.post("/cases/<uuid:case_id>/assign")
@requires(Permission.CASE_ASSIGN, cases.find)
def assign(found: Found) -> Response:
    """Take the case in hand, or lay it down."""
    command, _form = load(schemas.AssignSchema(), request.form)
    if command is not None:
        try:
            with unit_of_work() as uow:
                services.assign(uow, found, taken=command["taken"] == "yes", seen=request.form.get("version"))
        except services.InHand as other:
            name = other.name or _("nobody yet")
            flash(_("This changed meanwhile. The case is now in hand: %(name)s", name=name), "warning")
    return redirect(url_for("referrals.show", case_id=found.id), 303)
