"""Is the document of a printed code in this ledger, and does it still say what was recorded?"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from healthapp.ledger import queries
from healthapp.ledger.code import Code
from healthapp.ledger.copies import Line
from healthapp.ledger.leaf import LeafError, read
from healthapp.ledger.subjects import REGISTRY

#: Forms that list what is in the ledger; the digest on them is of that one printing and has no entry of its own.
LISTS = frozenset({"DX-1", "KS-1", "NN-2", "RG-1", "XB-6"})


def looked_up(session: Session, file: str, code: Code) -> list[Line]:
    """The lines of ``offline_words`` about one code: recorded or not; and if so, altered since or superseded.

    What each room has sealed must be loaded (``seals.load``) and what waits be placed; one read of the index.
    """
    values = {"file": file, **code.values}
    recorded = queries.first_with_digest(session, bytes.fromhex(code.digest))
    if recorded is None:
        return [("code_of_list", None, values) if code.form in LISTS else ("code_unknown", False, values)]
    entry, place = recorded
    values |= {"place": "?" if place is None else str(place + 1), "at": entry.at.isoformat()}
    return [("code_recorded", True, values), *_since(session, entry, values)]


def _since(session: Session, entry: Any, values: dict[str, str]) -> list[Line]:
    """What became of the document after that entry."""
    try:
        subject = read(entry.leaf)["subject"]
    except LeafError:
        return [("leaf_altered", False, {"place": values["place"]})]
    if subject is None or subject["kind"] not in REGISTRY:
        return []
    last = queries.last_digest(session, entry.subject_id)
    now = REGISTRY[subject["kind"]].digests_of(session, [entry.subject_id]).get(entry.subject_id)
    if now is None or now != last:
        return [("code_altered", False, values)]
    return [] if last == entry.subject_digest else [("code_superseded", None, values)]
