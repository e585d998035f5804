"""Instruments, their licences, words and cut-offs in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from healthapp.i18n import format_date
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.risk.instruments import Entry
from healthapp.risk.schemas import SEXES as WHOM
from screening.model import Definition, Outcome, Policy, Texts
from screening.sheet import Fault

LICENCES: dict[str, Any] = {
    "A": _l("public domain"),
    "B": _l("free to copy with credit"),
    "C": _l("free for non-commercial use"),
    "D": _l("permission of the owner needed"),
    "E": _l("paid"),
    "U": _l("not known: ask the owner"),
}
STATUSES: dict[str, Any] = {
    "official": _l("official wording of the owner"),
    "adapted": _l("official wording, adapted"),
    "working": _l("working translation, never validated"),
}
BASES: dict[str, Any] = {
    "found": _l("a source that somebody read"),
    "knowledge": _l("general knowledge, to be checked by a clinician"),
    "design": _l("a decision of the service, signed by a clinician"),
}
#: What a shipped cut-off of the basis "design" rests on: nobody of the service has signed it.
UNSIGNED = _l("a design of this project, which no clinician has signed")
LANGUAGES: dict[str, Any] = {"az": _l("Azerbaijani"), "ru": _l("Russian"), "en": _l("English")}
SEXES: dict[str, Any] = {
    "any": _l("Everybody"),
    "female": _l("Women"),
    "male": _l("Men"),
    "female_unknown": _l("Women, and where the sex is not known"),
    "male_unknown": _l("Men, and where the sex is not known"),
}
COLUMNS: dict[str, Any] = {
    "part": _l("title, instructions, item, answer, band or flag"),
    "item": _l("Code of the question, of the result or of the sign"),
    "answer": _l("Code of the answer or of the band"),
    "points": _l("What the answer is worth; it must be the number in the form"),
    "text": _l("The words, as the owner of the instrument writes them"),
}
FAULTS: dict[str, Any] = {
    "not_a_table": _l("This is not a CSV table in UTF-8: %(detail)s"),
    "columns": _l("These columns are missing: %(detail)s"),
    "too_many": _l("More than %(detail)s rows"),
    "unknown": _l("Row %(detail)s, %(place)s: the instrument has no such part"),
    "twice": _l("Row %(detail)s, %(place)s: it is there twice"),
    "missing": _l("%(place)s: it is missing"),
    "empty": _l("Row %(detail)s, %(place)s: the words are missing"),
    "too_long": _l("Row %(detail)s, %(place)s: too long, or with signs that cannot be printed"),
    "points": _l("%(place)s: the points are not those of the instrument: %(detail)s"),
    "refused": _l("The words do not fit the instrument: %(detail)s"),
}
REFUSALS: dict[str, Any] = {
    "past": _l("It begins tomorrow at the earliest, so that no result changes that somebody acted on"),
    "order": _l("The bands must begin one after the other, from the most reassuring to the worst"),
    "cover": _l("The bands must lie within the points of the instrument"),
    "known": _l("There is a cut-off for the same people and language from this day already"),
    "cautious": _l("Where the sex is not known, the more cautious cut-off must hold: include them"),
}


def fault(one: Fault) -> str:
    """One fault of a table in words."""
    return str(FAULTS[one.code]) % {"place": one.place, "detail": one.detail}


def bands(texts: Texts | None, outcome: Outcome) -> dict[str, str]:
    """What each band of an outcome is called; its code where there are no words yet."""
    return {band: texts.outcomes[outcome.id][band] if texts else band for band in outcome.bands}


def between(named: Mapping[str, str]) -> str:
    """An outcome by its most reassuring band and its worst."""
    words = list(named.values())
    return f"{words[0]} … {words[-1]}"


def notes(definition: Definition) -> list[tuple[str, bool]]:
    """What the definition says of its rules, in English, and whether the rule is this project's own."""
    return [(note, "project design" in note) for note in definition.notes]


def policy_row(policy: Policy, named: Mapping[str, str], *, shipped: bool) -> dict[str, str]:
    """A cut-off for the list: for whom, where each band begins, who said so, when it holds.

    ``shipped``: it came with the instrument; the service did not add it.
    """
    cuts = ", ".join(
        f"{low}–{high} {named[band]}" if low < high else f"{low} {named[band]}" for low, high, band in policy.cuts
    )
    whom = next((str(SEXES[name]) for name, sexes in WHOM.items() if policy.sexes == frozenset(sexes)), "")
    speaks = str(LANGUAGES.get(policy.language, _("any language")))
    period = _("from %(day)s", day=format_date(policy.valid_from))
    if policy.valid_until is not None:
        period = f"{format_date(policy.valid_from)} – {format_date(policy.valid_until)}"
    return {
        "name": "" if policy.name == "default" else policy.name,
        "cuts": cuts,
        "whom": f"{whom}, {speaks}, {policy.population}",
        "source": policy.source,
        "basis": str(UNSIGNED if shipped and policy.basis == "design" else BASES[policy.basis]),
        "period": period,
    }


def words_of(found: Entry, languages: list[Any]) -> str:
    """In which languages the instrument can be asked here."""
    return ", ".join(str(LANGUAGES[one]) for one in languages) or _("no words yet")
