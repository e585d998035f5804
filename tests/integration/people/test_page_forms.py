"""The forms of people: searching, registering, correcting, other names, moving and receiving."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import sqlalchemy as sa

from healthapp.access import Role
from healthapp.deadlines.models import Deadline
from healthapp.people import movements
from healthapp.people.models import Person, PersonName, Stay
from healthapp.people.schemas import Move
from tests.integration.people.test_page import events, text_of

FORM = {
    "admitted_at_date": "11.03.2026",
    "admitted_at_time": "12:30",
    "origin": "police",
    "legal_status": "remand",
    "surname": "Nəsirov",
    "given_name": "Tural",
    "father_name": "Vaqif",
    "patronymic_suffix": "ogly",
    "birth_date": "02.01.1980",
    "registered_sex": "male",
    "languages": ["az", "ru"],
    "interpreter": "no",
    "place": "Karantin 1",
}


def everybody(database):
    with database.reading() as session:
        return {person.surname: person for person in session.scalars(sa.select(Person))}


def test_searching_keeps_names_out_of_addresses_and_is_noted(database, sign_in, rauf):
    browser = sign_in()
    first = browser.get("/people")
    assert "Kərimli" in first.text
    found = browser.post("/people", q="Керимли Рауф")
    assert found.status_code == 200
    assert f"/people/{rauf.id}" in found.text
    nobody = browser.post("/people", q="<script>alert(1)</script>")
    assert "<script>alert" not in nobody.text
    noted = events(database, "person.searched")
    assert [row.details for row in noted] == [{"found": 1}, {"found": 0}]
    assert browser.post("/people", q="ə" * 2_000_000).status_code == 200


def test_registering_an_arrival(database, clock, sign_in, place):
    browser = sign_in(Role.NURSE)
    assert browser.get("/people/admit").status_code == 200
    answer = browser.post("/people/admit", FORM, facility_id=str(place.id), fin="5zk3h8q")
    made = everybody(database)["Nəsirov"]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/people/{made.id}")
    assert made.languages == "az,ru"
    page = text_of(browser.get(f"/people/{made.id}"))
    assert "Nəsirov Tural Vaqif oğlu" in page
    with database.reading() as session:
        assert {row.started_at for row in session.scalars(sa.select(Deadline)) if row.kind != "screen_due"} == {
            dt.datetime(2026, 3, 11, 8, 30, tzinfo=dt.UTC)
        }


def test_what_was_typed_stays_when_something_is_wrong(database, sign_in, place):
    browser = sign_in()
    answer = browser.post(
        "/people/admit", FORM, facility_id=str(place.id), admitted_at_time="24:00", surname="N" * 101, fin="1"
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "24:00 növbəti günün 00:00-ıdır" in page
    assert "Ən çoxu 100 işarə" in page
    assert 'value="Tural"' in answer.text
    assert 'value="az" checked' in answer.text
    assert everybody(database) == {}


def test_the_same_arrival_from_a_second_window_is_told_when_it_was_registered(database, sign_in, place):
    browser, arrival = sign_in(), {**FORM, "facility_id": str(place.id)}
    first = browser.post("/people/admit", arrival)
    assert first.status_code == 303
    tab = browser.post("/people/admit", arrival)
    assert (tab.status_code, "belə bir gəliş artıq qeydə alınıb: 11.03.2026 14:32" in tab.text) == (422, True)
    assert 'value="Tural"' in tab.text
    known = first.headers["Location"].rpartition("/")[2]
    tab = browser.post("/people/admit", arrival, known=known)
    assert (tab.status_code, "Bu gəliş artıq qeydə alınıb: 11.03.2026 14:32" in tab.text) == (422, True)
    assert first.headers["Location"] in tab.text
    assert len(everybody(database)) == 1


def test_another_facility_is_not_admitted_to(database, sign_in, other):
    assert sign_in().post("/people/admit", FORM, facility_id=str(other.id)).status_code == 422
    assert everybody(database) == {}


def test_somebody_alike_is_shown_while_typing_and_on_sending(database, sign_in, place, rauf):
    browser = sign_in()
    alike = {**FORM, "surname": "Каримов", "given_name": "Рауф", "father_name": "", "birth_date": "14.06.1991"}
    typed = browser.post("/people/lookalikes", alike, birth_date="14.06.")
    assert typed.status_code == 200
    assert f'value="{rauf.id}"' in typed.text
    assert not typed.text.startswith("<!DOCTYPE")
    assert f'<span class="app-whole">{rauf.number}</span>' in typed.text, "a number breaks at no hyphen"
    sent = browser.post("/people/admit", alike, facility_id=str(place.id))
    assert sent.status_code == 422
    assert f'value="{rauf.id}"' in sent.text
    assert 'href="#not_the_same"' in sent.text
    assert 'id="not_the_same"' in sent.text
    assert len(everybody(database)) == 1
    assert browser.post("/people/admit", alike, facility_id=str(place.id), not_the_same="yes").status_code == 303
    assert len(everybody(database)) == 2


def test_choosing_the_entry_on_file_opens_a_new_stay_on_it(database, clock, sign_in, place, rauf, feldsher):
    with database.unit(feldsher, clock) as uow:
        movements.record(
            uow, uow.session.get(Person, rauf.id), Move("release", clock.now, release_kind="court_decision")
        )
    clock.advance(days=2)
    browser = sign_in()
    page = browser.get(f"/people/{rauf.id}")
    assert f"/people/admit?known={rauf.id}" in page.text
    form = browser.get("/people/admit", known=str(rauf.id))
    assert f'value="{rauf.id}" checked' in form.text
    assert 'value="Kərimli"' in form.text
    wrong = browser.post("/people/admit", FORM, facility_id=str(place.id), known=str(rauf.id), origin="moon")
    assert f'value="{rauf.id}" checked' in wrong.text
    sent = {**FORM, "admitted_at_date": "13.03.2026"}
    answer = browser.post("/people/admit", sent, facility_id=str(place.id), known=str(rauf.id))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/people/{rauf.id}")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Stay)) == 2


def test_a_fin_on_file_is_linked_or_comes_back(database, clock, sign_in, place, rauf, feldsher):
    browser = sign_in()
    given = {**FORM, "facility_id": str(place.id), "fin": "5ZK3H8Q"}
    assert browser.post("/people/admit", given).status_code == 303
    clash = browser.post("/people/admit", given, surname="Tamam", given_name="Başqa", not_the_same="yes")
    assert clash.status_code == 422
    assert f"/people/{everybody(database)['Nəsirov'].id}" in clash.text
    assert 'value="fin"' in clash.text
    again = browser.post("/people/admit", given, known="fin")
    assert (again.status_code, "Bu gəliş artıq qeydə alınıb" in again.text) == (422, True)
    held = browser.post("/people/admit", given, known="fin", admitted_at_time="13:00")
    assert held.status_code == 422
    assert "artıq saxlanılır" in text_of(held)
    assert 'id="known"' in held.text


def test_a_fin_that_is_none_is_nobodys_return(sign_in, place):
    wrong = sign_in().post("/people/admit", FORM, facility_id=str(place.id), fin="12ab")
    assert (wrong.status_code, "7" in text_of(wrong), 'value="fin"' in wrong.text) == (422, True, False)


def test_correcting_identity_and_names(database, sign_in, rauf):
    browser = sign_in()
    page = browser.get(f"/people/{rauf.id}/identity")
    assert 'value="Kərimli"' in page.text
    changed = {
        key: FORM[key] for key in ("given_name", "father_name", "patronymic_suffix", "registered_sex", "interpreter")
    }
    assert browser.post(f"/people/{rauf.id}/identity", changed, surname="").status_code == 422
    answer = browser.post(f"/people/{rauf.id}/identity", changed, surname="Kərimov")
    assert answer.status_code == 303
    assert "Kərimov" in everybody(database)
    names = browser.get(f"/people/{rauf.id}/names")
    assert "Kərimli" in names.text
    assert browser.post(f"/people/{rauf.id}/names", kind="alias").status_code == 422
    assert browser.post(f"/people/{rauf.id}/names", kind="alias", surname="Qaraquş").status_code == 303
    with database.reading() as session:
        alias = session.scalar(sa.select(PersonName).where(PersonName.kind == "alias"))
    assert browser.post(f"/people/{rauf.id}/names/{alias.id}/withdraw").status_code == 303
    assert "Qaraquş" not in browser.get(f"/people/{rauf.id}/names").text
    assert browser.post(f"/people/{rauf.id}/names/{uuid.uuid4()}/withdraw").status_code == 303


def test_who_corrects_what_somebody_else_just_corrected_sees_it_beside_their_own(database, sign_in, rauf):
    first, second, address = sign_in(), sign_in(), f"/people/{rauf.id}/identity"
    before = {"version": version_in(first.get(address)), "registered_sex": "male", "given_name": "Rauf"}
    assert version_in(second.get(address)) == before["version"]
    assert first.post(address, before, surname="Kərimli", birth_date="14.06.2009").status_code == 303
    late = second.post(address, before, surname="Kərimov", birth_date="14.06.1991", citizenship="AZE")
    assert late.status_code == 409
    page = text_of(late)
    assert "kimsə bu məlumatları düzəldib" in page
    assert "İndi qeyddə olan: 14.06.2009" in page
    assert 'value="Kərimov"' in late.text, "nothing typed is lost"
    assert everybody(database)["Kərimli"].birth_date == dt.date(2009, 6, 14)
    again = {**before, "version": version_in(late), "surname": "Kərimov", "birth_date": "14.06.2009"}
    assert second.post(address, again, surname="").status_code == 422
    assert second.post(address, again).status_code == 303
    assert everybody(database)["Kərimov"].birth_date == dt.date(2009, 6, 14)


def version_in(answer):
    return re.search(r'name="version" value="([0-9a-f]{16})"', answer.text)[1]


def test_moving_out_and_receiving(database, clock, sign_in, rauf, other):
    browser, receiving = sign_in(), sign_in(Role.NURSE, other)
    move = {"at_date": "11.03.2026", "at_time": "14:31"}
    assert "Məhkəməyə aparılıb" in browser.get(f"/people/{rauf.id}/move").text
    assert browser.post(f"/people/{rauf.id}/move", move, kind="transfer_out").status_code == 422
    assert browser.post(f"/people/{rauf.id}/move", move, kind="transfer_in").status_code == 422
    assert browser.post(f"/people/{rauf.id}/move", move, kind="to_moon").status_code == 422
    gone = browser.post(f"/people/{rauf.id}/move", move, kind="transfer_out", other_facility=str(other.id))
    assert gone.status_code == 303
    later = {**move, "at_time": "14:32", "kind": "transfer_out", "other_facility": str(other.id), "note": "İki nəfərlə"}
    tab = browser.post(f"/people/{rauf.id}/move", later)
    assert (tab.status_code, "Bunu siz artıq etmisiniz: 11.03.2026 14:32" in tab.text) == (422, True)
    assert "İki nəfərlə" in tab.text
    page = text_of(browser.get(f"/people/{rauf.id}"))
    assert "ondan əvvəlki müayinə olmadan" in page
    assert receiving.get(f"/people/{rauf.id}").status_code == 404
    assert browser.get(f"/people/{rauf.id}/receive").status_code == 404
    for page in ("/people", "/worklist"):
        assert f"/people/{rauf.id}/receive" in receiving.get(page).text
        assert f"/people/{rauf.id}/receive" not in browser.get(page).text
    assert "Kərimli" in receiving.get(f"/people/{rauf.id}/receive").text
    assert receiving.post(f"/people/{rauf.id}/receive", at_date="11.03.2026", at_time="14:30").status_code == 422
    assert receiving.post(f"/people/{rauf.id}/receive", move, place="Karantin 9").status_code == 303
    assert f"/people/{rauf.id}/receive" not in receiving.get("/worklist").text
    tab = receiving.post(f"/people/{rauf.id}/receive", move, place="Karantin 8, aşağı yer")
    assert (tab.status_code, "Bunu siz artıq etmisiniz: 11.03.2026 14:32" in tab.text) == (409, True)
    assert "Karantin 8, aşağı yer" in tab.text, "nothing typed is lost"
    assert f'href="/people/{rauf.id}"' in tab.text
    colleague = sign_in(Role.FELDSHER, other)
    assert "Bunu artıq Aygün Məmmədova edib" in colleague.post(f"/people/{rauf.id}/receive", move, place="9").text
    assert colleague.get(f"/people/{rauf.id}/receive").status_code == 409
    cell = {**move, "at_time": "14:32", "kind": "cell_change", "place": "12"}
    assert browser.post(f"/people/{rauf.id}/receive", move, place="9").status_code == 404
    assert [receiving.post(f"/people/{rauf.id}/move", cell).status_code for _tab in range(2)] == [303, 422]
    assert receiving.post(f"/people/{rauf.id}/move", {**cell, "place": "13"}).status_code == 303
    assert receiving.get(f"/people/{rauf.id}").status_code == 200
    assert browser.get(f"/people/{rauf.id}").status_code == 404


def test_a_psychologist_moves_and_corrects_nobody(sign_in, rauf):
    browser = sign_in(Role.PSYCHOLOGIST)
    for rest in ("identity", "names", "move"):
        assert browser.get(f"/people/{rauf.id}/{rest}").status_code == 403
    assert browser.get("/people/admit").status_code == 403
    assert browser.post("/people/lookalikes", surname="Kərimli").status_code == 403
    page = browser.get(f"/people/{rauf.id}").text
    assert f"/people/{rauf.id}/move" not in page


def test_somebody_who_is_not_in_custody_cannot_be_moved(database, clock, sign_in, rauf, feldsher):
    with database.unit(feldsher, clock) as uow:
        movements.record(uow, uow.session.get(Person, rauf.id), Move("death", clock.now))
    browser = sign_in()
    assert "Şəxs saxlanılmır" in browser.get(f"/people/{rauf.id}/move").text
    page = browser.get(f"/people/{rauf.id}").text
    assert "/examine/" not in page
    assert "/people/admit?known" not in page
