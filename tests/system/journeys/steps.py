"""What people do again and again: admit somebody, begin an examination, sign."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from healthapp.database import utc_now
from healthapp.injuries.kinds import INJURY
from healthapp.intake.dictionary import SECTIONS, Section
from healthapp.intake.dictionary.catalogue import sections_for
from healthapp.intake.dictionary.model import Subject
from tests.support import browser as browsers
from tests.support.http import Client
from tests.system.journeys.hand import Hand, as_typed, ordinary_part

FATHERS = ("Qəzənfər", "Şıxəli", "Ağabala", "Hüseynağa", "Tofiq", "Mirzağa", "Ənvər", "Ələddin", "Xanlar", "Bəhlul")


#: A bruise as the list of regions and a ruler tell it.
BRUISE: dict[str, str | list[str]] = {
    "chart": "FBM-A",
    "region": "A-KNEE-L",
    "type": "contusion",
    "ref1": "4 sm dizin altında",
    "ref2": "orta xətdən 9 sm",
    "shape": "oval",
    "measured": "length_width",
    "length": "40",
    "width": "25",
    "colour": ["purple"],
    "surface": ["intact"],
    "appearance": "recent",
    "attributed_by": "nobody",
    "status": "new",
    "no_photo": "no_camera",
    "version": "0",
}


#: What a doctor says of it.
OPINION = {
    "findings-0-lesion": "1",
    "findings-0-degree": "highly_consistent",
    "findings-0-reasoning": "Yeri, forması və ölçüsü deyilənlə uyğundur, başqa səbəblər az ehtimallıdır.",
    "psyche_degree": "not_assessed",
    "overall": "highly_consistent",
    "overall_reasons": "Yeri, forması və ölçüsü deyilənlə uyğundur, başqa səbəblər az ehtimallıdır.",
}
#: What is said where a beating is alleged; everything else is as it ordinarily is.
ALLEGED: dict[str, dict[str, Any]] = {
    "occasion": {"kind": "on_complaint"},
    "conditions": {"escorted": "no", "presence": "none", "privacy": "yes", "unrestricted": "yes"},
    "consent": {"photographs": "yes", "prosecutor": "yes", "capacity": "able"},
    "statement": {
        "alleged": "yes",
        "statement": "«Били дубинкой по спине, раза два.» ə ğ ı İ ş ç ö ü",
        "statement_language": "ru",
        "methods": ["blunt"],
    },
    "notice": {"duty": ["alleged"]},
}


def beaten(part: Section, now: dt.datetime) -> dict[str, str | list[str]]:
    """Form values of one part of an injury record of an examination that began twenty minutes ago."""
    values = ordinary_part(part, now, ALLEGED.get(part.key, {}))
    if part.key == "conditions":
        values["examined_at_date"], values["examined_at_time"] = as_typed(now - dt.timedelta(minutes=20))
    return values


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody at the door. Every journey has its own, so that none leans on another."""

    surname: str
    given_name: str
    father_name: str
    born: str

    @property
    def shown(self) -> str:
        return f"{self.surname} {self.given_name} {self.father_name} oğlu"


def newcomer() -> Newcomer:
    """A name nobody on file has, so that no look-alike stands in the way."""
    surname = "".join(secrets.choice("bcçdfgğhxjkqlmnprsştvyz") + secrets.choice("aeəıioöuü") for _place in range(5))
    born = f"{secrets.randbelow(28) + 1:02}.{secrets.randbelow(12) + 1:02}.{1965 + secrets.randbelow(30)}"
    return Newcomer(f"{surname.capitalize()}ğlı", "Ağasıf", secrets.choice(FATHERS), born)


def arrival(who: Newcomer, at: dt.datetime) -> dict[str, str]:
    """The answers at the door."""
    date, time = as_typed(at)
    return {
        "admitted_at_date": date,
        "admitted_at_time": time,
        "origin": "police",
        "legal_status": "detained",
        "first_time": "no",
        "place": "Karantin 3",
        "surname": who.surname,
        "given_name": who.given_name,
        "father_name": who.father_name,
        "patronymic_suffix": "ogly",
        "birth_date": who.born,
        "registered_sex": "male",
        "languages": "az",
        "interpreter": "no",
    }


