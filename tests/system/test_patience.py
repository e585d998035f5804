"""PostgreSQL: a row somebody holds, an address that is silent and a worker that hangs stop nobody for long."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from config import Config
from healthapp import open_database
from healthapp.access import Identity, Role
from healthapp.accounts.models import User
from healthapp.database import Database, Patience
from healthapp.people.models import Person
from healthapp.records.models import DraftSection
from tests.support.databases import ROLE
from tests.system.test_trouble import everything, stored, version
from tests.system.test_trouble_database import unavailable

SYSTEM = Identity.system("test")
#: Far below the wait a test would notice, far above what a page takes.
ENOUGH = 8.0


@pytest.fixture
def engine_name() -> str:
    return "postgresql"


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def be_patient(database: Database, patience: Patience) -> None:
    """For the connections made from now on: those there were are closed."""
    database.patience = patience
    database.engine.dispose()


@contextmanager
def held(database: Database, rows: sa.Select) -> Iterator[None]:
    """``rows`` as another transaction holds them that neither ends nor goes on."""
    with database.engine.connect() as other, other.begin():
        assert other.execute(rows.with_for_update()).all()
        yield


def test_a_held_row_is_a_page_that_asks_to_wait_and_nothing_is_half_stored(house):
    feldsher = house.browser(Role.FELDSHER)
    path, opened = f"/examinations/{house.own.draft.id}/conclusion", version(house, "conclusion")
    before, text = everything(house), stored(house, "conclusion")
    be_patient(house.database, Patience(lock=0.3))
    rows = sa.select(DraftSection.version).where(DraftSection.record_id == house.own.draft.id)
    with held(house.database, rows):
        with at_most(ENOUGH):
            unavailable(feldsher.post(path, version=opened, summary="Gözləyən mətn"))
        assert feldsher.get("/worklist").status_code == 200, "who only reads is not held up"
    assert everything(house) == before
    assert stored(house, "conclusion") == text
    assert feldsher.post(path, version=opened, summary="Gözləyən mətn").status_code == 303


def test_a_signature_waits_no_longer_for_a_held_account(house):
    feldsher, path = house.browser(Role.FELDSHER), f"/examinations/{house.own.draft.id}/check"
    before = everything(house)
    be_patient(house.database, Patience(lock=0.3))
    with held(house.database, sa.select(User.id).where(User.id == house.own.feldsher.user_id)), at_most(ENOUGH):
        unavailable(feldsher.post(path, signature="yanlış parol", late_reason="gec"))
    assert everything(house) == before
    assert feldsher.post(path, signature="yanlış parol", late_reason="gec").status_code == 422


@pytest.fixture(params=["unreachable", "silent"])
def port(request) -> Iterator[int]:
    """Of an address that answers no SYN, as a machine that is switched off; or that takes connections and hangs.

    A socket whose queue of connections nobody took is full leaves the next one unanswered.
    """
    with socket.socket() as listening, socket.socket() as first:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0 if request.param == "unreachable" else 8)
        if request.param == "unreachable":
            first.connect(listening.getsockname())
        yield listening.getsockname()[1]


def test_an_address_that_does_not_answer_is_a_page_after_seconds(house, port):
    feldsher = house.browser(Role.FELDSHER)
    there = house.database
    gone = Database(f"postgresql+psycopg://nobody@127.0.0.1:{port}/health", patience=Patience(connect=2))
    house.app.extensions["database"] = gone
    with at_most(ENOUGH):
        unavailable(feldsher.get("/worklist"))
    with at_most(ENOUGH):
        unavailable(feldsher.post("/people/admit", surname="Kərimov"))
    with at_most(ENOUGH):
        assert feldsher.get("/healthz").status_code == 503
    house.app.extensions["database"] = there
    assert feldsher.get("/worklist").status_code == 200


def test_a_transaction_whose_worker_hangs_is_ended_and_what_it_held_is_free(house):
    be_patient(house.database, Patience(lock=5, idle=1))
    chosen = sa.select(Person).where(Person.id == house.own.person.id)
    with house.database.engine.connect() as hanging:
        hanging.execute(sa.update(Person).where(Person.id == house.own.person.id).values(surname="Yarımçıq"))
        with at_most(ENOUGH), house.database.unit(SYSTEM) as other:
            assert other.session.scalars(chosen.with_for_update()).one().surname == "Kərimli"
        with pytest.raises(DBAPIError, match=r"idle-in-transaction timeout|closed"):
            hanging.execute(sa.text("SELECT 1"))
    with house.database.reading() as session:
        assert session.get_one(Person, house.own.person.id).surname == "Kərimli"


def test_what_an_address_says_itself_counts_more_and_its_other_options_stay(database):
    url = database.engine.url.update_query_dict({"connect_timeout": "7"})
    url = url.update_query_dict({"options": f"{url.query['options']} -c lock_timeout=1234"})
    own = Database(url.render_as_string(hide_password=False))
    with own.engine.connect() as connection:
        shown = [
            connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("lock_timeout", "idle_in_transaction_session_timeout", "role")
        ]
        told = connection.connection.dbapi_connection.info.get_parameters()
    own.dispose()
    assert shown == ["1234ms", "1min", ROLE]
    assert (told["connect_timeout"], told["tcp_user_timeout"], told["keepalives_idle"]) == ("7", "5000", "5")


def test_the_environment_decides_how_long(tmp_path):
    chosen = Config(
        key_file=tmp_path / "database.key",
        database_url="postgresql+psycopg://nobody@/nowhere",
        lock_seconds=3,
        connect_seconds=4,
        transaction_seconds=50,
    )
    assert open_database(chosen).patience == Patience(lock=3, connect=4, idle=50)
    assert open_database(replace(chosen, database_url=f"sqlite:///{tmp_path}/health.db")).patience.lock == 3
