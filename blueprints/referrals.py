"""Cases: opening one, its page, its next step, the notice to the person, and the desk with everything that waits."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.taken import Taken, out_of_date, taken, unless_taken
from healthapp import audit
from healthapp.access import Identity, Permission
from healthapp.access.guard import may, requires
from healthapp.cases import clocks, desk, document, grounds, presenter, queries, road, schemas, services
from healthapp.cases import review as review_page
from healthapp.cases.bundle import presenter as papers
from healthapp.cases.bundle import queries as bundle
from healthapp.cases.desk import Wanted
from healthapp.cases.diseases import queries as diseases
from healthapp.cases.events import CASE_READ, NOTICE_PRINTED, QUEUE_EXPORTED
from healthapp.cases.queries import Found
from healthapp.dates import values_now
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.mental import needs
from healthapp.mental import queries as mental
from healthapp.mental.words import NEEDS
from healthapp.people import copies
from healthapp.people import presenter as people
from healthapp.people import queries as facilities
from healthapp.people.models import Person
from healthapp.telling import presenter as telling
from healthapp.telling import queries as told
from healthapp.web import spreadsheets
from healthapp.web.forms import FormState, load
from healthapp.web.kit import PersonBanner
from healthapp.web.request import (
    configuration,
    current_identity,
    posted_number,
    reading,
    this_day,
    this_moment,
    unit_of_work,
)
from referrals import checklists, machine, pathways
from referrals.model import Exit, Mark, Step
from referrals.roles import HEARD_OF

bp = Blueprint("referrals", __name__)
Answer = Response | str | tuple[str, int]
MANY = ("attached", "facts", "missing")


class Beginning:
    """A first step of a pathway for one person, as the guard asks for it."""

    def __init__(self, person: Person, pathway: str, event: str) -> None:
        self.person, self.pathway = person, pathway
        self.case = machine.begin(pathways.current(pathway))
        self.way = next(way for way in machine.ways(self.case) if way.event == event)
        self.person_id, self.facility_id = person.id, person.facility_id


class Next:
    """A step of a case that is possible now."""

    def __init__(self, found: Found, way: Step | Exit | Mark) -> None:
        self.found, self.way = found, way
        self.person_id, self.facility_id = found.person_id, found.facility_id


def _beginning(
    session: Session, identity: Identity, person_id: uuid.UUID, pathway: str, event: str
) -> Beginning | None:
    person = queries.person(session, identity, person_id)
    known = any(code == pathway for code, _version in pathways.PATHWAYS)
    if person is None or not known:
        return None
    events = {way.event for way in machine.ways(machine.begin(pathways.current(pathway)))}
    return Beginning(person, pathway, event) if event in events else None


def _next(session: Session, identity: Identity, case_id: uuid.UUID, event: str) -> Next | Taken | None:
    found = queries.find(session, identity, case_id)
    if found is None or presenter.in_session(found.row.pathway, event):
        return None
    way = next((way for way in machine.ways(found.case) if way.event == event), None)
    return Next(found, way) if way is not None else taken(found, event)


def _banner(person: Person) -> PersonBanner:
    return people.banner(reading(), current_identity(), person, this_moment())


@bp.get("/people/<uuid:person_id>/cases/new")
@requires(Permission.CASE_OPEN, queries.person)
def new(person: Person) -> str:
    """The pathways with the first steps one may take, and the cases there are already."""
    identity = current_identity()
    known = queries.of_person(reading(), identity, person.id)
    return render_template(
        "cases/new.html",
        person=person,
        banner=_banner(person),
        starts=presenter.starts(identity, person, record=request.args.get("record"), need=request.args.get("need")),
        known=[(row, presenter.title(row), presenter.said("state", row.state)) for row in known],
    )


@bp.get("/people/<uuid:person_id>/cases/new/<pathway>/<event>")
@requires(Permission.CASE_OPEN, _beginning)
def open_form(asked: Beginning) -> str:
    return _open_page(asked, FormState({**values_now(this_moment()), **_ground(asked.person)}))


def _ground(person: Person) -> dict[str, str]:
    """What the record gives that the case is opened from; the form may say otherwise."""
    found = grounds.of_record(reading(), current_identity(), person, request.args.get("record", ""))
    if found is None:
        return {}
    return {"ground": found.code, "icd10": found.icd10, "paper_diagnosis": f"{found.icd10} {found.text}".strip()}


@bp.post("/people/<uuid:person_id>/cases/new/<pathway>/<event>")
@requires(Permission.CASE_OPEN, _beginning)
def open_save(asked: Beginning) -> Answer:
    schema = schemas.OpenSchema(
        asked.way,
        this_moment(),
        asked.pathway,
        actor_needed=_outside_only(asked.person, asked.way),
        kept=checklists.kept(asked.pathway),
    )
    command, form = load(schema, request.form, many_valued=MANY)
    if command is None:
        return _open_page(asked, form), 422
    try:
        with unit_of_work() as uow:
            row = services.open_case(uow, asked.person, command)
            needs.answered_by(uow, request.args.get("need", ""), row.id, asked.person.id)
    except services.AlreadyOpen:
        form.add("another", _("This person has an open case on this pathway. Open it, or say that this is another."))
        return _open_page(asked, form, alike=True), 422
    except services.StepRefused as refused:
        _tell(form, refused, asked.pathway)
        return _open_page(asked, form), 422
    flash(_("The case is open."), "success")
    return redirect(url_for("referrals.show", case_id=row.id), 303)


def _open_page(asked: Beginning, form: FormState, *, alike: bool = False) -> str:
    identity = current_identity()
    known = queries.open_alike(reading(), asked.person.id, asked.pathway)
    return render_template(
        "cases/open.html",
        form=form,
        person=asked.person,
        banner=_banner(asked.person),
        pathway=presenter.said("pathway", asked.pathway),
        asked=presenter.asked(
            identity, asked.person, asked.case, asked.way, clinical=not queries.custody_only(identity)
        ),
        grounds=list(presenter.GROUNDS.items()),
        known=known,
        alike=alike or known is not None,
    )


@bp.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ, queries.find)
def show(found: Found) -> str:
    """Where the case stands, what may be done, what is missing, what happened."""
    _note_reading(found)
    now = this_moment()
    return render_template(
        "cases/show.html",
        found=found,
        banner=_banner(found.person),
        title=presenter.title(found.row),
        basis=presenter.basis(found),
        facts=presenter.facts(found, now),
        road=road.parts(found, now),
        told=_told(found, now),
        ways=presenter.ways(current_identity(), found) if may(Permission.CASE_STEP, found) else [],
        clocks=presenter.case_clocks(found, clocks.limits(reading(), found.case), now),
        entries=presenter.timeline(found),
        roads=[presenter.said("pathway", code) for code in machine.open_roads(found.case)],
        notice=document.refused(found) and found.clinical,
        **_file(found),
        languages=list(LANGUAGES.items()),
        form=FormState(),
        needs=mental.answered_by_case(reading(), current_identity(), found.id),
        need_words=NEEDS,
    )


def _note_reading(found: Found) -> None:
    """That a case was opened is an event, kept before anything of it is read."""
    row = found.row
    with unit_of_work() as uow:
        audit.record(
            uow, CASE_READ, about=found, subject=("referral_case", row.id), pathway=row.pathway, state=row.state
        )


def _told(found: Found, now: dt.datetime) -> list[telling.Line]:
    """Every decision, the latest first, with when, how and by whom the person was told of it."""
    return [line for line in reversed(telling.lines(found, told.decided(reading(), found), now)) if line.state]


def _file(found: Found) -> dict[str, object]:
    """What stands beside a case: its file, the list's entries for the diagnosis, remarks, who has it in hand."""
    session = reading()
    today = this_day()
    return {
        "papers": papers.file_of(bundle.of_case(session, found)),
        "diseases": diseases.matching(session, found.row.icd10, today) if found.clinical else [],
        "notes": papers.note_lines(bundle.notes(session, found.id)) if found.clinical else [],
        "mine": found.row.assigned_to == current_identity().user_id,
    }


