"""Given few or many rows, when a page is asked for, then it takes the same number of statements, written down here.

A number that rises by one is a decision to be made by whoever raises it; a number that rises with the rows is
a page that will be too slow in the largest facility. Who asks is read in one statement, which is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from healthapp.access import Role
from healthapp.cases import services as cases
from healthapp.cases.models import Case
from healthapp.cases.schemas import Open as OpenCase
from healthapp.cases.schemas import Take
from healthapp.database import uuid7
from healthapp.deadlines.models import Deadline
from healthapp.mental.models import PsychologyContact, SelfHarmEntry
from healthapp.people import services as people
from healthapp.records.models import ClinicalRecord
from healthapp.risk import screens
from healthapp.risk import services as risk
from healthapp.risk import watch as observing
from healthapp.risk.schemas import Open
from tests import factories
from tests.support.house import House, SignedIn, examined
from tests.system.test_trouble import ARRIVAL

NOT_QUERIES = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")

#: page -> statements, whatever the number of rows. A search that fills its page by the letters alone
#: does without the statement that looks for names that sound alike.
STATEMENTS = {
    "watch": 5,
    "late": 7,  # three keep that it was read
    "screenings": 12,
    "worklist": 13,  # for a feldsher with what waits for a doctor
    "worklist, whole": 13,
    "search": 7,
    "search, more than a page": 6,
    "person": 16,
    "person with sessions": 16,
    "care": 16,
    "register": 8,
    "section": 7,
    "save": 14,
    "tasks": 7,
    "admit": 17,  # with ten clocks, seven words to find it by, the names of those alike and one who is
    "sign": 29,  # with the last number of the book and the next; two for a form that is known when sent twice
    "desk": 7,
    "print": 12,
}


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """Every statement that reaches the driver, the transaction's own brackets left out."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.lstrip().startswith(NOT_QUERIES):
            seen.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(house.database.engine, "before_cursor_execute", note)


def arrivals(house: House, many: int) -> None:
    """So many more people who came in during the last hours, each with two clocks running."""
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        for number in range(many):
            arrival = factories.arrival(
                house.own.facility,
                house.clock() - dt.timedelta(minutes=number),
                surname=f"Nümunə{chr(97 + number % 26)}{chr(97 + number // 26)}",
                not_the_same=True,
            )
            people.admit(uow, arrival)


def contacts(house: House, many: int) -> None:
    """So many more entries in the course of one person, as the one that waits for a doctor."""
    pattern = house.own.waiting
    columns = {column.key: getattr(pattern, column.key) for column in sa.inspect(ClinicalRecord).columns}
    rows = [
        {**columns, "id": uuid7(), "number": None, "event_time": pattern.event_time - dt.timedelta(hours=number)}
        for number in range(many)
    ]
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        uow.session.execute(sa.insert(ClinicalRecord), rows)


def sessions(house: House, many: int) -> None:
    """So many more contacts of the psychologist with one person, each with its note."""
    now, person = house.clock(), house.own.person
    rows = [
        {
            "id": uuid7(),
            "person_id": person.id,
            "facility_id": house.own.facility.id,
            "recorded_at": now,
            "author_name": "Psixoloq",
            "author_role": "psychologist",
            "held_at": now - dt.timedelta(days=number),
            "kind": "individual",
            "minutes": 50,
            "plan": "",
            "note": "qeyd",
        }
        for number in range(many)
    ]
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        uow.session.execute(sa.insert(PsychologyContact), rows)


def harmed(house: House, many: int) -> None:
    """So many more lines in the register of self-harm, none of them in a gap."""
    now, person = house.clock(), house.own.person
    fixed = {"place": "1-1", "place_kind": "other", "alone": "no", "method": "cut", "account": "", "treatment": "none"}
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        first = uow.session.scalar(sa.select(sa.func.count()).select_from(SelfHarmEntry)) or 0
        rows = [
            {
                **fixed,
                "id": uuid7(),
                "person_id": person.id,
                "facility_id": house.own.facility.id,
                "recorded_at": now,
                "discovered_at": now - dt.timedelta(days=number),
                "intent_said": "unknown",
                "intent_judged": "unknown",
                "severity": 0,
                "level": 0,
                "year": 2026,
                "number": first + number + 1,
            }
            for number in range(many)
        ]
        uow.session.execute(sa.insert(SelfHarmEntry), rows)


def open_cases(house: House, many: int) -> None:
    """So many more open cases of one person, each with a clock that runs."""
    wanted = OpenCase("illness_other", "request", Take("ask", actor="person", attached=("request",)), another=True)
    with house.database.unit(house.own.doctor, house.clock) as uow:
        pattern = cases.open_case(uow, house.own.person, wanted)
        clock = uow.session.scalars(sa.select(Deadline).where(Deadline.subject_id == pattern.id)).one()
        rows, clocks = [], []
        for number in range(many - 1):
            rows.append({**columns(pattern), "id": uuid7(), "number": f"{pattern.number}-{number}"})
            clocks.append({**columns(clock), "id": uuid7(), "subject_id": rows[-1]["id"]})
        uow.session.execute(sa.insert(Case), rows)
        uow.session.execute(sa.insert(Deadline), clocks)


def columns(row: object) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).columns}


Ask = Callable[[House, SignedIn], object]


def worklist(_house, browser):
    return browser.get("/worklist")


def whole_worklist(_house, browser):
    return browser.get("/worklist?whole=arrivals&whole=others")


def search(_house, browser):
    return browser.post("/people", q="Nümunə")


def desk(_house, browser):
    return browser.get("/cases")


