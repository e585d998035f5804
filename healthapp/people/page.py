"""Everything the page of a person shows, read in a fixed number of statements however long the history is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp.access import Identity, Permission, permits, readable_facilities
from healthapp.access.policy import Context
from healthapp.deadlines import queries as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.people import flags, merging, queries, timeline
from healthapp.people.models import Person, PersonFlag, PersonIdentifier, PersonName, Stay
from healthapp.records.models import ClinicalRecord

MEASURE = "measure"
#: Whoever works with clocks sees them on the page.
WORK = (Permission.WORKLIST_UNIT, Permission.WORKLIST_DEPARTMENT)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What may be shown of a person to one reader.

    ``chart``: whether health facts are among it; ``watch``: whether the level of risk is. ``work``: whether clocks are,
    which an oversight body does not see.
    ``measures``: codes of what the custody side must do.
    ``open_places``: facilities whose records this reader may open; None means all.
    """

    person: Person
    stay: Stay | None
    chart: bool
    watch: bool
    work: bool
    numbers: list[PersonIdentifier]
    names: list[PersonName]
    flags: list[PersonFlag]
    measures: list[str]
    clocks: list[Deadline]
    events: timeline.Page
    records: list[ClinicalRecord]
    open_places: frozenset[uuid.UUID] | None
    emergency: bool

    def opens(self, record: ClinicalRecord) -> bool:
        """Whether the record's own page would let this reader in."""
        theirs = self.chart and record.person_id == self.person.id
        return theirs or self.open_places is None or record.facility_id in self.open_places or self.emergency


def read(
    session: Session,
    identity: Identity,
    person: Person,
    *,
    show: str = timeline.ALL,
    before: timeline.Position | None = None,
) -> PersonPage:
    """The page of a person whom the caller found within scope, entries joined with it included."""
    context = Context(facility_id=person.facility_id, person_id=person.id)
    chart = permits(identity, Permission.CHART_READ, context)
    watch = chart or permits(identity, Permission.RISK_WATCH, context)
    ids = merging.of_person_ids(session, person.id)
    by_person = flags.of_people(session, ids)
    # What was set on a joined entry still holds; the kept entry's own word comes last and wins.
    standing = [row for person_id in reversed(ids) for row in by_person.get(person_id, [])]
    measures = {row.state: None for row in standing if row.code == MEASURE}
    emergency = person.id in identity.break_glass
    work = emergency or any(permits(identity, right, context) for right in WORK)
    entries = [code for code, kind in timeline.ENTRIES.items() if permits(identity, kind.permission, context)]
    clocks = [row for person_id in ids for row in deadlines.of_person(session, identity, person_id)] if work else []
    return PersonPage(
        person=person,
        stay=queries.last_stay(session, person.id),
        chart=chart,
        watch=watch,
        work=work,
        numbers=queries.identifiers_of(session, person.id),
        names=queries.names_of(session, person.id),
        flags=flags.readable(standing, chart=chart, watch=watch),
        measures=sorted(measures) if permits(identity, Permission.MEASURES_READ, context) else [],
        clocks=clocks,
        events=timeline.page(
            session, ids, chart=chart, reader_id=identity.user_id, show=show, before=before, entries=entries
        ),
        records=timeline.recent_records(session, ids, identity.user_id) if chart else [],
        open_places=readable_facilities(identity, Permission.INTAKE_READ),
        emergency=emergency,
    )
