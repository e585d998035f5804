"""The words of a person: banner, codes of custody, rows of lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask import url_for
from sqlalchemy.orm import Session

from healthapp import i18n
from healthapp.access import Identity, Permission, permits
from healthapp.access.policy import Context
from healthapp.i18n import format_date, ngettext
from healthapp.i18n import gettext as _
from healthapp.people import flags, queries
from healthapp.people.cards import PersonCard
from healthapp.people.models import Person, PersonFlag, Stay
from healthapp.people.names import age, display_name
from healthapp.people.words import LANGUAGES, LEGAL, ORIGINS, SEXES, WHEREABOUTS
from healthapp.web.kit.person import PersonBanner

__all__ = [
    "LANGUAGES",
    "LEGAL",
    "ORIGINS",
    "SEXES",
    "WHEREABOUTS",
    "banner",
    "languages",
    "make_banner",
    "place",
    "where",
    "years",
]


def languages(codes: str) -> str:
    """``Azerbaijani, Russian``; a code nobody named is shown as it is."""
    return ", ".join(str(LANGUAGES.get(code, code)) for code in codes.split(",") if code)


def spoken(codes: str) -> str | None:
    """The first of a person's languages in which this program has words; None when it has none in any."""
    return next((code for code in codes.split(",") if code in i18n.LANGUAGES), None)


def years(person: Person, now: dt.datetime) -> str | None:
    """``34 years``, ``about 34 years`` when the birth date is an estimate, None when it is not known."""
    found = age(person.birth_date, person.died_at or now)
    if found is None:
        return None
    text = ngettext("%(num)s year", "%(num)s years", found)
    return _("about %(years)s", years=text) if person.birth_date_estimated else text


def banner(session: Session, identity: Identity, person: Person, now: dt.datetime) -> PersonBanner:
    """Who a page is about. Health facts only for those who may read the chart; whoever keeps watch reads the level of
    risk alone. Two statements.
    """
    stay = queries.last_stay(session, person.id)
    context = Context(facility_id=person.facility_id, person_id=person.id)
    chart = permits(identity, Permission.CHART_READ, context)
    watch = chart or permits(identity, Permission.RISK_WATCH, context)
    standing = flags.of_people(session, {person.id}).get(person.id, []) if watch else []
    shown = flags.readable(standing, chart=chart, watch=watch)
    made = make_banner(person, stay, shown, now, chart=chart, watch=watch)
    # An office may follow a case of somebody whose page is not for it.
    return made if permits(identity, Permission.PERSON_IDENTITY, context) else replace(made, href=None)


def make_banner(
    person: Person, stay: Stay | None, standing: list[PersonFlag], now: dt.datetime, *, chart: bool, watch: bool
) -> PersonBanner:
    """The banner of what was read. ``chart`` False leaves every health fact out, ``watch`` False the level of risk."""
    by_code = {row.code: row for row in standing}
    allergy, risk = by_code.get("allergy"), by_code.get("risk")
    allergies = (allergy.state if allergy else "not_asked") if chart else "hidden"
    level = int(risk.state) if risk and risk.state in {"1", "2", "3", "4"} else None
    thoughts = _("Told thoughts of suicide") if "thoughts" in by_code else ""
    return PersonBanner(
        name=display_name(person),
        number=person.number,
        birth=format_date(person.birth_date) or None,
        age=years(person, now),
        place=(where(stay) or stay.place if stay else "") or None,
        place_note=place_note(stay),
        allergies=allergies,
        allergy_text=allergy.text if allergy else "",
        risk_level=level,
        risk_text=(risk.text or f"L{level}") if risk else thoughts,
        risk_hidden=not watch,
        languages=languages(person.languages) or None,
        interpreter=person.needs_interpreter,
        hospital=_("yes") if stay is not None and stay.whereabouts == "hospital" else None,
        href=url_for("people.show", person_id=person.id),
    )


def where(stay: Stay | PersonCard) -> str:
    """Where a person is who is not in the unit: in hospital, at court, ...; empty for somebody who is."""
    return str(WHEREABOUTS[stay.whereabouts]) if stay.whereabouts in WHEREABOUTS else ""


def place(stay: Stay | PersonCard) -> str:
    """Where to go for this person: ``A-12``, or ``in hospital (A-12)`` with the cell that was left."""
    away = where(stay)
    return f"{away} ({stay.place})" if away and stay.place else away or stay.place


def place_note(stay: Stay | None) -> str:
    """Isolation, and the cell of somebody who is not in it now; empty for who is there among others."""
    if stay is None:
        return ""
    left = f"({stay.place})" if stay.place and where(stay) else ""
    return ", ".join(part for part in (left, _("in isolation") if stay.isolated else "") if part)
