"""The code at the foot of a print is read back as it was printed, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from healthapp.documents.codes import qr_payload
from healthapp.ledger.code import is_code, read_code
from tests.unit.documents import samples

PAYLOAD = qr_payload(samples.sheet())


@pytest.mark.parametrize("text", [PAYLOAD, PAYLOAD.lower(), f"  {PAYLOAD}\r\n"])
def test_what_is_printed_is_read_back(text):
    code = read_code(text)
    assert code is not None
    assert (code.form, code.record, code.digest) == ("QM-1", "QM-2026-001207", samples.sheet().digest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PHR1:",
        PAYLOAD[:-1],
        PAYLOAD + "A",
        PAYLOAD.replace("PHR1", "PHR2"),
        PAYLOAD.replace(":QM-2026", ":QM 2026"),
        PAYLOAD[:-1] + "1",
        f"{PAYLOAD}\n{PAYLOAD}",
    ],
)
def test_a_damaged_code_is_none(text):
    assert read_code(text) is None


def test_a_second_spelling_of_a_digest_is_none():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    others = [PAYLOAD[:-1] + letter for letter in letters if letter != PAYLOAD[-1]]
    read = [read_code(text) for text in others]
    assert samples.sheet().digest not in {code.digest for code in read if code is not None}


def test_a_text_that_wants_to_be_a_code_is_known_as_one():
    assert is_code(" phr1:qm-1:broken")
    assert not is_code("healthapp.ledger/0123456789abcdef\n8\n")
