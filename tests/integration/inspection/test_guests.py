"""Given a guest of a visit's team, when they try every door, then none opens: not by name, not with an account."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.inspection.models import Mandate, Member, Visit
from tests.integration.inspection.test_pages import opened
from tests.support.databases import as_owner
from tests.support.house import House, SignedIn, enrolled

MECHANISM = (
    *("inspection", "glance", "sampling", "auditing", "sealed", "findings", "acts", "copies", "plans", "proofs"),
    *("checklists", "annual", "mandates"),
)
#: Where a person's records are read.
CLINICAL = {"people", "intake", "injuries", "injury_photos", "risk", "mental", "referrals", "screening", "custody"}


def somebody(house: House) -> SignedIn:
    """An expert with an account of the mechanism, and no mandate."""
    with house.database.unit(house.users[Role.OMBUDSMAN], house.clock) as uow:
        who, login = enrolled(uow, Role.NPG, None, suffix="guest")
        uow.audited = True
    with as_owner(house.database) as connection:
        connection.execute(sa.delete(Mandate).where(Mandate.user_id == who.user_id))
        connection.commit()
    house.logins[who.user_id] = login
    return house.browser(who)


def every_route(house: House, blueprints, visit_id: uuid.UUID):
    """(endpoint, method, address) of each route, filled with what really is there."""
    known = {
        "visit_id": visit_id, "person_id": house.own.person.id, "record_id": house.own.signed.id,
        "facility_id": house.own.facility.id, "number": 1, "position": 1, "item": "skin", "section": "vitals",
        "kind": "intake", "size": 1,
    }  # fmt: skip
    with house.app.test_request_context():
        bound = house.app.url_map.bind("localhost")
        for rule in house.app.url_map.iter_rules():
            if rule.endpoint.partition(".")[0] in blueprints:
                given = {name: known.get(name, uuid7()) for name in rule.arguments}
                for method in sorted(rule.methods & {"GET", "POST"}):
                    yield rule.endpoint, method, str(bound.build(rule.endpoint, given))


def test_a_guest_opens_nothing(house):
    address = opened(house)
    member = house.browser(Role.NPG)
    assert member.post(f"{address}/guest", name="Npg guest", profession="Interpreter").status_code == 303
    drawn = member.post(f"{address}/sample", frame="records", strata="none", size="5")
    assert drawn.status_code == 303
    with house.database.reading() as session:
        visit = session.scalars(sa.select(Visit)).one()
        guest = session.scalars(sa.select(Member).where(Member.user_id.is_(None))).one()
    assert (guest.name, guest.clinical) == ("Npg guest", False)
    browser = somebody(house)
    routes = list(every_route(house, {*MECHANISM, *CLINICAL}, visit.id))
    got_in = {}
    for endpoint, method, path in routes:
        answer = browser.get(path) if method == "GET" else browser.post(path)
        if answer.status_code not in (403, 404):
            got_in[f"{method} {endpoint}"] = answer.status_code
    assert len(routes) > 100
    assert got_in == {"GET inspection.index": 200}
    assert visit.number not in browser.get("/visits").text, "the way in, and nothing behind it"


def test_the_database_lets_no_guest_read(house):
    opened(house)
    with house.database.unit(house.users[Role.NPG], house.clock) as uow:
        visit = uow.session.scalars(sa.select(Visit)).one()
        row = {"id": uuid7(), "visit_id": visit.id, "name": "Guest", "profession": "doctor", "added_at": uow.now()}
        with pytest.raises(sa.exc.IntegrityError), uow.session.begin_nested():
            uow.session.execute(sa.insert(Member), [{**row, "clinical": True}])
        uow.audited = True
