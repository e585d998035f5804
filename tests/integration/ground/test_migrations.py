"""Given an empty or a filled database, when it is migrated up, down or half-way, then schema and models agree."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from healthapp import migrating
from healthapp.access import Identity, Role
from healthapp.accounts import services as accounts
from healthapp.accounts.queries import assignments_of
from healthapp.database import Database, utc_now
from healthapp.people import search
from healthapp.people.models import Facility, Person, PersonToken
from healthapp.records import services as records
from healthapp.records.models import ClinicalRecord
from healthapp.records.seals import record_digests
from healthapp.settings.models import Setting
from healthapp.settings.services import seed
from healthapp.tables import metadata
from migrations.guards import LATER, all_names, functions
from tests import factories
from tests.integration.ground.conftest import lived_in
from tests.support.databases import KEY, as_owner

#: Guarded tables of the step that numbers records, and of later ones.
NEWER = {table for revision, added in LATER.items() if revision >= "0034" for table in added}
#: Statements of the first upgrade; raising in each would take minutes, these stand for begin, middle and end.
INTERRUPTED_AT = ["CREATE TABLE holiday", "CREATE TABLE stay", "CREATE TRIGGER clinical_record_no_delete"]


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}


def triggers(database: Database) -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[database.dialect]
    with database.engine.connect() as connection:
        return set(connection.exec_driver_sql(catalogue).scalars())


def stands(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return migrating.current(connection)


def test_the_migrated_schema_is_the_models_schema(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": metadata()}
        )
        assert compare_metadata(context, metadata()) == []


def test_checks_and_partial_indexes_are_there_too(database):
    """What alembic does not compare: names of every check, and the rule that one stay is open at a time."""
    inspector = sa.inspect(database.engine)
    for table in metadata().sorted_tables:
        wanted = {check.name for check in table.constraints if isinstance(check, sa.CheckConstraint)}
        assert {check["name"] for check in inspector.get_check_constraints(table.name)} == wanted, table.name
    for index in (index for table in metadata().sorted_tables for index in table.indexes):
        condition = index.dialect_kwargs.get(f"{database.dialect}_where")
        found = next(row for row in inspector.get_indexes(index.table.name) if row["name"] == index.name)
        assert bool(found["dialect_options"].get(f"{database.dialect}_where") is not None) == (condition is not None)


def test_every_column_has_its_comment_where_the_engine_keeps_them(database):
    if database.dialect == "sqlite":
        assert not database.engine.dialect.supports_comments
        return
    inspector = sa.inspect(database.engine)
    for table in metadata().sorted_tables:
        kept = {column["name"]: column["comment"] for column in inspector.get_columns(table.name)}
        assert kept == {column.name: column.comment for column in table.columns}, table.name


def test_up_and_down_and_up_again_with_rows_in_place(empty):
    migrating.upgrade(empty)
    lived_in(empty)

    migrating.downgrade(empty, "base")

    assert tables(empty) == set()
    assert triggers(empty) == set()
    assert stands(empty) is None
    if empty.dialect == "postgresql":
        with empty.engine.connect() as connection:
            left = connection.exec_driver_sql("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
            assert set(left.scalars()) & set(functions("postgresql")) == set()

    migrating.upgrade(empty)
    assert tables(empty) == {table.name for table in metadata().sorted_tables}
    assert lived_in(empty)


def test_the_newest_step_can_be_taken_back_alone_and_rows_stay(empty):
    migrating.upgrade(empty)
    person = lived_in(empty)
    newest = migrating.head()

    migrating.downgrade(empty, "-1")
    assert stands(empty) != newest
    migrating.upgrade(empty)

    assert stands(empty) == newest
    with empty.reading() as session:
        assert session.get_one(Person, person).surname == "Kərimli"
    assert triggers(empty) == {trigger for trigger, _table in all_names(empty.dialect)}


def test_no_role_that_waits_for_a_second_person_is_held_after_a_step_back(empty):
    migrating.upgrade(empty)
    with empty.unit(Identity.system("tests")) as uow:
        seed(uow)
        place = factories.facility(uow)
        user = accounts.create(uow, username="rauf", name="Rauf Kərimov", password_hash="-")
    with empty.unit(factories.identity(Role.ADMIN)) as uow:
        waiting = accounts.assign(uow, user, role=Role.DOCTOR, facility_id=place.id)
    assert waiting.awaits_until is not None
    migrating.downgrade(empty, "0034")
    migrating.upgrade(empty)
    with empty.reading() as session:
        assert assignments_of(session, user.id, utc_now()) == ()


def test_words_written_before_they_knew_a_place_learn_where_their_person_is(empty):
    """Of an entry joined into another that was joined further: where the last one is."""
    migrating.upgrade(empty)
    with empty.unit(Identity.system("tests")) as uow:
        first, second = (factories.facility(uow) for _place in range(2))
        kept = factories.person(uow, second)
        between = factories.person(uow, first, merged_into_id=kept.id)
        last = factories.person(uow, first, merged_into_id=between.id)
        other = factories.person(uow, first)
        for row in (kept, between, last, other):
            search.reindex(uow.session, row)
        uow.audited = True

    def now() -> dict[uuid.UUID, set[uuid.UUID | None]]:
        with empty.reading() as session:
            found: dict[uuid.UUID, set[uuid.UUID | None]] = {}
            for person_id, place in session.execute(sa.select(PersonToken.person_id, PersonToken.facility_id)):
                found.setdefault(person_id, set()).add(place)
            return found

    expected = {row.id: {second.id} for row in (kept, between, last)} | {other.id: {first.id}}
    assert now() == expected
    migrating.downgrade(empty, "0036")
    migrating.upgrade(empty)
    assert now() == expected


LONGEST = "MUESSISE-KODU-20-ISH"


def signed_records(database: Database, code: str = "N1") -> list[ClinicalRecord]:
    """Of one facility: three records signed around the turn of the year in Baku, one of them numbered by a register,
    and a draft; in the order of the signatures, the draft last."""
    with database.unit(Identity.system("tests")) as uow:
        seed(uow)
        place = factories.facility(uow, code=code)
        person = factories.person(uow, place)
    feldsher = factories.identity(Role.FELDSHER, place)
    made = []
    for at, number in ((19, None), (20, None), (20, f"TQ-{code}-2027-0001"), (21, None)):
        moment = dt.datetime(2026, 12, 31, at, 30, tzinfo=dt.UTC)
        with database.unit(feldsher, lambda moment=moment: moment) as uow:
            given = {"kind": "intake", "stay_id": None, "event_time": moment, "schema_version": 1}
            row = records.begin(uow, person_id=person.id, facility_id=place.id, **given)
            row.number = number
            records.hand_in(uow, row, method="password", needs_doctor=False)
            made.append(row)
    with database.unit(feldsher) as uow:
        made.append(records.begin(uow, person_id=person.id, facility_id=place.id, **given))
    return made


def test_records_signed_before_records_had_numbers_get_theirs_and_their_digests_stay(empty):
    migrating.upgrade(empty)
    made = signed_records(empty)
    ids = [row.id for row in made]
    numbers = ["TS-N1-2026-0001", "TS-N1-2027-0001", "TQ-N1-2027-0001", "TS-N1-2027-0002", None]

    def now() -> list[tuple[str | None, bytes | None]]:
        with empty.reading() as session:
            columns = sa.select(ClinicalRecord.id, ClinicalRecord.number, ClinicalRecord.digest)
            rows = {row.id: (row.number, row.digest) for row in session.execute(columns)}
            assert set(record_digests(session, ids)) == set(ids[:-1])
        return [rows[one] for one in ids]

    digests = [row.digest for row in made]
    assert now() == list(zip(numbers, digests, strict=True))

    migrating.downgrade(empty, "0033")
    with empty.engine.connect() as connection:
        left = {row.id: row.number for row in connection.execute(sa.select(ClinicalRecord.id, ClinicalRecord.number))}
    assert [left[one] for one in ids] == [None, None, "TQ-N1-2027-0001", None, None]
    assert triggers(empty) == {trigger for trigger, table in all_names(empty.dialect) if table not in NEWER}

    migrating.upgrade(empty)
    assert now() == list(zip(numbers, digests, strict=True))
    with (
        empty.engine.connect().execution_options(write=True) as connection,
        pytest.raises(DBAPIError, match="cannot be changed"),
    ):
        connection.execute(
            sa.update(ClinicalRecord).where(ClinicalRecord.id == ids[0]).values(number="TS-N1-2026-0009")
        )


def test_records_of_a_facility_with_the_longest_code_are_numbered_too(empty):
    assert len(LONGEST) == Facility.__table__.c.code.type.length
    migrating.upgrade(empty)
    made = signed_records(empty, LONGEST)
    migrating.downgrade(empty, "0033")
    migrating.upgrade(empty)
    with empty.reading() as session:
        numbers = set(
            session.scalars(sa.select(ClinicalRecord.number).where(ClinicalRecord.id.in_([r.id for r in made])))
        )
    years = {f"TS-{LONGEST}-2026-0001", f"TS-{LONGEST}-2027-0001", f"TS-{LONGEST}-2027-0002"}
    assert numbers == {*years, f"TQ-{LONGEST}-2027-0001", None}


def test_the_steps_are_one_line_without_branches():
    script = ScriptDirectory(str(migrating.FOLDER))
    assert script.get_bases() == ["0001"]
    assert len(script.get_heads()) == 1
    numbers = [step.revision for step in reversed(list(script.walk_revisions()))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


class Interrupted(Exception):
    """The process ends here."""


@pytest.mark.parametrize("statement", INTERRUPTED_AT)
def test_interrupted_half_way_nothing_is_left_and_a_second_run_succeeds(empty, statement):
    @event.listens_for(empty.engine, "before_cursor_execute")
    def _fail(_connection, _cursor, text, *_rest):
        if text.strip().startswith(statement):
            raise Interrupted(statement)

    with pytest.raises(Interrupted):
        migrating.upgrade(empty)
    event.remove(empty.engine, "before_cursor_execute", _fail)

    assert tables(empty) == set()
    assert triggers(empty) == set()
    assert stands(empty) is None

    migrating.upgrade(empty)
    assert stands(empty) == migrating.head()
    assert lived_in(empty)


def test_interrupted_on_the_way_down_every_row_is_still_there(empty):
    migrating.upgrade(empty)
    person = lived_in(empty)

    @event.listens_for(empty.engine, "before_cursor_execute")
    def _fail(_connection, _cursor, text, *_rest):
        if text.strip().startswith("DROP TABLE facility"):
            raise Interrupted(text)

    with pytest.raises(Interrupted):
        migrating.downgrade(empty, "base")
    event.remove(empty.engine, "before_cursor_execute", _fail)

    assert stands(empty) == migrating.head()
    assert triggers(empty) == {trigger for trigger, _table in all_names(empty.dialect)}
    with empty.reading() as session:
        assert session.get_one(Person, person).given_name == "Rauf"


def command(database: Database, folder: Path, *words: str) -> subprocess.Popen[str]:
    """A process of this program on ``database``."""
    with database.engine.connect():
        pass  # the embedded file is there before the process starts, with the key it is given
    key = folder / "keys" / "database.key"
    key.parent.mkdir(exist_ok=True)
    key.write_text(KEY.hex())
    key.chmod(0o600)
    environment = {
        **os.environ,
        "HEALTHAPP_DATA": str(folder),
        "HEALTHAPP_KEY_FILE": str(key),
        "HEALTHAPP_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
    }
    place, kept = migrating.FOLDER.parent, subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, *words], env=environment, cwd=place, stdout=kept, stderr=subprocess.STDOUT, text=True
    )


#: ``healthapp database upgrade`` in a process that is killed at the statement it is given.
KILLED_AT = """
import os, signal, sys
import sqlalchemy as sa
from healthapp.cli import main

