"""What a reader must know about a pathway, and what the law leaves open."""

from __future__ import annotations

NOTES: dict[str, str] = {
    "mandatory_release": (
        "Release is mandatory once the mental illness is established: nobody may withhold the "
        "submission, and the case does not hang on the person's request."
    ),
    "discretionary_release": (
        "Release is for the court to decide. A conclusion that the disease is not listed goes to the court as well."
    ),
    "no_waiting_time": ("No waiting time before a new application was found for illness: it is open at any time."),
    "liability_after_recovery": (
        "After recovery liability may return unless limitation has run (CC 78.4); the court decides."
    ),
    "text_4n_missing": (
        "The text of Board Decision 4-N was not obtained: composition and days are settings, days are "
        "counted all the same."
    ),
    "remand_apart": "The rules for convicts do not apply on remand: this is a track of its own.",
    "remand_no_days": "No number of days was found for these decisions: they are counted without a limit.",
    "with_or_against": (
        "The court decides with the commission's view or against it, and may hear the case without any."
    ),
    "authority_of_representative": (
        "A relative is not yet a legal representative: attach the document of authority where there is one."
    ),
    "clock_keeps_running": "No rule was found that stops the court's ten days while an opinion is awaited.",
    "urgent_unverified": (
        "The law on treatment without consent was not read: the urgent way asks for two opinions and "
        "written grounds, a lawyer must confirm it."
    ),
    "hospital_not_end": (
        "Arrival in hospital does not end the case: reviews, the end of the sentence and the return stay in sight."
    ),
    "consent_in_custody": "Consent given in custody is consent; it can be withdrawn at any time.",
    "day_for_day": (
        "Days in hospital count day for day (CC 99; CPC 487.2, 516): the certificate of stay goes with the person."
    ),
    "review_and_extension": (
        "Psychiatrists review every 6 months; the court extends first after 6 months, then every year (CC 98.2)."
    ),
    "not_a_referral": (
        "On remand the court or the investigator orders, not a doctor: the unit informs them and cares meanwhile."
    ),
    "treatment_after_sentence": (
        "Treatment ordered by the court may continue after the sentence: the hand-over to probation is "
        "prepared before release."
    ),
    "percentage_not_groups": (
        "Disability is a percentage from 31 to 100, not a group; rights in CEP 80.4, 82.2 and 91.8 begin at 61."
    ),
    "assessment_term_reported": (
        "The 10 working days and their extension by 15 are reported, not read in the decision itself."
    ),
    "visit_without_reason": "The person need not say why; the administration sets the day and sees no reason.",
    "own_note": (
        "The specialist writes under the own name and licence, apart from the unit's notes; staff of the"
        " unit is present."
    ),
    "outside_reason": (
        "Since 26.02.2026 insurance pays outside only for lack of equipment or specialist, for 1,500 "
        "persons a budget year (press report): each referral gives its reason and is counted."
    ),
    "emergency_first": "An emergency waits for no approval.",
    "refusal_offered_again": "A refused referral is offered again later; another prison is not a hospital.",
    "probation_no_detail": "Probation receives the court's act and the fact of treatment, never clinical detail.",
}
