"""What of the commission is sealed: a proposal as it was voted on, a vote, a protocol."""

from __future__ import annotations

from typing import Any

from healthapp.cases.commission.models import Item, Vote
from healthapp.ledger import canonical


def proposal(item: Item) -> dict[str, Any]:
    """The opinion a member votes on."""
    return {
        "item": item.id,
        "number": item.proposal,
        "conclusion": item.conclusion,
        "disease": item.disease_id,
        "measure": item.measure,
        "months": item.months,
    }


def proposal_digest(item: Item) -> bytes:
    return canonical.digest(proposal(item))


def vote_digest(row: Vote) -> bytes:
    """SHA-256 over every column of the vote but the digest itself."""
    columns = (column.key for column in Vote.__table__.columns if column.key != "digest")
    return canonical.digest({key: getattr(row, key) for key in columns})
