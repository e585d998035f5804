"""Given few or many looks at one person, when the sheet or the episode is asked for, then it takes the same statements.

The numbers are decisions, as in ``test_statements``.
"""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.access import Role
from healthapp.risk import services, watch
from healthapp.risk.models import RiskEpisode
from healthapp.risk.schemas import Open
from tests.support.house import House
from tests.system.test_statements import counted

#: At level 3 the episode asks whether the person is kept apart, which takes two.
STATEMENTS = {"/watch/{episode}": 10, "/risk/{episode}": 20}


def looks(house: House, many: int) -> RiskEpisode:
    """So many more looks at one person on watch, a minute apart."""
    now = house.clock()
    with house.database.unit(house.own.feldsher, lambda: now - dt.timedelta(hours=11)) as uow:
        made = services.open_episode(uow, house.own.person, Open("concern", 3, "Says goodbye"))
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        episode = uow.session.merge(made)
        for number in range(many):
            at = now - dt.timedelta(minutes=number)
            watch.observe(uow, episode, seen="talking", observed_at=at, text="Danışır")
    return made


@pytest.mark.parametrize("page", STATEMENTS)
def test_a_page_takes_as_many_statements_with_many_looks_as_with_few(house: House, page: str) -> None:
    browser, counts = house.browser(Role.FELDSHER), []
    for added in (3, 400):
        path = page.format(episode=looks(house, added).id)
        browser.get(path)  # whatever is kept between requests is kept now
        with counted(house) as seen:
            answer = browser.get(path)
        assert answer.status_code == 200, answer.text[:500]
        counts.append(len(seen))
    assert counts == [STATEMENTS[page]] * 2, "\n".join(seen)[:20_000]
