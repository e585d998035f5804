"""Many accounts tried from one place: each further try is looked at later, whoever it is about.

The lock of an account (``attempts``) does not notice one password tried on a thousand accounts. So tries are counted
by where they come from: a browser somebody signed in with before, which bears a random mark, or else the network
address. After twenty wrong ones a place is heard once in 1, 2, 4 ... 60 seconds; in between it is told to wait, before
anybody looks who is meant. Nothing is locked: a right password forgives, time forgives, and the browsers a prison
works with are counted each by itself, so that somebody trying names from the same address keeps none of them out.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math

import sqlalchemy as sa

from healthapp import audit
from healthapp.access import Identity
from healthapp.accounts import events
from healthapp.accounts.models import SignInSource
from healthapp.database import Clock, Database, UnitOfWork

#: More than the eight a server looks at at once, and the slips of a morning.
FREE_TRIES = 20
LONGEST = dt.timedelta(seconds=60)
#: A right password takes that many wrong ones back, not all: whoever has one account shall not buy tries with it.
FORGIVEN = 5
#: One wrong try is forgotten in that time.
FADES = dt.timedelta(minutes=5)
KEPT = dt.timedelta(days=1)
#: Of an IPv6 address a single line usually has so many bits to itself.
SINGLE_LINE = 64


def source(address: str, device: str) -> str:
    """The place a try is counted under."""
    return f"device:{device}" if device else f"address:{_line(address)}"


def _line(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, SINGLE_LINE), strict=False))


def delay(failures: int) -> dt.timedelta:
    """How long a place is not heard after that many wrong tries."""
    if failures < FREE_TRIES:
        return dt.timedelta()
    return min(LONGEST, dt.timedelta(seconds=2 ** min(failures - FREE_TRIES, 10)))


def take(database: Database, clock: Clock, place: str, address: str) -> int:
    """Count a try as a wrong one before it is looked at; returns 0, or the seconds until the next one is heard.

    Counted first, so that a hundred tries at once, over all workers, are a hundred.
    """
    with database.unit(Identity(None, "anonymous", address=address), clock) as uow:
        row = _held(uow, place)
        if row.next_at is not None and row.next_at > uow.now():
            return math.ceil((row.next_at - uow.now()).total_seconds())
        row.failures = _left(row, uow.now()) + 1
        row.last_at, row.next_at = uow.now(), uow.now() + delay(row.failures)
        if row.failures == FREE_TRIES:
            audit.record(uow, events.LOGIN_SLOWED, attempts=row.failures)
    return 0


def forgive(uow: UnitOfWork, place: str) -> None:
    """The try was a right one."""
    row = _held(uow, place)
    row.failures = max(0, row.failures - 1 - FORGIVEN)
    row.next_at = uow.now() + delay(row.failures)


def _held(uow: UnitOfWork, place: str) -> SignInSource:
    """The count of ``place``, held until the end of this unit; old ones go when a new one comes."""
    uow.lock(f"sign-in:{place}")
    row = uow.session.get(SignInSource, place)
    if row is None:
        uow.session.execute(sa.delete(SignInSource).where(SignInSource.last_at < uow.now() - KEPT))
        row = SignInSource(place=place, failures=0, last_at=uow.now())
        uow.session.add(row)
    return row


def _left(row: SignInSource, now: dt.datetime) -> int:
    """What is left of the count after the time that passed."""
    return max(0, row.failures - int((now - row.last_at) / FADES))
