"""Taking an instrument: question by question, a red answer at once, what to do with the result in one click."""

from __future__ import annotations

import re
import uuid

import pytest

from healthapp.access import Role
from healthapp.accounts import signing
from healthapp.deadlines import queries as due
from healthapp.risk import queries, screens
from screening.library import shipped

ASKED = {"mode": "read_aloud", "privacy": "private", "language": "az", "spoken": "ru"}


@pytest.fixture(autouse=True)
def _signed(monkeypatch):
    """Everybody's signature is right."""
    monkeypatch.setattr(signing, "verify", lambda *_given: "password")


class Taking:
    """One browser that takes one screening, with the version of the page it sees."""

    def __init__(self, unit, browser, instrument="asq"):
        self.unit, self.browser = unit, browser
        self.page = browser.post(f"/people/{unit.person.id}/screenings/{instrument}").headers["Location"]
        self.version = 1

    def send(self, path, **fields):
        return self.browser.post(f"{self.page}/{path}", **{"version": self.version, **fields})

    def start(self, **changes):
        return self.moved(self.send("start", **{**ASKED, **changes}))

    def answer(self, item, value, **more):
        return self.moved(self.send(f"ask/{item}", **{f"a_{item}": value, "action": "next", **more}))

    def moved(self, answer):
        """Where it leads; the version is what was kept last."""
        if answer.status_code == 303:
            self.version = self.found().version
            return answer.headers["Location"].removeprefix(self.page)
        return answer

    def content(self):
        return self.found().screen.content

    def found(self):
        with self.unit.database.reading() as session:
            return screens.find(session, self.browser.identity, uuid.UUID(self.page.rsplit("/", 1)[1]))

    def text(self, path=""):
        self.browser.get("/account", lang="en")
        return self.browser.get(f"{self.page}{path}").text


@pytest.fixture
def asq(unit, sign_in):
    return Taking(unit, sign_in(Role.NURSE))


def test_every_circumstance_is_said_before_the_first_question(asq):
    assert asq.browser.get(asq.page).headers["Location"] == f"{asq.page}/start"
    wrong = asq.start(privacy="")
    assert wrong.status_code == 422
    assert 'value="read_aloud" checked' in wrong.text
    assert asq.start() == "/ask/q1"
    assert asq.browser.get(asq.page).headers["Location"] == f"{asq.page}/ask/q1"


def test_questions_follow_one_another_and_nothing_is_scored_before_the_last(asq):
    asq.start()
    for item, following in (("q1", "q2"), ("q2", "q3"), ("q3", "q4")):
        shown = asq.text(f"/ask/{item}")
        assert "Negative screen" not in shown
        assert 'data-key="1"' in shown
        assert asq.answer(item, "no") == f"/ask/{following}"
    assert asq.answer("q4", "no") == "/check"
    assert "Negative screen" in asq.text("/check")
    assert asq.moved(asq.send("check")) == ""
    assert "Worried all the same?" in asq.text()


def test_a_gated_question_comes_only_after_its_answer(asq):
    asq.start()
    for item in ("q1", "q2", "q3"):
        asq.answer(item, "no")
    assert asq.answer("q4", "yes") == "/ask/q4_how"
    shown = asq.text("/ask/q4_how")
    for tongue in ("az", "en"):
        bands = shipped().texts("asq", shipped().versions("asq")[-1], tongue).outcomes["risk"].values()
        assert [band for band in bands if band in shown] == [], "certain already, and not said before the last answer"
    assert asq.answer("q4_how", "") == "/ask/q4_when"
    assert asq.answer("q4_when", "keçən il") == "/ask/q5"
    assert asq.answer("q5", "no") == "/check"


def test_an_answer_is_needed_or_left_out_and_a_gap_is_explained(asq):
    asq.start()
    assert asq.answer("q1", "").status_code == 422
    assert asq.answer("q1", "perhaps").status_code == 422
    assert asq.answer("q1", "no", action="skip") == "/ask/q2"
    assert asq.answer("q2", "declined", action="stop") == "/check"
    assert asq.content()["answers"] == {"q2": "declined"}
    assert asq.send("check").status_code == 422
    assert asq.moved(asq.send("check", unfinished="Məhkəməyə aparıldı")) == ""
    assert "Məhkəməyə aparıldı" in asq.text()


def red(asq):
    asq.start()
    for item in ("q1", "q2", "q4"):
        asq.answer(item, "no")
    asq.answer("q3", "yes")
    return asq.answer("q5", "yes")


