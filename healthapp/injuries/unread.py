"""A lesion of which something could not be read: kept in the draft as it was typed, until it is put right or dropped.

The list of lesions holds what was read alone, so that charts and prints never meet half a lesion. Beside it, under
``as_typed``, lies the page as it was posted: under ``lesion-<number>`` for one of the list, under ``lesion-new-<n>``
for one that never got a number. Nothing is signed while anything lies there (``intake.completeness.missing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from healthapp.i18n import gettext as _
from healthapp.injuries import forms
from healthapp.injuries.lesions import Content
from healthapp.intake import answers
from healthapp.intake.dictionary.model import AS_TYPED
from healthapp.web.forms import FormState

_NEW = "lesion-new-"


def slot_of(number: int) -> str:
    return f"lesion-{number}"


def new_slots(content: Content) -> list[str]:
    """Those of lesions that never got a number, in the order they were typed."""
    return sorted((slot for slot in content.get(AS_TYPED, {}) if slot.startswith(_NEW)), key=len)


def fresh_slot(content: Content, page: Mapping[str, Any]) -> str:
    """Where a new lesion goes; the page sent a second time goes where it lies."""
    known: Mapping[str, Any] = content.get(AS_TYPED, {})
    same = next((slot for slot in new_slots(content) if known[slot] == page), None)
    return same or next(slot for slot in (f"{_NEW}{place}" for place in range(1, len(known) + 2)) if slot not in known)


def page_of(form: FormState) -> dict[str, Any]:
    """What was typed, by the names of its fields, and where it was wrong."""
    asked = {field.key for field in forms.ONE_LESION.fields}
    typed = {key: texts for name in asked for key, texts in answers.posted_of(forms.ONE_LESION, form, name).items()}
    if not form.error("marks") and form.value("marks") not in ("", "[]"):
        typed["marks"] = [form.value("marks")]
    return {"fields": dict(sorted(typed.items())), "wrong": list(form.errors)} if typed else {}


def keep(content: Content, slot: str, page: Mapping[str, Any]) -> Content:
    return {**content, AS_TYPED: {**content.get(AS_TYPED, {}), slot: dict(page)}}


def without(content: Content, slots: Iterable[str]) -> Content:
    """The part once what lay in ``slots`` was put right or dropped."""
    gone = set(slots)
    left = {slot: page for slot, page in content.get(AS_TYPED, {}).items() if slot not in gone}
    rest = {key: value for key, value in content.items() if key != AS_TYPED}
    return {**rest, AS_TYPED: left} if left else rest


def opened(content: Content, slot: str, frame: answers.Frame) -> FormState | None:
    """The page as it was typed, with its messages; None where nothing waits."""
    page = content.get(AS_TYPED, {}).get(slot)
    if page is None:
        return None
    posted: MultiDict[str, str] = MultiDict()
    for name, texts in page["fields"].items():
        posted.setlist(name, texts)
    _lesion, marks, form = forms.read_lesion(posted, frame)
    if marks and not form.value("chart"):
        form.values = MultiDict([*posted.items(multi=True), ("chart", marks[0]["chart"])])
    for name in page["wrong"]:
        if form.ok:  # it was read wrong when it was saved: a moment that still lay ahead
            form.add(name, _("This was not stored as an answer yet: check it and save it again"))
    return form
