"""Events of worklists. What the Department reads of a unit's people is kept; a unit's own list is its daily work."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

BEHIND_READ = declare(
    "worklist.behind", _l("Looked at the clocks behind a figure"), details={"figure", "late", "rows"}, access=True
)
