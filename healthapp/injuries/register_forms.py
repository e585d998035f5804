"""Reading what the trauma register is narrowed to."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _
from healthapp.injuries.register import Filter
from healthapp.intake.schemas import read_date


class FilterSchema(ma.Schema):
    """Days in Baku, the codes of a line; ``form`` is read by the view."""

    class Meta:
        unknown = ma.EXCLUDE

    year = ma.fields.Integer(load_default=0, error_messages={"invalid": "?"})
    first = ma.fields.String(load_default="")
    last = ma.fields.String(load_default="")
    cause = ma.fields.String(load_default="", validate=ma.validate.Length(max=40))
    place = ma.fields.String(load_default="", validate=ma.validate.Length(max=40))
    alleged = ma.fields.String(load_default="", validate=ma.validate.Length(max=20))
    notice = ma.fields.String(load_default="", validate=ma.validate.Length(max=20))

    @ma.post_load
    def _filter(self, data: dict[str, Any], **_more: Any) -> Filter:
        days: dict[str, Any] = {}
        for name in ("first", "last"):
            try:
                days[name] = read_date(data[name]) if data[name] else None
            except ma.ValidationError as error:
                raise ma.ValidationError({name: error.messages}) from None
        if days["first"] and days["last"] and days["first"] > days["last"]:
            raise ma.ValidationError({"last": [_("The last day lies before the first")]})
        return Filter(**{**data, **days})
