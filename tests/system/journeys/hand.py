"""The hand of a person at a form: clicks and key strokes, counted; and the ordinary answers of an examination."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from healthapp.demo import answers as demo
from healthapp.i18n import local
from healthapp.intake import answers
from healthapp.intake.dictionary import SECTIONS, Section, Subject

#: What somebody well measures: the only numbers of an ordinary examination.
VITALS = {
    "respiration": 16,
    "spo2": 98,
    "oxygen": "air",
    "systolic": 124,
    "diastolic": 78,
    "pulse": 72,
    "consciousness": "A",
    "temperature": "36.6",
    "weight": "74.0",
    "height": 176,
}
CHOICES = ("radio", "checkbox")
#: Operators of the keystroke-level model (Card, Moran and Newell, Communications of the ACM 23, 1980), in seconds: a
#: key of somebody who types 40 words a minute, pointing, pressing and letting go of the button, moving a hand between
#: mouse and keys, making up one's mind.
KEY, POINT, PRESS, MOVE, MIND = 0.28, 1.10, 0.20, 0.40, 1.35


@dataclass
class Hand:
    """Fills fields of ``page`` as a person does: only what can be seen. Counts what it cost."""

    page: Page
    strokes: int = 0
    clicks: int = 0
    fields: int = 0

    @property
    def seconds(self) -> float:
        """An estimate of the time a practised person needs for these steps, each answer thought of before it is given.

        Talking, examining and waiting for pages are not in it.
        """
        clicks = self.clicks + self.fields  # a field is clicked before it is typed into
        return clicks * (MIND + POINT + PRESS) + self.fields * 2 * MOVE + self.strokes * KEY

    def give(self, name: str, value: str | list[str]) -> None:
        """Answer the field ``name``: text is typed, a code is clicked. Raises when the field is not to be seen."""
        field = self.page.locator(f'main [name="{name}"]')
        kind = field.first.get_attribute("type") or "list"
        if kind in CHOICES:
            for code in [value] if isinstance(value, str) else value:
                self.page.locator(f'main [name="{name}"][value="{code}"]').check()
                self.clicks += 1
        elif kind == "list" and field.first.locator("option").count():
            field.select_option(value)
            self.clicks += 1
        else:
            assert isinstance(value, str), name
            field.fill(value)
            self.strokes += len(value)
            self.fields += 1

    def give_all(self, values: Mapping[str, str | list[str]]) -> None:
        for name, value in values.items():
            self.give(name, value)

    def press(self, selector: str) -> None:
        """Click the first of these that can be seen, which leads to another page, and wait until that page stands."""
        with self.page.expect_navigation():
            self.page.locator(selector).locator("visible=true").first.click()
        self.clicks += 1


#: Whom the journeys admit: a page asks him nothing that concerns others.
NEWCOMER = Subject("male", 40, "intake")


def ordinary_part(section: Section, at: dt.datetime, given: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Form values of ``section`` of somebody well, but for what is ``given``, in the order of the page."""
    section = section.put_to(NEWCOMER, {})
    measured = VITALS if section.key == "vitals" else {}
    filled = demo.fill(section, {**measured, **given}, at=at, rng=random.Random(section.key))
    values = answers.to_form(section, filled)
    order = [field.key for field in section.fields]

    def place(name: str) -> int:
        return max(range(len(order)), key=lambda at: len(order[at]) if name.startswith(order[at]) else -1)

    return dict(sorted(values.items(), key=lambda item: place(item[0])))


def section_of(page: Page) -> Section | None:
    """The part of an examination that ``page`` asks, told by its address; None on any other page."""
    return SECTIONS.get(page.url.partition("?")[0].rpartition("/")[2])


def examine(hand: Hand, at: dt.datetime, **given: Mapping[str, Any]) -> list[str]:
    """Go through an examination from the open part to the last, answering each; returns the parts seen, in order.

    ``given``: answers by part that are not the ordinary ones.
    """
    seen: list[str] = []
    while (section := section_of(hand.page)) is not None:
        assert section.key not in seen, f"{section.key} is shown again: {hand.page.inner_text('main')[:600]}"
        seen.append(section.key)
        hand.give_all(ordinary_part(section, at, given.get(section.key, {})))
        hand.press('main button[name="action"][value="next"]')
    return seen


def as_typed(moment: dt.datetime) -> tuple[str, str]:
    """Date and time as a person in Baku writes them."""
    there = local(moment)
    return f"{there:%d.%m.%Y}", f"{there:%H:%M}"
