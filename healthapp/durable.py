"""Files that are whole or not there, and still there after the power went.

A file is written beside its place and renamed into it; the name itself is only safe once the folder is on disk too.
"""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

#: What a file is called until it is whole; copies leave such ones out.
PARTIAL = ".part"


def write(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` in one step. Raises OSError, after which nothing half written is left; where the folder
    alone could not be had on disk, ``data`` stands there all the same.

    Two who write the same at once do not share a half-written file: whoever is last stands.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}{PARTIAL}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync(path.parent)


def folder(path: Path) -> None:
    """Make a folder for our own eyes, with those above it, so that a power cut does not take it away again."""
    if path.is_dir():
        return
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that knows no such thing for folders
            raise
    finally:
        os.close(handle)
