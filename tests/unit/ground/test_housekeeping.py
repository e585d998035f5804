"""What a worker keeps in memory, each looked at in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from healthapp import keys
from healthapp.database import Database

LOADED = """
import sys
from importlib import import_module
import healthapp
import_module("blueprints").load()
print([name for name in ("pandas", "numpy", "zxcvbn") if name in sys.modules])
"""

HEAPS = """
import ctypes, sys, threading, uuid
from healthapp import housekeeping
if sys.argv[1] == "one":
    housekeeping.one_heap()
together = threading.Barrier(4)
kept = []
def work():
    together.wait()
    kept.append([bytes(4_000 + n) for n in range(400)])
    together.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
file = libc.fopen(sys.argv[2].encode(), b"w")
libc.malloc_info(0, file)
libc.fclose(file)
"""


def _run(program: str, *given: str) -> str:
    return subprocess.run([sys.executable, "-c", program, *given], capture_output=True, text=True, check=True).stdout


def test_a_unit_that_asks_for_no_figures_carries_no_library_for_them() -> None:
    """Pandas and the words a new password is held against take 50 MB, and hardly anybody asks for either."""
    assert _run(LOADED).strip() == "[]"


@pytest.mark.skipif(not hasattr(__import__("ctypes").CDLL(None), "malloc_info"), reason="not the C library of Debian")
def test_threads_take_memory_from_one_heap(tmp_path: Path) -> None:
    found = {}
    for heaps in ("one", "many"):
        _run(HEAPS, heaps, f"{tmp_path / heaps}")
        found[heaps] = (tmp_path / heaps).read_text().count("<heap nr=")
    assert found["one"] == 1
    assert found["many"] > 1  # so that the first can fail


def test_the_pages_all_connections_keep_have_one_limit(tmp_path: Path) -> None:
    """Five connections of 16 MB each made a worker 80 MB larger on a database that is large enough."""
    database = Database(
        f"sqlite:///{tmp_path / 'health.db'}", key=keys.key_for(tmp_path / "database.key", may_make=True)
    )
    try:
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == -16_000
            assert connection.exec_driver_sql("PRAGMA soft_heap_limit").scalar() == 24_000_000
    finally:
        database.dispose()
