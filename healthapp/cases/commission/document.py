"""The commission on paper: the agenda with an invitation for each member (GD-1), the protocol of a case (KP-1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer

from healthapp import documents as kit
from healthapp.audit.models import AuditEvent
from healthapp.cases.commission.models import Protocol
from healthapp.cases.commission.presenter import (
    ATTENDS,
    BARRED,
    CONSENT,
    HOW,
    PARTS,
    SPECIALTIES,
    VOTES,
    agenda,
    seat_text,
)
from healthapp.cases.commission.queries import Meeting
from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.documents.answers import Answer
from healthapp.documents.codes import digest_groups
from healthapp.documents.values import AnswerKind, Confidentiality, SignatureRow
from healthapp.i18n import format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.ledger import canonical
from healthapp.people.names import display_name
from healthapp.web.kit.roles import role_word
from referrals import machine

AGENDA, PROTOCOL, VERSION = "GD-1", "KP-1", "1"


@dataclass(frozen=True, slots=True)
class Wanted:
    language: str
    synthetic: bool


def agenda_digest(meeting: Meeting) -> bytes:
    """SHA-256 of what the agenda says, so that a later one can be told from it."""
    return canonical.digest(
        {
            "session": meeting.row.number,
            "starts_at": meeting.row.starts_at,
            "place": meeting.row.place,
            "seats": [seat.user_id for seat in meeting.seats],
            "cases": [line.case.number for line in meeting.lines],
        }
    )


def render_agenda(meeting: Meeting, event: AuditEvent, wanted: Wanted) -> tuple[str, bytes]:
    """(file name, PDF): the agenda, then one invitation a page; persons by case number alone on the invitations."""
    with in_language(wanted.language):
        sheet = _sheet(event, wanted, AGENDA, _("Agenda and invitations"), meeting.row.number, agenda_digest(meeting))
        story: list[Any] = [
            kit.title(_("AGENDA OF SESSION %(number)s", number=meeting.row.number), _when(meeting)),
            kit.section("1", _("Members"), _seats(meeting)),
            kit.section("2", _("Cases"), _cases(meeting)),
        ]
        for seat in meeting.seats:
            story += [PageBreak(), *_invitation(meeting, seat)]
        return kit.file_name(sheet), kit.render(sheet, story)


def _when(meeting: Meeting) -> str:
    return f"{meeting.row.name} · {format_moment(meeting.row.starts_at)} · {meeting.row.place}"


def _seats(meeting: Meeting) -> Any:
    rows = [[str(seat.place), seat.name, seat_text(seat)] for seat in meeting.seats]
    if not rows:
        return kit.plain(_("Nobody is invited yet."), "cell")
    return kit.grid(["№", _("Who"), _("Part, specialty")], rows, [1, 6, 8], keep_rows=1)


def _cases(meeting: Meeting) -> Any:
    rows = [[str(line.place), line.number, line.person, line.planned] for line in agenda(meeting)]
    if not rows:
        return kit.plain(_("No case is on the agenda yet."), "cell")
    return kit.grid(["№", _("Case"), _("Person"), _("To be examined")], rows, [1, 3.5, 6.5, 4], keep_rows=1)


def _invitation(meeting: Meeting, seat: Any) -> list[Any]:
    rows = [[str(line.place), line.number, line.planned] for line in agenda(meeting)]
    cases = kit.grid(["№", _("Case"), _("To be examined")], rows, [1, 5, 6], keep_rows=1) if rows else []
    return [
        kit.title(_("INVITATION"), f"{seat.name} · {seat_text(seat)}"),
        kit.plain(_("You are invited to session %(number)s of the commission.", number=meeting.row.number), "body"),
        kit.plain(_when(meeting), "cell-bold"),
        Spacer(1, 4),
        cases,
        kit.note(
            kit.escaped(
                _(
                    "Whoever treated the person or reviewed the case has no vote in it. If you have any other "
                    "interest in a case, declare it before you vote. The file of each case is open to you here."
                )
            )
        ),
        Spacer(1, 6 * mm),
        kit.plain(_("Received on (date), signature"), "cell"),
        kit.RuledLines(1),
    ]


def render_protocol(found: Found, row: Protocol, event: AuditEvent, wanted: Wanted) -> tuple[str, bytes]:
    """(file name, PDF) of the protocol as it was frozen, in the language asked for."""
    with in_language(wanted.language):
        sheet = _sheet(
            event, wanted, PROTOCOL, _("Protocol of the expert commission"), row.number, row.digest, found=found
        )
        return kit.file_name(sheet), kit.render(sheet, _protocol(found, row))


def _protocol(found: Found, row: Protocol) -> list[Any]:
    content = row.content
    session, seen = content["session"], content["examination"]
    chair = next((member["name"] for member in content["members"] if member["part"] == "chair"), "—")
    cast = content["for"] + content["against"] + content["abstained"]
    cells = [
        [
            kit.PrintCell(_p("commission", "Examined"), f"{HOW[seen['how']]}, {_moment(seen['at'])}", 4, strong=True),
            kit.PrintCell(_("Consent"), str(CONSENT[seen["consent"]]), 3),
            kit.PrintCell(_("Quorum"), _("%(need)s needed, %(cast)s votes", need=session["quorum"], cast=cast), 3),
            kit.PrintCell(_("Chair"), chair, 2),
        ]
    ]
    dissent = [member for member in content["members"] if member["words"]]
    return [
        kit.title(
            _("PROTOCOL № %(number)s", number=row.number),
            f"{session['name']} · {_moment(session['starts_at'])} · {session['place']} · {found.row.number}",
        ),
        kit.form_cells(cells),
        kit.section("1", _("Members, conflicts of interest, votes"), _members(content)),
        kit.section("2", _("File before the commission"), kit.plain(_file(content), "cell")),
        kit.section("3", _("Examination and discussion"), *_discussion(seen)),
        kit.section("4", _("Opinion"), _opinion(content)),
        kit.section("5", _("Dissent and declared interests, verbatim"), *_dissent(dissent)),
        kit.keep(  # nobody signs a page with nothing on it
            kit.section("6", _("What follows"), *[kit.plain(text, "cell") for text in _next(found)]),
            kit.section("7", _("Signatures"), kit.signatures(_signatures(content))),
        ),
    ]


def _members(content: dict[str, Any]) -> Any:
    rows = []
    for member in content["members"]:
        there = Answer(AnswerKind.YES if member["attends"] in ("present", "video") else AnswerKind.NO)
        part = "" if member["part"] == "member" else f"{PARTS[member['part']]}, "
        conflict = str(BARRED[member["barred"]]) if member["barred"] in ("treated", "reviewed", "declared") else "—"
        rows.append(
            [
                kit.plain(member["name"], "cell-bold"),
                f"{part}{SPECIALTIES[member['specialty']]}",
                there,
                conflict,
                kit.plain(_vote(member), "cell-bold"),
            ]
        )
    head = [_("Member"), _("Part, specialty"), _("Attendance"), _("Conflict"), _("Vote")]
    return kit.grid(head, rows, [4, 4, 2, 3, 3.2], keep_rows=1)


def _vote(member: dict[str, Any]) -> str:
    if member["vote"]:
        words = str(VOTES[member["vote"]])
        return _("%(vote)s, with dissent", vote=words) if member["words"] else words
    if member["barred"] == "absent":
        return f"{ATTENDS['absent']}: {member['absent_reason']}"
    return str(BARRED[member["barred"]]) if member["barred"] else "—"


def _file(content: dict[str, Any]) -> str:
    frozen = content["file"]
    if frozen is None:
        return _("File of case %(number)s; it was never frozen.", number=content["case"])
    return _(
        "File of case %(number)s, frozen %(moment)s, SHA-256 %(digest)s.",
        number=content["case"],
        moment=_moment(frozen["at"]),
        digest=digest_groups(frozen["digest"]),
    )


def _discussion(seen: dict[str, Any]) -> list[Any]:
    told = [kit.plain(_("The person's words:"), "cell-bold"), kit.quote(seen["words"])] if seen["words"] else []
    return [kit.plain(seen["findings"], "body"), *told]


def _opinion(content: dict[str, Any]) -> Any:
    opinion = content["opinion"]
    lines = [f"<b>{kit.escaped(said('result', opinion['conclusion']))}</b>"]
    if opinion["disease"]:
        entry = opinion["disease"]
        item = _("Entry of the list: %(code)s %(text)s (%(source)s)", **entry)
        lines.append(kit.escaped(item))
    if opinion["months"]:
        lines.append(kit.escaped(_("Re-examination after %(months)s months", months=opinion["months"])))
    lines.append(kit.escaped(_("Measure proposed: %(measure)s", measure=opinion["measure"])))
    absent = sum(member["attends"] == "absent" for member in content["members"])
    figures = [
        (content["for"], VOTES["for"]),
        (content["against"], VOTES["against"]),
        (content["abstained"], VOTES["abstain"]),
        (absent, _("Absent")),
    ]
    table = kit.grid(
        [],
        [
            [kit.plain(str(number), "title", 1) for number, _words in figures],
            [kit.plain(str(words), "cell-bold", 1) for _number, words in figures],
        ],
        [1, 1, 1, 1],
        keep_rows=1,
    )
    return kit.keep(kit.boxed(kit.marked("<br/>".join(lines), "body")), Spacer(1, 3), table)


def _dissent(members: list[dict[str, Any]]) -> list[Any]:
    if not members:
        return [kit.plain(_("None."), "cell")]
    return [kit.keep(kit.quote(member["words"]), kit.plain(f"— {member['name']}", "cell")) for member in members]


def _next(found: Found) -> list[str]:
    roads = "; ".join(said("pathway", code) for code in machine.open_roads(found.case))
    texts = [
        _("The opinion goes to the court with the file; the court decides, not the commission (CPC 511)."),
        _(
            "Whatever it says, it closes nothing: the person, the defender or the legal representative may petition "
            "the court at any time (CPC 511.2)."
        ),
    ]
    return [*texts, _("Open to the person at any time: %(roads)s.", roads=roads)] if roads else texts


def _signatures(content: dict[str, Any]) -> list[SignatureRow]:
    rows = []
    for member in content["members"]:
        if member["attends"] in ("present", "video"):
            signed = ""
            if member["vote"]:
                signed = _("%(moment)s, own account", moment=_moment(member["voted_at"]))
            elif member["barred"]:
                signed = str(BARRED[member["barred"]])
            post = f"{PARTS[member['part']]}, {SPECIALTIES[member['specialty']]}"
            rows.append(SignatureRow(member["name"], post, _("Own vote and words"), signed or "—"))
    return rows


def _moment(text: str) -> str:
    return format_moment(dt.datetime.fromisoformat(text)) if text else "—"


def _sheet(
    event: AuditEvent,
    wanted: Wanted,
    form: str,
    title: str,
    record: str,
    digest: bytes,
    *,
    found: Found | None = None,
) -> kit.Sheet:
    role = f", {role_word(event.actor_role)}" if event.actor_role else ""
    return kit.Sheet(
        language=wanted.language,
        form=form,
        version=VERSION,
        title=title,
        record=record,
        confidentiality=Confidentiality.MEDICAL,
        digest=digest.hex(),
        institution=_("Ministry of Justice · Main Medical Department · expert commission"),
        printed_by=f"{event.actor_name}{role}",
        printed_at=event.at,
        person=display_name(found.person) if found is not None else "",
        born=found.person.birth_date if found is not None else None,
        digest_label=_("SHA-256 of the protocol") if found is not None else _("SHA-256 of the agenda"),
        synthetic=wanted.synthetic,
    )