def test_a_declined_question_about_now_interrupts_and_a_gap_counts_once_it_is_signed(asq):
    asq.start()
    for item, answer in (("q1", "no"), ("q2", "no"), ("q3", "yes")):
        asq.answer(item, answer)
    assert asq.answer("q4", "no") == "/ask/q5", "what may still be asked is no danger yet"
    assert asq.answer("q5", "declined") == "/danger"
    assert "Begin constant observation (L4)" in asq.text("/danger")
    assert asq.answer("q5", "", action="skip", why="").status_code == 422
    asq.answer("q5", "", action="skip", why="Yenidən soruşulacaq")
    assert "Do not leave the person alone" not in asq.text("/check")
    assert asq.moved(asq.send("check", unfinished="Məhkəməyə aparıldı")) == ""
    assert "Do not leave the person alone" in asq.text()
    assert asq.found().record.summary["danger"] is True


def test_a_red_answer_interrupts_at_the_answer_and_once(asq):
    assert red(asq) == "/danger"
    shown = asq.text("/danger")
    assert "Do not leave the person alone" in shown
    assert "constant observation (L4)" in shown
    assert asq.answer("q2", "yes") == "/ask/q3", "the next answers do not interrupt again"


def test_one_click_on_the_red_page_opens_the_episode_and_a_second_finds_it(asq):
    red(asq)
    record = asq.page.rsplit("/", 1)[1]
    path = f"/people/{asq.unit.person.id}/risk/open"
    first = asq.browser.post(path, source="screen", record=record, level=4).headers["Location"]
    assert asq.browser.post(path, source="screen", record=record, level=4).headers["Location"] == first
    with asq.unit.database.reading() as session:
        assert queries.open_of(session, asq.unit.person.id).level == 4
    assert first in asq.text("/danger")


def test_a_slip_is_taken_back_with_a_reason_and_both_answers_stay(asq):
    red(asq)
    refused = asq.answer("q5", "no")
    assert refused.status_code == 422
    assert asq.content()["answers"]["q5"] == "yes"
    assert asq.answer("q5", "no", why="Yanlış toxundum") == "/check"
    kept = asq.content()
    assert kept["answers"]["q5"] == "no"
    assert [(one["item"], one["was"], one["now"], one["why"]) for one in kept["corrections"]] == [
        ("q5", "yes", "no", "Yanlış toxundum")
    ]
    asq.moved(asq.send("check"))
    assert "Yanlış toxundum" in asq.text()


def test_a_slip_is_not_taken_back_quietly_by_the_list(asq):
    red(asq)
    answers = {"a_q1": "no", "a_q2": "no", "a_q3": "yes", "a_q4": "no", "a_q5": "no"}
    quiet = asq.browser.post(asq.page, **answers, **ASKED, version=asq.version, autosave=1)
    assert "why" in quiet.json["errors"]
    assert asq.content()["answers"]["q5"] == "yes"
    assert asq.browser.post(asq.page, **answers, **ASKED, version=asq.version).status_code == 422


def test_two_windows_do_not_overwrite_each_other(asq):
    asq.start()
    asq.answer("q1", "no")
    late = asq.send("ask/q1", a_q1="yes", version=1, action="next")
    assert late.status_code == 409
    assert asq.content()["answers"] == {"q1": "no"}
    assert asq.send("ask/q1", a_q1="yes", version="x", action="next").status_code == 409


def test_two_people_ask_at_once_and_both_records_stand(unit, sign_in):
    one, two = Taking(unit, sign_in(Role.NURSE)), Taking(unit, sign_in(Role.PSYCHOLOGIST))
    assert one.page != two.page
    for taking in (one, two):
        taking.start()
        for item in ("q1", "q2", "q3", "q4"):
            taking.answer(item, "no")
        assert taking.moved(taking.send("check")) == ""
    with unit.database.reading() as session:
        assert len(screens.history(session, unit.nurse, unit.person.id).read) == 2
    assert two.browser.get(f"{one.page}/ask/q1").status_code == 404, "a signed screening is asked no more"


def test_nobody_asks_on_in_a_colleagues_name(unit, sign_in):
    one = Taking(unit, sign_in(Role.NURSE))
    one.start()
    for item in ("q1", "q2", "q3", "q4"):
        one.answer(item, "no")
    other = sign_in(Role.DOCTOR)
    assert other.post(f"{one.page}/check", version=one.version).status_code == 422


def test_an_unknown_question_and_a_measured_one_have_no_page(asq, unit, sign_in):
    asq.start()
    assert asq.browser.get(f"{asq.page}/ask/q9").status_code == 404
    vitals = Taking(unit, sign_in(Role.NURSE), "news2")
    assert vitals.browser.get(f"{vitals.page}/ask/pulse").status_code == 404
    assert vitals.start() == "?view=list"


