"""What a case may rest on, taken from the record it was opened from: a screening, or a conclusion's first diagnosis."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission
from healthapp.intake import icd10
from healthapp.intake.dictionary import is_kind
from healthapp.people.merging import of_person_ids
from healthapp.people.models import Person
from healthapp.records import queries as records


@dataclass(frozen=True, slots=True)
class Ground:
    """``code`` of presenter.GROUNDS; ``icd10`` and ``text`` of the first problem of a conclusion."""

    code: str
    icd10: str = ""
    text: str = ""


def of_record(session: Session, identity: Identity, person: Person, record_id: str) -> Ground | None:
    """The ground that a record of this person gives, as far as the reader may see it; None for anything else."""
    try:
        wanted = uuid.UUID(record_id)
    except ValueError:
        return None
    record = records.find(session, identity, wanted, Permission.CHART_READ)
    if record is None or record.person_id not in of_person_ids(session, person.id):
        return None
    if not is_kind(record.kind):
        return Ground("screening")
    problems = records.content_of(session, record).sections.get("conclusion", {}).get("problems") or []
    first: dict[str, str] = next((row for row in problems if icd10.code_in(row.get("icd", ""))), {})
    return Ground("diagnosis", icd10.code_in(first.get("icd", "")) or "", first.get("text", ""))
