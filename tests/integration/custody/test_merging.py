"""Joining and parting entries: an event, a scope, no circle, nothing rewritten."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.people import merging
from healthapp.people.errors import Refused
from healthapp.people.models import Person, PersonMerge, Stay
from tests import factories

WHY = "Same FIN, same photograph"


@pytest.fixture
def pair(database, clock):
    """(facility, doctor there, kept entry in custody, other entry released)"""
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        place = factories.facility(uow)
        kept = factories.person(uow, place)
        factories.stay(uow, kept, place)
        other = factories.person(uow, place, surname="Kerimov", in_custody=False)
        factories.stay(uow, other, place, released_at=clock.now)
    return place, factories.identity(Role.DOCTOR, place), kept, other


def join(database, clock, actor, kept, other):
    with database.unit(actor, clock) as uow:
        return merging.merge(uow, kept_id=kept.id, merged_id=other.id, reason=WHY)


def refused(database, clock, actor, kept, other) -> str:
    with pytest.raises(Refused) as caught:
        join(database, clock, actor, kept, other)
    assert caught.value.field == "number"
    with database.reading() as session:
        return str(caught.value) + str(session.scalar(sa.select(sa.func.count()).select_from(PersonMerge)))


def test_joining_rewrites_nothing(database, clock, pair):
    _place, doctor, kept, other = pair
    row = join(database, clock, doctor, kept, other)
    with database.reading() as session:
        assert merging.of_person_ids(session, kept.id) == [kept.id, other.id]
        assert merging.of_person_ids(session, other.id) == [kept.id, other.id]
        merged = session.get(Person, other.id)
        assert (merged.surname, merged.number, merged.merged_into_id) == ("Kerimov", other.number, kept.id)
        assert session.scalar(sa.select(Stay.person_id).where(Stay.released_at.is_not(None))) == other.id
        assert (row.by, row.reason, row.undone_at) == (doctor.user_id, WHY, None)


def test_both_entries_have_the_event(database, clock, pair):
    place, doctor, kept, other = pair
    row = join(database, clock, doctor, kept, other)
    with database.reading() as session:
        events = session.scalars(
            sa.select(AuditEvent).where(AuditEvent.kind == "person.merged").order_by(AuditEvent.id)
        ).all()
        assert [(event.person_id, event.details) for event in events] == [
            (kept.id, {"role": "kept", "other": str(other.id)}),
            (other.id, {"role": "merged", "other": str(kept.id)}),
        ]
        assert {(event.facility_id, event.subject_id, event.reason) for event in events} == {(place.id, row.id, WHY)}


def test_parting_leaves_everything_as_it_was_and_both_events(database, clock, pair):
    _place, doctor, kept, other = pair
    row = join(database, clock, doctor, kept, other)
    clock.advance(days=1)
    with database.unit(doctor, clock) as uow:
        merging.unmerge(uow, row.id, reason="Two brothers")
    with database.reading() as session:
        assert merging.of_person_ids(session, kept.id) == [kept.id]
        assert merging.of_person_ids(session, other.id) == [other.id]
        stored = session.get(PersonMerge, row.id)
        assert (stored.undone_by, stored.undo_reason, stored.undone_at) == (doctor.user_id, "Two brothers", clock.now)
        kinds = session.scalars(sa.select(AuditEvent.kind).where(AuditEvent.person_id == other.id)).all()
        assert sorted(kinds) == ["person.merge_undone", "person.merged"]
    with pytest.raises(Refused), database.unit(doctor, clock) as uow:
        merging.unmerge(uow, row.id, reason="Once more")
    assert join(database, clock, doctor, kept, other).id != row.id


def test_an_entry_is_not_joined_into_itself(database, clock, pair):
    _place, doctor, kept, _other = pair
    assert refused(database, clock, doctor, kept, kept).endswith("0")


def test_chains_grow_at_their_end_alone(database, clock, pair):
    place, doctor, kept, other = pair
    with database.unit(doctor, clock) as uow:
        third = factories.person(uow, place, in_custody=False)
        fourth = factories.person(uow, place, in_custody=False)
    join(database, clock, doctor, third, other)
    assert refused(database, clock, doctor, kept, other).endswith("1")
    assert refused(database, clock, doctor, other, fourth).endswith("1")
    assert refused(database, clock, doctor, other, third).endswith("1")
    join(database, clock, doctor, kept, third)
    assert refused(database, clock, doctor, third, kept).endswith("2")
    with database.reading() as session:
        for entry in (kept, third, other):
            assert merging.of_person_ids(session, entry.id) == [kept.id, *sorted((third.id, other.id))]


def test_parting_in_the_middle_of_a_chain_takes_the_lower_part_along(database, clock, pair):
    place, doctor, kept, other = pair
    with database.unit(doctor, clock) as uow:
        third = factories.person(uow, place, in_custody=False)
    join(database, clock, doctor, third, other)
    row = join(database, clock, doctor, kept, third)
    with database.unit(doctor, clock) as uow:
        merging.unmerge(uow, row.id, reason="Two brothers")
    with database.reading() as session:
        assert merging.of_person_ids(session, kept.id) == [kept.id]
        assert merging.of_person_ids(session, other.id) == [third.id, other.id]


def test_the_entry_in_custody_is_the_one_kept(database, clock, pair):
    _place, doctor, kept, other = pair
    refused(database, clock, doctor, other, kept)
    with database.reading() as session:
        assert session.get(Person, kept.id).merged_into_id is None


def test_both_facilities_must_be_ones_own(database, clock, pair):
    place, doctor, kept, _other = pair
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        elsewhere = factories.facility(uow)
        far = factories.person(uow, elsewhere, in_custody=False)
    nowhere = Person(id=uuid.uuid4())
    assert refused(database, clock, doctor, kept, far) == refused(database, clock, doctor, kept, nowhere)
    stranger = factories.identity(Role.DOCTOR, elsewhere)
    refused(database, clock, stranger, kept, far)
    nurse_of_both = factories.identity(Role.NURSE, place)
    both = type(nurse_of_both)(
        user_id=nurse_of_both.user_id,
        name="Nurse of two units",
        assignments=(*nurse_of_both.assignments, *factories.identity(Role.NURSE, elsewhere).assignments),
    )
    row = join(database, clock, both, kept, far)
    for actor in (doctor, stranger):
        with pytest.raises(Refused), database.unit(actor, clock) as uow:
            merging.unmerge(uow, row.id, reason="Not mine to part")
        with database.reading() as session:
            assert merging.find_case(session, actor, row.id) is None


def test_reviewers_and_the_program_do_not_join(database, clock, pair):
    _place, _doctor, kept, other = pair
    refused(database, clock, factories.identity(Role.REVIEWER), kept, other)


def test_a_number_is_found_as_typed(database, pair):
    _place, doctor, _kept, other = pair
    with database.reading() as session:
        assert merging.by_number(session, doctor, f" {other.number.lower()} ").id == other.id
        assert merging.by_number(session, factories.identity(Role.AUDITOR), other.number) is None
        assert merging.by_number(session, doctor, "%") is None
