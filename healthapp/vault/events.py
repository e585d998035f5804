"""Events of the vault: every look at a file is one."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

FILE_KEPT = declare("file.kept", _l("Added a file"), details={"media_type", "size"})
FILE_READ = declare("file.read", _l("Looked at a file"), details={"copy"}, access=True)
FILE_VOIDED = declare("file.voided", _l("Voided a file"))