@bp.get("/cases/<uuid:case_id>/review")
@requires(Permission.CASE_ASSIGN, queries.find)
def review(found: Found) -> str:
    """The file beside the chart: each record of the person opens from here, and each opening is an event."""
    _note_reading(found)
    session, now = reading(), this_moment()
    return render_template(
        "cases/review.html",
        found=found,
        banner=_banner(found.person),
        title=presenter.title(found.row),
        facts=presenter.facts(found, now),
        items=papers.item_lines(bundle.of_case(session, found), adds=False),
        summary=papers.summary(bundle.of_case(session, found)),
        entries=review_page.chart_entries(session, current_identity(), found),
        ways=presenter.ways(current_identity(), found),
    )


@bp.get("/cases/<uuid:case_id>/steps/<event>")
@requires(Permission.CASE_STEP, _next)
@unless_taken
def step(asked: Next) -> Answer:
    address = presenter.form_of(asked.found.row, asked.way.event)
    if address != request.path:
        return redirect(address)
    return _step_page(asked, FormState(values_now(this_moment())))


@bp.post("/cases/<uuid:case_id>/steps/<event>")
@requires(Permission.CASE_STEP, _next)
@unless_taken
def step_save(asked: Next) -> Answer:
    found = asked.found
    own = presenter.form_of(found.row, asked.way.event)
    if own != request.path:  # what that form asks for besides must not be left out by going round it
        return redirect(own, 303)
    kept = checklists.kept(found.row.pathway)
    schema = schemas.TakeSchema(
        asked.way, this_moment(), actor_needed=_outside_only(found.person, asked.way), kept=kept
    )
    command, form = load(schema, request.form, many_valued=MANY)
    if command is None:
        return _step_page(asked, form), 422
    try:
        with unit_of_work() as uow:
            services.advance(uow, found.id, command, seen=posted_number())
    except services.OutOfDate:
        form.add("step", out_of_date(found))
        return _step_page(asked, form), 409
    except services.StepRefused as refused:
        _tell(form, refused, found.row.pathway)
        return _step_page(asked, form), 422
    flash(_("The step is in the case."), "success")
    return redirect(url_for("referrals.show", case_id=found.id), 303)


