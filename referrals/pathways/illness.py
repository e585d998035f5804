"""Release for illness on the administration's submission, in two tracks that are never merged (CC 78, CPC 511).

Mental illness after the crime (CC 78.1): release is mandatory, so nobody in the service may withhold the submission.
Other serious illness (CC 78.2): the court has a discretion. The unit and the Main Medical Department do not petition
themselves, and none of their refusals ends a case: the person's own petition is open in every state.
"""

from __future__ import annotations

from dataclasses import dataclass

from referrals.model import Pathway, State, Step, step
from referrals.pathways import _commission, _court
from referrals.pathways._shared import CONVICT_EXITS, CONVICT_MARKS, CONVICT_ROAD, WITHOUT_WITHDRAWAL, exit_states
from referrals.roles import (
    ADMINISTRATION,
    ASKERS,
    CLINICIANS,
    COMMISSION,
    COURT,
    DOCTOR,
    HEAD,
    LIAISON,
    PSYCHIATRIST,
    REVIEWER,
)

BUNDLE = (
    "identity_data case_summary diagnosis test_results specialist_opinions treatment_response prognosis "
    "functional_status disclosure_consent|disclosure_refusal place_of_care"
)
#: CEP 170.5: the submission comes with the behaviour statement for the whole term and the personal file.
LETTER = "official_letter behaviour_statement personal_file sentence_data"
TREATED = ("sign", "find_need", "begin_file")

MENTAL_GRANTS = ("released_78_1", *_court.MEASURES, *_court.HEALTH_BODY)
OTHER_GRANTS = ("released_main", "released_main_and_additional")


@dataclass(frozen=True, slots=True)
class Track:
    """What the two tracks do not share. ``opinion``: the paper by which the need is found."""

    id: str
    other: str
    basis: str
    finders: tuple[str, ...]
    opinion: str
    conclusions: tuple[str, ...]
    grants: tuple[str, ...]
    refusals: tuple[str, ...]
    mandatory: bool
    notes: tuple[str, ...]


def _unit(track: Track) -> tuple[Step, ...]:
    clock = "smec.unit_decision_days"
    found = f"case_summary {track.opinion}"
    return (
        *step("start need_not_found", "ask", "requested", ASKERS, "request", starts=clock),
        *step("start requested need_not_found", "find_need", "need_identified", track.finders, found, starts=clock),
        *step(
            "requested",
            "find_no_need",
            "need_not_found",
            track.finders,
            "reasons told_court_open",
            stops=clock,
            negative=True,
        ),
        *step("need_identified", "begin_file", "draft", CLINICIANS),
        *step(
            "draft",
            "sign",
            "signed_by_unit",
            HEAD,
            "person_informed|not_informed_reason",
            file=f"{BUNDLE} {track.opinion}",
            starts="smec.admin_days",
            stops=clock,
        ),
    )


def _review(track: Track) -> tuple[Step, ...]:
    told_no = "not_supported told_court_open" + ("" if track.mandatory else " not_submitted")
    done = "smec.mmd_days"
    return (
        *step(
            "signed_by_unit",
            "submit",
            "department_review",
            ADMINISTRATION,
            LETTER,
            starts="smec.mmd_days",
            stops="smec.admin_days",
        ),
        *step(
            "department_review", "accept", "accepted", REVIEWER, starts="smec.exam_days", stops=done, apart_from=TREATED
        ),
        *step(
            "department_review",
            "return_file",
            "returned",
            REVIEWER,
            "reasons",
            starts="smec.unit_decision_days",
            stops=done,
            negative=True,
        ),
        *step("returned", "revise", "draft", CLINICIANS),
        *step(
            "department_review",
            "not_support",
            "not_supported",
            REVIEWER,
            "reasons",
            starts="smec.tell_days",
            stops=done,
            apart_from=TREATED,
            negative=True,
        ),
        *step(
            "not_supported",
            "tell_person",
            "told_court_open",
            (DOCTOR, HEAD, REVIEWER),
            "told_court_open",
            stops="smec.tell_days",
        ),
        *step(
            told_no,
            "revise",
            "draft",
            CLINICIANS,
            "additional_evidence",
            starts="smec.unit_decision_days",
            stops="smec.tell_days",
        ),
        *step(
            f"signed_by_unit department_review returned {told_no}",
            "court_asks",
            "accepted",
            COURT,
            "court_act",
            starts="smec.exam_days",
            stops=f"{done} smec.admin_days smec.unit_decision_days smec.tell_days",
        ),
        *step("accepted", "schedule", "scheduled", COMMISSION, "convocation"),
    )


