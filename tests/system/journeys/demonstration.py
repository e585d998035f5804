"""The demonstration that journeys start from: 24 people, the accounts of every role, and what the tour looks at."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

from tests.support.server import QUICK, Server
from tests.system.journeys import tour

PEOPLE = "24"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A folder of data that no server works on, to be copied, and the paths of the tour's pages in it."""

    data: Path
    scene: tour.Scene


def demonstrated(folder: Path) -> Demonstration:
    """The demonstration in ``folder``, filled there unless it stands already."""
    kept = folder / "scene.pickle"
    if not kept.exists():
        folder.mkdir()
        server = Server(folder, program=QUICK)
        server.run("demo", "--people", PEOPLE)
        with server:
            scene = tour.build(server.base)
        assert '"status": 500' not in (folder / "server.log").read_text()
        kept.write_bytes(pickle.dumps(scene))
    return Demonstration(folder, pickle.loads(kept.read_bytes()))
