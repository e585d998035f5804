"""What happened to an injury record in another window meanwhile, and what a lesion calls for at once."""
# ruff: noqa: F401, F811 - the fixtures of the pages are shared

from __future__ import annotations

import pytest

from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from tests.integration.injuries.test_pages import feldsher, form_of, ward
from tests.integration.injuries.test_services import OPINION


def test_no_record_is_begun_of_whoever_left_since_the_examination(ward, house, feldsher):
    with ward.act(ward.doctor) as uow:
        person = uow.session.get_one(Person, house.own.person.id)
        movements.record(uow, person, Move(kind="release", occurred_at=uow.now(), release_kind="other"))
    begun = feldsher.post(f"/examinations/{house.own.waiting.id}/injury-record")
    assert (begun.status_code, begun.headers["Location"]) == (303, f"/people/{house.own.person.id}")


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("lesions", {"found": "lesions"}),
        ("lesions/1/remove", {"reason": "iki dəfə yazılıb"}),
        ("lesions/new", {"action": "drop", "slot": "lesion-new-1"}),
        ("opinion", {"overall": "consistent"}),
        ("names", {"names": "Məmmədov"}),
    ],
)
def test_what_was_signed_meanwhile_is_told_and_not_an_error(ward, house, monkeypatch, path, given):
    """Signed in another window between the look and the act."""
    record = ward.begin(ward.doctor)
    ward.add(record, ward.doctor)
    ward.fill(record, ward.doctor)
    ward.save(record, "opinion", OPINION, ward.doctor)
    ward.hand_in(record, ward.doctor)
    monkeypatch.setattr("blueprints.injuries._draft_only", lambda _found: None)
    assert house.browser(ward.doctor).post(f"/injuries/{record.id}/{path}", given).status_code == 409


def test_a_lesion_taken_off_twice_is_off(ward, feldsher, monkeypatch):
    record = ward.begin()
    ward.add(record)
    ward.add(record)
    path = f"/injuries/{record.id}/lesions/1/remove"
    assert feldsher.post(path, reason="iki dəfə").status_code == 303
    monkeypatch.setattr("blueprints.injuries._number", lambda _found: 1)  # both windows had looked before
    assert feldsher.post(path, reason="iki dəfə yazılıb").status_code == 303
    with ward.act() as uow:
        assert len(ward.find(uow, record).answers["lesions"]["removed"]) == 1


def test_what_is_wrong_in_the_folded_part_is_shown_unfolded(ward, feldsher):
    record = ward.begin()
    wrong = form_of(seen_first_at_date="32.01.2026", seen_first_at_time="10:00")
    page = feldsher.post(f"/injuries/{record.id}/lesions/new", wrong).text
    assert 'id="seen_first_at-error"' in page
    assert page.count('<details class="govuk-details" open>') == 1
    blank = feldsher.get(f"/injuries/{record.id}/lesions/new").text
    assert '<details class="govuk-details" open>' not in blank


@pytest.mark.parametrize("action", ["list", "more"])
def test_signs_of_danger_are_told_on_the_page_one_comes_to_with_them(ward, feldsher, action):
    """Not two pages on: whoever lost the voice after a hand on the neck is sent to a hospital first."""
    record = ward.begin()
    given = form_of(type="neck_compression", region="A-NECK-L", neck_signs=["voice"], action=action)
    saved = feldsher.post(f"/injuries/{record.id}/lesions/new", given)
    assert saved.status_code == 303
    page = feldsher.get(saved.headers["Location"]).get_data(as_text=True)
    assert "dərhal xəstəxanaya" in page
