"""The road of a case in at most eight parts, for whoever wants to see at a glance how far it has come.

A road only groups the states of a pathway; which step leads where is the pathway's own. It is read from the events:
a part that was left for a later one is passed, and going back (a returned file) opens it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Standing(StrEnum):
    """How a part of the road stands."""

    PASSED = "passed"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a road: ``code`` has words (``road.<code>``)."""

    code: str
    states: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reached:
    """A part as a case has it. ``left``: when it was last left for a later one; None when skipped or ahead."""

    code: str
    standing: Standing
    left: datetime | None = None


def _road(text: str) -> tuple[Part, ...]:
    """``"need: requested draft; court: heard"``."""
    parts = (part.partition(":") for part in text.split(";"))
    return tuple(Part(code.strip(), frozenset(states.split())) for code, _sign, states in parts)


_NEED = "need: requested need_not_found need_identified"
_DECIDED = "decision: granted refused appealed; execution: final_granted"
_ILLNESS = (
    f"{_NEED}; unit: draft returned; administration: signed_by_unit not_submitted; "
    "department: department_review not_supported told_court_open; "
    "commission: accepted scheduled examined more_tests; "
    f"court: concluded sent_to_court court_registered heard returned_by_court; {_DECIDED}"
)
_CONCERN = "concern: concern; examination: psych_examined care_in_prison; council: council"
_BED = "bed_requested bed_refused bed_offered"
_TRIAL = "court: placement_advised sent_to_court court_registered heard returned_by_court granted refused appealed"
_WARD = (
    f"{_CONCERN}; bed: placement_advised {_BED}; consent: consented consent_refused; journey: in_transfer; "
    "hospital: admitted consent_withdrawn; return: back_at_unit"
)

ROADS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "illness_mental": _road(_ILLNESS),
        "illness_other": _road(_ILLNESS),
        "illness_remand": _road(
            f"{_NEED}; opinion: opinion_ordered opinion_given; investigator: decision_pending kept; court: at_court; "
            "execution: end_ordered"
        ),
        "court_petition": _road(
            "petition: petition_filed; court: sent_to_court court_registered returned_by_court; "
            f"commission: opinion_asked scheduled examined more_tests concluded; hearing: heard; {_DECIDED}"
        ),
        "placement_a": _road(_WARD),
        "placement_b": _road(_WARD),
        "placement_c": _road(
            f"{_CONCERN}; {_TRIAL}; bed: court_ordered {_BED}; journey: in_transfer; "
            "hospital: admitted under_review extension_at_court lifted; return: back_at_unit"
        ),
        "placement_d": _road(
            f"{_CONCERN}; decision: placement_advised body_informed; "
            f"bed: court_ordered expertise_ordered {_BED}; journey: in_transfer; hospital: admitted; "
            "return: back_at_unit"
        ),
        "placement_e": _road(
            f"{_CONCERN}; {_TRIAL}; treatment: court_ordered treated_in_prison; review: under_review extension_at_court"
        ),
        "disability": _road(
            f"{_NEED}; file: draft; agency: e_referred more_information; "
            "decision: assessed percentage_refused percentage_until appealed"
        ),
        "own_specialist": _road(
            "request: specialist_requested; permission: specialist_refused complaint; "
            "visit: specialist_allowed visit_delayed visit_set postponed; answer: seen"
        ),
        "hospital_referral": _road(
            "need: requested need_not_found; file: draft returned; department: outside_review; "
            "place: awaiting_place place_refused; escort: appointment_set postponed escort_missing escort_ready; "
            "journey: on_the_way; hospital: in_hospital seen; return: back_at_unit"
        ),
        "probation_handover": _road(
            "plan: release_planned; handover: handover_ready; "
            "probation: probation_told probation_returned probation_acknowledged; liberty: at_liberty"
        ),
    }
)


def reached(pathway: str, states: Iterable[tuple[str, datetime]]) -> tuple[Reached, ...]:
    """How far a case has come. ``states``: the state after each of its events, with the moment, in order.

    A final state belongs to no part: then nothing is "now", and what was reached is passed.
    """
    road = ROADS[pathway]
    place_of = {state: place for place, part in enumerate(road) for state in part.states}
    left: dict[int, datetime] = {}
    here = furthest = -1
    for state, at in states:
        place = place_of.get(state, len(road))
        if place != here:
            left = {other: moment for other, moment in left.items() if other < place}
            if 0 <= here < place:
                left[here] = at
        furthest = place if place < len(road) else here
        here = place
    ended = here == len(road)
    return tuple(
        Reached(part.code, _standing(place, furthest, ended=ended), left.get(place)) for place, part in enumerate(road)
    )


def _standing(place: int, furthest: int, *, ended: bool) -> Standing:
    if place < furthest or (ended and place == furthest):
        return Standing.PASSED
    return Standing.NOW if place == furthest and not ended else Standing.AHEAD
