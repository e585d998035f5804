"""Injuries from the first mark to the addendum: a feldsher charts, a doctor gives the opinion, the notice goes out."""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from healthapp.database import utc_now
from healthapp.injuries.kinds import INJURY
from tests.support import browser as browsers
from tests.support.server import Server
from tests.system.conftest import SitDown
from tests.system.journeys.hand import Hand, as_typed
from tests.system.journeys.steps import Desk, beaten, sign

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = 'main .app-btnrow button[name="action"][value="list"]'
SHEET = 'svg[data-sheet="{}"]'
#: Five minutes of human steps: a click or a choice takes a second and a half, a stroke a quarter of a second.
CLICK_SECONDS, STROKE_SECONDS, MOST_SECONDS = 1.5, 0.25, 300
PATIENCE_MS = 30_000


@dataclass
class Watch:
    """How long the server took for each page of ``page``, by path without identifiers."""

    page: Page
    milliseconds: dict[str, float] = field(default_factory=dict)

    def start(self) -> Watch:
        self.page.on("requestfinished", self._note)
        return self

    def _note(self, request) -> None:
        if request.resource_type != "document":
            return
        timing = request.timing
        spent = timing["responseStart"] - timing["requestStart"]
        name = f"{request.method} {re.sub('[0-9a-f-]{36}', 'id', urlsplit(request.url).path)}"
        self.milliseconds[name] = max(spent, self.milliseconds.get(name, 0.0))


def measured(page: Page, path: str) -> float:
    """Milliseconds until the whole file at ``path`` was there."""
    began = time.perf_counter()
    assert page.request.get(path).ok
    return (time.perf_counter() - began) * 1000


def photograph(folder: Path, number: int) -> Path:
    """A painted picture with a scale, as a camera would make it."""
    image = Image.new("RGB", (640, 480), (214, 172, 146))
    draw = ImageDraw.Draw(image)
    draw.ellipse((200, 140, 200 + 60 * number, 220), fill=(128, 72, 110))
    draw.line((100, 400, 540, 400), fill=(0, 0, 0), width=4)
    path = folder / f"{number}.jpg"
    image.save(path, "JPEG")
    return path


def lesion(hand: Hand, where: Callable[[], None], **given: str | list[str]) -> None:
    """Mark one lesion and answer what the list of types, the drawing and the ruler say of it."""
    where()
    hand.give_all(given)
    hand.press(LIST)
    assert urlsplit(hand.page.url).path.endswith("/lesions"), hand.page.inner_text(".govuk-error-summary")


INTO_THE_MIDDLE = """(sheet, down) => {
  const frame = sheet.closest(".app-bc__frame");
  const own = sheet.getBoundingClientRect(), box = frame.getBoundingClientRect();
  frame.scrollTop += own.top + own.height * down - (box.top + box.height / 2);
}"""


def press_on(hand: Hand, chart: str, across: float, down: float, *, to: tuple[float, float] | None = None) -> None:
    """Press on a drawing at a share of its width and height; ``to``: drag on to there. Whoever marks a calf moves the
    drawing first: its frame ends within the screen."""
    sheet = hand.page.locator(SHEET.format(chart))
    sheet.scroll_into_view_if_needed()
    sheet.evaluate(INTO_THE_MIDDLE, down)
    box = sheet.bounding_box()
    assert box
    hand.page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
    hand.page.mouse.down()
    if to:
        hand.page.mouse.move(box["x"] + box["width"] * to[0], box["y"] + box["height"] * to[1], steps=8)
    hand.page.mouse.up()
    hand.clicks += 1


BRUISE = {
    "type": "contusion",
    "ref1": "6 sm C7-dən aşağı",
    "ref2": "orta xətdən 7 sm",
    "shape": "tramline",
    "measured": "length_width",
    "length": "84",
    "width": "28",
    "colour": ["red", "purple"],
    "surface": ["intact"],
    "appearance": "recent",
    "attributed_by": "patient",
    "alleged_cause": "«дубинкой»",
    "intent": "other_person",
    "mechanism": "blunt",
    "status": "new",
}
GRAZE = {
    "type": "abrasion",
    "shape": "circumferential",
    "measured": "length_width",
    "length": "60",
    "width": "4",
    "colour": ["red"],
    "surface": ["crusted"],
    "appearance": "recent",
    "attributed_by": "patient",
    "alleged_cause": "«от наручников»",
    "status": "new",
    "no_photo": "refused",
}
SWELLING = {
    "type": "swelling",
    "shape": "round",
    "measured": "diameter",
    "diameter": "30",
    "colour": ["red"],
    "surface": ["intact"],
    "appearance": "fresh",
    "attributed_by": "nobody",
    "status": "new",
}


