"""Given facilities that are late, when the Department follows a figure, then it sees just the clocks behind it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import INTAKE, PERIODIC, SECOND_STAGE
from healthapp.deadlines.models import Deadline
from tests import factories
from tests.support.house import House, SignedIn

LINK = re.compile(r'href="(/facilities/late/[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
ROW = re.compile(r'<tr role="row"( class="is-over")?>\s*<td')
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def reviewer(house: House) -> SignedIn:
    browser = house.browser(Role.REVIEWER)
    browser.get("/account", lang="en")
    return browser


def running(house: House, site, kind, *hours: int | None) -> None:
    """Clocks of somebody new that are due in so many hours; None: without a limit."""
    with house.database.unit(site.doctor, house.clock) as uow:
        for left in hours:
            person = factories.person(uow, site.facility)
            deadlines.start(
                uow,
                kind,
                facility_id=site.facility.id,
                person_id=person.id,
                started_at=house.clock() - 9 * HOUR,
                started_by="test",
                due_at=house.clock() + left * HOUR if left is not None else None,
            )
        uow.audited = True


def figures(page: str, site) -> dict[str, tuple[int, str]]:
    """(figure, open) of a facility -> (the number it shows, where it leads)."""
    found = {}
    for href, words in LINK.findall(page):
        if str(site.facility.id) in href:
            said = re.sub(r"<[^>]+>", " ", words)
            number = re.search(r"\d+", said.replace(site.facility.name, ""))
            link = href.replace("&amp;", "&")
            found[href.partition(str(site.facility.id))[2]] = (int(number[0]) if number else 0, link)
    return found


def test_each_figure_leads_to_as_many_clocks_as_it_says(house: House, reviewer: SignedIn) -> None:
    running(house, house.own, INTAKE, -3, -1, 5)
    running(house, house.own, SECOND_STAGE, -48, 20, None)
    running(house, house.own, PERIODIC, -2)
    running(house, house.other, INTAKE, -7, -6)
    page = reviewer.get("/facilities/late").text
    shown = figures(page, house.own)
    assert {name.partition("?")[0] for name in shown} == {"", "/intake", "/others"}
    shown.pop("")
    assert len(shown) == 4
    for name, (number, href) in shown.items():
        rows = ROW.findall(reviewer.get(href).text)
        assert len(rows) == number, name
        late = [row for row in rows if row]
        assert (len(late) == number) == ("open" not in name), name
    assert shown["/intake"][0] == 2
    assert figures(page, house.other)["/intake"][0] == 2


def test_the_name_of_a_facility_leads_to_its_figures_by_kind(house: House, reviewer: SignedIn) -> None:
    running(house, house.own, INTAKE, -3, -1, 5)
    running(house, house.own, SECOND_STAGE, -48, 20, None)
    _number, href = figures(reviewer.get("/facilities/late").text, house.own)[""]
    page = reviewer.get(href).text
    shown = {name: found for name, found in figures(page, house.own).items() if name.startswith("/")}
    assert {"/intake", "/second_stage"} <= {name.partition("?")[0] for name in shown}
    for name, (number, link) in shown.items():
        behind = reviewer.get(link).text
        assert len(ROW.findall(behind)) == number, name
        assert f'href="{href}"' in behind, "and back"
    assert page.index("/intake") < page.index("/second_stage"), "two overdue before one"
    with house.database.reading() as session:
        noted = session.query(AuditEvent).where(AuditEvent.kind == "worklist.behind").all()
    assert noted[0].facility_id == house.own.facility.id
    assert noted[0].details["figure"] == "facility"


def test_what_nothing_is_behind_leads_nowhere(house: House, reviewer: SignedIn) -> None:
    with house.database.unit(house.own.doctor, house.clock) as uow:
        for row in uow.session.query(Deadline).where(Deadline.facility_id == house.other.facility.id):
            row.state, row.met_at = "met", uow.now()
        uow.audited = True
    assert set(figures(reviewer.get("/facilities/late").text, house.other)) == {""}
    assert "Nothing is overdue here." in reviewer.get(f"/facilities/late/{house.other.facility.id}/intake").text
    assert reviewer.get(f"/facilities/late/{house.other.facility.id}/all").status_code == 404


def test_a_long_list_goes_on_and_reading_it_is_an_event(house: House, reviewer: SignedIn) -> None:
    running(house, house.own, INTAKE, *(-number for number in range(1, 9)), *[-9] * 50)
    href = f"/facilities/late/{house.own.facility.id}/intake"
    first = reviewer.get(href).text
    assert len(ROW.findall(first)) == 50
    further = re.search(r'href="(/facilities/late/[^"]*after=[^"]+)"', first)[1].replace("&amp;", "&")
    assert len(ROW.findall(reviewer.get(further).text)) == 8
    with house.database.reading() as session:
        noted = session.query(AuditEvent).where(AuditEvent.kind == "worklist.behind").all()
    assert [(row.facility_id, row.details) for row in noted][:1] == [
        (house.own.facility.id, {"figure": "intake", "late": True, "rows": 50})
    ]
