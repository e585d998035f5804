"""A release for illness from the need to the commission's opinion, and a "no" that leaves the road to court open.

In a real browser, each person under their own account: doctor, head of unit, administration, Department, commission.
"""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from healthapp.i18n import local
from tests.support.driven import Driven
from tests.support.house import SignedIn
from tests.system.journeys import seats
from tests.system.journeys.hand import Hand
from tests.system.journeys.steps import admit, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MEMBERS = {"commission-oncologist": "oncologist", "commission-tb": "tb", "commission-psychiatrist": "psychiatrist"}
WRITTEN = ("identity_data", "disclosure_consent", "treatment_response", "prognosis", "functional_status")
FOUND = {"ground": "diagnosis", "icd10": "C34.1", "paper_case_summary": "Ağır xəstə", "paper_diagnosis": "C34.1"}
WAIVED = ("specialist_opinions", "place_of_care")
LETTER = ("official_letter", "behaviour_statement", "personal_file", "sentence_data")


def scan(text: str) -> dict[str, Any]:
    """A PDF as somebody brings it."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(90, 700, text)
    canvas.save()
    return {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


class People:
    """One browser at which people take turns, each under their own account."""

    def __init__(self, sit_down_at, driven: Driven) -> None:
        self.hand, self.driven = Hand(sit_down_at(driven.base)("")), driven

    def __call__(self, username: str) -> Hand:
        """The hand of ``username``, until somebody else's turn."""
        seats.take(self.hand.page, self.driven, username)
        return self.hand


def step(hand: Hand, case: str, event: str, **values: str | list[str]) -> None:
    hand.page.goto(f"{case}/steps/{event}")
    hand.give_all(values)
    hand.press("main form button.govuk-button")
    assert urlsplit(hand.page.url).path == case, hand.page.inner_text("main")[:1500]


def write(hand: Hand, case: str, code: str, way: str = "text") -> None:
    hand.page.goto(f"{case}/papers/add/{code}")
    hand.give_all({"way": way, "text": f"Mətn: {code}"})
    hand.press("main form button.govuk-button")
    assert hand.page.url.endswith("/papers"), hand.page.inner_text("main")[:1500]


def upload(hand: Hand, case: str, code: str) -> None:
    hand.page.goto(f"{case}/papers/add/{code}")
    if hand.page.locator("[name=way][value=file]").get_attribute("type") == "radio":
        hand.give("way", "file")
    hand.page.set_input_files("[name=file]", files=[scan(code)])
    hand.press("main form button.govuk-button")
    assert hand.page.url.endswith("/papers"), hand.page.inner_text("main")[:1500]


def opened(who: People, driven: Driven) -> str:
    """A doctor finds the need of somebody new; returns the path of the case, signed by the head and submitted."""
    driven.advance(seconds=60 - driven.now.second)  # forms give the time to the minute
    person = admit(who("feldsher"), driven.base, newcomer(), driven.now)
    doctor = who("doctor")
    doctor.page.goto(f"{person}/cases/new")
    doctor.press('a[href$="/cases/new/illness_other/find_need"]')
    doctor.give_all(FOUND)
    doctor.press("main form button.govuk-button")
    case = urlsplit(doctor.page.url).path
    assert case.startswith("/cases/"), doctor.page.inner_text("main")[:1500]
    step(doctor, case, "begin_file")
    for code in WRITTEN:
        write(doctor, case, code)
    for code in WAIVED:
        write(doctor, case, code, "not_applicable")
    upload(doctor, case, "test_results")
    step(who("head"), case, "sign", attached=["person_informed"])
    custody = who("administration")
    custody.page.goto(f"{case}/papers")
    expect(custody.page.locator("main")).not_to_contain_text("C34.1")
    for code in LETTER:
        upload(custody, case, code)
    step(custody, case, "submit")
    return case


def submitted(who: People, driven: Driven) -> str:
    """A case as ``opened`` leaves it, by the same forms sent without pages: the other journey goes through those."""
    driven.advance(seconds=60 - driven.now.second)
    person = admit(who("feldsher"), driven.base, newcomer(), driven.now)
    doctor, head, custody = (
        SignedIn(driven.app, seats.session_of(driven, name)) for name in ("doctor", "head", "administration")
    )

    def send(by: SignedIn, path: str, fields: dict[str, object]) -> str:
        answer = by.post(path, fields)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    case = send(doctor, f"{person}/cases/new/illness_other/find_need", FOUND)
    send(doctor, f"{case}/steps/begin_file", {"version": "1"})
    for code in WRITTEN:
        send(doctor, f"{case}/papers/add/{code}", {"way": "text", "text": f"Mətn: {code}"})
    for code in WAIVED:
        send(doctor, f"{case}/papers/add/{code}", {"way": "not_applicable", "text": f"Mətn: {code}"})
    for by, codes in ((doctor, ("test_results",)), (custody, LETTER)):
        for code in codes:
            file = (io.BytesIO(scan(code)["buffer"]), "scan.pdf")
            send(by, f"{case}/papers/add/{code}", {"way": "file", "file": file})
        if by is doctor:
            send(head, f"{case}/steps/sign", {"version": "2", "attached": ["person_informed"]})
    send(custody, f"{case}/steps/submit", {"version": "3"})
    return case


