"""The lists of words of the people room's forms: languages, countries, and codes of custody."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from healthapp.i18n import language
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.names import fold

LANGUAGES: dict[str, Any] = {
    "az": _l("Azerbaijani"),
    "ru": _l("Russian"),
    "en": _l("English"),
    "tr": _l("Turkish"),
    "ka": _l("Georgian"),
    "fa": _l("Persian"),
    "ar": _l("Arabic"),
    "hy": _l("Armenian"),
    "lez": _l("Lezgian"),
    "tly": _l("Talysh"),
    "uk": _l("Ukrainian"),
    "uz": _l("Uzbek"),
    "tk": _l("Turkmen"),
    "ur": _l("Urdu"),
    "hi": _l("Hindi"),
    "zh": _l("Chinese"),
    "fr": _l("French"),
    "sgn": _l("Sign language"),
}
SEXES: dict[str, Any] = {"male": _l("Male"), "female": _l("Female"), "not_recorded": _l("Not recorded")}
SUFFIXES: dict[str, Any] = {
    "ogly": "oğlu",
    "qizi": "qızı",
    "slavic": _l("Whole patronymic, such as Sergeyevich"),
    "none": _l("Nothing"),
}
ASKED: dict[str, Any] = {"yes": _l("Yes"), "no": _l("No"), "not_asked": _l("Not asked")}
NAME_KINDS: dict[str, Any] = {
    "primary": _l("Name in use"),
    "alias": _l("Also known as"),
    "former": _l("Former name"),
    "transliteration": _l("Spelling in another document"),
}
ORIGINS: dict[str, Any] = {
    "police": _l("Police"),
    "temporary_detention": _l("Temporary detention place"),
    "other_prison": _l("Another prison"),
    "court": _l("Court"),
    "hospital": _l("Hospital"),
    "abroad": _l("Abroad"),
    "liberty": _l("Liberty"),
    "return_from_investigation": _l("Return from investigation"),
}
LEGAL: dict[str, Any] = {
    "detained": _l("Detained"),
    "remand": _l("On remand"),
    "convicted": _l("Convicted"),
    "administrative": _l("Administrative detention"),
    "not_known": _l("Not known"),
}
WHEREABOUTS: dict[str, Any] = {
    "hospital": _l("in hospital"),
    "court": _l("at court"),
    "police": _l("with the police"),
    "transit": _l("being transferred"),
    "released": _l("released"),
    "dead": _l("died"),
}
REASONS: dict[str, Any] = {
    "same_document": _l("the same document number"),
    "same_name": _l("the same name"),
    "like_name": _l("a similar name"),
    "same_birth_date": _l("the same birth date"),
    "near_birth_date": _l("a near birth date"),
    "joined": _l("in an entry that was joined into this one"),
}


STATELESS = ("XXA", _l("Stateless"))
#: Codes of states that are no more, of unions and of nothing.
_NO_COUNTRY = frozenset("BUR ZAR DDR FXX TMP YMD QUU XAA XBB ZZZ".split())


def countries() -> list[tuple[str, str]]:
    """(ISO 3166-1 alpha-3, name in the language in force), Azerbaijan first, then by name."""
    return _countries(language())


@cache
def _countries(code: str) -> list[tuple[str, str]]:
    names = Locale(code).territories
    found = [
        (alpha3, names[alpha2[0]])
        for alpha3, alpha2 in get_global("territory_aliases").items()
        if len(alpha3) == 3
        and alpha3.isalpha()
        and alpha3 not in _NO_COUNTRY
        and len(alpha2) == 1
        and alpha2[0] in names
    ]
    found.append((STATELESS[0], str(STATELESS[1])))
    return sorted(found, key=lambda country: (country[0] != "AZE", fold(country[1])))
