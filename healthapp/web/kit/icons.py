"""Thirteen shapes of our own, and the states they stand for: a word and a shape, colour only besides."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from healthapp.web.kit.markup import filled

#: name -> (view box, path data)
SHAPES = {
    "over": (
        "0 0 20 20",
        "M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2zM8.7 4.6l.4 6.9h1.8l.4-6.9zM8.7 13.4v2.2h2.6v-2.2z",
    ),
    "soon": ("0 0 20 20", "M10 1.5 19.4 18H.6zM8.9 7l.3 5.6h1.6l.3-5.6zM8.9 14v2h2.2v-2z"),
    "clock": (
        "0 0 20 20",
        "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6zM9 5h2v4.6l3.2 1.9-1 1.7L9 10.8z",  # noqa: E501 - one path
    ),
    "tick": ("0 0 20 20", "m7.6 16.6-6-6L3.7 8.500l3.9 3.9 8.7-8.7 2.1 2.100z"),
    "cross": (
        "0 0 20 20",
        "m4.5 2.4 5.5 5.5 5.5-5.5 2.1 2.1-5.5 5.5 5.5 5.5-2.1 2.1-5.5-5.5-5.5 5.5-2.1-2.1 5.5-5.5-5.5-5.500z",
    ),
    "dash": ("0 0 20 20", "M3 8.500h14v3H3z"),
    "half": ("0 0 20 20", "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2.200v13.600a6.8 6.8 0 0 0 0-13.600z"),
    "dots": ("0 0 20 20", "M2 8h4v4H2zm6 0h4v4H8zm6 0h4v4h-4z"),
    "ring": ("0 0 20 20", "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2.500a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z"),
    "lock": ("0 0 20 20", "M5 8V6a5 5 0 0 1 10 0v2h2v11H3V8zm2.2 0h5.600V6a2.8 2.8 0 0 0-5.6 0zM9 12v4h2v-4z"),
    "eye": (
        "0 0 20 20",
        "M10 4c4.5 0 7.8 3 9.5 6-1.7 3-5 6-9.5 6S2.2 13 .5 10C2.2 7 5.5 4 10 4zm0 2.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zm0 2a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z",  # noqa: E501 - one path
    ),
    "photo": (
        "0 0 20 20",
        "M1 5h4l2-2.500h6L15 5h4v12H1zm9 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8zm0 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
    ),
    "stop": ("0 0 64 64", "M20 2h24l18 18v24L44 62H20L2 44V20zm8.5 11 1.3 24h4.400l1.3-24zM28 42.500V50h8v-7.500z"),
}

#: kind of state -> (shape, modifier of the style)
STATES = {
    "done": ("tick", "green"),
    "signed": ("tick", "green"),
    "late": ("over", "red"),
    "alert": ("over", "red"),
    "attention": ("soon", "amber"),
    "late_entry": ("soon", "amber"),
    "partial": ("half", "amber"),
    "not_started": ("ring", "quiet"),
    "not_applicable": ("dash", "quiet"),
    "locked": ("lock", "quiet"),
    "waiting": ("dots", "quiet"),
    "note": ("dots", "b"),
    "void": ("cross", "red"),
    "seen": ("eye", "quiet"),
    "due": ("clock", "b"),
}


@cache
def sprite() -> Markup:
    """All shapes, hidden, once at the top of the page."""
    symbols = Markup("").join(
        filled('<symbol id="i-%s" viewBox="%s"><path fill-rule="evenodd" d="%s"/></symbol>', name, box, path)
        for name, (box, path) in SHAPES.items()
    )
    return filled('<svg class="app-sprite" aria-hidden="true" focusable="false"><defs>%s</defs></svg>', symbols)


@cache
def icon(name: str) -> Markup:
    """A shape beside a word that says the same. Raises KeyError for an unknown shape."""
    if name not in SHAPES:
        raise KeyError(f"no such shape: {name}; there are {', '.join(SHAPES)}")
    return filled('<svg class="app-i" aria-hidden="true" focusable="false"><use href="#i-%s"></use></svg>', name)


def state(kind: str, text: str) -> Markup:
    """A state in shape and word. Raises KeyError for an unknown kind."""
    shape, tone = STATES[kind]
    return filled('<span class="app-st app-st--%s">%s<span>%s</span></span>', tone, icon(shape), text)
