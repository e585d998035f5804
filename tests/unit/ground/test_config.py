"""What the environment decides: every default is a value, and what cannot be used is named."""

from __future__ import annotations

import dataclasses

import pytest

from config import Config, ConfigError


def test_an_empty_environment_gives_the_defaults_of_the_class():
    made, plain = Config.from_environment({}), Config()
    for field in dataclasses.fields(Config):
        if field.name not in ("data_dir", "database_url", "key_file"):
            assert getattr(made, field.name) == getattr(plain, field.name), field.name


def test_each_variable_is_honoured():
    made = Config.from_environment(
        {
            "HEALTHAPP_MODE": "demo",
            "HEALTHAPP_DATA": "/srv/health",
            "PORT": "9001",
            "HOST": "0.0.0.0",
            "HEALTHAPP_IDLE_MINUTES": "5",
            "HEALTHAPP_LOCK_SECONDS": "3",
            "HEALTHAPP_CONNECT_SECONDS": "4",
            "HEALTHAPP_TRANSACTION_SECONDS": "50",
            "HEALTHAPP_SECOND_FACTOR_ROLES": "npg, admin",
        }
    )
    assert (made.mode, made.port, made.host, made.idle_minutes) == ("demo", 9001, "0.0.0.0", 5)
    assert Config.from_environment({"HEALTHAPP_TRUSTED_HOPS": "0"}).trusted_hops == 0
    assert Config.from_environment({"HEALTHAPP_TRUSTED_HOPS": "2"}).trusted_hops == 2
    assert (made.lock_seconds, made.connect_seconds, made.transaction_seconds) == (3, 4, 50)
    assert made.database_url == "sqlite:////srv/health/health.db"
    assert made.second_factor_roles == {"npg", "admin"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEALTHAPP_TRUSTED_HOPS", "-1"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("HEALTHAPP_WORKERS", "-1"),
        ("HEALTHAPP_MODE", "fast"),
    ],
)
def test_what_cannot_be_used_is_named(name, value):
    with pytest.raises(ConfigError, match=name):
        Config.from_environment({name: value})
