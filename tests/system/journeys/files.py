"""Pages of cases for the tour: the first case of the desk, of the board and of a session, and a hospital."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.system.journeys.steps import Desk

_ID = "[0-9a-f-]{36}"


@dataclass(frozen=True, slots=True)
class Files:
    """Paths: a case of the desk, one in hospital, one at court, a session with its first case, a hospital."""

    case: str
    placement: str
    trial: str
    session: str
    hospital: str


def build(base: str) -> Files:
    with Desk(base, "reviewer") as desk:
        return Files(
            case=_first(desk, "/cases", rf"/cases/{_ID}"),
            placement=_first(desk, "/hospitals", rf"/cases/{_ID}/placement"),
            trial=_first(desk, "/court/hearings", rf"/cases/{_ID}/court"),
            session=_first(desk, "/commission", rf"/commission/{_ID}"),
            hospital=_first(desk, "/hospitals/places", rf"/hospitals/places/{_ID}"),
        )


def _first(desk: Desk, page: str, pattern: str) -> str:
    text = desk.client.get(page)[1]
    found = re.search(rf'"({pattern})"', text)
    assert found, f"{page} leads to no {pattern}"
    return found[1]
