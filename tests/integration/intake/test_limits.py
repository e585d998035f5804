"""By which cut-off a sum is read: the language of the person, and the day, as the database knows them."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext

import pytest

from healthapp.access import Identity
from healthapp.i18n import in_language
from healthapp.intake import bands, queries
from healthapp.intake.dictionary import SECTIONS
from healthapp.people.models import Person
from healthapp.risk import instruments
from healthapp.risk.schemas import NewCutOff
from healthapp.settings import services
from healthapp.settings.errors import SettingRefused
from healthapp.settings.schemas import NewValue

MENTAL = SECTIONS["mental"]


@pytest.fixture
def cut_off(unit, clock):
    """From today on whoever is asked in Russian is severe from 4 of PHQ-9 on; it was added yesterday."""
    edges = {"mild": 1, "moderate": 2, "mod_severe": 3, "severe": 4}
    command = NewCutOff(
        "severity", edges, language="ru", sexes=("female", "male", "unknown"), population="all", source="Order 7",
        basis="design", valid_from=clock().date() + dt.timedelta(days=1), valid_until=None,
    )  # fmt: skip
    with unit.act(unit.doctor) as uow:
        instruments.add_cut_off(uow, instruments.entry(uow.session, "phq-9"), command)
    clock.advance(days=1, hours=1)


def speaks(unit, languages: str, *, interpreter: bool | None = None) -> None:
    with unit.act(Identity.system("test")) as uow:
        person = uow.session.get_one(Person, unit.person.id)
        person.languages, person.needs_interpreter = languages, interpreter
        uow.audited = True


def said(unit, record, key: str = "phq9") -> str:
    with unit.database.reading() as session, in_language("en"):
        found = queries.find(session, unit.feldsher, record.id)
        return found.limits.said(MENTAL.field(key), found.answers["mental"])


def test_an_examination_that_asks_no_language_reads_sums_in_the_persons_own(unit, cut_off):
    speaks(unit, "ru,az")
    record = unit.begin("periodic")
    unit.save(record, "mental", {"phq9": 4})
    assert said(unit, record) == "4–27 Severe"
    speaks(unit, "az")
    assert said(unit, record) == "0–4 Minimal"
    speaks(unit, "")
    assert said(unit, record) == "0–4 Minimal; cut-off of the general version"


def test_what_was_signed_is_read_in_the_language_of_its_day(unit, cut_off):
    speaks(unit, "ru")
    record = unit.begin("periodic")
    unit.fill(record, mental={"phq9": 4})
    unit.hand_in(record, late_reason="gec")
    speaks(unit, "az")
    assert said(unit, record) == "4–27 Severe"


def test_a_new_limit_of_cmhs_reads_what_is_asked_from_then_on(unit, clock):
    before = unit.begin("periodic")
    unit.save(before, "mental", {"screener": "cmhs_w", "screener_score": 3})
    assert said(unit, before, bands.SCREENER) == "below 4"
    with unit.act(unit.doctor) as uow:
        for hours, refused in ((-1, True), (1, False)):
            new = NewValue(3, "answers", "Order 7", False, clock() + dt.timedelta(hours=hours), "")
            with pytest.raises(SettingRefused) if refused else nullcontext():
                services.change(uow, "screen.cmhs_w", new)
    clock.advance(hours=2)
    assert said(unit, before, bands.SCREENER) == "below 4"
    after = unit.begin("second_stage")
    unit.save(after, "mental", {"screener": "cmhs_w", "screener_score": 3})
    assert said(unit, after, bands.SCREENER) == "refer: 3 or more"
