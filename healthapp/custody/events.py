"""What the log says of custody lists."""

from __future__ import annotations

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

_COUNTS = {"new", "here", "place", "moved", "rejected", "left"}

LIST_CHECKED = audit.declare("custody.list_checked", _l("Checked a custody list"), details=_COUNTS)
LIST_APPLIED = audit.declare("custody.list_applied", _l("Applied a custody list"), details=_COUNTS)
LIST_GIVEN_UP = audit.declare("custody.list_given_up", _l("Gave up a custody list"))
REJECTED_TAKEN = audit.declare(
    "custody.rejected_taken", _l("Downloaded the rejected rows of a custody list"), details={"rows"}
)
