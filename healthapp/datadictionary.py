"""The data dictionary, generated from the models: ``python -m healthapp.datadictionary > docs/data-dictionary.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from healthapp.tables import metadata

HEAD = """# Data dictionary

Generated from the models by `python -m healthapp.datadictionary`; a test fails when it is out of date.
Answers of an examination are kept by section as one document; its fields are in the second part.
"""


def document() -> str:
    """The whole dictionary as Markdown."""
    return "\n".join([HEAD, "## Tables", "", *_tables(), *_fields()]) + "\n"


def _tables() -> Iterator[str]:
    for table in sorted(metadata().tables.values(), key=lambda found: found.name):
        yield f"### {table.name}"
        if table.comment:
            yield table.comment
        yield ""
        yield "| column | type | empty | meaning |"
        yield "|---|---|---|---|"
        for column in table.columns:
            yield f"| {column.name} | {_type(column)} | {'yes' if column.nullable else ''} | {_meaning(column)} |"
        yield ""


def _type(column: sa.Column[object]) -> str:
    return str(column.type.compile(dialect=postgresql.dialect())).lower()  # type: ignore[no-untyped-call]


def _meaning(column: sa.Column[object]) -> str:
    if column.comment:
        return column.comment.replace("|", "/")
    for key in column.foreign_keys:
        return f"→ {key.column.table.name}"
    return "identifier (UUIDv7)" if column.primary_key else ""


def _fields() -> Iterator[str]:
    """The fields of the examinations, from their dictionary."""
    from healthapp.intake.dictionary import document_rows  # noqa: PLC0415 - the room's data, read by this tool alone

    yield "## Fields of an examination"
    yield ""
    yield "| section | field | type | options | unit | normal | accepted | needed to sign |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in document_rows():
        yield "| " + " | ".join(str(part).replace("|", "/") for part in row) + " |"


if __name__ == "__main__":
    sys.stdout.write(document())
