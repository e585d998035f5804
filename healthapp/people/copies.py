"""What a person is given on paper: the sheet "who opened my file" and the frame of the person's own copy.

Each print is an event first; its time and its printer are the event's, so that paper and log agree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp import audit, settings
from healthapp.audit.models import AuditEvent
from healthapp.database import UnitOfWork
from healthapp.documents import Confidentiality, Sheet
from healthapp.i18n import gettext as _
from healthapp.i18n import in_language
from healthapp.ledger import canonical
from healthapp.ledger.printed import NOWHERE, Proven
from healthapp.people import access_presenter
from healthapp.people.accesslog import Access
from healthapp.people.copy_schemas import PrintAccess
from healthapp.people.document import ACCESS_FORM
from healthapp.people.events import ACCESS_SHEET_PRINTED
from healthapp.people.models import Facility, Person
from healthapp.people.names import display_name
from healthapp.people.print_values import AccessPrint
from healthapp.web.kit.roles import role_word

VERSION = "1"
PHONE = "contact.ombudsman_phone"


@dataclass(frozen=True, slots=True)
class AccessSheet:
    """Everything of one access sheet, read before its own print becomes an event."""

    person: Person
    institution: str
    phone: str
    wanted: PrintAccess
    rows: list[Access]

    @property
    def digest(self) -> bytes:
        """SHA-256 over whose file, which days and which events: a second print of the same days can be compared."""
        return canonical.digest(
            {
                "person": self.person.id,
                "first": self.wanted.first_day,
                "last": self.wanted.last_day,
                "events": [row.event.id for row in self.rows],
            }
        )


def prepare(session: Session, person: Person, wanted: PrintAccess, rows: list[Access], now: dt.datetime) -> AccessSheet:
    """Gather what the sheet prints. ``rows`` come from ``accesslog.between``."""
    return AccessSheet(person, institution_of(session, person), ombudsman_phone(session, now), wanted, rows)


def record_access_sheet(uow: UnitOfWork, sheet: AccessSheet) -> AuditEvent:
    """The event of this print, with the digest of what is printed."""
    return audit.record(
        uow,
        ACCESS_SHEET_PRINTED,
        about=sheet.person,
        subject=("person", sheet.person.id),
        digest=sheet.digest,
        language=sheet.wanted.language,
        rows=len(sheet.rows),
    )


def access_print(sheet: AccessSheet, event: AuditEvent, *, synthetic: bool) -> AccessPrint:
    """The sheet as it is printed, in its language."""
    rows = sheet.rows
    with in_language(sheet.wanted.language):
        return AccessPrint(
            sheet=frame(
                sheet.person,
                event,
                language=sheet.wanted.language,
                form=ACCESS_FORM,
                title=_("Who opened my file"),
                record=sheet.person.number,
                digest=sheet.digest,
                institution=sheet.institution,
                digest_label=_("SHA-256 of this list"),
                synthetic=synthetic,
            ),
            first_day=sheet.wanted.first_day,
            last_day=sheet.wanted.last_day,
            rows=tuple(access_presenter.paper_row(row) for row in rows),
            opened=sum(1 for row in rows if not row.is_refusal),
            refused=sum(1 for row in rows if row.is_refusal),
            emergency=access_presenter.emergency_total(rows),
            passed_on="0",
            ombudsman_phone=sheet.phone,
        )


def frame(
    person: Person,
    event: AuditEvent,
    *,
    language: str,
    form: str,
    title: str,
    record: str,
    digest: bytes,
    institution: str,
    digest_label: str = "",
    place: Proven = NOWHERE,
    synthetic: bool,
) -> Sheet:
    """The page frame of a paper that is the person's own. Called in the language of the print."""
    role = f", {role_word(event.actor_role)}" if event.actor_role else ""
    return Sheet(
        language=language,
        form=form,
        version=VERSION,
        title=title,
        record=record,
        confidentiality=Confidentiality.PERSON,
        digest=digest.hex(),
        institution=institution,
        printed_by=f"{event.actor_name}{role}",
        printed_at=event.at,
        person=display_name(person),
        born=person.birth_date,
        digest_label=digest_label,
        leaf=place.leaf,
        proof=place.proof,
        synthetic=synthetic,
    )


def institution_of(session: Session, person: Person) -> str:
    """The official name of the facility the person is at; empty when there is none."""
    facility = session.get(Facility, person.facility_id) if person.facility_id is not None else None
    return facility.name if facility is not None else ""


def ombudsman_phone(session: Session, now: dt.datetime) -> str:
    """The number printed on papers; a dash while it is unset."""
    value = settings.current(session, PHONE, now).value
    return str(value) if value else "—"
