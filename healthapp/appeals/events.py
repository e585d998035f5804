"""What the log says of appeals: codes only."""

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

APPEAL_RECEIVED = audit.declare("appeal.received", _l("Wrote down an appeal"), details={"kind", "source"})
APPEAL_MOVED = audit.declare("appeal.moved", _l("Recorded a step of an appeal"), details={"kind", "step"})
APPEAL_PASSED_ON = audit.declare("appeal.passed_on", _l("Passed an appeal on to the medical service"))
APPEAL_READ = audit.declare("appeal.read", _l("Looked at an appeal"), details={"kind"}, access=True)
APPEALS_LISTED = audit.declare("appeal.listed", _l("Looked at the list of appeals"), details={"rows"}, access=True)
APPEALS_EXPORTED = audit.declare(
    "appeal.exported", _l("Took out the list of appeals"), details={"rows", "format"}, access=True
)
APPEALS_IMPORTED = audit.declare("appeal.imported", _l("Took in a list of appeals"), details={"rows", "left_out"})
APPEAL_PRINTED = audit.declare(
    "appeal.printed", _l("Printed an appeal for the person"), details={"language"}, access=True
)
