"""Given a visit with findings, when its act and report are printed, then each copy holds what its reader may know."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.inspection.models import Member, Visit
from tests.integration.inspection.test_findings import TEXT, form, member, with_sample
from tests.integration.inspection.test_pages import row
from tests.support.databases import without_guards

__all__ = ["member"]
SEED = "dice 4-1-6"
NAMED, UNNAMED, SILENT = "He was hit on arrival", "A man waited nine days", "Somebody was moved at night"


def pages(answer) -> str:
    assert answer.status_code == 200, answer.headers.get("Location")
    assert answer.mimetype == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def address(house, member) -> str:
    """A visit with a sample, four findings, remarks and both checkpoints."""
    found = with_sample(house, member)
    member.post(f"{found}/sample", frame="records", strata="none", size="2", seed=SEED, reason="Dice of the lawyer")
    for changes in (
        {"rests_on": "1/1", "question": "in_time"},
        {"consent": "named", "name": "Rauf Kərimli", "text": NAMED},
        {"consent": "anonymous", "text": UNNAMED, "severity": "low"},
        {"consent": "no", "text": SILENT},
    ):
        assert member.post(f"{found}/findings/new", form(**changes)).status_code == 303
    revision = str(row(house, Visit).revision)
    closed = member.post(f"{found}/close", revision=revision, oral_remarks="Examine everybody who returns")
    assert closed.status_code == 303
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("az", ("BAŞÇƏKMƏ AKTI", "Heyət", "Maneə", "İMTİYAZLI")),
        ("en", ("RECORD OF THE VISIT", "Team", "Hindered", "PRIVILEGED")),
        ("ru", ("АКТ ПОСЕЩЕНИЯ", "Группа", "ПРИВИЛЕГИРОВАНО")),
    ],
)
def test_the_act_tells_team_times_findings_remarks_and_checkpoints(member, address, language, words):
    text = pages(member.get(f"{address}/act", language=language, copy="own"))
    for said in (*words, "B-2026-0001", "Npg A", "14:20", "14:29", TEXT, NAMED, SEED, "Examine everybody who returns"):
        assert said in text, said
    assert text.count("11.03.2026 14:32") >= 3


def test_the_copy_left_behind_tells_neither_what_was_found_nor_what_was_looked_at(member, address):
    text = pages(member.get(f"{address}/act", language="en", copy="institution"))
    assert "Examine everybody who returns" in text
    assert "Npg A" in text
    for secret in (TEXT, NAMED, UNNAMED, SILENT, SEED, "Rauf", "1/1", "Seed", "Checkpoint", "Findings"):
        assert secret not in text, secret


def test_both_copies_bear_one_fingerprint(member, address):
    digest = r"SHA-256 of the act ((?:[0-9a-f]{8} ){7}[0-9a-f]{8})"
    found = {
        re.search(digest, pages(member.get(f"{address}/act", language="en", copy=copy)))[1]
        for copy in ("own", "institution")
    }
    assert len(found) == 1


def test_without_the_key_only_the_copy_without_findings_is_printed(member, address):
    member.post("/visits/key/close")
    for path in ("act?copy=own", "report"):
        assert "/visits/key" in member.get(f"{address}/{path}").headers["Location"]
    assert member.get(f"{address}/act?copy=institution").mimetype == "application/pdf"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_report_tells_cases_of_those_who_agreed_and_names_who_agreed_to_that(member, address, language):
    text = pages(member.get(f"{address}/report", language=language))
    assert TEXT in text
    assert f"Rauf Kərimli {NAMED}" in text
    assert UNNAMED in text
    assert SILENT not in text
    assert text.index(NAMED) < text.index(UNNAMED)  # the gravest first, whenever they were told


def test_small_numbers_are_not_in_the_report(house, member, address):
    """One admission and two records: whatever counts them is hidden, and the page beside it shows it."""
    glance = member.get(f"{address}/facility").text
    assert "1 / 1" in glance
    text = pages(member.get(f"{address}/report", language="en"))
    assert "…" in text
    assert " 1 / 1" not in text
    assert house.own.person.surname not in text.replace("Rauf Kərimli", "")


def test_a_recommendation_drafted_from_a_finding_knows_its_visit_and_stands_in_the_act(house, member, address):
    page = member.get(f"{address}/findings/1").text
    link = re.search(r'href="(/recommendations/new\?[^"]+)"', page)[1].replace("&amp;", "&")
    opened = member.get(link).text
    assert re.search(r'value="injuries"[^>]* selected', opened)
    draft = {
        "visit_id": address.rsplit("/", 1)[1], "facility_id": str(house.own.facility.id), "addressee": "unit_head",
        "area": "injuries", "text": "Kürək hər müayinədə yoxlanılsın", "basis": "CEP 22.1-1", "due_on": "11.06.2026",
    }  # fmt: skip
    assert member.post("/recommendations/new", draft).status_code == 303
    assert "Kürək hər müayinədə" in pages(member.get(f"{address}/act", copy="own"))
    assert "Kürək hər müayinədə" not in pages(member.get(f"{address}/act", copy="institution"))
    elsewhere = member.post("/recommendations/new", {**draft, "visit_id": str(uuid7())})
    assert elsewhere.status_code == 404


def test_a_visit_goes_on_to_act_report_and_archive_in_this_order_alone(house, member, address):
    def step(to: str, revision: str = "") -> int:
        given = revision or str(row(house, Visit).revision)
        return member.post(f"{address}/onward", to=to, revision=given, note="No. 4-12").status_code

    assert step("report_sent") == 422
    assert step("opened") == 422
    assert step("act_signed", "1") == 409
    assert [step("act_signed"), step("report_sent"), step("archived"), step("archived")] == [303, 303, 303, 422]
    assert "No. 4-12" in member.get(address).text


def test_nobody_else_prints_act_or_report(house, address):
    for role in (Role.OMBUDSMAN, Role.HEAD, Role.REVIEWER, Role.ADMINISTRATION):
        for path in ("act", "act?copy=institution", "report"):
            assert house.browser(role).get(f"{address}/{path}").status_code in (403, 404)


def test_who_left_after_midnight_left_on_another_day(house, member, address):
    night = dt.datetime(2026, 3, 11, 19, 30, tzinfo=dt.UTC)  # 23:30 in Baku
    with without_guards(house.database) as connection:
        connection.execute(sa.update(Member).values(added_at=night, left_at=night + dt.timedelta(hours=2)))
    text = pages(member.get(f"{address}/act", language="en", copy="institution"))
    assert "11.03.2026 23:30 – 12.03.2026 01:30" in text
    with without_guards(house.database) as connection:
        connection.execute(sa.update(Member).values(left_at=night + dt.timedelta(minutes=29)))
    assert "11.03.2026 23:30 – 23:59" in pages(member.get(f"{address}/act", language="en", copy="institution"))
