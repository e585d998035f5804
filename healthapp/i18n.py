"""Three languages, one place: Azerbaijani first, Russian, English. Dates, times and numbers as people write them.

Works inside a request (the user's language), inside ``in_language(...)`` (prints, tests) and outside both
(Azerbaijani). Message ids are the English texts.
"""

from __future__ import annotations

import datetime as dt
import gettext as _gettext
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_format_date
from babel.support import LazyProxy

Language = Literal["az", "ru", "en"]
LANGUAGES: dict[Language, str] = {"az": "Azərbaycanca", "ru": "Русский", "en": "English"}
DEFAULT: Language = "az"
ZONE = ZoneInfo("Asia/Baku")
_FOUR_I = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
CATALOGUES = Path(__file__).parent / "translations"

_language: ContextVar[Language] = ContextVar("language", default=DEFAULT)


def language() -> Language:
    """The language in force."""
    return _language.get()


def _spoken(code: str) -> Language:
    return code if code in LANGUAGES else DEFAULT


def use_language(code: str) -> None:
    """Set the language for the rest of this request or thread; an unknown code falls back to the default."""
    _language.set(_spoken(code))


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block (a print in the person's language)."""
    token = _language.set(_spoken(code))
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    if code == "en":
        return _gettext.NullTranslations()
    return _gettext.translation("messages", CATALOGUES, [code])


def preload() -> None:
    """Read every catalogue now. Raises FileNotFoundError when one was never compiled."""
    for code in LANGUAGES:
        _catalogue(code)


@lru_cache(8_000)
def _translated(message: str, code: str) -> str:
    """A page asks for a thousand; there are some thousands of them."""
    return _catalogue(code).gettext(message)


def gettext(message: str, **values: Any) -> str:
    text = _translated(message, _language.get())
    return text % values if values else text


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    text = _catalogue(language()).ngettext(one, many, num)
    return text % {"num": num, **values}


def pgettext(context: str, message: str, **values: Any) -> str:
    text = _catalogue(language()).pgettext(context, message)
    return text % values if values else text


def lazy_gettext(message: str, **values: Any) -> LazyProxy:
    """A text that is translated when it is shown; for module-level tables."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def lazy_pgettext(context: str, message: str) -> LazyProxy:
    return LazyProxy(pgettext, context, message, enable_cache=False)


def caseless(text: str) -> str:
    """``text`` for comparing: capitals do not count, and the four i of Turkic writing are one letter."""
    return unicodedata.normalize("NFKC", text).translate(_FOUR_I).casefold()


def capitals(text: str, code: str) -> str:
    """``text`` in capital letters; in Azerbaijani i becomes İ and ı becomes I."""
    return (text.replace("i", "İ").replace("ı", "I") if code == "az" else text).upper()


def small_letters(text: str, code: str) -> str:
    """``text`` in small letters; in Azerbaijani İ becomes i, where a plain ``lower`` makes two signs of it."""
    return (text.replace("İ", "i").replace("I", "ı") if code == "az" else text).lower()


def local(moment: dt.datetime) -> dt.datetime:
    """An aware moment in Asia/Baku. In the first hours of the calendar, of a clock that was never set, there is none in
    UTC: such a one stays as it was written."""
    try:
        return moment.astimezone(ZONE)
    except OverflowError:
        return moment


def format_date(day: dt.date | dt.datetime | None) -> str:
    """11.03.2026, local; empty for None."""
    if day is None:
        return ""
    return _day(local(day) if isinstance(day, dt.datetime) else day)


def format_time(moment: dt.datetime | None) -> str:
    """14:32, local."""
    return "" if moment is None else _hours(local(moment))


def format_moment(moment: dt.datetime | None) -> str:
    """11.03.2026 14:32, local."""
    if moment is None:
        return ""
    moment = local(moment)
    return f"{_day(moment)} {_hours(moment)}"


def format_due(moment: dt.datetime | None) -> str:
    """11.03.2026 14:32, local, of a limit; one that lasts to the end of a day is at 24:00 of that day.

    Half of all readers take 00:00 for the beginning of the day it stands beside. A day's last second is how clocks of
    whole days end; 23:59 itself is a minute like any other.
    """
    if moment is None:
        return ""
    there = local(moment)
    whole_day = f"{there:%H:%M}" == "00:00" or f"{there:%H:%M:%S}" == "23:59:59"
    return f"{_day(there - dt.timedelta(minutes=1))} 24:00" if whole_day else format_moment(moment)


def _day(day: dt.date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def _hours(moment: dt.datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02}"


def format_long_date(day: dt.date) -> str:
    """11 mart 2026."""
    return babel_format_date(day, "d MMMM y", locale=language())


def format_number(value: int | float | Decimal | None) -> str:
    """38,4 in Azerbaijani and Russian, 38.4 in English; no grouping."""
    if value is None:
        return ""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text if language() == "en" else text.replace(".", ",")


def format_span(minutes: int) -> str:
    """2 h 10 min, 3 d 4 h, 25 d: the absolute length, in the language in force, as exact as it still matters."""
    minutes = abs(minutes)
    days, rest = divmod(minutes, 24 * 60)
    hours, mins = divmod(rest, 60)
    if days >= 14:
        return gettext("%(days)s d", days=days)
    if days >= 3:
        return gettext("%(days)s d %(hours)s h", days=days, hours=hours)
    if days or hours:
        return gettext("%(hours)s h %(mins)02d min", hours=days * 24 + hours, mins=mins)
    return gettext("%(mins)s min", mins=mins)
