"""One name in every spelling that documents and people use."""

from __future__ import annotations

import datetime as dt
import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthapp.i18n import in_language
from healthapp.people.names import age, display_name, fold, key, sound_key, sounds, tokens, words


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("İsmayıl", "ismayil"),
        ("ISMAYIL", "ismayil"),
        ("ismayıl", "ismayil"),
        ("I\u0307smayıl", "ismayil"),
        ("ŞƏFƏQ", "sefeq"),
        ("Göyüş", "goyus"),
        ("Çingiz Ağayev", "cingiz agayev"),
        ("Khalilov", "xelilov".replace("e", "a")),
        ("Халилов", "xalilov"),
        ("Мәммәдов", "memmedov"),
        ("Һүсејн", "huseyn"),
        ("Ҹәфәр", "cefer"),
        ("Соловьёв", "solovev"),
        ("O’Neil", "oneil"),
        ("Abdul-Rəhman", "abdulrehman"),
        ("  Rauf\u00a0 Elçin\t", "rauf elcin"),
        ("გიორგი", "giorgi"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_fold(spelling, expected):
    assert fold(spelling) == expected


@given(st.text(max_size=60))
def test_folding_gives_plain_letters_and_is_done_after_once(text):
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower().strip()
    assert "  " not in folded
    assert fold(folded) == folded


@given(st.text(alphabet="AÇƏĞIİKÖŞÜXabcçdeəfgğhxıijkqlmnoöprsştuüvyzАәбвЖЩ' -", max_size=40))
def test_case_and_composition_never_matter(text):
    assert fold(text) == fold(unicodedata.normalize("NFD", text))
    assert key(text) == key(" ".join(reversed(text.split())))


@pytest.mark.parametrize(
    "spellings",
    [
        ("Məmmədov", "Mammadov", "Мамедов", "Mamedov", "Мәммәдов", "MƏMMƏDOVA", "Memmedli"),
        ("Hüseynov", "Гусейнов", "Guseynov", "Huseynov", "Һүсејнов"),
        ("Şəfəq", "SEFEQ", "Шафаг", "Shafag"),
        ("İlham", "Ilham", "Ильхам", "İLHAM"),
        ("Cəfərov", "Джафаров", "Jafarov", "Dzhafarov", "Djafarov"),
        ("Əliyev", "Aliyev", "Алиев", "Aliev", "ELIYEV"),
        ("Xəlilov", "Халилов", "Khalilov", "Halilov"),
        ("Aygün", "Айгюн", "Aygun"),
        ("Vüqar", "Вугар", "Vugar"),
        ("Yeganə", "Егана", "Yegana"),
        ("Щербаков", "Şerbakov", "Shcherbakov"),
        ("Zülfiyyə", "Зульфия", "Zulfiya"),
        ("Пётр", "Петр", "Pyotr"),
        ("Həsənov", "Гасанов", "Gasanov", "Hasanov"),
        ("Ələsgər", "Алескер", "Аләскәр"),
    ],
)
def test_spellings_of_one_name_meet_by_sound(spellings):
    forms = [set(sounds(fold(spelling))) for spelling in spellings]
    assert all(forms[0] & form for form in forms), list(zip(spellings, forms, strict=True))


def test_unlike_names_do_not_meet():
    heard = [sound_key(name) for name in ("Kərimov", "Nəsirov", "Quliyev", "Rzayev", "Əliyev", "Vəliyev", "Orucov")]
    assert len(set(heard)) == len(heard)


@pytest.mark.parametrize(
    "told",
    [
        ("Kərimli", "Rauf", "Elçin oğlu"),
        ("Elçin oğlu", "Kərimli", "Rauf"),
        ("KERIMLI RAUF ELCIN OGLU",),
        ("Rauf Elçinoviç Kərimli",),
        ("Керимли Рауф Эльчин оглы".replace("Эльчин", "Елчин"),),
    ],
)
def test_the_key_knows_no_order_and_no_patronymic_words(told):
    assert key(*told) == "elcin kerimli rauf"


def test_words_a_person_is_found_by():
    assert tokens("Abdul-Rəhman", "Əli", "Vəli oğlu") == {"abdulrehman", "abdul", "rehman", "eli", "veli"}
    assert tokens("Сергеевич") == {"sergeevic", "serge"}
    assert words("Leyla Rauf qızı") == ["leyla", "rauf"]


def test_display_name():
    named = SimpleNamespace(surname="Kərimli", given_name="Rauf", father_name="Elçin", patronymic_suffix="ogly")
    assert display_name(named) == "Kərimli Rauf Elçin oğlu"
    named.patronymic_suffix = "qizi"
    assert display_name(named) == "Kərimli Rauf Elçin qızı"
    named.patronymic_suffix, named.father_name = "slavic", "Эльчинович"
    assert display_name(named) == "Kərimli Rauf Эльчинович"
    nobody = SimpleNamespace(surname="", given_name="", father_name="", patronymic_suffix="", number="N1-2026-0042")
    assert display_name(nobody) == "Naməlum şəxs N1-2026-0042"
    with in_language("en"):
        assert display_name(nobody) == "Unknown person N1-2026-0042"


def test_age_is_counted_by_the_calendar_of_baku():
    born = dt.date(1991, 3, 12)
    assert age(born, dt.datetime(2026, 3, 11, 19, 59, tzinfo=dt.UTC)) == 34
    assert age(born, dt.datetime(2026, 3, 11, 20, 0, tzinfo=dt.UTC)) == 35  # midnight in Baku
    assert age(dt.date(2008, 2, 29), dt.datetime(2026, 2, 28, 12, 0, tzinfo=dt.UTC)) == 17
    assert age(dt.date(2008, 2, 29), dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)) == 18
    assert age(None, dt.datetime(2026, 3, 1, tzinfo=dt.UTC)) is None
