"""The pages of an examination as a browser without scripts has them: where each button and each link leads."""

from __future__ import annotations

import datetime as dt
import random
import re
import uuid

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.accounts import signing
from healthapp.deadlines.models import Deadline
from healthapp.demo import answers as demo
from healthapp.i18n import format_date
from healthapp.intake import pages, queries, services
from healthapp.intake.completeness import missing
from healthapp.intake.dictionary import KINDS, SECTIONS
from healthapp.intake.dictionary.model import FieldType
from healthapp.people.models import Person
from healthapp.records.models import ClinicalRecord

TABLES = [
    (section.key, field.key)
    for section in SECTIONS.values()
    for field in section.fields
    if field.type is FieldType.ROWS
]
LINE = {
    "conditions": {"presence": "both", "present-0-role": "Mühafizəçi"},
    "injuries": {"injuries_now": "yes", "injuries-0-note": "Sol dizdə qançır"},
    "suicide": {"attempt_ever": "yes", "attempts-0-method": "Dərman"},
    "allergies": {"allergy_state": "known", "allergies-0-agent": "Penisillin"},
    "medicines": {"medicines_state": "takes", "medicines-0-name": "Valproat"},
    "history": {
        "chronic": "asthma",
        "chronic_details-0-note": "Uşaqlıqdan",
        "vaccinations-0-vaccine": "tetanus",
    },
    "substances": {"drugs_month": "cannabis", "drugs-0-amount": "Az"},
    "conclusion": {"no_problems": "no", "problems-0-text": "Astma", "referrals-0-question": "Müalicə?"},
}


@pytest.fixture
def feldsher(house):
    return house.browser(Role.FELDSHER)


@pytest.fixture
def begun(house):
    """Begins an examination of a kind; answers the address of its task list."""

    def begin(kind: str) -> str:
        with house.database.unit(house.own.feldsher, house.clock) as uow:
            person = uow.session.get_one(Person, house.own.person.id)
            return f"/examinations/{services.begin(uow, person, KINDS[kind]).id}"

    return begin


def page_of(browser, address: str) -> str:
    answer = browser.get(address.partition("#")[0])
    assert answer.status_code == 200, address
    return answer.text


@pytest.mark.parametrize(("part", "table"), TABLES)
def test_another_line_is_asked_for_on_the_same_page(feldsher, begun, part, table):
    draft = begun("second_stage" if part in ("history", "substances") else "before_release")
    button = re.search(rf'name="action" value="([^"]*{table})"', page_of(feldsher, f"{draft}/{part}"))
    assert button, "a table that cannot grow"
    answer = feldsher.post(f"{draft}/{part}", LINE[part], action=button[1], version="0")
    assert answer.status_code == 303
    path, _hash, line = answer.headers["Location"].partition("#")
    assert path == f"{draft}/{part}"
    assert line.startswith(f"{table}-1-"), "the empty line after the one that was written"
    assert f'id="{line}"' in page_of(feldsher, path)


def test_the_score_and_the_index_are_shown_after_saving_without_scripts(feldsher, begun):
    draft = begun("second_stage")
    measured = {"respiration": "22", "spo2": "95", "oxygen": "air", "systolic": "105", "diastolic": "70", "pulse": "95"}
    whole = {**measured, "consciousness": "A", "temperature": "38,2", "weight": "70", "height": "175"}
    answer = feldsher.post(f"{draft}/vitals", whole, action="next", version="0")
    for address in (answer.headers["Location"], draft, f"{draft}/check"):
        page = page_of(feldsher, address)
        assert [words in page for words in ("NEWS2", "6 / 20", "22,9 kq/m2")] == [True] * 3, address
    assert "22,9 kq/m2" in page_of(feldsher, f"{draft}/vitals"), "and beside the measures themselves"


def test_an_addendum_begins_in_the_language_of_the_page_and_with_today(house, feldsher):
    page = page_of(feldsher, f"/examinations/{house.own.signed.id}/addendum")
    assert '<option value="az" selected>' in page
    assert f'value="{format_date(house.clock())}"' in page


def test_a_telephone_has_the_time_left_and_the_next_part_before_the_list(feldsher, begun):
    draft = begun("second_stage")
    top = page_of(feldsher, draft).partition("app-skipdown")[2].partition("<h2")[0]
    assert f'href="{draft}/vitals"' in top
    assert "app-clock" in top


def test_a_part_that_is_answered_whole_but_for_a_slip_says_so(feldsher, begun):
    draft = begun("second_stage")
    measured = {"respiration": "14", "spo2": "98", "oxygen": "air", "systolic": "125", "diastolic": "80", "pulse": "70"}
    whole = {**measured, "consciousness": "A", "temperature": "36,6", "weight": "700"}
    feldsher.post(f"{draft}/vitals", whole, action="next", version="0")
    assert "Bir cavab düzəldilməlidir" in page_of(feldsher, draft)


