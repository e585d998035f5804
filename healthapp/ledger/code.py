"""The code printed on every document, ``PHR1:<form>:<record>:<digest in base32>``, read back (docs/ledger.md 3.5)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

PREFIX = "PHR1:"
_CODE = re.compile(r"PHR1:([A-Z0-9-]{1,20}):([^:\x00-\x20]{1,60}):([A-Z2-7]{52})")
_PADDING = "===="


@dataclass(frozen=True, slots=True)
class Code:
    """``form``: of the print; ``record``: its number as printed; ``digest``: SHA-256, 64 lower-case hexadecimal."""

    form: str
    record: str
    digest: str

    @property
    def values(self) -> dict[str, str]:
        """What a sentence about it is filled with."""
        return {"form": self.form, "record": self.record, "digest": self.digest}


def is_code(text: str) -> bool:
    """Whether a text wants to be such a code, readable or not."""
    return text.strip().upper().startswith(PREFIX)


def read_code(text: str) -> Code | None:
    """The code a scanner gave; None for a damaged one. Small letters are forgiven: some scanners make them."""
    found = _CODE.fullmatch(text.strip().upper())
    if found is None:
        return None
    form, record, packed = found.groups()
    try:
        digest = base64.b32decode(packed + _PADDING)
    except binascii.Error:  # pragma: no cover - 52 letters of the alphabet always decode
        return None
    # 52 letters hold four bits more than a digest: another spelling of the same digest was not printed here.
    again = base64.b32encode(digest).decode().rstrip("=")
    return Code(form, record, digest.hex()) if again == packed else None
