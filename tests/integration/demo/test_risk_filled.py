"""Who is at risk in the demonstration: as many watched at each level as published, self-harm where it was planned."""

from __future__ import annotations

import collections
import dataclasses

import pytest
import sqlalchemy as sa

from healthapp.deadlines.models import Deadline
from healthapp.demo import asked, fill, harming, plan
from healthapp.i18n import local
from healthapp.mental.models import SelfHarmEntry
from healthapp.risk.models import RiskEpisode

#: Enough for everything that the unit of the demonstration shows.
PEOPLE, SEED = 60, 36
#: Level of the watch -> people, of whom two in a hundred of four hundred are eight.
WATCHED = {4: 1, 3: 2, 2: 2, 1: 3}


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_watched_and_the_harmed(database, config, clock):
    fill(database, dataclasses.replace(config, mode="demo"), people=PEOPLE, seed=SEED, clock=clock)
    with database.reading() as session:
        open_ones = session.scalars(sa.select(RiskEpisode).where(RiskEpisode.state == "open")).all()
        entries = session.scalars(sa.select(SelfHarmEntry)).all()
        asked_again = session.scalars(sa.select(Deadline).where(Deadline.started_by == "self_harm")).all()
    assert collections.Counter(row.level for row in open_ones) == WATCHED
    assert len({row.person_id for row in open_ones}) == 8
    people = plan.people(PEOPLE, SEED, facilities=4, today=local(clock()).date())
    planned = sorted(len(harming.planned(one, SEED)) for one in people)
    entered = sorted(collections.Counter(row.person_id for row in entries).values())
    assert planned[-4:] == [2, 3, 8, 17]
    assert entered == [1, 2, 5, 8], "of the others they were not in the unit any more; and one is of this day"
    since = clock() - asked.HERE
    ended = {row.state for row in asked_again if row.started_at < since}
    assert ended == {"waived"}, "asked on paper"
    assert "waived" not in {row.state for row in asked_again if row.started_at >= since}
