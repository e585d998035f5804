"""Everything the environment decides, read once at start.

Imported by the application factory, the command line, the tests and ``migrations/env.py``; by nobody else.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

Mode = Literal["production", "demo", "development", "test"]
MODES: tuple[Mode, ...] = ("production", "demo", "development", "test")


class ConfigError(ValueError):
    """A setting in the environment that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a deployment may choose. Clinical and legal clocks are dated settings in the database instead."""

    mode: Mode = "production"
    data_dir: Path = Path(".data")
    database_url: str = ""
    key_file: Path = Path(".data/keys/database.key")
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    #: How long a page waits for what another one holds, before it says that the database does not answer.
    lock_seconds: int = 10
    #: PostgreSQL: how long it waits for an address that is silent.
    connect_seconds: int = 5
    #: PostgreSQL: how long a transaction may do nothing before the server ends it. Longer than any page draws.
    transaction_seconds: int = 60
    #: Roles that cannot sign in without a second factor (ignored in demo mode, where the accounts are public).
    second_factor_roles: frozenset[str] = frozenset({"reviewer", "npg", "ombudsman", "admin"})
    idle_minutes: int = 20
    session_hours: int = 12
    #: How many proxies stand before the server and name the address they were asked from; 0: none is believed.
    trusted_hops: int = 0
    #: The cookie is sent over TLS only; off where the embedded server listens on this machine alone.
    secure_cookie: bool = False
    #: PKCS#12 file of the certificate that signs prints (PAdES), and the file whose first line opens it.
    signing_certificate: Path | None = None
    signing_passphrase: Path | None = None
    default_language: str = "az"

    @property
    def sqlite_file(self) -> Path | None:
        """The embedded database file, or None on a central server."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None

    @property
    def keys_dir(self) -> Path:
        """Where the ledger, vault and cookie keys lie: beside the database key."""
        return self.key_file.parent

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def is_development(self) -> bool:
        return self.mode == "development"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read ``HEALTHAPP_*``, ``HOST`` and ``PORT``; raises ConfigError with the name of what is wrong."""
        env = os.environ if environ is None else environ
        mode = env.get("HEALTHAPP_MODE", "production")
        if mode not in MODES:
            raise ConfigError(f"HEALTHAPP_MODE is {mode!r}; it must be one of {', '.join(MODES)}")
        data_dir = Path(env.get("HEALTHAPP_DATA", ".data")).absolute()
        url = env.get("HEALTHAPP_DATABASE_URL") or f"sqlite:///{data_dir / 'health.db'}"
        known = cls()  # a class with slots keeps its defaults in the constructor alone
        return cls(
            mode=mode,
            data_dir=data_dir,
            database_url=url,
            key_file=Path(env.get("HEALTHAPP_KEY_FILE", str(data_dir / "keys" / "database.key"))).absolute(),
            host=env.get("HOST", "127.0.0.1"),
            port=_whole(env, "PORT", 8000, most=65_535),
            workers=_whole(env, "HEALTHAPP_WORKERS", 2),
            lock_seconds=_whole(env, "HEALTHAPP_LOCK_SECONDS", known.lock_seconds),
            connect_seconds=_whole(env, "HEALTHAPP_CONNECT_SECONDS", known.connect_seconds),
            transaction_seconds=_whole(env, "HEALTHAPP_TRANSACTION_SECONDS", known.transaction_seconds),
            second_factor_roles=_names(env, "HEALTHAPP_SECOND_FACTOR_ROLES", known.second_factor_roles),
            idle_minutes=_whole(env, "HEALTHAPP_IDLE_MINUTES", known.idle_minutes),
            session_hours=_whole(env, "HEALTHAPP_SESSION_HOURS", known.session_hours),
            trusted_hops=_whole(env, "HEALTHAPP_TRUSTED_HOPS", known.trusted_hops, least=0),
            secure_cookie=env.get("HEALTHAPP_SECURE_COOKIE", "0") == "1",
            signing_certificate=_path(env, "HEALTHAPP_SIGNING_CERTIFICATE"),
            signing_passphrase=_path(env, "HEALTHAPP_SIGNING_PASSPHRASE_FILE"),
            default_language=env.get("HEALTHAPP_LANGUAGE", "az"),
        )


def _whole(env: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int | None = None) -> int:
    text = env.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise ConfigError(f"{name} is {text!r}; it must be a whole number, {least} or more")
    if most is not None and int(text) > most:
        raise ConfigError(f"{name} is {text!r}; it must be at most {most}")
    return int(text)


def _path(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]).absolute() if env.get(name) else None


def _names(env: Mapping[str, str], name: str, default: frozenset[str]) -> frozenset[str]:
    text = env.get(name)
    return default if text is None else frozenset(part.strip() for part in text.split(",") if part.strip())
