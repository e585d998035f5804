"""Which sections each kind of examination has, in the order of the task list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from healthapp.access import Permission, Role
from healthapp.access.roles import PHYSICIANS
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.conclusion import CONCLUSION
from healthapp.intake.dictionary.conditions import CONDITIONS, CONSENT
from healthapp.intake.dictionary.examination import EXAMINATION
from healthapp.intake.dictionary.functional import FUNCTIONAL
from healthapp.intake.dictionary.history import ALLERGIES, HISTORY, MEDICINES
from healthapp.intake.dictionary.infections import INFECTIONS, TUBERCULOSIS
from healthapp.intake.dictionary.injuries import INJURIES
from healthapp.intake.dictionary.mental import MENTAL, SUICIDE
from healthapp.intake.dictionary.model import Answers, Section, Subject
from healthapp.intake.dictionary.safety import SAFETY
from healthapp.intake.dictionary.substances import SUBSTANCES
from healthapp.intake.dictionary.visit import VISIT
from healthapp.intake.dictionary.vitals import VITALS
from healthapp.intake.dictionary.vulnerability import VULNERABILITY
from healthapp.intake.dictionary.women import WOMEN
from healthapp.records import kinds as record_kinds

#: Rises with every change of a field; a record remembers the version it was written with.
VERSION = 1

_URGENT = (CONDITIONS, VITALS, INJURIES, TUBERCULOSIS, SUICIDE, ALLERGIES, MEDICINES)
_HISTORY = (CONSENT, HISTORY, SUBSTANCES, MENTAL, INFECTIONS, WOMEN, VULNERABILITY, FUNCTIONAL)
_END = (EXAMINATION, CONCLUSION)
_RETURN = (CONDITIONS, VITALS, INJURIES, SUICIDE, MEDICINES, *_END)

SECTIONS: dict[str, Section] = {section.key: section for section in (SAFETY, *_URGENT, *_HISTORY, *_END, VISIT)}


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a room adds to an examination of its own kind.

    ``gaps(examination)`` are further questions that are open; ``before_signature(uow, examination)`` adds what must be
    sealed with it; ``after_signature(uow, examination)`` starts what follows. ``begun(uow, record)`` writes into a new
    draft what is known already; ``clocks(answers)`` are the clocks that its signature ends.
    """

    gaps: Callable[[Any], list[Any]]
    before_signature: Callable[[Any, Any], None]
    after_signature: Callable[[Any, Any], None]
    begun: Callable[[Any, Any], None]
    clocks: Callable[[Any], tuple[DeadlineKind, ...]]


@dataclass(frozen=True, slots=True)
class ExamKind:
    """One kind of examination: its clock, who may record it, and what is asked.

    ``doctor``: a record of anybody but one of ``signers`` waits for the signature of one of them, on the clock
    ``signature``, which is theirs alone. ``also``: further clocks that its signature ends. ``repeats``: another may
    begin while the last one still waits for a doctor. ``read``: who may have all of it, and so the print.
    """

    code: str
    text: Any
    clock: DeadlineKind
    permission: Permission
    sections: tuple[Section, ...]
    doctor: bool = True
    hooks: Hooks | None = None
    countersign: str = "signing.countersign"
    print: str = "signing.print_record"
    read: Permission = Permission.CHART_READ
    signers: frozenset[Role] = PHYSICIANS
    signature: DeadlineKind = clocks.COUNTERSIGN
    also: tuple[DeadlineKind, ...] = ()
    repeats: bool = False

    @property
    def clocks(self) -> frozenset[str]:
        """Codes of the clocks that call for this kind."""
        return frozenset(clock.code for clock in (self.clock, *self.also))

    def ends(self, answers: Mapping[str, Any]) -> tuple[DeadlineKind, ...]:
        """The clocks that the signature under a record with ``answers`` ends."""
        return self.hooks.clocks(answers) if self.hooks else (self.clock, *self.also)


