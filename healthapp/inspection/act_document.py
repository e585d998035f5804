"""The act of a visit on paper, form BA-1: what the mechanism keeps, and the copy left at the institution."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from healthapp import documents as kit  # first: it decides the faces
from healthapp.documents.values import Confidentiality, PrintCell, Sheet
from healthapp.i18n import capitals, format_date, format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.inspection import acts, slip, words
from healthapp.inspection.acts import Act
from healthapp.inspection.finding_words import Line, Rested
from healthapp.inspection.proof_words import moment_word
from healthapp.intake.prints import Printed
from healthapp.ledger.checkpoint import Checkpoint
from healthapp.ledger.note import encode64, parse

FORM, VERSION = "BA-1", "1 (01.03.2026)"
#: How much of a fingerprint stands in a table; the whole one is with the finding.
SHOWN = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """A print as asked for: ``copy`` own or institution, who prints it and when by the print's event."""

    language: str
    copy: str
    printed_by: str
    at: dt.datetime


def issuer() -> str:
    """The first line of the header of everything the mechanism prints."""
    return _("Commissioner for Human Rights (Ombudsman) of the Republic of Azerbaijan · National Preventive Group")


def render(act: Act, wanted: Wanted) -> Printed:
    """The PDF of one copy, in ``wanted.language``. The act must have been read in the same language."""
    own = wanted.copy == "own"
    with in_language(wanted.language):
        sheet = Sheet(
            language=wanted.language,
            form=FORM,
            version=VERSION,
            title=_("Record of the visit"),
            record=act.visit.number,
            confidentiality=Confidentiality.PRIVILEGED if own else Confidentiality.MEASURES,
            digest=act.digest.hex(),
            institution=issuer(),
            printed_by=wanted.printed_by,
            printed_at=wanted.at,
            copy="1 / 2" if own else "2 / 2",
            addressee=_("Ombudsman") if own else act.visit.facility.name,
            digest_label=_("SHA-256 of the act"),
            synthetic=act.visit.facility.is_demo,
        )
        parts = [_team(act), *([_samples(act), _findings(act)] if own else []), _oral(act), _told(act, own=own)]
        parts += [_checkpoints(act)] if own else []
        parts += [_ink(act, own=own)]
        numbered = [part for part in parts if part is not None]
        story = [
            kit.title(
                capitals(_("Record of the visit"), wanted.language),
                _("Not announced beforehand · OPCAT 19-21; Constitutional Law on the Commissioner 12.2.1; CEP 22.1-1"),
            ),
            *_visit(act),
            *(kit.section(str(place), title, *body) for place, (title, body) in enumerate(numbered, 1)),
        ]
        return Printed(kit.render(sheet, story), kit.file_name(sheet))


Part = tuple[str, list[Any]]


def _visit(act: Act) -> list[Any]:
    visit, before = act.visit, act.previous
    earlier = f"{before.number}, {format_date(before.opened_at)}" if before is not None else _("none")
    hindered = str(words.HINDERED[visit.obstruction])
    rows = [
        [
            PrintCell(_("Institution"), visit.facility.name, 6, strong=True),
            PrintCell(_("Kind"), str(words.KINDS[visit.kind]), 2, strong=True),
            PrintCell(_("Visit before"), earlier, 4),
        ],
        [PrintCell(label, value, wide) for label, value, wide in acts.times(visit)],
        [
            PrintCell(_("Hindered"), hindered, 2, strong=True),
            PrintCell(_("Who hindered what, and the reason given"), visit.obstruction_note, 7),
            PrintCell(_("Records looked at"), f"{format_date(visit.period_from)} – {format_date(visit.period_to)}", 3),
        ],
    ]
    return list(kit.form_cells(rows))


def _team(act: Act) -> Part:
    head = [_("Name"), _("Profession"), _("Mandate"), _("What they can see"), _("Time")]
    rows = [[one.name, one.profession, one.mandate, one.reads, one.time] for one in act.people]
    return _("Team"), list(kit.grid(head, rows, [3.2, 2.2, 2.6, 2, 2.4], style="dense"))


