"""Assessments, contacts, reviews and the closing of an episode. Every entry is a row; none commits."""

from __future__ import annotations

import datetime as dt

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.risk import events, policy, queries
from healthapp.risk.models import RiskEpisode, RiskReview
from healthapp.risk.schemas import Review
from healthapp.risk.services import (
    Refused,
    change,
    demand_open,
    hold,
    note_level,
    raise_level,
    set_level,
    start,
    tell_level,
)
from screening import review as rules
from screening import risk
from screening.review import Times
from screening.risk import Discipline, Level


def record(uow: UnitOfWork, episode: RiskEpisode, command: Review) -> RiskReview:
    """Write down an assessment, contact or review, and what it decided about the level. Raises Refused.

    Lowering and closing follow the rules; raising is always allowed. The next review is due by the level it leaves.
    """
    hold(uow, episode)
    before, wanted = Level(episode.level), Level(command.level)
    due_at = episode.next_review_at
    times = policy.times(uow.session, uow.now())
    present = {Discipline(code) for code, _name in command.attendees}
    row = _review_row(uow, episode, command, before)
    if command.kind == "post_closure":
        _keep(uow, episode, row, due_at)
        _meet_post(uow, episode, row)
        return row
    demand_open(episode)
    if command.kind == "closure":
        _close(uow, episode, row, present, times)
    elif command.kind == "review" and wanted < before:
        decision = risk.lower_level(
            before,
            wanted,
            since=episode.level_since,
            held_at=command.held_at,
            attendees=present,
            person_seen=command.person_seen,
        )
        if not decision.allowed:
            raise Refused(decision.reasons)
        _settle(row, wanted, times)
        _keep(uow, episode, row, due_at)
        _move(uow, episode, "lowered", wanted, command.findings)
    elif command.kind == "review" and (problems := risk.review_problems(present)):
        raise Refused(problems)
    else:
        _settle(row, max(wanted, before), times)
        _keep(uow, episode, row, due_at)
        if wanted > before:
            raise_level(uow, episode, wanted, command.findings)
    _after_review(uow, episode, row)
    if Level(episode.level) is not before:
        tell_level(uow, episode, before)
    return row


def _review_row(uow: UnitOfWork, episode: RiskEpisode, command: Review, before: Level) -> RiskReview:
    return RiskReview(
        episode_id=episode.id,
        kind=command.kind,
        held_at=command.held_at,
        recorded_at=uow.now(),
        due_at=episode.next_review_at,
        attendees=[{"discipline": code, "name": name} for code, name in command.attendees],
        person_seen=command.person_seen,
        why_not_seen=command.why_not_seen,
        ideation=command.ideation,
        person_view=command.person_view,
        findings=command.findings,
        disagreement=command.disagreement or None,
        level_before=int(before),
        level_after=int(before),
        by=uow.actor.user_id,
        by_name=uow.actor.name,
    )


def _settle(row: RiskReview, level: Level, times: Times) -> None:
    """Decide what the entry says before it is kept: a kept one is never changed."""
    row.level_after = int(level)
    row.next_due_at = rules.next_review(level, row.held_at, times) if row.kind == "review" else None


def _keep(uow: UnitOfWork, episode: RiskEpisode, row: RiskReview, due_at: dt.datetime | None) -> None:
    uow.session.add(row)
    uow.session.flush()
    counts = due_at is not None and row.kind in ("review", "closure")
    late = rules.overdue_by(due_at, uow.now(), row.held_at) if counts and due_at is not None else dt.timedelta(0)
    audit.record(
        uow,
        events.REVIEW_RECORDED,
        about=episode,
        subject=("risk_review", row.id),
        kind=row.kind,
        late_minutes=int(late.total_seconds() // 60),
    )


def _move(uow: UnitOfWork, episode: RiskEpisode, act: str, wanted: Level, reason: str) -> None:
    before = Level(episode.level)
    set_level(uow, episode, wanted, uow.now())
    change(uow, episode, act, before, wanted, reason)
    note_level(uow, episode, before)


def _close(uow: UnitOfWork, episode: RiskEpisode, row: RiskReview, present: set[Discipline], times: Times) -> None:
    contacts = [
        rules.Contact(held, {"yes": True, "no": False}.get(ideation))
        for held, ideation in queries.contacts(uow.session, episode.id)
    ]
    contacts.append(rules.Contact(row.held_at, {"yes": True, "no": False}.get(row.ideation)))
    decision = rules.closure(
        rules.ClosureFacts(
            level=Level(episode.level),
            now=uow.now(),
            contacts=contacts,
            open_actions=queries.open_actions(uow.session, episode.id),
            last_self_harm=episode.last_self_harm_at,
            attendees=present,
            person_view=bool(row.person_view.strip()),
        )
    )
    if not decision.allowed:
        raise Refused(decision.reasons)
    _settle(row, Level.L0, times)
    _keep(uow, episode, row, episode.next_review_at)
    _move(uow, episode, "closed", Level.L0, row.findings)
    episode.state, episode.closed_at, episode.closed_by = "closed", uow.now(), uow.actor.user_id
    episode.next_review_at = None
    for kind in (clocks.RISK_PLAN, clocks.RISK_ASSESSMENT, clocks.RISK_REVIEW, clocks.SAFETY_PLAN_REVIEW):
        deadlines.meet(uow, kind, met_at=row.held_at, met_by=row.id, subject_id=episode.id)
    for due_at in rules.post_closure_reviews(uow.now(), times):
        start(uow, episode, clocks.RISK_POST_CLOSURE, uow.now(), "closed", due_at)


def _after_review(uow: UnitOfWork, episode: RiskEpisode, row: RiskReview) -> None:
    """The clocks an entry meets, and when the next review is due. A contact alone meets nothing."""
    if row.kind == "assessment":
        deadlines.meet(uow, clocks.RISK_ASSESSMENT, met_at=row.held_at, met_by=row.id, subject_id=episode.id)
    if row.kind != "review":
        return
    deadlines.meet(uow, clocks.RISK_REVIEW, met_at=row.held_at, met_by=row.id, subject_id=episode.id)
    episode.next_review_at = row.next_due_at
    if row.next_due_at is not None:
        start(uow, episode, clocks.RISK_REVIEW, row.held_at, "reviewed", row.next_due_at)


def _meet_post(uow: UnitOfWork, episode: RiskEpisode, row: RiskReview) -> None:
    """A review after closing meets the earliest of its clocks only."""
    first = queries.next_post_closure(uow.session, episode.id)
    if first is not None:
        first.state, first.met_at, first.met_by = "met", row.held_at, row.id
