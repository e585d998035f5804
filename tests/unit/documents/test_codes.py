"""The QR code, the digest as it is read aloud, and numbers that survive handwriting."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthapp.documents.blank import render_blanks
from healthapp.documents.codes import check_letter, digest_groups, form_number, is_form_number, qr_payload
from tests.unit.documents import samples
from tests.unit.documents.reading import pages, text

DIGITS = st.integers(min_value=1, max_value=999_999)


def test_the_qr_code_tells_a_stranger_nothing():
    sheet = samples.sheet()
    payload = qr_payload(sheet)
    assert payload.startswith("PHR1:QM-1:QM-2026-001207:")
    assert samples.SURNAME not in payload
    packed = payload.rsplit(":", 1)[1]
    assert base64.b32decode(packed + "=" * (-len(packed) % 8)).hex() == sheet.digest


def test_the_digest_is_read_in_groups_of_eight():
    assert digest_groups("0123456789abcdef") == "01234567 89abcdef"


@given(serial=DIGITS, place=st.integers(0, 5), digit=st.integers(0, 9))
def test_one_wrong_digit_is_noticed(serial, place, digit):
    number = form_number("99", serial)
    wrong = list(number)
    index = len("EF-99-") + place
    if wrong[index] == str(digit):
        return
    wrong[index] = str(digit)
    assert is_form_number(number)
    assert not is_form_number("".join(wrong))


@given(serial=DIGITS, place=st.integers(0, 4))
def test_two_swapped_digits_are_noticed(serial, place):
    number = list(form_number("7", serial))
    index = len("EF-7-") + place
    if number[index] == number[index + 1]:
        return
    number[index], number[index + 1] = number[index + 1], number[index]
    assert not is_form_number("".join(number))


@pytest.mark.parametrize("bad", ["", "EF", "EF-99-000317", "EF-99-000317-", "EF-99-00O317-K", "№"])
def test_what_is_no_number_is_told_so(bad):
    assert not is_form_number(bad)


def test_a_number_is_read_as_people_type_it():
    assert is_form_number(f" {form_number('99', 317).lower()} ")


@pytest.mark.parametrize("bad", ["", "EF-99-00I317", "EF-" + "1" * 40])
def test_a_check_letter_needs_signs_it_can_hold(bad):
    with pytest.raises(ValueError, match="form number"):
        check_letter(bad)


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_a_blank_bears_its_number_and_a_line_for_the_name_on_both_sides(language):
    found = pages(render_blanks([samples.blank_sheet(language)]))
    assert len(found) == 2
    for page in found:
        assert form_number("99", 317) in page
        assert "______" in page


def test_a_blank_asks_for_one_of_five_answers():
    found = text(render_blanks([samples.blank_sheet("en")]))
    assert found.count("yes no does not know refused not asked") == 8


def test_a_blank_with_a_mistyped_number_is_refused():
    with pytest.raises(ValueError, match="check letter"):
        render_blanks([samples.blank_sheet(record="EF-99-000318-K")])