KINDS: dict[str, ExamKind] = {
    kind.code: kind
    for kind in (
        ExamKind(
            "safety_screen", _l("Safety screen"), clocks.SAFETY_SCREEN, Permission.SCREEN_RECORD, (SAFETY,), False
        ),
        ExamKind(
            "intake", _l("Intake examination"), clocks.INTAKE, Permission.INTAKE_RECORD, (*_URGENT, *_HISTORY, *_END)
        ),
        ExamKind(
            "second_stage",
            _l("Second-stage assessment"),
            clocks.SECOND_STAGE,
            Permission.INTAKE_RECORD,
            (VITALS, *_HISTORY, *_END),
        ),
        ExamKind(
            "quarantine_review",
            _l("Review at the end of quarantine"),
            clocks.QUARANTINE_REVIEW,
            Permission.INTAKE_RECORD,
            (VITALS, TUBERCULOSIS, SUICIDE, INFECTIONS, CONCLUSION),
        ),
        ExamKind(
            "return_police",
            _l("Examination on return from police"),
            clocks.RETURN_POLICE,
            Permission.INTAKE_RECORD,
            _RETURN,
        ),
        ExamKind(
            "return_court",
            _l("Examination on return from court"),
            clocks.RETURN_COURT,
            Permission.INTAKE_RECORD,
            _RETURN,
        ),
        ExamKind(
            "procedural",
            _l("Examination around a procedural action"),
            clocks.PROCEDURAL,
            Permission.INTAKE_RECORD,
            _RETURN,
            also=(clocks.PROCEDURAL_BEFORE,),
        ),
        ExamKind(
            "after_incident",
            _l("Examination after an incident"),
            clocks.AFTER_INCIDENT,
            Permission.INTAKE_RECORD,
            _RETURN,
        ),
        ExamKind(
            "periodic",
            _l("Periodic examination"),
            clocks.PERIODIC,
            Permission.INTAKE_RECORD,
            (VITALS, TUBERCULOSIS, SUICIDE, ALLERGIES, MEDICINES, *_HISTORY, *_END),
        ),
        ExamKind(
            "before_transfer",
            _l("Examination before transfer"),
            clocks.BEFORE_TRANSFER,
            Permission.INTAKE_RECORD,
            (CONDITIONS, VITALS, INJURIES, TUBERCULOSIS, SUICIDE, ALLERGIES, MEDICINES, FUNCTIONAL, *_END),
        ),
        ExamKind(
            "before_release",
            _l("Examination before release"),
            clocks.BEFORE_RELEASE,
            Permission.INTAKE_RECORD,
            (CONDITIONS, VITALS, INJURIES, TUBERCULOSIS, SUICIDE, ALLERGIES, MEDICINES, FUNCTIONAL, *_END),
        ),
        ExamKind(
            "segregation_daily",
            _l("Daily health visit in isolation"),
            clocks.SEGREGATION_DAILY,
            Permission.INTAKE_RECORD,
            (VISIT,),
            False,
            also=(clocks.SEGREGATION_FIRST,),
        ),
    )
}


for _kind in KINDS.values():
    record_kinds.declare(_kind.code, _kind.text, endpoint="intake.show")


#: Kinds that other rooms add to those of the intake dictionary.
_FURTHER: dict[str, ExamKind] = {}


def register(kind: ExamKind) -> ExamKind:
    """Let the pages of examinations serve a further kind. Raises ValueError when the code is taken."""
    record_kinds.declare(kind.code, kind.text, endpoint="intake.show")
    _FURTHER[kind.code] = kind
    return kind


def all_kinds() -> list[ExamKind]:
    """The kinds of this dictionary and of the rooms, in the order they are offered."""
    return [*KINDS.values(), *_FURTHER.values()]


def is_kind(code: str) -> bool:
    return code in KINDS or code in _FURTHER


def kind_of(code: str) -> ExamKind:
    """The kind of ``code``, of this dictionary or of another room. Raises KeyError."""
    return KINDS[code] if code in KINDS else _FURTHER[code]


def sections_for(subject: Subject, answers: Mapping[str, Answers] = MappingProxyType({})) -> tuple[Section, ...]:
    """The sections of ``subject.kind`` as they apply to this person. Raises KeyError for an unknown kind.

    What does not apply and holds ``answers`` all the same stays (the person's sex was corrected since).
    """
    return tuple(
        section.put_to(subject, answers.get(section.key, {}))
        for section in kind_of(subject.kind).sections
        if section.applies(subject) or section.key in answers
    )
