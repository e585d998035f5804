"""The print kit every room stands on: fonts, page frame, tables, answers, signatures; see docs/prints.md.

``fonts`` comes first, always: it decides the faces before anything imports platypus.
"""

from healthapp.documents import fonts as fonts
from healthapp.documents.answers import Answer, Boxes, answer_key
from healthapp.documents.blocks import RuledLines, boxed, keep, note, section, title
from healthapp.documents.frame import institution
from healthapp.documents.paragraphs import escaped, marked, plain, quote, quotes
from healthapp.documents.rendering import file_name, render, render_set
from healthapp.documents.tables import answer_table, form_cells, grid, signatures
from healthapp.documents.values import (
    Addendum,
    AnswerKind,
    Confidentiality,
    PrintCell,
    PrintRow,
    Sheet,
    SignatureRow,
)

__all__ = [
    "Addendum",
    "Answer",
    "AnswerKind",
    "Boxes",
    "Confidentiality",
    "PrintCell",
    "PrintRow",
    "RuledLines",
    "Sheet",
    "SignatureRow",
    "answer_key",
    "answer_table",
    "boxed",
    "escaped",
    "file_name",
    "form_cells",
    "grid",
    "institution",
    "keep",
    "marked",
    "note",
    "plain",
    "quote",
    "quotes",
    "render",
    "render_set",
    "section",
    "signatures",
    "title",
]
