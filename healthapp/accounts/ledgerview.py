"""What the ledger page says: size, checkpoints, the last verification, and one made now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from config import Config
from healthapp import audit, seals
from healthapp.access import Identity
from healthapp.accounts import eventlog, events
from healthapp.database import Clock, Database
from healthapp.i18n import format_moment
from healthapp.ledger import presenter, queries
from healthapp.ledger.findings import Report
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.sequencer import sequence_all
from healthapp.ledger.verify import snapshot, verify

#: A page answers within seconds; a larger ledger is verified from the command line.
MOST_ENTRIES = 200_000
CHECKPOINTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Verification:
    """When somebody last verified the ledger here, who, and with what result."""

    at: str
    who: str
    intact: bool
    size: int
    findings: int


@dataclass(frozen=True, slots=True)
class LedgerState:
    """``checkpoints``: (entries, moment, root in hexadecimal), the largest first."""

    size: int
    waiting: bool
    origin: str
    key: str
    checkpoints: Sequence[tuple[int, str, str]]
    count: int
    last: Verification | None
    can_verify: bool


def state(session: Session, config: Config) -> LedgerState:
    """The ledger as it stands. Raises KeyFileError when its key is gone."""
    signed = queries.checkpoints(session)
    keyring = Keyring.open(config.keys_dir, may_make=not signed)
    size = queries.size(session)
    shown = [(row.size, format_moment(row.at), row.root.hex()) for row in reversed(signed[-CHECKPOINTS_SHOWN:])]
    return LedgerState(
        size=size,
        waiting=queries.waiting(session),
        origin=keyring.origin,
        key=keyring.vkey,
        checkpoints=shown,
        count=len(signed),
        last=_last(session),
        can_verify=size <= MOST_ENTRIES,
    )


def _last(session: Session) -> Verification | None:
    row = eventlog.last_verification(session, events.LEDGER_VERIFIED.kind)
    if row is None:
        return None
    said = row.details
    return Verification(format_moment(row.at), row.actor_name, said["intact"], said["size"], said["findings"])


def verify_now(database: Database, identity: Identity, clock: Clock, config: Config) -> list[str]:
    """Recompute the whole ledger and keep the result as an event; returns the verdict and each finding in words."""
    seals.load()
    sequence_all(database, identity)
    with database.reading() as session:
        signed = queries.last_checkpoint(session) is not None
    key = Keyring.open(config.keys_dir, may_make=not signed).verifier
    with database.reading() as session:
        report = verify(snapshot(session), key)
    with database.unit(identity, clock) as uow:
        audit.record(
            uow, events.LEDGER_VERIFIED, intact=report.intact, size=report.size, findings=sum(report.counts.values())
        )
    return sentences(report)


def sentences(report: Report) -> list[str]:
    """The verdict, which names the first finding, and then the others."""
    return [presenter.verdict(report), *(presenter.sentence(finding) for finding in report.findings[1:])]


def note(session: Session, size: int) -> str | None:
    """The signed text of the checkpoint over ``size`` entries, to carry away."""
    row = next((row for row in queries.checkpoints(session) if row.size == size), None)
    return row.note if row is not None else None
