"""Allocating numbers of blank forms, and saying what became of each sheet."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from anyascii import anyascii

from healthapp import audit
from healthapp.database import UnitOfWork
from healthapp.documents import queries
from healthapp.documents.blank import VERSION
from healthapp.documents.events import BLANK_ACCOUNTED, BLANKS_ISSUED
from healthapp.documents.models import BlankBatch, BlankForm
from healthapp.documents.schemas import Account
from healthapp.documents.seals import batch_digest

#: Letters a form number avoids, because a pen makes them 1, 0 and 9.
_READ_AS = str.maketrans("IOQ", "109")


def series_of(facility_code: str) -> str:
    """A facility's code as it can stand in a form number: capital letters and digits that a pen tells apart.

    Two codes may fall together: then the facilities share one series, and each number is still given once.
    """
    plain = anyascii(facility_code).upper().translate(_READ_AS)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())[:12] or "X"


def issue(
    uow: UnitOfWork, *, facility_id: uuid.UUID, facility_code: str, facility_name: str, count: int, language: str
) -> BlankBatch:
    """Allocate the next ``count`` numbers of the facility's series. The numbers are kept before anything is printed,
    so that a printer that fails leaves numbers to account for, never a sheet without an entry."""
    if uow.actor.user_id is None:
        raise ValueError("blank forms are printed by a person")
    series = series_of(facility_code)
    uow.lock(f"blank_form:{series}")
    last = uow.session.scalar(sa.select(sa.func.max(BlankForm.number)).where(BlankForm.series == series)) or 0
    row = BlankBatch(
        series=series,
        first_number=last + 1,
        last_number=last + count,
        facility_id=facility_id,
        facility_name=facility_name,
        language=language,
        form_version=VERSION,
        printed_at=uow.now(),
        printed_by=uow.actor.user_id,
        printed_by_name=uow.actor.name,
    )
    row.digest = batch_digest(row)
    row.forms = [
        BlankForm(
            series=series,
            number=number,
            facility_id=facility_id,
            printed_at=row.printed_at,
            printed_by=row.printed_by,
        )
        for number in range(row.first_number, row.last_number + 1)
    ]
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        BLANKS_ISSUED,
        facility_id=facility_id,
        subject=("blank_batch", row.id),
        digest=row.digest,
        series=series,
        first=row.first_number,
        last=row.last_number,
    )
    return row


class SaidMeanwhile(Exception):
    """Somebody said what became of this sheet since the page was drawn."""


def account(uow: UnitOfWork, form: BlankForm, command: Account, *, seen: str | None = None) -> None:
    """Say what became of a sheet. It may be said again when it was wrong: both stand in the event log, notes and all.

    ``seen``: the ``queries.said`` the page was drawn from. Raises SaidMeanwhile when something else is said by now: a
    sheet that was copied into a record is not called lost by a page that still showed it as out.
    """
    if seen is not None and seen != queries.said(form):
        raise SaidMeanwhile
    before = "" if queries.told(uow.session, form) else form.outcome_note  # events bore no notes at first
    form.outcome, form.outcome_note = command.outcome, command.note
    form.outcome_at, form.outcome_by, form.outcome_by_name = uow.now(), uow.actor.user_id, uow.actor.name
    audit.record(
        uow,
        BLANK_ACCOUNTED,
        facility_id=form.facility_id,
        subject=("blank_form", form.id),
        reason=f"{before} → {command.note}" if before else command.note,
        number=form.full_number,
        outcome=command.outcome.value,
    )
