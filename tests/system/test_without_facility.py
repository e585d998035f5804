"""Who is signed in without a role that is held, and a role of the country held at one facility: over every route."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.accounts.models import RoleAssignment
from tests.support.house import House, SignedIn, enrolled
from tests.system.test_access_matrix import LAST, MATRIX, PUBLIC, address, house, refusals, rules

__all__ = ["house"]


@pytest.mark.parametrize("held", ["never any", "ended and waiting"])
def test_who_is_signed_in_without_a_role_gets_in_nowhere(house: House, held: str):
    """Nobody's facility: an account whose role has ended, or waits for its second person, opens nothing."""
    browser, wrong, refused = _without_a_role(house, held), [], refusals(house)
    for rule, method in rules(house):
        if rule.endpoint in PUBLIC or (rule.endpoint in LAST and method == "POST"):
            continue
        for site in (house.own, house.other):
            path, before = address(house, rule, site), refused
            status = (browser.get(path) if method == "GET" else browser.post(path)).status_code
            refused = refusals(house)
            if status not in (403, 404):
                wrong.append(f"{method} {rule.endpoint}: got {status}")
            if refused == before:
                wrong.append(f"{method} {rule.endpoint}: the refusal left no event")
    assert wrong == []


def test_a_role_of_the_country_that_is_held_at_one_facility_reads_nobody_elsewhere(house: House):
    with house.database.unit(Identity.system("tests"), house.clock) as uow:
        identity, login = enrolled(uow, Role.REVIEWER, house.own.facility, "of one facility")
    browser, wrong = SignedIn(house.app, login, identity), []
    for rule, method in rules(house):
        row = MATRIX.get(rule.endpoint)
        if row is None or rule.endpoint in LAST or row.own == row.other or row.absent:
            continue
        for site in (house.own, house.other):
            path = address(house, rule, site)
            status = (browser.get(path) if method == "GET" else browser.post(path)).status_code
            may = Role.REVIEWER in row.own and site is house.own
            if (status not in (403, 404)) != may:
                wrong.append(f"{method} {rule.endpoint}: got {status} at {site.facility.name}")
    assert wrong == []


def _without_a_role(house: House, held: str) -> SignedIn:
    """A browser in which an account is signed in that holds no role now."""
    ended = dt.timedelta(minutes=1)
    with house.database.unit(Identity.system("tests"), house.clock) as uow:
        identity, login = enrolled(uow, Role.DOCTOR, house.own.facility, held)
        row = uow.session.scalars(sa.select(RoleAssignment).where(RoleAssignment.user_id == identity.user_id)).one()
        if held == "never any":
            uow.session.delete(row)
        else:
            row.valid_from, row.valid_to = uow.now() - ended, uow.now()
            waiting = {"role": Role.HEAD.value, "facility_id": house.own.facility.id, "valid_from": uow.now() - ended}
            until = uow.now() + dt.timedelta(days=7)
            uow.session.add(RoleAssignment(user_id=identity.user_id, awaits_until=until, **waiting))
    return SignedIn(house.app, login)
