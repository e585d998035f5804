"""The trauma register: every number of the year, what stands out, narrowed, as a file and on paper."""
# ruff: noqa: F401, F811 - the fixtures of the pages are shared

from __future__ import annotations

import csv
import io
import re
import zipfile

import pypdf
import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.i18n import in_language
from healthapp.injuries import register, register_words
from healthapp.injuries.models import TraumaEntry
from healthapp.intake import services as examinations
from healthapp.records import services as records
from tests import factories
from tests.integration.injuries.test_occasions import answers_of, happens
from tests.integration.injuries.test_photographs import feldsher, ward
from tests.integration.injuries.test_services import OPINION, signed
from tests.integration.ledger.conftest import Ledger


@pytest.fixture
def path(ward) -> str:
    return f"/injuries/register/{ward.facility.id}"


@pytest.fixture
def english(feldsher, path) -> None:
    """The reader chose English."""
    assert feldsher.get(path, lang="en").status_code == 303


def silent(ward, **wanted):
    """A record in which nothing is alleged, of an accident."""
    told = {"alleged": "no", "statement": "", "statement_language": "", "methods": ["none"]}
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor, intent="accident", mechanism="fall")
    opinion = {**OPINION, "findings": [{"lesion": 1, "degree": "attributed_other"}], "overall": "insufficient"}
    ward.fill(record, ward.doctor, opinion=opinion, statement=told, notice={"duty": ["none"]}, **wanted)
    ward.hand_in(record, ward.doctor)
    return record


def numbers(page: str) -> list[str]:
    return re.findall(r"TQ-A-2026-(\d{4})</a>", page)


def test_it_is_narrowed_by_day_cause_place_allegation_and_notice(ward, feldsher, path, clock):
    signed(ward)
    silent(ward)
    assert numbers(feldsher.get(path).text) == ["0002", "0001"]
    assert numbers(feldsher.get(path, cause="fall").text) == ["0002"]
    assert numbers(feldsher.get(path, cause="blunt").text) == ["0001"]
    assert numbers(feldsher.get(path, place="A-KNEE-L").text) == ["0002", "0001"]
    assert numbers(feldsher.get(path, alleged="yes").text) == ["0001"]
    assert numbers(feldsher.get(path, notice="none").text) == ["0002"]
    assert numbers(feldsher.get(path, notice="prepared").text) == ["0001"]
    assert numbers(feldsher.get(path, first="11.03.2026", last="11.03.2026").text) == ["0002", "0001"]
    assert numbers(feldsher.get(path, first="12.03.2026").text) == []
    assert numbers(feldsher.get(path, year="1999").text) == ["0002", "0001"]


@pytest.mark.parametrize("wrong", [{"first": "yesterday"}, {"first": "12.03.2026", "last": "11.03.2026"}])
def test_days_that_cannot_be_are_explained_and_stay_typed(ward, feldsher, path, wrong):
    answer = feldsher.get(path, **wrong)
    assert answer.status_code == 422
    assert all(f'value="{text}"' in answer.text for text in wrong.values())
    assert "govuk-error-summary" in answer.text


def test_a_notice_past_its_time_stands_out(ward):
    signed(ward)
    assert not register_lines(ward)[0].overdue(ward.clock())
    ward.clock.advance(hours=25)
    (late,) = register_lines(ward)
    assert late.overdue(ward.clock())
    with in_language("en"):
        assert "notices not sent in time: 1" in register_words.summary([late], ward.clock())


def register_lines(ward) -> list[register.Line]:
    with ward.database.reading() as session:
        return register.lines(session, ward.facility, 2026)


