"""Given few or many values and clocks, when the Department reads settings or a facility, then in so many statements."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.settings.keys import KEYS
from healthapp.settings.models import Setting
from tests.support.house import House, SignedIn
from tests.system.test_statements import arrivals, takes

KEY = "intake.exam_max"


def values(house: House, many: int) -> None:
    """So many more values of every key, the last of them to come."""
    start = house.clock() + dt.timedelta(days=1)
    with house.database.unit(house.own.doctor, house.clock) as uow:
        uow.session.add_all(
            Setting(
                id=uuid7(),
                key=key,
                value={"value": 24},
                unit="hours",
                valid_from=start - dt.timedelta(hours=many * 20 + number),
                entered_at=house.clock(),
                note="Decided by the Department",
            )
            for key in KEYS
            for number in range(many)
        )
        uow.audited = True


#: page -> (its address, what grows, few, more, statements). The facility's page reads the place, counts, heads, the
#: rule of clusters and their events, and keeps in three statements that it was read.
PAGES = {
    "contents": ("/settings", values, 1, 12, 2),
    "group": ("/settings/group/commission", values, 1, 12, 2),
    "key": (f"/settings/key/{KEY}", values, 1, 12, 2),
    "facility": ("/facilities/late/{facility}", arrivals, 5, 45, 11),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_as_many_statements_with_many_rows_as_with_few(house: House, page: str) -> None:
    address, grow, few, more, statements = PAGES[page]
    browser = house.browser(Role.REVIEWER)

    def ask(_house: House, reader: SignedIn) -> object:
        return reader.get(address.format(facility=house.own.facility.id))

    takes(house, browser, (ask, grow, few, more), statements)
