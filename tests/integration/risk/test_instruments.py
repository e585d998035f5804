"""Words and cut-offs that a site brings itself: right ones decide, wrong ones come back with every fault."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.records.models import DraftSection
from healthapp.risk import content, instruments, screens, shelf
from healthapp.risk.models import CutOff, InstrumentText
from healthapp.risk.schemas import NewCutOff, NewWords
from screening import sheet
from screening.library import INSTRUMENTS, Library, shipped
from tests.support.databases import refused
from tests.support.together import together

SHELLS = ["cssrs-screener", "sbq-r", "dast-10", "sapas", "sds", "ftnd", "6cit", "assist"]


def table(name: str, word: str = "Söz") -> bytes:
    rows = sheet.template(shipped().get(name).definition)
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([rows[0], *((*row[:4], f"{word} {row[1]} {row[2]}") for row in rows[1:])])
    return out.getvalue().encode()


def bring(unit, name: str, word: str = "Söz", language: str = "az"):
    with unit.act() as uow:
        command = NewWords(language, "official", "Letter 14 of the owner")
        return instruments.add_words(uow, instruments.entry(uow.session, name), command, table(name, word))


def cut(unit, name: str = "phq-9", **changes):
    given = {
        "outcome": "screen", "edges": {"positive": 12}, "language": "az", "sexes": ("female", "male", "unknown"),
        "population": "men in remand", "source": "Order 7", "basis": "design", "valid_until": None,
        "valid_from": unit.clock.now.date() + dt.timedelta(days=1),
    }  # fmt: skip
    with unit.act() as uow:
        return instruments.add_cut_off(uow, instruments.entry(uow.session, name), NewCutOff(**{**given, **changes}))


def test_of_two_who_add_one_cut_off_at_once_the_second_is_told(unit):
    def add(uow, found):
        command = NewCutOff(
            "screen", {"positive": 12}, "az", ("female", "male", "unknown"), "men in remand", "Order 7", "design",
            unit.clock.now.date() + dt.timedelta(days=1), None,
        )  # fmt: skip
        instruments.add_cut_off(uow, found, command)

    refusal = together(unit.act, lambda uow: instruments.entry(uow.session, "phq-9"), add, add)
    assert isinstance(refusal, instruments.CutOffRefused)


@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_is_offered_once_its_words_are_here(unit, name):
    with unit.database.reading() as session:
        assert name not in {one.definition.id for one in content.offered(shelf.of(session))}
    bring(unit, name)
    with unit.database.reading() as session:
        offered = {one.definition.id: one for one in content.offered(shelf.of(session))}
    assert offered[name].texts("az").title == "Söz"


def test_a_shell_without_words_cannot_be_begun(unit):
    with pytest.raises(ValueError, match="no words"), unit.act() as uow:
        screens.begin(uow, unit.person, "sapas", "az")


def test_a_screening_keeps_the_words_it_was_asked_with(unit):
    bring(unit, "sapas", "Köhnə")
    found = unit.screen("sapas", {f"q{number}": "yes" for number in range(1, 9)})
    unit.clock.advance(days=1)
    bring(unit, "sapas", "Yeni")
    with unit.database.reading() as session:
        again = screens.find(session, unit.nurse, found.id)
        assert again.screen.texts("az").items["q1"] == "Köhnə q1"
        assert content.read(shelf.of(session), content.blank(shelf.of(session), "sapas", "az")).texts("az").items[
            "q1"
        ] == ("Yeni q1")
    assert found.result.scores == {"total": 7}


def test_words_brought_for_one_version_serve_the_next_that_asks_the_same(unit):
    row = bring(unit, "cssrs-screener")
    known = shipped()
    old, new = (known.get("cssrs-screener", version).definition for version in ("1.0.0", "2.0.0"))
    row.version, row.content = old.version, {**row.content, "version": old.version}
    kept = shelf.Shelf([row], [])
    assert kept.languages(new) == kept.languages(old) == ["az"]
    assert (kept.texts(new, "az").version, kept.texts(old, "az").version) == ("2.0.0", "1.0.0")
    assert kept.digest(new, "az") == row.digest.hex(), "a screening says which words it was asked with"
    row.content = {**row.content, "items": {"q1": "Söz"}}
    assert shelf.Shelf([row], []).languages(new) == [], "a version with other questions needs words of its own"


def test_the_same_words_twice_are_kept_once(unit):
    assert bring(unit, "sds").id == bring(unit, "sds").id
    with unit.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(InstrumentText)) == 1


def test_an_added_cut_off_decides_from_its_day_until_its_last(unit):
    answers = {f"q{number}": "1" for number in range(1, 10)} | {"q1": "3", "q9": "0"}
    before = unit.screen("phq-9", answers)
    assert (before.result.scores["total"], before.result.bands["screen"]) == (10, "positive")
    cut(unit, valid_until=unit.clock.now.date() + dt.timedelta(days=3))
    assert unit.screen("phq-9", answers).result.bands["screen"] == "positive", "not before its first day"
    unit.clock.advance(days=1)
    during = unit.screen("phq-9", answers)
    assert during.result.bands["screen"] == "negative"
    assert "az" in during.result.policies["screen"]
    unit.clock.advance(days=3)
    assert unit.screen("phq-9", answers).result.bands["screen"] == "positive", "what held before holds again"
    with unit.database.reading() as session:
        assert screens.find(session, unit.nurse, before.id).result.bands["screen"] == "positive"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_from": dt.date(2026, 3, 11)}, "past"),
        ({"outcome": "algorithm"}, "known"),
        ({"outcome": "severity", "edges": {"mild": 9, "moderate": 5}}, "order"),
        ({"edges": {"positive": 28}}, "cover"),
        ({"edges": {"positive": 0}}, "order"),
    ],
)
def test_a_wrong_cut_off_is_refused(unit, changes, code):
    with pytest.raises(instruments.CutOffRefused) as refused:
        cut(unit, **changes)
    assert refused.value.code == code
    with unit.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CutOff)) == 0


def test_a_less_cautious_cut_off_where_the_sex_is_not_known_is_refused(unit):
    with pytest.raises(instruments.CutOffRefused) as refused:
        cut(unit, "audit-c", outcome="screen", language="*", edges={"positive": 2}, sexes=("female",))
    assert refused.value.code == "cautious"
    assert (
        cut(unit, "audit-c", language="*", edges={"positive": 2}, sexes=("female", "unknown")).instrument == "audit-c"
    )


def test_what_was_added_cannot_be_changed(unit):
    row = cut(unit)
    changed = f"UPDATE cut_off SET major = 9 WHERE instrument = '{row.instrument}'"
    refused(unit.database, changed, "DELETE FROM cut_off")


def form(**changes):
    return {"language": "az", "status": "official", "source": "Letter", **changes}


def test_the_pages_of_the_site(unit, sign_in):
    browser = sign_in(Role.REVIEWER)
    assert "sbq-r" in browser.get("/settings/instruments").text
    assert browser.get("/settings/instruments/nothing").status_code == 404
    browser.get("/settings/instruments/dast-10", lang="en")
    assert "None yet" in browser.get("/settings/instruments/dast-10").text
    empty = browser.get("/settings/instruments/dast-10/table")
    assert empty.data.startswith(b"\xef\xbb\xbfpart;item;answer;points;text")
    sent = browser.post("/settings/instruments/dast-10/words", {**form(), "table": (io.BytesIO(empty.data), "t.csv")})
    assert sent.status_code == 422
    assert sent.text.count("<li>") > 30
    filled = (io.BytesIO(table("dast-10")), "t.csv")
    assert browser.post("/settings/instruments/dast-10/words", {**form(), "table": filled}).status_code == 303
    assert browser.post("/settings/instruments/dast-10/words", form()).status_code == 422
    assert browser.post("/settings/instruments/phq-9/words", form()).status_code == 404


def test_the_page_of_a_cut_off(unit, sign_in):
    browser = sign_in(Role.REVIEWER)
    path = "/settings/instruments/phq-9/cut-off/screen"
    browser.get(path, lang="en")
    assert "Screen positive begins at" in browser.get(path).text, "bands are called by their names"
    assert "10–14 Moderate" in browser.get("/settings/instruments/phq-9").text
    assert browser.get("/settings/instruments/phq-9/cut-off/algorithm").status_code == 404
    given = {"language": "az", "sex": "any", "population": "x", "source": "y", "basis": "design", "from_positive": "12"}
    late = browser.post(path, **given, valid_from="11.03.2026")
    assert late.status_code == 422
    assert 'value="12"' in late.text
    assert browser.post(path, **{**given, "from_positive": "many"}, valid_from="13.03.2026").status_code == 422
    assert browser.post(path, **given, valid_from="13.03.2026").status_code == 303
    assert "Order" not in browser.get("/settings/instruments/phq-9").text


def test_the_page_says_which_rules_are_the_projects_own_and_since_when(unit, sign_in):
    browser = sign_in(Role.REVIEWER)
    browser.get("/settings/instruments", lang="en")
    page = browser.get("/settings/instruments/cssrs-screener").text
    marked = re.findall(r'<li><span lang="en">([^<]*)</span> <span class="app-st', page)
    assert len(marked) == 2, "of four notes two are the owner's"
    assert all("project design" in note for note in marked)
    assert "2.0.0, in force since 28.11.2026" in page
    assert "no clinician has signed it" in page
    assert "which no clinician has signed" in browser.get("/settings/instruments/ciwa-ar").text


def test_only_the_department_adds(unit, sign_in):
    head = sign_in(Role.HEAD)
    assert head.get("/settings/instruments").status_code == 200
    assert head.post("/settings/instruments/dast-10/words", form()).status_code == 403
    assert sign_in(Role.NURSE).get("/settings/instruments").status_code == 403


def test_a_screening_of_unknown_words_is_still_read(unit):
    row = bring(unit, "ftnd")
    with unit.database.reading() as session:
        known = shelf.of(session)
        screen = content.read(known, {**content.blank(known, "ftnd", "az"), "words": uuid7().bytes.hex()})
        assert screen.texts("az").items["q1"] == "Söz q1"
    assert row.language == "az"


@pytest.fixture
def without_asq(tmp_path, monkeypatch):
    """The library as it loads when somebody changed a file of ASQ."""
    shutil.copytree(INSTRUMENTS, tmp_path / "instruments")
    path = tmp_path / "instruments" / "asq" / "2.0.0.json"
    path.write_bytes(path.read_bytes().replace(b"acute", b"acuta", 1))

    def damage():
        library = Library(tmp_path / "instruments", whole=False)
        monkeypatch.setattr(shelf, "shipped", lambda: library)

    return damage


def test_a_changed_file_stops_one_instrument_says_which_and_loses_no_record(unit, sign_in, without_asq):
    calm = {"q1": "no", "q2": "no", "q3": "no", "q4": "no"}
    found = unit.screen("asq", calm)
    unit.screen("phq-2", {"q1": "0", "q2": "0"})
    without_asq()
    browser = sign_in(Role.NURSE)
    browser.get("/account", lang="en")
    listed = browser.get(f"/people/{unit.person.id}/screenings")
    assert listed.status_code == 200
    assert "was taken with asq@2.0.0, which is not here as it was released" in listed.text
    assert "asq cannot be asked" in listed.text
    page = browser.get(f"/screenings/{found.id}")
    assert page.status_code == 503
    assert "asq/2.0.0.json: is not the file that was released" in page.text
    assert browser.post(f"/people/{unit.person.id}/screenings/asq").status_code == 404
    assert browser.post(f"/people/{unit.person.id}/screenings/k6").status_code == 303
    reviewer = sign_in(Role.REVIEWER, at=None)
    reviewer.get("/account", lang="en")
    assert "asq is not loaded" in reviewer.get("/settings/instruments").text


def test_a_version_nobody_knows_is_named_and_nothing_breaks(unit, sign_in):
    """A draft of a newer program, opened by this one."""
    with unit.act() as uow:
        record = screens.begin(uow, unit.person, "k6", "az")
        section = uow.session.get_one(DraftSection, (record.id, content.SECTION))
        section.content = {**section.content, "version": "9.0.0"}
    page = sign_in(Role.NURSE).get(f"/screenings/{record.id}")
    assert page.status_code == 503
    assert "k6@9.0.0" in page.text
