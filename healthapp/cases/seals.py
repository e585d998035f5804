"""Rows of cases for verification: each still says what its leaf of the ledger says."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.cases.bundle.models import CaseBundle
from healthapp.cases.commission.models import Protocol, Vote
from healthapp.cases.commission.records import vote_digest
from healthapp.cases.models import CaseEvent
from healthapp.cases.sealing import digest_of
from healthapp.ledger import canonical
from healthapp.ledger.subjects import register_subject


def register(kind: str, table: type[Any]) -> None:
    """Let verification check the rows of ``table``, whose column ``digest`` is ``sealing.digest_of``."""

    def digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
        found = {row.id: digest_of(row) for row in session.scalars(sa.select(table).where(table.id.in_(ids)))}
        session.expunge_all()  # a long ledger must not be gathered in memory
        return found

    register_subject(kind, digests, sealed_ids=sa.select(table.id))


def bundle_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """The digest of each of these frozen files as its content is now."""
    rows = session.scalars(sa.select(CaseBundle).where(CaseBundle.id.in_(ids)))
    found = {row.id: canonical.digest(row.content) for row in rows}
    session.expunge_all()
    return found


def vote_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """The digest of each of these votes as it is now."""
    found = {row.id: vote_digest(row) for row in session.scalars(sa.select(Vote).where(Vote.id.in_(ids)))}
    session.expunge_all()
    return found


def protocol_digests(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """The digest of each of these protocols as its content is now."""
    rows = session.scalars(sa.select(Protocol).where(Protocol.id.in_(ids)))
    found = {row.id: canonical.digest(row.content) for row in rows}
    session.expunge_all()
    return found


register("case_event", CaseEvent)
register_subject("case_bundle", bundle_digests, sealed_ids=sa.select(CaseBundle.id))
register_subject("commission_vote", vote_digests, sealed_ids=sa.select(Vote.id))
register_subject("commission_protocol", protocol_digests, sealed_ids=sa.select(Protocol.id))
