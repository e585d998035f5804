"""``healthapp demo``: fill an empty database with invented people."""

from __future__ import annotations

import click

from healthapp import logs, migrating
from healthapp.cli.context import configuration, opened, stop


@click.command()
@click.option("--people", default=400, show_default=True, type=click.IntRange(1, 5_000), help="How many to invent.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same people.")
def demo(people: int, seed: int) -> None:
    """Fill an empty database with an invented demonstration. Refuses production and databases with people."""
    from healthapp.demo import DemoRefused, fill  # noqa: PLC0415 - the demonstration is no part of a real start

    config = configuration()
    logs.configure()
    database = opened(config)
    migrating.upgrade(database)
    try:
        fill(database, config, people=people, seed=seed)
    except DemoRefused as refused:
        stop(str(refused))
    click.echo(f"{people} invented people are in the database.")