def _step_page(asked: Next, form: FormState) -> str:
    found, identity = asked.found, current_identity()
    return render_template(
        "cases/step.html",
        form=form,
        found=found,
        banner=_banner(found.person),
        title=presenter.title(found.row),
        asked=presenter.asked(
            identity,
            found.person,
            found.case,
            asked.way,
            clinical=found.clinical,
            on_file=frozenset().union(*bundle.on_file(reading(), found.id)),
        ),
    )


@bp.post("/cases/<uuid:case_id>/notice")
@requires(Permission.CASE_READ, queries.find)
def notice(found: Found) -> Response:
    """The paper that tells the person of a "no" and of the road to court."""
    language = request.form.get("language", "")
    if language not in LANGUAGES or not document.refused(found) or not found.clinical:
        abort(409, _("Nothing was refused in this case, or no language was chosen."))
    session = reading()
    wanted = document.Notice(
        language,
        copies.ombudsman_phone(session, this_moment()),
        copies.institution_of(session, found.person),
        configuration().is_demo,
    )
    with unit_of_work() as uow:
        event = audit.record(
            uow,
            NOTICE_PRINTED,
            about=found,
            subject=("referral_case", found.id),
            pathway=found.row.pathway,
            state=found.row.state,
            language=language,
        )
    name, data = document.render_notice(reading(), found, event, wanted)
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.get("/cases")
@requires(Permission.CASE_READ)
def desk_list() -> str:
    """Open cases in scope, the oldest first or as sorted, and who holds how many for how long."""
    wanted, now = Wanted.of(request.args), this_moment()
    session, identity = reading(), current_identity()
    lines, further = desk.page(queries.queue(session, identity, **_asked(wanted), after=wanted.after))
    return render_template(
        "cases/desk.html",
        rows=[presenter.row(line, now) for line in lines],
        totals=queries.totals(session, identity, now),
        holders=[presenter.held_by(*entry, now) for entry in queries.holders(session, identity)],
        wanted=wanted,
        pathways=[(code, presenter.said("pathway", code)) for code in desk.PATHWAY_CODES],
        holder_choices=[(code, presenter.holder_text(code)) for code in desk.HOLDERS],
        facilities=[
            (str(row.id), row.name) for row in facilities.facilities_for(session, identity, Permission.CASE_READ)
        ],
        sorts=list(presenter.SORTS.items()),
        newest=_desk_address(wanted) if wanted.after is not None else None,
        older=_desk_address(wanted, further) if further else None,
    )


def _desk_address(wanted: Wanted, after: str | None = None) -> str:
    values: dict[str, Any] = {**wanted.query, "after": after}
    return url_for("referrals.desk_list", **values)


def _asked(wanted: Wanted) -> dict[str, Any]:
    return {
        "pathway": wanted.pathway,
        "holder": wanted.holder,
        "facility": wanted.facility,
        "mine": wanted.mine,
        "sort": wanted.sort,
    }


@bp.post("/cases/export")
@requires(Permission.CASE_DESK)
def export() -> Response:
    """The filtered queue as a file; taking it out is an event."""
    wanted, now = Wanted.of(request.form), this_moment()
    spreadsheet = request.form.get("format") == "xlsx"
    lines = queries.queue(reading(), current_identity(), **_asked(wanted), limit=desk.MOST)
    with unit_of_work() as uow:
        audit.record(uow, QUEUE_EXPORTED, rows=len(lines), format="xlsx" if spreadsheet else "csv")
    rows = desk.table(presenter.row(line, now) for line in lines)
    data = spreadsheets.as_xlsx(rows) if spreadsheet else spreadsheets.as_csv(rows)
    answer = Response(data, mimetype=spreadsheets.XLSX if spreadsheet else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="cases.{"xlsx" if spreadsheet else "csv"}"'
    return answer


def _outside_only(person: Person, way: Step | Exit | Mark) -> bool:
    """Whether the step can only be somebody else's, so that the form must say whose."""
    identity = current_identity()
    held = {a.role.value for a in identity.assignments if a.facility_id in (None, person.facility_id)}
    return not held & set(way.who) and bool(set(way.who) & HEARD_OF)


def _tell(form: FormState, refused: services.StepRefused, pathway: str) -> None:
    for name, words in presenter.refusal_fields(refused, checklists.kept(pathway)):
        form.add(name, words)
