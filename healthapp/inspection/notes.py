"""Sealed notes, interviews and comments, the keys they are sealed to, and whom to see again. Nothing here commits.

Writing needs no key of one's own to be open: sealing uses the public keys. Reading does.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import Base, UnitOfWork, uuid7
from healthapp.i18n import local
from healthapp.inspection import events, sealing
from healthapp.inspection.models import Visit
from healthapp.inspection.notes_models import MemberKey, NoteKey, OpenKey, Recheck, SealedNote
from healthapp.inspection.sealing import CannotOpen
from healthapp.inspection.seals import row_digest

#: How long a key stays open in one browser, and how often a wrong passphrase may be typed.
OPEN_FOR = dt.timedelta(minutes=30)
TRIES, WAIT = 5, dt.timedelta(minutes=10)


class KeyRefused(ValueError):
    """``code``: none (no key yet), there (already one), wrong, waiting."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def key_of(session: Session, user_id: uuid.UUID | None) -> MemberKey | None:
    """The key a member uses now."""
    return session.scalar(sa.select(MemberKey).where(MemberKey.user_id == user_id, MemberKey.retired_at.is_(None)))


def store_key(uow: UnitOfWork, made: sealing.NewKey) -> MemberKey:
    """Keep a new pair. Raises KeyRefused("there") when the member has one: it would lose the notes sealed to it."""
    if key_of(uow.session, uow.actor.user_id) is not None:
        raise KeyRefused("there")
    assert uow.actor.user_id is not None
    row = MemberKey(
        id=uuid7(),
        user_id=uow.actor.user_id,
        public=made.public,
        salt=made.salt,
        wrapped=made.wrapped,
        recovery_salt=made.recovery_salt,
        recovery_wrapped=made.recovery_wrapped,
        made_at=uow.now(),
        failed=0,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, events.KEY_MADE, subject=("npg_key", row.id))
    return row


def private_of(key: MemberKey, words: str, now: dt.datetime, *, by_code: bool = False) -> bytes:
    """The private key, by passphrase or recovery code. Slow on purpose; call it outside a unit of work.

    Raises KeyRefused: wrong, or waiting after too many tries.
    """
    if key.locked_until is not None and key.locked_until > now:
        raise KeyRefused("waiting")
    try:
        if by_code:
            return sealing.unwrap(key.recovery_wrapped, key.recovery_salt, words.strip().upper())
        return sealing.unwrap(key.wrapped, key.salt, words)
    except CannotOpen as error:
        raise KeyRefused("wrong") from error


def note_failure(uow: UnitOfWork, key_id: uuid.UUID) -> None:
    """Count a wrong try; the fifth makes everybody wait. Two at once are counted as two."""
    key = uow.session.get_one(MemberKey, key_id, with_for_update=True, populate_existing=True)
    key.failed += 1
    if key.failed >= TRIES:
        key.failed, key.locked_until = 0, uow.now() + WAIT
    audit.record(uow, events.KEY_REFUSED, subject=("npg_key", key.id))


def open_key(uow: UnitOfWork, key_id: uuid.UUID, private: bytes) -> bytes:
    """Open a key in this browser for half an hour; returns the secret the browser keeps."""
    key = uow.session.get_one(MemberKey, key_id)
    key.failed, key.locked_until = 0, None
    secret, wrapped = sealing.lock(private)
    uow.session.execute(
        sa.delete(OpenKey).where(sa.or_(OpenKey.expires_at <= uow.now(), OpenKey.session_id == uow.actor.session_id))
    )
    uow.session.add(
        OpenKey(session_id=uow.actor.session_id, key_id=key.id, wrapped=wrapped, expires_at=uow.now() + OPEN_FOR)
    )
    audit.record(uow, events.KEY_OPENED, subject=("npg_key", key.id))
    return secret


def close_key(uow: UnitOfWork) -> None:
    uow.session.execute(sa.delete(OpenKey).where(OpenKey.session_id == uow.actor.session_id))


