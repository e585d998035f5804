"""Offers, contacts, medicines, needs and the psychiatric examination, on both engines."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp.access import Permission, Role
from healthapp.database import uuid7
from healthapp.i18n import local
from healthapp.intake import queries as examinations
from healthapp.intake import services as intake
from healthapp.mental import medicines, needs, psychiatry, psychology, queries, registers
from healthapp.mental.care_schemas import MedicineStep, NeedStep, NewNeed
from healthapp.mental.entering import Refused
from healthapp.mental.models import DisorderNeed, Prescription, PsychologyContact
from healthapp.mental.registers import REGISTERS, Wanted
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.records.errors import NeedsSecondPerson
from healthapp.records.models import ClinicalRecord
from healthapp.worklist import queries as worklist
from tests.integration.mental import commands

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def last_minute(at):
    """The end of that day in Baku: clocks of days end with the day."""
    return local(at).replace(hour=23, minute=59, second=59)


def waiting(unit, role=Role.PSYCHOLOGIST):
    with unit.database.reading() as session:
        return [line.row for line in registers.read(session, unit.staff[role], REGISTERS["waiting"], Wanted()).lines]


def test_whoever_accepts_waits_until_a_psychologist_has_seen_them(unit):
    now = unit.clock()
    made = unit.do(psychology.offer, commands.offer(now - HOUR), Role.NURSE)
    assert unit.do(psychology.offer, commands.offer(now - HOUR), Role.NURSE).id == made.id
    assert [row.id for row in waiting(unit)] == [made.id]
    assert unit.clocks()["psychology_wait"][0].due_at == last_minute(now - HOUR + 7 * DAY)
    unit.do(psychology.contact, commands.contact(now - HOUR / 2, "missed"), Role.PSYCHOLOGIST)
    assert len(waiting(unit)) == 1
    unit.do(psychology.contact, commands.contact(now - HOUR / 4, next_on=local(now).date()), Role.PSYCHOLOGIST)
    assert waiting(unit) == []
    assert set(unit.clocks("psychology_wait", "psychology_next")) == {"psychology_next"}


def test_who_accepts_again_keeps_their_place(unit):
    first = unit.do(psychology.offer, commands.offer(unit.clock() - 20 * DAY))
    assert unit.do(psychology.offer, commands.offer(unit.clock())).id == first.id


def test_a_refusal_is_respected_until_the_day_it_names(unit):
    now = unit.clock()
    unit.do(psychology.offer, commands.offer(now - HOUR, "refused"))
    assert "psychology_again" not in unit.clocks()
    day = local(now).date() + 60 * DAY
    unit.do(psychology.offer, commands.offer(now, "refused", again_on=day))
    assert local(unit.clocks()["psychology_again"][0].due_at).date() == day


def test_who_decides_later_is_asked_again_in_time(unit):
    now = unit.clock()
    unit.do(psychology.offer, commands.offer(now - HOUR, "deferred"))
    assert waiting(unit) == []
    assert unit.clocks()["psychology_again"][0].due_at == last_minute(now - HOUR + 30 * DAY)
    unit.do(psychology.offer, commands.offer(now, "accepted"))
    assert "psychology_again" not in unit.clocks()
    unit.do(psychology.offer, commands.offer(now + HOUR, "withdrawn"), at=now + HOUR)
    assert waiting(unit) == []
    assert not {"psychology_wait", "psychology_again"} & set(unit.clocks())


def test_the_waiting_list_follows_the_person(unit, other):
    unit.do(psychology.offer, commands.offer(unit.clock()))
    with unit.act(Role.FELDSHER) as uow:
        person = uow.session.get_one(Person, unit.person.id)
        movements.record(uow, person, Move("transfer_out", unit.clock(), other_facility_id=other.id))
        movements.record(uow, person, Move("transfer_in", unit.clock()))
    assert waiting(unit) == []
    assert len(waiting(unit, Role.REVIEWER)) == 1


def test_notes_are_added_to_and_never_changed(unit):
    made = unit.do(psychology.contact, commands.contact(unit.clock(), note="birinci"), Role.PSYCHOLOGIST)
    with unit.act(Role.PSYCHOLOGIST) as uow:
        row = uow.session.get_one(PsychologyContact, made.id)
        first = psychology.add_note(uow, row, "ikinci")
        assert psychology.add_note(uow, row, "ikinci").id == first.id
    with unit.database.reading() as session:
        found = queries.contacts_of(session, [unit.person.id])
        assert (found.total, [row.note for row in found.rows]) == (1, ["birinci"])
        assert [row.note for row in queries.additions(session, made.id)] == ["ikinci"]


def test_a_course_is_read_in_pages_that_miss_and_double_nothing(unit):
    now = unit.clock()
    for number in range(queries.PAGE + 7):
        unit.do(psychology.contact, commands.contact(now - number // 2 * DAY, "group", note=str(number)),
                Role.PSYCHOLOGIST if number % 2 else Role.HEAD)  # fmt: skip
    with unit.database.reading() as session:
        first = queries.contacts_of(session, [unit.person.id])
        second = queries.contacts_of(session, [unit.person.id], first.older)
    assert len(first.rows) == queries.PAGE
    assert second.older is None
    assert len({row.id for row in (*first.rows, *second.rows)}) == first.total == queries.PAGE + 7


def given(unit):
    with unit.database.reading() as session:
        return queries.medicines_of(session, [unit.person.id])


def test_a_medicine_is_reviewed_on_its_day_and_stopped_with_a_reason(unit):
    today = local(unit.clock()).date()
    made = unit.do(medicines.prescribe, commands.medicine(today, today + 14 * DAY), Role.PSYCHIATRIST)
    assert unit.do(medicines.prescribe, commands.medicine(today, today + 14 * DAY), Role.PSYCHIATRIST).id == made.id
    assert local(unit.clocks()["medicine_review"][0].due_at).date() == today + 14 * DAY
    with unit.act() as uow:
        one = uow.session.get_one(Prescription, made.id)
        medicines.step(uow, one, MedicineStep("review", today + 30 * DAY, "", "yaxşılaşma"))
    assert [local(row.due_at).date() for row in unit.clocks()["medicine_review"]] == [today + 30 * DAY]
    with unit.act() as uow:
        one = uow.session.get_one(Prescription, made.id)
        assert queries.medicine(uow.session, one).review_on == today + 30 * DAY
        medicines.step(uow, one, MedicineStep("stopped", None, "side_effect", "ürəkbulanma"))
    assert "medicine_review" not in unit.clocks()
    with unit.act() as uow:
        one = uow.session.get_one(Prescription, made.id)
        with pytest.raises(Refused):
            medicines.step(uow, one, MedicineStep("review", today + 60 * DAY, "", ""))


def test_another_dose_stops_the_first_one(unit):
    today = local(unit.clock()).date()
    first = unit.do(medicines.prescribe, commands.medicine(today, today + 14 * DAY))
    more = commands.medicine(today, today + 14 * DAY, dose="100 mq", replaces_id=first.id)
    unit.do(medicines.prescribe, more)
    assert [(one.row.dose, one.stopped.reason if one.stopped else "") for one in given(unit)] == [
        ("100 mq", ""),
        ("50 mq", "changed"),
    ]
    assert len(unit.clocks()["medicine_review"]) == 1
    with pytest.raises(Refused):
        unit.do(medicines.prescribe, commands.medicine(today, today + DAY, dose="75 mq", replaces_id=first.id))


def need(unit, found_on, kind="hospital"):
    values = {"found_on": found_on, "need": kind, "text": "psixoz", "obstacle": "no_place", "obstacle_text": "",
              "record_id": None}  # fmt: skip
    return unit.do(needs.record, NewNeed(values))


def test_the_days_of_a_need_count_from_the_day_it_was_found_until_its_end(unit):
    today = local(unit.clock()).date()
    made = need(unit, today - 40 * DAY)
    assert need(unit, today).id == made.id
    for command in (NeedStep("obstacle", obstacle="waiting_court"), NeedStep("closed", outcome="placed")):
        with unit.act() as uow:
            one = uow.session.get_one(DisorderNeed, made.id)
            needs.step(uow, one, command)
    with unit.database.reading() as session:
        one = queries.need(session, session.get_one(DisorderNeed, made.id))
        assert (one.obstacle, one.closed.outcome) == ("waiting_court", "placed")
        listed = registers.read(session, unit.staff[Role.DOCTOR], REGISTERS["disorders"], Wanted())
        whole = registers.read(session, unit.staff[Role.DOCTOR], REGISTERS["disorders"], Wanted(state="all"))
    assert (len(listed.lines), len(whole.lines)) == (0, 1)
    with pytest.raises(Refused), unit.act() as uow:
        needs.step(uow, one.row, NeedStep("obstacle", obstacle="none"))


def test_a_case_of_somebody_else_is_not_linked(unit):
    made = need(unit, local(unit.clock()).date())
    with unit.act() as uow:
        one = uow.session.get_one(DisorderNeed, made.id)
        with pytest.raises(Refused):
            needs.step(uow, one, NeedStep("case", case_id=uuid7()))


SURE = {
    "psychiatric_occasion": {"occasion": "referred", "private": "yes", "informed": "yes"},
    "psychiatric_history": {"treated": "no", "admitted": "no", "family": "unknown", "substances": "no"},
    "mental_state": {
        **{part: ["not_observed"] for part in "behaviour consciousness mood thought perception cognition".split()},
        "insight": "partial",
        "description": "Sakit, əlaqəyə girir",
    },
    "suicide": {
        **dict.fromkeys(
            ("suicidal_now", "attempt_ever", "hopeless", "recent_loss", "first_time_custody", "bad_news", "shame"), "no"
        ),
        "risk_level": "low",
    },
    "risk_to_others": {"violent_thoughts": "no", "threatened": "no"},
    "capacity": {
        "decision": "Dərman qəbulu",
        **dict.fromkeys(("understands", "retains", "weighs", "communicates"), "yes"),
        "conclusion": "has",
    },
    "diagnosis": {"finding": "found", "diagnoses": [{"code": "F20.0", "certainty": "sure"}]},
    "psychiatric_plan": {"treatment": "Dərman", "placement": "hospital", "placement_why": "GİZLİ", "agreed": "yes"},
}


def examined(unit, role=Role.PSYCHIATRIST, **changes):
    """A complete psychiatric examination by ``role``, handed in."""
    at = unit.clock() - HOUR
    with unit.act(role) as uow:
        person = uow.session.get_one(Person, unit.person.id)
        record = intake.begin(uow, person, psychiatry.PSYCHIATRIC)
        found = examinations.load(uow.session, record)
        answers = {**SURE, **changes}
        answers["psychiatric_occasion"] = {**answers["psychiatric_occasion"], "examined_at": local(at).isoformat()}
        intake.save_parts(uow, found, answers)
    with unit.act(role) as uow:
        found = examinations.load(uow.session, uow.session.get_one(ClinicalRecord, record.id))
        intake.hand_in(uow, found, method="password", late_reason="")
    return found.record


def test_a_psychiatrists_examination_is_complete_with_their_signature_and_counts_the_days(unit):
    with unit.act(Role.NURSE) as uow:
        person = uow.session.get_one(Person, unit.person.id)
        psychiatry.ask(uow, person)
        psychiatry.ask(uow, person)
    assert len(unit.clocks()["psychiatry_exam"]) == 1
    record = examined(unit)
    assert record.state == "signed"
    assert "psychiatry_exam" not in unit.clocks()
    with unit.database.reading() as session:
        (one,) = queries.needs_of(session, [unit.person.id])
    assert (one.row.need, one.row.record_id) == ("hospital", record.id)


def test_a_doctors_one_waits_for_a_psychiatrist_and_no_other_doctor_will_do(unit):
    record = examined(unit, Role.DOCTOR)
    assert record.state == "awaiting_doctor"
    for role, ends in ((Role.HEAD, NeedsSecondPerson), (Role.PSYCHIATRIST, None)):
        with unit.act(role) as uow:
            found = examinations.load(uow.session, uow.session.get_one(ClinicalRecord, record.id))
            if ends is not None:
                with pytest.raises(ends):
                    intake.countersign(uow, found, method="password", answers={"seen": "record"})
                continue
            intake.countersign(uow, found, method="password", answers={"seen": "record"})
            assert found.record.state == "signed"


def test_a_psychiatrists_signature_is_on_no_other_doctors_worklist(unit):
    """Read and sign would answer them 403; the psychiatrist's own list has it, and the signature ends it."""
    record = examined(unit, Role.DOCTOR)

    def listed(role):
        with unit.database.reading() as session:
            found = worklist.unit(session, unit.staff[role], unit.clock())
        return [item.deadline.subject_id for group in found.groups.values() for item in group.items]

    for role in (Role.DOCTOR, Role.HEAD, Role.NURSE, Role.FELDSHER, Role.PSYCHOLOGIST):
        assert record.id not in listed(role), role
    assert record.id in listed(Role.PSYCHIATRIST)
    with unit.act(Role.PSYCHIATRIST) as uow:
        found = examinations.load(uow.session, uow.session.get_one(ClinicalRecord, record.id))
        intake.countersign(uow, found, method="password", answers={"seen": "record"})
    assert record.id not in listed(Role.PSYCHIATRIST)


