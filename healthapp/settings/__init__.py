"""Dated settings: what the law or the service says today, and what it said then."""

from healthapp.settings.queries import Course, UnknownSetting, Value, courses, current, current_of, held_at, holidays
from healthapp.settings.services import set_value

__all__ = ["Course", "UnknownSetting", "Value", "courses", "current", "current_of", "held_at", "holidays", "set_value"]
