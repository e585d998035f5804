"""Every kind of page, who sees it, and what its words must be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from playwright.sync_api import Page

from healthapp.intake.dictionary import SECTIONS
from healthapp.mental.psychiatry import PSYCHIATRIC
from tests.support import browser as browsers
from tests.system.journeys import care, files, mechanism, oversight
from tests.system.journeys.care import Care
from tests.system.journeys.files import Files
from tests.system.journeys.oversight import Oversight
from tests.system.journeys.steps import Desk, newcomer

#: Parts that only some people are asked; the others all stand in the intake examination of a man.
ELSEWHERE = {"safety": "{screen}", "visit": "{visit}", "women": "{women}"}
#: What stands on a page in every language: titles of works, licences, digests, codes of law.
SAME_EVERYWHERE = re.compile(r"NEWS2 ©|SHA-256|Royal College")
ENGLISH_WORDS = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
SILENT = {"script", "style", "svg", "title", "code"}
ENDS_A_LINE = set("p li td th dt dd h1 h2 h3 label legend a button option caption div summary time span".split())

STOPS: dict[str, tuple[str, ...]] = {
    "": ("/login", "/nowhere"),
    "feldsher": (
        *"/worklist /people /people/admit {person} {person}/move {person}/identity {person}/names".split(),
        *"{person}/examine/periodic {draft} {draft}/check {screen}/check {screen}/discard".split(),
        *"{waiting} {signed} {signed}/addendum {person}/appeals/new /appeals /appeals/new".split(),
        *"/account /account/password /account/emergency /blank-forms /admin/users /nowhere".split(),
    ),
    "feldsher, parts": tuple(
        f"{ELSEWHERE.get(key, '{draft}')}/{key}" for key in SECTIONS if key not in ("women", "visit", "safety")
    ),
    "feldsher, other parts": ("{screen}/safety", "{visit}/visit"),
    "nurse, care": (
        *"{care.person}/mental {care.person}/mental/offer {care.person}/self-harm/new {care.harm}".split(),
        *"{care.person}/restrictions/new {care.measure} {care.person}/death {care.contact}".split(),
        *"{care.dead} {care.dead}/notice".split(),
    ),
    "nurse, risk": (
        *"{care.peril.person}/risk {care.peril.episode} {care.peril.episode}/review".split(),
        *"{care.peril.episode}/safety-plan {care.peril.watch} {care.peril.watch}/help {care.peril.entry}".split(),
        *"{care.peril.person}/screenings {care.peril.begun}/start {care.peril.begun}/ask/q2".split(),
        *"{care.peril.begun}/check {care.peril.begun}?view=list {care.peril.red}/danger {care.peril.signed}".split(),
    ),
    "head": (
        "/watch/kept",
        *"/worklist /registers /registers/self-harm /registers/restrictions /registers/deaths".split(),
        *"/registers/waiting /registers/disorders /registers/medicines /registers/clusters /registers/in-force".split(),
    ),
    "psychologist": ("{care.person}/mental/contact", "{care.contact}"),
    "psychiatrist": (
        *"{care.person}/medicines/new {care.medicine} {care.person}/needs/new {care.need} {care.examination}".split(),
        *(f"{{care.examination}}/{section.key}" for section in PSYCHIATRIC.sections if section.key not in SECTIONS),
    ),
    "feldsher, injuries": tuple(
        f"{{injury}}/{page}" for page in "lesions lesions/new lesions/1 photographs names opinion".split()
    ),
    "feldsher, injuries signed": (
        *"{judged}/lesions {judged}/photographs {judged}/notice {judged}/copies {book}".split(),
    ),
    "doctor, injuries": ("{injury}/opinion", "{unjudged}/countersign"),
    "feldsher-women": ("{women}/women", "/worklist"),
    "doctor": (
        "/worklist",
        "/watch",
        "{person}/screenings",
        "{person}/risk",
        "{person}/risk/open",
        "{person}",
        "{waiting}/countersign",
        "{waiting}/void",
        "{signed}/void",
    ),
    "reviewer": (
        *"/cases /cases/diseases /commission".split(),
        *"/facilities/late /facilities /settings /settings/holidays /settings/instruments".split(),
        *"/settings/instruments/dast-10 /settings/instruments/phq-9/cut-off/screen".split(),
        *"/hospitals /hospitals/places /court/hearings /cases/untold /delays".split(),
    ),
    "reviewer, cases": (
        *"{files.case} {files.case}/person {files.case}/court {files.case}/papers {files.case}/review".split(),
        *"{files.placement} {files.trial} {files.session} {files.session}/1 {files.hospital}".split(),
    ),
    "liaison": ("{files.placement}", "{files.hospital}"),
    "npg-lawyer": (
        *"/visits /visits/open {inspection} {inspection}/findings {inspection}/findings/new".split(),
        *"/visits/plans /visits/plans/new /visits/years".split(),
    ),
    "ombudsman, years": ("/visits/years", "{years}"),
    "administration": ("/people", "{person}", "/registers/in-force", "/cases"),
    "auditor": ("/admin/audit", "/admin/audit/emergency"),
    "admin": ("/admin/users", "/admin/users/new", "/admin/ledger", "/proof"),
    "npg": (
        *"/visits /visits/open {oversight.visit} {oversight.visit}/facility".split(),
        *"{oversight.visit}/facility/intake_hours {oversight.visit}/sample {oversight.sample}".split(),
        *"{oversight.audit} {oversight.visit}/notes {oversight.visit}/checkpoints".split(),
        *"{oversight.visit}/copies {oversight.copies}".split(),
        *"{oversight.visit}/close /visits/key /proof /recommendations /recommendations/new".split(),
        *"{oversight.recommendation} /appeals /appeals/new".split(),
    ),
    "ombudsman": (
        *"/visits {oversight.visit} /mandates /mandates/new /checklists /proof /proof/witnesses".split(),
        *"/recommendations {oversight.recommendation} /appeals /appeals/import /admin/audit/oversight".split(),
    ),
    "head, oversight": ("/recommendations", "{oversight.appeal}"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Paths of what the tour looks at."""

    person: str
    draft: str
    screen: str
    waiting: str
    signed: str
    visit: str
    women: str
    care: Care
    injury: str
    unjudged: str
    judged: str
    files: Files
    book: str
    oversight: Oversight
    inspection: str
    years: str

    def path(self, stop: str) -> str:
        """``stop`` with the names in braces replaced by paths of the scene."""
        return stop.format(**{name: getattr(self, name) for name in self.__slots__})

    def stops(self, tour: str) -> list[str]:
        return [self.path(stop) for stop in STOPS[tour]]


