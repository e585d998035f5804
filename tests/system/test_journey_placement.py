"""Given a court's measure, when its person spends fourteen months in hospital and comes back, then no review was
forgotten, the end of the sentence was watched, decisions wait to be told, and the return asks about suicide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.driven import Driven
from tests.system.journeys import seats
from tests.system.journeys.hand import Hand
from tests.system.journeys.steps import admit, newcomer

pytestmark = [pytest.mark.browser]


class Desk:
    """One browser at which people take turns; ``case`` is the path of the case they work on."""

    def __init__(self, page: Page, driven: Driven) -> None:
        self.page, self.driven, self.case = page, driven, ""

    def wait(self, days: float, who: str) -> None:
        """Time passes, and ``who`` sits down."""
        self.driven.advance(days=days)
        seats.take(self.page, self.driven, who)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.driven.base}{path}")

    def choose(self, name: str, *values: str) -> None:
        for value in values:
            self.page.check(f'main input[name="{name}"][value="{value}"]')

    def send(self, form: str = "") -> None:
        with self.page.expect_navigation():
            self.page.locator(f"main form{form} button.govuk-button").last.click()
        summary = self.page.locator(".govuk-error-summary")
        assert summary.count() == 0, summary.inner_text()

    def take(self, event: str, papers: Sequence[str] = (), result: str = "", note: str = "") -> None:
        """A step of the case on the common form, now."""
        self.driven.advance(minutes=5)
        self.go(f"{self.case}/steps/{event}")
        if result:
            self.choose("result", result)
        for actor in ("court", "hospital"):
            if self.page.locator(f'main input[name="actor"][value="{actor}"]').count():
                self.choose("actor", actor)
        self.choose("attached", *papers)
        self.page.fill("[name=note]", note)
        self.send()


def test_a_placement_over_fourteen_months_forgets_nobody(sit_down_at, driven: Driven) -> None:
    # Given somebody whom a court sent to a psychiatric hospital
    page = sit_down_at(driven.base)("feldsher")
    someone = newcomer()
    person = admit(Hand(page), driven.base, someone, driven.now)
    desk = Desk(page, driven)
    desk.wait(2, "psychiatrist")
    desk.go(f"{person}/cases/new/placement_c/take_over_measure")
    desk.choose("ground", "request")
    desk.choose("attached", "court_act")
    desk.send()
    desk.case = urlsplit(page.url).path
    assert re.fullmatch(r"/cases/[0-9a-f-]{36}", desk.case)

    # When a hospital refuses a bed, and another day gives one
    desk.wait(1, "liaison")
    for answer in ("refused", "offered"):
        driven.advance(minutes=5)
        desk.go(f"{desk.case}/bed")
        page.locator('main input[name="facility_id"]').first.check()
        desk.choose("ward_kind", "general")
        desk.send()
        desk.wait(4, "liaison")
        desk.go(f"{desk.case}/bed/answer")
        desk.choose("answer", answer)
        if answer == "refused":
            desk.choose("reason", "no_bed")
        page.fill("[name=told_by]", "Növbətçi həkim")
        desk.send()
    # Then the refusal stays beside the bed that was given
    rows = page.locator("main table").filter(has_text="Növbətçi həkim").locator("tbody tr")
    expect(rows).to_have_count(2)

    # When the person leaves with a sheet, an escort and medicines, and is admitted
    driven.advance(minutes=20)
    desk.go(f"{desk.case}/depart")
    for name, text in {
        "state": "Səslər eşidir",
        "risk": "İndi yoxdur",
        "allergies": "yoxdur",
        "escort": "Sevinc Qurbanova",
        "profession": "Tibb bacısı",
        "medicines-0-name": "Olanzapin",
        "medicines-0-dose": "10 mq",
        "medicines-0-times": "axşam",
        "medicines-0-days": "7",
    }.items():
        page.fill(f'[name="{name}"]', text)
    desk.choose("apart", "yes")
    desk.send()
    desk.take("admit", ("admission_record", "arrival_injury_exam"))
    # and the last day of the sentence is told
    desk.go(f"{desk.case}/placement")
    ends = driven.now.replace(year=driven.now.year + 3)
    page.fill("[name=day]", f"{ends:%d.%m.%Y}")
    desk.send(f'[action="{desk.case}/placement/sentence"]')
    # Then the board shows the person with a legal clock and no reminder yet
    desk.go("/hospitals")
    expect(page.locator("#inside")).to_contain_text(someone.surname)
    expect(page.locator("#reminders form")).to_have_count(0)

    # When five months have passed, then the review and the court are called to mind, until somebody saw it
    desk.wait(154, "liaison")
    desk.go("/hospitals")
    expect(page.locator("#reminders form")).to_have_count(2)
    for _reminder in range(2):
        with page.expect_navigation():
            page.locator("#reminders form button").first.click()
    expect(page.locator("#reminders form")).to_have_count(0)
    desk.wait(16, "liaison")
    desk.go("/hospitals")
    expect(page.locator("#reminders form")).to_have_count(2)

    # When psychiatrists review, and the court extends within six months
    desk.take("review", ("review_opinion",), result="advise_extension")
    desk.take("submit_to_court", ("submission",))
    desk.wait(4, "liaison")
    desk.take("extend", ("court_act",))
    # Then the next review is six months away and the court's clock a year
    desk.go("/hospitals")
    expect(page.locator("#reminders form")).to_have_count(0)

    # When the second review passes without the court, and the third advises to lift, after fourteen months
    desk.wait(175, "liaison")
    desk.take("review", ("review_opinion",), result="advise_extension")
    desk.take("stay_on", note="Vəziyyət dəyişməyib")
    desk.wait(80, "liaison")
    desk.take("review", ("review_opinion",), result="advise_lifting")
    desk.take("submit_to_court", ("submission",))
    desk.wait(6, "liaison")
    desk.take("lift", ("court_act",))
    desk.take("discharge", ("discharge_summary", "medicines_supply", "stay_certificate"))
    # Then the unit is asked within a day about suicide
    desk.go("/hospitals")
    expect(page.locator("#away")).to_contain_text(someone.surname)
    desk.wait(0.2, "feldsher")
    desk.go("/worklist")
    expect(page.locator("main")).to_contain_text(someone.surname)
    desk.take("rescreen", ("suicide_rescreen",))
    desk.go("/hospitals")
    expect(page.locator("main")).not_to_contain_text(someone.surname)

    # and what the courts and the hospital decided still waits to be told
    desk.go("/cases/untold")
    expect(page.locator("main tbody tr")).not_to_have_count(0)
    desk.go(f"{desk.case}/person")
    boxes = page.locator('main input[name="events"]')
    for place in range(boxes.count()):
        boxes.nth(place).check()
    desk.choose("how", "spoken")
    desk.choose("receipt", "signed")
    page.select_option("[name=spoken_in]", "az")
    page.fill("[name=told_by]", "Aygün Məmmədova")
    desk.send(":has([name=told_by])")
    expect(page.locator('main input[name="events"]')).to_have_count(0)
