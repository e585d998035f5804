"""The pages of the settings, as they are used and as they are misused."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.i18n import in_language
from healthapp.settings import presenter, queries
from healthapp.settings.defaults import DEFAULTS
from healthapp.settings.keys import KEYS
from healthapp.settings.models import Holiday
from tests import factories

CHANGE = "/settings/key/exam.before_transfer/change"
GOOD = {
    "state": "set",
    "value": "48",
    "unit": "hours",
    "standing": "target",
    "starts": "now",
    "note": "Decided by the department",
}


def test_every_key_is_told_in_words(browser):
    contents = browser.get("/settings")
    assert browser.status == 200
    assert "intake.exam_max" not in contents
    pages, links = {}, {}
    for group in presenter.GROUPS:
        pages[group] = browser.get(f"/settings/group/{group}")
        links[group] = re.findall(r'href="/settings/key/([^"/]+)"', browser.markup)
    assert sorted(key for found in links.values() for key in found) == sorted(KEYS), "each in one group"
    with in_language("en"):
        assert all(presenter.what(key) in contents for key in KEYS)
    assert "24 hours" in pages["intake"]
    assert "CPC 161.1.3" in pages["intake"]
    unset = sum(1 for default in DEFAULTS if default.value is None)
    assert sum(page.count("unset") for page in pages.values()) == unset


@pytest.mark.parametrize(("language", "words"), [("az", "24 saat"), ("ru", "24 часа"), ("en", "24 hours")])
def test_three_languages(app, language, words):
    from tests.integration.custody.pages import Browser

    page = Browser(app, factories.identity(Role.AUDITOR), language).get("/settings/group/intake")
    assert words in page


@pytest.mark.parametrize(
    ("language", "words"), [("az", "daha həssas"), ("ru", "более чувствительн"), ("en", "sensitive")]
)
def test_a_cut_off_its_sources_disagree_on_says_so(app, language, words):
    """CMHS for women: 4 by NICE, 5 by its makers. The lower one stands on purpose, and nobody saw either text."""
    from tests.integration.custody.pages import Browser

    page = Browser(app, factories.identity(Role.AUDITOR), language).get("/settings/group/mental")
    told = page[page.index("Ford, 2009") :][:160]
    assert "5" in told
    assert words in told
    assert "30.11.2026" in told


def test_a_new_value_shows_with_its_history(browser):
    browser.post(CHANGE, GOOD)
    assert (browser.status, browser.location) == (303, "/settings/key/exam.before_transfer")
    page = browser.get(browser.location)
    assert "48 hours" in page
    assert "unset" in page
    assert "Decided by the department" in page
    assert "shipped with the program" in page


def test_a_value_to_come_is_said_beside_the_present_one(browser):
    browser.post(CHANGE, {**GOOD, "starts": "day", "valid_from_date": "01.04.2026"})
    assert browser.status == 303
    assert "from 01.04.2026 00:00: 48 hours" in browser.get("/settings/group/exam")
    assert "not in force yet" in browser.get("/settings/key/exam.before_transfer")


def test_a_value_to_come_is_withdrawn_with_its_reason_and_entered_anew(browser, clock):
    later = {**GOOD, "starts": "day", "valid_from_date": "01.04.2026"}
    browser.post(CHANGE, later)
    page = "/settings/key/exam.before_transfer"
    browser.get(page)
    (link,) = re.findall(rf'href="({page}/withdraw/[^"]+)"', browser.markup)
    assert "48 hours" in browser.get(link)
    browser.post(link, reason="no")
    assert (browser.status, 'href="#reason"' in browser.markup) == (422, True)
    browser.post(link, reason="It was meant to be 24 hours")
    assert (browser.status, browser.location) == (303, page)
    assert "to come" not in browser.get("/settings/group/exam")
    told = browser.get(page)
    assert "withdrawn before it began" in told
    assert "It was meant to be 24 hours" in told
    assert "/withdraw/" not in browser.markup
    browser.get(link)
    assert browser.status == 404
    browser.post(CHANGE, {**later, "value": "24"})
    assert browser.status == 303
    assert "from 01.04.2026 00:00: 24 hours" in browser.get("/settings/group/exam")


def test_a_value_that_has_begun_is_never_withdrawn(browser, clock):
    browser.post(CHANGE, {**GOOD, "starts": "day", "valid_from_date": "01.04.2026"})
    browser.get("/settings/key/exam.before_transfer")
    (link,) = re.findall(r'href="([^"]+/withdraw/[^"]+)"', browser.markup)
    clock.advance(days=60)
    browser.post(link, reason="Too late to be withdrawn")
    assert browser.status == 422
    assert "This value has begun" in browser.text
    assert "48 hours" in browser.get("/settings/group/exam")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"state": ""}, "state"),
        ({"value": ""}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "1.5"}, "value"),
        ({"value": "²"}, "value"),
        ({"value": "10001"}, "value"),
        ({"unit": ""}, "unit"),
        ({"unit": "fortnights"}, "unit"),
        ({"standing": "law"}, "legal_basis"),
        ({"standing": "perhaps"}, "standing"),
        ({"starts": "day"}, "valid_from_date"),
        ({"starts": "day", "valid_from_date": "31.02.2026"}, "valid_from_date"),
        ({"starts": "day", "valid_from_date": "01.04.2026", "valid_from_time": "25:00"}, "valid_from_time"),
        ({"starts": "day", "valid_from_date": "31.12.1999"}, "valid_from_date"),
        ({"note": ""}, "note"),
        ({"note": "no"}, "note"),
        ({"legal_basis": "x" * 301}, "legal_basis"),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_field(browser, database, wrong, field):
    browser.post(CHANGE, {**GOOD, **wrong})
    assert browser.status == 422
    assert f'href="#{field}"' in browser.markup
    if "note" not in wrong:
        assert "Decided by the department" in browser.text
    with database.reading() as session:
        assert len(queries.history(session, ["exam.before_transfer"])) == 1


@pytest.mark.parametrize(
    ("key", "value", "unit", "field"),
    [
        ("watch.close", "0", "minutes", "value"),
        ("watch.close", "-5", "minutes", "value"),
        ("watch.close", "16", "minutes", "value"),
        ("watch.close", "9999", "minutes", "value"),
        ("watch.close", "10", "hours", "unit"),
        ("watch.night", "31", "minutes", "value"),
        ("watch.late_entry", "6", "minutes", "value"),
        ("watch.equal_run", "5", "gaps", "value"),
        ("risk.plan", "2", "hours", "value"),
        ("risk.plan", "61", "minutes", "value"),
        ("risk.review_l4", "25", "hours", "value"),
        ("risk.post_closure_last", "60", "days", "value"),
        ("watch.night_from", "06:00", None, "value"),
        ("watch.night_from", "23:00", None, "value"),
        ("watch.night_to", "22:00", None, "value"),
        ("watch.night_to", "25:00", None, "value"),
        ("watch.night_to", "", None, "value"),
    ],
)
def test_nobody_sets_the_watch_weaker_than_the_guideline(browser, database, clock, key, value, unit, field):
    given = {**GOOD, "value": value, "unit": unit} if unit else {**GOOD, "value": value}
    if not unit:
        del given["unit"]
    browser.post(f"/settings/key/{key}/change", given)
    assert browser.status == 422
    assert f'href="#{field}"' in browser.markup
    assert "Decided by the department" in browser.text
    with database.reading() as session:
        assert len(queries.history(session, [key])) == 1


def test_what_people_at_risk_are_never_without_cannot_be_unset_or_begin_in_the_past(browser, database, clock):
    change = "/settings/key/watch.close/change"
    page = browser.get(change)
    assert "From 5 minutes to 15 minutes" in page
    assert "it is unset" not in page
    browser.post(change, {"state": "set", "value": "25", "unit": "minutes"})
    assert 'href="#value"' in browser.markup, "said together with whatever else is missing"
    ten = {**GOOD, "value": "10", "unit": "minutes"}
    browser.post(change, {**ten, "state": "unset"})
    assert browser.status == 422
    assert "This limit cannot be unset" in browser.markup
    browser.post(change, {**ten, "starts": "day", "valid_from_date": "01.02.2026"})
    assert browser.status == 422
    assert 'href="#valid_from_date"' in browser.markup
    browser.post(change, ten)
    assert browser.status == 303
    assert "10 minutes" in browser.get(browser.location)
    browser.post("/settings/key/risk.plan/change", {**GOOD, "value": "30", "unit": "minutes"})
    assert browser.status == 303


def test_a_night_is_moved_one_end_at_a_time_and_never_becomes_too_short(browser, database, clock):
    rest = {key: value for key, value in GOOD.items() if key not in ("value", "unit")}

    def put(end, value, **more):
        browser.post(f"/settings/key/watch.night_{end}/change", {**rest, "value": value, **more})
        return browser.status

    later = {"starts": "day", "valid_from_date": "01.04.2026"}
    assert put("from", "23:00") == 422, "seven hours"
    assert "from 23:00 to 06:00" in browser.text
    assert put("to", "07:00", **later) == 303
    assert put("from", "23:00") == 422, "until April it would be seven"
    assert put("from", "23:00", **later) == 303


def test_one_end_of_a_night_is_not_withdrawn_when_the_other_needs_it(browser, clock):
    rest = {key: value for key, value in GOOD.items() if key not in ("value", "unit")}
    later = {**rest, "starts": "day", "valid_from_date": "01.04.2026"}
    browser.post("/settings/key/watch.night_to/change", {**later, "value": "07:00"})
    browser.post("/settings/key/watch.night_from/change", {**later, "value": "23:00"})

    def withdraw(end):
        browser.get(f"/settings/key/watch.night_{end}")
        (link,) = re.findall(r'href="([^"]+/withdraw/[^"]+)"', browser.markup)
        browser.post(link, reason="Entered by mistake")
        return browser.status

    assert withdraw("to") == 422
    assert "from 23:00 to 06:00" in browser.text
    assert withdraw("from") == 303
    assert withdraw("to") == 303


def test_words_and_choices_have_their_own_fields(browser, database, clock):
    rest = {key: value for key, value in GOOD.items() if key not in ("value", "unit")}
    browser.post("/settings/key/prosecutor.notice_needs_consent/change", {**rest, "value": "yes"})
    assert browser.status == 303
    browser.post("/settings/key/name.expert_commission/change", {**rest, "value": "Ekspert Komissiyası"})
    assert browser.status == 303
    browser.post("/settings/key/prosecutor.notice_needs_consent/change", {**rest, "value": "48"})
    assert browser.status == 422
    browser.post("/settings/key/name.expert_commission/change", {**rest, "value": "x", "unit": "hours"})
    assert browser.status == 422
    with database.reading() as session:
        assert queries.current(session, "prosecutor.notice_needs_consent", clock.now).value is True
        assert queries.current(session, "name.expert_commission", clock.now).value == "Ekspert Komissiyası"


def test_unset_keeps_no_number(browser, database, clock):
    browser.post("/settings/key/intake.exam_max/change", {**GOOD, "state": "unset"})
    assert browser.status == 303
    with database.reading() as session:
        assert queries.current(session, "intake.exam_max", clock.now).value is None


def test_emergency_access_is_told_in_hours_alone(browser):
    page = browser.get("/settings/key/access.break_glass/change")
    assert "hours" in page
    browser.post("/settings/key/access.break_glass/change", {**GOOD, "unit": "days"})
    assert browser.status == 422


def test_who_may_read_and_who_may_change(browser):
    for role in (Role.HEAD, Role.AUDITOR, Role.ADMIN, Role.NPG):
        browser.as_(factories.identity(role)).get("/settings")
        assert browser.status == 200
        browser.get(CHANGE)
        assert browser.status == 403
        browser.post(CHANGE, GOOD)
        assert browser.status == 403
        browser.post("/settings/holidays", day="20.03.2026", name="Novruz", kind="off")
        assert browser.status == 403
    for role in (Role.FELDSHER, Role.ADMINISTRATION, Role.NURSE):
        browser.as_(factories.identity(role)).get("/settings")
        assert browser.status == 403


def test_an_unknown_key_is_not_there(browser):
    for path in ("/settings/key/no.such", "/settings/key/no.such/change", "/settings/key/" + "x" * 500):
        browser.get(path)
        assert browser.status == 404


def test_holidays(browser, database):
    assert "No day is in the list." in browser.get("/settings/holidays")
    browser.post("/settings/holidays", day="20.03.2026", name="Novruz <b>", kind="off")
    assert browser.status == 303
    page = browser.get("/settings/holidays")
    assert "20.03.2026" in page
    assert "Novruz <b>" in page
    with database.reading() as session:
        day = session.scalars(sa.select(Holiday)).one()
    browser.post(f"/settings/holidays/{day.id}/remove", reason="")
    assert browser.status == 422
    browser.post(f"/settings/holidays/{day.id}/remove", reason="Entered by mistake")
    assert browser.status == 303
    browser.post(f"/settings/holidays/{day.id}/remove", reason="Entered by mistake")
    assert browser.status == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "31.02.2026"}, "day"),
        ({"day": "20.03.26"}, "day"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "working"}, "day"),
    ],
)
def test_a_wrong_holiday(browser, database, wrong, field):
    browser.post("/settings/holidays", {"day": "20.03.2026", "name": "Novruz", "kind": "off", **wrong})
    assert browser.status == 422
    assert f'href="#{field}"' in browser.markup
    with database.reading() as session:
        assert queries.holidays(session) == (frozenset(), frozenset())


def test_a_day_twice(browser):
    for expected in (303, 422):
        browser.post("/settings/holidays", day="20.03.2026", name="Novruz", kind="off")
        assert browser.status == expected
    assert dt.date(2026, 3, 20).weekday() < 5
    assert "already in the list" in browser.text
