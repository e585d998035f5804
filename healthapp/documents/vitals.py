"""Vital signs with every score band printed and the band hit framed, so that the sum can be done again by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from healthapp.documents.paragraphs import escaped, marked, plain
from healthapp.documents.tables import INK, grid
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p

#: Points of the seven band columns, from far too low to far too high (NEWS2, Royal College of Physicians 2017).
BAND_POINTS = (3, 2, 1, 0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class VitalRow:
    """One sign. ``bands``: seven texts as in BAND_POINTS, empty where the scale has none. ``hit``: index of the band
    the value falls in, None when it was not measured (``value`` then says why)."""

    name: str
    unit: str
    value: str
    bands: tuple[str, str, str, str, str, str, str]
    hit: int | None


@dataclass(frozen=True, slots=True)
class VitalsPart:
    """The scored signs. ``total`` is their sum, empty when a sign is missing; ``words`` what that means."""

    rows: tuple[VitalRow, ...]
    total: str
    words: str


def vitals_table(part: VitalsPart) -> list[Flowable]:
    rows: list[Sequence[str | Flowable]] = []
    frames: list[tuple[object, ...]] = []
    for line, row in enumerate(part.rows, 1):
        bands = [_band(text, index == row.hit) for index, text in enumerate(row.bands)]
        name = marked(f"<b>{escaped(row.name)}</b> {escaped(row.unit)}", "dense")
        points = "—" if row.hit is None else str(BAND_POINTS[row.hit])
        rows.append([name, plain(row.value, "dense-bold"), *bands, plain(points, "dense-bold", 1)])
        if row.hit is not None:
            frames.append(("BOX", (2 + row.hit, line), (2 + row.hit, line), 1.5, INK))
    total, nothing = plain(part.total or "—", "cell-bold", 1), marked("", "dense")
    words = plain(part.words, "dense-bold")
    rows.append([plain(_("NEWS2 total (0-20)"), "dense-bold"), nothing, words, *[nothing] * 5, total, nothing])
    last = len(rows)
    frames += [
        ("LINEABOVE", (0, last), (-1, last), 1, INK),
        ("SPAN", (0, last), (1, last)),
        ("SPAN", (2, last), (7, last)),
        ("SPAN", (8, last), (9, last)),
    ]
    head = [
        _p("print", "Sign"),
        _p("print", "Measured"),
        *(plain(str(points), "head", 1) for points in BAND_POINTS),
    ]
    widths = [2.5, 1.4, 1, 1, 1, 1.1, 1, 1, 1, 0.8]
    return grid(
        [*head, plain(_p("print", "Points"), "head", 1)], rows, widths, style="dense", padding=1.1, extra=frames
    )


def _band(text: str, hit: bool) -> Flowable:
    return plain(text, "dense-bold" if hit else "dense", 1) if text else marked("", "dense")
