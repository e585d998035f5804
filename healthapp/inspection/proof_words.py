"""What the pages on proof show: slips, the comparison with the visit before, and the answer of a check."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import segno
from sqlalchemy.orm import Session

from healthapp.i18n import format_moment, format_number
from healthapp.i18n import gettext as _
from healthapp.inspection import checkpoints, queries, witnessing
from healthapp.inspection.checkpoints import Checked
from healthapp.inspection.models import Visit
from healthapp.inspection.proof_models import Cosignature, VisitCheckpoint
from healthapp.ledger import offline, offline_words, succession
from healthapp.ledger import queries as ledger
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.copies import Line
from healthapp.ledger.merkle import ProofError
from healthapp.ledger.note import encode64, parse
from healthapp.ledger.queries import LedgerDamaged
from healthapp.web import chrome

GROUP = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """A checkpoint as shown. ``picture``: the QR code as a data address; ``witnesses``: names of cosigners."""

    id: uuid.UUID
    number: int
    moment: str
    at: str
    who: str
    size: int
    origin: str
    root: str
    note: str
    picture: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """``kind`` and the first of each of ``rows``: good, bad, open. ``finding``: more is wrong than that one cannot
    read it."""

    kind: str
    finding: bool
    headline: str
    first: str
    rows: tuple[tuple[str, str], ...]
    continuation: str


def slip(row: VisitCheckpoint, brought: Sequence[Cosignature] = ()) -> Slip:
    """``brought``: what witnesses cosigned of the same size since."""
    note = parse(witnessing.with_cosignatures(row, brought))
    checkpoint = Checkpoint.from_text(note.text)
    root = encode64(checkpoint.root)
    return Slip(
        id=row.id,
        number=row.number,
        moment=moment_word(row.moment),
        at=format_moment(row.taken_at),
        who=row.taken_by_name,
        size=row.size,
        origin=checkpoint.origin,
        root=" ".join(root[start : start + GROUP] for start in range(0, len(root), GROUP)),
        note=row.note,
        picture=segno.make(row.note, error="m", micro=False).svg_data_uri(scale=4, border=2),
        witnesses=tuple(dict.fromkeys(line.name for line in note.signatures if line.name != checkpoint.origin)),
    )


@dataclass(frozen=True, slots=True)
class Cosigned:
    """One row of the list of cosignatures."""

    size: str
    witness: str
    at: str
    brought: str
    key: str


def cosignature(row: Cosignature) -> Cosigned:
    return Cosigned(
        size=format_number(row.size),
        witness=row.witness,
        at=format_moment(row.cosigned_at),
        brought=f"{format_moment(row.received_at)}, {row.received_by_name}",
        key=row.key_line,
    )


def latest(session: Session) -> tuple[str, str] | None:
    """(entries, the note) of the last checkpoint the ledger signed, for a witness to take along; None before the
    first."""
    last = ledger.last_checkpoint(session)
    return None if last is None else (format_number(last.size), last.note)


def refused_cosignature(code: str) -> str:
    """Why a cosigned checkpoint is not kept."""
    return {
        "no_key": _("This is not the public key line of a witness: name, plus sign, eight signs, plus sign, key"),
        "unreadable": _("This cannot be read as a checkpoint: copy the whole text, line by line"),
        "not_ours": _("This ledger did not sign it: it is of another system, or was altered"),
        "not_cosigned": _("This witness's key did not cosign it, or the cosignature does not hold"),
        "future": _("The cosignature bears a time in the future: the witness's clock is wrong"),
        "other_key": _("This witness used another key before. Ask them by another way why it was exchanged"),
        "other_history": _(
            "The ledger of now does not continue this checkpoint, although it signed it. This is a finding: keep the "
            "file and tell the Ombudsman's office"
        ),
    }[code]


def moment_word(moment: str) -> str:
    """When in the visit it was taken."""
    return {"opening": _("at opening"), "between": _("in between"), "closing": _("at closing")}[moment]


def wanted(visit: Visit, rows: Sequence[VisitCheckpoint]) -> list[tuple[str, str]]:
    """(moment, what the button says) of the checkpoints that may be taken now, the one that is due first."""
    taken = {row.moment for row in rows}
    found = []
    if "opening" not in taken and queries.on_site(visit):
        found.append(("opening", _("Take the checkpoint of opening")))
    if "closing" not in taken and visit.closed_at is not None:
        found.append(("closing", _("Take the checkpoint of closing")))
    if not found:
        found.append(("between", _("Take another checkpoint now")))
    return found


def compared(session: Session, visit: Visit, rows: Sequence[VisitCheckpoint]) -> Answer | None:
    """Does the visit's last checkpoint continue that of the visit before? None while there is nothing to compare."""
    earlier = checkpoints.before(session, visit)
    if earlier is None or not rows or not earlier.size:
        return None
    values = {"old": str(earlier.size), "new": str(rows[-1].size)}
    try:
        proof = checkpoints.since(session, earlier, rows[-1])
        proof.verify(Checkpoint.from_text(parse(earlier.note).text), succession.origins(session))
    except (ProofError, LedgerDamaged):
        return _answer([("history_rewritten", False, values)], "")
    return _answer([("continues", True, values)], proof.encode())


