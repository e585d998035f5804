"""One SVG per pathway: boxes are states with whoever acts next, words on the lines are events.

Nothing is said by colour alone: a final state has a double frame, a "no" is written with a cross and a broken line,
a way back is drawn in dots. Side exits and marks, open from everywhere, stand in a box below.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape

from referrals.describe.layout import Layout, Line, Node, arrange
from referrals.model import START, Pathway, State, Step
from referrals.words import word

BOX, BOX_TEXT, LABEL_TEXT = 204.0, 23, 22
#: Loops are written smaller, so more of them fits a line.
LOOP_TEXT = 28
LINE = 17.0
SMALL = 15.0
MARGIN = 24.0
INK, MUTED, NO = "#0b0c0c", "#505a5f", "#942514"
#: From how many sources on an event is gathered into one line, and the sign of such a line.
MANY, GATHERED = 5, "*"
#: Who acts next, as the strip on the box.
STRIPS = {
    "unit": "#1d70b8",
    "administration": "#505a5f",
    "reviewer": "#4c2c92",
    "commission": "#00703c",
    "court": "#942514",
    "investigator": "#942514",
    "hospital": "#0f7a8a",
    "liaison": "#0f7a8a",
    "agency": "#00703c",
    "probation": "#594d00",
    "specialist": "#0f7a8a",
    "person": "#b5387f",
}


def draw(pathway: Pathway) -> str:
    """The whole SVG as text, without a dependency on fonts or style sheets outside it."""
    ways = _ways(pathway)
    layout = arrange(*_graph(pathway, ways))
    top = 64.0
    width = max(layout.width, 620.0) + 2 * MARGIN
    below = _below(pathway, width - 2 * MARGIN - 20)
    shift = MARGIN + (width - 2 * MARGIN - layout.width) / 2
    height = top + layout.height + 40 + SMALL * len(below) + 2 * MARGIN
    title = word("pathway", pathway.id)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" width="{width:.0f}" '
            f'height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
            'font-family="Noto Sans, Segoe UI, Helvetica, Arial, sans-serif">'
        ),
        f'<title id="title">{escape(title)}, version {pathway.version}</title>',
        f'<desc id="desc">{escape(_said(pathway))}</desc>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
        f'<text x="{MARGIN:.0f}" y="36" font-size="20" font-weight="700" fill="{INK}">{escape(title)}</text>',
        f'<text x="{MARGIN:.0f}" y="54" font-size="12" fill="{MUTED}">{escape(pathway.basis)}</text>',
        f'<g transform="translate({shift:.1f} {top:.1f})">',
        *_lines(layout, ways),
        *(_box(pathway, layout.nodes[state.code]) for state in _shown(pathway)),
        *(_label(layout.nodes[key], steps) for key, steps in ways.items()),
        _start(layout.nodes[START]),
        "</g>",
        *_footer(below, top + layout.height + 40, width),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _ways(pathway: Pathway) -> dict[str, list[Step]]:
    """Steps by the line they are drawn on, keyed "source>target": one line however many events.

    An event with many sources is drawn from the first of them; the rest share one line that comes from nowhere.
    """
    ways: dict[str, list[Step]] = defaultdict(list)
    drawn: dict[tuple[str, str], int] = defaultdict(int)
    for step in pathway.steps:
        drawn[step.event, step.target] += step.source != step.target
    seen = set()
    for step in pathway.steps:
        if step.source == step.target:
            continue
        way = (step.event, step.target)
        gathered = way in seen and drawn[way] >= MANY
        seen.add(way)
        ways[f"{GATHERED if gathered else ''}{step.event if gathered else step.source}>{step.target}"].append(step)
    return ways


def _shown(pathway: Pathway) -> list[State]:
    ends = {way.target for way in pathway.exits} - {step.target for step in pathway.steps}
    return [state for state in pathway.states if state.code not in ends]


def _graph(pathway: Pathway, ways: dict[str, list[Step]]) -> tuple[list[Node], list[tuple[str, str]]]:
    """Nodes in reading order: states as declared, every line's words right after the state it leaves."""
    nodes = [Node(START, 18, 18)]
    states = _shown(pathway)
    order = {START: 0} | {state.code: index for index, state in enumerate(states, 1)}
    heights = {state.code: 20 + LINE * len(_box_text(pathway, state)) + 14 for state in states}
    outgoing = defaultdict(list)
    for key in ways:
        source, target = key.split(">")
        above = not key.startswith(GATHERED) and order[source] < order[target]
        outgoing[source if above else target].append(key)

    def words(code: str, *, gathered: bool) -> list[Node]:
        keys = [key for key in outgoing[code] if key.startswith(GATHERED) is gathered]
        return [Node(key, *_label_size(key, ways[key])) for key in keys]

    nodes += words(START, gathered=False)
    for state in states:
        nodes += words(state.code, gathered=True)
        nodes.append(Node(state.code, BOX, heights[state.code]))
        nodes += words(state.code, gathered=False)
    edges = [(key.split(">")[0], key) for key in ways if not key.startswith(GATHERED)]
    return nodes, edges + [(key, key.split(">")[1]) for key in ways]


