"""A real server of this program on this machine: the process people will run, on a database of the test's own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


#: What keeps the ports that were given away.
_keepers: list[socket.socket] = []


def free_port() -> int:
    """A port that nobody else is given while this process lives, also while its server is stopped or was killed.

    A socket that is bound and does not listen keeps it; beside it, one that says ``SO_REUSEADDR`` may listen, as the
    servers do.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    _keepers.append(keeper)
    return int(keeper.getsockname()[1])


QUICK = "tests.support.quick"


class Server:
    """``healthapp serve`` as a process group that can be stopped politely or killed. ``program``: the module that is
    run; ``QUICK`` where a test is not about passwords.
    """

    def __init__(
        self, data: Path, *, database_url: str = "", mode: str = "demo", workers: int = 2, program: str = "healthapp"
    ) -> None:
        self.data = data
        self.program = program
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "HEALTHAPP_DATA": str(data),
            "HEALTHAPP_MODE": mode,
            "HEALTHAPP_WORKERS": str(workers),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
        }
        self.environment.pop("HEALTHAPP_KEY_FILE", None)
        if database_url:
            self.environment["HEALTHAPP_DATABASE_URL"] = database_url
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> str:
        """Run a command of the program to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", self.program, *words],
            env=self.environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def start(self) -> Server:
        log = (self.data / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.program, "serve"],
            env=self.environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self._await()
        return self

    def _await(self) -> None:
        assert self.process is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {(self.data / 'server.log').read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError("the server did not answer")

    def kill(self) -> None:
        """SIGKILL to every process of the server: a power cut as far as it can know."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, number)
        self.process.wait(timeout=30)

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in listed.split()]

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()