def answer(checked: Checked) -> Answer:
    return _answer(checked.lines, checked.continuation.encode() if checked.continuation else "")


def _answer(lines: list[Line], continuation: str) -> Answer:
    kind, first = offline.verdict(lines)
    signs = {True: "good", False: "bad", None: "open"}
    return Answer(
        kind=kind,
        finding=kind == "bad" and first is not None and first[0] != "unreadable",
        headline=str(offline_words.HEADLINES[kind]),
        first=offline_words.sentence(first) if first and len(lines) > 1 else "",
        rows=tuple((signs[line[1]], offline_words.sentence(line)) for line in lines),
        continuation=continuation,
    )


def key_file(session: Session, vkey: str) -> str:
    """The ledger's public key as a file both the offline page and the command read; after it those that were lost."""
    lines = [f"# {_('Public key of the ledger; keep it from your first slip:')}", vkey]
    for row in reversed(succession.rows(session)):
        until = format_number(row.size)
        lines += ["# " + _("Lost since; for checkpoints up to %(size)s entries:", size=until), row.earlier_key]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of the ledger's key."""

    at: str
    size: str
    attested: str
    earlier: str
    reason: str
    decided_by: str


def changes(session: Session) -> list[Changed]:
    """Every change of the ledger's key, the last first."""
    return [
        Changed(
            at=format_moment(row.at),
            size=format_number(row.size),
            attested=format_number(row.attested),
            earlier=row.earlier_key.partition("+")[0],
            reason=row.reason,
            decided_by=row.decided_by,
        )
        for row in reversed(succession.rows(session))
    ]


def page_digest() -> str:
    """SHA-256 of the offline page, to compare with the one its maker publishes."""
    return sha256(chrome.built("verify.html")).hexdigest()


def stop_reason(code: str) -> str:
    """Why a bundle was not finished."""
    return {
        "closed": _("The visit no longer opens the records: it was closed for too long, or the mandate has ended."),
        "ledger": _("A record is not in the ledger, or the ledger refuses to sign. This is a finding."),
        "vault": _("The file could not be stored: the disk is full or damaged."),
        "unreadable": _("A record could not be read or printed."),
        "empty": _("There is no signed record to copy: draw a sample first."),
        "too_many": _("That is more than one bundle holds: 400 records."),
    }[code]


def variants() -> list[tuple[str, str]]:
    return [
        ("full", _("As signed, with names")),
        ("pseudonymised", _("Pseudonymised: letters for people and staff, no free text, no photographs")),
    ]
