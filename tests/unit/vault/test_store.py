"""Bytes come back identical or not at all."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageFile, ImageOps

from healthapp.database import uuid7
from healthapp.vault import Store, VaultDamaged, VaultFull, images, scans


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "vault", bytes(32))


def test_bytes_come_back_identical_and_are_not_readable_on_disk(store):
    file_id, data = uuid7(), b"\xff\xd8 a photograph " * 100
    store.write(file_id, data)
    assert store.read(file_id) == data
    assert b"photograph" not in store.path(file_id).read_bytes()


@pytest.mark.parametrize("place", [0, 5, 40, -1])
def test_one_changed_byte_is_found(store, place):
    file_id = uuid7()
    store.write(file_id, b"x" * 100)
    sealed = bytearray(store.path(file_id).read_bytes())
    sealed[place] ^= 1
    store.path(file_id).write_bytes(sealed)
    with pytest.raises(VaultDamaged):
        store.read(file_id)


def test_a_file_put_in_anothers_place_is_found(store):
    first, second = uuid7(), uuid7()
    store.write(first, b"first")
    store.write(second, b"second")
    store.path(first).write_bytes(store.path(second).read_bytes())
    with pytest.raises(VaultDamaged):
        store.read(first)


def test_a_full_disk_leaves_nothing_behind(store, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    file_id = uuid7()
    with pytest.raises(VaultFull):
        store.write(file_id, b"data")
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def picture(form: str = "JPEG", size: tuple[int, int] = (300, 200), **values: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form, **values)
    return out.getvalue()


def test_the_shown_copy_bears_no_metadata_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x8825] = {1: "N", 2: (40.0, 24.0, 33.0)}
    shown = Image.open(io.BytesIO(images.shown_copy(picture(exif=exif))))
    assert shown.size == (200, 300)
    assert not dict(shown.getexif())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_an_image"),
        (b"%PDF-1.7", "not_an_image"),
        (picture("PNG", size=(900, 900))[:-60], "damaged"),
        (b"\xff" * (25 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_what_is_no_photograph_is_refused_with_a_reason(data, code):
    with pytest.raises(images.NotAnImage) as refused:
        images.check(data)
    assert refused.value.code == code


@pytest.mark.parametrize("side", [8_000, 20_000], ids=["more than a camera makes", "more than the library opens"])
def test_a_decompression_bomb_is_refused_before_it_unfolds(side, monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("unfolded"))
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG")
    with pytest.raises(images.NotAnImage) as refused:
        images.check(bomb.getvalue())
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize("left", [0, 1, 8, 12, 13, 20])
def test_a_file_that_was_cut_off_is_found(store, left):
    file_id = uuid7()
    store.write(file_id, b"x" * 100)
    sealed = store.path(file_id).read_bytes()
    store.path(file_id).write_bytes(sealed[:left])
    with pytest.raises(VaultDamaged):
        store.read(file_id)


def test_two_who_keep_the_same_copy_at_once_share_no_half_written_file(store, monkeypatch):
    """A lost copy is made again by whoever looks: here a second one looks before the first has written it down."""
    file_id, sync = uuid7(), os.fsync

    def meanwhile(descriptor):
        monkeypatch.setattr(os, "fsync", sync)
        store.write(file_id, b"the same copy")
        sync(descriptor)

    store.write(uuid7(), b"")
    monkeypatch.setattr(os, "fsync", meanwhile)
    store.write(file_id, b"the same copy")
    assert store.read(file_id) == b"the same copy"
    assert list(store.folder.rglob("*.part")) == []


def test_the_name_of_a_file_is_on_disk_before_its_row_can_be(store, monkeypatch):
    synced, sync = [], os.fsync

    def note(descriptor):
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    file_id = uuid7()
    store.write(file_id, b"data")
    folder = store.path(file_id).parent
    assert synced[-1] == str(folder), "last: the folder that bears the name now"
    assert str(folder.parent) in synced


def several() -> bytes:
    """A JPEG with a second picture behind the first, as many telephones make it."""
    out = io.BytesIO()
    first, second = (Image.new("RGB", (300, 200), colour) for colour in ("navy", "white"))
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


@pytest.mark.parametrize("held", range(1, 9))
def test_a_photograph_is_turned_as_the_camera_was_held(held):
    exif = Image.Exif()
    exif[0x0112] = held
    out = io.BytesIO()
    stored = Image.new("RGB", (300, 200), "white")
    stored.paste("black", (0, 0, 60, 40))
    stored.save(out, "JPEG", exif=exif)
    shown = Image.open(io.BytesIO(images.shown_copy(out.getvalue())))
    wanted = ImageOps.exif_transpose(Image.open(io.BytesIO(out.getvalue())))
    assert shown.size == wanted.size
    middle = [(20, 20), (shown.width - 20, 20), (20, shown.height - 20), (shown.width - 20, shown.height - 20)]
    assert [shown.getpixel(at)[0] < 100 for at in middle] == [wanted.getpixel(at)[0] < 100 for at in middle]


#: What a camera held upright says of itself: its maker, that it was held so, and 72 dots to the inch.
SAID = (
    "4578696600004d4d002a00000008 0003 010f000200000008000000 32 0112000300000001 00060000 011a0005000000010000003a "
    "00000000 61206d616b657200 0000004800000001"
)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("whole", "bent"),
    [
        ("011a00050000", "011a00010000"),
        ("011a00050000", "010d00050000"),
        ("011a00050000", "014000050000"),
        ("4d4d002a", "4d000000"),
    ],
)
def test_a_photograph_whose_camera_wrote_nonsense_about_itself_is_shown(whole, bent):
    said = SAID.replace(" ", "")
    assert said.count(whole) == 1
    odd = picture(exif=bytes.fromhex(said.replace(whole, bent)))
    assert images.check(odd).media_type == "image/jpeg"
    assert set(Image.open(io.BytesIO(images.shown_copy(odd))).size) == {300, 200}
    assert scans.texts_of(odd) == []


def test_a_photograph_with_further_pictures_behind_it_is_a_jpeg():
    assert images.check(several()) == images.Checked("image/jpeg", 300, 200)
    assert Image.open(io.BytesIO(images.shown_copy(several()))).size == (300, 200)
