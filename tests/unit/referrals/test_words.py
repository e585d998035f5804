"""Every code can be said, in three languages, in the terms of the field."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from referrals import clocks, documents, roles
from referrals.model import FACTS
from referrals.pathways import PATHWAYS
from referrals.road import ROADS
from referrals.timetable import CLOCKS
from referrals.words import WORDS, word

ROOT = Path(__file__).parents[3]


def spoken():
    """Every key that a page may ask for."""
    keys = {f"document.{code}" for code in documents.ALL} | {f"clock.{code}" for code in CLOCKS}
    keys |= {f"fact.{code}" for code in FACTS} | {"actor.unit"}
    keys |= {f"unit.{unit}" for unit in clocks.Unit} | {f"certainty.{grade}" for grade in clocks.Certainty}
    keys |= {f"standing.{standing}" for standing in clocks.Standing}
    keys |= {f"pause.{clock.pause_reason}" for clock in CLOCKS.values() if clock.pause_reason}
    keys |= {f"road.{part.code}" for parts in ROADS.values() for part in parts}
    for pathway in PATHWAYS.values():
        keys |= {f"pathway.{pathway.id}"} | {f"note.{code}" for code in pathway.notes}
        keys |= {f"state.{state.code}" for state in pathway.states}
        keys |= {f"actor.{state.holder}" for state in pathway.states if state.holder}
        for way in (*pathway.steps, *pathway.exits, *pathway.marks):
            keys |= {f"event.{way.event}", *(f"actor.{who}" for who in way.who)}
            keys |= {f"result.{result}" for result in getattr(way, "results", ())}
    return keys


def test_every_code_has_words_and_no_words_are_left_over():
    said = {key for key in WORDS if key.partition(".")[0] not in {"outcome", "refusal"}}
    assert said == spoken()


@pytest.mark.parametrize("kind", ["state", "event", "document", "clock", "pathway", "actor", "result"])
def test_no_two_codes_of_a_kind_say_the_same(kind):
    allowed = {"In hospital", "No need found"}
    texts = [text for key, text in WORDS.items() if key.startswith(f"{kind}.") and text not in allowed]
    assert len(texts) == len(set(texts))


def test_word():
    assert word("clock", "court.hearing") == "Court hearing and decision"
    with pytest.raises(KeyError):
        word("state", "no_such_state")


def catalogue(language):
    with (ROOT / "healthapp" / "translations" / language / "referrals.po").open("rb") as source:
        return {message.id: message.string for message in read_po(source, locale=language) if message.id}


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_text_is_translated(language):
    known = catalogue(language)
    assert sorted(set(WORDS.values()) - set(known)) == []
    assert all(known[text].strip() for text in WORDS.values())


GLOSSARY = {
    "actor.feldsher": ("feldşer", "фельдшер"),
    "actor.nurse": ("tibb bacısı", "медсестра"),
    "actor.doctor": ("həkim", "врач"),
    "actor.head": ("tibb-sanitar hissənin rəisi", "начальник"),
    "actor.psychiatrist": ("həkim-psixiatr", "врач-психиатр"),
    "actor.psychologist": ("psixoloq", "психолог"),
    "actor.reviewer": ("tibb baş idarəsi", "главное медицинское управление"),
    "actor.commission": ("komissiya", "комиссия"),
    "actor.administration": ("müdiriyyət", "администрация"),
    "actor.defender": ("müdafiəçi", "защитник"),
    "actor.legal_representative": ("qanuni nümayəndə", "законный представитель"),
    "actor.relative": ("qohum", "родственник"),
    "actor.court": ("məhkəmə", "суд"),
    "actor.prosecutor": ("prokuror", "прокурор"),
    "document.submission": ("təqdimat", "представление"),
    "document.petition": ("ərizə", "ходатайство"),
    "document.commission_conclusion": ("rəy", "заключение"),
    "document.commission_protocol": ("protokol", "протокол"),
    "document.stay_certificate": ("arayış", "справка"),
    "event.move_to_lift": ("vəsatət", "ходатайство"),
    "pathway.illness_other": ("xəstəliyə görə cəzadan azad etmə", "освобождение по"),
    "pathway.hospital_referral": ("göndəriş", "направление"),
    "pathway.disability": ("əlillik", "инвалидност"),
    "outcome.measure_begun": ("tibbi xarakterli məcburi tədbir", "принудительная мера"),
    "document.disclosure_consent": ("razılıq", "согласие"),
    "clock.disability.assess": ("agentliyin", "агентством"),
    "event.begin_file": ("sənədlərin", "документов"),
}


@pytest.mark.parametrize("key", GLOSSARY)
def test_the_terms_are_the_glossarys(key):
    azerbaijani, russian = GLOSSARY[key]
    folded = catalogue("az")[WORDS[key]].replace("İ", "i").replace("I", "ı").lower()
    assert azerbaijani.rstrip("k") in folded
    assert russian in catalogue("ru")[WORDS[key]].lower()


def test_nobody_is_called_a_prisoner_and_no_placement_involuntary():
    for text in (*catalogue("az").values(), *catalogue("ru").values()):
        assert "məhbus" not in text.lower()
        assert "qeyri-könüllü" not in text.lower()
        assert "заключённ" not in text.lower()


def test_actors_have_the_names_of_the_services_roles():
    assert {f"actor.{actor}" for actor in roles.OUTSIDERS} <= set(WORDS)
