"""``healthapp database``: migrate, check, and grant a role that cannot rewrite history."""

from __future__ import annotations

from collections.abc import Callable

import click
import sqlalchemy as sa

from healthapp import migrating, settings
from healthapp.access import Identity
from healthapp.cli.context import configuration, opened, stop
from healthapp.database import Database
from healthapp.injuries import death_notices
from healthapp.ledger import ddl as ledger
from healthapp.settings.services import seed
from healthapp.tables import metadata
from migrations.guards import INSERT_ONLY, LATER

EMPTIED = ("draft_section", ledger.QUEUE)


@click.group("database")
def database_group() -> None:
    """Migrate and check the database."""


@database_group.command()
def upgrade() -> None:
    """Bring the schema up to date and add settings and notices of deaths that are new in this version."""
    added, notices = bring_up_to_date(opened(configuration()), "upgrade")
    click.echo(f"schema {migrating.head()}, {added} settings added, {notices} notices of earlier deaths prepared")


def bring_up_to_date(database: Database, actor: str) -> tuple[int, int]:
    """Migrate, add what this version needs; how many settings, and how many notices of deaths from before them."""
    migrating.upgrade(database)
    with database.unit(Identity.system(actor)) as uow:
        return seed(uow), death_notices.catch_up(uow)


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
    frozen = {*INSERT_ONLY, *ledger.INSERT_ONLY}.union(*LATER.values())
    statements = [f"GRANT USAGE ON SCHEMA public TO {role}", f"GRANT SELECT ON alembic_version TO {role}"]
    for table in metadata().sorted_tables:
        rights = "SELECT, INSERT" if table.name in frozen else "SELECT, INSERT, UPDATE"
        if table.name in EMPTIED:
            rights += ", DELETE"
        statements.append(f"GRANT {rights} ON {quote(table.name)} TO {role}")
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    return statements


@database_group.command()
def check() -> None:
    """Say whether the schema is current and every setting is there; exit code 1 when not."""
    database = opened(configuration())
    with database.reading() as session:
        stands = migrating.current(session.connection())
        known = len(settings.queries.history(session)) if stands else 0
    click.echo(f"schema {stands} of {migrating.head()}, {known} settings")
    raise SystemExit(0 if stands == migrating.head() and known else 1)
