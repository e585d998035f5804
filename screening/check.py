"""What must be true of every instrument beyond its form. ``problems`` is empty for one that may be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import get_args

from screening.actions import Action
from screening.expressions import (
    DECLINED,
    MISSING,
    AllOf,
    AnyOf,
    AtLeast,
    Cluster,
    Condition,
    CountYes,
    FirstMatch,
    Is,
    Lookup,
    Number,
    Sum,
)
from screening.model import LANGUAGES, Context, Definition, Item, Outcome, Policy, Score, Sex, Status
from screening.partial import Partial, Ready
from screening.policies import ANY_LANGUAGE, DEFAULT, Cut, in_force

LEAST_EXAMPLES = 5
OPEN_LICENCES = frozenset("AB")
_SEXES: tuple[Sex, ...] = get_args(Sex)
_DOUBT: tuple[Sex, ...] = ("unknown", "female", "male")


def problems(definition: Definition, policies: tuple[Policy, ...], actions: Mapping[str, Action]) -> list[str]:
    """Everything that is wrong with a definition and its policies together, in words."""
    return [
        *_items(definition),
        *_scores(definition),
        *_references(definition),
        *_outcomes(definition, policies),
        *_actions(definition, actions),
        *_shape(definition),
    ]


def drift(one: Definition, other: Definition) -> list[str]:
    """What two versions of one major do not score alike; such a change needs a new major version."""
    if one.major != other.major:
        return []
    found = [] if one.population == other.population else [_moved("population differs", one, other)]
    parts: list[tuple[str, object, object]] = [
        ("items", [_scoring(item) for item in one.items], [_scoring(item) for item in other.items]),
        ("scores", one.scores, other.scores),
        ("outcomes", [_naming(outcome) for outcome in one.outcomes], [_naming(outcome) for outcome in other.outcomes]),
        ("flags", [(flag.id, flag.when) for flag in one.flags], [(flag.id, flag.when) for flag in other.flags]),
    ]
    return found + [_moved(f"{name} differ", one, other) for name, a, b in parts if a != b]


def _moved(what: str, one: Definition, other: Definition) -> str:
    return f"{what} from {one.key}, so {other.key} must be a new major"


def _scoring(item: Item) -> tuple[object, ...]:
    return item.id, dict(item.points), item.scored, item.required, item.allow, item.declining_answers, item.enable_when


def _naming(outcome: Outcome) -> tuple[object, ...]:
    return outcome.id, outcome.bands, outcome.score, outcome.rules, outcome.act_as


def added_problems(definition: Definition, policies: tuple[Policy, ...], added: Policy) -> list[str]:
    """What is wrong with a cut-off somebody adds to those that are there, as things stand on its first day."""
    chosen = next((one for one in definition.outcomes if one.id == added.outcome and one.score is not None), None)
    if chosen is None:
        return [f"policy {added.key}: no outcome of that name takes a cut-off"]
    score = next(one for one in definition.scores if one.id == chosen.score)
    found = list(_fits(chosen, score, added))
    return found or list(_in_doubt(chosen, score, (*policies, added), added.valid_from))


def _in_doubt(outcome: Outcome, score: Score, policies: tuple[Policy, ...], on: dt.date) -> Iterator[str]:
    """Whether, in any language, the cut-off for a sex nobody knows is less cautious than one for a known sex."""
    for language in LANGUAGES:
        unknown, *known = (in_force(policies, outcome.id, Context(on, language, sex)) for sex in _DOUBT)
        for one in unknown:
            for other in (policy for row in known for policy in row if policy.answers == one.answers):
                worse = Cut.of(other), Cut.of(one)
                for points in range(score.minimum, score.maximum + 1):
                    theirs, mine = (outcome.bands.index(cut.band(points)) for cut in worse)
                    if mine < theirs:
                        yield f"{language}: less cautious at {points} where the sex is not known"
                        return


def licence_problems(definition: Definition, separate: bool, languages: Iterable[str]) -> list[str]:
    """Whether the words may lie where they lie. ``separate`` says that the directory is the non-commercial one."""
    code, has_texts = definition.licence.code, bool(list(languages))
    if definition.text == "site" and has_texts:
        return ["the words come from the site, yet there are texts"]
    if definition.text == "shipped" and not has_texts:
        return ["the words are shipped, yet there is no text"]
    if definition.text == "site":
        return []
    if code == "C" and separate:
        return []
    if code not in OPEN_LICENCES or separate:
        return [f"words of licence {code} may not lie here"]
    return []


def _shape(definition: Definition) -> Iterator[str]:
    if len(definition.examples) < LEAST_EXAMPLES:
        yield f"needs at least {LEAST_EXAMPLES} worked examples"
    if not definition.modes or definition.modes - {"self", "clinician"}:
        yield "modes are self, clinician or both"
    for status in definition.status_actions:
        if status not in get_args(Status):
            yield f"status_actions: {status!r} is no status"
    for repeat in definition.repeats:
        if repeat.until < repeat.after:
            yield "repeats: until lies before after"


def _items(definition: Definition) -> Iterator[str]:
    nothing = Partial(Ready(definition), {})
    for item in definition.items:
        if nothing.enabled(item.id) is False:
            yield f"items.{item.id}: no set of answers reaches it"
    heard = {one.item for outcome in definition.outcomes for one in _asks(outcome) if DECLINED in one.answers}
    for item in definition.items:
        if item.declining_answers and not (DECLINED in item.allow and item.id in heard):
            yield f"items.{item.id}: declining is an answer, yet no rule hears it"


def _asks(outcome: Outcome) -> Iterator[Is]:
    """Every ``is`` among an outcome's rules, however deep."""
    waiting: list[Condition] = [rule.when for rule in outcome.rules if rule.when is not None]
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, Is):
            yield condition
        elif isinstance(condition, AnyOf | AllOf):
            waiting += condition.of


