"""The mechanism's pages for the tour: a visit of the lawyer with a finding, and a checked file of earlier years."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

from healthapp.database import utc_now
from healthapp.i18n import local
from tests.integration.inspection.test_pages import PASSPHRASE
from tests.system.journeys.steps import Desk

YEARS = "year;place;total;scheduled;ad_hoc;follow_up;source\n2015;;329;250;79;;Report\n2016;;1;254;83;;Report\n"


def build(base: str) -> tuple[str, str]:
    """(path of the visit, path of the checked file)."""
    now = local(utc_now())
    with Desk(base, "npg-lawyer") as desk:
        _status, page = desk.client.get("/visits/open")
        place = re.search(r'<option value="([0-9a-f-]{36})"', page)
        assert place
        days = {"period_from": f"{now - dt.timedelta(days=90):%d.%m.%Y}", "period_to": f"{now:%d.%m.%Y}"}
        gate = {"kind": "ad_hoc", "obstruction": "no", "arrived_time": f"{now:%H:%M}"}
        visit = desk.post("/visits/open", facility_id=place[1], **gate, **days)
        desk.client.get("/visits/key")
        desk.client.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
        finding = {"severity": "high", "category": "food", "text": "Soyuq yemək verilir", "consent": "nobody"}
        desk.client.get(f"{visit}/findings/new")
        desk.post(f"{visit}/findings/new", **finding)
    with Desk(base, "ombudsman") as office:
        office.client.get("/visits/years")
        status, page = office.client.upload("/visits/years/import", "years", "years.csv", YEARS.encode())
        assert status == 303, page[:500]
        years = urlsplit(office.client.location).path
    return visit, years
