"""The pages of the room in a browser without JavaScript: chart by region, photograph, sign, notify, look up."""

from __future__ import annotations

import io
import re

import pytest

from healthapp.access import Role
from healthapp.accounts import signing
from healthapp.injuries import charts, geometry, services
from healthapp.injuries.presenter import json_text
from tests.integration.injuries.conftest import Ward, lesion, picture

PLAIN = {key: value for key, value in lesion().items() if not isinstance(value, list)}
LISTS = {key: value for key, value in lesion().items() if isinstance(value, list)}


@pytest.fixture
def ward(house, clock) -> Ward:
    from blueprints import injuries

    site = house.own
    with house.app.app_context():
        store = injuries.store()
    return Ward(house.database, clock, site.facility, site.person, site.feldsher, site.doctor, store)


@pytest.fixture
def feldsher(house):
    return house.browser(house.own.feldsher)


@pytest.fixture
def signed(monkeypatch):
    """Everybody's signature is right."""
    monkeypatch.setattr(signing, "verify", lambda *_given: "password")


KNEE = geometry.at_region("FBM-A", "A-KNEE-L")


def form_of(**changes: object) -> dict:
    return {**PLAIN, **LISTS, "chart": "FBM-A", "action": "list", **changes}


class TestCharting:
    def test_the_page_of_a_lesion_shows_chart_regions_and_definitions(self, ward, feldsher):
        record = ward.begin()
        page = feldsher.get(f"/injuries/{record.id}/lesions/new", chart="FBM-A").get_data(as_text=True)
        assert 'data-sheet="FBM-A"' in page
        assert 'value="A-KNEE-L"' in page
        assert page.count("<dt>") >= 38

    def test_a_region_from_the_list_is_enough(self, ward, feldsher):
        record = ward.begin()
        answer = feldsher.post(f"/injuries/{record.id}/lesions/new", form_of())
        assert answer.status_code == 303
        with ward.act() as uow:
            content = ward.find(uow, record).answers["lesions"]
        assert content["marks"]["1"] == [geometry.at_region("FBM-A", "A-KNEE-L")]

    def test_a_mark_proposes_region_side_and_aspect(self, ward, feldsher):
        record = ward.begin()
        marks = json_text([geometry.at_region("FBM-A", "A-WRIST-R")])
        answer = feldsher.post(
            f"/injuries/{record.id}/lesions/new", form_of(region="", side="", aspect="", marks=marks)
        )
        assert answer.status_code == 303
        with ward.act() as uow:
            row = ward.find(uow, record).answers["lesions"]["lesions"][0]
        assert (row["region"], row["side"], row["aspect"]) == ("A-WRIST-R", "right", "anterior")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"length": "0"},
            {"width": "-3"},
            {"length": "9999"},
            {"marks": "[{}]"},
            {"marks": "{"},
            {"marks": json_text([{**KNEE, "points": [[999_99, 3000]]}])},
            {"marks": json_text([{**KNEE, "points": [[5, 5]]}])},
            {"marks": json_text([{**KNEE, "shape": "line", "points": [*KNEE["points"], [999_99, 3000]]}])},
            {"marks": json_text([{**KNEE, "version": "body-map-v0"}])},
            {"marks": json_text([{**KNEE, "chart": "FBX-A"}])},
            {"type": "cut"},
            {"ref1": ""},
        ],
    )
    def test_what_is_wrong_stays_on_the_page_and_is_no_lesion(self, ward, feldsher, wrong):
        record = ward.begin()
        answer = feldsher.post(f"/injuries/{record.id}/lesions/new", form_of(site="sol diz", **wrong))
        assert answer.status_code == 422
        assert "sol diz" in answer.get_data(as_text=True)
        with ward.act() as uow:
            assert set(ward.find(uow, record).answers["lesions"]) == {"as_typed"}

    def test_the_second_of_two_editors_sees_who_and_keeps_what_they_wrote(self, ward, feldsher):
        record = ward.begin()
        ward.add(record, ward.doctor)
        answer = feldsher.post(f"/injuries/{record.id}/lesions/new", form_of(version="0", site="sol diz"))
        assert answer.status_code == 409
        assert ward.doctor.name in answer.get_data(as_text=True)
        assert "sol diz" in answer.get_data(as_text=True)

    def test_two_who_changed_one_lesion_see_both_and_merge_answer_by_answer(self, ward, feldsher):
        record = ward.begin()
        ward.add(record)
        page = feldsher.get(f"/injuries/{record.id}/lesions/1").get_data(as_text=True)
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        with ward.act(ward.doctor) as uow:
            found = ward.find(uow, record)
            services.save_lesion(uow, found, lesion(length="70.0", site="həkim"), [], 1, version=1)
        mine = form_of(version="1", seen=seen, width="30")
        answer = feldsher.post(f"/injuries/{record.id}/lesions/1", mine)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert ward.doctor.name in page
        assert set(re.findall(r'name="take" value="(\w+)"', page)) == {"length", "width", "site"}
        merged = {**mine, "version": "2", "take": ["length", "site"]}
        assert feldsher.post(f"/injuries/{record.id}/lesions/1", merged).status_code == 303
        with ward.act() as uow:
            row = ward.find(uow, record).answers["lesions"]["lesions"][0]
        assert (row["length"], row["width"], row["site"]) == ("70.0", "30.0", "həkim")

    def test_somebody_elses_other_lesion_is_no_conflict(self, ward, feldsher):
        record = ward.begin()
        ward.add(record)
        page = feldsher.get(f"/injuries/{record.id}/lesions/1").get_data(as_text=True)
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        ward.add(record, ward.doctor)
        mine = form_of(version="1", seen=seen, site="sol diz")
        assert feldsher.post(f"/injuries/{record.id}/lesions/1", mine).status_code == 303
        with ward.act() as uow:
            rows = ward.find(uow, record).answers["lesions"]["lesions"]
        assert [row.get("site") for row in rows] == ["sol diz", None]

    def test_what_was_typed_about_a_lesion_taken_off_meanwhile_becomes_a_new_one(self, ward, feldsher):
        record = ward.begin()
        ward.add(record)
        with ward.act(ward.doctor) as uow:
            services.take_out(uow, ward.find(uow, record), 1, reason="iki dəfə", version=1)
        answer = feldsher.post(f"/injuries/{record.id}/lesions/1", form_of(version="1", site="sol diz"))
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "sol diz" in page
        assert f'action="/injuries/{record.id}/lesions/new"' in page
        assert feldsher.post(f"/injuries/{record.id}/lesions/new", form_of(version="2")).status_code == 303
        with ward.act() as uow:
            assert ward.find(uow, record).answers["lesions"]["lesions"][0]["number"] == 2

    def test_other_charts_are_shown_and_nothing_typed_is_lost_or_judged(self, ward, feldsher):
        record = ward.begin()
        page = feldsher.post(
            f"/injuries/{record.id}/lesions/new", {"show": "RH-P", "site": "barmaq", "type": "incised"}
        )
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        assert re.findall(r'data-sheet="([\w-]+)"', text) == ["RH-P", "LH-P", "RH-D", "LH-D"]
        assert "barmaq" in text
        assert "govuk-error-message" not in text

    def test_a_region_of_the_chart_beside_it_is_marked_there(self, ward, feldsher):
        record = ward.begin()
        region = next(code for code in charts.load("FBM-P").areas if code not in charts.load("FBM-A").areas)
        answer = feldsher.post(f"/injuries/{record.id}/lesions/new", form_of(region=region, side="left", chart="FBM-A"))
        assert answer.status_code == 303
        with ward.act() as uow:
            content = ward.find(uow, record).answers["lesions"]
        assert content["marks"]["1"] == [geometry.at_region("FBM-P", region)]

    def test_an_unusual_size_is_kept_with_a_warning_and_waits_for_a_second_look(self, ward, feldsher):
        record = ward.begin()
        assert feldsher.post(f"/injuries/{record.id}/lesions/new", form_of(length="900")).status_code == 303
        assert "#i-half" in feldsher.get(f"/injuries/{record.id}/lesions").get_data(as_text=True)
        page = feldsher.get(f"/injuries/{record.id}/lesions/1").get_data(as_text=True)
        assert 'name="size_confirmed"' in page
        assert 'name="size_confirmed"' not in feldsher.get(f"/injuries/{record.id}/lesions/new").get_data(as_text=True)

    def test_none_seen_is_an_answer(self, ward, feldsher):
        record = ward.begin()
        assert feldsher.post(f"/injuries/{record.id}/lesions", {"found": "none"}).status_code == 303
        with ward.act() as uow:
            assert ward.find(uow, record).answers["lesions"] == {"found": "none"}

    def test_the_generic_page_never_overwrites_the_list(self, ward, feldsher):
        record = ward.begin()
        ward.add(record)
        assert feldsher.get(f"/examinations/{record.id}/lesions").status_code == 302
        assert feldsher.post(f"/examinations/{record.id}/lesions", {"found": "none"}).status_code == 404

    def test_a_lesion_is_changed_and_taken_off(self, ward, feldsher):
        record = ward.begin()
        ward.add(record)
        assert "4 sm dizin" in feldsher.get(f"/injuries/{record.id}/lesions/1").get_data(as_text=True)
        assert feldsher.post(f"/injuries/{record.id}/lesions/1", form_of(site="sol diz")).status_code == 303
        assert feldsher.post(f"/injuries/{record.id}/lesions/1/remove", {"reason": "twice"}).status_code == 303
        assert feldsher.get(f"/injuries/{record.id}/lesions/1").status_code == 404
        assert "twice" in feldsher.get(f"/injuries/{record.id}/lesions").get_data(as_text=True)


