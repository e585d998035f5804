"""Bad input and bad luck over HTTP: a message at the field and in the summary, what was typed stays, nothing half."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from html import unescape
from urllib.parse import urlencode

import pyotp
import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.accounts.models import LoginSession, User
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.ledger.models import LedgerEntry
from healthapp.people.models import Person, Stay
from healthapp.records.models import ClinicalRecord, DraftSection, RecordSignature
from tests.conftest import ENGINES
from tests.support.house import House, SignedIn

ARRIVAL = {
    "admitted_at_date": "11.03.2026",
    "admitted_at_time": "13:05",
    "origin": "police",
    "legal_status": "remand",
    "surname": "Məmmədov",
    "given_name": "İlqar",
    "father_name": "Adil",
    "patronymic_suffix": "ogly",
    "birth_date": "02.05.1990",
    "registered_sex": "male",
}


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def feldsher(house: House) -> SignedIn:
    return house.browser(Role.FELDSHER)


def admit(house: House, browser: SignedIn, **changed: str):
    return browser.post("/people/admit", {**ARRIVAL, "facility_id": str(house.own.facility.id)}, **changed)


def rows(house: House, model) -> int:
    with house.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def everything(house: House) -> list[int]:
    return [rows(house, model) for model in (Person, Stay, ClinicalRecord, DraftSection, RecordSignature)]


def stored(house: House, section: str) -> dict:
    with house.database.reading() as session:
        return session.get_one(DraftSection, (house.own.draft.id, section)).content


def version(house: House, section: str) -> str:
    with house.database.reading() as session:
        return str(session.get_one(DraftSection, (house.own.draft.id, section)).version)


def complains(answer, name: str) -> str:
    """422, a link of the summary to the field, and the message beside the field; returns the message."""
    assert answer.status_code == 422, f"{answer.status_code} {answer.location}"
    summary = re.search(rf'<a[^>]+href="#({name}[\w-]*)"[^>]*>(.*?)</a>', answer.text, re.S)
    assert summary, f"no link to {name} in the summary"
    assert f'id="{summary.group(1)}"' in answer.text, f"the link of {name} leads nowhere"
    message = unescape(re.sub(r"<[^>]+>", "", summary.group(2))).strip()
    assert unescape(answer.text).count(message) > 1, f"the message of {name} stands in the summary alone"
    return message


def kept(answer, *typed: str) -> None:
    text = unescape(answer.text)
    assert [value for value in typed if value not in text] == []


# Times


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"admitted_at_date": "12.03.2026"}, "admitted_at"),
        ({"admitted_at_time": "14:33"}, "admitted_at"),
        ({"admitted_at_time": "24:00"}, "admitted_at_time"),
        ({"admitted_at_time": "25:61"}, "admitted_at_time"),
        ({"admitted_at_date": "31.02.2026"}, "admitted_at_date"),
        ({"admitted_at_date": "01.05.1990"}, "birth_date"),
        ({"birth_date": "12.03.2026"}, "birth_date"),
        ({"birth_date": "11.03.1890"}, "birth_date"),
        ({"birth_date": "5 may"}, "birth_date"),
    ],
)
def test_an_impossible_time_at_the_door_is_refused_at_its_field(house, feldsher, changed, field):
    before = everything(house)
    answer = admit(house, feldsher, **changed)
    assert complains(answer, field)
    kept(answer, "Məmmədov", "İlqar", "Adil", *changed.values())
    assert everything(house) == before


def test_midnight_in_baku_is_the_day_that_begins(house, feldsher):
    assert admit(house, feldsher, admitted_at_time="00:00").status_code == 303
    with house.database.reading() as session:
        stay = session.scalars(sa.select(Stay).order_by(Stay.entered_at, Stay.id)).all()[-1]
        moments = {stay.admitted_at for stay in session.scalars(sa.select(Stay))}
    assert stay is not None
    assert dt.datetime(2026, 3, 10, 20, 0, tzinfo=dt.UTC) in moments


@pytest.mark.parametrize(
    ("day", "time"),
    [("11.03.2026", "14:33"), ("11.03.2026", "13:04"), ("01.01.1990", "10:00"), ("11.03.2026", "24:00")],
)
def test_an_examination_lies_between_admission_and_now(house, feldsher, day, time):
    feldsher.post("/people/admit", {**ARRIVAL, "facility_id": str(house.own.facility.id)})
    with house.database.reading() as session:
        person = session.scalars(sa.select(Person).where(Person.surname == "Məmmədov")).one()
    begun = feldsher.post(f"/people/{person.id}/examine/intake").location
    answer = feldsher.post(
        f"{begun}/conditions", version="0", examined_at_date=day, examined_at_time=time, place_text="Otaq 3"
    )
    assert complains(answer, "examined_at")
    kept(answer, day, time, "Otaq 3")


# Numbers


@pytest.mark.parametrize(("name", "value"), [("temperature", "34"), ("spo2", "70"), ("temperature", "34,0")])
def test_a_grave_value_is_accepted(house, feldsher, name, value):
    path = f"/examinations/{house.own.draft.id}/vitals"
    answer = feldsher.post(path, version=version(house, "vitals"), **{name: value})
    assert answer.status_code == 303
    assert float(stored(house, "vitals")[name]) == float(value.replace(",", "."))


@pytest.mark.parametrize(
    ("name", "value"), [("temperature", "3"), ("temperature", "700"), ("spo2", "3"), ("spo2", "700"), ("pulse", "৮০x")]
)
def test_an_impossible_value_is_refused_and_the_rest_is_kept(house, feldsher, name, value):
    path = f"/examinations/{house.own.draft.id}/vitals"
    answer = feldsher.post(path, version=version(house, "vitals"), **{"respiration": "16", name: value})
    assert complains(answer, name)
    kept(answer, value)
    found = stored(house, "vitals")
    assert found["respiration"] == 16
    assert name not in found


# Letters


@pytest.mark.parametrize("asked", ["ilqar", "İLQAR", "ILQAR", "ılqar", "İlqar", "Məmmədov ilqar", "mammadov"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_however_its_letters_are_written(house, feldsher, asked, form):
    typed = {name: unicodedata.normalize(form, ARRIVAL[name]) for name in ("surname", "given_name")}
    assert admit(house, feldsher, **typed).status_code == 303
    other = "NFD" if form == "NFC" else "NFC"
    answer = feldsher.post("/people", q=unicodedata.normalize(other, asked))
    assert "Məmmədov" in answer.text, "the name stands as one spelling on every page"


def test_a_fin_in_lower_case_is_the_same_fin(house, feldsher):
    assert admit(house, feldsher, fin="5zk3h8q").status_code == 303
    assert "Məmmədov" in feldsher.post("/people", q="5zk3h8q").text
    assert "Məmmədov" in feldsher.post("/people", q="5ZK3H8Q").text
    again = admit(house, feldsher, fin="5ZK3h8q", surname="Başqası", given_name="Adam")
    assert complains(again, "fin")
    kept(again, "Başqası", "Adam")


def test_two_megabytes_pasted_into_a_field_come_back_with_a_message(house, feldsher):
    text = "ə" * (1024 * 1024)
    path = f"/examinations/{house.own.draft.id}/conclusion"
    before = stored(house, "conclusion")
    answer = feldsher.post(path, version=version(house, "conclusion"), summary=text)
    assert complains(answer, "summary")
    assert text in answer.text
    assert stored(house, "conclusion").get("summary") in (None, before.get("summary"))


def test_two_megabytes_in_a_name_or_a_search_are_answered(house, feldsher):
    before = everything(house)
    assert complains(admit(house, feldsher, surname="A" * 2 * 1024 * 1024), "surname")
    assert feldsher.post("/people", q="A" * 2 * 1024 * 1024).status_code == 200
    assert everything(house) == before


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b[31m", "\u0000\uffff", "\ud7ff\ufdd0", "\ue000"])
def test_signs_nobody_can_see_are_refused_at_their_field(house, feldsher, sign):
    before = everything(house)
    answer = admit(house, feldsher, surname=f"Məm{sign}mədov")
    assert complains(answer, "surname")
    kept(answer, "İlqar", "Adil")
    path = f"/examinations/{house.own.draft.id}/conclusion"
    answer = feldsher.post(path, version=version(house, "conclusion"), summary=f"sağ{sign}lam", diet_text="Duzsuz")
    assert complains(answer, "summary")
    kept(answer, "Duzsuz")
    assert feldsher.post("/people", q=f"Məm{sign}").status_code == 200
    assert everything(house) == before


@pytest.mark.parametrize("broken", [b"M\xffmm\xe0dov", b"M%FFmm%E0%A4dov", b"M%00mm%C0%80dov"])
def test_broken_utf_8_in_a_form_is_answered_and_stored_nowhere_broken(house, feldsher, broken):
    before = everything(house)
    fields = {**ARRIVAL, "facility_id": str(house.own.facility.id), "csrf_token": feldsher.token}
    body = urlencode({**fields, "surname": "SURNAME"}).encode().replace(b"SURNAME", broken)
    answer = feldsher.client.post("/people/admit", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (303, 400, 422)
    if answer.status_code == 303:
        with house.database.reading() as session:
            name = session.scalars(sa.select(Person.surname).where(Person.given_name == "İlqar")).one()
        assert "\ufffd" not in name
        assert name.isprintable()
    else:
        assert everything(house) == before
        assert answer.status_code == 422 or "data-kept" in answer.text


# Access


@pytest.mark.parametrize("path", ["/people/{}", "/people/{}/move", "/examinations/{}", "/examinations/{}/vitals"])
@pytest.mark.parametrize("kind", ["unknown", "other"])
def test_what_is_unknown_and_what_is_elsewhere_look_the_same(house, feldsher, path, kind):
    own = house.other.person.id if path.startswith("/people") else house.other.draft.id
    answer = feldsher.get(path.format(uuid7() if kind == "unknown" else own))
    assert answer.status_code == 404
    assert "Kərimli" not in answer.text
    assert feldsher.get(path.format("no-identifier")).status_code == 404


def test_who_may_see_but_not_act_is_refused_and_the_try_is_an_event(house):
    nurse = house.browser(Role.NURSE)
    assert nurse.get(f"/people/{house.own.person.id}").status_code == 200
    before = everything(house)
    with house.database.reading() as session:
        refusals = sa.select(sa.func.count()).where(AuditEvent.kind == "access.refused")
        known = session.scalar(refusals)
    for path in (f"/examinations/{house.own.waiting.id}/countersign", f"/examinations/{house.own.signed.id}/void"):
        assert nurse.post(path, signature="x").status_code == 403
    with house.database.reading() as session:
        assert session.scalar(refusals) == known + 2
    assert everything(house) == before


# Twice, and two people


def test_admitting_twice_makes_one_entry(house, feldsher):
    before = rows(house, Person)
    assert admit(house, feldsher, fin="5ZK3H8Q").status_code == 303
    second = admit(house, feldsher, fin="5ZK3H8Q")
    assert second.status_code in (303, 422)
    assert rows(house, Person) == before + 1
    another = {"surname": "Quliyev", "given_name": "Tofiq", "father_name": "Səməd", "birth_date": "17.11.1971"}
    assert admit(house, feldsher, **another).status_code == 303
    assert admit(house, feldsher, **another).status_code == 422, "the second click is shown the first entry"
    assert rows(house, Person) == before + 2


def test_signing_twice_signs_once(house, feldsher, monkeypatch):
    monkeypatch.setattr("healthapp.accounts.signing.verify", lambda *_args: "password")
    before, leaves = rows(house, RecordSignature), rows(house, LedgerEntry)
    path = f"/examinations/{house.own.draft.id}/check"
    answers = [feldsher.post(path, signature="seen", late_reason="gec") for _click in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.location for answer in answers} == {f"/examinations/{house.own.draft.id}"}
    assert rows(house, RecordSignature) == before + 1
    assert rows(house, LedgerEntry) > leaves


def test_a_code_signs_one_record_and_a_wrong_or_a_used_one_none(house, feldsher):
    telephone = pyotp.TOTP(pyotp.random_base32())
    feldsher_id = house.own.feldsher.user_id
    sealed = house.app.extensions["second_factor"].seal(feldsher_id, telephone.secret, first=True)
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        uow.session.get_one(User, feldsher_id).totp_secret = sealed
    before, path = rows(house, RecordSignature), f"/examinations/{house.own.draft.id}/check"
    code = telephone.at(house.clock())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    refused = feldsher.post(path, signature=wrong)
    complains(refused, "signature")
    assert wrong not in refused.text, "what was typed as a proof is never sent back"
    assert rows(house, RecordSignature) == before

    assert feldsher.post(path, signature=code).status_code == 303
    with house.database.reading() as session:
        signed = session.scalars(sa.select(RecordSignature).where(RecordSignature.record_id == house.own.draft.id))
        assert [row.method for row in signed] == ["second_factor"]

    addendum = f"/examinations/{house.own.signed.id}/addendum"
    words = {"text": "Sonradan bildirdi", "event_time_date": "11.03.2026", "event_time_time": "14:00"}
    again = feldsher.post(addendum, words, signature=code)
    complains(again, "signature")
    kept(again, "Sonradan bildirdi")
    assert rows(house, RecordSignature) == before + 1


def test_the_second_of_two_editors_sees_both_texts_and_can_keep_either(house, feldsher):
    doctor = house.browser(Role.DOCTOR)
    path, opened = f"/examinations/{house.own.draft.id}/conclusion", version(house, "conclusion")
    assert feldsher.post(path, version=opened, summary="Birinci mətn").status_code == 303
    answer = doctor.post(path, version=opened, summary="İkinci mətn")
    assert answer.status_code == 409
    kept(answer, "Birinci mətn", "İkinci mətn", house.own.feldsher.name)
    assert stored(house, "conclusion")["summary"] == "Birinci mətn"
    again = re.search(r'name="version" value="(\d+)"', answer.text).group(1)
    assert doctor.post(path, version=again, summary="İkinci mətn").status_code == 303
    assert stored(house, "conclusion")["summary"] == "İkinci mətn"


# Sessions


def test_a_session_that_ended_in_mid_form_stores_nothing_and_shows_what_was_typed(house, feldsher):
    path = f"/examinations/{house.own.draft.id}/conclusion"
    before, opened = stored(house, "conclusion"), version(house, "conclusion")
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        uow.session.execute(sa.update(LoginSession).values(ended_at=house.clock(), end_reason="idle"))
    answer = feldsher.post(path, version=opened, summary="Yarımçıq mətn")
    assert answer.status_code == 400
    assert "Yarımçıq mətn" in answer.text, "without scripts nothing else keeps it"
    assert "data-kept" in answer.text
    assert stored(house, "conclusion") == before
    answer = feldsher.post(path, version=opened, summary="")
    assert (answer.status_code, answer.location) == (302, "/login"), "nothing is lost"
    script = {"X-Requested-With": "fetch"}
    answer = feldsher.client.post(path, data={"csrf_token": feldsher.token, "summary": "Yarımçıq mətn"}, headers=script)
    assert (answer.status_code, answer.location) == (302, "/login"), "it keeps what was typed, and says so itself"


def test_a_form_with_an_old_token_is_explained_and_its_answers_stay_in_the_browser(house, feldsher):
    path = f"/examinations/{house.own.draft.id}/conclusion"
    before, opened = stored(house, "conclusion"), version(house, "conclusion")
    answer = feldsher.post(path, version=opened, summary="Yarımçıq mətn", csrf_token="of-yesterday")
    assert answer.status_code == 400
    assert "data-kept" in answer.text
    assert "Yarımçıq mətn" in answer.text
    assert stored(house, "conclusion") == before
