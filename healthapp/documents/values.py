"""What a room's presenter fills and every form prints. Plain values, already in the language of the print."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum


class AnswerKind(StrEnum):
    """Five answers that must never be taken for one another, two neighbours, and a measured or coded value."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    WITHDRAWN = "withdrawn"
    NOT_APPLICABLE = "not_applicable"
    VALUE = "value"


class Confidentiality(StrEnum):
    """Who may read the sheet; told apart by frame as well as by word."""

    MEDICAL = "T"
    MEASURES = "M"
    PRIVILEGED = "N"
    PERSON = "P"
    ANONYMOUS = "A"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page frame prints.

    ``digest``: SHA-256 of the record's canonical content, 64 hex characters, the same on every copy and in every
    language. ``printed_by`` and ``printed_at`` come from the print event's audit row, never from a clock here.
    ``person`` (surname in capitals) is empty where no person is named; ``name_line`` prints a line to write one on.
    ``copy`` is "2 / 3"; ``leaf`` the place in the ledger, ``proof`` the proof file that is embedded (empty while no
    signed checkpoint covers the record), both from ``ledger.printed``. ``synthetic`` marks every margin as a
    demonstration.
    """

    language: str
    form: str
    version: str
    title: str
    record: str
    confidentiality: Confidentiality
    digest: str
    institution: str
    printed_by: str
    printed_at: dt.datetime
    person: str = ""
    born: dt.date | None = None
    copy: str = ""
    addressee: str = ""
    leaf: str = ""
    proof: str = ""
    digest_label: str = ""
    name_line: bool = False
    synthetic: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.digest):
            raise ValueError("a printed record needs its SHA-256 digest: 64 lower-case hex characters")
        if self.printed_at.tzinfo is None:
            raise ValueError("the print time needs its zone")


@dataclass(frozen=True, slots=True)
class PrintCell:
    """Small label over a value; ``twelfths`` of the text width, rows should add up to 12. An empty text prints "—"."""

    label: str
    text: str
    twelfths: int = 3
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One question and its answer. ``text`` (with ``unit``, ``band``) for VALUE; ``detail`` is what, when or why.

    ``remark``: a line about the questions rather than an answer; it has a line of its own and is never bold.
    """

    label: str
    answer: AnswerKind
    text: str = ""
    unit: str = ""
    band: str = ""
    detail: str = ""
    remark: bool = False


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One signature. ``signed``: how (time, method, key fingerprint); empty while ``awaited`` says until when."""

    name: str
    post: str
    attests: str
    signed: str = ""
    awaited: str = ""


@dataclass(frozen=True, slots=True)
class Addendum:
    """Something added after signing; ``digest`` is the addendum's own."""

    number: str
    written_at: dt.datetime
    author: str
    text: str
    digest: str = ""
    leaf: str = ""
