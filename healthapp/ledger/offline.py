"""The verdict over files somebody carried away, without database and network: what the offline page says, says this.

Takes checkpoints, consistency files, proof files, PDFs with embedded proofs, bundles and codes of prints in any order.
The questions and the codes of the answers are those of ``assets/verify/judge.js``; the words are ``offline_words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from healthapp.ledger import copies
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.code import Code, is_code, read_code
from healthapp.ledger.copies import Copied, Line
from healthapp.ledger.cosignature import CosignatureVerifier, verifier_of
from healthapp.ledger.findings import Finding
from healthapp.ledger.leaf import LeafError, read
from healthapp.ledger.merkle import ProofError, leaf_hash
from healthapp.ledger.note import Ed25519Verifier, Note, NoteError, SignatureWrong, UnknownKey, Verifier, parse, verify
from healthapp.ledger.proof import HEADER, ConsistencyProof, InclusionProof

_KEY_LINE = re.compile(r"[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}")
_EXTRACT = b'{"format":"healthapp-ledger'


@dataclass(frozen=True, slots=True)
class _Named:
    """A statement of the ledger with the file it came in."""

    file: str
    note: Note
    proof: InclusionProof | ConsistencyProof | None = None


@dataclass(slots=True)
class _Bundle:
    file: str
    files: dict[str, bytes]
    manifest: dict[str, Any]
    rows: list[tuple[Copied, InclusionProof]] = field(default_factory=list)


def key_lines(text: str) -> list[str] | None:
    """The public key lines of a text; None when a line is something else. Lines that begin with # are remarks."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    return lines if lines and all(_KEY_LINE.fullmatch(line) for line in lines) else None


def mended(text: str) -> str:
    """A checkpoint typed or scanned may have lost its last newline, or got those of another system."""
    return text.replace("\r\n", "\n").removeprefix("\ufeff").strip(" \t\n") + "\n"


def judge(
    files: Iterable[tuple[str, bytes]], keys: Iterable[str] = (), one_ledger: frozenset[str] = frozenset()
) -> list[Line]:
    """Every line over ``files`` (name, bytes) in the light of ``keys`` (public key lines). ``one_ledger``: origins that
    the ledger itself knows to be its own; at home each is another ledger."""
    made = _Judge(one_ledger)
    for line in keys:
        made.take("", line.encode())
    for name, data in files:
        made.take(name, data)
    if not made.keys:
        made.say("key_needed", None)
        return made.lines
    made.signatures()
    made.histories()
    made.continuations()
    made.single()
    for bundle in made.bundles:
        made.lines += copies.check_files(bundle.file, bundle.files, bundle.manifest)
        made.copies(bundle)
        made.lines += copies.check_registers(bundle.manifest)
    made.printed()
    return made.lines


def verdict(lines: Sequence[Line]) -> tuple[str, Line | None]:
    """("bad", the first line that does not fit), ("good", ...) or ("open", ...) when nothing could be said."""
    first = next((line for line in lines if line[1] is False), None)
    if first is not None:
        return "bad", first
    remark = next((line for line in lines if line[1] is None), None)
    return ("good" if any(line[1] for line in lines) else "open"), remark


def line_of(finding: Finding) -> Line:
    """A finding of the whole ledger as a line."""
    values = {
        "place": "?" if finding.position is None else str(finding.position + 1),
        "size": "?" if finding.size is None else str(finding.size),
        "subject": f"{finding.subject_kind} {finding.subject_id}",
        "entry": str(finding.entry_id),
        "detail": finding.detail,
    }
    return finding.fault.value, False, values


