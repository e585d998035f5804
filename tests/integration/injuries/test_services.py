"""From the first lesion to the register: numbers, seals, notices and what nobody else may see."""

from __future__ import annotations

import json
import threading

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.deadlines import queries as due
from healthapp.injuries import notices, services
from healthapp.injuries.dictionary.types import TYPES
from healthapp.injuries.models import InjuryNotice, TraumaEntry
from healthapp.intake import queries
from healthapp.intake import services as examinations
from healthapp.intake.dictionary.injuries import INJURIES
from healthapp.records.errors import EditConflict, WrongState
from healthapp.records.models import ClinicalRecord, SealedContent
from healthapp.vault import images
from healthapp.vault.models import StoredFile
from tests import factories
from tests.integration.injuries.conftest import STATEMENT, lesion, picture
from tests.support.databases import refused

OPINION = {
    "findings": [{"lesion": 1, "degree": "highly_consistent"}],
    "psyche_degree": "not_assessed",
    "overall": "highly_consistent",
    "overall_reasons": "Findings, statement and time fit together; other causes are unlikely.",
}


def signed(ward, began: ClinicalRecord | None = None, **wanted) -> ClinicalRecord:
    record = began or ward.begin(ward.doctor)
    if began is None:
        ward.add(record, ward.doctor)
    ward.fill(record, ward.doctor, **{"opinion": OPINION, **wanted})
    ward.hand_in(record, ward.doctor)
    with ward.database.reading() as session:
        return session.get(ClinicalRecord, record.id)


def clocks(ward) -> set[str]:
    with ward.database.reading() as session:
        return {row.kind for row in due.of_person(session, ward.feldsher, ward.person.id)}


class TestLesions:
    def test_numbers_go_up_and_are_never_used_again(self, ward):
        record = ward.begin()
        assert [ward.add(record) for _ in range(3)] == [1, 2, 3]
        with ward.act() as uow:
            found = ward.find(uow, record)
            services.take_out(uow, found, 3, reason="entered twice", version=found.content.versions["lesions"])
        assert ward.add(record) == 4
        with ward.act() as uow:
            content = ward.find(uow, record).answers["lesions"]
        assert [row["number"] for row in content["lesions"]] == [1, 2, 4]
        assert content["removed"] == [{"number": 3, "reason": "entered twice"}]
        assert set(content["marks"]) == {"1", "2", "4"}

    def test_the_second_of_two_editors_is_told(self, ward):
        record = ward.begin()
        with ward.act() as uow:
            stale = ward.find(uow, record)
        ward.add(record)
        with pytest.raises(EditConflict), ward.act(ward.doctor) as uow:
            services.save_lesion(uow, ward.find(uow, record), lesion(), [], None, version=7)
        assert stale.answers == {}

    @pytest.mark.parametrize(
        "grave", [{"type": "amputation"}, {"type": "crush"}, {"type": "neck_compression", "neck_signs": ["voice"]}]
    )
    def test_what_cannot_wait_is_signed_with_what_was_done_about_it(self, ward, grave):
        record = ward.begin()
        ward.add(record, **grave)
        assert "lesions.lesion-1" in ward.gaps(record)
        with ward.act() as uow:
            found = ward.find(uow, record)
            told = lesion(**grave, treatment="Sarğı qoyuldu, 12:40-da xəstəxanaya")
            services.save_lesion(uow, found, told, [], 1, found.content.versions["lesions"])
        assert "lesions.lesion-1" not in ward.gaps(record)

    def test_every_kind_of_the_short_list_becomes_a_type_that_exists(self):
        kinds = next(row for row in INJURIES.field("injuries").columns if row.key == "kind")
        left = {option.code for option in kinds.options} - set(services.CARRIED)
        assert left == {"gunshot", "tenderness", "other"}, "an entry, an exit or a graze is for the author to say"
        assert set(services.CARRIED.values()) <= set(TYPES)

    def test_an_unusual_size_waits_for_a_second_look(self, ward):
        record = ward.begin()
        ward.add(record, width="90.0")
        assert "lesions.lesion-1" in ward.gaps(record)
        with ward.act() as uow:
            found = ward.find(uow, record)
            again = lesion(width="90.0", size_confirmed="yes")
            services.save_lesion(uow, found, again, [], 1, found.content.versions["lesions"])
        assert "lesions.lesion-1" not in ward.gaps(record)

    def test_a_lesion_has_a_photograph_or_a_reason(self, ward):
        record = ward.begin()
        ward.add(record, no_photo=None)
        assert "lesions.lesion-1" in ward.gaps(record)
        ward.shoot(record)
        assert "lesions.lesion-1" not in ward.gaps(record)


