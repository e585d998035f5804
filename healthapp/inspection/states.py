"""How a visit moves. Source: OPCAT 19-22; the states are those of the preventive mechanism's own practice."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    SCHEDULED = "scheduled"
    AD_HOC = "ad_hoc"
    FOLLOW_UP = "follow_up"


class State(StrEnum):
    PLANNED = "planned"
    OPENED = "opened"
    IN_PROGRESS = "in_progress"
    OBSTRUCTED = "obstructed"
    CLOSED = "closed"
    ACT_SIGNED = "act_signed"
    REPORT_SENT = "report_sent"
    FOLLOW_UP_DUE = "follow_up_due"
    FOLLOWED_UP = "followed_up"
    ARCHIVED = "archived"
    ABORTED = "aborted"


S = State
#: Where the team is inside, or kept out of, the institution.
ON_SITE = frozenset({S.OPENED, S.IN_PROGRESS, S.OBSTRUCTED})
#: Before and without entering: nothing is read then.
NOT_ENTERED = frozenset({S.PLANNED, S.ABORTED})
#: Steps after the visit that the mechanism notes; that it was followed up, the follow-up visit itself says.
ONWARD = (S.ACT_SIGNED, S.REPORT_SENT, S.FOLLOW_UP_DUE, S.ARCHIVED)
STEPS: dict[State, frozenset[State]] = {
    S.PLANNED: frozenset({S.OPENED, S.ABORTED}),
    S.OPENED: frozenset({S.IN_PROGRESS, S.OBSTRUCTED, S.CLOSED, S.ABORTED}),
    S.IN_PROGRESS: frozenset({S.OBSTRUCTED, S.CLOSED, S.ABORTED}),
    S.OBSTRUCTED: frozenset({S.IN_PROGRESS, S.CLOSED, S.ABORTED}),
    S.CLOSED: frozenset({S.ACT_SIGNED}),
    S.ACT_SIGNED: frozenset({S.REPORT_SENT}),
    S.REPORT_SENT: frozenset({S.FOLLOW_UP_DUE, S.ARCHIVED}),
    S.FOLLOW_UP_DUE: frozenset({S.FOLLOWED_UP}),
    S.FOLLOWED_UP: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset(),
    S.ABORTED: frozenset(),
}


def may_step(state: State, to: State) -> bool:
    """Whether a visit in ``state`` may go to ``to``."""
    return to in STEPS[state]


def onward(state: State) -> list[State]:
    """The steps that may be noted next."""
    return [step for step in ONWARD if step in STEPS[state]]
