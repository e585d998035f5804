"""Somebody at risk for the tour: an open episode with its watch, and screenings at each stage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.support import browser as browsers
from tests.system.journeys.steps import Desk


@dataclass(frozen=True, slots=True)
class Peril:
    """Paths: an episode, its watch and one entry of it; a screening begun, one interrupted in red, one signed."""

    person: str
    episode: str
    watch: str
    entry: str
    begun: str
    red: str
    signed: str


def build(base: str) -> Peril:
    with Desk(base, "nurse") as desk:
        person = desk.admit(minutes=200)
        opening = {"source": "family", "informant": "Ana", "reason": "Məktubda vidalaşır", "level": "3"}
        episode = _send(desk, f"{person}/risk/open", **opening)
        watch = episode.replace("/risk/", "/watch/")
        _send(desk, watch, seen="talking", text="Evdən danışır", minutes_ago="0")
        entry = re.search(rf'"({watch}/entries/[0-9a-f-]{{36}}/withdraw)"', desk.client.get(watch)[1])
        assert entry, "an entry can be taken back"
        begun = _asked(desk, person, "asq", {"q1": "no"})
        red = _asked(desk, person, "reception-suicide", {"thoughts_now": "yes"})
        signed = _asked(desk, person, "phq-2", {"q1": "1", "q2": "2"})
        _send(desk, f"{signed}/check", version="4", signature=browsers.PASSWORD)
    return Peril(person, episode, watch, entry[1], begun, red, signed)


def _asked(desk: Desk, person: str, instrument: str, answers: dict[str, str]) -> str:
    """Path of a screening with its first answers."""
    desk.client.get(f"{person}/screenings")
    page = desk.post(f"{person}/screenings/{instrument}")
    how = {"spoken": "az", "language": "az", "mode": "read_aloud", "privacy": "private"}
    _send(desk, f"{page}/start", version="1", **how)
    for version, (item, answer) in enumerate(answers.items(), 2):
        _send(desk, f"{page}/ask/{item}", version=str(version), action="next", **{f"a_{item}": answer})
    return page


def _send(desk: Desk, path: str, **values: str) -> str:
    desk.client.get(path)
    return desk.post(path, **values)
