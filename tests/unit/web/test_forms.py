"""What was typed comes back as typed, and what is wrong is said at its field."""

from __future__ import annotations

import marshmallow as ma
import pytest
from werkzeug.datastructures import MultiDict

from healthapp.i18n import in_language
from healthapp.intake.commands import HandInSchema
from healthapp.web.forms import clean, load


class Row(ma.Schema):
    name = ma.fields.String(required=True)


class Command(ma.Schema):
    surname = ma.fields.String(required=True, validate=ma.validate.Length(max=100))
    languages = ma.fields.List(ma.fields.String())
    rows = ma.fields.List(ma.fields.Nested(Row))


def submit(*pairs: tuple[str, str]):
    return load(Command(), MultiDict(pairs), many_valued={"languages"})


def test_a_good_form_becomes_a_command():
    command, state = submit(
        ("csrf_token", "x"), ("surname", " Əliyev "), ("languages", "az"), ("languages", "ru"), ("rows-0-name", "a")
    )
    assert command == {"surname": "Əliyev", "languages": ["az", "ru"], "rows": [{"name": "a"}]}
    assert state.ok


def test_an_unknown_field_is_refused():
    command, state = submit(("surname", "x"), ("is_admin", "1"))
    assert command is None
    assert "is_admin" in state.errors


def test_nothing_typed_is_lost_and_the_message_is_at_its_field():
    command, state = submit(("surname", "x" * 2_000_000), ("languages", "az"))
    assert command is None
    assert list(state.errors) == ["surname"]
    assert len(state.value("surname")) == 2_000_000
    assert state.values_of("languages") == ["az"]


def test_a_row_keeps_its_number_in_the_message():
    _command, state = submit(("surname", "x"), ("rows-0-name", "a"), ("rows-1-other", "b"))
    assert set(state.errors) == {"rows-1-other", "rows-1-name"}


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\ud800b", "a\uffffb"])
def test_signs_that_cannot_be_shown_are_named_at_the_field(text):
    command, state = submit(("surname", text))
    assert command is None
    assert list(state.errors) == ["surname"]


def test_one_spelling_of_every_letter():
    assert clean("s\u0327i\u0307") == "ş" + "i\u0307"
    assert clean("a\r\nb\rc") == "a\nb\nc"


def test_a_message_that_is_translated_late_is_said_all_the_same():
    """A form that comes back without a word is worse than a refusal: an empty signature was answered with silence."""
    with in_language("en"):
        command, form = load(HandInSchema(), MultiDict())
    assert command is None
    assert str(form.error("signature")).startswith("Sign with your password")
    assert {type(text) for texts in form.errors.values() for text in texts} == {str}
