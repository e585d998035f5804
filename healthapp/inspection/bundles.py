"""Bundles of copies: asked for, made record by record while somebody watches, kept encrypted, taken along.

A thread of the server makes them. When the server is restarted meanwhile, the row stays: whoever looks next finds
that nobody has stirred for ``SILENCE`` and begins again; the same records give the same copies.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Config
from healthapp import audit
from healthapp.access import Identity
from healthapp.cases import queries as cases
from healthapp.cases.models import Case
from healthapp.database import Clock, Database, DatabaseUnavailable, UnitOfWork, uuid7
from healthapp.documents.volume import bind
from healthapp.i18n import gettext as _
from healthapp.i18n import in_language
from healthapp.injuries import register
from healthapp.injuries import services as injuries
from healthapp.injuries.kinds import INJURY
from healthapp.injuries.models import TraumaEntry
from healthapp.inspection import checkpoints, events
from healthapp.inspection.copying import Copy, NotProven, Wish, copy_case, copy_record
from healthapp.inspection.models import Sample, SampleItem, Visit
from healthapp.inspection.proof_models import CopyBundle
from healthapp.inspection.pseudonyms import Pseudonyms
from healthapp.inspection.scope import visit_scope
from healthapp.intake import queries as intake
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.copies import FORMAT, FULL, MANIFEST
from healthapp.ledger.note import Note, parse
from healthapp.ledger.proof import ConsistencyProof
from healthapp.ledger.queries import consistency_path
from healthapp.ledger.services import LedgerRefusal, sign_checkpoint
from healthapp.records import numbers
from healthapp.records.models import ClinicalRecord, RecordNumber, RecordState
from healthapp.vault.store import Store, VaultDamaged, VaultFull

MOST_RECORDS = 400
#: Nobody stirred for so long: the thread that made it is gone.
SILENCE = dt.timedelta(seconds=20)
_SEALED = (RecordState.AWAITING_DOCTOR, RecordState.SIGNED, RecordState.VOIDED)
#: Every file of an archive bears this moment: the same content is the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


class CopiesRefused(ValueError):
    """``code``: closed (the visit no longer opens records), empty, too_many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class EndedMeanwhile(Exception):
    """Another one, begun when nobody had heard of this one for a while, made the bundle or stopped it."""


@dataclass(slots=True)
class _Work:
    """What is gathered while a bundle is made."""

    items: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    prints: list[bytes] = field(default_factory=list)

    def add(self, copy: Copy) -> None:
        self.items += copy.items
        self.files |= copy.files
        if copy.print is not None:
            self.prints.append(copy.print)


def opens(session: Session, user_id: uuid.UUID, visit: Visit, now: dt.datetime) -> bool:
    """Whether this member may read charts of the visited institution at this moment."""
    return visit.facility_id in visit_scope(session, user_id, now).clinical


def records_of_sample(session: Session, visit: Visit) -> list[uuid.UUID]:
    """The signed records and the cases of the visit's last draw with what was added on purpose, in the order drawn.

    A stay that was drawn stands for every record signed in it.
    """
    drawn = sa.select(Sample).where(Sample.visit_id == visit.id).order_by(Sample.number.desc()).limit(1)
    sample = session.scalar(drawn)
    if sample is None:
        return []
    items = session.scalars(
        sa.select(SampleItem).where(SampleItem.sample_id == sample.id).order_by(SampleItem.position)
    ).all()
    drawn_ids = {item.subject_id for item in items}
    within = sa.or_(ClinicalRecord.id.in_(drawn_ids), ClinicalRecord.stay_id.in_(drawn_ids))
    sealed = sa.select(ClinicalRecord.id, ClinicalRecord.stay_id).where(within, ClinicalRecord.state.in_(_SEALED))
    drawn_cases = sa.select(Case.id).where(Case.id.in_(drawn_ids))
    meant: dict[uuid.UUID, list[uuid.UUID]] = {case_id: [case_id] for case_id in session.scalars(drawn_cases)}
    for record_id, stay_id in session.execute(sealed.order_by(ClinicalRecord.event_time, ClinicalRecord.id)):
        for subject in drawn_ids & {record_id, stay_id}:
            meant.setdefault(subject, []).append(record_id)
    return list(dict.fromkeys(record_id for item in items for record_id in meant.get(item.subject_id, ())))


