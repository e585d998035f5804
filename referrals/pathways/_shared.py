"""What pathways have in common: how a case ends from the side, and the person's own road to court."""

from __future__ import annotations

from referrals.model import Exit, Mark, State, papers
from referrals.roles import (
    ADMINISTRATION,
    CLINICIANS,
    DOCTOR,
    HEAD,
    HOSPITAL,
    LIAISON,
    MOVEMENT,
    PERSON,
    PETITIONERS,
)

CONVICT_ROAD = ("court_petition",)
REMAND_ROAD = ("illness_remand",)
BOTH_ROADS = (*CONVICT_ROAD, *REMAND_ROAD)

#: Outcomes after which nobody is in custody: no road to court is needed any more.
OUT_OF_CUSTODY = frozenset(
    "deceased sentence_ended freed_otherwise released handed_over measure_begun detention_ended civil_care "
    "taken_over not_taken_up".split()
)

_FREERS = (ADMINISTRATION, HEAD, LIAISON)
_FREED_BY = (*_FREERS, MOVEMENT)
_FREED = papers("release_order")
#: Who is in a hospital when custody ends is handed over to civil care: no silent stay.
_CIVIL = papers("civil_care_handover")

_DIE = Exit("die", "deceased", (DOCTOR, HEAD, LIAISON, HOSPITAL, MOVEMENT), papers("death_notice"))
_END_SENTENCE = Exit("end_sentence", "sentence_ended", _FREED_BY, _FREED, needs_in_hospital=_CIVIL)
_FREE = Exit("free_otherwise", "freed_otherwise", _FREED_BY, _FREED, needs_in_hospital=_CIVIL)
_SENTENCED = Exit("be_sentenced", "sentenced", _FREERS, papers("court_act"))
_COURT_ACT = papers("court_act")
_WITHDRAW = Exit(
    "withdraw",
    "withdrawn",
    (PERSON,),
    papers("withdrawal_statement"),
    needs_if_court_decides=_COURT_ACT,
    own_only=True,
)
#: One's own petition is one's own to take back, at court too.
_WITHDRAW_PETITION = Exit("withdraw", "withdrawn", (PERSON,), papers("withdrawal_statement"), own_only=True)
#: Once the court decides, only its act lets recovery end the case.
_RECOVER = Exit(
    "recover",
    "recovered",
    CLINICIANS,
    papers("recovery_opinion outcome_told"),
    needs_if_court_decides=_COURT_ACT,
    needs_in_hospital=papers("discharge_summary suicide_rescreen"),
)

CONVICT_EXITS = (_DIE, _END_SENTENCE, _FREE, _WITHDRAW, _RECOVER)
#: The mandatory track and compulsory care do not hang on the person's request: there is nothing to withdraw.
WITHOUT_WITHDRAWAL = (_DIE, _END_SENTENCE, _FREE, _RECOVER)
PETITION_EXITS = (_DIE, _END_SENTENCE, _FREE, _WITHDRAW_PETITION, _RECOVER)
#: A person on remand is freed, or is sentenced and goes on as a convict.
REMAND_EXITS = (_DIE, _FREE, _SENTENCED, _WITHDRAW_PETITION, _RECOVER)
REMAND_CARE_EXITS = (_DIE, _FREE, _SENTENCED, _RECOVER)
#: The end of the sentence is what the hand-over to probation prepares.
PROBATION_EXITS = (_DIE, _FREE)

_PETITION = Mark("file_petition", PETITIONERS, opens="court_petition")
_MOTION = Mark("file_motion", PETITIONERS, opens="illness_remand")
#: A transfer is not an exit: the case follows the person.
_TRANSFER = Mark("transfer", (DOCTOR, HEAD, LIAISON), papers("transfer_summary"))

CONVICT_MARKS = (_PETITION, _TRANSFER)
REMAND_MARKS = (_MOTION, _TRANSFER)
#: Care that both may need.
CARE_MARKS = (_PETITION, _MOTION, _TRANSFER)


def exit_states(exits: tuple[Exit, ...], again: tuple[str, ...]) -> tuple[State, ...]:
    """The final states of these side exits; whoever stays in custody may begin ``again``."""
    states = {
        "deceased": State("deceased", "", "deceased"),
        "sentence_ended": State("sentence_ended", "", "sentence_ended"),
        "freed_otherwise": State("freed_otherwise", "", "freed_otherwise"),
        "sentenced": State(
            "sentenced", "", "sentenced", leads_to=(*CONVICT_ROAD, "illness_mental", "illness_other", "placement_c")
        ),
        "withdrawn": State("withdrawn", "", "withdrawn", leads_to=again),
        "recovered": State("recovered", "", "recovered", leads_to=again),
    }
    return tuple(states[way.target] for way in exits)
