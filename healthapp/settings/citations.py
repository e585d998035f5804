"""Citations as people in each language know them. What is stored is the English short name and the article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from healthapp.i18n import gettext as _
from healthapp.i18n import language
from healthapp.i18n import lazy_gettext as _l

_WORDS: dict[str, Any] = {
    "CPC": _l("CPC"),
    "CEP": _l("CEP"),
    "CC": _l("CC"),
    "Mandela Rule": _l("Mandela Rule"),
    "European Prison Rules": _l("European Prison Rules"),
    "Istanbul Protocol": _l("Istanbul Protocol"),
    "The decision itself": _l("The decision itself"),
    "chapter VI": _l("chapter VI"),
    "text not obtained": _l("text not obtained"),
    "length not found": _l("length not found"),
    "no number of days": _l("no number of days"),
    "at the end of the course": _l("at the end of the course"),
    "same day, for parole only": _l("same day, for parole only"),
    "Cabinet Decisions": _l("Cabinet Decisions"),
    "Law on Psychiatric Assistance": _l("Law on Psychiatric Assistance"),
    "Probation Regulations": _l("Probation Regulations"),
    "Decree": _l("Decree"),
    "budget rule": _l("budget rule"),
    "press report": _l("press report"),
    "as reported": _l("as reported"),
}
_WORD = re.compile(r"\b(" + "|".join(_WORDS) + r")\b")
_DATED = re.compile(r" of (\d\d?\.\d\d\.\d{4})")
_BOTH = re.compile(r"\b(\d+) and (\d+)\b")
_DECISION = re.compile(r"\b(Cabinet|Board) Decision ([\w-]+) of (\d\d\.\d\d\.\d{4})")


def basis_text(text: str) -> str:
    """A legal basis in the language in force: books, decisions and remarks are words, articles stay as they are."""
    return _said(text, language())


@lru_cache(1_000)
def _said(text: str, _code: str) -> str:
    """``_code``: the language in force. Lists name the same few again and again."""
    text = _DECISION.sub(_decision, text)
    text = _DATED.sub(lambda found: _(" of %(day)s", day=found[1]), text)
    text = _BOTH.sub(lambda found: _("%(first)s and %(second)s", first=found[1], second=found[2]), text)
    return _WORD.sub(lambda found: str(_WORDS[found[1]]), text)


def _decision(found: re.Match[str]) -> str:
    by, number, day = found.groups()
    if by == "Board":
        return _("Board Decision %(number)s of %(day)s", number=number, day=day)
    return _("Cabinet Decision %(number)s of %(day)s", number=number, day=day)
