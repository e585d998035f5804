"""At the gate: whoever opens and closes a visit is given the ledger as it is at that moment, without asking for it."""

from __future__ import annotations

import sqlalchemy as sa

from healthapp.access import Role
from healthapp.inspection.proof_models import VisitCheckpoint
from healthapp.ledger.services import LedgerRefusal
from tests.integration.inspection.test_pages import closes, opened
from tests.support.house import House


def moments(house: House) -> list[str]:
    with house.database.reading() as session:
        return list(session.scalars(sa.select(VisitCheckpoint.moment).order_by(VisitCheckpoint.number)))


def test_opening_and_closing_each_sign_the_ledger_once(house):
    member = house.browser(Role.NPG)
    address = opened(house)
    assert moments(house) == ["opening"]
    closes(house, member, address)
    assert moments(house) == ["opening", "closing"]


def test_a_ledger_that_will_not_sign_is_said_and_stops_no_visit(house, monkeypatch):
    def refuse(*_of: object) -> None:
        raise LedgerRefusal("the tree does not continue the last one")

    monkeypatch.setattr("blueprints.inspection.checkpoints.take", refuse)
    member = house.browser(Role.NPG)
    form = {
        "kind": "ad_hoc",
        "facility_id": str(house.own.facility.id),
        "period_from": "01.01.2026",
        "period_to": "11.03.2026",
        "arrived_time": "14:20",
        "obstruction": "no",
    }
    answer = member.post("/visits/open", form)
    assert answer.status_code == 303
    assert moments(house) == []
    assert "the tree does not continue the last one" in member.get(answer.headers["Location"]).text
