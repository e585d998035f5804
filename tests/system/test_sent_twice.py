"""A form sent a second time is entered once: every POST of the URL map, both engines, both halves of a break."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from html import unescape
from typing import NamedTuple

import pytest
from flask import Flask

from healthapp.access import Role
from healthapp.access.guard import GUARD
from healthapp.appeals.models import Appeal
from healthapp.database import uuid7
from healthapp.people.models import Person, PersonName
from healthapp.risk.models import RiskEpisode
from healthapp.web import sent
from healthapp.web.models import SentForm
from tests.conftest import ENGINES
from tests.support import twice
from tests.support.house import House, SignedIn
from tests.support.severed import AFTER, BEFORE, severed
from tests.support.twice import kept
from tests.system import resent
from tests.system.test_trouble import ARRIVAL, rows

CLASSES = (resent.ONCE, resent.LOOKED_FOR, resent.PAPERS, resent.NEWEST, resent.SESSION)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
KNOWN = "This was stored when it was sent first. Nothing was entered twice."


def posts(app: Flask) -> dict[str, str]:
    """An address for every endpoint that takes a form: of things that are not there."""
    adapter, found = app.url_map.bind("localhost"), {}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            kinds = {name: type(converter).__name__ for name, converter in rule._converters.items()}
            values = {name: {"UUIDConverter": uuid7(), "Place": 1}.get(kind, "x") for name, kind in kinds.items()}
            found[rule.endpoint] = adapter.build(rule.endpoint, values, method="POST")
    return found


def test_every_form_is_said_to_be_safe_in_one_way(app: Flask) -> None:
    told = Counter(name for one in CLASSES for name in one)
    assert sorted(set(posts(app)) ^ set(told)) == []
    assert [name for name, times in told.items() if times > 1] == []
    assert resent.SHOWN | resent.DRAFT_FIRST <= resent.ONCE
    looking = {endpoint for endpoint in posts(app) if sent.only_looks(app.view_functions[endpoint])}
    assert looking == resent.LOOKED_FOR


def test_whatever_was_entered_once_leads_to_where_it_led_first(house: House) -> None:
    """The mark is looked at before anything else, whatever became of the thing and of the right to change it."""
    feldsher = house.browser(Role.FELDSHER)
    key = secrets.token_hex(8)
    form = {"csrf_token": feldsher.token, sent.FIELD: key, "words": "Mətn"}
    for endpoint, address in posts(house.app).items():
        if endpoint not in resent.ONCE:
            continue
        assert getattr(house.app.view_functions[endpoint], GUARD) != "public", endpoint
        with house.app.test_request_context(address, method="POST", data=form):
            mark = sent._mark(house.own.feldsher.user_id)
        with house.database.unit(house.own.feldsher, house.clock) as uow:
            uow.session.add(
                SentForm(mark=mark, user_id=uow.actor.user_id, location=f"/?{endpoint}", stored_at=uow.now())
            )
        before = kept(house.app)
        answer = feldsher.client.post(address, data=form)
        assert (answer.status_code, answer.location) == (303, f"/?{endpoint}"), endpoint
        assert kept(house.app) == before, endpoint


class Form(NamedTuple):
    """Where it goes, what is typed, and the table in which it makes a row."""

    path: str
    typed: dict[str, str]
    table: type


def arrival(house: House) -> Form:
    return Form("/people/admit", ARRIVAL | {"facility_id": str(house.own.facility.id)}, Person)


def alias(house: House) -> Form:
    return Form(f"/people/{house.own.person.id}/names", {"kind": "alias", "surname": "Qaraquş"}, PersonName)


def appeal(house: House) -> Form:
    told = {"source": "person", "kind": "access", "words": "Həkimə çıxmaq istəyirəm", "language": "az"}
    when = {"at_date": "11.03.2026", "at_time": "13:00"}
    return Form(f"/people/{house.own.person.id}/appeals/new", told | when, Appeal)


def episode(house: House) -> Form:
    told = {"source": "family", "informant": "Ana", "reason": "Məktub", "level": "3"}
    return Form(f"/people/{house.own.person.id}/risk/open", told, RiskEpisode)


FORMS = (arrival, alias, appeal, episode)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def feldsher(house: House) -> SignedIn:
    browser = house.browser(Role.FELDSHER)
    browser.client.resends = False
    browser.get("/login", lang="en")
    return browser


@pytest.mark.parametrize("form", FORMS)
def test_a_reload_and_a_second_click_are_led_to_the_first_entry(house: House, feldsher: SignedIn, form) -> None:
    path, typed, table = form(house)
    before, key = rows(house, table), secrets.token_hex(8)
    first = feldsher.post(path, typed, form_key=key)
    assert first.status_code == 303, first.text
    again = feldsher.post(path, typed, form_key=key)
    assert (again.status_code, again.location) == (303, first.location)
    assert KNOWN in feldsher.get(again.location).text
    assert rows(house, table) == before + 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_after_a_line_that_broke_a_second_try_enters_it_once(house: House, form, when: str) -> None:
    path, typed, table = form(house)
    before, typed = rows(house, table), typed | {"form_key": secrets.token_hex(8)}
    with severed(house.database) as (over, line):
        house.app.extensions["database"] = over
        feldsher = house.browser(Role.FELDSHER)
        feldsher.client.resends = False
        feldsher.get("/login", lang="en")
        line.breaks = when
        unknown = feldsher.post(path, typed)
        line.breaks = None
        assert unknown.status_code == 503
        assert "It is recorded" not in unknown.text
        fields = dict(HIDDEN.findall(unknown.text))
        assert {name: unescape(value) for name, value in fields.items()} == typed | {"csrf_token": feldsher.token}
        again = feldsher.post(path, fields)
        assert again.status_code == 303, "the page of the broken line sends it again as it was"
        assert (KNOWN in feldsher.get(again.location).text) == (when == AFTER)
        assert rows(house, table) == before + 1


@pytest.mark.parametrize("form", FORMS)
def test_two_that_arrive_at_once_are_one(house: House, feldsher: SignedIn, form, monkeypatch) -> None:
    """Neither finds the other's mark when it looks: the database lets one of them in."""
    path, typed, table = form(house)
    typed |= {"form_key": secrets.token_hex(8)}
    first = feldsher.post(path, typed)
    before, events = rows(house, table), kept(house.app)
    look, looks = sent._first, iter([True])
    monkeypatch.setattr(sent, "_first", lambda mark: None if next(looks, False) else look(mark))
    again = feldsher.post(path, typed)
    assert (again.status_code, again.location) == (303, first.location)
    assert (rows(house, table), kept(house.app)) == (before, events)


