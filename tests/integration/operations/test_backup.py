"""A copy made while people work is whole and opens with the keys; one that is not whole is never left behind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from healthapp import keys
from healthapp.access import Identity
from healthapp.cli import backup as command
from healthapp.cli import main
from healthapp.database import Database
from healthapp.people.models import Person
from healthapp.vault import services as vault
from healthapp.vault.store import Store
from tests import factories
from tests.support.databases import KEY


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def unit(config, house) -> Path:
    """A unit at work: its database open, people in it, a photograph in the vault. Returns its folder."""
    config.keys_dir.mkdir(exist_ok=True)
    config.key_file.write_text(KEY.hex())
    store = Store(config.data_dir / "vault", keys.key_for(config.keys_dir / "vault.key", may_make=True))
    site = house.own
    about = {"subject": ("person", site.person.id), "facility_id": site.facility.id, "person_id": site.person.id}
    with house.database.unit(site.doctor, house.clock) as uow:
        vault.keep(uow, store, b"as received", media_type="image/png", **about)
    return config.data_dir


def run(unit: Path, to: Path) -> Result:
    environment = {
        "HEALTHAPP_MODE": "test",
        "HEALTHAPP_DATA": str(unit),
        "HEALTHAPP_KEY_FILE": str(unit / "keys" / "database.key"),
    }
    return CliRunner().invoke(command.backup, [str(to)], env=environment)


def people(file: Path) -> int:
    copy = Database(f"sqlite:///{file}", key=KEY)
    with copy.reading() as session:
        found = session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0
    copy.dispose()
    return found


def test_a_copy_is_taken_while_somebody_writes_and_holds_what_was_acknowledged(unit, database, clock, tmp_path):
    with database.unit(Identity.system("test"), clock) as uow:
        factories.person(uow, factories.facility(uow))
        uow.session.flush()
        done = run(unit, tmp_path / "disk")
        assert done.exit_code == 0, done.output
    [made] = (tmp_path / "disk").iterdir()
    assert people(made / "health.db") == 2
    assert "the database and 1 files" in done.output
    assert sorted(part.name for part in made.iterdir()) == ["health.db", "vault"]
    assert made.stat().st_mode & 0o077 == 0


def test_a_copy_whose_files_nobody_could_read_back_is_no_whole_one(unit, tmp_path):
    (unit / "keys" / "vault.key").unlink()
    answer = run(unit, tmp_path / "disk")
    assert (answer.exit_code, "vault.key is missing" in answer.output) == (2, True)
    [made] = (tmp_path / "disk").iterdir()
    assert people(made / "health.db") == 2, "what can be saved is saved"


def test_verification_does_not_call_whole_what_it_has_no_key_for(unit):
    environment = {
        "HEALTHAPP_MODE": "test",
        "HEALTHAPP_DATA": str(unit),
        "HEALTHAPP_KEY_FILE": str(unit / "keys" / "database.key"),
    }
    assert CliRunner().invoke(main, ["ledger", "verify"], env=environment).exit_code == 0
    (unit / "keys" / "vault.key").unlink()
    answer = CliRunner().invoke(main, ["ledger", "verify"], env=environment)
    assert (answer.exit_code, "vault.key is missing" in answer.output) == (2, True)


def test_what_was_copied_is_encrypted(unit, tmp_path):
    run(unit, tmp_path / "disk")
    [made] = (tmp_path / "disk").iterdir()
    for file in made.rglob("*"):
        if file.is_file():
            assert b"SQLite format 3" not in file.read_bytes()
            assert b"as received" not in file.read_bytes()


def test_a_restored_copy_works_in_the_place_of_what_was_lost(unit, database, tmp_path):
    run(unit, tmp_path / "disk")
    [made] = (tmp_path / "disk").iterdir()
    database.dispose()
    shutil.rmtree(unit / "vault")
    for file in unit.glob("health.db*"):
        file.unlink()
    shutil.copytree(made, unit, dirs_exist_ok=True)
    assert people(unit / "health.db") == 2
    again = run(unit, tmp_path / "another disk")
    assert again.exit_code == 0, again.output


def refused(done: Result, to: Path, words: str) -> None:
    assert done.exit_code == 2
    assert words in done.output
    assert not to.exists() or not list(to.iterdir()), "half a copy was left behind"


def test_a_damaged_file_is_named_and_no_copy_stands(unit, tmp_path):
    [file] = [path for path in (unit / "vault").rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-1])
    refused(run(unit, tmp_path / "disk"), tmp_path / "disk", "1 files of the vault are damaged")


def test_a_disk_with_too_little_room_is_left_alone(unit, tmp_path, monkeypatch):
    monkeypatch.setattr(command.shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10, 9, 1))
    refused(run(unit, tmp_path / "disk"), tmp_path / "disk", "are needed")


def test_a_disk_that_fills_up_in_the_middle_leaves_nothing(unit, tmp_path, monkeypatch):
    def full(*_names: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command.shutil, "copytree", full)
    refused(run(unit, tmp_path / "disk"), tmp_path / "disk", "No space left on device")


def test_a_folder_that_cannot_be_written_is_said(unit, tmp_path):
    (tmp_path / "disk").write_text("a file")
    done = run(unit, tmp_path / "disk" / "inside")
    assert done.exit_code == 2


def test_the_central_deployment_is_told_its_own_way(unit, tmp_path):
    environment = {"HEALTHAPP_DATA": str(unit), "HEALTHAPP_DATABASE_URL": "postgresql+psycopg://nobody@localhost/no"}
    done = CliRunner().invoke(command.backup, [str(tmp_path / "disk")], env={"HEALTHAPP_MODE": "test", **environment})
    assert done.exit_code == 2
    assert "pg_dump" in done.output
