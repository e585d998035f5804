"""Checkpoints of the ledger for a visit: taking one, and checking one carried away against the ledger of now."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Config
from healthapp import audit, seals
from healthapp.access import Identity
from healthapp.database import Clock, Database, UnitOfWork
from healthapp.inspection import events
from healthapp.inspection.models import Visit
from healthapp.inspection.proof_models import VisitCheckpoint
from healthapp.ledger import offline, queries, services, succession
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.code import Code, read_code
from healthapp.ledger.copies import Line
from healthapp.ledger.keyring import Keyring
from healthapp.ledger.lookup import looked_up
from healthapp.ledger.note import Note, NoteError, parse
from healthapp.ledger.proof import ConsistencyProof
from healthapp.ledger.sequencer import sequence_all
from healthapp.ledger.verify import snapshot, verify
from healthapp.vault import scans

#: A page answers within seconds; a longer ledger is verified whole at the command line, or from an extract.
MOST_ENTRIES = 100_000
#: In bytes; a text longer than this is no code of a print.
LONGEST_CODE = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """``lines`` as ``ledger.offline`` gives them; ``continuation``: from the checkpoint in hand to one of now."""

    lines: list[Line]
    continuation: ConsistencyProof | None = None


def keyring(session: Session, config: Config) -> Keyring:
    """The ledger's keys. Raises KeyFileError when they are gone."""
    return Keyring.open(config.keys_dir, may_make=queries.last_checkpoint(session) is None)


def take(uow: UnitOfWork, keys: Keyring, visit: Visit, moment: str) -> VisitCheckpoint:
    """Sign the ledger as it is now for a member of the visit's team. Raises LedgerRefusal.

    Opening and closing have one checkpoint each: asked for again, the first is given.
    """
    assert uow.actor.user_id is not None
    taken = of_visit(uow.session, visit.id)
    known = next((row for row in taken if row.moment == moment != "between"), None)
    if known is not None:
        return known
    note = services.sign_checkpoint(uow, keys)
    row = VisitCheckpoint(
        visit_id=visit.id,
        number=len(taken) + 1,
        moment=moment,
        size=Checkpoint.from_text(note.text).size,
        note=note.encode(),
        taken_at=uow.now(),
        taken_by=uow.actor.user_id,
        taken_by_name=uow.actor.name,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.CHECKPOINT_TAKEN,
        facility_id=visit.facility_id,
        subject=("npg_visit", visit.id),
        moment=moment,
        size=row.size,
    )
    return row


def of_visit(session: Session, visit_id: uuid.UUID) -> Sequence[VisitCheckpoint]:
    """The checkpoints of a visit in the order they were taken."""
    chosen = sa.select(VisitCheckpoint).where(VisitCheckpoint.visit_id == visit_id)
    return session.scalars(chosen.order_by(VisitCheckpoint.number)).all()


def before(session: Session, visit: Visit) -> VisitCheckpoint | None:
    """The last checkpoint of an earlier visit to the same institution; None of a visit that never began."""
    if visit.opened_at is None:
        return None
    chosen = (
        sa.select(VisitCheckpoint)
        .join(Visit, Visit.id == VisitCheckpoint.visit_id)
        .where(Visit.facility_id == visit.facility_id, Visit.id != visit.id)
        .where(VisitCheckpoint.taken_at < visit.opened_at)
    )
    return session.scalar(chosen.order_by(VisitCheckpoint.size.desc()).limit(1))


def since(session: Session, earlier: VisitCheckpoint, later: VisitCheckpoint) -> ConsistencyProof:
    """The proof that leads from one checkpoint of the ledger to another, as it stands in the tree now."""
    path = queries.consistency_path(session, earlier.size, later.size) if earlier.size else ()
    return ConsistencyProof(earlier.size, tuple(path), parse(later.note))


def check(
    database: Database, identity: Identity, clock: Clock, config: Config, files: Sequence[tuple[str, bytes]]
) -> Checked:
    """Check what somebody brought: first by itself, as at home; then against the ledger of now.

    Pictures are read for their codes; the code of a print is looked up in the ledger. With a checkpoint of this ledger
    in hand everything is recomputed, so that the first thing that does not fit is
    named exactly; a ledger too long for a page is only proven to continue it. The result is an event.
    """
    with database.reading() as session:
        keys = keyring(session, config)
        changes, ours = succession.rows(session), succession.origins(session)
    told, remarks = scans.read_out(files)
    codes, others = _codes(told)
    lines = [keys.vkey, *(row.earlier_key for row in changes)]
    judged = offline.judge(others, lines, ours) if others else []
    checked = Checked([*remarks, *judged, *_looked_up(database, identity, codes)])
    notes = [] if offline.verdict(checked.lines)[0] == "bad" else _notes(others, ours | {keys.origin})
    if notes:
        checked = _against_now(database, identity, clock, keys, checked.lines, notes)
    kind, first = offline.verdict(checked.lines)
    with database.unit(identity, clock) as uow:
        audit.record(uow, events.CHECKPOINT_CHECKED, verdict=kind, first=first[0] if first else "")
    return checked


def _codes(files: Sequence[tuple[str, bytes]]) -> tuple[list[tuple[str, Code]], list[tuple[str, bytes]]]:
    """(codes of prints, everything else); a damaged code stays with the rest, which says that it cannot be read."""
    codes, others = [], []
    for name, data in files:
        code = read_code(data.decode("utf-8", "replace")) if len(data) <= LONGEST_CODE else None
        if code is None:
            others.append((name, data))
        else:
            codes.append((name, code))
    return codes, others


def _looked_up(database: Database, identity: Identity, codes: Sequence[tuple[str, Code]]) -> list[Line]:
    if not codes:
        return []
    seals.load()
    sequence_all(database, identity)
    with database.reading() as session:
        return [line for name, code in codes for line in looked_up(session, name, code)]


def _notes(files: Sequence[tuple[str, bytes]], ours: Collection[str]) -> list[Note]:
    """The bare checkpoints among the files; their signatures hold already."""
    found = []
    for _name, data in files:
        try:
            note = parse(offline.mended(data.decode("utf-8")))
            if Checkpoint.from_text(note.text).origin in ours:
                found.append(note)
        except (NoteError, UnicodeDecodeError):
            continue
    return found


def _against_now(
    database: Database, identity: Identity, clock: Clock, keys: Keyring, lines: list[Line], notes: list[Note]
) -> Checked:
    seals.load()
    sequence_all(database, identity)
    earliest = min((Checkpoint.from_text(note.text) for note in notes), key=lambda known: known.size)
    with database.reading() as session:
        size = queries.size(snapshot(session))
        report = verify(session, keys.verifier, earlier=notes) if size <= MOST_ENTRIES else None
    if report is not None and not report.intact:
        return Checked([*lines, *map(offline.line_of, report.findings)])
    try:
        with database.unit(identity, clock) as uow:
            proof = services.continuation(uow, keys, earliest)
    except (services.LedgerRefusal, queries.LedgerDamaged, NoteError):
        code = "history_shorter" if size < earliest.size else "history_rewritten"
        return Checked([*lines, (code, False, {"old": str(earliest.size), "new": str(size)})])
    now = proof.checkpoint.size
    told = [] if earliest.size == 0 else [("continues", True, {"old": str(earliest.size), "new": str(now)})]
    if report is not None:
        told.append(("documents_fit", True, {"entries": str(size)}))
    return Checked([*lines, *told], proof)
