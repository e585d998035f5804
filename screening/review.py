"""When an episode must be planned, assessed and reviewed, and what must be true before it is closed.

Times after ACCT and the reference note, section 5.2. An episode survives release and transfer as a hand-over; it never
ends by lapse of time. Opening it again needs no criteria at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from screening.risk import Decision, Discipline, Level, review_problems

CONTACTS_APART = dt.timedelta(hours=24)
WITHOUT_SELF_HARM = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Times:
    """What a site's policy says of an episode; it may be stricter than ``REFERENCE`` and is never weaker.

    ``within``: how soon a review follows at each level. ``post_closure``: the reviews after closing. What must be true
    before a level falls or an episode is closed is no policy: no site asks for less, and a review may always ask more.
    """

    plan: dt.timedelta
    assessment: dt.timedelta
    first_review: dt.timedelta
    within: Mapping[Level, dt.timedelta]
    post_closure: tuple[dt.timedelta, ...]


REFERENCE = Times(
    plan=dt.timedelta(hours=1),
    assessment=dt.timedelta(hours=24),
    first_review=dt.timedelta(hours=24),
    within=MappingProxyType(
        {
            Level.L1: dt.timedelta(days=7),
            Level.L2: dt.timedelta(days=7),
            Level.L3: dt.timedelta(hours=48),
            Level.L4: dt.timedelta(hours=24),
        }
    ),
    post_closure=(dt.timedelta(days=7), dt.timedelta(days=30), dt.timedelta(days=90)),
)


@dataclass(frozen=True, slots=True)
class Due:
    immediate_plan: dt.datetime
    assessment: dt.datetime
    first_review: dt.datetime


def on_opening(opened_at: dt.datetime, times: Times) -> Due:
    """What the opening of an episode sets running."""
    return Due(opened_at + times.plan, opened_at + times.assessment, opened_at + times.first_review)


def next_review(level: Level, held_at: dt.datetime, times: Times) -> dt.datetime | None:
    """When the review after this one is due at the level it left; None once the episode is closed."""
    return None if level is Level.L0 else held_at + times.within[level]


def after_raising(level: Level, raised_at: dt.datetime, due: dt.datetime | None, times: Times) -> dt.datetime:
    """When the next review is due once a level was raised: never later than it was already. Raises ValueError at L0."""
    if level is Level.L0:
        raise ValueError("nothing is raised to a closed episode")
    sooner = raised_at + times.within[level]
    return sooner if due is None else min(due, sooner)


def overdue_by(due: dt.datetime, now: dt.datetime, held_at: dt.datetime | None = None) -> dt.timedelta:
    """How late a review is, or was when it was held; zero for one in time."""
    return max((held_at or now) - due, dt.timedelta(0))


def post_closure_reviews(closed_at: dt.datetime, times: Times) -> tuple[dt.datetime, ...]:
    return tuple(closed_at + after for after in times.post_closure)


@dataclass(frozen=True, slots=True)
class Contact:
    """One conversation in which ideation and intent were asked about; None where the answer is not known."""

    at: dt.datetime
    ideation: bool | None


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """What is known when somebody wants to close an episode.

    ``open_actions`` counts the actions of the care plan that are neither done nor handed over. ``person_view`` says
    that the person's own view is recorded, whatever it is.
    """

    level: Level
    now: dt.datetime
    contacts: Sequence[Contact]
    open_actions: int
    last_self_harm: dt.datetime | None
    attendees: Set[Discipline]
    person_view: bool


def closure(facts: ClosureFacts) -> Decision:
    """Whether the episode may be closed, with every criterion that is not met."""
    reasons = []
    if facts.level > Level.L1:
        reasons.append("level.above_one")
    reasons += _ideation(facts.contacts)
    if facts.open_actions:
        reasons.append("plan.open_actions")
    if facts.last_self_harm is not None and facts.now - facts.last_self_harm < WITHOUT_SELF_HARM:
        reasons.append("self_harm.recent")
    reasons += review_problems(facts.attendees)
    if not facts.person_view:
        reasons.append("person.no_view")
    return Decision(not reasons, facts.level if reasons else Level.L0, tuple(reasons))


def _ideation(contacts: Sequence[Contact]) -> list[str]:
    """The latest contacts in a row without ideation must be two at least and reach back a day."""
    latest = sorted(contacts, key=lambda contact: contact.at, reverse=True)
    free = []
    for contact in latest:
        if contact.ideation is not False:
            break
        free.append(contact.at)
    if free and free[0] - free[-1] >= CONTACTS_APART:
        return []
    if not free and latest:
        return ["contacts.ideation" if latest[0].ideation else "contacts.not_asked"]
    return ["contacts.too_few" if len(free) < 2 else "contacts.too_close"]
