"""Who this page is about: at most seven facts, and what is not known is written, never left blank."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from healthapp.i18n import gettext as _
from healthapp.web.kit.clocks import risk
from healthapp.web.kit.environment import own
from healthapp.web.kit.icons import icon
from healthapp.web.kit.markup import filled


@dataclass(frozen=True, slots=True)
class PersonBanner:
    """The facts of the banner as the people room knows them; None means not known.

    ``allergies``: known (with ``allergy_text``), none, not_asked, refused, unknown, or hidden from this role.
    ``risk_level``: 1 to 4 with ``risk_text``; None is no open episode, with ``risk_text`` what calls
    for one. ``risk_hidden``: not for this role.
    ``hospital``: where, when the person is in hospital; the record number gives way to it.
    """

    name: str
    number: str
    birth: str | None
    age: str | None
    place: str | None
    allergies: str
    languages: str | None
    href: str | None = None
    place_note: str = ""
    allergy_text: str = ""
    risk_level: int | None = None
    risk_text: str = ""
    risk_hidden: bool = False
    interpreter: bool | None = None
    hospital: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell: ``level`` is empty, warn or alert."""

    label: str
    value: str | Markup
    note: str = ""
    level: str = ""


def person_banner(banner: PersonBanner) -> Markup:
    """Name, birth date and age, place, allergies, risk, language, and hospital or record number."""
    facts = [
        Fact(_("Born"), banner.birth or _("not known"), f"({banner.age})" if banner.age else ""),
        Fact(_("Place"), banner.place or _("not known"), banner.place_note),
    ]
    if banner.allergies != "hidden":
        facts.append(_allergies(banner))
    if not banner.risk_hidden:
        facts.append(_risk(banner))
    facts.append(_language(banner))
    if banner.hospital is not None:
        facts.append(Fact(_("In hospital"), _with("soon", banner.hospital), level="warn"))
    else:
        facts.append(Fact(_("Card no."), banner.number))
    return own("person.html", "person", banner, facts)


def _allergies(banner: PersonBanner) -> Fact:
    label = _("Allergies")
    if banner.allergies == "known":
        return Fact(label, _with("over", banner.allergy_text or _("recorded, see the record")), level="alert")
    if banner.allergies == "none":
        return Fact(label, _("none known"))
    words = {"not_asked": _("not asked"), "refused": _("refused to say"), "unknown": _("not known")}
    return Fact(label, _with("soon", words[banner.allergies]), level="warn")


def _risk(banner: PersonBanner) -> Fact:
    label = _("Suicide risk")
    if banner.risk_level is None and banner.risk_text:
        return Fact(label, _with("over", banner.risk_text), level="alert")
    if banner.risk_level is None:
        return Fact(label, _("no open episode"))
    return Fact(label, risk(banner.risk_level, banner.risk_text), level="alert" if banner.risk_level > 2 else "warn")


def _language(banner: PersonBanner) -> Fact:
    words = [banner.languages or _("not known")]
    if banner.interpreter:
        words.append(_("interpreter"))
    return Fact(_("Language"), ", ".join(words))


def _with(shape: str, text: str) -> Markup:
    return filled("%s %s", icon(shape), text)