def test_the_points_of_each_measure_follow_as_it_is_typed(feldsher, begun):
    measured = {"respiration": "22", "spo2": "95", "pulse": "abc"}
    saved = feldsher.post(f"{begun('second_stage')}/vitals", measured, autosave="1", version="0").get_json()
    points = dict(re.findall(r'data-derived="points-(\w+)".*?>([^<>\s]+)</span></span>', saved["fragment"]))
    assert (points["respiration"], points["spo2"], points["pulse"], len(points)) == ("2", "1", "–", 7)


#: Half-given answers, each of which leaves other questions open: the conditions of a question, its reasons, its lines.
HALF: list[tuple[str, dict[str, object]]] = [
    *((section.key, {}) for section in KINDS["before_release"].sections),
    ("conditions", {"place": "other", "language": "other", "presence": "both", "privacy": "no", "unrestricted": "no"}),
    ("conditions", {"presence": "in_earshot", "present": [{"role": "Mühafizəçi"}], "restraints": "leg_irons"}),
    ("vitals", {"not_measured": ["pulse", "spo2"]}),
    ("injuries", {"skin_inspected": "not_asked", "injuries_now": "yes", "alleged": "alleges"}),
    ("injuries", {"injuries_now": "yes", "injuries": [{"note": "Qançır"}], "alleged": "not_asked"}),
    ("tuberculosis", {"cough": "not_asked", "tb_past": "yes", "cxr": "done"}),
    ("suicide", {"suicidal_now": "yes", "attempt_ever": "yes", "risk_level": "high", "cssrs": "4"}),
    ("allergies", {"allergy_state": "known"}),
    ("allergies", {"allergy_state": "known", "allergies": [{"severity": "mild"}]}),
    ("allergies", {"allergy_state": "not_asked"}),
    ("medicines", {"medicines_state": "takes", "medicines": [{"dose": "5"}]}),
    ("functional", {"work": "limited", "self_care": "dependent"}),
    ("functional", {"declined": "yes"}),
    ("examination", {"skin": "abnormal", "teeth": "urgent", "genital": "normal"}),
    ("conclusion", {"no_problems": "no", "diet": "other", "isolation": "contact", "report_duty": "yes"}),
    ("conclusion", {"no_problems": "no", "problems": [{"plan": "Nəzarət"}], "referrals": [{"question": "?"}]}),
]


@pytest.mark.parametrize(("part", "given"), HALF)
def test_what_is_missing_leads_to_its_question_in_its_part(house, feldsher, begun, part, given):
    # Given a draft that is whole but for one part
    draft = begun("before_release")
    at, rng = house.clock(), random.Random(part)
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        found = queries.find(uow.session, uow.actor, uuid.UUID(draft.rpartition("/")[2]))
        for section in found.sections:
            whole = demo.fill(section, demo.vitals(at, rng), at=at, rng=rng)
            kept = given if section.key == part else whole
            demo.concluded({**found.answers, section.key: kept}, found.limits)
            services.save(uow, found, section=section.key, answers=kept, expected_version=0)
            found.content.sections[section.key] = kept
    gaps = missing(SECTIONS[part], given)
    assert gaps
    # When somebody would sign it
    page = page_of(feldsher, f"{draft}/check").partition('id="gaps"')[2].partition("</section>")[0]
    links = re.findall(r'href="([^"]+)"', page)
    # Then every gap is a link to its own question, or, when they are a wall, to the part
    if len(gaps) > pages.MOST_GAPS:
        assert links == [f"{draft}/{part}"]
        return
    assert links == [f"{draft}/{part}#{gap.name}" for gap in gaps]
    shown = page_of(feldsher, f"{draft}/{part}")
    assert [gap.name for gap in gaps if f'id="{gap.name}"' not in shown] == []


def test_a_wrong_date_in_a_row_keeps_the_row_what_was_typed_and_the_signature_back(house, feldsher, begun):
    draft = begun("before_release")
    typed = {
        "medicines_state": "takes",
        "medicines-0-name": "İnsulin",
        "medicines-0-critical": "insulin",
        "medicines-0-next_due_date": "31.02.2026",
        "medicines-0-next_due_time": "18:00",
    }
    # When a medicine is saved with a day that does not exist
    answer = feldsher.post(f"{draft}/medicines", typed, action="list", version="0")
    assert answer.status_code == 422
    # Then the medicine is in the stored draft and alarms, and the page opened anew shows what was typed and its message
    with house.database.reading() as session:
        kept = queries.find(session, house.own.feldsher, uuid.UUID(draft.rpartition("/")[2])).answers["medicines"]
    assert kept["medicines"] == [{"name": "İnsulin", "critical": "insulin"}]
    shown = page_of(feldsher, f"{draft}/medicines")
    assert 'value="31.02.2026"' in shown
    assert 'id="medicines-0-next_due-error"' in shown
    # and it stands in the way of the signature
    with house.database.reading() as session:
        found = queries.find(session, house.own.feldsher, uuid.UUID(draft.rpartition("/")[2]))
        assert (SECTIONS["medicines"].key, "medicines-0-next_due") in {
            (gap.section.key, gap.name) for gap in services.gaps(found)
        }


