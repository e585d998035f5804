"""Ordinary referral to a hospital or specialist, inside the service or outside.

Since 26.02.2026 care outside is paid from mandatory insurance only when the Main Medical Department lacks the
equipment or the specialist, for 1,500 persons per budget year (press report): every such referral gives its reason.
An emergency waits for nobody: whoever finds it sends the person. Another prison is not a hospital.
"""

from __future__ import annotations

from referrals.model import Pathway, State, step
from referrals.pathways._shared import BOTH_ROADS, CARE_MARKS, CONVICT_EXITS, exit_states
from referrals.roles import (
    ADMINISTRATION,
    ASKERS,
    CLINICIANS,
    DOCTOR,
    FELDSHER,
    HEAD,
    HOSPITAL,
    LIAISON,
    NURSE,
    PERSON,
    PSYCHIATRIST,
    REVIEWER,
    SPECIALIST,
)

_WAIT, _ESCORT = "referral.wait_days", "referral.escort_days"
_JOURNEY = "transfer_sheet medicines_list"
_CAN_REFUSE = (
    "draft outside_review returned awaiting_place place_refused appointment_set postponed escort_missing escort_ready"
)

REFERRAL = Pathway(
    id="hospital_referral",
    version=1,
    basis="CEP 10.2.5, 93.2; budget rule of 26.02.2026 (press report)",
    states=(
        State("requested", "unit"),
        State("need_not_found", "unit"),
        State("draft", "unit"),
        State("outside_review", "reviewer"),
        State("returned", "unit"),
        State("awaiting_place", "hospital"),
        State("place_refused", "unit"),
        State("appointment_set", "administration"),
        State("postponed", "person"),
        State("escort_missing", "administration"),
        State("escort_ready", "unit"),
        State("on_the_way", "liaison", travelling=True),
        State("in_hospital", "hospital", in_hospital=True),
        State("seen", "specialist", travelling=True),
        State("back_at_unit", "unit"),
        State("referral_completed", "", "referral_completed", leads_to=("hospital_referral", *BOTH_ROADS)),
        State("declined", "", "declined", leads_to=("hospital_referral", *BOTH_ROADS)),
        *exit_states(CONVICT_EXITS, ("hospital_referral", *BOTH_ROADS)),
    ),
    steps=(
        *step("start need_not_found", "ask", "requested", ASKERS, "request", starts=_WAIT),
        *step(
            "start requested need_not_found",
            "begin_referral",
            "draft",
            (FELDSHER, *CLINICIANS),
            "case_summary",
            starts=_WAIT,
        ),
        *step(
            "requested",
            "find_no_need",
            "need_not_found",
            CLINICIANS,
            "reasons outcome_told",
            stops=_WAIT,
            negative=True,
        ),
        *step(
            "draft returned",
            "refer_inside",
            "awaiting_place",
            (DOCTOR, HEAD, PSYCHIATRIST),
            "person_informed|not_informed_reason",
            file="case_summary diagnosis",
        ),
        *step(
            "draft returned",
            "refer_outside",
            "outside_review",
            (DOCTOR, HEAD, PSYCHIATRIST),
            "person_informed|not_informed_reason",
            file="case_summary diagnosis",
            results=("no_equipment", "no_specialist", "other_payer"),
            starts="referral.approval_days",
        ),
        *step(
            "outside_review",
            "approve_outside",
            "awaiting_place",
            REVIEWER,
            "official_letter",
            stops="referral.approval_days",
            apart_from=("refer_outside",),
        ),
        *step(
            "outside_review",
            "return_referral",
            "returned",
            REVIEWER,
            "reasons",
            stops="referral.approval_days",
            apart_from=("refer_outside",),
            negative=True,
        ),
        *step("awaiting_place", "refuse_place", "place_refused", HOSPITAL, "bed_answer", negative=True),
        *step("place_refused", "ask_place_again", "awaiting_place", (DOCTOR, HEAD, LIAISON), "bed_request"),
        *step("awaiting_place", "offer_place", "appointment_set", HOSPITAL, "bed_answer", starts=_ESCORT),
        *step(
            "awaiting_place appointment_set escort_ready",
            "postpone_visit",
            "postponed",
            PERSON,
            pauses=_WAIT,
            stops=_ESCORT,
        ),
        *step("postponed", "take_up_again", "awaiting_place", PERSON, resumes=_WAIT),
        *step(
            "appointment_set escort_missing",
            "arrange_escort",
            "escort_ready",
            ADMINISTRATION,
            "escort_order",
            stops=_ESCORT,
        ),
        *step(
            "appointment_set escort_ready",
            "lack_escort",
            "escort_missing",
            ADMINISTRATION,
            "reasons",
            starts=_ESCORT,
            negative=True,
        ),
        *step(
            "escort_ready",
            "set_out",
            "on_the_way",
            (FELDSHER, NURSE, DOCTOR, HEAD),
            _JOURNEY,
            starts="referral.transfer_hours",
        ),
        *step(
            "start requested need_not_found draft outside_review returned awaiting_place place_refused appointment_set "
            "postponed escort_missing escort_ready",
            "send_emergency",
            "on_the_way",
            (FELDSHER, NURSE, DOCTOR, HEAD, PSYCHIATRIST),
            f"{_JOURNEY} urgent_grounds",
            starts=f"{_WAIT} referral.transfer_hours",
            stops=f"{_ESCORT} referral.approval_days",
        ),
        *step(
            "on_the_way",
            "admit",
            "in_hospital",
            HOSPITAL,
            "admission_record",
            stops=f"{_WAIT} referral.transfer_hours",
        ),
        *step(
            "on_the_way",
            "see_specialist",
            "seen",
            (SPECIALIST, HOSPITAL),
            "specialist_note",
            stops=f"{_WAIT} referral.transfer_hours",
        ),
        *step(
            "on_the_way",
            "turn_back",
            "place_refused",
            (HOSPITAL, LIAISON),
            "reasons",
            stops="referral.transfer_hours",
            negative=True,
        ),
        *step(
            "in_hospital seen",
            "come_back",
            "back_at_unit",
            (HOSPITAL, LIAISON, DOCTOR),
            "discharge_summary|specialist_note",
            starts="referral.return_exam_hours",
        ),
        *step(
            "back_at_unit",
            "follow_up",
            "referral_completed",
            (DOCTOR, PSYCHIATRIST),
            "followup_plan outcome_told",
            stops="referral.return_exam_hours",
        ),
        *step(_CAN_REFUSE, "decline", "declined", PERSON, "informed_refusal"),
    ),
    exits=CONVICT_EXITS,
    marks=CARE_MARKS,
    roads=BOTH_ROADS,
    notes=("outside_reason", "emergency_first", "refusal_offered_again"),
)
