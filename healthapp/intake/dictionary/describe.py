"""The dictionary as rows of text, in English, for the printed data dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from healthapp.i18n import in_language
from healthapp.intake.dictionary.catalogue import SECTIONS
from healthapp.intake.dictionary.model import Field, FieldType, Section

#: section, field, type, options, unit, normal, accepted, needed to sign.
Row = tuple[str, str, str, str, str, str, str, str]


def document_rows() -> list[Row]:
    """A row for each field and, under a table, for each of its columns (``field[].column``)."""
    with in_language("en"):
        return [row for section in SECTIONS.values() for field in section.fields for row in _rows(section, field)]


def _rows(section: Section, field: Field) -> Iterator[Row]:
    yield _row(section, field, field.key)
    for column in field.columns:
        yield _row(section, column, f"{field.key}[].{column.key}")


def _row(section: Section, field: Field, name: str) -> Row:
    return (
        f"{section.letter} {section.key}",
        f"`{name}` {field.text}",
        field.type.value,
        _options(field),
        str(field.unit),
        _span(*field.normal),
        _accepted(field),
        _needed(field),
    )


def _options(field: Field) -> str:
    if field.type is FieldType.FOUR:
        return ", ".join(field.answers)
    return ", ".join(f"{option.code}={option.text}" for option in field.options)


def _accepted(field: Field) -> str:
    """What is refused as impossible is what lies outside."""
    if field.type in (FieldType.DATE, FieldType.MOMENT):
        return "not in the future" if field.past else "any day"
    if field.type in (FieldType.TEXT, FieldType.LONG):
        return f"{field.max_length} characters"
    if field.type is FieldType.ROWS:
        return f"{field.most} rows"
    return _span(field.low, field.high)


def _span(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"≤ {high:g}"
    if high is None:
        return f"≥ {low:g}"
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _needed(field: Field) -> str:
    needed = "yes" if field.must else ""
    if field.when is None:
        return needed
    asked = f"{field.when.field} = {' or '.join(sorted(field.when.values))}"
    return f"{needed or 'no'}, asked when {asked}"
