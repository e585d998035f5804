"""The list of the 916 call centre: read, checked row by row, and taken in. Checking writes nothing.

A row that is in the book already (same moment, institution, name and words) is not taken in twice, so that the same
list, or one that grew, can be brought again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.access import Identity
from healthapp.appeals import queries, services
from healthapp.appeals.events import APPEALS_IMPORTED
from healthapp.appeals.models import Appeal
from healthapp.appeals.schemas import WORDS, Receive, ReceiveSchema
from healthapp.database import UnitOfWork
from healthapp.i18n import caseless
from healthapp.i18n import gettext as _
from healthapp.importing import reading
from healthapp.people.models import Facility
from healthapp.web.forms import clean

COLUMNS = ("received_at", "institution", "about_name", "from_name", "kind", "words", "language")
MOST_ROWS = 500
SOURCE = "call_916"


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` as a spreadsheet counts. ``command`` is None where ``errors`` (column, message) say why;
    ``known``: it is in the book already."""

    number: int
    cells: dict[str, str]
    facility: Facility | None = None
    command: Receive | None = None
    errors: tuple[tuple[str, str], ...] = ()
    known: bool = False

    @property
    def new(self) -> bool:
        return self.command is not None and not self.known


@dataclass(slots=True)
class _Places:
    """Institutions by code and by name, as a list may call them."""

    rows: Sequence[Facility]
    by_name: dict[str, Facility] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {caseless(key): row for row in self.rows for key in (row.name, row.code)}


def check(session: Session, identity: Identity, data: bytes, now: dt.datetime) -> list[Row]:
    """Every row of the list with what is wrong with it. Raises ``reading.BadFile`` for what is no such list."""
    table = reading.read(data, COLUMNS, longest=WORDS, most=MOST_ROWS)
    places = _Places(queries.facilities(session, identity))
    known = _known(session)
    rows, seen = [], set(known)
    for raw in table.rows:
        row = _row(raw, places, now, seen)
        if row.command is not None:
            seen.add(_key(row.command))
        rows.append(row)
    return rows


def take_in(uow: UnitOfWork, rows: Sequence[Row]) -> int:
    """Write the new rows down, each as an appeal of its own; returns how many."""
    new = [row for row in rows if row.new]
    for row in new:
        assert row.command is not None
        assert row.command.facility_id is not None
        services.receive(uow, row.command, facility_id=row.command.facility_id)
    audit.record(uow, APPEALS_IMPORTED, rows=len(new), left_out=len(rows) - len(new))
    return len(new)


def _row(raw: reading.RawRow, places: _Places, now: dt.datetime, seen: set[tuple[object, ...]]) -> Row:
    wrong = []
    if not raw.whole:
        wrong.append(("", _("This row has more or fewer cells than the heading")))
    facility = places.by_name.get(caseless(raw.cells["institution"]))
    if facility is None:
        wrong.append(("institution", _("No institution of this name or code")))
    command, errors = _command(raw.cells, facility, now)
    wrong += errors
    if wrong or command is None:
        return Row(raw.number, raw.cells, facility, errors=tuple(wrong))
    return Row(raw.number, raw.cells, facility, command, known=_key(command) in seen)


def _command(
    cells: dict[str, str], facility: Facility | None, now: dt.datetime
) -> tuple[Receive | None, list[tuple[str, str]]]:
    """The row as the form would send it, through the form's own schema."""
    day, _space, time = cells["received_at"].partition(" ")
    try:
        values = {name: clean(cells[name]) for name in ("about_name", "from_name", "words")}
    except ValueError as error:
        return None, [("words", str(error))]
    if not values["words"]:
        return None, [("words", _("Write what is asked or complained of"))]
    given = {
        **values,
        "facility_id": str(facility.id) if facility is not None else None,
        "source": SOURCE,
        "kind": cells["kind"].casefold(),
        "language": cells["language"].casefold() or "az",
        "at_date": day,
        "at_time": time.strip(),
    }
    schema = ReceiveSchema(now)
    errors = schema.validate({name: value for name, value in given.items() if value is not None})
    if errors:
        columns = {"at_date": "received_at", "at_time": "received_at"}
        return None, [(columns.get(name, name), str(messages[0])) for name, messages in errors.items()]
    command: Receive = schema.load({name: value for name, value in given.items() if value is not None})
    return command, []


def _known(session: Session) -> set[tuple[object, ...]]:
    rows = session.execute(
        sa.select(Appeal.received_at, Appeal.facility_id, Appeal.about_name, Appeal.words).where(
            Appeal.source == SOURCE, Appeal.oversight.is_(True)
        )
    )
    return {tuple(row) for row in rows}


def _key(command: Receive) -> tuple[object, ...]:
    return command.at, command.facility_id, command.about_name, command.words
