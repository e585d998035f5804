"""A rating of withdrawal calls for the next one in time, until the course is over or a doctor decides otherwise."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.deadlines import queries as due
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.deadlines.presenter import clock as clock_view
from healthapp.i18n import in_language
from healthapp.intake import presenter, queries, services
from healthapp.intake.dictionary import KINDS
from healthapp.intake.print_rows import print_section
from healthapp.risk import instruments
from healthapp.risk import steps as risk_steps
from healthapp.risk.schemas import NewCutOff
from tests import factories

HOUR = dt.timedelta(hours=1)
COWS_ITEMS = "pulse sweating restlessness pupils aches nose gut tremor yawning anxiety gooseflesh".split()
CIWA_ITEMS = "nausea tremor sweats anxiety agitation tactile auditory visual headache orientation".split()


def cows(total: int) -> dict[str, str]:
    """Answers that add up to 0, 4, 16 or 36."""
    fours = ("pulse", "sweating", "aches", "nose", "tremor", "yawning", "anxiety")[: total // 4]
    return {name: "4" if name in fours else "0" for name in COWS_ITEMS}


def ciwa(total: int) -> dict[str, int | str]:
    return {name: str(min(7, total)) if name == "nausea" else "0" for name in CIWA_ITEMS} | (
        {"tremor": str(total - 7)} if total > 7 else {}
    )


def running(unit, kind: str) -> Deadline | None:
    with unit.database.reading() as session:
        rows = [row for row in due.of_person(session, unit.doctor, unit.person.id) if row.kind == kind]
    assert len(rows) < 2
    return rows[0] if rows else None


def left(unit, kind: str) -> float:
    return (running(unit, kind).due_at - unit.clock()) / HOUR


@pytest.fixture
def draft(unit):
    """Saves the part on substances of one second-stage assessment of a feldsher; answers what changes it."""
    feldsher = factories.identity(Role.FELDSHER, unit.facility)
    with unit.act(feldsher) as uow:
        record = services.begin(uow, unit.person, KINDS["second_stage"])

    def save(**answers):
        with unit.act(feldsher) as uow:
            found = queries.find(uow.session, uow.actor, record.id)
            known = found.content.versions.get("substances", 0)
            services.save(uow, found, section="substances", answers=answers, expected_version=known)
        return record

    return save


@pytest.mark.parametrize(
    ("instrument", "answers", "kind", "hours"),
    [
        ("cows", cows(4), "cows_repeat", 8),
        ("cows", cows(16), "cows_repeat", 4),
        ("ciwa-ar", ciwa(7), "ciwa_repeat", 8),
        ("ciwa-ar", ciwa(8), "ciwa_repeat", 2),
    ],
)
def test_a_rating_calls_for_the_next_one_by_its_band(unit, instrument, answers, kind, hours):
    unit.screen(instrument, answers)
    assert left(unit, kind) == hours


def test_a_sum_in_an_examination_starts_the_clock_before_anybody_signs(unit, draft):
    draft(cows=20)
    assert left(unit, "cows_repeat") == 4
    # When it is corrected, the limit follows; when it is taken back, the clock ends with the reason
    draft(cows=3)
    assert left(unit, "cows_repeat") == 8
    draft(alcohol="never")
    assert running(unit, "cows_repeat") is None
    with unit.database.reading() as session:
        row = session.scalar(sa.select(Deadline).where(Deadline.kind == "cows_repeat"))
        assert (row.state, bool(row.ended_reason)) == ("cancelled", True)


def test_the_repeat_ends_the_clock_and_starts_the_next_and_the_draft_does_not_begin_it_anew(unit, draft):
    record = draft(ciwa=18)
    first = running(unit, "ciwa_repeat")
    unit.clock.advance(hours=1)
    unit.screen("ciwa-ar", ciwa(9))
    with unit.database.reading() as session:
        assert session.get(Deadline, first.id).state == "met"
    second = running(unit, "ciwa_repeat")
    assert (second.subject_id != record.id, left(unit, "ciwa_repeat")) == (True, 2)
    draft(ciwa=18, alcohol="never")
    assert running(unit, "ciwa_repeat").id == second.id


def test_cows_is_over_after_three_days_with_no_withdrawal_left(unit):
    for hours, total, goes_on in [(0, 16, True), (48, 0, True), (16, 0, True), (7, 16, True), (4, 0, False)]:
        unit.clock.advance(hours=hours)
        unit.screen("cows", cows(total))
        assert (running(unit, "cows_repeat") is not None) is goes_on, hours


def test_ciwa_is_over_when_it_stayed_low_for_a_day_and_a_half(unit):
    course = [(0, 12, True), (10, 3, True), (30, 9, True), (2, 3, True), (35, 3, True), (1, 3, False)]
    for hours, total, goes_on in course:
        unit.clock.advance(hours=hours)
        unit.screen("ciwa-ar", ciwa(total))
        assert (running(unit, "ciwa_repeat") is not None) is goes_on, hours


@pytest.fixture
def lower(unit):
    """A site that calls a COWS of 10 moderate from tomorrow on, for the sexes named; the clock stands on that day."""

    def add(*sexes):
        edges = {"mild": 3, "moderate": 10, "mod_severe": 25, "severe": 37}
        tomorrow = unit.clock.now.date() + dt.timedelta(days=1)
        with unit.act() as uow:
            command = NewCutOff(
                "severity", edges, language="*", sexes=sexes, population="all", source="Order 7", basis="design",
                valid_from=tomorrow, valid_until=None,
            )  # fmt: skip
            instruments.add_cut_off(uow, instruments.entry(uow.session, "cows"), command)
        unit.clock.advance(days=1, hours=1)

    return add


def told(unit, record) -> str:
    """What is said of the COWS of an examination wherever it is read back."""
    with unit.database.reading() as session, in_language("en"):
        found = queries.find(session, unit.doctor, record.id)
        part = next(part for part in found.sections if part.key == "substances")
        answers = found.answers["substances"]
        (line,) = [line for line in presenter.lines(part, answers, found.limits) if line.key == "cows"]
        (row,) = [row for row in print_section("G", part, answers, found.limits, unit.clock()).rows if row.band]
    assert line.value == f"{row.text} ({row.band})"
    return row.band


def test_a_sum_is_read_by_the_cut_off_of_its_own_day(unit, draft, lower):
    before = draft(cows=12)
    lower("female", "male", "unknown")
    assert told(unit, before) == "5–12 Mild withdrawal", "the band of its day, though another is in force"
    with unit.act(unit.doctor) as uow:
        deadlines.decide(
            uow, uow.session.get_one(Deadline, running(unit, "cows_repeat").id), decision="Metadon verilir"
        )
        after = services.begin(uow, unit.person, KINDS["intake"])
    with unit.act(unit.doctor) as uow:
        found = queries.find(uow.session, uow.actor, after.id)
        services.save(uow, found, section="substances", answers={"cows": 12}, expected_version=0)
    assert told(unit, after) == "10–24 Moderate withdrawal"
    assert (running(unit, "cows_repeat").started_by, left(unit, "cows_repeat")) == ("moderate", 4)


def test_the_page_of_a_part_shows_the_limits_of_its_day_and_person(unit, lower, sign_in):
    shipped, added = "5–12 Mild withdrawal", "3–9 Mild withdrawal"
    lower("female", "unknown")
    with unit.act(unit.doctor) as uow:
        record = services.begin(uow, unit.person, KINDS["intake"])

    def page() -> str:
        browser = sign_in(Role.DOCTOR)
        browser.get("/account", lang="en")
        return browser.get(f"/examinations/{record.id}/substances").text

    assert (shipped in (shown := page()), added in shown) == (True, False), "the person is a man"
    lower("male")
    with unit.act(unit.doctor) as uow:
        found = queries.find(uow.session, uow.actor, record.id)
        moment = {"examined_at": unit.clock().isoformat()}
        services.save(uow, found, section="conditions", answers=moment, expected_version=0)
    assert (shipped in (shown := page()), added in shown) == (False, True)


def test_a_doctor_ends_the_course_and_a_new_rating_begins_another(unit):
    unit.screen("cows", cows(16))
    with unit.act(unit.doctor) as uow:
        deadlines.decide(
            uow, uow.session.get_one(Deadline, running(unit, "cows_repeat").id), decision="Metadon verilir"
        )
    assert running(unit, "cows_repeat") is None
    unit.clock.advance(hours=5)
    unit.screen("cows", cows(4))
    assert left(unit, "cows_repeat") == 8


@pytest.mark.parametrize(("language", "words"), [("en", "Mild"), ("az", "Yüngül"), ("ru", "Лёгкий")])
def test_the_clock_is_named_by_the_band_it_started_from(unit, language, words):
    unit.screen("cows", cows(8))
    risk_steps.declare_particulars()
    with in_language(language):
        assert words in clock_view(running(unit, "cows_repeat"), unit.clock()).what


def test_it_stands_on_the_worklist_and_leads_to_the_scale(unit, sign_in):
    unit.screen("cows", cows(16))
    browser = sign_in(Role.NURSE)
    link = f"/people/{unit.person.id}/screenings"
    page = browser.get("/worklist").text.partition('id="urgent"')[2]
    assert "COWS" in page
    assert link in page
    shown = browser.get(f"/people/{unit.person.id}").text
    assert "COWS (Wesson, Ling, 2003)" in shown, "the guideline it follows"
    assert "/decide" not in shown
    decide = f"/clocks/{running(unit, 'cows_repeat').id}/decide"
    assert decide in sign_in(Role.DOCTOR).get(f"/people/{unit.person.id}").text
