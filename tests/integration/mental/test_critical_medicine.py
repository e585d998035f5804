"""What ends the wait for a critical medicine beside an examination: the order for it, or a doctor's decision."""

from __future__ import annotations

import datetime as dt

from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.i18n import local
from healthapp.people import flags
from tests.integration.mental import commands
from tests.integration.mental.test_pages import errors

DAY = dt.timedelta(days=1)


def test_the_order_for_a_critical_medicine_ends_its_clock_and_no_other_prescription_does(unit, sign_in):
    # Given a person whose insulin waits for an order
    with unit.act(Role.FELDSHER) as uow:
        waiting = deadlines.start(
            uow,
            clocks.CRITICAL_MEDICINE,
            facility_id=unit.facility.id,
            started_at=uow.now(),
            started_by="medicine",
            person_id=unit.person.id,
        )
        flags.put(uow, person_id=unit.person.id, code="critical_medicine", state="no_order")
    browser, path = sign_in(Role.DOCTOR), f"/people/{unit.person.id}/medicines/new"
    today = local(unit.clock()).date()
    form = commands.medicine_form(today, today + 14 * DAY)
    # When a doctor prescribes without saying whether this is it
    assert errors(browser.post(path, **form)) == {"critical"}
    # Then a prescription that is not leaves the clock running, and the one that is ends it with its mark
    assert browser.post(path, **{**form, "critical": "no"}).status_code == 303
    assert unit.clocks("critical_medicine")
    assert browser.post(path, **{**form, "drug": "İnsulin", "critical": "yes"}).status_code == 303
    assert not unit.clocks("critical_medicine")
    with unit.database.reading() as session:
        row = session.get(Deadline, waiting.id)
        assert (row.state, row.met_by) != ("open", None)
        assert flags.of_people(session, [unit.person.id]) == {}
    # and nothing is asked any more
    assert 'name="critical"' not in browser.get(path).text


def test_a_doctors_decision_ends_such_a_clock_with_its_reason_and_nobody_elses_does(unit, sign_in):
    examination = uuid7()
    with unit.act(Role.FELDSHER) as uow:
        waiting, other = (
            deadlines.start(
                uow,
                kind,
                facility_id=unit.facility.id,
                started_at=uow.now(),
                started_by="test",
                person_id=unit.person.id,
                subject=("clinical_record", examination),
            )
            for kind in (clocks.CRITICAL_MEDICINE, clocks.INTAKE)
        )
        flags.put(uow, person_id=unit.person.id, code="critical_medicine", state="no_order")
    doctor, link = sign_in(Role.DOCTOR), f"/clocks/{waiting.id}/decide"
    assert link in doctor.get(f"/people/{unit.person.id}").text
    assert link in doctor.get("/worklist").text
    assert f"/examinations/{examination}" in doctor.get(link).text
    assert errors(doctor.post(link, decision="")) == {"decision"}
    assert doctor.post(f"/clocks/{other.id}/decide", decision="Lazım deyil").status_code == 404
    nurse = sign_in(Role.NURSE)
    assert link not in nurse.get(f"/people/{unit.person.id}").text
    assert nurse.post(link, decision="Lazım deyil").status_code == 403
    assert unit.clocks("critical_medicine")
    assert doctor.post(link, decision="Dərman artıq lazım deyil").status_code == 303
    assert doctor.post(link, decision="İkinci basış").status_code == 303
    with unit.database.reading() as session:
        row = session.get(Deadline, waiting.id)
        assert (row.state, row.ended_reason) == ("waived", "Dərman artıq lazım deyil")
        assert flags.of_people(session, [unit.person.id]) == {}
