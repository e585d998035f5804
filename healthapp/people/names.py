"""Names: how they are shown, and the keys under which every spelling of one name is found.

Three alphabets are in use for the same people: Azerbaijani Latin, the Cyrillic of 1958-1991 and Russian,
beside passports transliterated by English or Turkish habit. What was given is kept; keys stand beside it.

- ``fold``: plain letters a-z, 0-9 and single spaces. Never ``str.lower`` alone: ``'İ'.lower()`` has two
  code points and ``'I'.lower()`` is not ``ı``.
- ``key``: the folded words of a name in one order, without oğlu, qızı and the like.
- ``sounds``: a coarser form in which Məmmədov, Mammadov, Мамедов and Mamedov are one.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Protocol

from anyascii import anyascii

from healthapp.i18n import caseless, local
from healthapp.i18n import gettext as _

_LATIN = {"ə": "e", "ö": "o", "ü": "u", "ç": "c", "ş": "s", "ğ": "g", "ä": "e"}
#: Russian letters and those of the Azerbaijani Cyrillic alphabet (ә ғ ҝ ј ө ү һ ҹ).
_CYRILLIC = dict(
    zip(
        "абвгғдеёәжзийјкҝлмноөпрстуүфхһчҹшщыэіґє",
        "abvggdeeejziyykglmnooprstuufxhccssieige",
        strict=True,
    )
) | {"ю": "yu", "я": "ya", "ц": "ts", "ь": "", "ъ": "", "ї": "yi"}
_LETTERS = str.maketrans(_LATIN | _CYRILLIC)
_APOSTROPHES = frozenset("'’‘ʼʻ`´ʹʾʿ＇\u200b\u200c\u200d\u00ad")
_OTHER = re.compile(r"[^a-z0-9]+")

#: Words that only say "son of" or "daughter of", folded, in the spellings met in documents.
PATRONYMIC_WORDS = frozenset(
    "oglu ogli ogly oqlu oqli oghlu oghli uglu ugli ogul qizi gizi kizi kyzy gyzy qyzy kizy gizy qizy".split()
)
_SLAVIC = re.compile(r"^(.{3,}?)(?:y?evi?c|ovi?c|yevich|evich|ovich|y?evna|ovna|icna|ichna)$")

_SPELLINGS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("shch|sch|sh", "s"),
        ("dzh|dj|zh|ch|j", "c"),
        ("ts|tz", "s"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("w", "v"),
        ("x", "h"),
        ("^ye", "e"),
        (r"(?<=[b-df-hj-np-tvxz])yo", "e"),
        (r"(?<=[b-df-hj-np-tvxz])y(?=[aeou])", ""),
    )
)
#: -ov and -yev gave way to -lı and -zadə in many families, and women of one family bear -ova and -yeva.
_ENDING = re.compile(r"(?<=.{3})(?:y?ev|y?ov|eff|off)a?$|(?<=.{3})(?:l[iu]|zad[ea])$")
_CLASSES = str.maketrans("eouyqg", "auuikk")
_REPEATED = re.compile(r"(.)\1+")


class Named(Protocol):
    """A person, a card, or a name of a person."""

    @property
    def surname(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def father_name(self) -> str: ...


def fold(text: str) -> str:
    """Plain lower-case letters, digits and single spaces; hyphens and apostrophes join what they part."""
    text = caseless(text).translate(_LETTERS)
    joined = (
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if sign not in _APOSTROPHES and unicodedata.category(sign) not in {"Pd", "Mn"}
    )
    plain = anyascii("".join(joined)).lower().replace("'", "").replace("kh", "x")
    return _OTHER.sub(" ", plain).strip()


def words(text: str) -> list[str]:
    """The folded words in their order, without oğlu and qızı; a Slavic patronymic gives its father's name."""
    return [_SLAVIC.sub(r"\1", word) for word in fold(text).split() if word not in PATRONYMIC_WORDS]


def key(*parts: str) -> str:
    """The folded words of a name, sorted: one key in whatever order it is said."""
    return " ".join(sorted(words(" ".join(parts))))


def tokens(*parts: str) -> set[str]:
    """Every folded word one may type for this name: whole, by the halves of a double name, and without -ovich."""
    text = " ".join(parts)
    halves = "".join(" " if unicodedata.category(sign) == "Pd" else sign for sign in text)
    whole = {word for form in (text, halves) for word in fold(form).split()}
    return {word for word in whole | set(words(text)) if word not in PATRONYMIC_WORDS}


def sounds(word: str) -> tuple[str, ...]:
    """The coarse forms of one folded word, the nearest first.

    There are two where it has a g: Russian writes г for Azerbaijani h (Гусейнов, Hüseynov).
    """
    forms = [_sound(word)]
    if "g" in word:
        forms.append(_sound(word, g="h"))
    return tuple(dict.fromkeys(forms))


def sound_key(*parts: str) -> str:
    """The coarse words of a name, sorted."""
    return " ".join(sorted(sounds(word)[0] for word in words(" ".join(parts))))


def _sound(word: str, g: str = "g") -> str:
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    word = _ENDING.sub("", word).replace("g", g)
    return _REPEATED.sub(r"\1", word.translate(_CLASSES))


def display_name(named: Named) -> str:
    """``Kərimli Rauf Elçin oğlu``; a person nobody could name: ``Unknown person`` and the record number."""
    suffix = {"ogly": "oğlu", "qizi": "qızı"}.get(getattr(named, "patronymic_suffix", ""), "")
    father = f"{named.father_name} {suffix}".strip() if named.father_name else ""
    told = " ".join(part for part in (named.surname, named.given_name, father) if part)
    if told:
        return told
    return _("Unknown person %(number)s", number=getattr(named, "number", "")).strip()


def age(birth_date: dt.date | None, now: dt.datetime) -> int | None:
    """Full years by the calendar of Baku; None when the birth date is not known."""
    if birth_date is None:
        return None
    today = local(now).date()
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
