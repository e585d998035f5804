"""Scoring: a definition, answers and a context in, a result out. Pure; old versions score as they always did."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from screening.expressions import Answer, Answers, Points
from screening.instrument import Instrument, Plan, Step
from screening.model import Context, Definition, Flag, Outcome, Rule, Score, Status
from screening.partial import ForNaming, Partial
from screening.result import ENGINE_VERSION, NO_SCORES, NOTHING, Result


def score(instrument: Instrument, answers: Mapping[str, Answer | None], context: Context) -> Result:
    """Score one set of answers: item id to option id or integer; absent or None is missing.

    ``declined`` and ``not_testable`` stand where the item allows them and are neither an answer nor missing. Never
    raises for answers, however wrong they are; raises ValueError when the context names a policy that is not there.
    """
    plan = instrument.plan(context)
    if not plan.refused:
        points = instrument.read(answers)  # type: ignore[arg-type]  # a None in it is found there and refused
        if points is not None:
            found = _whole(instrument, plan, answers, points)  # type: ignore[arg-type]
            if found is not None:
                return found
    return score_carefully(instrument, answers, context)


def score_carefully(instrument: Instrument, answers: Mapping[str, Answer | None], context: Context) -> Result:
    """The same, always by the reading that knows of gaps. ``score`` takes it for whatever is not whole."""
    return _Careful(instrument, instrument.plan(context), answers).result()


def enabled(definition: Definition, answers: Mapping[str, Answer | None]) -> dict[str, bool | None]:
    """Per item whether it is to be asked: yes, no, or None while that depends on an answer still missing."""
    return Partial(definition, answers).enabled


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


class _Careful:
    """The way for everything else: one set of answers with gaps, refusals, slips or nobody to apply them to."""

    def __init__(self, instrument: Instrument, plan: Plan, answers: Mapping[str, Answer | None]) -> None:
        self._instrument = instrument
        self._definition = instrument.definition
        self._plan = plan
        self._known = Partial(instrument.definition, answers)
        self._naming = ForNaming(self._known, instrument.definition)
        self._scores: dict[str, int] = {}
        self._bands: dict[str, str] = {}
        self._floor: dict[str, str] = {}
        self._act_as: dict[str, str] = {}
        self._used: dict[str, str] = {}
        self._prorated = False
        self._unscorable = False

    def result(self) -> Result:
        known = self._known
        usable = not (self._plan.refused or known.problems or known.disabled_answered)
        settled = {item.id: known.settle(item) for item in self._definition.scores}
        flags = self._flags()  # on the raw answers, before anything is prorated
        if usable:
            for item in self._definition.scores:
                self._keep(item, settled[item.id])
            for outcome in self._definition.outcomes:
                self._name(outcome)
        status = self._status()
        if usable:
            self._act(status)
        return Result(
            status=status,
            scores=self._scores or NO_SCORES,
            bands=self._bands,
            flags=flags,
            floor=self._floor,
            act_as=self._act_as,
            actions=self._actions(status, flags),
            missing=known.missing,
            declined=self._in_order(known.declined),
            not_testable=self._in_order(known.not_testable),
            disabled_answered=known.disabled_answered,
            problems=tuple(known.problems),
            notes=(*self._plan.refused, *self._plan.notes),
            policies=self._used,
            instrument=self._definition.id,
            version=self._definition.version,
            sha256=self._instrument.sha256,
            engine_version=ENGINE_VERSION,
        )

    def _in_order(self, names: set[str]) -> tuple[str, ...]:
        return tuple(item.id for item in self._definition.items if item.id in names)

    def _keep(self, item: Score, value: int | None) -> None:
        if value is None and item.missing.rule == "prorate":
            value = self._known.prorate(item)
            self._prorated = self._prorated or value is not None
            self._unscorable = self._unscorable or value is None
        if value is not None:
            self._scores[item.id] = value

    def _name(self, outcome: Outcome) -> None:
        if outcome.score is not None:
            self._name_by_score(outcome, outcome.score)
            return
        doubtful = False
        for rule in outcome.rules:
            holds = True if rule.when is None else rule.when.holds(self._naming)
            if holds and not doubtful:
                self._bands[outcome.id] = rule.band
                return
            if holds:
                self._note_floor(outcome, rule.band)
                return
            doubtful = doubtful or holds is None

    def _name_by_score(self, outcome: Outcome, name: str) -> None:
        cut = self._plan.cut(outcome.id, self._known.legal)
        if cut is None:
            return
        self._used[outcome.id] = cut.policy.key
        if name in self._scores:
            self._bands[outcome.id] = cut.band(self._scores[name])
            return
        low, high = self._known.points(name)
        worse = next(item.worse for item in self._definition.scores if item.id == name)
        self._note_floor(outcome, cut.band(low if worse == "high" else high))

    def _note_floor(self, outcome: Outcome, band: str) -> None:
        if band != outcome.bands[0]:
            self._floor[outcome.id] = band

    def _status(self) -> Status:
        known = self._known
        if known.problems or known.disabled_answered:
            return "invalid"
        if self._plan.refused:
            return "not_assessable"
        unsettled = len(self._scores) < len(self._definition.scores)
        unnamed = len(self._bands) < len(self._definition.outcomes)
        if unsettled or (unnamed and not self._prorated):
            if known.not_testable:
                return "not_assessable"
            return "unscorable" if self._unscorable else "incomplete"
        return "prorated" if self._prorated else "complete"

    def _act(self, status: Status) -> None:
        for outcome in self._definition.outcomes:
            band = self._bands.get(outcome.id)
            if band == outcome.bands[0] and status not in {"complete", "prorated"}:
                del self._bands[outcome.id]
                band = None
            if band is None:
                band = self._cautiously(outcome)
            if band is not None:
                self._act_as[outcome.id] = band

    def _cautiously(self, outcome: Outcome) -> str | None:
        candidates = [self._floor[outcome.id]] if outcome.id in self._floor else []
        candidates += [rule.band for rule in outcome.act_as if self._first(outcome, rule)]
        return max(candidates, key=outcome.bands.index, default=None)

    def _first(self, outcome: Outcome, wanted: Rule) -> bool:
        """Whether this is the first of the outcome's rules for acting that surely holds."""
        for rule in outcome.act_as:
            if rule.when is None or rule.when.holds(self._naming):
                return rule is wanted
        return False

    def _flags(self) -> dict[str, Flag]:
        found: dict[str, Flag] = {}
        for flag in self._definition.flags:
            holds = flag.when.holds(self._known)
            found[flag.id] = "unknown" if holds is None else ("raised" if holds else "clear")
        return found

    def _actions(self, status: Status, flags: Mapping[str, Flag]) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for outcome in self._definition.outcomes:
            found += outcome.actions.get(self._act_as.get(outcome.id, ""), ())
        for flag in self._definition.flags:
            action = {"raised": flag.action, "unknown": flag.action_if_unknown, "clear": None}[flags[flag.id]]
            found += (action,) if action else ()
        return _once(found + self._definition.status_actions.get(status, ()))
