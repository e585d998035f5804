"""Given few or many rows, when a page of the mechanism is asked for, then it takes the same number of statements.

As ``test_statements`` for the pages of a visit, of proof, of recommendations and of appeals. The first screen counts
all its sources in one statement and asks one more of each length of time that has a median.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from healthapp import audit
from healthapp.access import Role
from healthapp.appeals.models import Appeal
from healthapp.database import uuid7
from healthapp.inspection import checkpoints, samples, services
from healthapp.inspection.figure_models import RecordFact
from healthapp.inspection.models import SampleItem, Visit
from healthapp.inspection.presenter import period_of
from healthapp.inspection.proof_models import CopyBundle, Cosignature, VisitCheckpoint
from healthapp.inspection.samples import Wanted
from healthapp.inspection.schemas import Opening
from healthapp.inspection.states import Kind
from healthapp.intake.events import EXAMINATION_PRINTED
from healthapp.ledger.sequencer import sequence_all
from healthapp.recommendations.models import Recommendation
from healthapp.records.models import ClinicalRecord
from tests.support.house import House, SignedIn
from tests.system.test_statements import counted

#: page -> (who asks, statements)
STATEMENTS: dict[str, tuple[Role, int]] = {
    "glance": (Role.NPG, 20),
    "behind": (Role.NPG, 12),
    "samples": (Role.NPG, 13),
    "audit": (Role.NPG, 28),
    "checkpoints": (Role.NPG, 10),  # one asks whether the ledger's key changed, as on the next
    "copies": (Role.NPG, 10),
    "proof": (Role.OMBUDSMAN, 3),
    "witnesses": (Role.OMBUDSMAN, 3),
    "recommendations": (Role.OMBUDSMAN, 3),
    "appeals": (Role.HEAD, 5),
}


@pytest.fixture
def house(house, config) -> House:
    """A house with an open visit that drew all records, one of which has a place in the ledger."""
    made = house
    now = made.clock()
    opening = Opening(
        kind=Kind.AD_HOC, facility_id=made.own.facility.id, period_from=(now - dt.timedelta(days=90)).date(),
        period_to=now.date(), arrived_at=now, received_at=now, obstruction="no", obstruction_note="",
        follows_id=None, members=(),
    )  # fmt: skip
    with made.database.unit(made.users[Role.NPG], made.clock) as uow:
        visit = services.open_visit(uow, opening)
        samples.draw(uow, visit, period_of(uow.session, visit, now), Wanted("records", "none", 5, "7F", ""))
        # Its place in the sample follows from its identifier, which is another in each run.
        signed = sa.select(SampleItem.position).where(SampleItem.subject_id == made.own.signed.id)
        made.signed_at = uow.session.scalars(signed).one()
    with made.database.unit(made.users[Role.NPG], made.clock) as uow:
        checkpoints.take(uow, checkpoints.keyring(uow.session, config), uow.session.get_one(Visit, visit.id), "opening")
    sequence_all(made.database, made.users[Role.NPG])
    made.visit = f"/visits/{visit.id}"
    return made


def unit(house: House, role: Role = Role.OMBUDSMAN):
    return house.database.unit(house.users[role], house.clock)


def _columns(row: object) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).columns}


def facts(house: House, many: int) -> None:
    """So many more signed records of the facility, as the figures see them."""
    with unit(house) as uow:
        record = uow.session.get_one(ClinicalRecord, house.own.signed.id)
        fact = uow.session.scalars(sa.select(RecordFact).where(RecordFact.record_id == record.id)).one()
        ids = [uuid7() for _number in range(many)]
        uow.session.execute(sa.insert(ClinicalRecord), [{**_columns(record), "id": one, "number": None} for one in ids])
        uow.session.execute(sa.insert(RecordFact), [{**_columns(fact), "record_id": one} for one in ids])
        uow.audited = True


def looks(house: House, many: int) -> None:
    """So many more looks at every record, by the unit."""
    with unit(house, Role.DOCTOR) as uow:
        for _number in range(many):
            for record in (house.own.signed, house.own.waiting):
                about = {"about": record, "subject": ("clinical_record", record.id)}
                audit.record(uow, EXAMINATION_PRINTED, **about, kind=record.kind, language="az")


def slips(house: House, many: int) -> None:
    """So many more checkpoints of the visit."""
    with unit(house) as uow:
        row = uow.session.scalars(sa.select(VisitCheckpoint)).first()
        last = uow.session.scalar(sa.select(sa.func.max(VisitCheckpoint.number)))
        rows = [
            {**_columns(row), "id": uuid7(), "number": last + number + 1, "moment": "between"} for number in range(many)
        ]
        uow.session.execute(sa.insert(VisitCheckpoint), rows)
        uow.audited = True


def bundles(house: House, many: int) -> None:
    """So many more bundles, stopped."""
    now, visit = house.clock(), house.visit.rpartition("/")[2]
    with unit(house) as uow:
        visit_id = uow.session.scalar(sa.select(Visit.id))
        first = uow.session.scalar(sa.select(sa.func.count()).select_from(CopyBundle)) or 0
        assert str(visit_id) == visit
        fixed = {"visit_id": visit_id, "variant": "full", "language": "az", "records": [], "state": "stopped"}
        asked = {"asked_at": now, "asked_by": uuid7(), "asked_by_name": "Üzv", "stirred_at": now, "total": 1}
        rows = [
            {**fixed, **asked, "id": uuid7(), "number": first + n + 1, "stop_reason": "closed"} for n in range(many)
        ]
        uow.session.execute(sa.insert(CopyBundle), rows)
        uow.audited = True


def cosignatures(house: House, many: int) -> None:
    """So many more checkpoints cosigned."""
    now = house.clock()
    said = {"key_line": "k", "note": "n", "cosigned_at": now, "received_at": now, "received_by_name": "Ə"}
    with unit(house) as uow:
        first = uow.session.scalar(sa.select(sa.func.count()).select_from(Cosignature)) or 0
        rows = [
            {**said, "id": uuid7(), "size": first + n + 1, "witness": "w", "received_by": uuid7()} for n in range(many)
        ]
        uow.session.execute(sa.insert(Cosignature), rows)
        uow.audited = True


def recommended(house: House, many: int) -> None:
    """So many more recommendations to the unit's head."""
    now = house.clock()
    fixed = {
        "facility_id": house.own.facility.id, "addressee": "unit_head", "area": "intake", "text": "Mətn",
        "basis": "CPT", "due_on": now.date(), "drafted_at": now, "drafted_by": uuid7(), "issued_at": now,
        "state": "issued", "steps": 1,
    }  # fmt: skip
    with unit(house) as uow:
        first = uow.session.scalar(sa.select(sa.func.count()).select_from(Recommendation)) or 0
        rows = [{**fixed, "id": uuid7(), "number": f"T-2026-{first + n + 1:04}"} for n in range(many)]
        uow.session.execute(sa.insert(Recommendation), rows)
        uow.audited = True


