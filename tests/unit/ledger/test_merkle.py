"""The tree and both proofs against the published vectors and an independent implementation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthapp.ledger import merkle
from healthapp.ledger.merkle import CompactRange, Node, ProofError, Range, leaf_hash
from tests.unit.ledger import reference
from tests.unit.ledger.reference import LEAVES, ROOTS

MANY = [index.to_bytes(2, "big") for index in range(131)]


class Store:
    """A tree with its nodes, as the database keeps them."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.roots = [merkle.EMPTY_ROOT]
        tree = CompactRange()
        for position, leaf in enumerate(leaves):
            self.nodes[Node(0, position)] = leaf_hash(leaf)
            self.nodes.update(tree.append(leaf_hash(leaf)))
            self.roots.append(tree.root())

    def hashes(self, ranges: list[Range]) -> list[bytes]:
        return [merkle.range_hash(span, self.nodes) for span in ranges]


STORE = Store(MANY)


def inclusion(index: int, size: int) -> list[bytes]:
    return STORE.hashes(merkle.inclusion_ranges(index, size))


def consistency(old: int, new: int) -> list[bytes]:
    return STORE.hashes(merkle.consistency_ranges(old, new))


def test_published_roots():
    assert Store(LEAVES).roots == ROOTS
    assert [merkle.root_of(map(leaf_hash, LEAVES[:size])) for size in range(9)] == ROOTS


def test_roots_and_nodes_of_every_size_equal_the_recursive_definition():
    for size in range(len(MANY) + 1):
        assert STORE.roots[size] == reference.mth(MANY[:size])
        assert merkle.range_hash(Range(0, size), STORE.nodes) == STORE.roots[size]
    for (level, position), value in STORE.nodes.items():
        assert value == reference.mth(MANY[position << level : (position + 1) << level])


def test_every_inclusion_proof_is_the_rfcs_and_verifies():
    for size in (*range(1, 35), 63, 64, 65, 100, 127, 128, 129, 130, 131):
        for index in range(size):
            path = inclusion(index, size)
            assert path == reference.path(index, MANY[:size])
            merkle.verify_inclusion(index, size, leaf_hash(MANY[index]), path, STORE.roots[size])


def test_every_consistency_proof_is_the_rfcs_and_verifies():
    for new in (*range(1, 35), 63, 64, 65, 100, 127, 128, 129, 130, 131):
        for old in range(1, new + 1):
            path = consistency(old, new)
            assert path == reference.proof(old, MANY[:new])
            merkle.verify_consistency(old, new, STORE.roots[old], STORE.roots[new], path)


def test_growing_from_a_stored_edge_equals_growing_from_the_start():
    for size in range(len(MANY)):
        edge = [STORE.nodes[node] for node in merkle.subtrees(Range(0, size))]
        tree = CompactRange(size, edge)
        tree.append(leaf_hash(MANY[size]))
        assert tree.root() == STORE.roots[size + 1]


def test_an_edge_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="2 edge hashes, not 1"):
        CompactRange(3, [bytes(32)])


sizes = st.integers(1, 131)


@given(sizes, st.data())
@settings(max_examples=300, deadline=None)
def test_an_inclusion_proof_proves_nothing_else(size, data):
    index = data.draw(st.integers(0, size - 1))
    path, leaf, root = inclusion(index, size), leaf_hash(MANY[index]), STORE.roots[size]
    other_index, other_size, bent_path = data.draw(bends(index, size, path, len(MANY)))
    if (other_index, other_size, bent_path) == (index, size, path):
        return
    if inclusion_holds_anyway(other_index, other_size, bent_path, leaf, root):
        return
    with pytest.raises(ProofError):
        merkle.verify_inclusion(other_index, other_size, leaf, bent_path, root)


def inclusion_holds_anyway(index: int, size: int, path: list[bytes], leaf: bytes, root: bytes) -> bool:
    """The walk does not always depend on the size: then another size with the same walk verifies, rightly so."""
    if not 0 <= index < size or len(path) != len(merkle.inclusion_ranges(index, size)):
        return False
    value, begin, end, sides = leaf, 0, size, []
    while end - begin > 1:
        middle = begin + reference.split(end - begin)
        sides.append(index >= middle)
        begin, end = (middle, end) if index >= middle else (begin, middle)
    for sibling, left in zip(path, reversed(sides), strict=True):
        value = merkle.node_hash(sibling, value) if left else merkle.node_hash(value, sibling)
    return value == root


