"""The figures by year as tables: the same for the page, the spreadsheet and the print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.importing.checks import CHANGED, NEW, REJECTED, SAME
from healthapp.importing.report import Report
from healthapp.inspection.annual.queries import Year
from healthapp.inspection.annual.reading import COLUMNS
from healthapp.people.facility_presenter import KINDS
from healthapp.reporting.suppression import hidden_in_table

HIDDEN = "…"
PLACES: Mapping[str, Any] = {
    **KINDS,
    "police_station": _l("Police station"),
    "guardhouse": _l("Garrison guardhouse"),
    "migrants": _l("Centre for migrants"),
    "social_care": _l("Social care institution"),
    "other": _l("Another place"),
}
_OUTCOMES: Mapping[str, Any] = {
    NEW: _l("New figures"),
    CHANGED: _l("Figures that replace others"),
    SAME: _l("Already there"),
    REJECTED: _l("Rejected"),
}
COLUMN_WORDS: Mapping[str, Any] = {
    "year": _l("Calendar year, four digits"),
    "place": _l("Kind of place as one of the codes below; empty for all of them together"),
    "total": _l("All visits; must be the sum of the next three"),
    "scheduled": _l("Scheduled visits"),
    "ad_hoc": _l("Visits outside the plan"),
    "follow_up": _l("Follow-up visits; empty where they were not counted apart"),
    "source": _l("Report the figures stand in"),
}
_WRONG: Mapping[str, Any] = {
    "no_number": _l("is no whole number"),
    "no_sum": _l("is not the sum of scheduled, ad hoc and follow-up visits"),
}
_ROW_REASONS: Mapping[str, Any] = {"doubled": _l("This year and place stand in the file twice")}
REPORT = Report(COLUMNS, _OUTCOMES, _ROW_REASONS, cells=_WRONG)


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``numbers``: the first column that holds numbers; ``about_people``: small ones are hidden in files;
    ``sources``: the last column says where they come from.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1
    about_people: bool = False
    sources: bool = False
    note: str = ""


def visits(years: Iterable[Year]) -> Table:
    """Year, all visits, scheduled, ad hoc: the shape of the mechanism's own table; then follow-up and source."""
    head = (_("Year"), _("Visits"), _("Scheduled"), _("Ad hoc"), _("Follow-up visits"), _("Where from"))
    return Table(
        _("Visits by year and kind"),
        head,
        tuple((str(one.year), *_counts(one), one.source or _("counted here")) for one in years),
        sources=True,
    )


def places(years: Iterable[Year]) -> Table:
    head = (_("Year"), _("Kind of place"), _("Visits"), _("Scheduled"), _("Ad hoc"), _("Follow-up visits"))
    rows = tuple((str(one.year), str(PLACES.get(one.place, one.place)), *_counts(one)) for one in years)
    return Table(_("Visits by year and kind of place"), head, rows, numbers=2)


def _counts(one: Year) -> tuple[str, str, str, str]:
    follow_up = "–" if one.follow_up is None else str(one.follow_up)
    return str(one.total), str(one.scheduled), str(one.ad_hoc), follow_up


def recommendations(counted: Mapping[int, Counter[str]]) -> Table:
    """By year of issue, the first year first, with the share that was implemented."""
    head = (
        *(_("Year"), _("Issued"), _("Accepted"), _("Accepted in part"), _("Not accepted"), _("No answer yet")),
        *(_("Implemented"), _("Overdue")),
    )
    names = ("issued", "accepted", "partly", "rejected", "unanswered", "implemented", "overdue")
    rows = tuple((str(year), *(str(found[name]) for name in names)) for year, found in sorted(counted.items()))
    note = _("Implemented: seen by the preventive group at a follow-up visit.")
    return Table(_("Recommendations by year of issue"), head, rows, note=note)


def appeals(title: str, counted: Mapping[int, Counter[str]], columns: Mapping[str, Any]) -> Table:
    """Appeals by year of receipt and one of their codes; every appeal is in one column."""
    head = (_("Year"), *(str(text) for text in columns.values()), _("Together"))
    rows = tuple(
        (str(year), *(str(found[code]) for code in columns), str(sum(found[code] for code in columns)))
        for year, found in sorted(counted.items())
    )
    return Table(title, head, rows, about_people=True)


def outward(table: Table) -> Table:
    """The same table for outside the mechanism: no count of 1 to 4 people, and none that gives such a one away."""
    if not table.about_people or not table.rows:
        return table
    counts = [[int(cell) for cell in row[1:-1]] for row in table.rows]
    hidden = hidden_in_table(counts, told=True)  # the same appeals are counted by two codes, in a table each
    rows = tuple(
        (row[0], *(HIDDEN if (line, place) in hidden else cell for place, cell in enumerate(row[1:])))
        for line, row in enumerate(table.rows)
    )
    note = _("%(sign)s: 1 to 4 people, or a number that would give such a one away.", sign=HIDDEN)
    return replace(table, rows=rows, note=note)


def file_rows(tables: Sequence[Table]) -> list[list[str]]:
    """All tables one below the other for a spreadsheet, each under its title."""
    made: list[list[str]] = []
    for table in tables:
        made += [[table.title], list(table.head), *map(list, table.rows)]
        made += [[table.note], []] if table.note else [[]]
    return made
