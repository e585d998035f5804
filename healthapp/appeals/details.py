"""The codes beside the events of appeals, in words."""

from healthapp.appeals.presenter import DONE, KINDS, SOURCES
from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l

say("appeal.", "kind", _l("Kind"), KINDS)
say("appeal.", "source", _l("Source"), SOURCES)
say("appeal.", "step", _l("Step"), DONE)
