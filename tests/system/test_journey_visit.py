"""Given a member of the preventive group at the gate, when they visit, then all of it works on a tablet, from the
sample to the follow-up, and nobody of the facility can find out what was read."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from healthapp.database import utc_now
from healthapp.i18n import local
from healthapp.vault import scans
from tests.support import browser as browsers
from tests.support import offline
from tests.system.journeys.steps import Desk

pytestmark = [pytest.mark.browser]
#: The facility of the demonstration's feldsher and head.
PLACE = "Nümunə istintaq təcridxanası"
#: Dots a point of paper is drawn with.
DOTS = 8
PASSPHRASE = "four words to keep"
SAID = "They took the blanket away, he says"
FOUND = "Nobody is examined again on coming back from court"
ADVISED = "Qayıdan hər kəs iki saat ərzində müayinə edilsin"


def press(page: Page) -> None:
    """The first button of the page's own form."""
    page.locator("main form button.govuk-button").first.click()


def open_at(page: Page, place: str, kind: str = "ad_hoc", follows: str = "") -> str:
    """From the start page open a visit; returns its address."""
    page.goto("/")
    page.locator('main a[href="/visits/open"]').click()
    page.check(f"#kind-{kind}")
    page.select_option("#facility_id", label=place)
    if follows:
        page.select_option("#follows_id", value=follows.rpartition("/")[2])
    page.check("#obstruction-no")
    press(page)
    expect(page.locator(".app-tabs")).to_be_visible()
    assert re.search(r"/visits/[0-9a-f-]{36}$", page.url), page.inner_text("main")[:600]
    return page.url


def tab(page: Page, part: str) -> None:
    page.locator(f'.app-tabs a[href$="/{part}"]').click()


def signed_record(server) -> str:
    """Path of an examination somebody signed at the first facility of the demonstration."""
    with Desk(server.base) as desk:
        return desk.sign(desk.examined("safety_screen"))


def look_and_draw(page: Page) -> None:
    """Each figure leads to its list; a sample of five is drawn."""
    tab(page, "facility")
    expect(page.locator("svg.app-funnel")).to_be_visible()
    page.locator('main table a[href*="/facility/intake_hours"]').first.click()
    expect(page.locator("main table tbody tr").first).to_be_visible()
    tab(page, "sample")
    page.check('[name=frame][value="records"]')
    page.fill("#size", "5")
    press(page)
    expect(page.locator("main aside .app-st--green")).to_be_visible()


def audit_by_keyboard(page: Page) -> None:
    """The first record of the sample, with the network gone for ten minutes in the middle."""
    page.clock.install()
    page.locator("main table tbody a").first.click()
    expect(page.locator("[data-question].is-on")).to_have_count(1)
    page.keyboard.press("1")
    expect(page.locator('.app-saved[data-state="saved"]')).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("3")
    page.keyboard.press("2")
    expect(page.locator('.app-saved[data-state="unsaved"]')).to_be_visible()
    page.clock.fast_forward("10:00")
    expect(page.locator('.app-saved[data-state="unsaved"]')).to_be_visible()
    page.context.set_offline(False)
    page.clock.fast_forward("00:11")
    expect(page.locator('.app-saved[data-state="saved"]')).to_be_visible(timeout=20_000)
    first = page.url
    page.reload()
    expect(page.locator("form[data-audit] input:checked")).to_have_count(3)
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page).not_to_have_url(first)


def audit_on_two_devices(page: Page, other: Page) -> None:
    """The second record, answered on another device while this one has no network: what was first stands, and this
    one is told by whom."""
    other.goto(page.url)
    page.context.set_offline(True)
    page.locator("[name=a_in_time][value=no]").check(force=True)
    expect(page.locator('.app-saved[data-state="unsaved"]')).to_be_visible()
    other.locator("[name=a_in_time][value=yes]").check(force=True)
    expect(other.locator('.app-saved[data-state="saved"]')).to_be_visible()
    page.context.set_offline(False)
    page.clock.fast_forward("00:11")
    expect(page.locator('.app-saved[data-state="conflict"]')).to_contain_text("Ələsgərova", timeout=20_000)
    other.reload()
    expect(other.locator("[name=a_in_time][value=yes]")).to_be_checked()


