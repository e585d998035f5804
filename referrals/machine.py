"""How a case moves: ``advance`` takes one event, ``fold`` all of them; a case is the fold of its events.

Nothing is stored here and nothing raises for what a user may do wrong: a wrong event is answered by a ``Refusal``
with a reason code (words in ``referrals.words``) and what is missing. Naive moments raise ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from referrals import clocks, documents, roles
from referrals.model import FACTS, NO_CLOCKS, START, Exit, Mark, Needs, Pathway, Step

#: Disability is a percentage of 31 to 100 (Cabinet Decision 187 of 13.05.2022); up to 30 none is established.
PERCENT = range(31, 101)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. ``actor`` is a role or an outsider; an outsider's act carries the role that wrote it down.

    ``author`` is an opaque id of the account that acts or writes (two steps may need two people).
    ``percent`` in 31..100 and ``until`` (a date in Baku) only where the step asks for them.
    """

    code: str
    at: datetime
    actor: str
    recorded_by: str = ""
    author: str = ""
    attached: frozenset[str] = frozenset()
    result: str = ""
    facts: frozenset[str] = frozenset()
    percent: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an event was not taken. ``missing``: of each entry one code is enough (documents, roles or results)."""

    reason: str
    missing: Needs = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands, and what it has gathered. ``entered`` is when it came into ``state``."""

    pathway: Pathway
    state: str = START
    opened: datetime | None = None
    entered: datetime | None = None
    last: datetime | None = None
    starter: str = ""
    documents: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    results: tuple[tuple[str, str], ...] = ()
    authors: tuple[tuple[str, str], ...] = ()
    runs: tuple[clocks.Run, ...] = ()
    beside: tuple[str, ...] = ()
    percent: int | None = None

    @property
    def outcome(self) -> str:
        """The outcome code of a case that has ended, else an empty text."""
        return "" if self.state == START else self.pathway.state(self.state).outcome

    def result(self, event: str) -> str:
        """The last answer this event gave, or an empty text."""
        return next((result for code, result in reversed(self.results) if code == event), "")

    def times(self, event: str) -> int:
        """How often the event came: returned files are counted."""
        return sum(code == event for code, _author in self.authors)

    def waiting_days(self, now: datetime) -> int:
        """Whole days in the present state, in Baku's dates; 0 before the first event."""
        if self.entered is None:
            return 0
        return max((clocks.local_date(now) - clocks.local_date(self.entered)).days, 0)


def begin(pathway: Pathway) -> Case:
    return Case(pathway)


def fold(pathway: Pathway, events: Iterable[Event]) -> Case | Refusal:
    """The case after all events in order, or the first refusal."""
    case = begin(pathway)
    for event in events:
        after = advance(case, event)
        if isinstance(after, Refusal):
            return after
        case = after
    return case


def advance(case: Case, event: Event) -> Case | Refusal:
    """The case after this event, or why not. Raises ValueError for a naive moment."""
    clocks.local_date(event.at)
    way = _way(case, event.code)
    if isinstance(way, Refusal):
        return way
    refusal = _who(case, way, event) or _when(case, event) or _papers(case, way, event) or _answer(case, way, event)
    return refusal or _moved(case, way, event)


def ways(case: Case) -> tuple[Step | Exit | Mark, ...]:
    """All that may happen next, steps first; empty when the case has ended."""
    steps = tuple(step for step in case.pathway.steps if step.source == case.state)
    if case.state == START:
        return steps
    if case.pathway.state(case.state).final:
        return ()
    return (*steps, *case.pathway.exits, *case.pathway.marks)


def open_roads(case: Case) -> tuple[str, ...]:
    """Pathways that may begin now, whatever this case says: the court's first while it stands."""
    if case.state == START:
        return case.pathway.roads
    state = case.pathway.state(case.state)
    return state.leads_to if state.final else (*case.pathway.roads, *state.leads_to)


def needed(case: Case, way: Step | Exit | Mark) -> Needs:
    """The papers still to be attached before this way is open."""
    wanted = [need for need in way.needs if need]
    if isinstance(way, Step):
        wanted += [need for need in way.file if not case.documents & set(need)]
        wanted += [(document,) for fact, document in way.needs_when if fact in case.facts]
    if isinstance(way, Exit) and case.state != START:
        state = case.pathway.state(case.state)
        wanted += way.needs_if_court_decides if state.court_decides else ()
        wanted += way.needs_in_hospital if state.in_hospital else ()
    return tuple(dict.fromkeys(wanted))


