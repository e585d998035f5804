"""The papers a case can hold, and whether they speak of health.

Medical secrecy: the prison administration brings letters and files of its own and never handles a clinical paper
(docs: each pathway's ``needs``); the probation service receives the court's act, not clinical detail.
"""

from __future__ import annotations

CLINICAL = frozenset(
    {
        "admission_record",
        "arrival_injury_exam",
        "capacity_assessment",
        "care_plan",
        "case_summary",
        "commission_conclusion",
        "commission_protocol",
        "consultative_commission_opinion",
        "council_opinion",
        "diagnosis",
        "discharge_letter",
        "discharge_summary",
        "doctor_response",
        "dissenting_opinion",
        "examination_record",
        "followup_plan",
        "functional_status",
        "medical_opinion",
        "medicines_list",
        "mental_state_examination",
        "prognosis",
        "psychiatric_opinion",
        "recovery_opinion",
        "review_opinion",
        "risk_assessment",
        "screening_or_observation",
        "second_opinion",
        "specialist_note",
        "specialist_opinions",
        "suicide_rescreen",
        "test_order",
        "test_results",
        "transfer_summary",
        "treatment_response",
        "urgent_grounds",
        "injury_photographs",
    }
)

OTHER = frozenset(
    {
        "additional_evidence",
        "appeal",
        "authority_document",
        "bed_answer",
        "bed_request",
        "behaviour_statement",
        "civil_care_handover",
        "consent_withdrawal",
        "convocation",
        "counsel_attendance",
        "court_act",
        "court_receipt",
        "death_notice",
        "disability_certificate",
        "disclosure_consent",
        "disclosure_refusal",
        "e_referral_number",
        "escort_order",
        "examination_consent",
        "examination_refusal",
        "family_informed",
        "hearing_record",
        "identity_data",
        "informed_refusal",
        "interpreter_record",
        "licence_copy",
        "medical_escort",
        "medicines_supply",
        "next_of_kin",
        "not_informed_reason",
        "official_letter",
        "outcome_told",
        "payer_statement",
        "person_informed",
        "personal_file",
        "petition",
        "place_of_care",
        "probation_notice",
        "probation_receipt",
        "reasons",
        "release_order",
        "request",
        "sentence_data",
        "staff_present_record",
        "stay_certificate",
        "submission",
        "told_court_open",
        "transfer_sheet",
        "treatment_consent",
        "treatment_status_note",
        "withdrawal_statement",
    }
)

ALL = CLINICAL | OTHER

#: May lie in any case; no step waits for them. A relative becomes a representative by the authority document.
OPTIONAL = frozenset(
    {
        "authority_document",
        "dissenting_opinion",
        "family_informed",
        "injury_photographs",
        "interpreter_record",
        "next_of_kin",
    }
)
