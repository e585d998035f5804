"""What the worklist and the page of a draft offer, they keep: nobody is led to a page that refuses them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.accounts import signing
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.kinds import CRITICAL_MEDICINE, INTAKE, RETURN_POLICE, SAFETY_SCREEN
from healthapp.deadlines.models import Deadline
from healthapp.intake import services as examinations
from healthapp.intake.dictionary import KINDS
from healthapp.people import services as people
from healthapp.people.models import Person
from healthapp.risk import screens
from tests import factories


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def links(page: str) -> list[str]:
    """Addresses of the page's own part."""
    return re.findall(r'<a\b[^>]*\bhref="(/[^"#?]*)', page.partition("<main")[2])


def here(page: str) -> list[str]:
    """The entries of the menu that are marked as where one is."""
    menu = page.partition('class="app-nav"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)"[^>]*aria-current="(?:page|true)"', menu)


def test_nobody_starts_on_a_page_that_knows_nothing_of_their_work(house):
    for role in Role:
        browser = house.browser(role)
        first = browser.get("/")
        assert first.status_code == 302, role
        assert len(here(browser.get(first.location).text)) == 1, role
    # and the menu goes on saying where one is
    assert here(house.browser(Role.LIAISON).get("/hospitals/places").text) == ["/hospitals"]


def test_who_may_not_examine_is_led_from_an_arrival_to_the_person(house):
    # Given an arrival whose screen is done and whose examination nobody began
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        arrival = replace(factories.arrival(house.own.facility, house.clock()), not_the_same=True)
        person = people.admit(uow, arrival)
        screen = sa.select(Deadline).where(Deadline.person_id == person.id, Deadline.kind == SAFETY_SCREEN.code)
        done = uow.session.scalars(screen).one()
        done.state, done.met_at = "met", uow.now()
    # Then those who examine begin it from the list, and a nurse opens the person
    begin = f"/people/{person.id}/examine/intake"
    feldsher, nurse = (house.browser(role) for role in (Role.FELDSHER, Role.NURSE))
    assert begin in links(feldsher.get("/worklist").text)
    assert feldsher.get(begin).status_code == 200
    shown = links(nurse.get("/worklist").text)
    assert f"/people/{person.id}" in shown
    assert begin not in shown


def test_a_draft_of_ones_own_opens_whatever_kind_it_is(house):
    nurse = house.browser(Role.NURSE)
    with house.database.unit(house.users[Role.NURSE], house.clock) as uow:
        draft = screens.begin(uow, house.own.person, "phq-2", "az")
    shown = links(nurse.get("/worklist").text)
    assert f"/screenings/{draft.id}" in shown
    assert f"/examinations/{draft.id}" not in shown


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PSYCHOLOGIST, Role.NURSE])
def test_the_parts_of_a_draft_open_for_those_alone_who_may_write_in_it(house, role):
    draft = f"/examinations/{house.own.draft.id}"
    page = house.browser(role).get(draft)
    if page.status_code != 200:
        pytest.fail(f"{role} no longer reads a draft: take the role out of this table")
    assert [link for link in links(page.text) if link.startswith(f"{draft}/")] == []
    assert f"{draft}/vitals" in links(house.browser(Role.FELDSHER).get(draft).text)


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.FELDSHER])
def test_a_case_is_offered_for_whoever_is_held_and_for_nobody_who_left_or_died(house, role):
    def offers() -> set[str]:
        pages = (f"/people/{house.own.person.id}", f"/examinations/{house.own.signed.id}")
        return {link for page in pages for link in links(house.browser(role).get(page).text) if "/cases/new" in link}

    offered = offers()
    assert offered
    assert [link for link in offered if house.browser(role).get(link).status_code != 200] == []
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        uow.session.get_one(Person, house.own.person.id).in_custody = False
        uow.audited = True
    assert house.browser(role).get(offered.pop()).status_code == 404
    assert offers() == set()


