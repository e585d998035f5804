"""The page that joins entries: compare first, decide with a reason, part again."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.people.models import Person, PersonIdentifier, PersonMerge
from tests import factories

WHY = "Same FIN, same photograph"


@pytest.fixture
def pair(database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        place = factories.facility(uow)
        kept = factories.person(uow, place)
        factories.stay(uow, kept, place)
        other = factories.person(uow, place, surname="Məmmədov", birth_date=dt.date(1990, 1, 2), in_custody=False)
        uow.session.add(PersonIdentifier(person_id=other.id, kind="fin", value="7ABCDEF"))
    return place, kept, other


@pytest.fixture
def doctor(browser, pair):
    browser.as_(factories.identity(Role.DOCTOR, pair[0]))
    return browser


def merges(database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(PersonMerge))


def test_compare_then_join_then_part(doctor, pair, database):
    _place, kept, other = pair
    path = f"/people/{kept.id}/merge"
    assert "Record number of the other entry" in doctor.get(path)
    page = doctor.post(path, number=other.number, action="look")
    assert doctor.status == 200
    assert "7ABCDEF" in page
    assert "02.01.1990" in page
    assert "not the same" in page
    assert merges(database) == 0
    doctor.post(path, number=other.number, action="merge", reason=WHY, sure="yes")
    assert (doctor.status, doctor.location) == (303, f"/people/{kept.id}")
    page = doctor.get(path)
    assert WHY in page
    with database.reading() as session:
        row = session.scalars(sa.select(PersonMerge)).one()
        opened = session.scalars(sa.select(AuditEvent.person_id).where(AuditEvent.kind == "person.opened")).all()
        assert opened == [other.id]
    undo = f"/people/mergers/{row.id}/undo"
    assert "Məmmədov" in doctor.get(undo)
    doctor.post(undo, reason="")
    assert doctor.status == 422
    doctor.post(undo, reason="Two brothers after all")
    assert doctor.status == 303
    assert "parted again" in doctor.get(path)
    doctor.get(undo)
    assert doctor.status == 404
    with database.reading() as session:
        assert session.get(Person, other.id).merged_into_id is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "X-0000-0000"}, "number"),
        ({"number": "' OR 1=1 --"}, "number"),
        ({"number": "9" * 30}, "number"),
        ({"reason": ""}, "reason"),
        ({"sure": ""}, "sure"),
        ({"sure": "perhaps"}, "sure"),
    ],
)
def test_nothing_is_joined_by_half(doctor, pair, database, wrong, field):
    _place, kept, other = pair
    given = {"number": other.number, "action": "merge", "reason": WHY, "sure": "yes", **wrong}
    doctor.post(f"/people/{kept.id}/merge", given)
    assert doctor.status == 422
    assert f'href="#{field}"' in doctor.markup
    assert merges(database) == 0


def test_itself_and_the_one_in_custody(doctor, pair, database):
    _place, kept, other = pair
    for one, number in ((kept, kept.number), (other, kept.number)):
        doctor.post(f"/people/{one.id}/merge", number=number, action="merge", reason=WHY, sure="yes")
        assert doctor.status == 422
    assert merges(database) == 0


def test_another_facilitys_entry_is_not_there(doctor, pair, database, clock):
    _place, kept, _other = pair
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        far = factories.person(uow, factories.facility(uow), surname="Uzaq", in_custody=False)
    page = doctor.post(f"/people/{kept.id}/merge", number=far.number, action="look")
    assert doctor.status == 422
    assert "Uzaq" not in page
    doctor.get(f"/people/{far.id}/merge")
    assert doctor.status == 404


@pytest.mark.parametrize(("role", "status"), [(Role.REVIEWER, 404), (Role.PSYCHOLOGIST, 404), (Role.AUDITOR, 404)])
def test_who_may_not(browser, pair, role, status):
    place, kept, _other = pair
    browser.as_(factories.identity(role, place)).get(f"/people/{kept.id}/merge")
    assert browser.status == status
