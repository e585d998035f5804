"""The life of an appeal: received, taken in hand, decided, told. None ends before the person knows the outcome.

Sources: the preventive mechanism's annual report (each person is told the outcome; appeals are followed until they
are resolved); Law on the Ombudsman (appeals by the person, family, lawyer and the 916 call centre).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an appeal stands."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    DECIDED = "decided"
    TOLD = "told"


class Step(StrEnum):
    """What can be recorded of an appeal after it was received."""

    TAKE = "take"
    ACT = "act"
    DECIDE = "decide"
    TELL = "tell"
    REOPEN = "reopen"


SOURCES = ("person", "family", "lawyer", "call_916", "visit", "other")
KINDS = ("transfer", "own_doctor", "quality", "nutrition", "access", "other")
#: About the care of the unit itself: the Medical Department decides these, not those complained of.
OF_DEPARTMENT = frozenset({"quality", "own_doctor", "transfer"})
OUTCOMES = ("granted", "partly", "refused", "withdrawn", "elsewhere")
TOLD_HOW = ("spoken", "letter", "through_lawyer", "through_family", "not_found")

#: (state, step) -> state. What is not named is refused.
MOVES: Mapping[tuple[State, Step], State] = {
    (State.RECEIVED, Step.TAKE): State.IN_HAND,
    (State.IN_HAND, Step.ACT): State.IN_HAND,
    (State.IN_HAND, Step.DECIDE): State.DECIDED,
    (State.DECIDED, Step.TELL): State.TOLD,
    (State.DECIDED, Step.REOPEN): State.IN_HAND,
    (State.TOLD, Step.REOPEN): State.IN_HAND,
}


def steps(state: State) -> list[Step]:
    """What may be recorded now, in the order of the pathway."""
    return [step for (source, step) in MOVES if source == state]