def phq(unit, sign_in, answers="333333330"):
    taking = Taking(unit, sign_in(Role.NURSE), "phq-9")
    taking.start(mode="self")
    for number, answer in enumerate(answers, 1):
        taking.answer(f"q{number}", answer)
    taking.answer("q10", "1")
    taking.moved(taking.send("check"))
    return taking


def test_a_step_is_booked_with_its_time_stands_on_the_list_and_is_done(unit, sign_in):
    taking = phq(unit, sign_in)
    shown = taking.text()
    step = re.search(r"/steps/(psych[a-z.0-9]+)", shown).group(1)
    for _click in range(2):
        assert taking.browser.post(f"{taking.page}/steps/{step}", action="book").status_code == 303
    with unit.database.reading() as session:
        rows = [row for row in due.of_person(session, unit.nurse, unit.person.id) if row.kind == "screen_follow_up"]
    assert [(row.started_by, row.due_at - row.started_at) for row in rows] == [
        ("psychiatrist.72h", rows[0].due_at - rows[0].started_at)
    ]
    assert (rows[0].due_at - rows[0].started_at).days == 3
    assert taking.browser.post(f"{taking.page}/steps/{step}", action="done").status_code == 303
    assert "done, " in taking.text()
    assert taking.browser.post(f"{taking.page}/steps/news2.urgent", action="book").status_code == 404
    assert taking.browser.post(f"{taking.page}/steps/psychologist.7d", action="done").status_code == 404


def test_item_nine_leads_to_the_suicide_questions_in_one_click(unit, sign_in):
    taking = phq(unit, sign_in, "000000001")
    assert f'action="/people/{unit.person.id}/screenings/asq"' in taking.text()


def test_what_a_person_could_not_be_asked_is_signed_as_such(asq):
    assert asq.start(not_assessable="yes") == "/check"
    assert asq.moved(asq.send("check", unfinished="Ortaq dil yoxdur")) == ""
    assert asq.found().result.status == "not_assessable"
    assert asq.found().result.bands == {}


def pressed(browser, page, label):
    """Press the first button of the page that says this: its form is posted just as it stands."""
    html = browser.get(page).text
    form, *_others = [
        one for one in re.findall(r"<form method=\"post\"(.*?)</form>", html, re.S) if f">{label}<" in one
    ]
    action = re.search(r'action="([^"]+)"', form).group(1)
    fields = dict(re.findall(r'name="(?!csrf)([^"]+)" value="([^"]*)"', form))
    return browser.post(action, **fields)


def test_the_result_page_opens_the_episode_starts_a_chart_refers_and_books_with_one_click_each(unit, sign_in):
    door = dict.fromkeys((item.id for item in shipped().get("reception-suicide").definition.items), "no")
    arrived = unit.screen("reception-suicide", {**door, "harm_3m": "yes", "intoxicated": "yes"})
    low = unit.screen("phq-9", {f"q{number}": "3" for number in range(1, 9)} | {"q9": "0", "q10": "2"})
    browser = sign_in(Role.DOCTOR)
    browser.get("/account", lang="en")
    # the episode, at the level the answers propose, with the screening it follows from
    opened = pressed(browser, f"/screenings/{arrived.id}", "Open the episode at level 3")
    assert opened.status_code == 303
    assert f"/screenings/{arrived.id}" in browser.get(opened.headers["Location"]).text
    with unit.database.reading() as session:
        episode = queries.open_of(session, unit.person.id)
    assert (episode.level, episode.record_id) == (3, arrived.id)
    # the chart of withdrawal
    chart = pressed(browser, f"/screenings/{arrived.id}", "Begin CIWA-AR")
    assert chart.status_code == 303
    assert "CIWA-Ar" in browser.get(f"{chart.headers['Location']}/start").text
    # the referral begins with the person it is about
    refer = re.search(r'href="([^"]+)"[^>]*>\s*Refer\s*<', browser.get(f"/screenings/{low.id}").text).group(1)
    assert refer == f"/people/{unit.person.id}/cases/new"
    assert browser.get(refer).status_code == 200
    # and the step with its time
    assert pressed(browser, f"/screenings/{low.id}", "Book").status_code == 303
    with unit.database.reading() as session:
        (row,) = [row for row in due.of_person(session, unit.doctor, unit.person.id) if row.kind == "screen_follow_up"]
    assert (row.started_by, row.subject_id) == ("psychiatrist.72h", low.id)
