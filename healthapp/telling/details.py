"""The codes beside the events of telling, in words. A decision is told in more languages than pages are printed in."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.telling.presenter import HOW, LANGUAGES

say("case.told", "language", _l("Language"), LANGUAGES)
say("case.told", "how", _l("How"), HOW)
