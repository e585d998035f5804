"""The notice of a death: due though nobody documented an injury, sent by the medical service, seen by no custody."""

from __future__ import annotations

import io

import pypdf
import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.cli.database import bring_up_to_date
from healthapp.deadlines.models import Deadline
from healthapp.i18n import format_moment
from healthapp.injuries import death_notices
from healthapp.injuries.models import DeathNotice
from healthapp.mental import queries
from healthapp.mental.models import PostventionTask
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from tests.integration.mental.commands import typed
from tests.integration.mental.test_pages import at, errors


@pytest.fixture
def engine_name() -> str:
    """Pages are the same on both engines."""
    return "sqlite"


def text_of(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages).split())


def dies(unit) -> None:
    """Custody writes the death down."""
    with unit.act(Role.ADMINISTRATION) as uow:
        movements.record(uow, uow.session.get_one(Person, unit.person.id), Move("death", at(unit, hours=1)))


DEATH = {
    "place": "3-12",
    "manner": "illness",
    "found_by": "Növbətçi",
    "told": "Həkim",
    "circumstances": "Yuxuda tapılıb",
}
SENT = {"to": "sent", "sent_to": "Nərimanov prokurorluğu", "channel": "courier", "reference": "17/3"}


def test_a_death_without_any_injury_brings_a_notice_with_its_time_and_its_steps(unit, sign_in):
    # Given a death that custody wrote down, and no record of injuries
    dies(unit)
    browser = sign_in(Role.DOCTOR)
    # Then the notice is prepared with its due time, and the worklist leads to it
    path = f"/people/{unit.person.id}/death"
    assert f'href="{path}/notice"' in browser.get("/worklist").text
    page = browser.get(f"{path}/notice")
    with unit.database.reading() as session:
        row = death_notices.of_person(session, unit.person.id)
        due = death_notices.due_at(session, row)
        assert due is not None
    assert format_moment(due) in page.text
    assert f'href="{path}/notice"' in browser.get(path).text, "it need not wait for the report"
    assert "hələ yazılmayıb" in text_of(browser.client.get(f"{path}/notice/print?language=az").data)
    # and once the report is written, the letter holds it
    assert browser.post(path, **DEATH, **typed("died", at(unit, hours=1))).status_code == 303
    for language, words in (("az", "Mandela Qaydaları"), ("ru", "Правила Манделы"), ("en", "Mandela Rule 71")):
        made = browser.client.get(f"{path}/notice/print?language={language}")
        assert "Yuxuda tapılıb" in (told := text_of(made.data))
        assert words in told
    # and a task ends by the notice alone, which refuses a time before the death
    with unit.database.reading() as session:
        death = queries.death_of(session, unit.person.id)
        task = next(one for one in queries.tasks_of(session, death.id) if one.kind == "prosecutor")
    by_hand = {"state": "done", "outcome": "Prokuror", **typed("done", unit.clock())}
    refused = browser.post(f"{path}/tasks/{task.id}", **by_hand)
    assert (refused.status_code, "prokurora məlumatın özündə qeyd olunur" in refused.text) == (422, True)
    assert errors(browser.post(f"{path}/notice", **SENT, **typed("at", at(unit, hours=2)))) == {"at"}
    assert browser.post(f"{path}/notice", **SENT, **typed("at", unit.clock())).status_code == 303
    with unit.database.reading() as session:
        task = session.get_one(PostventionTask, task.id)
        assert (task.state, task.outcome) == ("done", "Nərimanov prokurorluğu, 17/3")
        assert death_notices.due_at(session, death_notices.of_person(session, unit.person.id)) is None
        kinds = set(session.scalars(sa.select(Deadline.kind).where(Deadline.state == "open")))
        assert "prosecutor_reply" in kinds
        assert "death_prosecutor" not in kinds
    # and receipt and reply follow, from the page of the death
    assert f'href="{path}/notice"' in browser.get(path).text
    assert "not set" not in text_of(browser.client.get(f"{path}/notice/print?language=en").data)
    assert browser.post(f"{path}/notice", to="received", **typed("at", unit.clock())).status_code == 303
    reply = {"to": "answered", "outcome": "Ekspertiza təyin edilib"}
    assert browser.post(f"{path}/notice", **reply, **typed("at", unit.clock())).status_code == 303
    assert "Ekspertiza təyin edilib" in browser.get(f"{path}/notice").text
    # while the administration sees nothing of it
    governor = sign_in(Role.ADMINISTRATION)
    for one in ("", "/print"):
        assert governor.get(f"{path}/notice{one}").status_code in (403, 404)


def test_a_report_written_after_the_notice_was_sent_leaves_nobody_to_tell_the_prosecutor_again(unit, sign_in):
    browser = sign_in(Role.NURSE)
    dies(unit)
    path = f"/people/{unit.person.id}/death"
    browser.post(f"{path}/notice", **SENT, **typed("at", unit.clock()))
    browser.post(path, **DEATH, **typed("died", at(unit, hours=1)))
    with unit.database.reading() as session:
        death = queries.death_of(session, unit.person.id)
        states = {task.kind: task.state for task in queries.tasks_of(session, death.id)}
        assert states.pop("prosecutor") == "done"
        assert set(states.values()) == {"open"}
        open_clocks = session.scalars(sa.select(Deadline.kind).where(Deadline.state == "open"))
        assert "death_prosecutor" not in set(open_clocks)


def test_a_death_from_before_there_were_notices_gets_one_at_the_upgrade_once_and_only_if_nobody_was_told(unit):
    # Given a death as an earlier version left it: without a notice, and once without a clock
    dies(unit)
    with unit.act(Role.DOCTOR) as uow:
        uow.session.execute(sa.delete(DeathNotice))
        uow.audited = True
    assert bring_up_to_date(unit.database, "test") == (0, 1, 0)
    assert bring_up_to_date(unit.database, "test") == (0, 0, 0), "again changes nothing"
    with unit.act(Role.DOCTOR) as uow:
        uow.audited = True
        row = death_notices.of_person(uow.session, unit.person.id)
        due, died = death_notices.due_at(uow.session, row), row.died_at
    with unit.act(Role.DOCTOR) as uow:
        uow.session.execute(sa.delete(DeathNotice))
        uow.session.execute(sa.delete(Deadline).where(Deadline.kind == "death_prosecutor"))
        assert death_notices.catch_up(uow) == 1
        assert death_notices.due_at(uow.session, row) == due, "the time runs from the death"
        assert died == at(unit, hours=1)
    # When the prosecutor was told, nothing is prepared
    with unit.act(Role.DOCTOR) as uow:
        uow.session.execute(sa.delete(DeathNotice))
        told = {"state": "met", "met_at": uow.now()}
        uow.session.execute(sa.update(Deadline).where(Deadline.kind == "death_prosecutor").values(**told))
        assert death_notices.catch_up(uow) == 0
        uow.audited = True
