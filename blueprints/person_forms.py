"""Forms about one person: what their pages share. Enter it and go on, or show the page again with what is wrong."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access import Identity
from healthapp.database import UnitOfWork
from healthapp.i18n import local
from healthapp.mental import words
from healthapp.mental.entering import Refused
from healthapp.mental.events import ENTRY_OPENED
from healthapp.mental.queries import Found
from healthapp.people import presenter as people
from healthapp.people import queries as people_queries
from healthapp.people.models import Person
from healthapp.web import said
from healthapp.web.forms import FormState
from healthapp.web.request import current_identity, reading, still, this_moment, unit_of_work

Answer = Response | str | tuple[str, int]
#: What is done in a unit of work; what it made is returned.
Act = Callable[[UnitOfWork], Any]
#: Draws the page again; it is asked only when something is wrong.
Draw = Callable[[FormState], str]


def person_of(session: Session, identity: Identity, person_id: uuid.UUID, **_values: object) -> Person | None:
    return people_queries.find(session, identity, person_id)


def about(person: Person, service: Callable[[UnitOfWork, Person, Any], Any], command: Any) -> Act:
    """``service(uow, person, command)`` on the person as they stand in the unit of work."""

    def run(uow: UnitOfWork) -> Any:
        current = still(person_of(uow.session, uow.actor, person.id))
        return service(uow, current, command)

    return run


def again(finder: Callable[..., Found | None], found: Found, act: Callable[[UnitOfWork, Any], Any]) -> Act:
    """``act(uow, row)`` on what was found as it stands in the unit of work."""

    def run(uow: UnitOfWork) -> Any:
        current = still(finder(uow.session, uow.actor, found.id))
        return act(uow, current.row)

    return run


def enter(command: Any, form: FormState, draw: Draw, act: Act, endpoint: str, **values: Any) -> Answer:
    """Run ``act`` and go to ``endpoint``; a value ``None`` is the id of what ``act`` made.

    A form with faults, and one the rules refuse, is drawn again with the words at the field.
    """
    status = 422
    if command is not None:
        try:
            with unit_of_work() as uow:
                made = act(uow)
                known = {name: made.id if value is None else value for name, value in values.items()}
            said.recorded()
            return redirect(url_for(endpoint, **known), 303)
        except Refused as refused:
            form.add(refused.field, str(refused))
            status = refused.status
    return draw(form), status


def note_look(found: Found) -> None:
    """Opening an entry is an event."""
    with unit_of_work() as uow:
        audit.record(uow, ENTRY_OPENED, about=found, subject=("unit_entry", found.id))


def page(template: str, person: Person, form: FormState, **more: Any) -> str:
    moment = this_moment()
    banner = people.banner(reading(), current_identity(), person, moment)
    return render_template(template, person=person, form=form, banner=banner, words=words, now=moment, **more)


def now_typed(name: str) -> dict[str, str]:
    """The present moment in the two fields of ``name``."""
    here = local(this_moment())
    return {f"{name}_date": f"{here:%d.%m.%Y}", f"{name}_time": f"{here:%H:%M}"}


def today_typed() -> str:
    return f"{local(this_moment()):%d.%m.%Y}"
