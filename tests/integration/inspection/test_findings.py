"""Given a team that found something, when it writes it down, then it alone reads it, and its evidence is checkable."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.inspection import evidence, findings, notes, sealing, services
from healthapp.inspection.finding_models import Finding
from healthapp.inspection.models import SampleItem, Visit
from healthapp.inspection.notes import Opened
from healthapp.intake import queries as examinations
from healthapp.intake import services as signing
from healthapp.records import queries as records_of
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord
from tests.integration.inspection.test_pages import PASSPHRASE, opened, row
from tests.support.databases import refused, without_guards
from tests.support.house import House, enrolled

TEXT = "Of twelve examinations seven leave out the back"


@pytest.fixture
def member(house):
    """The doctor of the team with a key that is open."""
    browser = house.browser(Role.NPG)
    browser.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    browser.post("/visits/key/open", unlock=PASSPHRASE)
    return browser


def form(**changes) -> dict[str, str]:
    given = {"severity": "high", "category": "injuries", "text": TEXT, "consent": "nobody"}
    return {**given, "form_key": str(uuid7()), **changes}


def with_sample(house: House, member) -> str:
    """Address of a visit in which the one signed record of the facility is drawn and audited."""
    address = opened(house)
    member.post(f"{address}/sample", frame="records", strata="none", size="5")
    member.get(f"{address}/sample/1/1")
    member.post(f"{address}/sample/1/1", {"version": "1", "a_in_time": "no", "autosave": "1"})
    return address


def count(house: House, model) -> int:
    with house.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_finding_is_sealed_whole_and_read_with_the_key_alone(house, member):
    address = with_sample(house, member)
    sent = form(rests_on="1/1", question="in_time")
    for _twice in range(2):
        assert member.post(f"{address}/findings/new", sent).status_code == 303
    assert count(house, Finding) == 1
    kept = row(house, Finding)
    for word in (TEXT, "injuries", "high", "in_time"):
        assert word.encode() not in kept.body
    page = member.get(f"{address}/findings").text
    assert TEXT in page
    assert "1/1" in page
    member.post("/visits/key/close")
    assert TEXT not in member.get(f"{address}/findings").text
    assert member.get(f"{address}/findings/1").headers["Location"].startswith("/visits/key")


def signed_item(house: House) -> SampleItem:
    """The drawn thing that is the signed record of the facility."""
    with house.database.reading() as session:
        return session.scalars(sa.select(SampleItem).where(SampleItem.subject_id == house.own.signed.id)).one()


def test_the_evidence_keeps_the_fingerprint_and_what_became_of_it_is_told(house, member):
    address = with_sample(house, member)
    item = signed_item(house)
    member.post(f"{address}/sample/1/{item.position}", {"version": "1", "a_in_time": "no", "autosave": "1"})
    member.post(f"{address}/findings/new", form(rests_on=f"1/{item.position}", question="in_time"))
    page = member.get(f"{address}/findings/1").text
    assert house.own.signed.digest.hex() in page
    assert "hələ görüldüyü kimidir" in page
    with house.database.unit(house.own.doctor, house.clock) as uow:
        record = uow.session.get_one(ClinicalRecord, house.own.signed.id)
        records.add_addendum(uow, record, text="Gözlük taxır", language="az", event_time=house.clock())
    assert "sonradan əlavə olunub" in member.get(f"{address}/findings").text


def test_what_waits_for_a_doctor_is_evidence_as_it_was_handed_in(house, member):
    """It is sealed, and was called "no signed record": the finding kept nothing that a change could be seen by."""
    address = with_sample(house, member)
    with house.database.reading() as session:
        waiting = session.scalars(sa.select(SampleItem).where(SampleItem.subject_id == house.own.waiting.id)).one()
        (part,) = records_of.sealed_parts(session, house.own.waiting.id)
    member.post(f"{address}/findings/new", form(rests_on=f"1/{waiting.position}"))
    page = member.get(f"{address}/findings/1").text
    assert part.digest.hex() in page
    assert "hələ görüldüyü kimidir" in page
    with house.database.unit(house.own.doctor, house.clock) as uow:
        found = examinations.find(uow.session, uow.actor, house.own.waiting.id)
        signing.countersign(uow, found, method="password", answers={"seen": "person"})
    assert "sonradan əlavə olunub" in member.get(f"{address}/findings").text
    with without_guards(house.database) as connection:
        connection.execute(
            sa.update(ClinicalRecord).where(ClinicalRecord.id == waiting.subject_id).values(digest=bytes(32))
        )
    assert "görüləndən sonra DƏYİŞDİRİLİB" in member.get(f"{address}/findings").text


def test_a_record_without_the_fingerprint_of_that_day_is_called_altered(house, member):
    with_sample(house, member)
    item, digest = signed_item(house), house.own.signed.digest.hex()
    record = str(house.own.signed.id)
    seen = evidence.Evidence(str(item.id), record, 1, item.position, digest, 0)
    asked = [seen, replace(seen, digest="00" * 32), replace(seen, digest=""), replace(seen, record=str(uuid7()))]
    with house.database.reading() as session:
        told = evidence.since(session, asked)
    assert [told[one] for one in asked] == ["same", "altered", "none", "gone"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"severity": ""}, "severity"),
        ({"severity": "grave"}, "severity"),
        ({"category": "secrets"}, "category"),
        ({"text": "short"}, "text"),
        ({"text": "x" * 9_000}, "text"),
        ({"consent": ""}, "consent"),
        ({"name": "Rauf"}, "name"),
        ({"consent": "anonymous", "name": "Rauf"}, "name"),
        ({"consent": "named"}, "name"),
        ({"rests_on": "the first"}, "rests_on"),
        ({"rests_on": "1/99"}, "rests_on"),
        ({"rests_on": "9/1"}, "rests_on"),
        ({"text": "Kərimlinin kürəyində üç xəsarət var", "rests_on": "1/1"}, "text"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(house, member, changes, field):
    address = with_sample(house, member)
    answer = member.post(f"{address}/findings/new", form(**changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert changes.get("text", TEXT)[:60] in answer.text
    assert count(house, Finding) == 0


def test_somebody_is_named_with_their_consent_and_only_so(house, member):
    address = with_sample(house, member)
    agreed = form(consent="named", name="Rauf Kərimli", text="Kərimli says he was hit", rests_on="1/1")
    assert member.post(f"{address}/findings/new", agreed).status_code == 303
    assert "Rauf Kərimli" in member.get(f"{address}/findings").text


def test_another_wording_stands_beside_the_first_and_a_second_device_is_told(house, member):
    address = with_sample(house, member)
    member.post(f"{address}/findings/new", form())
    assert member.post(f"{address}/findings/1", form(text="Of twelve, eight", seen="1")).status_code == 303
    late = member.post(f"{address}/findings/1", form(text="Of twelve, nine", seen="1"))
    assert late.status_code == 409
    assert "Of twelve, nine" in late.text
    assert "Of twelve, eight" in late.text, "what stands now is shown beside what was typed"
    again = re.search(r'name="seen"[^>]* value="(\d+)"', late.text)[1]
    assert again == "2", "sent once more it follows the wording just shown"
    assert member.post(f"{address}/findings/1", form(text="Of twelve, nine", seen=again)).status_code == 303
    page = member.get(f"{address}/findings/1").text
    assert "Of twelve, nine" in page
    assert "Of twelve, eight" in page
    assert TEXT in page


def test_a_finding_taken_back_stays_in_sight_with_its_reason(house, member):
    address = with_sample(house, member)
    member.post(f"{address}/findings/new", form())
    gone = f"{address}/findings/1/take-back"
    assert member.post(gone, seen="1").status_code == 422
    assert member.post(gone, seen="1", reason="Counted twice").status_code == 303
    assert member.post(f"{address}/findings/1", form(seen="2")).status_code == 422
    page = member.get(f"{address}/findings").text
    assert "Counted twice" in page
    assert TEXT in page


def test_without_a_key_one_is_led_to_make_it_and_nothing_is_kept(house):
    browser, address = house.browser(Role.NPG), opened(house)
    assert "/visits/key" in browser.get(f"{address}/findings/new").headers["Location"]
    assert "/visits/key" in browser.post(f"{address}/findings/new", form()).headers["Location"]
    assert count(house, Finding) == 0


def test_the_office_and_the_institution_never_open_them(house, member):
    address = with_sample(house, member)
    member.post(f"{address}/findings/new", form())
    for role in (Role.OMBUDSMAN, Role.HEAD, Role.DOCTOR, Role.REVIEWER, Role.ADMINISTRATION, Role.AUDITOR):
        browser = house.browser(role)
        for path in ("findings", "findings/new", "findings/1", "act", "report"):
            assert browser.get(f"{address}/{path}").status_code in (403, 404), (role, path)
    with house.database.reading() as session:
        seen = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind.like("inspection.finding%"))).all()
    assert {event.oversight for event in seen} == {True}
    assert {event.person_id for event in seen} == {None}


def test_a_finding_is_in_the_ledger_and_an_exchanged_one_is_found(house, member):
    address = with_sample(house, member)
    member.post(f"{address}/findings/new", form())
    with house.database.reading() as session:
        kinds = session.scalars(sa.select(AuditEvent.subject_kind).where(AuditEvent.subject_digest.is_not(None))).all()
    assert "npg_finding" in kinds
    refused(house.database, sa.update(Finding).values(stands=False), sa.delete(Finding))


def member_key(group, who) -> Opened:
    """The key of a member, made now and open."""
    made = sealing.new_key(PASSPHRASE)
    with group.unit(who) as uow:
        key_id = notes.store_key(uow, made).id
    return Opened(key_id, sealing.unwrap(made.wrapped, made.salt, PASSPHRASE), group.clock())


def texts(group, visit, who, key: Opened) -> list[str | None]:
    with group.database.reading() as session:
        found = findings.of_visit(session, visit.id, who.user_id, key)
    return [one.wording.text if one.wording else None for one in found]


def test_a_colleague_who_makes_a_key_later_reads_once_the_findings_are_shared(group):
    visit, doctor = group.visit(), member_key(group, group.doctor)
    wording = findings.Wording("low", "food", TEXT, "nobody")
    with group.unit(group.doctor) as uow:
        findings.write(uow, uow.session.get_one(Visit, visit.id), wording)
    lawyer = member_key(group, group.lawyer)
    assert texts(group, visit, group.lawyer, lawyer) == [None]
    for sealed in (1, 0):
        with group.unit(group.doctor) as uow:
            assert findings.share(uow, uow.session.get_one(Visit, visit.id), doctor) == sealed
    assert texts(group, visit, group.lawyer, lawyer) == [TEXT]


def test_findings_are_shared_from_the_page_of_whoever_reads_them(house, member):
    address = with_sample(house, member)
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        colleague, login = enrolled(uow, Role.NPG, None, suffix="C")
    house.logins[colleague.user_id] = login
    member.post(f"{address}/findings/new", form())
    member.post(f"{address}/team", user_id=str(colleague.user_id))
    other = house.browser(colleague)
    other.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    other.post("/visits/key/open", unlock=PASSPHRASE)
    assert TEXT not in other.get(f"{address}/findings").text
    assert member.post(f"{address}/findings/share").status_code == 303
    assert TEXT in other.get(f"{address}/findings").text


def test_who_left_the_team_writes_nothing_more(group):
    visit = group.visit()
    member_key(group, group.doctor)
    with group.unit(group.lawyer) as uow:
        current = uow.session.get_one(Visit, visit.id)
        services.leave(uow, current, next(one.id for one in current.members if one.user_id == group.doctor.user_id))
    wording = findings.Wording("low", "food", TEXT, "nobody")
    with pytest.raises(findings.FindingRefused, match="team"), group.unit(group.doctor) as uow:
        findings.write(uow, uow.session.get_one(Visit, visit.id), wording)
