"""Events of the numbered blank forms."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

BLANKS_ISSUED = declare(
    "blank_forms.issued", _l("Had numbered blank forms printed"), details={"series", "first", "last"}
)
BLANKS_OPENED = declare("blank_forms.opened", _l("Opened the file of numbered blank forms"), details={"series"})
BLANK_ACCOUNTED = declare(
    "blank_form.accounted", _l("Said what became of a numbered blank form"), details={"number", "outcome"}
)
