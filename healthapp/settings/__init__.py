"""Dated settings: what the law or the service says today, and what it said then."""

from healthapp.settings.queries import Value, current, holidays
from healthapp.settings.services import set_value

__all__ = ["Value", "current", "holidays", "set_value"]
