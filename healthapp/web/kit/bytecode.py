"""Byte code of templates: in memory for every environment of this process, on disk for the next start.

Compiling all pages takes seconds. A worker that replaces a dead one must not spend them, nor must the second start of
an old computer. The files lie beside the pages, as Python's own byte code lies beside its modules, and deserve the same
trust; where the folder cannot be written, or Python was told to write no byte code, memory alone remembers.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).parents[2] / "templates" / "__pycache__"


class Compiled(BytecodeCache):
    """Byte code in memory, then on disk. Jinja asks by template and checks the digest of its source.

    ``folder`` None: in memory alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._kept: dict[str, bytes] = {}
        self._disk = _on_disk(folder)

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._kept.get(bucket.key)
        if known is not None:
            bucket.bytecode_from_string(known)
        elif self._disk is not None:
            self._disk.load_bytecode(bucket)
            if bucket.code is not None:
                self._kept[bucket.key] = bucket.bytecode_to_string()

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()
        if self._disk is not None:
            with contextlib.suppress(OSError):  # a full disk or a folder taken away costs time, never a page
                self._disk.dump_bytecode(bucket)


def _on_disk(folder: Path | None) -> FileSystemBytecodeCache | None:
    if folder is None or sys.dont_write_bytecode:
        return None
    try:
        folder.mkdir(mode=0o755, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder), "%s.page")


#: The one of this process.
kept = Compiled(FOLDER)
