"""The names a person is known by beside the one in use: seen, added, withdrawn."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.people import kept_person, note_opening
from healthapp.access import Permission
from healthapp.access.guard import requires
from healthapp.people import page_presenter, presenter, queries, services, words
from healthapp.people.errors import Refused
from healthapp.people.models import Person
from healthapp.people.schemas import NameSchema
from healthapp.web.forms import FormState, load
from healthapp.web.request import current_identity, reading, this_moment, unit_of_work

bp = Blueprint("person_names", __name__, url_prefix="/people/<uuid:person_id>/names")

Answer = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.PERSON_AMEND, kept_person)
def index(person: Person) -> Answer:
    """The names a person is known by."""
    note_opening(person)
    return _page(person, FormState())


@bp.post("")
@requires(Permission.PERSON_AMEND, kept_person)
def add(person: Person) -> Answer:
    command, form = load(NameSchema(), request.form)
    if command is None:
        return _page(person, form), 422
    try:
        with unit_of_work() as uow:
            services.add_name(uow, uow.session.get_one(Person, person.id), command)
    except Refused as refusal:
        form.add(refusal.field, str(refusal))
        return _page(person, form), 422
    return redirect(url_for("person_names.index", person_id=person.id), 303)


@bp.post("/<uuid:name_id>/withdraw")
@requires(Permission.PERSON_AMEND, kept_person)
def withdraw(person: Person) -> Answer:
    name_id = (request.view_args or {})["name_id"]
    try:
        with unit_of_work() as uow:
            services.end_name(uow, uow.session.get_one(Person, person.id), name_id)
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for("person_names.index", person_id=person.id), 303)


def _page(person: Person, form: FormState) -> str:
    session = reading()
    return render_template(
        "people/names.html",
        form=form,
        person=person,
        banner=presenter.banner(session, current_identity(), person, this_moment()),
        rows=page_presenter.name_rows(queries.names_of(session, person.id)),
        words=words,
    )
