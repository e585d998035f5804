"""The codes beside the events of the mechanism, in words."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.inspection.frames import FRAMES
from healthapp.inspection.words import KINDS, PROFESSIONS, STATES

say("inspection.visit", "kind", _l("Kind"), KINDS)
say("inspection.visit", "state", _l("State"), STATES)
say("inspection.mandate", "profession", _l("Profession"), PROFESSIONS)
say("inspection.", "frame", _l("Drawn from"), lambda code: FRAMES[code].text)
