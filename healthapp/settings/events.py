"""Events of the settings."""

from healthapp.audit.events import declare
from healthapp.i18n import lazy_gettext as _l

SETTING_CHANGED = declare("setting.changed", _l("Changed a clock or policy"), details={"key"})
SETTING_WITHDRAWN = declare("setting.withdrawn", _l("Withdrew a clock or policy before it began"), details={"key"})
HOLIDAY_ADDED = declare("setting.holiday_added", _l("Added a holiday or a working Saturday or Sunday"), details={"day"})
HOLIDAY_REMOVED = declare(
    "setting.holiday_removed", _l("Removed a holiday or a working Saturday or Sunday"), details={"day"}
)
