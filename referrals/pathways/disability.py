"""Disability assessment: a percentage of 31 to 100 and a review date (Cabinet Decision 187 of 13.05.2022).

The e-referral starts inside; the State Medical-Social Expertise and Rehabilitation Agency decides within 10 working
days of its arrival, and may extend by 15 (reported, not read). Rights in CEP 80.4, 82.2, 91.8 begin at 61 percent.
"""

from __future__ import annotations

from referrals.model import Pathway, State, step
from referrals.pathways._commission import EXAMINED_HOW
from referrals.pathways._shared import BOTH_ROADS, CARE_MARKS, CONVICT_EXITS, exit_states
from referrals.roles import AGENCY, ASKERS, CLINICIANS, DOCTOR, HEAD, PETITIONERS, REVIEWER

_DECIDED = "disability_certificate|official_letter outcome_told"

DISABILITY = Pathway(
    id="disability",
    version=1,
    basis="Cabinet Decisions 187 of 13.05.2022, 11 and 12 of 16.01.2020; CEP 80.4, 82.2, 91.8",
    states=(
        State("requested", "unit"),
        State("need_not_found", "unit"),
        State("need_identified", "unit"),
        State("draft", "unit"),
        State("e_referred", "agency"),
        State("more_information", "unit"),
        State("assessed", "agency"),
        State("percentage_until", "unit"),
        State("percentage_refused", "person"),
        State("appealed", "agency"),
        State("percentage_lasting", "", "percentage_lasting", leads_to=("disability", *BOTH_ROADS)),
        State("refusal_accepted", "", "refusal_accepted", leads_to=("disability", *BOTH_ROADS)),
        *exit_states(CONVICT_EXITS, ("disability", *BOTH_ROADS)),
    ),
    steps=(
        *step("start need_not_found", "ask", "requested", ASKERS, "request", starts="disability.referral_days"),
        *step(
            "start requested need_not_found",
            "find_need",
            "need_identified",
            CLINICIANS,
            "case_summary diagnosis",
            starts="disability.referral_days",
        ),
        *step(
            "requested",
            "find_no_need",
            "need_not_found",
            CLINICIANS,
            "reasons outcome_told",
            stops="disability.referral_days",
            negative=True,
        ),
        *step("need_identified", "begin_file", "draft", CLINICIANS),
        *step(
            "draft",
            "enter_e_referral",
            "e_referred",
            (DOCTOR, HEAD),
            "e_referral_number disclosure_consent",
            file="case_summary diagnosis functional_status specialist_opinions identity_data",
            starts="disability.assess",
            stops="disability.referral_days",
        ),
        *step("e_referred", "extend_term", "=", AGENCY, "official_letter", extends="disability.assess"),
        *step("e_referred", "ask_more", "more_information", AGENCY, "official_letter"),
        *step("more_information", "answer_agency", "e_referred", (DOCTOR, HEAD), "additional_evidence"),
        *step("e_referred", "examine", "assessed", AGENCY, "official_letter", results=EXAMINED_HOW),
        *step("assessed", "ask_more", "more_information", AGENCY, "official_letter"),
        *step(
            "assessed appealed",
            "grant_until",
            "percentage_until",
            AGENCY,
            _DECIDED,
            starts="disability.review",
            stops="disability.assess disability.review",
            needs_percent=True,
            needs_until=True,
        ),
        *step("assessed appealed", "grant_lasting", "percentage_lasting", AGENCY, _DECIDED, needs_percent=True),
        *step(
            "assessed appealed",
            "refuse_percentage",
            "percentage_refused",
            AGENCY,
            "official_letter outcome_told",
            stops="disability.assess disability.review",
            negative=True,
        ),
        *step("percentage_refused percentage_until", "appeal", "appealed", (*PETITIONERS, HEAD), "appeal"),
        *step("percentage_refused", "accept_refusal", "refusal_accepted", PETITIONERS, "withdrawal_statement"),
        *step(
            "percentage_until percentage_refused",
            "begin_renewal",
            "draft",
            (DOCTOR, REVIEWER),
            "functional_status",
            starts="disability.referral_days",
            stops="disability.review",
        ),
    ),
    exits=CONVICT_EXITS,
    marks=CARE_MARKS,
    roads=BOTH_ROADS,
    notes=("percentage_not_groups", "assessment_term_reported"),
)