def write_interview(page: Page, visit: str) -> None:
    """Sealed under a key made here; what was said is read again only with the key open."""
    page.goto(f"{visit}/notes")
    page.locator("main .app-box--act a").click()
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    press(page)
    expect(page.locator(".app-code")).to_be_visible()
    page.goto(f"{visit}/notes")
    for choice in ("kind-interview", "readers-me", "private-yes", "consent-no"):
        page.check(f"#{choice}")
    page.fill("#text", SAID)
    seal_without_network(page, "#text", SAID)
    page.locator('main form[action$="/notes"] button.govuk-button').click()
    expect(page.locator("main")).not_to_contain_text(SAID)
    page.goto("/visits/key")
    page.fill("#unlock", PASSPHRASE)
    press(page)
    expect(page.locator("#unlock")).to_have_count(0)
    page.goto(f"{visit}/notes")
    expect(page.locator("main")).to_contain_text(SAID)


def seal_without_network(page: Page, field: str, typed: str, meanwhile: Callable[[], object] | None = None) -> None:
    """The network goes as the form is sent; it is there again, and so is everything typed."""
    form, key = page.url, page.locator("form[data-draft] [data-once]").first
    sent = key.get_attribute("value")
    page.context.set_offline(True)
    page.locator("form[data-draft] button.govuk-button").click()
    page.wait_for_url("chrome-error://**")
    if meanwhile is not None:
        meanwhile()
    page.context.set_offline(False)
    page.goto(form)
    expect(page.locator(field)).to_have_value(typed)
    expect(page.locator("main form [role=status]")).to_contain_text("yenidən buradadır")
    expect(key).to_have_value(sent or "")


def write_finding(page: Page, visit: str) -> None:
    """It rests on the first record of the sample, and stands in the act."""
    page.goto(f"{visit}/findings/new")
    page.check("#severity-high")
    page.select_option("#category", "intake")
    page.fill("#text", FOUND)
    page.check("[name=consent][value=nobody]")
    page.fill("#rests_on", "1/1")
    seal_without_network(page, "#rests_on", "1/1")
    expect(page.locator("#text")).to_have_value(FOUND)
    press(page)
    expect(page.locator("main .app-rec")).to_contain_text(FOUND)
    assert FOUND in words_of(page, f"{visit}/act?copy=own&language=en")
    assert FOUND not in words_of(page, f"{visit}/act?copy=institution&language=az")


def words_of(page: Page, address: str) -> str:
    """The text of a print, in one line."""
    sheets = PdfReader(io.BytesIO(page.request.get(address).body())).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


def copies_of(page: Page, visit: str) -> bytes:
    """The whole sample, once its progress has come to an end."""
    page.goto(visit)
    tab(page, "copies")
    page.check("[name=variant][value=full]")
    press(page)
    save = page.locator('main a[href$="/file"]')
    expect(save).to_be_visible(timeout=60_000)
    with page.expect_download() as taken:
        save.click()
    return Path(taken.value.path()).read_bytes()


def slip_of(page: Page, visit: str) -> bytes:
    """The newest checkpoint of a visit, as its file."""
    page.goto(visit)
    tab(page, "checkpoints")
    expect(page.locator("main .app-slip img.qr").first).to_be_visible()
    saved = page.locator('main .app-slip a[href$="/note"]').first.get_attribute("href")
    return page.request.get(str(saved)).body()


def code_on(print_: bytes) -> bytes:
    """What a scanner reads at the foot of a print's first sheet: its form of rectangles, drawn as ink on paper."""
    forms = PdfReader(io.BytesIO(print_)).pages[0]["/Resources"]["/XObject"]
    code = next(form.get_object() for name, form in forms.items() if "record-code" in name)
    paper = Image.new("L", (80 * DOTS, 80 * DOTS), 255)
    pen = ImageDraw.Draw(paper)
    for found in re.finditer(rb"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re", code.get_data()):
        x, y, width, height = (float(number) * DOTS for number in found.groups())
        bottom = paper.height - 10 * DOTS - y
        pen.rectangle((10 * DOTS + x, bottom - height, 10 * DOTS + x + width, bottom), fill=0)
    photograph = io.BytesIO()
    paper.save(photograph, "PNG")
    (text,) = scans.texts_of(photograph.getvalue())
    return text.encode()


