"""What was typed and what is wrong with it: one parser for every form, one state for every page.

A form posts flat names; ``rows-0-name`` is field ``name`` of the first of ``rows``. The schema answers
with a command, or the page is shown again with the same values and the messages at their fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import marshmallow as ma
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from healthapp.i18n import gettext as _

ROW_NAME = re.compile(r"^([a-z][a-z0-9_]*)-(\d{1,3})-([a-z][a-z0-9_]*)$")
#: Fields of the page itself, not of any command.
PAGE_FIELDS = frozenset({"csrf_token", "form_key", "autosave", "next_page", "version", "action"})
_FORBIDDEN = {"Cc", "Cs", "Co", "Cn"}


@dataclass(slots=True)
class FormState:
    """Values as typed and messages by field, in page order."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    #: What the schema accepted although other fields are wrong: a draft keeps it.
    accepted: dict[str, Any] = field(default_factory=dict)
    #: The words of the fields that were drawn with a message.
    labels: dict[str, str] = field(default_factory=dict)
    #: Where those were drawn that have another id than their name.
    anchors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, default: str = "") -> str:
        found = self.values.get(name, default)
        if isinstance(found, list | tuple):
            return str(found[0]) if found else default
        return default if found is None else str(found)

    def values_of(self, name: str) -> list[str]:
        if isinstance(self.values, MultiDict):
            return self.values.getlist(name)
        found = self.values.get(name, [])
        return [str(part) for part in found] if isinstance(found, list | tuple) else [str(found)]

    def error(self, name: str) -> str | None:
        messages = self.errors.get(name)
        return messages[0] if messages else None

    def said(self, name: str, words: str | Markup, anchor: str | None = None) -> str | None:
        """The message at a field that is drawn now, remembered under the field's ``words`` for the summary above,
        which leads to ``anchor``, the id of the field, where that is not its name."""
        message = self.error(name)
        if message:
            self.labels[name] = words.striptags() if isinstance(words, Markup) else str(words)
            if anchor:
                self.anchors[name] = anchor
        return message

    def add(self, name: str, message: str) -> None:
        self.errors.setdefault(name, []).append(message)

    @property
    def ok(self) -> bool:
        return not self.errors


def clean(text: str) -> str:
    """One spelling of every letter (NFC), no spaces around it; raises ValueError for control characters."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(_unprintable(sign) for sign in text):
        raise ValueError(_("Remove the signs that cannot be shown or printed"))
    return text


def printable(text: str) -> str:
    """What of a text can be shown, printed and stored."""
    return "".join(sign for sign in text if not _unprintable(sign))


def _unprintable(sign: str) -> bool:
    return unicodedata.category(sign) in _FORBIDDEN and sign not in "\r\n\t"


def compact_rows(values: MultiDict[str, str]) -> MultiDict[str, str]:
    """The same form with its rows numbered 0, 1, 2 ... and rows left empty taken out, so that messages find them."""
    filled: dict[str, set[int]] = {}
    for name in values:
        match = ROW_NAME.match(name)
        if match and any(part.strip() for part in values.getlist(name)):
            filled.setdefault(match.group(1), set()).add(int(match.group(2)))
    places = {rows: {old: new for new, old in enumerate(sorted(numbers))} for rows, numbers in filled.items()}
    made: MultiDict[str, str] = MultiDict()
    for name in values:
        match = ROW_NAME.match(name)
        if match is None:
            made.setlist(name, values.getlist(name))
        elif (place := places.get(match.group(1), {}).get(int(match.group(2)))) is not None:
            made.setlist(f"{match.group(1)}-{place}-{match.group(3)}", values.getlist(name))
    return made


@cache
def made(schema: type[ma.Schema]) -> ma.Schema:
    """The one schema of a class that takes no options: making one copies every field."""
    return schema()


def load(schema: ma.Schema, values: MultiDict[str, str], *, many_valued: Iterable[str] = ()) -> tuple[Any, FormState]:
    """Parse a posted form. Returns (command, state); the command is None when ``state.errors`` is not empty.

    Empty answers are left out, so that "nothing typed" is never mistaken for an answer. What is wrong at one field
    takes no other answer with it: ``state.accepted`` holds the rest.
    """
    state = FormState(values)
    data: dict[str, Any] = {}
    lists = set(many_valued)
    for name in values:
        if name in PAGE_FIELDS:
            continue
        try:
            parts = [clean(part) for part in values.getlist(name)]
        except ValueError as error:
            state.add(name, str(error))
            _keep_row(data, name)
            continue
        parts = [part for part in parts if part]
        if not parts:
            continue
        _place(data, name, parts if name in lists else parts[0])
    _close_rows(data)
    unclean = set(state.errors)
    try:
        command = schema.load(data)
    except ma.ValidationError as error:
        for name, message in flatten(error.messages):
            if name not in unclean:  # a field that was left out for its signs is not missing
                state.add(name, message)
        command = error.valid_data
    if state.errors:
        state.accepted = dict(command) if isinstance(command, dict) else {}
        return None, state
    return command, state


def flatten(messages: Any, prefix: str = "") -> Iterable[tuple[str, str]]:
    """marshmallow's nested messages as (field name on the page, message)."""
    if isinstance(messages, str):
        yield prefix or "_schema", messages
    elif isinstance(messages, list):
        for message in messages:
            yield from flatten(message, prefix)
    elif isinstance(messages, dict):
        for key, inner in messages.items():
            name = f"{prefix}-{key}" if prefix else str(key)
            yield from flatten(inner, prefix if key == "_schema" and prefix else name)
    else:  # words of a table, translated only now
        yield prefix or "_schema", str(messages)


def _place(data: dict[str, Any], name: str, value: Any) -> None:
    match = ROW_NAME.match(name)
    if match is None:
        data[name] = value
        return
    rows, index, column = match.groups()
    data.setdefault(rows, {}).setdefault(int(index), {})[column] = value


def _keep_row(data: dict[str, Any], name: str) -> None:
    """Hold the place of a row whose cell was left out, so that the messages of the rows after it find them."""
    match = ROW_NAME.match(name)
    if match is not None:
        data.setdefault(match[1], {}).setdefault(int(match[2]), {})


def _close_rows(data: dict[str, Any]) -> None:
    for name, value in data.items():
        if isinstance(value, dict) and all(isinstance(key, int) for key in value):
            data[name] = [value[index] for index in sorted(value)]
