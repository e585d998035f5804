"""What a change of a setting must keep beside the limits of its own key: declared here, asked of every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from healthapp.i18n import gettext as _
from healthapp.settings.keys import CUT_OFFS, KEYS, NIGHT, WATCH
from screening.observation import SHORTEST_NIGHT, night_lasts


def _nothing(_values: Sequence[str]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """``keys`` hold together: one of them changes at a time, and ``wrong`` says what is wrong with their values, in
    that order, at any moment, or nothing. ``past``: whether a value may begin in the past, as a law known late does.
    """

    keys: tuple[str, ...]
    wrong: Callable[[Sequence[str]], str] = _nothing
    past: bool = True


def _short_night(values: Sequence[str]) -> str:
    """A night that ends as it begins is none; in a shorter one the limit of the day would hold while people sleep."""
    begins, ends = values
    if night_lasts(dt.time.fromisoformat(begins), dt.time.fromisoformat(ends)) >= SHORTEST_NIGHT:
        return ""
    return _(
        "The night would last from %(begins)s to %(ends)s; it lasts %(hours)s hours at least",
        begins=begins,
        ends=ends,
        hours=int(SHORTEST_NIGHT.total_seconds() // 3600),
    )


RULES: dict[str, Rule] = {
    **{key: Rule((key,), past=not key.startswith((WATCH, CUT_OFFS))) for key in KEYS},
    **dict.fromkeys(NIGHT, Rule(NIGHT, _short_night, past=False)),
}
