"""Cut-offs as an examination asks for them, without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from healthapp.intake.bands import CMHS, Limits
from healthapp.risk.models import CutOff
from healthapp.risk.shelf import Shelf
from healthapp.settings import Value
from healthapp.settings.defaults import DEFAULTS
from screening.model import Context, Sex


def limits(
    added: Sequence[CutOff] = (),
    *,
    on: dt.date = dt.date(2026, 3, 11),
    sex: Sex = "male",
    language: Any = "az",
    values: Mapping[str, int] | None = None,
) -> Limits:
    """The shipped cut-offs and what a site ``added``, as they are in force ``on`` that day; ``values``: settings that
    were changed."""
    shipped = {one.key: one for one in DEFAULTS}
    known = {
        key: Value(key, (values or {}).get(key, one.value), one.unit, one.legal_basis, one.verified)
        for key, one in shipped.items()
        if key in CMHS.values()
    }
    return Limits(lambda: Shelf([], added), Context(on=on, sex=sex, language=language), lambda: known)
