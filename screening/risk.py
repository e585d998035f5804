"""Levels of an episode of suicide risk: who may raise one, what lowers one, what a cell demands.

Levels after the reference note, section 5.2 (project design on the ground of ACCT, NCCHC and the CPT standards); a
clinician must sign them before use. Values in, decision out; every refusal is a code, the words are the caller's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Level(IntEnum):
    """How close a person is accompanied."""

    L0 = 0  # closed, or in the reviews after closing
    L1 = 1  # support: at least one recorded conversation a shift
    L2 = 2  # intermittent and unpredictable
    L3 = 3  # close and unpredictable
    L4 = 4  # constant line of sight, a named observer every hour


class Discipline(StrEnum):
    HEALTH = "health"
    PSYCHOLOGY = "psychology"
    DUTY_OFFICER = "duty_officer"
    CUSTODY = "custody"
    SOCIAL = "social"
    EDUCATION = "education"
    FAITH = "faith"


#: Any health worker and the duty officer raise a level at once, without asking anybody.
MAY_RAISE = frozenset({Discipline.HEALTH, Discipline.PSYCHOLOGY, Discipline.DUTY_OFFICER})
LONGEST_STEP_DOWN = 1
LEAST_TIME_AT_CONSTANT = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Decision:
    """``level`` is the one that holds from now on; ``reasons`` say why the answer is no, or what it rests on."""

    allowed: bool
    level: Level
    reasons: tuple[str, ...] = ()


def raise_level(current: Level, wanted: Level, by: Discipline) -> Decision:
    """Raise by any number of levels at once."""
    reasons = []
    if by not in MAY_RAISE:
        reasons.append("by.not_entitled")
    if wanted <= current:
        reasons.append("level.not_higher")
    return Decision(not reasons, current if reasons else wanted, tuple(reasons))


def lower_level(
    current: Level,
    wanted: Level,
    *,
    since: dt.datetime,
    held_at: dt.datetime,
    attendees: Set[Discipline],
    person_seen: bool,
) -> Decision:
    """Lower in a review, never by lapse of time: one level, health and another discipline, the person seen.

    ``since`` is when the current level began. From constant observation a full day there is needed. Ending the
    episode is not a lowering but a closure with criteria of its own (``review.closure``).
    """
    reasons = []
    if wanted >= current:
        reasons.append("level.not_lower")
    elif current - wanted > LONGEST_STEP_DOWN:
        reasons.append("level.one_at_a_time")
    elif wanted is Level.L0:
        reasons.append("closure.required")
    reasons += review_problems(attendees)
    if not person_seen:
        reasons.append("person.not_seen")
    if current is Level.L4 and held_at - since < LEAST_TIME_AT_CONSTANT:
        reasons.append("level.too_short")
    return Decision(not reasons, current if reasons else wanted, tuple(reasons))


def review_problems(attendees: Set[Discipline]) -> list[str]:
    """What is missing for a review to decide anything: health, and one other discipline."""
    problems = []
    if Discipline.HEALTH not in attendees:
        problems.append("review.no_health")
    if not attendees - {Discipline.HEALTH}:
        problems.append("review.one_discipline")
    return problems


def placement(level: Level, *, alone: bool, written_override: bool = False) -> Decision:
    """Whether a person may be alone in a cell or segregated at this level.

    Isolation of a suicidal person implies constant observation. A doctor may override it in writing; the decision
    then names the override, so that it can be shown and counted.
    """
    if not alone or level is not Level.L3:
        return Decision(True, level)
    if written_override:
        return Decision(True, level, ("alone.written_override",))
    return Decision(False, Level.L4, ("alone.needs_constant",))


#: The level an outcome proposes until somebody has assessed the person. ASQ after the reference note, section 1.2;
#: the others are design. No outcome proposes L0: a negative screen never speaks against an episode.
PROPOSED: Mapping[tuple[str, str, str], Level] = MappingProxyType(
    {
        ("asq", "risk", "acute"): Level.L4,
        ("asq", "risk", "non_acute"): Level.L2,
        ("reception-suicide", "colour", "red"): Level.L3,
        ("reception-suicide", "colour", "amber"): Level.L1,
        ("cssrs-screener", "triage", "high"): Level.L4,
        ("cssrs-screener", "triage", "moderate"): Level.L2,
        ("cssrs-screener", "triage", "low"): Level.L1,
    }
)


def proposed_level(instrument: str, act_as: Mapping[str, str]) -> Level | None:
    """The highest level the outcomes of a screen propose, by what they are to be treated as; None for no proposal."""
    found = [PROPOSED[key] for outcome, band in act_as.items() if (key := (instrument, outcome, band)) in PROPOSED]
    return max(found, default=None)
