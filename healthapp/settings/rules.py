"""What a change of a setting must keep beside the limits of its own key: declared here, asked of every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.support import LazyProxy

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.settings.keys import CUT_OFFS, KEYS, NIGHT, WATCH
from screening.observation import SHORTEST_NIGHT, night_lasts


def _nothing(_values: Sequence[str]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rule:
    """``keys`` hold together: one of them changes at a time, and ``wrong`` says what is wrong with their values, in
    that order, at any moment, or nothing. ``ahead``: why no value may begin in the past; empty where one may, as a law
    known late does.
    """

    keys: tuple[str, ...]
    wrong: Callable[[Sequence[str]], str] = _nothing
    ahead: LazyProxy | str = ""


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


_LOOKS = _l("Looks are judged by what held then: choose now or a later time")
_SUMS = _l("Signed records are read by what held then: choose now or a later time")
RULES: dict[str, Rule] = {
    **{key: Rule((key,)) for key in KEYS},
    **{key: Rule((key,), ahead=_LOOKS) for key in KEYS if key.startswith(WATCH)},
    **{key: Rule((key,), ahead=_SUMS) for key in KEYS if key.startswith(CUT_OFFS)},
    **dict.fromkeys(NIGHT, Rule(NIGHT, _short_night, ahead=_LOOKS)),
}
