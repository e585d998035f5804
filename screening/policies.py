"""Cut-offs as data: which one is in force for a person, a language and a day, and who said so."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from screening.grammar import triple
from screening.model import LANGUAGES, Basis, Context, Policy, Sex
from screening.reading import Reader, Refused, int_at, str_at

ANY_LANGUAGE = "*"
DEFAULT = "default"
_SEXES: tuple[Sex, ...] = ("female", "male", "unknown")


def policies(where: str, data: object) -> tuple[Policy, ...]:
    """Read the policies of one instrument. Raises Refused; whether they fit the instrument is checked with it."""
    top = Reader(where, data)
    instrument, major = top.text("instrument"), top.integer("major")
    found = tuple(_policy(child, instrument, major) for child in top.children("policies"))
    top.close()
    keys = [policy.key for policy in found]
    for key in keys:
        if keys.count(key) > 1:
            raise Refused(f"{where}: {key} is there twice")
    return found


def policy(where: str, data: object, instrument: str, major: int) -> Policy:
    """One policy that somebody adds, read like those of a file. Raises Refused."""
    return _policy(Reader(where, data), instrument, major)


def _policy(reader: Reader, instrument: str, major: int) -> Policy:
    sexes = reader.texts("sex", _SEXES)
    if not sexes or set(sexes) - set(_SEXES):
        raise reader.refuse("sex", f"knows {', '.join(_SEXES)}")
    answers = reader.child_or_empty("answers")
    found = Policy(
        instrument=instrument,
        major=major,
        outcome=reader.text("outcome"),
        name=reader.text_or("name", DEFAULT),
        language=reader.one_of("language", (ANY_LANGUAGE, *LANGUAGES), ANY_LANGUAGE),
        sexes=frozenset(cast("tuple[Sex, ...]", sexes)),
        answers={item: frozenset(answers.texts(item)) for item in answers.names()},
        cuts=_cuts(reader),
        population=reader.text("population"),
        source=reader.text("source"),
        basis=cast("Basis", reader.one_of("basis", ("found", "knowledge", "design"))),
        valid_from=reader.date("valid_from"),
        valid_until=reader.date("valid_until") if reader.has("valid_until") else None,
    )
    reader.close()
    if found.valid_until is not None and found.valid_until < found.valid_from:
        raise reader.refuse("valid_until", "lies before valid_from")
    return found


def _cuts(reader: Reader) -> tuple[tuple[int, int, str], ...]:
    rows: list[tuple[int, int, str]] = []
    for at, row in enumerate(reader.list("cuts")):
        where = f"{reader.where}.cuts[{at}]"
        first, last, band = triple(where, row)
        low, high = int_at(where, first), int_at(where, last)
        if high < low or (rows and low != rows[-1][1] + 1):
            raise Refused(f"{where}: cuts must follow each other without gap or overlap")
        rows.append((low, high, str_at(where, band)))
    if not rows:
        raise reader.refuse("cuts", "must have a row")
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Cut:
    """A policy made ready: the scores at which the band changes, and the bands between."""

    policy: Policy
    key: str
    edges: tuple[int, ...]
    bands: tuple[str, ...]

    @classmethod
    def of(cls, policy: Policy) -> Cut:
        return cls(
            policy, policy.key, tuple(low for low, _, _ in policy.cuts[1:]), tuple(band for _, _, band in policy.cuts)
        )

    def band(self, score: int) -> str:
        return self.bands[bisect_right(self.edges, score)]


def in_force(known: Iterable[Policy], outcome: str, context: Context) -> tuple[Policy, ...]:
    """The policies of an outcome for this context, one for each set of answers they depend on.

    A policy of the context's own language goes before one for any language, a later one before an earlier.
    Raises ValueError when the context asks for a policy by a name this outcome has not.
    """
    wanted = dict(context.policies).get(outcome, DEFAULT)
    named = [policy for policy in known if policy.outcome == outcome and policy.name == wanted]
    if not named and wanted != DEFAULT:
        raise ValueError(f"{outcome} has no policy named {wanted!r}")
    best: dict[object, Policy] = {}
    for policy in sorted(named, key=_precedence):
        speaks = policy.language in {ANY_LANGUAGE, context.language}
        if speaks and context.sex in policy.sexes and _holds(policy, context.on):
            best[frozenset(policy.answers.items())] = policy
    return tuple(best.values())


def _holds(policy: Policy, on: dt.date) -> bool:
    return policy.valid_from <= on and (policy.valid_until is None or on <= policy.valid_until)


def _precedence(policy: Policy) -> tuple[bool, int]:
    return policy.language != ANY_LANGUAGE, policy.valid_from.toordinal()