def wrap(text: str, limit: int) -> list[str]:
    """Lines of at most ``limit`` characters, broken between words."""
    lines = [""]
    for part in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(part) > limit:
            lines.append("")
        lines[-1] = f"{lines[-1]} {part}".strip()
    return lines


def _box_text(pathway: Pathway, state: State) -> list[tuple[str, bool]]:
    """(line, whether it belongs to a loop): the state's words, then the events that leave it where it is."""
    loops = [step for step in pathway.steps if step.source == step.target == state.code]
    lines = [(line, False) for line in wrap(word("state", state.code), BOX_TEXT)]
    return lines + [(line, True) for step in loops for line in wrap(f"\u21bb {word('event', step.event)}", LOOP_TEXT)]


def _label_lines(key: str, steps: list[Step]) -> list[tuple[str, bool]]:
    """(line, whether it is a "no"): one event after the other."""
    if key.startswith(GATHERED):
        text = f"{word('event', steps[0].event)}, also from {len(steps)} other states"
        return [(line, steps[0].negative) for line in wrap(text, LABEL_TEXT)]
    lines = []
    for index, step in enumerate(steps):
        text = ("or: " if index else "") + ("\u2715 " if step.negative else "") + word("event", step.event)
        lines += [(line, step.negative) for line in wrap(text, LABEL_TEXT)]
    return lines


def _label_size(key: str, steps: list[Step]) -> tuple[float, float]:
    lines = _label_lines(key, steps)
    return max(len(line) for line, _no in lines) * 6.4 + 10, SMALL * len(lines) + 6


def _lines(layout: Layout, ways: dict[str, list[Step]]) -> list[str]:
    drawn = []
    ports = _ports(layout, ways)
    for line in layout.lines:
        keys = [node.key for node in (line.nodes[0], line.nodes[-1])]
        key = next(key for key in keys if key in ways)
        no = all(step.negative for step in ways[key])
        style = f' stroke="{NO}" stroke-dasharray="7 4"' if no else f' stroke="{MUTED}"'
        if line.upwards and not no:
            style += ' stroke-dasharray="2 4"'
        drawn.append(f'<path d="{_curve(line, ports)}" fill="none" stroke-width="1.6"{style}/>')
        end, other = (line.nodes[0], line.nodes[-1]) if line.upwards else (line.nodes[-1], line.nodes[0])
        if end.key not in ways:
            drawn.append(_arrow(end, ports[end.key, other.key], line.upwards, NO if no else MUTED))
    return drawn


def _curve(line: Line, ports: dict[tuple[str, str], float]) -> str:
    """Down from the first node to the last: straight through layers, sideways only between them."""
    first, last = line.nodes[0], line.nodes[-1]
    x = ports.get((first.key, last.key), first.x)
    path = [f"M{x:.1f} {first.y + first.height:.1f}V{first.floor:.1f}"]
    y = first.floor
    for node in line.nodes[1:]:
        to = ports.get((last.key, first.key), node.x) if node is last else node.x
        middle = (y + node.ceiling) / 2
        path.append(f"C{x:.1f} {middle:.1f} {to:.1f} {middle:.1f} {to:.1f} {node.ceiling:.1f}")
        path.append(f"V{node.y if node is last else node.floor:.1f}")
        x, y = to, node.floor
    return "".join(path)