class _Judge:
    def __init__(self, one_ledger: frozenset[str]) -> None:
        self.one_ledger = one_ledger
        self.lines: list[Line] = []
        self.keys: list[Verifier] = []
        self.notes: list[_Named] = []
        self.consistencies: list[_Named] = []
        self.inclusions: list[_Named] = []
        self.bundles: list[_Bundle] = []
        #: Codes of prints, each with the file it came in, and the digests that proofs in hand show to be recorded.
        self.codes: list[tuple[str, Code]] = []
        self.proven: set[str] = set()
        #: Checkpoints whose signatures hold, by their whole note.
        self.accepted: dict[str, Checkpoint] = {}

    def say(self, code: str, ok: bool | None, **values: object) -> None:
        self.lines.append((code, ok, {name: str(value) for name, value in values.items()}))

    def take(self, file: str, data: bytes) -> None:
        try:
            self._sort(file, data)
        except NoteError:
            self.say("unreadable", False, file=file)

    def _sort(self, file: str, data: bytes) -> None:
        if data.startswith(b"PK"):
            self._bundle(file, copies.unzipped(data))
        elif data.startswith(b"%PDF"):
            self._pdf(file, data)
        elif data.startswith(_EXTRACT):
            self.say("extract_for_page", None, file=file)
        else:
            self._text(file, data)

    def _text(self, file: str, data: bytes) -> None:
        try:
            text = mended(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise NoteError("the file is not text") from error
        if keys := key_lines(text):
            self.keys += [verifier_of(line) for line in keys]
        elif is_code(text):
            self._code(file, text)
        elif text.startswith(HEADER):
            self._included(file, text)
        elif text.startswith("old "):
            self._continued(file, text)
        else:
            self._stated(file, text)

    def _code(self, file: str, text: str) -> None:
        code = read_code(text)
        if code is None:
            raise NoteError("the code of the print is damaged")
        self.codes.append((file, code))

    def _stated(self, file: str, data: bytes | str) -> None:
        note = parse(data)
        Checkpoint.from_text(note.text)
        self.notes.append(_Named(file, note))

    def _continued(self, file: str, data: bytes | str) -> None:
        proof = ConsistencyProof.decode(data)
        self.consistencies.append(_Named(file, proof.note, proof))

    def _included(self, file: str, data: bytes | str) -> None:
        proof = InclusionProof.decode(data)
        self.inclusions.append(_Named(file, proof.note, proof))

    def _pdf(self, file: str, data: bytes) -> None:
        found = list(embedded_proofs(data))
        if not found:
            self.say("pdf_without_proof", None, file=file)
        for body in found:
            self._included(file, body)

    def _bundle(self, file: str, files: dict[str, bytes]) -> None:
        manifest = copies.manifest_of(files)
        bundle = _Bundle(file, files, manifest)
        for name in manifest["checkpoints"]:
            self._stated(f"{file}: {name}", files.get(name, b""))
        for name in manifest["consistency"]:
            self._continued(f"{file}: {name}", files.get(name, b""))
        for row in copies.copied(manifest):
            bundle.rows.append((row, InclusionProof.decode(files.get(row.proof, b""))))
        self.bundles.append(bundle)

    def signatures(self) -> None:
        """Signatures and cosignatures of every statement; false ones take no further part."""
        proofs = [_Named(bundle.file, proof.note) for bundle in self.bundles for _row, proof in bundle.rows]
        refused = set()
        for named in [*self.notes, *self.consistencies, *self.inclusions, *proofs]:
            whole = named.note.encode()
            if whole in self.accepted or whole in refused:
                continue
            checkpoint = Checkpoint.from_text(named.note.text)
            try:
                signers = verify(named.note, self.keys)
            except SignatureWrong as error:
                refused.add(whole)
                self.say("signature_wrong", False, file=named.file, origin=checkpoint.origin, name=error.name)
                continue
            except UnknownKey:
                refused.add(whole)
                self.say("key_unknown", False, file=named.file, origin=checkpoint.origin)
                continue
            if any(isinstance(key, Ed25519Verifier) and key.name == checkpoint.origin for key in signers):
                self._accept(named, checkpoint, signers)
            else:
                refused.add(whole)
                self.say("not_by_ledger", False, file=named.file, origin=checkpoint.origin)

    def _accept(self, named: _Named, checkpoint: Checkpoint, signers: Sequence[Verifier]) -> None:
        first = next(iter(self.accepted.values()), None)
        same = first is None or first.origin == checkpoint.origin
        if first is not None and not same and not {first.origin, checkpoint.origin} <= self.one_ledger:
            self.say("other_ledger", False, file=named.file, origin=checkpoint.origin, first=first.origin)
            return
        self.accepted[named.note.encode()] = checkpoint
        self.say("signed", True, file=named.file, size=checkpoint.size)
        for key in signers:
            if isinstance(key, CosignatureVerifier) and (moment := key.time_of(named.note)) is not None:
                time = int(moment.timestamp())
                self.say("witnessed", True, file=named.file, name=key.name, time=time)

    def histories(self) -> None:
        """Two roots for one size: somebody was told another story."""
        roots: dict[int, bytes] = {}
        for checkpoint in self.accepted.values():
            if roots.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
                self.say("two_histories", False, size=checkpoint.size)

    def continuations(self) -> None:
        """Does each later checkpoint continue the earlier one in hand?"""
        linked: set[tuple[int, int]] = set()
        for named in self.consistencies:
            proof, later = named.proof, self.accepted.get(named.note.encode())
            if later is None or not isinstance(proof, ConsistencyProof) or proof.old == 0:
                continue
            if later.size < proof.old:
                self.say("history_shorter", False, old=proof.old, new=later.size)
                continue
            earlier = [known for known in self.accepted.values() if known.size == proof.old]
            if not earlier:
                self.say("earlier_missing", None, old=proof.old, new=later.size)
            for checkpoint in earlier:
                linked.add((proof.old, later.size))
                self._continues(proof, checkpoint)
        self._unlinked(linked)

    def _continues(self, proof: ConsistencyProof, earlier: Checkpoint) -> None:
        size = proof.checkpoint.size
        try:
            proof.verify(earlier, self.one_ledger)
        except ProofError:
            self.say("history_rewritten", False, old=proof.old, new=size)
        else:
            self.say("continues", True, old=proof.old, new=size)

    def _unlinked(self, linked: set[tuple[int, int]]) -> None:
        """Two are of one history when something in hand continues both: that both continue a third says nothing."""
        sizes = sorted({checkpoint.size for checkpoint in self.accepted.values()})
        reached: dict[int, set[int]] = {}
        for size in reversed(sizes):
            onward = (reached[later] for earlier, later in linked if earlier == size < later)
            reached[size] = {size}.union(*onward)
        for old, new in pairwise(sizes):
            if old > 0 and reached[old].isdisjoint(reached[new]):
                self.say("not_compared", None, old=old, new=new)

    def single(self) -> None:
        for named in self.inclusions:
            proof = named.proof
            if named.note.encode() not in self.accepted or not isinstance(proof, InclusionProof):
                continue
            values = {"file": named.file, "place": proof.index + 1, "size": proof.checkpoint.size}
            try:
                proof.verify(leaf_hash(proof.extra or b""))
                fields = read(proof.extra or b"")
            except ProofError:
                self.say("not_included", False, **values)
            except LeafError:
                self.say("leaf_unreadable", False, **values)
            else:
                self.proven.add(fields["digest"] or "")
                told = {"at": fields["at"], "type": fields["type"], "digest": fields["digest"] or ""}
                self.say("included", True, **values, **told)

    def copies(self, bundle: _Bundle) -> None:
        before, proven = len(self.lines), 0
        for row, proof in bundle.rows:
            if proof.note.encode() not in self.accepted:
                continue
            try:
                proof.verify(leaf_hash(proof.extra or b""))
                line = copies.check_copy(row, bundle.files, proof.extra or b"", bundle.manifest["variant"])
            except (ProofError, LeafError):
                line = ("copy_not_included", False, {"name": row.name})
            if line is None:
                proven += 1
                self.proven.add(row.digest)
            else:
                self.lines.append(line)
        if len(self.lines) == before and proven:
            self.say("copies_included", True, file=bundle.file, count=proven)
        if bundle.manifest["variant"] != copies.FULL:
            self.say("pseudonymised", None, file=bundle.file)

    def printed(self) -> None:
        """Does a proof in hand show the document of each printed code?"""
        for file, code in self.codes:
            known = code.digest in self.proven
            self.say("code_proven" if known else "code_unproven", True if known else None, file=file, **code.values)


def embedded_proofs(data: bytes) -> Iterator[bytes]:
    """The proof files embedded in a PDF. Raises NoteError for a PDF that cannot be read."""
    try:
        attached = PdfReader(BytesIO(data)).attachments
        for bodies in attached.values():
            yield from (body for body in bodies if body.startswith(HEADER.encode()))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise NoteError("the PDF is damaged") from error
