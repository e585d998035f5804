"""People: finding, registering, one's page, corrections, other names and movements."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.taken import told_of, unless_taken
from healthapp import audit
from healthapp.access import Identity, Permission, readable_facilities
from healthapp.access.guard import may, requires
from healthapp.i18n import gettext as _
from healthapp.intake.dictionary import all_kinds
from healthapp.intake.dictionary.measures import MEASURES
from healthapp.people import (
    identifiers,
    lookalikes,
    movements,
    names,
    page,
    page_presenter,
    presenter,
    queries,
    search,
    services,
    timeline,
    words,
)
from healthapp.people.errors import Refused
from healthapp.people.events import PERSON_OPENED, PERSON_SEARCHED
from healthapp.people.models import Person
from healthapp.people.schemas import (
    AdmitSchema,
    IdentitySchema,
    LookSchema,
    MoveSchema,
    NameSchema,
    ReceiveSchema,
    look_of,
)
from healthapp.telling import presenter as telling
from healthapp.telling import queries as told
from healthapp.web import positions, sent, turns
from healthapp.web.forms import FormState, load, made
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("people", __name__)

Answer = Response | str | tuple[str, int]
SHOWS = {timeline.ALL, timeline.CARE, timeline.CUSTODY}


def _person(session: Session, identity: Identity, person_id: uuid.UUID, **_values: uuid.UUID) -> Person | None:
    """The entry of a link, or the one it was joined into, as far as this identity may see that one."""
    found = queries.find(session, identity, person_id)
    if found is None or found.merged_into_id is None:
        return found
    return queries.find(session, identity, queries.kept_entry(session, found).id)


def _arriving(session: Session, identity: Identity, person_id: uuid.UUID) -> queries.Arriving | queries.Received | None:
    return queries.arriving(session, identity, person_id) or queries.received(session, identity, person_id)


@bp.route("/people", methods=["GET", "POST"])
@requires(Permission.PERSON_FIND)
@sent.looks_only
def index() -> Answer:
    """The search box with its answer, and who came last. Names go in the body of a POST, never in an address."""
    session, identity, now = reading(), current_identity(), this_moment()
    asked = request.form.get("q", "").strip() if request.method == "POST" else ""
    if asked:
        turns.take(request.environ)
        found = search.find(session, identity, asked)
        rows = page_presenter.person_rows(found.people, now)
        with unit_of_work() as uow:
            audit.record(uow, PERSON_SEARCHED, found=len(rows))
        return render_template("people/found.html", asked=asked[: search.LONGEST_QUERY], rows=rows, more=found.more)
    arrivals = queries.recent_arrivals(session, identity)
    coming = queries.on_the_way(session, identity) if may(Permission.MOVEMENT_RECORD) else []
    places = {stay.facility_id for _someone, stay in arrivals}
    return render_template(
        "people/index.html",
        rows=page_presenter.arrival_rows(arrivals, queries.names_of_facilities(session, places), now),
        coming=[(person, names.display_name(person), origin.name) for person, _stay, origin in coming],
    )


@bp.get("/people/admit")
@requires(Permission.PERSON_ADMIT)
def admit() -> Answer:
    """The form at the door; with ``known`` the return of somebody on file."""
    values: dict[str, Any] = {}
    known = _known(request.args.get("known", ""))
    if known is not None:
        _note_opening(known)
        values = page_presenter.identity_values(known, queries.identifiers_of(reading(), known.id))
        values["known"] = str(known.id)
    places = queries.facilities_for(reading(), current_identity(), Permission.PERSON_ADMIT)
    if len(places) == 1:
        values["facility_id"] = str(places[0].id)
    return _admit_page(FormState(values))


@bp.post("/people/admit")
@requires(Permission.PERSON_ADMIT)
def admit_save() -> Answer:
    """Register the arrival, or say what is missing, wrong, or alike."""
    command, form = load(made(AdmitSchema), request.form, many_valued=("languages",))
    if command is None:
        return _admit_page(form), 422
    places = readable_facilities(current_identity(), Permission.PERSON_ADMIT)
    if places is not None and command.facility_id not in places:
        form.add("facility_id", _("Choose one of the answers"))
        return _admit_page(form), 422
    try:
        with unit_of_work() as uow:
            person = services.admit(uow, command)
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _admit_page(form, conflict=refusal.person_id), 422
    _remark_numbers(command.identity.numbers)
    flash(_("The arrival is registered. The clocks run from the physical admission."), "success")
    return redirect(url_for("people.show", person_id=person.id), 303)


@bp.post("/people/lookalikes")
@requires(Permission.PERSON_ADMIT)
@sent.looks_only
def lookalike_list() -> Answer:
    """A fragment: who on file may be the person being typed in. Only what was found is a look at people."""
    rows = _candidates(FormState(request.form))
    if rows:
        with unit_of_work() as uow:
            audit.record(uow, PERSON_SEARCHED, found=len(rows))
    return render_template("people/_lookalikes.html", form=FormState(request.form), candidates=rows)


@bp.get("/people/<uuid:person_id>")
@requires(Permission.PERSON_IDENTITY, _person)
def show(person: Person) -> Answer:
    """The page of a person. That it was opened is noted before anything of it is read."""
    if (request.view_args or {})["person_id"] != person.id:
        return redirect(url_for("people.show", person_id=person.id), 303)
    _note_opening(person)
    now, wanted = this_moment(), request.args.get("show", timeline.ALL)
    wanted = wanted if wanted in SHOWS else timeline.ALL
    before = positions.moment_and_id(request.args.get("before", ""))
    found = page.read(reading(), current_identity(), person, show=wanted, before=before)
    due = {row.kind for row in found.clocks}
    open_to = [kind for kind in all_kinds() if found.stay and may(kind.permission, person)]
    older = None
    if found.events.older is not None:
        position = positions.text(*found.events.older)
        older = url_for("people.show", person_id=person.id, show=wanted, before=position)
    return render_template(
        "people/show.html",
        person=person,
        name=names.display_name(person),
        banner=presenter.make_banner(person, found.stay, found.flags, now, chart=found.chart, watch=found.watch),
        found=found,
        in_custody=person.in_custody,
        clocks=page_presenter.clocks(found, now, decides=may(Permission.DEADLINE_WAIVE, person)),
        entries=page_presenter.entries(found),
        records=page_presenter.record_rows(found),
        custody=page_presenter.custody_facts(found.stay),
        identity=page_presenter.identity_facts(found),
        measures=[str(MEASURES.get(code, code)) for code in found.measures],
        first=[kind for kind in open_to if kind.clocks & due and person.in_custody],
        others=[kind for kind in open_to if not kind.clocks & due and person.in_custody],
        shown=wanted,
        newest=url_for("people.show", person_id=person.id, show=wanted) if before is not None else None,
        older=older,
    )


@bp.get("/people/<uuid:person_id>/identity")
@requires(Permission.PERSON_AMEND, _person)
def identity(person: Person) -> Answer:
    """Who the person is, to be corrected; reading it is a look at the person."""
    _note_opening(person)
    numbers = queries.identifiers_of(reading(), person.id)
    return _identity_page(person, FormState(page_presenter.identity_values(person, numbers)))


@bp.post("/people/<uuid:person_id>/identity")
@requires(Permission.PERSON_AMEND, _person)
def identity_save(person: Person) -> Answer:
    command, form = load(IdentitySchema(), request.form, many_valued=("languages",))
    if command is None:
        return _identity_page(person, form), 422
    try:
        with unit_of_work() as uow:
            services.amend(uow, uow.session.get_one(Person, person.id), command)
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _identity_page(person, form, conflict=refusal.person_id), 422
    _remark_numbers(command.numbers)
    flash(_("The identity data are kept."), "success")
    return redirect(url_for("people.show", person_id=person.id), 303)


@bp.get("/people/<uuid:person_id>/names")
@requires(Permission.PERSON_AMEND, _person)
def aliases(person: Person) -> Answer:
    """The names a person is known by."""
    _note_opening(person)
    return _names_page(person, FormState())


@bp.post("/people/<uuid:person_id>/names")
@requires(Permission.PERSON_AMEND, _person)
def alias_add(person: Person) -> Answer:
    command, form = load(NameSchema(), request.form)
    if command is None:
        return _names_page(person, form), 422
    try:
        with unit_of_work() as uow:
            services.add_name(uow, uow.session.get_one(Person, person.id), command)
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _names_page(person, form), 422
    return redirect(url_for("people.aliases", person_id=person.id), 303)


@bp.post("/people/<uuid:person_id>/names/<uuid:name_id>/withdraw")
@requires(Permission.PERSON_AMEND, _person)
def alias_end(person: Person) -> Answer:
    name_id = (request.view_args or {})["name_id"]
    try:
        with unit_of_work() as uow:
            services.end_name(uow, uow.session.get_one(Person, person.id), name_id)
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("people.aliases", person_id=person.id), 303)


@bp.get("/people/<uuid:person_id>/move")
@requires(Permission.MOVEMENT_RECORD, _person)
def move(person: Person) -> Answer:
    """What may happen next to a person, where they are now."""
    _note_opening(person)
    return _move_page(person, FormState(page_presenter.now_values(this_moment(), "at")))


@bp.post("/people/<uuid:person_id>/move")
@requires(Permission.MOVEMENT_RECORD, _person)
def move_save(person: Person) -> Answer:
    command, form = load(MoveSchema(), request.form)
    if command is None:
        return _move_page(person, form), 422
    if command.kind in movements.RECEIVING:
        form.add("kind", _("Choose one of the answers"))
        return _move_page(person, form), 422
    try:
        with unit_of_work() as uow:
            made = movements.record(uow, uow.session.get_one(Person, person.id), command)
    except Refused as refusal:
        form.add(refusal.field, told_of(refusal))
        return _move_page(person, form), 422
    flash(_("The movement is recorded."), "success")
    if made.without_exam:
        flash(_("The examination that belongs before it was not done; this is noted in the history."), "warning")
    return redirect(url_for("people.show", person_id=person.id), 303)


@bp.get("/people/<uuid:person_id>/receive")
@requires(Permission.MOVEMENT_RECORD, _arriving)
@unless_taken
def receive(arriving: queries.Arriving) -> Answer:
    """Acknowledge that a transfer arrived here; until then the page of the person stays closed."""
    _note_opening(arriving)
    return _receive_page(arriving, FormState(page_presenter.now_values(this_moment(), "at")))


@bp.post("/people/<uuid:person_id>/receive")
@requires(Permission.MOVEMENT_RECORD, _arriving)
@unless_taken
def receive_save(arriving: queries.Arriving) -> Answer:
    command, form = load(ReceiveSchema(), request.form)
    if command is None:
        return _receive_page(arriving, form), 422
    try:
        with unit_of_work() as uow:
            movements.record(uow, uow.session.get_one(Person, arriving.person_id), command)
    except Refused as refusal:
        form.add(refusal.field if refusal.field in {"at_time", "place"} else "_schema", str(refusal))
        return _receive_page(arriving, form), 422
    flash(_("The person is received. The clocks of the first day run from the arrival."), "success")
    return redirect(url_for("people.show", person_id=arriving.person_id), 303)


def _note_opening(about: Person | queries.Arriving) -> None:
    """A look at a person is an event of its own, kept before anything is shown."""
    with unit_of_work() as uow:
        audit.record(uow, PERSON_OPENED, about=about)


def _known(text: str) -> Person | None:
    """Somebody on file who is not in custody, to be admitted again."""
    try:
        found = queries.find(reading(), current_identity(), uuid.UUID(text))
    except ValueError:
        return None
    return found if found is not None and not found.in_custody else None


def _candidates(form: FormState) -> list[page_presenter.CandidateRow]:
    """Look-alikes of what is typed so far, as far as it can be read; whoever was chosen stays among them."""
    asked, state = load(LookSchema(), request.form)
    asked = asked or look_of(state.accepted)
    found = lookalikes.candidates(reading(), current_identity(), asked.names, asked.birth_date, asked.numbers)
    rows = page_presenter.candidate_rows(found)
    known = _known(form.value("known"))
    if known is not None and str(known.id) not in {row.value for row in rows}:
        rows.insert(0, page_presenter.known_row(known))
    return rows


def _admit_page(form: FormState, conflict: uuid.UUID | None = None) -> str:
    session, identity = reading(), current_identity()
    other = queries.find(session, identity, conflict) if conflict is not None else None
    return render_template(
        "people/admit.html",
        form=form,
        words=words,
        facilities=[
            (str(place.id), place.name) for place in queries.facilities_for(session, identity, Permission.PERSON_ADMIT)
        ],
        candidates=_candidates(form),
        conflict=(other, names.display_name(other)) if other is not None else None,
        fin_on_file=form.error("fin") is not None and form.value("known") != "fin" and request.method == "POST",
    )


def _identity_page(person: Person, form: FormState, conflict: uuid.UUID | None = None) -> str:
    session, identity = reading(), current_identity()
    other = queries.find(session, identity, conflict) if conflict is not None else None
    return render_template(
        "people/identity.html",
        form=form,
        person=person,
        banner=presenter.banner(session, identity, person, this_moment()),
        words=words,
        conflict=(other, names.display_name(other)) if other is not None else None,
    )


def _names_page(person: Person, form: FormState) -> str:
    session = reading()
    return render_template(
        "people/names.html",
        form=form,
        person=person,
        banner=presenter.banner(session, current_identity(), person, this_moment()),
        rows=page_presenter.name_rows(queries.names_of(session, person.id)),
        words=words,
    )


def _move_page(person: Person, form: FormState) -> str:
    session = reading()
    stay = queries.open_stay(session, person.id)
    return render_template(
        "people/move.html",
        form=form,
        person=person,
        banner=presenter.banner(session, current_identity(), person, this_moment()),
        kinds=[(kind.code, str(kind.text)) for kind in movements.allowed(stay)],
        facilities=[
            (str(place.id), place.name) for place in queries.open_facilities(session) if place.id != person.facility_id
        ],
        releases=[(code, str(text)) for code, text in movements.RELEASE_KINDS.items()],
        untold=telling.untold(told.untold(session, current_identity(), person_id=person.id), this_moment())
        if may(Permission.CASE_STEP, person)
        else [],
    )


def _receive_page(arriving: queries.Arriving, form: FormState) -> str:
    return render_template(
        "people/receive.html",
        form=form,
        name=names.display_name(arriving.person),
        number=arriving.person.number,
        origin=arriving.origin,
    )


def _remark_numbers(numbers: dict[str, str]) -> None:
    if any(identifiers.is_unusual(kind, value) for kind, value in numbers.items()):
        flash(_("A document number has an unusual form. Look at it again."), "warning")
