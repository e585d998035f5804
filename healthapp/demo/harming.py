"""Who of the invented people harms themselves, how often and when, drawn beside the plan; entries and what followed.

Few people, many events (Hawton 2014; England and Wales, twelve months to 9/2020: 58,870 incidents by 12,356 people,
4.8 each): whether anybody does in a year hangs on sex and on alcohol or drugs; how often follows a logarithmic series,
which a negative binomial becomes where nearly everybody has none. Who does it again does it soon: the events of one
person lie in bouts with months between (own assumption), so that a facility is not in a cluster all year.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator
from statistics import NormalDist
from typing import Any

from healthapp.database import UnitOfWork
from healthapp.deadlines import queries as due
from healthapp.deadlines import services as deadlines
from healthapp.demo.plan import ALCOHOL, DRUGS, Planned
from healthapp.mental import self_harm
from healthapp.mental.models import SelfHarmEntry
from healthapp.mental.schemas import SelfHarm, Written
from healthapp.people import queries as people
from healthapp.people.models import Person

#: Of a hundred, by woman or not: those who harm themselves within a year.
WITHIN_A_YEAR = {True: 0.22, False: 0.055}
#: Correlation of the latent use of substances with the latent risk of self-harm.
WITH_SUBSTANCES = 0.3
#: Parameter of the series; its mean is 4.8 events of each person who has any.
THETA = 0.926
YEAR = dt.timedelta(days=365)
#: Chance that an event begins another bout; mean time from one event of a bout to the next.
ANEW, SOON = 1 / 6, dt.timedelta(days=3)
METHODS = ("cut", "cut", "cut", "ingestion", "burn")
_NORMAL = NormalDist()


def planned(who: Planned, seed: int) -> list[dt.timedelta]:
    """How long ago each event of the last year was, the oldest first; only of the time since the admission."""
    times = in_a_year(who, random.Random(f"self-harm {seed} {who.position}"))
    when = _bouts(times, random.Random(f"events soon {seed} {who.position}"))
    return sorted((ago for ago in when if ago < who.admitted_ago), reverse=True)


def in_a_year(who: Planned, rng: random.Random) -> int:
    """How many events somebody has in a whole year, wherever the person was."""
    uses = who.health.alcohol or who.health.drugs
    risk = WITH_SUBSTANCES * _latent(uses, who.woman, rng)
    risk += math.sqrt(1 - WITH_SUBSTANCES**2) * rng.gauss(0, 1)
    if risk < _NORMAL.inv_cdf(1 - WITHIN_A_YEAR[who.woman]):
        return 0
    return _how_often(rng)


def _bouts(times: int, rng: random.Random) -> Iterator[dt.timedelta]:
    """How long ago each of so many events was, within the last year."""
    ago = dt.timedelta(0)
    for event in range(times):
        anew = event == 0 or rng.random() < ANEW
        ago = rng.random() * YEAR if anew else (ago - rng.expovariate(1) * SOON) % YEAR
        yield ago


def _latent(uses: bool, woman: bool, rng: random.Random) -> float:
    """How far somebody is on the scale of use, on the side of the threshold where the plan has put them."""
    none = (1 - ALCOHOL) * (1 - DRUGS[woman])
    share = rng.uniform(none, 1) if uses else rng.uniform(0, none)
    return _NORMAL.inv_cdf(min(max(share, 1e-9), 1 - 1e-9))


def _how_often(rng: random.Random) -> int:
    """One draw of the logarithmic series."""
    left, times = rng.random(), 1
    chance = -THETA / math.log(1 - THETA)
    while left > chance:
        left -= chance
        chance *= THETA * times / (times + 1)
        times += 1
    return times


def in_the_unit(uow: UnitOfWork, person: Person) -> bool:
    """Whether the person is there to be found: what happens at court is not in this register."""
    stay = people.open_stay(uow.session, person.id)
    return stay is not None and stay.whereabouts == "unit"


def entered(uow: UnitOfWork, person: Person, at: dt.datetime, place: str, method: str, level: int = 0) -> SelfHarmEntry:
    """An event in the register. ``level``: of the watch it opens; 0 opens none."""
    wing = place.partition("-")[0]
    values: dict[str, Any] = {"discovered_at": at, "happened_at": None, "wing": wing, "place": place}
    values |= {"place_kind": "shared_cell", "alone": "no", "method": method, "means": "", "intent_said": "not_die"}
    values |= {"intent_judged": "ambivalent" if level else "not_die", "severity": 1, "treatment": "unit"}
    values |= {"account": "Səthi xəsarət, sarğı qoyulub, söhbət aparılıb", "own_words": "«yoruldum»"}
    return self_harm.record(uow, person, SelfHarm({**values, "level": level, "record_id": None}))


def debriefed(uow: UnitOfWork, entry: SelfHarmEntry, at: dt.datetime) -> None:
    self_harm.follow(uow, entry, Written("debrief", at, "Nə baş verdiyi və nə kömək edərdi müzakirə olundu"))


def asked_on_paper(uow: UnitOfWork, entry: SelfHarmEntry) -> None:
    """The question about suicide was asked on paper, as everything was then."""
    for row in due.of_person(uow.session, uow.actor, entry.person_id):
        if row.kind == "rescreen" and row.started_by == "self_harm":
            deadlines.waive(uow, row, reason="Kağız jurnalda aparılıb")
