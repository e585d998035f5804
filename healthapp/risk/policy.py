"""What the dated settings say of the watch and of an episode, as values for the rules of ``screening``.

A look is judged by what was in force when the gap before it began, so the watch reads every value there ever was; an
act is judged by what is in force when it is done. Where a value is unset, or weaker than the reference note, the note
holds: a person at risk is never without a limit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from healthapp import settings
from healthapp.settings.keys import within_bounds
from screening import observation, review
from screening.observation import Intervals, Policy
from screening.review import Times

_LENGTHS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


def _counts(value: settings.Value) -> bool:
    """Whether a value is there and no weaker than the guideline, as those of the settings' page are."""
    if isinstance(value.value, int) and not isinstance(value.value, bool):
        return within_bounds(value.key, value.value, value.unit)
    return value.value is not None


def _length(value: settings.Value) -> dt.timedelta:
    return dt.timedelta(seconds=_number(value) * _LENGTHS[value.unit])


def _number(value: settings.Value) -> int:
    number = value.number()
    assert number is not None, "what is unset does not count"
    return number


def _share(value: settings.Value) -> float:
    return _number(value) / 100


def _time(value: settings.Value) -> dt.time:
    return dt.time.fromisoformat(str(value.value))


#: key -> (field of Intervals, how its value is read)
WATCH: Mapping[str, tuple[str, Callable[[settings.Value], Any]]] = {
    "watch.shift": ("shift", _length),
    "watch.day": ("day", _length),
    "watch.night": ("night", _length),
    "watch.close": ("close", _length),
    "watch.constant_entry": ("constant_entry", _length),
    "watch.late_entry": ("late_entry", _length),
    "watch.night_from": ("night_from", _time),
    "watch.night_to": ("night_to", _time),
    "watch.regular_below": ("regular_below", _share),
    "watch.equal_run": ("equal_run", _number),
    "watch.equal_within": ("equal_within", _length),
}


def watch(session: Session) -> Policy:
    """The policy of the watch with everything it ever said, in one statement."""
    changes = sorted(
        ((since, value) for course in settings.courses(session, WATCH).values() for since, value in course),
        key=lambda change: change[0],
    )
    periods: dict[dt.datetime, Intervals] = {}
    held = observation.REFERENCE
    for since, value in changes:
        field, read = WATCH[value.key]
        held = dataclasses.replace(
            held, **{field: read(value) if _counts(value) else getattr(observation.REFERENCE, field)}
        )
        periods[since] = held
    return Policy(tuple(periods.items())) if periods else Policy.always(held)


_POST_CLOSURE = ("risk.post_closure", "risk.post_closure_second", "risk.post_closure_last")
#: key -> what the reference note says
EPISODE: Mapping[str, dt.timedelta] = {
    "risk.plan": review.REFERENCE.plan,
    "risk.assessment": review.REFERENCE.assessment,
    "risk.review": review.REFERENCE.first_review,
    **{f"risk.review_l{int(level)}": within for level, within in review.REFERENCE.within.items()},
    **dict(zip(_POST_CLOSURE, review.REFERENCE.post_closure, strict=True)),
}


def times(session: Session, at: dt.datetime) -> Times:
    """The lengths of an episode that are in force at ``at``, in one statement."""
    found = dict(EPISODE)
    for key, course in settings.courses(session, EPISODE).items():
        for since, value in course:
            if since <= at:
                found[key] = _length(value) if _counts(value) else EPISODE[key]
    return Times(
        plan=found["risk.plan"],
        assessment=found["risk.assessment"],
        first_review=found["risk.review"],
        within={level: found[f"risk.review_l{int(level)}"] for level in review.REFERENCE.within},
        post_closure=tuple(found[key] for key in _POST_CLOSURE),
    )
