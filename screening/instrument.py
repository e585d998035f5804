"""A definition with its policies, made ready for scoring: everything that does not depend on the answers is done."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

from screening.expressions import Answer, Answers, ExactCondition, ExactNumber, Points
from screening.model import Context, Definition, Outcome, Policy
from screening.partial import Ready, integers, legal_points
from screening.policies import Cut, in_force

PLANS_KEPT = 512


@dataclass(frozen=True, slots=True)
class Step:
    """One outcome made ready: named by a score and its cut-off, or by rules and the band when none holds."""

    outcome: str
    actions: Mapping[str, tuple[str, ...]]
    score: str
    cut: Cut | None
    rules: tuple[tuple[str, ExactCondition], ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a context decides before any answer is looked at.

    ``refused`` says why the instrument cannot be used for this person at all; ``cuts`` holds the cut-offs per
    outcome, more than one where they depend on an answer. ``used`` names them, None while an answer decides.
    """

    refused: tuple[str, ...]
    notes: tuple[str, ...]
    cuts: Mapping[str, tuple[Cut, ...]]
    steps: tuple[Step, ...]
    used: Mapping[str, str] | None

    def cut(self, outcome: str, answers: Mapping[str, Answer]) -> Cut | None:
        """The cut-off for these answers, None where none is in force."""
        for cut in self.cuts[outcome]:
            decides = cut.policy.answers
            if not decides or all(answers.get(item) in wanted for item, wanted in decides.items()):
                return cut
        return None

    def steps_for(self, answers: Mapping[str, Answer]) -> tuple[tuple[Step, ...] | None, Mapping[str, str]]:
        """The outcomes with the cut-offs these answers choose, and their names. No steps where one has none."""
        if self.used is not None:
            return self.steps, self.used
        found = {outcome: self.cut(outcome, answers) for outcome in self.cuts}
        used = {outcome: cut.key for outcome, cut in found.items() if cut is not None}
        if len(used) < len(found):
            return None, used
        return tuple(replace(step, cut=found.get(step.outcome)) for step in self.steps), used


class Instrument:
    """One version of an instrument. Immutable once made; ``sha256`` is its definition's, as the lock has it."""

    def __init__(self, definition: Definition, policies: tuple[Policy, ...], sha256: str) -> None:
        self.definition = definition
        self.policies = tuple(policy for policy in policies if policy.major == definition.major)
        self.sha256 = sha256
        items = definition.items
        self._legal = legal_points(definition)
        self._integers = integers(definition)
        self._always = frozenset(item.id for item in items if item.required and item.enable_when is None)
        self._optional = tuple(item.id for item in items if not item.required and item.enable_when is None)
        self._gated: tuple[tuple[str, ExactCondition, bool], ...] = tuple(
            (item.id, item.enable_when.exact(), item.required) for item in items if item.enable_when is not None
        )
        self.scores: tuple[tuple[str, ExactNumber], ...] = tuple(
            (score.id, score.value.exact()) for score in definition.scores
        )
        self.flags: tuple[tuple[str, ExactCondition, tuple[str, ...]], ...] = tuple(
            (flag.id, flag.when.exact(), (flag.action,) if flag.action else ()) for flag in definition.flags
        )
        self.closing = definition.status_actions.get("complete", ())
        self._plans = functools.lru_cache(maxsize=PLANS_KEPT)(self._plan)
        self._last: tuple[Context, Plan] | None = None

    @functools.cached_property
    def ready(self) -> Ready:
        """The definition made ready for answers that are not whole."""
        return Ready(self.definition)

    def with_policies(self, policies: tuple[Policy, ...]) -> Instrument:
        return Instrument(self.definition, policies, self.sha256)

    def plan(self, context: Context) -> Plan:
        """What this context decides. Raises ValueError when it names a policy that is not there."""
        last = self._last
        if last is not None and last[0] is context:  # hashing a context costs as much as a third of the scoring
            return last[1]
        plan = self._plans(context)
        self._last = context, plan
        return plan

    def read(self, answers: Mapping[str, Answer | None]) -> Points | None:
        """The points of answers each of which is one. None where any is not, which takes the slowest way."""
        legal = self._legal
        try:
            points: Points = {item: legal[item][answer] for item, answer in answers.items()}  # type: ignore[index]
        except (KeyError, TypeError):
            return None
        if self._integers and any(type(answers.get(item, 0)) is not int for item in self._integers):
            return None  # True and 1.0 find the same row of a table as 1
        return points

    def fill(self, answers: Answers, points: Points) -> bool:
        """Whether the answers are whole and orderly; what was not to be asked, or need not be, brings no points."""
        if len(points) != len(self._legal) and not points.keys() >= self._always:
            return False
        for item in self._optional:
            points.setdefault(item, 0)
        for item, gate, required in self._gated:
            if gate(answers, points):
                if required and item not in points:
                    return False
            elif item in points:
                return False
            points.setdefault(item, 0)
        return True

    def _plan(self, context: Context) -> Plan:
        cuts: dict[str, tuple[Cut, ...]] = {}
        notes: list[str] = []
        for outcome in self.definition.outcomes:
            if outcome.score is None:
                continue
            chosen = in_force(self.policies, outcome.id, context)
            cuts[outcome.id] = tuple(Cut.of(policy) for policy in chosen)
            notes += self._cut_notes(outcome, chosen, context)
        outside = self._outside(context)
        refuse = self.definition.population.outside == "not_assessable"
        refused = [*(outside if refuse else ()), *self._unusable(context)]
        steps = tuple(self._step(outcome, cuts.get(outcome.id, ())) for outcome in self.definition.outcomes)
        settled = all(len(chosen) == 1 and not chosen[0].policy.answers for chosen in cuts.values())
        used = {outcome: chosen[0].policy.key for outcome, chosen in cuts.items()} if settled else None
        return Plan(tuple(refused), (*notes, *(() if refuse else outside)), cuts, steps, used)

    def _step(self, outcome: Outcome, cuts: tuple[Cut, ...]) -> Step:
        return Step(
            outcome=outcome.id,
            actions=outcome.actions,
            score=outcome.score or "",
            cut=cuts[0] if cuts else None,
            rules=tuple((rule.band, rule.when.exact()) for rule in outcome.rules if rule.when is not None),
            otherwise=outcome.rules[-1].band if outcome.rules else "",
        )

    def _cut_notes(self, outcome: Outcome, chosen: tuple[Policy, ...], context: Context) -> list[str]:
        if not chosen:
            return [f"{outcome.id}: no policy in force"]
        if context.sex == "unknown" and in_force(self.policies, outcome.id, replace(context, sex="male")) != chosen:
            return [f"{outcome.id}: sex not known, the more cautious cut-off"]
        return []

    def _outside(self, context: Context) -> list[str]:
        population = self.definition.population
        found = []
        if context.age is not None:
            if population.minimum_age is not None and context.age < population.minimum_age:
                found.append("population: too young")
            if population.maximum_age is not None and context.age > population.maximum_age:
                found.append("population: too old")
        if context.pregnant and not population.pregnancy:
            found.append("population: pregnant")
        return found

    def _unusable(self, context: Context) -> list[str]:
        found = []
        if context.mode not in self.definition.modes:
            found.append("mode: not for this way of asking")
        if not context.assessable:
            found.append("person: could not be assessed")
        return found
