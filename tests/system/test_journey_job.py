"""The rest of the job in a real browser: by keyboard from the door to the print, on a telephone to the signature, and
what comes after it: a record voided by two, two entries joined and parted, a list checked, a return from the police.
"""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from healthapp.database import utc_now
from tests.support import browser as browsers
from tests.support.server import Server
from tests.system.conftest import SitDown
from tests.system.journeys import keys
from tests.system.journeys.hand import Hand, as_typed, examine, ordinary_part, section_of
from tests.system.journeys.steps import Desk, arrival, begin, newcomer, sign

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEXT = 'main button[name="action"][value="next"]'
BUTTON = "main form button.govuk-button"
#: Of an entry on file.
NUMBER = r"\b[A-Z]+\d*-\d{4}-\d{4,}\b"


def sign_by_keys(page: Page) -> None:
    keys.write(page, "signature", browsers.PASSWORD)
    keys.enter(page, "main form:has([name=signature]) button.govuk-button")


def test_the_whole_job_is_done_by_keyboard_alone(sit_down: SitDown) -> None:
    # Given a feldsher at the worklist, somebody at the door, and nobody's hand on the mouse
    now, someone = utc_now(), newcomer()
    page = sit_down("feldsher")
    page.goto("/people/admit")
    # When the person is admitted
    keys.give_all(page, arrival(someone, now - dt.timedelta(minutes=25)))
    keys.enter(page, "form#admit button.govuk-button")
    expect(page.locator(".app-person")).to_contain_text(someone.shown)
    person = urlsplit(page.url).path
    # and screened
    keys.enter(page, 'form[action$="/examine/safety_screen"] button')
    keys.enter(page, "main aside a.govuk-button")
    answer_by_keys(page, now)
    keys.enter(page, 'a[href$="/check"]')
    sign_by_keys(page)
    expect(page.locator("main")).to_contain_text("SHA-256")
    # and examined, part by part, and signed for
    page.goto(person)
    keys.enter(page, 'form[action$="/examine/intake"] button')
    record = urlsplit(page.url).path
    keys.enter(page, "main aside a.govuk-button")
    assert answer_by_keys(page, now) == 16
    keys.enter(page, 'a[href$="/check"]')
    assert page.locator("#gaps").count() == 0
    sign_by_keys(page)
    assert urlsplit(page.url).path == record
    # Then the keyboard reaches the print, and it is there
    link = f'main a[href="{record}/print?language=az"]'
    keys.reach(page, link)
    printed = page.request.get(str(page.locator(link).get_attribute("href")))
    assert printed.body().startswith(b"%PDF")


def answer_by_keys(page: Page, now: dt.datetime) -> int:
    """Go through the parts from the open one to the last; answers how many there were."""
    seen = 0
    while (asked := section_of(page)) is not None:
        keys.give_all(page, ordinary_part(asked, now, {}))
        keys.enter(page, NEXT)
        seen += 1
    return seen


def test_a_telephone_reaches_the_signature(sit_down: SitDown, desk: Desk) -> None:
    # Given a telephone in the hand of a feldsher, and a person at the door
    person = desk.admit()
    page = sit_down("feldsher", browsers.NARROW, has_touch=True, is_mobile=True)
    page.goto(person)
    hand = Hand(page)
    # When the feldsher examines and signs
    record = begin(hand, "intake")
    hand.press("main aside a.govuk-button")
    assert len(examine(hand, utc_now())) == 16
    assert browsers.overflow(page) == 0
    hand.press('a[href$="/check"]')
    assert browsers.overflow(page) == 0
    sign(page)
    # Then the record waits for a doctor, and no page was wider than the telephone
    assert urlsplit(page.url).path == record
    assert browsers.overflow(page) == 0
    expect(page.locator("aside dd", has_text="Aygün Məmmədova")).to_have_count(1)
    expect(page.locator("main .app-num").first).to_contain_text("TS-")


def test_a_wrong_record_is_voided_by_two_and_its_clock_runs_again(
    sit_down: SitDown, desk: Desk, server: Server
) -> None:
    # Given an intake of the wrong person, signed for by both
    person = desk.admit()
    record = desk.examined("intake", person)
    desk.sign(record)
    with Desk(server.base, "doctor") as doctor:
        doctor.countersign(record)
    # When its author asks for it to be voided, the same person cannot confirm it
    author = sit_down("feldsher")
    author.goto(f"{record}/void")
    Hand(author).give("reason", "Başqa şəxsin müayinəsi yazılıb")
    sign(author)
    expect(author.locator("main")).to_contain_text("etibarsız sayılmasını istəyib")
    author.goto(f"{record}/void")
    expect(author.locator("main form")).to_have_count(0)
    # and a second person does
    second = sit_down("doctor")
    second.goto(f"{record}/void")
    expect(second.locator("main")).to_contain_text("Başqa şəxsin müayinəsi yazılıb")
    Hand(second).give("reason", "Yoxladım, səhvdir")
    sign(second)
    # Then it stays readable as void, and the intake is due again from the admission
    expect(second.locator("main")).to_contain_text("36,6")
    expect(second.locator("main")).to_contain_text("etibarsız")
    second.goto(person)
    expect(second.locator("main table tr", has_text="161.1.3").first).to_be_visible()
    expect(second.locator('form[action$="/examine/intake"] button')).to_be_visible()


