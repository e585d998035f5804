"""Which steps take a person out of the unit and which bring the person back.

Read off the states a step leads from and to, so that a new pathway cannot forget it. What custody calls a stay in
hospital begins when the person sets out, and ends when the person is back; a journey that was turned back ends too.
"""

from __future__ import annotations

from referrals.machine import Case
from referrals.model import START, Exit, Mark, Pathway, State, Step
from referrals.pathways import PATHWAYS

OUT, BACK = "out", "back"
#: The court changes the measure: the person stays where the person is until another hospital has a bed.
STAYS = frozenset({"change_measure"})
#: An end of the case that clinicians of the unit record of somebody who is with them again. After any other end the
#: person is where custody says: released, or still in hospital.
WITH_THE_UNIT = frozenset({"recovered"})


def made_by(before: Case, after: Case, event: str) -> str:
    """``OUT`` or ``BACK`` when the step from ``before`` to ``after`` is such a journey, else an empty text."""
    return _between(_state(before.pathway, before.state), after.pathway.state(after.state), event)


def of_way(pathway: Pathway, source: str, way: Step | Exit | Mark) -> str:
    """What this way does when it is taken in ``source``."""
    target = source if isinstance(way, Mark) else way.target
    return _between(_state(pathway, source), pathway.state(target), way.event)


def _between(before: State | None, after: State, event: str) -> str:
    was = before is not None and before.away
    if was == after.away or event in STAYS:
        return ""
    if not was:
        return OUT
    return BACK if not after.final or after.outcome in WITH_THE_UNIT else ""


def _state(pathway: Pathway, code: str) -> State | None:
    return None if code == START else pathway.state(code)


def _events(journey: str) -> frozenset[str]:
    found: set[str] = set()
    for pathway in PATHWAYS.values():
        found |= {way.event for way in pathway.steps if of_way(pathway, way.source, way) == journey}
        states = [state.code for state in pathway.states if not state.final]
        found |= {way.event for way in pathway.exits for state in states if of_way(pathway, state, way) == journey}
    return frozenset(found)


#: The events on which somebody sets out, in any pathway.
DEPARTURES = _events(OUT)
#: Every event that is a journey in some pathway.
EVENTS = DEPARTURES | _events(BACK)