def ask(uow: UnitOfWork, visit: Visit, record_ids: Sequence[uuid.UUID], *, variant: str, language: str) -> CopyBundle:
    """Ask for a bundle of these records and cases of the visited institution. Raises CopiesRefused."""
    assert uow.actor.user_id is not None
    if not opens(uow.session, uow.actor.user_id, visit, uow.now()):
        raise CopiesRefused("closed")
    within = sa.select(ClinicalRecord.id).where(
        ClinicalRecord.id.in_(record_ids),
        ClinicalRecord.facility_id == visit.facility_id,
        ClinicalRecord.state.in_(_SEALED),
    )
    of_here = sa.select(Case.id).where(Case.id.in_(record_ids), Case.opened_in == visit.facility_id)
    allowed = {*uow.session.scalars(within), *uow.session.scalars(of_here)}
    wanted = [str(record_id) for record_id in record_ids if record_id in allowed]
    if not wanted:
        raise CopiesRefused("empty")
    if len(wanted) > MOST_RECORDS:
        raise CopiesRefused("too_many")
    uow.lock(f"npg_copies:{visit.id}")
    count = uow.session.scalar(sa.select(sa.func.count()).where(CopyBundle.visit_id == visit.id)) or 0
    row = CopyBundle(
        id=uuid7(),
        visit_id=visit.id,
        number=count + 1,
        variant=variant,
        language=language,
        records=wanted,
        state="making",
        total=len(wanted),
        done=0,
        asked_at=uow.now(),
        asked_by=uow.actor.user_id,
        asked_by_name=uow.actor.name,
        stirred_at=uow.now() - SILENCE,
        stop_reason="",
        file_size=0,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.COPIES_ASKED,
        facility_id=visit.facility_id,
        subject=("npg_copies", row.id),
        variant=variant,
        count=row.total,
    )
    return row


def of_visit(session: Session, visit_id: uuid.UUID) -> Sequence[CopyBundle]:
    """The newest first."""
    chosen = sa.select(CopyBundle).where(CopyBundle.visit_id == visit_id).order_by(CopyBundle.number.desc())
    return session.scalars(chosen).all()


def start(database: Database, identity: Identity, clock: Clock, config: Config, bundle_id: uuid.UUID) -> None:
    """Make the bundle in a thread of this process, unless somebody is at it."""
    if _claim(database, identity, clock, bundle_id):
        made = threading.Thread(
            target=make, args=(database, identity, clock, config, bundle_id), name="copies", daemon=True
        )
        made.start()


def _claim(database: Database, identity: Identity, clock: Clock, bundle_id: uuid.UUID) -> bool:
    """True for the one who may begin: nobody has stirred for a while."""
    with database.unit(identity, clock) as uow:
        now = uow.now()
        free = sa.update(CopyBundle).where(
            CopyBundle.id == bundle_id, CopyBundle.state == "making", CopyBundle.stirred_at <= now - SILENCE
        )
        result: Any = uow.session.execute(free.values(stirred_at=now, done=0))
        return bool(result.rowcount == 1)


def make(database: Database, identity: Identity, clock: Clock, config: Config, bundle_id: uuid.UUID) -> None:
    """Make a bundle to its end, or say on its row why it stopped. One record at a time, each an event before it."""
    reason = "unreadable"
    try:
        _make(database, identity, clock, config, bundle_id)
        return
    except EndedMeanwhile:
        return
    except CopiesRefused as refused:
        reason = refused.code
    except (LedgerRefusal, NotProven):
        reason = "ledger"
    except (VaultFull, VaultDamaged):
        reason = "vault"
    finally:
        gone = suppress(EndedMeanwhile, sa.exc.SQLAlchemyError, DatabaseUnavailable)
        with gone, database.unit(identity, clock) as uow:
            row = _held(uow, bundle_id)
            row.state, row.stop_reason, row.finished_at = "stopped", reason, uow.now()


def _make(database: Database, identity: Identity, clock: Clock, config: Config, bundle_id: uuid.UUID) -> None:
    vault = Store.of(config)
    with database.unit(identity, clock) as uow:
        row = uow.session.get_one(CopyBundle, bundle_id)
        visit = uow.session.get_one(Visit, row.visit_id)
        note = sign_checkpoint(uow, checkpoints.keyring(uow.session, config))
        names = None if row.variant == FULL else Pseudonyms()
        size = Checkpoint.from_text(note.text).size
        wish = Wish(row.language, row.asked_by_name, row.asked_at, note, size, names)
        title, wanted = f"{visit.number}/{row.number}", [uuid.UUID(found) for found in row.records]
    work = _Work()
    for number, record_id in enumerate(wanted, start=1):
        with database.unit(identity, clock) as uow:
            work.add(_one(uow, vault, bundle_id, record_id, number, wish))
    with database.reading() as session:
        row = session.get_one(CopyBundle, bundle_id)
        visit = session.get_one(Visit, row.visit_id)
        packed, manifest = _packed(session, visit, row, work, note, title)
    with database.unit(identity, clock) as uow:
        _finish(uow, vault, bundle_id, packed, manifest)


def _held(uow: UnitOfWork, bundle_id: uuid.UUID) -> CopyBundle:
    """The row while the bundle is being made. Raises EndedMeanwhile."""
    row = uow.session.get_one(CopyBundle, bundle_id)
    uow.claim(row)
    if row.state != "making":
        raise EndedMeanwhile
    return row


