"""Serious illness of a person on remand: its own track, apart from the convicts' (CPC 157.8.1).

The investigator or the prosecutor may end detention where a medical opinion says custody is impossible. Every
opinion goes to whoever decides, and the person, defender or legal representative may move for it without one.
"""

from __future__ import annotations

from referrals.model import Pathway, State, step
from referrals.pathways._shared import REMAND_EXITS, REMAND_MARKS, REMAND_ROAD, exit_states
from referrals.roles import (
    ADMINISTRATION,
    ASKERS,
    CLINICIANS,
    COMMISSION,
    COURT,
    HEAD,
    HOSPITAL,
    INVESTIGATOR,
    LIAISON,
    PETITIONERS,
    PROSECUTOR,
)

_DECIDERS = (INVESTIGATOR, PROSECUTOR, COURT)

REMAND = Pathway(
    id="illness_remand",
    version=1,
    basis="CPC 157.8.1, 161.1.3",
    states=(
        State("requested", "unit"),
        State("need_not_found", "unit"),
        State("need_identified", "unit"),
        State("opinion_ordered", "commission"),
        State("opinion_given", "unit"),
        State("decision_pending", "investigator", court_decides=True),
        State("kept", "person"),
        State("at_court", "court", court_decides=True),
        State("end_ordered", "unit", court_decides=True),
        State("detention_ended", "", "detention_ended"),
        *exit_states(REMAND_EXITS, REMAND_ROAD),
    ),
    steps=(
        *step("start need_not_found", "ask", "requested", ASKERS, "request", starts="smec.unit_decision_days"),
        *step(
            "start requested need_not_found kept",
            "find_need",
            "need_identified",
            CLINICIANS,
            "case_summary diagnosis",
            starts="smec.unit_decision_days",
        ),
        *step(
            "requested",
            "find_no_need",
            "need_not_found",
            CLINICIANS,
            "reasons told_court_open",
            stops="smec.unit_decision_days",
            negative=True,
        ),
        *step(
            "start need_not_found kept",
            "move_to_end_detention",
            "decision_pending",
            PETITIONERS,
            "petition",
            starts="remand.decision_days",
        ),
        *step(
            "need_identified",
            "order_opinion",
            "opinion_ordered",
            HEAD,
            "person_informed|not_informed_reason",
            starts="remand.opinion_days",
            stops="smec.unit_decision_days",
        ),
        *step(
            "decision_pending at_court",
            "ask_opinion",
            "opinion_ordered",
            _DECIDERS,
            "court_act|official_letter",
            starts="remand.opinion_days",
        ),
        *step(
            "opinion_ordered",
            "give_opinion",
            "opinion_given",
            (COMMISSION, HOSPITAL),
            "medical_opinion",
            results=("custody_impossible", "treatable_in_prison_hospital", "needs_inpatient_observation"),
            starts="court.forward_days",
            stops="remand.opinion_days",
            apart_from=("find_need", "order_opinion"),
        ),
        *step(
            "opinion_given",
            "send_opinion",
            "decision_pending",
            (HEAD, ADMINISTRATION),
            "official_letter",
            file="medical_opinion",
            starts="remand.decision_days",
            stops="court.forward_days",
        ),
        *step(
            "decision_pending at_court opinion_ordered opinion_given",
            "end_detention",
            "end_ordered",
            _DECIDERS,
            "court_act|official_letter",
            starts="release.execution_days",
            stops="remand.decision_days remand.opinion_days court.forward_days",
        ),
        *step(
            "decision_pending at_court",
            "keep_detention",
            "kept",
            _DECIDERS,
            "court_act|official_letter outcome_told",
            stops="remand.decision_days",
            negative=True,
        ),
        *step("kept", "appeal", "at_court", PETITIONERS, "appeal", starts="remand.decision_days"),
        *step(
            "end_ordered",
            "release",
            "detention_ended",
            (HEAD, LIAISON),
            "discharge_letter medicines_supply outcome_told",
            stops="release.execution_days",
        ),
    ),
    exits=REMAND_EXITS,
    marks=REMAND_MARKS,
    roads=REMAND_ROAD,
    notes=("remand_apart", "remand_no_days"),
)
