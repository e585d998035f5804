"""What the codes in a photograph or scan say: a slip's checkpoint, or the code at the foot of a print."""

from __future__ import annotations

from collections.abc import Iterable

from healthapp.ledger.copies import Line
from healthapp.vault import images

#: How the bytes of a picture begin: JPEG, PNG; a HEIC names itself four bytes later.
_STARTS = (b"\xff\xd8\xff", b"\x89PNG")

#: A code of a few hundred modules is read well below this; what is larger is made smaller first.
SIDE = 3_000


def texts_of(picture: bytes) -> list[str]:
    """The text of every QR code in it, in no order; empty when there is none. Raises ``images.NotAnImage``."""
    import zxingcpp  # noqa: PLC0415 - a decoder in C++, loaded by those who scan

    images.check(picture)
    with images.opened(picture) as opened:
        upright = images.upright(opened)
        upright.thumbnail((SIDE, SIDE))
        found = zxingcpp.read_barcodes(
            upright.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    return [code.text for code in found if code.text]


def read_out(files: Iterable[tuple[str, bytes]]) -> tuple[list[tuple[str, bytes]], list[Line]]:
    """``files`` (name, bytes) with every picture replaced by what its codes say, and a remark for each without one."""
    told: list[tuple[str, bytes]] = []
    remarks: list[Line] = []
    for name, data in files:
        if not (data.startswith(_STARTS) or data[4:8] == b"ftyp"):
            told.append((name, data))
            continue
        try:
            texts = texts_of(data)
        except images.NotAnImage:
            texts = []
        told += [(name, text.encode()) for text in texts]
        if not texts:
            remarks.append(("no_code", None, {"file": name}))
    return told, remarks
