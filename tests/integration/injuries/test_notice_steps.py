"""Whose injuries are reported though nobody knows the birth date, and in which order the steps of a notice are."""
# ruff: noqa: F401, F811 - the fixtures of the pages are shared

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.access import Role
from healthapp.i18n import ZONE
from healthapp.injuries import circumstances, duties, hooks, notices
from healthapp.injuries.dictionary.types import TYPES
from healthapp.intake import queries
from healthapp.intake import services as examinations
from healthapp.people import flags
from healthapp.people.models import Person
from healthapp.records.models import ClinicalRecord
from tests import factories
from tests.integration.injuries.test_photographs import feldsher, ward
from tests.integration.injuries.test_services import signed


def test_what_a_bullet_of_rubber_or_an_explosion_did_is_serious_as_every_other_type_of_the_list_is():
    assert set(TYPES) >= duties.SERIOUS
    assert duties.due({"lesions": {"lesions": [{"type": "kinetic_impact", "intent": "other_person"}]}}, {}, 30) == [
        "serious"
    ]


def test_whoever_is_taken_for_under_18_has_the_benefit_of_the_doubt(ward):
    """Nobody knows the birth date: by looks a child, whose injuries are reported and whose representative is asked."""
    with ward.act() as uow:
        uow.session.get_one(Person, ward.person.id).birth_date = None
        flags.put(uow, person_id=ward.person.id, code="juvenile", state="presumed")
        uow.audited = True
    record = ward.begin()
    ward.add(record, intent="other_person")
    with ward.database.reading() as session:
        found = queries.load(session, session.get_one(ClinicalRecord, record.id))
        assert hooks.duties_of(found) == ["minor"]
        assert "guardian_consent" in [gap.name for gap in circumstances.gaps(found)]


def test_no_step_of_a_notice_is_before_the_step_before_it(ward, feldsher, clock):
    """To the minute, as it is typed; what was typed stays on the page."""
    record = signed(ward)
    path = f"/injuries/{record.id}/notice"
    feldsher.get(path, lang="en")
    with ward.database.reading() as session:
        examined = session.get_one(ClinicalRecord, record.id).event_time

    def step(to: str, at: dt.datetime, **more: str):
        there = at.astimezone(ZONE)
        return feldsher.post(path, {"to": to, "at_date": f"{there:%d.%m.%Y}", "at_time": f"{there:%H:%M}", **more})

    sending = {"sent_to": "Prokurorluq", "channel": "post"}
    clock.advance(minutes=9)
    minute = dt.timedelta(minutes=1)
    sent, received = clock.now - 6 * minute, clock.now - 3 * minute
    assert step("sent", examined - minute, **sending).status_code == 422
    assert step("sent", sent, **sending).status_code == 303
    early = step("received", sent - minute, reference="12/3")
    assert early.status_code == 422
    assert 'href="#at' in early.text
    assert 'value="12/3"' in early.text
    assert step("received", received, reference="17245").status_code == 303
    page = feldsher.get(path).text
    assert "By post" in page
    assert "17245" in page
    assert step("answered", received - minute, outcome="Qəbul edildi").status_code == 422
    assert step("answered", received, outcome="Qəbul edildi").status_code == 303


@pytest.mark.parametrize("sent", [False, True])
def test_of_a_voided_record_nothing_is_sent_and_what_was_sent_is_gone_on_with(ward, feldsher, clock, sent):
    record = signed(ward)
    path = f"/injuries/{record.id}/notice"
    at = {"at_date": "11.03.2026", "at_time": f"{clock.now.astimezone(ZONE):%H:%M}"}
    sending = {"to": "sent", **at, "sent_to": "Prokurorluq", "channel": "post"}
    if sent:
        assert feldsher.post(path, sending).status_code == 303
    with ward.act(ward.doctor) as uow:
        examinations.request_void(uow, ward.find(uow, record), reason="Başqa şəxs", method="password")
    with ward.act(factories.identity(Role.HEAD, ward.facility)) as uow:
        examinations.confirm_void(uow, ward.find(uow, record), reason="Təsdiq", method="password")
    with ward.database.reading() as session:
        row = notices.of_record(session, record.id)
        assert notices.due_at(session, row) is None, "the clock of a notice that is not to be sent has ended"
    assert ('name="to"' in feldsher.get(path).text) is sent
    assert feldsher.post(path, {"to": "received", **at} if sent else sending).status_code == 303
    with ward.database.reading() as session:
        assert notices.of_record(session, record.id).state == ("received" if sent else "prepared")
