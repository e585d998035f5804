"""The bound file of a case (KT-1): cover, contents with sheet numbers, checklist, every paper, numbered through."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Image, Spacer
from sqlalchemy.orm import Session

from healthapp import documents as kit
from healthapp.audit.models import AuditEvent
from healthapp.cases.bundle import drawing
from healthapp.cases.bundle.models import CasePaper
from healthapp.cases.bundle.presenter import STANDINGS, paper_about, paper_title, title_of
from healthapp.cases.bundle.queries import Papers
from healthapp.cases.bundle.uploads import PDF
from healthapp.cases.presenter import basis, holder_text, said
from healthapp.documents import volume
from healthapp.documents.codes import digest_groups
from healthapp.documents.values import Confidentiality
from healthapp.i18n import capitals, format_date, format_moment, in_language, language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.intake.dictionary import kind_of
from healthapp.intake.document import section_story
from healthapp.people.movements import KINDS as MOVEMENTS
from healthapp.people.names import display_name
from healthapp.web.kit.roles import role_word
from referrals import clocks, machine
from referrals.checklists import Item, Standing

FORM, VERSION = "KT-1", "1"
PICTURE = (170 * mm, 205 * mm)


@dataclass(frozen=True, slots=True)
class Wanted:
    """``place`` 0 is the file as it lies now; else as it was frozen then. ``digest`` of what is printed."""

    language: str
    place: int
    digest: bytes
    institution: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """One part of the volume: the paper it is, or None for our front pages."""

    paper: CasePaper
    data: bytes
    sheets: int


def render(
    session: Session, papers: Papers, event: AuditEvent, wanted: Wanted, files: Mapping[Any, tuple[str, bytes]]
) -> tuple[str, bytes]:
    """(file name, PDF). ``files``: media type and bytes by the id of each upload, pictures as copies to be shown.

    Raises drawing.Altered when a record no longer has the digest its paper names.
    """
    with in_language(wanted.language):
        sheet = _sheet(papers, event, wanted)
        parts = [
            _bound(session, papers, sheet, paper, files) for paper in papers.papers if paper.kind != "not_applicable"
        ]
        front = kit.render(sheet, _front(papers, wanted, parts, 0))
        front = kit.render(sheet, _front(papers, wanted, parts, volume.sheets(front)))
        number = papers.found.row.number
        data = volume.bind(
            [front, *(part.data for part in parts)],
            lambda place, total: _("%(number)s · sheet %(place)s / %(total)s", number=number, place=place, total=total),
            title=f"{FORM} {number}",
        )
        return kit.file_name(sheet), data


def _sheet(papers: Papers, event: AuditEvent, wanted: Wanted) -> kit.Sheet:
    found = papers.found
    role = f", {role_word(event.actor_role)}" if event.actor_role else ""
    return kit.Sheet(
        language=wanted.language,
        form=FORM,
        version=VERSION,
        title=_("File of a case for the expert commission and the court"),
        record=found.row.number,
        confidentiality=Confidentiality.MEDICAL,
        digest=wanted.digest.hex(),
        institution=kit.institution(wanted.institution),
        printed_by=f"{event.actor_name}{role}",
        printed_at=event.at,
        person=display_name(found.person),
        born=found.person.birth_date,
        digest_label=_("SHA-256 of the frozen file") if wanted.place else _("SHA-256 of the file as it lies now"),
        synthetic=wanted.synthetic,
    )


def _front(papers: Papers, wanted: Wanted, parts: Sequence[Bound], taken: int) -> list[Any]:
    """Cover, contents and checklist; ``taken``: how many sheets they take themselves."""
    found = papers.found
    places = _places(parts, taken)
    opened = clocks.local_date(found.row.opened_at)
    days = max((clocks.local_date(found.case.last or found.row.opened_at) - opened).days, 0)
    cells = [
        [
            kit.PrintCell(_("State"), said("state", found.row.state), 4, strong=True),
            kit.PrintCell(_("With whom"), holder_text(found.row.holder), 4),
            kit.PrintCell(_("Days from the need to the last step"), str(days), 4, strong=True),
        ],
        [
            kit.PrintCell(_("Need found"), format_moment(found.row.opened_at), 4),
            kit.PrintCell(_("Diagnosis (ICD-10)"), found.row.icd10 or "—", 4),
            kit.PrintCell(_("Legal basis"), basis(found), 4),
        ],
        [kit.PrintCell(_("Frozen"), _frozen(papers, wanted), 12)],
    ]
    return [
        kit.title(_("FILE OF THE CASE"), f"{found.row.number} · {said('pathway', found.row.pathway)}"),
        kit.form_cells(cells),
        Spacer(1, 4),
        kit.boxed(*[kit.plain(text, "cell") for text in _roads(papers)]),
        kit.section("I", _("Contents"), _contents(papers, parts, places)),
        kit.section("II", _("Checklist"), _checklist(papers, places), kit.note(kit.escaped(_missing(papers)))),
        kit.section("III", _("Course of the case"), _course(papers)),
    ]


def _places(parts: Sequence[Bound], taken: int) -> dict[Any, str]:
    places, first = {}, taken + 1
    for part in parts:
        last = first + part.sheets - 1
        places[part.paper.id] = str(first) if first == last else f"{first}–{last}"
        first = last + 1
    return places


def _frozen(papers: Papers, wanted: Wanted) -> str:
    bundle = next((row for row in papers.bundles if row.place == wanted.place), None)
    if bundle is None:
        return _("not frozen: the file as it lies now, for work on it")
    return f"{format_moment(bundle.sealed_at)}, {bundle.sealed_by_name} · {said('event', bundle.step)}"


def _roads(papers: Papers) -> list[str]:
    roads = "; ".join(said("pathway", code) for code in machine.open_roads(papers.found.case))
    return [
        _("Both roads to court stay open whatever is decided on this file."),
        _("Open to the person at any time: %(roads)s.", roads=roads) if roads else _("The case has ended."),
    ]


def _contents(papers: Papers, parts: Sequence[Bound], places: Mapping[Any, str]) -> Any:
    rows = [
        [
            str(place),
            paper_title(part.paper),
            places[part.paper.id],
            format_date(part.paper.dated) if part.paper.dated else format_date(part.paper.added_at),
            paper_about(part.paper),
        ]
        for place, part in enumerate(parts, 1)
    ]
    if not rows:
        return kit.plain(_("There is no paper in the file yet."), "cell")
    return kit.grid(["№", _("Paper"), _("Sheets"), _("Date"), _("How it came")], rows, [1, 5, 1.6, 2, 5], keep_rows=1)


def _checklist(papers: Papers, places: Mapping[Any, str]) -> Any:
    rows = [_checked(papers, item, places) for item in papers.items]
    return kit.grid([_("Required"), _("Standing"), _("Where, why"), _("SHA-256, first 16")], rows, [5, 2.6, 5, 3])


def _checked(papers: Papers, item: Item, places: Mapping[Any, str]) -> list[Any]:
    standing = papers.standing(item)
    found = papers.of(item)
    where = ", ".join(
        _("sheet %(place)s", place=places[paper.id]) if paper.id in places else str(paper.content.get("text", ""))
        for paper in found
    )
    if standing is Standing.MISSING and item.source.value == "custody":
        where = _("asked of the prison administration")
    digests = "\n".join(digest_groups(paper.digest.hex()[:16]) for paper in found if paper.id in places)
    word = capitals(str(STANDINGS[standing]), language()) if standing is Standing.MISSING else str(STANDINGS[standing])
    face = "cell-bold" if standing is Standing.MISSING else "cell"
    return [kit.plain(title_of(item), "cell-bold"), kit.plain(word, face), where or "—", digests or "—"]


def _missing(papers: Papers) -> str:
    names = [title_of(item) for item in papers.items if papers.standing(item) is Standing.MISSING]
    if not names:
        return _("Nothing is missing.")
    return _(
        "Missing: %(names)s. A missing paper of others does not stop the medical examination.", names="; ".join(names)
    )


def _course(papers: Papers) -> Any:
    rows = [
        [format_moment(row.at), said("event", row.code), f"{said('actor', row.actor)}, {row.author_name}"]
        for row in papers.found.events
    ]
    return kit.grid([_("When"), _("What"), _("Who")], rows, [3, 6, 6], keep_rows=1)


def _bound(
    session: Session, papers: Papers, sheet: kit.Sheet, paper: CasePaper, files: Mapping[Any, tuple[str, bytes]]
) -> Bound:
    if paper.file_id is not None and files[paper.file_id][0] == PDF:
        return Bound(paper, files[paper.file_id][1], paper.sheets)
    own = replace(
        sheet, digest=paper.digest.hex(), digest_label=_("SHA-256 of this paper"), title=said("document", paper.code)
    )
    data = kit.render(own, _story(session, papers, paper, files))
    return Bound(paper, data, volume.sheets(data))


def _story(session: Session, papers: Papers, paper: CasePaper, files: Mapping[Any, tuple[str, bytes]]) -> list[Any]:
    head = kit.title(paper_title(paper), paper_about(paper))
    if paper.file_id is not None:
        return [head, _picture(files[paper.file_id][1])]
    if paper.kind == "text":
        return [head, *[kit.plain(part, "body") for part in str(paper.content["text"]).split("\n\n")]]
    story: list[Any] = [head]
    for extract in drawing.drawn(session, paper.content):
        story += [
            kit.plain(extract.title, "cell-bold"),
            kit.plain(_("Signed by: %(who)s · SHA-256 %(digest)s", who=extract.signed, digest=extract.digest), "note"),
            *[section_story(section) for section in extract.sections],
            Spacer(1, 6),
        ]
    if paper.content.get("course_until"):
        story.append(kit.section("", _("Course in custody and care"), _stops(session, papers, paper)))
    return story


def _stops(session: Session, papers: Papers, paper: CasePaper) -> Any:
    until = dt.datetime.fromisoformat(paper.content["course_until"])
    rows = []
    for stop in drawing.course(session, papers.found.person_id, until):
        number = stop.record.number or "" if stop.record else ""
        rows.append([format_moment(stop.at), _what(stop), stop.place, number])
    return kit.grid([_("When"), _("What"), _("Facility"), _p("print", "Record")], rows, [3, 5, 4, 3], keep_rows=1)


def _what(stop: drawing.Stop) -> str:
    if stop.record is not None:
        return str(kind_of(stop.record.kind).text)
    kind = MOVEMENTS.get(stop.movement)
    return str(kind.text) if kind is not None else _("Arrived: %(facility)s", facility=stop.place)


def _picture(data: bytes) -> Image:
    picture = Image(io.BytesIO(data))
    scale = min(PICTURE[0] / picture.imageWidth, PICTURE[1] / picture.imageHeight, 1.0)
    picture.drawWidth, picture.drawHeight = picture.imageWidth * scale, picture.imageHeight * scale
    return picture
