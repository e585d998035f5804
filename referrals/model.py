"""What a pathway is made of: states, steps, side exits and marks, all frozen data.

A pathway never changes while a case runs on it: a change of law is a new version, and a case keeps the version
it began with (``referrals.pathways.find``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

#: Where a case stands before its first event. Not a state: nothing waits there.
START = "start"

#: What a case may be told about itself beyond its papers; each makes some paper necessary.
FACTS = frozenset({"counsel_mandatory"})

#: All of these must be there; of each entry, one of its document codes is enough.
Needs = tuple[tuple[str, ...], ...]


def papers(text: str) -> Needs:
    """``papers("a b|c")`` reads: a, and one of b and c."""
    return tuple(tuple(need.split("|")) for need in text.split())


@dataclass(frozen=True, slots=True)
class Timing:
    """What a step does to clocks, by clock code. A clock stops before it starts, so a cycle names it in both."""

    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Every clock the step touches."""
        return frozenset(self.starts + self.stops + self.extends + self.pauses + self.resumes)


NO_CLOCKS = Timing()


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand. ``holder`` is who must act next, for worklists and for the columns of the diagram.

    A final state has an ``outcome`` (a code with words); ``leads_to`` names the pathways that may begin from it.
    ``court_decides`` (the court has the case, or its measure stands) and ``in_hospital`` decide which papers a side
    exit needs. ``travelling``: on the way to a hospital or a specialist, or from there, and so out of the unit too.
    """

    code: str
    holder: str
    outcome: str = ""
    leads_to: tuple[str, ...] = ()
    court_decides: bool = False
    in_hospital: bool = False
    travelling: bool = False

    @property
    def final(self) -> bool:
        return bool(self.outcome)

    @property
    def away(self) -> bool:
        """Whether the person is out of the unit for this case."""
        return self.in_hospital or self.travelling


@dataclass(frozen=True, slots=True)
class Step:
    """One way from one state to another (or to itself).

    ``who``: roles, or outsiders whose act a role writes down (``roles.OUTSIDERS``).
    ``needs``: papers attached to this event. ``file``: papers that are in the case by now, this event's included.
    ``needs_when``: (fact, document) for cases of which the fact was recorded.
    ``results``: the answers the event may carry; exactly one is then required.
    ``after_results``: the case's last answer must be among these.
    ``apart_from``: events whose author may not be the author of this one.
    ``negative``: a "no"; it never ends the road to court.
    """

    event: str
    source: str
    target: str
    who: tuple[str, ...]
    needs: Needs = ()
    file: Needs = ()
    needs_when: tuple[tuple[str, str], ...] = ()
    results: tuple[str, ...] = ()
    after_results: tuple[str, ...] = ()
    timing: Timing = NO_CLOCKS
    apart_from: tuple[str, ...] = ()
    needs_percent: bool = False
    needs_until: bool = False
    negative: bool = False


def step(
    sources: str,
    event: str,
    target: str,
    who: str | tuple[str, ...],
    needs: str = "",
    *,
    file: str = "",
    starts: str = "",
    stops: str = "",
    extends: str = "",
    pauses: str = "",
    resumes: str = "",
    **more: Any,
) -> tuple[Step, ...]:
    """The same step out of each of ``sources``; codes are words of a text, papers as in ``papers``.

    The target "=" leaves the case where it stands.
    """
    timing = Timing(*(tuple(codes.split()) for codes in (starts, stops, extends, pauses, resumes)))
    return tuple(
        Step(
            event,
            source,
            source if target == "=" else target,
            (who,) if isinstance(who, str) else who,
            papers(needs),
            papers(file),
            timing=timing,
            **more,
        )
        for source in sources.split()
    )


@dataclass(frozen=True, slots=True)
class Exit:
    """A side exit, open from every state that is not final.

    ``own_only``: only whoever began the case may take it (withdrawing one's own petition).
    ``needs_if_court_decides`` and ``needs_in_hospital`` come on top of ``needs`` in such states.
    """

    event: str
    target: str
    who: tuple[str, ...]
    needs: Needs = ()
    needs_if_court_decides: Needs = ()
    needs_in_hospital: Needs = ()
    own_only: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens to a case without moving it; ``opens`` names the pathway that begins beside it."""

    event: str
    who: tuple[str, ...]
    needs: Needs = ()
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Pathway:
    """A declared machine. ``roads`` are the pathways on which the person reaches the court, whatever happens here.

    ``basis`` is the legal basis as shown to the reader; ``notes`` name what the law leaves open.
    """

    id: str
    version: int
    basis: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    exits: tuple[Exit, ...]
    marks: tuple[Mark, ...]
    roads: tuple[str, ...]
    notes: tuple[str, ...] = ()
    _state: Mapping[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_state", MappingProxyType({state.code: state for state in self.states}))
        problems = list(_problems(self))
        if problems:
            raise ValueError(f"pathway {self.id} version {self.version}: " + "; ".join(problems))

    def state(self, code: str) -> State:
        """Raises KeyError for a code that is not this pathway's."""
        return self._state[code]

    @property
    def events(self) -> frozenset[str]:
        """Every event code the pathway knows."""
        return frozenset(item.event for items in (self.steps, self.exits, self.marks) for item in items)

    @property
    def clocks(self) -> tuple[str, ...]:
        """Every clock the steps touch, in the order of their first use."""
        seen: dict[str, None] = {}
        for step in self.steps:
            timing = step.timing
            for code in timing.stops + timing.starts + timing.extends + timing.pauses + timing.resumes:
                seen.setdefault(code)
        return tuple(seen)


def _problems(pathway: Pathway) -> list[str]:
    """What makes the declaration contradict itself; checked once, when it is made."""
    codes = [state.code for state in pathway.states]
    found = [f"state {code} is declared twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    known = set(codes)
    ways: set[tuple[str, str]] = set()
    for step in pathway.steps:
        if step.source not in known | {START} or step.target not in known:
            found.append(f"{step.event} leads from {step.source} to {step.target}, which is not declared")
        elif step.source != START and pathway.state(step.source).final:
            found.append(f"{step.event} leaves the final state {step.source}")
        if (step.source, step.event) in ways:
            found.append(f"{step.event} is declared twice in {step.source}")
        ways.add((step.source, step.event))
    moves = {step.event for step in pathway.steps if step.source != START}
    for way_out in pathway.exits:
        if way_out.target not in known or not pathway.state(way_out.target).final:
            found.append(f"side exit {way_out.event} does not end the case")
        if way_out.event in moves:
            found.append(f"side exit {way_out.event} is also a step")
    found += [f"mark {mark.event} is also a step" for mark in pathway.marks if mark.event in moves]
    return found
