"""A bundle of copies as somebody holds it years later: its manifest, its files, and what each must say.

The form is in ``docs/ledger.md`` 3.4. Nothing here reads a database; ``assets/verify/bundle.js`` is the same in
another language, and the tests hold the two together.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from healthapp.ledger.leaf import read
from healthapp.ledger.note import NoteError

FORMAT = "healthapp-copies/1"
MANIFEST = "manifest.json"
FULL = "full"
#: Bundles are stored as they are; somebody may have packed one again. In bytes, when that is more than the archive has.
MOST_UNPACKED = 256 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

#: (code of ``offline.Code``, does it fit, values of its sentence)
Line = tuple[str, bool | None, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Copied:
    """One record or addendum of a bundle. ``content``: names of its sealed parts, in order author, doctor."""

    name: str
    record: str
    digest: str
    content: tuple[str, ...]
    proof: str


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of an archive, in its order. Raises NoteError for one that is damaged, names a file twice or would fill
    the memory of whoever looks."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            inside = archive.infolist()
            if len({one.filename for one in inside}) != len(inside):
                raise NoteError("the archive names a file twice")
            if any(one.compress_type not in _METHODS for one in inside):
                raise NoteError("the archive is packed in a way this program does not know")
            if sum(one.file_size for one in inside) > max(len(data), MOST_UNPACKED):
                raise NoteError("the archive unpacks to more than a bundle ever is")
            return {one.filename: _unpacked(archive, one) for one in inside}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise NoteError("the archive is damaged") from error


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """A file of it, of the length it says it has: no more is ever unpacked."""
    with archive.open(one) as packed:
        body = packed.read(one.file_size + 1)
    if len(body) != one.file_size:
        raise NoteError("the archive is damaged")
    return body


def manifest_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest of a bundle. Raises NoteError."""
    try:
        manifest = json.loads(files[MANIFEST].decode("utf-8"))
        if _shaped(manifest):
            return dict(manifest)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NoteError("the bundle has no manifest") from error
    raise NoteError("the manifest is of a form this program does not know")


def _shaped(manifest: Any) -> bool:
    return (
        manifest["format"] == FORMAT
        and _texts([manifest["variant"]])
        and _texts(manifest["checkpoints"])
        and _texts(manifest["consistency"])
        and _texts(list(manifest["files"].values()))
        and all(map(_item, manifest["items"]))
        and all(_texts([row["name"]]) and all(map(_whole, row["numbers"])) for row in manifest["registers"])
    )


def _item(row: Any) -> bool:
    named = row["register"] is None or _texts([row["register"]])
    return named and _copy(row) and all(_copy(one) and _whole(one["number"]) for one in row["addenda"])


def _copy(row: Any) -> bool:
    return _texts([row["record"], row["digest"], row["proof"]]) and _texts(row["content"])


def _texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def check_files(bundle: str, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[Line]:
    """Lines about the files alone: missing, exchanged, or put in."""
    fits = True
    for name, digest in manifest["files"].items():
        body = files.get(name)
        if body is None or sha256(body).hexdigest() != digest:
            fits = False
            yield "copy_missing" if body is None else "copy_altered", False, {"file": bundle, "name": name}
    for name in files:
        if name != MANIFEST and name not in manifest["files"]:
            fits = False
            yield "copy_extra", False, {"file": bundle, "name": name}
    if fits:
        yield "copies_fit", True, {"file": bundle, "count": str(len(manifest["files"]))}


def copied(manifest: Mapping[str, Any]) -> Iterator[Copied]:
    """What is proven one by one: each record, and each addendum after it."""
    for item in manifest["items"]:
        name = item["register"] or item["record"]
        yield Copied(name, item["record"], item["digest"], tuple(item["content"]), item["proof"])
        for row in item["addenda"]:
            parts = tuple(row["content"])
            yield Copied(f"{name}/{row['number']}", row["record"], row["digest"], parts, row["proof"])


def content_digest(parts: list[bytes]) -> str:
    """SHA-256 (hexadecimal) of a record from its sealed parts: of the only one, or over the digests of both."""
    digests = [sha256(part).hexdigest() for part in parts]
    if len(digests) == 1:
        return digests[0]
    return sha256(f'{{"author":"{digests[0]}","doctor":"{digests[1]}"}}'.encode()).hexdigest()


def check_copy(copy: Copied, files: Mapping[str, bytes], leaf: bytes, variant: str) -> Line | None:
    """A line about a copy whose proof holds; None when it says what the ledger says. Raises LeafError."""
    fields = read(leaf)
    subject = fields["subject"] or {}
    if fields["digest"] != copy.digest or subject.get("id") != copy.record:
        return "copy_other_record", False, {"name": copy.name}
    if variant != FULL:
        return None
    parts = [files[name] for name in copy.content if name in files]
    if not parts or len(parts) != len(copy.content) or content_digest(parts) != copy.digest:
        return "content_altered", False, {"name": copy.name}
    return None


def check_registers(manifest: Mapping[str, Any]) -> Iterator[Line]:
    """Lines about the registers: the first number that is missing, or that none is. The book of a year begins at 1."""
    for register in manifest["registers"]:
        name, numbers = register["name"], sorted(set(register["numbers"]))
        gap = next((place for place, number in enumerate(numbers, 1) if number != place), None)
        if gap is not None:
            yield "number_missing", False, {"name": name, "number": str(gap)}
            continue
        first, last = (numbers[0], numbers[-1]) if numbers else (0, 0)
        yield "numbers_fit", True, {"name": name, "first": str(first), "last": str(last)}
