"""Two entries of one person: joined by an event, parted by another, and nothing rewritten.

Records, stays and events stay where they were written. Whoever wants everything of a person asks for
``of_person_ids`` first. Joining is decided by people, one pair at a time (CPT/Inf(2013)29 §74: one file a person).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp import audit, happenings
from healthapp.access import Identity, Permission
from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.people import queries, search
from healthapp.people.errors import Refused
from healthapp.people.events import MERGE_UNDONE, PERSON_MERGED
from healthapp.people.models import Person, PersonMerge


@dataclass(frozen=True, slots=True)
class MergeCase:
    """A merger with both entries; ``facility_id`` and ``person_id`` are the kept one's, for the guard."""

    row: PersonMerge
    kept: Person
    merged: Person

    @property
    def person_id(self) -> uuid.UUID:
        return self.kept.id

    @property
    def facility_id(self) -> uuid.UUID | None:
        return self.kept.facility_id


def _joined_into() -> sa.Select[uuid.UUID]:
    """The entries below ``kept_id``, made once: every page of a person asks."""
    kept_id = sa.bindparam("kept_id", type_=Person.id.type)
    below = sa.select(Person.id).where(Person.merged_into_id == kept_id).cte(recursive=True)
    # UNION, not UNION ALL: a circle that should not be ends here instead of running for ever.
    below = below.union(sa.select(Person.id).where(Person.merged_into_id == below.c.id))
    return sa.select(below.c.id).where(below.c.id != kept_id).order_by(below.c.id)


_JOINED_INTO = _joined_into()