def _ports(layout: Layout, ways: dict[str, list[Step]]) -> dict[tuple[str, str], float]:
    """Where each line meets a box: side by side in the order of where it comes from, never on one point."""
    sides: dict[tuple[str, bool], list[tuple[float, str]]] = defaultdict(list)
    for line in layout.lines:
        first, last = line.nodes[0], line.nodes[-1]
        sides[first.key, True].append((line.nodes[1].x, last.key))
        sides[last.key, False].append((line.nodes[-2].x, first.key))
    ports = {}
    for (key, _lower), ends in sides.items():
        if key in ways or key == START:
            continue
        room = min(26.0, (BOX - 40) / len(ends))
        for index, (_x, other) in enumerate(sorted(ends)):
            ports[key, other] = layout.nodes[key].x + room * (index - (len(ends) - 1) / 2)
    return ports


def _arrow(node: Node, x: float, upwards: bool, colour: str) -> str:
    y, back = (node.y + node.height, 8) if upwards else (node.y, -8)
    return f'<path d="M{x:.1f} {y:.1f}l-4.5 {back}h9z" fill="{colour}"/>'


def _box(pathway: Pathway, node: Node) -> str:
    state = pathway.state(node.key)
    x, y, height = node.x - BOX / 2, node.y, node.height
    fill = "#f3f2f1" if state.final else "#ffffff"
    parts = [
        (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{BOX:.0f}" height="{height:.1f}" rx="5" fill="{fill}" '
            f'stroke="{INK}" stroke-width="1.4"/>'
        )
    ]
    if state.final:
        parts.append(
            f'<rect x="{x + 3.5:.1f}" y="{y + 3.5:.1f}" width="{BOX - 7:.0f}" height="{height - 7:.1f}" rx="3" '
            f'fill="none" stroke="{INK}" stroke-width="1"/>'
        )
    else:
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="7" height="{height:.1f}" rx="3" fill="{STRIPS[state.holder]}"/>'
        )
    holder = "End" if state.final else word("actor", state.holder)
    parts.append(f'<text x="{x + 15:.1f}" y="{y + 18:.1f}" font-size="10.5" fill="{MUTED}">{escape(holder)}</text>')
    for index, (text, loop) in enumerate(_box_text(pathway, state)):
        size, weight = ("11.5", "400") if loop else ("13", "600")
        parts.append(
            f'<text x="{x + 15:.1f}" y="{y + 34 + LINE * index:.1f}" font-size="{size}" font-weight="{weight}" '
            f'fill="{INK}">{escape(text)}</text>'
        )
    return "".join(parts)


def _label(node: Node, steps: list[Step]) -> str:
    return "".join(
        f'<text x="{node.x:.1f}" y="{node.y + 14 + SMALL * index:.1f}" font-size="12" text-anchor="middle" '
        f'fill="{NO if no else INK}">{escape(text)}</text>'
        for index, (text, no) in enumerate(_label_lines(node.key, steps))
    )


def _start(node: Node) -> str:
    return f'<circle cx="{node.x:.1f}" cy="{node.y + 9:.1f}" r="9" fill="{INK}"/>'


def _below(pathway: Pathway, width: float) -> list[str]:
    limit = int(width / 6.1)
    exits = "; ".join(f"{word('event', way.event)} \u2192 {word('state', way.target)}" for way in pathway.exits)
    marks = "; ".join(word("event", mark.event) for mark in pathway.marks)
    return [
        *wrap(f"From every open state: {exits}.", limit),
        *wrap(f"At any time, without moving the case: {marks}.", limit),
        (
            "Double frame: the case ends. Cross and broken red line: a \u201cno\u201d. Dots: a way back. "
            "\u21bb: the case stays where it is."
        ),
    ]


def _footer(lines: list[str], y: float, width: float) -> list[str]:
    height = SMALL * len(lines) + 18
    box = f'<rect x="{MARGIN:.0f}" y="{y:.1f}" width="{width - 2 * MARGIN:.0f}" height="{height:.1f}" fill="#f3f2f1"/>'
    return [
        box,
        *(
            f'<text x="{MARGIN + 10:.0f}" y="{y + 20 + SMALL * index:.1f}" font-size="11.5" fill="{INK}">'
            f"{escape(text)}</text>"
            for index, text in enumerate(lines)
        ),
    ]


def _said(pathway: Pathway) -> str:
    """The diagram in words, for whoever does not see it."""
    steps = [
        f"{'Start' if step.source == START else word('state', step.source)}: {word('event', step.event)}, "
        f"to {word('state', step.target)}"
        for step in pathway.steps
    ]
    return ". ".join(steps) + "."
