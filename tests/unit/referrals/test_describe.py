"""The generated page and diagrams are those of today's declarations, readable and accessible."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from referrals.describe import PAGE, PICTURES, documents, newest
from referrals.describe.__main__ import main
from referrals.describe.drawing import _graph, _ways, draw, wrap
from referrals.describe.layout import Node, arrange
from referrals.describe.text import page
from referrals.pathways import PATHWAYS, current
from referrals.timetable import CLOCKS
from referrals.words import WORDS, word

ROOT = Path(__file__).parents[3]
ALL = pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=lambda way: way.id)
GENERATED = (PAGE, *(PICTURES / f"{way.id}.svg" for way in newest(PATHWAYS)))
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def today() -> dict[Path, str]:
    """Drawn once, and by whoever asks: all of them take a second."""
    return documents()


@pytest.mark.parametrize("path", GENERATED, ids=str)
def test_the_generated_files_are_up_to_date(today, path):
    assert (ROOT / path).read_text("utf-8") == today[path], "run: python -m referrals.describe"


def test_nothing_else_is_generated(today):
    assert set(today) == set(GENERATED)


def test_no_diagram_is_left_from_a_pathway_that_is_gone():
    assert {path for path in GENERATED if path.suffix == ".svg"} == {
        path.relative_to(ROOT) for path in (ROOT / PICTURES).glob("*.svg")
    }


def test_it_writes_where_it_is_told(today, tmp_path):
    main(tmp_path)
    assert (tmp_path / "docs" / "pathways.md").read_text("utf-8") == today[PAGE]


def test_the_same_on_every_run():
    code = "from referrals.describe import documents; import hashlib; "
    code += "print(hashlib.sha256(repr(sorted(map(str, documents().items()))).encode()).hexdigest())"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


@ALL
def test_a_diagram_has_a_title_and_says_itself_in_words(pathway):
    picture = ElementTree.fromstring(draw(pathway))
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "title desc"
    title, desc = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert word("pathway", pathway.id) in title.text
    for step in pathway.steps:
        assert word("event", step.event) in desc.text
        assert word("state", step.target) in desc.text


@ALL
def test_no_box_or_word_lies_on_another(pathway):
    layout = arrange(*_graph(pathway, _ways(pathway)))
    boxes = [node for node in layout.nodes.values() if not node.bend]
    for one, other in combinations(boxes, 2):
        apart = abs(one.x - other.x) >= (one.width + other.width) / 2
        above = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart or above, (one.key, other.key)


@ALL
def test_no_line_runs_through_a_box(pathway):
    layout = arrange(*_graph(pathway, _ways(pathway)))
    boxes = list(layout.nodes.values())
    for line in layout.lines:
        for bend in line.nodes[1:-1]:
            for box in boxes:
                assert box.layer != bend.layer or abs(box.x - bend.x) > box.width / 2


@ALL
def test_every_state_and_event_is_drawn(pathway):
    picture = re.sub(r"<[^>]+>", " ", draw(pathway).split("</desc>")[1])
    drawn = " ".join(picture.replace("&#x27;", "'").replace("&quot;", '"').split())
    for way in (*pathway.steps, *pathway.exits, *pathway.marks):
        first, *_ = wrap(word("event", way.event), 14)
        assert first in drawn, way.event
    for state in pathway.states:
        first, *_ = wrap(word("state", state.code), 14)
        assert first in drawn, state.code


def test_the_page_tells_every_clock_with_its_basis_and_certainty():
    text = page(newest(PATHWAYS))
    for clock in CLOCKS.values():
        row = next(line for line in text.splitlines() if f"`{clock.code}`" in line)
        assert ("**legal**" in row) is clock.legal
        assert word("certainty", clock.certainty) in row
        assert clock.basis in row
        assert ("unset" in row) is (clock.length is None and clock.unit != "until")
    for key, refusal in WORDS.items():
        if key.startswith("refusal."):
            assert refusal in text


def test_every_link_of_the_page_leads_somewhere():
    text = page(newest(PATHWAYS))
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    for anchor in re.findall(r"\]\(#([^)]+)\)", text):
        assert anchor in anchors
    for picture in re.findall(r"\]\((images/[^)]+)\)", text):
        assert (ROOT / "docs" / picture).is_file()


def test_every_row_of_a_table_has_its_heads_cells():
    width = 0
    for line in page(newest(PATHWAYS)).splitlines():
        cells = line.count(" | ")
        if not line.startswith("| "):
            width = 0
        else:
            assert width in (0, cells), line
            width = cells


def test_only_the_newest_version_is_described():
    assert [way.version for way in newest(PATHWAYS)] == [1] * len(PATHWAYS)
    assert newest(PATHWAYS)[3] is current("court_petition")


def test_an_edge_to_nowhere_is_a_mistake():
    with pytest.raises(KeyError):
        arrange([Node("a", 1, 1)], [("a", "b")])


def test_long_edges_get_a_bend_in_every_layer_and_loops_none():
    nodes = [Node(key, 40, 20) for key in "abc"]
    layout = arrange(nodes, [("a", "b"), ("b", "c"), ("a", "c"), ("c", "a"), ("b", "b")])
    assert [layout.nodes[key].layer for key in "abc"] == [0, 1, 2]
    assert sorted(len(line.nodes) for line in layout.lines) == [2, 2, 3, 3]
    assert [line.upwards for line in layout.lines] == [False, False, False, True]
