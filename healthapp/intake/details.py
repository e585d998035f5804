"""The codes beside the events of examinations, in words; the parts of a record are asked by whichever room."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.catalogue import all_kinds
from healthapp.records.presenter import kind_text, state_text


def _part(code: str) -> object:
    return {part.key: part.title for kind in all_kinds() for part in kind.sections}[code]


say("record.", "section", _l("Part of the record"), _part)
say("intake.", "kind", _l("Kind"), kind_text)
say("intake.", "state", _l("State"), state_text)