def of_person_ids(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Every entry of one person, the kept one first; asked with any of them. The caller found one within scope."""
    first = session.get(Person, person_id)
    if first is None:
        return [person_id]
    kept = queries.kept_entry(session, first)
    return [kept.id, *session.scalars(_JOINED_INTO, {"kept_id": kept.id})]


def found_where_held(session: Session, kept: Person) -> None:
    """Let a search find a kept entry, and what was joined into it, where the person is; in the caller's unit."""
    search.moved(session, of_person_ids(session, kept.id), kept.facility_id)


@cache
def kept_entries() -> sa.CTE:
    """(entry_id, kept_id) of every entry that was joined into another, followed to the end of its chain.

    Built once: writing it down anew took a third of the time of reading a case.
    """
    chain = (
        sa.select(Person.id.label("entry_id"), Person.merged_into_id.label("kept_id"))
        .where(Person.merged_into_id.is_not(None))
        .cte("joined", recursive=True)
    )
    further = aliased(Person)
    chain = chain.union(
        sa.select(chain.c.entry_id, further.merged_into_id)
        .join(further, further.id == chain.c.kept_id)
        .where(further.merged_into_id.is_not(None))
    )
    # Looked up for the few that were joined: joined as a table, the embedded engine begins with everybody on file.
    last = aliased(Person)
    goes_on = sa.exists().where(last.id == chain.c.kept_id, last.merged_into_id.is_not(None))
    return sa.select(chain.c.entry_id, chain.c.kept_id).where(~goes_on).cte("kept_entry")


def amendable(session: Session, identity: Identity, person_id: uuid.UUID) -> Person | None:
    """One person whose identity this identity may correct; None out of scope."""
    return session.scalar(
        sa.select(Person)
        .where(Person.id == person_id, queries.in_scope(identity, Permission.PERSON_AMEND))
        .execution_options(populate_existing=True)
    )


def by_number(session: Session, identity: Identity, number: str) -> Person | None:
    """The entry with this record number as typed, as far as its identity may be corrected; else None."""
    return session.scalar(
        sa.select(Person).where(
            Person.number == number.strip().upper(), queries.in_scope(identity, Permission.PERSON_AMEND)
        )
    )


def mergers_of(session: Session, person_id: uuid.UUID) -> list[PersonMerge]:
    """Everything that was ever joined into this entry, or this entry into another, the last first."""
    return list(
        session.scalars(
            sa.select(PersonMerge)
            .where(sa.or_(PersonMerge.kept_id == person_id, PersonMerge.merged_id == person_id))
            .order_by(PersonMerge.at.desc(), PersonMerge.id.desc())
        )
    )


def find_case(session: Session, identity: Identity, merge_id: uuid.UUID) -> MergeCase | None:
    """A standing merger with both entries within scope; else None."""
    row = session.get(PersonMerge, merge_id)
    if row is None or row.undone_at is not None:
        return None
    kept, merged = (amendable(session, identity, person_id) for person_id in (row.kept_id, row.merged_id))
    return MergeCase(row, kept, merged) if kept is not None and merged is not None else None


def merge(uow: UnitOfWork, *, kept_id: uuid.UUID, merged_id: uuid.UUID, reason: str) -> PersonMerge:
    """Join ``merged_id`` into ``kept_id``. Raises Refused (field ``number``).

    Both entries must be within the actor's scope of PERSON_AMEND. A chain grows only at its end, so that no
    circle can come about; and of two entries the one in custody is kept, because lists and headcounts show it.
    """
    if kept_id == merged_id:
        raise Refused("number", _("This is the same entry"))
    hold(uow, kept_id, merged_id)
    kept, merged = (amendable(uow.session, uow.actor, person_id) for person_id in (kept_id, merged_id))
    if kept is None or merged is None:
        raise Refused("number", _("There is no entry with this number that you may change"))
    if kept.merged_into_id is not None:
        raise Refused("number", _("This entry itself was joined into another one"))
    if merged.merged_into_id is not None:
        raise Refused("number", _("The other entry was already joined into another one"))
    if merged.in_custody and not kept.in_custody:
        raise Refused("number", _("The other entry is the one in custody. Open that one and join this entry into it."))
    row = PersonMerge(kept_id=kept.id, merged_id=merged.id, at=uow.now(), by=_actor(uow), reason=reason)
    uow.session.add(row)
    merged.merged_into_id = kept.id
    uow.session.flush()
    found_where_held(uow.session, kept)
    for role, about, other in (("kept", kept, merged), ("merged", merged, kept)):
        audit.record(
            uow,
            PERSON_MERGED,
            about=about,
            subject=("person_merge", row.id),
            reason=reason,
            role=role,
            other=str(other.id),
        )
    happenings.tell("entries joined", uow, row)
    return row


def unmerge(uow: UnitOfWork, merge_id: uuid.UUID, *, reason: str) -> PersonMerge:
    """Part two entries again. Raises Refused when they are parted already or out of scope."""
    row = uow.session.get(PersonMerge, merge_id)
    if row is not None:
        hold(uow, row.kept_id, row.merged_id)
        uow.session.refresh(row)
    case = find_case(uow.session, uow.actor, merge_id)
    if case is None:
        raise Refused("reason", _("These entries are already parted, or not yours to part"))
    case.row.undone_at, case.row.undone_by, case.row.undo_reason = uow.now(), _actor(uow), reason
    case.merged.merged_into_id = None
    uow.session.flush()
    found_where_held(uow.session, case.merged)
    for role, about, other in (("kept", case.kept, case.merged), ("merged", case.merged, case.kept)):
        audit.record(
            uow,
            MERGE_UNDONE,
            about=about,
            subject=("person_merge", case.row.id),
            reason=reason,
            role=role,
            other=str(other.id),
        )
    happenings.tell("entries parted", uow, case.row)
    return case.row


def hold(uow: UnitOfWork, *person_ids: uuid.UUID) -> None:
    """Hold these entries, always in the same order, so that two mergers the other way round cannot wait for ever.

    Whoever needs a case of theirs as well holds the person first, as a movement does.
    """
    for person_id in sorted(person_ids):
        uow.lock(f"person:{person_id}")


def _actor(uow: UnitOfWork) -> uuid.UUID:
    if uow.actor.user_id is None:
        raise PermissionError("joining entries is decided by a person")
    return uow.actor.user_id
