"""From the court's registry to its final act (CPC 511, 520), shared by every road that leads there.

Hearing and decision fall within 10 days of receipt (CPC 520.1), a copy within 3 days of the announcement (520.6-1).
No rule was read that stops the 10 days while the court waits for an opinion or adjourns: they keep running.
"""

from __future__ import annotations

from dataclasses import dataclass

from referrals.model import State, Step, step
from referrals.roles import COURT, PETITIONERS, PROSECUTOR

#: The four kinds of compulsory measure (CC 95).
MEASURES = ("measure_1", "measure_2", "measure_3", "measure_4")
#: CPC 511.3: to state medical institutions or to relatives.
HEALTH_BODY = ("to_state_medical_institution", "to_relatives")


@dataclass(frozen=True, slots=True)
class Trial:
    """What differs between roads. ``again``: pathways that may begin from a refusal; no waiting time was found
    for illness (CEP 170.7 and CPC 513.2, 514.3 concern other grounds). ``hears_from``: states besides the registry
    from which the court may go on with its hearing, which ends the clocks ``hearing_stops``."""

    grants: tuple[str, ...]
    refusals: tuple[str, ...]
    counsel_always: bool
    again: tuple[str, ...]
    hears_from: str = ""
    hearing_stops: str = ""


def open_states(*, returned_to: str = "administration") -> tuple[State, ...]:
    """``returned_to``: who answers the court's wish for more evidence."""
    return (
        State("sent_to_court", "court", court_decides=True),
        State("court_registered", "court", court_decides=True),
        State("heard", "court", court_decides=True),
        State("returned_by_court", returned_to, court_decides=True),
        State("granted", "court", court_decides=True),
        State("refused", "court", court_decides=True),
        State("appealed", "court", court_decides=True),
    )


def states(trial: Trial, *, returned_to: str = "administration") -> tuple[State, ...]:
    return (
        *open_states(returned_to=returned_to),
        State("final_granted", "unit", court_decides=True),
        State("court_refused", "", "court_refused", leads_to=trial.again),
        State("court_discontinued", "", "court_discontinued", leads_to=trial.again),
    )


def steps_before_the_end(trial: Trial) -> tuple[Step, ...]:
    """From receipt to the last appeal, without what a final act leads to."""
    act = "court_act"
    copy, after = "court.copy court.appeal_days", "court.hearing"
    yes, no = trial.grants, trial.refusals
    return (
        *registry(),
        *step("court_registered heard", "adjourn", "court_registered", COURT, act),
        *_hear(trial),
        *step("heard", "grant", "granted", COURT, act, starts=copy, stops=after, results=yes),
        *step("heard", "refuse", "refused", COURT, act, starts=copy, stops=after, results=no, negative=True),
        *step("heard", "return_for_evidence", "returned_by_court", COURT, act, stops=after, negative=True),
        *step("granted refused appealed", "receive_copy", "=", COURT, act, stops="court.copy"),
        *step("granted refused", "appeal", "appealed", (*PETITIONERS, PROSECUTOR), "appeal", stops="court.appeal_days"),
        *step("appealed", "appeal_grant", "granted", COURT, act, starts=copy, stops="court.copy", results=yes),
        *step(
            "appealed",
            "appeal_refuse",
            "refused",
            COURT,
            act,
            starts=copy,
            stops="court.copy",
            results=no,
            negative=True,
        ),
        *step(
            "appealed", "appeal_return", "sent_to_court", COURT, act, starts="court.forward_days", stops="court.copy"
        ),
    )


def steps(trial: Trial) -> tuple[Step, ...]:
    told = "court_act outcome_told"
    final, appeal = "release.execution_days", "court.appeal_days court.copy"
    return (
        *steps_before_the_end(trial),
        *step("court_registered heard", "discontinue", "court_discontinued", COURT, told, negative=True),
        *step("granted", "become_final", "final_granted", COURT, "court_act", starts=final, stops=appeal),
        *step("refused", "become_final", "court_refused", COURT, told, negative=True),
    )


def registry(source: str = "sent_to_court") -> tuple[Step, ...]:
    """Receipt by the court starts its clock."""
    return step(
        source,
        "register",
        "court_registered",
        COURT,
        "court_receipt",
        starts="court.hearing",
        stops="court.forward_days",
    )


def _hear(trial: Trial) -> tuple[Step, ...]:
    """CPC 509.4: counsel is mandatory for minors, for physical impairment and for mental illness."""
    counsel = " counsel_attendance" if trial.counsel_always else ""
    when = () if trial.counsel_always else (("counsel_mandatory", "counsel_attendance"),)
    sources = f"court_registered {trial.hears_from}"
    return step(sources, "hear", "heard", COURT, "hearing_record" + counsel, stops=trial.hearing_stops, needs_when=when)
