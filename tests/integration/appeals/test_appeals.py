"""Appeals: none ends before the person knows, a unit does not judge itself, and the mechanism's own stay hidden."""

from __future__ import annotations

import datetime as dt
import html
import io
import re

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from healthapp.access import Role
from healthapp.appeals.models import Appeal, AppealStep
from healthapp.appeals.states import MOVES, State, Step, steps
from healthapp.deadlines.models import Deadline
from healthapp.i18n import local
from healthapp.ledger.folded import folded_digest
from healthapp.ledger.models import LedgerEntry
from tests.support.databases import refused

UNIT_SEES = (Role.FELDSHER, Role.DOCTOR, Role.HEAD)


def when(house, minutes: int = 0) -> dict[str, str]:
    at = local(house.clock() - dt.timedelta(minutes=minutes))
    return {"at_date": f"{at:%d.%m.%Y}", "at_time": f"{at:%H:%M}"}


def received(house, who=Role.DOCTOR, **more: str) -> str:
    """Address of a new appeal of the site's person, or of whomever the mechanism names."""
    values = {"source": "person", "kind": "access", "words": "Həkimə çıxmaq istəyirəm", "language": "az"}
    path = f"/people/{house.own.person.id}/appeals/new"
    if who in (Role.NPG, Role.OMBUDSMAN):
        path, values["facility_id"], values["about_name"] = "/appeals/new", str(house.own.facility.id), "Rauf K."
    answer = house.browser(who).post(path, {**values, **when(house, 30), **more})
    assert answer.status_code == 303, answer.text[-3000:]
    return str(answer.location)


def took(house, path: str, who, step: str, seen: int, **more: str):
    values = {"step": step, "version": str(seen), "note": "Danışıldı, izah edildi", **when(house)}
    return house.browser(who).post(f"{path}/step", {**values, **more})


def open_clocks(house) -> list[str]:
    with house.database.reading() as session:
        query = sa.select(Deadline.kind).where(Deadline.kind.startswith("appeal"), Deadline.state == "open")
        return list(session.scalars(query))


def test_every_state_leads_on_and_none_ends_before_the_person_knows():
    assert {state for state, _step in MOVES} == set(State)
    assert [move for move, target in MOVES.items() if target is State.TOLD] == [(State.DECIDED, Step.TELL)]
    assert steps(State.RECEIVED) == [Step.TAKE]


def test_from_the_door_to_the_person_who_was_told(house):
    path = received(house)
    assert open_clocks(house) == ["appeal_unit"]
    way = [("take", {}), ("act", {}), ("decide", {"outcome": "granted"}), ("tell", {"told_how": "spoken"})]
    for seen, (step, more) in enumerate(way):
        assert took(house, path, Role.DOCTOR, step, seen, **more).status_code == 303
    assert open_clocks(house) == []
    with house.database.reading() as session:
        row = session.scalar(sa.select(Appeal))
        assert (row.state, row.outcome, row.steps, row.closed_at is not None) == ("told", "granted", 4, True)
    assert took(house, path, Role.DOCTOR, "reopen", 4).status_code == 303
    assert open_clocks(house) == ["appeal_unit"]


@pytest.mark.parametrize(
    ("step", "more", "field"),
    [
        ("decide", {"outcome": ""}, "outcome"),
        ("decide", {"outcome": "granted", "note": "ok"}, "note"),
        ("tell", {"told_how": "spoken"}, "step"),
        ("nothing", {}, "step"),
        ("act", {"at_date": "01.01.2020"}, "at_date"),
        ("act", {"at_date": "01.01.2090"}, "at_date"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(house, step, more, field):
    path = received(house)
    took(house, path, Role.DOCTOR, "take", 0)
    answer = took(house, path, Role.DOCTOR, step, 1, **more)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.text
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AppealStep)) == 1


def test_of_two_people_at_once_the_second_reads_first(house):
    path = received(house)
    assert took(house, path, Role.DOCTOR, "take", 0).status_code == 303
    late = took(house, path, Role.HEAD, "take", 0)
    assert (late.status_code, "Bu arada Doctor A addım qeyd edib: 11.03.2026 14:32" in late.text) == (409, True)
    assert "Danışıldı, izah edildi" in late.text
    own = took(house, path, Role.DOCTOR, "take", 0)
    assert (own.status_code, "Bu arada addımı siz özünüz qeyd etmisiniz" in own.text) == (409, True)


def test_a_unit_does_not_decide_about_its_own_care(house):
    path = received(house, kind="quality")
    assert open_clocks(house) == ["appeal_department"]
    took(house, path, Role.HEAD, "take", 0)
    assert took(house, path, Role.HEAD, "decide", 1, outcome="refused").status_code == 422
    assert took(house, path, Role.REVIEWER, "decide", 1, outcome="partly").status_code == 303
    assert open_clocks(house) == ["appeal_tell"]


def test_what_comes_to_the_mechanism_is_there_for_nobody_else_until_it_is_passed_on(house):
    path = received(house, Role.NPG, source="call_916", kind="quality", words="Şikayət edirəm")
    for who in (*UNIT_SEES, Role.REVIEWER):
        assert house.browser(who).get(path).status_code == 404
        assert "Rauf K." not in house.browser(who).get("/appeals?state=").text
    assert open_clocks(house) == []
    assert house.browser(Role.ADMINISTRATION).get("/appeals").status_code == 403
    assert house.browser(Role.OMBUDSMAN).post(f"{path}/pass-on").status_code == 422
    for _click in range(2):
        assert house.browser(Role.OMBUDSMAN).post(f"{path}/pass-on", consent="yes").status_code == 303
    assert house.browser(Role.REVIEWER).get(path).status_code == 200
    assert open_clocks(house) == ["appeal_department"]


def test_what_was_written_down_can_never_be_changed(house):
    path = received(house)
    took(house, path, Role.DOCTOR, "take", 0)
    refused(
        house.database,
        "UPDATE appeal_step SET note = 'x'",
        "DELETE FROM appeal_step",
        "UPDATE appeal SET words = 'x'",
        "DELETE FROM appeal",
    )


def test_the_list_is_taken_out_as_a_file(house):
    received(house)
    answer = house.browser(Role.HEAD).post("/appeals/export", format="csv", state="")
    assert answer.data.decode("utf-8-sig").count("\n") == 2
    assert house.browser(Role.HEAD).post("/appeals/export", format="xlsx").data[:2] == b"PK"


HEADING = "received_at;institution;about_name;from_name;kind;words;language"


def a_list(*lines: str) -> dict[str, object]:
    data = "\n".join([HEADING, *lines]).encode("utf-8-sig")
    return {"list": (io.BytesIO(data), "916.csv")}


def count(house) -> int:
    with house.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Appeal))


