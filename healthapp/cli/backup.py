"""``healthapp backup``: a whole copy of the embedded deployment while people work, proven to be readable.

The database is copied as one moment of it (``VACUUM INTO``), encrypted with the same key, before the files of the
vault: a file lies on disk before the row that names it, and none is ever deleted, so the copy has every file its
database names. The keys are left out on purpose; they are kept elsewhere (docs/operations.md).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from config import Config
from healthapp import durable, keys, migrating
from healthapp.cli.context import configuration, opened, stop
from healthapp.database import Database, utc_now
from healthapp.vault import services as vault
from healthapp.vault.store import KEY_FILE, Store

OUT = click.Path(path_type=Path, file_okay=False)
ROOM = 1.1


@click.command()
@click.argument("folder", type=OUT)
def backup(folder: Path) -> None:
    """Copy the embedded database and the vault into a new folder of FOLDER, without the keys, and check the copy."""
    config = configuration()
    source = config.sqlite_file
    if source is None:
        stop("the central deployment is copied by pg_dump and a copy of the vault (docs/operations.md)")
    if not source.exists():
        stop(f"there is no database at {source}")
    target = folder.absolute() / f"healthapp-{utc_now():%Y%m%d-%H%M%S}"
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.mkdir(parents=True, mode=0o700)
        _leave_room(config, source, partial)
        _copy(config, partial)
        files = _prove(config, partial)
        partial.rename(target)
        durable.sync(target.parent)
    except (OSError, DBAPIError, BackupWrong) as error:
        shutil.rmtree(partial, ignore_errors=True)
        stop(f"no copy was made: {_why(error)}")
    if files and not _vault_key(config).exists():
        stop(f"{target} was made, but its {files} files could not be read back: {_vault_key(config)} is missing")
    click.echo(f"{target}: the database and {files} files, without the keys")


def _vault_key(config: Config) -> Path:
    return config.keys_dir / KEY_FILE


class BackupWrong(RuntimeError):
    """The copy is not what it was made of; the message says what."""


def _leave_room(config: Config, source: Path, target: Path) -> None:
    """Refuse before the disk is full: a full disk would stop the unit at work. Raises BackupWrong."""
    kept = [file for file in (config.data_dir / "vault").rglob("*") if file.is_file()]
    wanted = int(ROOM * (source.stat().st_size + sum(file.stat().st_size for file in kept)))
    free = shutil.disk_usage(target).free
    if free < wanted:
        raise BackupWrong(f"{wanted / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free")


def _copy(config: Config, target: Path) -> None:
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - the central deployment does without it

    database = opened(config)
    try:
        raw = database.engine.raw_connection()
        raw.cursor().execute("VACUUM INTO ?", (str(target / "health.db"),))
        raw.close()
    except dbapi2.Error as error:
        raise BackupWrong(f"the database said {error}") from error
    finally:
        database.dispose()
    if (config.data_dir / "vault").exists():
        half_made = shutil.ignore_patterns(f"*{durable.PARTIAL}")
        shutil.copytree(config.data_dir / "vault", target / "vault", ignore=half_made)
    for file in target.rglob("*"):  # a copy that a power cut empties is worse than none
        durable.sync(file)


def _prove(config: Config, target: Path) -> int:
    """Open the copy with the key and read every file of it; returns how many there are. Raises BackupWrong."""
    key = keys.key_for(config.key_file, may_make=False)
    copy = Database(f"sqlite:///{target / 'health.db'}", key=key)
    try:
        with copy.reading() as session:
            if session.scalar(sa.text("PRAGMA integrity_check")) != "ok":
                raise BackupWrong("the copied database is damaged")
            if migrating.current(session.connection()) is None:
                raise BackupWrong("the copied database is empty")
            if vault.keeps_any(session) and _vault_key(config).exists():
                store = Store(target / "vault", keys.key_for(_vault_key(config), may_make=False))
                wrong = [row.id for row, _why in vault.damaged(session, store)]
                if wrong:
                    raise BackupWrong(f"{len(wrong)} files of the vault are damaged, the first is {wrong[0]}")
    finally:
        copy.dispose()
    for leftover in target.glob("health.db-*"):
        leftover.unlink()
    return sum(file.is_file() for file in (target / "vault").rglob("*"))


def _why(error: Exception) -> str:
    if isinstance(error, DBAPIError):
        return f"the database said {error.orig}"
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
