"""Every kind of examination can be filled in completely, and what is filled in is what the form accepts."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from werkzeug.datastructures import MultiDict

from healthapp.demo import answers as demo
from healthapp.intake import alerts
from healthapp.intake.answers import Frame, read, to_form
from healthapp.intake.completeness import missing_anywhere
from healthapp.intake.dictionary import KINDS, Subject, sections_for
from tests.support.limits import limits

AT = dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)
FRAME = Frame(now=AT + dt.timedelta(hours=1), admitted_at=AT - dt.timedelta(hours=2), born=dt.date(1991, 6, 14))


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("sex", ["male", "female"])
def test_an_examination_of_somebody_well_is_complete_and_calm(kind, sex):
    rng = random.Random(7)
    parts = sections_for(Subject(sex=sex, age=34, kind=kind))
    filled = {part.key: demo.fill(part, demo.vitals(AT, rng), at=AT, rng=rng) for part in parts}
    assert missing_anywhere(parts, filled) == []
    assert alerts.of_record(filled, limits()) == []
    for part in parts:
        again, form = read(part, MultiDict(to_form(part, filled[part.key])), FRAME)
        assert form.ok, (part.key, form.errors)
        assert again == filled[part.key]
