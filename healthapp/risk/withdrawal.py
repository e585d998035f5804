"""COWS and CIWA-Ar are rated again and again: each score starts the clock of the next, until the course is over.

Sources: COWS, Wesson and Ling 2003: every 4 to 8 hours, for 72 hours at least. CIWA-Ar, Sullivan and others 1989: every
4 to 8 hours while it is below 8, every 1 to 2 hours from 8 on, until it was low for 24 to 36 hours. The lengths are
dated settings. The repeat ends the clock, or a doctor's decision with its reason. Nothing here commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from healthapp import settings
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.deadlines.calendar import due
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE
from healthapp.i18n import gettext as _
from healthapp.intake import bands
from healthapp.intake.ratings import Rated


@dataclass(frozen=True, slots=True)
class Scale:
    """``low``: the bands in which the longer interval holds, ``sooner``: the setting of the shorter one. The course can
    end in the band ``least`` after the length of the setting ``over``, which counts from the first score, or
    ``since_low`` from the first of those that stayed in it."""

    kind: DeadlineKind
    low: frozenset[str]
    least: str
    sooner: str
    over: str
    since_low: bool


#: By the question of the examination, which is also the name of the scale's bands in ``intake.bands``.
SCALES: Mapping[str, Scale] = {
    "cows": Scale(
        clocks.COWS_REPEAT,
        frozenset({"none", "mild"}),
        "none",
        "withdrawal.cows_high",
        "withdrawal.cows_for",
        since_low=False,
    ),
    "ciwa": Scale(
        clocks.CIWA_REPEAT,
        frozenset({"minimal"}),
        "minimal",
        "withdrawal.ciwa_high",
        "withdrawal.ciwa_low",
        since_low=True,
    ),
}


def after_rating(uow: UnitOfWork, rated: Rated) -> None:
    """What one rating means: the first starts the clock, a later record that is signed ends it and starts the next.

    A draft begins a course and never ends a clock. Its own score corrected moves its own clock, or takes it back.
    """
    scale = SCALES[rated.scale]
    uow.lock(f"withdrawal:{rated.person_id}")
    running = deadlines.running(uow, scale.kind, person_id=rated.person_id)
    if running is not None and running.subject_id == rated.record_id:
        _own(uow, scale, rated, running)
    elif rated.band is None or _known(uow, scale, rated):
        return
    elif running is None:
        _start(uow, scale, rated)
    elif rated.signed:
        deadlines.meet(uow, scale.kind, met_at=uow.now(), met_by=rated.record_id, person_id=rated.person_id)
        if not _over(uow, scale, rated, running):
            _start(uow, scale, rated)


def after_screening(uow: UnitOfWork, found: Any) -> None:
    """A scale that was rated as an instrument, item by item: ``risk.screens.Screening``, signed."""
    for name in SCALES:
        instrument, outcome = bands.SCALES[name]
        if found.result.instrument == instrument and "total" in found.result.scores:
            record = found.record
            where = (record.person_id, record.facility_id, record.stay_id)
            after_rating(uow, Rated(name, found.result.bands[outcome], record.id, *where, signed=True))


#: Kind -> the words of its starts: a clock is named by the band of the score it started from.
WORDS: Mapping[DeadlineKind, Mapping[str, Any]] = {scale.kind: bands.named(name) for name, scale in SCALES.items()}


def _own(uow: UnitOfWork, scale: Scale, rated: Rated, clock: Deadline) -> None:
    if rated.band is None:
        deadlines.cancel(uow, clock, reason=_("The score was taken back"))
        return
    clock.started_by = rated.band
    clock.due_at = _limit(uow, scale, clock.started_by, clock.started_at)


def _known(uow: UnitOfWork, scale: Scale, rated: Rated) -> bool:
    """Whether this record began a clock that was met or decided on since: saving it again begins none."""
    same = (Deadline.kind == scale.kind.code, Deadline.subject_id == rated.record_id, Deadline.state != "cancelled")
    return uow.session.scalar(sa.select(Deadline.id).where(*same).limit(1)) is not None


def _start(uow: UnitOfWork, scale: Scale, rated: Rated) -> None:
    assert rated.band is not None
    deadlines.start(
        uow,
        scale.kind,
        facility_id=rated.facility_id,
        started_at=uow.now(),
        started_by=rated.band,
        person_id=rated.person_id,
        stay_id=rated.stay_id,
        subject=("clinical_record", rated.record_id),
        due_at=_limit(uow, scale, rated.band, uow.now()),
    )


def _limit(uow: UnitOfWork, scale: Scale, band: str, since: dt.datetime) -> dt.datetime | None:
    """When the next rating is due: by the longer interval in a low band, by the shorter one above it."""
    return _after(uow, scale.kind.setting if band in scale.low else scale.sooner, since)


def _after(uow: UnitOfWork, key: str, since: dt.datetime) -> dt.datetime | None:
    value = settings.current(uow.session, key, since)
    length = value.number()
    return None if length is None else due(since, length, value.unit, ZONE)


def _over(uow: UnitOfWork, scale: Scale, rated: Rated, last: Deadline) -> bool:
    """Whether the course that ``last`` belongs to needs no further rating. A length that is unset ends nothing."""
    if rated.band != scale.least:
        return False
    end = _after(uow, scale.over, _began(uow, last, scale.least if scale.since_low else None))
    return end is not None and end <= uow.now()


def _began(uow: UnitOfWork, last: Deadline, band: str | None) -> dt.datetime:
    """When the course of ``last`` began: each clock of it ended where the next one started. ``band``: only those."""
    assert last.person_id is not None
    earlier = uow.session.scalars(
        sa.select(Deadline)
        .where(Deadline.person_id == last.person_id, Deadline.kind == last.kind, Deadline.state == "met")
        .order_by(Deadline.started_at.desc(), Deadline.id.desc())
    )
    if band is not None and last.started_by != band:
        return uow.now()
    began = last.started_at
    for clock in earlier:
        if clock.id == last.id:
            continue
        if clock.met_at != began or (band is not None and clock.started_by != band):
            break
        began = clock.started_at
    return began