def _withholding(track: Track) -> tuple[Step, ...]:
    """CC 78.1 leaves no discretion, so the mental track knows no withholding at all."""
    if track.mandatory:
        return ()
    return (
        *step(
            "signed_by_unit",
            "withhold",
            "not_submitted",
            ADMINISTRATION,
            "reasons told_court_open",
            stops="smec.admin_days",
            negative=True,
        ),
        *step("not_submitted", "submit", "department_review", ADMINISTRATION, LETTER, starts="smec.mmd_days"),
    )


def _to_court() -> tuple[Step, ...]:
    """Every conclusion goes on, "not on the list" too: the court decides, not the commission."""
    senders = (ADMINISTRATION, REVIEWER)
    return (
        *step(
            "concluded",
            "send_to_court",
            "sent_to_court",
            senders,
            "submission",
            file="commission_conclusion personal_file|court_act",
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
        *step("returned_by_court", "schedule", "scheduled", COMMISSION, "reasons convocation", starts="smec.exam_days"),
        *step("concluded", "change_track", "other_track", (COMMISSION, REVIEWER), "reasons outcome_told"),
    )


def release_steps(*, mental: bool, other: bool) -> tuple[Step, ...]:
    """Carrying out the court's act. The court's answer decides which way is open."""
    source, clock = "final_granted", "release.execution_days"
    letter = "discharge_letter medicines_supply outcome_told"
    freed = (*(("released_78_1",) if mental else ()), *(OTHER_GRANTS if other else ()))
    released = step(source, "release", "released", (HEAD, LIAISON), letter, stops=clock, after_results=freed)
    if not mental:
        return released
    bodies, measures = _court.HEALTH_BODY, _court.MEASURES
    return (
        *released,
        *step(source, "hand_over", "handed_over", (HEAD, LIAISON), letter, stops=clock, after_results=bodies),
        *step(source, "begin_measure", "measure_begun", LIAISON, letter, stops=clock, after_results=measures),
    )


def release_states(*, mental: bool) -> tuple[State, ...]:
    released = (State("released", "", "released"),)
    if not mental:
        return released
    return (
        *released,
        State("handed_over", "", "handed_over"),
        State("measure_begun", "", "measure_begun", leads_to=("placement_c",)),
    )


def _pathway(track: Track) -> Pathway:
    again = (*CONVICT_ROAD, track.id)
    trial = _court.Trial(track.grants, track.refusals, track.mandatory, again)
    exits = WITHOUT_WITHDRAWAL if track.mandatory else CONVICT_EXITS
    withheld = () if track.mandatory else (State("not_submitted", "administration"),)
    return Pathway(
        id=track.id,
        version=1,
        basis=track.basis,
        states=(
            State("requested", "unit"),
            State("need_not_found", "unit"),
            State("need_identified", "unit"),
            State("draft", "unit"),
            State("signed_by_unit", "administration"),
            *withheld,
            State("department_review", "reviewer"),
            State("returned", "unit"),
            State("not_supported", "reviewer"),
            State("told_court_open", "person"),
            State("accepted", "commission"),
            *_commission.states(),
            *_court.states(trial),
            *release_states(mental=track.mandatory),
            State("other_track", "", "other_track", leads_to=(*CONVICT_ROAD, track.other)),
            *exit_states(exits, again),
        ),
        steps=(
            *_unit(track),
            *_review(track),
            *_withholding(track),
            *_commission.steps(track.conclusions, then="smec.to_court_days"),
            *_to_court(),
            *_court.steps(trial),
            *release_steps(mental=track.mandatory, other=not track.mandatory),
        ),
        exits=exits,
        marks=CONVICT_MARKS,
        roads=CONVICT_ROAD,
        notes=track.notes,
    )


MENTAL = _pathway(
    Track(
        id="illness_mental",
        other="illness_other",
        basis="CC 78.1; CPC 511; CEP 170.5",
        finders=(PSYCHIATRIST,),
        opinion="psychiatric_opinion",
        conclusions=("mental_illness_78_1", "no_such_illness_now", "needs_inpatient_observation", "re_examine_later"),
        grants=MENTAL_GRANTS,
        refusals=("condition_not_established",),
        mandatory=True,
        notes=("mandatory_release", "no_waiting_time", "liability_after_recovery", "text_4n_missing"),
    )
)

OTHER = _pathway(
    Track(
        id="illness_other",
        other="illness_mental",
        basis="CC 78.2; CPC 511; CEP 170.5",
        finders=CLINICIANS,
        opinion="diagnosis",
        conclusions=(
            "listed_disease",
            "no_such_illness_now",
            "mental_illness_78_1",
            "treatable_in_prison_hospital",
            "needs_inpatient_observation",
            "re_examine_later",
            "disability_referral_advised",
        ),
        grants=OTHER_GRANTS,
        refusals=("release_refused",),
        mandatory=False,
        notes=("discretionary_release", "no_waiting_time", "text_4n_missing"),
    )
)
