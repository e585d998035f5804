"""What the log says of people: entries, moves, flags and who opened a page; of facilities, joined entries and papers
handed to a person. Details are codes and counts."""

from __future__ import annotations

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

PERSON_ADMITTED = audit.declare(
    "person.admitted", _l("Registered an arrival"), details={"known_before", "late_minutes", "lookalikes"}
)
PERSON_OPENED = audit.declare("person.opened", _l("Opened the page of a person"), access=True)
PERSON_SEARCHED = audit.declare("person.searched", _l("Searched for a person"), details={"found"})
IDENTITY_CHANGED = audit.declare("person.identity_changed", _l("Changed identity data"), details={"fields"})
NAME_ADDED = audit.declare("person.name_added", _l("Added another name of a person"), details={"kind"})
NAME_ENDED = audit.declare("person.name_ended", _l("Withdrew a name of a person"), details={"kind"})
MOVEMENT_RECORDED = audit.declare(
    "person.movement", _l("Recorded a movement"), details={"kind", "late_minutes", "without_exam"}
)
#: Which mark it is says something of the person's health: it stays in the medical service.
FLAG_SET = audit.declare("person.flag_set", _l("Set what the banner shows"), details={"code"}, private={"code"})
FLAG_ENDED = audit.declare(
    "person.flag_ended", _l("Took away what the banner showed"), details={"code"}, private={"code"}
)
FACILITY_OPENED = audit.declare("facility.opened", _l("Added a facility"), details={"code"})
FACILITY_CHANGED = audit.declare("facility.changed", _l("Changed a facility"), details={"fields"})
#: Recorded once for each entry; ``role``: kept or merged, ``other``: the other entry.
PERSON_MERGED = audit.declare("person.merged", _l("Joined two entries of one person"), details={"role", "other"})
MERGE_UNDONE = audit.declare("person.merge_undone", _l("Parted two entries again"), details={"role", "other"})
ACCESS_LOG_OPENED = audit.declare("person.access_log_opened", _l("Looked at who opened the file"), access=True)
ACCESS_SHEET_PRINTED = audit.declare(
    "person.access_sheet_printed", _l("Printed who opened the file"), details={"language", "rows"}, access=True
)
PERSON_COPY_PRINTED = audit.declare(
    "person.copy_printed", _l("Printed the person's own copy"), details={"language", "kind"}, access=True
)
