"""The event log: filters, pages, no clinical text, and the preventive mechanism as a number a day."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from healthapp import audit
from healthapp.access import Assignment, Identity, Role
from healthapp.accounts import eventlog
from healthapp.accounts.eventlog import Filter
from healthapp.audit.events import DRAFT_SAVED, RECORD_VOIDED
from healthapp.database import uuid7
from tests import factories
from tests.integration.accounts.conftest import SETUP

SECRET = "Döş qəfəsində əzilmə, qolunda yanıq izi"


@pytest.fixture
def patient(database, clock, place):
    with database.unit(SETUP, clock) as uow:
        return factories.person(uow, place)


@pytest.fixture
def auditor(accounts, browser):
    accounts.make("auditor", role=Role.AUDITOR)
    browser.sign_in("auditor")
    return browser


def act(database, clock, who: Identity, about=None, event=RECORD_VOIDED, reason="", **details) -> None:
    with database.unit(who, clock) as uow:
        audit.record(uow, event, about=about, reason=reason, **(details or {"kind": "intake"}))


def rows(browser) -> list[str]:
    body = browser.markup.partition("<tbody")[2].partition("</tbody>")[0]
    return [re.sub(r"<[^>]+>", " ", part) for part in body.split("<tr")[1:]]


def test_the_log_says_who_what_when_where_and_not_what_was_written(auditor, database, clock, place, patient):
    who = factories.identity(Role.DOCTOR, place)
    act(database, clock, who, patient, reason=SECRET)
    text = auditor.get("/admin/audit")
    first = next(row for row in rows(auditor) if "Voided a record" in row)
    for words in (
        "11.03.2026 14:32",
        who.name,
        "doctor",
        place.name,
        patient.number,
        "Kind: Intake examination",
        "kind intake",
    ):
        assert words in first
    assert SECRET not in auditor.markup
    assert patient.surname not in text
    assert patient.given_name not in text


def test_reading_the_log_is_in_the_log(auditor, accounts):
    auditor.get("/admin/audit?first=01.03.2026")
    event = accounts.events("audit.read")[-1]
    assert (event.actor_name, event.details) == ("Aygün Məmmədova", {"log": "institution", "filters": 1})


def test_filters_narrow_and_add_up(auditor, database, clock, place, other_place, patient, accounts):
    user = accounts.make("rauf", at=place, name="Rauf Kərimov")
    mine = Identity(user.id, user.name, (Assignment(Role.DOCTOR, place.id),))
    act(database, clock, mine, patient)
    act(database, clock, factories.identity(Role.FELDSHER, other_place), None, DRAFT_SAVED, section="vitals", version=1)
    clock.advance(days=2)
    act(database, clock, mine)
    auditor.sign_in("auditor")
    count = {}
    for name, query in {
        "user": "user=RAUF",
        "kind": "kind=record.draft_saved",
        "facility": f"facility={place.id}&kind=record.voided",
        "person": f"person={patient.id}",
        "days": "kind=record.voided&first=13.03.2026",
        "until": "kind=record.voided&last=12.03.2026",
        "both": "user=rauf&first=11.03.2026&last=11.03.2026",
        "nobody": "user=not.there",
    }.items():
        auditor.get(f"/admin/audit?{query}")
        assert auditor.status == 200
        count[name] = len(rows(auditor))
    assert count == {
        "user": 2, "kind": 1, "facility": 1, "person": 1, "days": 1, "until": 1, "both": 1, "nobody": 0
    }  # fmt: skip
    assert "There is no account with this user name" in auditor.text
    assert "Write the date as day.month.year" in auditor.get("/admin/audit?first=yesterday")


def test_nonsense_in_the_address_harms_nothing(auditor):
    wrong = ("person=x", "facility=1", "after=%00%ff", "after=AAAA", "kind=' OR 1=1", "last=99.99.9999")
    for query in (*wrong, "first=01.01.0001", "last=31.12.9999"):
        auditor.get(f"/admin/audit?{query}")
        assert auditor.status == 200


def test_a_person_is_found_by_number_without_the_number_in_the_address(auditor, patient):
    auditor.post("/admin/audit/person", number=f" {patient.number.lower()} ")
    assert auditor.location == f"/admin/audit?person={patient.id}"
    assert f"Only events about the record {patient.number}" in auditor.get(auditor.location)
    auditor.post("/admin/audit/person", number="nothing")
    assert auditor.location == "/admin/audit"


def test_pages_follow_one_another_without_gap_or_repeat(database, clock, place):
    who = factories.identity(Role.DOCTOR, place)
    for number in range(120):
        if number % 7 == 0:
            clock.advance(minutes=1)
        act(database, clock, who)
    auditor, seen, after = factories.identity(Role.AUDITOR), [], None
    with database.reading() as session:
        while True:
            page = eventlog.page(session, auditor, Filter(kind="record.voided"), oversight=False, after=after)
            seen += [event.id for event in page.events]
            after = page.older
            if after is None:
                break
        newest_first = [
            (event.at, event.id)
            for event in eventlog.page(session, auditor, Filter(kind="record.voided"), oversight=False).events
        ]
    assert len(seen) == len(set(seen)) == 120
    assert newest_first == sorted(newest_first, reverse=True)


def test_older_is_a_link_that_keeps_the_search(auditor, database, clock, place):
    for _number in range(51):
        act(database, clock, factories.identity(Role.DOCTOR, place))
    auditor.get("/admin/audit?kind=record.voided&first=01.03.2026")
    assert len(rows(auditor)) == 50
    older = re.search(r'rel="next" href="([^"]+)"', auditor.markup)[1].replace("&amp;", "&")
    assert "kind=record.voided" in older
    auditor.get(older)
    assert len(rows(auditor)) == 1


def test_the_preventive_mechanism_is_a_number_whatever_is_searched_for(auditor, database, clock, place, patient):
    member = Identity(uuid7(), "Aytən Ələsgərova", (Assignment(Role.NPG, None),))
    for _time in range(3):
        act(database, clock, member, patient)
    clock.advance(days=1)
    act(database, clock, member, patient)
    auditor.sign_in("auditor")
    for query in ("", f"?person={patient.id}", f"?facility={place.id}", "?kind=record.voided"):
        text = auditor.get(f"/admin/audit{query}")
        assert "Aytən" not in auditor.markup
        assert "12.03.2026: 1" in text, "the same number, so that no search says where they look"
        assert "11.03.2026: 3" in text
    assert "11.03.2026: 3" not in auditor.get("/admin/audit?first=12.03.2026")


def test_the_mechanism_itself_reads_its_own_acts_and_no_others(database, clock, place, patient):
    member = Identity(uuid7(), "Aytən Ələsgərova", (Assignment(Role.NPG, None),))
    act(database, clock, member, patient)
    act(database, clock, factories.identity(Role.DOCTOR, place), patient)
    ombudsman, auditor = factories.identity(Role.OMBUDSMAN), factories.identity(Role.AUDITOR)
    with database.reading() as session:
        own = eventlog.page(session, ombudsman, Filter(kind="record.voided"), oversight=True).events
        assert [event.actor_name for event in own] == ["Aytən Ələsgərova"]
        assert eventlog.page(session, ombudsman, Filter(), oversight=False).events == ()
        assert eventlog.page(session, auditor, Filter(), oversight=True).events == ()
        assert eventlog.oversight_by_day(session, ombudsman, clock(), Filter()) == ()
        for role in (Role.ADMIN, Role.HEAD, Role.NPG):
            assert eventlog.page(session, factories.identity(role, place), Filter(), oversight=False).events == ()


def test_the_pages_of_both_logs_are_apart(browser, accounts, clock):
    user = accounts.make("ombudsman", role=Role.OMBUDSMAN)
    telephone = accounts.with_telephone(user)
    browser.sign_in("ombudsman")
    browser.post("/login/code", code=telephone.at(clock()))
    assert "Log of the preventive mechanism" in browser.get("/admin/audit/oversight")
    assert "Signed in" in browser.text
    browser.get("/admin/audit")
    assert browser.status == 403


def test_a_day_is_a_day_in_baku(database, clock, place):
    clock.now = dt.datetime(2026, 3, 11, 20, 30, tzinfo=dt.UTC)
    act(database, clock, factories.identity(Role.DOCTOR, place))
    auditor = factories.identity(Role.AUDITOR)
    found = []
    with database.reading() as session:
        for day in (11, 12):
            wanted = Filter(kind="record.voided", first=dt.date(2026, 3, day), last=dt.date(2026, 3, day))
            found.append(len(eventlog.page(session, auditor, wanted, oversight=False).events))
    assert found == [0, 1]
