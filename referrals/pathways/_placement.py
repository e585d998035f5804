"""The stretches that the ways of psychiatric placement have in common: need, bed, journey, way back."""

from __future__ import annotations

from referrals.model import State, Step, step
from referrals.roles import (
    DEFENDER,
    DOCTOR,
    FELDSHER,
    HOSPITAL,
    LEGAL_REPRESENTATIVE,
    LIAISON,
    NURSE,
    PERSON,
    PSYCHIATRIST,
    PSYCHOLOGIST,
    RELATIVE,
    REVIEWER,
)

#: CEP 68.2: mentally ill persons travel separately and accompanied by medical staff.
JOURNEY = "transfer_sheet medical_escort medicines_supply"
#: Injuries are looked for at arrival, before anybody can say when they came.
ARRIVAL = "admission_record arrival_injury_exam"

_WORRIED = (FELDSHER, NURSE, DOCTOR, PSYCHOLOGIST, PSYCHIATRIST, PERSON, RELATIVE, DEFENDER, LEGAL_REPRESENTATIVE)
_CONSENT = "examination_consent|examination_refusal"


def need_states(roads: tuple[str, ...], advised: str = "liaison") -> tuple[State, ...]:
    """``advised``: who acts on the council's advice."""
    return (
        State("concern", "unit"),
        State("psych_examined", "unit"),
        State("care_in_prison", "unit"),
        State("council", "unit"),
        State("placement_advised", advised),
        State("no_disorder", "", "no_disorder", leads_to=roads),
        State("care_finished", "", "care_finished", leads_to=roads),
    )


def need_steps(*, then: str) -> tuple[Step, ...]:
    """``then``: the clock that runs from the council's advice on."""
    reviewing = "psych.care_review_days"
    return (
        *step(
            "start",
            "raise_concern",
            "concern",
            _WORRIED,
            "screening_or_observation|request",
            starts="psych.exam_hours",
        ),
        *step(
            "concern",
            "examine_psychiatric",
            "psych_examined",
            PSYCHIATRIST,
            f"mental_state_examination risk_assessment capacity_assessment {_CONSENT}",
            stops="psych.exam_hours",
        ),
        *step("psych_examined", "find_no_disorder", "no_disorder", PSYCHIATRIST, "reasons outcome_told", negative=True),
        *step(
            "psych_examined council",
            "care_in_prison",
            "care_in_prison",
            PSYCHIATRIST,
            "care_plan",
            starts=reviewing,
            stops="psych.council_days",
        ),
        *step(
            "care_in_prison",
            "review_care",
            "psych_examined",
            PSYCHIATRIST,
            f"mental_state_examination risk_assessment {_CONSENT}",
            stops=reviewing,
        ),
        *step("care_in_prison", "finish_care", "care_finished", PSYCHIATRIST, "followup_plan outcome_told"),
        *step("psych_examined", "council", "council", PSYCHIATRIST, starts="psych.council_days"),
        *step(
            "council",
            "advise_placement",
            "placement_advised",
            (PSYCHIATRIST, REVIEWER),
            "council_opinion person_informed|not_informed_reason",
            starts=then,
            stops="psych.council_days",
        ),
    )


def bed_states(*, court_decides: bool = False) -> tuple[State, ...]:
    """``court_decides``: the court's order stands while a bed is looked for."""
    return (
        State("bed_requested", "hospital", court_decides=court_decides),
        State("bed_refused", "liaison", court_decides=court_decides),
        State("bed_offered", "liaison", court_decides=court_decides),
    )


def bed_steps(sources: str, offered: str = "bed_offered") -> tuple[Step, ...]:
    """The days without a bed are the key figure: a refusal does not stop their clock.

    ``offered``: where a case stands while a bed is kept for it; the hospital may still take it back.
    """
    return (
        *step(
            f"{sources} bed_refused",
            "request_bed",
            "bed_requested",
            LIAISON,
            "bed_request",
            starts="psych.bed_days",
            stops="psych.care_review_days",
        ),
        *step("bed_requested", "refuse_bed", "bed_refused", HOSPITAL, "bed_answer", negative=True),
        *step(
            "bed_requested",
            "offer_bed",
            "bed_offered",
            HOSPITAL,
            "bed_answer",
            starts="psych.transfer_hours",
            stops="psych.bed_days",
        ),
        *step(
            offered,
            "take_back_bed",
            "bed_refused",
            HOSPITAL,
            "bed_answer reasons",
            starts="psych.bed_days",
            stops="psych.transfer_hours",
            negative=True,
        ),
    )


def stay_states(*, court_decides: bool = False) -> tuple[State, ...]:
    return (
        State("in_transfer", "liaison", court_decides=court_decides, travelling=True),
        State("admitted", "hospital", court_decides=court_decides, in_hospital=True),
    )


def transfer_steps(source: str) -> tuple[Step, ...]:
    return step(source, "depart", "in_transfer", LIAISON, JOURNEY)


def return_states(roads: tuple[str, ...]) -> tuple[State, ...]:
    return (
        State("back_at_unit", "unit"),
        State("back_in_care", "", "back_in_care", leads_to=roads),
    )


def return_steps(sources: str, stops: str = "") -> tuple[Step, ...]:
    """Suicide risk is screened again on return; the certificate of stay counts day for day (CC 99, CPC 516).

    ``stops``: the clocks of the stay.
    """
    return (
        *step(
            sources,
            "discharge",
            "back_at_unit",
            (HOSPITAL, LIAISON),
            "discharge_summary medicines_supply stay_certificate",
            starts="psych.return_screen_hours",
            stops=stops,
        ),
        *step(
            "back_at_unit",
            "rescreen",
            "back_in_care",
            (FELDSHER, NURSE, DOCTOR, PSYCHOLOGIST, PSYCHIATRIST),
            "suicide_rescreen",
            stops="psych.return_screen_hours",
        ),
    )