def user_of(tour: str) -> str:
    return tour.partition(",")[0]


def build(base: str) -> Scene:
    """One person with a draft, one with a screen to sign, one waiting for the doctor, one signed for by both."""
    with Desk(base) as desk:
        person = desk.admit()
        draft = desk.begin("intake", person)
        screen = desk.examined("safety_screen")
        waiting, signed = (desk.sign(desk.examined("intake")) for _number in range(2))
        visit = desk.begin("segregation_daily")
        injury = desk.injured()
        book = desk.leads_to("/injuries/register")
        unjudged, judged = (desk.handed_in(desk.documented()) for _number in range(2))
    with Desk(base, "doctor") as doctor:
        doctor.countersign(signed)
        doctor.judge(judged)
    with Desk(base, "feldsher-women") as desk:
        woman = desk.admit(newcomer(), registered_sex="female", patronymic_suffix="qizi")
        women = desk.begin("intake", woman)
    cared, cases, seen, made = care.build(base), files.build(base), oversight.build(base), mechanism.build(base)
    paths = (person, draft, screen, waiting, signed, visit, women, cared, injury, unjudged, judged, cases, book)
    return Scene(*paths, seen, *made)


class Words(HTMLParser):
    """The title, the language and the lines of words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language = self.title = ""
        self._inside: list[str] = []
        self._lines = [""]
        self.feed(page)

    @property
    def lines(self) -> set[str]:
        return {" ".join(line.split()) for line in self._lines if line.strip()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        given = dict(attrs)
        elsewhere = given.get("lang") not in (None, self.language)  # the name of a work, or somebody's words
        unspoken = "app-mono" in (given.get("class") or "").split()  # a fingerprint, whose letters may look like words
        if tag in SILENT or elsewhere or unspoken:
            self._inside.append(tag)
        if tag in ENDS_A_LINE:
            self._lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()
        if tag in ENDS_A_LINE:
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.title += data if self._inside == ["title"] else ""
        else:
            self._lines[-1] += data


def badly_said(pages: Mapping[str, Mapping[str, Words]]) -> dict[tuple[str, str], object]:
    """What is wrong with the words of ``pages``, by path and language: a page's own language, a title that is the
    same in two of them, lines of two or more plain words that stand there as on the English page.
    """
    wrong: dict[tuple[str, str], object] = {}
    for path, shown in pages.items():
        for code, words in shown.items():
            both = words.lines & shown["en"].lines if code != "en" else set()
            left = {line for line in both if ENGLISH_WORDS.search(line) and not SAME_EVERYWHERE.search(line)}
            if words.language != code:
                wrong[path, code] = words.language
            elif left:
                wrong[path, code] = left
        titles = {words.title for words in shown.values()}
        if len(titles) < len(shown):
            wrong[path, "title"] = titles
    return wrong


def badly_shown(page: Page, paths: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """What is wrong with the looks of ``paths``, by path and width: rules of accessibility, ids given
    twice, sideways scrolling."""
    wrong = {}
    browsers.at_hand(page)
    for path in paths:
        page.goto(path)
        for width, height in (browsers.DESKTOP, browsers.NARROW):
            page.set_viewport_size({"width": width, "height": height})
            found = browsers.violations(page) + [f"an id twice: {name}" for name in browsers.doubled(page)]
            if browsers.overflow(page):
                found.append("scrolls sideways")
            if found:
                wrong[path, width] = found
    return wrong
