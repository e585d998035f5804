"""Cases as the services leave them, put anywhere on their road at once: rows for bulk inserts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from healthapp.access import Role
from healthapp.cases.bundle.models import CasePaper
from healthapp.cases.models import Case, CaseEvent
from healthapp.database import uuid7
from healthapp.deadlines.models import Deadline
from referrals import machine, pathways
from tests.support.house import House
from tests.unit.referrals.drive import everywhere, taken

Rows = dict[type, list[dict[str, Any]]]


def put(
    rows: Rows,
    house: House,
    number: int,
    case: machine.Case,
    events: tuple[machine.Event, ...],
    papers: Iterable[str] = (),
) -> uuid.UUID:
    """Add a case of the house's own person that these events made, with ``papers`` in its file, to ``rows``."""
    key, person, facility = uuid7(), house.own.person.id, house.own.facility.id
    rows.setdefault(Case, []).append(
        {
            "id": key, "number": f"K-2026-{number:05d}", "pathway": case.pathway.id, "version": case.pathway.version,
            "person_id": person, "opened_in": facility, "opened_at": case.opened or house.clock(), "opened_by": key,
            "ground": "request", "icd10": "", "state": case.state, "holder": case.pathway.state(case.state).holder,
            "entered_at": case.entered or house.clock(), "outcome": "", "returned": 0, "events": len(events),
        }
    )  # fmt: skip
    standing = machine.begin(case.pathway)
    for place, one in enumerate(events, 1):
        standing = taken(standing, one)
        rows.setdefault(CaseEvent, []).append(_event(key, place, one, standing.state))
    rows.setdefault(CasePaper, []).extend(_paper(key, code, house.clock()) for code in papers)
    rows.setdefault(Deadline, []).extend(
        {
            "id": uuid7(), "kind": run.clock, "person_id": person, "facility_id": facility, "state": "open",
            "subject_kind": "referral_case", "subject_id": key, "started_at": run.started, "started_by": "-",
        }
        for run in case.runs if run.running
    )  # fmt: skip
    return key


def _event(case_id: uuid.UUID, place: int, one: machine.Event, state: str) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": case_id, "place": place, "code": one.code, "at": one.at, "recorded_at": one.at,
        "actor": one.actor, "recorded_by": one.recorded_by or one.actor, "author_id": _account(one.author),
        "author_name": "-", "attached": sorted(one.attached), "result": one.result, "facts": [],
        "percent": one.percent, "until": one.until, "note": "", "state": state, "digest": bytes(32),
    }  # fmt: skip


def _account(author: str) -> uuid.UUID:
    """The account that the event names, or nobody's."""
    try:
        return uuid.UUID(author)
    except ValueError:
        return uuid.uuid4()


def _paper(case_id: uuid.UUID, code: str, at: dt.datetime) -> dict[str, Any]:
    return {
        "id": uuid7(), "case_id": case_id, "code": code, "kind": "text", "content": {"text": code},
        "digest": bytes(32), "added_at": at, "added_by": case_id, "added_by_name": "-", "added_by_role": "doctor",
    }  # fmt: skip


def write(house: House, rows: Rows) -> None:
    """Everything in ``rows``, in one unit of work."""
    with house.database.unit(house.users[Role.DOCTOR], house.clock) as uow:
        for table in (Case, CaseEvent, CasePaper, Deadline):
            if rows.get(table):
                uow.session.execute(sa.insert(table), rows[table])
        uow.audited = True


def waiting(house: House, pathway: str, state: str, many: int) -> list[uuid.UUID]:
    """So many more cases that wait in this state."""
    case, events = next(pair for pair in everywhere(pathways.current(pathway)) if pair[0].state == state)
    with house.database.reading() as session:
        known = session.scalar(sa.select(sa.func.count()).select_from(Case)) or 0
    rows: Rows = {}
    made = [put(rows, house, 10_000 + known + number, case, events) for number in range(many)]
    write(house, rows)
    return made