@pytest.mark.parametrize(("minutes", "order"), [(60, ["now", "arrivals"]), (61, ["arrivals", "now"])])
def test_a_counter_leads_to_its_list_and_what_cannot_wait_for_a_dose_comes_first(house, minutes, order):
    def first_page() -> str:
        return house.browser(Role.FELDSHER).get("/worklist").text

    def leads() -> list[str]:
        return re.findall(r'<a href="#([a-z]+)">', first_page())

    assert "now" not in leads(), "nothing there"
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        common = {"facility_id": house.own.facility.id, "person_id": house.own.person.id, "started_by": "test"}
        due = house.clock() + dt.timedelta(minutes=minutes)
        deadlines.start(uow, CRITICAL_MEDICINE, started_at=house.clock(), due_at=due, **common)
        uow.audited = True
    assert leads()[:2] == order, "an hour comes before a day"
    page = first_page()
    assert sorted(order, key=lambda name: page.index(f'id="{name}"')) == order
    assert 'href="#overview"' in page
    assert 'id="overview"' in page
    assert [name for name in leads() if f'id="{name}"' not in page] == []
    assert page.index('id="now"') < page.index('id="others"')


def test_a_feldsher_sees_what_waits_for_a_doctor_and_reads_it(house):
    # Given a record that a feldsher of the house handed in
    browser, link = house.browser(Role.FELDSHER), f"/examinations/{house.own.waiting.id}"
    page = browser.get("/worklist").text
    # Then it is counted and listed with who handed it in, and opens without a way to sign
    part = page.partition('id="countersign"')[2].partition("</section>")[0]
    assert link in links("<main" + part)
    assert f"{link}/countersign" not in part
    assert house.own.waiting.author_name in part
    count = re.search(r'<a href="#countersign">\s*<span class="app-jump__n">(\d+)<', page)
    assert count
    assert int(count[1]) == part.count("<tr role") - 1
    assert browser.get(link).status_code == 200
    # and nobody elsewhere sees it, nor does a nurse; a doctor signs from the list
    assert link not in house.browser(house.other.feldsher).get("/worklist").text
    assert link not in house.browser(Role.NURSE).get("/worklist").text
    assert f"{link}/countersign" in house.browser(Role.DOCTOR).get("/worklist").text


def test_what_is_late_stands_with_who_has_it_in_hand(house):
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        common = {"facility_id": house.own.facility.id, "person_id": house.own.person.id, "started_by": "return_police"}
        started = house.clock() - dt.timedelta(hours=30)
        deadlines.start(uow, RETURN_POLICE, started_at=started, **common)
        uow.audited = True
    head = house.browser(Role.HEAD)

    def row() -> str:
        page = head.get("/worklist").text
        return next(part for part in page.split("<tr ") if "is-over" in part or str(RETURN_POLICE.text) in part)

    words, duty = f"başlayıb: {house.own.feldsher.name}", "cavabdeh: tibb-sanitar hissənin feldşeri və ya həkimi"
    assert words not in row()
    assert duty in row(), "nobody yet: then it stands whose duty it is"
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        record = examinations.begin(uow, uow.session.get_one(Person, house.own.person.id), KINDS["return_police"])
    assert words in row()
    assert duty not in row()
    assert f"/examinations/{record.id}" in row()


def test_whoever_was_not_screened_yet_is_screened_first_and_the_button_says_so(house):
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        arrival = replace(factories.arrival(house.own.facility, house.clock()), not_the_same=True)
        person = people.admit(uow, arrival)
    page = house.browser(Role.FELDSHER).get("/worklist").text.partition('id="arrivals"')[2].partition("</section>")[0]
    button = re.search(rf'href="/people/{person.id}/examine/safety_screen"[^>]*>([^<]*)<span[^>]*>: ([^,<]*)', page)
    assert button.groups() == ("Skrininqə keçin", "Təhlükəsizlik skrininqi")


def test_whoever_waits_stands_with_who_began_the_examination(house):
    def admitted(hours: int) -> Person:
        at = house.clock() - dt.timedelta(hours=hours)
        with house.database.unit(house.own.feldsher, house.clock) as uow:
            return people.admit(uow, replace(factories.arrival(house.own.facility, at), not_the_same=True))

    admitted(1)
    words, duty = f"başlayıb: {house.own.feldsher.name}", "cavabdeh: tibb-sanitar hissənin feldşeri və ya həkimi"

    head = house.browser(Role.HEAD)

    def arrivals() -> str:
        return head.get("/worklist").text.partition('id="arrivals"')[2].partition("</section>")[0]

    assert words not in arrivals(), "nobody yet"
    assert duty not in arrivals(), "and not late: the same words in every row would hide the few that are"
    person = admitted(30)
    assert duty in arrivals()
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        examinations.begin(uow, uow.session.get_one(Person, person.id), KINDS["intake"])
    assert words in arrivals()
    assert arrivals().count(words) + arrivals().count(duty) == arrivals().count("is-over")


