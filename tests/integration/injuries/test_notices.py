# ruff: noqa: F401, F811 - the fixtures of the pages are shared
"""Notices and copies: due by what was written down, on a basis that is kept, past the administration."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from types import SimpleNamespace

import pypdf
import pytest
import sqlalchemy as sa
from pyhanko.pdf_utils.reader import PdfFileReader

from blueprints import printing
from healthapp.access import Role
from healthapp.deadlines.models import Deadline
from healthapp.i18n import ZONE
from healthapp.injuries import circumstances, document, duties, hooks, notice_document, notices, services, transmissions
from healthapp.injuries.copies import Print, Profile
from healthapp.injuries.models import InjuryCopy
from healthapp.intake import queries
from healthapp.ledger.code import read_code
from healthapp.people import flags, movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.records.content import record_digest
from healthapp.records.models import ClinicalRecord
from healthapp.settings import services as settings
from healthapp.vault import scans
from tests import factories
from tests.integration.documents.test_pades import institution, judged
from tests.integration.injuries.test_document import handed_in
from tests.integration.injuries.test_photographs import feldsher, ward
from tests.integration.injuries.test_services import OPINION, signed
from tests.support.databases import refused

ALLEGED = {"statement": {"alleged": "yes"}}
FALL = {"type": "fracture", "appearance": "fresh", "intent": "accident"}
NECK = {**FALL, "type": "ligature", "region": "A-NECK-L"}
BRUISE = {"type": "contusion", "appearance": "recent", "intent": "other_person"}


@pytest.mark.parametrize(
    ("answers", "opinion", "years", "codes"),
    [
        ({**ALLEGED, "lesions": {"lesions": [BRUISE]}}, {}, 30, ["alleged"]),
        ({**ALLEGED, "lesions": {"lesions": [BRUISE]}}, {"overall": "not_consistent"}, 30, []),
        (
            {"statement": {"alleged": "no"}, "lesions": {"lesions": [BRUISE]}},
            {"overall": "typical"},
            30,
            ["indicative"],
        ),
        ({"statement": {"alleged": "no"}}, {"findings": [{"degree": "diagnostic"}]}, 30, ["indicative"]),
        ({"statement": {"alleged": "declined"}, "lesions": {"lesions": [BRUISE]}}, {"overall": "consistent"}, 30, []),
        ({"lesions": {"lesions": [{**BRUISE, "type": "fracture"}]}}, {}, 30, ["serious"]),
        ({"occasion": {"kind": "after_incident"}, "lesions": {"lesions": [FALL]}}, {}, 30, ["serious"]),
        ({"occasion": {"kind": "intake"}, "lesions": {"lesions": [FALL]}}, {}, 30, []),
        ({"lesions": {"lesions": [{**FALL, "appearance": "healed"}]}}, {}, 30, []),
        *(
            ({"lesions": {"lesions": [{**FALL, "type": code}]}}, {}, 30, ["serious"])
            for code in ("amputation", "crush", "neck_compression", "asphyxia")
        ),
        ({"lesions": {"lesions": [NECK]}}, {}, 30, ["serious"]),
        ({"lesions": {"lesions": [{**NECK, "region": "A-WRIST-R"}]}}, {}, 30, []),
        ({"lesions": {"lesions": [{**FALL, "type": "petechiae", "mechanism": "neck"}]}}, {}, 30, ["serious"]),
        (
            {"lesions": {"lesions": [{**BRUISE, "type": "scar", "mechanism": "neck", "appearance": "healed"}]}},
            {},
            30,
            [],
        ),
        ({"statement": {"methods": ["sexual"]}}, {}, 30, ["sexual"]),
        ({"lesions": {"lesions": [BRUISE]}}, {}, 17, ["minor"]),
        ({"lesions": {"lesions": [{**BRUISE, "intent": "accident"}]}}, {}, 17, []),
        ({"lesions": {"lesions": [BRUISE]}}, {}, None, []),
    ],
)
def test_a_duty_is_read_off_what_was_written_down(answers, opinion, years, codes):
    assert duties.due(answers, opinion, years) == codes


def test_what_only_the_opinion_shows_is_reported_from_the_countersignature(ward):
    record = ward.begin()
    ward.add(record, intent="unknown")
    silent = {"alleged": "declined", "methods": ["none"]}
    ward.fill(record, statement=silent, notice={"duty": ["none"]})
    ward.hand_in(record)
    with ward.database.reading() as session:
        assert notices.of_record(session, record.id) is None
    with ward.act(ward.doctor) as uow:
        services.countersign(uow, ward.find(uow, record), method="password", doctor={"seen": "person"}, opinion=OPINION)
    with ward.database.reading() as session:
        row = notices.of_record(session, record.id)
        assert (row.duty, row.state) == ("indicative", "prepared")
        assert notices.due_at(session, row) == ward.clock() + dt.timedelta(hours=24)


def wants_consent(ward) -> None:
    """The Department wants the person's consent before a notice goes out."""
    with ward.act() as uow:
        settings.set_value(
            uow,
            key=notices.NEEDS_CONSENT,
            value=True,
            unit="",
            legal_basis="Order 7 of the Department",
            verified=True,
            valid_from=uow.now() - dt.timedelta(minutes=1),
            note="test",
        )