def change_passphrase(uow: UnitOfWork, key_id: uuid.UUID, private: bytes, passphrase: str, how: str) -> str:
    """A new passphrase and a new recovery code for the same key; returns the code. Notes stay readable."""
    key = uow.session.get_one(MemberKey, key_id)
    key.salt, key.wrapped = sealing.wrap(private, passphrase)
    code = sealing.recovery_code()
    key.recovery_salt, key.recovery_wrapped = sealing.wrap(private, code)
    key.failed, key.locked_until = 0, None
    audit.record(uow, events.KEY_CHANGED, subject=("npg_key", key.id), how=how)
    return code


@dataclass(frozen=True, slots=True)
class Opened:
    """A key that is open in this browser."""

    key_id: uuid.UUID
    private: bytes
    until: dt.datetime


def opened(session: Session, session_id: uuid.UUID | None, secret: bytes | None, now: dt.datetime) -> Opened | None:
    """The open key of this browser; None without one, or with a secret that does not fit."""
    if session_id is None or not secret:
        return None
    row = session.get(OpenKey, session_id)
    if row is None or row.expires_at <= now:
        return None
    try:
        return Opened(row.key_id, sealing.unlock(row.wrapped, secret), row.expires_at)
    except CannotOpen:
        return None


def write(
    uow: UnitOfWork,
    visit: Visit,
    *,
    kind: str,
    content: dict[str, Any],
    readers: Iterable[uuid.UUID],
    audit_id: uuid.UUID | None = None,
    question: str = "",
) -> SealedNote:
    """Seal a note to the keys of ``readers`` and of its author.

    Raises KeyRefused("none") when the author has no key: nobody could read it.
    """
    note_id = uuid7()
    row = SealedNote(id=note_id, visit_id=visit.id, kind=kind, audit_id=audit_id, question=question)
    keep_sealed(uow, row, _key_row, content, readers, about=note_id.bytes + visit.id.bytes)
    audit.record(
        uow,
        events.NOTE_SEALED,
        facility_id=visit.facility_id,
        subject=("npg_note", row.id),
        digest=row_digest(row),
        kind=kind,
    )
    return row


def _key_row(note_id: uuid.UUID, key_id: uuid.UUID, sealed: bytes) -> NoteKey:
    return NoteKey(note_id=note_id, key_id=key_id, sealed=sealed)


def keep_sealed(
    uow: UnitOfWork,
    row: Any,
    key_row: Callable[[uuid.UUID, uuid.UUID, bytes], Base],
    content: dict[str, Any],
    readers: Iterable[uuid.UUID],
    *,
    about: bytes,
) -> None:
    """Seal ``content`` into ``row`` (a note, a finding, a plan) to each key in use of its author and ``readers``.

    ``key_row`` makes the row of one reader's key. Raises KeyRefused("none") when the author has none.
    """
    author = uow.actor.user_id
    assert author is not None
    keys = uow.session.scalars(
        sa.select(MemberKey).where(MemberKey.user_id.in_({author, *readers}), MemberKey.retired_at.is_(None))
    ).all()
    if all(key.user_id != author for key in keys):
        raise KeyRefused("none")
    body, sealed = sealing.seal(content, {key.id: key.public for key in keys}, about)
    row.hold(body, author, uow.actor.name, uow.now())
    uow.session.add(row)
    uow.session.flush()
    uow.session.add_all(key_row(row.id, key_id, one) for key_id, one in sealed.items())


def content_of(body: bytes, sealed: bytes | None, key: Opened | None, about: bytes) -> dict[str, Any] | None:
    """What was sealed; None while the key is not open, or is not the one it was sealed to."""
    if key is None or sealed is None:
        return None
    try:
        return sealing.open_sealed(body, sealed, key.private, about)
    except CannotOpen:
        return None


def remind(uow: UnitOfWork, visit: Visit, note: SealedNote, due_on: dt.date) -> None:
    """See the person of an interview again on that day; reminds its author alone."""
    assert uow.actor.user_id is not None
    uow.session.add(Recheck(id=uuid7(), visit_id=visit.id, note_id=note.id, owner_id=uow.actor.user_id, due_on=due_on))