class TestSigning:
    def test_a_feldsher_completes_all_but_the_opinion_and_a_doctor_adds_it(self, ward):
        record = ward.begin()
        ward.add(record)
        ward.fill(record)
        assert ward.gaps(record) == []
        ward.hand_in(record)
        with ward.act(ward.doctor) as uow:
            found = ward.find(uow, record)
            assert found.state == "awaiting_doctor"
            assert found.record.number == f"TQ-{ward.facility.code}-2026-0001"
            with pytest.raises(examinations.Incomplete):
                services.countersign(uow, found, method="password", doctor={"seen": "person"}, opinion={})
            services.countersign(uow, found, method="password", doctor={"seen": "person"}, opinion=OPINION)
        with ward.act() as uow:
            found = ward.find(uow, record)
            assert found.state == "signed"
            assert found.content.doctor_sections["opinion"]["overall"] == "highly_consistent"

    def test_a_doctors_own_record_needs_the_opinion(self, ward):
        record = ward.begin(ward.doctor)
        ward.add(record, ward.doctor)
        ward.fill(record, ward.doctor)
        asked = {"findings", "psyche_degree", "overall", "overall_reasons"}
        assert set(ward.gaps(record)) == {f"opinion.{name}" for name in asked}

    def test_a_strong_degree_stands_on_reasons(self, ward):
        record = ward.begin(ward.doctor)
        ward.add(record, ward.doctor)
        short = {**OPINION, "findings": [{"lesion": 1, "degree": "diagnostic", "reasoning": "short"}]}
        ward.fill(record, ward.doctor, opinion=short)
        assert ward.gaps(record) == ["opinion.findings"]

    def test_an_allegation_with_injuries_is_reported(self, ward):
        record = ward.begin()
        ward.add(record)
        ward.fill(record, notice={"duty": ["none"]})
        assert ward.gaps(record) == ["notice.duty"]

    def test_a_second_click_takes_no_second_number(self, ward):
        record = signed(ward)
        with pytest.raises(WrongState):
            ward.hand_in(record, ward.doctor)
        with ward.database.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(TraumaEntry)) == 1

    def test_numbers_have_no_gap_within_facility_and_year(self, ward):
        assert [signed(ward).number[-4:] for _ in range(3)] == ["0001", "0002", "0003"]

    def test_what_was_drawn_is_what_was_sealed(self, ward):
        record = signed(ward)
        with ward.act() as uow:
            content = ward.find(uow, record).answers
        assert content["lesions"]["marks"]["1"][0]["chart"] == "FBM-A"
        assert content["statement"]["statement"] == STATEMENT
        assert content["register"]["number"] == record.number

    def test_a_line_of_the_register_cannot_be_altered(self, ward):
        record = signed(ward)
        refused(ward.database, sa.update(TraumaEntry).values(alleged="no"), sa.delete(TraumaEntry))
        assert record.number.endswith("0001")


class TestNotice:
    def test_it_is_due_from_the_signature_and_ends_when_sent(self, ward, clock):
        record = signed(ward)
        assert "prosecutor_notice" in clocks(ward)
        with ward.act() as uow:
            row = notices.of_record(uow.session, record.id)
            assert (row.state, row.basis, row.duty) == ("prepared", "consent", "alleged")
            notices.move(uow, row, to="sent", at=clock(), sent_to="Bakı şəhər prokurorluğu", channel="courier")
        assert "prosecutor_notice" not in clocks(ward)
        with pytest.raises(notices.WrongStep), ward.act() as uow:
            notices.move(uow, notices.of_record(uow.session, record.id), to="sent", at=clock())

    def test_two_who_record_it_at_once_send_one(self, ward, clock):
        record = signed(ward)
        seen, stored, late = threading.Event(), threading.Event(), []

        def second():
            try:
                with ward.act() as uow:
                    row = notices.of_record(uow.session, record.id)
                    seen.set()
                    stored.wait(20)
                    notices.move(uow, row, to="sent", at=clock(), sent_to="Başqa prokurorluq", channel="post")
            except notices.WrongStep as refusal:
                late.append(refusal)

        thread = threading.Thread(target=second)
        with ward.act() as uow:
            row = notices.of_record(uow.session, record.id)
            thread.start()
            seen.wait(0.5)  # in vain on the embedded engine, where one writes after the other
            notices.move(uow, row, to="sent", at=clock(), sent_to="Bakı şəhər prokurorluğu", channel="courier")
        stored.set()
        thread.join(30)
        assert len(late) == 1
        with ward.database.reading() as session:
            assert notices.of_record(session, record.id).sent_to == "Bakı şəhər prokurorluğu"

    def test_without_consent_it_goes_out_on_the_duty_by_law(self, ward):
        record = signed(ward, consent={"prosecutor": "no", "prosecutor_reason": "fear", "photographs": "yes"})
        with ward.database.reading() as session:
            row = notices.of_record(session, record.id)
            assert (row.state, row.basis, row.consent) == ("prepared", "legal_duty", "no")

    def test_no_duty_makes_no_notice(self, ward):
        told = {"alleged": "no", "statement": None, "statement_language": None}
        why = "A fall on stairs explains form, place and time of this finding better than a blow does."
        finding = {"lesion": 1, "degree": "not_consistent", "reasoning": why}
        against = {**OPINION, "findings": [finding], "overall": "not_consistent"}
        said = {name: value for name, value in told.items() if value}
        signed(ward, notice={"duty": ["none"]}, statement=said, opinion=against)
        with ward.database.reading() as session:
            assert session.scalar(sa.select(InjuryNotice)) is None


