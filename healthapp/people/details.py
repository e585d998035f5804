"""The codes beside the events of people, in words; the languages, whichever room notes one."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.movements import KINDS
from healthapp.people.words import LANGUAGES, NAME_KINDS

say("", "language", _l("Language"), LANGUAGES)
say("person.name", "kind", _l("Kind"), NAME_KINDS)
say("person.movement", "kind", _l("Kind"), lambda code: KINDS[code].text)
say("person.searched", "found", _l("Matches"))
