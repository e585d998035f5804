"""The pages of this room: every form keeps what was typed and says what is wrong, and a second click does no harm."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile

import pytest

from healthapp.access import Role
from healthapp.i18n import local
from healthapp.mental import deaths, psychology, restrictions, self_harm
from tests.integration.mental import commands
from tests.integration.mental.commands import typed
from tests.integration.mental.test_care import examined

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def engine_name() -> str:
    """Pages are the same on both engines; what they store is tested on both beside this file."""
    return "sqlite"


def errors(answer) -> set[str]:
    """Fields at which the page says something."""
    return set(re.findall(r'id="([a-z_]+)-error"', answer.text))


def at(unit, **span):
    return unit.clock() - dt.timedelta(**span)


def test_self_harm_from_the_form_to_the_debrief(unit, sign_in):
    browser = sign_in(Role.NURSE)
    form = f"/people/{unit.person.id}/self-harm/new"
    assert browser.get(form).status_code == 200
    given = commands.self_harm_form(at(unit, minutes=20), own_words="«yoruldum»")
    first, again = browser.post(form, **given), browser.post(form, **given)
    assert (first.status_code, first.location) == (303, again.location)
    page = browser.get(first.location)
    assert "OX-N1-2026-0001" in page.text
    assert "«yoruldum»" in page.text
    assert errors(browser.post(first.location, kind="debrief", **typed("at", at(unit, hours=0)))) == {"text"}
    note = {"kind": "debrief", "text": "Nə kömək edərdi", **typed("at", unit.clock())}
    assert browser.post(first.location, **note).status_code == 303
    assert "Nə kömək edərdi" in browser.get(first.location).text
    assert unit.clocks("injury_record") == {}
    grave = commands.self_harm_form(at(unit, minutes=10), severity="3")
    assert browser.post(form, **grave).status_code == 303
    assert "injury_record" in unit.clocks("injury_record"), "a grave injury is documented, and so reported"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"discovered_date": "31.02.2026"}, "discovered_date"),
        ({"discovered_date": "01.01.2031"}, "discovered_time"),
        ({"happened_date": "01.03.2026"}, "happened_time"),
        ({"happened_date": "12.03.2026", "happened_time": "23:00"}, "happened_time"),
        ({"method": "sword"}, "method"),
        ({"account": ""}, "account"),
        ({"account": "x" * 4001}, "account"),
        ({"level": "0"}, "level"),
        ({"level": "9"}, "level"),
        ({"place": ""}, "place"),
        ({"record": "not-a-record"}, "record"),
        ({"punishment": "yes"}, "punishment"),
    ],
)
def test_what_is_wrong_with_self_harm_is_said_and_nothing_is_lost(unit, sign_in, wrong, field):
    browser = sign_in(Role.NURSE)
    form = commands.self_harm_form(at(unit, minutes=20), means="ülgüc")
    answer = browser.post(f"/people/{unit.person.id}/self-harm/new", **{**form, **wrong})
    assert answer.status_code == 422
    assert "ülgüc" in answer.text
    assert 'class="govuk-error-summary' in answer.text
    assert field in errors(answer) | {"record", "punishment"}
    assert unit.clocks("rescreen", "debrief") == {}


def test_a_record_of_somebody_else_is_not_linked(unit, sign_in):
    browser = sign_in(Role.NURSE)
    form = commands.self_harm_form(at(unit, minutes=20), record="01985f2e-0000-7000-8000-000000000000")
    assert browser.post(f"/people/{unit.person.id}/self-harm/new", **form).status_code == 404


def test_a_death_from_the_form_to_its_tasks(unit, sign_in):
    browser = sign_in(Role.DOCTOR)
    path = f"/people/{unit.person.id}/death"
    assert browser.get(path).status_code == 200
    given = {
        "place": "3-12",
        "manner": "unknown",
        "found_by": "Növbətçi",
        "told": "Həkim",
        **typed("died", at(unit, hours=1)),
    }
    assert errors(browser.post(path, **given)) == {"circumstances"}
    given["circumstances"] = "Yuxuda tapılıb"
    assert errors(browser.post(path, **{**given, **typed("died", at(unit, days=900))})) == {"died_time"}
    assert browser.post(path, **given).status_code == 303
    assert browser.post(path, **given).status_code == 303
    page = browser.get(path)
    tasks = re.findall(rf"{path}/tasks/([0-9a-f-]+)", page.text)
    assert len(tasks) == 4, "the fifth, telling the prosecutor, is a notice of its own"
    assert f'href="{path}/notice"' in page.text
    assert page.text.count("Psixoloq") >= 2, "every task has an owner from the start"
    unnamed = browser.post(f"{path}/tasks/{tasks[0]}", state="given")
    assert errors(unnamed) == {"owner"}
    assert browser.post(f"{path}/tasks/{tasks[0]}", state="given", owner="E. Rəhimov").status_code == 303
    assert "E. Rəhimov" in browser.get(path).text
    wrong = browser.post(f"{path}/tasks/{tasks[0]}", state="done", outcome="Prokuror")
    assert errors(wrong) == {"done_date"}
    assert browser.post(f"{path}/tasks/{tasks[0]}", state="dropped").status_code == 422
    done = {"state": "done", "outcome": "Prokuror Nümunə", **typed("done", unit.clock())}
    assert browser.post(f"{path}/tasks/{tasks[0]}", **done).status_code == 303
    assert "Prokuror Nümunə" in browser.get(path).text
    assert browser.post(f"{path}/tasks/{unit.person.id}", **done).status_code == 404
    assert errors(browser.post(f"{path}/tasks", kind="other", owner="Psixoloq", **typed("due", unit.clock()))) == {
        "text"
    }
    more = {"kind": "staff", "owner": "Psixoloq", **typed("due", unit.clock() + DAY)}
    assert browser.post(f"{path}/tasks", **more).status_code == 303


def test_tasks_of_nobodys_death_are_not_there(unit, sign_in):
    browser = sign_in(Role.DOCTOR)
    assert browser.post(f"/people/{unit.person.id}/death/tasks", kind="staff").status_code == 404


def test_an_offer_and_a_contact_from_their_forms(unit, sign_in):
    browser = sign_in(Role.PSYCHOLOGIST)
    base = f"/people/{unit.person.id}/mental"
    assert errors(browser.post(f"{base}/offer", **typed("offered", unit.clock()))) == {"answer"}
    wrong = {"answer": "refused", "again_on": "01.01.2020", **typed("offered", unit.clock())}
    assert errors(browser.post(f"{base}/offer", **wrong)) == {"again_on"}
    assert browser.post(f"{base}/offer", answer="accepted", **typed("offered", unit.clock())).status_code == 303
    for form in ("offer", "contact"):
        assert browser.get(f"{base}/{form}").status_code == 200
    held = typed("held", at(unit, minutes=50))
    for minutes in ("", "0", "481", "-5", "4.5", "qırx", "١٢"):
        answer = browser.post(f"{base}/contact", kind="first", minutes=minutes, note="yazdığım", **held)
        assert (errors(answer), "yazdığım" in answer.text) == ({"minutes"}, True)
    good = {"kind": "first", "minutes": "45", "note": "yazdığım", "plan": "yuxu", **held}
    assert browser.post(f"{base}/contact", **good).status_code == 303
    assert browser.post(f"{base}/contact", **good).status_code == 303
    page = browser.get(base).text
    (link,) = set(re.findall(r"/psychology/[0-9a-f-]{36}", page))
    assert "yazdığım" not in page
    assert "yazdığım" in browser.get(link).text
    assert errors(browser.post(f"{link}/note")) == {"text"}
    assert browser.post(f"{link}/note", text="sonra əlavə").status_code == 303
    assert "sonra əlavə" in browser.get(link).text


def test_a_colleague_reads_a_note_and_does_not_write_in_it(unit, sign_in):
    made = unit.do(psychology.contact, commands.contact(unit.clock(), note="mənim qeydim"), Role.PSYCHOLOGIST)
    colleague, doctor = sign_in(Role.PSYCHOLOGIST), sign_in(Role.DOCTOR)
    assert "mənim qeydim" in colleague.get(f"/psychology/{made.id}").text
    assert colleague.post(f"/psychology/{made.id}/note", text="başqasının").status_code == 403
    assert "mənim qeydim" not in doctor.get(f"/psychology/{made.id}").text
    assert doctor.post(f"/psychology/{made.id}/note", text="başqasının").status_code == 403


def test_a_medicine_from_prescribing_to_stopping(unit, sign_in):
    browser = sign_in(Role.PSYCHIATRIST)
    today = local(unit.clock()).date()
    path = f"/people/{unit.person.id}/medicines/new"
    good = commands.medicine_form(today, today + 14 * DAY)
    for wrong, field in (
        ({"review_on": "01.01.2020"}, "review_on"),
        ({"review_on": "01.01.2028"}, "review_on"),
        ({"starts_on": "01.01.2020"}, "starts_on"),
        ({"consent": "refused"}, "consent"),
        ({"consent": "urgent"}, "consent_text"),
        ({"drug": ""}, "drug"),
        ({"dose": "x" * 61}, "dose"),
        ({"route": "by_pigeon"}, "route"),
    ):
        answer = browser.post(path, **{**good, **wrong})
        assert (answer.status_code, field in errors(answer)) == (422, True), wrong
    assert browser.post(path, **good).status_code == 303
    page = browser.get(f"/people/{unit.person.id}/mental").text
    (link,) = set(re.findall(r"/medicines/[0-9a-f-]{36}", page))
    assert errors(browser.post(link, kind="review")) == {"review_on"}
    assert errors(browser.post(link, kind="stopped")) == {"reason"}
    assert errors(browser.post(link, kind="stopped", reason="other")) == {"text"}
    assert browser.post(link, kind="review", review_on=f"{today + 9 * DAY:%d.%m.%Y}").status_code == 303
    assert "Sertralin" in browser.get(path).text
    assert browser.post(link, kind="stopped", reason="finished").status_code == 303
    late = browser.post(link, kind="stopped", reason="finished")
    assert (late.status_code, 'class="govuk-error-summary' in late.text) == (409, True)
    assert browser.get(link).status_code == 200


def test_a_need_from_its_form_to_its_end(unit, sign_in):
    browser = sign_in(Role.DOCTOR)
    path = f"/people/{unit.person.id}/needs/new"
    good = {"found_on": "01.02.2026", "need": "hospital", "text": "psixoz", "obstacle": "no_place"}
    for wrong, field in (
        ({"found_on": "01.01.2031"}, "found_on"),
        ({"text": ""}, "text"),
        ({"obstacle": "other"}, "obstacle_text"),
        ({"need": "isolation"}, "need"),
    ):
        assert field in errors(browser.post(path, **{**good, **wrong})), wrong
    assert browser.get(path).status_code == 200
    assert browser.post(path, **good).status_code == 303
    (link,) = set(re.findall(r"/needs/[0-9a-f-]{36}", browser.get(f"/people/{unit.person.id}/mental").text))
    for kind, field in (("obstacle", "obstacle"), ("case", "case"), ("closed", "outcome")):
        assert errors(browser.post(link, kind=kind)) == {field}
    stranger = browser.post(link, kind="case", case="01985f2e-0000-7000-8000-000000000000")
    assert errors(stranger) == {"case"}
    assert browser.post(link, kind="closed", outcome="placed").status_code == 303
    assert browser.get(link).status_code == 200


def filled(unit):
    now = unit.clock()
    unit.do(self_harm.record, commands.self_harm(now - HOUR, place="=1+1"))
    unit.do(restrictions.record, commands.restriction(now - HOUR, now + DAY))
    unit.do(psychology.offer, commands.offer(now))
    gone = unit.person
    unit.person = unit.another("Abbasov")
    unit.do(deaths.report, commands.death(now))
    unit.person = gone


@pytest.mark.parametrize("code", ["self-harm", "restrictions", "deaths", "waiting", "disorders", "medicines"])
def test_every_register_is_shown_and_taken_out_as_a_file(unit, sign_in, code):
    filled(unit)
    browser = sign_in(Role.HEAD)
    page = browser.get(f"/registers/{code}")
    assert page.status_code == 200
    files = {kind: browser.post(f"/registers/{code}", format=kind) for kind in ("csv", "xlsx", "pdf")}
    assert {kind: answer.status_code for kind, answer in files.items()} == dict.fromkeys(files, 200)
    rows = list(csv.reader(io.StringIO(files["csv"].data.decode("utf-8-sig")), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert zipfile.ZipFile(io.BytesIO(files["xlsx"].data)).testzip() is None
    assert files["pdf"].data.startswith(b"%PDF")
    assert browser.post(f"/registers/{code}", format="exe").status_code == 303


def test_a_cell_that_looks_like_a_formula_is_made_harmless(unit, sign_in):
    filled(unit)
    text = sign_in(Role.HEAD).post("/registers/self-harm", format="csv").data.decode("utf-8-sig")
    assert ";3, =1+1;" in text
    unit.do(self_harm.record, commands.self_harm(unit.clock() - 2 * HOUR, wing="", place="=1+1"))
    text = sign_in(Role.HEAD).post("/registers/self-harm", format="csv").data.decode("utf-8-sig")
    assert ";'=1+1;" in text


def test_a_filter_narrows_and_a_wrong_one_is_said(unit, sign_in):
    now = unit.clock()
    unit.do(self_harm.record, commands.self_harm(now - HOUR))
    unit.do(self_harm.record, commands.self_harm(now - 20 * DAY, method="burn"))
    browser = sign_in(Role.HEAD)
    day = f"{local(now - 5 * DAY):%d.%m.%Y}"

    def numbers(**query):
        return set(re.findall(r"OX-N1-2026-\d{4}", browser.get("/registers/self-harm", **query).text))

    assert numbers() == {"OX-N1-2026-0001", "OX-N1-2026-0002"}
    assert numbers(kind="burn") == numbers(last=day) == {"OX-N1-2026-0002"}
    assert numbers(first=day) == {"OX-N1-2026-0001"}
    assert numbers(facility="01985f2e-0000-7000-8000-000000000000") == set()
    for wrong in ({"first": "yesterday"}, {"first": day, "last": "01.01.2026"}, {"page": "0"}, {"kind": "sword"}):
        assert browser.get("/registers/self-harm", **wrong).status_code == 422, wrong
    assert browser.get("/registers/none").status_code == 404


def test_clusters_are_shown_to_the_head_where_they_look(unit, sign_in):
    now = unit.clock()
    unit.do(self_harm.record, commands.self_harm(now - DAY))
    unit.do(self_harm.record, commands.self_harm(now - HOUR, method="burn"))
    head, nurse = sign_in(Role.HEAD), sign_in(Role.NURSE)
    assert "/registers/clusters" in head.get("/registers/self-harm").text
    assert "/registers/clusters" in head.get("/worklist").text
    assert "3-12" in head.get("/registers/clusters").text
    assert "/registers/clusters" not in nurse.get("/worklist").text
    assert "/registers/clusters" in sign_in(Role.REVIEWER).get("/facilities/late").text


def test_a_psychiatric_examination_is_begun_from_the_page_and_printed_for_physicians(unit, sign_in):
    browser = sign_in(Role.PSYCHIATRIST)
    started = browser.post(f"/people/{unit.person.id}/examine/psychiatric")
    assert started.status_code == 303
    assert browser.get(f"{started.location}/mental_state").status_code == 200
    assert browser.get(f"{started.location}/diagnosis").status_code == 200
    unit.person = unit.another("Abbasov")
    record = examined(unit)
    nurse, doctor = sign_in(Role.NURSE), sign_in(Role.DOCTOR)
    assert "GİZLİ" in doctor.get(f"/examinations/{record.id}").text
    assert "GİZLİ" not in nurse.get(f"/examinations/{record.id}").text
    sent = doctor.get(f"/examinations/{record.id}/print")
    assert doctor.get(sent.location).data.startswith(b"%PDF")
    assert nurse.get(f"/examinations/{record.id}/psychiatric-print").status_code == 403
    feldsher, copy = sign_in(Role.FELDSHER), f"/records/{record.id}/person-copy"
    assert (doctor.get(copy).status_code, feldsher.get(copy).status_code, feldsher.post(copy).status_code) == (
        200,
        403,
        403,
    )
    assert copy in doctor.get(f"/examinations/{record.id}").text
    assert not re.search(r'href="[^"]*(?:print|person-copy)', feldsher.get(f"/examinations/{record.id}").text)
    assert doctor.get(f"/people/{unit.person.id}/mental").status_code == 200


def test_only_a_psychiatrist_completes_what_a_doctor_examined(unit, sign_in):
    record = examined(unit, Role.DOCTOR)
    address = f"/examinations/{record.id}/countersign"
    assert sign_in(Role.HEAD).get(address).status_code == 403
    assert sign_in(Role.HEAD).post(address, seen="record", signature="x").status_code == 403
    assert sign_in(Role.PSYCHIATRIST).get(address).status_code == 200


def test_the_history_of_a_person_says_that_there_was_something_and_not_what(unit, sign_in):
    filled(unit)
    unit.do(psychology.contact, commands.contact(unit.clock(), note="sirr"), Role.PSYCHOLOGIST)
    path = f"/people/{unit.person.id}"
    browser = sign_in(Role.DOCTOR)
    browser.get(path, lang="en")
    history = browser.get(path, show="care").text
    for words in ("Contact of the psychologist", "Self-harm", "Restrictive measure"):
        assert words in history
    assert "sirr" not in history
    assert "Self-harm" not in sign_in(Role.ADMINISTRATION).get(path).text


def test_a_psychiatrist_is_asked_for_with_one_click(unit, sign_in):
    browser = sign_in(Role.NURSE)
    for _click in range(2):
        assert browser.post(f"/people/{unit.person.id}/mental/psychiatrist").status_code == 303
    assert len(unit.clocks()["psychiatry_exam"]) == 1
    assert "/examine/psychiatric" in sign_in(Role.PSYCHIATRIST).get("/worklist").text
