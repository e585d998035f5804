"""What a list says of a record."""

from __future__ import annotations

from healthapp.i18n import gettext as _
from healthapp.records.kinds import REGISTRY
from healthapp.records.models import RecordState


def kind_text(kind: str) -> str:
    return str(REGISTRY[kind].text)


def state_text(state: str) -> str:
    """The state in words."""
    return {
        RecordState.DRAFT: _("draft"),
        RecordState.AWAITING_DOCTOR: _("awaiting a doctor's signature"),
        RecordState.SIGNED: _("signed"),
        RecordState.VOIDED: _("voided"),
        RecordState.DISCARDED: _("given up"),
    }[RecordState(state)]
