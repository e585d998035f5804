"""Events of this room beside those every record has."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

NUMBER_TAKEN = declare("injury.number", _l("Entered in the trauma register"), details={"year", "number"})
NOTICE_PREPARED = declare(
    "injury.notice_prepared", _l("Notice to the prosecutor became due"), details={"duty", "basis"}
)
NOTICE_MOVED = declare("injury.notice_moved", _l("Recorded a step of a notice to the prosecutor"), details={"state"})
REGISTER_OPENED = declare("injury.register", _l("Opened the trauma register"), details={"entries"}, access=True)
ACCUSED_ADDED = declare("injury.accused_added", _l("Sealed names of accused persons"), details={"names"})
ACCUSED_READ = declare("injury.accused_read", _l("Opened sealed names"), access=True)
REPORT_PRINTED = declare("injury.printed", _l("Printed an injury report"), details={"language", "form"}, access=True)
COPY_LOGGED = declare("injury.copy", _l("Logged a copy of an injury record"), details={"recipient", "outcome"})
NOTICE_OPENED = declare("injury.notice_opened", _l("Opened the notice of a death"), access=True)
NOTICE_PRINTED = declare(
    "injury.notice_printed", _l("Printed a notice to the prosecutor"), details={"language"}, access=True
)
REGISTER_PRINTED = declare(
    "injury.register_printed", _l("Printed or saved the trauma register"), details={"entries", "form"}, access=True
)
