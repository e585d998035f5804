"""The kinds of record beside the events every record has, in words."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.records.presenter import kind_text

say("record.", "kind", _l("Kind"), kind_text)
