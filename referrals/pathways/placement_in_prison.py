"""Placement E: a disorder not excluding sanity, or addiction, treated inside by the court's measure (CEP 17, 17-1).

The institution submits, the court decides, the institution treats. Psychiatrists review every 6 months (CC 98.2);
for addiction the doctors' consultative commission evaluates at the end of the course (CEP 17-1.3). The court lifts
on the administration's submission (CEP 17-1.4; CPC 519.2-1.3). Treatment may go on after the sentence
(Constitutional Court, 28.07.2023): the hand-over to probation is prepared beside this case.
"""

from __future__ import annotations

from referrals.model import Mark, Pathway, State, Step, step
from referrals.pathways import _court, _placement
from referrals.pathways._shared import CONVICT_MARKS, CONVICT_ROAD, WITHOUT_WITHDRAWAL, exit_states
from referrals.roles import (
    ADMINISTRATION,
    COMMISSION,
    COURT,
    DEFENDER,
    DOCTOR,
    HEAD,
    LEGAL_REPRESENTATIVE,
    LIAISON,
    PERSON,
    PSYCHIATRIST,
    RELATIVE,
    REVIEWER,
)

_PSYCHIATRIC, _ADDICTION = ("in_prison_psychiatric",), ("in_prison_addiction",)
_TRIAL = _court.Trial(
    (*_PSYCHIATRIC, *_ADDICTION), ("condition_not_established",), counsel_always=True, again=CONVICT_ROAD
)
_MOVERS = (PERSON, DEFENDER, LEGAL_REPRESENTATIVE, RELATIVE)
_ADVICE = ("advise_extension", "advise_change", "advise_lifting")


def _to_court() -> tuple[Step, ...]:
    told = "court_act outcome_told"
    back = "care_in_prison"
    review = "psych.care_review_days"
    return (
        *step(
            "placement_advised",
            "send_to_court",
            "sent_to_court",
            (ADMINISTRATION, REVIEWER),
            "submission",
            file="council_opinion",
            starts="court.forward_days",
            stops="smec.to_court_days",
        ),
        *step(
            "returned_by_court",
            "send_to_court",
            "sent_to_court",
            (ADMINISTRATION, REVIEWER),
            "submission additional_evidence",
            starts="court.forward_days",
        ),
        *_court.steps_before_the_end(_TRIAL),
        *step(
            "court_registered heard",
            "discontinue",
            back,
            COURT,
            told,
            starts=review,
            stops="court.hearing",
            negative=True,
        ),
        *step(
            "refused",
            "become_final",
            back,
            COURT,
            told,
            starts=review,
            stops="court.appeal_days court.copy",
            negative=True,
        ),
        *step(
            "granted",
            "become_final",
            "court_ordered",
            COURT,
            "court_act",
            starts="release.execution_days",
            stops="court.appeal_days court.copy",
        ),
    )


def _treatment() -> tuple[Step, ...]:
    six_months = "psych.review psych.first_extension"
    every = "psych.review psych.first_extension psych.extension narcology.course_days"
    return (
        *step(
            "court_ordered",
            "begin_treatment",
            "treated_in_prison",
            PSYCHIATRIST,
            "care_plan person_informed",
            starts=six_months,
            stops="release.execution_days",
            after_results=_PSYCHIATRIC,
        ),
        *step(
            "court_ordered",
            "begin_course",
            "treated_in_prison",
            (DOCTOR, PSYCHIATRIST),
            "care_plan person_informed",
            starts="narcology.course_days",
            stops="release.execution_days",
            after_results=_ADDICTION,
        ),
        *step(
            "treated_in_prison",
            "review",
            "under_review",
            (PSYCHIATRIST, COMMISSION),
            "review_opinion",
            results=_ADVICE,
            starts="psych.review",
            stops="psych.review",
        ),
        *step(
            "treated_in_prison",
            "review_course",
            "under_review",
            (DOCTOR, PSYCHIATRIST, COMMISSION),
            "consultative_commission_opinion",
            results=_ADVICE,
            starts="narcology.course_days",
            stops="narcology.course_days",
        ),
        *step(
            "under_review",
            "stay_on",
            "treated_in_prison",
            (DOCTOR, PSYCHIATRIST),
            "reasons",
            after_results=("advise_extension", "advise_change"),
        ),
        *step(
            "under_review",
            "submit_to_court",
            "extension_at_court",
            ADMINISTRATION,
            "submission",
            file="review_opinion|consultative_commission_opinion",
        ),
        *step("treated_in_prison under_review", "move_to_lift", "extension_at_court", _MOVERS, "petition"),
        *step(
            "extension_at_court",
            "extend",
            "treated_in_prison",
            COURT,
            "court_act",
            starts="psych.extension",
            stops="psych.first_extension psych.extension",
        ),
        *step(
            "extension_at_court", "keep_measure", "treated_in_prison", COURT, "court_act outcome_told", negative=True
        ),
        *step("extension_at_court", "lift", "measure_lifted", COURT, "court_act outcome_told", stops=every),
    )


IN_PRISON = Pathway(
    id="placement_e",
    version=1,
    basis="CEP 17, 17-1; CPC 519.2-1; CC 93, 98.2",
    states=(
        *_placement.need_states(CONVICT_ROAD, "administration"),
        *_court.open_states(),
        State("court_ordered", "unit", court_decides=True),
        State("treated_in_prison", "unit", court_decides=True),
        State("under_review", "unit", court_decides=True),
        State("extension_at_court", "court", court_decides=True),
        State("measure_lifted", "", "measure_lifted", leads_to=CONVICT_ROAD),
        *exit_states(WITHOUT_WITHDRAWAL, CONVICT_ROAD),
    ),
    steps=(*_placement.need_steps(then="smec.to_court_days"), *_to_court(), *_treatment()),
    exits=WITHOUT_WITHDRAWAL,
    marks=(*CONVICT_MARKS, Mark("prepare_release", (HEAD, LIAISON), opens="probation_handover")),
    roads=CONVICT_ROAD,
    notes=("review_and_extension", "treatment_after_sentence"),
)
