"""What the log says of the court: codes only."""

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

HEARING_ANNOUNCED = audit.declare(
    "court.hearing_announced", _l("Recorded a court hearing to come"), details={"pathway", "moved"}
)
COURT_READ = audit.declare("court.read", _l("Looked at the court's part of a case"), details={"pathway"}, access=True)
HEARINGS_READ = audit.declare(
    "court.hearings_read", _l("Opened the list of court hearings to come"), details={"rows"}, access=True
)
SUMMARY_WRITTEN = audit.declare("court.summary_written", _l("Wrote a release summary"))
SUMMARY_PRINTED = audit.declare(
    "court.summary_printed", _l("Printed a release summary"), details={"language"}, access=True
)
