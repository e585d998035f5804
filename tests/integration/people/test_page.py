"""The pages of people: who sees what, what is noted, and what a long history costs."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from html import unescape

import pytest
import sqlalchemy as sa

from healthapp.access import Assignment, Identity, Role
from healthapp.audit.models import AuditEvent
from healthapp.deadlines import kinds
from healthapp.deadlines import services as deadlines
from healthapp.people import flags, merging, page, queries
from healthapp.people.models import Movement, Person
from healthapp.records.models import ClinicalRecord
from tests import factories


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def events(database, kind):
    with database.reading() as session:
        return list(session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id)))


@pytest.fixture
def flagged(database, clock, feldsher, rauf):
    with database.unit(feldsher, clock) as uow:
        flags.put(uow, person_id=rauf.id, code="allergy", state="known", text="Penisillin")
        flags.put(uow, person_id=rauf.id, code="risk", state="3", text="L3, yaxından müşahidə")
        flags.put(uow, person_id=rauf.id, code="measure", state="lower_bunk")
    return rauf


def history(database, clock, person, count):
    """``count`` records and ``count`` movements, an hour apart."""
    with database.reading() as session:
        stay = queries.open_stay(session, person.id)
    with database.unit(Identity.system("tests"), clock) as uow:
        for number in range(1, count + 1):
            at = clock.now - dt.timedelta(hours=number)
            record = {
                "kind": "intake",
                "state": "awaiting_doctor",
                "author_id": uuid.uuid4(),
                "author_name": "Aygün",
                "author_role": "feldsher",
            }
            where = {"person_id": person.id, "stay_id": stay.id, "facility_id": stay.facility_id}
            uow.session.add(ClinicalRecord(**where, **record, event_time=at, recorded_time=at))
            uow.session.add(Movement(**where, kind="procedural_action", occurred_at=at, recorded_at=at))
        uow.audited = True


def test_what_is_due_leads_to_where_it_is_done_and_only_whoever_does_it(database, clock, sign_in, feldsher, rauf):
    with database.unit(feldsher, clock) as uow:
        where = {"person_id": rauf.id, "facility_id": rauf.facility_id, "started_at": clock.now}
        deadlines.start(uow, kinds.RESCREEN, started_by="self_harm", **where)
        deadlines.start(uow, kinds.INTAKE, started_by="admission", **where)
        deadlines.start(uow, kinds.PERIODIC, started_by="examined", due_at=clock.now + dt.timedelta(days=80), **where)
        uow.audited = True
    page = sign_in(Role.FELDSHER).get(f"/people/{rauf.id}").text
    due = page.partition("Nə vaxt nə edilməlidir")[2].partition("</table>")[0]
    assert f'href="/people/{rauf.id}/screenings"' in due
    assert f'href="/people/{rauf.id}/examine/intake"' in due
    # The green button is for what is due next, never for what is due in three months.
    buttons = page.partition("Nə vaxt nə edilməlidir")[0].partition("<details")[0]
    assert (f"/people/{rauf.id}/examine/intake" in buttons, f"/people/{rauf.id}/examine/periodic" in buttons) == (
        True,
        False,
    )
    due = sign_in(Role.PSYCHOLOGIST).get(f"/people/{rauf.id}").text.partition("Nə vaxt nə edilməlidir")[2]
    assert f'href="/people/{rauf.id}/examine/intake"' not in due.partition("</table>")[0]


def test_forty_targets_that_passed_hide_neither_the_law_nor_what_comes_next(database, clock, sign_in, feldsher, rauf):
    """Whoever returned from court forty times and was asked nothing had forty lines before everything else."""
    with database.unit(feldsher, clock) as uow:
        for number in range(40):
            at = clock.now - dt.timedelta(days=number + 2)
            deadlines.start(
                uow, kinds.RESCREEN, facility_id=rauf.facility_id, started_at=at, started_by="court_return",
                person_id=rauf.id, due_at=at + dt.timedelta(hours=4),
            )  # fmt: skip
        uow.audited = True
    browser, asked = sign_in(Role.NURSE), "Məhkəmədən"
    page = browser.get(f"/people/{rauf.id}", show="care")
    link = re.search(r'href="([^"]*whole=clocks[^"]*)">Hamısını göstərin \((\d+)\)', unescape(page.text))
    assert (page.text.count(asked), str(kinds.INTAKE.text) in page.text) == (8, True)
    whole = browser.get(link[1]).text
    assert (whole.count(asked), "show=care" in link[1], "whole=clocks#clocks" in whole) == (40, True, False)


def test_thoughts_of_suicide_stand_beside_the_name_until_an_episode_says_more(database, clock, sign_in, feldsher, rauf):
    told = "İntihar fikri olduğunu deyib"
    with database.unit(feldsher, clock) as uow:
        flags.put(uow, person_id=rauf.id, code="thoughts", state="told")
    page = text_of(sign_in(Role.FELDSHER).get(f"/people/{rauf.id}"))
    assert (told in page, "açıq epizod yoxdur" in page) == (True, False)
    assert told not in text_of(sign_in(Role.ADMINISTRATION).get(f"/people/{rauf.id}"))
    with database.unit(feldsher, clock) as uow:
        flags.put(uow, person_id=rauf.id, code="risk", state="3", text="L3")
    page = text_of(sign_in(Role.FELDSHER).get(f"/people/{rauf.id}"))
    assert (told in page, "L3" in page) == (False, True)


def test_the_page_shows_who_what_is_due_and_what_happened(sign_in, flagged, clock):
    page = text_of(sign_in(Role.FELDSHER).get(f"/people/{flagged.id}"))
    for words in (
        "Kərimli Rauf Elçin oğlu",
        "14.06.1991",
        "34 yaş",
        "Karantin 3",
        "Penisillin",
        "L3, yaxından müşahidə",
        "N1-2026-0001",
        "Nə vaxt nə edilməlidir",
        "Gəldi: Nümunə istintaq təcridxanası",
        "12:32",
    ):
        assert words in page, words


def test_every_opening_is_noted_before_it_is_read(database, sign_in, rauf, monkeypatch):
    browser = sign_in(Role.NURSE)
    for _time in range(2):
        browser.get(f"/people/{rauf.id}")
    noted = events(database, "person.opened")
    assert [(row.person_id, row.actor_id) for row in noted] == [(rauf.id, browser.identity.user_id)] * 2

    def fails(*_args, **_values):
        raise RuntimeError

    monkeypatch.setattr("healthapp.people.page.read", fails)
    with pytest.raises(RuntimeError):
        browser.get(f"/people/{rauf.id}")
    assert len(events(database, "person.opened")) == 3


def test_the_administration_sees_custody_measures_and_the_level_of_risk_and_nothing_of_health(
    sign_in, flagged, database, clock
):
    history(database, clock, flagged, 1)
    page = sign_in(Role.ADMINISTRATION).get(f"/people/{flagged.id}")
    shown = text_of(page)
    assert "Kərimli Rauf Elçin oğlu" in shown
    assert "Prosessual hərəkət" in shown
    assert "Aşağı" in shown  # the measure, in words
    assert "app-risk--3" in page.text, "whoever keeps watch knows how close"
    for hidden in ("Penisillin", "Allergiya", "Nə vaxt nə edilməlidir", "İlkin", "intake", "Aygün,"):
        assert hidden not in shown.replace("Aygün Məmmədova,", ""), hidden
    assert "/examine/" not in page.text
    assert "/examinations/" not in page.text


@pytest.mark.parametrize(
    ("role", "own", "elsewhere"),
    [
        (Role.FELDSHER, 200, 404),
        (Role.PSYCHOLOGIST, 200, 404),
        (Role.ADMINISTRATION, 200, 404),
        (Role.REVIEWER, 200, 200),
        (Role.NPG, 404, 404),
        (Role.OMBUDSMAN, 404, 404),
        (Role.AUDITOR, 404, 404),
        (Role.ADMIN, 404, 404),
    ],
)
def test_who_opens_the_page(sign_in, rauf, other, role, own, elsewhere):
    assert sign_in(role).get(f"/people/{rauf.id}").status_code == own
    assert sign_in(role, other).get(f"/people/{rauf.id}").status_code == elsewhere


def test_a_visit_of_the_preventive_group_reads_the_chart_and_is_told_nothing_of_clocks(
    app, database, clock, place, rauf, flagged
):
    visitor = Identity(uuid.uuid4(), "NPG", (Assignment(Role.NPG, None),), visiting=frozenset({place.id}))
    with database.reading() as session:
        found = page.read(session, visitor, session.get(Person, rauf.id))
    assert (found.chart, found.work, found.clocks) == (True, False, [])
    assert [row.code for row in found.flags] == ["allergy", "measure", "risk"]


def test_a_joined_entry_of_another_facility_opens_nothing_here(database, clock, sign_in, rauf, other):
    with database.unit(Identity.system("tests"), clock) as uow:
        uow.session.get(Person, rauf.id).merged_into_id = factories.person(uow, other).id
        uow.audited = True
    for rest in ("", "/identity", "/names", "/move"):
        assert sign_in().get(f"/people/{rauf.id}{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["identity", "names", "move"])
def test_every_page_with_a_person_on_it_is_a_look(database, sign_in, rauf, rest):
    sign_in().get(f"/people/{rauf.id}/{rest}")
    assert [row.person_id for row in events(database, "person.opened")] == [rauf.id]


@pytest.mark.parametrize("rest", ["", "/identity", "/names", "/move", "/receive"])
def test_nobody_signed_out_sees_anything(app, rauf, rest):
    answer = app.test_client().get(f"/people/{rauf.id}{rest}")
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]
    assert "Kərimli" not in answer.text


def test_a_long_history_costs_no_more_statements_than_a_short_one(app, database, clock, sign_in, rauf):
    browser = sign_in(Role.DOCTOR)
    counted = []
    sa.event.listen(
        database.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: counted.append(statement)
    )

    def cost():
        browser.get(f"/people/{rauf.id}")
        counted.clear()
        answer = browser.get(f"/people/{rauf.id}")
        assert answer.status_code == 200
        return len(counted), answer

    history(database, clock, rauf, 7)
    few, _answer = cost()
    history(database, clock, rauf, 700)
    many, answer = cost()
    assert many == few, counted
    assert many <= 20, (many, counted)
    assert answer.text.count("<time datetime=") <= 30


def test_the_history_is_read_page_by_page_without_gap_or_repeat(database, clock, sign_in, rauf):
    history(database, clock, rauf, 40)
    browser = sign_in(Role.DOCTOR)
    path, seen, pages = f"/people/{rauf.id}", [], 0
    while path:
        page = browser.client.get(path).text
        line = page.partition('class="app-tl"')[2].partition("</ol>")[0]
        seen += re.findall(r'<time datetime="([^"]+)"', line)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path, pages = (unescape(older.group(1)) if older else ""), pages + 1
    assert pages == 4
    assert len(seen) == 81
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("show", "care", "custody"), [("all", True, True), ("care", True, False), ("custody", False, True)]
)
def test_the_history_can_be_narrowed(database, clock, sign_in, rauf, show, care, custody):
    history(database, clock, rauf, 3)
    page = sign_in(Role.DOCTOR).get(f"/people/{rauf.id}", show=show).text
    line = page.partition('class="app-tl"')[2].partition("</ol>")[0]
    assert ("Aygün" in line) is care
    assert ("Prosessual hərəkət" in line) is custody


@pytest.mark.parametrize("before", ["x", "~", "2026-03-11T10:00~", "9999-99-99~1", "2026-03-11T10:00+00:00~1", "\x00"])
def test_a_broken_link_shows_the_first_page(sign_in, rauf, before):
    assert sign_in().get(f"/people/{rauf.id}", before=before, show="everything").status_code == 200


def test_a_merged_entry_leads_to_the_kept_one_with_everything_of_both(database, clock, sign_in, rauf, place, feldsher):
    with database.unit(feldsher, clock) as uow:
        second = factories.person(uow, place, surname="Karimov", in_custody=False)
        flags.put(uow, person_id=second.id, code="allergy", state="known", text="Latex")
    with database.unit(feldsher, clock) as uow:
        merging.merge(uow, kept_id=rauf.id, merged_id=second.id, reason="eyni şəxs, eyni sənəd")
    browser = sign_in()
    answer = browser.get(f"/people/{second.id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/people/{rauf.id}")
    assert "Latex" in browser.get(f"/people/{rauf.id}").text
