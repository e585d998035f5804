"""The words about photographs: what each shows, both times beside each other, and why a file was not taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import url_for

from healthapp.i18n import format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.injuries import photo
from healthapp.injuries.dictionary.findings import PHOTOGRAPHS
from healthapp.intake.queries import Examination


def view_items() -> list[tuple[str, str]]:
    return [(option.code, str(option.text)) for option in PHOTOGRAPHS.fields[0].columns[1].options]


def name(number: int) -> str:
    """Of the photograph that came as the ``number``-th; a voided one keeps its number."""
    return f"F-{number}"


def shots(found: Examination, voided: Mapping[str, str], intimate: bool) -> list[dict[str, Any]]:
    """The photographs of a record; ``shown`` False for intimate ones the reader may not see."""
    views = dict(view_items())
    return [
        {
            **row,
            "name": name(number),
            "received": _moment(row["received_at"]),
            "taken": _taken(row),
            "lesion": row.get("lesion"),
            "words": views[row["view"]],
            "why_void": row.get("voided") or voided.get(row["file"], ""),
            "shown": intimate or row["intimate"] == "no",
        }
        for number, row in enumerate(found.answers.get("photographs", {}).get("photographs", ()), 1)
    ]


def _moment(text: str) -> str:
    return format_moment(dt.datetime.fromisoformat(text))


def _taken(row: Mapping[str, Any]) -> str:
    """The camera's time beside ours: it is what the camera's clock said, and proves nothing by itself."""
    if not row.get("taken_at"):
        return _("None")
    if dt.datetime.fromisoformat(row["taken_at"]).year in photo.UNSET:  # kept before such times were left out
        return _("The camera's clock was never set")
    between = dt.datetime.fromisoformat(row["received_at"]) - dt.datetime.fromisoformat(row["taken_at"])
    minutes = int(between.total_seconds() // 60)
    if minutes < 0:
        return _("%(moment)s: later than it was received, the camera's clock is wrong", moment=_moment(row["taken_at"]))
    hours, minutes = divmod(minutes, 60)
    gap = _("%(hours)s h %(minutes)s min before it was received", hours=hours, minutes=minutes)
    return f"{_moment(row['taken_at'])} ({gap})"


def without_photograph(found: Examination) -> list[dict[str, Any]]:
    """Lesions that have neither a photograph nor the reason why there is none."""
    rows = found.answers.get("photographs", {}).get("photographs", ())
    taken = {row.get("lesion") for row in rows if not row.get("voided")}
    return [
        {"number": row["number"], "href": url_for("injuries.lesion", record_id=found.id, number=row["number"])}
        for row in found.answers.get("lesions", {}).get("lesions", ())
        if row["number"] not in taken and not row.get("no_photo")
    ]


def kept_all_the_same(count: int) -> str:
    return ngettext("%(num)s other file was kept", "%(num)s other files were kept", count)


def too_many_at_once(count: int, most: int) -> str:
    return _(
        "%(count)s files at once are too many: send at most %(most)s. None of them was kept", count=count, most=most
    )


def refused_image(code: str) -> str:
    """Why a file was not taken."""
    return {
        "empty": _("The file is empty"),
        "too_large": _("The file is larger than 25 MB"),
        "too_many_pixels": _("The picture has too many pixels"),
        "not_an_image": _("This is no JPEG, PNG or HEIC photograph"),
        "damaged": _("The photograph is damaged or incomplete"),
    }[code]
