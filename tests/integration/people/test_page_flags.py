"""Flags, the banner made of them, what a list shows, and headcounts."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from healthapp.access import Identity, Role
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.people import banner, facilities, flags, presenter, queries
from healthapp.people.models import PersonFlag
from tests import factories

CUSTODY_ONLY = {"allergies": "hidden", "allergy_text": "", "risk_hidden": False, "risk_level": 4, "risk_text": "L4"}


@pytest.fixture
def place(database, clock):
    with database.unit(Identity.system("tests"), clock) as uow:
        return factories.facility(uow)


@pytest.fixture
def doctor(place):
    return factories.identity(Role.DOCTOR, place)


@pytest.fixture
def rauf(database, clock, place):
    with database.unit(Identity.system("tests"), clock) as uow:
        person = factories.person(uow, place)
        factories.stay(uow, person, place, place="Karantin 3")
        return person


@pytest.fixture
def page():
    """A request, for links."""
    app = Flask("tests")
    app.add_url_rule("/people/<uuid:person_id>", "people.show", lambda person_id: "")
    with app.test_request_context():
        yield


def kinds_of_events(session):
    return [row.kind for row in session.scalars(sa.select(AuditEvent).order_by(AuditEvent.at, AuditEvent.id))]


def test_a_flag_is_replaced_and_the_old_one_kept(database, clock, doctor, rauf):
    with database.unit(doctor, clock) as uow:
        flags.put(uow, person_id=rauf.id, code="allergy", state="unknown")
    clock.advance(minutes=5)
    with database.unit(doctor, clock) as uow:
        flags.put(uow, person_id=rauf.id, code="allergy", state="known", text="Penisillin", record_id=uuid7())
    with database.reading() as session:
        rows = session.scalars(sa.select(PersonFlag).order_by(PersonFlag.since)).all()
        standing = flags.of_people(session, {rauf.id})[rauf.id]
        assert [row.state for row in rows] == ["unknown", "known"]
        assert rows[0].ended_at == clock.now
        assert rows[0].ended_by == doctor.user_id
        assert [row.text for row in standing] == ["Penisillin"]
        logged = session.scalars(sa.select(AuditEvent)).all()
        assert [row.details for row in logged] == [{"code": "allergy"}] * 2
        assert "Penisillin" not in str([row.__dict__ for row in logged])


def test_the_same_flag_again_changes_nothing(database, clock, doctor, rauf):
    for _time in range(2):
        with database.unit(doctor, clock) as uow:
            flags.put(uow, person_id=rauf.id, code="risk", state="3")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PersonFlag)) == 1
        assert kinds_of_events(session) == ["person.flag_set"]


def test_measures_stand_beside_one_another(database, clock, doctor, rauf):
    with database.unit(doctor, clock) as uow:
        for measure in ("diet", "lower_bunk"):
            flags.put(uow, person_id=rauf.id, code="measure", state=measure)
    with database.unit(doctor, clock) as uow:
        flags.end(uow, person_id=rauf.id, code="measure", state="diet")
    with database.reading() as session:
        assert [row.state for row in flags.of_people(session, {rauf.id})[rauf.id]] == ["lower_bunk"]


def test_what_a_list_shows(database, clock, doctor, rauf):
    with database.unit(doctor, clock) as uow:
        flags.put(uow, person_id=rauf.id, code="allergy", state="known", text="Penisillin")
        flags.put(uow, person_id=rauf.id, code="risk", state="2")
        flags.put(uow, person_id=rauf.id, code="tb", state="isolate")
    with database.reading() as session:
        shown = banner.alerts(session, {rauf.id, uuid7()})
        assert set(shown) == {rauf.id}
        assert [kind for kind, _words in shown[rauf.id]] == ["alert", "attention"]
        assert "Penisillin" not in str(shown)
        assert banner.alerts(session, set()) == {}


@pytest.mark.usefixtures("page")
def test_the_banner_says_what_is_not_known(database, clock, doctor, rauf):
    with database.reading() as session:
        made = presenter.banner(session, doctor, rauf, clock.now)
    assert (made.name, made.birth, made.age) == ("Kərimli Rauf Elçin oğlu", "14.06.1991", "34 yaş")
    assert (made.allergies, made.risk_level, made.risk_hidden, made.place) == ("not_asked", None, False, "Karantin 3")


@pytest.mark.usefixtures("page")
def test_the_administration_sees_the_level_of_risk_and_no_health_fact_in_the_banner(
    database, clock, doctor, rauf, place
):
    with database.unit(doctor, clock) as uow:
        flags.put(uow, person_id=rauf.id, code="allergy", state="known", text="Penisillin")
        flags.put(uow, person_id=rauf.id, code="risk", state="4", text="L4")
    governor = factories.identity(Role.ADMINISTRATION, place)
    with database.reading() as session:
        made = presenter.banner(session, governor, rauf, clock.now)
        treating = presenter.banner(session, doctor, rauf, clock.now)
    assert {name: getattr(made, name) for name in CUSTODY_ONLY} == CUSTODY_ONLY
    outside = factories.identity(Role.COMMISSION)
    with database.reading() as session:
        assert presenter.banner(session, outside, rauf, clock.now).risk_hidden, "an office keeps no watch"
    assert (treating.allergies, treating.allergy_text, treating.risk_level) == ("known", "Penisillin", 4)


def test_find_keeps_to_the_scope(database, clock, rauf, doctor):
    with database.unit(Identity.system("tests"), clock) as uow:
        elsewhere = factories.facility(uow)
    stranger = factories.identity(Role.DOCTOR, elsewhere)
    emergency = Identity(stranger.user_id, "x", stranger.assignments, break_glass=frozenset({rauf.id}))
    with database.reading() as session:
        assert queries.find(session, doctor, rauf.id).id == rauf.id
        assert queries.find(session, stranger, rauf.id) is None
        assert queries.find(session, emergency, rauf.id).id == rauf.id
        assert queries.find(session, doctor, uuid.uuid4()) is None


def test_headcounts(database, clock, rauf, place, doctor):
    with database.unit(Identity.system("tests"), clock) as uow:
        factories.person(uow, place, in_custody=False)
        factories.person(uow, place, merged_into_id=rauf.id)
        empty = factories.facility(uow, name="Boş müəssisə")
    with database.reading() as session:
        counted = {row.facility.id: row.headcount for row in facilities.with_headcount(session, doctor)}
        everywhere = facilities.with_headcount(session, factories.identity(Role.REVIEWER))
        assert counted == {place.id: 1}
        assert {row.facility.id: row.headcount for row in everywhere} == {place.id: 1, empty.id: 0}