def chart_three(hand: Hand) -> None:
    """A line drawn on the back, an oval dragged on the wrist, a point set and moved on the head by keys alone."""
    page = hand.page

    def back() -> None:
        page.click("[data-tool=line]")
        press_on(hand, "FBM-P", 0.36, 0.25, to=(0.42, 0.28))
        expect(page.locator("[name=region]")).to_have_value("P-SCAPULA-L")

    def wrist() -> None:
        page.click("[data-tool=ellipse]")
        press_on(hand, "FBM-A", 0.115, 0.475, to=(0.15, 0.49))
        expect(page.locator("[name=region]")).to_have_value("A-WRIST-R")
        expect(page.locator("[name=side]:checked")).to_have_value("right")

    def head() -> None:
        hand.press('button[name=show][value="HD-A"]')
        page.locator(SHEET.format("HD-A")).focus()
        for key in ("ArrowUp", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
        before = page.input_value("[name=marks]")
        page.locator("[data-mark]").focus()
        page.keyboard.press("ArrowUp")
        hand.strokes += 4
        assert page.input_value("[name=marks]") != before
        assert page.input_value("[name=region]") != ""

    for where, given in ((back, BRUISE), (wrist, GRAZE), (head, SWELLING)):
        hand.press('a[href*="/lesions/new"]')
        lesion(hand, where, **given)
    expect(page.locator("main table tbody tr")).to_have_count(3)


def answer_the_rest(hand: Hand, record: str) -> None:
    """Every part but lesions and photographs, as it is ordinarily answered when a beating is alleged."""
    now = utc_now()
    for part in INJURY.sections:
        if part.endpoint:
            continue
        hand.page.goto(f"{record}/{part.key}")
        hand.give_all(beaten(part, now))
        hand.press(LIST)


def give_opinion(hand: Hand) -> None:
    """Three degrees with reasons, then all sources together."""
    reasons = "Yeri, forması və ölçüsü deyilənlə uyğundur, başqa səbəblər az ehtimallıdır."
    for place, degree in enumerate(("highly_consistent", "typical", "not_assessed")):
        hand.give_all({f"findings-{place}-degree": degree, f"findings-{place}-reasoning": reasons})
    hand.give_all({"psyche_degree": "not_assessed", "overall": "highly_consistent", "overall_reasons": reasons})
    hand.give("seen", "person")


def test_three_lesions_two_photographs_an_opinion_a_notice_a_print_and_an_addendum(
    sit_down: SitDown,
    server: Server,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Given somebody who came in an hour and a half ago and says he was beaten
    with Desk(server.base) as desk:
        person = desk.admit(minutes=90)
    page, doctor = sit_down("feldsher"), sit_down("doctor")
    watch, hand = Watch(page).start(), Hand(page)
    doctor_watch, doctors = Watch(doctor).start(), Hand(doctor)

    # When a feldsher documents it from the person's page: three lesions, two photographs and everything else
    page.goto(person)
    page.locator("details summary").last.click()
    hand.press('form[action$="/examine/injury"] button')
    record = urlsplit(page.url).path
    charted = f"/injuries/{record.rpartition('/')[2]}"
    hand.press('main a[href$="/lesions"]')
    chart_three(hand)
    for number in (1, 3):
        page.goto(f"{charted}/photographs")
        hand.give_all({"lesion": str(number), "view": "close"})
        page.set_input_files('main input[type=file][name="file"]', photograph(tmp_path, number))
        hand.press("main form:has(input[type=file]) button.govuk-button")
    answer_the_rest(hand, record)
    # and signs
    page.goto(f"{record}/check")
    sign(page)
    assert page.url.endswith(record), page.inner_text("main")[:1500]

    # Then a doctor gives the opinion and signs too
    doctor.goto(f"{charted}/countersign")
    give_opinion(doctors)
    sign(doctor)
    assert doctor.url.endswith(record), doctor.inner_text("main")[:1500]
    # the notice goes out
    doctor.goto(f"{charted}/notice")
    date, clock = as_typed(utc_now())
    office = "Bakı şəhər prokurorluğu"
    doctors.give_all({"at_date": date, "at_time": clock, "sent_to": office, "channel": "courier"})
    doctors.press("main form:has([name=sent_to]) button.govuk-button")
    expect(doctor.locator("main")).to_contain_text(office)
    # an addendum stands beside the original
    doctor.goto(f"{record}/addendum")
    addition = "Ertəsi gün qançır genişlənib."
    date, clock = as_typed(utc_now())
    told = {"text": addition, "text_language": "az", "event_time_date": date, "event_time_time": clock}
    doctors.give_all(told)
    sign(doctor)
    assert doctor.url.endswith(record), doctor.inner_text("main")[:1500]
    expect(doctor.locator("main")).to_contain_text(addition)
    # and the print opens, with the number of the register and the addendum in it
    answer = doctor.request.get(f"{charted}/print?language=az")
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.body())).pages)
    assert re.search(r"TQ-N1-\d{4}-\d{4}", text)
    assert addition in " ".join(text.split())

    printed = measured(doctor, f"{charted}/print?language=az")
    seconds = hand.clicks * CLICK_SECONDS + hand.strokes * STROKE_SECONDS
    pages = watch.milliseconds | {
        name: max(spent, watch.milliseconds.get(name, 0.0)) for name, spent in doctor_watch.milliseconds.items()
    }
    pages["GET the report as PDF"] = printed
    slowest = sorted(pages.items(), key=lambda pair: -pair[1])
    record_property("human_seconds", seconds)
    record_property("clicks", hand.clicks)
    record_property("strokes", hand.strokes)
    record_property("slowest_pages_ms", dict(slowest[:8]))
    with capsys.disabled():  # told, not judged: how long a page takes says as much about the machine as about us
        human = f"{hand.clicks} clicks, {hand.strokes} strokes: {seconds:.0f} s of a person's time"
        sys.stdout.write("\n".join(["", human, *(f"{spent:6.0f} ms  {name}" for name, spent in slowest), ""]))
    assert seconds < MOST_SECONDS


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_double_click_on_sign_makes_one_record_with_one_number(
    sit_down: SitDown, server: Server, scripts: bool
) -> None:
    # Given a complete record of injuries
    with Desk(server.base) as desk:
        record = desk.documented().rpartition("/")[2]
    page = sit_down("feldsher", java_script_enabled=scripts)
    before = numbers_taken(page)
    page.goto(f"/examinations/{record}/check")
    page.fill("[name=signature]", browsers.PASSWORD)
    # When an impatient hand clicks twice
    page.locator("main form:has([name=signature]) button.govuk-button").dblclick()
    # Then the record is signed, and the register has gone on by one number
    expect(page).to_have_url(f"{server.base}/examinations/{record}", timeout=PATIENCE_MS)  # the first is cut off
    expect(page.locator("main")).to_contain_text("TQ-N1-")
    after = numbers_taken(page)
    assert after[1:] == before
    assert after[0] == (before[0] + 1 if before else 1)


