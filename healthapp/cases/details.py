"""The codes beside the events of cases, in words; the pathway is of a case, whichever room notes it."""

from functools import partial

from healthapp.audit.details import say
from healthapp.cases.bundle.presenter import KINDS
from healthapp.cases.presenter import said
from healthapp.i18n import lazy_gettext as _l

say("", "pathway", _l("Pathway"), partial(said, "pathway"))
say("case.", "state", _l("State"), partial(said, "state"))
say("case.", "step", _l("Step"), partial(said, "event"))
say("case.paper", "paper", _l("Paper"), partial(said, "document"))
say("case.paper", "way", _l("How"), KINDS)
