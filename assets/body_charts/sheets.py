"""All charts of a version as files: a drawing each, the list of charts and the list of regions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assets.body_charts.chart import LANDMARKS, OPPOSITE, OUTLINE, Chart, Stroke, mirrored_loops
from assets.body_charts.drawings import adult_back, adult_front, adult_side, child, feet, hands, head, perineum, teeth
from assets.body_charts.names import Names
from assets.body_charts.points import Table
from assets.body_charts.splines import Piece, mirror

VERSION = "1"
PLAN: tuple[Callable[[], Chart], ...] = (
    adult_front.man_front,
    adult_back.man_back,
    adult_side.man_side,
    adult_front.woman_front,
    adult_back.woman_back,
    adult_side.woman_side,
    child.child_front,
    child.child_back,
    head.head_front,
    head.head_back,
    head.head_side,
    head.head_from_above,
    head.head_from_below,
    hands.right_palm,
    hands.right_back_of_the_hand,
    feet.right_foot_from_above,
    feet.right_sole,
    perineum.female_perineum,
    perineum.male_perineum,
    teeth.teeth,
)
STROKES = {
    OUTLINE: 'fill="none" stroke="#333" stroke-width="1.5"',
    LANDMARKS: 'fill="none" stroke="#999" stroke-width="0.9"',
}


@dataclass(frozen=True)
class Sheet:
    """A finished chart."""

    chart: Chart
    regions: dict[str, list[Table]]
    mirrored_of: str | None = None


def files() -> dict[str, str]:
    """The text of every file of the version, by its name."""
    names = Names()
    sheets = [sheet for build in PLAN for sheet in _with_twin(build())]
    texts = {f"{sheet.chart.code}.svg": _drawing(sheet, names) for sheet in sheets}
    texts["charts.json"] = _json("charts", [_chart_row(sheet) for sheet in sheets])
    texts["regions.json"] = _json("regions", _region_rows(sheets, names))
    return texts


def _with_twin(chart: Chart) -> Iterator[Sheet]:
    regions = chart.regions()
    yield Sheet(chart, regions)
    if chart.twin:
        width = chart.size[0]
        letters = {"L": "R", "R": "L"}
        mirrored = {
            code[:-1] + letters.get(code[-1], code[-1]): mirrored_loops(loops, width) for code, loops in regions.items()
        }
        words = {**OPPOSITE, **{side.title(): other.title() for side, other in OPPOSITE.items()}}
        twin = replace(
            chart,
            code=chart.twin,
            title=" ".join(words.get(word, word) for word in chart.title.split(" ")),
            side=OPPOSITE[chart.side],
            strokes=[replace(stroke, pieces=mirror(stroke.pieces, width)) for stroke in chart.strokes],
        )
        yield Sheet(twin, mirrored, mirrored_of=chart.code)


def _drawing(sheet: Sheet, names: Names) -> str:
    chart = sheet.chart
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_view_box(chart)}" role="img" '
            f'data-chart="{chart.code}" data-version="{VERSION}">'
        ),
        f"<title>{chart.title}</title>",
    ]
    for group, style in STROKES.items():
        lines.append(f'<g id="{group}" {style} stroke-linejoin="round" stroke-linecap="round">')
        lines += [_path(stroke) for stroke in chart.strokes if stroke.group == group]
        if group == LANDMARKS:
            lines += [_text(*text) for text in chart.texts]
        lines.append("</g>")
    lines.append('<g id="regions" fill="#fff" fill-opacity="0" fill-rule="evenodd" stroke="none" pointer-events="all">')
    for code in sorted(sheet.regions):
        region = names.region(code)
        path = "".join("M" + "L".join(map(_point, loop)) + "Z" for loop in sheet.regions[code])
        lines.append(
            f'<path id="{code}" data-region="{code}" data-side="{region.side}" data-aspect="{region.view}" '
            f'data-icd-block="{region.icd_block}" d="{path}"/>'
        )
    return "\n".join([*lines, "</g>", "</svg>", ""])


def _path(stroke: Stroke) -> str:
    end = "Z" if stroke.closed else ""
    marks = (' fill="#fff"' if stroke.filled else "") + (' data-silhouette="1"' if stroke.silhouette else "")
    return f'<path d="{_curve(stroke.pieces)}{end}"{marks}/>'


def _curve(pieces: list[Piece]) -> str:
    return "M" + _point(pieces[0][0]) + "".join("C" + " ".join(map(_point, piece[1:])) for piece in pieces)


def _text(point: tuple, what: str, size: int) -> str:
    return (
        f'<text x="{_number(point[0])}" y="{_number(point[1])}" font-family="Arial, Helvetica, sans-serif" '
        f'font-size="{size}" fill="#555" stroke="none" text-anchor="middle">{what}</text>'
    )


def _point(point: tuple) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    """In tenths, the shortest way; there is no minus nought."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _view_box(chart: Chart) -> str:
    return f"0 0 {chart.size[0]} {chart.size[1]}"


def _chart_row(sheet: Sheet) -> dict:
    chart = sheet.chart
    return {
        "id": chart.code,
        "file": f"{chart.code}.svg",
        "title": chart.title,
        "view": chart.view,
        "sex": chart.sex,
        "side": chart.side,
        "mirrored_of": sheet.mirrored_of,
        "viewBox": _view_box(chart),
        "regions": len(sheet.regions),
        "version": VERSION,
    }


def _region_rows(sheets: list[Sheet], names: Names) -> list[dict]:
    used: dict[str, list[str]] = {}
    for sheet in sheets:
        for code in sheet.regions:
            used.setdefault(code, []).append(sheet.chart.code)
    rows = []
    for code in sorted(used):
        region = names.region(code)
        rows.append(
            {
                "code": code,
                "label": region.names,
                "side": region.side,
                "aspect": region.view,
                "icd_block": region.icd_block,
                "charts": sorted(used[code]),
            }
        )
    return rows


def _json(what: str, rows: list[dict]) -> str:
    return json.dumps({"version": VERSION, what: rows}, ensure_ascii=False, indent=1) + "\n"
