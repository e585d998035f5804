"""Markup from a pattern: one way for all of the kit, quick enough for a list of hundreds of cells."""

from __future__ import annotations

from markupsafe import Markup, escape


def filled(pattern: str, *values: object) -> Markup:
    """``pattern`` with a value for each ``%s``: text is escaped, Markup is not.

    ``pattern`` is ours, never anybody's input. Two to three times as fast as ``Markup.format``, which reads its
    pattern anew at every call.

    >>> filled("<b>%s</b>", "1 < 2")
    Markup('<b>1 &lt; 2</b>')
    """
    return Markup(pattern % tuple(map(escape, values)))  # noqa: S704 - every value was escaped
