"""The watch on its pages: one tap, a window that is no minute, mistakes put right, and what each role sees."""

from __future__ import annotations

import datetime as dt
import re
import time
import uuid
from itertools import pairwise

import pytest

from healthapp.access import Permission, Role
from healthapp.risk import queries, services, watch
from healthapp.risk.models import RiskObservation
from healthapp.risk.schemas import Open


@pytest.fixture
def episode(unit):
    return opened(unit, 3)


def opened(unit, level):
    with unit.act() as uow:
        return services.open_episode(uow, unit.person, Open("concern", level, "GIZLISEBEB"))


def tap(browser, episode, seen="calm", **more):
    return browser.post(f"/watch/{episode.id}", seen=seen, **more)


def english(browser, path):
    browser.get("/account", lang="en")
    return browser.get(path).text


def rows(unit, episode):
    with unit.database.reading() as session:
        return queries.observations(session, episode.id, episode.opened_at)


def test_one_tap_is_an_entry_and_what_is_late_is_said(unit, episode, sign_in):
    browser = sign_in(Role.NURSE)
    unit.clock.advance(minutes=18)
    assert "This look is 3 min late." in english(browser, f"/watch/{episode.id}")
    assert tap(browser, episode).status_code == 303
    page = english(browser, f"/watch/{episode.id}")
    assert "3 min late" in page
    assert "The window opens at" in page
    unit.clock.advance(minutes=5)
    tap(browser, episode, "asleep")
    assert [row.signs_of_life for row in rows(unit, episode)] == [None, True], "asleep means: I saw breathing"