def test_where_consent_is_wanted_it_is_held_back_in_plain_sight_and_goes_on_another_basis(ward, feldsher):
    wants_consent(ward)
    record = signed(ward, consent={"prosecutor": "no", "prosecutor_reason": "fear", "photographs": "yes"})
    with ward.database.reading() as session:
        row = notices.of_record(session, record.id)
        assert (row.state, row.consent, row.legal_basis) == ("withheld", "no", "Order 7 of the Department")
    path = f"/injuries/{record.id}/notice"
    step = {"to": "sent", "at_date": "11.03.2026", "at_time": "14:30", "sent_to": "Prokurorluq", "channel": "post"}
    refused = feldsher.post(path, step)
    assert refused.status_code == 422
    assert 'name="basis"' in refused.text
    assert feldsher.post(path, {**step, "basis": "vital_interest"}).status_code == 303
    with ward.database.reading() as session:
        row = notices.of_record(session, record.id)
        assert (row.state, row.basis, row.consent) == ("sent", "vital_interest", "no")


def test_from_the_clock_on_the_worklist_it_is_one_step_to_the_notice(ward, house, feldsher):
    record = signed(ward)
    link = re.search(r'href="(/injuries/notices/[^"]+)"', feldsher.get("/worklist").text)[1]
    assert feldsher.get(link).headers["Location"] == f"/injuries/{record.id}/notice"
    assert house.browser(house.other.doctor).get(link).status_code in (403, 404)
    assert feldsher.get(f"/injuries/notices/{record.id}").status_code == 404


COPY = {
    "recipient": "person",
    "outcome": "given",
    "form": "person",
    "language": "az",
    "at_date": "11.03.2026",
    "at_time": "14:30",
}


def test_a_refusal_stays_beside_the_later_hand_over_and_a_lawyers_copy_says_its_basis(ward, feldsher):
    record = signed(ward)
    path = f"/injuries/{record.id}/copies"
    assert feldsher.post(path, {**COPY, "outcome": "refused"}).status_code == 303
    assert feldsher.post(path, COPY).status_code == 303
    assert feldsher.post(path, {**COPY, "outcome": "unsafe"}).status_code == 422
    assert feldsher.post(path, {**COPY, "outcome": "unsafe", "kept_by": "tibb hissəsi"}).status_code == 303
    lawyer = {**COPY, "recipient": "lawyer", "form": "report"}
    wrong = feldsher.post(path, {**lawyer, "note": "yadda qalsın"})
    assert wrong.status_code == 422
    assert "yadda qalsın" in wrong.text
    assert feldsher.post(path, {**lawyer, "to_name": "V. Quliyev", "basis": "consent"}).status_code == 303
    assert feldsher.post(path, {**COPY, "at_date": "12.03.2026"}).status_code == 422
    assert feldsher.post(path, {**COPY, "at_date": "10.03.2026"}).status_code == 422, "before the examination"
    assert feldsher.post(path, {**COPY, "recipient": "director"}).status_code == 422
    with ward.database.reading() as session:
        rows = transmissions.of_record(session, record.id)
        assert [(row.recipient, row.outcome) for row in rows] == [
            ("person", "refused"),
            ("person", "given"),
            ("person", "unsafe"),
            ("lawyer", "given"),
        ]
        assert {row.digest for row in rows} == {record.digest.hex()}
    assert "V. Quliyev" in feldsher.get(path).text


def dies(ward) -> None:
    """Custody writes the death down."""
    with ward.act(factories.identity(Role.ADMINISTRATION, ward.facility)) as uow:
        person = uow.session.get_one(Person, ward.person.id)
        movements.record(uow, person, Move("death", uow.now()))


QUIET = {"alleged": "no", "methods": ["none"]}
UNCLEAR = {**OPINION, "findings": [{"lesion": 1, "degree": "not_assessed"}], "overall": "insufficient"}


def accident(ward):
    """A record nobody had to report: a fall."""
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor, intent="accident", mechanism="fall")
    return signed(ward, record, statement=QUIET, opinion=UNCLEAR, notice={"duty": ["none"]})


