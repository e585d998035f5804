"""Who may read what of an injury record on paper: one record, one renderer, one profile for each addressee.

A profile takes parts away and says which; it never changes what stays. The person's own copy is a form of its own,
in plain words (``custody.told``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """What is printed. The value is the ``form`` of the print event.

    Photographs of intimate parts are in no other print: they have one of their own, under a permission of its own.
    """

    REPORT = "report"
    PROSECUTOR = "prosecutor"
    SHORT = "short"
    PHOTOGRAPHS = "photographs"
    INTIMATE = "intimate"


@dataclass(frozen=True, slots=True)
class Rules:
    """``form``: code of the form; ``without``: sections left out."""

    form: str
    without: frozenset[str] = frozenset()


#: Screening for suicide is care, not evidence; a plan against reprisals is worth nothing once it is known.
RULES: dict[Profile, Rules] = {
    Profile.REPORT: Rules("XB-1"),
    Profile.PROSECUTOR: Rules("XB-1", frozenset({"reprisal", "suicide"})),
    Profile.SHORT: Rules("XB-2", frozenset({"reprisal"})),
    Profile.PHOTOGRAPHS: Rules("XB-4"),
    Profile.INTIMATE: Rules("XB-4"),
}


@dataclass(frozen=True, slots=True)
class Print:
    """The print event: who, when, in which language, for whom; nothing here is read from a clock."""

    profile: Profile
    language: str
    printed_by: str
    at: dt.datetime
