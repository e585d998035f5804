"""The line breaks while the database is told to keep something: nobody says "not stored", and a second try is safe."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlcipher3 import dbapi2 as sqlcipher

from healthapp import i18n
from healthapp.access import Identity, Role
from healthapp.database import OutcomeUnknown
from healthapp.inspection.models import Visit
from healthapp.people.models import Person
from healthapp.records.models import RecordAddendum, RecordSignature
from tests.conftest import ENGINES
from tests.support.house import House, SignedIn
from tests.support.severed import AFTER, BEFORE, File, Line, severed
from tests.system.test_trouble import admit, everything, rows, stored, version
from tests.system.test_trouble_database import unavailable

SYSTEM = Identity.system("test")
NOT_STORED = "What you sent now was not stored."
VISIT = {
    "kind": "ad_hoc",
    "period_from": "01.01.2026",
    "period_to": "11.03.2026",
    "arrived_time": "14:30",
    "received_time": "14:32",
    "obstruction": "no",
}
NOT_KNOWN = "It is not known whether what you sent now was stored."


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def line(house: House) -> Iterator[Line | File]:
    with severed(house.database) as (over, line):
        house.app.extensions["database"] = over
        yield line


@pytest.fixture
def feldsher(house: House, line: Line | File) -> SignedIn:
    return english(house.browser(Role.FELDSHER))


def english(browser: SignedIn) -> SignedIn:
    browser.get("/login", lang="en")
    return browser


def says(answer, sentence: str, other: str) -> None:
    unavailable(answer)
    assert sentence in answer.text
    assert other not in answer.text


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_nobody_says_that_an_arrival_was_not_stored_and_a_second_try_makes_no_second_person(
    house, feldsher, line, when
):
    before = rows(house, Person)
    line.breaks = when
    answer = admit(house, feldsher)
    line.breaks = None
    says(answer, NOT_KNOWN, NOT_STORED)
    assert rows(house, Person) == before + (when == AFTER)
    again = admit(house, feldsher)
    assert again.status_code == (422 if when == AFTER else 303), "the second is shown the first"
    assert rows(house, Person) == before + 1


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_section_sent_again_is_one_text(house, feldsher, line, when):
    path, opened = f"/examinations/{house.own.draft.id}/conclusion", version(house, "conclusion")
    line.breaks = when
    answer = feldsher.post(path, version=opened, summary="Mətn")
    line.breaks = None
    says(answer, NOT_KNOWN, NOT_STORED)
    assert (stored(house, "conclusion").get("summary") == "Mətn") == (when == AFTER)
    again = feldsher.post(path, version=opened, summary="Mətn")
    assert again.status_code in (303, 409)
    assert stored(house, "conclusion")["summary"] == "Mətn"


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_signature_sent_again_signs_once(house, feldsher, line, when, monkeypatch):
    monkeypatch.setattr("healthapp.accounts.signing.verify", lambda *_args: "password")
    before, path = rows(house, RecordSignature), f"/examinations/{house.own.draft.id}/check"
    line.breaks = when
    answer = feldsher.post(path, signature="seen", late_reason="gec")
    line.breaks = None
    says(answer, NOT_KNOWN, NOT_STORED)
    assert feldsher.post(path, signature="seen", late_reason="gec").status_code == 303
    assert rows(house, RecordSignature) == before + 1


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_an_addendum_sent_again_is_one(house, feldsher, line, when, monkeypatch):
    monkeypatch.setattr("healthapp.accounts.signing.verify", lambda *_args: "password")
    path = f"/examinations/{house.own.signed.id}/addendum"
    words = {"text": "Sonradan bildirdi", "event_time_date": "11.03.2026", "event_time_time": "14:00"}
    line.breaks = when
    answer = feldsher.post(path, words, signature="seen")
    line.breaks = None
    says(answer, NOT_KNOWN, NOT_STORED)
    assert feldsher.post(path, words, signature="seen").status_code == 303
    assert rows(house, RecordAddendum) == 1
    assert feldsher.post(path, words, signature="seen", text="Başqa söz").status_code == 303
    assert rows(house, RecordAddendum) == 2, "other words are another addendum"


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_the_key_of_a_form_lets_a_second_try_find_what_the_first_one_made(house, line, when):
    member = english(house.browser(Role.NPG))
    form = member.get("/visits/open").text
    key = re.search(r'name="form_key"[^>]* value="([^"]+)"', form).group(1)
    sent = VISIT | {"form_key": key, "facility_id": str(house.own.facility.id)}
    line.breaks = when
    answer = member.post("/visits/open", sent)
    line.breaks = None
    says(answer, NOT_KNOWN, NOT_STORED)
    assert rows(house, Visit) == (when == AFTER)
    anew = member.get("/visits/open").text
    assert ('name="follows_id"' in form, 'name="follows_id"' in anew) == (False, when == AFTER)
    more = {"follows_id": ""} if when == AFTER else {}
    assert member.post("/visits/open", sent | more).status_code == 303, "what was typed came back into the page of now"
    assert rows(house, Visit) == 1


def test_what_the_database_refuses_itself_is_not_stored_and_said_so(house, feldsher, line):
    before = everything(house)

    if house.database.dialect == "postgresql":
        refusal: Exception = psycopg.errors.DiskFull("no room")
    else:
        refusal = sqlcipher.OperationalError("database or disk is full")
        refusal.sqlite_errorname = "SQLITE_FULL"

    def full(_connection):
        raise OperationalError("COMMIT", {}, refusal)

    event.listen(house.database.engine, "commit", full)
    answer = admit(house, feldsher)
    event.remove(house.database.engine, "commit", full)
    says(answer, NOT_STORED, NOT_KNOWN)
    assert everything(house) == before


def test_what_was_never_told_to_the_database_is_not_stored(house, feldsher, line):
    def gone(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO stay "):
            raise OperationalError(statement, {}, Exception("gone"))

    event.listen(house.database.engine, "before_cursor_execute", gone)
    answer = admit(house, feldsher)
    event.remove(house.database.engine, "before_cursor_execute", gone)
    says(answer, NOT_STORED, NOT_KNOWN)


def test_what_was_written_outside_stays_when_nobody_knows(house, line):
    given_up: list[str] = []

    def act() -> None:
        with house.database.unit(SYSTEM) as uow:
            uow.after_rollback(lambda: given_up.append("a photograph"))
            uow.session.execute(sa.update(Person).values(languages="az"))

    line.breaks = AFTER
    with pytest.raises(OutcomeUnknown):
        act()
    line.breaks = None
    assert given_up == [], "what the act may have named must not be taken away"


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_the_sentence_stands_in_every_language(house, line, language):
    browser = house.browser(Role.FELDSHER)
    browser.get("/login", lang=language)
    with i18n.in_language(language):
        sentence = i18n.gettext(
            "It is not known whether what you sent now was stored. Look whether it is there before you enter it again."
        )
    line.breaks = BEFORE
    assert sentence in admit(house, browser).text
    line.breaks = None