class TestPhotographs:
    def upload(self, browser, record, data, **said):
        given = {"view": "close", "intimate": "no", "file": (io.BytesIO(data), "a.jpg"), **said}
        return browser.post(f"/injuries/{record.id}/photographs", given)

    def test_what_is_shown_holds_no_metadata_and_the_look_is_noted(self, ward, house, feldsher):
        record = ward.begin()
        assert self.upload(feldsher, record, picture(taken="2026:03:11 09:30:00")).status_code == 303
        page = feldsher.get(f"/injuries/{record.id}/photographs").get_data(as_text=True)
        link = re.search(r'href="(/injuries/[^"]+/photographs/[^"]+)"', page)[1]
        answer = feldsher.get(link)
        assert answer.mimetype == "image/jpeg"
        assert b"Exif" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store"

    def test_no_photograph_is_refused_in_words(self, ward, feldsher):
        record = ward.begin()
        answer = self.upload(feldsher, record, b"no picture")
        assert answer.status_code == 422
        assert 'id="file-error"' in answer.get_data(as_text=True)

    def test_intimate_ones_have_a_permission_of_their_own(self, ward, house, feldsher):
        record = ward.begin()
        row = ward.shoot(record, intimate=True)
        path = f"/injuries/{record.id}/photographs/{row.id}"
        assert feldsher.get(path).status_code == 200
        assert house.browser(Role.NURSE).get(path).status_code == 403
        assert house.browser(Role.REVIEWER).get(path).status_code == 403


