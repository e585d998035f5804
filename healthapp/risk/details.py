"""The codes beside the events of screenings and of the episode of risk, in words."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.records.presenter import state_text
from healthapp.risk.words import REVIEWS, STATES

YES_OR_NO = {True: _l("Yes"), False: _l("No")}

say("screening.", "state", _l("State"), state_text)
say("risk.plan", "state", _l("State"), STATES)
say("risk.reviewed", "kind", _l("Kind"), REVIEWS)
say("risk.observed", "late_entry", _l("Written down late"), YES_OR_NO)
say("risk.observed", "correction", _l("Correction"), YES_OR_NO)
