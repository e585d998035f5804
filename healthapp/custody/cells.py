"""One row's cells as values, or what is wrong with each. Codes, not words: the report is read in any language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from healthapp.dates import moment, read_date, read_time
from healthapp.i18n import LANGUAGES, in_language, local
from healthapp.people import identifiers
from healthapp.people.fields import EARLIEST, LONGEST_NAME
from healthapp.people.names import PATRONYMIC_WORDS, fold
from healthapp.people.presenter import LEGAL, ORIGINS, SEXES
from healthapp.people.schemas import MOST_LANGUAGES
from healthapp.web.spreadsheets import FORMULA

COLUMNS = (
    "surname",
    "given_name",
    "father_name",
    "patronymic",
    "sex",
    "birth_date",
    "fin",
    "legal_status",
    "origin",
    "admitted_at",
    "place",
    "languages",
)
LONGEST_PLACE = 60
#: How an empty cell is often written.
_NOTHING = frozenset({"-", "–", "—"})
_LANGUAGE = re.compile(r"[a-z]{2,3}")
#: Hours and minutes, and the seconds that spreadsheets add.
_SECONDS = re.compile(r"(\d+:\d+):\d+(?:\.\d+)?")
_BETWEEN = re.compile(r"[\s,;/+]+")
_SHORT_SEXES = {"k": "male", "m": "male", "q": "female", "f": "female", fold("ж"): "female"}


class BadCell(ValueError):
    """``code`` says what is wrong; see ``healthapp.importing.report.CELL_REASONS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row as values. Dates and moments are ISO text, because the row is kept as JSON until it is applied."""

    surname: str
    given_name: str
    father_name: str
    patronymic_suffix: str
    sex: str
    birth_date: str | None
    fin: str
    legal_status: str
    origin: str
    admitted_at: str
    place: str
    languages: str

    @property
    def born(self) -> dt.date | None:
        return dt.date.fromisoformat(self.birth_date) if self.birth_date else None

    @property
    def arrived(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.admitted_at)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def parse(cells: Mapping[str, str], now: dt.datetime) -> tuple[Parsed | None, list[tuple[str, str]]]:
    """(values, []) or (None, every wrong cell as (column, code))."""
    found: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for column, convert in _CONVERTERS.items():
        try:
            text = "" if cells[column] in _NOTHING else cells[column]
            if text.startswith(FORMULA):
                raise BadCell("formula")
            if not text.isprintable():
                raise BadCell("not_printable")
            found[column] = convert(text, now)
        except BadCell as error:
            wrong.append((column, error.code))
    if wrong:
        return None, wrong
    father, suffix = _patronymic(found.pop("father_name"), found.pop("patronymic"))
    row = Parsed(father_name=father, patronymic_suffix=suffix, **found)
    if row.born is not None and row.born > local(row.arrived).date():
        return None, [("birth_date", "born_after_arrival")]
    return row, []


def _name(text: str, _now: dt.datetime) -> str:
    if len(text) > LONGEST_NAME:
        raise BadCell("too_long")
    if text and (not fold(text) or not any(sign.isalpha() for sign in text) or any(sign.isdigit() for sign in text)):
        raise BadCell("not_a_name")
    return text


def _surname(text: str, now: dt.datetime) -> str:
    if not text:
        raise BadCell("missing")
    return _name(text, now)


def _birth_date(text: str, now: dt.datetime) -> str | None:
    if not text:
        return None
    try:
        day = read_date(text)
    except ValueError:
        raise BadCell("no_such_date") from None
    if day < EARLIEST:
        raise BadCell("too_long_ago")
    if day > local(now).date():
        raise BadCell("in_the_future")
    return day.isoformat()


def _arrival(text: str, now: dt.datetime) -> str:
    if not text:
        raise BadCell("missing")
    day, _space, time = text.replace("T", " ", 1).partition(" ")
    if not time.strip():
        raise BadCell("no_time")
    try:
        arrived = moment(read_date(day), read_time(_SECONDS.sub(r"\1", time.strip())))
    except ValueError:
        raise BadCell("no_such_moment") from None
    if arrived.date() < EARLIEST:
        raise BadCell("too_long_ago")
    if arrived > now:
        raise BadCell("in_the_future")
    return arrived.isoformat()


def _fin(text: str, _now: dt.datetime) -> str:
    if not text:
        return ""
    try:
        return identifiers.normalise("fin", text)
    except ValueError:
        raise BadCell("not_a_fin") from None


def _place(text: str, _now: dt.datetime) -> str:
    if len(text) > LONGEST_PLACE:
        raise BadCell("too_long")
    return text


def _languages(text: str, _now: dt.datetime) -> str:
    codes = [code for code in _BETWEEN.split(text.lower()) if code]
    if any(not _LANGUAGE.fullmatch(code) for code in codes) or len(codes) > MOST_LANGUAGES:
        raise BadCell("not_a_language")
    return ",".join(dict.fromkeys(codes))


def _suffix(text: str, now: dt.datetime) -> str:
    return text if fold(text) in PATRONYMIC_WORDS or fold(text) == "slavic" else _name(text, now)


def _code(table: str) -> Callable[[str, dt.datetime], str]:
    def convert(text: str, _now: dt.datetime) -> str:
        if not text:
            raise BadCell("missing")
        code = _words(table).get(fold(text))
        if code is None:
            raise BadCell("not_in_list")
        return code

    return convert


@cache
def _words(table: str) -> dict[str, str]:
    """Folded code and folded words of all three languages -> code, so that a list may say ``kişi`` or ``Мужской``."""
    texts = {"sex": SEXES, "legal_status": LEGAL, "origin": ORIGINS}[table]
    found = dict(_SHORT_SEXES) if table == "sex" else {}
    for language in LANGUAGES:
        with in_language(language):
            found |= {fold(str(text)): code for code, text in texts.items()}
    return found | {fold(code): code for code in texts}


def _patronymic(father: str, suffix: str) -> tuple[str, str]:
    """(father's name, ogly | qizi | slavic | empty), however the two columns share it."""
    kind = fold(suffix)
    if kind == "slavic":
        return father, "slavic" if father else ""
    if suffix and kind not in PATRONYMIC_WORDS:
        return (suffix, "slavic") if not father else (father, "")
    *first, last = father.split() or [""]
    if first and fold(last) in PATRONYMIC_WORDS:
        father, kind = " ".join(first), kind or fold(last)
    if not father or not kind:
        return father, ""
    return father, "qizi" if kind.startswith(("q", "g", "k")) else "ogly"


_CONVERTERS: dict[str, Callable[[str, dt.datetime], Any]] = {
    "surname": _surname,
    "given_name": _name,
    "father_name": _name,
    "patronymic": _suffix,
    "sex": _code("sex"),
    "birth_date": _birth_date,
    "fin": _fin,
    "legal_status": _code("legal_status"),
    "origin": _code("origin"),
    "admitted_at": _arrival,
    "place": _place,
    "languages": _languages,
}
