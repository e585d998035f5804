"""What a screening holds, and the score taken again from it: nothing of a result is ever stored as an answer.

One section ``screen`` with the instrument, its version and SHA-256, language, circumstances and answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from healthapp.i18n import local
from healthapp.people.models import Person
from healthapp.people.names import age
from healthapp.records.models import ClinicalRecord
from healthapp.risk.shelf import Shelf
from screening import engine
from screening.instrument import Instrument
from screening.model import Context, Definition, Item, Language, Texts
from screening.result import Result
from screening.risk import Level, proposed_level

SECTION = "screen"
KIND = "screening"
SEXES: dict[str, Any] = {"male": "male", "female": "female"}


class NotHere(Exception):
    """The definition a screening was taken with is not here, or is not the one that was released."""

    def __init__(self, key: str, why: str = "") -> None:
        super().__init__(f"{key} {why}".strip())
        self.key, self.why = key, why


@dataclass(frozen=True, slots=True)
class Screen:
    """One set of answers with the instrument they belong to, and where its words are."""

    instrument: Instrument
    content: dict[str, Any]
    shelf: Shelf

    @property
    def definition(self) -> Definition:
        return self.instrument.definition

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content.get("answers", {})
        return found

    def texts(self, language: str) -> Texts:
        """The words in ``language``, else in the first there is. Imported ones are those that were asked."""
        found = self.shelf.spoken(self.definition, language, str(self.content.get("words", "")))
        assert found is not None, "only instruments with words are offered"
        return found


def offered(shelf: Shelf) -> list[Screen]:
    """The newest version of every instrument whose words are here, by name, without an answer."""
    newest = [shelf.get(name) for name in shelf.ids()]
    chosen = [one for one in newest if shelf.languages(one.definition)]
    return [Screen(one, {}, shelf) for one in sorted(chosen, key=lambda one: one.definition.name)]


def blank(shelf: Shelf, instrument: str, language: str) -> dict[str, Any]:
    """The content a screening begins with. Raises KeyError for an unknown instrument, ValueError without words."""
    found = shelf.get(instrument)
    if not shelf.languages(found.definition):
        raise ValueError(f"{instrument}: this site has no words for it")
    return {
        "instrument": found.definition.id,
        "version": found.definition.version,
        "sha256": found.sha256,
        "language": language,
        "answers": {},
    }


def read(shelf: Shelf, content: dict[str, Any]) -> Screen:
    """The screen of a stored content. Raises NotHere for a version that is not here, and for other bytes of it."""
    name, version = content["instrument"], content["version"]
    try:
        instrument = shelf.get(name, version)
    except KeyError:
        raise NotHere(f"{name}@{version}", shelf.refused.get(name, "")) from None
    if instrument.sha256 != content["sha256"]:
        raise NotHere(f"{name}@{version}", f"{content['sha256'][:8]} != {instrument.sha256[:8]}")
    return Screen(instrument, content, shelf)


def result_of(screen: Screen, person: Person, record: ClinicalRecord) -> Result:
    """The score, taken again from the answers with the cut-offs in force on the day of the screening."""
    return engine.score(screen.instrument, screen.answers, _context(screen, person, record))


def _context(screen: Screen, person: Person, record: ClinicalRecord) -> Context:
    language: Language = screen.texts(screen.content.get("language", "az")).language
    self_filled = screen.content.get("mode") == "self"
    return Context(
        on=local(record.event_time).date(),
        language=language,
        sex=SEXES.get(person.registered_sex, "unknown"),
        age=age(person.birth_date, record.event_time),
        mode="self" if self_filled else "clinician",
        assessable=screen.content.get("assessable", "yes") != "no",
    )


def without_idle_answers(screen: Screen, person: Person, record: ClinicalRecord) -> dict[str, Any]:
    """The answers without those to questions the others switched off, unless one of these raises a flag.

    An answer to a question that was not to be asked makes a result invalid; a harmless one is only in the way.
    """
    whole = result_of(screen, person, record)
    left = {item: answer for item, answer in screen.answers.items() if item not in whole.disabled_answered}
    lesser = result_of(replace(screen, content={**screen.content, "answers": left}), person, record)
    raised = {flag for flag, state in whole.flags.items() if state == "raised"}
    return left if raised <= {flag for flag, state in lesser.flags.items() if state == "raised"} else screen.answers


def is_danger(definition: Definition, result: Result, *, ended: bool) -> bool:
    """Whether what is known now means: do not leave the person alone.

    Asked of drafts too, whose gaps do not count: the question may still be put. Once the asking has ``ended``, or when
    every question was put and one was declined, what was not answered counts as the definition says (``act_as``).
    """
    if any(
        result.flags.get(flag.id) == "raised" and flag.action in ("risk.act_now", "risk.review_now")
        for flag in definition.flags
    ):
        return True
    settled = {**result.floor, **result.bands}
    if ended or not result.missing:
        settled |= result.act_as
    level = proposed_level(definition.id, settled)
    return level is not None and level >= Level.L3


def level_of(definition: Definition, result: Result) -> Level | None:
    """The level a finished screen proposes until somebody has assessed the person."""
    return proposed_level(definition.id, {**result.bands, **result.act_as})


def urgent_level(definition: Definition, result: Result) -> Level:
    """The level the red page proposes from what is known so far: never below close observation."""
    return max(level_of(definition, result) or Level.L3, Level.L3)


def read_answers(definition: Definition, form: Any) -> tuple[dict[str, Any], list[str]]:
    """(answers, items with an impossible value) of what was posted; nothing chosen is no answer."""
    answers: dict[str, Any] = {}
    wrong = []
    for item in definition.items:
        text = str(form.get(name_of(item), "")).strip()
        if not text:
            continue
        answer = answer_of(item, text)
        if answer is None:
            wrong.append(item.id)
        else:
            answers[item.id] = answer
    return answers, wrong


def name_of(item: Item) -> str:
    """The name of an item's field on the page."""
    return f"a_{item.id}"


def answer_of(item: Item, text: str) -> str | int | None:
    """What was posted as an answer to ``item``; None for one it cannot have."""
    if text in item.allow:
        return text
    if item.kind == "text":
        return text[:2000] if text.replace("\n", " ").isprintable() else None
    if item.kind == "choice":
        return text if text in {option.id for option in item.options} else None
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 7):
        return None
    number = int(text)
    low, high = item.minimum, item.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return None
    return number