def _samples(act: Act) -> Part:
    if not act.draws:
        return _("Samples: anybody can draw them again"), [kit.plain(_("Nothing drawn."), "body")]
    made: list[Any] = []
    for one in act.draws:
        rows = [
            [
                PrintCell(_("Sample no. %(number)s", number=one.number), one.frame, 5),
                PrintCell(_("Drawn"), f"{one.size} / {one.frame_size}", 2, strong=True),
                PrintCell(_("chosen on purpose"), str(one.purposive), 2),
                PrintCell(_("Audited"), str(one.audited), 3),
            ],
            [
                PrintCell(_("Seed"), one.seed, 2, strong=True),
                PrintCell(_("Algorithm"), str(one.algorithm), 1),
                PrintCell(_("SHA-256 of the frame"), slip.grouped(one.digest), 9),
            ],
        ]
        made += [*kit.form_cells(rows)]
    return _("Samples: anybody can draw them again"), made


def _findings(act: Act) -> Part:
    body: list[Any] = []
    if act.lines:
        head = [_("No."), _("Finding"), _("How grave"), _("Evidence: version of the record, SHA-256")]
        rows = [[str(line.number), _found(line), line.severity[1], _evidence(line)] for line in act.lines]
        body += kit.grid(head, rows, [0.7, 6.6, 1.4, 3.3], style="dense")
    elif not act.unread:
        body.append(kit.plain(_("No finding was written down."), "body"))
    if act.unread:
        text = _("Sealed to other members, and not printed here: %(count)s.", count=act.unread)
        body.append(kit.note(kit.escaped(text)))
    return _("Findings"), body


def _found(line: Line) -> str:
    about = " · ".join(part for part in (line.category, line.person) if part)
    return f"{about}\n{line.text}"


def _evidence(line: Line) -> str:
    rows = []
    for rest in line.evidence:
        digest = slip.grouped(rest.digest[:SHOWN], 4) if rest.digest else _("no signed record")
        rows.append("\n".join(part for part in (f"{rest.reference}: {digest}", photograph(rest), rest.answer) if part))
    return "\n".join(rows) or "—"


def photograph(rest: Rested) -> str:
    """The whole digest: it is compared with the one under the picture in the institution's report."""
    if not rest.file:
        return ""
    return _("photograph as received, SHA-256: %(digest)s", digest=slip.grouped(rest.original, 8))


def _oral(act: Act) -> Part:
    return _("Told to management on leaving"), [kit.plain(act.visit.oral_remarks, "body")]


def _told(act: Act, *, own: bool) -> Part:
    """On the institution's copy only what was issued: a draft is known to the mechanism alone."""
    shown = [one for one in act.told if own or one.issued]
    title = _("Recommendations (in force once the Ombudsman has issued them)")
    if not shown:
        return title, [kit.plain(_("None yet: they follow in writing."), "body")]
    head = [_("Number"), _("Recommendation"), _("To"), _("Due")]
    rows = [[one.number, one.text, one.addressee, one.due] for one in shown]
    return title, list(kit.grid(head, rows, [1.8, 5.8, 2.8, 1.6], style="dense"))


def _checkpoints(act: Act) -> Part:
    title = _("Checkpoints of the ledger, taken along")
    if not act.checkpoints:
        return title, [kit.plain(_("No checkpoint was taken."), "body")]
    head = [_("Moment"), _("Date, time"), _("Taken by"), _("Entries"), _("Root (SHA-256), to compare by eye")]
    rows = []
    for row in act.checkpoints:
        root = slip.grouped(encode64(Checkpoint.from_text(parse(row.note).text).root), 11)
        rows.append([moment_word(row.moment), format_moment(row.taken_at), row.taken_by_name, str(row.size), root])
    return title, list(kit.grid(head, rows, [1.8, 2, 2.4, 1.2, 4.6], style="dense"))


def _ink(act: Act, *, own: bool) -> Part:
    head = [_("Who, post"), _("Date, time"), _p("print", "Ink signature")]
    names = [f"{one.name}, {one.profession}" for one in act.people]
    if not own:
        names.append(_("For the institution, copy received:"))
    rows = [[name, Spacer(1, 9 * mm), Spacer(1, 9 * mm)] for name in names]
    return _("Signatures"), list(kit.grid(head, rows, [5, 3, 4], keep_rows=len(rows)))