def _one(uow: UnitOfWork, vault: Store, bundle_id: uuid.UUID, record_id: uuid.UUID, number: int, wish: Wish) -> Copy:
    """Copy one record or case, as long as the visit still opens it. Raises CopiesRefused."""
    row = _held(uow, bundle_id)
    visit = uow.session.get_one(Visit, row.visit_id)
    if not opens(uow.session, row.asked_by, visit, uow.now()):
        raise CopiesRefused("closed")
    row.done, row.stirred_at = number, uow.now()
    record = uow.session.get(ClinicalRecord, record_id)
    if record is None:
        return _case(uow, visit, record_id, number, wish)
    audit.record(uow, events.COPY_MADE, about=record, subject=("clinical_record", record.id), number=number)
    pictures: dict[str, bytes] = {}
    if record.kind == INJURY.code and wish.pseudonyms is None:
        pictures = injuries.pictures(uow, vault, intake.load(uow.session, record))
    return copy_record(uow.session, record, number, wish, pictures)


def _case(uow: UnitOfWork, visit: Visit, case_id: uuid.UUID, number: int, wish: Wish) -> Copy:
    found = cases.held(uow.session, uow.actor, case_id)
    audit.record(
        uow,
        events.COPY_MADE,
        person_id=found.row.person_id,
        facility_id=visit.facility_id,
        subject=(cases.CASE, case_id),
        number=number,
    )
    return copy_case(uow.session, found, number, wish)


def _packed(
    session: Session, visit: Visit, row: CopyBundle, work: _Work, note: Note, title: str
) -> tuple[bytes, bytes]:
    """(the archive, its manifest)."""
    files = {"checkpoint.txt": note.encode().encode(), **work.files}
    with in_language(row.language):
        if work.prints:
            label = _("Copy %(title)s, sheet %(sheet)s of %(sheets)s", title=title, sheet="{0}", sheets="{1}")
            mark = _("COPY %(title)s", title=title)
            files["copies.pdf"] = bind(work.prints, label.format, title=title, watermark=mark)
    manifest = {
        "format": FORMAT,
        "variant": row.variant,
        "visit": visit.number,
        "bundle": row.number,
        "asked_at": row.asked_at.isoformat(),
        "asked_by": row.asked_by_name,
        "items": work.items,
        "checkpoints": ["checkpoint.txt", *_opening(session, visit, files)],
        "consistency": [name for name in files if name.startswith("consistency")],
        "registers": list(_registers(session, visit)),
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    told = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return archive({MANIFEST: told, **files}), told


def _opening(session: Session, visit: Visit, files: dict[str, bytes]) -> list[str]:
    """The checkpoint of opening and the proof that leads from it to the bundle's, where there is one."""
    first = next(iter(checkpoints.of_visit(session, visit.id)), None)
    note = parse(files["checkpoint.txt"])
    now = Checkpoint.from_text(note.text)
    size = now.size
    if first is None or not 0 < first.size < size:
        return []
    if Checkpoint.from_text(parse(first.note).text).origin != now.origin:
        return []  # signed with a key that was lost since: at home the two are of different ledgers
    proof = ConsistencyProof(first.size, consistency_path(session, first.size, size), note)
    files["opening.txt"] = first.note.encode()
    files["consistency.txt"] = proof.encode().encode()
    return ["opening.txt"]


def _registers(session: Session, visit: Visit) -> Iterator[dict[str, Any]]:
    """The numbers of the institution's books by year, over the period looked at: a gap is seen at home."""
    for prefix, book in ((register.PREFIX, TraumaEntry), (numbers.PREFIX, RecordNumber)):
        lines = sa.select(book.year, book.number).where(
            book.facility_id == visit.facility_id,
            book.year.between(visit.period_from.year, visit.period_to.year),
        )
        by_year: dict[int, list[int]] = {}
        for year, number in session.execute(lines.order_by(book.year, book.number)):
            by_year.setdefault(year, []).append(number)
        for year, found in by_year.items():
            yield {"name": f"{prefix}-{visit.facility.code}-{year}", "numbers": found}


def archive(files: dict[str, bytes]) -> bytes:
    """A ZIP archive whose bytes follow from the files alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, _MOMENT), data)
    return out.getvalue()


def _finish(uow: UnitOfWork, vault: Store, bundle_id: uuid.UUID, packed: bytes, manifest: bytes) -> None:
    """Keep the file, then say so: a crash between leaves bytes nobody knows of, never a row without its file.

    Of two who make the same bundle one keeps it: what somebody took along stays what the row names.
    """
    row = _held(uow, bundle_id)
    file_id = uuid7()
    vault.write(file_id, packed)
    uow.after_rollback(lambda: vault.discard(file_id))
    row.file_id, row.file_size, row.file_digest = file_id, len(packed), sha256(packed).digest()
    row.manifest_digest = sha256(manifest).digest()
    row.state, row.finished_at = "done", uow.now()
    visit = uow.session.get_one(Visit, row.visit_id)
    audit.record(
        uow,
        events.COPIES_MADE,
        facility_id=visit.facility_id,
        subject=("npg_copies", row.id),
        digest=row.manifest_digest,
        count=row.total,
        size=row.file_size,
    )


def read(vault: Store, row: CopyBundle) -> bytes:
    """The finished file. Raises VaultDamaged when it is not the one that was made."""
    assert row.file_id is not None
    data = vault.read(row.file_id)
    if sha256(data).digest() != row.file_digest:
        raise VaultDamaged("the stored bundle is not the one that was made")
    return data
