"""The single list of blueprints and their prefixes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Blueprint, Flask
from werkzeug.routing import IntegerConverter

#: The greatest number an address may bear: a column holds no greater one, so there is nothing of that number.
GREATEST = 2**31 - 1

#: Health first: it answers before anything else does.
NAMES = (
    "health",
    "auth",
    "account",
    "home",
    "clocks",
    "people",
    "person_names",
    "custody",
    "facilities",
    "intake",
    "signing",
    "screening",
    "asking",
    "instruments",
    "risk",
    "watch",
    "referrals",
    "appeals",
    "recommendations",
    "bundle",
    "commission",
    "diseases",
    "court",
    "telling",
    "hospitals",
    "wards",
    "delays",
    "injuries",
    "injury_photos",
    "injury_book",
    "injury_copies",
    "injury_register",
    "mental",
    "unit_books",
    "death_notices",
    "blank_forms",
    "proofs",
    "copies",
    "inspection",
    "glance",
    "sampling",
    "auditing",
    "sealed",
    "findings",
    "acts",
    "annual",
    "plans",
    "checklists",
    "mandates",
    "settings",
    "role_approvals",
    "first_passwords",
    "admin",
    "gallery",
)


def load() -> list[Blueprint]:
    """Every blueprint, imported when it is asked for: views are loaded with the application, not with the package."""
    return [import_module(f"blueprints.{name}").bp for name in NAMES]


class Place(IntegerConverter):
    """``<int:...>`` of an address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": GREATEST, **options})


def register(app: Flask) -> None:
    """Add every blueprint to ``app``."""
    app.url_map.converters["int"] = Place
    for blueprint in load():
        app.register_blueprint(blueprint)
