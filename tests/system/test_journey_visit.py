"""Given a member of the preventive group at the gate, when they visit, then all of it works on a tablet, and nobody of
the facility can find out what was read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import browser as browsers
from tests.system.journeys.steps import Desk

pytestmark = [pytest.mark.browser]
#: The facility of the demonstration's feldsher and head.
PLACE = "Nümunə istintaq təcridxanası"
PASSPHRASE = "four words to keep"
SAID = "They took the blanket away, he says"


def open_at(page: Page, place: str) -> str:
    """From the start page open an ad hoc visit; returns the visit's path."""
    page.goto("/")
    page.locator('main a[href="/visits/open"]').click()
    page.check("#kind-ad_hoc")
    page.select_option("#facility_id", label=place)
    page.check("#obstruction-no")
    page.locator("main form button.govuk-button").click()
    assert re.search(r"/visits/[0-9a-f-]{36}$", page.url), page.inner_text("main")[:600]
    return page.url


def tab(page: Page, part: str) -> None:
    page.locator(f'.app-tabs a[href$="/{part}"]').click()


def signed_record(server) -> str:
    """Path of an examination somebody signed at the first facility of the demonstration."""
    with Desk(server.base) as desk:
        return desk.sign(desk.examined("safety_screen"))


def test_a_whole_visit_on_a_tablet(sit_down, server) -> None:
    # Given a facility with records, and a member at its gate
    signed_record(server)
    page = sit_down("npg", size=browsers.TABLET)
    visit = open_at(page, PLACE)
    # When they look at the facility, each figure leads to its list
    tab(page, "facility")
    expect(page.locator("svg.app-funnel")).to_be_visible()
    page.locator('main table a[href*="/facility/intake_hours"]').first.click()
    expect(page.locator("main table tbody tr").first).to_be_visible()
    # and draw a sample
    tab(page, "sample")
    page.check('[name=frame][value="records"]')
    page.fill("#size", "5")
    page.locator("main form button.govuk-button").click()
    expect(page.locator("main aside .app-st--green")).to_be_visible()
    # and audit its first record by keyboard, with the network gone in the middle
    page.locator("main table tbody a").first.click()
    expect(page.locator("[data-question].is-on")).to_have_count(1)
    page.keyboard.press("1")
    expect(page.locator('.app-saved[data-state="saved"]')).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("3")
    page.keyboard.press("2")
    expect(page.locator('.app-saved[data-state="unsaved"]')).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator('.app-saved[data-state="saved"]')).to_be_visible(timeout=20_000)
    first = page.url
    page.reload()
    expect(page.locator("form[data-audit] input:checked")).to_have_count(3)
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page).not_to_have_url(first)
    # and write down an interview that only they can read
    page.goto(f"{visit}/notes")
    page.locator("main .app-box--act a").click()
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.locator("main form button.govuk-button").click()
    expect(page.locator(".app-code")).to_be_visible()
    page.goto(f"{visit}/notes")
    for choice in ("kind-interview", "readers-me", "private-yes", "consent-no"):
        page.check(f"#{choice}")
    page.fill("#text", SAID)
    page.locator('main form[action$="/notes"] button.govuk-button').click()
    assert SAID not in page.inner_text("main")
    page.goto("/visits/key")
    page.fill("#unlock", PASSPHRASE)
    page.locator("main form button.govuk-button").first.click()
    page.goto(f"{visit}/notes")
    expect(page.locator("main")).to_contain_text(SAID)
    # Then they leave, and what they said to management is written down
    page.goto(visit)
    page.locator("main .app-box--act a").click()
    page.fill("#oral_remarks", "Examine everybody who comes back")
    page.locator("main form button.govuk-button").click()
    expect(page.locator("main")).to_contain_text("Examine everybody who comes back")


def test_the_head_tries_every_page_to_find_out_what_was_read(sit_down, server) -> None:
    # Given a visit during which one record was read
    signed = signed_record(server)
    member = sit_down("npg")
    visit = open_at(member, PLACE)
    member.goto(signed)
    expect(member.locator("main h1")).to_be_visible()
    person = member.locator(".govuk-back-link").get_attribute("href") or ""
    member.goto(person)
    name = member.locator("main h1, .app-person").first.inner_text()
    # When the head of the medical unit opens whatever there is
    head = sit_down("head")
    found = set()
    pages = [
        "/",
        person,
        f"{person}/access-log",
        f"{person}/access-sheet",
        signed,
        "/people",
        "/facilities",
        "/account",
    ]
    pages += ["/admin/ledger", "/settings", "/settings/key/inspection.access_after", "/worklist", "/injuries"]
    for path in pages:
        head.goto(path)
        found |= {
            word for word in ("Ələsgərova", "B-2026-", "B-2027-", "Milli Preventiv") if word in head.inner_text("main")
        }
    # Then nothing names the visit, its members or what they read
    assert found == set()
    # and the pages of the visit are not there for them
    for path in (visit, f"{visit}/facility", f"{visit}/sample", f"{visit}/notes", "/visits", "/admin/audit/oversight"):
        answer = head.goto(path)
        assert answer is not None
        assert answer.status in (403, 404), path
    # while the access log does show an ordinary look: it is no empty page that hides the visit
    head.goto(f"{person}/access-log")
    expect(head.locator("main table tbody tr").first).to_be_visible()
    assert name
