"""A visit with a sample, copies and a checkpoint, an appeal and a recommendation, for the tour."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from healthapp.database import utc_now
from healthapp.i18n import local
from tests.system.journeys.steps import Desk

#: The facility of the demonstration's feldsher and head.
PLACE = "Nümunə istintaq təcridxanası"
UUID = r"[0-9a-f-]{36}"


@dataclass(frozen=True, slots=True)
class Oversight:
    """Paths of pages. ``copies`` is a bundle that is being made or done."""

    visit: str
    sample: str
    audit: str
    copies: str
    recommendation: str
    appeal: str


def build(base: str) -> Oversight:
    with Desk(base, "npg") as desk:
        visit = _visit(desk)
        desk.client.get(f"{visit}/sample")
        # Of all records those of injuries ask most of a page: charts, photographs and their digests.
        sample = desk.post(f"{visit}/sample", frame="injuries", strata="none", size="3", seed="7F-19-C4", reason="")
        _status, page = desk.client.get(sample)
        audit = re.search(rf'"({re.escape(sample)}/1)"', page)
        assert audit, "the sample leads to no record"
        desk.client.get(f"{visit}/copies")
        copies = desk.post(f"{visit}/copies", variant="pseudonymised", language="az")
        _made(desk, copies)
        recommendation = _recommendation(desk)
    with Desk(base) as desk:
        appeal = _appeal(desk)
    return Oversight(visit, sample, audit[1], copies, recommendation, appeal)


def _made(desk: Desk, copies: str) -> None:
    """Wait for the bundle: a page that still looks again by itself cannot be looked at in peace."""
    for _turn in range(120):
        if "<progress" not in desk.client.get(copies)[1]:
            return
        time.sleep(0.5)
    raise AssertionError("the copies were not finished within a minute")


def _visit(desk: Desk) -> str:
    """Open an ad hoc visit as the form offers it, with the checkpoint of opening."""
    _status, page = desk.client.get("/visits/open")
    values = dict(re.findall(r'<input[^>]*\bname="([a-z_]+)"[^>]*\bvalue="([^"]*)"', page))
    place = re.search(rf'<option value="({UUID})"[^>]*>{PLACE}', page)
    assert place
    chosen = {name: values[name] for name in values if name not in ("csrf_token", "kind", "obstruction", "members")}
    visit = desk.post("/visits/open", **chosen, kind="ad_hoc", obstruction="no", facility_id=place[1])
    desk.client.get(f"{visit}/checkpoints")
    return visit


def _recommendation(desk: Desk) -> str:
    _status, page = desk.client.get("/recommendations/new")
    place = re.search(rf'<option value="({UUID})"[^>]*>{PLACE}', page)
    assert place
    due = f"31.12.{local(utc_now()).year + 1}"
    given = {"text": "Qəbul müayinəsi ilk 24 saat ərzində aparılsın", "basis": "CPT/Inf(2013)29 §72", "due_on": due}
    return desk.post("/recommendations/new", addressee="unit_head", area="intake", facility_id=place[1], **given)


def _appeal(desk: Desk) -> str:
    person = desk.admit()
    desk.client.get(f"{person}/appeals/new")
    at = local(utc_now())
    asked = {"source": "person", "kind": "access", "words": "Həkimə çıxmaq istəyirəm", "language": "az"}
    when = {"at_date": f"{at:%d.%m.%Y}", "at_time": f"{at:%H:%M}"}
    return desk.post(f"{person}/appeals/new", **asked, **when)