def numbers_taken(page: Page) -> list[int]:
    """The numbers of this year's trauma register, the latest first."""
    page.goto("/injuries/register")
    text = page.request.get(f"{page.url}?form=csv").body().decode("utf-8-sig")
    return [int(number) for number in re.findall(r"TQ-N1-\d{4}-(\d{4})", text)]


def test_a_session_that_ends_in_mid_form_loses_nothing(sit_down: SitDown, server: Server) -> None:
    # Given a lesion half described
    with Desk(server.base) as desk:
        record = desk.begin("injury")
    charted = f"/injuries/{record.rpartition('/')[2]}"
    page = sit_down("feldsher")
    page.goto(f"{charted}/lesions/new")
    hand = Hand(page)
    press_on(hand, "FBM-A", 0.62, 0.85)
    hand.give_all({"type": "contusion", "site": "sol baldır", "measured": "length_width"})
    placed = page.input_value("[name=marks]")
    # When the session ends before it is saved, and the same person signs in again
    page.context.clear_cookies()
    with page.expect_navigation():
        page.click(LIST)
    browsers.sign_in(page, server.base, "feldsher")
    page.goto(f"{charted}/lesions/new")
    # Then what was typed and drawn is still there
    expect(page.locator("[name=site]")).to_have_value("sol baldır")
    expect(page.locator("[name=type]")).to_have_value("contusion")
    assert page.input_value("[name=marks]") == placed
    expect(page.locator("[data-mark]")).to_have_count(1)


def test_without_scripts_and_by_touch_the_same_lesion_is_charted(sit_down: SitDown, server: Server) -> None:
    # Given two drafts, a telephone with a finger and a browser without scripts
    with Desk(server.base) as desk:
        drafts = [f"/injuries/{desk.begin('injury').rpartition('/')[2]}" for _number in range(2)]
    phone = sit_down("feldsher", size=browsers.NARROW, has_touch=True, is_mobile=True)
    plain = sit_down("feldsher", java_script_enabled=False)
    # When the finger presses the knee, and the list names it
    phone.goto(f"{drafts[0]}/lesions/new")
    sheet = phone.locator(SHEET.format("FBM-A"))
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box
    phone.touchscreen.tap(box["x"] + box["width"] * 0.605, box["y"] + box["height"] * 0.715)
    expect(phone.locator("[name=region]")).to_have_value("A-KNEE-L")
    plain.goto(f"{drafts[1]}/lesions/new")
    plain.select_option("[name=region]", "A-KNEE-L")
    # Then both are the same region and side
    for page, draft in ((phone, drafts[0]), (plain, drafts[1])):
        Hand(page).give_all({**SWELLING, "no_photo": "no_camera"})
        if page is plain:
            page.check('[name="side"][value="left"]')
            page.select_option("[name=aspect]", "anterior")
        page.click(LIST)
        page.wait_for_url(f"**{draft}/lesions")
        expect(page.locator("main table tbody tr")).to_have_count(1)
        assert page.locator(".app-chart__marks .app-chart__number").text_content() == "1"
