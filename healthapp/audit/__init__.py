"""Who did, saw, printed, exported or was refused what, when, from where and why."""

from healthapp.audit.events import EventType, declare
from healthapp.audit.services import record

__all__ = ["EventType", "declare", "record"]
