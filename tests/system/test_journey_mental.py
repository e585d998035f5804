"""A psychologist's month, in a real browser, with a clock that is moved."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from healthapp.i18n import local
from tests.support import browser as browsers
from tests.support.driven import Driven
from tests.system.journeys.hand import Hand, as_typed
from tests.system.journeys.steps import Newcomer, admit, newcomer

pytestmark = [pytest.mark.browser]


class Office:
    """The people of one unit, each at a desk of their own; after days have passed they sign in again."""

    def __init__(self, sit, driven: Driven) -> None:
        self.sit, self.driven = sit, driven
        self.desks: dict[str, Page] = {}

    def desk(self, who: str, path: str) -> Page:
        """The page ``path`` before ``who``, in English."""
        page = self.desks.get(who)
        if page is None:
            page = self.desks[who] = self.sit(who)
        page.goto(path)
        if "/login" in page.url:
            browsers.sign_in(page, self.driven.base, who)
            page.goto(path)
        if page.locator("html").get_attribute("lang") != "en":
            page.goto(f"{path}?lang=en")
        return page

    def write(self, who: str, path: str, **values: str) -> Page:
        """Fill the form at ``path`` as a person does, and send it."""
        page = self.desk(who, path)
        hand = Hand(page)
        hand.give_all(values)
        with page.expect_navigation():
            page.locator("main form.app-form button.govuk-button").last.click()
        expect(page.locator(".govuk-error-summary")).to_have_count(0)
        return page

    def day(self, **ahead: float) -> str:
        return f"{local(self.driven.now + dt.timedelta(**ahead)):%d.%m.%Y}"

    def now(self, name: str) -> dict[str, str]:
        date, time = as_typed(self.driven.now)
        return {f"{name}_date": date, f"{name}_time": time}


def test_a_psychologists_month(sit_down_at, driven: Driven) -> None:
    office = Office(sit_down_at(driven.base), driven)
    someone: Newcomer = newcomer()

    # Given somebody who came today, to whom the nurse offers free psychological help, and who accepts
    person = admit(Hand(office.desk("feldsher", "/people/admit")), driven.base, someone, driven.now)
    office.write("nurse", f"{person}/mental/offer", answer="accepted", urgency="ordinary")

    # When the psychologist looks three days later
    driven.advance(days=3)
    # Then the person stands on the worklist and in the list of those who wait, with the days
    line = office.desk("psychologist", "/worklist").locator("main tr", has_text=someone.surname)
    expect(line.filter(has_text="First contact of the psychologist")).to_be_visible()
    waiting = office.desk("psychologist", "/registers/waiting").locator("main tr", has_text=someone.surname)
    expect(waiting).to_contain_text("3 days")

    # When the psychologist sees the person and says when again
    note = "What was said in confidence"
    first = {"kind": "first", "minutes": "50", "note": note, "plan": "Sleeps badly: look in at night"}
    office.write("psychologist", f"{person}/mental/contact", **first, next_on=office.day(days=7))
    # Then nobody waits any more
    expect(office.desk("psychologist", "/registers/waiting").locator("main")).not_to_contain_text(someone.surname)
    # and the nurse finds the fact and the plan, but not the note
    page = office.desk("nurse", f"{person}/mental")
    expect(page.locator("main")).to_contain_text("First contact")
    expect(page.locator("main")).to_contain_text("Sleeps badly")
    page.locator("main table a").first.click()
    expect(page.locator("main")).to_contain_text("The note is the psychologist's own.")
    expect(page.locator("main")).not_to_contain_text(note)

    # When a week has passed and nobody came
    driven.advance(days=8)
    # Then the next contact is late on the worklist
    page = office.desk("psychologist", "/worklist")
    line = page.locator("main tr", has_text=someone.surname).filter(has_text="Next contact of the psychologist")
    expect(line).to_contain_text("overdue")
    # When it is held, and a psychiatrist is asked for
    office.write("psychologist", f"{person}/mental/contact", kind="crisis", minutes="40", note="Second note")
    page = office.desk("psychologist", f"{person}/mental")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask for a psychiatric examination").click()
    # Then it is the psychiatrist's, who begins the examination and prescribes
    line = office.desk("psychiatrist", "/worklist").locator("main tr", has_text=someone.surname)
    expect(line.filter(has_text="Psychiatric examination")).to_be_visible()
    page = office.desk("psychiatrist", f"{person}/examine/psychiatric")
    with page.expect_navigation():
        page.locator("main form button.govuk-button").first.click()
    expect(page.locator("main")).to_contain_text("Mental state")
    medicine = {"drug": "Sertraline, tablet", "dose": "50 mg", "times": "08:00", "route": "oral"}
    medicine |= {"psychotropic": "yes", "indication": "Depression", "consent": "yes", "review_on": office.day(days=10)}
    office.write("psychiatrist", f"{person}/medicines/new", **medicine)

    # When the review of the medicine is a day late
    driven.advance(days=11)
    page = office.desk("psychiatrist", "/worklist")
    line = page.locator("main tr", has_text=someone.surname).filter(has_text="Review of a medicine")
    expect(line).to_contain_text("overdue")
    with page.expect_navigation():
        line.get_by_role("button", name=re.compile("^Open")).click()
    # Then it is stopped with a reason, and the clock with it
    address = page.url.removeprefix(driven.base)
    office.write("psychiatrist", address, kind="stopped", reason="side_effect", text="Nausea")
    expect(page.locator("main")).to_contain_text("Stopped: Side effect")
    lines = office.desk("psychiatrist", "/worklist").locator("main tr", has_text=someone.surname)
    expect(lines.filter(has_text="Review of a medicine")).to_have_count(0)

    # When the ordinary regime is not enough, and a doctor opens a case from the need that was written down
    need = {"need": "hospital", "text": "Treatment is not possible here", "obstacle": "no_place"}
    office.write("doctor", f"{person}/needs/new", found_on=office.day(), **need)
    page = office.desk("doctor", f"{person}/mental")
    page.locator('main a[href^="/needs/"]').first.click()
    expect(page.locator("h1")).to_have_text("Psychiatric hospital")
    page.get_by_role("link", name="Open a case", exact=True).click()
    page.locator('main a[href*="/cases/new/illness_other/find_need"]').click()
    case = {"ground": "diagnosis", "icd10": "F20.0", "paper_case_summary": "Psychosis", "paper_diagnosis": "F20.0"}
    Hand(page).give_all(case)
    with page.expect_navigation():
        page.locator("main form button.govuk-button").last.click()
    # Then the case says what it answers, and the register no longer asks for one
    expect(page.locator("main")).to_contain_text("Answers the need since")
    line = office.desk("doctor", "/registers/disorders").locator("main tr", has_text=someone.surname)
    expect(line).to_contain_text("Psychiatric hospital")
    expect(line).not_to_contain_text("No case yet")

    # When the month ends with a closing session and something to add to the first note
    driven.advance(days=8)
    office.write("psychologist", f"{person}/mental/contact", kind="closing", minutes="45", note="Third note")
    page = office.desk("psychologist", f"{person}/mental")
    expect(page.locator("main caption").first).to_contain_text("3")
    with page.expect_navigation():
        page.locator("main table").first.locator("a").last.click()
    expect(page.locator("main")).to_contain_text(note)
    added = office.write("psychologist", page.url.removeprefix(driven.base), text="Remembered later")
    # Then both stand there, the first as it was
    expect(added.locator("main")).to_contain_text(note)
    expect(added.locator("main")).to_contain_text("Remembered later")
    # and the administration has no way in
    page = office.desk("administration", f"{person}/mental")
    expect(page.locator("main")).not_to_contain_text("Third note")
    assert page.title() != "Mental health"
