"""From the database to the paper: a signed examination proves itself with the digest and leaf it has there."""

from __future__ import annotations

import datetime as dt

import pytest

from healthapp import audit
from healthapp.access import Identity, Role
from healthapp.documents.codes import digest_groups
from healthapp.i18n import ZONE, local
from healthapp.intake import queries, services
from healthapp.intake.dictionary import KINDS
from healthapp.intake.events import EXAMINATION_OPENED
from healthapp.intake.prints import of_examination
from healthapp.ledger import queries as ledger
from healthapp.ledger.sequencer import sequence_all
from healthapp.records import services as records
from tests import factories
from tests.unit.documents.reading import pages, text
from tests.unit.documents.records import believable


@pytest.fixture
def unit(database, clock):
    with database.unit(Identity.system("test"), clock) as uow:
        place = factories.facility(uow, name="Nümunə təcridxana", is_demo=True)
        person = factories.person(uow, place)
        factories.stay(uow, person, place)
    feldsher = factories.identity(Role.FELDSHER, place)
    with database.unit(feldsher, clock) as uow:
        record = services.begin(uow, person, KINDS["intake"])
        for section, answers in believable().items():
            records.save_section(uow, record, section=section, answers=answers, expected_version=0)
    return feldsher, record


def printed(database, who, record, clock, language="az"):
    with database.reading() as session:
        found = queries.find(session, who, record.id)
        return found, of_examination(session, found, language=language, printed_by=who.name, at=clock())


def test_a_draft_is_not_printed(database, clock, unit):
    with pytest.raises(ValueError, match="draft"):
        printed(database, *unit, clock)


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_a_signed_examination_is_printed_with_its_proof(database, clock, unit, language):
    feldsher, record = unit
    with database.unit(feldsher, clock) as uow:
        current = queries.find(uow.session, feldsher, record.id).record
        records.hand_in(uow, current, method="second_factor", needs_doctor=False)
    sequence_all(database, Identity.system("test"))
    found, made = printed(database, feldsher, record, clock, language)
    assert made.name == f"QM-1_{found.record.number}.pdf"
    for page in pages(made.body):
        assert digest_groups(found.record.digest.hex()) in page
        assert "KƏRİMLİ Rauf Elçin oğlu" in page
        assert "Nümunə təcridxana" in page
    with database.unit(feldsher, clock) as uow:  # looking at it and printing it moves nothing on the paper
        audit.record(
            uow, EXAMINATION_OPENED, about=found, subject=("clinical_record", record.id), kind="intake", state="signed"
        )
    sequence_all(database, Identity.system("test"))
    assert printed(database, feldsher, record, clock, language)[1].body == made.body
    leaf = {"az": "Jurnal vərəqi", "ru": "Лист журнала", "en": "Ledger leaf"}[language]
    with database.reading() as session:
        signed = [entry for entry in ledger.entries_about(session, record.id) if entry.subject_digest]
        assert f"{leaf} {ledger.position_of(session, signed[0].id)} " in text(made.body)


def test_one_that_waits_for_its_doctor_bears_the_digest_of_what_was_handed_in(database, clock, unit):
    feldsher, record = unit
    with database.unit(feldsher, clock) as uow:
        current = queries.find(uow.session, feldsher, record.id).record
        records.hand_in(uow, current, method="password", needs_doctor=True)
    found, made = printed(database, feldsher, record, clock, "en")
    assert found.record.digest is None
    assert digest_groups(found.content.sealed[0].digest.hex()) in text(made.body)
    assert "AWAITED: the doctor's signature" in text(made.body)


def test_a_print_repeated_while_the_minutes_go_by_is_the_same_file(house):
    address, browser = f"/examinations/{house.own.signed.id}/print?language=az", house.browser(Role.DOCTOR)
    files = set()
    for _time in range(9):
        answer = browser.get(address)
        assert answer.data.startswith(b"%PDF")
        files.add(answer.data)
        house.clock.advance(seconds=29)
    assert len(files) == 1


def test_a_print_of_the_next_day_says_the_day_and_nothing_else(database, clock, unit):
    feldsher, record = unit
    with database.unit(feldsher, clock) as uow:
        current = queries.find(uow.session, feldsher, record.id).record
        records.hand_in(uow, current, method="password", needs_doctor=False)
    here = local(clock())
    last = dt.datetime.combine(here.date(), dt.time(23, 59, 59), tzinfo=ZONE)
    before, after = (
        text(printed(database, feldsher, record, lambda at=at: at)[1].body)
        for at in (last, last + dt.timedelta(seconds=1))
    )
    signs = [f"{feldsher.name} · {here + dt.timedelta(days=ahead):%d.%m.%Y} (Bakı" for ahead in (0, 1)]
    assert signs[0] in before
    assert before.replace(*signs) == after
