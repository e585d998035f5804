"""Cut-offs as an examination asks for them, without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from healthapp.intake.bands import Limits
from healthapp.risk.models import CutOff
from healthapp.risk.shelf import Shelf
from screening.model import Context, Sex


def limits(added: Sequence[CutOff] = (), *, on: dt.date = dt.date(2026, 3, 11), sex: Sex = "male") -> Limits:
    """The shipped cut-offs and what a site ``added``, as they are in force ``on`` that day."""
    return Limits(lambda: Shelf([], added), Context(on=on, sex=sex))
