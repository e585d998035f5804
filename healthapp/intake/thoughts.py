"""Thoughts of suicide as an examination holds them: told to the room that has the person asked again and watched.

They do not wait for a signature, nor for the end of an examination that may be given up.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from healthapp import happenings
from healthapp.database import UnitOfWork
from healthapp.intake.dictionary.model import Answers
from healthapp.records.models import ClinicalRecord

#: The parts that ask.
ASKED_IN = frozenset({"safety", "suicide", "visit"})


@dataclass(frozen=True, slots=True)
class Thoughts:
    """What a record says now. ``told``: that the person thinks of suicide or self-harm; else it says so no more."""

    told: bool
    record_id: uuid.UUID
    person_id: uuid.UUID
    facility_id: uuid.UUID
    stay_id: uuid.UUID | None


def told_in(sections: Mapping[str, Answers]) -> bool:
    return any(sections.get(part, {}).get("suicidal_now") == "yes" for part in ASKED_IN)


def tell(
    uow: UnitOfWork, record: ClinicalRecord, sections: Mapping[str, Answers], before: Mapping[str, Answers]
) -> None:
    """Tell what is said now, and what was said before and is not any more."""
    told = told_in(sections)
    if told != told_in(before):
        where = (record.person_id, record.facility_id, record.stay_id)
        happenings.tell("thoughts of suicide", uow, Thoughts(told, record.id, *where))
