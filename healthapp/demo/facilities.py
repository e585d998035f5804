"""The invented institutions of the demonstration. Names say so; no real prison is meant."""

from __future__ import annotations

import datetime as dt

from healthapp.database import UnitOfWork
from healthapp.people.models import Facility

SOURCE = "demonstration"
#: code, name, kind, region, capacity. The first is where the demonstration accounts work.
FACILITIES = (
    ("N1", "Nümunə istintaq təcridxanası", "remand", "Bakı", 320),
    ("N2", "Nümunə cəzaçəkmə müəssisəsi", "penitentiary", "Gəncə", 400),
    ("N3", "Nümunə qadın müəssisəsi", "women", "Bakı", 80),
    ("NH", "Nümunə müalicə müəssisəsi", "treatment", "Bakı", 120),
)
HOSPITALS = (
    ("NP1", "Nümunə psixiatriya xəstəxanası 1", "psychiatric", "Bakı", 60),
    ("NP2", "Nümunə psixiatriya xəstəxanası 2", "psychiatric", "Salyan", 40),
)


def add(uow: UnitOfWork) -> list[Facility]:
    """Add them all; returns the places of detention, the accounts' own first."""
    rows = [
        Facility(
            code=code,
            name=name,
            kind=kind,
            region=region,
            capacity=capacity,
            opened_on=dt.date(2015, 1, 1),
            source=SOURCE,
            is_demo=True,
        )
        for code, name, kind, region, capacity in (*FACILITIES, *HOSPITALS)
    ]
    uow.session.add_all(rows)
    uow.session.flush()
    return rows[: len(FACILITIES)]
