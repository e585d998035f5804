"""One catalogue per room and language, merged and compiled for use.

``translations/<language>/<room>.po`` are the sources; ``LC_MESSAGES/messages.mo`` is built from them and is
never committed. Two rooms that translate the same text differently are a mistake, not a choice.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "translations"


class CatalogueClash(ValueError):
    """The same text has two translations; the message names the text and both rooms."""


def merged(language: str, folder: Path = FOLDER) -> Catalog:
    """Every room's catalogue of ``language`` in one. Raises CatalogueClash."""
    whole = Catalog(locale=language, domain="messages")
    origin: dict[object, str] = {}
    for file in sorted((folder / language).glob("*.po")):
        with file.open("rb") as source:
            for message in read_po(source, locale=language, abort_invalid=True):
                if not message.id:
                    continue
                key = (message.id, message.context)
                known = whole.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    raise CatalogueClash(f"{language}: {message.id!r} differs in {origin[key]} and {file.stem}")
                origin.setdefault(key, file.stem)
                if known is None:
                    whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def languages(folder: Path = FOLDER) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())


def compile_all(folder: Path = FOLDER) -> None:
    for language in languages(folder):
        target = folder / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"messages-{os.getpid()}.mo")
        with fresh.open("wb") as file:
            write_mo(file, merged(language, folder))
        fresh.replace(target)  # a server that starts meanwhile reads the old catalogue or the new one, never half


if __name__ == "__main__":
    try:
        compile_all()
    except CatalogueClash as clash:
        sys.exit(f"catalogues: {clash}")
