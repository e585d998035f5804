"""Given few or many rows, when a page of the mechanism is asked for, then it takes the same number of statements.

As in ``test_statements``: a number that rises with the rows is a page that will be too slow one day.
"""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.database import UnitOfWork
from healthapp.inspection import evidence, findings, plans, presenter, samples, services
from healthapp.inspection.findings import Wording
from healthapp.inspection.models import Visit
from healthapp.inspection.plans import Planned
from healthapp.inspection.samples import Wanted
from healthapp.inspection.schemas import Opening
from tests.integration.inspection.test_pages import PASSPHRASE
from tests.support.house import House, SignedIn
from tests.system.test_statements import counted

STATEMENTS = {"findings": 19, "plans": 8, "years": 9}


def opening(house: House) -> Opening:
    now = house.clock()
    days = {"period_from": now.date() - dt.timedelta(days=90), "period_to": now.date()}
    told = {"received_at": None, "obstruction": "no", "obstruction_note": "", "follows_id": None, "members": ()}
    return Opening("ad_hoc", house.own.facility.id, arrived_at=now, **days, **told)


@pytest.fixture
def member(house: House) -> SignedIn:
    """The member's browser with an open key."""
    browser = house.browser(Role.NPG)
    browser.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    browser.post("/visits/key/open", unlock=PASSPHRASE)
    return browser


def unit(house: House) -> UnitOfWork:
    return house.database.unit(house.users[Role.NPG], house.clock)


def visit_of(uow: UnitOfWork, house: House) -> Visit:
    """The visit of the house with a sample, opened and drawn when there is none yet."""
    known = uow.session.scalars(sa.select(Visit)).first()
    if known is not None:
        return known
    visit = services.open_visit(uow, opening(house))
    period = presenter.period_of(uow.session, visit, house.clock())
    samples.draw(uow, visit, period, Wanted("records", "none", 5, "", ""))
    return visit


def found(house: House, many: int) -> str:
    """So many more findings of a visit, each with a record it rests on."""
    with unit(house) as uow:
        visit = visit_of(uow, house)
        rests = evidence.gather(uow.session, uow.actor, visit, [evidence.Reference(1, 1)], "in_time")
        for _number in range(many):
            findings.write(uow, visit, Wording("low", "food", "Cold", "nobody", "", rests))
        return f"/visits/{visit.id}/findings"


def planned(house: House, many: int) -> str:
    """So many more visits planned by the member."""
    with unit(house) as uow:
        for _number in range(many):
            wanted = Planned("scheduled", house.own.facility.id, house.clock().date(), None, (), "")
            plans.plan(uow, wanted)
    return "/visits/plans"


def visited(house: House, many: int) -> str:
    """So many more visits in the year of the clock."""
    with unit(house) as uow:
        for _number in range(many):
            services.open_visit(uow, opening(house))
    return "/visits/years"


GROWN = {"findings": (found, 2, 12), "plans": (planned, 2, 12), "years": (visited, 2, 20)}


@pytest.mark.parametrize("page", GROWN)
def test_a_page_takes_as_many_statements_with_many_rows_as_with_few(house, member, page):
    grow, few, more = GROWN[page]
    counts = []
    for added in (few, more):
        path = grow(house, added)
        member.get(path)  # whatever is kept between requests is kept now
        with counted(house) as seen:
            answer = member.get(path)
        assert answer.status_code == 200, answer.text[:500]
        counts.append(len(seen))
        said = "\n".join(seen)
    assert counts == [STATEMENTS[page]] * 2, f"{counts} {said[:20_000]}"
