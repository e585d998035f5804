"""Psychiatric placement, five ways that are never merged (A to E).

A: ward of the penitentiary Treatment Institution. B: civil psychiatric hospital by consent. C: a convict who fell
mentally ill after the crime, by court measure (CC 78.1, 93-99; CPC 511.3). D: remand, by the court's safety measure
or an expertise ordered by court or investigator (CPC 474.3.2, 483), never by a doctor's referral. E: a disorder not
excluding sanity, or addiction: treated in the institution by court measure (CEP 17, 17-1).

"Qeyri-könüllü" hospitalisation is defined for persons who committed no crime, so no way here is called involuntary.
"""

from __future__ import annotations

from referrals.model import Pathway, State, Step, step
from referrals.pathways import _court, _placement
from referrals.pathways._shared import (
    CONVICT_MARKS,
    CONVICT_ROAD,
    REMAND_CARE_EXITS,
    REMAND_MARKS,
    REMAND_ROAD,
    WITHOUT_WITHDRAWAL,
    exit_states,
)
from referrals.roles import (
    ADMINISTRATION,
    COURT,
    DEFENDER,
    DOCTOR,
    HEAD,
    HOSPITAL,
    INVESTIGATOR,
    LEGAL_REPRESENTATIVE,
    LIAISON,
    PERSON,
    PSYCHIATRIST,
    RELATIVE,
    REVIEWER,
)

#: CPC 478.2, 486.2: relatives, legal representatives and other interested persons may move to lift or change.
_MOVERS = (PERSON, DEFENDER, LEGAL_REPRESENTATIVE, RELATIVE)
_HANDED_OVER = "discharge_letter civil_care_handover outcome_told"


def _by_consent(id_: str, *, urgent: bool, notes: tuple[str, ...]) -> Pathway:
    """A and B: a bed, the person's consent, the stay, the way back."""
    return Pathway(
        id=id_,
        version=1,
        basis="CEP 10.2.5, 68.2" if urgent else "Law on Psychiatric Assistance of 12.06.2001; CEP 68.2",
        states=(
            *_placement.need_states(CONVICT_ROAD),
            *_placement.bed_states(),
            State("consented", "liaison"),
            State("consent_refused", "unit"),
            *_placement.stay_states(),
            State("consent_withdrawn", "hospital", in_hospital=True),
            *_placement.return_states(CONVICT_ROAD),
            *exit_states(WITHOUT_WITHDRAWAL, CONVICT_ROAD),
        ),
        steps=(
            *_placement.need_steps(then="psych.bed_days"),
            *_placement.bed_steps("placement_advised consent_refused", "bed_offered consented"),
            *step("bed_offered", "consent", "consented", PERSON, "treatment_consent"),
            *step(
                "bed_offered consented",
                "refuse_consent",
                "consent_refused",
                PERSON,
                "informed_refusal",
                starts="psych.care_review_days",
                stops="psych.transfer_hours",
            ),
            *step(
                "consent_refused",
                "care_in_prison",
                "care_in_prison",
                PSYCHIATRIST,
                "care_plan",
                starts="psych.care_review_days",
            ),
            *step(
                "consent_refused",
                "council",
                "council",
                PSYCHIATRIST,
                "reasons",
                starts="psych.council_days",
                stops="psych.care_review_days",
            ),
            *(_urgent() if urgent else ()),
            *_placement.transfer_steps("consented"),
            *step(
                "in_transfer",
                "admit",
                "admitted",
                HOSPITAL,
                _placement.ARRIVAL,
                starts="psych.stay_review_days",
                stops="psych.transfer_hours",
            ),
            *step(
                "admitted",
                "review_stay",
                "=",
                HOSPITAL,
                "review_opinion",
                starts="psych.stay_review_days",
                stops="psych.stay_review_days",
            ),
            *step("admitted", "withdraw_consent", "consent_withdrawn", PERSON, "consent_withdrawal"),
            *step("consent_withdrawn", "consent", "admitted", PERSON, "treatment_consent"),
            *_placement.return_steps("admitted consent_withdrawn", "psych.stay_review_days"),
        ),
        exits=WITHOUT_WITHDRAWAL,
        marks=CONVICT_MARKS,
        roads=CONVICT_ROAD,
        notes=notes,
    )


