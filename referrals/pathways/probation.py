"""Compulsory treatment goes on after release: hand-over to the Probation Service (Decree 1670 of 7.11.2017).

Probation controls persons under compulsory treatment except those in prison. It receives the court's act and the
fact that treatment continues, never clinical detail; the clinical letter goes to the next health institution, with
the person's consent or the recorded refusal.
"""

from __future__ import annotations

from referrals.model import Pathway, State, step
from referrals.pathways._shared import CONVICT_MARKS, CONVICT_ROAD, PROBATION_EXITS, exit_states
from referrals.roles import ADMINISTRATION, COURT, DOCTOR, HEAD, LIAISON, PROBATION

_RECEIPT = "probation.receipt_days"

HANDOVER = Pathway(
    id="probation_handover",
    version=1,
    basis="Decree 1670 of 7.11.2017; Probation Regulations 26-N of 22.12.2017; CEP 17-1",
    states=(
        State("release_planned", "unit"),
        State("handover_ready", "liaison"),
        State("probation_told", "probation"),
        State("probation_returned", "liaison"),
        State("probation_acknowledged", "unit"),
        State("at_liberty", "probation"),
        State("taken_over", "", "taken_over"),
        State("not_taken_up", "", "not_taken_up"),
        State("measure_lifted", "", "measure_lifted", leads_to=CONVICT_ROAD),
        *exit_states(PROBATION_EXITS, CONVICT_ROAD),
    ),
    steps=(
        *step(
            "start",
            "plan_release",
            "release_planned",
            (DOCTOR, HEAD),
            "court_act sentence_data",
            starts="probation.notice_days",
        ),
        *step(
            "release_planned",
            "prepare_handover",
            "handover_ready",
            (DOCTOR, HEAD, LIAISON),
            "treatment_status_note disclosure_consent|disclosure_refusal person_informed|not_informed_reason",
        ),
        *step(
            "handover_ready probation_returned",
            "notify_probation",
            "probation_told",
            (LIAISON, ADMINISTRATION),
            "probation_notice",
            file="court_act treatment_status_note",
            starts=_RECEIPT,
            stops="probation.notice_days",
        ),
        *step(
            "probation_told",
            "acknowledge",
            "probation_acknowledged",
            PROBATION,
            "probation_receipt",
            stops=_RECEIPT,
        ),
        *step(
            "probation_told",
            "return_notice",
            "probation_returned",
            PROBATION,
            "reasons",
            starts="probation.notice_days",
            stops=_RECEIPT,
            negative=True,
        ),
        *step(
            "release_planned handover_ready probation_told probation_returned probation_acknowledged",
            "release",
            "at_liberty",
            (HEAD, LIAISON),
            "release_order discharge_letter medicines_supply outcome_told",
            starts="probation.first_contact_days",
        ),
        *step(
            "at_liberty",
            "notify_probation",
            "=",
            (LIAISON, ADMINISTRATION),
            "probation_notice",
            starts=_RECEIPT,
            stops="probation.notice_days",
        ),
        *step("at_liberty", "acknowledge", "=", PROBATION, "probation_receipt", stops=_RECEIPT),
        *step("at_liberty", "confirm_contact", "taken_over", PROBATION, "probation_receipt"),
        *step("at_liberty", "report_no_contact", "not_taken_up", PROBATION, "official_letter"),
        *step(
            "release_planned handover_ready probation_told probation_returned probation_acknowledged",
            "lift",
            "measure_lifted",
            COURT,
            "court_act outcome_told",
        ),
    ),
    exits=PROBATION_EXITS,
    marks=CONVICT_MARKS,
    roads=CONVICT_ROAD,
    notes=("probation_no_detail", "treatment_after_sentence"),
)
