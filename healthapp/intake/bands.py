"""What a score amounts to, in words: the band of its instrument beside every sum an examination holds.

A sum that was rated on paper is read by the same limits as one that was asked here: the cut-offs of ``screening`` and
those the site added, in force on the day of the examination, for this person and the language spoken. A record read
years later says the band of its day. Where an examination does not ask which language was spoken, the person's own is
taken; where nobody knows it, the cut-off is the one for any language, and said to be. Body mass index: WHO; below 16
severe (§5.1 B of the intake dictionary). The screens for mental disorder: BJMHS (Steadman 2005) by the rule of the
shipped instrument; CMHS (Ford 2009), which is not shipped, by dated settings with the limits of NICE NG66 (for women
its makers say 5: docs/instruments.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from babel.support import LazyProxy
from sqlalchemy.orm import Session

from healthapp import settings
from healthapp.i18n import gettext as _
from healthapp.i18n import language, local
from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.model import Answers, Field, examined_at
from healthapp.people.models import Person
from healthapp.people.names import age
from healthapp.risk import shelf
from healthapp.risk.content import SEXES
from healthapp.settings.citations import basis_text
from screening import policies
from screening.expressions import Cluster
from screening.library import shipped
from screening.model import LANGUAGES, Context, Policy

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
#: Sums somebody rated, in whatever language: the others were asked.
_RATED = frozenset({"cows", "ciwa"})
#: Answer of ``screener`` -> the setting of its limit.
CMHS = {"cmhs_m": "screen.cmhs_m", "cmhs_w": "screen.cmhs_w"}
#: Lower ends of the bands of body mass index in kg/m2.
THIN, UNDER, OVER, OBESE = 16, Decimal("18.5"), 25, 30


@dataclass(frozen=True, slots=True)
class Limits:
    """The cut-offs of one record. ``known`` and ``cmhs`` (setting -> its value on the day) are asked once a sum needs
    them: most parts of a record hold none."""

    known: Callable[[], shelf.Shelf]
    context: Context
    cmhs: Callable[[], Mapping[str, settings.Value]]

    def code(self, key: str, score: int) -> str:
        """The code of the band of a score. Raises KeyError for a question that holds none."""
        return policies.Cut.of(self._policy(key)).band(score)

    def all_of(self, field: Field) -> str:
        """Every band of a score in words, to stand beside it; empty for what is no score."""
        if field.key == SCREENER:
            return self._screeners()
        if field.key not in SCALES:
            return ""
        words = _words(field.key)
        told = "; ".join(_said(low, high, words[band]) for low, high, band in self._policy(field.key).cuts)
        return self._of_version(field.key, told)

    def said(self, field: Field, answers: Answers) -> str:
        """The band an answer lies in, with its limits; empty for what is no score."""
        if field.key == SCREENER:
            return self._screener(answers)
        if field.key not in SCALES:
            return ""
        words, score = _words(field.key), int(answers[field.key])
        cuts = self._policy(field.key).cuts
        told = next((_said(low, high, words[band]) for low, high, band in cuts if low <= score <= high), "")
        return self._of_version(field.key, told)

    def _of_version(self, key: str, told: str) -> str:
        """That the limits are those for any language, where nobody knows in which the person was asked."""
        if not told or key in _RATED or self.context.language != policies.ANY_LANGUAGE:
            return told
        general = _("cut-off of the general version")
        return f"{told}; {general}"

    def _screeners(self) -> str:
        limits = self.cmhs()
        found = _(
            "Refer: BJMHS from %(bjmhs)s of items 1 to 6, or item 7 or 8; CMHS for men from %(men)s, for women from "
            "%(women)s",
            bjmhs=_bjmhs(),
            men=limits[CMHS["cmhs_m"]].number() or "-",
            women=limits[CMHS["cmhs_w"]].number() or "-",
        )
        sources = dict.fromkeys(basis_text(one.legal_basis) for one in limits.values() if one.legal_basis)
        return f"{found} ({'; '.join(sources)})" if sources else found

    def _screener(self, answers: Answers) -> str:
        """BJMHS refers by which items were yes, too: its count alone settles nothing below its limit."""
        score, asked = int(answers[SCREENER]), answers.get("screener", "")
        least = _bjmhs() if asked == "bjmhs" else self.cmhs()[CMHS[asked]].number() if asked in CMHS else None
        if least is None:
            return ""
        if score >= least:
            return _("refer: %(least)s or more", least=least)
        if asked == "bjmhs":
            return _("below %(least)s; BJMHS refers by item 7 or 8 alone too", least=least)
        return _("below %(least)s", least=least)

    def _policy(self, key: str) -> Policy:
        """The cut-off in force: the one that would name the same sum of a screening on that day."""
        instrument, outcome = SCALES[key]
        return policies.in_force(self.known().get(instrument).policies, outcome, self.context)[0]


def of(
    session: Session, person: Person, event_time: dt.datetime, sections: Mapping[str, Answers], kept: str = ""
) -> Limits:
    """The limits for an examination of ``person``: of the day on which it was done, as its author says, and in the
    language of the conversation where instruments speak it. ``kept``: the language it was read in when it was saved."""
    at = examined_at(sections) or event_time
    spoken = _spoken(person, sections.get("conditions", {}).get("language", ""), kept)
    sex, years = SEXES.get(person.registered_sex, "unknown"), age(person.birth_date, at)
    context = Context(on=local(at).date(), language=spoken, sex=sex, age=years)
    return Limits(
        lambda: shelf.of(session), context, cache(lambda: settings.current_of(session, tuple(CMHS.values()), at))
    )


def _spoken(person: Person, told: str, kept: str) -> Any:
    """The language of the conversation as far as it is known; ``*``: in none that instruments speak, or nobody knows.

    Unsaid, it is the person's own. Who needs an interpreter was asked in the language named first, the others in the
    first that the two have in common.
    """
    if told or kept:
        return told if told in LANGUAGES else policies.ANY_LANGUAGE if told else kept
    own = [code for code in person.languages.split(",") if code]
    understood = own[:1] if person.needs_interpreter else own
    return next((code for code in understood if code in LANGUAGES), policies.ANY_LANGUAGE)


@cache
def _bjmhs() -> int:
    """How many current symptoms refer, by the rule of the instrument as it is shipped."""
    (symptoms,) = (flag.when for flag in shipped().get("bjmhs").definition.flags if flag.id == "symptoms")
    assert isinstance(symptoms, Cluster)
    return symptoms.at_least


def named(key: str) -> dict[str, LazyProxy]:
    """The code of every band of such a score, and its words in whatever language they are shown in."""

    def words(band: str) -> str:
        return _words(key)[band]

    instrument, name = SCALES[key]
    (outcome,) = (one for one in shipped().get(instrument).definition.outcomes if one.id == name)
    return {band: LazyProxy(words, band, enable_cache=False) for band in outcome.bands}


def bmi(index: Decimal) -> str:
    """The band of a body mass index in words."""
    if index < THIN:
        return _("severe underweight, below 16")
    if index < UNDER:
        return _("underweight, below 18.5")
    if index < OVER:
        return _("normal weight, 18.5 to 25")
    return _("overweight, 25 to 30") if index < OBESE else _("obesity, 30 or more")


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