def test_the_window_moves_with_every_look_and_never_shows_the_last_minute(unit, episode, sign_in):
    browser = sign_in(Role.NURSE)
    seen = set()
    for _look in range(12):
        unit.clock.advance(minutes=7)
        tap(browser, episode)
        text = english(browser, f"/watch/{episode.id}")
        first, last = re.search(r"Window from (\d\d:\d\d) to (\d\d:\d\d)", text).groups()
        at = unit.clock.now.astimezone(dt.timezone(dt.timedelta(hours=4)))
        seen.add((at.replace(hour=int(last[:2]), minute=int(last[3:])) - at).total_seconds() // 60)
        assert first < last
    assert len(seen) > 2, "a fixed distance would train fixed intervals"


def test_an_entry_for_somebody_else_is_taken_back_and_the_gap_opens_again(unit, episode, sign_in):
    browser = sign_in(Role.NURSE)
    unit.clock.advance(minutes=10)
    tap(browser, episode)
    unit.clock.advance(minutes=10)
    (wrong,) = rows(unit, episode)
    path = f"/watch/{episode.id}/entries/{wrong.id}/withdraw"
    assert browser.get(path).status_code == 200
    assert browser.post(path).status_code == 422
    for _click in range(2):
        assert browser.post(path, reason="Bu Vüqar idi").status_code == 303
    page = english(browser, f"/watch/{episode.id}")
    assert "Bu Vüqar idi" in page
    officer = english(sign_in(Role.ADMINISTRATION), f"/watch/{episode.id}")
    assert ("entry taken back" in officer, "Bu Vüqar idi" in officer) == (True, False)
    assert "This look is 5 min late." in page
    assert len(rows(unit, episode)) == 1, "nothing was deleted"


def test_an_entry_of_another_person_is_neither_corrected_nor_taken_back_here(unit, episode, sign_in, place):
    from tests import factories

    with unit.act() as uow:
        person = factories.person(uow, place)
        other = services.open_episode(uow, person, Open("concern", 2, "x"))
    browser = sign_in(Role.NURSE)
    unit.clock.advance(minutes=5)
    tap(browser, other)
    (entry,) = rows(unit, other)
    assert tap(browser, episode, corrects=str(entry.id)).status_code == 404
    assert browser.post(f"/watch/{episode.id}/entries/{entry.id}/withdraw", reason="x").status_code == 404
    assert browser.get(f"/watch/{episode.id}/entries/{entry.id}/withdraw").status_code == 404
    assert rows(unit, episode) == []


def test_an_entry_of_another_facility_is_not_there(unit, episode, sign_in, other):
    """Neither by the address of the other unit's person nor under one's own."""
    from tests import factories

    with unit.act() as uow:
        there = services.open_episode(uow, factories.person(uow, other), Open("concern", 3, "x"))
        uow.session.flush()
        entry = watch.observe(uow, there, seen="calm", observed_at=uow.now(), text="")
    browser = sign_in(Role.NURSE)
    for held in (there, episode):
        path = f"/watch/{held.id}/entries/{entry.id}/withdraw"
        assert browser.get(path).status_code == 404
        assert browser.post(path, reason="Bu Vüqar idi").status_code == 404
        assert tap(browser, held, corrects=str(entry.id)).status_code == 404
    with unit.database.reading() as session:
        assert queries.withdrawals(session, there.id, there.opened_at) == {}
        assert queries.observation(session, unit.nurse, there.id, entry.id) is None
        assert queries.observation(session, unit.nurse, episode.id, entry.id) is None


def test_a_tablet_whose_clock_was_set_back_changes_nothing(unit, episode, sign_in):
    """The page posts how long ago, never a time of its own; the server's clock is the only one."""
    unit.clock.advance(minutes=30)
    browser = sign_in(Role.NURSE)
    answer = browser.client.post(
        f"/watch/{episode.id}",
        data={"csrf_token": browser.token, "seen": "calm", "minutes_ago": "10"},
        headers={"Date": "Thu, 01 Jan 2015 00:00:00 GMT"},
    )
    assert answer.status_code == 303
    (entry,) = rows(unit, episode)
    assert entry.recorded_at == unit.clock.now
    assert entry.observed_at == unit.clock.now - dt.timedelta(minutes=10)
    assert entry.late_entry is True
    for wrong in ("-5", "400", "x", "1e3"):
        assert tap(browser, episode, minutes_ago=wrong).status_code == 422


def test_a_look_from_before_the_watch_is_no_look_and_says_where_it_belongs(unit, episode):
    before = episode.opened_at - dt.timedelta(minutes=1)
    with pytest.raises(services.Refused) as refused, unit.act() as uow:
        watch.observe(uow, uow.session.merge(episode), seen="talking", observed_at=before, text="Danışır")
    assert refused.value.reasons == ("observation.before",)


def late_tap(browser, episode, **given):
    """What the script of the page posts for a look that waited for the network."""
    return tap(browser, episode, autosave="1", **given)


def test_a_look_that_waited_is_entered_once_with_its_own_time_and_marked_late(unit, episode, sign_in):
    unit.clock.advance(minutes=12)
    made, key = unit.clock.now, str(uuid.uuid4())
    unit.clock.advance(minutes=25)
    browser = sign_in(Role.NURSE)
    given = {"key": key, "made_at": made.isoformat(), "waited": "1500", "text": "televizora baxır"}
    for _try in range(3):
        answer = late_tap(browser, episode, **given)
        assert (answer.status_code, answer.json) == (200, {"next": f"/watch/{episode.id}"})
        unit.clock.advance(seconds=20)
    (entry,) = rows(unit, episode)
    assert (entry.observed_at, entry.recorded_at - made) == (made, dt.timedelta(minutes=25))
    assert entry.late_entry is True
    assert "late entry" in english(browser, f"/watch/{episode.id}")


def test_a_look_that_waited_two_minutes_is_not_late(unit, episode, sign_in):
    unit.clock.advance(minutes=12)
    made = unit.clock.now - dt.timedelta(minutes=2)
    late_tap(sign_in(Role.NURSE), episode, key=str(uuid.uuid4()), made_at=made.isoformat(), waited="119")
    (entry,) = rows(unit, episode)
    assert (entry.observed_at, entry.late_entry) == (made, False)


@pytest.mark.parametrize(
    ("told", "waited", "ago", "doubted"),
    [
        (-600, 600, 600, True),  # the clock is right
        (600, 600, 600, True),  # set forward: the counter of the page knows better
        (600, 0, 0, True),  # set forward, and nothing else is known: entered now, and marked
        (-900, 0, 900, True),  # set back after the tap: the time told at the tap holds
        (0, 0, 0, False),
    ],
)
def test_a_clock_set_back_or_forward_makes_nothing_fresher(unit, episode, sign_in, told, waited, ago, doubted):
    unit.clock.advance(minutes=30)
    made = unit.clock.now + dt.timedelta(seconds=told)
    answer = late_tap(sign_in(Role.NURSE), episode, key=str(uuid.uuid4()), made_at=made.isoformat(), waited=str(waited))
    assert answer.status_code == 200
    (entry,) = rows(unit, episode)
    assert entry.observed_at == unit.clock.now - dt.timedelta(seconds=ago)
    assert entry.late_entry is doubted


@pytest.mark.parametrize(
    "wrong",
    [
        {"made_at": "gestern"}, {"made_at": "2026-03-11T10:00:00"}, {"made_at": "0001-01-01T00:00:00+00:00"},
        {"waited": "-5"}, {"waited": "1e3"}, {"key": "1"}, {"seen": "nothing"}, {"waited": "999999"},
        {"made_at": "2026-03-10T00:00:00+00:00"},
    ],
)  # fmt: skip
def test_a_look_that_cannot_be_is_refused_with_words_and_never_breaks(unit, episode, sign_in, wrong):
    unit.clock.advance(minutes=30)
    browser = sign_in(Role.NURSE)
    given = {"seen": "calm", "key": str(uuid.uuid4()), "waited": "60", **wrong}
    quiet = browser.post(f"/watch/{episode.id}", autosave="1", **given)
    assert quiet.status_code == 422
    assert quiet.json["message"]
    assert browser.post(f"/watch/{episode.id}", **given).status_code == 422
    assert rows(unit, episode) == []


def test_self_harm_that_waited_for_the_network_is_late_and_raises_the_level_once(unit, episode, sign_in):
    unit.clock.advance(minutes=10)
    made, key = unit.clock.now, str(uuid.uuid4())
    unit.clock.advance(minutes=40)
    browser = sign_in(Role.ADMINISTRATION)
    for _try in range(2):
        answer = late_tap(browser, episode, seen="self_harm", key=key, made_at=made.isoformat(), waited="2400")
        assert answer.json == {"next": f"/watch/{episode.id}/help"}
        unit.clock.advance(seconds=5)
    with unit.database.reading() as session:
        row = queries.open_of(session, unit.person.id)
        asked = queries.open_rescreens(session, unit.person.id)
        changes = queries.file_of(session, row.id).changes
    assert (row.level, row.last_self_harm_at) == (4, made)
    assert [(one.started_at, one.due_at) for one in asked] == [(made, made + dt.timedelta(hours=1))]
    assert [change.act for change in changes] == ["opened", "raised"]
    assert len(rows(unit, episode)) == 1


def test_the_same_key_at_two_people_is_two_looks(unit, episode, sign_in, place):
    from tests import factories

    with unit.act() as uow:
        other = services.open_episode(uow, factories.person(uow, place), Open("concern", 2, "x"))
    browser, key = sign_in(Role.NURSE), str(uuid.uuid4())
    unit.clock.advance(minutes=5)
    for one in (episode, other):
        assert tap(browser, one, key=key).status_code == 303
        assert len(rows(unit, one)) == 1


def test_a_second_click_without_scripts_is_no_second_look(unit, episode, sign_in):
    browser = sign_in(Role.NURSE)
    unit.clock.advance(minutes=5)
    page = browser.get(f"/watch/{episode.id}").text
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page).group(1)
    for _click in range(2):
        assert tap(browser, episode, key=key).status_code == 303
    assert len(rows(unit, episode)) == 1


