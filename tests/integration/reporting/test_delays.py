"""Days of each step as they were waited, and nothing small in what leaves the house."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import zipfile
from dataclasses import replace

from healthapp import dates
from healthapp.access import Role
from healthapp.i18n import local
from healthapp.reporting import delays, queries
from healthapp.reporting.delays import Period
from tests.support import placing
from tests.support.house import House

PERIOD = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
PLACE = uuid.uuid4()


def case(*steps: tuple[str, str, str], outcome: str = "", pathway: str = "illness_other") -> list[tuple]:
    """Rows of one case: (event, state, day) each at noon in Baku, written down at once."""
    case_id = uuid.uuid4()
    made = []
    for place, (code, state, day) in enumerate(steps):
        at = dt.datetime.fromisoformat(f"{day}T08:00+00:00")
        made.append((case_id, place + 1, code, state, at, at, pathway, PLACE, outcome))
    return made


def figures(rows, *, suppress: bool = False) -> dict[str, delays.Figure]:
    return {one.state: one for one in delays.measure(rows, PERIOD, 1, suppress=suppress).figures}


def test_days_are_counted_from_state_to_state_and_medians_are_of_what_ended_in_the_period() -> None:
    rows = []
    for days in (1, 2, 3, 4, 90):
        start = dt.date(2026, 3, 1) - dt.timedelta(days=days)
        rows += case(("ask", "requested", str(start)), ("find_need", "need_identified", "2026-03-01"))
    rows += case(("ask", "requested", "2025-01-01"), ("find_need", "need_identified", "2025-12-31"))
    made = figures(rows)
    assert (made["requested"].done, made["requested"].median, made["requested"].ninetieth) == (5, 3, 90)
    assert made["need_identified"].open == 6
    assert made["need_identified"].longest == 90


def test_a_mark_is_no_step_and_a_case_that_came_again_is_a_loop() -> None:
    rows = case(
        ("ask", "requested", "2026-01-10"),
        ("transfer", "requested", "2026-01-12"),
        ("find_need", "need_identified", "2026-01-20"),
        ("begin_file", "draft", "2026-01-20"),
        ("sign", "signed_by_unit", "2026-01-25"),
        ("return_file", "returned", "2026-02-01"),
        ("revise", "draft", "2026-02-03"),
    )
    made = figures(rows)
    assert made["requested"].median == 10
    assert made["draft"].loops == 1
    assert made["draft"].open == 1


def test_deaths_stand_at_the_step_that_was_waited_for() -> None:
    rows = case(("ask", "requested", "2026-02-01"), ("die", "deceased", "2026-02-20"), outcome="deceased")
    made = figures(rows)
    assert made["requested"].deaths == 1
    assert "deceased" not in made


def test_small_numbers_leave_with_their_medians_and_a_second_cell() -> None:
    rows = []
    for _number in range(7):
        rows += case(("ask", "requested", "2026-02-01"), ("find_need", "need_identified", "2026-02-11"))
    rows += case(
        ("ask", "requested", "2026-02-01"),
        ("find_need", "need_identified", "2026-02-11"),
        ("begin_file", "draft", "2026-03-01"),
    )
    made = figures(rows, suppress=True)
    assert made["need_identified"].done is None
    assert made["need_identified"].median is None
    assert made["requested"].done is None  # the sum would give the one away
    assert made["draft"].open is None


def test_ages_and_facilities_are_hidden_alike() -> None:
    rows = case(("ask", "requested", "2026-02-01"))
    shown = delays.measure(rows, PERIOD, 1, suppress=False)
    hidden = delays.measure(rows, PERIOD, 1, suppress=True)
    assert shown.ages[0].counts == (0, 1, 0, 0, 0, 1)
    assert None in hidden.ages[0].counts
    assert (shown.places[0].open, hidden.places[0].open) == (1, None)
    assert shown.completeness == delays.Completeness(1, 1, 1, 1)


def test_ages_hide_no_sum_that_the_steps_give_away() -> None:
    """43 cases at one step, 3 of them open for a month at most: the 40 beside them stood there, and the 43 above."""
    rows = []
    for pathway, day, count in (
        *(("illness_other", "2026-03-15", 3), ("illness_other", "2026-02-01", 40)),
        *(("illness_mental", "2026-03-15", 8), ("illness_mental", "2025-11-01", 10)),
    ):
        for _number in range(count):
            rows += case(("ask", "requested", day), pathway=pathway)
    found = delays.measure(rows, PERIOD, 1, suppress=True)
    assert {one.pathway: one.open for one in found.figures} == {"illness_mental": 18, "illness_other": 43}
    ages = {one.pathway: one.counts for one in found.ages}["illness_other"]
    assert ages[0] is None
    assert ages[:-1].count(None) > 1
    assert ages[-1] == 43


def test_a_step_at_midnight_belongs_to_the_day_that_begins(house: House, clock) -> None:
    """It ended in January and in February both."""
    midnight = dates.midnight(local(clock()).date() - dt.timedelta(days=1))
    row = placing.opened(house, step=replace(placing.CONCERN, at=midnight))
    with house.database.reading() as session:
        until = [
            len(queries.steps(session, house.users[Role.DOCTOR], until=moment))
            for moment in (midnight, midnight + dt.timedelta(seconds=1))
        ]
    assert row.number
    assert until == [0, 1]


def test_nothing_at_all_is_no_error() -> None:
    empty = delays.measure([], PERIOD, 3, suppress=True)
    assert (empty.figures, empty.ages, empty.places) == ((), (), ())
    assert empty.completeness.of == 3


def test_the_page_shows_figures_to_clinicians_and_hides_them_from_others(house: House, clock) -> None:
    row = placing.opened(house, step=replace(placing.CONCERN, at=clock() - dt.timedelta(days=3)))
    placing.taken(house, row, *placing.TO_COUNCIL[0])
    doctor = house.browser(Role.DOCTOR)
    page = doctor.get("/delays").get_data(as_text=True)
    assert "<svg" in page
    assert "/delays/cases?" in page
    behind = doctor.get("/delays/cases", pathway="placement_c", state="concern", kind="done").get_data(as_text=True)
    assert row.number in behind
    assert doctor.get("/delays/cases", pathway="placement_c", state="concern", kind="x").status_code == 404
    other = house.browser(Role.AUDITOR).get("/delays").get_data(as_text=True)
    assert "…" in other
    assert "/delays/cases?" not in other
    assert house.browser(Role.ADMINISTRATION).get("/delays/cases", pathway="placement_c").status_code == 403
    assert doctor.get("/delays", first="x", last="1.1.1", facility="7", pathway="z").status_code == 200
    assert doctor.post("/delays/export", format="csv").status_code == 403


def test_on_a_telephone_the_chart_is_drawn_as_wide_as_the_screen(house: House, clock) -> None:
    """It was drawn once, for a desk: half of it stood beyond the edge, and nothing said so."""
    row = placing.opened(house, step=replace(placing.CONCERN, at=clock() - dt.timedelta(days=3)))
    placing.taken(house, row, *placing.TO_COUNCIL[0])
    page = house.browser(Role.DOCTOR).get("/delays").text
    drawn = dict(re.findall(r'<svg class="app-delays app-delays--(\w+)".*?viewBox="0 0 (\d+) \d+"', page))
    assert drawn == {"wide": "900", "narrow": "328"}
    narrow = page.partition("app-delays--narrow")[2].partition("</svg>")[0]
    places = [float(text) for text in re.findall(r'\bx2?="([\d.]+)"', narrow)]
    bars = [
        float(x) + float(width) for x, width in re.findall(r'<rect[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', narrow)
    ]
    assert bars
    assert max(*places, *bars) <= 328
    assert page.count("<title id=") == 2


def test_files_hide_small_numbers_from_everybody(house: House, clock) -> None:
    placing.opened(house)
    head = house.browser(Role.HEAD)
    text = head.post("/delays/export", format="csv").data.decode("utf-8-sig")
    assert "…" in text
    with zipfile.ZipFile(io.BytesIO(head.post("/delays/export", format="xlsx").data)) as book:
        assert "…" in book.read("xl/sharedStrings.xml").decode()
