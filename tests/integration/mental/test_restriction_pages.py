"""The pages of restrictive measures: no punishment, no end left open, nobody at risk kept apart against the rule."""

from __future__ import annotations

import re

import pytest

from healthapp.access import Role
from tests.integration.mental import commands
from tests.integration.mental.commands import typed
from tests.integration.mental.test_pages import DAY, at, engine_name, errors

__all__ = ["engine_name"]


def test_the_form_of_a_measure_knows_no_punishment_and_says_so(unit, sign_in):
    browser = sign_in(Role.NURSE)
    page = browser.get(f"/people/{unit.person.id}/restrictions/new", lang="en")
    page = browser.get(f"/people/{unit.person.id}/restrictions/new")
    assert "Never as a punishment" in page.text
    values = re.findall(r'name="reason"[^>]*value="([a-z]+)"', page.text)
    assert values == ["life", "others", "infection", "treatment"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "punishment"}, "reason"),
        ({"ends_date": ""}, "ends_date"),
        ({"ends_date": "01.01.2026"}, "ends_time"),
        ({"ends_date": "01.05.2026"}, "ends_date"),
        ({"grounds": ""}, "grounds"),
        ({"tried": ""}, "tried"),
        ({"dignity": ""}, "dignity"),
        ({"ordered_as": "governor"}, "ordered_as"),
        ({"started_date": "01.01.2031", "ends_date": "02.01.2031"}, "started_time"),
    ],
)
def test_a_measure_without_an_end_or_grounds_is_refused(unit, sign_in, wrong, field):
    browser = sign_in(Role.NURSE)
    form = commands.restriction_form(at(unit, hours=1), unit.clock() + DAY)
    answer = browser.post(f"/people/{unit.person.id}/restrictions/new", **{**form, **wrong})
    assert (answer.status_code, field in errors(answer)) == (422, True)
    assert "Dr Əliyev" in answer.text


def test_a_measure_is_entered_reviewed_and_ended(unit, sign_in):
    browser = sign_in(Role.NURSE)
    form = commands.restriction_form(at(unit, hours=1), unit.clock() + DAY)
    path = f"/people/{unit.person.id}/restrictions/new"
    page = browser.post(path, **form).location
    assert browser.post(path, **form).location == page
    assert browser.get(page).status_code == 200
    now = typed("at", unit.clock())
    assert errors(browser.post(page, kind="extended", text="risk qalır", **now)) == {"ends_date"}
    longer = {**now, **typed("ends", unit.clock() + 2 * DAY)}
    assert browser.post(page, kind="extended", text="risk qalır", **longer).status_code == 303
    assert errors(browser.post(page, kind="visit", text="əvvəl", **typed("at", at(unit, days=3)))) == {"at_time"}
    assert browser.post(page, kind="ended", text="sakitdir", **now).status_code == 303
    late = browser.post(page, kind="review", text="sonra", **now)
    assert (late.status_code, 'class="govuk-error-summary' in late.text) == (409, True)


def test_the_page_says_who_may_not_be_kept_apart_and_what_helps(unit, sign_in):
    nurse, doctor, office = (sign_in(role) for role in (Role.NURSE, Role.DOCTOR, Role.ADMINISTRATION))
    for browser in (nurse, office):
        browser.get("/worklist", lang="en")
    path, grounds = f"/people/{unit.person.id}/restrictions/new", "Yoluxucudur, gözdən qoyulmur"
    form = commands.restriction_form(at(unit, hours=1), unit.clock() + DAY, kind="separation")
    assert "doctors_grounds" not in nurse.get(path).text, "asked of nobody it does not concern"
    measure = nurse.post(path, **form).location
    told = {"source": "concern", "level": "3", "reason": "Vidalaşır"}
    episode = nurse.post(f"/people/{unit.person.id}/risk/open", **told).location
    mark = "L3: needs constant observation or a doctor&#39;s grounds"
    assert mark in nurse.get(measure).text
    assert mark in office.get("/registers/in-force").text
    listed = ("/registers/restrictions", f"/people/{unit.person.id}/mental")
    head = sign_in(Role.HEAD)
    head.get("/worklist", lang="en")
    assert [mark in head.get(page).text for page in listed] == [True, True]
    taken = head.post("/registers/restrictions", format="csv").text
    assert "L3: needs constant observation or a doctor's grounds" in taken
    assert "Kept apart from others at level L3" in nurse.get(episode).text
    anew = {**form, **typed("started", at(unit, minutes=30)), "doctors_grounds": grounds}
    refused = nurse.post(path, **anew)
    assert (refused.status_code, errors(refused), grounds in refused.text) == (422, {"doctors_grounds"}, True)
    assert doctor.post(path, **anew).status_code == 303
    assert mark not in nurse.get(measure).text
    assert [mark in head.get(page).text for page in listed] == [False, False]
    shown = nurse.get(episode).text
    assert ("Kept apart from others at level L3" in shown, grounds in shown) == (False, True)
