"""The life of an episode of risk: open, raise, plan, review, lower, close, open again. Nothing here commits.

Whether a step is allowed is decided by ``screening.risk`` and ``screening.review``; here it is written down.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from healthapp import audit, happenings
from healthapp.access.roles import PHYSICIANS, Role
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.i18n import ZONE
from healthapp.ledger import canonical
from healthapp.people import flags
from healthapp.people.models import Person
from healthapp.risk import events, policy, queries
from healthapp.risk.models import RiskAction, RiskEpisode, RiskLevelChange, RiskPlacement, RiskReport, SafetyPlan
from healthapp.risk.schemas import Open
from screening import review as rules
from screening import risk
from screening.risk import Discipline, Level

FLAG = "risk"


class Refused(Exception):
    """The rules say no; ``reasons`` are their codes."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class LevelChange:
    """Told as ``risk_level``: the level of an episode, or the advice about the cell, has been decided anew."""

    episode: RiskEpisode
    before: Level


def discipline(uow: UnitOfWork) -> Discipline:
    """The profession the actor decides in: custodial staff only see to the watch and call for help."""
    known = {Role.PSYCHOLOGIST: Discipline.PSYCHOLOGY, Role.ADMINISTRATION: Discipline.DUTY_OFFICER}
    return known.get(uow.actor.main_role, Discipline.HEALTH) if uow.actor.main_role else Discipline.HEALTH


def open_episode(uow: UnitOfWork, person: Person, command: Open) -> RiskEpisode:
    """Open an episode; one that is open is given back with what is told now, raised if the new word is worse.

    Raises Refused for whoever no facility holds by now: nobody would keep it.
    """
    uow.lock(f"risk:{person.id}")
    known = queries.open_of(uow.session, person.id)
    if known is not None:
        _tell(uow, known, command)
        if command.level > known.level:
            raise_level(uow, known, Level(command.level), command.reason)
        return known
    facility_id = held_by(uow, person)
    now = uow.now()
    due = rules.on_opening(now, policy.times(uow.session, now))
    episode = RiskEpisode(
        person_id=person.id,
        facility_id=facility_id,
        state="open",
        level=command.level,
        level_since=now,
        nudge=secrets.randbelow(1001),
        opened_at=now,
        opened_by=uow.actor.user_id,
        opened_by_name=uow.actor.name,
        source=command.source,
        informant=command.informant,
        reason=command.reason,
        record_id=command.record_id,
        reopens_id=command.reopens_id,
        last_self_harm_at=command.last_self_harm_at,
        next_review_at=due.first_review,
    )
    uow.session.add(episode)
    uow.session.flush()
    change(uow, episode, "opened", Level.L0, Level(command.level), command.reason)
    audit.record(
        uow,
        events.EPISODE_OPENED,
        about=episode,
        subject=("risk_episode", episode.id),
        source=command.source,
        level=command.level,
    )
    for kind, due_at in (
        (clocks.RISK_PLAN, due.immediate_plan),
        (clocks.RISK_ASSESSMENT, due.assessment),
        (clocks.RISK_REVIEW, due.first_review),
    ):
        start(uow, episode, kind, now, "opened", due_at)
    _flag(uow, episode)
    tell_level(uow, episode, Level.L0)
    return episode


def held_by(uow: UnitOfWork, person: Person) -> uuid.UUID:
    """Where the person is held by now: a transfer that was received meanwhile found no episode to hand over, and a
    release none to end. Raises Refused for whoever was released or died."""
    where = sa.select(Person.facility_id).where(Person.id == person.id, Person.in_custody)
    facility_id = uow.session.scalar(where)
    if facility_id is None:
        raise Refused(("person.held_nowhere",))
    return facility_id


def _tell(uow: UnitOfWork, episode: RiskEpisode, command: Open) -> None:
    """Keep what is told of an open episode; a second click tells nothing new."""
    said = (command.source, command.informant, command.reason, command.record_id)
    known: list[RiskEpisode | RiskReport] = [episode, *queries.reports_of(uow.session, episode.id)]
    if said in [(row.source, row.informant, row.reason, row.record_id) for row in known]:
        return
    uow.session.add(
        RiskReport(
            episode_id=episode.id,
            at=uow.now(),
            source=command.source,
            informant=command.informant,
            reason=command.reason,
            record_id=command.record_id,
            by=uow.actor.user_id,
            by_name=uow.actor.name,
        )
    )
    audit.record(uow, events.TOLD, about=episode, subject=("risk_episode", episode.id), source=command.source)


