"""A specialist of the person's own choice, or invited (CEP 93.6).

The person or relatives pay; the visit takes place in the unit or the treatment institution under the observation of
its medical staff. The specialist writes under the own name and licence, apart from the unit's notes. The
administration sets the day and sees no reason for it; a refusal is answered above the unit.
"""

from __future__ import annotations

from referrals.model import Pathway, State, step
from referrals.pathways._shared import BOTH_ROADS, CARE_MARKS, CONVICT_EXITS, exit_states
from referrals.roles import (
    ADMINISTRATION,
    DEFENDER,
    DOCTOR,
    HEAD,
    LEGAL_REPRESENTATIVE,
    PERSON,
    RELATIVE,
    REVIEWER,
    SPECIALIST,
    UNIT,
)

_SIDE = (PERSON, DEFENDER, LEGAL_REPRESENTATIVE, RELATIVE)
_VISIT = "specialist.visit_days"

OWN_SPECIALIST = Pathway(
    id="own_specialist",
    version=1,
    basis="CEP 93.6",
    states=(
        State("specialist_requested", "unit"),
        State("specialist_refused", "person"),
        State("complaint", "reviewer"),
        State("specialist_allowed", "administration"),
        State("visit_delayed", "administration"),
        State("visit_set", "specialist"),
        State("postponed", "person"),
        State("seen", "unit"),
        State("specialist_answered", "", "specialist_answered", leads_to=("own_specialist", *BOTH_ROADS)),
        *exit_states(CONVICT_EXITS, ("own_specialist", *BOTH_ROADS)),
    ),
    steps=(
        *step("start", "ask_specialist", "specialist_requested", _SIDE, "request", starts="specialist.decision_days"),
        *step(
            "specialist_requested",
            "allow",
            "specialist_allowed",
            HEAD,
            "payer_statement licence_copy",
            starts=_VISIT,
            stops="specialist.decision_days",
        ),
        *step(
            "specialist_requested",
            "refuse_specialist",
            "specialist_refused",
            HEAD,
            "reasons outcome_told",
            stops="specialist.decision_days",
            negative=True,
        ),
        *step(
            "specialist_refused",
            "ask_specialist",
            "specialist_requested",
            _SIDE,
            "request",
            starts="specialist.decision_days",
        ),
        *step(
            "specialist_requested specialist_refused visit_delayed",
            "complain",
            "complaint",
            _SIDE,
            "request",
            starts="specialist.decision_days",
        ),
        *step(
            "complaint",
            "allow",
            "specialist_allowed",
            REVIEWER,
            "reasons outcome_told",
            starts=_VISIT,
            stops="specialist.decision_days",
            apart_from=("refuse_specialist",),
        ),
        *step(
            "complaint",
            "uphold_refusal",
            "specialist_refused",
            REVIEWER,
            "reasons outcome_told",
            stops=f"specialist.decision_days {_VISIT}",
            apart_from=("refuse_specialist",),
            negative=True,
        ),
        *step("specialist_allowed visit_delayed", "set_visit", "visit_set", (ADMINISTRATION, HEAD), "official_letter"),
        *step("specialist_allowed visit_set", "delay_visit", "visit_delayed", ADMINISTRATION, "reasons", negative=True),
        *step("visit_set", "not_come", "specialist_allowed", UNIT, "reasons"),
        *step("specialist_allowed visit_set", "postpone_visit", "postponed", PERSON, pauses=_VISIT),
        *step("postponed", "take_up_again", "specialist_allowed", PERSON, resumes=_VISIT),
        *step(
            "visit_set",
            "see_specialist",
            "seen",
            SPECIALIST,
            "specialist_note licence_copy staff_present_record examination_consent",
            starts="specialist.answer_days",
            stops=_VISIT,
        ),
        *step(
            "seen",
            "answer_specialist",
            "specialist_answered",
            (DOCTOR, HEAD),
            "doctor_response outcome_told",
            results=("advice_followed", "advice_followed_in_part", "advice_not_followed"),
            stops="specialist.answer_days",
        ),
    ),
    exits=CONVICT_EXITS,
    marks=CARE_MARKS,
    roads=BOTH_ROADS,
    notes=("visit_without_reason", "own_note"),
)