def admit(hand: Hand, base: str, who: Newcomer, at: dt.datetime) -> str:
    """Register ``who`` at the door; returns the path of the person's page."""
    hand.page.goto(f"{base}/people/admit")
    hand.give_all(arrival(who, at))
    hand.press("form#admit button[type=submit], form#admit button.govuk-button")
    assert re.fullmatch(r"/people/[0-9a-f-]{36}", urlsplit(hand.page.url).path), hand.page.inner_text("main")[:800]
    return urlsplit(hand.page.url).path


def begin(hand: Hand, kind: str) -> str:
    """From the person's page begin an examination; returns the path of its task list."""
    hand.press(f'form[action$="/examine/{kind}"] button')
    assert "/examinations/" in hand.page.url, hand.page.inner_text("main")[:500]
    return urlsplit(hand.page.url).path


def sign(page: Page) -> None:
    page.fill("[name=signature]", browsers.PASSWORD)
    with page.expect_navigation():
        page.locator("main form:has([name=signature]) button.govuk-button").click()


class Desk:
    """The same acts without a browser: what a journey needs to exist before it begins."""

    def __init__(self, base: str, username: str = "feldsher") -> None:
        self.base = base
        self.client = Client(base)
        self.client.sign_in(username)

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.connection.close()

    def admit(self, who: Newcomer | None = None, minutes: int = 25, **more: str) -> str:
        """Path of a new person's page; ``more``: answers at the door that differ."""
        _status, page = self.client.get("/people/admit")
        place = re.search(r'<option value="([0-9a-f-]{36})"', page)
        assert place
        values = arrival(who or newcomer(), utc_now() - dt.timedelta(minutes=minutes))
        return self.post("/people/admit", facility_id=place[1], **{**values, **more})

    def begin(self, kind: str, person: str = "") -> str:
        """Path of the task list of a new examination, of ``person`` or of a newcomer."""
        person = person or self.admit()
        self.client.get(person)
        return self.post(f"{person}/examine/{kind}")

    def answer(self, record: str, *keys: str, **given: Mapping[str, Any]) -> None:
        """Store ordinary answers, or those ``given`` by part, in the parts ``keys`` of a new draft."""
        for key in keys:
            self.client.get(f"{record}/{key}")
            self.post(f"{record}/{key}", version="0", **ordinary_part(SECTIONS[key], utc_now(), given.get(key, {})))

    def examined(self, kind: str, person: str = "") -> str:
        """Path of a complete examination, not signed."""
        record = self.begin(kind, person)
        subject = Subject("male", 40, kind)
        self.answer(record, *(section.key for section in sections_for(subject)))
        return record

    def injured(self, person: str = "") -> str:
        """Path of the pages of a new injury record with one bruise on the left knee, charted from the list."""
        record = self.begin("injury", person)
        pages = f"/injuries/{record.rpartition('/')[2]}"
        self.client.get(f"{pages}/lesions/new")
        self.post(f"{pages}/lesions/new", **BRUISE)
        return pages

    def documented(self, person: str = "") -> str:
        """Path of the pages of such a record, complete but for the doctor's part: a beating is alleged."""
        pages, now = self.injured(person), utc_now()
        record = f"/examinations/{pages.rpartition('/')[2]}"
        for part in INJURY.sections:
            if not part.endpoint:
                self.client.get(f"{record}/{part.key}")
                self.post(f"{record}/{part.key}", version="0", **beaten(part, now))
        return pages

    def handed_in(self, pages: str) -> str:
        """The same pages, once the author has signed."""
        self.sign(f"/examinations/{pages.rpartition('/')[2]}")
        return pages

    def judge(self, pages: str) -> str:
        """A doctor's opinion and signature under such a record, handed in before."""
        self.client.get(f"{pages}/countersign")
        return self.post(f"{pages}/countersign", seen="person", signature=browsers.PASSWORD, **OPINION)

    def sign(self, record: str) -> str:
        self.client.get(f"{record}/check")
        return self.post(f"{record}/check", signature=browsers.PASSWORD)

    def countersign(self, record: str) -> str:
        self.client.get(f"{record}/countersign")
        return self.post(f"{record}/countersign", seen="record", signature=browsers.PASSWORD)

    def leads_to(self, path: str) -> str:
        """Path of the page that ``path`` sends one on to."""
        self.client.get(path)
        return urlsplit(self.client.location).path

    def post(self, path: str, **fields: str | list[str]) -> str:
        """Send what must succeed; returns the path of the page it leads to."""
        status, page = self.client.post(path, **fields)
        said = re.sub(r"<[^>]*>|\s+", " ", page.partition("<main")[2])
        assert status == 303, f"{path}: {status} {said[:1000]}"
        return urlsplit(self.client.location).path
