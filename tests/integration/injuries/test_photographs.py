"""Photographs of injuries: what is kept, what is shown, and every way in which a file can be bad."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import re
import struct
import zlib
from hashlib import sha256

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.i18n import ZONE, in_language
from healthapp.injuries import photo_pages, photo_words, services
from healthapp.injuries import presenter as presenter_of_lesions
from healthapp.injuries.dictionary.findings import PHOTOGRAPHS
from healthapp.intake import presenter, queries
from healthapp.records.errors import EditConflict
from healthapp.records.models import ClinicalRecord
from healthapp.vault import VaultDamaged, VaultFull, images
from healthapp.vault.models import StoredFile
from tests.integration.injuries.conftest import Ward, picture


@pytest.fixture
def ward(house) -> Ward:
    from blueprints import injuries

    site = house.own
    with house.app.app_context():
        store = injuries.store()
    return Ward(house.database, house.clock, site.facility, site.person, site.feldsher, site.doctor, store)


@pytest.fixture
def feldsher(house):
    return house.browser(house.own.feldsher)


def heic(width: int = 80, height: int = 60, taken: str = "2026:03:11 09:30:00") -> bytes:
    """A photograph as a telephone makes it, with time and place."""
    images._know_heic()
    return picture(width, height, "HEIF", taken=taken)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that claims 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


def upload(browser, record, *files: tuple[str, bytes], **said: str):
    """Send files as a browser does; the test's own half of it stays in memory."""
    given = {"csrf_token": browser.token, "view": "close", "intimate": "no", **said}
    parts = MultiDict([*given.items(), *[("file", FileStorage(io.BytesIO(data), name)) for name, data in files]])
    stream, length, boundary = stream_encode_multipart(parts, threshold=64 * 2**20)
    return browser.client.post(
        f"/injuries/{record.id}/photographs",
        input_stream=stream,
        content_length=length,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )


def listed(ward, record) -> list[dict]:
    with ward.act() as uow:
        return list(ward.find(uow, record).answers.get("photographs", {}).get("photographs", ()))


def files_on_disk(ward) -> int:
    return sum(1 for path in ward.store.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("make", [lambda: picture(taken="2026:03:11 09:30:00"), lambda: picture(kind="PNG"), heic])
def test_three_kinds_are_kept_bit_for_bit_and_shown_without_metadata(ward, feldsher, make):
    record, data = ward.begin(), make()
    assert upload(feldsher, record, ("a", data)).status_code == 303
    (entry,) = listed(ward, record)
    with ward.database.reading() as session:
        row = session.scalar(sa.select(StoredFile))
        assert (row.sha256, row.size) == (sha256(data).digest(), len(data))
        assert row.media_type in images.FORMATS.values()
        assert ward.store.read(row.id) == data
        sealed = ward.store.path(row.id).read_bytes()
    assert data[:64] not in sealed
    shown = feldsher.get(f"/injuries/{record.id}/photographs/{entry['file']}").data
    with Image.open(io.BytesIO(shown)) as copy:
        assert (copy.format, dict(copy.getexif()), copy.info.get("exif")) == ("JPEG", {}, None)


def test_the_cameras_time_stands_beside_ours_and_its_place_nowhere(ward, feldsher):
    record = ward.begin()
    upload(feldsher, record, ("IMG_1.HEIC", heic()))
    page = feldsher.get(f"/injuries/{record.id}/photographs").text
    assert "11.03.2026 09:30" in page
    assert "11.03.2026 14:32" in page
    assert "5 saat 2 dəq" in page
    assert "40.4" not in page
    assert "40.0" not in str(listed(ward, record))


@pytest.mark.parametrize("taken", ["0001:01:01 00:00:00", "9999:12:31 23:59:59", "0000:00:00 00:00:00"])
def test_a_camera_whose_clock_was_never_set_says_no_time(ward, feldsher, taken):
    """The first hours of the year 1 lie before the calendar begins in UTC: the record could not be opened any more."""
    record = ward.begin()
    upload(feldsher, record, ("IMG_1.JPG", picture(taken=taken)))
    answer = feldsher.get(f"/injuries/{record.id}/photographs")
    assert answer.status_code == 200
    assert "taken_at" not in listed(ward, record)[0]


def test_the_shown_copy_is_made_once_and_stays_the_same_bytes(ward, monkeypatch):
    record = ward.begin()
    row = ward.shoot(record)
    with ward.act() as uow:
        first = services.clean_copy(uow, ward.store, uow.session.get_one(StoredFile, row.id), copy="shown")
    monkeypatch.setattr(images, "shown_copy", lambda *_given: b"another library")
    with ward.act() as uow:
        again = services.clean_copy(uow, ward.store, uow.session.get_one(StoredFile, row.id), copy="shown")
    assert first == again


def test_every_look_is_an_event_with_who_and_what(ward, house, feldsher):
    record = ward.begin()
    row = ward.shoot(record)
    for who in (house.own.feldsher, house.own.doctor, Role.NURSE):
        assert house.browser(who).get(f"/injuries/{record.id}/photographs/{row.id}").status_code == 200
    with ward.database.reading() as session:
        looks = session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "file.read")).all()
    assert {look.actor_id for look in looks} >= {house.own.feldsher.user_id, house.own.doctor.user_id}
    assert [(look.subject_id, look.details["copy"]) for look in looks] == [(row.id, "shown")] * 3


