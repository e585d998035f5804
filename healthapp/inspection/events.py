"""Events of the mechanism. The actor's role makes each an event of oversight, which the institution never reads."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

MANDATE_ISSUED = declare("inspection.mandate_issued", _l("Issued a mandate"), details={"profession", "until"})
MANDATE_ENDED = declare("inspection.mandate_ended", _l("Ended a mandate"))
VISIT_PLANNED = declare("inspection.visit_planned", _l("Planned a visit"))
PLAN_ENDED = declare("inspection.plan_ended", _l("A planned visit was opened or given up"), details={"state"})
VISIT_OPENED = declare("inspection.visit_opened", _l("Opened a visit"), details={"kind"})
VISIT_CHANGED = declare("inspection.visit_changed", _l("Changed the account of a visit"), details={"fields"})
VISIT_MOVED = declare("inspection.visit_moved", _l("Moved a visit on"), details={"state"})
MEMBER_ADDED = declare("inspection.member_added", _l("Added somebody to a visit's team"), details={"guest", "member"})
MEMBER_LEFT = declare("inspection.member_left", _l("Took somebody off a visit's team"), details={"member"})
GLANCE_READ = declare("inspection.glance_read", _l("Read the figures of a facility"), details={"first", "last"})
LIST_READ = declare("inspection.list_read", _l("Opened the list behind a figure"), details={"item"}, access=True)
SAMPLE_DRAWN = declare(
    "inspection.sample_drawn", _l("Drew a sample"), details={"number", "frame", "size", "frame_size", "seed"}
)
ITEM_ADDED = declare("inspection.item_added", _l("Added to a sample on purpose"), details={"sample"})
FRAME_TAKEN = declare("inspection.frame_taken", _l("Took the frame of a sample along"), details={"sample"})
RECORD_READ = declare("inspection.record_read", _l("Opened a drawn record"), details={"position"}, access=True)
AUDIT_SAVED = declare("inspection.audit_saved", _l("Saved the audit of a record"), details={"answered"})
CHECKLIST_MADE = declare("inspection.checklist_made", _l("Wrote a checklist"), details={"frame", "version"})
NOTE_SEALED = declare("inspection.note_sealed", _l("Sealed a note"), details={"kind"})
RECHECKED = declare("inspection.rechecked", _l("Saw somebody again after an interview"))
KEY_MADE = declare("inspection.key_made", _l("Made a key for sealed notes"))
KEY_OPENED = declare("inspection.key_opened", _l("Opened one's sealed notes"))
KEY_REFUSED = declare("inspection.key_refused", _l("Gave a wrong passphrase for sealed notes"))
KEY_CHANGED = declare("inspection.key_changed", _l("Changed the passphrase of sealed notes"), details={"how"})
CHECKPOINT_TAKEN = declare(
    "inspection.checkpoint_taken", _l("Took a checkpoint of the ledger"), details={"moment", "size"}
)
CHECKPOINT_CHECKED = declare(
    "inspection.checkpoint_checked", _l("Checked what was carried away"), details={"verdict", "first"}
)
COSIGNATURE_RECEIVED = declare(
    "ledger.cosigned", _l("Brought back a checkpoint that a witness cosigned"), details={"size"}
)
COPIES_ASKED = declare("inspection.copies_asked", _l("Asked for copies"), details={"variant", "count"})
COPY_MADE = declare("inspection.copy_made", _l("Copied a record"), details={"number"}, access=True)
COPIES_MADE = declare("inspection.copies_made", _l("Finished a bundle of copies"), details={"count", "size"})
COPIES_TAKEN = declare("inspection.copies_taken", _l("Took a bundle of copies along"))
FINDING_SEALED = declare("inspection.finding_sealed", _l("Sealed a finding"), details={"number", "version"})
FINDINGS_READ = declare("inspection.findings_read", _l("Opened the findings of a visit"), details={"count"})
FINDINGS_SHARED = declare("inspection.findings_shared", _l("Sealed findings to a colleague"), details={"count"})
ACT_PRINTED = declare("inspection.act_printed", _l("Printed the act of a visit"), details={"language", "copy"})
REPORT_PRINTED = declare(
    "inspection.report_printed", _l("Printed the draft report of a visit"), details={"language", "cases"}
)
_YEAR_ROWS = {"new", "changed", "same", "rejected"}
YEARS_EXPORTED = declare("inspection.years_exported", _l("Took out the figures by year"), details={"rows", "format"})
YEARS_CHECKED = declare("inspection.years_checked", _l("Checked figures of earlier years"), details=_YEAR_ROWS)
YEARS_APPLIED = declare("inspection.years_applied", _l("Imported figures of earlier years"), details=_YEAR_ROWS)
YEARS_GIVEN_UP = declare("inspection.years_given_up", _l("Left figures of earlier years unapplied"))
YEARS_REJECTED_TAKEN = declare(
    "inspection.years_rejected_taken", _l("Took out the rejected rows of earlier years"), details={"rows"}
)
