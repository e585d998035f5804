"""What the page of one lesion shows: charts in groups, the drawings of one group, proposals, and what others wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from healthapp.i18n import gettext as _
from healthapp.injuries import charts, drawing, hooks, lesions, presenter
from healthapp.injuries.charts import Region
from healthapp.injuries.dictionary import codes
from healthapp.injuries.dictionary.lesions import LESION
from healthapp.injuries.dictionary.types import TYPES
from healthapp.intake.dictionary.model import AS_TYPED
from healthapp.intake.queries import Examination
from healthapp.records.errors import EditConflict
from healthapp.web.forms import FormState

MOST_CODES = 8
#: Questions that stand folded away.
FOLDED = (
    *("signs", "orientation", "grouping", "description", "treatment", "icd_injury", "icd_external", "coded_on"),
    *("seen_first_by", "seen_first_at"),
)
#: The chart a person's record opens with; every other one is a press away.
_FIRST = {"female": "FBF-A"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One group of charts. ``chart``: the one that opens it; ``marks``: how many lie on its charts."""

    text: str
    chart: str
    marks: int
    current: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that two people gave differently."""

    key: str
    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody saved in between. ``gone``: they took this lesion off the list."""

    text: str
    differences: list[Difference]
    others: list[dict[str, Any]]
    gone: bool


def first_chart(found: Examination) -> str:
    return _FIRST.get(found.person.registered_sex, "FBM-A")


def page(found: Examination, number: int | None, form: FormState) -> dict[str, Any]:
    """Everything the page of lesion ``number`` (None: a new one) shows beside its questions."""
    wanted = form.value("chart")
    chart = wanted if charts.known(wanted) else first_chart(found)
    group = charts.group_of(chart)
    given = found.answers.get("lesions", {})
    marks = lesions.all_marks(given)
    others = [(other, mark) for other, mark in marks if other != number]
    shown = charts.GROUPS[group][1]
    return {
        "number": number,
        "shown": number or given.get("last", 0) + 1,
        "chart": chart,
        "tabs": _tabs(marks, group),
        "sheets": [(presenter.sheet(code, others), drawing.areas(code)) for code in shown],
        "links": mark_links(found),
        "regions": _regions(shown, form.value("region")),
        "definition": str(TYPES[form.value("type")].definition) if form.value("type") in TYPES else "",
        "proposed": _proposed(form),
        "external": _external(form),
        "unusual": _unusual(form),
        "seen": lesions.fingerprint(given, number) if number is not None else "",
    }


def mark_links(found: Examination) -> dict[int, tuple[str, str]]:
    """Address and words of each lesion of a draft, for its marks; none once it is signed."""
    if not found.is_draft:
        return {}
    words = {
        row["number"]: _("Lesion %(number)s: %(what)s", number=row["number"], what=f"{row['type']}, {row['place']}")
        for row in presenter.lesion_rows(found)
    }
    return {row["number"]: (row["href"], words[row["number"]]) for row in presenter.lesion_rows(found)}


def clash(found: Examination, number: int | None, given: Mapping[str, Any], conflict: EditConflict) -> Clash:
    """What stands now beside what was typed, answer by answer."""
    stored = lesions.find(conflict.answers, number) if number is not None else None
    differences, none = [], _("No answer")
    for field in LESION[1:]:
        theirs, yours = presenter.text(field.key, stored or {}), presenter.text(field.key, given)
        if stored is not None and theirs != yours:
            differences.append(Difference(field.key, str(field.text), theirs or none, yours or none))
    text = presenter.conflict(conflict)
    return Clash(text, differences, presenter.rows_of(found, conflict.answers), number is not None and stored is None)


def _tabs(marks: Sequence[tuple[int, Mapping[str, Any]]], current: str) -> list[Tab]:
    return [
        Tab(
            str(name),
            members[0],
            sum(1 for _number, mark in marks if mark["chart"] in members),
            code == current,
        )
        for code, (name, members) in charts.GROUPS.items()
    ]


def _regions(shown: Sequence[str], chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """(chart, its regions) of the charts shown, each region once; the chosen one also when it lies elsewhere."""
    made: list[tuple[str, list[tuple[str, str]]]] = []
    listed: set[str] = set()
    for code in shown:
        fresh = [(region.code, region.label) for region in charts.regions_of(code) if region.code not in listed]
        listed |= {region for region, _label in fresh}
        if fresh:
            made.append((charts.load(code).name, fresh))
    known = charts.regions().get(chosen)
    if known is not None and chosen not in listed:
        made.append((_("Chosen before"), [(known.code, known.label)]))
    return made


def _proposed(form: FormState) -> list[str]:
    region: Region | None = charts.regions().get(form.value("region"))
    return codes.injury(form.value("type"), region)[:MOST_CODES] if form.value("type") in TYPES else []


def _external(form: FormState) -> list[str]:
    return codes.external(form.value("mechanism"), form.value("intent"))[:MOST_CODES]


def _unusual(form: FormState) -> bool:
    sizes = {}
    for key in ("length", "width", "diameter"):
        text = form.value(key).strip().replace(",", ".")
        if text.replace(".", "", 1).isdigit() and text.isascii():
            sizes[key] = text
    return bool(form.value("size_confirmed")) or lesions.unusual(sizes)


def rows_with_gaps(found: Examination) -> list[dict[str, Any]]:
    """The lesions for the list of a draft, each with what it still waits for."""
    waiting: dict[str, list[str]] = {}
    for gap in hooks.lesion_gaps(found):
        waiting.setdefault(gap.name, []).append(gap.text)
    for slot in found.answers.get("lesions", {}).get(AS_TYPED, {}):
        waiting.setdefault(slot, []).append(_("Something typed could not be read: open it and put it right"))
    return [{**row, "gaps": waiting.get(f"lesion-{row['number']}", [])} for row in presenter.lesion_rows(found)]


def by_lesion(form: FormState, rows: Sequence[Mapping[str, Any]]) -> FormState:
    """The opinion's rows in the order of the lesions, whatever order or number they were kept in."""
    place = {form.value(f"findings-{at}-lesion"): at for at in range(len(rows) + 100)}
    kept = {name: form.values_of(name) for name in form.values if not name.startswith("findings-")}
    values: dict[str, Any] = {name: given if len(given) > 1 else given[0] for name, given in kept.items() if given}
    for at, row in enumerate(rows):
        known = place.get(str(row["number"]))
        for column in ("degree", "reasoning", "other_causes"):
            name = f"findings-{at}-{column}"
            values[name] = "" if known is None else form.value(f"findings-{known}-{column}")
    return FormState(values, form.errors)
