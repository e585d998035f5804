"""The codes beside the events of recommendations, in words."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.recommendations.presenter import ADDRESSEES, AREAS, DONE, STATES

say("recommendation.", "addressee", _l("Addressee"), ADDRESSEES)
say("recommendation.", "area", _l("Area"), AREAS)
say("recommendation.", "state", _l("State"), lambda code: STATES[code][1])
say("recommendation.", "step", _l("Step"), DONE)
