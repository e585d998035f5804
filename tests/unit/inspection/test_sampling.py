"""Given a frame and a seed, when anybody draws, then everybody draws the same."""

from __future__ import annotations

import zlib
from hashlib import sha256

import pytest

from healthapp.inspection import sampling

FRAME = [("", f"{number:032x}") for number in range(1000)]


def test_the_first_way_draws_the_lowest_hashes_as_the_document_says():
    drawn = [one.identifier for one in sampling.draw(FRAME, "7F-19-C4", 24, 1)]
    by_hand = sorted(FRAME, key=lambda line: sha256(f"7F-19-C4:{line[1]}".encode()).hexdigest())[:24]
    assert drawn == [identifier for _stratum, identifier in by_hand]
    assert drawn[0] == VECTOR


#: Worked out once beside this program, so that a change of the algorithm is seen.
VECTOR = "00000000000000000000000000000105"
#: Worked out with the line for a shell that docs/inspection.md has.
POINTED = [0x1F2, 0x254, 0x0D1, 0x2AA, 0x35C]


def test_the_second_way_draws_what_the_hashes_point_at_as_the_document_says():
    drawn = sampling.draw(FRAME, "7F-19-C4", 5)
    assert [int(one.identifier, 16) for one in drawn] == POINTED
    assert drawn[0].rank == sha256(b"7F-19-C4::0").hexdigest()


def test_strata_are_pointed_at_each_for_itself_and_nothing_is_drawn_twice():
    frame = [("men" if number % 3 else "women", f"{number:032x}") for number in range(60)]
    drawn = sampling.draw(frame, "A", 45)
    assert [one.stratum for one in drawn] == ["men"] * 30 + ["women"] * 15
    assert len({one.identifier for one in drawn}) == 45
    assert {(one.stratum, one.identifier) for one in drawn} <= set(frame)
    by_hand = [f"{3 * (int(sha256(f'A:women:{turn}'.encode()).hexdigest()[:15], 16) % 20):032x}" for turn in range(90)]
    assert [one.identifier for one in drawn[30:]] == list(dict.fromkeys(by_hand))[:15]


@pytest.mark.parametrize("way", [1, 2])
def test_order_of_the_frame_and_time_change_nothing(way):
    assert sampling.draw(FRAME, "A", 10, way) == sampling.draw(FRAME[::-1], "A", 10, way)
    assert sampling.draw(FRAME, "A", 10, way) != sampling.draw(FRAME, "B", 10, way)


@pytest.mark.parametrize("way", [1, 2])
def test_every_row_has_the_same_chance(way):
    counts = dict.fromkeys((identifier for _s, identifier in FRAME[:20]), 0)
    for seed in range(2000):
        for one in sampling.draw(FRAME[:20], str(seed), 5, way):
            counts[one.identifier] += 1
    # 2000 draws of 5 in 20: 500 each; eight standard deviations either way
    assert all(abs(count - 500) < 8 * (2000 * 0.25 * 0.75) ** 0.5 for count in counts.values())


@pytest.mark.parametrize(
    ("sizes", "size", "shares"),
    [
        ({"men": 90, "women": 10}, 10, {"men": 9, "women": 1}),
        ({"men": 99, "women": 1}, 10, {"men": 9, "women": 1}),
        ({"a": 1, "b": 1, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
        ({"a": 5, "b": 0}, 3, {"a": 3, "b": 0}),
        ({"a": 2, "b": 2}, 10, {"a": 2, "b": 2}),
        ({"a": 50, "b": 30, "c": 20}, 7, {"a": 4, "b": 2, "c": 1}),
    ],
)
def test_strata_get_their_share_by_largest_remainder(sizes, size, shares):
    assert sampling.allocate(sizes, size) == shares


@pytest.mark.parametrize("way", [1, 2])
def test_a_small_frame_is_drawn_whole_and_a_double_one_refused(way):
    assert {one.identifier for one in sampling.draw(FRAME[:3], "x", 10, way)} == {line[1] for line in FRAME[:3]}
    with pytest.raises(ValueError, match="once"):
        sampling.draw([*FRAME, FRAME[0]], "x", 10, way)


@pytest.mark.parametrize("strata", [["sex, male", ""], [""], ["men"]])
def test_a_frame_survives_being_kept(strata):
    frame = [(stratum, f"{number:032x}") for number in (10, 11) for stratum in strata[number - 11 :][:1]]
    text = "".join(f"{stratum},{identifier}\n" for stratum, identifier in frame)
    assert sampling.parse(text) == frame
    packed, digest = sampling.pack(text, sampling.divide(frame))
    lines, again = sampling.unpack(packed)
    assert (lines, again) == (text.encode(), frame)
    assert sha256(lines).digest() == digest
    if any(strata):
        assert zlib.decompress(packed) == lines, "anybody can open it"
    else:
        assert packed == b"\0" + bytes.fromhex("".join(one for _stratum, one in frame))


def test_a_frame_kept_before_there_was_a_second_way_is_read_as_ever():
    text = f",{10:032x}\n,{11:032x}\n"
    assert sampling.unpack(zlib.compress(text.encode())) == (text.encode(), sampling.parse(text))