def _way(case: Case, code: str) -> Step | Exit | Mark | Refusal:
    if code not in case.pathway.events:
        return Refusal("unknown_event")
    if case.outcome:
        return Refusal("case_closed")
    found = next((way for way in ways(case) if way.event == code), None)
    return found or Refusal("not_now")


def _who(case: Case, way: Step | Exit | Mark, event: Event) -> Refusal | None:
    if event.actor not in way.who:
        return Refusal("not_yours", (way.who,))
    if event.actor in roles.OUTSIDERS and event.recorded_by not in roles.RECORDERS:
        return Refusal("recorder_missing")
    if isinstance(way, Exit) and way.own_only and event.actor != case.starter:
        return Refusal("not_own_petition")
    if isinstance(way, Step):
        same = [code for code, author in case.authors if author and author == event.author and code in way.apart_from]
        if same:
            return Refusal("same_person", (tuple(dict.fromkeys(same)),))
        if way.after_results and (not case.results or case.results[-1][1] not in way.after_results):
            return Refusal("result_does_not_allow", (way.after_results,))
    return None


def _when(case: Case, event: Event) -> Refusal | None:
    if case.last is not None and event.at < case.last:
        return Refusal("before_previous")
    if event.facts - FACTS:
        return Refusal("unknown_fact")
    if event.until is not None and event.until <= clocks.local_date(event.at):
        return Refusal("date_not_ahead")
    return None


def _papers(case: Case, way: Step | Exit | Mark, event: Event) -> Refusal | None:
    unknown = event.attached - documents.ALL
    if unknown:
        return Refusal("unknown_document", (tuple(sorted(unknown)),))
    if roles.ADMINISTRATION in {event.actor, event.recorded_by}:
        clinical = event.attached & documents.CLINICAL
        if clinical:
            return Refusal("clinical_document", (tuple(sorted(clinical)),))
    missing = tuple(need for need in needed(case, way) if not event.attached & set(need))
    return Refusal("documents_missing", missing) if missing else None


def _answer(case: Case, way: Step | Exit | Mark, event: Event) -> Refusal | None:
    allowed = way.results if isinstance(way, Step) else ()
    if allowed and not event.result:
        return Refusal("result_missing", (allowed,))
    if event.result and event.result not in allowed:
        return Refusal("result_unknown", (allowed,) if allowed else ())
    if isinstance(way, Step) and way.needs_percent and event.percent not in PERCENT:
        return Refusal("percent_out_of_range")
    if isinstance(way, Step) and way.needs_until and event.until is None:
        return Refusal("date_missing")
    return None


def _moved(case: Case, way: Step | Exit | Mark, event: Event) -> Case:
    target = case.state if isinstance(way, Mark) else way.target
    runs = _timed(case.runs, way, event)
    if case.pathway.state(target).final:
        runs = clocks.stop_all(runs, event.at)
    opens = (way.opens,) if isinstance(way, Mark) and way.opens else ()
    return replace(
        case,
        state=target,
        opened=case.opened or event.at,
        entered=case.entered if target == case.state else event.at,
        last=event.at,
        starter=case.starter or event.actor,
        documents=case.documents | event.attached,
        facts=case.facts | event.facts,
        results=(*case.results, (event.code, event.result)) if event.result else case.results,
        authors=(*case.authors, (event.code, event.author)),
        runs=runs,
        beside=case.beside + opens,
        percent=case.percent if event.percent is None else event.percent,
    )


def _timed(runs: tuple[clocks.Run, ...], way: Step | Exit | Mark, event: Event) -> tuple[clocks.Run, ...]:
    timing = way.timing if isinstance(way, Step) else NO_CLOCKS
    for code in timing.stops:
        runs = clocks.stop(runs, code, event.at)
    for code in timing.starts:
        runs = clocks.start(runs, code, event.at, event.until)
    for code in timing.extends:
        runs = clocks.extend(runs, code)
    for code in timing.pauses:
        runs = clocks.pause(runs, code, event.at)
    for code in timing.resumes:
        runs = clocks.resume(runs, code, event.at)
    return runs
