"""Commands of joining and parting entries."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, line, reason


class LookSchema(FormSchema):
    """Which other entry to look at."""

    number = ma.fields.String(required=True, validate=line(20))


class MergeSchema(LookSchema):
    """The decision: ``sure`` says that both entries were compared."""

    reason = ma.fields.String(required=True, validate=reason)
    sure = ma.fields.String(required=True)

    @ma.validates("sure")
    def _ticked(self, value: str, **_kwargs: Any) -> None:
        if value != "yes":
            raise ma.ValidationError(_("Choose one"))


class UnmergeSchema(FormSchema):
    reason = ma.fields.String(required=True, validate=reason)
