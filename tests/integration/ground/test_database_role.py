"""The role ``healthapp database grant`` is for: it does all the work, and cannot rewrite what happened."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.exc import ProgrammingError

from healthapp import migrating
from healthapp.cli import context, main
from healthapp.database import Database
from tests.support.databases import ROLE, as_owner

#: Signed, audited, or of the ledger: named here by hand, so that a table cannot leave the program's list unnoticed.
HISTORY = (
    *("sealed_content", "record_signature", "record_addendum", "audit_event", "setting", "case_event"),
    *("ledger_entry", "ledger_place", "ledger_node", "ledger_checkpoint", "ledger_cosignature", "ledger_succession"),
    *("trauma_entry", "risk_level_change", "risk_observation", "restriction_step", "npg_note", "recommendation_step"),
)


@pytest.fixture
def engine_name() -> str:
    """The embedded file has no roles."""
    return "postgresql"


Run = Callable[..., Result]


@pytest.fixture
def run(database: Database, tmp_path, monkeypatch) -> Iterator[Run]:
    """A command of the program, as the owner of the database or as the role."""
    opened: list[Database] = []
    open_database = context.open_database
    monkeypatch.setattr(context, "open_database", lambda config: opened.append(open_database(config)) or opened[-1])

    def invoke(*words: str, role: str | None = ROLE) -> Result:
        url = database.engine.url.update_query_dict({"options": f"-c role={role or 'none'}"})
        environment = {
            "HEALTHAPP_MODE": "test",
            "HEALTHAPP_DATA": str(tmp_path),
            "HEALTHAPP_DATABASE_URL": url.render_as_string(hide_password=False),
        }
        return CliRunner().invoke(main, words, env=environment)

    yield invoke
    for one in opened:
        one.dispose()


@pytest.fixture
def newcomer(database: Database) -> Iterator[str]:
    """A role nobody granted anything yet; the name must be quoted."""
    name = f"App-{uuid.uuid4().hex[:8]}"
    with as_owner(database) as connection:
        connection.exec_driver_sql(f'CREATE ROLE "{name}"')
        connection.commit()
    yield name
    with as_owner(database) as connection:
        connection.exec_driver_sql(f'DROP OWNED BY "{name}"')
        connection.exec_driver_sql(f'DROP ROLE "{name}"')
        connection.commit()


@pytest.mark.parametrize("table", HISTORY)
def test_what_happened_is_out_of_its_reach(database, table):
    column = sa.inspect(database.engine).get_columns(table)[0]["name"]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(ProgrammingError, match="permission denied"), database.engine.connect() as connection:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM clinical_record",
        "DELETE FROM person",
        "ALTER TABLE audit_event DISABLE TRIGGER USER",
        "DROP TRIGGER audit_event_no_update ON audit_event",
        "CREATE OR REPLACE FUNCTION healthapp_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP TABLE ledger_entry",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_nor_can_it_take_the_guards_away(database, statement):
    # A role that only steps down from a superuser may still set what the superuser may: ask as the role itself.
    with as_owner(database) as owner:
        owner.exec_driver_sql(f"SET SESSION AUTHORIZATION {ROLE}")
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            owner.exec_driver_sql(statement)


def test_a_role_is_granted_what_it_needs_by_one_command(database, run: Run, newcomer: str):
    refused = run("serve", role=newcomer)
    assert (refused.exit_code, "the database role lacks SELECT on alembic_version" in refused.stderr) == (2, True)
    assert run("database", "grant", newcomer, role=None).exit_code == 0
    assert run("database", "grant", newcomer, role=None).exit_code == 0, "again, after each upgrade"
    checked = run("database", "check", role=newcomer)
    assert (checked.exit_code, "lacks" in checked.output) == (0, False), checked.output


def test_a_right_that_is_missing_is_said_before_anybody_works(database, run: Run):
    with as_owner(database) as connection:
        connection.exec_driver_sql(f"REVOKE DELETE ON person_token FROM {ROLE}")
        connection.exec_driver_sql(f"REVOKE INSERT ON stay FROM {ROLE}")
        connection.commit()
    for command in (("database", "check"), ("serve",), ("start",)):
        refused = run(*command)
        assert refused.exit_code == 2
        assert "DELETE on person_token" in refused.stderr
        assert "INSERT on stay" in refused.stderr
        assert "healthapp database grant" in refused.stderr


def test_a_schema_of_yesterday_is_left_to_the_owner(database, run: Run):
    owner = Database(database.engine.url.difference_update_query(["options"]).render_as_string(hide_password=False))
    migrating.downgrade(owner, "-1")
    owner.dispose()
    refused = run("database", "upgrade")
    assert refused.exit_code == 2, refused.output
    assert "As the owner of the database: healthapp database upgrade" in refused.stderr
    assert run("database", "upgrade", role=None).exit_code == 0
