"""What somebody may bring to the offline check, whole and bent in every way: one list for command and page."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from pypdf import PdfReader, PdfWriter

from healthapp import documents
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.copies import FORMAT, content_digest
from healthapp.ledger.cosignature import CosignatureSigner
from healthapp.ledger.leaf import Leaf
from healthapp.ledger.note import ED25519, Ed25519Signer, Note, format_vkey, public_key
from healthapp.ledger.proof import ConsistencyProof, InclusionProof
from tests.unit.ledger import reference

NAME = "ledger.example/one"
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
LEDGER = Ed25519Signer(NAME, bytes(range(32)))
EXCHANGED = Ed25519Signer(NAME, b"x" * 32)
FOREIGN = Ed25519Signer("ledger.example/two", b"f" * 32)
WITNESS = CosignatureSigner("ombudsman.example/w", b"o" * 32, AT)
FORGED_WITNESS = CosignatureSigner("ombudsman.example/w", b"p" * 32, AT)
KEY = format_vkey(NAME, ED25519, public_key(LEDGER.seed))
FOREIGN_KEY = format_vkey(FOREIGN.name, ED25519, public_key(FOREIGN.seed))
WITNESS_KEY = format_vkey(WITNESS.name, 4, public_key(WITNESS.seed))

Files = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Case:
    """``first``: code of the first thing that does not fit; empty when all does; None when nothing can be said."""

    name: str
    files: Files
    first: str | None
    keys: list[str] = field(default_factory=lambda: [KEY])


def record(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def body(number: int) -> bytes:
    return b'{"record":"%d","sections":{}}' % number


def leaves(count: int, digests: dict[int, str] | None = None) -> list[bytes]:
    """A history of signatures, one a minute."""
    made = []
    for number in range(count):
        digest = bytes.fromhex((digests or {}).get(number) or sha256(body(number)).hexdigest())
        at = AT + dt.timedelta(minutes=number)
        leaf = Leaf(
            record(100 + number), at, "record.signed", bytes(32), bytes(32), "clinical_record", record(number), digest
        )
        made.append(leaf.encode())
    return made


def note(history: list[bytes], size: int, *signers: object) -> Note:
    checkpoint = Checkpoint(getattr(signers[0], "name", NAME), size, reference.mth(history[:size]))
    return Note(checkpoint.text).signed(*signers)  # type: ignore[arg-type]


def signed(history: list[bytes], size: int) -> bytes:
    return note(history, size, LEDGER).encode().encode()


def continued(history: list[bytes], old: int, new: int, *signers: object) -> bytes:
    path = tuple(reference.proof(old, history[:new])) if old else ()
    return ConsistencyProof(old, path, note(history, new, *(signers or (LEDGER,)))).encode().encode()


def included(history: list[bytes], index: int, size: int, extra: bytes | None = None) -> bytes:
    path = tuple(reference.path(index, history[:size]))
    held = InclusionProof(index, path, note(history, size, LEDGER), history[index] if extra is None else extra)
    return held.encode().encode()


def bundle(
    history: list[bytes],
    change: Callable[[dict[str, bytes], dict[str, object]], None] | None = None,
    *,
    variant: str = "full",
    numbers: list[int] | None = None,
    compression: int = zipfile.ZIP_STORED,
) -> bytes:
    """Three records, the last in two parts. ``change`` may bend files and manifest before they are packed."""
    size = len(history)
    files: dict[str, bytes] = {"checkpoint.txt": signed(history, size), "copies.pdf": b"%PDF-1.4 stand-in"}
    items = []
    for place, parts in ((0, [body(0)]), (2, [body(2)]), (4, two_parts())):
        names = [f"records/{place}.{word}.json" for word in ("author", "doctor")[: len(parts)]]
        files |= dict(zip(names, parts, strict=True))
        files[f"proofs/{place}.tlog-proof"] = included(history, place, size)
        items.append(
            {
                "record": str(record(place)),
                "register": f"QM-{place}",
                "digest": content_digest(parts),
                "content": names,
                "proof": f"proofs/{place}.tlog-proof",
                "addenda": [],
            }
        )
    manifest: dict[str, object] = {
        "format": FORMAT, "variant": variant, "items": items, "checkpoints": ["checkpoint.txt"], "consistency": [],
        "registers": [{"name": "99-2026", "numbers": numbers or [1, 2, 3]}],
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }  # fmt: skip
    if change:
        change(files, manifest)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
    return packed.getvalue()


def two_parts() -> list[bytes]:
    return [b'{"part":"author"}', b'{"part":"doctor"}']


def rewritten(files: dict[str, bytes], manifest: dict[str, object]) -> None:
    """A content exchanged by somebody who knows of the manifest."""
    files["records/2.author.json"] = b'{"record":"2","sections":{"body":"no injuries"}}'
    manifest["files"]["records/2.author.json"] = sha256(files["records/2.author.json"]).hexdigest()  # type: ignore[index]


def swapped(files: dict[str, bytes], manifest: dict[str, object]) -> None:
    """The proof of one record put under another."""
    manifest["items"][1]["proof"] = "proofs/0.tlog-proof"  # type: ignore[index]


def moved(files: dict[str, bytes], manifest: dict[str, object]) -> None:
    name = "proofs/2.tlog-proof"
    files[name] = files[name].replace(b"index 2\n", b"index 3\n")
    manifest["files"][name] = sha256(files[name]).hexdigest()  # type: ignore[index]


def history(count: int = 13) -> list[bytes]:
    return leaves(count, {4: content_digest(two_parts())})


def altered(at: int = 3) -> list[bytes]:
    """The same history with one entry rewritten, which otherwise fits itself perfectly."""
    told = history()
    told[at] = told[at].replace(b"record.signed", b"record.voided")
    return told


def cases() -> Iterator[Case]:
    told, other = history(), altered()
    early, late, more = signed(told, 7), signed(told, 13), continued(told, 7, 13)
    yield Case("one checkpoint", [("slip", early)], "")
    yield Case("two with their proof", [("slip", early), ("today", more)], "")
    yield Case("a slip typed on another machine", [("slip", b"\xef\xbb\xbf" + early.replace(b"\n", b"\r\n"))], "")
    yield Case("a slip without its last line end", [("slip", early.rstrip(b"\n"))], "")
    yield Case("two without a proof", [("slip", early), ("today", late)], "")
    yield Case("a proof alone", [("today", more)], "")
    yield Case("a key file", [("keys.txt", f"# of the first slip\n{KEY}\n".encode()), ("slip", early)], "", [])
    yield Case("no key", [("slip", early)], None, [])
    yield Case("a damaged key", [("slip", early)], "unreadable", [KEY[:-3] + "AAA"])
    yield from _signatures(told, early)
    yield from _histories(told, other, early)
    yield from _proofs(told)
    yield from _prints(told)
    yield from _bundles(told, early)
    yield from _codes(told)
    for name, data in _rubbish(early):
        yield Case(f"rubbish: {name}", [("slip", data)], "unreadable")


def _signatures(told: list[bytes], early: bytes) -> Iterator[Case]:
    cosigned = note(told, 7, LEDGER, WITNESS).encode().encode()
    both = [KEY, WITNESS_KEY]
    yield Case("cosigned", [("slip", cosigned)], "", both)
    yield Case("cosigned by a witness unknown here", [("slip", cosigned)], "")
    forged = note(told, 7, LEDGER).signed(FORGED_WITNESS).encode().replace
    genuine = cosigned.decode().split("\n")[-2]
    wrong = note(told, 7, LEDGER, FORGED_WITNESS).encode().split("\n")[-2]
    lines = genuine.split(" ")
    bent = lines[2][:40] + ("A" if lines[2][40] != "A" else "B") + lines[2][41:]
    yield Case("a witness's signature bent", [("slip", cosigned.replace(lines[2].encode(), bent.encode()))],
               "signature_wrong", both)  # fmt: skip
    yield Case("a forged witness is unknown", [("slip", forged(genuine, wrong).encode())], "", both)
    only = Note(note(told, 7, LEDGER).text).signed(WITNESS).encode().encode()
    yield Case("signed by a witness alone", [("slip", only)], "not_by_ledger", both)
    yield Case("another system", [("slip", note(told, 7, FOREIGN).encode().encode())], "key_unknown")
    yield Case("two systems, both known", [("slip", early), ("new", note(told, 7, FOREIGN).encode().encode())],
               "other_ledger", [KEY, FOREIGN_KEY])  # fmt: skip
    yield Case("key exchanged", [("slip", early), ("today", continued(told, 7, 13, EXCHANGED))], "key_unknown")
    yield Case("size edited", [("slip", early.replace(b"\n7\n", b"\n8\n"))], "signature_wrong")


def _histories(told: list[bytes], other: list[bytes], early: bytes) -> Iterator[Case]:
    yield Case("rewritten and signed", [("slip", early), ("today", continued(other, 7, 13))], "history_rewritten")
    yield Case("two stories of one size", [("a", early), ("b", signed(other, 7))], "two_histories")
    yield Case("cut short", [("slip", signed(told, 13)), ("today", continued(told, 7, 9).replace(b"old 7", b"old 13"))],
               "history_shorter")  # fmt: skip
    reordered = [*told[:2], told[3], told[2], *told[4:]]
    yield Case("reordered", [("slip", early), ("today", continued(reordered, 7, 13))], "history_rewritten")
    inserted = [*told[:2], told[12], *told[2:12]]
    yield Case("inserted", [("slip", early), ("today", continued(inserted, 7, 13))], "history_rewritten")
    deleted = [*told[:2], *told[3:]]
    yield Case("deleted", [("slip", early), ("today", continued(deleted, 7, 12))], "history_rewritten")
    yield Case("changed after the slip", [("slip", early), ("today", continued(altered(9), 7, 13))], "")
    lines = continued(told, 7, 13).split(b"\n")
    yield Case("proof one line short", [("slip", early), ("today", b"\n".join(lines[:1] + lines[2:]))],
               "history_rewritten")  # fmt: skip
    yield Case("proof one line long", [("slip", early), ("today", b"\n".join(lines[:2] + lines[1:]))],
               "history_rewritten")  # fmt: skip
    empty = ConsistencyProof(7, (), note(told, 7, LEDGER)).encode().encode()
    fork = [("slip", early), ("aside", signed(altered(9), 10)), ("today", continued(told, 7, 13))]
    yield Case("a slip of another story beside a proof that passes it by", fork, "")
    chain = [("slip", early), ("a", continued(told, 7, 10)), ("b", continued(told, 10, 13))]
    yield Case("proofs one after the other", chain, "")
    two = [("a", early), ("b", signed(told, 10)), ("c", continued(told, 7, 13)), ("d", continued(told, 10, 13))]
    yield Case("two slips that one checkpoint continues", two, "")
    yield Case("the same size again", [("slip", early), ("today", empty)], "")
    yield Case("from nothing", [("today", continued(told, 0, 7))], "")


def _proofs(told: list[bytes]) -> Iterator[Case]:
    proof = included(told, 5, 13)
    yield Case("a record's proof", [("record", proof)], "")
    yield Case("proof of another place", [("record", proof.replace(b"index 5", b"index 4"))], "not_included")
    yield Case("proof beyond the end", [("record", proof.replace(b"index 5", b"index 99"))], "not_included")
    yield Case("proof with another leaf", [("record", included(told, 5, 13, told[6]))], "not_included")
    strange = [*told[:5], b'{"version":2}', *told[6:]]
    yield Case("a leaf of no known form", [("record", included(strange, 5, 13))], "leaf_unreadable")
    lists = told[5].replace(b'"clinical_record"', b'["clinical_record"]')
    for name, leaf in (("of other kinds of values", lists), ("deeper than any reader follows", b"[" * 200_000)):
        strange = [*told[:5], leaf, *told[6:]]
        yield Case(f"a leaf {name}", [("record", included(strange, 5, 13))], "leaf_unreadable")
    bare = InclusionProof(5, tuple(reference.path(5, told)), note(told, 13, LEDGER)).encode().encode()
    yield Case("a proof without its leaf", [("record", bare)], "not_included")


def printed(proof: bytes = b"") -> bytes:
    """A print of one page, as every room makes them."""
    sheet = documents.Sheet(
        language="az", form="QM-1", version="1", title="Müayinə", record="QM-2026-000005", institution="99",
        confidentiality=documents.Confidentiality.MEDICAL, digest=sha256(body(5)).hexdigest(), printed_by="M",
        printed_at=AT, leaf="5", proof=proof.decode(),
    )  # fmt: skip
    return documents.render(sheet, [documents.title("MÜAYİNƏ")])


def _prints(told: list[bytes]) -> Iterator[Case]:
    whole = printed(included(told, 5, 13))
    yield Case("a print with its proof", [("QM-1.pdf", whole)], "")
    yield Case("a print without", [("QM-1.pdf", printed())], None)
    yield Case("a print of a rewritten ledger", [("QM-1.pdf", whole), ("slip", signed(altered(), 13))], "two_histories")
    bent = whole.replace(b"index 5\n", b"index 6\n")
    yield Case("a print with a bent proof", [("QM-1.pdf", bent)], "not_included")
    merged = PdfWriter()
    for data in (whole, printed()):
        merged.append(io.BytesIO(data))
    for name, bodies in PdfReader(io.BytesIO(whole)).attachments.items():
        merged.add_attachment(name, bodies[0])
    out = io.BytesIO()
    merged.write(out)
    yield Case("prints merged by another program", [("all.pdf", out.getvalue())], "")


def code(digest: str) -> bytes:
    """The code at the foot of a print, as a scanner gives it."""
    packed = base64.b32encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"PHR1:QM-1:QM-2026-000005:{packed}".encode()


def _codes(told: list[bytes]) -> Iterator[Case]:
    digest, proof = sha256(body(5)).hexdigest(), ("record", included(told, 5, 13))
    yield Case("the code of a print with its proof", [("code", code(digest)), proof], "")
    yield Case("a code in small letters", [("code", code(digest).lower() + b"\r\n"), proof], "")
    yield Case("the code of another print", [("code", code("00" * 32)), proof], "")
    copied = code(sha256(body(2)).hexdigest())
    yield Case("the code of a print in a bundle", [("code", copied), ("b.zip", bundle(told))], "")
    yield Case("a code alone", [("code", code(digest))], None)
    yield Case("a code cut short", [("code", code(digest)[:-3])], "unreadable")
    yield Case("a code with a sign no code has", [("code", code(digest)[:-1] + b"1")], "unreadable")
    yield Case("a code of one sign too many", [("code", code(digest) + b"A")], "unreadable")


def _bundles(told: list[bytes], early: bytes) -> Iterator[Case]:
    def gone(files: dict[str, bytes], _manifest: dict[str, object]) -> None:
        del files["copies.pdf"]

    def edited(files: dict[str, bytes], _manifest: dict[str, object]) -> None:
        files["copies.pdf"] += b"!"

    def added(files: dict[str, bytes], _manifest: dict[str, object]) -> None:
        files["extra.txt"] = b"!"

    def shapeless(_files: dict[str, bytes], manifest: dict[str, object]) -> None:
        manifest["items"] = {"0": "x"}

    yield Case("a bundle", [("b.zip", bundle(told))], "")
    yield Case("a bundle packed anew", [("b.zip", bundle(told, compression=zipfile.ZIP_DEFLATED))], "")
    yield Case(
        "a bundle beside the slip", [("b.zip", bundle(told)), ("slip", early), ("t", continued(told, 7, 13))], ""
    )
    yield Case("a copy missing", [("b.zip", bundle(told, gone))], "copy_missing")
    yield Case("a copy edited", [("b.zip", bundle(told, edited))], "copy_altered")
    yield Case("a copy put in", [("b.zip", bundle(told, added))], "copy_extra")
    yield Case("a content rewritten", [("b.zip", bundle(told, rewritten))], "content_altered")
    yield Case("proofs exchanged", [("b.zip", bundle(told, swapped))], "copy_other_record")
    yield Case("a proof moved", [("b.zip", bundle(told, moved))], "copy_not_included")
    yield Case("a gap in the register", [("b.zip", bundle(told, numbers=[1, 2, 4, 6]))], "number_missing")
    yield Case("the first lines of a register are gone", [("b.zip", bundle(told, numbers=[3, 4]))], "number_missing")
    yield Case("pseudonymised", [("b.zip", bundle(told, rewritten, variant="pseudonymised"))], "")
    yield Case("a bundle of a rewritten ledger", [("b.zip", bundle(altered())), ("slip", signed(told, 13))],
               "two_histories")  # fmt: skip
    yield Case("a bundle without shape", [("b.zip", bundle(told, shapeless))], "unreadable")
    packed = bundle(told, compression=zipfile.ZIP_DEFLATED)
    yield Case(
        "a packed bundle with damaged bytes", [("b.zip", packed[:60] + b"\xff" * 40 + packed[100:])], "unreadable"
    )
    yield Case("a bundle cut short", [("b.zip", bundle(told)[:900])], "unreadable")


def _rubbish(early: bytes) -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "a word", b"checkpoint"
    yield "no text", b"\xff\xfe\x00"
    yield "half a slip", early[:60]
    yield "no signature", early.split(b"\n\n")[0]
    yield "a leading zero", early.replace(b"\n7\n", b"\n07\n")
    yield "a sign lost", early.replace(b"=\n\n", b"\n\n")
    yield "a sign doubled", early.replace(b"=\n\n", b"==\n\n")
    yield "a control character", early.replace(b"\n7\n", b"\n7\t\n")
    yield "a hyphen for a dash", early.replace("\u2014".encode(), b"-")
    yield "an archive", b"PK\x03\x04 nothing"
    yield "the end of an archive", b"PK\x05\x06"
