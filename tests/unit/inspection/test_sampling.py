"""Given a frame and a seed, when anybody draws, then everybody draws the same."""

from __future__ import annotations

import zlib
from hashlib import sha256

import pytest

from healthapp.inspection import sampling

FRAME = [("", f"{number:032x}") for number in range(1000)]


def test_the_draw_is_the_lowest_hashes_as_the_document_says():
    drawn = [one.identifier for one in sampling.draw(FRAME, "7F-19-C4", 24)]
    by_hand = sorted(FRAME, key=lambda line: sha256(f"7F-19-C4:{line[1]}".encode()).hexdigest())[:24]
    assert drawn == [identifier for _stratum, identifier in by_hand]
    assert drawn[0] == VECTOR


#: Worked out once beside this program, so that a change of the algorithm is seen.
VECTOR = "00000000000000000000000000000105"


def test_order_of_the_frame_and_time_change_nothing():
    assert sampling.draw(FRAME, "A", 10) == sampling.draw(FRAME[::-1], "A", 10)
    assert sampling.draw(FRAME, "A", 10) != sampling.draw(FRAME, "B", 10)


def test_every_row_has_the_same_chance():
    counts = dict.fromkeys((identifier for _s, identifier in FRAME[:20]), 0)
    for seed in range(2000):
        for one in sampling.draw(FRAME[:20], str(seed), 5):
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


def test_a_small_frame_is_drawn_whole_and_a_double_one_refused():
    assert len(sampling.draw(FRAME[:3], "x", 10)) == 3
    with pytest.raises(ValueError, match="once"):
        sampling.draw([*FRAME, FRAME[0]], "x", 10)


def test_a_frame_survives_being_kept():
    frame = [("sex, male", f"{10:032x}"), ("", f"{11:032x}")]
    text = "".join(f"{stratum},{identifier}\n" for stratum, identifier in frame)
    assert sampling.parse(text) == frame
    packed, digest = sampling.pack(text.encode())
    lines, again = sampling.unpack(packed)
    assert again == frame
    assert lines == text.encode()
    assert sha256(lines).digest() == digest
    assert zlib.decompress(packed) == lines, "anybody can open it"


@pytest.mark.parametrize("strata", [[""], ["", "men"], ["men", "women, sentenced"]])
def test_a_frame_taken_apart_at_once_gives_the_draw_of_its_lines(strata):
    frame = [(strata[number % len(strata)], f"{number:032x}") for number in range(100)]
    text = "".join(f"{stratum},{identifier}\n" for stratum, identifier in frame)
    assert sampling.draw_divided(sampling.divide(text), "A", 10) == sampling.draw(frame, "A", 10)