def test_a_release_for_illness_from_the_need_to_the_opinion(sit_down_at, driven: Driven) -> None:
    # Given a case whose file is complete and frozen, which the Department accepts
    who = People(sit_down_at, driven)
    case = opened(who, driven)
    reviewer = who("reviewer")
    reviewer.page.goto(f"{case}/review")
    expect(reviewer.page.locator("main")).to_contain_text("C34.1")
    step(reviewer, case, "accept")

    # When the secretary calls the commission and puts the case on its agenda
    secretary = who("commission")
    page = secretary.page
    page.goto("/commission")
    meets = local(driven.now)
    secretary.give_all({"at_date": meets.strftime("%d.%m.%Y"), "at_time": meets.strftime("%H:%M"), "place": "Zal 2"})
    secretary.press("main .app-box--act button.govuk-button")
    session = urlsplit(page.url).path
    for place, (username, specialty) in enumerate([("commission", "other"), *MEMBERS.items()]):
        part = ("secretary", "chair", "member", "member")[place]
        page.select_option("main [name=user]", str(driven.users[username].id))
        secretary.give_all({"specialty": specialty, "part": part})
        secretary.press('form[action$="/seats"] button.govuk-button')
    page.select_option("main [name=case]", index=1)
    secretary.give("planned", "bedside")
    secretary.press('form[action$="/agenda"] button.govuk-button')
    for number in range(4):
        page.check(f'[name="seats-{number}-attends"][value=present]')
    secretary.press("form#begin button.govuk-button")

    # and it examines the person and proposes an opinion
    page.goto(f"{session}/1")
    secretary.give_all({"how": "bedside", "consent": "yes", "findings": "ECOG 4", "words": "Evdə ölmək istəyirəm"})
    secretary.press('form[action$="/examine"] button.govuk-button')
    secretary.give_all({"conclusion": "listed_disease", "measure": "Məhkəməyə göndərilsin"})
    secretary.press('form[action$="/propose"] button.govuk-button')

    # Then the votes cannot be closed before each member has voted under the own account
    secretary.press('form[action$="/conclude"] button.govuk-button')
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    for number, username in enumerate(MEMBERS):
        member = who(username)
        member.page.goto(f"{session}/1")
        member.give("vote", "against" if number == 2 else "for")
        if number == 2:
            member.give("words", "Əvvəlcə palliativ stabilləşdirmə")
        member.press('form[action$="/vote"] button.govuk-button')
    who("commission")
    page.goto(f"{session}/1")
    secretary.press('form[action$="/conclude"] button.govuk-button')
    page.select_option("main [name=language]", "az")
    with page.expect_download() as download:
        page.locator('form[action$="/print"] button').click()
    text = "".join(part.extract_text() for part in PdfReader(download.value.path()).pages)
    assert "KP-" in text
    assert "palliativ" in text
    page.goto(case)
    expect(page.locator(".app-big")).not_to_contain_text("Sahib")
    expect(page.locator("main")).to_contain_text("Məhkəməyə göndərilsin")


def test_a_case_the_department_does_not_support_stays_open_to_court(sit_down_at, driven: Driven) -> None:
    # Given a case the Department does not support
    who = People(sit_down_at, driven)
    case = submitted(who, driven)
    reviewer = who("reviewer")
    step(reviewer, case, "not_support", note="Müalicə mümkündür")
    # When the notice of the road to court is printed and the person told
    doctor = who("doctor")
    doctor.page.goto(case)
    doctor.page.select_option("main [name=language]", "az")
    with doctor.page.expect_download() as download:
        doctor.page.locator('form[action$="/notice"] button').click()
    text = "".join(part.extract_text() for part in PdfReader(download.value.path()).pages)
    assert "Müalicə mümkündür" in text
    assert "511.2" in text
    step(doctor, case, "tell_person", attached=["told_court_open"])
    # Then the person's own petition is written down by whoever hears it, and both stay open
    person = doctor.page.locator(".app-box--blue a").get_attribute("href")
    assert person is not None
    feldsher = who("feldsher")
    feldsher.page.goto(f"{person}/court_petition/file_petition")
    feldsher.give_all({"ground": "request", "actor": "person", "attached": ["petition"], "note": "Öz ərizəsi"})
    feldsher.press("main form button.govuk-button")
    petition = urlsplit(feldsher.page.url).path
    assert petition.startswith("/cases/"), feldsher.page.inner_text("main")[:1500]
    reviewer = who("reviewer")
    reviewer.page.goto("/cases")
    rows = reviewer.page.locator("main tbody tr")
    expect(rows).to_have_count(2)
