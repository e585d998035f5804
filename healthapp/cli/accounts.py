"""``healthapp accounts``: the first account, roles, and the help a locked-out person needs at the server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.accounts import passwords, presenter, queries, services
from healthapp.accounts.errors import AccountError
from healthapp.accounts.models import User
from healthapp.accounts.schemas import USERNAME
from healthapp.cli.context import configuration, opened, stop
from healthapp.database import Database, UnitOfWork, utc_now
from healthapp.i18n import LANGUAGES, in_language
from healthapp.people.models import Facility

COMMAND = Identity.system("command line")
ROLES = click.Choice([role.value for role in Role])


@click.group("accounts")
def accounts_group() -> None:
    """Make accounts, give roles, help people who cannot sign in."""


@accounts_group.command()
@click.argument("username")
@click.option("--name", required=True, help="Given name and surname, as others see it.")
@click.option("--profession", default="", help="Post and speciality.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="az", show_default=True)
@click.option("--role", type=ROLES, help="A first role.")
@click.option("--facility", "code", help="Code of the facility where that role is held; without it everywhere.")
def create(username: str, name: str, profession: str, language: str, role: str | None, code: str | None) -> None:
    """Make the account USERNAME and print its first password, which must be changed at the first sign-in."""
    if USERNAME.fullmatch(queries.folded(username)) is None:
        stop("a user name has 3 to 40 Latin letters, digits, dots or hyphens, without spaces")
    password = passwords.initial()
    made = passwords.hashed(password)
    with _unit() as uow:
        user = services.create(
            uow, username=username, name=name, password_hash=made, profession=profession, language=language
        )
        if role is not None:
            services.assign(uow, user, role=Role(role), facility_id=_facility(uow, code))
    click.echo(f"{user.username}\nfirst password: {password}")


@accounts_group.command()
@click.argument("username")
@click.argument("role", type=ROLES)
@click.option("--facility", "code", help="Code of the facility where it is held; without it everywhere.")
def assign(username: str, role: str, code: str | None) -> None:
    """Give USERNAME the ROLE from now on."""
    with _unit() as uow:
        services.assign(uow, _user(uow, username), role=Role(role), facility_id=_facility(uow, code))
    click.echo(f"{username} is {role}" + (f" at {code}" if code else ""))


@accounts_group.command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Take away the second factor of USERNAME; where the role needs one, the next sign-in sets up another."""
    with _unit() as uow:
        user = _user(uow, username)
        if user.totp_secret is None:
            stop(f"{username} has no second factor")
        services.remove_factor(uow, user, "reset")
    click.echo(f"{username} signs in with the password alone")


@accounts_group.command("reset-password")
@click.argument("username")
def reset_password(username: str) -> None:
    """Print a new first password for USERNAME and end every session of the account."""
    password = passwords.initial()
    made = passwords.hashed(password)
    with _unit() as uow:
        services.reset_password(uow, _user(uow, username), made)
    click.echo(f"{username}\nfirst password: {password}")


@accounts_group.command("list")
def list_accounts() -> None:
    """Every account with the roles it holds now."""
    database = _database()
    with database.reading() as session, in_language("en"):
        for user in queries.everybody(session):
            now = utc_now()
            state = presenter.standing(user, now)[1]
            roles = presenter.roles_in_words(user, now) or "no role"
            click.echo(f"{user.username:24} {user.name:32} {state:12} {roles}")


def _database() -> Database:
    database = opened(configuration())
    click.get_current_context().call_on_close(database.dispose)
    return database


@contextmanager
def _unit() -> Iterator[UnitOfWork]:
    """A unit of work of the command line; a refusal ends the command with its reason."""
    try:
        with _database().unit(COMMAND) as uow:
            yield uow
    except AccountError as error:
        with in_language("en"):
            stop(str(presenter.ACCOUNT_ERRORS[error.code]))


def _user(uow: UnitOfWork, username: str) -> User:
    user = queries.by_username(uow.session, username)
    if user is None:
        stop(f"there is no account {username}")
    return user


def _facility(uow: UnitOfWork, code: str | None) -> uuid.UUID | None:
    if code is None:
        return None
    found = uow.session.scalar(sa.select(Facility.id).where(Facility.code == code))
    if found is None:
        stop(f"there is no facility with the code {code}")
    return found