class TestSigning:
    def handed_in(self, ward):
        record = ward.begin()
        ward.add(record)
        ward.fill(record)
        with ward.act() as uow:
            services.seal_names(uow, ward.store, ward.find(uow, record), "Məmmədov")
        ward.hand_in(record)
        return record

    def test_task_list_check_and_record_pages_serve_the_kind(self, ward, feldsher):
        record = ward.begin()
        ward.add(record)
        assert feldsher.get(f"/examinations/{record.id}").status_code == 200
        assert f'href="/examinations/{record.id}/consent"' in feldsher.get(f"/examinations/{record.id}/check").text
        ward.fill(record, notice={"duty": ["none"]})
        missing = feldsher.get(f"/examinations/{record.id}/check").text
        assert f'href="/examinations/{record.id}/notice#duty"' in missing, "each thing that is missing is a link"
        with ward.act() as uow:
            notice = ward.find(uow, record).answers["notice"]
        ward.save(record, "notice", {**notice, "duty": ["alleged"]})
        ward.hand_in(record)
        assert "TQ-A-2026-0001" in feldsher.get(f"/examinations/{record.id}").text

    def test_what_comes_next_is_what_one_may_do_oneself(self, ward, house, feldsher):
        record = ward.begin()
        ward.add(record)
        path = f"/examinations/{record.id}"
        next_part = feldsher.get(path).text.count(f'href="{path}/occasion"')
        assert next_part == 3, "on the list, and as the next beside it, on a telephone above it"
        ward.fill(record)
        done = feldsher.get(path).text
        assert done.count(f'href="{path}/check"') == 3
        assert "Həkim üçün<" in done
        assert "Həkim üçün<" not in house.browser(ward.doctor).get(path).text

    def test_the_doctors_page_asks_for_the_opinion(self, ward, house):
        record = self.handed_in(ward)
        doctor = house.browser(house.own.doctor)
        assert doctor.get(f"/examinations/{record.id}/countersign").headers["Location"].endswith("/countersign")
        page = doctor.get(f"/injuries/{record.id}/countersign").get_data(as_text=True)
        assert 'name="overall"' in page
        assert doctor.post(f"/injuries/{record.id}/countersign", {"seen": "person"}).status_code == 422

    def test_a_doctor_signs_under_a_record_with_an_opinion(self, ward, house, signed):
        record = self.handed_in(ward)
        doctor, page = house.browser(house.own.doctor), f"/injuries/{record.id}/countersign"
        given = {"findings-0-lesion": "1", "findings-0-degree": "highly_consistent", "psyche_degree": "not_assessed"}
        given |= {"overall": "highly_consistent", "overall_reasons": "Findings, statement and time fit together."}
        assert doctor.post(page, {**given, "seen": "person", "signature": "x"}).status_code == 303
        tab = doctor.post(page, {**given, "seen": "person", "signature": "my secret words", "note": "Ağrı azalıb"})
        assert (tab.status_code, "Bunu siz artıq etmisiniz: 11.03.2026 14:32" in tab.text) == (409, True)
        assert [text in tab.text for text in ("Ağrı azalıb", given["overall_reasons"], "secret")] == [True, True, False]
        with ward.act() as uow:
            assert ward.find(uow, record).state == "signed"

    def test_injuries_seen_in_an_examination_get_a_record_and_the_accused_are_sealed(self, ward, house, feldsher):
        begun = feldsher.post(f"/examinations/{house.own.waiting.id}/injury-record")
        assert begun.status_code == 303
        record = begun.headers["Location"].rpartition("/")[2]
        names = f"/injuries/{record}/names"
        assert feldsher.post(names, names="").status_code == 422
        assert feldsher.post(names, names="Məmmədov").status_code == 303
        assert "Məmmədov" not in feldsher.get(names).get_data(as_text=True)
        assert "Məmmədov" in house.browser(house.own.doctor).post(names, action="open").get_data(as_text=True)

    def test_the_opinion_is_a_doctors_alone_and_says_one_degree_under_each_lesion(self, ward, house, feldsher):
        record = ward.begin(ward.doctor)
        ward.add(record, ward.doctor)
        ward.add(record, ward.doctor)
        path = f"/injuries/{record.id}/opinion"
        assert 'name="overall"' not in feldsher.get(path).get_data(as_text=True)
        assert feldsher.post(path, {"overall": "typical"}).status_code == 403
        doctor = house.browser(house.own.doctor)
        page = doctor.get(path).get_data(as_text=True)
        assert re.findall(r'name="findings-(\d)-lesion" value="(\d)"', page) == [("0", "1"), ("1", "2")]
        given = {"findings-1-lesion": "2", "findings-1-degree": "typical", "overall": "consistent"}
        assert doctor.post(path, given).status_code == 303
        again = doctor.get(path).get_data(as_text=True)
        checked = [tag for tag in re.findall(r"<input[^>]*>", again) if "findings" in tag and "checked" in tag]
        assert [("findings-1-degree" in tag, 'value="typical"' in tag) for tag in checked] == [(True, True)]
        with ward.act() as uow:
            assert ward.find(uow, record).answers["opinion"]["findings"] == [{"lesion": 2, "degree": "typical"}]

    def test_names_open_for_the_few_alone(self, ward, house, feldsher):
        record = self.handed_in(ward)
        path = f"/injuries/{record.id}/names"
        assert "Məmmədov" not in feldsher.get(path).get_data(as_text=True)
        assert feldsher.post(path, action="open").status_code == 403
        assert "Məmmədov" in house.browser(house.own.doctor).post(path, action="open").get_data(as_text=True)

    def test_the_notice_goes_out_and_the_register_shows_it(self, ward, house, feldsher):
        record = self.handed_in(ward)
        path = f"/injuries/{record.id}/notice"
        assert feldsher.get(path).status_code == 200
        assert feldsher.post(path, to="sent").status_code == 422
        step = {"to": "sent", "at_date": "11.03.2026", "at_time": "14:30", "sent_to": "Prokurorluq", "channel": "post"}
        assert feldsher.post(path, step).status_code == 303
        book = feldsher.get(f"/injuries/register/{ward.facility.id}")
        assert f"TQ-{ward.facility.code}-2026-0001" in book.get_data(as_text=True)
        file = feldsher.get(f"/injuries/register/{ward.facility.id}", form="csv")
        assert file.mimetype == "text/csv"
        assert file.get_data(as_text=True).startswith("\N{BYTE ORDER MARK}")


#: path -> the roles that see it in their own facility.
STAFF = set("feldsher nurse doctor head psychologist psychiatrist".split())
EXAMINE = set("feldsher doctor head psychiatrist".split())
READERS = {
    "/injuries/{id}/lesions": STAFF | {"reviewer"},
    "/injuries/{id}/photographs": STAFF | {"reviewer"},
    "/injuries/{id}/names": STAFF | {"reviewer"},
    "/injuries/{id}/opinion": STAFF | {"reviewer"},
    "/injuries/{id}/lesions/new": EXAMINE,
    "/injuries/{id}/notice": EXAMINE | {"reviewer"},
    "/injuries/register/{facility}": EXAMINE | {"reviewer"},
}


@pytest.mark.parametrize("path", READERS)
def test_who_sees_which_page(ward, house, path):
    record = ward.begin()
    url = path.format(id=record.id, facility=ward.facility.id)
    seen = {role.value for role in Role if house.browser(role).get(url).status_code == 200}
    assert seen == READERS[path]
    assert house.browser(house.other.doctor).get(url).status_code in (403, 404)
    assert house.browser(None).get(url).status_code in (302, 303, 401)