def advised(page: Page, visit: str) -> str:
    """Path of a recommendation drafted from the visit's finding."""
    page.goto(f"{visit}/findings/1")
    page.locator('main aside a[href^="/recommendations/new"]').click()
    page.check("[name=addressee][value=unit_head]")
    page.fill("#text", ADVISED)
    page.fill("#basis", "CPT/Inf(2013)29 §72")
    page.fill("#due_on", f"31.12.{local(utc_now()).year + 1}")
    press(page)
    expect(page.locator("main blockquote")).to_have_text(ADVISED)
    return urlsplit(page.url).path


def leave(page: Page, visit: str, remark: str) -> None:
    page.goto(visit)
    page.locator("main .app-box--act a").click()
    page.fill("#oral_remarks", remark)
    press(page)
    expect(page.locator("main")).to_contain_text(remark)


def step(page: Page, path: str, code: str, note: str = "", **chosen: str) -> None:
    """Record one step of a recommendation."""
    page.goto(path)
    page.check(f'[name=step][value="{code}"]')
    for name, value in chosen.items():
        page.select_option(f"#{name}", value)
    page.fill("#note", note)
    seen = int(page.locator("[name=version]").get_attribute("value") or 0)
    press(page)
    expect(page.locator("main section ul > li")).to_have_count(seen + 1)


def whole_at_home(chromium: Browser, carried: list[tuple[str, bytes]], copies: bytes) -> None:
    """Without a network the page finds all of it whole, and names what does not fit when one sign is another."""
    with offline.opened(chromium) as home:
        told = home.judge([*carried, ("copies.zip", copies)])
        assert [line for line in told if line[1] is False] == []
        assert {line[0] for line in told} >= {"continues", "included", "copies_included", "code_proven"}
        bent = copies.replace(b'"sections":', b'"sectionz":', 1)
        assert bent != copies
        home.judge([*carried, ("copies.zip", bent)])
        assert home.page.get_attribute("#answer", "data-verdict") == "bad"


def test_a_whole_visit_on_a_tablet_and_what_followed(sit_down, chromium: Browser, server) -> None:
    # Given a facility with records, and a member at its gate, who is given a checkpoint
    signed = signed_record(server)
    page = sit_down("npg", size=browsers.TABLET)
    visit = open_at(page, PLACE)
    opening = slip_of(page, visit)
    # When they look, draw, audit, talk, write down what they found, and copy
    look_and_draw(page)
    audit_by_keyboard(page)
    audit_on_two_devices(page, sit_down("npg", size=browsers.TABLET))
    write_interview(page, visit)
    write_finding(page, visit)
    copies = copies_of(page, visit)
    printed = page.request.get(f"{signed}/print").body()
    # and leave with a checkpoint and the proof that leads to it, having said something to management
    leave(page, visit, "Examine everybody who comes back")
    closing = slip_of(page, visit)
    page.goto("/proof")
    page.fill("#text", opening.decode())
    press(page)
    proof = page.locator("pre.app-proof__note").text_content() or ""
    keys = page.request.get("/proof/keys").body()
    # Then everything they carry away is whole
    carried = [("keys", keys), ("opening", opening), ("closing", closing), ("today", proof.encode())]
    whole_at_home(chromium, [*carried, ("print.pdf", printed), ("code", code_on(printed))], copies)
    # When the act is signed and the report sent, the Ombudsman recommends, and the head reports it done
    for state in ("act_signed", "report_sent", "follow_up_due"):
        page.goto(visit)
        page.locator(f'main button[name=to][value="{state}"]').click()
        expect(page.locator(f'main button[name=to][value="{state}"]')).to_have_count(0)
    advice = advised(page, visit)
    step(sit_down("ombudsman"), advice, "issue")
    head = sit_down("head")
    step(head, advice, "answer", answer="accepted")
    step(head, advice, "report", "Növbətçi feldşer təyin edilib")
    expect(head.locator('[name=step][value="verify"]')).to_have_count(0)
    # Then it is implemented once a follow-up visit saw it, and the first visit is followed up
    again = open_at(page, PLACE, "follow_up", visit)
    page.locator(f'main table a[href="{advice}"]').click()
    step(page, advice, "verify", "Jurnalda hər qayıdış var", found="implemented")
    expect(page.locator("main .app-head .app-st--green")).to_be_visible()
    leave(page, again, "It is done")
    number = page.locator(".app-head__meta").inner_text().split()[0]
    page.goto(visit)
    expect(page.locator("main aside ol")).to_contain_text(number)


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
