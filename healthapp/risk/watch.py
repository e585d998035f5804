"""The watch: entering what was seen, and what the server says of the times. Rules are ``screening.observation``'s.

Limits come in as ``policy``: what was in force when a gap began judges it.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.i18n import gettext as _
from healthapp.risk import events, policy, scheduler
from healthapp.risk.models import RiskEpisode, RiskObservation, RiskWithdrawal
from healthapp.risk.schemas import Look
from healthapp.risk.services import Refused, hold, raise_level
from screening import observation as rules
from screening.risk import Level

STRETCH = dt.timedelta(hours=12)
EARLIEST_ENTRY = dt.timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Watch:
    """How a watch stands: ``opens`` and ``closes`` are the window to look in, never an exact next minute."""

    due_at: dt.datetime | None
    opens: dt.datetime | None
    closes: dt.datetime | None
    overdue: dt.timedelta
    late: int
    missed: int
    predictable: bool


def take(uow: UnitOfWork, episode: RiskEpisode, look: Look) -> RiskObservation:
    """One look as tapped, at once or after waiting for the network; sent twice it is one entry.

    Self-harm is entered, makes the watch constant from now on and is asked about within the hour. Raises Refused as
    ``observe`` does, and LookupError for a correction of an entry of another episode.
    """
    hold(uow, episode)
    if look.key is not None and (known := _entered(uow, episode, look.key)) is not None:
        return known
    seen = rules.made_at(uow.now(), look.told, look.waited)
    at = seen.at - look.ago
    if look.seen == "self_harm":
        return _call_for_help(uow, episode, look, at, doubtful=seen.doubtful)
    corrects = uow.session.get(RiskObservation, look.corrects) if look.corrects is not None else None
    if look.corrects is not None and (corrects is None or corrects.episode_id != episode.id):
        raise LookupError(look.corrects)
    return observe(
        uow,
        episode,
        seen=look.seen,
        observed_at=at,
        text=look.text,
        corrects=corrects,
        key=look.key,
        doubtful=seen.doubtful,
    )


def observe(
    uow: UnitOfWork,
    episode: RiskEpisode,
    *,
    seen: str,
    observed_at: dt.datetime,
    text: str,
    corrects: RiskObservation | None = None,
    key: uuid.UUID | None = None,
    doubtful: bool = False,
) -> RiskObservation:
    """One look. A time ahead of the server's is refused, one long ago too; both are shown to the observer.

    ``doubtful``: the device's clock cannot be right, so the entry is marked as if it were late.
    Raises Refused: ``episode.closed``, ``observation.future``, ``observation.before``, ``observation.too_old``,
    ``observation.text``.
    """
    now = uow.now()
    if episode.state != "open":
        raise Refused(["episode.closed"])
    if observed_at > now:
        raise Refused(["observation.future"])
    if observed_at < episode.opened_at:
        raise Refused(["observation.before"])
    if now - observed_at > EARLIEST_ENTRY:
        raise Refused(["observation.too_old"])
    if seen == "distressed" and not text:
        raise Refused(["observation.text"])
    if seen == "relief" and Level(episode.level) is not Level.L4:
        raise Refused(["observation.relief"])
    late = doubtful or rules.is_late_entry(observed_at, now, policy.watch(uow.session))
    row = RiskObservation(
        episode_id=episode.id,
        facility_id=episode.facility_id,
        level=episode.level,
        observed_at=observed_at,
        recorded_at=now,
        seen=seen,
        signs_of_life=True if seen == "asleep" else None,
        text=text,
        observer_id=uow.actor.user_id,
        observer_name=uow.actor.name,
        late_entry=late,
        corrects_id=corrects.id if corrects is not None else None,
        key=key,
    )
    uow.session.add(row)
    episode.nudge = secrets.randbelow(1001)
    uow.session.flush()
    audit.record(
        uow,
        events.OBSERVED,
        about=episode,
        subject=("risk_observation", row.id),
        late_entry=late,
        correction=corrects is not None,
    )
    return row


def _entered(uow: UnitOfWork, episode: RiskEpisode, key: uuid.UUID) -> RiskObservation | None:
    return uow.session.scalar(
        sa.select(RiskObservation).where(RiskObservation.episode_id == episode.id, RiskObservation.key == key)
    )


def _call_for_help(
    uow: UnitOfWork, episode: RiskEpisode, look: Look, at: dt.datetime, *, doubtful: bool
) -> RiskObservation:
    """Self-harm seen on the watch. A tap that reached the server late is late, and raises the level all the same."""
    said = _("Self-harm") + (f": {look.text}" if look.text else "")
    row = observe(uow, episode, seen="distressed", observed_at=at, text=said, key=look.key, doubtful=doubtful)
    episode.last_self_harm_at = max(episode.last_self_harm_at or at, at)
    if Level(episode.level) < Level.L4:
        raise_level(uow, episode, Level.L4, said)
    scheduler.raise_trigger(uow, person_id=episode.person_id, facility_id=episode.facility_id, code="self_harm", at=at)
    return row


def withdraw(uow: UnitOfWork, episode: RiskEpisode, row: RiskObservation, *, reason: str) -> None:
    """Take back an entry made for somebody else; both stay to be read. A second click changes nothing."""
    uow.lock(f"risk:{episode.person_id}")
    known = uow.session.scalar(sa.select(RiskWithdrawal).where(RiskWithdrawal.observation_id == row.id))
    if known is not None:
        return
    made = RiskWithdrawal(
        episode_id=episode.id,
        observation_id=row.id,
        at=uow.now(),
        reason=reason,
        by=uow.actor.user_id,
        by_name=uow.actor.name,
    )
    uow.session.add(made)
    uow.session.flush()
    audit.record(uow, events.OBSERVATION_WITHDRAWN, about=episode, subject=("risk_withdrawal", made.id))


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it stands in the log. ``late``: how long after the limit it came; zero for one in time."""

    row: RiskObservation
    late: dt.timedelta
    missed: int
    withdrawn: RiskWithdrawal | None
    corrected: bool