def test_a_disorder_that_was_found_needs_its_diagnosis(unit):
    with pytest.raises(intake.Incomplete):
        examined(unit, diagnosis={"finding": "found"})


def test_each_profession_reads_as_much_of_it_as_it_needs(unit):
    record = examined(unit)
    seen = {}
    for role in (Role.NURSE, Role.FELDSHER, Role.PSYCHOLOGIST, Role.DOCTOR, Role.HEAD, Role.REVIEWER):
        with unit.database.reading() as session:
            found = examinations.find(session, unit.staff[role], record.id)
            seen[role] = {section.key for section in found.sections}
    assert seen[Role.NURSE] == seen[Role.FELDSHER] == set()
    assert seen[Role.PSYCHOLOGIST] == {"diagnosis", "psychiatric_plan"}
    assert seen[Role.DOCTOR] == seen[Role.HEAD] == seen[Role.REVIEWER] == set(SURE)


def test_out_of_scope_is_absent(unit, other):
    made = unit.do(psychology.contact, commands.contact(unit.clock(), note="sirr"), Role.PSYCHOLOGIST)
    from tests import factories

    stranger = factories.identity(Role.PSYCHOLOGIST, other)
    with unit.database.reading() as session:
        assert queries.find(session, stranger, Permission.MENTAL_READ, PsychologyContact, made.id) is None
