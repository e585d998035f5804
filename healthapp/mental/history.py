"""What this room adds to the history of a person: that something was entered, never what it says."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from healthapp.access import Permission
from healthapp.i18n import lazy_gettext as _l
from healthapp.mental.models import (
    DisorderNeed,
    Prescription,
    PsychologyContact,
    RestrictiveMeasure,
    SelfHarmEntry,
)
from healthapp.people.timeline import PEOPLE, EntryKind, declare

Rows = sa.Select[dt.datetime, uuid.UUID, str]


def _of(model: Any, at: Any, *more: sa.ColumnElement[bool]) -> Rows:
    return sa.select(at, model.id, model.author_name).where(model.person_id.in_(PEOPLE), *more)


def declare_entries() -> None:
    """Once, when the views are loaded."""
    for code, text, permission, endpoint, value, rows in (
        (
            "psychology_contact",
            _l("Contact of the psychologist"),
            Permission.MENTAL_READ,
            "mental.contact",
            "contact_id",
            _of(PsychologyContact, PsychologyContact.held_at, PsychologyContact.adds_to_id.is_(None)),
        ),
        (
            "self_harm",
            _l("Self-harm"),
            Permission.SELF_HARM_READ,
            "unit_books.self_harm",
            "entry_id",
            _of(SelfHarmEntry, SelfHarmEntry.discovered_at),
        ),
        (
            "restriction",
            _l("Restrictive measure"),
            Permission.RESTRICTION_READ,
            "unit_books.restriction",
            "measure_id",
            _of(RestrictiveMeasure, RestrictiveMeasure.started_at),
        ),
        (
            "prescription",
            _l("Medicine prescribed"),
            Permission.MEDICINE_READ,
            "mental.medicine",
            "prescription_id",
            _of(Prescription, Prescription.recorded_at),
        ),
        (
            "disorder_need",
            _l("Need of another place"),
            Permission.DISORDER_READ,
            "mental.need",
            "need_id",
            _of(DisorderNeed, DisorderNeed.recorded_at),
        ),
    ):
        declare(EntryKind(code, text, permission, endpoint, value, rows))
