"""Signing an examination while the person is released: one comes after the other, and neither waits for the other."""

from __future__ import annotations

import datetime as dt
import threading

from healthapp.access import Role
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.records.models import ClinicalRecord, RecordState
from tests import factories


def test_a_signature_and_a_release_do_not_wait_for_each_other(unit, monkeypatch):
    """The signature ends clocks one after the other, the release all of them at once."""
    for kind, hours in ((clocks.PROCEDURAL_BEFORE, 3), (clocks.PROCEDURAL, 1)):
        with unit.act(unit.feldsher) as uow:
            begun = {"started_at": uow.now() - dt.timedelta(hours=hours), "started_by": kind.code}
            deadlines.start(uow, kind, facility_id=unit.facility.id, person_id=unit.person.id, **begun)
            uow.audited = True
    record = unit.begin("procedural")
    unit.fill(record)
    refused, thread = [], None

    def release() -> None:
        try:
            with unit.act(factories.identity(Role.HEAD, unit.facility)) as uow:
                person = uow.session.get_one(Person, unit.person.id)
                leaves = Move(kind="release", occurred_at=uow.now(), release_kind="other")
                movements.record(uow, person, leaves)
        except Exception as error:
            refused.append(error)

    meet = deadlines.meet

    def meet_slowly(uow, kind, **about):
        nonlocal thread
        rows = meet(uow, kind, **about)
        if rows and thread is None:
            uow.flush()
            thread = threading.Thread(target=release)
            thread.start()
            thread.join(1)  # it waits for this unit by now
        return rows

    monkeypatch.setattr(deadlines, "meet", meet_slowly)
    unit.hand_in(record, late_reason="Yeni növbə")
    thread.join(30)
    assert refused == []
    with unit.database.reading() as session:
        assert session.get_one(ClinicalRecord, record.id).state != RecordState.DRAFT
        assert not session.get_one(Person, unit.person.id).in_custody
    assert unit.open_clocks() == ["countersign"], "what is signed is countersigned all the same"
