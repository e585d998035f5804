"""From the JSON of a definition to a ``Definition``. Every refusal names its place and what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from screening.codes import check_code
from screening.expressions import DECLINED, NOT_TESTABLE, RESERVED
from screening.grammar import Grammar
from screening.model import (
    Code,
    CodeStatus,
    Definition,
    Evidence,
    Example,
    FlagRule,
    Item,
    Kind,
    Licence,
    LicenceCode,
    Missing,
    Option,
    Outcome,
    Population,
    Repeat,
    Rule,
    Score,
)
from screening.reading import Reader, Refused, duration, str_at

_ID = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


def definition(where: str, data: object) -> Definition:
    """Read one definition. Raises Refused for anything the format does not know or that is missing."""
    top = Reader(where, data)
    version = top.text("version")
    if _VERSION.fullmatch(version) is None:
        raise top.refuse("version", f"{version!r} is not like 1.0.0")
    items = _items(top)
    scores = _scores(top, tuple(item.id for item in items))
    grammar = Grammar((*(item.id for item in items), *(score.id for score in scores)))
    found = Definition(
        id=_identifier(top, "id"),
        version=version,
        name=top.text("name"),
        text="shipped" if top.one_of("text", ("shipped", "site")) == "shipped" else "site",
        population=_population(top.child("population")),
        recall=top.text("recall"),
        modes=frozenset(top.texts("modes")),
        licence=_licence(top.child("licence")),
        codes=_codes(top),
        items=items,
        scores=scores,
        outcomes=tuple(_outcome(child, grammar) for child in top.children("outcomes")),
        flags=tuple(_flag(child, grammar) for child in top.children("flags", needed=False)),
        status_actions=_action_lists(top.child_or_empty("status_actions")),
        repeats=tuple(_repeat(child) for child in top.children("repeats", needed=False)),
        notes=top.texts("notes", ()),
        examples=tuple(_example(child, grammar) for child in top.children("examples")),
    )
    top.close()
    return found


def _identifier(reader: Reader, key: str) -> str:
    value = reader.text(key)
    if _ID.fullmatch(value) is None:
        raise reader.refuse(key, f"{value!r} is no identifier")
    return value


def _population(reader: Reader) -> Population:
    outside = reader.one_of("outside", ("not_assessable", "note"))
    found = Population(
        minimum_age=reader.integer_or_none("minimum_age"),
        maximum_age=reader.integer_or_none("maximum_age"),
        pregnancy=reader.boolean("pregnancy", default=True),
        outside="note" if outside == "note" else "not_assessable",
    )
    reader.close()
    return found


def _licence(reader: Reader) -> Licence:
    code = reader.one_of("code", ("A", "B", "C", "D", "E", "U"))
    evidence = []
    for child in reader.children("evidence"):
        url = child.text("url")
        if not url.startswith("https://"):
            raise child.refuse("url", "must begin with https://")
        evidence.append(Evidence(url, child.date("seen")))
        child.close()
    if not evidence:
        raise reader.refuse("evidence", "must hold an address and the day it was seen")
    found = Licence(
        code=cast("LicenceCode", code),
        holder=reader.text("holder"),
        notice=reader.text("notice"),
        evidence=tuple(evidence),
    )
    reader.close()
    return found


def _codes(reader: Reader) -> tuple[Code, ...]:
    found = []
    for child in reader.children("codes", needed=False):
        status = cast("CodeStatus", child.one_of("status", ("verified", "unverified", "local")))
        code = Code(child.text("system"), child.text("code"), status, child.text("source"))
        child.close()
        problem = check_code(code)
        if problem:
            raise child.refuse("code", problem)
        found.append(code)
    return tuple(found)


def _items(top: Reader) -> tuple[Item, ...]:
    sets = {name: _options(top.child("option_sets"), name) for name in top.child_or_empty("option_sets").names()}
    items: list[Item] = []
    for child in top.children("items"):
        items.append(_item(child, sets, Grammar(tuple(item.id for item in items))))
    if not items:
        raise top.refuse("items", "must hold an item")
    return tuple(items)


def _item(reader: Reader, sets: Mapping[str, tuple[Option, ...]], before: Grammar) -> Item:
    name = _identifier(reader, "id")
    if name in before.ids:
        raise reader.refuse("id", f"{name!r} is used twice")
    kind = cast("Kind", reader.one_of("type", ("choice", "integer", "text"), "choice"))
    scored = reader.boolean("scored", default=kind != "text")
    options = _item_options(reader, kind, sets)
    reverse = reader.boolean("reverse", default=False)
    minimum = reader.integer("min") if kind == "integer" else None
    maximum = reader.integer("max") if kind == "integer" else None
    allow = frozenset(reader.texts("allow", ()))
    if allow - {DECLINED, NOT_TESTABLE}:
        raise reader.refuse("allow", f"knows only {DECLINED} and {NOT_TESTABLE}")
    gate = f"{reader.where}.enable_when"
    condition = before.condition(gate, reader.raw("enable_when")) if reader.has("enable_when") else None
    item = Item(
        id=name,
        kind=kind,
        scored=scored,
        required=reader.boolean("required", default=kind != "text"),
        reverse=reverse,
        options=options,
        minimum=minimum,
        maximum=maximum,
        unit=reader.text("unit") if reader.has("unit") else None,
        allow=allow,
        declining_answers=reader.boolean("declining_answers", default=False),
        enable_when=condition,
        codes=_codes(reader),
        points=_points(reader, kind, scored, reverse, options, minimum, maximum),
    )
    reader.close()
    return item


def _item_options(reader: Reader, kind: Kind, sets: Mapping[str, tuple[Option, ...]]) -> tuple[Option, ...]:
    if kind != "choice":
        return ()
    if isinstance(reader.raw("options"), str):
        name = reader.text("options")
        if name not in sets:
            raise reader.refuse("options", f"{name!r} is no option set of this definition")
        return sets[name]
    return _options(reader, "options")


def _options(reader: Reader, key: str) -> tuple[Option, ...]:
    options: list[Option] = []
    for child in reader.children(key):
        name = _identifier(child, "id")
        if name in RESERVED or any(name == other.id for other in options):
            raise child.refuse("id", f"{name!r} is reserved or used twice")
        options.append(Option(name, child.integer_or_none("score"), _codes(child)))
        child.close()
    if len(options) < 2:
        raise reader.refuse(key, "must offer at least two answers")
    return tuple(options)


def _points(
    reader: Reader,
    kind: Kind,
    scored: bool,
    reverse: bool,
    options: tuple[Option, ...],
    minimum: int | None,
    maximum: int | None,
) -> dict[str | int, int]:
    if kind == "text" and scored:
        raise reader.refuse("scored", "a text has no points")
    if minimum is not None and maximum is not None:
        if minimum >= maximum:
            raise reader.refuse("max", "must be above min")
        if reverse:
            raise reader.refuse("reverse", "a number counts as it is: say so in the score")
        return {value: value for value in range(minimum, maximum + 1)}
    scores = [option.score for option in options if option.score is not None]
    if scored and len(scores) != len(options):
        raise reader.refuse("options", "every option of a scored item has an integer score")
    if not scored and (scores or reverse):
        raise reader.refuse("options", "an item that is not scored has neither scores nor a direction")
    if reverse:
        turn = min(scores) + max(scores)
        return {option.id: turn - (option.score or 0) for option in options}
    return {option.id: option.score or 0 for option in options}


def _scores(top: Reader, items: tuple[str, ...]) -> tuple[Score, ...]:
    scores: list[Score] = []
    for child in top.children("scores", needed=False):
        known = (*items, *(score.id for score in scores))
        name = _identifier(child, "id")
        if name in known:
            raise child.refuse("id", f"{name!r} is used twice")
        value = Grammar(known).number(f"{child.where}.value", child.raw("value"))
        worse = child.one_of("worse", ("high", "low"), "high")
        missing = _missing(child.child_or_empty("missing"))
        low, high = child.integer("min"), child.integer("max")
        scores.append(Score(name, value, low, high, "low" if worse == "low" else "high", missing))
        child.close()
    return tuple(scores)


def _missing(reader: Reader) -> Missing:
    rule = reader.one_of("rule", ("complete", "prorate"), "complete")
    if rule == "complete":
        reader.close()
        return Missing("complete")
    reader.one_of("round", ("half_up",))
    found = Missing("prorate", reader.integer("max_missing"))
    reader.close()
    return found


def _outcome(reader: Reader, grammar: Grammar) -> Outcome:
    bands = reader.texts("bands")
    rules = _rules(reader, "rules", grammar, bands) if reader.has("rules") else ()
    score = reader.text("score") if reader.has("score") else None
    if (score is None) == (not rules):
        raise reader.refuse("rules", "an outcome has either a score or rules")
    found = Outcome(
        id=_identifier(reader, "id"),
        bands=bands,
        red=frozenset(reader.texts("red", ())),
        score=score,
        rules=rules,
        act_as=_rules(reader, "act_as", grammar, bands) if reader.has("act_as") else (),
        actions=_action_lists(reader.child_or_empty("actions")),
    )
    reader.close()
    for band in (*found.red, *found.actions):
        if band not in bands:
            raise reader.refuse("bands", f"{band!r} is not among them")
    return found


def _rules(reader: Reader, key: str, grammar: Grammar, bands: tuple[str, ...]) -> tuple[Rule, ...]:
    rules = []
    children = list(reader.children(key))
    for at, child in enumerate(children):
        last = at == len(children) - 1
        if last == child.has("when"):
            raise Refused(f"{child.where}: every rule but the last has a condition")
        when = None if last else grammar.condition(f"{child.where}.when", child.raw("when"))
        rules.append(Rule(child.one_of("band", bands), when))
        child.close()
    if not rules:
        raise reader.refuse(key, "must hold a rule")
    return tuple(rules)


def _flag(reader: Reader, grammar: Grammar) -> FlagRule:
    found = FlagRule(
        id=_identifier(reader, "id"),
        when=grammar.condition(f"{reader.where}.when", reader.raw("when")),
        action=reader.text("action") if reader.has("action") else None,
        action_if_unknown=reader.text("action_if_unknown") if reader.has("action_if_unknown") else None,
    )
    reader.close()
    return found


def _action_lists(reader: Reader) -> dict[str, tuple[str, ...]]:
    return {name: reader.texts(name) for name in reader.names()}


def _repeat(reader: Reader) -> Repeat:
    after, until = (duration(f"{reader.where}.{key}", reader.text(key)) for key in ("after", "until"))
    found = Repeat(after, until, reader.text("why"), reader.text("source"))
    reader.close()
    return found


def _example(reader: Reader, grammar: Grammar) -> Example:
    given = reader.child("answers")
    answers: dict[str, str | int] = {}
    for name in given.names():
        value = given.raw(name)
        for item in grammar.expand(given.where, name):
            answers[item] = value if type(value) is int else str_at(f"{given.where}.{name}", value)
    context, expect = reader.child_or_empty("context"), reader.child("expect")
    found = Example(
        name=reader.text("name"),
        answers=answers,
        context={name: context.raw(name) for name in context.names()},
        expect={name: expect.raw(name) for name in expect.names()},
    )
    reader.close()
    return found
