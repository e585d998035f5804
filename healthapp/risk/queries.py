"""Reading episodes of risk, always as far as the identity may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity, Permission, readable_facilities
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines.models import Deadline
from healthapp.people.models import Person
from healthapp.risk.models import (
    RiskAction,
    RiskEpisode,
    RiskHandOver,
    RiskLevelChange,
    RiskObservation,
    RiskPlacement,
    RiskReport,
    RiskReview,
    RiskWithdrawal,
    SafetyPlan,
)


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode with the person it is about; the guard reads person and facility off it."""

    row: RiskEpisode
    person: Person

    @property
    def id(self) -> uuid.UUID:
        return self.row.id

    @property
    def person_id(self) -> uuid.UUID:
        return self.row.person_id

    @property
    def facility_id(self) -> uuid.UUID:
        return self.row.facility_id


@dataclass(frozen=True, slots=True)
class File:
    """Everything of one episode, in order of time."""

    changes: list[RiskLevelChange]
    actions: list[RiskAction]
    reviews: list[RiskReview]
    placement: RiskPlacement | None
    plan: SafetyPlan | None
    hand_over: RiskHandOver | None
    reports: list[RiskReport]


def in_scope(identity: Identity, permission: Permission) -> sa.ColumnElement[bool]:
    places = readable_facilities(identity, permission)
    if places is None:
        return sa.true()
    here = RiskEpisode.facility_id.in_(places)
    if permission is Permission.RISK_READ and identity.break_glass:
        return sa.or_(here, RiskEpisode.person_id.in_(identity.break_glass))
    return here


def find(session: Session, identity: Identity, episode_id: uuid.UUID, permission: Permission) -> Episode | None:
    found = session.execute(
        sa.select(RiskEpisode, Person)
        .join(Person, Person.id == RiskEpisode.person_id)
        .where(RiskEpisode.id == episode_id, in_scope(identity, permission))
    ).first()
    return Episode(*found) if found else None


def open_of(session: Session, person_id: uuid.UUID) -> RiskEpisode | None:
    """The open episode of a person, read anew: whoever holds what is kept of their risk decides on what is so now."""
    return session.scalar(
        sa.select(RiskEpisode)
        .where(RiskEpisode.person_id == person_id, RiskEpisode.state == "open")
        .execution_options(populate_existing=True)
    )


def of_person(session: Session, identity: Identity, person_id: uuid.UUID) -> list[RiskEpisode]:
    """The newest first."""
    return list(
        session.scalars(
            sa.select(RiskEpisode)
            .where(RiskEpisode.person_id == person_id, in_scope(identity, Permission.RISK_READ))
            .order_by(RiskEpisode.opened_at.desc())
        )
    )


def watched(session: Session, identity: Identity, permission: Permission = Permission.RISK_WATCH) -> list[Episode]:
    """Everybody who is watched in the units ``permission`` opens, the highest level first."""
    rows = session.execute(
        sa.select(RiskEpisode, Person)
        .join(Person, Person.id == RiskEpisode.person_id)
        .where(RiskEpisode.state == "open", in_scope(identity, permission))
        .order_by(RiskEpisode.level.desc(), RiskEpisode.opened_at)
    )
    return [Episode(*row) for row in rows]


def placement(session: Session, episode_id: uuid.UUID) -> RiskPlacement | None:
    """The advice about the cell that holds now."""
    rows = sa.select(RiskPlacement).where(RiskPlacement.episode_id == episode_id)
    return session.scalars(rows.order_by(RiskPlacement.at.desc(), RiskPlacement.id.desc()).limit(1)).first()


def placements(session: Session, episodes: Iterable[uuid.UUID]) -> dict[uuid.UUID, RiskPlacement]:
    """The advice about the cell that holds now, by episode; none for one without."""
    rows = sa.select(RiskPlacement).where(RiskPlacement.episode_id.in_(list(episodes)))
    return {row.episode_id: row for row in session.scalars(rows.order_by(RiskPlacement.at, RiskPlacement.id))}


def file_of(session: Session, episode_id: uuid.UUID) -> File:
    def rows(model: type, order: object) -> list:  # type: ignore[type-arg]
        return list(session.scalars(sa.select(model).where(model.episode_id == episode_id).order_by(order)))  # type: ignore[attr-defined,arg-type]

    placements = rows(RiskPlacement, RiskPlacement.at)
    overs = rows(RiskHandOver, RiskHandOver.at)
    return File(
        rows(RiskLevelChange, RiskLevelChange.at),
        rows(RiskAction, RiskAction.due_at),
        rows(RiskReview, RiskReview.held_at),
        placements[-1] if placements else None,
        safety_plan(session, episode_id),
        overs[-1] if overs else None,
        reports_of(session, episode_id),
    )


def reports_of(session: Session, episode_id: uuid.UUID) -> list[RiskReport]:
    """What was told since the episode was opened, in order of time."""
    query = sa.select(RiskReport).where(RiskReport.episode_id == episode_id)
    return list(session.scalars(query.order_by(RiskReport.at, RiskReport.id)))


def contacts(session: Session, episode_id: uuid.UUID) -> list[tuple[dt.datetime, str]]:
    """(when, the answer about thoughts of suicide) of every conversation."""
    query = sa.select(RiskReview.held_at, RiskReview.ideation).where(RiskReview.episode_id == episode_id)
    return [(held, ideation) for held, ideation in session.execute(query)]