def test_who_gives_a_draft_up_reads_before_what_runs_again_and_what_ends(house, feldsher, begun):
    screen, exam = begun("safety_screen"), begun("periodic")
    told = [
        (screen, "safety", {"critical_medicine": "yes", "critical_medicine_name": "İnsulin", "cough": "yes"}),
        (exam, "tuberculosis", {"cough": "yes", "isolated": "yes"}),
        (exam, "substances", {"cows": 9}),
    ]
    for address, part, answers in told:
        with house.database.unit(house.own.feldsher, house.clock) as uow:
            found = queries.find(uow.session, uow.actor, uuid.UUID(address.rpartition("/")[2]))
            version = found.content.versions.get(part, 0)
            services.save(uow, found, section=part, answers=answers, expected_version=version)
    feldsher.get(f"{exam}/discard?lang=en")
    page = feldsher.get(f"{exam}/discard").text
    boxes = dict(re.findall(r'<h2 class="app-h3">([^<]+)</h2>(.*?)</ul>', page, re.DOTALL))
    again = boxes["These run again by their old limit: only this draft says that they were done"]
    assert "Isolate: tuberculosis symptom" in again
    assert re.search(r"Due: <span class=\"app-num\">\d\d\.\d\d\.\d{4}", again)
    assert "Repeat COWS" in boxes["These clocks end with it"]
    assert len(boxes) == 2
    # once another record says the same, nothing runs again
    house.clock.advance(minutes=5)
    other = begun("before_release")
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        found = queries.find(uow.session, uow.actor, uuid.UUID(other.rpartition("/")[2]))
        services.save(uow, found, section=told[1][1], answers=told[1][2], expected_version=0)
    page = feldsher.get(f"{exam}/discard").text
    boxes = dict(re.findall(r'<h2 class="app-h3">([^<]+)</h2>(.*?)</ul>', page, re.DOTALL))
    assert "Isolate: tuberculosis" in boxes["These stay done: another record of this person says so too"]
    assert len(boxes) == 2


def test_a_colleague_goes_on_with_a_draft_and_a_doctor_signs_and_two_void(house, monkeypatch):
    monkeypatch.setattr(signing, "verify", lambda *_given: "password")
    doctor, head = house.browser(house.own.doctor), house.browser(Role.HEAD)
    draft, waits = (f"/examinations/{row.id}" for row in (house.own.draft, house.own.waiting))
    assert doctor.post(f"{draft}/take-over").status_code == 303
    assert doctor.post(f"{waits}/countersign", seen="person", signature="x").status_code == 303
    for browser, said in ((doctor, "Bunu siz artıq etmisiniz"), (head, "Bunu artıq Doctor A edib")):
        tab = browser.post(f"{waits}/countersign", seen="person", signature="x", note="Təzyiqi təkrar ölçün")
        assert (tab.status_code, f"{said}: 11.03.2026 14:32" in tab.text) == (409, True)
        assert "Təzyiqi təkrar ölçün" in tab.text
        assert f'href="{waits}"' in tab.text
    wrong = {"reason": "Səhv şəxsə yazılıb", "signature": "x"}
    assert doctor.post(f"{waits}/void", wrong).status_code == 303
    tab = doctor.post(f"{waits}/void", wrong)
    assert (tab.status_code, "Bunu siz artıq etmisiniz: 11.03.2026 14:32" in tab.text) == (422, True)
    # Whoever asked is told to wait for somebody else, and whoever reads the record, that it is doubted.
    assert 'name="reason"' not in doctor.get(f"{waits}/void").text
    assert 'name="reason"' in head.get(f"{waits}/void").text
    for browser, link in ((doctor, "Etibarsız sayılması istənilib"), (head, "Etibarsız sayılmanı təsdiq edin")):
        page = browser.get(waits).text
        assert "Doctor A 11.03.2026 14:32 tarixində bu qeydin etibarsız sayılmasını istəyib" in page
        assert f'<a class="govuk-link" href="{waits}/void">{link}</a>' in page
    assert head.post(f"{waits}/void", wrong).status_code == 303
    tab = head.post(f"{waits}/void", wrong)
    assert (tab.status_code, "Bunu siz artıq etmisiniz" in tab.text) == (409, True)
    assert "etibarsız sayılmasını istəyib" not in head.get(waits).text
    signed = f"/examinations/{house.own.signed.id}"
    feldsher = house.browser(house.own.feldsher)
    assert feldsher.post(f"{signed}/check", signature="x").status_code == 303
    assert "Bunu siz artıq etmisiniz" in feldsher.get(signed).text
    with house.database.reading() as session:
        rows = [session.get_one(ClinicalRecord, row.id) for row in (house.own.draft, house.own.waiting)]
    assert [row.state for row in rows] == ["draft", "voided"]
    assert rows[0].author_id == house.own.doctor.user_id