@st.composite
def bends(draw, first: int, second: int, path: list[bytes], limit: int):
    """The same claim with one thing changed: a number, a hash, the length or the order of the path."""
    way = draw(st.sampled_from(["first", "second", "flip", "drop", "add", "front", "swap"]))
    if way == "first":
        return draw(st.integers(-1, limit)), second, path
    if way == "second":
        return first, draw(st.integers(-1, limit)), path
    if way == "add":
        return first, second, [*path, draw(st.binary(min_size=32, max_size=32))]
    if way == "front":
        return first, second, [draw(st.binary(min_size=32, max_size=32)), *path]
    if not path:
        return first, second, path
    at = draw(st.integers(0, len(path) - 1))
    if way == "flip":
        bit = draw(st.integers(0, 255))
        bent = bytearray(path[at])
        bent[bit // 8] ^= 1 << bit % 8
        return first, second, [*path[:at], bytes(bent), *path[at + 1 :]]
    if way == "drop":
        return first, second, [*path[:at], *path[at + 1 :]]
    return first, second, [*path[at:], *path[:at]]


@given(sizes, st.data())
@settings(max_examples=300, deadline=None)
def test_a_bent_consistency_proof_is_refused(new, data):
    old = data.draw(st.integers(1, new))
    path = consistency(old, new)
    _, _, bent = data.draw(bends(old, new, path, len(MANY)))
    if bent == path:
        return
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, new, STORE.roots[old], STORE.roots[new], bent)


@given(sizes, st.data())
@settings(max_examples=200, deadline=None)
def test_consistency_of_another_history_is_refused(new, data):
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    story = [*MANY[:changed], b"another", *MANY[changed + 1 : new]]
    path = reference.proof(old, story)
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, new, STORE.roots[old], reference.mth(story), path)
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, new, STORE.roots[new], STORE.roots[old], path or [bytes(32)])


ROOT8 = ROOTS[8]


@pytest.mark.parametrize(
    ("index", "size", "path", "says"),
    [
        (8, 8, [], "not in a ledger of 8"),
        (-1, 8, [], "not in a ledger of 8"),
        (0, 0, [], "not in a ledger of 0"),
        (0, 8, [], "shorter"),
        (0, 1, [bytes(32)], "longer"),
        (0, 8, [bytes(32)] * 4, "longer"),
        (0, 8, [bytes(31)] * 3, "32 bytes"),
        (0, 8, [bytes(32)] * 3, "does not lead"),
    ],
)
def test_inclusion_refusals_say_why(index, size, path, says):
    with pytest.raises(ProofError, match=says):
        merkle.verify_inclusion(index, size, leaf_hash(LEAVES[0]), path, ROOT8)


@pytest.mark.parametrize(
    ("old", "new", "path", "says"),
    [
        (0, 8, [], "no consistency proof from 0"),
        (-1, 8, [], "no consistency proof"),
        (8, 7, [], "no consistency proof"),
        (8, 8, [bytes(32)], "must be empty"),
        (6, 8, [], "shorter"),
        (4, 8, [], "shorter"),
        (4, 8, [bytes(32)] * 2, "longer"),
        (4, 8, [bytes(33)], "32 bytes"),
        (4, 8, [bytes(32)], "later root hash"),
        (6, 8, [bytes(32)] * 3, "earlier root hash"),
    ],
)
def test_consistency_refusals_say_why(old, new, path, says):
    with pytest.raises(ProofError, match=says):
        merkle.verify_consistency(old, new, ROOTS[max(old, 0)], ROOTS[new], path)


def test_two_roots_for_one_size_are_two_stories():
    with pytest.raises(ProofError, match="two different root hashes"):
        merkle.verify_consistency(8, 8, ROOTS[7], ROOT8, [])
