"""Names of third persons in an examination: on the person's own copy each becomes ``[S-1]``, ``[S-2]`` ...

Whoever searches a cell reads what lies in it; the names stay in the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

#: Where names of third persons stand: section -> (lists and their column, single answers).
_NAMED: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, ...]]] = {
    "conditions": ((("present", "role"), ("escorts", "role")), ("interpreter_name", "chaperone_name")),
    "occasion": ((), ("requested_by",)),
    "statement": ((("events", "witnesses"),), ()),
    "notice": ((), ("lawyer_copy",)),
}
_NAME = re.compile(r"\b[^\W\d_a-zəğıöüçşа-яё][\w'’-]{2,}")


def third_persons(sections: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Name as written -> [S-n], in the order in which they stand; a part of a name counts as the name."""
    found: dict[str, str] = {}
    for number, text in enumerate(dict.fromkeys(_named(sections)), 1):
        sign = f"[S-{number}]"
        found.setdefault(text, sign)
        for part in _NAME.findall(text):
            found.setdefault(part, sign)
    return found


def _named(sections: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for key, (lists, single) in _NAMED.items():
        answers = sections.get(key, {})
        for name, column in lists:
            yield from (row[column] for row in answers.get(name, ()) if row.get(column))
        yield from (answers[name] for name in single if answers.get(name))


def without_names(value: Any, names: Mapping[str, str]) -> Any:
    """``value`` (texts, lists, mappings) with every known name replaced, longer names first."""
    if not names:
        return value
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}" for name in sorted(names, key=len, reverse=True)))
    return _replaced(value, pattern, names)


def _replaced(value: Any, pattern: re.Pattern[str], names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda hit: names[hit.group()], value)
    if isinstance(value, Mapping):
        return {key: _replaced(part, pattern, names) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(part, pattern, names) for part in value]
    return value