def test_a_death_makes_the_injuries_before_it_reportable_at_once(ward, clock):
    record = accident(ward)
    with ward.database.reading() as session:
        assert notices.of_record(session, record.id) is None
    clock.advance(hours=5)
    dies(ward)
    with ward.database.reading() as session:
        row = notices.of_record(session, record.id)
        assert (row.duty, row.state, row.prepared_at) == ("serious", "prepared", clock())
        assert notices.due_at(session, row) == clock() + dt.timedelta(hours=24)


def test_what_was_held_back_for_want_of_consent_goes_out_after_a_death(ward):
    wants_consent(ward)
    record = signed(ward, consent={"prosecutor": "no", "prosecutor_reason": "fear", "photographs": "yes"})
    dies(ward)
    with ward.database.reading() as session:
        row = notices.of_record(session, record.id)
        assert (row.state, row.basis, row.consent) == ("prepared", "legal_duty", "no")
        assert row.duty == "alleged,serious"
        assert notices.due_at(session, row) is not None


def test_a_record_signed_after_the_death_is_reported_whatever_was_ticked(ward):
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor, intent="accident", mechanism="fall")
    ward.fill(record, ward.doctor, statement=QUIET, opinion=UNCLEAR, notice={"duty": ["none"]})
    dies(ward)
    assert ward.gaps(record) == ["notice.duty"]


def test_a_release_ends_neither_the_clock_of_the_notice_nor_that_of_the_reply(ward, clock):
    record = signed(ward)
    with ward.act() as uow:
        person = uow.session.get_one(Person, ward.person.id)
        movements.record(uow, person, Move("release", uow.now(), release_kind="court_decision"))
    with ward.database.reading() as session:
        assert notices.due_at(session, notices.of_record(session, record.id)) == clock() + dt.timedelta(hours=24)


def test_intimate_photographs_leave_on_consent_or_a_courts_order_and_in_a_print_of_their_own(ward, house, feldsher):
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor)
    ward.shoot(record)
    ward.shoot(record, intimate=True)
    agreed = {"photographs": "yes", "intimate_photographs": "yes", "prosecutor": "yes"}
    record = signed(ward, record, consent=agreed)
    page, print_ = f"/injuries/{record.id}/copies", f"/injuries/{record.id}/print?form=intimate&language=en"
    assert feldsher.client.get(print_).status_code == 409
    assert "form=intimate" not in feldsher.get(page).text
    court = {**COPY, "recipient": "court", "form": "intimate", "outcome": "sent", "to_name": "Məhkəmə"}
    refused = feldsher.post(page, {**court, "basis": "legal_duty"})
    assert refused.status_code == 422
    assert 'id="basis-error"' in refused.text
    assert feldsher.post(page, {**court, "basis": "court_order"}).status_code == 303
    assert "form=intimate" in feldsher.get(page).text
    words = text_of(feldsher.client.get(print_).data)
    assert "F-2" in words
    assert "F-1" not in words
    assert "Intimate part: the photograph is kept" not in words
    assert "Intimate part: the photograph is kept" in text_of(
        feldsher.client.get(print_.replace("intimate", "photographs")).data
    )
    assert house.browser(Role.REVIEWER).client.get(print_).status_code == 403
    assert "form=intimate" not in house.browser(Role.REVIEWER).get(page).text


def test_a_logged_copy_cannot_be_changed_or_taken_back(ward, feldsher):
    record = signed(ward)
    feldsher.post(f"/injuries/{record.id}/copies", COPY)
    refused(ward.database, sa.update(InjuryCopy).values(outcome="refused"), sa.delete(InjuryCopy))


def text_of(body: bytes) -> str:
    """Every word of the file, however its lines were broken."""
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("language", ["az", "ru", "en"])
def test_the_letter_says_why_on_what_basis_and_by_when_and_no_plan_of_protection(ward, language):
    record = signed(ward, reprisal={"level": "high", "feared": "gecə növbəsi", "plan": "başqa korpus"})
    with ward.act() as uow:
        found, row = ward.find(uow, record), notices.of_record(uow.session, record.id)
        event = Print(Profile.PROSECUTOR, language, "Feldşer", ward.clock())
        letter = notice_document.letter(uow.session, found, row, event).body
        report = document.report(uow.session, found, {}, event).body
        whole = document.report(uow.session, found, {}, Print(Profile.REPORT, language, "Feldşer", ward.clock())).body
        assert notice_document.letter(uow.session, found, row, event).body == letter
    words = text_of(letter)
    assert record.number in words
    assert "12.03.2026 14:32" in words
    assert "CPT/Inf(2013)29 §77" in words
    assert "başqa korpus" not in words + text_of(report)
    assert "başqa korpus" in text_of(whole)