def test_a_time_that_runs_out_while_the_signature_is_proven_is_asked_about(house, feldsher, monkeypatch):
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        clock = queries.find(uow.session, uow.actor, house.own.draft.id).clock
        soon = sa.update(Deadline).where(Deadline.id == clock.id)
        uow.session.execute(soon.values(due_at=uow.now() + dt.timedelta(minutes=1)))

    def proven(*_given):
        house.clock.advance(minutes=2)
        return "password"

    monkeypatch.setattr(signing, "verify", proven)
    monkeypatch.setattr(services, "gaps", lambda _found: [])
    answer = feldsher.post(f"/examinations/{house.own.draft.id}/check", signature="x")
    assert answer.status_code == 422
    assert 'id="late_reason-error"' in answer.text


def test_a_danger_interrupts_before_what_is_wrong_with_another_answer(feldsher, begun):
    draft = begun("before_release")
    typed = {"suicidal_now": "yes", "attempt_ever": "yes", "attempts-0-year": "1000", "attempts-0-method": "Dərman"}
    answer = feldsher.post(f"{draft}/suicide", typed, action="next", version="0")
    assert answer.headers["Location"] == f"{draft}/suicide/danger"
    # The red page leads back to the part while something of it is left, and what was typed stands there.
    on = re.search(r'href="([^"]*/suicide\?told=1)"', page_of(feldsher, f"{draft}/suicide/danger"))
    assert on
    page = page_of(feldsher, on[1])
    assert 'value="1000"' in page
    assert "app-stop" not in page
    # Told once is told; the same page without the word of the red one interrupts.
    typed["attempts-0-year"] = "2020"
    told = feldsher.post(f"{draft}/suicide?told=1", typed, action="list", version="1")
    assert told.headers["Location"] == draft
    untold = feldsher.post(f"{draft}/suicide", typed, action="list", version="2")
    assert untold.headers["Location"] == f"{draft}/suicide/danger"


def test_a_danger_that_is_new_interrupts_whoever_was_told_of_another(feldsher, begun):
    draft = begun("safety_screen")
    safety = {"suicidal_now": "yes"}
    saved = feldsher.post(f"{draft}/safety", safety, autosave="1", version="0").get_json()
    assert saved["interrupt"] == f"{draft}/safety/danger"
    saved = feldsher.post(f"{draft}/safety?told=1", safety, autosave="1", version="1").get_json()
    assert saved["interrupt"] is None
    safety["immediate_danger"] = "yes"
    answer = feldsher.post(f"{draft}/safety?told=1", safety, action="list", version=saved["version"])
    assert answer.headers["Location"] == f"{draft}/safety/danger"


def test_what_the_examination_says_stands_at_its_conclusion_and_again_before_the_signature(house, feldsher, begun):
    """Nothing is asked of who found nothing; a contradiction is shown, and signed with its reason."""
    draft, reason = begun("before_release"), 'name="unlisted_why"'
    feldsher.get(f"{draft}?lang=en")
    assert reason not in page_of(feldsher, f"{draft}/conclusion")
    feldsher.post(f"{draft}/tuberculosis", haemoptysis="yes", action="list", version="0")
    page = page_of(feldsher, f"{draft}/conclusion")
    assert reason in page
    told = page.partition('id="told-elsewhere"')[2].partition("</section>")[0]
    assert f'href="{draft}/tuberculosis"' in told
    assert "Possible tuberculosis" in told
    feldsher.post(f"{draft}/conclusion", no_problems="yes", action="list", version="0")
    check = page_of(feldsher, f"{draft}/check")
    box = check.partition('id="against"')[2].partition("</section>")[0]
    assert "Possible tuberculosis" in box
    assert f'href="{draft}/conclusion#unlisted_why"' in box
    feldsher.post(f"{draft}/conclusion", no_problems="yes", unlisted_why="Treated in 2019", action="list", version="1")
    check = page_of(feldsher, f"{draft}/check")
    box = check.partition('id="against"')[2].partition("</section>")[0]
    assert "Possible tuberculosis" in box
    assert "Reason: Treated in 2019" in box
    assert "unlisted_why" not in box
