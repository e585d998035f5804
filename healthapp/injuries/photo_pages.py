"""Photographs on paper: two to a line, each with its lesion's number, view, both times and the hash of the original."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Image, Spacer, Table

from healthapp import documents as kit
from healthapp.documents import geometry as page
from healthapp.documents.codes import digest_groups
from healthapp.documents.tables import ruled
from healthapp.i18n import gettext as _
from healthapp.injuries import photo_words
from healthapp.injuries.report_parts import Ringed
from healthapp.intake.queries import Examination

_WIDEST, _HIGHEST = 78 * mm, 62 * mm
#: The lead above the first picture and the words under it.
_AROUND = 40 * mm


def names(found: Examination) -> dict[str, str]:
    """File id -> F-1, F-2 ... in the order in which they came; a voided one keeps its number."""
    rows = found.answers.get("photographs", {}).get("photographs", ())
    return {row["file"]: photo_words.name(number) for number, row in enumerate(rows, 1)}


def by_lesion(found: Examination) -> dict[int, list[str]]:
    """Lesion number -> names of its photographs that were not voided."""
    known, made = names(found), dict[int, list[str]]()
    for row in found.answers.get("photographs", {}).get("photographs", ()):
        if row.get("lesion") and not row.get("voided"):
            made.setdefault(row["lesion"], []).append(known[row["file"]])
    return made


def annex(
    found: Examination, pictures: Mapping[str, bytes], voided: Mapping[str, str], *, intimate: bool = False
) -> list[Any]:
    """The photographs of a record. Those without a picture here say why: intimate, voided or damaged in the store.

    ``intimate``: those of intimate parts alone.
    """
    rows = [row for row in photo_words.shots(found, voided, intimate) if not intimate or row["intimate"] == "yes"]
    if not rows:
        return []
    lead = kit.note(
        _(
            "The pictures are copies without the camera's data, made once when they were received. "
            "SHA-256 is of the file as received, which is kept unchanged and encrypted. "
            "The camera's time is what its clock said."
        )
    )
    known = names(found)
    cells = [_cell(row, known[row["file"]], pictures.get(row["file"])) for row in rows]
    return kit.section(_("Annex A"), _("Photographs"), lead, *_pairs(cells), need=_HIGHEST + _AROUND)


def _pairs(cells: Sequence[list[Any]]) -> list[Any]:
    made: list[Any] = []
    for at in range(0, len(cells), 2):
        second = cells[at + 1] if at + 1 < len(cells) else [kit.plain(_("no photograph here"), "dense")]
        table = Table([[cells[at], second]], colWidths=[page.WIDTH / 2] * 2)
        table.setStyle(ruled(3))
        made += [table, Spacer(1, 3)]
    return made


def _cell(row: Mapping[str, Any], name: str, picture: bytes | None) -> list[Any]:
    scale = "" if row["view"] == "close" else _("without scale")  # a close view says by its name that it has one
    lesion = _("Lesion %(number)s", number=row["lesion"]) if row["lesion"] else _("no lesion in particular")
    head = Table(
        [
            [
                Ringed(row["lesion"], 7.5) if row["lesion"] else "",
                kit.plain(" · ".join(part for part in (name, lesion, row["words"], scale) if part), "dense-bold"),
            ]
        ],
        colWidths=[18, page.WIDTH / 2 - 30],
    )
    head.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    body: list[Any] = [_picture(picture) if picture else kit.plain(_absent(row), "dense"), Spacer(1, 2), head]
    body.append(
        kit.plain(_("Received %(received)s · camera: %(taken)s", received=row["received"], taken=row["taken"]), "label")
    )
    body.append(kit.plain(f"SHA-256 {digest_groups(row['sha256'])}", "label"))
    return body


def _picture(data: bytes) -> Image:
    width, height = ImageReader(io.BytesIO(data)).getSize()
    scale = min(_WIDEST / width, _HIGHEST / height)
    return Image(io.BytesIO(data), width * scale, height * scale, hAlign="LEFT")


def _absent(row: Mapping[str, Any]) -> str:
    if row["why_void"]:
        return _("Voided: %(reason)s", reason=row["why_void"])
    if not row["shown"]:
        return _("Intimate part: the photograph is kept in the store and handed out on order alone.")
    return _("The photograph is damaged or missing in the store. The hash stands for what was received.")
