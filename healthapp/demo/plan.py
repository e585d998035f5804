"""Who the invented people are and what happened to them, drawn from a seed before anything is stored.

Shares follow published figures for prison populations (women about 3 %, foreigners 2 %, remand 18 %,
mean age 38); remand share and juveniles are assumptions. The same seed gives the same people for ever.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from healthapp.demo.names import Name, draw

WOMEN, REMAND, UNKNOWN_IDENTITY = 0.03, 0.18, 0.004
JUVENILES = 3
#: Disorders of use at reception; DRUGS by woman or not.
ALCOHOL, DRUGS = 0.24, {True: 0.51, False: 0.30}
#: Of the arrivals of the last weeks: on time, late with a reason, still missing.
ON_TIME, LATE = 0.82, 0.11
#: An examination is due within this time, as shipped.
LIMIT = dt.timedelta(hours=24)
#: The longest that nobody notices a missing examination.
OVERLOOKED = dt.timedelta(days=4)
#: One in so many of those who came in these days was overlooked: few come, and chance alone would leave none.
NOT_EXAMINED = 16
#: Self-harm before the admission, with alcohol or drugs and without: a correlation of 0.3 of what is latent.
HARMED = {True: 1.48, False: 0.58}
ORIGINS = ("police", "police", "police", "temporary_detention", "other_prison", "court", "liberty")


@dataclass(frozen=True, slots=True)
class Health:
    """Latent health, from which answers are drawn. Shares: reception studies named in docs/instruments.md."""

    depressed: bool
    ptsd: bool
    psychosis: bool
    alcohol: bool
    drugs: bool
    self_harm_ever: bool
    tb_symptom: bool
    diabetes: bool
    hypertension: bool
    allergy: str
    injured: bool
    alleges_ill_treatment: bool
    refuses_part: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """One person with one stay. ``intake_after``: from admission to the signed examination; None: missing."""

    position: int
    name: Name
    woman: bool
    birth_date: dt.date | None
    facility: int
    admitted_ago: dt.timedelta
    origin: str
    legal_status: str
    life_sentence: bool
    first_time: bool
    place: str
    intake_after: dt.timedelta | None
    health: Health
    returns: int


def people(count: int, seed: int, *, facilities: int, today: dt.date) -> Iterator[Planned]:
    """``count`` people over ``facilities`` places, the first of which is the demonstration's own."""
    rng = random.Random(seed)
    for position in range(count):
        yield _person(rng, position, facilities, today)


#: Where women are held, and where men are whose draw falls there; by the order of ``facilities.FACILITIES``.
FOR_WOMEN, INSTEAD = 2, 1


def held_in(who: Planned) -> int:
    """The place of somebody's facility among those of the demonstration."""
    if who.woman:
        return FOR_WOMEN
    return INSTEAD if who.facility == FOR_WOMEN else who.facility


def _person(rng: random.Random, position: int, facilities: int, today: dt.date) -> Planned:
    woman = rng.random() < WOMEN
    age = 16 + position % 2 if position < JUVENILES else min(75, max(18, int(rng.lognormvariate(3.58, 0.32))))
    birth = today - dt.timedelta(days=int(age * 365.25) + rng.randrange(1, 360))
    remand = rng.random() < REMAND
    admitted_ago = _admitted_ago(rng, position)
    return Planned(
        position=position,
        name=draw(rng, woman=woman),
        woman=woman,
        birth_date=None if rng.random() < UNKNOWN_IDENTITY else birth,
        facility=0 if rng.random() < 0.5 else rng.randrange(facilities),
        admitted_ago=admitted_ago,
        origin=rng.choice(ORIGINS),
        legal_status="remand" if remand else rng.choice(("convicted", "convicted", "convicted", "detained")),
        life_sentence=not remand and rng.random() < 0.017,
        first_time=rng.random() < 0.6,
        place=rng.choice(("Karantin 1", "Karantin 2", "Karantin 3"))
        if admitted_ago < dt.timedelta(days=14)
        else f"{rng.randrange(1, 9)}-{rng.randrange(1, 40)}",
        intake_after=_found(position, admitted_ago, _intake_after(rng, admitted_ago)),
        health=_health(rng, woman=woman),
        returns=rng.choice((0, 0, 0, 0, 1, 1, 2)),
    )


def _admitted_ago(rng: random.Random, position: int) -> dt.timedelta:
    """A few people of the last day, so that a worklist has something to say; the rest over two years."""
    if position % 28 == 0:
        return dt.timedelta(minutes=rng.randrange(20, 28 * 60))
    return dt.timedelta(days=min(730, rng.expovariate(1 / 200)), hours=30)


def _intake_after(rng: random.Random, admitted_ago: dt.timedelta) -> dt.timedelta | None:
    """Missing is the examination of somebody who came lately: whoever was overlooked longer was found and is late."""
    share = rng.random()
    if share < ON_TIME:
        after = dt.timedelta(minutes=rng.randrange(60, 22 * 60))
    elif share < ON_TIME + LATE or admitted_ago > OVERLOOKED:
        after = dt.timedelta(minutes=rng.randrange(25 * 60, 60 * 60))
    else:
        return None
    return after if after < admitted_ago else None


def _found(position: int, admitted_ago: dt.timedelta, after: dt.timedelta | None) -> dt.timedelta | None:
    """The examination as planned, unless this is one of the few who are overlooked."""
    missed = position % NOT_EXAMINED == NOT_EXAMINED - 1 and LIMIT < admitted_ago <= OVERLOOKED
    return None if missed else after


def _health(rng: random.Random, *, woman: bool) -> Health:
    depressed = rng.random() < (0.141 if woman else 0.128)
    alleges = rng.random() < 0.03
    ptsd = rng.random() < (0.211 if woman else 0.062) * (2 if depressed else 0.85)
    psychosis = rng.random() < 0.041
    alcohol, drugs = rng.random() < ALCOHOL, rng.random() < DRUGS[woman]
    return Health(
        depressed=depressed,
        ptsd=ptsd,
        psychosis=psychosis,
        alcohol=alcohol,
        drugs=drugs,
        self_harm_ever=rng.random() < (0.25 if depressed else 0.05) * HARMED[alcohol or drugs],
        tb_symptom=rng.random() < 0.05,
        diabetes=rng.random() < 0.05,
        hypertension=rng.random() < 0.14,
        allergy=rng.choice(("Penisillin", "Sulfanilamid", "Ağcaqayın tozcuğu")) if rng.random() < 0.07 else "",
        injured=alleges or rng.random() < 0.06,
        alleges_ill_treatment=alleges,
        refuses_part=rng.random() < 0.06,
    )
