"""Events of examinations beside those every record has."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

EXAMINATION_OPENED = declare("intake.opened", _l("Opened an examination"), details={"kind", "state"}, access=True)
EXAMINATION_PRINTED = declare("intake.printed", _l("Printed an examination"), details={"kind", "language"}, access=True)
DRAFT_TAKEN_OVER = declare("intake.taken_over", _l("Took over a colleague's draft"), details={"kind"})
