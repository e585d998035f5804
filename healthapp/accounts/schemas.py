"""Commands of the accounts room, as forms give them."""

from __future__ import annotations

import re
from typing import Any

import marshmallow as ma

from healthapp.access import Role
from healthapp.accounts.breakglass import MIN_REASON
from healthapp.dates import Day
from healthapp.i18n import LANGUAGES
from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, one_of

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_LONG = 1000


def _username(text: str) -> None:
    if USERNAME.fullmatch(text.casefold()) is None:
        raise ma.ValidationError(_("3 to 40 Latin letters, digits, dots or hyphens, without spaces"))


def _text(longest: int, **options: Any) -> ma.fields.String:
    return ma.fields.String(validate=at_most(longest), **options)


def _enough(text: str) -> None:
    if not MIN_REASON <= len(text) <= _LONG:
        raise ma.ValidationError(_("Write the reason in %(count)s to 1000 characters", count=MIN_REASON))


class SignIn(FormSchema):
    username = _text(200, required=True)
    password = _text(_LONG, required=True)


class Code(FormSchema):
    """A code of the telephone or a recovery code."""

    code = _text(40, required=True)


class Proof(FormSchema):
    """The own password, or a code, typed again."""

    signature = _text(_LONG, required=True)


class NewPassword(FormSchema):
    current = _text(_LONG, required=True)
    password = _text(_LONG, required=True)
    again = _text(_LONG, required=True)

    @ma.validates_schema
    def _same(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["password"] != data["again"]:
            raise ma.ValidationError(_("The two passwords are not the same"), "again")


class Enrolment(FormSchema):
    """``secret``: the sealed secret of the picture shown, as the page got it."""

    secret = _text(200, required=True)
    code = _text(40, required=True)
    signature = _text(_LONG, required=True)


class Language(FormSchema):
    language = ma.fields.String(required=True, validate=one_of(*LANGUAGES))


class PasswordAnswer(FormSchema):
    """``which``: the handed-over password that was used by somebody else."""

    answer = ma.fields.String(required=True, validate=one_of("mine", "not_mine", "later"))
    which = ma.fields.UUID(load_default=None)

    @ma.validates_schema
    def _named(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data.get("answer") == "not_mine" and data.get("which") is None:
            raise ma.ValidationError(_("There is no such password any more"), "which")


class NewUser(FormSchema):
    username = ma.fields.String(required=True, validate=_username)
    name = _text(120, required=True)
    profession = _text(120, load_default="")
    language = ma.fields.String(required=True, validate=one_of(*LANGUAGES))


class ChangedUser(FormSchema):
    name = _text(120, required=True)
    profession = _text(120, load_default="")
    state = ma.fields.String(required=True, validate=one_of("active", "closed"))


class NewRole(FormSchema):
    """Days are whole days in Baku; without a first day the role holds from now on."""

    role = ma.fields.String(required=True, validate=one_of(*(role.value for role in Role)))
    facility = ma.fields.UUID(load_default=None)
    first = Day(load_default=None)
    last = Day(load_default=None)

    @ma.validates_schema
    def _in_order(self, data: dict[str, Any], **_kwargs: Any) -> None:
        first, last = data.get("first"), data.get("last")
        if first is not None and last is not None and last < first:
            raise ma.ValidationError(_("The last day is before the first"), "last")


class Emergency(FormSchema):
    number = _text(40, required=True)
    reason = ma.fields.String(required=True, validate=_enough)


class Judgement(FormSchema):
    verdict = ma.fields.String(required=True, validate=one_of("justified", "not_justified"))
    note = _text(_LONG, load_default="")

    @ma.validates_schema
    def _grounds(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["verdict"] == "not_justified" and not data["note"]:
            raise ma.ValidationError(_("Write why it was not justified"), "note")
