"""What stands out about people in a list: words with the state that gives them their shape."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy.orm import Session

from healthapp.i18n import gettext as _
from healthapp.people import flags
from healthapp.people.models import PersonFlag

Alert = tuple[str, str]


def alerts(session: Session, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Alert]]:
    """What stands out, the most urgent first, as (kind of ``ui.state``, words); people without any are left out.

    Allergies are not shown in a list, where the absence of one would be read as "none". One statement.
    """
    return {person: found for person, rows in flags.of_people(session, ids).items() if (found := _of(rows))}


def _of(rows: list[PersonFlag]) -> list[Alert]:
    found: list[Alert] = []
    for row in rows:
        if row.code == "tb" and row.state == "isolate":
            found.append(("alert", _("Isolate: TB symptom")))
        elif row.code == "critical_medicine":
            found.append(("alert", _("Critical medicine")))
        elif row.code == "risk" and row.state in {"1", "2", "3", "4"}:
            kind = "alert" if row.state in {"3", "4"} else "attention"
            found.append((kind, _("Suicide risk: L%(level)s", level=row.state)))
        elif row.code == "thoughts":
            found.append(("alert", _("Told thoughts of suicide")))
        elif row.code == "juvenile" and row.state == "presumed":
            found.append(("attention", _("May be under 18")))
    return sorted(found, key=lambda alert: alert[0] != "alert")
