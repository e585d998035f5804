"""Psychiatric placement: the board, hospitals with their beds, asking and answering, the journey, reviews."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.taken import Taken, out_of_date, taken, unless_taken
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import may, requires
from healthapp.cases import medicines
from healthapp.cases import presenter as cases
from healthapp.cases import queries as case_queries
from healthapp.cases.queries import Found
from healthapp.cases.services import OutOfDate, StepRefused
from healthapp.dates import values_now
from healthapp.deadlines.presenter import clock
from healthapp.hospitals import document, events, presenter, queries, schemas, services
from healthapp.hospitals.queries import Placed
from healthapp.i18n import LANGUAGES, local
from healthapp.i18n import gettext as _
from healthapp.people import copies
from healthapp.people import presenter as people
from healthapp.web.forms import FormState, compact_rows, load
from healthapp.web.request import configuration, current_identity, posted_number, reading, this_moment, unit_of_work
from referrals import machine

bp = Blueprint("hospitals", __name__)
Answer = Response | str | tuple[str, int]


class Of:
    """A case on the board, as the guard asks for it."""

    def __init__(self, placed: Placed, found: Found) -> None:
        self.placed, self.found = placed, found
        self.person_id, self.facility_id = found.person_id, found.facility_id


class Next(Of):
    """A case in which this step of a placement is possible now."""

    def __init__(self, placed: Placed, found: Found, events_: set[str]) -> None:
        super().__init__(placed, found)
        self.events = events_


def _case(session: Session, identity: Identity, case_id: uuid.UUID) -> Of | None:
    placed, found = queries.of_case(session, identity, case_id), case_queries.find(session, identity, case_id)
    return Of(placed, found) if placed is not None and found is not None else None


def _possible(*wanted: str):  # type: ignore[no-untyped-def]
    """A loader that finds the case only while one of these steps is open, or tells who took the last of them."""

    def loader(session: Session, identity: Identity, case_id: uuid.UUID) -> Next | Taken | None:
        one = _case(session, identity, case_id)
        if one is None:
            return None
        possible = {way.event for way in machine.ways(one.found.case)} & set(wanted)
        return Next(one.placed, one.found, possible) if possible else taken(one.found, *wanted)

    return loader


@bp.get("/hospitals")
@requires(Permission.HOSPITAL_READ)
def board() -> str:
    """Everyone in hospital with the next review, who waits for a bed, who is on the way or just back."""
    found, now = queries.board(reading(), current_identity()), this_moment()
    with unit_of_work() as uow:
        audit.record(uow, events.BOARD_READ, rows=len(found.inside) + len(found.waiting))
    return render_template(
        "hospitals/board.html",
        reminders=presenter.reminders([*found.inside, *found.away], now),
        inside=[presenter.placed(one, now) for one in found.inside],
        away=[presenter.placed(one, now) for one in (*found.away, *found.back)],
        waiting=[presenter.waiting(one, now) for one in found.waiting],
        more=found.more,
    )


@bp.get("/cases/<uuid:case_id>/placement")
@requires(Permission.HOSPITAL_READ, _case)
def case(one: Of) -> str:
    """One placement: beds asked for, the journey, the stay, its clocks, the end of the sentence."""
    with unit_of_work() as uow:
        audit.record(
            uow,
            events.BOARD_READ,
            about=one.found,
            subject=("referral_case", one.found.id),
            rows=1,
        )
    custody = one.placed.custody
    ends = custody.sentence_ends_on if custody is not None else None
    return _case_page(one, FormState({"day": ends.strftime("%d.%m.%Y")} if ends else {}))


def _case_page(one: Of, form: FormState) -> str:
    session, now, found, placed = reading(), this_moment(), one.found, one.placed
    text, state = presenter.sentence_end(placed, now)
    return render_template(
        "hospitals/case.html",
        found=found,
        form=form,
        banner=people.banner(session, current_identity(), found.person, now),
        title=cases.title(found.row),
        basis=cases.basis(found),
        facts=cases.facts(found, now),
        clocks=[clock(row, now) for row in placed.clocks],
        requests=[
            (asked, facility, presenter.answer_text(answer, taken_back=queries.taken_back(found, answer)), answer)
            for asked, facility, answer in queries.requests(session, found.id)
        ],
        kinds=presenter.WARD_KINDS,
        stays=[
            (presenter.ward_text(facility, ward), stay, presenter.days_text(stay.admitted_at, stay.ended_at or now))
            for stay, facility, ward in queries.stays(session, found.id)
        ],
        sentence=text,
        sentence_state=state,
        custody=placed.custody,
        sheet=queries.sheet(session, found.id),
        ways=[way for way in cases.ways(current_identity(), found) if not way.aside]
        if may(Permission.CASE_STEP, found)
        else [],
        languages=list(LANGUAGES.items()),
    )


@bp.get("/cases/<uuid:case_id>/bed")
@requires(Permission.CASE_STEP, _possible("request_bed"))
@unless_taken
def ask(one: Next) -> Answer:
    return _ask_page(one, FormState(values_now(this_moment())))


def _ask_page(one: Next, form: FormState) -> str:
    now, hospitals = this_moment(), queries.hospitals(reading())
    return render_template(
        "hospitals/ask.html",
        found=one.found,
        form=form,
        banner=people.banner(reading(), current_identity(), one.found.person, now),
        title=cases.said("event", "request_bed"),
        hospitals=presenter.choices(hospitals),
        kinds=list(presenter.WARD_KINDS.items()),
    )


@bp.post("/cases/<uuid:case_id>/bed")
@requires(Permission.CASE_STEP, _possible("request_bed"))
@unless_taken
def ask_save(one: Next) -> Answer:
    """Ask a hospital for a bed."""
    known = {hospital.facility_id for hospital in queries.hospitals(reading())}
    command, form = load(schemas.AskBedSchema(this_moment(), known), request.form)
    if command is None:
        return _ask_page(one, form), 422
    return _taken(one, form, _ask_page, lambda uow, seen: services.ask_bed(uow, one.found, command, seen=seen))


@bp.get("/cases/<uuid:case_id>/bed/answer")
@requires(Permission.CASE_STEP, _possible("offer_bed", "refuse_bed"))
@unless_taken
def answer(one: Next) -> Answer:
    return _answer_page(one, FormState(values_now(this_moment())))


def _answer_page(one: Next, form: FormState) -> str:
    asked = queries.last_request(reading(), one.found.id)
    hospital = queries.hospital(reading(), current_identity(), asked[1].id) if asked is not None else None
    return render_template(
        "hospitals/answer.html",
        found=one.found,
        form=form,
        banner=people.banner(reading(), current_identity(), one.found.person, this_moment()),
        hospital=asked[1].name if asked is not None else _("hospital not recorded"),
        wards=presenter.ward_choices(hospital.wards) if hospital is not None else [],
        reasons=list(presenter.REASONS.items()),
    )


@bp.post("/cases/<uuid:case_id>/bed/answer")
@requires(Permission.CASE_STEP, _possible("offer_bed", "refuse_bed"))
@unless_taken
def answer_save(one: Next) -> Answer:
    """The hospital's answer, with its reason."""
    asked = queries.last_request(reading(), one.found.id)
    hospital = queries.hospital(reading(), current_identity(), asked[1].id) if asked is not None else None
    wards = {bedded.ward.id for bedded in hospital.wards} if hospital is not None else set()
    command, form = load(schemas.AnswerBedSchema(this_moment(), wards), request.form)
    if command is None:
        return _answer_page(one, form), 422
    return _taken(one, form, _answer_page, lambda uow, seen: services.answer_bed(uow, one.found, command, seen=seen))


