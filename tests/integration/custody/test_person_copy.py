"""The person's own copy: coded answers in plain words, chosen parts, nobody else's name by accident."""

from __future__ import annotations

import hashlib
import io
import json

import pypdf
import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.custody import told
from healthapp.i18n import in_language
from healthapp.ledger import canonical
from healthapp.records.models import ClinicalRecord, SealedContent
from tests import factories

ALLERGIES = [{"agent": "Penisillin", "severity": "severe"}, {"agent": "Yod", "severity": "mild"}]
SECTIONS = {
    "vitals": {"systolic": 128, "diastolic": 82, "temperature": "36.6"},
    "injuries": {
        "alleged": "alleges",
        "statement": "Məni vurdular, yanımda Qasımov da var idi.",
        "statement_language": "az",
    },
    "allergies": {"allergy_state": "known", "allergies": ALLERGIES},
    "mental": {"declined": "yes", "declined_reason": "Don't tell Qasımov"},
    "conditions": {"privacy": "no", "privacy_text": "Escort Məmmədov stayed in the room"},
}


@pytest.fixture
def record(database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        place = factories.facility(uow)
        person = factories.person(uow, place)
        stay = factories.stay(uow, person, place)
        body = canonical.canonical_bytes({"sections": SECTIONS})
        digest = hashlib.sha256(body).digest()
        author = factories.identity(Role.DOCTOR, place)
        row = ClinicalRecord(
            kind="intake",
            person_id=person.id,
            stay_id=stay.id,
            facility_id=place.id,
            event_time=uow.now(),
            recorded_time=uow.now(),
            state="signed",
            author_id=author.user_id,
            author_name=author.name,
            author_role="doctor",
            signed_at=uow.now(),
            digest=digest,
            number="QM-2026/000001",
            summary={},
        )
        uow.session.add(row)
        uow.session.flush()
        uow.session.add(SealedContent(record_id=row.id, part="author", body=body, digest=digest, sealed_at=uow.now()))
        uow.audited = True
    assert json.loads(body)["sections"] == SECTIONS
    return place, person, row


@pytest.fixture
def doctor(browser, record):
    return browser.as_(factories.identity(Role.DOCTOR, record[0]))


def printed(browser) -> str:
    reader = pypdf.PdfReader(io.BytesIO(browser.answer.data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_free_text_is_never_told(database, record):
    place, _person, row = record
    with database.reading() as session:
        found = told.find(session, factories.identity(Role.DOCTOR, place), row.id)
        sentences = " ".join(sentence for part in told.parts(found) for sentence in part.sentences)
        assert "128" in sentences
        assert "Penisillin" in sentences
        assert "Qasımov" not in sentences
        assert "Məmmədov" not in sentences
        assert [(words.key, words.language) for words in told.own_words(found)] == [("injuries.statement", "az")]


def test_each_row_of_a_list_is_a_sentence_with_its_questions(database, record):
    place, _person, row = record
    with database.reading() as session, in_language("en"):
        found = told.find(session, factories.identity(Role.DOCTOR, place), row.id)
        (part,) = (part for part in told.parts(found) if part.key == "allergies")
    assert part.sentences[1:] == (
        "Known allergies: Allergic to: Penisillin; Severity: Severe",
        "Known allergies: Allergic to: Yod; Severity: Mild",
    )


def test_the_copy_has_the_chosen_parts_alone(doctor, record, database):
    _place, person, row = record
    path = f"/records/{row.id}/person-copy"
    page = doctor.get(path)
    assert "Məni vurdular" in page
    doctor.post(path, language="en", parts=["vitals"], kept="lawyer", explained_by="N. Bağırlı", explained_in="az")
    assert (doctor.status, doctor.answer.mimetype) == (200, "application/pdf")
    assert person.surname not in doctor.answer.headers["Content-Disposition"]
    text = printed(doctor)
    assert "128" in text
    assert "Penisillin" not in text
    assert "Qasımov" not in text
    assert "Bağırlı" in text
    assert row.digest.hex()[:8] in text.replace(" ", "")
    with database.reading() as session:
        event = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "person.copy_printed")).one()
        assert event.details == {"language": "en", "kind": "intake"}
        assert (event.person_id, event.subject_id, event.subject_digest) == (person.id, row.id, row.digest)


@pytest.mark.parametrize(("language", "words"), [("az", "Penisillin"), ("ru", "Penisillin"), ("en", "Penisillin")])
def test_the_words_one_ticked_are_printed_in_three_languages(doctor, record, language, words):
    _place, _person, row = record
    doctor.post(
        f"/records/{row.id}/person-copy",
        language=language,
        parts=["allergies", "mental", "no-such-part"],
        words=["injuries.statement", "mental.secret"],
    )
    assert doctor.status == 200
    text = printed(doctor)
    assert words in text
    assert "Məni vurdular" in text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"language": ""}, "language"),
        ({"language": "de"}, "language"),
        ({"parts": []}, "parts"),
        ({"kept": "cell 5"}, "kept"),
        ({"explained_by": "x" * 121}, "explained_by"),
    ],
)
def test_a_wrong_order_for_the_copy(doctor, record, wrong, field, database):
    _place, _person, row = record
    doctor.post(f"/records/{row.id}/person-copy", {"language": "az", "parts": ["vitals"], **wrong})
    assert doctor.status == 422
    assert f'href="#{field}"' in doctor.markup
    with database.reading() as session:
        kind = AuditEvent.kind == "person.copy_printed"
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(kind)) == 0


def test_who_may_not_print_it(browser, record, database, clock):
    place, _person, row = record
    path = f"/records/{row.id}/person-copy"
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        elsewhere = factories.facility(uow)
    for identity, status in (
        (factories.identity(Role.NURSE, place), 403),
        (factories.identity(Role.ADMINISTRATION, place), 404),
        (factories.identity(Role.DOCTOR, elsewhere), 404),
    ):
        browser.as_(identity).get(path)
        assert browser.status == status
