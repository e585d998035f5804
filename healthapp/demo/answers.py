"""A believable examination of an invented person: what the plan says of them, and the ordinary answer elsewhere."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from healthapp.i18n import ZONE
from healthapp.intake import contradictions
from healthapp.intake.bands import Limits
from healthapp.intake.completeness import missing
from healthapp.intake.dictionary import Field, FieldType, Section
from healthapp.intake.dictionary.model import ADULT

#: Questions whose ordinary answer is yes; everywhere else it is no.
USUALLY_YES = frozenset(
    "privacy unrestricted skin_inspected ill_treatment_asked leaflet_given seen relative_informed medicines_received "
    "report_explained refused_parts_informed hiv_counselled hbv_counselled hcv_counselled syphilis_counselled".split()
)
#: The ordinary code of a list, the first of these that it has.
ORDINARY = (
    "none normal ordinary not_needed not_applicable air A none_seen medical_unit police az unlimited free independent "
    "never no denies both accepted negative nothing not_available yes shared".split()
)
#: Lists whose ordinary answer is said here.
SAID: dict[str, Any] = {
    "explained": ["role", "purpose", "use", "duty", "refusal", "second"],
    "consent_exam": "yes",
    "consent_tests": "yes",
    "consent_fetch": "yes",
    "consent_share": "yes",
    "no_problems": "yes",
    "screener": "later",
    "genital": "not_indicated",
    "leaflet_language": "az",
    "cxr": "ordered",
}
WORDS = "Nümayiş üçün uydurulmuş mətn"


def fill(section: Section, given: Mapping[str, Any], *, at: dt.datetime, rng: random.Random) -> dict[str, Any]:
    """``given`` and an ordinary answer to every other question of ``section`` that must be answered.

    Raises AssertionError when the dictionary asks something this cannot answer.
    """
    known = {field.key for field in section.fields}
    answers = {key: value for key, value in given.items() if key in known or key.removesuffix("_reason") in known}
    for _round in range(6):
        gaps = {gap.name for gap in missing(section, answers)}
        if not gaps:
            return answers
        for name in gaps:
            if name.endswith("_reason") and name not in known:
                answers[name] = WORDS
            elif "-" in name:
                rows, place, column = name.split("-")
                field = next(found for found in section.field(rows).columns if found.key == column)
                answers[rows][int(place)][column] = _ordinary(field, at, rng)
            else:
                answers[name] = _ordinary(section.field(name), at, rng)
    raise AssertionError(f"the part {section.key} still misses {sorted(gaps)}")


def concluded(parts: Mapping[str, dict[str, Any]], limits: Limits) -> None:
    """Let the conclusion among ``parts`` list what the others tell, as whoever examines does."""
    against = contradictions.against(parts, limits)
    if against is not None and not against.reason:
        said = [{"text": alert.text, "plan": WORDS} for alert in against.findings]
        parts[contradictions.PART].update(no_problems="no", problems=said)


def groups(age: int | None) -> dict[str, dict[str, Any]]:
    """What the part on vulnerability must say of somebody of ``age``, by section."""
    return {"vulnerability": {"groups": ["under_18"]}} if age is not None and age < ADULT else {}


def vitals(at: dt.datetime, rng: random.Random) -> dict[str, Any]:
    """Vital signs of somebody well, as they scatter."""
    return {
        "respiration": rng.randrange(13, 19),
        "spo2": rng.randrange(96, 100),
        "oxygen": "air",
        "systolic": rng.randrange(112, 142),
        "diastolic": rng.randrange(66, 90),
        "pulse": rng.randrange(58, 90),
        "consciousness": "A",
        "temperature": f"{rng.randrange(362, 372) / 10:.1f}",
        "weight": f"{rng.randrange(580, 950) / 10:.1f}",
        "height": rng.randrange(162, 188),
    }


def _ordinary(field: Field, at: dt.datetime, rng: random.Random) -> Any:
    if field.key in SAID:
        return SAID[field.key]
    match field.type:
        case FieldType.FOUR:
            return "yes" if field.key in USUALLY_YES else "no"
        case FieldType.CHOICE:
            return _code(field)
        case FieldType.MANY:
            return [_code(field)]
        case FieldType.INTEGER | FieldType.DECIMAL:
            return _number(field)
        case FieldType.MOMENT | FieldType.DATE:
            return _time(field, at, rng)
        case FieldType.ICD:
            return "Z10.8"
        case FieldType.ROWS:
            return [{}]
        case _:
            return WORDS


def _code(field: Field) -> str:
    codes = [option.code for option in field.options]
    return next((code for code in ORDINARY if code in codes), codes[0])


def _number(field: Field) -> int | str:
    """The middle of the normal band, or the least that is possible."""
    low, high = field.normal
    middle = (low + high) / 2 if low is not None and high is not None else max(0.0, field.low or 0.0)
    return int(middle) if field.type is FieldType.INTEGER else f"{middle:.{field.decimals}f}"


def _time(field: Field, at: dt.datetime, rng: random.Random) -> str:
    """The examination's own moment for what lies behind, some days on for what lies ahead."""
    moment = (at if field.past else at + dt.timedelta(days=rng.choice((1, 7, 14)))).astimezone(ZONE)
    if field.type is FieldType.DATE:
        return moment.date().isoformat()
    return moment.replace(second=0, microsecond=0).isoformat()
