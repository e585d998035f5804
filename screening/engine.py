"""Scoring: a definition, answers and a context in, a result out. Pure; old versions score as they always did."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from screening.expressions import Answer, Answers, Points
from screening.instrument import Instrument, Plan, Step
from screening.model import Context, Definition, Flag, Outcome, Score, Status
from screening.partial import Partial, PartialRules, Ready
from screening.result import ENGINE_VERSION, NO_SCORES, NOTHING, Result


def score(instrument: Instrument, answers: Mapping[str, Answer | None], context: Context) -> Result:
    """Score one set of answers: item id to option id or integer; absent or None is missing.

    ``declined`` and ``not_testable`` stand where the item allows them and are neither an answer nor missing. Never
    raises for answers, however wrong they are; raises ValueError when the context names a policy that is not there.
    """
    plan = instrument.plan(context)
    points = instrument.read(answers)
    if points is not None and not plan.refused and instrument.fill(answers, points):  # type: ignore[arg-type]
        found = _whole(instrument, plan, answers, points)  # type: ignore[arg-type]  # read found no None in it
        if found is not None:
            return found
    return _carefully(instrument, plan, Partial(instrument.ready, answers, points))


def score_carefully(instrument: Instrument, answers: Mapping[str, Answer | None], context: Context) -> Result:
    """The same, always by the reading that knows of gaps. ``score`` takes it for whatever is not whole."""
    return _carefully(instrument, instrument.plan(context), Partial(instrument.ready, answers))


def enabled(instrument: Instrument, answers: Mapping[str, Answer | None]) -> dict[str, bool | None]:
    """Per item whether it is to be asked: yes, no, or None while that depends on an answer still missing."""
    known = Partial(instrument.ready, answers)
    return {item.id: known.enabled(item.id) for item in instrument.definition.items}


def comparable(one: Result, other: Result) -> bool:
    """Whether two results may stand on one line of a trend: a new major version measures something else."""
    same = one.instrument == other.instrument
    return same and one.version.split(".")[0] == other.version.split(".")[0]


def _whole(instrument: Instrument, plan: Plan, answers: Answers, points: Points) -> Result | None:
    """The fast way, for answers of which none is missing. None where an outcome has no policy."""
    scores = {}
    for name, value in instrument.scores:
        points[name] = scores[name] = value(answers, points)
    steps, used = plan.steps_for(answers)
    if steps is None:
        return None
    bands = {}
    actions: tuple[str, ...] = ()
    for step in steps:
        cut = step.cut
        band = cut.bands[bisect_right(cut.edges, points[step.score])] if cut else _first(step, answers, points)
        bands[step.outcome] = band
        if band in step.actions:
            actions += step.actions[band]
    flags: dict[str, Flag] = {}
    for name, raised, action in instrument.flags:
        if raised(answers, points):
            flags[name] = "raised"
            actions += action
        else:
            flags[name] = "clear"
    definition = instrument.definition
    return Result(
        "complete", scores, bands, flags, NOTHING, bands, _once(actions + instrument.closing), (), (), (), (), (),
        plan.notes, used, definition.id, definition.version, instrument.sha256, ENGINE_VERSION,
    )  # fmt: skip


def _first(step: Step, answers: Answers, points: Points) -> str:
    for band, holds in step.rules:
        if holds(answers, points):
            return band
    return step.otherwise


def _once(actions: tuple[str, ...]) -> tuple[str, ...]:
    return actions if len(actions) < 2 else tuple(dict.fromkeys(actions))


def _carefully(instrument: Instrument, plan: Plan, known: Partial) -> Result:
    """The way for everything else: one set of answers with gaps, refusals, slips or nobody to apply them to."""
    definition, ready = instrument.definition, instrument.ready
    usable = not (plan.refused or known.problems or known.disabled_answered)
    settled = known.settle()
    flags, flagged = _flags(ready, known)  # on the raw answers, before anything is prorated
    naming = _Naming(plan, known)
    if usable:
        naming.keep(definition.scores, settled)
        for outcome, rules, _act_as in ready.outcomes:
            naming.name(outcome, rules)
    status = _status(definition, plan, known, naming)
    actions: tuple[str, ...] = ()
    if usable:
        actions = naming.act(ready, certain=status in _CERTAIN)
    actions += flagged
    if status in definition.status_actions:
        actions += definition.status_actions[status]
    return Result(
        status, naming.scores or NO_SCORES, naming.bands, flags, naming.floor, naming.act_as, _once(actions),
        known.missing, known.in_order(known.declined), known.in_order(known.not_testable),
        known.disabled_answered, tuple(known.problems), plan.refused + plan.notes, naming.used,
        definition.id, definition.version, instrument.sha256, ENGINE_VERSION,
    )  # fmt: skip


_CERTAIN: frozenset[Status] = frozenset({"complete", "prorated"})


class _Naming:
    """Scores, and the bands they and the rules lead to."""

    __slots__ = ("_given", "_known", "_plan", "act_as", "bands", "floor", "prorated", "scores", "unscorable", "used")

    def __init__(self, plan: Plan, known: Partial) -> None:
        self._plan, self._known, self._given = plan, known, known.naming()
        self.scores: dict[str, int] = {}
        self.bands: dict[str, str] = {}
        self.floor: dict[str, str] = {}
        self.act_as: dict[str, str] = {}
        self.used: dict[str, str] = {}
        self.prorated = self.unscorable = False

    def keep(self, scores: tuple[Score, ...], settled: list[int | None]) -> None:
        """The scores that are settled, and those that grow by proportion."""
        for item, value in zip(scores, settled, strict=True):
            if value is not None:
                self.scores[item.id] = value
            elif item.missing.rule == "prorate":
                grown = self._known.prorate(item)
                if grown is None:
                    self.unscorable = True
                else:
                    self.prorated, self.scores[item.id] = True, grown

    def name(self, outcome: Outcome, rules: PartialRules) -> None:
        if outcome.score is not None:
            self._name_by_score(outcome, outcome.score)
            return
        given, low, high = self._given, self._known.low, self._known.high
        doubtful = False
        for band, when in rules:
            holds = True if when is None else when(given, low, high)
            if holds:
                if not doubtful:
                    self.bands[outcome.id] = band
                elif band != outcome.bands[0]:
                    self.floor[outcome.id] = band
                return
            doubtful = doubtful or holds is None

    def _name_by_score(self, outcome: Outcome, name: str) -> None:
        cut = self._plan.cut(outcome.id, self._known.legal)
        if cut is None:
            return
        self.used[outcome.id] = cut.key
        if name in self.scores:
            self.bands[outcome.id] = cut.band(self.scores[name])
            return
        band = cut.band(self._known.reassuring(name))
        if band != outcome.bands[0]:
            self.floor[outcome.id] = band

    def act(self, ready: Ready, *, certain: bool) -> tuple[str, ...]:
        """What each outcome is to be treated as, and the actions that follow. Where the result is not ``certain``, the
        most reassuring band is none."""
        actions: tuple[str, ...] = ()
        for outcome, _rules, act_as in ready.outcomes:
            name = outcome.id
            band = self.bands.get(name)
            if not certain and band == outcome.bands[0]:
                del self.bands[name]
                band = None
            if band is None:
                band = self._cautiously(outcome, act_as)
                if band is None:
                    continue
            self.act_as[name] = band
            if band in outcome.actions:
                actions += outcome.actions[band]
        return actions

    def _cautiously(self, outcome: Outcome, act_as: PartialRules) -> str | None:
        """The worse of what it amounts to already and what the first of the rules for acting that surely holds says."""
        floor = self.floor.get(outcome.id)
        given, low, high = self._given, self._known.low, self._known.high
        for band, when in act_as:
            if when is None or when(given, low, high):
                return band if floor is None else max(floor, band, key=outcome.bands.index)
        return floor


def _flags(ready: Ready, known: Partial) -> tuple[dict[str, Flag], tuple[str, ...]]:
    """The flags, and the actions of those that are raised or not known."""
    found: dict[str, Flag] = {}
    actions: tuple[str, ...] = ()
    given, low, high = known.given, known.low, known.high
    for name, when, action, if_unknown in ready.flags:
        holds = when(given, low, high)
        if holds is None:
            found[name] = "unknown"
            actions += if_unknown
        elif holds:
            found[name] = "raised"
            actions += action
        else:
            found[name] = "clear"
    return found, actions


def _status(definition: Definition, plan: Plan, known: Partial, naming: _Naming) -> Status:
    if known.problems or known.disabled_answered:
        return "invalid"
    if plan.refused:
        return "not_assessable"
    unsettled = len(naming.scores) < len(definition.scores)
    unnamed = len(naming.bands) < len(definition.outcomes)
    if unsettled or (unnamed and not naming.prorated):
        if known.not_testable:
            return "not_assessable"
        return "unscorable" if naming.unscorable else "incomplete"
    return "prorated" if naming.prorated else "complete"
