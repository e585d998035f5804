"""Why a record is made: the rule it answers, what it takes over, and the clocks its signature ends."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from healthapp import audit
from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.deadlines import queries as due
from healthapp.demo import answers as demo
from healthapp.injuries import services, unrecorded
from healthapp.injuries.events import REPORT_PRINTED
from healthapp.intake import services as examinations
from healthapp.intake.dictionary import KINDS, SECTIONS
from healthapp.mental import self_harm
from healthapp.people import movements
from healthapp.people.schemas import Move
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord
from tests import factories
from tests.integration.injuries.test_services import OPINION, signed
from tests.integration.mental import commands


def happens(ward, kind: str, minutes: int = 30, **more: str) -> None:
    with ward.act() as uow:
        at = uow.now() - dt.timedelta(minutes=minutes)
        person = uow.session.merge(ward.person)
        movements.record(uow, person, Move(kind=kind, occurred_at=at, **more))


def open_clocks(ward) -> set[str]:
    with ward.database.reading() as session:
        return {row.kind for row in due.of_person(session, ward.feldsher, ward.person.id) if row.state == "open"}


def answers_of(ward, record) -> dict:
    with ward.act() as uow:
        return ward.find(uow, record).answers


SEEN = {"injuries_now": "yes"}
EVENTS = [
    (("violence",), "after_incident", "after_incident"),
    (("force",), "after_force", "after_incident"),
    (("procedural_ahead",), "procedural_before", "procedural_before"),
    (("procedural_action",), "procedural_after", "procedural"),
    (("to_police", "return_police"), "return_police", "return_police"),
    (("to_court", "return_court"), "return_court", "return_court"),
]


@pytest.mark.parametrize(("events", "occasion", "rule"), EVENTS)
def test_each_rule_opens_a_clock_names_the_occasion_and_is_met_by_the_record(ward, events, occasion, rule):
    for place, event in enumerate(events):
        happens(ward, event, 40 - place, **({"other_place": "Bakı"} if event.startswith("to_") else {}))
    assert rule in open_clocks(ward)
    record = ward.begin(ward.doctor)
    begun = answers_of(ward, record)["occasion"]
    assert begun["kind"] == occasion
    ward.add(record, ward.doctor)
    ward.fill(record, ward.doctor, opinion=OPINION, occasion=begun)
    ward.hand_in(record, ward.doctor)
    assert rule not in open_clocks(ward)


def test_a_record_on_a_complaint_ends_no_rules_clock(ward):
    happens(ward, "violence")
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor)
    ward.fill(record, ward.doctor, opinion=OPINION, occasion={"kind": "on_complaint"})
    ward.hand_in(record, ward.doctor)
    assert "after_incident" in open_clocks(ward)


def test_two_rules_at_once_are_left_to_the_author(ward):
    happens(ward, "violence")
    happens(ward, "procedural_action", 20)
    assert "occasion" not in answers_of(ward, ward.begin())


def test_a_record_after_the_time_of_its_rule_says_why(ward, clock):
    happens(ward, "violence")
    clock.now += dt.timedelta(hours=3)
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor)
    ward.fill(record, ward.doctor, opinion=OPINION, occasion=answers_of(ward, record)["occasion"])
    with pytest.raises(examinations.ReasonMissing):
        ward.hand_in(record, ward.doctor)


def test_a_second_event_is_documented_while_the_first_waits_for_the_doctor(ward):
    first = ward.begin()
    ward.add(first)
    ward.fill(first)
    ward.hand_in(first)
    assert ward.begin().id != first.id
    assert ward.begin().id == ward.begin().id


def test_from_an_examination_nothing_is_typed_twice(ward):
    with ward.act() as uow:
        source = examinations.begin(uow, uow.session.merge(ward.person), KINDS["intake"])
    told = {
        "injuries_now": "yes",
        "injuries": [{"kind": "bruise", "place": "knee", "side": "left", "size": 40, "note": "diz"}],
        "alleged": "alleges",
        "statement": "“vurdular”",
        "statement_language": "az",
    }
    consent = {"consent_exam": "no", "consent_exam_reason": "qorxur", "explained": ["role", "duty"], "capacity": "able"}
    given = {"conditions": {"presence": "none"}, "consent": consent, "injuries": told}
    rng = random.Random(2)
    for section, answers in given.items():
        filled = demo.fill(SECTIONS[section], answers, at=ward.clock(), rng=rng)
        with ward.act() as uow:
            found = ward.find(uow, source)
            examinations.save(uow, found, section=section, answers=filled, expected_version=0)
    with ward.act() as uow:
        record = services.begin(uow, uow.session.merge(ward.person), ward.find(uow, source))
    made = answers_of(ward, record)
    assert made["occasion"]["kind"] == "intake"
    assert made["conditions"]["presence"] == "none"
    assert (made["consent"]["examination"], made["consent"]["examination_reason"]) == ("no", "qorxur")
    assert made["consent"]["explained"] == ["role", "duty"]
    assert (made["statement"]["alleged"], made["statement"]["statement"]) == ("yes", "“vurdular”")
    row = made["lesions"]["lesions"][0]
    assert (row["number"], row["type"], row["side"], row["length"]) == (1, "contusion", "left", "40.0")


def test_injuries_seen_in_an_examination_wait_for_their_record_on_a_clock(ward):
    with ward.act() as uow:
        seen = ward.find(uow, examinations.begin(uow, uow.session.merge(ward.person), KINDS["intake"]))
        unseen = replace(seen, content=replace(seen.content, sections={"injuries": {"injuries_now": "no"}}))
        unrecorded.after_examination(uow, unseen)
    assert "injury_record" not in open_clocks(ward)
    with ward.act() as uow:
        source = ward.find(uow, seen.record)
        injured = replace(source, content=replace(source.content, sections={"safety": {"injuries_now": "yes"}}))
        audit.record(uow, REPORT_PRINTED, about=seen, language="az", form="report")  # as a signature would
        for _twice in range(2):
            unrecorded.after_examination(uow, injured)
    assert "injury_record" in open_clocks(ward)
    signed(ward)
    assert "injury_record" not in open_clocks(ward)
    with ward.act() as uow:
        unrecorded.after_examination(uow, injured)
    assert "injury_record" not in open_clocks(ward), "the record made an hour ago is about the same injuries"


def test_a_draft_signed_late_does_not_end_the_clock_of_injuries_seen_since(ward, clock):
    """What was drafted on Monday and signed on Thursday is not about what was seen on Wednesday."""
    late = ward.begin()
    ward.add(late)
    ward.fill(late)
    clock.now += dt.timedelta(days=2)
    sees(ward, ward.doctor)
    seen_at = clock.now
    clock.now += dt.timedelta(days=1)
    with ward.act() as uow:
        examinations.hand_in(uow, ward.find(uow, late), method="password", late_reason="növbə dəyişmişdi")
    assert injury_clock(ward) == [seen_at]
    signed(ward)
    assert injury_clock(ward) == []


def voided(ward, record, second) -> None:
    with ward.act(ward.doctor) as uow:
        records.request_void(uow, ward.find(uow, record).record, reason="Başqa şəxs", method="password")
    with ward.act(second) as uow:
        examinations.confirm_void(uow, ward.find(uow, record), reason="Təsdiq", method="password")


def injury_clock(ward) -> list[dt.datetime]:
    with ward.database.reading() as session:
        rows = due.of_person(session, ward.feldsher, ward.person.id)
        return [row.started_at for row in rows if row.kind == "injury_record" and row.state == "open"]


def test_voiding_the_only_record_of_injuries_that_were_seen_asks_for_it_again_since_they_were_seen(ward, clock):
    head = factories.identity(Role.HEAD, ward.facility)
    seen_at = clock.now
    with ward.act() as uow:
        entry = ("self_harm_entry", uuid7())
        wanted = {"person_id": ward.person.id, "facility_id": ward.facility.id, "seen_at": seen_at}
        unrecorded.ask(uow, **wanted, by="discovered", subject=entry)
        audit.record(uow, REPORT_PRINTED, about=ward.person, subject=entry, language="az", form="report")
    clock.now += dt.timedelta(minutes=20)
    first = signed(ward)
    clock.now += dt.timedelta(minutes=20)
    second = signed(ward)
    assert injury_clock(ward) == []
    voided(ward, first, head)
    assert injury_clock(ward) == [], "the second record stands"
    voided(ward, second, head)
    assert injury_clock(ward) == [seen_at]
    signed(ward)
    assert injury_clock(ward) == []


def sees(ward, who) -> ClinicalRecord:
    """An intake examination in which injuries were seen, signed without its effects on other rooms."""
    with ward.act(who) as uow:
        source = examinations.begin(uow, uow.session.merge(ward.person), KINDS["intake"])
        examinations.save(uow, ward.find(uow, source), section="injuries", answers=SEEN, expected_version=0)
        records.hand_in(uow, uow.session.merge(source), method="password", needs_doctor=False)
        unrecorded.after_examination(uow, ward.find(uow, source))
    return source


def test_voiding_a_record_asks_for_one_of_what_an_examination_saw_after_it(ward, clock):
    head = factories.identity(Role.HEAD, ward.facility)
    record = signed(ward)
    clock.now += dt.timedelta(hours=1)
    sees(ward, ward.doctor)
    assert injury_clock(ward) == [], "documented an hour before"
    voided(ward, record, head)
    assert injury_clock(ward) == [clock.now]


def test_voiding_the_examination_that_saw_injuries_leaves_the_clock_to_what_was_seen_since(ward, clock):
    head = factories.identity(Role.HEAD, ward.facility)
    first_at, first = clock.now, sees(ward, ward.doctor)
    clock.now += dt.timedelta(hours=1)
    second = sees(ward, ward.doctor)
    second_at = clock.now
    clock.now += dt.timedelta(hours=1)
    with ward.act(ward.doctor) as uow:
        grave = commands.self_harm(clock.now, severity=3, level=0)
        self_harm.record(uow, uow.session.merge(ward.person), grave)
    grave_at = clock.now
    assert injury_clock(ward) == [first_at]
    voided(ward, first, head)
    assert injury_clock(ward) == [second_at]
    voided(ward, second, head)
    assert injury_clock(ward) == [grave_at]
    record = signed(ward)
    assert injury_clock(ward) == []
    voided(ward, record, head)
    assert injury_clock(ward) == [grave_at], "nothing else was seen after all"


@pytest.mark.parametrize(
    ("part", "wrong", "gap"),
    [
        ("conditions", {"ended_at": "2020-01-01T10:00:00+04:00"}, "conditions.ended_at"),
        ("conditions", {"privacy": "no", "privacy_text": "qapı açıq"}, "conditions.unrestricted"),
        (
            "conditions",
            {
                "presence": "both",
                "present": [{"role": "konvoy", "level": "both", "requested": "no", "why": "belə dedi"}],
            },
            "conditions.unrestricted",
        ),
    ],
)
def test_what_does_not_fit_together_is_asked_again(ward, part, wrong, gap):
    record = ward.begin()
    ward.add(record)
    ward.fill(record, **{part: wrong})
    assert ward.gaps(record) == [gap]


def test_an_event_after_the_examination_is_asked_again(ward):
    record = ward.begin()
    ward.add(record)
    later = (ward.clock() - dt.timedelta(minutes=1)).isoformat()
    ward.fill(record, occasion={"kind": "on_complaint", "event_at": later})
    assert ward.gaps(record) == ["occasion.event_at"]
