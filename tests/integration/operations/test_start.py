"""A start that cannot succeed is refused in one sentence; nothing is made in the place of what is missing."""

from __future__ import annotations

import os
import pty
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from config import Config
from healthapp import open_database
from healthapp.access import Identity
from healthapp.accounts.models import User
from healthapp.cli import main
from healthapp.cli.serve import BaseApplication
from healthapp.keys import key_for
from tests.support.databases import SqliteTemplate
from tests.support.server import ROOT, free_port


@pytest.fixture
def engine_name() -> str:
    """A server of its own keeps its own keys."""
    return "sqlite"


@pytest.fixture
def unit(_sqlite: SqliteTemplate, tmp_path: Path) -> Path:
    """The data folder of a unit at work, with its key in place."""
    (tmp_path / "health.db").write_bytes(_sqlite.file.read_bytes())
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "database.key").write_text(bytes(range(32)).hex())
    return tmp_path


def start(folder: Path, monkeypatch, *words: str, **changed: str) -> Result:
    monkeypatch.setattr(BaseApplication, "run", lambda _self: click.echo("served"))
    environment = {"HEALTHAPP_MODE": "production", "HEALTHAPP_DATA": str(folder), **changed}
    return CliRunner().invoke(main, words or ("start",), env=environment)


def refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, (result.output, result.exception)
    assert "served" not in result.output
    said = result.stderr.strip().splitlines()[-1]
    assert said.startswith("healthapp: ")
    assert [word for word in words if word not in said] == []
    assert "Traceback" not in result.stderr


def test_with_its_key_it_starts(unit, monkeypatch):
    assert "served" in start(unit, monkeypatch).output


@pytest.mark.parametrize("command", ["start", "serve", "backup"])
def test_a_missing_key_is_not_replaced(unit, monkeypatch, command, tmp_path):
    key = unit / "keys" / "database.key"
    key.unlink()
    words = (command, str(tmp_path / "copies")) if command == "backup" else (command,)
    refused(start(unit, monkeypatch, *words), str(key), "is missing", "HEALTHAPP_KEY_FILE", "docs/operations.md")
    assert not key.exists()


@pytest.mark.parametrize("command", ["start", "serve"])
def test_a_missing_key_of_a_ledger_that_signed_is_not_replaced(unit, monkeypatch, command):
    assert start(unit, monkeypatch, "ledger", "checkpoint").exit_code == 0
    key = unit / "keys" / "ledger.key"
    key.unlink()
    refused(start(unit, monkeypatch, command), str(key), "is missing", "docs/operations.md")
    assert not key.exists()


def test_another_key_opens_nothing_and_changes_nothing(unit, monkeypatch):
    before = (unit / "health.db").read_bytes()
    (unit / "keys" / "database.key").write_text(secrets.token_hex(32))
    refused(start(unit, monkeypatch), "cannot be read with this key file", "HEALTHAPP_KEY_FILE")
    assert (unit / "health.db").read_bytes() == before


@pytest.mark.parametrize("text", ["", "xyz", "00" * 31, "ключ"])
@pytest.mark.parametrize("name", ["database.key", "cookie.key", "ledger.key"])
def test_a_damaged_key_is_named(unit, monkeypatch, name, text):
    (unit / "keys" / name).write_text(text, "utf-8")
    refused(start(unit, monkeypatch), name, "is damaged")


def test_a_key_elsewhere_is_read_where_it_is_said_to_be(unit, monkeypatch, tmp_path):
    elsewhere = tmp_path / "sealed" / "database.key"
    elsewhere.parent.mkdir()
    (unit / "keys" / "database.key").rename(elsewhere)
    assert "served" in start(unit, monkeypatch, HEALTHAPP_KEY_FILE=str(elsewhere)).output


def test_the_first_start_makes_keys_that_nobody_else_reads(tmp_path, monkeypatch):
    folder = tmp_path / "new"
    assert "served" in start(folder, monkeypatch).output
    assert {file.stat().st_mode & 0o777 for file in (folder / "keys").glob("*.key")} == {0o600}
    assert key_for(folder / "keys" / "database.key", may_make=False)
    assert not (folder / "health.db").read_bytes().startswith(b"SQLite format 3"), "the file is encrypted"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"PORT": "99999"}, "PORT"),
        ({"HEALTHAPP_MODE": "fast"}, "HEALTHAPP_MODE"),
        ({"HEALTHAPP_DATA": "/proc/nowhere"}, "HEALTHAPP_DATA"),
        ({"HEALTHAPP_DATABASE_URL": "postgres://health"}, "HEALTHAPP_DATABASE_URL"),
        ({"HEALTHAPP_DATABASE_URL": "postgresql+psycopg://x@127.0.0.1:1/x"}, "HEALTHAPP_DATABASE_URL"),
    ],
)
def test_an_environment_that_cannot_be_used_is_named(tmp_path, monkeypatch, changed, word):
    refused(start(tmp_path, monkeypatch, **changed), word)


def test_the_address_is_told_once_it_answers(unit):
    """Somebody who clicks it at once must find the server there."""
    port = str(free_port())
    environment = {**os.environ, "HEALTHAPP_MODE": "production", "HEALTHAPP_DATA": str(unit), "PORT": port}
    words = [sys.executable, "-m", "healthapp", "start"]
    with subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = next(line for line in process.stdout if "Open http" in line)
            assert f"http://127.0.0.1:{port} " in told
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
                assert answer.status == 200
        finally:
            process.terminate()


@pytest.mark.parametrize("terminal", [True, False], ids=["at a terminal", "into a pipe"])
def test_the_accounts_of_the_demonstration_stay_in_sight_at_a_terminal(unit, terminal):
    """Lines of a log, one for each request, would drive the address and the accounts away."""
    port = str(free_port())
    environment = {**os.environ, "HEALTHAPP_MODE": "demo", "HEALTHAPP_DATA": str(unit), "PORT": port}
    database = open_database(Config.from_environment(environment))
    with database.unit(Identity.system("test")) as uow:
        made = {"password_hash": "", "password_changed_at": uow.now(), "created_at": uow.now()}
        uow.session.add(User(username="invented", name="Sınaq", is_demo=True, **made))
        uow.audited = True
    database.dispose()
    reading, writing = pty.openpty() if terminal else os.pipe()
    words = [sys.executable, "-m", "healthapp", "start"]
    with subprocess.Popen(words, env=environment, cwd=ROOT, stdout=writing, stderr=writing) as process:
        os.close(writing)
        said = b""
        try:
            while b"Password of each" not in said:
                said += os.read(reading, 4096)
            for path in ("/healthz", "/login", "/nowhere"):
                with suppress(urllib.error.HTTPError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).close()
        finally:
            process.terminate()
            with suppress(OSError):  # of a terminal whose other end is closed
                while part := os.read(reading, 4096):
                    said += part
            os.close(reading)
    requests = [line for line in said.decode().splitlines() if '"event": "request"' in line]
    assert len(requests) == (0 if terminal else 3), said.decode()
    assert "feldsher" in said.decode()
