"""Journeys of a person at risk, in a browser, over days: from the first question to the closing, and between units."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from healthapp.demo.accounts import PASSWORD
from healthapp.i18n import local
from tests.support import browser as browsers
from tests.support.driven import Driven
from tests.system.journeys.hand import Hand
from tests.system.journeys.steps import admit, newcomer

pytestmark = [pytest.mark.browser]
NUMBER = re.compile(r"/people/([0-9a-f-]{36})")


class Ward:
    """Somebody at work on one person. Every page is in English, so that the test can be read."""

    def __init__(self, driven: Driven, page: Page, person: str) -> None:
        self.driven, self.page, self.person = driven, page, person
        self.hand = Hand(page)

    def go(self, path: str) -> None:
        self.page.goto(path)
        if "/login" in self.page.url:
            browsers.sign_in(self.page, self.driven.base, self.user)
            self.page.goto(path)
        if self.page.locator("html").get_attribute("lang") != "en":
            self.page.goto(f"{path}{'&' if '?' in path else '?'}lang=en")

    def become(self, user: str) -> None:
        self.user = user
        self.page.context.clear_cookies()
        browsers.sign_in(self.page, self.driven.base, user)

    def button(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def later(self, **span: float) -> None:
        self.driven.advance(**span)

    def see(self, text: str) -> None:
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()

    def banner(self, text: str) -> None:
        expect(self.page.locator(".app-person")).to_contain_text(text)

    def ask(self, instrument: str, keys: str) -> None:
        """Begin an instrument and answer its questions by key, one page after the other."""
        self.go(f"/people/{self.person}/screenings")
        self.page.get_by_role("button", name=instrument, exact=True).click()
        for name, value in (("spoken", "az"), ("language", "en"), ("mode", "read_aloud"), ("privacy", "private")):
            self.hand.give(name, value)
        self.button("To the first question")
        for key in keys:
            if key == "-":
                self.page.get_by_role("button", name="Next", exact=True).click()
                continue
            self.page.keyboard.press(key)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")

    def review(self, kind: str, level: int, **more: str) -> None:
        self.button_link("Record a review")
        now = local(self.driven.now)
        self.hand.give_all(
            {
                "kind": kind,
                "held_date": f"{now:%d.%m.%Y}",
                "held_time": f"{now:%H:%M}",
                "disciplines": ["health", "psychology"],
                "names": "Dr A\nL. Şükürova",
                "person_seen": "yes",
                "ideation": "no",
                "person_view": "Anamla danışdım, yüngülləşdi",
                "findings": "calmer, plans for the family visit",
                "level": str(level),
                **more,
            }
        )
        self.button("Save")

    def button_link(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()


@pytest.fixture
def ward(sit_down_at, driven: Driven) -> Ward:
    page = sit_down_at(driven.base)("feldsher", browsers.TABLET)
    someone = newcomer()
    where = admit(Hand(page), driven.base, someone, driven.now)
    made = Ward(driven, page, NUMBER.search(where or page.url).group(1))
    made.user = "feldsher"
    return made


def test_from_a_red_answer_to_closing_and_opening_again(ward: Ward) -> None:
    # Given a newcomer who is asked on arrival
    ward.ask("Ask Suicide-Screening Questions", "2212")
    # When the last answer is yes, the page interrupts at once
    ward.page.keyboard.press("1")
    ward.page.keyboard.press("Enter")
    ward.page.wait_for_url("**/danger")
    ward.see("Do not leave the person alone")
    # and one click opens the episode at constant observation, on the banner of every page
    ward.button("Begin constant observation (L4)")
    episode = ward.page.url.removeprefix(ward.driven.base).split("?")[0]
    ward.banner("L4")
    # and the screening is signed afterwards
    ward.go(f"/people/{ward.person}/screenings")
    ward.button("Ask Suicide-Screening Questions")
    ward.hand.give("signature", PASSWORD)
    ward.button("Sign and see what to do")
    ward.see("Acute positive screen")
    ward.see("Open the episode")
    # The immediate plan is made within the hour
    ward.go(episode)
    due = local(ward.driven.now + dt.timedelta(hours=12))
    ward.hand.give_all({"text": "Cell mate chosen", "owner": "S. Qurbanova"})
    ward.hand.give_all({"due_date": f"{due:%d.%m.%Y}", "due_time": f"{due:%H:%M}"})
    ward.button("Add to the plan")
    expect(ward.page.locator("aside")).not_to_contain_text("Immediate action plan")
    # The watch is taken over by name, and the server says which look was late
    ward.button_link("Observation")
    ward.see("Nobody has taken the watch by name yet.")
    ward.page.locator("button[name=seen][value=relief]").click()
    ward.see("In sight of Aygün Məmmədova")
    ward.later(minutes=75)
    ward.go(episode.replace("/risk/", "/watch/"))
    ward.see("This look is 15 min late.")
    ward.page.locator("button[name=seen][value=calm]").click()
    expect(ward.page.locator("main table")).to_contain_text("15 min late")
    # who answers for the watch sees it without asking
    ward.become("head")
    ward.go("/watch/kept")
    expect(ward.page.locator("main tbody tr").first).to_contain_text("1")
    # A day later a review of two professions steps down by one level, and not by two
    ward.become("doctor")
    ward.later(hours=25)
    ward.go(episode)
    ward.review("review", 2)
    ward.see("The level is lowered by one at a time")
    ward.hand.give("level", "3")
    ward.button("Save")
    ward.banner("L3")
    for level in (2, 1):
        ward.later(hours=24)
        ward.go(episode)
        ward.review("review", level)
        ward.banner(f"L{level}")
    # It is not closed while a task is open
    ward.later(hours=24)
    ward.go(episode)
    ward.review("closure", 0)
    ward.see("Items of the care plan are open")
    ward.go(episode)
    ward.button("Done")
    ward.review("closure", 0)
    ward.see("Open again")
    expect(ward.page.locator(".app-person")).to_contain_text("no open episode")
    # and somebody looks again after 7, 30 and 90 days
    expect(ward.page.locator("aside .app-box").first.get_by_text("Review after closing")).to_have_count(3)
    # One click opens it again
    ward.button("Open again")
    ward.banner("L2")
    ward.see("The episode before")


def test_an_open_episode_is_taken_on_by_the_unit_that_receives(ward: Ward) -> None:
    # Given an open episode that somebody's mother asked for
    ward.go(f"/people/{ward.person}/risk/open")
    ward.hand.give_all({"source": "family", "informant": "Ana", "reason": "Məktubda vidalaşır", "level": "2"})
    ward.button("Open the episode")
    episode = ward.page.url.removeprefix(ward.driven.base).split("?")[0]
    # When the person is sent to another unit
    ward.become("doctor")
    ward.later(hours=1)
    transfer(ward)
    # Then it stands there as something to be taken on, with the level on the banner
    ward.become("doctor-other")
    ward.go(episode)
    ward.banner("L2")
    ward.see("Waiting to be taken on")
    ward.button("Take on and read the plan")
    expect(ward.page.locator("main")).not_to_contain_text("Waiting to be taken on")
    ward.see("Məktubda vidalaşır")
    # and somebody asks again within four hours of arrival
    ward.go(f"/people/{ward.person}/risk")
    ward.see("Arrival from another unit")
    # The unit that sent the person no longer keeps this watch
    ward.become("doctor")
    ward.page.goto(episode)
    expect(ward.page.locator("h1")).not_to_contain_text("Episode of suicide risk")


def transfer(ward: Ward) -> None:
    places = {place.code: place for place in ward.driven.places}
    receiving = ward.driven.places[1]
    now = local(ward.driven.now)
    at = {"at_date": f"{now:%d.%m.%Y}", "at_time": f"{now:%H:%M}"}
    assert places
    ward.go(f"/people/{ward.person}/move")
    ward.hand.give("kind", "transfer_out")
    ward.hand.give_all({**at, "other_facility": str(receiving.id)})
    ward.hand.press("main form button[type=submit]")
    ward.become("doctor-other")
    ward.later(hours=2)
    now = local(ward.driven.now)
    ward.go(f"/people/{ward.person}/receive")
    ward.hand.give_all({"at_date": f"{now:%d.%m.%Y}", "at_time": f"{now:%H:%M}"})
    ward.hand.press("main form button[type=submit]")
