"""Medicines that go along with a person: rows of a form, the same for a transfer and for a release."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _
from healthapp.settings.checks import FormSchema, at_most, line

#: Rows a form offers; a longer list goes into the text beside them.
ROWS = 6


class MedicineSchema(FormSchema):
    """One medicine as given along: name, dose, how often, and for how many days."""

    name = ma.fields.String(required=True, validate=line(120))
    dose = ma.fields.String(required=True, validate=line(60))
    times = ma.fields.String(required=True, validate=line(60))
    days = ma.fields.Integer(required=True)

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field[Any]) -> None:
        super().on_bind_field(field_name, field_obj)
        if field_name == "days":
            field_obj.error_messages["invalid"] = _("Write a whole number")

    @ma.validates_schema
    def _some(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not 1 <= data["days"] <= 90:
            raise ma.ValidationError({"days": [_("Between 1 and 90 days")]})


class WithMedicines(FormSchema):
    """A form with medicines, or with the reason why there are none: an empty list says nothing."""

    medicines = ma.fields.List(ma.fields.Nested(MedicineSchema), load_default=[], validate=ma.validate.Length(max=40))
    no_medicines = ma.fields.String(load_default="", validate=at_most(300))

    @ma.validates_schema
    def _said(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data["medicines"] and not data["no_medicines"]:
            raise ma.ValidationError({"no_medicines": [_("List the medicines, or say why there are none")]})
        if data["medicines"] and data["no_medicines"]:
            raise ma.ValidationError({"no_medicines": [_("Either medicines or a reason for none, not both")]})
