"""Answers and follow-up questions that many sections share."""

from __future__ import annotations

from typing import Any

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.model import Field, When, text, when

#: Answers of a question where the person may honestly not know.
MAY_NOT_KNOW = ("yes", "no", "unknown", "refused", "not_asked")
#: Answers of something the examiner did or saw, which nobody can refuse to say.
OBSERVED = ("yes", "no")
#: Answers of something offered to the person.
OFFERED = ("yes", "no", "refused")

UNKNOWN = ("unknown", _l("Does not know"))
REFUSED = ("refused", _l("Refused to answer"))
NOT_ASKED = ("not_asked", _l("Not asked"))
#: The three ways a choice stays without an answer; none of them is "no".
UNANSWERED = (UNKNOWN, REFUSED, NOT_ASKED)
#: The same three at the end of a list to tick: each excludes every other answer.
UNANSWERED_LIST = tuple(("=" + code, words) for code, words in UNANSWERED)

YES_NO = (("yes", _l("Yes")), ("no", _l("No")))


def why(key: str, reason_key: str = "", **more: Any) -> Field:
    """The reason that stands beside a list or choice answered "refused" or "not asked"."""
    return text(
        reason_key or f"{key}_reason",
        _l("Why refused or not asked"),
        required=True,
        when=when(key, "refused", "not_asked"),
        **more,
    )


def any_of(asked: Field) -> When:
    """Asked when at least one answer of the list ``asked`` is ticked, other than "none" and its like."""
    return When(asked.key, frozenset(option.code for option in asked.options if not option.exclusive))
