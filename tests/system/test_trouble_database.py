"""The database is locked, busy, full or gone: a page says so, nothing is half stored, and all goes on afterwards."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from healthapp import create_app
from healthapp.access import Identity, Role
from healthapp.audit.models import AuditEvent
from healthapp.database import Database, Patience
from healthapp.ledger.models import LedgerEntry
from tests.conftest import ENGINES
from tests.support import house as houses
from tests.support.house import House, SignedIn
from tests.system.test_trouble import admit, everything, rows, stored, version

SYSTEM = Identity.system("test")


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """The embedded file, whose locks these tests are about, unless a test is about both."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def feldsher(house: House) -> SignedIn:
    return house.browser(Role.FELDSHER)


def unavailable(answer) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "data-kept" in answer.text
    assert "Traceback" not in answer.text


def test_a_locked_database_is_a_page_that_asks_to_wait(house, feldsher, monkeypatch):
    monkeypatch.setattr(house.database, "patience", Patience(lock=0.2))
    house.database.engine.dispose()  # connections made from now on wait that long
    before, opened = everything(house), version(house, "conclusion")
    text = stored(house, "conclusion")
    path = f"/examinations/{house.own.draft.id}/conclusion"
    with house.database.engine.connect().execution_options(write=True) as other, other.begin():
        assert feldsher.get("/login").status_code < 400, "who only reads is not held up"
        refused = feldsher.post(path, version=opened, summary="Gözləyən mətn")
        unavailable(refused)
        assert "Gözləyən mətn" in refused.text, "a browser without scripts keeps it nowhere"
        unavailable(admit(house, feldsher))
    assert everything(house) == before
    assert stored(house, "conclusion") == text
    assert feldsher.post(path, version=opened, summary="Gözləyən mətn").status_code == 303


def test_who_waits_to_write_holds_nothing_up_and_comes_next(house, feldsher, monkeypatch):
    waiting, written = threading.Event(), []
    take_turn = type(house.database).take_turn

    def asked(here: Database) -> None:
        if threading.current_thread() is not threading.main_thread():
            waiting.set()
        take_turn(here)

    def write() -> None:
        with house.database.unit(SYSTEM):
            written.append("after the other")

    monkeypatch.setattr(type(house.database), "take_turn", asked)
    with house.database.unit(SYSTEM):
        other = threading.Thread(target=write)
        other.start()
        assert waiting.wait(5)
        other.join(0.2)
        assert written == []
        assert house.database.engine.pool.checkedout() == 1, "no connection is taken before it is one's turn"
    other.join(5)
    assert written == ["after the other"]
    monkeypatch.setattr(house.database, "patience", Patience(lock=0.05))
    with house.database.unit(SYSTEM):
        unavailable(admit(house, feldsher))
    assert admit(house, feldsher).status_code == 303


@pytest.mark.parametrize("engine_name", ENGINES, indirect=True)
@pytest.mark.parametrize("table", ["person", "stay", "movement", "audit_event", "ledger_entry"])
def test_a_full_disk_leaves_no_half_arrival(house, feldsher, table):
    before = [*everything(house), rows(house, AuditEvent), rows(house, LedgerEntry)]

    def full(_connection, _cursor, statement, *_rest):
        if statement.startswith(f"INSERT INTO {table} "):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(house.database.engine, "before_cursor_execute", full)
    answer = admit(house, feldsher)
    event.remove(house.database.engine, "before_cursor_execute", full)

    unavailable(answer)
    assert [*everything(house), rows(house, AuditEvent), rows(house, LedgerEntry)] == before
    assert admit(house, feldsher).status_code == 303


def test_a_file_that_is_gone_is_a_page_and_no_new_empty_database(house, feldsher, tmp_path):
    file = tmp_path / "health.db"
    house.database.engine.dispose()
    hidden = [(part, part.with_name(f"away-{part.name}")) for part in tmp_path.glob("health.db*")]
    for part, away in hidden:
        part.rename(away)
    unavailable(feldsher.get("/worklist"))
    unavailable(admit(house, feldsher))
    state = feldsher.get("/healthz")
    assert (state.status_code, state.is_json) == (503, True), "whoever asks"
    house.database.engine.dispose()
    for made in tmp_path.glob("health.db*"):
        made.unlink()
    for part, away in hidden:
        away.rename(part)
    assert file.exists()
    assert feldsher.get("/worklist").status_code == 200


def test_a_server_that_is_gone_is_a_page(request, tmp_path, config, clock):
    template = request.getfixturevalue("_postgres")
    with template.copy(tmp_path) as found:
        app = create_app(config, database=found, clock=clock)
        house = houses.build(app)
        browser = house.browser(Role.FELDSHER)
        assert browser.get("/worklist").status_code == 200
        name = found.engine.url.database
        with template.admin.connect() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
            connection.exec_driver_sql(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
        unavailable(browser.get("/worklist"))
        unavailable(admit(house, browser))
        assert browser.get("/healthz").json["status"] == "unavailable", "whoever asks"
        with template.admin.connect() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
        assert browser.get("/worklist").status_code == 200