def _urgent() -> tuple[Step, ...]:
    """Acute danger: two opinions and written grounds in place of consent. No limit in hours was found."""
    return step(
        "bed_offered consent_refused",
        "transfer_urgently",
        "in_transfer",
        (PSYCHIATRIST, LIAISON),
        "urgent_grounds second_opinion transfer_sheet medical_escort medicines_supply",
        starts="psych.transfer_hours",
        stops="psych.care_review_days",
    )


def _council_to_court() -> tuple[Step, ...]:
    """C: the road to the measure. The refusal sends the case back to care, not out of sight."""
    trial = _court.Trial(_court.MEASURES, ("condition_not_established",), counsel_always=True, again=CONVICT_ROAD)
    senders = (ADMINISTRATION, REVIEWER)
    return (
        *step(
            "placement_advised",
            "send_to_court",
            "sent_to_court",
            senders,
            "submission",
            file="council_opinion",
            starts="court.forward_days",
            stops="smec.to_court_days",
        ),
        *step(
            "returned_by_court",
            "send_to_court",
            "sent_to_court",
            senders,
            "submission additional_evidence",
            starts="court.forward_days",
        ),
        *_court.steps_before_the_end(trial),
        *step(
            "court_registered heard",
            "discontinue",
            "care_in_prison",
            COURT,
            "court_act outcome_told",
            starts="psych.care_review_days",
            stops="court.hearing",
            negative=True,
        ),
        *step(
            "granted",
            "become_final",
            "court_ordered",
            COURT,
            "court_act",
            starts="psych.bed_days",
            stops="court.appeal_days court.copy",
        ),
        *step(
            "refused",
            "become_final",
            "care_in_prison",
            COURT,
            "court_act outcome_told",
            starts="psych.care_review_days",
            stops="court.appeal_days court.copy",
            negative=True,
        ),
    )


def _measure() -> tuple[Step, ...]:
    """CC 98.2: a commission of psychiatrists every 6 months; the court after the first 6 and then every 12.

    A change of the measure stops none of these clocks, so moving somebody puts off no review; a changed measure begins
    its own first 6 months on admission.
    """
    reviewed = "psych.review"
    return (
        *step(
            "in_transfer",
            "admit",
            "admitted",
            HOSPITAL,
            _placement.ARRIVAL,
            starts="psych.review psych.first_extension",
            stops="psych.transfer_hours",
        ),
        *step(
            "admitted",
            "review",
            "under_review",
            HOSPITAL,
            "review_opinion",
            results=("advise_extension", "advise_change", "advise_lifting"),
            starts=reviewed,
            stops=reviewed,
        ),
        *step("under_review", "stay_on", "admitted", HOSPITAL, "reasons", after_results=("advise_extension",)),
        *step("under_review", "submit_to_court", "extension_at_court", HOSPITAL, "submission", file="review_opinion"),
        *step("admitted under_review", "move_to_lift", "extension_at_court", _MOVERS, "petition"),
        *step(
            "extension_at_court",
            "extend",
            "admitted",
            COURT,
            "court_act",
            starts="psych.extension",
            stops="psych.first_extension psych.extension",
        ),
        *step("extension_at_court", "keep_measure", "admitted", COURT, "court_act outcome_told", negative=True),
        *step(
            "extension_at_court",
            "change_measure",
            "court_ordered",
            COURT,
            "court_act",
            results=_court.MEASURES,
            starts="psych.bed_days",
        ),
        *step(
            "extension_at_court",
            "lift",
            "lifted",
            COURT,
            "court_act",
            stops="psych.review psych.first_extension psych.extension",
        ),
        *step("lifted", "release", "released", (HOSPITAL, LIAISON), "discharge_letter stay_certificate release_order"),
        *step(
            "lifted",
            "civil_care",
            "civil_care",
            (HOSPITAL, LIAISON),
            "discharge_letter civil_care_handover outcome_told",
        ),
        *_placement.return_steps("lifted"),
    )


