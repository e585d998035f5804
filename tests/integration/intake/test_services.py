"""The life of an examination, with the clocks and flags each step moves, on both engines."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Permission, Role, permits
from healthapp.access.guard import context_of
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.intake import queries, services
from healthapp.intake.services import Incomplete
from healthapp.people import flags
from healthapp.people.models import Person, Stay
from healthapp.records import services as records
from healthapp.records.errors import EditConflict, NeedsSecondPerson, NotInCustody, ReasonMissing, WrongState
from healthapp.records.models import ClinicalRecord, SealedContent
from tests import factories


def load(unit, record, who=None):
    with unit.database.reading() as session:
        return queries.find(session, who or unit.feldsher, record.id)


def standing(unit):
    with unit.database.reading() as session:
        return {
            row.code: (row.state, row.text)
            for row in flags.of_people(session, {unit.person.id}).get(unit.person.id, [])
        }


def test_a_second_click_opens_the_draft_in_hand(unit):
    assert unit.begin().id == unit.begin().id
    assert unit.begin().id == unit.begin(who=unit.doctor).id


def test_who_comes_back_again_is_examined_again_though_the_doctor_has_not_signed_for_the_last_time(unit):
    record = unit.begin("return_court")
    unit.fill(record)
    unit.hand_in(record)
    assert unit.begin("return_court").id == record.id  # a second click: nothing new is due
    with unit.act(unit.feldsher) as uow:
        deadlines.start(
            uow,
            clocks.RETURN_COURT,
            facility_id=unit.facility.id,
            person_id=unit.person.id,
            started_at=uow.now(),
            started_by="return_court",
        )
        uow.audited = True
    again = unit.begin("return_court").id
    assert again != record.id
    assert unit.begin("return_court").id == again


def test_nobody_is_examined_on_arrival_after_release(unit):
    with unit.act(Identity.system("test")) as uow:
        uow.session.scalar(sa.select(Stay)).released_at = uow.now()
        uow.audited = True
    with pytest.raises(NotInCustody):
        unit.begin()


def test_parts_are_kept_in_any_order_and_counted(unit):
    record = unit.begin()
    unit.save(record, "conclusion", {"diet": "ordinary"})
    unit.save(record, "allergies", {"allergy_state": "none"})
    found = load(unit, record)
    assert found.answers == {"conclusion": {"diet": "ordinary"}, "allergies": {"allergy_state": "none"}}
    assert found.record.summary["done"] == 1
    assert found.record.summary["of"] == len(found.sections)


def test_two_editors_notice_each_other_and_a_repeated_save_is_no_conflict(unit):
    record = unit.begin()
    unit.save(record, "allergies", {"allergy_state": "none"}, version=0)
    unit.save(record, "allergies", {"allergy_state": "none"}, version=0)
    with pytest.raises(EditConflict) as conflict:
        unit.save(record, "allergies", {"allergy_state": "unknown"}, version=0, who=unit.doctor)
    assert conflict.value.answers == {"allergy_state": "none"}
    assert load(unit, record).answers["allergies"] == {"allergy_state": "none"}


def test_a_symptom_acts_before_anybody_signs_and_is_taken_back_with_its_answer(unit):
    record = unit.begin()
    unit.save(record, "tuberculosis", {"cough": "yes"})
    assert {"tb_isolation", "tb_sputum"} <= set(unit.open_clocks())
    assert standing(unit)["tb"] == ("isolate", "")
    unit.save(record, "tuberculosis", {"cough": "yes", "isolated": "yes"})
    assert "tb_isolation" not in unit.open_clocks()
    assert "tb_sputum" in unit.open_clocks()
    unit.save(record, "tuberculosis", {"cough": "no"})
    assert "tb" not in standing(unit)
    assert "tb_sputum" not in unit.open_clocks()


def test_a_critical_medicine_runs_against_its_next_dose(unit):
    record = unit.begin()
    due = "2026-03-11T18:00:00+04:00"
    medicine = {"name": "İnsulin", "critical": "insulin", "next_due": due}
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [medicine]})
    with unit.database.reading() as session:
        row = session.scalar(sa.select(Deadline).where(Deadline.kind == "critical_medicine"))
        assert row.due_at.isoformat() == "2026-03-11T14:00:00+00:00"
    decided = {"medicines_state": "takes", "medicines": [{**medicine, "decision": "continue"}]}
    unit.save(record, "medicines", decided)
    assert "critical_medicine" not in unit.open_clocks()
    assert "critical_medicine" not in standing(unit)


def test_a_critical_medicine_without_a_dose_time_is_wanted_at_once_and_later_by_its_dose(unit):
    def limit():
        with unit.database.reading() as session:
            return session.scalar(sa.select(Deadline.due_at).where(Deadline.kind == "critical_medicine"))

    # Given somebody at the door who says that a medicine must not be missed, and does not know when it is due
    unit.save(unit.begin("safety_screen"), "safety", {"critical_medicine": "yes", "critical_medicine_name": "İnsulin"})
    asked = unit.clock()
    assert limit() == asked
    # When the examination writes the medicine down, line by line
    unit.clock.advance(minutes=30)
    record = unit.begin()
    told = {"name": "İnsulin", "critical": "insulin"}
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [told]})
    assert limit() == asked, "still not known: nothing is put off"
    dose = {**told, "next_due": "2026-03-11T18:00:00+04:00"}
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [dose]})
    # Then the limit is the dose, and the nearest one of several
    assert limit().isoformat() == "2026-03-11T14:00:00+00:00"
    sooner = {"name": "Valproat", "critical": "antiepileptic", "next_due": "2026-03-11T16:00:00+04:00"}
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [dose, sooner]})
    assert limit().isoformat() == "2026-03-11T12:00:00+00:00"
    # and one whose time nobody knows is again wanted at once
    unit.save(record, "medicines", {"medicines_state": "takes", "medicines": [dose, told]})
    assert limit() == asked


@pytest.mark.parametrize("isolated", [True, False])
def test_the_next_daily_visit_is_due_while_the_isolation_lasts(unit, isolated):
    with unit.act(unit.feldsher) as uow:
        stay = uow.session.scalars(sa.select(Stay).where(Stay.person_id == unit.person.id)).one()
        stay.isolated = isolated
        deadlines.start(
            uow,
            clocks.SEGREGATION_FIRST,
            facility_id=unit.facility.id,
            started_at=uow.now(),
            started_by="isolation_start",
            person_id=unit.person.id,
        )
        uow.audited = True
    record = unit.begin("segregation_daily")
    unit.fill(record)
    unit.hand_in(record)
    assert "segregation_first" not in unit.open_clocks(), "the visit at once is the first of the daily ones"
    assert ("segregation_daily" in unit.open_clocks()) is isolated, "a visit after its end asks for no further one"


def test_an_incomplete_examination_is_not_signed(unit):
    record = unit.begin()
    unit.save(record, "allergies", {"allergy_state": "known"})
    with pytest.raises(Incomplete) as refused:
        unit.hand_in(record)
    assert ("allergies", "allergies") in [(gap.section.key, gap.name) for gap in refused.value.gaps]
    assert load(unit, record).is_draft


@pytest.mark.parametrize(
    ("born", "group"), [(dt.date(2009, 6, 1), "under_18"), (dt.date(2009, 6, 1), "age_unknown"), (None, "age_unknown")]
)
def test_a_minors_examination_asks_what_a_minor_needs_before_it_is_signed(unit, born, group):
    """By the birth date, with or without a doubt of it, or taken for one at admission: the doubt is their benefit."""
    with unit.act(unit.feldsher) as uow:
        uow.session.get_one(Person, unit.person.id).birth_date = born
        flags.put(uow, person_id=unit.person.id, code="juvenile", state="by_birth_date" if born else "presumed")
    record = unit.begin(who=unit.doctor)
    unit.fill(record, vulnerability={"groups": ["none"]})
    with pytest.raises(Incomplete) as refused:
        unit.hand_in(record, who=unit.doctor)
    assert [(gap.section.key, gap.name) for gap in refused.value.gaps] == [("vulnerability", "groups")]
    unit.save(record, "vulnerability", {"groups": [group]})
    with pytest.raises(Incomplete) as unasked:
        unit.hand_in(record, who=unit.doctor)
    assert {"guardian_informed", "assent", "apart_from_adults"} <= {gap.name for gap in unasked.value.gaps}
    unit.fill(record, vulnerability={"groups": [group]})
    assert "guardian_informed" in load(unit, record).answers["vulnerability"]
    unit.hand_in(record, who=unit.doctor)
    assert load(unit, record).state == "signed"


def test_a_feldshers_examination_waits_for_a_doctor_on_its_clock(unit):
    record = unit.begin()
    unit.fill(record, allergies={"allergy_state": "known", "allergies": [{"agent": "Penisillin"}]})
    unit.hand_in(record)
    assert load(unit, record).state == "awaiting_doctor"
    assert set(unit.open_clocks()) >= {"countersign", "second_stage", "quarantine_review", "periodic", "safety_screen"}
    assert "intake" not in unit.open_clocks()
    assert standing(unit)["allergy"] == ("known", "Penisillin")
    with pytest.raises(NeedsSecondPerson), unit.act(unit.feldsher) as uow:
        services.countersign(uow, queries.find(uow.session, uow.actor, record.id), method="password", answers={})
    with unit.act(unit.doctor) as uow:
        found = queries.find(uow.session, uow.actor, record.id)
        services.countersign(uow, found, method="password", answers={"seen": "person", "note": "Əlavə yoxdur"})
    found = load(unit, record)
    assert found.state == "signed"
    assert found.content.doctor_sections["doctor"]["note"] == "Əlavə yoxdur"
    assert "countersign" not in unit.open_clocks()


def test_a_doctors_own_examination_is_complete_with_one_signature(unit):
    record = unit.begin(who=unit.doctor)
    unit.fill(record)
    unit.hand_in(record, who=unit.doctor)
    assert load(unit, record).state == "signed"
    with pytest.raises(WrongState):
        unit.hand_in(record, who=unit.doctor)


def test_what_is_signed_is_what_was_typed(unit):
    record = unit.begin(who=unit.doctor)
    unit.fill(record, injuries={"injuries_now": "no"})
    typed = load(unit, record).answers
    unit.hand_in(record, who=unit.doctor)
    with unit.database.reading() as session:
        body = json.loads(session.scalar(sa.select(SealedContent.body).where(SealedContent.record_id == record.id)))
    assert body["sections"].pop("register")["number"] == load(unit, record).record.number
    assert body["sections"] == typed
    assert body["event_time"].startswith("2026-03-11T10:12")


def test_a_late_examination_needs_its_reason_and_says_so(unit):
    record = unit.begin(who=unit.doctor)
    unit.clock.advance(hours=30)
    unit.fill(record)
    with pytest.raises(ReasonMissing):
        unit.hand_in(record, who=unit.doctor)
    unit.hand_in(record, who=unit.doctor, late_reason="Həkim çağırışda idi")
    assert load(unit, record).record.late_reason == "Həkim çağırışda idi"


def test_only_the_author_signs_and_a_colleague_takes_over_first(unit):
    record = unit.begin()
    unit.fill(record)
    with pytest.raises(NeedsSecondPerson):
        unit.hand_in(record, who=unit.doctor)
    with unit.act(unit.doctor) as uow:
        services.take_over(uow, queries.find(uow.session, uow.actor, record.id).record)
    unit.hand_in(record, who=unit.doctor)
    assert load(unit, record).record.author_id == unit.doctor.user_id


def test_a_voided_examination_was_none_and_its_clock_runs_again(unit):
    record = unit.begin(who=unit.doctor)
    unit.fill(record, allergies={"allergy_state": "known", "allergies": [{"agent": "Lateks"}]})
    unit.hand_in(record, who=unit.doctor)
    assert "intake" not in unit.open_clocks()
    with unit.act(unit.doctor) as uow:
        found = queries.find(uow.session, uow.actor, record.id)
        records.request_void(uow, found.record, reason="Başqa şəxsin müayinəsi", method="password")
    second = factories.identity(Role.HEAD, unit.facility)
    with unit.act(second) as uow:
        found = queries.find(uow.session, uow.actor, record.id)
        services.confirm_void(uow, found, reason="Təsdiq edirəm", method="password")
    assert load(unit, record).state == "voided"
    assert "intake" in unit.open_clocks()
    assert "allergy" not in standing(unit)
    with unit.database.reading() as session:
        clock = session.scalar(sa.select(Deadline).where(Deadline.kind == "intake", Deadline.state == "open"))
        assert clock.started_by == "admission"


def test_declined_parts_are_offered_again(unit):
    record = unit.begin(who=unit.doctor)
    declined = {
        "declined": "yes",
        "declined_reason": "istəmir",
        "declined_informed": "yes",
        "declined_reoffer": "2026-03-14",
    }
    unit.fill(record)
    unit.save(record, "mental", declined, who=unit.doctor)
    unit.hand_in(record, who=unit.doctor)
    with unit.database.reading() as session:
        row = session.scalar(sa.select(Deadline).where(Deadline.kind == "reoffer"))
        assert row.due_at.isoformat() == "2026-03-14T19:59:59+00:00"


def measures_of(unit):
    with unit.database.reading() as session:
        found = flags.of_people(session, {unit.person.id}).get(unit.person.id, [])
        return {row.state for row in found if row.code == "measure"}


def test_the_screen_before_the_cell_tells_the_custody_side_before_it_allocates_one(unit):
    screen = unit.begin("safety_screen")
    advice = {"cell_advice": "observation", "needs": ["under_18", "mobility"], "interpreter_need": "not_needed"}
    unit.fill(screen, safety=advice)
    assert measures_of(unit) == set()
    unit.hand_in(screen)
    assert measures_of(unit) == {"observed_cell", "adult_separation", "ground_floor"}
    # The examination, which knows more, takes their place.
    examination = unit.begin("intake", who=unit.doctor)
    unit.fill(examination, conclusion={"measures": ["lower_bunk"]})
    unit.hand_in(examination, who=unit.doctor)
    assert measures_of(unit) == {"lower_bunk"}


def test_measures_for_the_custody_side_replace_the_last_ones(unit):
    for measures in (["lower_bunk", "diet"], ["diet"]):
        record = unit.begin("intake" if "lower_bunk" in measures else "periodic", who=unit.doctor)
        unit.fill(record, conclusion={"measures": measures})
        unit.hand_in(record, who=unit.doctor)
    with unit.database.reading() as session:
        found = flags.of_people(session, {unit.person.id})[unit.person.id]
        assert [row.state for row in found if row.code == "measure"] == ["diet"]


def test_another_facilitys_examination_is_not_there(unit):
    record = unit.begin()
    with unit.act(Identity.system("test")) as uow:
        elsewhere = factories.identity(Role.DOCTOR, factories.facility(uow))
    assert load(unit, record, elsewhere) is None
    with unit.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ClinicalRecord)) == 1


def test_the_chart_goes_with_the_person(unit):
    record = unit.begin(who=unit.doctor)
    unit.fill(record)
    unit.hand_in(record, who=unit.doctor)
    with unit.act(Identity.system("test")) as uow:
        next_place = factories.facility(uow)
    there = factories.identity(Role.DOCTOR, next_place)
    assert load(unit, record, there) is None
    with unit.act(Identity.system("test")) as uow:
        uow.session.get_one(Person, unit.person.id).facility_id = next_place.id
        uow.audited = True
    found = load(unit, record, there)
    assert found is not None
    context = context_of(found)
    assert permits(there, Permission.INTAKE_READ, context)
    assert permits(there, Permission.RECORD_ADDENDUM, context)
    assert not permits(there, Permission.RECORD_VOID, context), "what a unit wrote is its own to void"
    assert permits(unit.doctor, Permission.INTAKE_READ, context), "who wrote it can still read it"
