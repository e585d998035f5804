"""A frame as both engines read it: the same lines in the same order, whatever the database joins and in which order."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from hashlib import sha256

import pytest

from bench.bulk import insert
from healthapp.access import Identity
from healthapp.database import uuid7
from healthapp.i18n import ZONE
from healthapp.inspection import frames, sampling
from healthapp.inspection.figure_models import RecordFact
from healthapp.inspection.frames import FRAMES
from healthapp.inspection.items.model import Period
from healthapp.people.models import Person, Stay
from healthapp.records.models import ClinicalRecord
from screening.observation import REFERENCE
from tests import factories

KINDS = ("intake", "injury", "screening")


def signed(uow, stay: Stay, at: dt.datetime, kind: str, record: uuid.UUID, author: uuid.UUID) -> None:
    """A signed record and its facts."""
    insert(uow, ClinicalRecord, [{
        "id": record, "kind": kind, "person_id": stay.person_id, "stay_id": stay.id, "facility_id": stay.facility_id,
        "event_time": at, "recorded_time": at, "state": "signed", "author_id": author, "author_name": "-",
        "author_role": "feldsher", "schema_version": 1, "handed_in_at": at, "signed_at": at,
        "signer_name": "-", "digest": record.bytes * 2, "late_reason": "", "summary": {}, "revision": 2,
    }])  # fmt: skip
    insert(uow, RecordFact, [{
        "facility_id": stay.facility_id, "event_time": at, "record_id": record, "kind": kind,
        "person_id": stay.person_id, "stay_id": stay.id, "author_id": author, "handed_in_at": at, "minutes": 5,
        "late_minutes": 0, "skin": "yes", "asked": "yes", "alleged": "no", "presence": "none",
        "interpreter": "not_needed", "refused": 0, "unexplained": 0, "lesions": 1, "described": 1, "degrees": 1,
        "overall": True, "statement": 40, "photographs": 1, "plain": False, "pattern": "", "words": "",
    }])  # fmt: skip
    uow.audited = True


@pytest.mark.parametrize(("strata", "found"), [("month", ["2026-02", "2026-03"]), ("age", ["adult", "juvenile"])])
def test_a_night_belongs_to_the_day_that_has_begun_in_baku(database, clock, strata, found):
    """One in the morning of 1 March was February, and whoever turned 18 at midnight a child until noon."""
    turned = dt.datetime(2026, 3, 1, 1, tzinfo=ZONE).astimezone(dt.UTC)
    clock.now = turned + dt.timedelta(days=9)
    with database.unit(Identity.system("test"), clock) as uow:
        place = factories.facility(uow)
        person = factories.person(uow, place, birth_date=dt.date(2008, 3, 1))
        stay = factories.stay(uow, person, place)
        for hours in (0, 2):
            signed(uow, stay, turned - dt.timedelta(hours=hours), "intake", uuid7(), uuid7())
    period = Period(place.id, dt.date(2026, 2, 1), dt.date(2026, 3, 5), clock(), REFERENCE)
    with database.reading() as session:
        _text, strata_found = frames.read(session, period, FRAMES["records"], strata)
    assert {name: len(lines) for name, lines in strata_found.items()} == dict.fromkeys(found, 1)


@pytest.fixture
def year(database, clock):
    """(period, [(kind, identifier)]): 60 records, the later ones with the lower identifiers as often as not."""
    rng = random.Random(3)
    known = []
    with database.unit(Identity.system("test"), clock) as uow:
        place = factories.facility(uow)
        person: Person = factories.person(uow, place)
        stay: Stay = factories.stay(uow, person, place)
        author = uuid7()
        for number in range(60):
            at = clock() - dt.timedelta(hours=rng.randrange(1, 2000))
            record, kind = uuid7(), KINDS[number % 3]
            known.append((kind, record.hex))
            signed(uow, stay, at, kind, record, author)
    today = clock().date()
    return Period(place.id, today - dt.timedelta(days=100), today, clock(), REFERENCE), known


@pytest.mark.parametrize("strata", ["none", "kind"])
def test_lines_and_digest_are_those_of_the_document_on_both_engines(database, year, strata):
    period, known = year
    with database.reading() as session:
        text, found = frames.read(session, period, FRAMES["records"], strata)
    named = [(kind if strata == "kind" else "", identifier) for kind, identifier in known]
    lines = sorted(named, key=lambda one: one[1])
    assert text == "".join(f"{stratum},{identifier}\n" for stratum, identifier in lines)
    packed, digest = sampling.pack(text, found)
    assert digest == sha256(text.encode()).digest()
    assert sampling.unpack(packed) == (text.encode(), lines)
    drawn = sampling.draw_divided(found, "7F-19-C4", 12)
    assert drawn == sampling.draw(named, "7F-19-C4", 12)
    assert len(drawn) == 12


def test_nothing_is_read_of_a_time_without_records(database, year):
    period, _known = year
    before = Period(period.facility_id, period.first - dt.timedelta(days=400), period.first, period.now, REFERENCE)
    with database.reading() as session:
        assert frames.read(session, before, FRAMES["records"], "none") == ("", {})
