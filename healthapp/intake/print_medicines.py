"""The medicines a person takes, as their table on the printed form: what must not be missed stands out in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from healthapp.i18n import format_moment, format_number
from healthapp.i18n import gettext as _
from healthapp.intake.alerts import CRITICAL
from healthapp.intake.dictionary.history import MEDICINES
from healthapp.intake.dictionary.model import Answers, Field
from healthapp.intake.presenter import plain_text
from healthapp.intake.print_values import MedicineRow, MedicinesPart

_ROWS = MEDICINES.field("medicines")
_COLUMNS = {column.key: column for column in _ROWS.columns}
#: What the table's own columns hold; a column the dictionary gains later is told in the last one.
_PLACED = frozenset(
    "name atc critical dose unit route frequency last_taken prescriber brought verified_by next_due decision".split()
)


def medicines_part(answers: Answers, examined_at: dt.datetime) -> MedicinesPart:
    """``examined_at`` decides which next dose was missed already."""
    state: Field = MEDICINES.field("medicines_state")
    rows = tuple(_row(row, examined_at) for row in answers["medicines"])
    return MedicinesPart(plain_text(state, answers["medicines_state"]), rows)


def _row(row: Answers, examined_at: dt.datetime) -> MedicineRow:
    due = dt.datetime.fromisoformat(row["next_due"]) if row.get("next_due") else None
    return MedicineRow(
        name=_text(row, "name"),
        code=_text(row, "atc"),
        dose=_joined(_dose(row), _text(row, "route"), _text(row, "frequency")),
        last_taken=_text(row, "last_taken"),
        verified=_joined(
            _labelled(row, "brought"),
            _text(row, "verified_by"),
            _labelled(row, "prescriber"),
        ),
        next_due=format_moment(due),
        decision=_joined(_text(row, "decision"), *(_text(row, key) for key in _COLUMNS if key not in _PLACED)),
        critical=row.get("critical") in CRITICAL,
        missed=due is not None and due < examined_at,
        group=_text(row, "critical"),
    )


def _text(row: Answers, key: str) -> str:
    value: Any = row.get(key)
    return "" if value in (None, "", []) else plain_text(_COLUMNS[key], value)


def _dose(row: Answers) -> str:
    if not row.get("dose"):
        return _("dose not known")
    return f"{format_number(Decimal(row['dose']).normalize())} {_text(row, 'unit')}".rstrip()


def _labelled(row: Answers, key: str) -> str:
    text = _text(row, key)
    return f"{_COLUMNS[key].text}: {text}" if text else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
