"""What one posts about a clock."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l

LEAST, MOST = 3, 1_000


_NEEDED: dict[str, Any] = {"required": _l("Write what you decided, and why")}


class DecisionSchema(ma.Schema):
    """``decision``: what the doctor decided, in words."""

    class Meta:
        unknown = ma.RAISE

    decision = ma.fields.String(required=True, error_messages=_NEEDED)

    @ma.validates("decision")
    def _length(self, text: str, **_more: object) -> None:
        if len(text) < LEAST:
            raise ma.ValidationError(_("Write at least %(least)s characters", least=LEAST))
        if len(text) > MOST:
            raise ma.ValidationError(_("At most %(most)s characters; this has %(given)s", most=MOST, given=len(text)))
