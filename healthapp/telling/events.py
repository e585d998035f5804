"""What the log says of telling: codes only."""

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

CASE_TOLD = audit.declare("case.told", _l("Told a person of a decision"), details={"how", "language", "step"})
TELLING_READ = audit.declare(
    "case.person_read", _l("Looked at the person's side of a case"), details={"pathway", "state"}, access=True
)
TELLING_PRINTED = audit.declare(
    "case.person_printed",
    _l("Printed the course of a case for the person"),
    details={"pathway", "state", "language"},
    access=True,
)
UNTOLD_READ = audit.declare(
    "case.untold_read", _l("Opened the list of decisions nobody told yet"), details={"rows"}, access=True
)