def appealed(house: House, many: int) -> None:
    """So many more appeals of the person."""
    now = house.clock()
    fixed = {
        "facility_id": house.own.facility.id, "person_id": house.own.person.id, "source": "person", "kind": "access",
        "words": "Söz", "language": "az", "received_at": now, "recorded_at": now, "author_id": uuid7(),
        "author_name": "Ə", "state": "received",
    }  # fmt: skip
    with unit(house) as uow:
        first = uow.session.scalar(sa.select(sa.func.count()).select_from(Appeal)) or 0
        rows = [{**fixed, "id": uuid7(), "number": f"M-2026-{first + n + 1:05}"} for n in range(many)]
        uow.session.execute(sa.insert(Appeal), rows)
        uow.audited = True


#: page -> (address below the visit, or of its own with a slash; what grows; few; how many more)
GROWN: dict[str, tuple[str, Callable[[House, int], None], int, int]] = {
    "glance": ("facility", facts, 3, 400),
    "behind": ("facility/skin", facts, 3, 100),
    "samples": ("sample", facts, 3, 400),
    "audit": ("sample/1/{0.signed_at}", looks, 2, 40),
    "checkpoints": ("checkpoints", slips, 2, 40),
    "copies": ("copies", bundles, 2, 40),
    "proof": ("/proof", slips, 2, 40),
    "witnesses": ("/proof/witnesses", cosignatures, 2, 40),
    "recommendations": ("/recommendations", recommended, 3, 45),
    "appeals": ("/appeals", appealed, 3, 45),
}


def asked(house: House, browser: SignedIn, page: str) -> list[str]:
    address = GROWN[page][0].format(house)
    with counted(house) as seen:
        answer = browser.get(address if address.startswith("/") else f"{house.visit}/{address}")
    assert answer.status_code == 200, answer.text[:500]
    return seen


@pytest.mark.parametrize("page", GROWN)
def test_a_page_takes_as_many_statements_with_many_rows_as_with_few(house: House, page: str):
    who, expected = STATEMENTS[page]
    browser, counts = house.browser(who), []
    _address, grow, few, more = GROWN[page]
    for added in (few, more):
        grow(house, added)
        asked(house, browser, page)  # whatever is kept between requests is kept now
        seen = asked(house, browser, page)
        counts.append(len(seen))
    said = "\n".join(seen)
    assert counts == [expected] * 2, f"{page}: {counts} {said[:20_000]}"
