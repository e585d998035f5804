"""People: finding, registering, one's page, corrections and movements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
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
from healthapp.intake.dictionary.measures import MEASURES, PLACEMENT
from healthapp.people import (
    identifiers,
    identity_presenter,
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
from healthapp.people.errors import ChangedMeanwhile, Refused
from healthapp.people.events import PERSON_OPENED, PERSON_SEARCHED
from healthapp.people.models import Facility, Person
from healthapp.people.schemas import (
    AdmitSchema,
    IdentitySchema,
    LookSchema,
    MoveSchema,
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


def kept_person(session: Session, identity: Identity, person_id: uuid.UUID, **_values: uuid.UUID) -> Person | None:
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
    coming = queries.on_the_way(session, identity)
    places = {stay.facility_id for _someone, stay in arrivals}
    return render_template(
        "people/index.html",
        rows=page_presenter.arrival_rows(arrivals, queries.names_of_facilities(session, places), now),
        coming=page_presenter.coming_rows(coming),
    )


@bp.get("/people/admit")
@requires(Permission.PERSON_ADMIT)
def admit() -> Answer:
    """The form at the door; with ``known`` the return of somebody on file."""
    values: dict[str, Any] = {}
    known = _known(request.args.get("known", ""))
    if known is not None:
        note_opening(known)
        values = identity_presenter.values(known, queries.identifiers_of(reading(), known.id))
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
        return _admit_page(form, refusal), 422
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
@requires(Permission.PERSON_IDENTITY, kept_person)
def show(person: Person) -> Answer:
    """The page of a person. That it was opened is noted before anything of it is read."""
    if (request.view_args or {})["person_id"] != person.id:
        return redirect(url_for("people.show", person_id=person.id), 303)
    note_opening(person)
    now, identity, wanted = this_moment(), current_identity(), request.args.get("show", timeline.ALL)
    wanted = wanted if wanted in SHOWS else timeline.ALL
    before = positions.moment_and_id(request.args.get("before", ""))
    found = page.read(reading(), identity, person, show=wanted, before=before)
    due = page_presenter.soon(found, now)
    open_to = [kind for kind in all_kinds() if found.stay and may(kind.permission, person)]
    here: dict[str, Any] = {"person_id": person.id, "show": wanted}
    clocks = page_presenter.clocks(found, now, identity.roles, decides=may(Permission.DEADLINE_WAIVE, person))
    older = found.events.older
    return render_template(
        "people/show.html",
        person=person,
        name=names.display_name(person),
        banner=presenter.make_banner(person, found.stay, found.flags, now, chart=found.chart, watch=found.watch),
        found=found,
        in_custody=person.in_custody,
        clocks=clocks if request.args.get("whole") == "clocks" else page_presenter.first_of(clocks),
        all_clocks=url_for("people.show", **here, before=request.args.get("before"), whole="clocks", _anchor="clocks"),
        clock_count=len(clocks),
        entries=page_presenter.entries(found),
        records=page_presenter.record_rows(found),
        custody=page_presenter.custody_facts(found.stay),
        identity=page_presenter.identity_facts(found),
        measures=[str((MEASURES | PLACEMENT).get(code, code)) for code in found.measures],
        first=[kind for kind in open_to if kind.clocks & due and person.in_custody],
        others=[kind for kind in open_to if not kind.clocks & due and person.in_custody],
        shown=wanted,
        newest=url_for("people.show", **here) if before is not None else None,
        older=url_for("people.show", **here, before=positions.text(*older)) if older is not None else None,
    )


@bp.get("/people/<uuid:person_id>/identity")
@requires(Permission.PERSON_AMEND, kept_person)
def identity(person: Person) -> Answer:
    """Who the person is, to be corrected; reading it is a look at the person."""
    note_opening(person)
    return _identity_page(person)


@bp.post("/people/<uuid:person_id>/identity")
@requires(Permission.PERSON_AMEND, kept_person)
def identity_save(person: Person) -> Answer:
    command, form = load(IdentitySchema(), request.form, many_valued=("languages",))
    if command is None:
        return _identity_page(person, form), 422
    try:
        with unit_of_work() as uow:
            current = uow.session.get_one(Person, person.id)
            services.amend(uow, current, command, seen=request.form.get("version", ""))
    except ChangedMeanwhile as changed:
        form.add(changed.field, str(changed))
        return _identity_page(queries.find(reading(), current_identity(), person.id) or person, form, changed), 409
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _identity_page(person, form, refusal), 422
    _remark_numbers(command.numbers)
    flash(_("The identity data are kept."), "success")
    return redirect(url_for("people.show", person_id=person.id), 303)


@bp.get("/people/<uuid:person_id>/move")
@requires(Permission.MOVEMENT_RECORD, kept_person)
def move(person: Person) -> Answer:
    """What may happen next to a person, where they are now."""
    note_opening(person)
    return _move_page(person, FormState(page_presenter.now_values(this_moment(), "at")))


@bp.post("/people/<uuid:person_id>/move")
@requires(Permission.MOVEMENT_RECORD, kept_person)
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
    note_opening(arriving)
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


def note_opening(about: Person | queries.Arriving) -> None:
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


def _admit_page(form: FormState, refusal: Refused | None = None) -> str:
    session, identity = reading(), current_identity()
    return render_template(
        "people/admit.html",
        form=form,
        words=words,
        facilities=_choices(queries.facilities_for(session, identity, Permission.PERSON_ADMIT)),
        candidates=_candidates(form),
        conflict=_other(refusal),
        fin_on_file=refusal is not None and refusal.field == "fin" and form.value("known") != "fin",
    )


def _choices(places: Iterable[Facility]) -> list[tuple[str, str]]:
    return [(str(place.id), place.name) for place in places]


def _other(refusal: Refused | None) -> tuple[Person, str] | None:
    """The entry a refusal speaks of, with the name."""
    named = refusal.person_id if refusal is not None else None
    found = queries.find(reading(), current_identity(), named) if named is not None else None
    return (found, names.display_name(found)) if found is not None else None


def _identity_page(person: Person, form: FormState | None = None, refusal: Refused | None = None) -> str:
    """The form as typed, or with what is on file; both where somebody corrected the entry since it was drawn."""
    session, identity = reading(), current_identity()
    numbers = queries.identifiers_of(session, person.id)
    form = form or FormState(identity_presenter.values(person, numbers))
    version = queries.identity_version(person, numbers)
    if isinstance(refusal, ChangedMeanwhile):
        identity_presenter.beside(form, person, numbers)
    else:
        version = form.value("version", version)
    return render_template(
        "people/identity.html",
        form=form,
        person=person,
        banner=presenter.banner(session, identity, person, this_moment()),
        words=words,
        conflict=_other(refusal),
        version=version,
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
        facilities=_choices(place for place in queries.open_facilities(session) if place.id != person.facility_id),
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
