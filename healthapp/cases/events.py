"""What the log says of cases: codes only."""

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

_MOVE = {"pathway", "step", "state"}
CASE_OPENED = audit.declare("case.opened", _l("Opened a case"), details=_MOVE)
CASE_ADVANCED = audit.declare("case.advanced", _l("Recorded a step of a case"), details=_MOVE)
CASE_READ = audit.declare("case.read", _l("Looked at a case"), details={"pathway", "state"}, access=True)
NOTICE_PRINTED = audit.declare(
    "case.notice_printed", _l("Printed the notice of a case for the person"), details={"pathway", "state", "language"}
)
QUEUE_EXPORTED = audit.declare(
    "case.queue_exported", _l("Took out the list of cases"), details={"rows", "format"}, access=True
)
_COUNTS = {"new", "changed", "same", "rejected"}
DISEASES_CHECKED = audit.declare("case.diseases_checked", _l("Checked a list of diseases"), details=_COUNTS)
DISEASES_APPLIED = audit.declare("case.diseases_applied", _l("Applied a list of diseases"), details=_COUNTS)
DISEASES_GIVEN_UP = audit.declare("case.diseases_given_up", _l("Gave up a list of diseases"))
DISEASES_REJECTED_TAKEN = audit.declare(
    "case.diseases_rejected_taken", _l("Downloaded the rejected rows of a list of diseases"), details={"rows"}
)
_PAPER = {"pathway", "paper", "way"}
PAPER_ADDED = audit.declare("case.paper_added", _l("Put a paper into the file of a case"), details=_PAPER)
PAPER_REMOVED = audit.declare("case.paper_removed", _l("Took a paper out of the file of a case"), details=_PAPER)
PAPERS_READ = audit.declare("case.papers_read", _l("Looked at the papers of a case"), details={"pathway"}, access=True)
BUNDLE_SEALED = audit.declare(
    "case.bundle_sealed", _l("Froze the file of a case as sent"), details={"pathway", "place"}
)
BUNDLE_PRINTED = audit.declare(
    "case.bundle_printed", _l("Printed the file of a case"), details={"pathway", "place", "language"}
)
CASE_NOTED = audit.declare("case.noted", _l("Wrote a note beside a case"), details={"pathway"})
CASE_ASSIGNED = audit.declare("case.assigned", _l("Said who has a case in hand"), details={"pathway", "taken"})
SESSION_CALLED = audit.declare("commission.called", _l("Called a session of the commission"), details={"number"})
SESSION_CHANGED = audit.declare(
    "commission.changed", _l("Changed a session of the commission"), details={"number", "what"}
)
SESSION_PRINTED = audit.declare(
    "commission.printed", _l("Printed the agenda and the invitations of a session"), details={"number", "language"}
)
SESSION_READ = audit.declare(
    "commission.read", _l("Looked at a session of the commission"), details={"number"}, access=True
)
ITEM_READ = audit.declare(
    "commission.item_read", _l("Looked at a case in the commission"), details={"number"}, access=True
)
VOTE_GIVEN = audit.declare("commission.voted", _l("Gave a vote in the commission"), details={"number", "proposal"})
PROPOSED = audit.declare(
    "commission.proposed", _l("Proposed an opinion of the commission"), details={"number", "proposal"}
)
PROTOCOL_MADE = audit.declare(
    "commission.protocol_made", _l("Closed the votes and made the protocol"), details={"number"}
)
PROTOCOL_PRINTED = audit.declare(
    "commission.protocol_printed", _l("Printed a protocol of the commission"), details={"number", "language"}
)