def test_what_came_later_stands_apart_in_the_report(ward, feldsher):
    record = signed(ward)
    feldsher.post(
        f"/injuries/{record.id}/copies", {**COPY, "recipient": "lawyer", "to_name": "Quliyev", "basis": "consent"}
    )
    with ward.act() as uow:
        event = Print(Profile.REPORT, "en", "Feldsher", ward.clock())
        body = document.report(uow.session, ward.find(uow, record), {}, event).body
    words = text_of(body)
    assert "Quliyev" in words.split("After signature")[1]
    assert "Quliyev" not in words.split("After signature")[0]


PAGES = (
    "/injuries/{id}/notice",
    "/injuries/{id}/notice/print",
    "/injuries/{id}/copies",
    "/injuries/{id}/print",
    "/injuries/{id}/photographs",
    "/injuries/{id}/lesions",
    "/injuries/register",
    "/injuries/register/{place}",
    "/examinations/{id}",
)


def test_the_administration_cannot_see_delay_or_count_them(ward, house):
    record = signed(ward)
    director = house.browser(Role.ADMINISTRATION)
    for page in PAGES:
        assert director.get(page.format(id=record.id, place=ward.facility.id)).status_code in (403, 404), page
    step = {"to": "sent", "at_date": "11.03.2026", "at_time": "14:30", "sent_to": "x", "channel": "post"}
    assert director.post(f"/injuries/{record.id}/notice", step).status_code in (403, 404)
    assert director.post(f"/injuries/{record.id}/copies", COPY).status_code in (403, 404)
    with ward.database.reading() as session:
        deadline = session.scalar(sa.select(Deadline).where(Deadline.kind == "prosecutor_notice"))
        assert notices.of_record(session, record.id).state == "prepared"
    assert director.post(f"/deadlines/{deadline.id}/waive", reason="wait").status_code in (403, 404, 405)
    for page in ("/", "/people", f"/people/{ward.person.id}", "/facilities", "/worklist", "/facilities/late"):
        seen = director.get(page)
        text = seen.text if seen.status_code == 200 else ""
        for word in ("Prokuror", record.number, "injuries/", str(record.id)):
            assert word not in text, (page, word)


def test_the_short_form_and_the_photographs_alone_bear_the_same_digest(ward):
    record = handed_in(ward, count=2, photographs=2)
    with ward.act() as uow:
        found = ward.find(uow, record)
        pictures = services.pictures(uow, ward.store, found)
        made = {
            profile: text_of(
                document.report(uow.session, found, pictures, Print(profile, "en", "F", ward.clock())).body
            )
            for profile in Profile
        }
    digests = {re.search(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", words).group() for words in made.values()}
    assert len(digests) == 1
    assert all(found.record.number in words for words in made.values())
    assert "F-2" in made[Profile.PHOTOGRAPHS]


def test_a_print_is_signed_where_there_is_a_certificate_and_its_code_names_the_record(
    ward, feldsher, institution, monkeypatch, tmp_path
):
    record = signed(ward)
    certificate, passphrase, authority = institution
    config = SimpleNamespace(signing_certificate=certificate, signing_passphrase=passphrase)
    monkeypatch.setattr(printing, "configuration", lambda: config)
    for path, form in (("print?form=short", "XB-2"), ("notice/print", "XB-5")):
        body = feldsher.client.get(f"/injuries/{record.id}/{path}").data
        status = judged(body, authority)
        assert (status.intact, status.trusted) == (True, True)
        (field,) = PdfFileReader(io.BytesIO(body)).embedded_signatures
        assert field.sig_object["/Reason"] == f"{form} {record.number}"
        (tmp_path / "print.pdf").write_bytes(body)
        subprocess.run(["pdftoppm", "-r", "100", "-l", "1", "-png", "print.pdf", "page"], cwd=tmp_path, check=True)
        picture = next(tmp_path.glob("page*.png"))
        (code,) = map(read_code, scans.texts_of(picture.read_bytes()))
        assert (code.form, code.record, code.digest) == (form, record.number, record.digest.hex())
        picture.unlink()


def test_a_copy_given_before_a_doctor_signed_says_which_bytes_it_was(ward):
    """Of what a feldsher handed in the line of the copy bore no digest at all: nobody could say what was given."""
    record = handed_in(ward)
    with ward.act() as uow:
        found = ward.find(uow, record)
        assert found.record.digest is None
        row = transmissions.log(
            uow, found.record, at=uow.now(), recipient="person", outcome="given", form="report", language="az"
        )
        assert row.digest == record_digest(list(found.content.sealed)).hex()
