"""A lesion's card on paper holds whatever may be written of it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from reportlab.platypus import SimpleDocTemplate

from healthapp.i18n import in_language
from healthapp.injuries import report_parts


@pytest.mark.parametrize("text", ["word " * 800, "\n".join(f"line {number}" for number in range(400))])
def test_a_description_higher_than_a_page_is_printed_whole(text):
    """A row is never split: four hundred short lines fitted no page, and no report of the record could be printed."""
    rows = [{"number": 1, "type": "contusion", "description": text}, {"number": 2, "type": "scar", "description": "x"}]
    out = io.BytesIO()
    with in_language("en"):
        SimpleDocTemplate(out).build(report_parts.cards(rows, {}))
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(out).pages).split())
    assert printed.count("word") == text.count("word")
    assert all(f"line {number}" in printed for number in range(text.count("line")))
