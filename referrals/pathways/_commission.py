"""The examination by the expert commission, shared by the administration's submission and the court's question.

Composition, days and forms stand in Board Decision 4-N, whose text was not obtained: nothing here assumes them.
Ethics: who treated, signed or reviewed the case has no vote (``apart_from``).
"""

from __future__ import annotations

from referrals.model import State, Step, step
from referrals.roles import COMMISSION

EXAMINED_HOW = ("in_person", "bedside", "on_file")
TREATED_OR_REVIEWED = ("find_need", "begin_file", "sign", "accept", "return_file", "not_support")


def states(*, court_decides: bool = False) -> tuple[State, ...]:
    """``court_decides``: the court has asked, and has the case all the while."""
    return (
        State("scheduled", "commission", court_decides=court_decides),
        State("examined", "commission", court_decides=court_decides),
        State("more_tests", "unit", court_decides=court_decides),
        State("concluded", "commission" if court_decides else "administration", court_decides=court_decides),
    )


def steps(conclusions: tuple[str, ...], *, then: str) -> tuple[Step, ...]:
    """``then``: the clock that runs from the conclusion on."""
    apart = TREATED_OR_REVIEWED
    return (
        *step("scheduled", "postpone", "=", COMMISSION, "reasons convocation"),
        *step(
            "scheduled",
            "examine",
            "examined",
            COMMISSION,
            "examination_record examination_consent|examination_refusal",
            results=EXAMINED_HOW,
            starts="smec.conclusion_days",
            stops="smec.exam_days",
            apart_from=apart,
        ),
        *step("examined", "order_tests", "more_tests", COMMISSION, "test_order"),
        *step("more_tests", "schedule", "scheduled", COMMISSION, "convocation test_results"),
        *step(
            "examined",
            "conclude",
            "concluded",
            COMMISSION,
            "commission_protocol commission_conclusion",
            results=conclusions,
            starts=then,
            stops="smec.conclusion_days",
            apart_from=apart,
        ),
        *step("concluded", "re_examine", "scheduled", COMMISSION, "reasons convocation", starts="smec.exam_days"),
    )
