"""The words of this room's pages: lesions in a line, charts as shapes, the register and its file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.injuries import charts, copy_words, drawing
from healthapp.injuries.charts import Chart
from healthapp.injuries.dictionary.findings import NOTICE
from healthapp.injuries.dictionary.lesions import LESION, MM
from healthapp.injuries.geometry import Mark
from healthapp.injuries.models import DeathNotice, InjuryNotice, Letter
from healthapp.intake.presenter import plain_text
from healthapp.intake.queries import Examination
from healthapp.records.errors import EditConflict

_FIELDS = {field.key: field for field in LESION}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One chart ready to be drawn. ``sides``: letters at the viewer's left and right, empty on one-sided charts."""

    chart: Chart
    outline: list[tuple[str, bool]]
    landmarks: list[str]
    marks: list[drawing.Drawn]
    sides: tuple[str, str]
    note: str


def sheet(chart_id: str, marks: Iterable[tuple[int, Mark]]) -> Sheet:
    chart = charts.load(chart_id)
    letters = {"left": _("L"), "right": _("R")}
    sides = drawing.viewers_sides(chart_id)
    notes = {
        ("right", "left"): _("The patient's left is on your right."),
        ("left", "right"): _("The patient's right is on your right."),
        None: _("One side of the patient."),
    }
    return Sheet(
        chart=chart,
        outline=[(drawing.path(line), line.filled) for line in chart.outline],
        landmarks=[drawing.path(line) for line in chart.landmarks],
        marks=drawing.on_chart(chart_id, marks),
        sides=(letters[sides[0]], letters[sides[1]]) if sides else ("", ""),
        note=notes[sides],
    )


def text(key: str, row: Mapping[str, Any]) -> str:
    """One answer of a lesion in words; empty when there is none."""
    return plain_text(_FIELDS[key], row[key]) if row.get(key) not in (None, "", []) else ""


def size(row: Mapping[str, Any]) -> str:
    """``40 × 25 mm``, the diameter, or that it was not measured."""
    if row.get("measured") == "length_width" and "width" in row:
        return f"{text('length', row).removesuffix(str(MM)).strip()} × {text('width', row)}"
    if row.get("measured") == "diameter":
        return f"⌀ {text('diameter', row)}"
    return text("measured", row)


def lesion_rows(found: Examination) -> list[dict[str, Any]]:
    """The lesions for a list: number, type, place, size, what is told, photographs."""
    return rows_of(found, found.answers.get("lesions", {}))


def rows_of(found: Examination, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lesions of ``content``, as it stands or stood."""
    shots = found.answers.get("photographs", {}).get("photographs", ())
    taken = [row.get("lesion") for row in shots if not row.get("voided")]
    return [
        {
            "number": row["number"],
            "type": text("type", row),
            "place": row.get("site") or text("region", row),
            "size": size(row),
            "cause": row.get("alleged_cause", ""),
            "photographs": str(taken.count(row["number"]) or text("no_photo", row) or "–"),
            "href": url_for("injuries.lesion", record_id=found.id, number=row["number"]),
        }
        for row in content.get("lesions", ())
    ]


def lesion_items(found: Examination) -> list[tuple[str, str]]:
    return [(str(row["number"]), f"{row['number']}. {row['type']}") for row in lesion_rows(found)]


def conflict(found: EditConflict) -> str:
    return _(
        "%(name)s changed this at %(time)s. What you wrote is still on this page: look at both, then save again.",
        name=found.saved_by_name,
        time=format_moment(found.saved_at),
    )


def json_text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def channels() -> list[tuple[str, str]]:
    return [
        ("post", _("By post")),
        ("courier", _("By courier")),
        ("electronic", _("Electronically")),
        ("by_hand", _("By hand")),
    ]


def notice_state(row: Letter | None) -> str:
    """The state of a notice in words; of none, that there is none."""
    if row is None:
        return _("No notice")
    return {
        "prepared": _("To be sent"),
        "withheld": _("Held back: no consent"),
        "sent": _("Sent"),
        "received": _("Receipt confirmed"),
        "answered": _("Answered"),
    }[row.state]


def notice_facts(row: InjuryNotice) -> list[dict[str, str]]:
    """A notice as a list of facts."""
    duty = NOTICE.field("duty")
    facts = [
        (str(duty.text), ", ".join(str(duty.option(code).text) for code in row.duty.split(","))),
        (_("What the person said"), consent_words(row.consent)),
        (_("Basis"), " · ".join(part for part in (copy_words.basis(row.basis), row.legal_basis or "") if part)),
        *_steps(row),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def death_facts(row: DeathNotice) -> list[dict[str, str]]:
    """The notice of a death as a list of facts."""
    facts = [
        (_("Time of death, or when the person was found"), format_moment(row.died_at)),
        (_("Basis"), _("Mandela Rule 71: every death in custody, whatever its cause")),
        *_steps(row),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


def _steps(row: Letter) -> list[tuple[str, str]]:
    return [
        (_("State"), notice_state(row)),
        (_("Sent"), _step(row.sent_at, row.sent_to, dict(channels()).get(row.channel, ""), _number(row.reference))),
        (_("Receipt confirmed"), _step(row.received_at, _number(row.received_reference))),
        (_("Answered"), f"{format_moment(row.answered_at)}: {row.outcome}" if row.answered_at else ""),
    ]


def _step(at: dt.datetime | None, *more: str) -> str:
    """When a step was, and what was written down of it; empty for one that was not."""
    return ", ".join(part for part in (format_moment(at), *more) if part) if at is not None else ""


def _number(reference: str) -> str:
    return f"{_('Number of the letter')}: {reference}" if reference else ""


def consent_words(code: str) -> str:
    """What the person said about sending it."""
    agreed = {"yes": _("Gives consent"), "no": _("Refuses"), "withdrawn": _("Withdrew consent")}
    return agreed.get(code, _("Not asked"))


def language_items() -> list[tuple[str, str]]:
    return [("az", "Azərbaycanca"), ("ru", "Русский"), ("en", "English")]