def seen_again(uow: UnitOfWork, visit: Visit, recheck: Recheck, outcome: dict[str, Any]) -> dt.datetime | None:
    """Seal what was found when the person was seen again. Done before, it seals nothing and returns when that was.

    Raises KeyRefused("none") without a key.
    """
    uow.lock(f"npg_recheck:{recheck.id}")
    uow.session.refresh(recheck)
    if recheck.done_at is not None:
        return recheck.done_at
    note = write(uow, visit, kind="outcome", content=outcome, readers=[])
    recheck.done_at, recheck.outcome_id = uow.now(), note.id
    audit.record(uow, events.RECHECKED, subject=("npg_recheck", recheck.id))
    return None


@dataclass(frozen=True, slots=True)
class Note:
    """A note as listed. ``content`` None: sealed to others, or one's key is not open."""

    row: SealedNote
    content: dict[str, Any] | None
    mine: bool


def of_visit(
    session: Session, visit_id: uuid.UUID, user_id: uuid.UUID | None, key: Opened | None, *, kinds: Sequence[str]
) -> list[Note]:
    """The notes sealed to this member, and nobody else's: of other interviews not even the number is told."""
    chosen = sa.select(SealedNote).where(SealedNote.visit_id == visit_id, SealedNote.kind.in_(kinds))
    return _readable(session, chosen, user_id, key)


def of_audit(session: Session, audit_id: uuid.UUID, user_id: uuid.UUID | None, key: Opened | None) -> list[Note]:
    """Comments on one record."""
    return _readable(session, sa.select(SealedNote).where(SealedNote.audit_id == audit_id), user_id, key)


def _readable(session: Session, chosen: sa.Select[Any], user_id: uuid.UUID | None, key: Opened | None) -> list[Note]:
    own_keys = sa.select(MemberKey.id).where(MemberKey.user_id == user_id)
    rows = session.execute(
        chosen.add_columns(NoteKey.sealed)
        .join(NoteKey, NoteKey.note_id == SealedNote.id)
        .where(NoteKey.key_id.in_(own_keys))
        .order_by(SealedNote.written_at, SealedNote.id)
    ).all()
    return [
        Note(row, content_of(row.body, sealed, key, row.id.bytes + row.visit_id.bytes), row.written_by == user_id)
        for row, sealed in rows
    ]


def due(session: Session, user_id: uuid.UUID, now: dt.datetime) -> Sequence[Recheck]:
    """Whom this member is to see again within a week, or should have; their own reminders alone."""
    until = local(now).date() + dt.timedelta(days=7)
    chosen = sa.select(Recheck).where(Recheck.owner_id == user_id, Recheck.done_at.is_(None), Recheck.due_on <= until)
    return session.scalars(chosen.order_by(Recheck.due_on)).all()


def recheck(session: Session, visit_id: uuid.UUID, user_id: uuid.UUID | None, recheck_id: uuid.UUID) -> Recheck | None:
    """A reminder of this visit; None where it is not ``user_id``'s own."""
    row = session.get(Recheck, recheck_id)
    return row if row is not None and (row.visit_id, row.owner_id) == (visit_id, user_id) else None


def rechecks_of(session: Session, visit_id: uuid.UUID, user_id: uuid.UUID | None) -> dict[uuid.UUID, Recheck]:
    """One's own reminders of a visit, by the interview."""
    rows = session.scalars(sa.select(Recheck).where(Recheck.visit_id == visit_id, Recheck.owner_id == user_id))
    return {row.note_id: row for row in rows}


def who_reads(session: Session, user_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of the team who have a key: what is sealed to the team is sealed to them."""
    chosen = sa.select(MemberKey.user_id).where(MemberKey.user_id.in_(list(user_ids)), MemberKey.retired_at.is_(None))
    return frozenset(session.scalars(chosen))
