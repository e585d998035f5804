"""Keeping, reading and voiding files. Bytes are on disk before the row commits; a failed act leaves neither.

A photograph's clean copy is made once, when it is received, and kept beside it under an identifier derived from the
original's: what is shown and printed stays the same bytes for ever, whatever library draws pictures by then.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.vault.events import FILE_KEPT, FILE_READ, FILE_VOIDED
from healthapp.vault.models import StoredFile
from healthapp.vault.store import Store, VaultDamaged


def keep(
    uow: UnitOfWork,
    store: Store,
    data: bytes,
    *,
    media_type: str,
    subject: tuple[str, uuid.UUID],
    facility_id: uuid.UUID,
    person_id: uuid.UUID | None,
) -> StoredFile:
    """Keep ``data`` bit for bit. Raises VaultFull, after which nothing was kept."""
    assert uow.actor.user_id is not None
    row = StoredFile(
        id=uuid7(),
        person_id=person_id,
        facility_id=facility_id,
        subject_kind=subject[0],
        subject_id=subject[1],
        media_type=media_type,
        size=len(data),
        sha256=sha256(data).digest(),
        stored_at=uow.now(),
        stored_by=uow.actor.user_id,
    )
    store.write(row.id, data)
    uow.after_rollback(lambda: store.discard(row.id))
    uow.session.add(row)
    audit.record(
        uow,
        FILE_KEPT,
        about=row,
        subject=("stored_file", row.id),
        digest=row.sha256,
        media_type=media_type,
        size=row.size,
    )
    return row


def read(uow: UnitOfWork, store: Store, row: StoredFile, *, copy: str) -> bytes:
    """The bytes as received, after noting who looked. Raises VaultDamaged when they are not the ones received."""
    audit.record(uow, FILE_READ, about=row, subject=("stored_file", row.id), copy=copy)
    data = store.read(row.id)
    if sha256(data).digest() != row.sha256:
        raise VaultDamaged("the stored file is not the one received")
    return data


def keep_copy(uow: UnitOfWork, store: Store, row: StoredFile, *, copy: str, data: bytes) -> None:
    """Keep a copy of ``row`` that may be shown. Raises VaultFull, after which nothing was kept."""
    place = copy_id(row.id, copy)
    store.write(place, data)
    uow.after_rollback(lambda: store.discard(place))


def read_copy(
    uow: UnitOfWork, store: Store, row: StoredFile, *, copy: str, make: Callable[[bytes], bytes], purpose: str = ""
) -> bytes:
    """The copy kept under ``copy``, after noting who looked and for what; a lost one is made again from the original.

    Raises VaultDamaged when the copy was altered, or when it is lost and the original is not the one received.
    """
    place = copy_id(row.id, copy)
    audit.record(uow, FILE_READ, about=row, subject=("stored_file", row.id), copy=purpose or copy)
    if store.holds(place):
        return store.read(place)
    original = store.read(row.id)
    if sha256(original).digest() != row.sha256:
        raise VaultDamaged("the stored file is not the one received")
    made = make(original)
    store.write(place, made)
    return made


def copy_id(file_id: uuid.UUID, copy: str) -> uuid.UUID:
    """Where the copy of a file lies: derived, so that no table has to say it."""
    return uuid.uuid5(file_id, copy)


def void(uow: UnitOfWork, row: StoredFile, *, reason: str) -> None:
    """Mark a file as wrong; it stays. Raises ValueError without a reason or when it is voided already."""
    if not reason.strip() or row.voided_at is not None:
        raise ValueError("voiding needs a reason, once")
    row.voided_at, row.voided_by, row.void_reason = uow.now(), uow.actor.user_id, reason
    audit.record(uow, FILE_VOIDED, about=row, subject=("stored_file", row.id), digest=row.sha256, reason=reason)


def keeps_any(session: Session) -> bool:
    """Whether a file was ever stored."""
    return session.scalar(sa.select(StoredFile.id).limit(1)) is not None


def damaged(session: Session, store: Store) -> Iterator[tuple[StoredFile, str]]:
    """Every file whose bytes are missing or altered, with what is wrong: the job that re-hashes."""
    for row in session.scalars(sa.select(StoredFile).order_by(StoredFile.id)).yield_per(200):
        try:
            if sha256(store.read(row.id)).digest() != row.sha256:
                yield row, "the stored file is not the one received"
        except VaultDamaged as error:
            yield row, str(error)