def open_actions(session: Session, episode_id: uuid.UUID) -> int:
    query = sa.select(sa.func.count()).where(RiskAction.episode_id == episode_id, RiskAction.state == "open")
    return int(session.scalar(query) or 0)


def safety_plan(session: Session, episode_id: uuid.UUID) -> SafetyPlan | None:
    """The newest."""
    return session.scalar(
        sa.select(SafetyPlan).where(SafetyPlan.episode_id == episode_id).order_by(SafetyPlan.version.desc()).limit(1)
    )


def observations(session: Session, episode_id: uuid.UUID, since: dt.datetime) -> list[RiskObservation]:
    """Since a moment, and the last before it, from which the first gap runs; oldest first, corrections among them."""
    return list(session.scalars(_looks([episode_id], since)))


def observations_of(
    session: Session, episodes: Iterable[uuid.UUID], since: dt.datetime
) -> dict[uuid.UUID, list[RiskObservation]]:
    """As ``observations``, of several episodes, without those that were taken back."""
    found: dict[uuid.UUID, list[RiskObservation]] = {one: [] for one in episodes}
    for row in session.scalars(_looks(found, since).where(~_taken_back(RiskObservation))):
        found[row.episode_id].append(row)
    return found


def _looks(episodes: Iterable[uuid.UUID], since: dt.datetime) -> sa.Select[RiskObservation]:
    ids, earlier, correction = list(episodes), aliased(RiskObservation), aliased(RiskObservation)
    put_right = sa.exists().where(correction.episode_id == earlier.episode_id, correction.corrects_id == earlier.id)
    last = (
        sa.select(earlier.id)
        .where(earlier.episode_id == RiskEpisode.id, earlier.observed_at < since, ~_taken_back(earlier), ~put_right)
        .order_by(earlier.observed_at.desc(), earlier.recorded_at.desc())
        .limit(1)
        .correlate(RiskEpisode)
        .scalar_subquery()
    )
    return (
        sa.select(RiskObservation)
        .where(
            sa.or_(
                sa.and_(RiskObservation.episode_id.in_(ids), RiskObservation.observed_at >= since),
                RiskObservation.id.in_(sa.select(last).where(RiskEpisode.id.in_(ids))),
            )
        )
        .order_by(RiskObservation.observed_at, RiskObservation.recorded_at, RiskObservation.id)
    )


def observation(
    session: Session, identity: Identity, episode_id: uuid.UUID, entry_id: uuid.UUID
) -> RiskObservation | None:
    """One entry of an episode whose watch the identity keeps; None for any other."""
    return session.scalar(
        sa.select(RiskObservation)
        .join(RiskEpisode, RiskEpisode.id == RiskObservation.episode_id)
        .where(
            RiskObservation.id == entry_id,
            RiskObservation.episode_id == episode_id,
            in_scope(identity, Permission.RISK_WATCH),
        )
    )


def _taken_back(entry: type[RiskObservation]) -> sa.ColumnElement[bool]:
    return sa.exists().where(RiskWithdrawal.observation_id == entry.id)


def withdrawals(session: Session, episode_id: uuid.UUID, since: dt.datetime) -> dict[uuid.UUID, RiskWithdrawal]:
    """What was taken back since a moment, by the entry it takes back."""
    rows = session.scalars(
        sa.select(RiskWithdrawal).where(RiskWithdrawal.episode_id == episode_id, RiskWithdrawal.at >= since)
    )
    return {row.observation_id: row for row in rows}


def episode_clocks(session: Session, episode_id: uuid.UUID) -> list[Deadline]:
    """Every clock of an episode that runs, the next due first."""
    return list(
        session.scalars(
            sa.select(Deadline)
            .where(Deadline.subject_id == episode_id, Deadline.state == "open")
            .order_by(Deadline.due_at.asc().nulls_last(), Deadline.id)
        )
    )


def open_clocks(session: Session, episode_id: uuid.UUID, kind: str) -> list[Deadline]:
    return list(
        session.scalars(
            sa.select(Deadline)
            .where(Deadline.subject_id == episode_id, Deadline.kind == kind, Deadline.state == "open")
            .order_by(Deadline.due_at)
        )
    )


def next_post_closure(session: Session, episode_id: uuid.UUID) -> Deadline | None:
    rows = open_clocks(session, episode_id, clocks.RISK_POST_CLOSURE.code)
    return rows[0] if rows else None


def waiting_hand_over(session: Session, episode_id: uuid.UUID) -> RiskHandOver | None:
    return session.scalar(
        sa.select(RiskHandOver)
        .where(RiskHandOver.episode_id == episode_id, RiskHandOver.acknowledged_at.is_(None))
        .order_by(RiskHandOver.at.desc())
        .limit(1)
    )


def open_rescreens(session: Session, person_id: uuid.UUID) -> list[Deadline]:
    """What is still to be asked of this person, the next due first."""
    kinds = (clocks.RECEPTION_SCREEN.code, clocks.RESCREEN.code, clocks.SCREEN_DUE.code)
    return list(
        session.scalars(
            sa.select(Deadline)
            .where(Deadline.person_id == person_id, Deadline.kind.in_(kinds), Deadline.state == "open")
            .order_by(Deadline.due_at.asc().nulls_last(), Deadline.id)
        )
    )


def ready_rescreens(session: Session, person_id: uuid.UUID, now: dt.datetime) -> list[Deadline]:
    """What can be asked of this person now: a planned screen not before it opens."""
    return [row for row in open_rescreens(session, person_id) if row.started_at <= now]
