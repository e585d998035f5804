"""Keeping somebody at risk apart from others: at level 3 under constant observation, or on a doctor's written grounds.

Source: the reference note, section 5.2 (isolation of a suicidal person implies constant observation; ``screening.risk``
decides). The grounds are those of the advice about the cell: one decision, written in one place. Nothing here commits.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.database import UnitOfWork
from healthapp.people import queries as people
from healthapp.people.models import Movement
from healthapp.risk import queries, services
from healthapp.risk.models import RiskEpisode, RiskPlacement
from healthapp.risk.services import LevelChange, Refused
from screening import risk
from screening.risk import Level


def forbidden(session: Session, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people who may not be kept apart as things stand: no constant watch, and no doctor's grounds."""
    query = sa.select(RiskEpisode).where(RiskEpisode.person_id.in_(ids), RiskEpisode.state == "open")
    rows = [row for row in session.scalars(query) if forbids(row, None)]
    advice = queries.placements(session, [row.id for row in rows]) if rows else {}
    return {row.person_id for row in rows if forbids(row, advice.get(row.id))}


def isolated(session: Session, person_id: uuid.UUID) -> bool:
    """Whether custody holds the person in isolation."""
    stay = people.last_stay(session, person_id)
    return stay is not None and stay.released_at is None and stay.isolated


def grounds_needed(uow: UnitOfWork, person_id: uuid.UUID) -> RiskEpisode | None:
    """The episode for which a doctor has to write grounds before the person is kept apart; None where none need be."""
    row = queries.open_of(uow.session, person_id)
    return row if row is not None and _forbids(uow.session, row) else None


def settle(uow: UnitOfWork, change: LevelChange) -> None:
    """For somebody who is kept apart: the level is not lowered into what is forbidden; raised into it, a review is due.

    Raises Refused.
    """
    if not _forbids(uow.session, change.episode):
        return
    if change.before > change.episode.level:
        raise Refused(["apart.needs_constant"])
    services.review_due(uow, change.episode, uow.now(), "apart")


def after_level(uow: UnitOfWork, change: LevelChange) -> None:
    """Isolation goes on while the level changes. Raises Refused."""
    if isolated(uow.session, change.episode.person_id):
        settle(uow, change)


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """Isolation is what custody decided, and stands in the file; where the rule forbids it, a review is due now."""
    if movement.kind != "isolation_start":
        return
    episode = grounds_needed(uow, movement.person_id)
    if episode is not None:
        services.review_due(uow, episode, uow.now(), "apart")


def forbids(episode: RiskEpisode, advice: RiskPlacement | None) -> bool:
    """Whether this level, with the advice about the cell that holds, allows nobody to be kept apart."""
    written = bool(advice is not None and advice.override)
    return not risk.placement(Level(episode.level), alone=True, written_override=written).allowed


def _forbids(session: Session, episode: RiskEpisode) -> bool:
    return forbids(episode, None) and forbids(episode, queries.placement(session, episode.id))