@sa.event.listens_for(sa.engine.Engine, "before_cursor_execute")
def kill(_connection, _cursor, text, *_rest):
    if text.strip().startswith(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)

main(["database", "upgrade"])
"""


def test_killed_half_way_nothing_is_lost_the_server_says_so_and_the_next_upgrade_completes_it(empty, tmp_path):
    migrating.upgrade(empty, "0024")
    person = lived_in(empty)
    before = tables(empty), triggers(empty)

    # Seven steps are done when the process dies.
    killed = command(empty, tmp_path, "-c", KILLED_AT, "CREATE INDEX ix_record_fact_words")
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert stands(empty) == "0024"
    assert (tables(empty), triggers(empty)) == before

    refused = command(empty, tmp_path, "-m", "healthapp", "serve")
    said = refused.communicate(timeout=60)[0]
    assert refused.returncode != 0
    assert "healthapp database upgrade" in said

    migrating.upgrade(empty)
    assert stands(empty) == migrating.head()
    assert triggers(empty) == {trigger for trigger, _table in all_names(empty.dialect)}
    with empty.reading() as session:
        assert session.get_one(Person, person).surname == "Kərimli"


def test_two_processes_that_migrate_at_once_both_end_well(empty, tmp_path):
    both = [command(empty, tmp_path, "-m", "healthapp", "database", "upgrade") for _number in range(2)]
    said = [one.communicate(timeout=60)[0] for one in both]

    assert [one.returncode for one in both] == [0, 0], said
    assert stands(empty) == migrating.head()
    with empty.reading() as session:
        keys = session.scalars(sa.select(Setting.key)).all()
    assert len(keys) == len(set(keys)) > 0


def test_every_guard_is_installed_and_bites(database):
    assert triggers(database) == {trigger for trigger, _table in all_names(database.dialect)}
    with as_owner(database) as connection:
        key = connection.execute(sa.select(Setting.key).limit(1)).scalar_one()
        with pytest.raises(DBAPIError, match="cannot be changed"):
            connection.execute(sa.update(Setting).where(Setting.key == key).values(note="another"))
