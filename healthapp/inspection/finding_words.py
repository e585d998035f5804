"""Findings in words: codes, refusals, a form's values, and what became of the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.i18n import lazy_pgettext
from healthapp.inspection import checklists, samples, words
from healthapp.inspection.evidence import Evidence, FindingRefused, since
from healthapp.inspection.findings import Found, Wording
from healthapp.inspection.models import Visit
from healthapp.recommendations.presenter import AREAS

SEVERITIES: dict[str, Any] = {
    "high": lazy_pgettext("severity", "High"),
    "medium": lazy_pgettext("severity", "Medium"),
    "low": lazy_pgettext("severity", "Low"),
}
#: Shape of a severity for ``ui.state``: told apart without its colour too.
SHAPES = {"high": "alert", "medium": "attention", "low": "note"}
CONSENTS: dict[str, Any] = {
    "nobody": _l("It is about nobody in particular"),
    "no": _l("Does not agree"),
    "anonymous": _l("Without a name"),
    "named": _l("By name"),
}
SINCE: dict[str, tuple[str, Any]] = {
    "same": ("done", _l("still as it was seen")),
    "added": ("note", _l("as it was seen; something was added since")),
    "voided": ("attention", _l("the photograph was voided at the institution")),
    "altered": ("alert", _l("ALTERED since it was seen")),
    "gone": ("alert", _l("gone since it was seen")),
    "none": ("not_applicable", _l("no signed record")),
}


def refusal(refused: FindingRefused) -> str:
    sentences: dict[str, str] = {
        "team": _("Only the team of this visit writes its findings."),
        "step": _("There are no findings before the team was inside."),
        "changed": _("Somebody of the team worded this finding anew meanwhile. Read it, then write yours again."),
        "gone": _("This finding was taken back, or your key is closed. Nothing was changed."),
        "reference": _("There is no record %(reference)s in the samples of this visit", **refused.values)
        if refused.code == "reference"
        else "",
        "photograph": _(
            "%(reference)s: there is no photograph of this number that you may see in a signed injury record there",
            **refused.values,
        )
        if refused.code == "photograph"
        else "",
        "names": _("The text names somebody of the evidence. Without consent to be named, take the name away."),
    }
    return sentences[refused.code]


@dataclass(frozen=True, slots=True)
class Rested:
    """A record a finding rests on: its place, fingerprint, the answer of the audit, and what became of it.

    ``record``, ``file``, ``original`` and ``intimate``: of a photograph of it, where it rests on one.
    """

    reference: str
    sample: int
    position: int
    digest: str
    answer: str
    state: tuple[str, str]
    record: str
    file: str
    original: str
    intimate: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as a list shows it. ``sealed``: one cannot read it."""

    number: int
    sealed: bool
    stands: bool
    severity: tuple[str, str]
    category: str
    text: str
    reason: str
    person: str
    evidence: tuple[Rested, ...]
    written: str
    at: Any
    versions: int


def lines(session: Session, visit: Visit, found: Sequence[Found]) -> list[Line]:
    """Findings as a list shows them; ``session`` looks up once what became of all their evidence."""
    read = [one.wording for one in found if one.wording is not None]
    became = since(session, (one for wording in read for one in wording.evidence))
    asked = dict(questions(session, visit)) if read else {}
    return [_line(one, became, asked) for one in found]


def _line(found: Found, became: Mapping[Evidence, str], asked: Mapping[str, str]) -> Line:
    row, wording = found.row, found.wording
    written: dict[str, Any] = {"written": row.written_by_name, "at": row.written_at, "versions": row.version}
    if wording is None:
        blank: dict[str, Any] = {"severity": ("locked", ""), "evidence": ()}
        blank |= dict.fromkeys(("category", "text", "reason", "person"), "")
        return Line(number=row.number, sealed=True, stands=row.stands, **blank, **written)
    return Line(
        number=row.number,
        sealed=False,
        stands=row.stands,
        severity=(SHAPES[wording.severity], str(SEVERITIES[wording.severity])),
        category=str(AREAS[wording.category]),
        text=wording.text,
        reason=wording.reason,
        person=about(wording),
        evidence=tuple(_rested(one, became[one], asked) for one in wording.evidence),
        **written,
    )


def about(wording: Wording) -> str:
    """Whether it is about somebody, and what they agreed to; the name only where they agreed to it."""
    if wording.consent == "nobody":
        return ""
    if wording.consent == "named":
        return wording.name
    return _("does not agree to be spoken of") if wording.consent == "no" else _("agrees, without a name")


def _rested(one: Evidence, became: str, asked: Mapping[str, str]) -> Rested:
    said = str(words.ANSWERS.get(one.answer, ""))
    kind, text = SINCE[became]
    answer = f"{asked.get(one.question, '')} {said}".strip() if said else ""
    return Rested(
        reference=one.reference,
        sample=one.sample,
        position=one.position,
        digest=one.digest,
        answer=answer,
        state=(kind, str(text)),
        record=one.record,
        file=one.file,
        original=one.original,
        intimate=one.intimate,
    )


def questions(session: Session, visit: Visit) -> list[tuple[str, str]]:
    """Questions of the checklists that the samples of a visit are audited by, to choose from."""
    frames = dict.fromkeys(sample.frame for sample in samples.of_visit(session, visit.id))
    found: dict[str, str] = {}
    for frame in frames:
        for question in checklists.current(session, frame).questions:
            found.setdefault(question.code, question.text)
    return list(found.items())


def values(wording: Wording, seen: int) -> dict[str, str]:
    """A finding as its form shows it."""
    return {
        "seen": str(seen),
        "severity": wording.severity,
        "category": wording.category,
        "text": wording.text,
        "consent": wording.consent,
        "name": wording.name,
        "rests_on": ", ".join(one.reference for one in wording.evidence),
        "question": next((one.question for one in wording.evidence if one.question), ""),
    }


def counts(found: Sequence[Found]) -> str:
    """How many stand, in words."""
    standing = sum(1 for one in found if one.row.stands)
    return _("%(standing)s of %(all)s stand", standing=standing, all=len(found))
