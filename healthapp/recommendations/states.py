"""The life of a recommendation. The addressee says that it is done; that it *is* done, only a follow-up visit says.

Sources: OPCAT 19 and 22; CEP 22.1-1 (recommendations and the reply within the set time are the Ombudsman's); the
states are those of the preventive mechanism's practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a recommendation stands. Overdue is no state: it is told from the day it is due."""

    DRAFT = "draft"
    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    REPORTED_DONE = "reported_done"
    IMPLEMENTED = "implemented"
    PARTLY = "partly"
    NOT_IMPLEMENTED = "not_implemented"
    SUPERSEDED = "superseded"
    NO_LONGER = "no_longer"


class Step(StrEnum):
    """What can be recorded of one."""

    ISSUE = "issue"
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    REPORT = "report"
    VERIFY = "verify"
    SUPERSEDE = "supersede"
    DROP = "drop"


class Who(StrEnum):
    """Whose step it is."""

    OFFICE = "office"
    MEMBER = "member"
    ADDRESSEE = "addressee"


S = State
WAITING = frozenset({S.ISSUED, S.ACKNOWLEDGED, S.ANSWERED, S.REPORTED_DONE, S.PARTLY, S.NOT_IMPLEMENTED})
UNANSWERED = frozenset({S.ISSUED, S.ACKNOWLEDGED})
FOUND = frozenset({S.IMPLEMENTED, S.PARTLY, S.NOT_IMPLEMENTED})

#: step -> (whose, states it is taken from). Where it leads: ``after``.
STEPS: Mapping[Step, tuple[Who, frozenset[State]]] = {
    Step.ISSUE: (Who.OFFICE, frozenset({S.DRAFT})),
    Step.ACKNOWLEDGE: (Who.ADDRESSEE, frozenset({S.ISSUED})),
    Step.ANSWER: (Who.ADDRESSEE, UNANSWERED),
    Step.REPORT: (Who.ADDRESSEE, frozenset({S.ANSWERED, S.PARTLY, S.NOT_IMPLEMENTED})),
    Step.VERIFY: (Who.MEMBER, WAITING),
    Step.SUPERSEDE: (Who.OFFICE, WAITING),
    Step.DROP: (Who.OFFICE, WAITING | {S.DRAFT}),
}
ANSWERS = ("accepted", "partly", "rejected")
#: Those who work here with a desk of their own; for the others the office writes down what they answered.
DESKS = ("unit_head", "governor", "medical_department")
ADDRESSEES = (*DESKS, "penitentiary_service", "justice", "health", "prosecutor", "cabinet")
AREAS = ("records", "intake", "injuries", "suicide", "psychiatry", "hospital", "conditions", "food", "staff", "other")


def after(step: Step, found: str = "") -> State:
    """The state a step leads to. ``found``: what a verification found. Raises ValueError for anything else there."""
    if step is Step.VERIFY:
        state = State(found)
        if state not in FOUND:
            raise ValueError(found)
        return state
    return {
        Step.ISSUE: S.ISSUED,
        Step.ACKNOWLEDGE: S.ACKNOWLEDGED,
        Step.ANSWER: S.ANSWERED,
        Step.REPORT: S.REPORTED_DONE,
        Step.SUPERSEDE: S.SUPERSEDED,
        Step.DROP: S.NO_LONGER,
    }[step]
