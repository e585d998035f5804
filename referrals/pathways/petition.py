"""The person's own road to court (CPC 511.2): by the person, the defender or the legal representative.

It runs with the commission's view or against it: the court may ask for an opinion, and may hear the case at any
moment without one. Only the court's act, the person's own withdrawal or the end of custody closes a petition.
"""

from __future__ import annotations

from referrals.model import Pathway, State, step
from referrals.pathways import _commission, _court
from referrals.pathways._shared import CONVICT_MARKS, CONVICT_ROAD, PETITION_EXITS, exit_states
from referrals.pathways.illness import MENTAL, MENTAL_GRANTS, OTHER, OTHER_GRANTS, release_states, release_steps
from referrals.roles import ADMINISTRATION, COMMISSION, COURT, HEAD, LIAISON, PERSON, PETITIONERS, REVIEWER, UNIT

_AGAIN = (*CONVICT_ROAD, MENTAL.id, OTHER.id)
_CONCLUSIONS = tuple(
    dict.fromkeys(
        result
        for pathway in (MENTAL, OTHER)
        for way in pathway.steps
        if way.event == "conclude"
        for result in way.results
    )
)
_TRIAL = _court.Trial(
    (*MENTAL_GRANTS, *OTHER_GRANTS),
    ("release_refused", "condition_not_established"),
    counsel_always=False,
    again=_AGAIN,
    hears_from="opinion_asked scheduled examined more_tests concluded",
    hearing_stops="court.opinion_days smec.exam_days smec.conclusion_days",
)

PETITION = Pathway(
    id="court_petition",
    version=1,
    basis="CPC 511.2, 509.4, 520; CEP 170.5",
    states=(
        State("petition_filed", "unit", court_decides=True),
        *_court.states(_TRIAL, returned_to="person"),
        State("opinion_asked", "commission", court_decides=True),
        *_commission.states(court_decides=True),
        *release_states(mental=True),
        *exit_states(PETITION_EXITS, _AGAIN),
    ),
    steps=(
        *step("start", "file_petition", "petition_filed", PETITIONERS, "petition", starts="court.forward_days"),
        *step(
            "petition_filed",
            "forward",
            "sent_to_court",
            (*UNIT, REVIEWER, LIAISON, ADMINISTRATION, PERSON),
            "official_letter",
        ),
        *_court.registry("petition_filed"),
        *step(
            "court_registered",
            "ask_opinion",
            "opinion_asked",
            COURT,
            "court_act",
            starts="court.opinion_days smec.exam_days",
        ),
        *step("opinion_asked", "schedule", "scheduled", COMMISSION, "convocation"),
        *_commission.steps(_CONCLUSIONS, then=""),
        *step(
            "concluded",
            "send_opinion",
            "court_registered",
            (COMMISSION, REVIEWER, HEAD),
            "official_letter",
            file="commission_conclusion",
            stops="court.opinion_days",
        ),
        *_court.steps(_TRIAL),
        *step(
            "returned_by_court",
            "answer_court",
            "sent_to_court",
            PETITIONERS,
            "additional_evidence",
            starts="court.forward_days",
        ),
        *release_steps(mental=True, other=True),
    ),
    exits=PETITION_EXITS,
    marks=CONVICT_MARKS,
    roads=CONVICT_ROAD,
    notes=("with_or_against", "authority_of_representative", "no_waiting_time", "clock_keeps_running"),
)
