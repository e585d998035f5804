"""The details of an event in words: what rooms note as codes, as far as their pages have words for them.

Whose code it is, the event says: ``kind intake`` of a record is an examination, of a clock what is due. A code nobody
has words for any more, or never had, is left to the line of codes beside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from healthapp.access import Role
from healthapp.appeals import presenter as appeals
from healthapp.deadlines.kinds import REGISTRY as CLOCKS
from healthapp.hospitals import presenter as hospitals
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.inspection import words as inspection
from healthapp.intake.dictionary import SECTIONS
from healthapp.mental import words as mental
from healthapp.mental.registers import REGISTERS
from healthapp.people import words as people
from healthapp.people.movements import KINDS as MOVEMENTS
from healthapp.recommendations import presenter as recommendations
from healthapp.records import presenter as records
from healthapp.records.kinds import REGISTRY as RECORDS
from healthapp.records.models import RecordState
from healthapp.risk import words as risk
from healthapp.web.kit.roles import WORDS as ROLES
from referrals.words import word

Words = Callable[[Any], object]

#: What a detail is called before its words.
NAMES: Mapping[str, Any] = {
    "addressee": _l("Addressee"),
    "after": _l("After"),
    "area": _l("Area"),
    "before": _l("Before"),
    "cause": _l("Cause"),
    "clock": _l("Clock"),
    "code": _l("Mark"),
    "correction": _l("Correction"),
    "factor": _l("Proof"),
    "found": _l("Matches"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "late_entry": _l("Written down late"),
    "late_minutes": _l("Minutes late"),
    "level": _l("Level"),
    "number": _l("Number"),
    "pathway": _l("Pathway"),
    "profession": _l("Profession"),
    "register": _l("Register of the unit"),
    "role": _l("Role"),
    "rows": _l("Rows"),
    "section": _l("Part of the record"),
    "source": _l("Source"),
    "state": _l("State"),
    "step": _l("Step"),
    "version": _l("Version"),
    "ward_kind": _l("Ward"),
    "why": _l("Reason"),
}
#: Why a sign-in failed, to whoever looks after accounts; whoever tries is told one answer for all of them.
CAUSES: Mapping[str, Any] = {
    "unknown": _l("no such account"),
    "inactive": _l("the account may not sign in"),
    "password": _l("wrong password"),
    "code": _l("wrong code"),
    "locked": _l("the account was locked"),
}
FACTORS: Mapping[str, Any] = {
    "password": _l("password"),
    "totp": _l("password and a code"),
    "recovery": _l("Recovery code"),
}
#: What stands in the line about a person; which allergy or how great a risk is in the record alone.
MARKS: Mapping[str, Any] = {
    "allergy": _l("Allergies"),
    "risk": _l("Suicide risk"),
    "tb": _l("Tuberculosis"),
    "critical_medicine": _l("Critical medicine"),
}


def _one_of(words: Mapping[Any, Any]) -> Words:
    """Out of a table of a room; some of them have a shape before the words."""
    return lambda code: words[code][1] if isinstance(words[code], tuple) else words[code]


def _of_case(kind: str) -> Words:
    return lambda code: _(word(kind, code))


def _as_it_is(value: Any) -> object:
    return value


def _yes_or_no(value: Any) -> object:
    return _("Yes") if value else _("No")


_RECORD_KINDS: Words = lambda code: RECORDS[code].text  # noqa: E731
_CLOCK_KINDS: Words = lambda code: CLOCKS[code].text  # noqa: E731
_RECORD_STATES: Words = lambda code: records.state_text(RecordState(code))  # noqa: E731
_PARTS: Words = lambda code: SECTIONS[code].title  # noqa: E731
_BOOKS: Words = lambda code: REGISTERS[code].title  # noqa: E731

#: By the beginning of the event's code and the name of the detail; the longest beginning counts.
WORDS: Mapping[tuple[str, str], Words] = {
    ("", "language"): _one_of(people.LANGUAGES),
    ("", "role"): lambda code: ROLES[Role(code)],
    ("", "rows"): _as_it_is,
    ("", "number"): _as_it_is,
    ("", "version"): _as_it_is,
    ("", "late_minutes"): _as_it_is,
    ("", "pathway"): _of_case("pathway"),
    ("record.", "kind"): _RECORD_KINDS,
    ("record.", "section"): _PARTS,
    ("intake.", "kind"): _RECORD_KINDS,
    ("intake.", "state"): _RECORD_STATES,
    ("screening.", "state"): _RECORD_STATES,
    ("deadline.", "kind"): _CLOCK_KINDS,
    ("hospital.", "clock"): _CLOCK_KINDS,
    ("hospital.", "kind"): _one_of(hospitals.WARD_KINDS),
    ("hospital.", "ward_kind"): _one_of(hospitals.WARD_KINDS),
    ("hospital.", "why"): _one_of(hospitals.REASONS),
    ("case.", "state"): _of_case("state"),
    ("case.", "step"): _of_case("event"),
    ("appeal.", "kind"): _one_of(appeals.KINDS),
    ("appeal.", "source"): _one_of(appeals.SOURCES),
    ("appeal.", "step"): _one_of(appeals.DONE),
    ("recommendation.", "addressee"): _one_of(recommendations.ADDRESSEES),
    ("recommendation.", "area"): _one_of(recommendations.AREAS),
    ("recommendation.", "state"): _one_of(recommendations.STATES),
    ("inspection.visit", "kind"): _one_of(inspection.KINDS),
    ("inspection.visit", "state"): _one_of(inspection.STATES),
    ("inspection.mandate", "profession"): _one_of(inspection.PROFESSIONS),
    ("person.name", "kind"): _one_of(people.NAME_KINDS),
    ("person.movement", "kind"): lambda code: MOVEMENTS[code].text,
    ("mental.register", "register"): _BOOKS,
    ("mental.task", "state"): _one_of(mental.TASK_STATES),
    ("risk.level", "before"): _one_of(risk.LEVELS),
    ("risk.level", "after"): _one_of(risk.LEVELS),
    ("risk.opened", "level"): _one_of(risk.LEVELS),
    ("risk.plan", "state"): _one_of(risk.STATES),
    ("risk.reviewed", "kind"): _one_of(risk.REVIEWS),
    ("risk.observed", "late_entry"): _yes_or_no,
    ("risk.observed", "correction"): _yes_or_no,
    ("person.searched", "found"): _as_it_is,
    ("person.flag", "code"): _one_of(MARKS),
    ("login.ok", "factor"): _one_of(FACTORS),
    ("login.failed", "cause"): _one_of(CAUSES),
}


def in_words(kind: str, details: Mapping[str, Any]) -> str:
    """``Kind: Intake examination · Version: 3``: of the ``details`` of an event those that have words."""
    said = ((NAMES[name], _said(kind, name, value)) for name, value in sorted(details.items()) if name in NAMES)
    return " · ".join(f"{name}: {words}" for name, words in said if words)


def _said(kind: str, name: str, value: Any) -> str:
    beginnings = [start for start, of in WORDS if of == name and kind.startswith(start)]
    if not beginnings:
        return ""
    try:
        return str(WORDS[max(beginnings, key=len), name](value))
    except (KeyError, ValueError, TypeError):
        return ""
