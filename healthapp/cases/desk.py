"""The desk: everything that waits, longest first; filters, pages, and the same list as a file."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from healthapp.cases import presenter
from healthapp.cases.queries import AGE, PAGE, SORTS, Line, Position
from healthapp.i18n import gettext as _
from healthapp.web import positions
from referrals.pathways import PATHWAYS
from referrals.roles import OUTSIDERS, ROLES

HOLDERS = tuple(
    dict.fromkeys(state.holder for pathway in PATHWAYS.values() for state in pathway.states if state.holder)
)
PATHWAY_CODES = tuple(dict.fromkeys(code for code, _version in PATHWAYS))
#: Rows of one export.
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of an address; unknown codes are nothing. ``after``: the last row of the page before."""

    pathway: str = ""
    holder: str = ""
    facility: uuid.UUID | None = None
    mine: bool = False
    sort: str = AGE
    after: Position | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Wanted:
        return cls(
            pathway=_known(given.get("pathway", ""), PATHWAY_CODES),
            holder=_known(given.get("holder", ""), HOLDERS),
            facility=_identifier(given.get("facility", "")),
            mine=given.get("mine") == "yes",
            sort=_known(given.get("sort", ""), SORTS) or AGE,
            after=positions.limit_and_number(given.get("after", "")),
        )

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address carries it."""
        facility = str(self.facility) if self.facility else ""
        all_of = {"pathway": self.pathway, "holder": self.holder, "facility": facility, "sort": self.sort}
        return {**all_of, "mine": "yes" if self.mine else ""}


def _known(code: str, codes: Collection[str]) -> str:
    return code if code in codes else ""


def _identifier(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def page(lines: list[Line]) -> tuple[list[Line], str | None]:
    """(the rows of this page, where the next one begins or None)."""
    return lines[:PAGE], positions.text(lines[PAGE - 1].at, lines[PAGE - 1].row.number) if len(lines) > PAGE else None


def headings() -> list[str]:
    return [
        _("Number"),
        _("Person"),
        _("Facility"),
        _("Pathway"),
        _("State"),
        _("With whom"),
        _("Days since the need"),
        _("In this step"),
        _("Next limit"),
        _("Papers"),
        _("In hand with"),
        _("Sent back"),
    ]


def cells(row: presenter.Row) -> list[str]:
    said = (row.number, row.person, row.place, row.pathway, row.state, row.holder)
    return [*said, row.age, row.days, row.due, row.papers, row.assigned, row.returned]


def table(rows: Iterable[presenter.Row]) -> list[list[str]]:
    """The queue as a table with its head, for a file."""
    return [headings(), *(cells(row) for row in rows)]


assert set(HOLDERS) <= ROLES | OUTSIDERS | {"unit"}