BAD = {
    "no picture at all": b"%PDF-1.7 not a picture",
    "empty": b"",
    "cut in the middle": picture(400, 300)[:900],
    "a telephone's, cut in the middle": heic()[:300],
    "a bomb": bomb(),
    "another kind": b"GIF89a" + bytes(60),
    "a film": b"\x00\x00\x00\x18ftypisom" + bytes(200),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_by_name_and_nothing_of_it_is_kept(ward, feldsher, what):
    record = ward.begin()
    answer = upload(feldsher, record, ("wound.jpg", BAD[what]))
    assert answer.status_code == 422
    assert "wound.jpg: " in answer.text
    assert 'id="file-error"' in answer.text
    assert "checked" in answer.text, "the answers beside the file stay"
    assert listed(ward, record) == []
    assert files_on_disk(ward) == 0
    with ward.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0


def test_twenty_six_megabytes_are_too_many_and_twenty_five_are_not(ward, feldsher):
    record = ward.begin()
    head = picture()
    assert upload(feldsher, record, ("big.jpg", head + bytes(26 * 2**20 - len(head)))).status_code == 422
    assert listed(ward, record) == []
    assert upload(feldsher, record, ("fits.jpg", head + bytes(25 * 2**20 - len(head)))).status_code == 303
    assert len(listed(ward, record)) == 1


def test_a_wrong_extension_changes_nothing_the_bytes_say_what_it_is(ward, feldsher):
    record = ward.begin()
    assert upload(feldsher, record, ("scan.exe", picture(kind="PNG"))).status_code == 303
    with ward.database.reading() as session:
        assert session.scalar(sa.select(StoredFile.media_type)) == "image/png"


def test_of_several_files_the_good_ones_are_kept_and_the_bad_one_is_named(ward, feldsher):
    record = ward.begin()
    answer = upload(feldsher, record, ("one.jpg", picture()), ("two.jpg", b"no"), ("three.png", picture(kind="PNG")))
    assert answer.status_code == 422
    assert "two.jpg: " in answer.text
    assert "one.jpg: " not in answer.text
    assert len(listed(ward, record)) == 2


def test_two_hundred_at_once_are_refused_at_the_field_before_anything_is_kept(ward, feldsher):
    record = ward.begin()
    tiny, most = picture(8, 8), services.MOST_AT_ONCE
    refused = upload(feldsher, record, *[(f"{number}.jpg", tiny) for number in range(200)], view="overview")
    assert refused.status_code == 422
    said = re.search(r'id="file-error"[^>]*>([^<]*)<', refused.text)[1]
    assert "200" in said
    assert str(most) in said
    assert 'value="overview" checked' in refused.text, "what was chosen is not lost"
    assert f"{most} fayl" in feldsher.get(f"/injuries/{record.id}/photographs").text, "the limit stands at the field"
    assert listed(ward, record) == []
    assert files_on_disk(ward) == 0


def test_the_two_hundred_and_first_is_refused(ward, feldsher):
    record = ward.begin()
    row = ward.shoot(record)
    (entry,) = listed(ward, record)
    ward.save(record, "photographs", {"photographs": [entry] * services.MOST_PHOTOGRAPHS})
    before = files_on_disk(ward)
    assert upload(feldsher, record, ("more.jpg", picture(8, 8))).status_code == 422
    assert len(listed(ward, record)) == services.MOST_PHOTOGRAPHS
    assert files_on_disk(ward) == before
    assert ward.store.holds(row.id)


#: Three files: the folder of the first, then the bytes and the name of each, are had on disk.
@pytest.mark.parametrize("at", range(7))
def test_a_disk_that_fills_up_in_the_middle_leaves_nothing_half_kept(ward, feldsher, monkeypatch, at):
    record, real, calls = ward.begin(), os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == at + 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    answer = upload(feldsher, record, ("wound.jpg", picture()))
    monkeypatch.setattr(os, "fsync", real)
    assert answer.status_code == 422
    assert listed(ward, record) == []
    assert files_on_disk(ward) == 0
    with ward.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0
    assert upload(feldsher, record, ("wound.jpg", picture())).status_code == 303


def test_an_act_given_up_for_any_other_reason_leaves_no_bytes_either(ward):
    record = ward.begin()
    shot = services.Shot(lesion=None, view="overview", intimate=False)
    with ward.act() as uow:
        found = ward.find(uow, record)
    ward.shoot(record, lesion=None)
    before = files_on_disk(ward)
    with pytest.raises(EditConflict), ward.act() as uow:
        services.add_photograph(uow, ward.store, found, picture(), shot)
    assert files_on_disk(ward) == before


def test_a_lesion_that_is_not_there_cannot_be_photographed(ward, feldsher):
    record = ward.begin()
    answer = upload(feldsher, record, ("a.jpg", picture()), lesion="9")
    assert answer.status_code == 422
    assert listed(ward, record) == []


def test_a_wrong_one_is_voided_with_a_reason_and_stays(ward, feldsher):
    record = ward.begin()
    row = ward.shoot(record, lesion=None)
    path = f"/injuries/{record.id}/photographs/{row.id}/void"
    refused = feldsher.post(path, reason="")
    assert refused.status_code == 422
    assert re.search(r"<details[^>]* open", refused.text)
    assert feldsher.post(path, reason="başqa adam").status_code == 303
    assert feldsher.post(path, reason="twice").status_code == 303
    (entry,) = listed(ward, record)
    assert entry["voided"] == "başqa adam"
    assert feldsher.get(f"/injuries/{record.id}/photographs/{row.id}").status_code == 200


def test_a_photograph_altered_in_the_store_is_never_shown(ward, feldsher):
    record = ward.begin()
    row = ward.shoot(record)
    for path in ward.store.folder.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    answer = feldsher.get(f"/injuries/{record.id}/photographs/{row.id}")
    assert (answer.status_code, answer.mimetype) == (409, "text/html")
    with pytest.raises(VaultDamaged):
        ward.store.read(row.id)


def test_pictures_stand_on_the_page_only_when_asked_for(ward, feldsher):
    record = ward.begin()
    row = ward.shoot(record)
    path = f"/injuries/{record.id}/photographs"
    assert "<img" not in feldsher.get(path).text.split("<main")[1]
    assert f'src="{path}/{row.id}"' in feldsher.get(path, pictures="1").text


def test_a_follow_up_with_photographs_ends_the_clock_and_starts_no_other(ward):
    def handed_in(occasion: str) -> None:
        record = ward.begin()
        ward.add(record)
        ward.shoot(record)
        ward.fill(record, occasion={"kind": occasion})
        ward.hand_in(record)

    from tests.integration.injuries.test_services import clocks

    handed_in("after_incident")
    assert "rephotograph" in clocks(ward)
    handed_in("follow_up")
    assert "rephotograph" not in clocks(ward)


def test_the_vault_says_it_is_full_and_not_something_else(ward, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultFull):
        ward.shoot(ward.begin())


def test_a_photograph_kept_with_the_time_of_a_clock_never_set_is_shown_read_and_printed(ward):
    """As they were stored before such times were left out: the first hours of the year 1 lie before UTC begins."""
    record = ward.begin()
    ward.shoot(record)
    with ward.act() as uow:
        found = ward.find(uow, record)
        entry = found.answers["photographs"]["photographs"][0]
        entry["taken_at"] = dt.datetime(1, 1, 1, tzinfo=ZONE).isoformat()
        assert "01.01.0001" in presenter.value_text(PHOTOGRAPHS.fields[0], found.answers["photographs"], found.limits)
        assert "saat" in photo_words.shots(found, {}, intimate=False)[0]["taken"].lower()
        assert photo_pages.annex(found, {}, {})


def test_the_reason_of_a_voided_photograph_has_an_end_and_a_wrong_one_stays_on_the_page(ward, feldsher):
    record = ward.begin()
    row = ward.shoot(record)
    path = f"/injuries/{record.id}/photographs/{row.id}/void"
    refused = feldsher.post(path, reason="ə" * 1_001)
    assert refused.status_code == 422
    assert "1001" in refused.text
    assert "ə" * 1_001 in refused.text
    assert f'href="#reason-{row.id}"' in refused.text
    assert feldsher.post(path, reason="").status_code == 422
    assert feldsher.post(path, reason="ə" * 1_000).status_code == 303


def test_a_voided_photograph_is_none_of_its_lesion(ward, feldsher):
    record = ward.begin()
    ward.add(record)
    row = ward.shoot(record, lesion=1)

    def counted() -> str:
        with ward.database.reading() as session, in_language("en"):
            found = queries.load(session, session.get_one(ClinicalRecord, record.id))
            return presenter_of_lesions.rows_of(found, found.answers["lesions"])[0]["photographs"]

    with feldsher.client.application.test_request_context():
        assert counted() == "1"
        feldsher.post(f"/injuries/{record.id}/photographs/{row.id}/void", reason="Başqa şəxs")
        assert counted() == "No camera at hand"
