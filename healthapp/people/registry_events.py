"""What the log says of facilities, merged entries and papers handed to a person."""

from __future__ import annotations

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

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
