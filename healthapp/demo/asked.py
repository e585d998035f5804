"""Screenings of the invented people since the service asks here: mostly in time, some late, a few not yet.

What opened before was asked on paper (``paper``). Answers come from the latent health, scores from the engine alone.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from healthapp.database import UnitOfWork
from healthapp.demo.plan import Planned
from healthapp.people.models import Person
from healthapp.risk import followup, scheduler, screens
from healthapp.risk.screens import Screening
from screening import triggers

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
#: Since when the invented service asks here: as long as the longest time a planned screening stays open.
HERE = dt.timedelta(days=14)
#: Of the planned screenings: in time, or late; the rest is late and not yet asked.
IN_TIME, LATE = 0.9, 0.97
#: How late the late ones are, at most.
LATEST = 30 * HOUR
#: By then somebody who arrives is entered.
KNOWN_AFTER = 52 * MINUTE
#: A safety assessment that a result asks for is made so long after it.
ASSESSED_AFTER = 3 * HOUR
ASKED: Mapping[str, str] = {"mode": "read_aloud", "privacy": "private", "language": "az", "spoken": "az"}
ASSESSMENT = "risk.safety_assessment"


CALM: Mapping[str, str] = {"q1": "no", "q2": "no", "q3": "no", "q4": "no"}
#: The checklist of reception, in its order.
DOOR = (
    *("thoughts_now", "plan_means", "harm_3m", "harm_ever", "first_custody", "serious_charge", "recent_loss"),
    *("no_support", "hopeless", "shame", "treatment", "third_party", "earlier_plan", "signs", "intoxicated"),
    "single_cell",
)


@dataclass(frozen=True, slots=True)
class Asking:
    """One screening of one person: when, what, and what was answered."""

    at: dt.datetime
    instrument: str
    answers: Mapping[str, str]


def planned(who: Planned, admitted_at: dt.datetime, now: dt.datetime, rng: random.Random) -> Iterator[Asking]:
    """What time itself brought since the service asks here, as far as it was done; some of it only after now."""
    month = triggers.after_reception(admitted_at)
    for plan in (*month, triggers.half_yearly(month[-1].due)):
        share, place = rng.random(), rng.uniform(0.1, 0.9)
        if plan.opens < now - HERE or share > LATE:
            continue
        at = plan.opens + place * (plan.due - plan.opens) if share < IN_TIME else plan.due + place * LATEST
        at = max(at, admitted_at + KNOWN_AFTER)
        for number, instrument in enumerate(plan.instruments):
            yield Asking(at + number * 10 * MINUTE, instrument, answers(instrument, who, rng))


def after_event(came: dt.datetime, now: dt.datetime, rng: random.Random) -> Iterator[Asking]:
    """The question about suicide after a return from outside."""
    share, hours = rng.random(), rng.uniform(0.4, 2.4)
    if came >= now - HERE and share <= LATE:
        yield Asking(came + hours * HOUR * (1 if share < IN_TIME else 3), "asq", CALM)


def answers(instrument: str, who: Planned, rng: random.Random) -> Mapping[str, str]:
    """Answers of somebody with this health. An old attempt is told at the door and not again when asked aloud."""
    health = who.health
    if instrument == "reception-suicide":
        yes = {"first_custody": who.first_time, "hopeless": health.depressed, "harm_ever": health.self_harm_ever}
        return {name: "yes" if yes.get(name) else "no" for name in DOOR}
    if instrument == "audit":
        return _drinks(rng) if health.alcohol else {"q1": "0", "q9": "0", "q10": "0"}
    if instrument == "phq-9":
        given = {f"q{place}": rng.choice("112" if health.depressed else "0001") for place in range(1, 9)}
        return {**given, "q9": "0"} | ({"q10": "1"} if set(given.values()) != {"0"} else {})
    if instrument == "k10":
        return {f"q{place}": rng.choice("223" if health.depressed else "1112") for place in range(1, 11)}
    return CALM


def _drinks(rng: random.Random) -> Mapping[str, str]:
    given = {f"q{place}": rng.choice("123") for place in range(1, 9)}
    return {**given, "q9": rng.choice("02"), "q10": rng.choice("02")}


def screened(uow: UnitOfWork, person: Person, instrument: str, given: Mapping[str, Any], **more: Any) -> Screening:
    """Asked and signed at the moment of the unit of work, with the clocks it answers."""
    record = screens.begin(uow, person, instrument, "az")
    found = screens.load(uow.session, record)
    content = {"answers": dict(given), **ASKED, "assessable": "yes", **more}
    screens.save(uow, found, content, expected_version=found.version)
    done = screens.finish(uow, screens.load(uow.session, record), method="password")
    scheduler.after_screening(uow, done)
    return done


def assess(uow: UnitOfWork, found: Screening) -> None:
    """The safety assessment a result asked for is booked and held."""
    followup.book(uow, found, ASSESSMENT)
    followup.done(uow, found, ASSESSMENT)
