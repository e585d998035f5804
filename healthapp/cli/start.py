"""``healthapp start``: migrate, fill an empty demonstration with people, serve. What ``make run`` calls."""

from __future__ import annotations

import logging
import sys

import click
import sqlalchemy as sa

from healthapp import logs
from healthapp.accounts.models import User
from healthapp.cli.context import configuration, opened, stop
from healthapp.cli.database import bring_up_to_date, stop_without_rights
from healthapp.cli.serve import Server, ledger_keyring
from healthapp.people.models import Person

DEMO_PEOPLE = 400
DEMO_SEED = 1
FIRST_ACCOUNT = """  Nobody has an account yet. In another window, with the same environment:
    .venv/bin/python -m healthapp accounts create USERNAME --name "Name Surname" --role admin
"""


@click.command()
def start() -> None:
    """Migrate, fill an empty demonstration, and serve until Ctrl-C."""
    config = configuration()
    # Whoever tries the demonstration at a terminal goes on seeing the address and the accounts: only faults are said
    # there. Into a file or a pipe, and in production, every request is.
    logs.configure(logging.WARNING if config.is_demo and sys.stdout.isatty() else logging.INFO)
    database = opened(config)
    stop_without_rights(database)
    bring_up_to_date(database, "start")
    with database.reading() as session:
        empty, nobody = (session.scalar(sa.select(model.id).limit(1)) is None for model in (Person, User))
        invented = session.scalar(sa.select(User.id).where(User.is_demo).limit(1)) is not None
    if config.is_demo and not invented and not (empty and nobody):
        stop("this database is in use: start it with HEALTHAPP_MODE=production, or the demonstration on another one")
    if config.is_demo and empty and nobody:
        from healthapp.demo import fill  # noqa: PLC0415 - the demonstration is no part of a real start

        click.echo(f"Filling the empty demonstration with {DEMO_PEOPLE} invented people, a minute or two ...")
        fill(database, config, people=DEMO_PEOPLE, seed=DEMO_SEED)
    keyring = ledger_keyring(config, database)
    database.dispose()
    said = f"\n  Open http://{config.host}:{config.port}   (Ctrl-C stops; nothing stored is lost)\n"
    if config.is_demo:
        from healthapp.demo.accounts import PASSWORD, names  # noqa: PLC0415

        said += f"  Accounts: {', '.join(name for name, _role, _page in names())}\n  Password of each: {PASSWORD}\n"
    elif nobody:
        said += FIRST_ACCOUNT
    Server(config, said, keyring).run()
