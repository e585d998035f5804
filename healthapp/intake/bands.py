"""What a score amounts to, in words: the bands of the shipped instruments beside every sum an examination holds.

The cut-offs and their words are those of ``screening``, with their sources there; a sum that was rated on paper is read
by the same limits as one that was asked here. Body mass index: WHO; below 16 severe (§5.1 B of the intake dictionary).
The screens for mental disorder: BJMHS (Steadman 2005), CMHS (Ford 2009) with the limits of NICE NG66.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from babel.support import LazyProxy

from healthapp.i18n import gettext as _
from healthapp.i18n import language
from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.model import Answers, Field
from screening import policies
from screening.library import shipped
from screening.model import Context, Policy, Sex

#: Question -> (instrument, the outcome its sum decides).
SCALES: dict[str, tuple[str, str]] = {
    "audit_c": ("audit-c", "screen"),
    "audit": ("audit", "zone"),
    "cows": ("cows", "severity"),
    "ciwa": ("ciwa-ar", "severity"),
    "phq9": ("phq-9", "severity"),
    "gad7": ("gad-7", "severity"),
}
#: Bands of instruments that are not shipped in every language.
_NOT_TRANSLATED: dict[str, dict[str, Any]] = {
    "audit-c": {"negative": _l("negative"), "positive": _l("positive: ask the whole AUDIT")},
    "audit": {
        "zone1": _l("zone I: inform"),
        "zone2": _l("zone II: simple advice"),
        "zone3": _l("zone III: brief counselling and monitoring"),
        "zone4": _l("zone IV: refer"),
    },
}
SCREENER = "screener_score"
#: A shipped cut-off holds until a later one comes with the program.
_UNTIL_FURTHER = dt.date(2100, 1, 1)
#: Lower ends of the bands of body mass index in kg/m2.
THIN, UNDER, OVER, OBESE = 16, Decimal("18.5"), 25, 30


def code(key: str, score: int) -> str:
    """The code of the band of a score whose limits are the same for everybody. Raises KeyError."""
    return policies.Cut.of(_policies(*SCALES[key])[""]).band(score)


def named(key: str) -> dict[str, LazyProxy]:
    """The code of every band of such a score, and its words in whatever language they are shown in."""

    def words(band: str) -> str:
        return _words(key)[band]

    return {band: LazyProxy(words, band, enable_cache=False) for _low, _high, band in _policies(*SCALES[key])[""].cuts}


def all_of(field: Field) -> str:
    """Every band of a score in words, to stand beside it; empty for what is no score."""
    if field.key == SCREENER:
        return _(
            "Refer: BJMHS from 2 of items 1 to 6, or item 7 or 8; CMHS for men from 6, for women from 4 (NICE NG66)"
        )
    if field.key not in SCALES:
        return ""
    words = _words(field.key)
    told = []
    for who, policy in _policies(*SCALES[field.key]).items():
        cuts = (_said(low, high, words[band]) for low, high, band in policy.cuts)
        told.append(f"{who}{'; '.join(cuts)}")
    return ". ".join(told)


def said(field: Field, answers: Answers) -> str:
    """The band an answer lies in, with its limits; empty for what is no score."""
    if field.key == SCREENER:
        return _screener(answers)
    if field.key not in SCALES:
        return ""
    return "; ".join(_one(field.key, int(answers[field.key])))


def bmi(index: Decimal) -> str:
    """The band of a body mass index in words."""
    if index < THIN:
        return _("severe underweight, below 16")
    if index < UNDER:
        return _("underweight, below 18.5")
    if index < OVER:
        return _("normal weight, 18.5 to 25")
    return _("overweight, 25 to 30") if index < OBESE else _("obesity, 30 or more")


def _one(key: str, score: int) -> Iterator[str]:
    words = _words(key)
    for who, policy in _policies(*SCALES[key]).items():
        for low, high, band in policy.cuts:
            if low <= score <= high:
                yield f"{who}{_said(low, high, words[band])}"


def _screener(answers: Answers) -> str:
    """BJMHS refers by which items were yes, too: its count alone settles nothing below two."""
    score, least = int(answers[SCREENER]), {"bjmhs": 2, "cmhs_m": 6, "cmhs_w": 4}.get(answers.get("screener", ""))
    if least is None:
        return ""
    if score >= least:
        return _("refer: %(least)s or more", least=least)
    return (
        _("below %(least)s; BJMHS refers by item 7 or 8 alone too", least=least)
        if least == 2
        else _("below %(least)s", least=least)
    )


def _said(low: int, high: int, words: str) -> str:
    return f"{low} {words}" if low == high else f"{low}–{high} {words}"


def _words(key: str) -> dict[str, str]:
    """The words of the bands in the language in force: the instrument's own, where it has them in every language."""
    instrument, outcome = SCALES[key]
    if instrument in _NOT_TRANSLATED:
        return {band: str(text) for band, text in _NOT_TRANSLATED[instrument].items()}
    found = shipped().texts(instrument, shipped().get(instrument).definition.version, language())
    assert found is not None, "the library ships every scale in three languages"
    return dict(found.outcomes[outcome])


def _policies(instrument: str, outcome: str) -> dict[str, Policy]:
    """The cut-off in force, by whom it is for: one without a name, or one for each sex where they differ."""
    known = shipped().get(instrument).policies

    def of(sex: Sex) -> Policy:
        return policies.in_force(known, outcome, Context(on=_UNTIL_FURTHER, sex=sex))[0]

    male, female = of("male"), of("female")
    if male == female:
        return {"": male}
    return {_("men: "): male, _("women: "): female}
