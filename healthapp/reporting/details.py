"""The codes beside the events of figures, in words: those of cases."""

from functools import partial

from healthapp.audit.details import say
from healthapp.cases.presenter import said
from healthapp.i18n import lazy_gettext as _l

say("reporting.", "state", _l("State"), partial(said, "state"))
