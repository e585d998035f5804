"""What an examination tells that its conclusion leaves out: "no health problems" under a NEWS2 of 8.

Nothing is forbidden: whoever signs lists it as a problem, or says why it is none. The reason is an answer of the
conclusion like any other: sealed, printed, and read by the doctor who signs under it. On admission the needs of
somebody's health are identified, and all measures taken that follow (Mandela Rule 30).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from healthapp.i18n import gettext as _
from healthapp.intake.alerts import AMBER, Alert, of_record
from healthapp.intake.bands import Limits
from healthapp.intake.completeness import Missing
from healthapp.intake.dictionary.conclusion import UNLISTED
from healthapp.intake.dictionary.model import Answers, Section

PART = "conclusion"
#: What is no problem of health, though it stands out: how a question was asked, or whom a score is not for.
_ABOUT_THE_METHOD = frozenset({"ill_treatment_overheard", "news2_outside"})
#: What an injury leaves for years: an old one alone is a finding, and no problem of today.
_OLD = "scar"


@dataclass(frozen=True, slots=True)
class Against:
    """What stands beside "none found", the gravest first; ``reason`` is empty while nobody gave one."""

    findings: list[Alert]
    reason: str


def findings(sections: Mapping[str, Answers], limits: Limits) -> list[Alert]:
    """What the other parts tell that belongs among the problems, the gravest first, each once."""
    told = (*of_record(sections, limits), *_quieter(sections))
    return list({alert.text: alert for alert in told if alert.code not in _ABOUT_THE_METHOD}.values())


def against(sections: Mapping[str, Answers], limits: Limits) -> Against | None:
    """The contradiction of a record; None where its conclusion says no "None found", or nothing speaks against it."""
    said = sections.get(PART, {})
    if said.get("no_problems") != "yes":
        return None
    found = findings(sections, limits)
    return Against(found, said.get(UNLISTED, "")) if found else None


def gaps(parts: Iterable[Section], sections: Mapping[str, Answers], limits: Limits) -> list[Missing]:
    """The reason that is wanted before somebody signs; none where there is one, or nothing to explain."""
    part = next((section for section in parts if section.key == PART), None)
    known = against(sections, limits) if part is not None else None
    if part is None or known is None or known.reason:
        return []
    told = "; ".join(alert.text for alert in known.findings)
    return [Missing(part, UNLISTED, _("None found, yet: %(what)s. List it, or say why not", what=told))]


def idle(part: Section, sections: Mapping[str, Answers], limits: Limits) -> frozenset[str]:
    """The questions of a part that there is no cause to ask: for a reason where nothing is to be explained."""
    asks = part.key != PART or UNLISTED in sections.get(PART, {}) or bool(findings(sections, limits))
    return frozenset() if asks else frozenset({UNLISTED})


def _quieter(sections: Mapping[str, Answers]) -> Iterator[Alert]:
    """What calls nobody at once and is a problem all the same."""
    told = sections.get("injuries", {})
    rows = told.get("injuries", ())
    if told.get("injuries_now") == "yes" and (not rows or any(row.get("kind") != _OLD for row in rows)):
        yield Alert("injuries", AMBER, _("Injuries found or reported"), "injuries")
    if sections.get("suicide", {}).get("risk_level") == "medium":
        yield Alert("risk_medium", AMBER, _("Medium risk of suicide"), "suicide")