def test_constant_watch_has_a_name_and_only_there_it_is_taken_over(unit, sign_in):
    browser, episode = sign_in(Role.NURSE), opened(unit, 4)
    assert "Nobody has taken the watch by name yet." in english(browser, f"/watch/{episode.id}")
    tap(browser, episode, "relief")
    assert "In sight of Aygün Məmmədova" in english(browser, f"/watch/{episode.id}")
    unit.clock.advance(minutes=30)
    tap(sign_in(Role.PSYCHOLOGIST), episode, "relief")
    with unit.database.reading() as session:
        row = queries.find(session, unit.nurse, episode.id, Permission.RISK_READ).row
        found = watch.keeper(row, queries.observations(session, row.id, row.opened_at))
    assert found.since == unit.clock.now


def test_relief_below_constant_watch_is_refused_with_its_reason(unit, episode, sign_in):
    assert tap(sign_in(Role.NURSE), episode, "relief").status_code == 422


def test_self_harm_on_the_watch_calls_for_help_and_is_asked_about_within_the_hour(unit, episode, sign_in):
    browser = sign_in(Role.ADMINISTRATION)
    unit.clock.advance(minutes=4)
    answer = tap(browser, episode, "self_harm", text="qolunu kəsib")
    assert answer.headers["Location"].endswith("/help")
    assert "Do not leave the person alone" in english(browser, f"/watch/{episode.id}/help")
    with unit.database.reading() as session:
        row = queries.open_of(session, unit.person.id)
        asked = queries.open_rescreens(session, unit.person.id)
        changes = queries.file_of(session, row.id).changes
    assert row.level == 4
    assert row.last_self_harm_at == unit.clock.now
    assert [(one.started_by, one.due_at - unit.clock.now) for one in asked] == [("self_harm", dt.timedelta(hours=1))]
    assert changes[-1].discipline == "duty_officer"


