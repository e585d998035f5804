"""The demonstration is made by the services of the rooms, so that it is as whole as anything real."""

from __future__ import annotations

import collections
import dataclasses

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from healthapp.access import Identity
from healthapp.accounts import services as accounts_of
from healthapp.accounts.models import User
from healthapp.cases import queries
from healthapp.cases.models import Case
from healthapp.cli import start as command
from healthapp.deadlines.models import Deadline
from healthapp.demo import DemoRefused, accounts, asked, fill, paper
from healthapp.people.models import Facility, Movement, Person, Stay
from healthapp.records.models import ClinicalRecord
from tests import factories

PEOPLE = 12
#: All of them, on every machine, either engine and at every start: number, surname, name, birth.
EVERYBODY = [
    ("N1-2024-0001", "Aslanlı", "Fikrət", "2009-11-22"),
    ("N1-2024-0002", "İbrahimli", "Elnur", "1982-02-04"),
    ("N1-2025-0001", "Əliyev", "Orxan", "2008-08-04"),
    ("N1-2025-0002", "Rüstəmov", "Əli", "1984-03-17"),
    ("N1-2026-0001", "Süleymanov", "Qabil", "1998-05-12"),
    ("N1-2026-0002", "Qurbanov", "Samir", "1969-05-22"),
    ("N1-2026-0003", "Muradlı", "Xəyal", "2009-06-05"),
    ("N2-2025-0001", "Quliyev", "Həsən", "1974-02-17"),
    ("N2-2025-0002", "Babayov", "Şahin", "2001-08-11"),
    ("N2-2025-0003", "Tağıyev", "Eldar", "1975-07-19"),
    ("N2-2025-0004", "Babayov", "İbrahim", "1995-06-13"),
    ("NH-2025-0001", "Quliyev", "Elnur", "1978-01-17"),
]


@pytest.fixture
def filled(database, config, clock):
    fill(database, dataclasses.replace(config, mode="demo"), people=PEOPLE, seed=3, clock=clock)
    return database


def _stories(database) -> list[tuple[str, ...]]:
    with database.reading() as session:
        people = session.scalars(sa.select(Person).order_by(Person.number))
        return [(row.number, row.surname, row.given_name, str(row.birth_date)) for row in people]


class _Stopped(Exception):
    """The filling got as far as to ask what time it is."""


def test_only_the_filling_itself_does_not_wait_for_the_disk(database, config):
    asks = "PRAGMA synchronous" if database.dialect == "sqlite" else "SHOW synchronous_commit"
    hurried = 1 if database.dialect == "sqlite" else "off"  # 1: NORMAL, the file stays whole

    def waits():
        with database.reading() as session:
            return session.scalar(sa.text(asks))

    def clock():
        during.append(waits())
        raise _Stopped

    before, during = waits(), []
    with pytest.raises(_Stopped):
        fill(database, dataclasses.replace(config, mode="demo"), people=PEOPLE, seed=3, clock=clock)
    assert during == [hurried]
    assert waits() == before
    assert before != hurried


@pytest.mark.slow
def test_the_invented_people_are_whole_marked_and_the_same_each_time(filled, clock):
    """One filling for all three: it takes seconds."""
    _holds_together(filled, clock)
    _is_marked(filled)
    assert _stories(filled) == EVERYBODY


def _holds_together(filled, clock):
    with filled.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == PEOPLE
        records = list(session.scalars(sa.select(ClinicalRecord)))
        assert {row.kind for row in records} >= {"safety_screen", "intake"}
        assert all(row.digest for row in records if row.state == "signed")
        assert all(row.event_time <= clock() for row in records)
        assert all(row.recorded_time <= clock() for row in records)
        assert session.scalar(sa.select(sa.func.count()).select_from(Facility).where(~Facility.is_demo)) == 0
        met = session.scalars(sa.select(Deadline).where(Deadline.state == "met", Deadline.met_at > Deadline.due_at))
        assert {row.id for row in records if row.late_reason} <= {row.met_by for row in met}
        asked_here = session.scalars(
            sa.select(Deadline).where(
                Deadline.kind.in_(paper.SCREENS), Deadline.started_at >= clock() - asked.HERE, Deadline.due_at < clock()
            )
        )
        states = collections.Counter(row.state for row in asked_here)
        assert states["met"] > states["open"]
        assert not states["waived"], "only what was asked on paper is waived as that"
        placed = list(session.scalars(sa.select(Case).where(Case.pathway.startswith("placement"))))
        assert all(row.papers for row in placed), "what a step said it attached lies in the file"
        _are_where_their_cases_say(session, placed)


def _are_where_their_cases_say(session, placed):
    """Custody, the case and the records of the unit tell one story of whoever is in hospital."""
    away = {row.person_id for row in placed if queries.pathway_of(row).state(row.state).away}
    movements = session.execute(
        sa.select(Movement.person_id, sa.func.max(Movement.occurred_at))
        .join(Stay, Stay.id == Movement.stay_id)
        .where(Stay.whereabouts == "hospital")
        .group_by(Movement.person_id)
    )
    left = dict(movements.all())
    assert away
    assert away == set(left)
    seen = session.execute(
        sa.select(ClinicalRecord.person_id, ClinicalRecord.event_time).where(ClinicalRecord.person_id.in_(away))
    )
    assert all(at <= left[person_id] for person_id, at in seen), "nobody is examined here who is there"


def _is_marked(filled):
    with filled.reading() as session:
        users = list(session.scalars(sa.select(User)))
    assert {user.username for user in users} == {name for name, _role, _page in accounts.names()}
    assert all(user.is_demo for user in users)


def test_a_real_installation_is_never_filled(database, config, clock):
    with pytest.raises(DemoRefused, match="production"):
        fill(database, dataclasses.replace(config, mode="production"), people=PEOPLE, seed=3, clock=clock)


@pytest.mark.parametrize("held", ["people", "accounts", "facilities"])
def test_a_database_in_use_is_never_filled(database, config, clock, held):
    _in_use(database, clock, held)
    before = _stories(database)
    with pytest.raises(DemoRefused, match="already"):
        fill(database, dataclasses.replace(config, mode="demo"), people=PEOPLE, seed=3, clock=clock)
    assert _stories(database) == before


@pytest.mark.parametrize("held", ["people", "accounts"])
def test_a_database_in_use_is_never_shown_as_a_demonstration(database, config, clock, held, monkeypatch):
    """Without HEALTHAPP_MODE `make run` starts a demonstration: every page would call real people invented, and roles
    that need a second factor would sign in without."""
    _in_use(database, clock, held)
    monkeypatch.setattr(command, "configuration", lambda: dataclasses.replace(config, mode="demo"))
    monkeypatch.setattr(command, "opened", lambda _config: database)
    monkeypatch.setattr(command.Server, "run", lambda _self: pytest.fail("served"))
    refused = CliRunner().invoke(command.start)
    assert refused.exit_code == 2, refused.output
    assert "HEALTHAPP_MODE=production" in refused.stderr


def _in_use(database, clock, held: str) -> None:
    with database.unit(Identity.system("test"), clock) as uow:
        if held == "accounts":
            accounts_of.create(uow, username="tural", name="Tural Göyüşov", password_hash="x")
            return
        place = factories.facility(uow)
        if held == "people":
            factories.person(uow, place)
