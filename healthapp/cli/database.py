"""``healthapp database``: migrate, check, and grant a role that cannot rewrite history."""

from __future__ import annotations

from collections.abc import Callable

import click
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from healthapp import migrating, settings
from healthapp.access import Identity
from healthapp.cases import away
from healthapp.cli.context import configuration, opened, stop
from healthapp.database import Database
from healthapp.injuries import death_notices
from healthapp.ledger import ddl as ledger
from healthapp.settings.services import seed
from healthapp.tables import metadata
from migrations.guards import INSERT_ONLY, LATER

#: What PostgreSQL says to a role that may not (SQLSTATE).
INSUFFICIENT_PRIVILEGE = "42501"
#: Rows that are taken away: what is still being written, what is made from other rows, what is planned, what is of use
#: for days only.
EMPTIED = frozenset(
    {
        *("draft_section", ledger.QUEUE, "npg_key_session", "person_token", "commission_seat", "holiday"),
        *("sign_in_source", "sent_form"),
    }
)


@click.group("database")
def database_group() -> None:
    """Migrate and check the database."""


@database_group.command()
def upgrade() -> None:
    """Bring the schema up to date and add settings, notices of deaths and journeys that are new in this version."""
    added, notices, journeys = bring_up_to_date(opened(configuration()), "upgrade")
    told = f"{added} settings added, {notices} notices of earlier deaths prepared"
    click.echo(f"schema {migrating.head()}, {told}, {journeys} earlier journeys to a hospital recorded")


def bring_up_to_date(database: Database, actor: str) -> tuple[int, int, int]:
    """Migrate, add what this version needs; how many settings, notices of deaths and journeys from before them."""
    try:
        migrating.upgrade(database)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", "") != INSUFFICIENT_PRIVILEGE:
            raise
        stop("this database role may not change the schema. As the owner of the database: healthapp database upgrade")
    with database.unit(Identity.system(actor)) as uow:
        return seed(uow), death_notices.catch_up(uow), away.catch_up(uow)


@database_group.command()
@click.argument("role")
def grant(role: str) -> None:
    """PostgreSQL: let ROLE work, without UPDATE or DELETE on what is signed, audited or in the ledger."""
    database = opened(configuration())
    if database.dialect != "postgresql":
        stop("grants are for the central deployment on PostgreSQL")
    with database.engine.begin() as connection:
        quote = connection.dialect.identifier_preparer.quote
        for statement in grants(quote(role), quote):
            connection.execute(sa.text(statement))
    click.echo(f"granted to {role}")


def grants(role: str, quote: Callable[[str], str] = str) -> list[str]:
    """The statements, ``role`` already quoted."""
    statements = [f"GRANT USAGE ON SCHEMA public TO {role}", f"GRANT SELECT ON alembic_version TO {role}"]
    statements += [f"GRANT {', '.join(acts)} ON {quote(table)} TO {role}" for table, acts in rights().items()]
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    return statements


def rights() -> dict[str, tuple[str, ...]]:
    """What the application does to each table, by name: nobody who works with it needs more."""
    frozen = {*INSERT_ONLY, *ledger.INSERT_ONLY}.union(*LATER.values())
    found = {}
    for table in metadata().sorted_tables:
        change = () if table.name in frozen else ("UPDATE",)
        found[table.name] = ("SELECT", "INSERT", *change, *(("DELETE",) if table.name in EMPTIED else ()))
    return found


def lacking(database: Database) -> list[str]:
    """The rights this connection's role lacks, as "UPDATE on draft_section"; a new version may need more than before.

    The embedded file has no roles: whoever has the key has every right.
    """
    if database.dialect != "postgresql":
        return []
    wanted = [("alembic_version", "SELECT")] + [(table, act) for table, acts in rights().items() for act in acts]
    asked = sa.select(*(sa.func.has_table_privilege(sa.func.to_regclass(table), act) for table, act in wanted))
    with database.engine.connect() as connection:
        held = connection.execute(asked).one()
    # Of a table that is not there yet the answer is null: that is a matter of the migration.
    return [f"{act} on {table}" for (table, act), granted in zip(wanted, held, strict=True) if granted is False]


def stop_without_rights(database: Database) -> None:
    """End with what to do when the role may not do its work: half of the pages would answer 503 otherwise."""
    missing = lacking(database)
    if missing:
        stop(f"the database role lacks {_few(missing)}. As the owner of the database: healthapp database grant ROLE")


def _few(names: list[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


@database_group.command()
def check() -> None:
    """Say whether the schema is current, every setting is there; exit code 1 when not, 2 without the rights for it."""
    database = opened(configuration())
    stop_without_rights(database)
    with database.reading() as session:
        stands = migrating.current(session.connection())
        known = len(settings.queries.history(session)) if stands else 0
    click.echo(f"schema {stands} of {migrating.head()}, {known} settings")
    raise SystemExit(0 if stands == migrating.head() and known else 1)
