"""A lesion with a cell that cannot be read: in the draft as it was typed, on every device, and never signed."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa

from healthapp.intake.dictionary.model import AS_TYPED
from healthapp.intake.services import Incomplete
from healthapp.records.models import SealedContent
from tests.integration.injuries.test_pages import feldsher, form_of, ward

__all__ = ["feldsher", "ward"]
WRONG = {"length": "qırx mm", "site": "sol diz"}


@pytest.fixture
def colleague(house):
    """The doctor, at another computer."""
    return house.browser(house.own.doctor)


def content(ward, record) -> dict:
    with ward.act() as uow:
        return ward.find(uow, record).answers.get("lesions", {})


def shows(page: str) -> None:
    """What was typed stands in its field, with the message beside it and in the summary."""
    assert 'value="qırx mm"' in page
    assert 'value="sol diz"' in page
    assert 'id="length-error"' in page
    assert 'href="#length"' in page


def slot_of(page: str) -> str:
    found = re.search(r'name="slot" value="([^"]+)"', page)
    assert found, "the page does not say where its words lie"
    return found[1]


def test_a_new_lesion_with_letters_in_a_size_waits_in_the_draft_and_opens_elsewhere(ward, feldsher, colleague):
    # Given a lesion whose length is a word
    record = ward.begin()
    lesions = f"/injuries/{record.id}/lesions"
    answer = feldsher.post(f"{lesions}/new", form_of(**WRONG))
    assert answer.status_code == 422
    shows(answer.text)
    # Then no lesion is on the list, and somebody else finds what was typed, with its message
    assert "lesions" not in content(ward, record)
    slot = slot_of(answer.text)
    assert f"{lesions}/new?slot={slot}" in colleague.get(lesions).text
    page = colleague.get(f"{lesions}/new", slot=slot).text
    shows(page)
    assert "A-KNEE-L" in page
    # When it is put right there
    assert colleague.post(f"{lesions}/new", form_of(site="sol diz", slot=slot)).status_code == 303
    # Then it is a lesion, and nothing waits
    kept = content(ward, record)
    assert [(row["number"], row["site"], row["length"]) for row in kept["lesions"]] == [(1, "sol diz", "40.0")]
    assert AS_TYPED not in kept


def test_a_cell_of_a_lesion_of_the_list_waits_beside_what_was_read(ward, feldsher, colleague):
    record = ward.begin()
    ward.add(record)
    path = f"/injuries/{record.id}/lesions/1"
    assert feldsher.post(path, form_of(**WRONG)).status_code == 422
    # The list stands as it was read last, and says that something waits
    assert content(ward, record)["lesions"][0]["length"] == "40.0"
    assert "#i-half" in colleague.get(f"/injuries/{record.id}/lesions").text
    shows(colleague.get(path).text)
    assert colleague.post(path, form_of(site="sol diz", length="41", slot="lesion-1")).status_code == 303
    kept = content(ward, record)
    assert (kept["lesions"][0]["length"], AS_TYPED in kept) == ("41.0", False)


def test_nothing_of_it_is_ever_signed(ward, feldsher, clock):
    # Given a record that lacks nothing
    record = ward.begin()
    ward.add(record)
    ward.fill(record)
    assert ward.gaps(record) == []
    # When something in a lesion cannot be read
    feldsher.post(f"/injuries/{record.id}/lesions/1", form_of(**WRONG))
    # Then it is not signed until that is put right, and then without the word
    assert ward.gaps(record) == ["lesions.lesion-1"]
    with pytest.raises(Incomplete):
        ward.hand_in(record)
    assert f"/examinations/{record.id}/lesions#lesion-1" in feldsher.get(f"/examinations/{record.id}/check").text
    assert feldsher.post(f"/injuries/{record.id}/lesions/1", form_of(length="42")).status_code == 303
    ward.hand_in(record)
    with ward.database.reading() as session:
        sealed = session.scalar(sa.select(SealedContent.body).where(SealedContent.record_id == record.id))
    assert AS_TYPED not in json.loads(sealed)["sections"]["lesions"]
    assert "qırx".encode() not in sealed


@pytest.mark.parametrize("number", ["1", "new"])
def test_what_could_not_be_read_may_be_dropped(ward, feldsher, number):
    record = ward.begin()
    ward.add(record)
    before, path = content(ward, record), f"/injuries/{record.id}/lesions/{number}"
    slot = slot_of(feldsher.post(path, form_of(**WRONG)).text)
    assert AS_TYPED in content(ward, record)
    assert feldsher.post(path, form_of(**WRONG, slot=slot) | {"action": "drop"}).status_code == 303
    assert content(ward, record) == before


def test_the_same_page_sent_twice_waits_once_and_two_pages_wait_beside_each_other(ward, feldsher, colleague):
    record = ward.begin()
    path = f"/injuries/{record.id}/lesions/new"
    for _time in range(2):
        slot = slot_of(feldsher.post(path, form_of(**WRONG)).text)
    assert list(content(ward, record)[AS_TYPED]) == [slot]
    other = slot_of(colleague.post(path, form_of(length="beş")).text)
    assert set(content(ward, record)[AS_TYPED]) == {slot, other}
    # Typed on in its own page it stays one
    assert slot_of(feldsher.post(path, form_of(length="altı", slot=slot)).text) == slot
    waiting = content(ward, record)[AS_TYPED]
    assert waiting[slot]["fields"]["length"] == ["altı"]
    assert waiting[other]["fields"]["length"] == ["beş"]


def test_a_lesion_taken_off_takes_along_what_waited_and_the_whole_body_keeps_it(ward, feldsher):
    record = ward.begin()
    ward.add(record)
    ward.add(record)
    feldsher.post(f"/injuries/{record.id}/lesions/1", form_of(**WRONG))
    feldsher.post(f"/injuries/{record.id}/lesions/2", form_of(**WRONG))
    feldsher.post(f"/injuries/{record.id}/lesions", found="lesions", body_seen="whole")
    assert set(content(ward, record)[AS_TYPED]) == {"lesion-1", "lesion-2"}
    assert feldsher.post(f"/injuries/{record.id}/lesions/1/remove", reason="iki dəfə").status_code == 303
    assert set(content(ward, record)[AS_TYPED]) == {"lesion-2"}


def test_what_was_wrong_only_when_it_was_saved_is_asked_about_again(ward, feldsher, clock):
    record = ward.begin()
    path = f"/injuries/{record.id}/lesions/new"
    ahead = {"seen_first_at_date": "11.03.2026", "seen_first_at_time": "14:40"}
    answer = feldsher.post(path, form_of(**ahead))
    assert answer.status_code == 422
    clock.advance(minutes=10)
    page = feldsher.get(path, slot=slot_of(answer.text)).text
    assert 'id="seen_first_at-error"' in page or 'href="#seen_first_at' in page
