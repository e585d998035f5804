"""The chart beside the file: what the record says of the person, newest first, each entry a way into it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from healthapp.access import Identity
from healthapp.cases.queries import Found
from healthapp.i18n import format_date, format_time
from healthapp.people import timeline
from healthapp.people.merging import of_person_ids
from healthapp.people.page_presenter import record_href, record_title
from healthapp.records.presenter import state_text
from healthapp.web.kit import Entry

MOST = 40


def chart_entries(session: Session, identity: Identity, found: Found) -> list[Entry]:
    """The last records of the person, for those who may read the chart. Two statements."""
    ids = of_person_ids(session, found.person_id)
    rows = timeline.recent_records(session, ids, identity.user_id, MOST)
    return [
        Entry(
            at=row.event_time.isoformat(),
            day=format_date(row.event_time),
            time=format_time(row.event_time),
            title=record_title(row),
            text=f"{row.author_name} · {state_text(row.state)}",
            href=record_href(row),
            kind="care",
        )
        for row in rows
    ]