class TestPhotographs:
    def test_bytes_are_kept_as_they_came_and_the_cameras_time_stands_beside_ours(self, ward):
        record = ward.begin()
        ward.add(record)
        data = picture(taken="2026:03:11 09:30:00")
        row = ward.shoot(record, data)
        assert ward.store.read(row.id) == data
        with ward.act() as uow:
            entry = ward.find(uow, record).answers["photographs"]["photographs"][0]
        assert entry["taken_at"].startswith("2026-03-11T09:30:00")
        assert entry["sha256"] == row.sha256.hex()
        assert "40.0" not in json.dumps(entry)

    @pytest.mark.parametrize("data", [b"", b"no picture", picture()[:200], b"GIF89a" + bytes(50)])
    def test_what_is_no_photograph_is_refused_and_nothing_is_kept(self, ward, data):
        record = ward.begin()
        shot = services.Shot(lesion=None, view="overview", intimate=False)
        with pytest.raises(images.NotAnImage), ward.act() as uow:
            services.add_photograph(uow, ward.store, ward.find(uow, record), data, shot)
        with ward.database.reading() as session:
            assert session.scalar(sa.select(StoredFile)) is None

    def test_a_wrong_one_is_voided_and_stays(self, ward):
        record = ward.begin()
        row = ward.shoot(record)
        with ward.act() as uow:
            services.void_photograph(uow, ward.find(uow, record), row.id, reason="of another")
        with ward.act() as uow:
            entry = ward.find(uow, record).answers["photographs"]["photographs"][0]
            assert entry["voided"] == "of another"
            assert services.voided(uow.session, ward.find(uow, record)) == {str(row.id): "of another"}
        assert ward.store.read(row.id)

    def test_photographs_need_consent(self, ward):
        record = ward.begin()
        ward.add(record)
        ward.shoot(record)
        ward.fill(record, consent={"photographs": "no", "photographs_reason": "shame"})
        assert ward.gaps(record) == ["photographs.photographs"]

    def test_they_are_taken_again_after_some_days(self, ward):
        record = ward.begin()
        ward.add(record)
        ward.shoot(record)
        ward.fill(record)
        ward.hand_in(record)
        assert "rephotograph" in clocks(ward)


class TestSecrecy:
    def test_names_of_the_accused_are_in_no_table_and_no_seal(self, ward):
        record = ward.begin()
        ward.add(record)
        ward.fill(record)
        with ward.act() as uow:
            services.seal_names(uow, ward.store, ward.find(uow, record), "Məmmədov, mayor")
        ward.hand_in(record)
        with ward.database.reading() as session:
            body = session.scalar(sa.select(SealedContent.body).where(SealedContent.record_id == record.id))
            assert "Məmmədov".encode() not in body
            assert len(json.loads(body)["sections"]["accused"]["sealed"]) == 1
        with ward.act(ward.doctor) as uow:
            assert services.sealed_names(uow, ward.store, ward.find(uow, record)) == ["Məmmədov, mayor"]

    def test_the_danger_of_reprisals_is_left_out_for_the_department(self, ward):
        record = ward.begin()
        ward.fill(record, reprisal={"level": "high", "feared": "the shift", "plan": "another wing"})
        reviewer = factories.identity(Role.REVIEWER)
        with ward.database.reading() as session:
            mine = queries.find(session, ward.feldsher, record.id)
            theirs = queries.find(session, reviewer, record.id)
        assert mine.answers["reprisal"]["level"] == "high"
        assert "reprisal" not in theirs.answers
        assert "reprisal" not in {section.key for section in theirs.sections}


def test_what_an_intake_examination_holds_is_not_typed_twice(ward):
    from healthapp.intake.dictionary import KINDS

    with ward.act() as uow:
        source = examinations.begin(uow, ward.person, KINDS["intake"])
        found = ward.find(uow, source)
        told = {
            "alleged": "alleges",
            "statement": STATEMENT,
            "injuries": [{"region": "arm", "side": "left", "kind": "bruise", "size": 40, "note": "bax"}],
        }
        examinations.save(uow, found, section="injuries", answers=told, expected_version=0)
        given = {"place": "medical_unit", "privacy": "yes"}
        examinations.save(uow, ward.find(uow, source), section="conditions", answers=given, expected_version=0)
    with ward.act() as uow:
        record = services.begin(uow, ward.person, ward.find(uow, source))
        answers = ward.find(uow, record).answers
    assert answers["occasion"] == {"kind": "intake"}
    assert answers["conditions"] == given
    assert answers["statement"] == {"alleged": "yes", "statement": STATEMENT}
    row = answers["lesions"]["lesions"][0]
    assert (row["type"], row["side"], row["length"], row["description"]) == ("contusion", "left", "40.0", "bax")
