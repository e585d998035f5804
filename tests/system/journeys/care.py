"""Entries of mental health care for the tour: one of each kind, with the paths of their pages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from healthapp.database import utc_now
from healthapp.i18n import local
from tests.integration.mental import commands
from tests.system.journeys import peril
from tests.system.journeys.peril import Peril
from tests.system.journeys.steps import Desk


@dataclass(frozen=True, slots=True)
class Care:
    """Paths: a person with everything, each entry of theirs, a person who died, and somebody at risk."""

    person: str
    harm: str
    measure: str
    contact: str
    medicine: str
    need: str
    examination: str
    dead: str
    peril: Peril


def build(base: str) -> Care:
    now, hour = utc_now(), dt.timedelta(hours=1)
    today = local(now).date()
    with Desk(base, "nurse") as desk:
        person, dead = desk.admit(minutes=200), desk.admit(minutes=200)
        harm = _send(desk, f"{person}/self-harm/new", **commands.self_harm_form(now - hour))
        order = commands.restriction_form(now - hour, now + 20 * hour)
        measure = _send(desk, f"{person}/restrictions/new", **order)
        _send(desk, f"{person}/mental/offer", answer="accepted", **commands.typed("offered", now))
        told = {"place": "3-1", "manner": "unknown", "found_by": "Həkim", "told": "Həkim", "circumstances": "Yuxuda"}
        dead = _send(desk, f"{dead}/death", **told, **commands.typed("died", now - hour))
    with Desk(base, "psychologist") as desk:
        held = {"kind": "first", "minutes": "40", "note": "Qeyd", "plan": "Plan", **commands.typed("held", now)}
        contact = _link(desk, _send(desk, f"{person}/mental/contact", **held), "psychology")
    with Desk(base, "psychiatrist") as desk:
        page = _send(desk, f"{person}/medicines/new", **commands.medicine_form(today, today + dt.timedelta(days=9)))
        medicine = _link(desk, page, "medicines")
        values = {"found_on": f"{today:%d.%m.%Y}", "need": "hospital", "text": "Psixoz", "obstacle": "no_place"}
        need = _link(desk, _send(desk, f"{person}/needs/new", **values), "needs")
        examination = desk.begin("psychiatric", person)
    return Care(person, harm, measure, contact, medicine, need, examination, dead, peril.build(base))


def _send(desk: Desk, path: str, **values: str) -> str:
    """Open the form at ``path`` and send it; returns the page it leads to."""
    desk.client.get(path)
    return desk.post(path, **values)


def _link(desk: Desk, page: str, kind: str) -> str:
    found = re.search(rf'"(/{kind}/[0-9a-f-]{{36}})"', desk.client.get(page)[1])
    assert found, f"{page} leads to none of {kind}"
    return found[1]
