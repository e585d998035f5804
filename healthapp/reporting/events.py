"""What the log says of figures: codes and counts only."""

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

DELAYS_EXPORTED = audit.declare(
    "reporting.delays_exported", _l("Took out figures on delays"), details={"rows", "format", "pathway"}, access=True
)
BEHIND_READ = audit.declare(
    "reporting.behind_read", _l("Opened the cases behind a figure"), details={"rows", "pathway", "state"}, access=True
)
