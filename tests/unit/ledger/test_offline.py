"""The verdict over files that were carried away names the first thing that does not fit, and never anything else."""

from __future__ import annotations

import io
import zipfile

import pytest

from healthapp.i18n import LANGUAGES, in_language
from healthapp.ledger import copies, offline, offline_words
from tests.support import carried
from tests.support.carried import Case, cases

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_first_thing_that_does_not_fit_is_named(case: Case):
    lines = offline.judge(case.files, case.keys)
    kind, first = offline.verdict(lines)
    if case.first is None:
        assert kind == "open"
        assert first is not None
        assert first[0] in {"key_needed", "pdf_without_proof", "code_unproven"}
    elif case.first:
        assert (kind, first and first[0]) == ("bad", case.first)
    else:
        assert kind == "good", lines
    for language in LANGUAGES:
        with in_language(language):
            assert all("%(" not in offline_words.sentence(line) for line in lines)


def test_what_was_not_compared_is_said():
    by_name = {case.name: offline.judge(case.files, case.keys) for case in CASES}
    assert [line[0] for line in by_name["two without a proof"]] == ["signed", "signed", "not_compared"]
    assert [line[0] for line in by_name["a proof alone"]] == ["signed", "earlier_missing"]
    assert [line[0] for line in by_name["two with their proof"]] == ["signed", "signed", "continues"]
    fork = by_name["a slip of another story beside a proof that passes it by"]
    assert [line[2] for line in fork if line[0] == "not_compared"] == [
        {"old": "7", "new": "10"},
        {"old": "10", "new": "13"},
    ]
    for name in ("proofs one after the other", "two slips that one checkpoint continues"):
        assert "not_compared" not in [line[0] for line in by_name[name]]
    assert "witnessed" in [line[0] for line in by_name["cosigned"]]
    assert "witnessed" not in [line[0] for line in by_name["a forged witness is unknown"]]
    assert "pseudonymised" in [line[0] for line in by_name["pseudonymised"]]
    for name, said in (("with its proof", "proven"), ("in a bundle", "proven")):
        assert by_name[f"the code of a print {name}"][-1][0] == f"code_{said}"
    assert by_name["the code of another print"][-1][0] == "code_unproven"


def test_a_print_carries_its_proof_and_is_the_same_bytes_every_time():
    proof = carried.included(carried.history(), 5, 13)
    whole = carried.printed(proof)
    assert whole == carried.printed(proof)
    assert proof in whole, "as plain bytes: a text editor finds it"
    assert list(offline.embedded_proofs(whole)) == [proof]
    assert list(offline.embedded_proofs(carried.printed())) == []


def test_an_archive_that_would_fill_the_memory_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(copies, "MOST_UNPACKED", 1_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * 1_000_001)
    assert [line[0] for line in offline.judge([("b.zip", packed.getvalue())], [carried.KEY])] == ["unreadable"]
    # The length it says it has is a word too: no more than that is ever unpacked.
    lied = packed.getvalue().replace((1_000_001).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert [line[0] for line in offline.judge([("b.zip", lied)], [carried.KEY])] == ["unreadable"]


def test_a_manifest_deeper_than_any_is_no_manifest():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("manifest.json", b"[" * 200_000)
    assert [line[0] for line in offline.judge([("b.zip", packed.getvalue())], [carried.KEY])] == ["unreadable"]