def _scores(definition: Definition) -> Iterator[str]:
    nothing = Partial(Ready(definition), {})
    nothing.settle()
    for score in definition.scores:
        low, high = nothing.points(score.id)
        if (low, high) != (score.minimum, score.maximum):
            yield f"scores.{score.id}: declared {score.minimum}-{score.maximum}, computed {low}-{high}"
        if score.missing.rule == "prorate":
            yield from _prorated(score)


def _prorated(score: Score) -> Iterator[str]:
    if not isinstance(score.value, Sum):
        yield f"scores.{score.id}: only a sum can be prorated"
    elif not 0 < score.missing.most < len(score.value.of):
        yield f"scores.{score.id}: max_missing leaves nothing to prorate"


def _references(definition: Definition) -> Iterator[str]:
    items = {item.id: item for item in definition.items}
    for where, condition, lenient in _conditions(definition):
        yield from _condition(where, condition, items, lenient)
    for score in definition.scores:
        yield from _number(f"scores.{score.id}", score.value, items)


def _conditions(definition: Definition) -> Iterator[tuple[str, Condition, bool]]:
    """Every condition of a definition; ``lenient`` where one may ask for what is missing."""
    for item in definition.items:
        if item.enable_when is not None:
            yield f"items.{item.id}.enable_when", item.enable_when, False
    for outcome in definition.outcomes:
        for rule in outcome.rules:
            if rule.when is not None:
                yield f"outcomes.{outcome.id}.rules", rule.when, False
        for rule in outcome.act_as:
            if rule.when is not None:
                yield f"outcomes.{outcome.id}.act_as", rule.when, True
    for flag in definition.flags:
        yield f"flags.{flag.id}", flag.when, False


def _condition(where: str, condition: Condition, items: Mapping[str, Item], lenient: bool) -> Iterator[str]:
    if isinstance(condition, Is):
        yield from _is(where, condition, items, lenient)
    elif isinstance(condition, AnyOf | AllOf):
        for part in condition.of:
            yield from _condition(where, part, items, lenient)
    elif isinstance(condition, AtLeast):
        yield from _number(where, condition.value, items)
    elif isinstance(condition, Cluster):
        yield from _countable(where, condition.refs(), items)


def _is(where: str, condition: Is, items: Mapping[str, Item], lenient: bool) -> Iterator[str]:
    item = items.get(condition.item)
    if item is None or item.kind != "choice":
        yield f"{where}: {condition.item} is not an item with options"
        return
    legal = {option.id for option in item.options} | item.allow
    if lenient or (not item.required and item.enable_when is None):
        legal |= {MISSING}
    for answer in sorted(condition.answers - legal):
        yield f"{where}: {answer!r} cannot be asked of {item.id}"


def _number(where: str, number: Number, items: Mapping[str, Item]) -> Iterator[str]:
    if isinstance(number, CountYes):
        for name in number.of:
            if not any(option.id == "yes" for option in items[name].options):
                yield f"{where}: {name} has no yes to count"
    elif isinstance(number, FirstMatch):
        for when, value in number.cases:
            if when is not None:
                yield from _condition(where, when, items, lenient=False)
            yield from _number(where, value, items)
    elif isinstance(number, Lookup):
        item = items.get(number.ref)
        if item is not None and item.span != (number.rows[0][0], number.rows[-1][1]):
            yield f"{where}: the table does not cover {number.ref} from lowest to highest"
    else:
        yield from _countable(where, number.refs(), items)


