"""Scores of withdrawal as an examination holds them: told to the room that has them rated again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from healthapp import happenings
from healthapp.database import UnitOfWork
from healthapp.intake.bands import Limits
from healthapp.intake.dictionary.model import Answers
from healthapp.records.models import ClinicalRecord

#: Questions that hold the sum of a scale.
RATED = ("cows", "ciwa")


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating. ``band``: what its sum amounted to on its day, None when it was taken back. ``signed``: the record
    stands; a draft may still change."""

    scale: str
    band: str | None
    record_id: uuid.UUID
    person_id: uuid.UUID
    facility_id: uuid.UUID
    stay_id: uuid.UUID | None
    signed: bool = False


def tell(
    uow: UnitOfWork,
    record: ClinicalRecord,
    sections: Mapping[str, Answers],
    before: Mapping[str, Answers],
    limits: Limits,
    *,
    signed: bool = False,
) -> None:
    """Tell what is rated now, and what was and is not any more."""
    now, was = sections.get("substances", {}), before.get("substances", {})
    for scale in RATED:
        if scale in now or scale in was:
            where = (record.id, record.person_id, record.facility_id, record.stay_id)
            band = limits.code(scale, now[scale]) if scale in now else None
            happenings.tell("withdrawal rated", uow, Rated(scale, band, *where, signed=signed))