def test_two_entries_of_one_person_are_joined_and_parted_again(sit_down: SitDown, desk: Desk) -> None:
    # Given somebody who stands on file twice
    who = newcomer()
    kept = desk.admit(who)
    other = desk.admit(who, minutes=10, not_the_same="yes")
    page = sit_down("head")
    page.goto(other)
    number = re.search(NUMBER, page.inner_text("body"))
    assert number, page.inner_text("body")
    # When the head of the unit compares and joins them
    page.goto(f"{kept}/merge")
    hand = Hand(page)
    hand.give("number", number[0])
    hand.press('button[value="look"]')
    hand.give_all({"reason": "Eyni barmaq izləri, eyni sənəd", "sure": ["yes"]})
    hand.press('button[value="merge"]')
    # Then the other entry leads to the one that was kept
    page.goto(other)
    assert urlsplit(page.url).path == kept
    # and when it was a mistake, parts them, and each stands alone again
    page.goto(f"{kept}/merge")
    hand.press('main table a[href$="/undo"]')
    hand.give("reason", "Əkiz qardaşlardır, barmaq izləri fərqlidir")
    hand.press(BUTTON)
    page.goto(other)
    assert urlsplit(page.url).path == other


def test_a_custody_list_is_tried_out_and_says_every_row_it_rejects(sit_down: SitDown) -> None:
    # Given a list with one good row and two that cannot be right
    good, born_late, no_name = newcomer(), newcomer(), newcomer()
    head = (
        "surname,given_name,father_name,patronymic,sex,birth_date,fin,legal_status,origin,admitted_at,place,languages"
    )
    arrived = " ".join(as_typed(utc_now() - dt.timedelta(hours=2)))

    def row(surname: str, born: str) -> str:
        return f"{surname},Ağasıf,Tofiq,oğlu,k,{born},,detained,police,{arrived},Karantin 3,az"

    rows = [row(good.surname, good.born), row(born_late.surname, "31.02.1990"), row("", no_name.born)]
    data = "\n".join([head, *rows]).encode()
    page = sit_down("head")
    page.goto("/custody/lists")
    hand = Hand(page)
    hand.press('main a[href*="/custody/lists/new/"]')
    page.set_input_files("[name=list]", {"name": "siyahı.csv", "mimeType": "text/csv", "buffer": data})
    # When it is checked
    hand.press(BUTTON)
    # Then nobody was admitted, and each rejected row is named with its reason
    shown = page.locator("main")
    expect(shown).to_contain_text(good.surname)
    rejected = page.locator("main table", has_text=born_late.surname)
    expect(rejected.locator("tbody tr")).to_have_count(2)
    page.goto("/people")
    page.fill("main [name=q]", good.surname)
    with page.expect_navigation():
        page.press("main [name=q]", "Enter")
    expect(page.locator("main table a", has_text=good.surname)).to_have_count(0)


def test_who_comes_back_from_the_police_is_examined_again_within_the_day(sit_down: SitDown, desk: Desk) -> None:
    # Given somebody whom the police took over this morning
    person = desk.admit(minutes=90)
    page = sit_down("feldsher")
    hand = Hand(page)

    def move(kind: str, minutes: int) -> None:
        page.goto(f"{person}/move")
        hand.give("kind", kind)
        date, time = as_typed(utc_now() - dt.timedelta(minutes=minutes))
        hand.give_all({"at_date": date, "at_time": time})
        hand.press("main form button.govuk-button")

    move("to_police", 60)
    # When the police bring the person back
    move("return_police", 20)
    # Then the examination on return is due and can be begun from the person's page
    page.goto(person)
    row = page.locator("main table tr", has_text="polis")
    expect(row.first).to_contain_text("159-1.5")
    record = begin(hand, "return_police")
    hand.press("main aside a.govuk-button")
    assert "injuries" in examine(hand, utc_now())
    hand.press('a[href$="/check"]')
    sign(page)
    assert urlsplit(page.url).path == record
    # and once it is signed nothing of it is due any more
    page.goto(person)
    expect(page.locator("main table tr", has_text="159-1.5")).to_have_count(0)
