"""From the posted page to stored answers and back: what is accepted, what is refused, what is never lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from healthapp.i18n import in_language
from healthapp.intake.answers import Frame, form_of, read, to_form, with_typed
from healthapp.intake.completeness import missing
from healthapp.intake.dictionary import SECTIONS
from healthapp.intake.dictionary.model import FieldType

NOW = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)
FRAME = Frame(now=NOW, admitted_at=NOW - dt.timedelta(hours=3), born=dt.date(1991, 6, 14))
VITALS, CONDITIONS, MEDICINES = SECTIONS["vitals"], SECTIONS["conditions"], SECTIONS["medicines"]


def post(section, **values):
    with in_language("en"):
        return read(section, MultiDict(values), FRAME)


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("temperature", "34", "34.0"),
        ("temperature", "38,4", "38.4"),
        ("temperature", "38.4", "38.4"),
        ("spo2", "70", 70),
        ("pulse", " 88 ", 88),
        ("systolic", "300", 300),
        ("breath_alcohol", "0,35", "0.35"),
    ],
)
def test_possible_values_are_accepted_however_they_are_written(field, typed, stored):
    answers, form = post(VITALS, **{field: typed})
    assert form.ok
    assert answers == {field: stored}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("temperature", "3"),
        ("temperature", "700"),
        ("temperature", "36,66"),
        ("temperature", "nan"),
        ("temperature", "1e2"),
        ("temperature", "٣٦"),
        ("spo2", "700"),
        ("spo2", "97,5"),
        ("pulse", "-60"),
        ("consciousness", "X"),
        ("urine", "gold"),
    ],
)
def test_impossible_values_are_refused_at_their_field_and_the_rest_is_kept(field, typed):
    values = {"respiration": "16", field: typed}
    answers, form = post(VITALS, **values)
    assert set(form.errors) == {field}
    assert form.value(field) == typed
    assert answers == {"respiration": 16}


def test_the_message_names_the_limits():
    _answers, form = post(VITALS, temperature="700")
    assert form.error("temperature") == "Temperature must be between 25 and 45"


@pytest.mark.parametrize(
    ("weight", "height", "refused"),
    [("74", "176", False), ("25", "160", True), ("300", "190", True), ("26", "160", False)],
)
def test_weight_and_height_give_a_possible_body_mass_index(weight, height, refused):
    answers, form = post(VITALS, weight=weight, height=height)
    assert set(form.errors) == ({"height"} if refused else set())
    assert ("height" in answers) is not refused
    assert "weight" in answers, "what was weighed is kept"


def test_the_lower_pressure_is_below_the_upper_one():
    answers, form = post(VITALS, systolic="120", diastolic="130")
    assert "diastolic" in form.errors
    assert answers == {"systolic": 120}


@pytest.mark.parametrize(
    ("date", "time", "wrong"),
    [
        ("11.03.2026", "13:10", None),
        ("11.03.2026", "24:00", "24:00 is 00:00 of the next day"),
        ("11.03.2026", "25:10", "Write the time as hours and minutes"),
        ("31.02.2026", "10:00", "The calendar has no"),
        ("11.03.2026", "", "Write the time too"),
        ("", "10:00", "Write the date too"),
        ("11.03.2026", "14:33", "future"),
        ("11.03.2026", "09:00", "before the person was admitted"),
        ("01.01.1990", "09:00", "before the person was born"),
    ],
)
def test_moments_are_of_baku_and_lie_between_admission_and_now(date, time, wrong):
    answers, form = post(CONDITIONS, examined_at_date=date, examined_at_time=time)
    if wrong is None:
        assert answers["examined_at"] == "2026-03-11T13:10:00+04:00"
        assert form.ok
    else:
        assert wrong in str(form.error("examined_at"))
        assert "examined_at" not in answers


def test_midnight_in_baku_is_the_new_day():
    midnight = Frame(now=dt.datetime(2026, 3, 11, 20, 30, tzinfo=dt.UTC), admitted_at=None, born=None)
    posted = MultiDict({"examined_at_date": "12.03.2026", "examined_at_time": "00:10"})
    answers, form = read(CONDITIONS, posted, midnight)
    assert form.ok
    assert answers["examined_at"] == "2026-03-12T00:10:00+04:00"


@pytest.mark.parametrize(("day", "right"), [("11.03.2026", True), ("12.03.2026", True), ("13.03.2026", False)])
def test_after_midnight_in_baku_today_is_no_future(day, right):
    after = Frame(now=dt.datetime(2026, 3, 11, 20, 30, tzinfo=dt.UTC), admitted_at=None, born=None)
    answers, _form = read(SECTIONS["infections"], MultiDict({"hiv_sample": day}), after)
    assert ("hiv_sample" in answers) is right


def test_rows_are_numbered_anew_and_their_messages_find_them():
    answers, form = post(
        MEDICINES,
        **{
            "medicines_state": "takes",
            "medicines-0-name": "",
            "medicines-2-name": "Insulin",
            "medicines-2-critical": "insulin",
            "medicines-3-name": "Valproat",
            "medicines-3-dose": "many",
        },
    )
    assert set(form.errors) == {"medicines-1-dose"}
    assert form.value("medicines-1-dose") == "many"
    assert answers["medicines_state"] == "takes"


def test_an_exclusive_answer_stands_alone():
    _answers, form = read(VITALS, MultiDict([("urine", "negative"), ("urine", "blood")]), FRAME)
    assert "urine" in form.errors


def test_what_the_form_does_not_know_is_refused():
    _answers, form = post(VITALS, fit_for_punishment="yes")
    assert not form.ok


def test_control_characters_and_a_huge_paste_are_refused_at_their_field():
    _answers, form = post(SECTIONS["conclusion"], summary="a\x00b")
    assert "summary" in form.errors
    _answers, form = post(SECTIONS["conclusion"], summary="ə" * 2_000_000)
    assert "2000000" in str(form.error("summary"))


@pytest.mark.parametrize("language", ["az", "ru", "en"])
@given(
    temperature=st.decimals(25, 45, places=1),
    pulse=st.integers(20, 250),
    moment=st.datetimes(dt.datetime(2026, 3, 11, 12), dt.datetime(2026, 3, 11, 14, 30)),  # noqa: DTZ001 - Hypothesis wants naive limits
)
def test_what_was_stored_comes_back_on_the_page_and_is_stored_the_same(language, temperature, pulse, moment):
    with in_language(language):
        for section, stored in (
            (VITALS, {"temperature": str(temperature), "pulse": pulse, "urine": ["glucose", "blood"]}),
            (CONDITIONS, {"examined_at": moment.strftime("%Y-%m-%dT%H:%M:00+04:00")}),
            (MEDICINES, {"medicines_state": "takes", "medicines": [{"name": "İnsulin", "dose": "12.5"}]}),
        ):
            again, form = read(section, MultiDict(to_form(section, stored)), FRAME)
            assert form.ok
            assert again == stored


def test_every_field_type_of_the_dictionary_can_be_read():
    used = {field.type for section in SECTIONS.values() for field in section.fields}
    columns = {c.type for s in SECTIONS.values() for field in s.fields for c in field.columns}
    assert used | columns == set(FieldType)


@pytest.mark.parametrize(("day", "kept"), [("05.02.2025", True), ("01.02.2025", False), ("11.03.2026", True)])
def test_the_last_period_lies_within_four_hundred_days(day, kept):
    answers, form = post(SECTIONS["women"], lmp=day)
    assert ("lmp" in answers) is kept
    assert form.ok is kept


TABLE = {
    "medicines_state": "takes",
    "medicines-0-name": "İnsulin",
    "medicines-0-critical": "insulin",
    "medicines-1-name": "Valproat",
    "medicines-1-critical": "antiepileptic",
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"medicines-1-last_taken_date": "31.02.2026", "medicines-1-last_taken_time": "08:00"}, "The calendar has no"),
        ({"medicines-1-last_taken_date": "11.03.2026", "medicines-1-last_taken_time": "23:00"}, "future"),
        ({"medicines-1-dose": "many"}, "Write a number"),
        ({"medicines-1-dose": "5\x00"}, "Remove the signs"),
    ],
)
def test_one_wrong_cell_costs_no_other_and_is_kept_as_it_was_typed(wrong, said):
    # Given a table of two medicines with one impossible cell, When the part is saved
    answers, form = post(MEDICINES, **TABLE, **wrong)
    cell = next(iter(wrong)).removesuffix("_date")
    # Then the message stands at the cell, and every other cell of both rows is an answer
    assert said in str(form.error(cell))
    assert [row["name"] for row in answers["medicines"]] == ["İnsulin", "Valproat"]
    assert answers["medicines"][1] == {"name": "Valproat", "critical": "antiepileptic"}
    # and the draft keeps what was typed, shows it again with its message, and is not ready to sign
    kept = with_typed(MEDICINES, answers, form)
    with in_language("en"):
        again = form_of(MEDICINES, kept, FRAME)
        gaps = missing(MEDICINES, kept)
    assert {name: again.value(name) for name in wrong} == {
        name: text.replace("\x00", "") for name, text in wrong.items()
    }
    assert again.error(cell)
    assert gaps[0].name == cell
    assert "not stored as an answer yet" in gaps[0].text
    # When it is put right, nothing is left of it
    right, whole = post(MEDICINES, **TABLE, **{"medicines-1-dose": "5"})
    assert whole.ok
    assert with_typed(MEDICINES, right, whole) == right


def test_a_row_with_nothing_but_a_wrong_cell_keeps_its_place():
    typed = {"medicines-0-dose": "5\x00", "medicines-1-name": "Valproat", "medicines-1-dose": "many"}
    answers, form = post(MEDICINES, medicines_state="takes", **typed)
    assert set(form.errors) == {"medicines-0-dose", "medicines-1-dose"}
    assert answers["medicines"] == [{}, {"name": "Valproat"}]
    with in_language("en"):
        again = form_of(MEDICINES, with_typed(MEDICINES, answers, form), FRAME)
    assert again.value("medicines-0-dose") == "5"
    assert again.value("medicines-1-name") == "Valproat"


def test_a_control_character_in_one_field_costs_no_other_answer():
    answers, form = post(SECTIONS["conclusion"], summary="a\x00b", no_problems="yes")
    assert set(form.errors) == {"summary"}
    assert answers == {"no_problems": "yes"}


def test_what_a_section_does_not_ask_is_not_kept_either():
    answers, form = post(VITALS, fit_for_punishment="yes", pulse="80")
    assert with_typed(VITALS, answers, form) == {"pulse": 80}
