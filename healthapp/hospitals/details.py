"""The codes beside the events of hospitals, in words."""

from healthapp.audit.details import say
from healthapp.deadlines.presenter import kind_text
from healthapp.hospitals.presenter import REASONS, WARD_KINDS
from healthapp.i18n import lazy_gettext as _l

say("hospital.", "clock", _l("Clock"), kind_text)
say("hospital.", "kind", _l("Kind"), WARD_KINDS)
say("hospital.", "ward_kind", _l("Ward"), WARD_KINDS)
say("hospital.", "why", _l("Reason"), REASONS)
