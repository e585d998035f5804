"""Given the mechanism's own figures of earlier years, when they are imported, then the table has their shape."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.inspection.annual.models import YearFigure
from tests.integration.inspection.test_pages import opened
from tests.support.house import House

HISTORY = (Path(__file__).parent / "data" / "visits-2015-2022.csv").read_text("utf-8")
#: Year, all, scheduled, ad hoc: as the mechanism published them.
PUBLISHED = (
    (2015, 329, 250, 79), (2016, 337, 254, 83), (2017, 341, 251, 90), (2018, 343, 220, 123),
    (2019, 268, 170, 98), (2020, 176, 130, 46), (2021, 184, 123, 61), (2022, 201, 139, 62),
)  # fmt: skip
HEAD = "year;place;total;scheduled;ad_hoc;follow_up;source\n"


def given(house: House, text: str | bytes, who: Role = Role.OMBUDSMAN):
    data = text if isinstance(text, bytes) else text.encode()
    browser = house.browser(who)
    form = {"csrf_token": browser.token, "years": (io.BytesIO(data), "years.csv")}
    return browser.client.post("/visits/years/import", data=form)


def imported(house: House, text: str) -> str:
    """The address of a checked file that was then applied."""
    address = given(house, text).headers["Location"]
    office = house.browser(Role.OMBUDSMAN)
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', office.get(address).text)[1]
    assert office.post(address, action="apply", digest=digest).status_code == 303
    return address


def table(house: House, who: Role = Role.NPG) -> list[list[str]]:
    answer = house.browser(who).post("/visits/years/export", format="csv")
    return [line.split(";") for line in answer.data.decode("utf-8-sig").splitlines()]


def figures(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(YearFigure)) or 0


def test_the_published_years_come_back_in_exactly_their_shape(house):
    imported(house, HISTORY)
    rows = [line for line in table(house) if re.fullmatch(r"20(1[5-9]|2[0-2])", line[0])]
    assert [tuple(map(int, row[:4])) for row in rows] == list(PUBLISHED)
    page = house.browser(Role.NPG).get("/visits/years").text
    assert all(f">{total}<" in page for _year, total, _planned, _sudden in PUBLISHED)


def test_visits_made_here_are_counted_beside_by_kind_and_place(house):
    opened(house)
    opened(house, kind="scheduled", facility_id=str(house.other.facility.id))
    imported(house, HISTORY)
    rows = [line for line in table(house) if line[0] == "2026"]
    assert rows[0][:5] == ["2026", "2", "1", "1", "0"]
    assert rows[1][1:] == ["İstintaq təcridxanası", "2", "1", "1", "0"]


def test_a_checked_file_changes_nothing_until_it_is_applied(house):
    address = given(house, HISTORY).headers["Location"]
    assert figures(house) == 0
    office = house.browser(Role.OMBUDSMAN)
    assert office.post(address, action="apply", digest="00" * 32).status_code == 303
    assert figures(house) == 0
    assert office.post(address, action="give_up").status_code == 303
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', office.get(given(house, HISTORY).location).text)[1]
    office.post(address, action="apply", digest=digest)
    assert figures(house) == 0


def test_the_same_rows_again_change_nothing_and_a_corrected_one_replaces_its_year(house):
    imported(house, HISTORY)
    again = house.browser(Role.OMBUDSMAN).get(given(house, HISTORY).headers["Location"]).text
    assert 'value="apply"' not in again
    imported(house, HEAD + "2022;;202;140;62;;Corrected report\n")
    rows = [line for line in table(house) if line[0] == "2022"]
    assert rows == [["2022", "202", "140", "62", "–", "Corrected report"]]
    assert figures(house) == len(PUBLISHED) + 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2019;;269;170;98;;Report", "cəmi"),
        ("2027;;1;1;0;;Report", "gələcək"),
        ("1066;;1;1;0;;Report", "year"),
        ("19x9;;1;1;0;;Report", "year"),
        ("2019;;1;1;-1;;Report", "ad_hoc"),
        ("2019;;;1;0;;Report", "total"),
        ("2019;castle;1;1;0;;Report", "place"),
        ("2019;;1;1;0;;", "source"),
        ("2019;;1;1;0;;=1+1", "source"),
        ("2019;;1;1", "sətir"),
        ("2019;;9999999;9999999;0;;Report", "total"),
    ],
)
def test_each_bad_row_is_rejected_with_its_reason_and_the_good_one_stays(house, row, said):
    answer = given(house, f"{HEAD}{row}\n2018;;343;220;123;;Report\n")
    assert answer.status_code == 303
    page = house.browser(Role.OMBUDSMAN).get(answer.headers["Location"]).text
    assert said in page.casefold()
    imported(house, f"{HEAD}{row}\n2018;;343;220;123;;Report\n")
    assert figures(house) == 1
    taken = house.browser(Role.OMBUDSMAN).post(f"{answer.headers['Location']}/rejected")
    assert taken.mimetype == "text/csv"
    assert "\n=" not in taken.data.decode("utf-8-sig")


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"year;place\n", HEAD.encode(), "il;yer\n2019;1\n".encode("cp1254"), b"\xff\xfe"]
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(house, data):
    answer = given(house, data)
    assert answer.status_code == 422
    assert 'id="years-error"' in answer.text
    assert figures(house) == 0


def test_a_year_that_stands_twice_is_left_to_a_person(house):
    imported(house, f"{HEAD}2018;;343;220;123;;A\n2018;;344;221;123;;B\n2017;;341;251;90;;A\n")
    assert figures(house) == 1


def test_appeals_of_a_few_people_are_hidden_in_files_and_shown_to_the_mechanism(house):
    member = house.browser(Role.NPG)
    appeal = {"facility_id": str(house.own.facility.id), "source": "call_916", "kind": "nutrition",
              "words": "The food is cold", "language": "az", "about_name": "Rauf",
              "at_date": "11.03.2026", "at_time": "10:00"}  # fmt: skip
    answer = member.post("/appeals/new", appeal)
    assert answer.status_code == 303, answer.text
    page = member.get("/visits/years").text
    assert "Qida" in page
    rows = [line for line in table(house) if line[0] == "2026"]
    assert any("…" in line for line in rows)
    assert not any(line[1:] == ["0", "0", "0", "1", "0", "0", "1"] for line in rows)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_figures_as_workbook_and_as_print(house, language):
    imported(house, HISTORY)
    member = house.browser(Role.NPG)
    with zipfile.ZipFile(io.BytesIO(member.post("/visits/years/export", format="xlsx").data)) as book:
        shared = book.read("xl/sharedStrings.xml").decode()
    assert all(f">{total}<" in shared for _year, total, _planned, _sudden in PUBLISHED)
    member.get("/visits/years", lang=language)
    made = member.post("/visits/years/export", format="pdf")
    assert made.mimetype == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages)
    for year, total, planned, sudden in PUBLISHED:
        assert re.search(rf"{year}\s+{total}\s+{planned}\s+{sudden}", text), (year, text[:2000])


def test_nobody_but_the_mechanism_sees_the_figures_and_the_office_alone_imports(house):
    for role in set(Role) - {Role.NPG, Role.OMBUDSMAN}:
        assert house.browser(role).get("/visits/years").status_code == 403
        assert given(house, HISTORY, role).status_code == 403
    assert given(house, HISTORY, Role.NPG).status_code == 403
    assert house.browser(Role.NPG).get("/visits/years").status_code == 200
