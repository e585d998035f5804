"""What every command needs: configuration and database, or one clear sentence and exit code 2."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
from sqlalchemy.exc import ArgumentError, OperationalError

from config import Config, ConfigError
from healthapp import open_database
from healthapp.database import Database, DatabaseUnavailable
from healthapp.keys import KeyFileError


def configuration() -> Config:
    try:
        return Config.from_environment()
    except ConfigError as error:
        stop(str(error))


def opened(config: Config) -> Database:
    """The database, proven to be readable with its key."""
    try:
        database = open_database(config)
        with database.engine.connect():
            return database
    except (KeyFileError, DatabaseUnavailable) as error:
        stop(str(error))
    except ArgumentError:
        stop("HEALTHAPP_DATABASE_URL cannot be used: it must begin with sqlite:/// or postgresql+psycopg://")
    except OSError as error:
        stop(f"{error.filename or config.data_dir} cannot be written: {error.strerror}. Check HEALTHAPP_DATA.")
    except OperationalError as error:
        stop(f"the database does not answer: {type(error.orig).__name__}. Check HEALTHAPP_DATABASE_URL.")


def stop(message: str) -> NoReturn:
    click.echo(f"healthapp: {message}", err=True)
    sys.exit(2)
