"""The QR code, the digest as people read it, and the check letter of pre-numbered forms."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import Any

import segno

from healthapp.documents.values import Sheet

#: 23 capital letters, no I, O or Q (taken for 1 and 0 by hand). The count is prime: with weights below it, every
#: single wrong digit and every swap of two digits changes the letter.
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_ALPHABET = "0123456789" + _LETTERS


def qr_payload(sheet: Sheet) -> str:
    """``PHR1:form:record:digest`` (digest in base32): no name, no finding, no address for a stranger's scan."""
    digest = base64.b32encode(bytes.fromhex(sheet.digest)).decode().rstrip("=")
    return f"PHR1:{sheet.form}:{sheet.record.replace('/', '-')}:{digest}".upper()


def digest_groups(digest: str, size: int = 8) -> str:
    """The digest in groups of eight, the way it is read aloud and compared."""
    return " ".join(digest[start : start + size] for start in range(0, len(digest), size))


def draw_qr(canvas: Any, payload: str, x: float, y: float, side: float) -> None:
    """Draw ``payload`` as vector runs with its lower left corner at ``(x, y)``; ``side`` in points."""
    matrix = _matrix(payload)
    unit = side / len(matrix)
    path = canvas.beginPath()
    for line, row in enumerate(matrix):
        for dark in re.finditer(b"\x01+", row):
            # A hair taller than one module: neighbouring rows must not show a white seam on paper.
            bottom = y + (len(matrix) - 1 - line) * unit
            path.rect(x + dark.start() * unit, bottom, (dark.end() - dark.start()) * unit, unit * 1.02)
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


@lru_cache(maxsize=64)
def _matrix(payload: str) -> list[bytes]:
    """The rows of the code, one byte a module. A form is printed in three languages and again: one code for all.

    Weighing the eight masks of a code against each other takes a tenth of a print.
    """
    return [bytes(row) for row in segno.make(payload, error="m", micro=False, boost_error=False).matrix]


def check_letter(number: str) -> str:
    """The check letter of a form number such as ``EF-99-000317``. Raises ValueError for a sign it cannot hold."""
    signs = [sign for sign in number.upper() if sign != "-"]
    if not 0 < len(signs) < len(_LETTERS):
        raise ValueError("a form number has 1 to 22 letters and digits")
    if any(sign not in _ALPHABET for sign in signs):
        raise ValueError("a form number holds digits and capital letters, not I, O or Q")
    total = sum(place * _ALPHABET.index(sign) for place, sign in enumerate(signs, 1))
    return _LETTERS[total % len(_LETTERS)]


def form_number(facility: str, serial: int) -> str:
    """``EF-99-000317-K``: the number of one blank of facility ``99``, with its check letter."""
    number = f"EF-{facility}-{serial:06}"
    return f"{number}-{check_letter(number)}"


def is_form_number(typed: str) -> bool:
    """True when the last letter belongs to the number before it."""
    number, dash, letter = typed.strip().upper().rpartition("-")
    try:
        return bool(dash) and check_letter(number) == letter
    except ValueError:
        return False
