"""What a request has: who acts, a snapshot to read from, a unit of work to write in."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar, cast

from flask import abort, current_app, g, request
from sqlalchemy.orm import Session

from healthapp.access import ANONYMOUS, Identity
from healthapp.database import Clock, Database, UnitOfWork
from healthapp.i18n import local

if TYPE_CHECKING:
    from config import Config

T = TypeVar("T")
#: Digits of a number in a form; every one of them fits a column.
LONGEST_NUMBER = 9


def database() -> Database:
    """The database of this deployment; what waits to be stored is stored before anything else is asked of it."""
    keep_waiting()
    return cast("Database", current_app.extensions["database"])


def configuration() -> Config:
    return cast("Config", current_app.extensions["configuration"])


def clock_in_force() -> Clock:
    """The clock of this deployment, for what reads it itself."""
    return cast("Clock", current_app.extensions["clock"])


def this_moment() -> dt.datetime:
    """Now, by the clock of this deployment: the only time a view knows."""
    return clock_in_force()()


def this_day() -> dt.date:
    """Today in Baku."""
    return local(this_moment()).date()


def current_identity() -> Identity:
    """Who is signed in; ANONYMOUS before sign-in."""
    return cast("Identity", g.get("identity", ANONYMOUS))


def set_identity(identity: Identity) -> None:
    g.identity = identity


def reading() -> Session:
    """The request's reading session: one snapshot, given back when the request ends."""
    keep_waiting()
    if "reading" not in g:
        g.reading = database().reading()
    return cast("Session", g.reading)


def unit_of_work() -> UnitOfWork:
    """A unit of work of the signed-in person.

    It ends the reading snapshot first: on the embedded database a reader in the same request must not
    hold up the log, and what is read afterwards must see what was just written.
    """
    end_reading()
    unit = database().unit(current_identity(), clock_in_force())
    unit.held = g.get("holding", False)
    g.setdefault("units", []).append(unit)
    return unit


def hold() -> None:
    """From here on the last unit of this request waits for what its answer is: see ``sent``."""
    g.holding = True


def waiting() -> UnitOfWork | None:
    """The unit of this request that is whole and not stored yet."""
    units = g.get("units", ())
    return units[-1] if units and units[-1].waits else None


def keep_waiting() -> None:
    """Store the unit that waits, if one does."""
    unit = waiting()
    if unit is not None:
        unit.keep()


def something_kept() -> bool:
    """Whether an act of this request is stored already, whatever comes of the rest."""
    return any(unit.kept and unit.audited for unit in g.get("units", ()))


def end_reading(_error: BaseException | None = None) -> None:
    session = g.pop("reading", None)
    if session is not None:
        session.close()


def still(found: T | None) -> T:
    """What the guard found, found again inside the unit of work; whatever left one's scope in between is not there."""
    return found if found is not None else abort(404)


def posted_number(field: str = "version", otherwise: int = -1) -> int:
    """The whole number a page wrote into its own form; ``otherwise`` for what is none, or too long to be one of ours.

    -1 is no version of anything: such a form meets whatever stands, and its page says so.
    """
    text = request.form.get(field, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else otherwise


def uploaded(field: str, most: int) -> bytes:
    """The file given in ``field``: at most one byte more than ``most`` that are accepted, none when none was chosen."""
    given = request.files.get(field)
    if given is None:
        return b""
    with closing(given.stream):
        return given.stream.read(most + 1)
