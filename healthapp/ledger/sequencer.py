"""A small thread in each worker that gives waiting entries their places, a second or so after they were written.

It only looks (a read) while nothing waits; the lock in ``sequence`` lets one worker at a time do the work. With the
ledger's keys in hand it also signs a checkpoint now and then, so that every print soon has a proof to carry.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

import sqlalchemy as sa

from healthapp.access.identity import Identity
from healthapp.database import Database, DatabaseUnavailable
from healthapp.ledger import queries
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.note import NoteError
from healthapp.ledger.services import BATCH, LedgerRefusal, sequence, sign_checkpoint

logger = logging.getLogger(__name__)
#: How old the last checkpoint may become while the ledger grows.
SIGN_EVERY = dt.timedelta(minutes=30)


def sequence_all(database: Database, actor: Identity) -> int:
    """Place everything that waits, each batch in a unit of its own; returns how many were placed."""
    placed = 0
    while True:
        with database.reading() as session:
            if not queries.waiting(session):
                return placed
        with database.unit(actor) as uow:
            placed += sequence(uow, BATCH)


def sign_when_due(database: Database, actor: Identity, keyring: Keyring) -> bool:
    """Sign a checkpoint when the ledger has grown and the last one is old enough. Raises LedgerRefusal."""
    with database.reading() as session:
        last = queries.last_checkpoint(session)
        if queries.size(session) == (last.size if last else 0):
            return False
    with database.unit(actor) as uow:
        last = queries.last_checkpoint(uow.session)
        if last is not None and uow.now() - last.at < SIGN_EVERY:
            return False
        sign_checkpoint(uow, keyring)
        return True


class Sequencer:
    """Start after the worker has forked: threads do not survive a fork. It looks after the ``first`` seconds, then
    every ``seconds``.
    """

    def __init__(
        self, database: Database, seconds: float = 1.0, keyring: Keyring | None = None, *, first: float | None = None
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._sign_at = 0.0
        self._actor = Identity.system("sequencer")
        self._seconds = seconds
        self._first = seconds if first is None else first
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ledger-sequencer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Let the batch in hand end, then return. What still waits is placed by the next start."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        pause = self._first
        while not self._stop.wait(pause):
            pause = self._seconds
            try:
                sequence_all(self._database, self._actor)
                self._sign()
            except (sa.exc.SQLAlchemyError, DatabaseUnavailable, OSError) as error:
                # A locked, absent or full database or disk: the entries keep waiting, and nothing is lost by trying
                # again.
                logger.warning("ledger.sequencer_waits", extra={"cause": type(error).__name__})

    def _sign(self) -> None:
        if self._keyring is None or time.monotonic() < self._sign_at:
            return
        self._sign_at = time.monotonic() + SIGN_EVERY.total_seconds() / 10
        try:
            sign_when_due(self._database, self._actor, self._keyring)
        except (LedgerRefusal, queries.LedgerDamaged, NoteError) as error:
            # Verification names what is wrong; until somebody looks, nothing more is attested.
            logger.error("ledger.not_signed", extra={"cause": str(error)})
