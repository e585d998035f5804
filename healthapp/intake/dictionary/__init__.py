"""What is asked in an examination, by kind: the intake dictionary, version 1."""

from healthapp.intake.dictionary.catalogue import (
    KINDS,
    SECTIONS,
    VERSION,
    ExamKind,
    all_kinds,
    is_kind,
    kind_of,
    sections_for,
)
from healthapp.intake.dictionary.describe import document_rows
from healthapp.intake.dictionary.model import Answers, Field, FieldType, Group, Option, Section, Subject

__all__ = [
    "KINDS",
    "SECTIONS",
    "VERSION",
    "Answers",
    "ExamKind",
    "Field",
    "FieldType",
    "Group",
    "Option",
    "Section",
    "Subject",
    "all_kinds",
    "document_rows",
    "is_kind",
    "kind_of",
    "sections_for",
]
