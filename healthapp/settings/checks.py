"""Checks of typed answers whose messages speak the language of the request, not that of the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _


class FormSchema(ma.Schema):
    """A schema whose "missing" speaks the user's language; made anew for each request."""

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field[Any]) -> None:
        field_obj.error_messages["required"] = _("This answer is needed")


def one_of(*choices: str) -> Callable[[str], None]:
    """Refuse what is not one of ``choices``."""

    def check(value: str) -> None:
        if value not in choices:
            raise ma.ValidationError(_("Choose one"))

    return check


def at_most(count: int) -> Callable[[str], None]:
    """Refuse a longer text: columns have an end."""

    def check(value: str) -> None:
        if len(value) > count:
            raise ma.ValidationError(_("%(count)s characters at most", count=count))

    return check


def line(count: int) -> Callable[[str], None]:
    """As ``at_most``, and on one line: lists show it in one cell."""
    short = at_most(count)

    def check(value: str) -> None:
        short(value)
        if not value.isprintable():
            raise ma.ValidationError(_("Write it on one line"))

    return check


def reason(value: str) -> None:
    """A reason somebody else can understand later."""
    if not 5 <= len(value) <= 1000:
        raise ma.ValidationError(_("Write the reason in 5 to 1000 characters"))
