"""What somebody looks for in the event log, as the address of the page says it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from healthapp.accounts import queries
from healthapp.accounts.eventlog import Filter, Position
from healthapp.dates import read_date
from healthapp.i18n import gettext as _
from healthapp.people import cards
from healthapp.web.forms import FormState

NAMES = ("kind", "user", "facility", "person", "first", "last")
#: An account that is none: what somebody looks for under a wrong user name is found nowhere.
NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Search:
    """``form`` repeats what was typed, with messages; ``number`` is the record number of the person asked for."""

    wanted: Filter
    form: FormState
    number: str
    after: Position | None

    def arguments(self, after: Position) -> dict[str, Any]:
        """The same search from ``after`` on, for the address of the next page."""
        return {name: str(value) for name, value in self.form.values.items() if value} | {"after": after.encode()}


def read(session: Session, args: Mapping[str, str]) -> Search:
    """Read ``kind``, ``user``, ``facility``, ``person``, ``first``, ``last`` and ``after``; nonsense is left out."""
    form = FormState({name: args.get(name, "")[:60] for name in NAMES})
    person_id = _id(form.value("person"))
    card = cards.cards(session, {person_id}).get(person_id) if person_id is not None else None
    wanted = Filter(
        kind=form.value("kind") or None,
        actor_id=_actor(session, form),
        facility_id=_id(form.value("facility")),
        person_id=person_id,
        first=_day(form, "first"),
        last=_day(form, "last"),
    )
    return Search(wanted, form, card.number if card is not None else "", Position.parse(args.get("after", "")))


def _actor(session: Session, form: FormState) -> uuid.UUID | None:
    username = form.value("user").strip()
    if not username:
        return None
    user = queries.by_username(session, username)
    if user is None:
        form.add("user", _("There is no account with this user name"))
        return NOBODY
    return user.id


def _day(form: FormState, name: str) -> dt.date | None:
    text = form.value(name).strip()
    if not text:
        return None
    try:
        return read_date(text)
    except ValueError:
        form.add(name, _("Write the date as day.month.year, for example 11.03.2026"))
        return None


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
