"""The commission in words: sessions, agenda, members and why one has no vote, votes, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from healthapp.cases.commission.models import Item, Seat, Sitting
from healthapp.cases.commission.queries import Line, Meeting, Place
from healthapp.cases.commission.rules import ABSTAIN, AGAINST, FOR, Member
from healthapp.cases.diseases.models import DiseaseItem
from healthapp.cases.presenter import said
from healthapp.i18n import format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.i18n import pgettext as _p
from healthapp.people.names import display_name

STATES: dict[str, Any] = {
    "called": _l("Called"),
    "open": _l("In session"),
    "closed": _l("Closed"),
    "cancelled": _l("Cancelled"),
}
PARTS: dict[str, Any] = {"chair": _l("Chair"), "member": _l("Member"), "secretary": _l("Secretary, without a vote")}
SPECIALTIES: dict[str, Any] = {
    "therapist": _l("Physician (internal medicine)"),
    "psychiatrist": _l("Psychiatrist"),
    "oncologist": _l("Oncologist"),
    "tb": _l("Tuberculosis doctor"),
    "cardiologist": _l("Cardiologist"),
    "neurologist": _l("Neurologist"),
    "surgeon": _l("Surgeon"),
    "infectious": _l("Infectious diseases doctor"),
    "endocrinologist": _l("Endocrinologist"),
    "other": _l("Other specialty"),
}
ATTENDS: dict[str, Any] = {
    "present": _l("present"),
    "video": _l("by video"),
    "absent": _l("absent"),
    "": _l("not said yet"),
}
HOW: dict[str, Any] = {
    "in_person": _l("In person"),
    "bedside": _l("At the bedside"),
    "on_file": _l("On the file alone"),
}
CONSENT: dict[str, Any] = {"yes": _l("Consents"), "refused": _l("Refused to be examined")}
VOTES: dict[str, Any] = {FOR: _l("For"), AGAINST: _l("Against"), ABSTAIN: _l("Abstain")}
BARRED: dict[str, Any] = {
    "secretary": _l("no vote: secretary"),
    "treated": _l("no vote: treated the person"),
    "reviewed": _l("no vote: reviewed this case"),
    "declared": _l("no vote: declared an interest"),
    "absent": _l("no vote: absent"),
    "not_said": _l("no vote: attendance not said"),
}
ITEM_STATES: dict[str, tuple[str, Any]] = {
    "waiting": ("not_started", _l("waits")),
    "examined": ("partial", _l("examined, opinion open")),
    "concluded": ("done", _l("opinion given")),
    "more_tests": ("done", _l("more tests ordered")),
    "postponed": ("waiting", _l("put off")),
}
REFUSALS: dict[str, Any] = {
    "not_called": _l("This can be changed only before the session begins"),
    "not_running": _l("The session is over"),
    "not_open": _l("The session is not open"),
    "not_a_member": _l("This account does not belong to the commission"),
    "seated_already": _l("This member is invited already"),
    "two_chairs": _l("A session has one chair and one secretary"),
    "no_such_seat": _l("This member is not invited any more"),
    "not_yet": _l("This case is not before the commission"),
    "on_agenda": _l("This case stands on the agenda of a session that is called or open"),
    "reason_needed": _l("Write why the case comes again"),
    "nobody_seated": _l("Invite the members first"),
    "attendance_missing": _l("Say for each member whether present"),
    "items_open": _l("A case of the agenda is still open: conclude it, order tests or put it off"),
    "examined_already": _l("This case was examined already"),
    "before_session": _l("The examination lies before the day of the session"),
    "not_examined": _l("The person has not been examined yet"),
    "no_proposal": _l("No opinion is proposed yet"),
    "no_quorum": _l("There is no quorum: too few members may vote. Put the case off, or call more members"),
    "votes_missing": _l("Not every member who may vote has voted"),
    "not_adopted": _l("The opinion has no majority. Propose another, order tests or put the case off"),
    "no_psychiatrist": _l("For mental illness (CC 78.1) a psychiatrist must be among those who vote"),
    "not_seated": _l("You do not sit in this session"),
    "barred": _l("You have no vote in this case"),
    "other_proposal": _l("Another opinion was proposed meanwhile. Read it, then vote"),
    "voted_already": _l("Your vote on this opinion is given; it cannot be changed"),
    "decided": _l("This case was dealt with in this session already"),
    "ended": _l("The case has ended meanwhile. Nothing more is decided in it"),
    "died": _l("The person has died. Record it in the case; nothing more is decided"),
}


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One case of the agenda."""

    place: int
    number: str
    person: str
    href: str
    shape: str
    state: str
    planned: str
    current: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member as they count for a case."""

    name: str
    specialty: str
    attends: str
    barred: str
    vote: str
    own: bool
    interest: str = ""


def refused(code: str) -> str:
    return str(REFUSALS[code])


def sitting_title(row: Sitting) -> str:
    return _("Session %(number)s", number=row.number)


def sitting_meta(row: Sitting) -> str:
    return f"{format_moment(row.starts_at)} · {row.place} · {row.name}"


def sitting_lines(rows: list[tuple[Sitting, int]]) -> list[tuple[str, str, str, str]]:
    """(address, title, when and where, state with the length of the agenda) of each session."""
    return [
        (
            url_for("commission.show", session_id=row.id),
            sitting_title(row),
            f"{format_moment(row.starts_at)} · {row.place}",
            f"{STATES[row.state]} · {ngettext('%(num)s case', '%(num)s cases', count)}",
        )
        for row, count in rows
    ]


def agenda(meeting: Meeting, current: int = 0) -> list[AgendaLine]:
    return [_line(meeting, line, current) for line in meeting.lines]


def _line(meeting: Meeting, line: Line, current: int) -> AgendaLine:
    shape, words = ITEM_STATES[line.item.state]
    if line.case.outcome and line.item.state in ("waiting", "examined"):
        shape, words = "void", said("state", line.case.state)
    return AgendaLine(
        place=line.item.place,
        number=line.case.number,
        person=display_name(line.person),
        href=url_for("commission.item", session_id=meeting.id, number=line.item.place),
        shape=shape,
        state=str(words),
        planned=str(HOW[line.item.planned]),
        current=line.item.place == current,
    )


def seat_text(seat: Seat) -> str:
    """Specialty and part, as they stand behind a name."""
    part = f"{PARTS[seat.part]}, " if seat.part != "member" else ""
    return f"{part}{SPECIALTIES[seat.specialty]}"


def attendance_text(seat: Seat) -> str:
    return f"{ATTENDS[seat.attends]}: {seat.absent_reason}" if seat.absent_reason else str(ATTENDS[seat.attends])


def member_lines(place: Place, reader: object) -> list[MemberLine]:
    """Every member; a vote is shown to others only when all are in, so that none leans on another."""
    open_votes = place.protocol is None and place.tally.waiting > 0
    return [_member(member, reader, hidden=open_votes) for member in place.tally.members]


def _member(member: Member, reader: object, *, hidden: bool) -> MemberLine:
    own = member.seat.user_id == reader
    vote = ""
    if member.vote is not None:
        vote = _("has voted") if hidden and not own else str(VOTES[member.vote.vote])
    return MemberLine(
        name=member.seat.name,
        specialty=seat_text(member.seat),
        attends=attendance_text(member.seat),
        barred=str(BARRED[member.barred]) if member.barred else "",
        vote=vote,
        own=own,
        interest=member.interest,
    )


def quorum_text(place: Place) -> tuple[bool, str]:
    """(whether there is one, in words)."""
    voting = sum(not member.barred for member in place.tally.members)
    words = _("%(have)s members may vote, at least %(need)s needed", have=voting, need=place.meeting.row.quorum)
    return voting >= place.meeting.row.quorum, words


def tally_text(place: Place) -> str:
    total = place.tally
    if total.waiting and place.protocol is None:
        return _("%(given)s have voted, %(waiting)s awaited", given=total.cast, waiting=total.waiting)
    return _("For %(yes)s, against %(no)s, abstained %(other)s", yes=total.yes, no=total.no, other=total.abstained)


def dissents(place: Place) -> list[tuple[str, str]]:
    """(member, words) of those who voted otherwise, verbatim; only when every vote is in."""
    if place.protocol is None and place.tally.waiting > 0:
        return []
    return [
        (member.seat.name, member.vote.words)
        for member in place.tally.members
        if member.vote is not None and member.vote.words
    ]


def problems(place: Place) -> list[str]:
    return [refused(code) for code in place.tally.problems]


def examination(item: Item) -> list[tuple[str, str]]:
    """The examination as facts; empty while there is none."""
    if item.examined_at is None:
        return []
    return [
        (_p("commission", "Examined"), f"{HOW[item.how]}, {format_moment(item.examined_at)}"),
        (_("Consent"), str(CONSENT[item.consent])),
    ]


def opinion(item: Item, entry: DiseaseItem | None) -> list[tuple[str, str]]:
    """The opinion now proposed as facts; empty while there is none."""
    if not item.proposal:
        return []
    rows = [(_("Opinion"), said("result", item.conclusion))]
    if entry is not None:
        rows.append((_("Entry of the list"), f"{entry.code} {entry.text}"))
    if item.months:
        rows.append((_("Re-examination"), ngettext("after %(num)s month", "after %(num)s months", item.months)))
    return [*rows, (_("Measure proposed"), item.measure)]


def conclusions(place: Place) -> list[tuple[str, str]]:
    """Kinds of opinion this pathway knows."""
    return [(code, said("result", code)) for code in conclude_results(place)]


def conclude_results(place: Place) -> tuple[str, ...]:
    step = next((step for step in place.found.case.pathway.steps if step.event == "conclude"), None)
    return step.results if step is not None else ()
