"""Announcing hearings, refusing decisions that precede them, writing the release summary."""

from __future__ import annotations

from healthapp import audit
from healthapp.cases.models import Case
from healthapp.cases.queries import Found
from healthapp.cases.sealing import digest_of
from healthapp.cases.services import Asked, StepRefused
from healthapp.court import queries
from healthapp.court.events import HEARING_ANNOUNCED, SUMMARY_WRITTEN
from healthapp.court.models import CourtHearing, ReleaseSummary
from healthapp.court.schemas import Announce, Summarise
from healthapp.database import UnitOfWork, uuid7
from referrals import machine, roles

#: Acts of a court that need the hearing before them; others (a discontinuation, an adjournment) may come sooner.
AFTER_HEARING = frozenset(
    "hear grant refuse return_for_evidence appeal_grant appeal_refuse extend keep_measure change_measure lift".split()
)


class NotAtCourt(Exception):
    """The case is not with a court now: there is no hearing to announce."""


def announce(uow: UnitOfWork, found: Found, wanted: Announce) -> CourtHearing:
    """Record a hearing to come. Raises NotAtCourt."""
    uow.lock(f"case:{found.id}")
    if not queries.at_court(uow.session.get_one(Case, found.id, populate_existing=True)):
        raise NotAtCourt
    moved = queries.holds(uow.session, found.id, queries.arrived_at(found)) is not None
    assert uow.actor.user_id is not None
    row = CourtHearing(
        id=uuid7(),
        case_id=found.id,
        court=wanted.court,
        court_number=wanted.court_number,
        at=wanted.at,
        room=wanted.room,
        counsel_kind=wanted.counsel_kind,
        counsel=wanted.counsel,
        summoned=wanted.summoned,
        note=wanted.note,
        recorded_at=uow.now(),
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
    )
    row.digest = digest_of(row)
    uow.session.add(row)
    audit.record(
        uow,
        HEARING_ANNOUNCED,
        about=found,
        subject=("court_hearing", row.id),
        digest=row.digest,
        pathway=found.row.pathway,
        moved=moved,
    )
    return row


def before_step(uow: UnitOfWork, asked: Asked) -> None:
    """Refuse an act of the court dated before the hearing it must follow."""
    if asked.event.code not in AFTER_HEARING or asked.event.actor != roles.COURT:
        return
    since = asked.case.entered or asked.event.at
    hearing = queries.holds(uow.session, asked.row.id, since)
    if hearing is not None and asked.event.at < hearing.at:
        raise StepRefused(machine.Refusal("before_hearing"))


def summarise(uow: UnitOfWork, found: Found, wanted: Summarise) -> ReleaseSummary:
    """Keep the summary a released person takes along; a corrected one is a new row."""
    assert uow.actor.user_id is not None
    row = ReleaseSummary(
        id=uuid7(),
        case_id=found.id,
        content=wanted.content,
        written_at=uow.now(),
        author_id=uow.actor.user_id,
        author_name=uow.actor.name,
    )
    row.digest = digest_of(row)
    uow.session.add(row)
    audit.record(uow, SUMMARY_WRITTEN, about=found, subject=("release_summary", row.id), digest=row.digest)
    return row
