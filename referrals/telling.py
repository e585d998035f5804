"""Which steps decide something about a person, and whether the person was told.

Every "no" is among them, and every answer of a court, commission, department, agency or hospital that changes what
happens next. A step may carry the telling itself (a paper says so); a later step that does tells of everything before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Papers that say the person was told.
TOLD = frozenset({"outcome_told", "told_court_open", "person_informed"})
#: The paper that says why not.
NOT_TOLD = "not_informed_reason"
DECISIONS = frozenset(
    # the unit, the department, the commission
    "find_no_need withhold accept return_file not_support conclude care_in_prison find_no_disorder advise_placement "
    # the court and its measures
    "grant refuse return_for_evidence discontinue adjourn appeal_grant appeal_refuse appeal_return become_final "
    "end_detention keep_detention extend keep_measure change_measure lift "
    "order_safety_measure order_expertise decline_order "
    # hospitals and places
    "refuse_bed offer_bed take_back_bed review stay_on review_course refuse_place offer_place "
    "approve_outside return_referral "
    # disability, one's own specialist
    "grant_until grant_lasting refuse_percentage ask_more allow refuse_specialist uphold_refusal delay_visit "
    "not_come lack_escort turn_back return_notice".split()
)


@dataclass(frozen=True, slots=True)
class Decision:
    """``place`` of a decision among the events (from 0), and of the event by which the person was told, if any.

    ``excused``: a paper with it says why the person was not told; that is a gap with a reason.
    """

    place: int
    told_by: int | None
    excused: bool


def decisions(events: Sequence[tuple[str, Iterable[str]]]) -> list[Decision]:
    """The decisions among (event code, codes of its papers), in order."""
    telling = [place for place, (_code, papers) in enumerate(events) if TOLD & set(papers)]
    return [
        Decision(place, next((later for later in telling if later >= place), None), NOT_TOLD in set(papers))
        for place, (code, papers) in enumerate(events)
        if code in DECISIONS
    ]


def tells(papers: Iterable[str]) -> bool:
    """Whether a step with these papers tells the person."""
    return bool(TOLD & set(papers))