def test_what_the_state_refuses_the_second_time_is_led_to_the_first(
    house: House, feldsher: SignedIn, monkeypatch
) -> None:
    """Both were on their way; the second finds a draft that is given up, and says so of the first."""
    path = f"/examinations/{house.own.draft.id}/discard"
    typed = {"reason": "Səhv şəxsə başlanmışdı", "form_key": secrets.token_hex(8)}
    first = feldsher.post(path, typed)
    look, looks = sent._first, iter([True])
    monkeypatch.setattr(sent, "_first", lambda mark: None if next(looks, False) else look(mark))
    again = feldsher.post(path, typed)
    assert (first.status_code, again.status_code, again.location) == (303, 303, first.location)


def test_every_browser_of_the_tests_sends_a_form_twice(house: House) -> None:
    feldsher, path = house.browser(Role.FELDSHER), f"/examinations/{house.own.draft.id}/discard"
    twice.seen.discard("signing.give_up")
    assert feldsher.post(path, reason="Səhv şəxsə başlanmışdı").status_code == 303
    assert "signing.give_up" in twice.seen


def test_other_words_under_the_same_key_are_another_entry(house: House, feldsher: SignedIn) -> None:
    path, typed, table = alias(house)
    before, key = rows(house, table), secrets.token_hex(8)
    for surname in ("Qaraquş", "Ağquş"):
        assert feldsher.post(path, typed, form_key=key, surname=surname).status_code == 303
    assert rows(house, table) == before + 2


def test_a_page_drawn_anew_that_asks_more_than_before_sends_the_same(house: House, feldsher: SignedIn) -> None:
    """What was typed comes back with its key; a list the page has only since the first try is empty then."""
    path, typed, table = alias(house)
    before, key = rows(house, table), secrets.token_hex(8)
    first = feldsher.post(path, typed, form_key=key)
    again = feldsher.post(path, typed, form_key=key, given_name="", note="")
    assert (again.status_code, again.location) == (303, first.location)
    assert rows(house, table) == before + 1


def test_somebody_else_s_form_is_not_known_by_its_key(house: House, feldsher: SignedIn) -> None:
    path, typed, table = alias(house)
    doctor, before, key = house.browser(Role.DOCTOR), rows(house, table), secrets.token_hex(8)
    assert feldsher.post(path, typed, form_key=key).status_code == 303
    assert doctor.post(path, typed, form_key=key, surname="Ağquş").status_code == 303
    assert rows(house, table) == before + 2


def test_every_page_gives_its_forms_a_key_of_its_own(house: House, feldsher: SignedIn) -> None:
    path = f"/people/{house.own.person.id}/names"
    keys = [re.findall(r'name="form_key" data-once value="([^"]{20,})"', feldsher.get(path).text) for _page in range(2)]
    assert len(set(keys[0])) == len(set(keys[1])) == 1
    assert set(keys[0]) != set(keys[1])


@pytest.mark.parametrize("path", ["/people", "/recommendations/export", "/appeals/export"])
def test_what_is_only_looked_for_or_taken_out_may_be_sent_as_often_as_one_likes(house: House, path: str) -> None:
    doctor, typed = house.browser(Role.HEAD), {"q": "Kərimli", "form_key": "x"}
    answers = [doctor.client.post(path, data={"csrf_token": doctor.token, **typed}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert rows(house, SentForm) == 0
