"""Given cases that sent people out before steps were movements, when the program is upgraded, then custody has them."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp import happenings, rooms
from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.cases import away
from healthapp.cli.database import bring_up_to_date
from healthapp.people.models import Movement
from tests.integration.cases.test_away import ARRIVED, CAME, by_hand, sent, whereabouts
from tests.support import placing
from tests.support.house import House

AGO = dt.timedelta(minutes=40)


def journeys(house: House) -> list[Movement]:
    with house.database.reading() as session:
        query = sa.select(Movement).where(
            Movement.person_id == house.own.person.id, Movement.kind.in_(("to_hospital", "return_hospital"))
        )
        return list(session.scalars(query.order_by(Movement.occurred_at)))


@pytest.fixture
def as_before(monkeypatch):
    """Steps as they were: nobody in custody follows them."""
    followers = {what: [one for one in known if one is not away.after_step] for what, known in _loaded().items()}
    monkeypatch.setattr(happenings, "_followers", followers)


def _loaded():
    rooms.load("followers")
    return happenings._followers


def test_who_is_out_by_a_case_is_out_in_custody_from_the_step_on(house: House, clock, as_before) -> None:
    left = clock() - AGO
    sent(house, left)
    assert (journeys(house), whereabouts(house)) == ([], "unit")
    assert bring_up_to_date(house.database, "test")[2] == 1
    (made,) = journeys(house)
    assert (made.kind, made.occurred_at, made.recorded_by) == ("to_hospital", left, None)
    assert "yenilən" in made.note
    assert whereabouts(house) == "hospital"
    with house.database.reading() as session:
        event = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_id == made.id)).one()
    assert (event.kind, event.actor_name) == ("person.movement", "system:test")
    assert bring_up_to_date(house.database, "test")[2] == 0, "again changes nothing"
    assert len(journeys(house)) == 1


@pytest.mark.parametrize("kind", ["to_hospital", "cell_change", "violence"])
def test_whom_custody_recorded_anything_of_since_is_where_custody_says(house: House, clock, as_before, kind) -> None:
    sent(house, clock() - AGO)
    by_hand(house, kind, clock() - AGO / 2, **({"place": "12"} if kind == "cell_change" else {}))
    before = [row.id for row in journeys(house)], whereabouts(house)
    assert bring_up_to_date(house.database, "test")[2] == 0
    assert ([row.id for row in journeys(house)], whereabouts(house)) == before


def test_who_came_back_or_left_custody_is_not_sent_out_again(house: House, clock, as_before) -> None:
    row = sent(house, clock() - AGO)
    placing.taken(house, row, Role.LIAISON, ARRIVED)
    placing.taken(house, row, Role.DOCTOR, CAME)
    assert bring_up_to_date(house.database, "test")[2] == 0
    sent(house, clock() - AGO / 2)
    by_hand(house, "release", release_kind="court_decision")
    assert bring_up_to_date(house.database, "test")[2] == 0
