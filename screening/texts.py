"""The words of an instrument in one language: read, held against its definition, and nothing else believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from screening.grammar import Grammar
from screening.model import LANGUAGES, Definition, Language, Texts, Translation
from screening.reading import Reader, Refused, str_at


def texts(where: str, data: object, definition: Definition) -> Texts:
    """Read the words of one language. Raises Refused for a word that is missing and for one nobody asks for."""
    top = Reader(where, data)
    for key, expected in (("instrument", definition.id), ("version", definition.version)):
        if top.text(key) != expected:
            raise top.refuse(key, f"must be {expected!r}")
    ids = Grammar(tuple(item.id for item in definition.items))
    found = Texts(
        instrument=definition.id,
        version=definition.version,
        language=cast("Language", top.one_of("language", LANGUAGES)),
        status=cast("Translation", top.one_of("status", ("official", "adapted", "working"))),
        source=top.text("source"),
        title=top.text("title"),
        instructions=top.text("instructions"),
        items=_words(top.child("items")),
        options=_options(top.child("options"), ids),
        outcomes={child.where.rpartition(".")[2]: _words(child) for child in _children(top.child("outcomes"))},
        flags=_words(top.child_or_empty("flags")),
    )
    top.close()
    _compare(f"{where}.items", found.items, [item.id for item in definition.items])
    _compare(f"{where}.options", found.options, [item.id for item in definition.items if item.kind == "choice"])
    for item in definition.items:
        if item.kind == "choice":
            _compare(f"{where}.options.{item.id}", found.options[item.id], [option.id for option in item.options])
    _compare(f"{where}.outcomes", found.outcomes, [outcome.id for outcome in definition.outcomes])
    for outcome in definition.outcomes:
        _compare(f"{where}.outcomes.{outcome.id}", found.outcomes[outcome.id], outcome.bands)
    _compare(f"{where}.flags", found.flags, [flag.id for flag in definition.flags])
    return found


def validate(data: object, definition: Definition) -> list[str]:
    """What is wrong with words a site obtained itself, for the person who enters them; an empty list is a pass.

    Such words stay in the site's database and never come into this package.
    """
    try:
        texts(f"{definition.key} site text", data, definition)
    except Refused as problem:
        return [str(problem)]
    return []


def _words(reader: Reader) -> dict[str, str]:
    return {name: reader.text(name) for name in reader.names()}


def _children(reader: Reader) -> list[Reader]:
    return [reader.child(name) for name in reader.names()]


def _options(reader: Reader, ids: Grammar) -> dict[str, dict[str, str]]:
    """Words of the answers per item; a range of items may share them, ``q1..q9``."""
    found: dict[str, dict[str, str]] = {}
    for name in reader.names():
        words = _words(reader.child(name))
        for item in ids.expand(reader.where, str_at(reader.where, name)):
            if item in found:
                raise Refused(f"{reader.where}.{name}: {item} has its words twice")
            found[item] = words
    return found


def _compare(where: str, given: Mapping[str, object], wanted: tuple[str, ...] | list[str]) -> None:
    missing, surplus = sorted(set(wanted) - set(given)), sorted(set(given) - set(wanted))
    if missing:
        raise Refused(f"{where}: {', '.join(missing)} is missing")
    if surplus:
        raise Refused(f"{where}: {', '.join(surplus)} is unknown to the definition")
