"""Given a photograph of a signed injury record, when a finding rests on it, then its hash stands for what was seen."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from healthapp.access import Permission, Role
from healthapp.access.policy import POLICY
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.inspection import evidence, slip
from healthapp.inspection.models import SampleItem, Visit
from healthapp.records.models import ClinicalRecord
from healthapp.vault import services as vault
from healthapp.vault.models import StoredFile
from tests.integration.injuries.conftest import Ward, picture
from tests.integration.injuries.test_services import OPINION
from tests.integration.inspection.test_acts import pages
from tests.integration.inspection.test_findings import TEXT, form, member, signed_item, with_sample
from tests.support.house import House

__all__ = ["member"]


def photographed(house: House) -> tuple[ClinicalRecord, list[StoredFile]]:
    """An injury record a doctor signed, with two photographs, the second of an intimate part."""
    from blueprints import injuries

    site, doctor = house.own, house.own.doctor
    with house.app.app_context():
        ward = Ward(house.database, house.clock, site.facility, site.person, doctor, doctor, injuries.store())
    record = ward.begin()
    ward.add(record)
    files = [ward.shoot(record), ward.shoot(record, picture(kind="PNG"), intimate=True)]
    agreed = dict.fromkeys(("photographs", "intimate_photographs", "prosecutor"), "yes")
    ward.fill(record, opinion=OPINION, consent=agreed)
    ward.hand_in(record)
    return record, files


def place_of(house: House, record: ClinicalRecord) -> str:
    """Where a record stands in the first sample."""
    with house.database.reading() as session:
        chosen = sa.select(SampleItem.position).where(SampleItem.subject_id == record.id)
        return f"1/{session.scalars(chosen).one()}"


def looks(house: House, file: StoredFile) -> list[AuditEvent]:
    with house.database.reading() as session:
        chosen = sa.select(AuditEvent).where(AuditEvent.kind == "file.read", AuditEvent.subject_id == file.id)
        return list(session.scalars(chosen))


def test_a_photograph_of_a_signed_record_is_evidence_by_the_hash_of_its_bytes(house, member):
    record, (open_one, intimate) = photographed(house)
    address = with_sample(house, member)
    place = place_of(house, record)
    audited = member.get(f"{address}/sample/{place}").text
    assert f"rests_on={place}/F-1" in audited.replace("%2F", "/")
    agreed = form(consent="named", name="Rauf Kərimli", rests_on=f"{place}/F-1, {place}/f2")
    assert member.post(f"{address}/findings/new", agreed).status_code == 303
    page = member.get(f"{address}/findings/1").text
    for file in (open_one, intimate):
        assert file.sha256.hex() in page
        assert f'href="/injuries/{record.id}/photographs/{file.id}"' in page
    assert f'value="{place}/F-1, {place}/F-2"' in page
    assert looks(house, open_one) == []
    assert member.get(f"/injuries/{record.id}/photographs/{open_one.id}").mimetype == "image/jpeg"
    assert [(look.actor_id, look.oversight) for look in looks(house, open_one)] == [(member.identity.user_id, True)]
    member.post(f"{address}/findings/new", form(consent="anonymous", text=f"{TEXT} again", rests_on=f"{place}/F-1"))
    printed = slip.grouped(open_one.sha256.hex())
    assert pages(member.get(f"{address}/act", copy="own")).count(printed) == 2
    assert printed not in pages(member.get(f"{address}/act", copy="institution"))
    assert pages(member.get(f"{address}/report")).count(printed) == 1, "of who agreed to be named alone"


def test_a_photograph_that_is_not_there_or_not_to_be_seen_is_refused_at_the_field(house, member, monkeypatch):
    record, (_open_one, intimate) = photographed(house)
    address = with_sample(house, member)
    place, other = place_of(house, record), f"1/{signed_item(house).position}"
    for wrong in (f"{place}/F-3", f"{other}/F-1", "1/99/F-1"):
        answer = member.post(f"{address}/findings/new", form(rests_on=wrong))
        assert (answer.status_code, 'id="rests_on-error"' in answer.text) == (422, True)
        assert f'value="{wrong}"' in answer.text
    assert member.post(f"{address}/findings/new", form(rests_on=f"{place}/F-2")).status_code == 303
    monkeypatch.setitem(POLICY, Permission.INJURY_INTIMATE, ())
    assert member.post(f"{address}/findings/new", form(rests_on=f"{place}/F-2")).status_code == 422
    assert f"photographs/{intimate.id}" not in member.get(f"{address}/findings/1").text
    assert f"photographs/{intimate.id}" not in member.get(f"{address}/sample/{place}").text
    assert member.get(f"/injuries/{record.id}/photographs/{intimate.id}").status_code == 403
    monkeypatch.setitem(POLICY, Permission.INJURY_READ, ())
    assert member.post(f"{address}/findings/new", form(rests_on=f"{place}/F-1")).status_code == 422


def test_a_photograph_voided_or_exchanged_since_is_called_so(house, member):
    record, (file, _intimate) = photographed(house)
    with_sample(house, member)
    sample, position = map(int, place_of(house, record).split("/"))
    with house.database.unit(house.users[Role.NPG], house.clock) as uow:
        visit = uow.session.scalars(sa.select(Visit)).one()
        reader = replace(uow.actor, visiting=frozenset({visit.facility_id}))
        (seen,) = evidence.gather(uow.session, reader, visit, [evidence.Reference(sample, position, 1)], "")
    asked = [seen, replace(seen, original="00" * 32), replace(seen, file=str(uuid7()))]

    def told() -> list[str]:
        with house.database.reading() as session:
            became = evidence.since(session, asked)
        return [became[one] for one in asked]

    assert told() == ["same", "altered", "gone"]
    with house.database.unit(house.own.doctor, house.clock) as uow:
        vault.void(uow, uow.session.get_one(StoredFile, file.id), reason="another man")
    assert told()[0] == "voided"
