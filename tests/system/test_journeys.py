"""The work of a medical unit in a real browser: what people do from the door to the doctor's signature, and trouble.

Every journey brings its own newcomer, so that none leans on another.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from healthapp.database import utc_now
from tests.support import browser as browsers
from tests.support.http import Client
from tests.support.server import Server
from tests.system.conftest import SitDown
from tests.system.journeys import keys, tour
from tests.system.journeys.hand import Hand, as_typed, examine, ordinary_part, section_of
from tests.system.journeys.steps import Desk, admit, begin, newcomer, sign

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEXT = 'main button[name="action"][value="next"]'
LIST = 'main button[name="action"][value="list"]'
SAVED = "[data-saved]"
#: A server takes a moment to come back, and a page tries again every ten seconds.
PATIENCE_MS = 40_000
MOST_STROKES = 60
#: Seconds: eight minutes for the steps of the hand, by estimate and not by a clock beside a person.
LONGEST = 8 * 60
FELDSHER, DOCTOR = "Aygün Məmmədova", "Elnur Rəhimov"


# The whole job.


@pytest.mark.parametrize("scripts", [True, False], ids=["as usual", "without scripts"])
def test_a_newcomer_is_screened_examined_signed_for_and_countersigned(
    sit_down: SitDown, server: Server, scripts: bool, record_property: Callable[[str, object], None]
) -> None:
    began, now, someone = time.monotonic(), utc_now(), newcomer()
    # Given a feldsher on duty and somebody at the door whose name needs the letters of Azerbaijani
    page = sit_down("feldsher", java_script_enabled=scripts)
    hand = Hand(page)
    person = admit(hand, server.base, someone, now - dt.timedelta(minutes=25))
    expect(page.locator(".app-person")).to_contain_text(someone.shown)

    # When the feldsher looks whether anything cannot wait, and signs for it
    begin(hand, "safety_screen")
    hand.press("main aside a.govuk-button")
    assert examine(hand, now) == ["safety"]
    hand.press('a[href$="/check"]')
    sign(page)
    expect(page.locator("main")).to_contain_text("SHA-256")

    # and examines the person, part by part, with few words to type
    page.goto(person)
    hand = Hand(page)
    record = begin(hand, "intake")
    hand.press("main aside a.govuk-button")
    seen = examine(hand, now)
    assert len(seen) == 16, seen
    assert hand.strokes < MOST_STROKES
    assert hand.seconds < LONGEST, (
        f"{hand.clicks} clicks, {hand.fields} fields, {hand.strokes} strokes: {hand.seconds:.0f} s"
    )
    record_property("key strokes of the intake", hand.strokes)
    record_property("seconds of the intake, estimated", round(hand.seconds))
    record_property("clicks of the intake", hand.clicks)

    # Then the early warning score stands under the measures, at once when a measure changes
    page.goto(f"{record}/vitals")
    number = page.locator("[data-derived] output")
    expect(number).to_have_text("0")
    if scripts:
        page.fill("[name=respiration]", "26")
        expect(number).to_have_text("3")
        page.fill("[name=respiration]", "16")
        expect(number).to_have_text("0")
        expect(page.locator(SAVED)).to_have_attribute("data-state", "saved")

    # and everything can be read back before the signature
    page.goto(f"{record}/check")
    expect(page.locator("main")).to_contain_text("36,6")
    assert page.locator("#gaps").count() == 0
    sign(page)
    assert urlsplit(page.url).path == record

    # When the doctor finds the record on the worklist, reads it and signs under it
    doctor = sit_down("doctor", java_script_enabled=scripts)
    doctor.locator("#countersign tr", has_text=someone.surname).locator("a[role=button]").click()
    expect(doctor.locator("main")).to_contain_text("36,6")
    Hand(doctor).give("seen", "record")
    sign(doctor)

    # Then two signatures stand under it, and it is printed as the official form
    for name in (FELDSHER, DOCTOR):
        expect(doctor.locator("aside dd", has_text=name)).to_have_count(1)
    printed = doctor.request.get(f"{record}/print?language=az")
    assert printed.status == 200
    assert printed.body().startswith(b"%PDF")

    # When something was forgotten, it is added under its own name and time
    doctor.click(f'a[href="{record}/addendum"]')
    date, at = as_typed(now)
    words = "Gözlük taxır; şəxsi əşyaları arasındadır."
    Hand(doctor).give_all({"text": words, "text_language": "az", "event_time_date": date, "event_time_time": at})
    sign(doctor)
    expect(doctor.locator("main")).to_contain_text(words)

    # Then the person's page leads to both records
    doctor.goto(person)
    expect(doctor.locator(f'main table a[href="{record}"]')).to_be_visible()
    assert doctor.locator(".app-tl li").count() >= 3
    record_property("seconds of a robot", round(time.monotonic() - began, 1))


def test_a_screen_is_answered_and_signed_by_keyboard_alone(sit_down: SitDown, desk: Desk) -> None:
    # Given a person at the door, and nobody's hand on the mouse
    person = desk.admit()
    page = sit_down("")
    page.goto("/login")
    # When the feldsher signs in
    keys.write(page, "username", "feldsher")
    keys.write(page, "password", browsers.PASSWORD)
    keys.enter(page, "main form button")
    # and begins the screen, answers it with Tab, Space and arrows, and goes on with Enter
    page.goto(person)
    keys.enter(page, 'form[action$="/examine/safety_screen"] button')
    keys.enter(page, "main aside a.govuk-button")
    asked = section_of(page)
    assert asked is not None
    keys.give_all(page, ordinary_part(asked, utc_now(), {}))
    keys.enter(page, NEXT)
    # and signs
    keys.enter(page, 'a[href$="/check"]')
    keys.write(page, "signature", browsers.PASSWORD)
    keys.enter(page, "main form:has([name=signature]) button")
    # Then the record is sealed
    expect(page.locator("main")).to_contain_text("SHA-256")


def test_a_telephone_shows_every_page_of_the_job_without_scrolling_sideways(sit_down: SitDown, desk: Desk) -> None:
    # Given a telephone of the smallest size
    person = desk.admit()
    page = sit_down("feldsher", browsers.PHONE, has_touch=True, is_mobile=True)
    assert browsers.overflow(page) == 0
    # When the feldsher finds the person from the worklist and answers a part
    page.locator(f'main table a[href="{person}"]').first.tap()
    page.wait_for_url(f"**{person}")
    assert browsers.overflow(page) == 0
    hand = Hand(page)
    record = begin(hand, "intake")
    assert browsers.overflow(page) == 0
    page.goto(f"{record}/tuberculosis")
    asked = section_of(page)
    assert asked is not None
    hand.give_all(ordinary_part(asked, utc_now(), {}))
    assert browsers.overflow(page) == 0
    hand.press(LIST)
    # Then no page is wider than the telephone
    for path in ("", "/vitals", "/injuries", "/medicines", "/conclusion", "/check"):
        page.goto(record + path)
        assert browsers.overflow(page) == 0, path


@pytest.mark.parametrize("size", [browsers.DESKTOP, browsers.NARROW], ids=["desktop", "telephone"])
def test_who_may_be_meant_is_seen_while_the_name_is_typed(
    sit_down: SitDown, server: Server, size: tuple[int, int]
) -> None:
    # Given somebody on file
    page = sit_down("feldsher")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    someone = newcomer()
    admit(Hand(page), server.base, someone, utc_now() - dt.timedelta(minutes=25))
    # When the same name is typed again, in other letters
    page.goto(f"{server.base}/people/admit")
    page.locator("#surname").fill(someone.surname.upper())
    page.locator("#given_name").fill(someone.given_name)
    page.locator("#birth_date").fill(someone.born)
    # Then who is on file stands where one looks, or one thumb further, and not at the end of the form
    box = page.locator("[data-lookalike] .app-box--amber")
    expect(box).to_contain_text(someone.shown)
    field, found = page.locator("#birth_date").bounding_box(), box.bounding_box()
    assert field is not None
    assert found is not None
    assert found["y"] - field["y"] < size[1]
    assert found["y"] > 0


def test_an_answer_that_means_danger_interrupts_and_loses_nothing(sit_down: SitDown, desk: Desk) -> None:
    # Given the part about suicide of a new examination
    record = desk.begin("intake")
    page = sit_down("feldsher")
    page.goto(f"{record}/suicide")
    hand = Hand(page)
    # When the person says that they think of suicide now
    hand.give("suicidal_now", "yes")
    # Then a red page says what to do first, before anything else is asked, and the keyboard is there
    page.wait_for_url("**/suicide/danger")
    expect(page.locator(".app-stop")).to_be_focused()
    expect(page.locator(".app-stop ol li")).to_have_count(5)
    assert browsers.violations(page) == []
    # and going on shows the part as it was given, with the next questions open, and is not interrupted again
    page.locator(".app-stop .govuk-button").click()
    expect(page.locator("#suicidal_now-yes")).to_be_checked()
    expect(page.locator("#suicide_plan-yes")).to_be_visible()
    hand.give("hopeless", "yes")
    hand.press(LIST)
    # and the task list says it too
    assert page.url.endswith(record)
    expect(page.locator("main .app-box--red").first).to_be_visible()


# Trouble.


def test_answers_survive_a_server_that_stops_in_the_middle(sit_down: SitDown, desk: Desk, server: Server) -> None:
    # Given somebody writing
    record = desk.begin("intake")
    page = sit_down("feldsher")
    page.goto(f"{record}/vitals")
    page.fill("[name=pulse]", "71")
    expect(page.locator(SAVED)).to_have_attribute("data-state", "saved")
    # When the server stops
    server.stop()
    page.fill("[name=systolic]", "131")
    # Then the page says so and keeps the answer in this tab
    expect(page.locator(SAVED)).to_have_attribute("data-state", "unsaved")
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert "131" in kept
    # and delivers it by itself when the server is back
    server.start()
    expect(page.locator(SAVED)).to_have_attribute("data-state", "saved", timeout=PATIENCE_MS)
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator("[name=systolic]")).to_have_value("131")
    expect(page.locator("[name=pulse]")).to_have_value("71")


def test_answers_survive_a_line_that_breaks_while_they_are_sent(sit_down: SitDown, desk: Desk) -> None:
    # Given a page without network
    record = desk.begin("intake")
    page = sit_down("feldsher")
    page.goto(f"{record}/allergies")
    page.context.set_offline(True)
    # When answers are given and the button is pressed
    page.locator("#allergy_state-2").check()
    chosen = page.locator("[name=allergy_state]:checked").get_attribute("value")
    expect(page.locator(SAVED)).to_have_attribute("data-state", "unsaved")
    page.locator(NEXT).click()
    page.wait_for_url("chrome-error://**")
    # Then going back with the network restored finds them, and they are stored
    page.context.set_offline(False)
    page.goto(f"{record}/allergies")
    expect(page.locator("[name=allergy_state]:checked")).to_have_value(str(chosen))
    expect(page.locator(SAVED)).to_have_attribute("data-state", "saved")


def test_answers_survive_a_session_that_ends_in_the_middle(sit_down: SitDown, desk: Desk) -> None:
    # Given somebody writing, who signs out in another window of the same browser
    record = desk.begin("intake")
    page = sit_down("feldsher")
    page.goto(f"{record}/vitals")
    other = page.context.new_page()
    other.goto("/worklist")
    other.locator('header form[action$="/logout"] button').click()
    other.wait_for_url(re.compile("/login"))
    # When they go on writing and save
    page.fill("[name=pulse]", "77")
    expect(page.locator(SAVED)).to_have_attribute("data-state", "ended")
    with page.expect_navigation():
        page.locator(LIST).click()
    # Then they are told that the answers are kept, and asked to sign in on the way back
    expect(page.locator("[data-kept]")).to_be_visible()
    Hand(page).press("main a.govuk-button")
    assert "/login" in page.url
    # and after signing in the form is there again with them
    page.fill("[name=username]", "feldsher")
    page.fill("[name=password]", browsers.PASSWORD)
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert urlsplit(page.url).path == f"{record}/vitals"
    expect(page.locator("[name=pulse]")).to_have_value("77")
    expect(page.locator(SAVED)).to_have_attribute("data-state", "saved")


def test_two_people_in_one_part_see_both_versions_and_choose(sit_down: SitDown, desk: Desk) -> None:
    # Given two feldshers with the same part open
    record = desk.begin("intake")
    first, second = sit_down("feldsher"), sit_down("feldsher2")
    for page in (first, second):
        page.goto(f"{record}/vitals")
    # When one saves and then the other
    first.fill("[name=pulse]", "61")
    Hand(first).press(LIST)
    second.fill("[name=pulse]", "99")
    expect(second.locator(SAVED)).to_have_attribute("data-state", "conflict")
    Hand(second).press(LIST)
    # Then both versions stand side by side
    expect(second.locator("main")).to_contain_text("61")
    expect(second.locator("main")).to_contain_text("99")
    assert browsers.violations(second) == []
    # and what is chosen is stored
    second.locator("main form button").click()
    second.wait_for_url(f"**{record}")
    first.goto(f"{record}/vitals")
    expect(first.locator("[name=pulse]")).to_have_value("99")


def test_a_double_click_on_sign_makes_one_signature(sit_down: SitDown, desk: Desk) -> None:
    # Given a complete screen
    record = desk.examined("safety_screen")
    page = sit_down("feldsher")
    page.goto(f"{record}/check")
    page.fill("[name=signature]", browsers.PASSWORD)
    # When Sign is clicked twice
    page.locator("main form:has([name=signature]) button").dblclick()
    expect(page).to_have_url(re.compile(f"{record}$"), timeout=PATIENCE_MS)
    # Then one signature stands under it
    expect(page.locator("aside dd", has_text=FELDSHER)).to_have_count(1)


def test_a_form_that_is_no_longer_valid_keeps_its_answers(sit_down: SitDown, desk: Desk) -> None:
    # Given a form whose token is of yesterday
    record = desk.begin("intake")
    page = sit_down("feldsher")
    page.goto(f"{record}/vitals")
    page.evaluate("document.querySelector('form[data-autosave] [name=csrf_token]').value = 'yesterday'")
    # When it is sent
    page.fill("[name=pulse]", "83")
    expect(page.locator(SAVED)).to_have_attribute("data-state", "ended")
    with page.expect_navigation():
        page.locator(LIST).click()
    # Then the page says what happened and that the answers are kept
    expect(page.locator("[data-kept]")).to_be_visible()
    assert browsers.violations(page) == []
    # and the way back leads to the form with the answers in it
    Hand(page).press("main a.govuk-button")
    expect(page.locator("[name=pulse]")).to_have_value("83")
    expect(page.locator(SAVED)).to_have_attribute("data-state", "saved")


# Every page.


@pytest.mark.parametrize("name", tour.STOPS)
def test_every_page_can_be_used_by_everybody_on_every_screen(sit_down: SitDown, scene: tour.Scene, name: str) -> None:
    # Given somebody who looks at each page of their work
    page = sit_down(tour.user_of(name))
    # When it is shown on a desk and on a telephone, then nothing shuts anybody out and nothing scrolls sideways
    assert tour.badly_shown(page, scene.stops(name)) == {}


def test_letters_of_a_fingerprint_are_no_words_left_in_english() -> None:
    root = "MypP 43mP vnfq mew="
    shown = {
        code: tour.Words(f'<html lang="{code}"><title>{code}</title><dd class="app-mono">{root}</dd><p>{left}</p>')
        for code, left in (("az", "left in english"), ("ru", "другое"), ("en", "left in english"))
    }
    assert tour.badly_said({"/": shown}) == {("/", "az"): {"left in english"}}


@pytest.mark.parametrize("name", tour.STOPS)
def test_every_page_speaks_three_languages(server: Server, scene: tour.Scene, name: str) -> None:
    # Given somebody who looks at each page of their work in each language
    client = Client(server.base)
    if name:
        client.sign_in(tour.user_of(name))
    pages: dict[str, dict[str, tour.Words]] = {path: {} for path in scene.stops(name)}
    for code in ("az", "ru", "en"):
        client.get(f"/login?lang={code}")
        for path, shown in pages.items():
            shown[code] = tour.Words(client.get(path)[1])
    client.connection.close()
    # Then title and language of each page are of that language, and no English line is left in the others
    assert tour.badly_said(pages) == {}