def lines(
    begun: dt.datetime,
    rows: Sequence[RiskObservation],
    taken_back: Mapping[uuid.UUID, RiskWithdrawal],
    limits: rules.Policy,
) -> list[Line]:
    """The log, newest first, each entry judged by the limit that held after the one before it."""
    standing = valid([row for row in rows if row.id not in taken_back])
    judged: dict[uuid.UUID, rules.Gap] = {}
    previous = begun
    for row in standing:
        due = rules.due_at(Level(row.level), previous, limits)
        if due is not None and row.observed_at > previous:
            judged[row.id] = rules.gap(row.observed_at - previous, due - previous)
        previous = max(previous, row.observed_at)
    corrected = {row.corrects_id for row in rows if row.corrects_id is not None}
    nothing = rules.Gap(dt.timedelta(0), 0)
    return [
        Line(row, judged.get(row.id, nothing).late_by, judged.get(row.id, nothing).missed, taken_back.get(row.id),
             row.id in corrected)
        for row in reversed(rows)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who has the person in sight at constant observation, since when."""

    name: str
    since: dt.datetime


def keeper(episode: RiskEpisode, rows: Sequence[RiskObservation]) -> Keeper | None:
    """The named observer of a constant watch: whoever took it over last. None before somebody has."""
    for row in reversed(valid(rows)):
        if row.seen == "relief" and row.observed_at >= episode.level_since:
            return Keeper(row.observer_name, row.observed_at)
    return None


def valid(rows: Sequence[RiskObservation]) -> list[RiskObservation]:
    """Those that stand: what was put right is out, and a minute noted twice counts once."""
    corrected: set[uuid.UUID] = {row.corrects_id for row in rows if row.corrects_id is not None}
    standing: list[RiskObservation] = []
    for row in sorted(rows, key=lambda row: row.observed_at):
        if row.id not in corrected and (not standing or row.observed_at > standing[-1].observed_at):
            standing.append(row)
    return standing


@dataclass(frozen=True, slots=True)
class Record:
    """How a watch was kept over the last stretch: ``longest`` gap, entries written down late, whose entries."""

    entries: int
    late: int
    missed: int
    late_entries: int
    longest: dt.timedelta
    predictable: bool
    observers: tuple[str, ...]


def record_of(episode: RiskEpisode, rows: Sequence[RiskObservation], now: dt.datetime, limits: rules.Policy) -> Record:
    """The record of the current level, the gap that still runs included."""
    begun = max(episode.level_since, now - STRETCH)
    standing = [row for row in valid(rows) if row.observed_at >= begun]
    found = judge(episode, rows, now, limits)
    moments = [begun, *(row.observed_at for row in standing), now]
    longest = max((later - earlier for earlier, later in pairwise(moments)), default=dt.timedelta(0))
    running = 1 if found.overdue else 0
    names = tuple(dict.fromkeys(row.observer_name for row in standing))
    return Record(
        len(standing),
        found.late + running,
        found.missed,
        sum(row.late_entry for row in standing),
        longest,
        found.predictable,
        names,
    )


def judge(episode: RiskEpisode, rows: Sequence[RiskObservation], now: dt.datetime, limits: rules.Policy) -> Watch:
    """How the watch at the current level stands: since the level began, or over the last twelve hours.

    ``rows``: the looks of that time, and the last one before it, from which the first gap runs.
    """
    level = Level(episode.level)
    if level is Level.L0:
        return Watch(None, None, None, dt.timedelta(0), 0, 0, False)
    seen = [row.observed_at for row in valid(rows) if row.observed_at >= episode.level_since]
    begun = episode.level_since if now - episode.level_since <= STRETCH or not seen else seen[0]
    moments = [begun, *[at for at in seen if at > begun]]
    log = rules.judge_observed(level, moments, limits)
    last = moments[-1]
    due_at = rules.due_at(level, last, limits)
    assert due_at is not None, "every level above 0 is watched"
    opens, closes = rules.window(last, due_at - last, episode.nudge / 1000)
    overdue = max(now - due_at, dt.timedelta(0))
    running = rules.gap(now - last, due_at - last).missed if now > last else 0
    predictable = rules.is_predictable([later - earlier for earlier, later in pairwise(seen)], limits.at(last))
    return Watch(due_at, opens, min(closes, due_at), overdue, log.late, log.missed + running, predictable)
