"""The form that says who somebody is: what is on file, and what stands there beside what somebody typed."""

from __future__ import annotations

from collections.abc import Iterable

from healthapp.i18n import format_date
from healthapp.i18n import gettext as _
from healthapp.people import identifiers, words
from healthapp.people.models import Person, PersonIdentifier
from healthapp.web.forms import FormState


def values(person: Person, numbers: Iterable[PersonIdentifier]) -> dict[str, object]:
    """The identity form filled with what is known."""
    asked = {True: "yes", False: "no", None: "not_asked"}
    return {
        "surname": person.surname,
        "given_name": person.given_name,
        "father_name": person.father_name,
        "patronymic_suffix": person.patronymic_suffix or "none",
        "identity_unknown": ["yes"] if person.identity_unknown else [],
        "birth_date": format_date(person.birth_date),
        "birth_date_estimated": ["yes"] if person.birth_date_estimated else [],
        "registered_sex": person.registered_sex,
        "citizenship": person.citizenship,
        "languages": [code for code in person.languages.split(",") if code],
        "interpreter": asked[person.needs_interpreter],
        **{number.kind: number.value for number in numbers},
    }


def beside(form: FormState, person: Person, numbers: Iterable[PersonIdentifier]) -> None:
    """Say at each field of ``form`` that differs what is on file now."""
    on_file = dict.fromkeys(identifiers.KINDS, "") | values(person, numbers)
    for name, value in on_file.items():
        known = [str(part) for part in value] if isinstance(value, list) else [str(value)]
        if [text.strip() for text in form.values_of(name) if text.strip()] != [text for text in known if text]:
            form.add(name, _("On file now: %(value)s", value=_in_words(name, known) or "—"))


def _in_words(name: str, known: list[str]) -> str:
    tables = {
        "patronymic_suffix": words.SUFFIXES,
        "registered_sex": words.SEXES,
        "languages": words.LANGUAGES,
        "interpreter": words.ASKED,
        "citizenship": dict(words.countries()),
    }
    if name in ("identity_unknown", "birth_date_estimated"):
        return str(words.ASKED["yes" if known else "no"])
    return ", ".join(str(tables.get(name, {}).get(text, text)) for text in known)