@bp.get("/cases/<uuid:case_id>/depart")
@requires(Permission.CASE_STEP, _possible("depart"))
@unless_taken
def depart(one: Next) -> Answer:
    return _depart_page(one, FormState(values_now(this_moment())), urgent=False)


@bp.get("/cases/<uuid:case_id>/depart/urgent")
@requires(Permission.CASE_STEP, _possible("transfer_urgently"))
@unless_taken
def depart_urgent(one: Next) -> Answer:
    return _depart_page(one, FormState(values_now(this_moment())), urgent=True)


def _depart_page(one: Next, form: FormState, *, urgent: bool) -> str:
    asked = queries.last_request(reading(), one.found.id)
    return render_template(
        "hospitals/depart.html",
        found=one.found,
        form=form,
        banner=people.banner(reading(), current_identity(), one.found.person, this_moment()),
        hospital=asked[1].name if asked is not None else _("hospital not recorded"),
        urgent=urgent,
        title=cases.said("event", "transfer_urgently" if urgent else "depart"),
        rows=medicines.ROWS,
    )


@bp.post("/cases/<uuid:case_id>/depart")
@requires(Permission.CASE_STEP, _possible("depart"))
@unless_taken
def depart_save(one: Next) -> Answer:
    """Send the person on the way with the sheet that goes along."""
    return _depart(one, urgent=False)


