"""Dated settings: what the law or the service says today, and what it said then."""

from healthapp.settings.queries import UnknownSetting, Value, courses, current, current_of, holidays
from healthapp.settings.services import set_value

__all__ = ["UnknownSetting", "Value", "courses", "current", "current_of", "holidays", "set_value"]
