"""Every finding has a sentence, and none is left with a hole in it."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest

from healthapp import seals
from healthapp.audit.events import REGISTRY as EVENTS
from healthapp.i18n import in_language
from healthapp.ledger import event_words, offline, offline_words
from healthapp.ledger.findings import Fault, Finding, Findings, Report
from healthapp.ledger.presenter import sentence, verdict
from healthapp.ledger.subject_words import NAMES
from healthapp.ledger.subjects import REGISTRY


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_its_words(fault):
    finding = Finding(fault, 41_987, uuid.UUID(int=1), "clinical_record", uuid.UUID(int=2), 43_120, "x.example/1")
    with in_language("en"):
        said = sentence(finding)
    assert "%(" not in said
    assert said.endswith(".")


def test_a_finding_names_a_medical_record_and_no_table():
    finding = Finding(Fault.SUBJECT_ALTERED, 3, None, "clinical_record", uuid.UUID(int=2))
    for language, name in (("az", "tibbi qeyd "), ("ru", "медицинская запись "), ("en", "medical record ")):
        with in_language(language):
            said = [sentence(finding), offline_words.sentence(offline.line_of(finding))]
        assert said[0] == said[1]
        assert said[0].endswith(f": {name}{uuid.UUID(int=2)}.")


def test_a_proof_names_an_event_in_words_and_never_by_its_code():
    told = {"file": "a.proof", "place": "4", "size": "9", "at": "2026-03-11T10:32:00+00:00", "digest": "0" * 64}
    for language, signed, other in (
        ("az", "Qeydi imzaladı", "bu proqramın tanımadığı hadisə"),
        ("ru", "Подписание записи", "событие, которого эта программа не знает"),
        ("en", "Signed a record", "an event this program does not know"),
    ):
        with in_language(language):
            said = [
                offline_words.sentence(("included", True, {**told, "type": code}))
                for code in ("record.signed", "of.tomorrow")
            ]
        assert f"({signed}, 11.03.2026 14:32)" in said[0]
        assert f"({other}, 11.03.2026 14:32)" in said[1]


def test_every_declared_event_has_words_of_its_own():
    names = event_words.names()
    assert set(EVENTS) | {event_words.OTHER} == set(names)
    assert {"record.signed", "mental.register"} <= set(names)
    assert not [code for code, text in names.items() if str(text) == code]


def test_every_event_is_declared_where_whoever_proves_it_looks_for_its_words():
    """The offline page is built by a program that loads no more of a room than its ``events.py``."""
    house = Path(event_words.__file__).parents[1]
    declaring = re.compile(r"audit\.declare\(|from healthapp\.audit(\.events)? import .*\bdeclare\b")
    modules = (path for path in house.rglob("*.py") if path.parent.name != "audit")
    found = {path.relative_to(house).as_posix() for path in modules if declaring.search(path.read_text())}
    assert "people/events.py" in found
    assert [name for name in found if not re.fullmatch(r"[a-z]+/events\.py", name)] == []


def test_every_kind_that_is_sealed_has_a_name():
    seals.load()
    assert {kind for kind in REGISTRY if not kind.startswith("test_")} == set(NAMES)


def test_places_are_counted_from_one():
    with in_language("en"):
        assert "no. 1 " in sentence(Finding(Fault.LEAF_ALTERED, 0))


def test_the_verdict_names_the_first_place_and_its_cause():
    findings = Findings()
    for finding in (
        Finding(Fault.NOT_PLACED),
        Finding(Fault.HISTORY_ALTERED, 3, size=12),
        Finding(Fault.LEAF_ALTERED, 3),
        Finding(Fault.CLOCK_SET_BACK, 7),
    ):
        findings.add(finding)
    ordered = findings.in_order()
    report = Report(22, bytes(32), 1, ordered, dict(findings.counts))
    with in_language("en"):
        assert verdict(report) == "Entry no. 4 was altered after it was written."
    assert ordered[-1].fault is Fault.NOT_PLACED


def test_a_flood_is_counted_but_not_kept():
    findings = Findings(limit=2)
    for position in range(5):
        findings.add(Finding(Fault.LEAF_ALTERED, position))
    assert len(findings.in_order()) == 2
    assert findings.counts[Fault.LEAF_ALTERED] == 5