def test_a_voiding_that_was_asked_for_waits_on_the_list_of_whoever_can_confirm_it(house, monkeypatch):
    """It says who it is about and that something is to be decided, never which record it is or why it is doubted."""
    monkeypatch.setattr(signing, "verify", lambda *_given: "password")
    doctor, head, nurse = (house.browser(role) for role in (Role.DOCTOR, Role.HEAD, Role.NURSE))
    path, words = f"/examinations/{house.own.waiting.id}/void", "İstənilmiş etibarsız sayılma barədə qərar verin"
    reason = "Başqa şəxsin həyəcanı"
    assert words not in head.get("/worklist").text
    assert doctor.post(path, reason=reason, signature="x").status_code == 303
    page = head.get("/worklist").text
    waiting = page.partition('id="countersign"')[2].partition("</section>")[0]
    assert words in waiting, "among what waits for a signature, however long the list of other clocks is"
    assert path in links(page)
    assert reason not in page
    assert words not in nurse.get("/worklist").text
    assert head.post(path, reason="Təsdiq edirəm", signature="x").status_code == 303
    assert words not in head.get("/worklist").text


def test_a_doctor_decides_that_a_doubted_record_stands(house, monkeypatch):
    monkeypatch.setattr(signing, "verify", lambda *_given: "password")
    doctor, head, feldsher = (house.browser(role) for role in (Role.DOCTOR, Role.HEAD, Role.FELDSHER))
    record, words = f"/examinations/{house.own.waiting.id}", "İstənilmiş etibarsız sayılma barədə qərar verin"
    assert "/decide" not in head.get(f"{record}/void").text, "nobody doubts it"
    assert doctor.post(f"{record}/void", reason="Başqa şəxsin həyəcanı", signature="x").status_code == 303
    decide = re.findall(r'href="(/clocks/[0-9a-f-]+/decide)"', head.get(f"{record}/void").text)[0]
    assert "/decide" not in feldsher.get(f"{record}/void").text, "a doctor's decision"
    assert f'href="{record}/void"' in head.get(decide).text, "who asked for it and why"
    assert head.post(decide, decision="").status_code == 422
    assert head.post(decide, decision="Ad düzgündür, yoxlanıldı").status_code == 303
    assert words not in head.get("/worklist").text
    for page in (record, f"{record}/void"):
        assert "Ad düzgündür, yoxlanıldı" in feldsher.get(page).text
    assert head.post(f"{record}/void", reason="Yenidən baxıldı", signature="x").status_code == 303
    assert "Ad düzgündür" not in head.get(record).text, "two people voided it all the same"


def test_of_a_long_list_one_is_led_to_the_whole_of_it(house):
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        for _number in range(60):
            person = factories.person(uow, house.own.facility)
            common = {"facility_id": house.own.facility.id, "person_id": person.id, "started_by": "admission"}
            deadlines.start(uow, INTAKE, started_at=house.clock() - dt.timedelta(hours=2), **common)
        uow.audited = True
    browser = house.browser(Role.FELDSHER)

    def arrivals(address: str) -> tuple[int, list[str]]:
        part = browser.get(address).text.partition('id="arrivals"')[2].partition("</section>")[0]
        onward = re.findall(r'<p class="app-p"><a class="govuk-link" href="([^"]+)">([^<]+)<', part)
        return part.count("<tr role") - 1, [unescape(words) for link in onward for words in link]

    rows, (address, words) = arrivals("/worklist")
    count = re.search(r'<a href="#arrivals">\s*<span class="app-jump__n">(\d+)<', browser.get("/worklist").text)
    assert rows < 25
    assert count
    assert words == f"Daha çox göstərin: 50 / {count[1]}"
    assert address == "/worklist?whole=arrivals#arrivals"
    assert arrivals(address) == (50, []), "a full page, and from there on page by page"
    assert 'rel="next" href="/worklist?arrivals=' in browser.get(address).text
