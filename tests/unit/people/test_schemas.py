"""The form at the door: what is accepted, what is refused and at which field."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from werkzeug.datastructures import MultiDict

from healthapp.i18n import in_language
from healthapp.people.schemas import AdmitSchema, IdentitySchema, Names, NameSchema
from healthapp.web.forms import load

PLACE = uuid.UUID("01a20fc5-a53a-70fe-aa53-64b95214adcc")
FORM = {
    "facility_id": str(PLACE),
    "admitted_at_date": "11.03.2026",
    "admitted_at_time": "09:05",
    "origin": "police",
    "legal_status": "remand",
    "surname": "Kərimli",
    "given_name": "Rauf",
    "father_name": "Elçin",
    "patronymic_suffix": "ogly",
    "birth_date": "14.06.1991",
    "registered_sex": "male",
}


def read(schema=AdmitSchema, drop=(), **changes):
    values = MultiDict({key: value for key, value in (FORM | changes).items() if key not in drop})
    return load(schema(), values, many_valued=("languages",))


def test_an_arrival():
    command, state = read(languages=["az", "ru", "az"], interpreter="yes", fin="5zk3h8q", place="Karantin 3")
    assert state.errors == {}
    assert command.facility_id == PLACE
    assert command.admitted_at == dt.datetime(2026, 3, 11, 5, 5, tzinfo=dt.UTC)
    assert command.identity.names == Names("Kərimli", "Rauf", "Elçin", "ogly")
    assert command.identity.birth_date == dt.date(1991, 6, 14)
    assert command.identity.languages == "az,ru"
    assert command.identity.needs_interpreter is True
    assert command.identity.numbers == {"fin": "5ZK3H8Q"}
    assert (command.first_time, command.known, command.known_by_fin) == (None, None, False)


@pytest.mark.parametrize(("answer", "kept"), [("yes", True), ("no", False), ("not_asked", None), ("", None)])
def test_an_interpreter_not_asked_about_is_not_a_no(answer, kept):
    assert read(interpreter=answer)[0].identity.needs_interpreter is kept


@pytest.mark.parametrize(
    ("field", "typed", "word"),
    [
        ("admitted_at_time", "24:00", "növbəti"),
        ("admitted_at_time", "24.00", "növbəti"),
        ("admitted_at_time", "2400", "növbəti"),
        ("admitted_at_time", "25:00", "14:30"),
        ("admitted_at_time", "nine", "14:30"),
        ("admitted_at_date", "31.02.2026", "31.02.2026"),
        ("admitted_at_date", "31022026", "31022026"),
        ("admitted_at_date", "03/25/2026", "11.03.2026"),
        ("admitted_at_date", "31.12.1899", "çox"),
        ("birth_date", "14.06.0991", "çox"),
        ("birth_date", "1991", "11.03.2026"),
        ("surname", "K" * 101, "100"),
        ("surname", "Kərimli\nRauf", "sətir"),
        ("surname", "Kərimli\u0007", ""),
        ("surname", "Kərimli\u202eRauf", "sətir"),
        ("surname", "---", "hərf"),
        ("surname", "12345", "hərf"),
        ("origin", "moon", "seçin"),
        ("facility_id", "1 OR 1=1", "seçin"),
        ("registered_sex", "", "lazım"),
        ("fin", "5ZK3H8I", "7"),
        ("languages", "x' OR 1", "seçin"),
        ("citizenship", "Azerbaijan", "seçin"),
        ("place", "x" * 61, "60"),
        ("life_sentence", "maybe", "seçin"),
    ],
)
def test_what_is_refused_and_where(field, typed, word):
    with in_language("az"):
        command, state = read(**{field: typed})
    assert command is None
    name = next(iter(state.errors))
    assert name.split("-")[0] == field
    assert word in state.error(name)


def test_a_huge_paste_is_refused_at_its_field():
    command, state = read(given_name="ə" * 2_000_000)
    assert command is None
    assert list(state.errors) == ["given_name"]


def test_nothing_typed_is_no_answer():
    command, state = read(drop=("admitted_at_date", "origin", "surname"))
    assert command is None
    assert list(state.errors) == ["admitted_at_date", "origin", "surname"]


def test_a_person_nobody_can_name():
    command, state = read(drop=("surname", "given_name", "father_name", "birth_date"), identity_unknown="yes")
    assert state.ok
    assert command.identity.identity_unknown
    assert command.identity.names.surname == ""
    refused, state = read(drop=("surname",))
    assert refused is None
    assert list(state.errors) == ["surname"]


def test_unknown_fields_are_refused():
    command, state = read(in_custody="no")
    assert command is None
    assert list(state.errors) == ["in_custody"]


def test_the_return_of_somebody_known():
    assert read(known=str(PLACE))[0].known == PLACE
    assert read(known="fin")[0].known_by_fin
    command = read(known="nonsense")[0]
    assert (command.known, command.known_by_fin) == (None, False)


def test_correcting_and_adding_names():
    fields = ("facility_id", "admitted_at_date", "admitted_at_time", "origin", "legal_status")
    command, _state = read(IdentitySchema, drop=fields, birth_date_estimated="yes", patronymic_suffix="none")
    assert command.birth_date_estimated
    assert command.names.patronymic_suffix == ""
    command, state = load(NameSchema(), MultiDict({"surname": "Məmmədov", "kind": "alias"}))
    assert state.ok
    assert command.names == Names("Məmmədov")
    assert load(NameSchema(), MultiDict({"surname": "Məmmədov", "kind": "primary"}))[0] is None
