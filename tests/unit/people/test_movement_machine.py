"""The state machine by itself: whatever is tried in whatever order, a person is always somewhere that makes sense."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import configure_mappers

from healthapp.database import uuid7
from healthapp.people import movements
from healthapp.people.models import Person, Stay
from healthapp.people.movements import HELD, KINDS, Move

configure_mappers()  # once, here: a loaded machine needs longer for it than the first example may take
START = dt.datetime(2026, 3, 11, 8, 0, tzinfo=dt.UTC)
HOME, AWAY = uuid7(), uuid7()
ENDS = {"release": "released", "death": "dead"}


def newcomer():
    person = Person(id=uuid7(), facility_id=HOME, in_custody=True)
    return person, Stay(
        person_id=person.id, facility_id=HOME, admitted_at=START, whereabouts="unit", isolated=False, place="Karantin"
    )


@given(st.lists(st.sampled_from(sorted(KINDS)), max_size=40))
def test_any_sequence_leaves_a_person_somewhere(tried):
    person, stay = newcomer()
    for step, code in enumerate(tried):
        possible = {kind.code for kind in movements.allowed(stay)}
        if stay.whereabouts == "transit":
            possible |= movements.RECEIVING
        if code not in possible:
            continue
        was_isolated, was_at = stay.isolated, stay.whereabouts
        at = START + dt.timedelta(minutes=step)
        movements._apply(person, stay, KINDS[code], Move(code, at, other_facility_id=AWAY, place="4-1"))
        assert stay.whereabouts == (KINDS[code].target or was_at)
        assert (stay.heading_to_id is None) == (stay.whereabouts != "transit")
        assert person.in_custody == (stay.released_at is None) == (stay.whereabouts in HELD)
        assert stay.facility_id == person.facility_id
        if code == "isolation_start":
            assert (was_isolated, stay.isolated) == (False, True)
        if stay.released_at is not None:
            assert stay.whereabouts == ENDS[code]
            assert movements.allowed(stay) == []
            assert not stay.isolated
            assert (person.died_at is not None) == (code == "death")


def test_from_everywhere_there_is_a_way_back_or_out():
    for place in HELD:
        ways = [kind for kind in KINDS.values() if place in kind.sources and kind.target not in (None, place)]
        assert ways, place
        assert any(kind.target == "unit" for kind in ways) or place == "unit"


def test_every_place_is_one_the_database_knows():
    known = {*HELD, "released", "dead"}
    for kind in KINDS.values():
        assert kind.sources <= HELD
        assert kind.target in {None, *known}


def test_nobody_acts_for_somebody_who_is_not_in_custody():
    assert movements.allowed(None) == []
