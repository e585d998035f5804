"""The codes beside the events of people, in words; the languages, whichever room notes one."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.movements import KINDS
from healthapp.people.words import LANGUAGES, NAME_KINDS

#: What stands in the line about a person; which allergy or how great a risk is in the record alone.
MARKS = {
    "allergy": _l("Allergies"),
    "risk": _l("Suicide risk"),
    "tb": _l("Tuberculosis"),
    "critical_medicine": _l("Critical medicine"),
    "juvenile": _l("Juvenile"),
    "thoughts": _l("Told thoughts of suicide"),
    "measure": _l("Measures for the custody side"),
}

say("", "language", _l("Language"), LANGUAGES)
say("person.name", "kind", _l("Kind"), NAME_KINDS)
say("person.movement", "kind", _l("Kind"), lambda code: KINDS[code].text)
say("person.searched", "found", _l("Matches"))
say("person.flag", "code", _l("Mark"), MARKS)
