"""Three languages, complete: what the code says is in every catalogue, and nothing else is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from healthapp.i18n import in_language
from healthapp.ledger import event_words

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "healthapp" / "translations"
LANGUAGES = ("az", "ru")
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "_p": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[0-9.]*[sdf]")


@cache
def said() -> frozenset[tuple[object, str | None]]:
    """Every (message or (one, many), context) in code and templates."""
    found = set()
    for folder in ("healthapp", "blueprints"):
        rows = extract_from_dir(
            ROOT / folder,
            method_map=[("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.jinja", "jinja2")],
            options_map={"**": {"encoding": "utf-8"}},
            keywords=KEYWORDS,
        )
        for _file, _line, message, _comments, context in rows:
            found.add((tuple(message) if isinstance(message, list | tuple) else message, context))
    return frozenset(found)


@cache
def declared() -> frozenset[str]:
    """Texts that reach gettext as data: pure packages name them without gettext."""
    texts: set[str] = set()
    try:
        from referrals.words import WORDS
    except ImportError:
        return frozenset()
    texts.update(WORDS.values())
    return frozenset(texts)


@cache
def catalogue(language: str) -> dict[tuple[object, str | None], object]:
    """(message, context) -> the catalogue's entry."""
    entries = {}
    for file in sorted((TRANSLATIONS / language).glob("*.po")):
        with file.open("rb") as source:
            for message in read_po(source, locale=language, abort_invalid=True):
                if message.id:
                    key = tuple(message.id) if isinstance(message.id, list | tuple) else message.id
                    entries[key, message.context] = (message, file.name)
    return entries


def test_everything_said_is_translated_and_nothing_else():
    """One reading of all the code for both: it takes longer than everything that is asked of it."""
    spoken = said() | {(text, None) for text in declared()}
    for language in LANGUAGES:
        known = catalogue(language)
        missing = sorted(str(key) for key in said() if key not in known)
        assert missing == [], f"{language}: {len(missing)} texts are not translated"
        left = sorted(f"{language}/{file}: {key[0]}" for key, (_message, file) in known.items() if key not in spoken)
        assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_empty_or_doubtful(language):
    bad = []
    for (text, _context), (message, file) in catalogue(language).items():
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        if "fuzzy" in message.flags or not all(part.strip() for part in strings):
            bad.append(f"{file}: {text}")
    assert bad == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree(language):
    bad = []
    for (text, _context), (message, file) in catalogue(language).items():
        sources = text if isinstance(text, tuple) else (text,)
        expected = set().union(*(PLACEHOLDER.findall(part) for part in sources))
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        bad += [f"{file}: {text}" for part in strings if not set(PLACEHOLDER.findall(part)) <= expected]
        if not isinstance(text, tuple):
            bad += [f"{file}: {text}" for part in strings if set(PLACEHOLDER.findall(part)) != expected]
    assert bad == []


#: Verbs of buttons and links as one speaks to a friend. The reader is addressed politely everywhere ("Saxlayın").
FAMILIAR = frozenset(
    (
        "et aç yaz saxla bağla ver seç tap göstər yoxla al qayıt keç çıx axtar sil dəyiş düzəlt qur çağır sal qoy "
        "götür çıxar yarat hazırla birləşdir ayır bitir kilidlə böyüt kiçilt başla bax oxu yüklə istə apar dayandır at "
        "göndər imzala möhürlə qaldır gizlət"
    ).split()
)
#: Statements in which the same letters are the third person ("it ends") or an abbreviation.
STATED = frozenset(
    {
        "It ends by itself after this time",
        "Access ends with the member's next click, also in the middle of a visit.",
        "The period ends today at the latest",
        "Night of the watch ends",
        "BP mmHg",
    }
)
_BUTTON = re.compile(r'(?:ui\.button\(\s*|<button\b[^>]*>\s*(?:\{\{\s*)?)_\("([^"]+)"')
_POLITE_RUSSIAN = re.compile(r"\w+(?:йте|ите|ьте)(?:сь)?\b")


def test_the_reader_is_addressed_politely_in_azerbaijani():
    """One form of address: "Davam edin" beside "Davam et" are two voices on one page."""
    familiar = []
    for (text, _context), (message, file) in catalogue("az").items():
        if text in STATED:
            continue
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        for part in strings:
            plain = PLACEHOLDER.sub("", part).replace("İ", "i").lower()
            if FAMILIAR & set(re.findall(r"\w+", plain)):
                familiar.append(f"{file}: {part}")
    assert familiar == []


def test_buttons_name_what_they_do_in_russian():
    """The infinitive, as Russian buttons are written: "Сохранить", never "Сохраните"."""
    known = {text if isinstance(text, str) else text[0]: entry for (text, _c), (entry, _f) in catalogue("ru").items()}
    texts = {
        text
        for path in (ROOT / "healthapp" / "templates").rglob("*.html")
        for text in _BUTTON.findall(path.read_text("utf-8"))
    }
    assert len(texts) > 100
    assert [text for text in sorted(texts) if _POLITE_RUSSIAN.search(str(known[text].string))] == []


_AS_SAID_OF_SOMEBODY = re.compile(r"\(|^(?!Отмена|Смена)\w+(?:[еая]н|ят|[еа]н[аоы])\b")


def test_the_log_says_every_event_in_one_way():
    """Beside the name of whoever acted: in Azerbaijani what was done ("imzaladı", never "imzalayıb"), in Russian the
    act, which has no sex ("Подписание записи", never "Подписал(а)")."""
    with in_language("en"):
        texts = {str(text) for code, text in event_words.names().items() if code != event_words.OTHER}
    azerbaijani, russian = ([str(catalogue(code)[text, None][0].string) for text in texts] for code in ("az", "ru"))
    assert [text for text in azerbaijani if not re.search(r"d[ıiuü]$", text)] == []
    assert [text for text in russian if _AS_SAID_OF_SOMEBODY.search(text)] == []