def person(house, browser):
    return browser.get(f"/people/{house.own.person.id}")


def care(house, browser):
    return browser.get(f"/people/{house.own.person.id}/mental")


def register(_house, browser):
    return browser.get("/registers/self-harm?state=all")


def section(house, browser):
    return browser.get(f"/examinations/{house.own.draft.id}/conclusion")


def save(house, browser):
    versions = house.own.versions
    answer = browser.post(
        f"/examinations/{house.own.draft.id}/conclusion", version=str(versions), autosave="1", summary=f"no {versions}"
    )
    house.own.versions = answer.json["version"]
    return answer


def tasks(house, browser):
    return browser.get(f"/examinations/{house.own.draft.id}")


def printed(house, browser):
    return browser.get(f"/examinations/{house.own.signed.id}/print")


def sign(house, browser, kind):
    record = examined(house, house.own, kind, hand_in=False)
    path = f"/examinations/{record.id}/check"
    with counted(house) as seen:
        answer = browser.post(path, signature="not looked at here")
    assert (answer.location or "").endswith(str(record.id)), answer.text[:3_000]
    return seen


@pytest.fixture
def browser(house):
    house.own.versions = 1
    browser = house.browser(Role.FELDSHER)
    browser.client.resends = False
    return browser


def episodes(house: House, many: int) -> None:
    """So many more people on the watch of the unit, each with three looks."""
    now = house.clock()
    with house.database.unit(house.own.feldsher, lambda: now - dt.timedelta(hours=2)) as uow:
        rows = []
        for _number in range(many):
            someone = factories.person(uow, house.own.facility)
            rows.append(risk.open_episode(uow, someone, Open("concern", 3, "Says goodbye")))
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        for row in rows:
            episode = uow.session.merge(row)
            for minutes in (20, 10, 0):
                at = now - dt.timedelta(minutes=minutes)
                observing.observe(uow, episode, seen="calm", observed_at=at, text="")


def screened(house: House, many: int) -> None:
    """So many more signed screenings of the person."""
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        for _number in range(many):
            record = screens.begin(uow, house.own.person, "phq-2", "az")
            found = screens.load(uow.session, record)
            given = {"answers": {"q1": "1", "q2": "2"}, "mode": "self", "privacy": "private"}
            screens.save(uow, found, given, expected_version=found.version)
            screens.finish(uow, screens.load(uow.session, record), method="password")


def watched(house: House, browser: SignedIn) -> object:
    return browser.get("/watch")


def screenings(house: House, browser: SignedIn) -> object:
    return browser.get(f"/people/{house.own.person.id}/screenings")


def late(house: House, _browser: SignedIn) -> object:
    return house.browser(Role.REVIEWER).get(f"/facilities/late/{house.own.facility.id}/intake", open="")


GROWN = {
    "late": (late, arrivals, 5, 45),
    "watch": (watched, episodes, 3, 20),
    "screenings": (screenings, screened, 3, 25),
    "worklist": (worklist, arrivals, 5, 45),
    "worklist, whole": (whole_worklist, arrivals, 5, 45),
    "search": (search, arrivals, 5, 13),
    "search, more than a page": (search, arrivals, 60, 140),
    "desk": (desk, open_cases, 50, 300),
    "person": (person, contacts, 7, 693),
    "person with sessions": (person, sessions, 7, 693),
    "care": (care, sessions, 7, 693),
    "register": (register, harmed, 7, 693),
    "section": (section, contacts, 7, 693),
    "save": (save, contacts, 7, 693),
    "tasks": (tasks, contacts, 7, 693),
    "print": (printed, contacts, 7, 693),
}


def takes(house: House, browser: SignedIn, growth: tuple, statements: int) -> None:
    """A page takes so many statements with few rows and with many. ``growth``: ask, grow, few, more."""
    ask, grow, few, more = growth
    counts = []
    for added in (few, more):
        grow(house, added)
        ask(house, browser)  # whatever is kept between requests is kept now
        with counted(house) as seen:
            answer = ask(house, browser)
        assert answer.status_code == 200, answer.text[:500]
        counts.append(len(seen))
    said = "\n".join(seen)
    assert counts == [statements] * 2, f"{counts} {said[:20_000]}"


@pytest.mark.parametrize("page", GROWN)
def test_a_page_takes_as_many_statements_with_many_rows_as_with_few(house, browser, page):
    takes(house, browser, GROWN[page], STATEMENTS[page])


def test_an_arrival_takes_as_many_statements_among_many_people_as_among_few(house, browser):
    typed = ARRIVAL | {"facility_id": str(house.own.facility.id), "not_the_same": "yes", "form_key": "one"}
    assert browser.post("/people/admit", typed).status_code == 303  # begins the numbers of the year
    counts = []
    for added, key in ((5, "two"), (45, "three")):
        arrivals(house, added)
        with counted(house) as seen:
            answer = browser.post("/people/admit", typed, form_key=key)
        assert answer.status_code == 303, answer.text[:500]
        counts.append(len(seen))
    assert counts == [STATEMENTS["admit"]] * 2, "\n".join(seen)[:20_000]


def test_signing_takes_as_many_statements_in_a_long_course_as_in_a_short_one(house, browser, monkeypatch):
    monkeypatch.setattr("healthapp.accounts.signing.verify", lambda *_args: "password")
    counts = []
    for added, kind in ((7, "return_police"), (693, "return_court")):
        contacts(house, added)
        counts.append(len(sign(house, browser, kind)))
    assert counts == [STATEMENTS["sign"]] * 2
