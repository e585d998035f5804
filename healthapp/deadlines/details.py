"""The kinds of clock beside the events of clocks, in words."""

from healthapp.audit.details import say
from healthapp.deadlines.presenter import kind_text
from healthapp.i18n import lazy_gettext as _l

say("deadline.", "kind", _l("Kind"), kind_text)
