"""What the person's copy NP-1 and the sheet "who opened my file" DX-1 print, in the person's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from healthapp.documents.values import Sheet


class KeptWhere(StrEnum):
    """Where the person wants the copy kept: it may be unsafe in a cell."""

    WITH_ME = "with_me"
    MEDICAL_UNIT = "medical_unit"
    LAWYER = "lawyer"


@dataclass(frozen=True, slots=True)
class DoneRow:
    """Something we did and what it means for the person; ``when`` is already written out."""

    what: str
    when: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PersonCopyPrint:
    """``recorded``, ``rights``: plain sentences, one idea each. ``own_words``: the person's sentences, names of others
    already shown as [S-1]. ``words_language``: the language they were spoken in. ``kept`` is None until asked.
    ``ombudsman_phone`` comes from the settings."""

    sheet: Sheet
    title: str
    subtitle: str
    recorded: tuple[str, ...]
    ombudsman_phone: str
    done: tuple[DoneRow, ...] = ()
    rights: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    words_language: str = ""
    kept: KeptWhere | None = None
    explained_by: str = ""
    explained_in: str = ""


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One look, print, refusal or emergency access. ``marked`` prints the reason and the extent in bold (refusals,
    emergency access). Visits of the preventive group never become a row: its access is kept apart."""

    at: dt.datetime
    who: str
    why: str
    what: str
    passed_on: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class AccessPrint:
    """All access between two days. The totals are words or figures already made."""

    sheet: Sheet
    first_day: dt.date
    last_day: dt.date
    rows: tuple[AccessRow, ...]
    opened: int
    refused: int
    emergency: str
    passed_on: str
    ombudsman_phone: str