def test_gaps_late_entries_and_allegations_without_a_notice_stand_out(ward):
    entry = TraumaEntry(number=3, alleged="yes", causes="", places="", issued_at=ward.clock())
    line = register.Line(3, entry, None, None, None)
    assert line.unreported
    assert register.Line(2, None, None, None, None).entry is None
    kept = register.Filter(alleged="yes").narrow([line, register.Line(2, None, None, None, None)])
    assert kept == [line]
    assert register.Filter().narrow([line]) == [line]


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def table_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.usefixtures("english")
def test_a_number_that_was_taken_out_is_a_gap_on_page_file_and_paper(ward, feldsher, path, tmp_path):
    for _number in range(3):
        signed(ward)
    Ledger(ward.database, ward.clock, tmp_path / "keys").tamper(sa.delete(TraumaEntry).where(TraumaEntry.number == 2))
    page = feldsher.get(path).text
    assert numbers(page) == ["0003", "0001"]
    assert re.search(r"<th[^>]*>2</th>\s*<td[^>]*>.*This number is missing", page)
    assert "missing numbers: 1" in page
    head, *rows = table_of(feldsher.get(path, form="csv"))
    assert [(row[0], row[1]) for row in rows] == [
        ("TQ-A-2026-0003", ""),
        ("2", "This number is missing"),
        ("TQ-A-2026-0001", ""),
    ]
    assert {len(row) for row in rows} == {len(head)}
    assert "2 This number is missing" in words_of(feldsher.get(path, form="pdf").data)
    assert numbers(feldsher.get(path, alleged="yes").text) == ["0003", "0001"]


@pytest.mark.usefixtures("english")
def test_a_late_entry_stands_out_with_the_reason_in_its_record(ward, feldsher, path):
    happens(ward, "violence", minutes=170)
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor)
    began = answers_of(ward, record)["occasion"]
    ward.fill(record, ward.doctor, opinion=OPINION, occasion=began)
    with ward.act(ward.doctor) as uow:
        examinations.hand_in(uow, ward.find(uow, record), method="password", late_reason="həkim yox idi")
    assert "late: 1" in feldsher.get(path).text
    assert [row[1] for row in table_of(feldsher.get(path, form="csv"))[1:]] == ["Late"]


@pytest.mark.usefixtures("english")
def test_an_injury_without_a_notice_stands_out_and_more_so_when_ill_treatment_is_alleged(ward, feldsher, path):
    silent(ward)
    against = {
        **OPINION,
        "findings": [{"lesion": 1, "degree": "not_consistent", "reasoning": "a fall explains this better " * 3}],
        "overall": "not_consistent",
    }
    signed(ward, opinion=against, notice={"duty": ["none"]})
    page = feldsher.get(path).text
    assert "· without a notice: 2 · alleged without a notice: 1" in page
    assert page.count("<span>No notice</span>") == 2
    rows = table_of(feldsher.get(path, form="csv"))[1:]
    assert [(row[1], row[-2]) for row in rows] == [("Alleged, no notice", "No notice"), ("", "No notice")]


def test_the_files_hold_what_the_page_shows(ward, feldsher, path):
    signed(ward)
    silent(ward)
    plain = feldsher.get(path, form="csv")
    assert [row[0] for row in table_of(plain)[1:]] == ["TQ-A-2026-0002", "TQ-A-2026-0001"]
    with zipfile.ZipFile(io.BytesIO(feldsher.get(path, form="xlsx").data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "TQ-A-2026-0001" in texts
    assert "TQ-A-2026-0002" in texts
    only = feldsher.get(path, form="csv", alleged="yes").data.decode("utf-8-sig")
    assert "0001" in only
    assert "0002" not in only
    paper = feldsher.get(path, form="pdf")
    assert paper.mimetype == "application/pdf"
    assert "TQ-A-2026-0002" in words_of(paper.data)


def test_nobody_of_the_administration_opens_it(ward, house, path):
    signed(ward)
    for form in ("", "csv", "xlsx", "pdf"):
        assert house.browser(Role.ADMINISTRATION).get(path, form=form).status_code in (403, 404)


@pytest.mark.usefixtures("english")
def test_a_voided_line_keeps_its_number_and_lacks_no_notice(ward, feldsher, path):
    record = silent(ward)
    assert "voided: 0" in feldsher.get(path).text
    with ward.act(ward.doctor) as uow:
        records.request_void(uow, ward.find(uow, record).record, reason="Başqa şəxs", method="password")
    with ward.act(factories.identity(Role.HEAD, ward.facility)) as uow:
        examinations.confirm_void(uow, ward.find(uow, record), reason="Təsdiq", method="password")
    page = feldsher.get(path).text
    assert "voided: 1" in page
    assert "· without a notice: 0 · alleged without a notice: 0" in page
    assert [row[1] for row in table_of(feldsher.get(path, form="csv"))[1:]] == ["Voided"]