def test_the_call_centres_list_is_checked_without_writing_and_taken_in_once(house):
    at, place = when(house, 60), house.own.facility
    good = f"{at['at_date']} {at['at_time']};{place.name.upper()};Rauf K.;Anası, +994 12;quality;Ona baxan yoxdur;az"
    coded = f"{at['at_date']} {at['at_time']};{place.code};;;access;=Həkimə çıxmaq istəyir;"
    bad = (
        f"31.02.2026 10:00;{place.name};R.;;quality;Söz;az",
        f"{at['at_date']} {at['at_time']};Başqa yer;R.;;quality;Söz;az",
        f"{at['at_date']} {at['at_time']};{place.name};R.;;sport;Söz;az",
        f"{at['at_date']} {at['at_time']};{place.name};R.;;quality;;az",
        f"01.01.2090 10:00;{place.name};R.;;quality;Söz;az",
    )
    office = house.browser(Role.OMBUDSMAN)
    page = office.post("/appeals/import", a_list(good, coded, good, *bad))
    assert page.status_code == 200
    assert count(house) == 0
    assert page.text.count("kənarda qalır") == len(bad)
    assert page.text.count("artıq jurnaldadır") == 1, "the same row twice in one list"
    text = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.S)[1])
    for expected in (2, 2):  # pressed twice, or brought again a month later
        assert office.post("/appeals/import", action="take", text=text).status_code == 303
        assert count(house) == expected
    with house.database.reading() as session:
        rows = session.scalars(sa.select(Appeal)).all()
        assert all(row.oversight and row.source == "call_916" for row in rows)
    assert open_clocks(house) == []
    assert "Rauf K." not in house.browser(Role.HEAD).get("/appeals?state=").text


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2", "received_at;institution\n".encode("utf-16"), b"PK\x03\x04"])
def test_what_is_no_such_list_is_refused_as_a_whole(house, data):
    answer = house.browser(Role.OMBUDSMAN).post("/appeals/import", {"list": (io.BytesIO(data), "916.csv")})
    assert answer.status_code == 422
    assert 'href="#list' in answer.text
    assert count(house) == 0


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_the_person_gets_the_outcome_on_paper_and_the_ledger_knows_it(house, language):
    path = received(house)
    refused = {"outcome": "refused", "note": "Tibbi göstəriş yoxdur"}
    way = [("take", {}), ("decide", refused), ("tell", {"told_how": "spoken"})]
    for seen, (step, more) in enumerate(way):
        took(house, path, Role.DOCTOR, step, seen, **more)
    answer = house.browser(Role.DOCTOR).post(f"{path}/print", language=language)
    assert answer.status_code == 200
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Həkimə çıxmaq istəyirəm" in text
    assert "Tibbi göstəriş yoxdur" in text
    with house.database.reading() as session:
        row = session.scalar(sa.select(Appeal))
        steps = session.scalars(sa.select(AppealStep)).all()
        about = sa.select(LedgerEntry.subject_digest).where(LedgerEntry.subject_id == row.id)
        known = session.scalars(about.order_by(LedgerEntry.id)).all()
    assert known[-2] == folded_digest(row, steps), "the last entry is the print's own, without a digest"
    assert folded_digest(row, steps).hex()[:8] in text
    assert house.browser(Role.DOCTOR).post(f"{path}/print", language="tr").status_code == 409
