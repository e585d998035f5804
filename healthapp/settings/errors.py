"""Refusals of the settings, in words for the field they belong to."""

from __future__ import annotations


class SettingRefused(Exception):
    """``field`` of the form and the translated message. Nothing was changed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
