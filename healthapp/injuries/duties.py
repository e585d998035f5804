"""When a notice to the prosecutor is due, read off what was written down; nobody has to remember to tick it.

CPT/Inf(2013)29 §77: alleged and consistent, or indicative without an allegation. Istanbul Protocol 2022, principle 2
and para 605: death (Mandela Rule 71), serious injury, sexual violence, a person under 18. The author may add reasons,
never take one away. A serious injury is reported whatever its cause (Mandela Rule 71), but for one a newcomer brings
along from freedom and blames on nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from healthapp.injuries import charts
from healthapp.intake.dictionary.model import Answers

ADULT = 18
#: Degrees that point to ill-treatment though nothing was alleged.
INDICATIVE = frozenset({"highly_consistent", "typical", "diagnostic"})
#: Types of lesion that are a serious injury wherever they are found. No text of the law lists them: the list is this
#: project's own reading of Mandela Rule 71 and of the methods the Istanbul Protocol names (crushing, amputation,
#: asphyxiation), and waits for a clinician and a lawyer of the Medical Department. Whoever signs may always add more.
SERIOUS = frozenset(
    {
        *("fracture", "dislocation", "stab", "firearm_entry", "firearm_exit", "firearm_graze", "kinetic_impact"),
        *("amputation", "crush", "neck_compression", "asphyxia"),
    }
)
#: ICD-10 block of the regions of the neck: a ligature mark there is no cuff's.
_NECK = "S1"


def due(
    answers: Mapping[str, Answers],
    opinion: Answers,
    years: int | None,
    *,
    died: bool = False,
    presumed_minor: bool = False,
) -> list[str]:
    """Codes of ``dictionary.findings.DUTIES`` that hold. ``years``: age of the person, None when unknown;
    ``presumed_minor``: taken for under 18 at admission, where no certain birth date says it."""
    child = presumed_minor or (years is not None and years < ADULT)
    return list(_due(answers, opinion, child=child, died=died))


def _due(answers: Mapping[str, Answers], opinion: Answers, *, child: bool, died: bool) -> Iterator[str]:
    statement = answers.get("statement", {})
    rows = answers.get("lesions", {}).get("lesions", ())
    alleged = statement.get("alleged") == "yes"
    contradicted = opinion.get("overall") == "not_consistent"
    here = answers.get("occasion", {}).get("kind") != "intake"
    by_others = [row for row in rows if row.get("intent") == "other_person"]
    if alleged and rows and not contradicted:
        yield "alleged"
    if not alleged and _points_to_it(opinion):
        yield "indicative"
    if died or any(map(_serious, by_others)) or ((here or alleged) and any(map(_grave, rows))):
        yield "serious"
    if "sexual" in statement.get("methods", ()) or any(row.get("mechanism") == "sexual" for row in rows):
        yield "sexual"
    if child and (alleged or by_others):
        yield "minor"


def _serious(row: Mapping[str, Any]) -> bool:
    """Strangling is serious whatever it left to be seen, as long as it is not told by a healed mark alone."""
    told = row.get("mechanism") == "neck" and _new(row)
    return row.get("type") in SERIOUS or told or (row.get("type") == "ligature" and _on_the_neck(row))


def _on_the_neck(row: Mapping[str, Any]) -> bool:
    region = charts.regions().get(row.get("region", ""))
    return region is not None and region.icd_block == _NECK


def _new(row: Mapping[str, Any]) -> bool:
    return row.get("appearance") in ("fresh", "recent")


def _grave(row: Mapping[str, Any]) -> bool:
    return _serious(row) and _new(row)


def _points_to_it(opinion: Answers) -> bool:
    degrees = {opinion.get("overall"), *(row.get("degree") for row in opinion.get("findings", ()))}
    return bool(degrees & INDICATIVE)
