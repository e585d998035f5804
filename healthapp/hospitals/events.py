"""What the log says of hospitals and placements: codes only."""

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

WARD_ADDED = audit.declare("hospital.ward_added", _l("Added a hospital ward"), details={"kind"})
WARD_CLOSED = audit.declare("hospital.ward_closed", _l("Closed a hospital ward"))
BEDS_TOLD = audit.declare("hospital.beds_told", _l("Recorded the beds of a ward"), details={"capacity", "occupied"})
BOARD_READ = audit.declare(
    "hospital.board_read", _l("Opened the board of people in hospital"), details={"rows"}, access=True
)
BED_ASKED = audit.declare("hospital.bed_asked", _l("Asked a hospital for a bed"), details={"ward_kind"})
BED_ANSWERED = audit.declare("hospital.bed_answered", _l("Recorded a hospital's answer"), details={"offered", "why"})
SHEET_WRITTEN = audit.declare("hospital.sheet_written", _l("Wrote a transfer sheet"), details={"urgent"})
SHEET_PRINTED = audit.declare(
    "hospital.sheet_printed", _l("Printed a transfer sheet"), details={"language"}, access=True
)
REMINDER_SEEN = audit.declare("hospital.reminder_seen", _l("Saw that a review comes near"), details={"clock", "days"})
SENTENCE_END_SET = audit.declare("hospital.sentence_end", _l("Recorded the end of a sentence"), details={"known"})
