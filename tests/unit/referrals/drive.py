"""Events that a step would take, and a case in every place a pathway knows."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from referrals import roles
from referrals.machine import Case, Event, Refusal, advance, begin, needed, ways
from referrals.model import Exit, Mark, Pathway, Step

NOW = datetime(2026, 3, 11, 10, 32, tzinfo=UTC)


def event(case: Case, way: Step | Exit | Mark, result: str = "", **changes: object) -> Event:
    """What the way asks for and nothing more; the first of every choice."""
    actor = way.who[0]
    if isinstance(way, Exit) and way.own_only and case.starter in way.who:
        actor = case.starter
    results = getattr(way, "results", ())
    made = Event(
        code=way.event,
        at=(case.last or NOW) + timedelta(hours=1),
        actor=actor,
        recorded_by="doctor" if actor in roles.OUTSIDERS else "",
        author=f"account-{len(case.authors)}",
        attached=frozenset(need[0] for need in needed(case, way)),
        result=result or (results[0] if results else ""),
        percent=65 if getattr(way, "needs_percent", False) else None,
        until=date(2028, 3, 11) if getattr(way, "needs_until", False) else None,
    )
    return replace(made, **changes)


def taken(case: Case, made: Event) -> Case:
    after = advance(case, made)
    assert isinstance(after, Case), (case.pathway.id, case.state, made.code, after)
    return after


def everywhere(pathway: Pathway, *, only: frozenset[str] | None = None) -> list[tuple[Case, tuple[Event, ...]]]:
    """A case, with its events, for every (state, last answer) that can be reached.

    ``only`` keeps to steps that one of these actors may take.
    """
    start = begin(pathway)
    found = {(start.state, ""): (start, ())}
    queue = deque([(start, ())])
    while queue:
        case, events = queue.popleft()
        for way in ways(case):
            if isinstance(way, Mark) or (only is not None and not only & set(way.who)):
                continue
            actor = next(who for who in way.who if only is None or who in only)
            for result in getattr(way, "results", ()) or ("",):
                recorder = "doctor" if actor in roles.OUTSIDERS else ""
                made = event(case, way, result, actor=actor, recorded_by=recorder)
                after = advance(case, made)
                if isinstance(after, Refusal):
                    assert after.reason in {"result_does_not_allow", "not_own_petition"}, (case.state, made, after)
                    continue
                key = (after.state, after.results[-1][1] if after.results else "")
                if key not in found:
                    found[key] = (after, (*events, made))
                    queue.append(found[key])
    return list(found.values())
