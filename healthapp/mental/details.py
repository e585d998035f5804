"""The codes beside the events of mental health care, in words."""

from healthapp.audit.details import say
from healthapp.i18n import lazy_gettext as _l
from healthapp.mental.registers import REGISTERS
from healthapp.mental.words import TASK_STATES

say("mental.register", "register", _l("Register of the unit"), lambda code: REGISTERS[code].title)
say("mental.task", "state", _l("State"), TASK_STATES)