def test_an_officer_reads_own_words_only_and_the_pattern_is_the_heads(unit, episode, sign_in):
    nurse = sign_in(Role.NURSE)
    for _look in range(5):
        unit.clock.advance(minutes=14)
        tap(nurse, episode, "talking", text="TIBBISOZ")
    officer, head = sign_in(Role.ADMINISTRATION), sign_in(Role.HEAD)
    tap(officer, episode, "calm", text="OZSOZU")
    page = english(officer, f"/watch/{episode.id}")
    assert "TIBBISOZ" not in page
    assert "hidden from your role" in page
    assert "OZSOZU" in page
    assert "TIBBISOZ" in english(head, f"/watch/{episode.id}")
    assert officer.get("/watch/kept").status_code == 403
    assert nurse.get("/watch/kept").status_code == 403
    assert "can be guessed" in english(head, "/watch/kept")
    assert "GIZLISEBEB" not in english(officer, "/watch")


def test_a_thousand_late_looks_are_judged_and_shown_in_a_blink(unit, episode, sign_in):
    begun = unit.clock.now
    with unit.act() as uow:
        uow.audited = True
        for number in range(1000):
            at = begun + dt.timedelta(seconds=(number + 1) * 40)
            uow.session.add(
                RiskObservation(
                    episode_id=episode.id, facility_id=unit.facility.id, level=3, observed_at=at,
                    recorded_at=at + dt.timedelta(minutes=9), seen="calm", text="", late_entry=True, observer_name="N",
                )
            )  # fmt: skip
    unit.clock.advance(seconds=40 * 1000 + 20 * 60)
    began = time.thread_time()
    page = english(sign_in(Role.HEAD), f"/watch/{episode.id}")
    assert time.thread_time() - began < 3
    assert page.count("late entry") == 120
    assert "older entries" in page
    found = rows(unit, episode)
    assert all(later.observed_at > earlier.observed_at for earlier, later in pairwise(found))


def test_a_closed_episode_takes_no_entry(unit, episode, sign_in):
    with unit.act() as uow:
        row = uow.session.merge(episode)
        row.state, row.level, row.closed_at = "closed", 0, uow.now()
        uow.audited = True
    assert tap(sign_in(Role.NURSE), episode).status_code == 422