def raise_level(uow: UnitOfWork, episode: RiskEpisode, wanted: Level, reason: str) -> None:
    """Raise at once by any number of levels. Raises Refused."""
    hold(uow, episode)
    demand_open(episode)
    before = Level(episode.level)
    decision = risk.raise_level(before, wanted, discipline(uow))
    if not decision.allowed:
        raise Refused(decision.reasons)
    set_level(uow, episode, wanted, uow.now())
    times = policy.times(uow.session, uow.now())
    due = rules.after_raising(wanted, uow.now(), episode.next_review_at, times)
    review_due(uow, episode, due, "raised")
    change(uow, episode, "raised", before, wanted, reason)
    note_level(uow, episode, before)
    tell_level(uow, episode, before)


def add_action(uow: UnitOfWork, episode: RiskEpisode, *, text: str, owner: str, due_at: dt.datetime) -> RiskAction:
    """One item of the care plan; the first one is the immediate action plan. Raises Refused."""
    hold(uow, episode)
    demand_open(episode)
    row = RiskAction(
        episode_id=episode.id,
        text=text,
        owner=owner,
        due_at=due_at,
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        made_by_name=uow.actor.name,
        state="open",
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(uow, events.ACTION_PLANNED, about=episode, subject=("risk_action", row.id))
    deadlines.meet(uow, clocks.RISK_PLAN, met_at=uow.now(), met_by=row.id, subject_id=episode.id)
    return row


def end_action(uow: UnitOfWork, episode: RiskEpisode, row: RiskAction, *, state: str, outcome: str) -> None:
    """Say what became of an item; a second click changes nothing."""
    uow.claim(row)
    if row.state != "open":
        return
    row.state, row.outcome = state, outcome
    row.ended_at, row.ended_by = uow.now(), uow.actor.user_id
    audit.record(uow, events.ACTION_ENDED, about=episode, subject=("risk_action", row.id), state=state)


def place(uow: UnitOfWork, episode: RiskEpisode, *, alone: bool, override: str) -> RiskPlacement:
    """Advise about the cell: alone at level 3 only with a doctor's written grounds. Raises Refused."""
    hold(uow, episode)
    demand_open(episode)
    doctor = uow.actor.holds(PHYSICIANS, episode.facility_id)
    written = bool(override.strip()) and doctor is not None
    decision = risk.placement(Level(episode.level), alone=alone, written_override=written)
    if not decision.allowed:
        raise Refused(decision.reasons)
    row = _placed(uow, episode, alone, override.strip() if "alone.written_override" in decision.reasons else "")
    tell_level(uow, episode, Level(episode.level))
    return row


def _not_alone(uow: UnitOfWork, episode: RiskEpisode) -> None:
    """An older advice ends with the level that allowed it; a doctor's written grounds go on holding."""
    last = queries.placement(uow.session, episode.id)
    if last is None or not last.alone:
        return
    if not risk.placement(Level(episode.level), alone=True, written_override=bool(last.override)).allowed:
        _placed(uow, episode, False, "")


def _placed(uow: UnitOfWork, episode: RiskEpisode, alone: bool, override: str) -> RiskPlacement:
    role = uow.actor.holds(uow.actor.roles, episode.facility_id)
    row = RiskPlacement(
        episode_id=episode.id,
        at=uow.now(),
        level=episode.level,
        alone=alone,
        override=override,
        by=uow.actor.user_id,
        by_name=uow.actor.name,
        by_role=role.value if role else "",
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.PLACEMENT_DECIDED,
        about=episode,
        subject=("risk_placement", row.id),
        alone=alone,
        override=bool(row.override),
    )
    return row


def write_safety_plan(
    uow: UnitOfWork, episode: RiskEpisode, *, answers: dict[str, str], language: str, review_on: dt.date
) -> SafetyPlan:
    """Write the plan anew; what stood before stays. It is looked at again on ``review_on``, which is a clock."""
    uow.lock(f"risk:{episode.person_id}")
    last = queries.safety_plan(uow.session, episode.id)
    row = SafetyPlan(
        episode_id=episode.id,
        version=last.version + 1 if last else 1,
        language=language,
        answers=answers,
        review_on=review_on,
        written_at=uow.now(),
        by=uow.actor.user_id,
        by_name=uow.actor.name,
        digest=b"",
    )
    row.digest = canonical.digest(
        {
            "episode": episode.id,
            "version": row.version,
            "language": language,
            "answers": answers,
            "review_on": review_on,
            "written_at": row.written_at,
            "by": row.by,
        }
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.SAFETY_PLAN_WRITTEN,
        about=episode,
        subject=("safety_plan", row.id),
        digest=row.digest,
        version=row.version,
    )
    deadlines.meet(uow, clocks.SAFETY_PLAN_REVIEW, met_at=uow.now(), met_by=row.id, subject_id=episode.id)
    day_ends = dt.datetime.combine(review_on, dt.time(23, 59, 59), tzinfo=ZONE)
    start(uow, episode, clocks.SAFETY_PLAN_REVIEW, uow.now(), "written", day_ends)
    return row


def reopen(uow: UnitOfWork, episode: RiskEpisode, person: Person, *, reason: str) -> RiskEpisode:
    """Open again after closing: a new episode at level 2 that goes on from this one. Nothing is asked before.

    Raises Refused as ``open_episode``.
    """
    command = Open(
        "reopened",
        int(Level.L2),
        reason,
        reopens_id=episode.id,
        last_self_harm_at=episode.last_self_harm_at,
    )
    return open_episode(uow, person, command)


def review_due(uow: UnitOfWork, episode: RiskEpisode, due_at: dt.datetime, by: str) -> None:
    """Bring the next review forward; the clock that ran is replaced by the sooner one."""
    if episode.next_review_at is not None and due_at >= episode.next_review_at:
        return
    episode.next_review_at = due_at
    for row in queries.open_clocks(uow.session, episode.id, clocks.RISK_REVIEW.code):
        row.due_at = due_at
        return
    start(uow, episode, clocks.RISK_REVIEW, uow.now(), by, due_at)


def set_level(uow: UnitOfWork, episode: RiskEpisode, level: Level, at: dt.datetime) -> None:
    episode.level, episode.level_since = int(level), at
    episode.nudge, episode.revision = secrets.randbelow(1001), episode.revision + 1
    _not_alone(uow, episode)
    _flag(uow, episode)


def _flag(uow: UnitOfWork, episode: RiskEpisode) -> None:
    """Keep the banner of every page in step with the level."""
    if episode.level == 0:
        flags.end(uow, person_id=episode.person_id, code=FLAG)
    else:
        flags.put(uow, person_id=episode.person_id, code=FLAG, state=str(episode.level))


def note_level(uow: UnitOfWork, episode: RiskEpisode, before: Level) -> None:
    audit.record(
        uow,
        events.LEVEL_CHANGED,
        about=episode,
        subject=("risk_episode", episode.id),
        before=int(before),
        after=episode.level,
    )


def tell_level(uow: UnitOfWork, episode: RiskEpisode, before: Level) -> None:
    """Who keeps the person apart from others has to know. Raises Refused where that forbids the new level."""
    happenings.tell("risk_level", uow, LevelChange(episode, before))


def change(uow: UnitOfWork, episode: RiskEpisode, act: str, before: Level, after: Level, reason: str) -> None:
    uow.session.add(
        RiskLevelChange(
            episode_id=episode.id,
            at=uow.now(),
            act=act,
            level_before=int(before),
            level_after=int(after),
            reason=reason,
            by=uow.actor.user_id,
            by_name=uow.actor.name,
            discipline=discipline(uow).value,
        )
    )


def start(
    uow: UnitOfWork, episode: RiskEpisode, kind: DeadlineKind, at: dt.datetime, by: str, due_at: dt.datetime
) -> None:
    deadlines.start(
        uow,
        kind,
        facility_id=episode.facility_id,
        started_at=at,
        started_by=by,
        person_id=episode.person_id,
        subject=("risk_episode", episode.id),
        due_at=due_at,
    )


def hold(uow: UnitOfWork, episode: RiskEpisode) -> None:
    """Hold what is kept of this person's risk until the end of this unit, and look at the episode as it is now."""
    uow.lock(f"risk:{episode.person_id}")
    uow.session.refresh(episode)


def demand_open(episode: RiskEpisode) -> None:
    if episode.state != "open":
        raise Refused(["episode.closed"])


def action_of(uow: UnitOfWork, episode: RiskEpisode, action_id: uuid.UUID) -> RiskAction | None:
    """An item of this episode's plan, or None."""
    row = uow.session.get(RiskAction, action_id)
    return row if row is not None and row.episode_id == episode.id else None
