"""Two who end one clock at the same moment: what the first one decided stands."""

from __future__ import annotations

import pytest

from healthapp.access import Identity, Role
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import queries, services
from healthapp.deadlines.models import Deadline
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.settings.services import seed
from tests import factories
from tests.support.together import together


@pytest.fixture
def place(database, clock):
    with database.unit(Identity.system("tests"), clock) as uow:
        seed(uow)
        return factories.facility(uow)


@pytest.fixture
def waiting(database, clock, place) -> Deadline:
    """A critical medicine of somebody in custody that waits for its order."""
    with database.unit(factories.identity(Role.FELDSHER, place), clock) as uow:
        person = factories.person(uow, place)
        factories.stay(uow, person, place)
        about = {"facility_id": place.id, "person_id": person.id, "started_at": uow.now(), "started_by": "medicine"}
        return services.start(uow, clocks.CRITICAL_MEDICINE, **about)


def decide(words):
    return lambda uow, row: services.decide(uow, row, decision=words)


def test_a_clock_is_decided_once(database, clock, place, waiting):
    doctor = factories.identity(Role.DOCTOR, place)
    read = lambda uow: queries.find(uow.session, doctor, waiting.id)  # noqa: E731
    act = lambda: database.unit(doctor, clock)  # noqa: E731
    assert isinstance(together(act, read, decide("Lazım deyil"), decide("Gözləsin")), ValueError)
    with database.reading() as session:
        assert session.get_one(Deadline, waiting.id).ended_reason == "Lazım deyil"


def test_a_release_leaves_what_was_decided_at_the_same_moment(database, clock, place, waiting):
    doctor = factories.identity(Role.DOCTOR, place)

    def release(uow, _row):
        person = uow.session.get_one(Person, waiting.person_id)
        movements.record(uow, person, Move("release", uow.now(), release_kind="pardon"))

    read = lambda uow: uow.session.get_one(Deadline, waiting.id)  # noqa: E731
    act = lambda: database.unit(doctor, clock)  # noqa: E731
    assert together(act, read, decide("Lazım deyil"), release, stored=False) is None
    with database.reading() as session:
        row = session.get_one(Deadline, waiting.id)
    assert (row.state, row.ended_reason) == ("waived", "Lazım deyil")
