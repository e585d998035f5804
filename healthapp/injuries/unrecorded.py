"""Injuries that were seen and have no record of their own: somebody is to make one, before anybody forgets.

Without a record no duty to report is ever read off (``duties``), so a fracture ticked in an intake examination would
stay a tick. CPT/Inf(2013)29 §71-76: every injury seen is documented, and entered in the register.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.intake.queries import Examination
from healthapp.records.models import ClinicalRecord, RecordState

#: A record made so shortly before an examination is about the same injuries.
SAME = dt.timedelta(hours=24)
_PARTS = ("safety", "injuries", "visit")


def after_examination(uow: UnitOfWork, examination: Examination) -> None:
    """A signed record of injuries ends the clock; any other examination that saw injuries starts it."""
    record = examination.record
    if record.kind == "injury":
        deadlines.meet(
            uow, clocks.INJURY_RECORD, met_at=record.event_time, met_by=record.id, person_id=record.person_id
        )
    elif _seen(examination) and not _recorded(uow, record):
        deadlines.start_once(
            uow,
            clocks.INJURY_RECORD,
            person_id=record.person_id,
            facility_id=record.facility_id,
            started_at=record.event_time,
            started_by="examined",
            stay_id=record.stay_id,
            subject=("clinical_record", record.id),
        )


def _seen(examination: Examination) -> bool:
    return any(examination.answers.get(part, {}).get("injuries_now") == "yes" for part in _PARTS)


def _recorded(uow: UnitOfWork, record: ClinicalRecord) -> bool:
    signed = (RecordState.AWAITING_DOCTOR, RecordState.SIGNED)
    made = sa.exists().where(
        ClinicalRecord.person_id == record.person_id,
        ClinicalRecord.kind == "injury",
        ClinicalRecord.state.in_(signed),
        ClinicalRecord.event_time >= record.event_time - SAME,
    )
    return bool(uow.session.scalar(sa.select(made)))
