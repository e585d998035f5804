"""An open episode never ends by a movement: it is handed over, and somebody says that they took it on."""

from __future__ import annotations

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.people import flags
from healthapp.people.models import Movement
from healthapp.risk import events, queries
from healthapp.risk.models import RiskEpisode, RiskHandOver
from healthapp.risk.services import hold
from screening.risk import Level


def after_movement(uow: UnitOfWork, movement: Movement) -> None:
    """Arrival after a transfer gives the episode to the receiving unit; release makes a task of the one that had it."""
    if movement.kind not in ("transfer_in", "release"):
        return
    uow.lock(f"risk:{movement.person_id}")  # an episode opened meanwhile is handed over too, not left where it began
    episode = queries.open_of(uow.session, movement.person_id)
    if episode is None:
        return
    kind = "transfer" if movement.kind == "transfer_in" else "release"
    left = episode.facility_id
    row = RiskHandOver(
        episode_id=episode.id,
        kind=kind,
        at=movement.occurred_at,
        from_facility_id=left,
        to_facility_id=movement.facility_id if kind == "transfer" else None,
    )
    uow.session.add(row)
    if kind == "transfer":
        episode.facility_id = movement.facility_id
    uow.session.flush()
    deadlines.start(
        uow,
        clocks.RISK_HAND_OVER,
        facility_id=episode.facility_id,
        started_at=movement.occurred_at,
        started_by=movement.kind,
        person_id=episode.person_id,
        subject=("risk_episode", episode.id),
    )
    audit.record(uow, events.HANDED_OVER, about=episode, subject=("risk_hand_over", row.id), kind=kind)


def take_on(uow: UnitOfWork, episode: RiskEpisode, *, received_by: str) -> None:
    """Acknowledge. After a release the episode ends here: ``received_by`` names who goes on outside.

    A second click finds nothing that waits. Raises ValueError when a release is handed to nobody.
    """
    hold(uow, episode)
    row = queries.waiting_hand_over(uow.session, episode.id)
    if row is None:
        return
    if row.kind == "release" and not received_by.strip():
        raise ValueError("a release is handed to somebody")
    row.acknowledged_at, row.acknowledged_by = uow.now(), uow.actor.user_id
    row.acknowledged_by_name, row.received_by = uow.actor.name, received_by.strip()
    deadlines.meet(uow, clocks.RISK_HAND_OVER, met_at=uow.now(), met_by=row.id, subject_id=episode.id)
    if row.kind == "release":
        episode.state, episode.level, episode.level_since = "closed", int(Level.L0), uow.now()
        episode.closed_at, episode.closed_by, episode.next_review_at = uow.now(), uow.actor.user_id, None
        flags.end(uow, person_id=episode.person_id, code="risk")
    audit.record(uow, events.TAKEN_ON, about=episode, subject=("risk_hand_over", row.id), kind=row.kind)
