"""Refusals of the record's life, each with what the user can do next."""

from __future__ import annotations

from healthapp.records.models import DraftSection


class RecordRefusal(Exception):
    """An act the record's state does not allow. Nothing was changed."""


class WrongState(RecordRefusal):
    def __init__(self, act: str, state: str) -> None:
        super().__init__(f"{act} is not possible while the record is {state}")
        self.act, self.state = act, state


class EditConflict(RecordRefusal):
    """Somebody else saved this section in between; ``answers`` is what stands now."""

    def __init__(self, row: DraftSection) -> None:
        super().__init__("the section was saved by somebody else")
        # Values, not the row: the unit of work this is raised in is rolled back.
        self.section, self.answers, self.version = row.section, dict(row.content), row.version
        self.saved_at, self.saved_by_name = row.saved_at, row.saved_by_name


class NotInCustody(RecordRefusal):
    """The person was released or died: there is nobody here to examine or to ask."""


class NeedsSecondPerson(RecordRefusal):
    """The same person cannot do both halves of an act that needs two."""


class ReasonMissing(RecordRefusal):
    """Late signatures and voidings need a reason."""
