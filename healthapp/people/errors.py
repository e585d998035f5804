"""What an entry, an admission or a movement is refused for, said at the field it is about."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any


class Refused(ValueError):
    """Not done, and why. ``field`` is the form's; ``person_id`` the entry the message speaks of, if within scope."""

    def __init__(self, field: str, message: str, person_id: uuid.UUID | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.person_id = person_id


class DoneBefore(Refused):
    """The same was recorded before: ``by`` which account, and when (``at``)."""

    def __init__(self, field: str, message: str, by: uuid.UUID | None, at: dt.datetime) -> None:
        super().__init__(field, message)
        self.by, self.at = by, at


class ChangedMeanwhile(Refused):
    """Somebody corrected the entry since the page was drawn; what is on file now is shown beside what was typed."""


class MayBeKnown(Refused):
    """People on file who may be the one being registered. Going on needs a word that they are not."""

    def __init__(self, field: str, message: str, candidates: Sequence[Any]) -> None:
        super().__init__(field, message)
        self.candidates = list(candidates)
