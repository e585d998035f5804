"""The drawings in use are those the program in `assets/body_charts` draws."""

from __future__ import annotations

from assets.body_charts.sheets import files
from healthapp.injuries import charts


def test_the_charts_are_drawn_again_byte_for_byte():
    drawn = {name: text.encode() for name, text in files().items()}
    kept = {path.name: path.read_bytes() for path in (charts.FOLDER / charts.VERSION).iterdir()}
    assert len(drawn) == 29
    assert sorted(name for name in drawn.keys() | kept.keys() if drawn.get(name) != kept.get(name)) == []
