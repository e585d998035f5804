"""The command line: ``healthapp start | serve | database | backup | demo | ledger | accounts``."""

from __future__ import annotations

from importlib import import_module

import click

from healthapp import housekeeping

COMMANDS = {
    "start": "healthapp.cli.start:start",
    "serve": "healthapp.cli.serve:serve",
    "database": "healthapp.cli.database:database_group",
    "backup": "healthapp.cli.backup:backup",
    "demo": "healthapp.cli.demo:demo",
    "ledger": "healthapp.cli.ledger:ledger_group",
    "accounts": "healthapp.cli.accounts:accounts_group",
}


class LazyGroup(click.Group):
    """Loads a command's module when it is asked for, so that a second start takes no longer than it must."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup)
def main() -> None:
    """Health and mental-health records for prison medical units."""
    housekeeping.seldom()
