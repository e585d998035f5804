"""The file of a case in words: items with their standing, papers, what an upload was refused for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from healthapp.cases.bundle.models import CaseBundle, CaseNote, CasePaper
from healthapp.cases.bundle.queries import Papers
from healthapp.cases.presenter import either, said
from healthapp.i18n import format_date, format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.web.kit.roles import role_word
from referrals.checklists import CUSTODY_PAPERS, Item, Source, Standing

STANDINGS: dict[Standing, Any] = {
    Standing.PRESENT: _l("Present"),
    Standing.MISSING: _l("Missing"),
    Standing.NOT_APPLICABLE: _l("Does not apply"),
}
#: Standing -> shape of the kit.
SHAPES = {Standing.PRESENT: "done", Standing.MISSING: "partial", Standing.NOT_APPLICABLE: "not_applicable"}
KINDS: dict[str, Any] = {
    "extract": _l("drawn from the record"),
    "text": _l("written here"),
    "file": _l("uploaded"),
    "not_applicable": _l("does not apply"),
}
WAYS: dict[str, Any] = {
    "file": _l("Upload a file"),
    "text": _l("Write it here"),
    "extract": _l("Draw it from the record"),
    "not_applicable": _l("It does not apply to this case"),
}
_REFUSED: dict[str, Any] = {
    "empty": _l("The file is empty"),
    "too_large": _l("The file is larger than 25 MB. Scan it in black and white or divide it"),
    "not_accepted": _l("Only PDF, JPEG and PNG are taken. Save or scan the paper as PDF"),
    "damaged": _l("The file is damaged or was cut off on the way. Save or scan the paper again"),
    "encrypted": _l("The PDF is locked with a password. Bring it without one"),
    "bomb": _l("The PDF unpacks to far more than a paper holds. Print it to PDF anew, or scan it"),
    "active": _l("The PDF holds a script, a form action or another file. Print it to PDF anew, or scan it"),
    "too_many_sheets": _l("The PDF has more than 300 sheets. Divide it"),
    "no_sheets": _l("The PDF has no sheet"),
}
_NOT_DONE: dict[str, Any] = {
    "closed": _l("The case has ended: its file stays as it is"),
    "not_drawable": _l("One of these records cannot be drawn from any more. Choose again"),
    "removed_already": _l("Somebody took this paper out already"),
}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper in the file."""

    text: str
    about: str
    href: str
    remove: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of the checklist."""

    code: str
    title: str
    standing: str
    shape: str
    custody: bool
    papers: tuple[PaperLine, ...]
    add: tuple[tuple[str, str], ...]
    missing: bool


def refused_file(code: str) -> str:
    return str(_REFUSED[code])


def not_done(code: str) -> str:
    return str(_NOT_DONE[code])


def title_of(item: Item) -> str:
    return either(item.papers)


def summary(papers: Papers) -> str:
    """How complete the file is, in one sentence."""
    standings = [papers.standing(item) for item in papers.items]
    return _(
        "%(present)s of %(all)s present, %(missing)s missing, %(other)s not applicable",
        present=standings.count(Standing.PRESENT),
        all=len(standings),
        missing=standings.count(Standing.MISSING),
        other=standings.count(Standing.NOT_APPLICABLE),
    )


def file_of(papers: Papers) -> dict[str, Any]:
    """The checklist without its links, for the page of the case."""
    return {"items": item_lines(papers, adds=False), "summary": summary(papers)}


def item_lines(papers: Papers, *, adds: bool) -> list[ItemLine]:
    """The checklist in order. ``adds``: the reader may put papers in."""
    return [_item(papers, item, adds=adds) for item in papers.items]


def _item(papers: Papers, item: Item, *, adds: bool) -> ItemLine:
    standing = papers.standing(item)
    mine = adds and (item.source is Source.CUSTODY or papers.found.clinical)
    links = [
        (said("document", code), url_for("bundle.add_form", case_id=papers.found.id, code=code)) for code in item.papers
    ]
    return ItemLine(
        code=item.code,
        title=title_of(item),
        standing=str(STANDINGS[standing]),
        shape=SHAPES[standing],
        custody=item.source is Source.CUSTODY,
        papers=tuple(_paper(papers, paper, adds=mine) for paper in papers.of(item)),
        add=tuple(links) if mine else (),
        missing=standing is Standing.MISSING,
    )


def other_lines(papers: Papers, *, adds: bool) -> list[PaperLine]:
    return [_paper(papers, paper, adds=adds) for paper in papers.others]


def _paper(papers: Papers, paper: CasePaper, *, adds: bool) -> PaperLine:
    case_id = papers.found.id
    removable = adds and not papers.found.row.outcome
    return PaperLine(
        text=paper_title(paper),
        about=paper_about(paper),
        href=url_for("bundle.paper", case_id=case_id, paper_id=paper.id),
        remove=url_for("bundle.remove", case_id=case_id, paper_id=paper.id) if removable else "",
        reason=str(paper.content.get("text", "")) if paper.kind == "not_applicable" else "",
    )


def paper_title(paper: CasePaper) -> str:
    return paper.title or said("document", paper.code)


def paper_about(paper: CasePaper) -> str:
    """How it came, of which day, by whom, when."""
    parts = [str(KINDS[paper.kind])]
    if paper.sheets > 1:
        parts.append(ngettext("%(num)s sheet", "%(num)s sheets", paper.sheets))
    if paper.dated:
        parts.append(_("of %(day)s", day=format_date(paper.dated)))
    who = f"{paper.added_by_name}, {role_word(paper.added_by_role)}" if paper.added_by_role else paper.added_by_name
    return " · ".join([*parts, who, format_moment(paper.added_at)])


def bundle_lines(papers: Papers) -> list[tuple[int, str, str]]:
    """(place, when and by whom it was frozen, digest) of each time the file was sent, the latest first."""
    return [(row.place, bundle_text(row), row.digest.hex()) for row in reversed(papers.bundles)]


def bundle_text(row: CaseBundle) -> str:
    return f"{said('event', row.step)}, {format_moment(row.sealed_at)}, {row.sealed_by_name}"


def note_lines(notes: list[CaseNote]) -> list[tuple[str, str]]:
    return [(f"{format_moment(note.at)}, {note.author_name}", note.text) for note in notes]


def extra_papers(papers: Papers) -> list[tuple[str, str]]:
    """Papers beyond the checklist that a step of this pathway may still ask for, for adding them."""
    asked = {code for item in papers.items for code in item.papers}
    needs = {code for step in papers.found.case.pathway.steps for need in (*step.needs, *step.file) for code in need}
    wanted = sorted(needs - asked, key=lambda code: said("document", code))
    return [(code, said("document", code)) for code in wanted if papers.found.clinical or code in CUSTODY_PAPERS]
