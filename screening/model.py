"""What an instrument is, once it has been read and found right: frozen values without behaviour.

The parts of one instrument are kept apart because they change for different reasons: the *definition* says what is
asked and how it is scored, the *policies* say where a score becomes a band and who said so, the *texts* hold the
words of one language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from screening.expressions import Answers, Condition, Number

Kind = Literal["choice", "integer", "text"]
Language = Literal["az", "ru", "en"]
Sex = Literal["female", "male", "unknown"]
Flag = Literal["raised", "clear", "unknown"]
Status = Literal["complete", "prorated", "incomplete", "not_assessable", "invalid", "unscorable"]
Translation = Literal["official", "adapted", "working"]
LicenceCode = Literal["A", "B", "C", "D", "E", "U"]
CodeStatus = Literal["verified", "unverified", "local"]
Basis = Literal["found", "knowledge", "design"]

LANGUAGES: tuple[Language, ...] = ("az", "ru", "en")


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a public terminology, and whether anyone saw it at its owner."""

    system: str
    code: str
    status: CodeStatus
    source: str


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    score: int | None
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``points`` maps every legal answer to its points, already counted backwards where declared.

    ``declining_answers``: to decline is an answer of its own for the outcomes, whose rules name it. Elsewhere nobody
    knows what the answer would have been.
    """

    id: str
    kind: Kind
    scored: bool
    required: bool
    reverse: bool
    options: tuple[Option, ...]
    minimum: int | None
    maximum: int | None
    unit: str | None
    allow: frozenset[str]
    declining_answers: bool
    enable_when: Condition | None
    codes: tuple[Code, ...]
    points: Mapping[str | int, int] = field(repr=False, compare=False)

    @property
    def span(self) -> tuple[int, int]:
        """The lowest and highest points an answer can bring."""
        values = self.points.values()
        return (min(values), max(values)) if values else (0, 0)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a score does without an answer: it wants all, or it grows by proportion, rounded half up."""

    rule: Literal["complete", "prorate"]
    most: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    id: str
    value: Number
    minimum: int
    maximum: int
    worse: Literal["high", "low"]
    missing: Missing


@dataclass(frozen=True, slots=True)
class Rule:
    band: str
    when: Condition | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a result is named. ``bands`` run from the most reassuring to the worst.

    Either ``score`` names the number whose cuts a policy gives, or ``rules`` say it, worst first, the last without
    a condition. ``act_as`` says what an unsettled outcome is treated as; without it, its floor.
    """

    id: str
    bands: tuple[str, ...]
    red: frozenset[str]
    score: str | None
    rules: tuple[Rule, ...]
    act_as: tuple[Rule, ...]
    actions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FlagRule:
    id: str
    when: Condition
    action: str | None
    action_if_unknown: str | None


@dataclass(frozen=True, slots=True)
class Population:
    """For whom the instrument is made. Outside it a result is either refused or marked."""

    minimum_age: int | None
    maximum_age: int | None
    pregnancy: bool
    outside: Literal["not_assessable", "note"]


@dataclass(frozen=True, slots=True)
class Evidence:
    url: str
    seen: dt.date


@dataclass(frozen=True, slots=True)
class Licence:
    """A public domain, B free to copy with credit, C non-commercial, D permission, E paid, U unknown."""

    code: LicenceCode
    holder: str
    notice: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """When the instrument is asked again, counted from the first time, and why."""

    after: dt.timedelta
    until: dt.timedelta
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: answers and context in, the expected parts of the result out."""

    name: str
    answers: Answers
    context: Mapping[str, object]
    expect: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Definition:
    id: str
    version: str
    name: str
    text: Literal["shipped", "site"]
    population: Population
    recall: str
    modes: frozenset[str]
    licence: Licence
    codes: tuple[Code, ...]
    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    outcomes: tuple[Outcome, ...]
    flags: tuple[FlagRule, ...]
    status_actions: Mapping[str, tuple[str, ...]]
    repeats: tuple[Repeat, ...]
    notes: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def key(self) -> str:
        return f"{self.id}@{self.version}"

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


@dataclass(frozen=True, slots=True)
class Policy:
    """Where a score becomes a band: who says so, for whom, in which language, and since when it is in force."""

    instrument: str
    major: int
    outcome: str
    name: str
    language: str  # a language, or * for all that have none of their own
    sexes: frozenset[Sex]  # the ones it is for; "unknown" marks the one used when nobody knows
    answers: Mapping[str, frozenset[str]]  # for these answers only, e.g. one substance
    cuts: tuple[tuple[int, int, str], ...]
    population: str
    source: str
    basis: Basis
    valid_from: dt.date
    valid_until: dt.date | None = None  # the last day; what was in force before holds again afterwards

    @property
    def key(self) -> str:
        """Its place in the lock: what distinguishes it from its siblings, and the day it came into force."""
        about = [self.outcome, self.name, self.language, "+".join(sorted(self.sexes))]
        about += [f"{item}={'+'.join(sorted(answers))}" for item, answers in sorted(self.answers.items())]
        return f"{self.instrument}@{self.major} {' '.join(about)} {self.valid_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one instrument in one language, and how far they may be trusted."""

    instrument: str
    version: str
    language: Language
    status: Translation
    source: str
    title: str
    instructions: str
    items: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    outcomes: Mapping[str, Mapping[str, str]]
    flags: Mapping[str, str]

    @property
    def banner(self) -> bool:
        """Whether the screen must say that these words were never validated."""
        return self.status == "working"


@dataclass(frozen=True, slots=True)
class Context:
    """What scoring needs to know beside the answers. ``on`` chooses the policies in force that day.

    ``assessable`` is False when the person could not be assessed at all, for want of a common language or because
    they could not communicate. ``language`` ``*``: of no language, by the cut-offs for any. ``policies``
    names an alternative cut-off per outcome, e.g. ``severity: asam2020``.
    """

    on: dt.date
    language: Language | Literal["*"] = "az"
    sex: Sex = "unknown"
    age: int | None = None
    pregnant: bool | None = None
    mode: Literal["self", "clinician"] = "clinician"
    assessable: bool = True
    policies: tuple[tuple[str, str], ...] = ()
