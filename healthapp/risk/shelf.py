"""Every instrument that can be asked here: the shipped ones, with the words and cut-offs the site added.

One reading session reads the site's rows once; a screening is scored with what was in force on its own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.risk.models import CutOff, InstrumentText
from screening import policies
from screening import texts as words
from screening.instrument import Instrument
from screening.library import Library, shipped
from screening.model import LANGUAGES, Definition, Language, Texts

_KEY = "risk.shelf"


class Shelf:
    """The shipped library with the rows of one site. Raises KeyError and ValueError as ``Library`` does."""

    def __init__(self, texts: Sequence[InstrumentText], cut_offs: Sequence[CutOff], library: Library | None = None):
        self._library = library or shipped()
        self._rows = {row.digest: row for row in texts}
        self._newest = {(row.instrument, row.language, row.version): row for row in texts}
        self._read: dict[tuple[bytes, str], Texts] = {}
        self._cut_offs = cut_offs
        self._made: dict[tuple[str, str], Instrument] = {}

    def get(self, name: str, version: str | None = None) -> Instrument:
        """One version, or the newest, with the cut-offs of the site beside the shipped ones."""
        one = self._library.get(name, version)
        added = [row for row in self._cut_offs if (row.instrument, row.major) == (name, one.definition.major)]
        if not added:
            return one
        key = name, one.definition.version
        if key not in self._made:
            own = tuple(policies.policy(f"cut-off {row.id}", row.content, row.instrument, row.major) for row in added)
            self._made[key] = one.with_policies((*one.policies, *own))
        return self._made[key]

    @property
    def refused(self) -> dict[str, str]:
        """Instruments whose files are not what was released, each with the fault: they are not asked and not read."""
        return self._library.refused

    def ids(self) -> list[str]:
        return self._library.ids()

    def languages(self, definition: Definition) -> list[Language]:
        """Those in which there are words, shipped or imported."""
        known = self._library.languages(definition)
        return [one for one in LANGUAGES if one in known or self._imported(definition, one) is not None]

    def texts(self, definition: Definition, language: Language, digest: str = "") -> Texts | None:
        """The words in ``language``; with ``digest``, the imported ones a screening was asked with."""
        row = self._rows.get(bytes.fromhex(digest)) if digest else None
        if row is None or row.language != language:
            row = self._imported(definition, language)
        if row is None:
            return self._library.texts(definition.id, definition.version, language)
        key = row.digest, definition.version
        if key not in self._read:
            self._read[key] = words.texts(f"imported words {row.id}", _said_of(definition, row), definition)
        return self._read[key]

    def spoken(self, definition: Definition, language: str, digest: str = "") -> Texts | None:
        """The words in ``language``, else in the first there is; None while there are none."""
        known = self.languages(definition)
        chosen = next((one for one in known if one == language), known[0] if known else None)
        return None if chosen is None else self.texts(definition, chosen, digest)

    def digest(self, definition: Definition, language: str) -> str:
        """What identifies the imported words asked now; empty for shipped ones."""
        row = self._imported(definition, language)
        return row.digest.hex() if row is not None else ""

    def _imported(self, definition: Definition, language: str) -> InstrumentText | None:
        """The words brought for this version; else for another that asks and answers alike, so none is lost with it."""
        rows = {key[2]: row for key, row in self._newest.items() if key[:2] == (definition.id, language)}
        if definition.version in rows:
            return rows[definition.version]
        alike = [row for row in rows.values() if not words.validate(_said_of(definition, row), definition)]
        return max(alike, key=lambda row: row.added_at, default=None)


def _said_of(definition: Definition, row: InstrumentText) -> dict[str, Any]:
    """Imported words as words of this version."""
    return {**row.content, "version": definition.version}


def of(session: Session) -> Shelf:
    """The shelf as this session sees it, read once."""
    kept: Any = session.info.get(_KEY)
    if kept is None:
        texts = session.scalars(sa.select(InstrumentText).order_by(InstrumentText.added_at, InstrumentText.id)).all()
        cut_offs = session.scalars(sa.select(CutOff).order_by(CutOff.added_at, CutOff.id)).all()
        kept = session.info[_KEY] = Shelf(texts, cut_offs)
    found: Shelf = kept
    return found


def forget(session: Session) -> None:
    """Read anew next time: something was added."""
    session.info.pop(_KEY, None)