def _convict() -> Pathway:
    return Pathway(
        id="placement_c",
        version=1,
        basis="CC 78.1, 93-99; CPC 511.3, 468-487, 519.2-1; CEP 68.2",
        states=(
            *_placement.need_states(CONVICT_ROAD),
            *_court.open_states(),
            State("court_ordered", "liaison", court_decides=True),
            *_placement.bed_states(court_decides=True),
            *_placement.stay_states(court_decides=True),
            State("under_review", "hospital", court_decides=True, in_hospital=True),
            State("extension_at_court", "court", court_decides=True, in_hospital=True),
            State("lifted", "hospital", in_hospital=True),
            State("released", "", "released"),
            State("civil_care", "", "civil_care"),
            *_placement.return_states(CONVICT_ROAD),
            *exit_states(WITHOUT_WITHDRAWAL, CONVICT_ROAD),
        ),
        steps=(
            *_placement.need_steps(then="smec.to_court_days"),
            *step(
                "start",
                "take_over_measure",
                "court_ordered",
                (DOCTOR, HEAD, PSYCHIATRIST),
                "court_act",
                starts="psych.bed_days",
            ),
            *_council_to_court(),
            *_placement.bed_steps("court_ordered"),
            *_placement.transfer_steps("bed_offered"),
            *_measure(),
        ),
        exits=WITHOUT_WITHDRAWAL,
        marks=CONVICT_MARKS,
        roads=CONVICT_ROAD,
        notes=("day_for_day", "review_and_extension", "hospital_not_end"),
    )


def _remand() -> Pathway:
    deciders = (COURT, INVESTIGATOR)
    ordered = "court_act|official_letter"
    return Pathway(
        id="placement_d",
        version=1,
        basis="CPC 474.3.2, 483; CEP 68.2",
        states=(
            *_placement.need_states(REMAND_ROAD),
            State("body_informed", "investigator", court_decides=True),
            State("court_ordered", "liaison", court_decides=True),
            State("expertise_ordered", "liaison", court_decides=True),
            *_placement.bed_states(court_decides=True),
            *_placement.stay_states(court_decides=True),
            *_placement.return_states(REMAND_ROAD),
            *exit_states(REMAND_CARE_EXITS, REMAND_ROAD),
        ),
        steps=(
            *_placement.need_steps(then="court.forward_days"),
            *step(
                "start body_informed",
                "order_safety_measure",
                "court_ordered",
                COURT,
                "court_act",
                starts="psych.bed_days",
                stops="remand.decision_days",
            ),
            *step(
                "start body_informed",
                "order_expertise",
                "expertise_ordered",
                deciders,
                ordered,
                starts="psych.bed_days",
                stops="remand.decision_days",
            ),
            *step(
                "placement_advised",
                "inform_body",
                "body_informed",
                HEAD,
                "official_letter",
                file="council_opinion",
                starts="remand.decision_days",
                stops="court.forward_days",
            ),
            *step(
                "body_informed",
                "decline_order",
                "care_in_prison",
                deciders,
                f"{ordered} outcome_told",
                starts="psych.care_review_days",
                stops="remand.decision_days",
                negative=True,
            ),
            *_placement.bed_steps("court_ordered expertise_ordered"),
            *_placement.transfer_steps("bed_offered"),
            *step(
                "in_transfer",
                "admit",
                "admitted",
                HOSPITAL,
                _placement.ARRIVAL,
                starts="psych.stay_review_days expertise.days",
                stops="psych.transfer_hours",
            ),
            *step(
                "admitted",
                "review_stay",
                "=",
                HOSPITAL,
                "review_opinion",
                starts="psych.stay_review_days",
                stops="psych.stay_review_days",
            ),
            *step("admitted", "extend", "=", COURT, "court_act", starts="expertise.days", stops="expertise.days"),
            *_placement.return_steps("admitted", "psych.stay_review_days expertise.days"),
        ),
        exits=REMAND_CARE_EXITS,
        marks=REMAND_MARKS,
        roads=REMAND_ROAD,
        notes=("not_a_referral", "remand_no_days", "hospital_not_end"),
    )


WARD = _by_consent("placement_a", urgent=True, notes=("urgent_unverified", "hospital_not_end"))
CONSENT = _by_consent("placement_b", urgent=False, notes=("consent_in_custody", "hospital_not_end"))
CONVICT = _convict()
REMAND = _remand()
