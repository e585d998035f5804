"""Commands of the people room: what is typed at the door, moved, corrected and searched."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma

from healthapp.dates import moment
from healthapp.i18n import gettext as _
from healthapp.people import identifiers
from healthapp.people.fields import (
    Choice,
    Code,
    FormSchema,
    Line,
    Name,
    Number,
    PastDay,
    Text,
    Tick,
    Time,
)

MOST_LANGUAGES = 10
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ORIGINS = (
    "police",
    "temporary_detention",
    "other_prison",
    "court",
    "hospital",
    "abroad",
    "liberty",
    "return_from_investigation",
)
LEGAL = ("detained", "remand", "convicted", "administrative", "not_known")
SEXES = ("male", "female", "not_recorded")
SUFFIXES = ("ogly", "qizi", "slavic", "none")
ASKED = {"yes": True, "no": False, "not_asked": None}
NAME_KINDS = ("alias", "former", "transliteration")


@dataclass(frozen=True, slots=True)
class Names:
    """A name as given. ``patronymic_suffix``: ogly, qizi, slavic or empty."""

    surname: str
    given_name: str = ""
    father_name: str = ""
    patronymic_suffix: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is. ``numbers``: identifier kind -> value, as ``identifiers`` writes them."""

    names: Names
    registered_sex: str
    birth_date: dt.date | None = None
    birth_date_estimated: bool = False
    identity_unknown: bool = False
    citizenship: str = ""
    languages: str = ""
    needs_interpreter: bool | None = None
    numbers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Admit:
    """An arrival. ``admitted_at``: when the person physically came in. ``known``: the entry this is a return of.

    ``known_by_fin``: the return of whoever bears the FIN given, wherever that was.
    ``not_the_same``: somebody looked at the look-alikes and said that none is this person.
    """

    facility_id: uuid.UUID
    admitted_at: dt.datetime
    origin: str
    legal_status: str
    identity: Identity
    life_sentence: bool = False
    first_time: bool | None = None
    place: str = ""
    juvenile: bool = False
    known: uuid.UUID | None = None
    known_by_fin: bool = False
    not_the_same: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Enough of a person to look for others alike."""

    names: Names
    birth_date: dt.date | None
    numbers: dict[str, str]


@dataclass(frozen=True, slots=True)
class AddName:
    kind: str
    names: Names


@dataclass(frozen=True, slots=True)
class Move:
    """A movement as typed. ``place``: the new cell; ``other_place``: court, police, hospital in words."""

    kind: str
    occurred_at: dt.datetime
    other_facility_id: uuid.UUID | None = None
    other_place: str = ""
    place: str = ""
    note: str = ""
    release_kind: str = ""


class NamesSchema(FormSchema):
    """The parts of a name, for those schemas that ask for one."""

    surname = Name()
    given_name = Name()
    father_name = Name()
    patronymic_suffix = Choice(SUFFIXES, load_default="none")


class IdentitySchema(NamesSchema):
    """Who somebody is, as corrected later."""

    identity_unknown = Tick()
    birth_date = PastDay(load_default=None)
    birth_date_estimated = Tick()
    registered_sex = Choice(SEXES, required=True)
    citizenship = Code(r"[A-Z]{3}", load_default="")
    languages = ma.fields.List(Code(r"[a-z]{2,3}"), load_default=list)
    interpreter = Choice(tuple(ASKED), load_default="not_asked")
    fin = Number("fin")
    id_card = Number("id_card")
    passport = Number("passport")
    foreign_passport = Number("foreign_passport")
    residence = Number("residence")
    custody = Number("custody")

    @ma.validates_schema(skip_on_field_errors=False, pass_original=True)
    def _named(self, _data: dict[str, Any], typed: dict[str, Any], **_kwargs: Any) -> None:
        if not typed.get("identity_unknown") and not typed.get("surname"):
            raise ma.ValidationError({"surname": [_("Write the surname, or tick that nobody knows who this is")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Any:
        return identity_of(data)


class ArrivalSchema(FormSchema):
    """When somebody came in, from where, and as what."""

    facility_id = Code(UUID, required=True)
    admitted_at_date = PastDay(required=True)
    admitted_at_time = Time(required=True)
    origin = Choice(ORIGINS, required=True)
    legal_status = Choice(LEGAL, required=True)
    life_sentence = Tick()
    first_time = Choice(tuple(ASKED), load_default="not_asked")
    place = Line(60, load_default="")
    juvenile = Tick()


class AdmitSchema(IdentitySchema, ArrivalSchema):
    """The form at the door: the arrival first, so that what is wrong is listed in the order of the page."""

    known = ma.fields.String(load_default="")
    not_the_same = Tick()

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Admit:
        known = data["known"]
        return Admit(
            facility_id=uuid.UUID(data["facility_id"]),
            admitted_at=moment(data["admitted_at_date"], data["admitted_at_time"]),
            origin=data["origin"],
            legal_status=data["legal_status"],
            identity=identity_of(data),
            life_sentence=data["life_sentence"],
            first_time=ASKED[data["first_time"]],
            place=data["place"],
            juvenile=data["juvenile"],
            known=_uuid(known),
            known_by_fin=known == "fin",
            not_the_same=data["not_the_same"],
        )


class MoveSchema(FormSchema):
    """A movement; which kinds may follow is for ``movements`` to say."""

    kind = Code(r"[a-z_]{3,30}", required=True)
    at_date = PastDay(required=True)
    at_time = Time(required=True)
    other_facility = Code(UUID, load_default="")
    other_place = Line(200, load_default="")
    place = Line(60, load_default="")
    release_kind = Code(r"[a-z_]{3,30}", load_default="")
    note = Text(1000)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Move:
        return Move(
            kind=data["kind"],
            occurred_at=moment(data["at_date"], data["at_time"]),
            other_facility_id=_uuid(data["other_facility"]),
            other_place=data["other_place"],
            place=data["place"],
            note=data["note"],
            release_kind=data["release_kind"],
        )


class ReceiveSchema(FormSchema):
    """The arrival of a transfer, as the receiving unit acknowledges it."""

    at_date = PastDay(required=True)
    at_time = Time(required=True)
    place = Line(60, load_default="")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Move:
        return Move("transfer_in", moment(data["at_date"], data["at_time"]), place=data["place"])


class LookSchema(NamesSchema):
    """What a half-filled form says of a person, for look-alikes; the rest of the form is none of its business."""

    class Meta:
        unknown = ma.EXCLUDE

    birth_date = PastDay(load_default=None)
    fin = Number("fin")
    id_card = Number("id_card")
    passport = Number("passport")

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Look:
        return look_of(data)


class NameSchema(NamesSchema):
    """Another name a person is known by."""

    surname = Name(required=True)
    kind = Choice(NAME_KINDS, required=True)

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> AddName:
        return AddName(data["kind"], names_of(data))


def names_of(data: dict[str, Any]) -> Names:
    suffix = data["patronymic_suffix"]
    return Names(data["surname"], data["given_name"], data["father_name"], "" if suffix == "none" else suffix)


def look_of(data: dict[str, Any]) -> Look:
    """What could be read of a form, complete or not."""
    names = Names(data.get("surname", ""), data.get("given_name", ""), data.get("father_name", ""))
    numbers = {kind: data[kind] for kind in identifiers.KINDS if data.get(kind)}
    return Look(names, data.get("birth_date"), numbers)


def identity_of(data: dict[str, Any]) -> Identity:
    return Identity(
        names=names_of(data),
        registered_sex=data["registered_sex"],
        birth_date=data["birth_date"],
        birth_date_estimated=data["birth_date_estimated"] and data["birth_date"] is not None,
        identity_unknown=data["identity_unknown"],
        citizenship=data["citizenship"],
        languages=",".join(list(dict.fromkeys(data["languages"]))[:MOST_LANGUAGES]),
        needs_interpreter=ASKED[data["interpreter"]],
        numbers={kind: data[kind] for kind in identifiers.KINDS if data.get(kind)},
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
