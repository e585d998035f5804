"""What the log says of recommendations: codes only."""

from healthapp import audit
from healthapp.i18n import lazy_gettext as _l

DRAFTED = audit.declare("recommendation.drafted", _l("Drafted a recommendation"), details={"addressee", "area"})
MOVED = audit.declare("recommendation.moved", _l("Recorded a step of a recommendation"), details={"step", "state"})
TAKEN_OUT = audit.declare(
    "recommendation.exported", _l("Took out the list of recommendations"), details={"rows", "format"}, access=True
)
