"""What was done on paper, before the invented service wrote here: waived with that reason, so that a list is short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from healthapp.database import Database
from healthapp.deadlines import kinds, queries, services
from healthapp.demo import asked
from healthapp.demo.story import Staff
from healthapp.risk import scheduler

SCREENS = frozenset({kinds.RECEPTION_SCREEN.code, kinds.SCREEN_DUE.code, kinds.RESCREEN.code})
#: Examinations, and what follows from one: late here is what fell due since then.
CARE = frozenset(
    "safety_screen second_stage quarantine_review return_police return_court periodic injury_record tb_sputum".split()
)
WORDS = "Kağız jurnalda aparılıb"
MOST = 20_000


def add(database: Database, staff: Sequence[Staff], now: dt.datetime) -> None:
    """Waive what opened while they wrote on paper and is overdue; what is late here opened since then."""
    for place in staff:
        with database.unit(place.doctor, lambda: now) as uow:
            for row in queries.due(uow.session, uow.actor, SCREENS, limit=MOST, now=now, until=now):
                if row.started_at < now - asked.HERE:
                    scheduler.waive(uow, row, reason=WORDS)
            for row in queries.due(uow.session, uow.actor, CARE, limit=MOST, now=now, until=now - asked.HERE):
                services.waive(uow, row, reason=WORDS)
            uow.audited = True