def _countable(where: str, refs: Iterable[str], items: Mapping[str, Item]) -> Iterator[str]:
    for ref in refs:
        if ref in items and not items[ref].scored:
            yield f"{where}: {ref} is not scored"


def _outcomes(definition: Definition, policies: tuple[Policy, ...]) -> Iterator[str]:
    scores = {score.id: score for score in definition.scores}
    for outcome in definition.outcomes:
        where = f"outcomes.{outcome.id}"
        if len(outcome.bands) < 2 or len(set(outcome.bands)) != len(outcome.bands):
            yield f"{where}.bands: needs two different ones"
        ranks = [outcome.bands.index(rule.band) for rule in outcome.rules]
        if ranks and (ranks[-1] != 0 or any(later > earlier for earlier, later in pairwise(ranks))):
            yield f"{where}.rules: must run from the worst band to the most reassuring"
        if any(rule.band == outcome.bands[0] for rule in outcome.act_as):
            yield f"{where}.act_as: what is not known is never treated as {outcome.bands[0]}"
        if outcome.score is not None and outcome.score not in scores:
            yield f"{where}.score: {outcome.score!r} is no score"
        elif outcome.score is not None:
            own = tuple(policy for policy in policies if policy.outcome == outcome.id)
            yield from _policies(where, outcome, scores[outcome.score], own)
    known = {outcome.id for outcome in definition.outcomes if outcome.score is not None}
    for policy in policies:
        if policy.outcome not in known:
            yield f"policy {policy.key}: no outcome of that name takes a cut-off"


def _policies(where: str, outcome: Outcome, score: Score, policies: tuple[Policy, ...]) -> Iterator[str]:
    for policy in policies:
        yield from _fits(outcome, score, policy)
    default = [p for p in policies if p.name == DEFAULT and p.language == ANY_LANGUAGE]
    for sex in _SEXES:
        if not any(sex in policy.sexes for policy in default):
            yield f"{where}: no default policy for any language and sex {sex}"
    for policy in policies:
        yield from _cautious(policy, outcome, score, policies)


def _fits(outcome: Outcome, score: Score, policy: Policy) -> Iterator[str]:
    """Whether the cuts of one policy cover the score, in bands that get worse in one direction."""
    if (policy.cuts[0][0], policy.cuts[-1][1]) != (score.minimum, score.maximum):
        yield f"policy {policy.key}: must cover {score.minimum}-{score.maximum}"
    bands = [band for _, _, band in policy.cuts]
    if set(bands) - set(outcome.bands):
        yield f"policy {policy.key}: bands are {', '.join(outcome.bands)}"
    else:
        ranks = [outcome.bands.index(band) for band in bands]
        if ranks != sorted(ranks, reverse=score.worse == "low") or len(set(ranks)) != len(ranks):
            yield f"policy {policy.key}: bands must get worse in one direction"


def _cautious(policy: Policy, outcome: Outcome, score: Score, policies: tuple[Policy, ...]) -> Iterator[str]:
    """Where the sex is not known, the cut-off used must be the more cautious one."""
    if "unknown" not in policy.sexes or policy.sexes == frozenset(_SEXES):
        return
    for other in policies:
        same = (other.name, other.language, other.answers) == (policy.name, policy.language, policy.answers)
        if same and other is not policy:
            for points in range(score.minimum, score.maximum + 1):
                mine, theirs = (outcome.bands.index(Cut.of(one).band(points)) for one in (policy, other))
                if mine < theirs:
                    yield f"policy {policy.key}: less cautious than {other.key} at {points}"
                    return


def _actions(definition: Definition, actions: Mapping[str, Action]) -> Iterator[str]:
    named = [action for listed in definition.status_actions.values() for action in listed]
    named += [action for flag in definition.flags for action in (flag.action, flag.action_if_unknown) if action]
    for outcome in definition.outcomes:
        named += [action for listed in outcome.actions.values() for action in listed]
        for band in outcome.bands:
            urgent = [actions[one] for one in outcome.actions.get(band, ()) if one in actions]
            if band in outcome.red and not any(action.within is not None for action in urgent):
                yield f"outcomes.{outcome.id}.{band}: a red band needs an action with a time limit"
    for action in sorted(set(named) - set(actions)):
        yield f"actions: {action!r} is not known"
