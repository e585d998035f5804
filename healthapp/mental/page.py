"""What the page of one person's mental health care shows, read in a fixed number of statements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp.access import Context, Identity, Permission, permits
from healthapp.cases.models import Case
from healthapp.cases.presenter import said
from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.mental import deaths, queries, restrictions
from healthapp.mental.models import (
    DeathReport,
    PsychologyOffer,
    SelfHarmEntry,
)
from healthapp.mental.queries import Contacts, Measure, Medicine, Need, Position
from healthapp.people import merging, timeline
from healthapp.people.models import Facility, Person
from healthapp.people.page_presenter import record_title
from healthapp.records.models import ClinicalRecord, RecordState

#: How long after self-harm a documentation of injuries is taken to be about it.
NEAR = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class CarePage:
    """One person's care. A part that is None is not for this reader; ``against_rule``: ids of ``measures``."""

    offers: list[PsychologyOffer]
    waiting: bool
    contacts: Contacts
    medicines: list[Medicine] | None
    needs: list[Need] | None
    self_harm: list[SelfHarmEntry] | None
    measures: list[Measure] | None
    against_rule: set[uuid.UUID]
    examinations: list[ClinicalRecord]
    death: DeathReport | None


def read(session: Session, identity: Identity, person: Person, *, before: Position | None = None) -> CarePage:
    """The page of a person whom the caller found within scope, entries joined with it included."""
    context = Context(facility_id=person.facility_id, held_at=person.facility_id, person_id=person.id)

    def may(permission: Permission) -> bool:
        return permits(identity, permission, context)

    ids = merging.of_person_ids(session, person.id)
    offers = queries.offers_of(session, ids)
    last = offers[0] if offers else None
    contacts = queries.contacts_of(session, ids, before)
    seen = last is not None and any(
        row.held_at >= last.offered_at and row.kind != "missed" for row in contacts.rows
    )  # fmt: skip
    measures = queries.restrictions_of(session, ids) if may(Permission.RESTRICTION_READ) else None
    return CarePage(
        offers=offers,
        waiting=last is not None and last.answer == "accepted" and not seen and before is None,
        contacts=contacts,
        medicines=queries.medicines_of(session, ids) if may(Permission.MEDICINE_READ) else None,
        needs=queries.needs_of(session, ids) if may(Permission.DISORDER_READ) else None,
        self_harm=queries.self_harm_of(session, ids) if may(Permission.SELF_HARM_READ) else None,
        measures=measures,
        against_rule=restrictions.against_rule(session, measures or ()),
        examinations=_examinations(session, identity, ids),
        death=queries.death_of(session, person.id) if person.died_at and may(Permission.DEATH_READ) else None,
    )


def _examinations(session: Session, identity: Identity, ids: Iterable[uuid.UUID]) -> list[ClinicalRecord]:
    return timeline.recent_of_kind(session, list(ids), "psychiatric", identity.user_id)


def given_now(session: Session, person: Person) -> list[tuple[str, str]]:
    """The medicines somebody takes now, to choose the one that is replaced."""
    found = queries.medicines_of(session, merging.of_person_ids(session, person.id))
    return [(str(one.row.id), f"{one.row.drug}, {one.row.dose}") for one in found if one.stopped is None]


def signed_records(session: Session, identity: Identity, person: Person) -> list[tuple[str, str]]:
    """The last records of the person that somebody signed, to choose the one an entry rests on."""
    ids = merging.of_person_ids(session, person.id)
    rows = timeline.recent_records(session, ids, identity.user_id, 30)
    known = (RecordState.SIGNED, RecordState.AWAITING_DOCTOR)
    return [
        (str(row.id), f"{record_title(row)}, {format_moment(row.event_time)}") for row in rows if row.state in known
    ]


def injury_records(
    session: Session, identity: Identity, person: Person, entry: SelfHarmEntry
) -> list[tuple[uuid.UUID, str]]:
    """The record an entry names, and the documentation of injuries made in the three days after it."""
    ids = merging.of_person_ids(session, person.id)
    rows = timeline.recent_of_kind(session, ids, "injury", identity.user_id)
    until = entry.discovered_at + NEAR
    near = [row for row in rows if row.id == entry.record_id or entry.discovered_at <= row.event_time <= until]
    found = [(row.id, f"{record_title(row)}, {format_moment(row.event_time)}") for row in near]
    if entry.record_id is not None and entry.record_id not in {row.id for row in near}:
        found.insert(0, (entry.record_id, _("The record of it")))
    return found


def is_among(record_id: uuid.UUID | None, records: Iterable[tuple[str, str]]) -> bool:
    """Whether a chosen record is one that was to choose from; none chosen is fine."""
    return record_id is None or str(record_id) in {value for value, _text in records}


def case_text(row: Case) -> str:
    return f"{row.number} · {said('pathway', row.pathway)}"


def death_number(session: Session, row: DeathReport) -> str:
    return deaths.label(row, session.get_one(Facility, row.facility_id))