@bp.post("/cases/<uuid:case_id>/depart/urgent")
@requires(Permission.CASE_STEP, _possible("transfer_urgently"))
@unless_taken
def depart_urgent_save(one: Next) -> Answer:
    """The same before the person's consent, on two opinions."""
    return _depart(one, urgent=True)


def _depart(one: Next, *, urgent: bool) -> Answer:
    command, form = load(schemas.DepartSchema(this_moment(), urgent=urgent), compact_rows(request.form))
    if command is None:
        return _depart_page(one, form, urgent=urgent), 422
    return _taken(
        one,
        form,
        lambda again, state: _depart_page(again, state, urgent=urgent),
        lambda uow, seen: services.depart(uow, one.found, command, seen=seen),
    )


def _taken(one: Next, form: FormState, page, take) -> Answer:  # type: ignore[no-untyped-def]
    """Take a step and go on to the placement; what is refused comes back with everything that was typed."""
    try:
        with unit_of_work() as uow:
            take(uow, posted_number())
    except OutOfDate:
        form.add("_schema", out_of_date(one.found))
        return page(one, form), 409
    except services.HospitalClosed:
        form.add("answer", _("This hospital is closed. Record that it refuses, then ask another hospital."))
        return page(one, form), 422
    except services.WardClosed:
        form.add("ward_id", _("This ward was closed meanwhile. Choose another one."))
        return page(one, form), 422
    except StepRefused as refused:
        for name, words in cases.refusal_fields(refused):
            form.add(name if name == "at_date" else "_schema", words)
        return page(one, form), 422
    flash(_("The step is in the case."), "success")
    return redirect(url_for("hospitals.case", case_id=one.found.id), 303)


@bp.post("/cases/<uuid:case_id>/placement/sheet")
@requires(Permission.CASE_READ, _case)
def sheet(one: Of) -> Response:
    """The transfer sheet as PDF."""
    language, found = request.form.get("language", ""), one.found
    written = queries.sheet(reading(), found.id)
    if language not in LANGUAGES or written is None or not found.clinical:
        abort(409, _("There is no transfer sheet to print, or no language was chosen."))
    with unit_of_work() as uow:
        event = audit.record(
            uow,
            events.SHEET_PRINTED,
            about=found,
            subject=("transfer_sheet", written.id),
            digest=written.digest,
            language=language,
        )
    name, data = document.render(
        found,
        written,
        event,
        hospital=queries.name_of(reading(), written.facility_id),
        language=language,
        institution=copies.institution_of(reading(), found.person),
        synthetic=configuration().is_demo,
    )
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/cases/<uuid:case_id>/placement/seen")
@requires(Permission.CASE_STEP, _case)
def seen(one: Of) -> Response:
    """Somebody saw the reminder of a review."""
    days = posted_number("days")
    wanted = request.form.get("clock", "")
    row = next((row for row in one.placed.clocks if str(row.id) == wanted), None)
    if row is not None and days >= 0:
        with unit_of_work() as uow:
            services.see_reminder(uow, one.placed, row, days)
    return redirect(url_for("hospitals.board"), 303)


@bp.post("/cases/<uuid:case_id>/placement/sentence")
@requires(Permission.CASE_STEP, _case)
def sentence(one: Of) -> Answer:
    """The last day of the sentence as told: nobody is forgotten at its end."""
    custody = one.placed.custody
    if custody is None:
        abort(409, _("The person is not in custody"))
    command, form = load(schemas.SentenceEndSchema(local(custody.admitted_at).date()), request.form)
    if command is None:
        return _case_page(one, form), 422
    with unit_of_work() as uow:
        services.set_sentence_end(uow, one.placed, command)
    flash(_("The end of the sentence is recorded."), "success")
    return redirect(url_for("hospitals.case", case_id=one.found.id), 303)
