"""The words of cases: where a case stands, what may be done, what is missing, what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from healthapp.access import Identity
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.queries import Found, Line
from healthapp.cases.schemas import SENDS_BACK, WRITTEN_HERE, written_here
from healthapp.cases.services import StepRefused
from healthapp.deadlines.presenter import ClockView
from healthapp.deadlines.presenter import clock as deadline_clock
from healthapp.i18n import format_date, format_due, format_moment, format_time, ngettext
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.models import Person
from healthapp.people.names import display_name
from healthapp.settings.citations import basis_text
from healthapp.web.kit import Entry
from referrals import checklists, clocks, machine, roles
from referrals.documents import CLINICAL
from referrals.model import START, Exit, Mark, Needs, Step
from referrals.pathways import PATHWAYS, current
from referrals.timetable import CLOCKS
from referrals.words import word

GROUNDS = {"diagnosis": _l("A diagnosis"), "screening": _l("A result of screening"), "request": _l("A request")}
SORTS = {
    "age": _l("Oldest need first"),
    "step": _l("Longest in its step first"),
    "clock": _l("Next limit first"),
}
#: Pathways the commission hears, and the steps it takes there in session.
HEARD = frozenset({"illness_mental", "illness_other", "court_petition"})
IN_SESSION = frozenset({"schedule", "postpone", "examine", "order_tests", "conclude", "re_examine"})
#: A clock that nobody reached yet is "soon" from here on.
SOON = dt.timedelta(days=2)


def said(kind: str, code: str) -> str:
    """The words of a code of the pathways, in the language in force."""
    return _(word(kind, code))


@dataclass(frozen=True, slots=True)
class Way:
    """Something that may happen next. ``mine``: the reader may do it or write it down."""

    event: str
    text: str
    who: str
    mine: bool
    aside: bool
    needs: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of one step must ask for."""

    title: str
    actors: list[tuple[str, str]] = field(default_factory=list)
    papers: list[tuple[str, str]] = field(default_factory=list)
    #: Papers that lie in the file already, in words; and those to be written here: (field, words).
    in_file: list[str] = field(default_factory=list)
    write: list[tuple[str, str]] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)
    needs: tuple[str, ...] = ()
    percent: bool = False
    until: bool = False
    facts: list[tuple[str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    number: str
    href: str
    person: str
    place: str
    pathway: str
    state: str
    holder: str
    days: str
    returned: str
    age: str
    clock: ClockView | None
    due: str
    papers: str
    #: Width of the filled part of the bar, of 60.
    filled: int
    assigned: str


def title(row: Case) -> str:
    return said("pathway", row.pathway)


def holder_text(code: str) -> str:
    return said("actor", code) if code else _("Nobody: it has ended")


def needs_text(needs: Needs) -> tuple[str, ...]:
    """Each need in words: alternatives with "or"."""
    return tuple(either(need) for need in needs)


def either(papers: tuple[str, ...]) -> str:
    """Papers of which one is enough."""
    between = _("or")
    return f" {between} ".join(said("document", code) for code in papers)


def in_session(pathway: str, event: str) -> bool:
    """Whether this step is taken in a session of the commission, with quorum and votes, and nowhere else."""
    return pathway in HEARD and event in IN_SESSION


#: Steps of psychiatric placement with a form of their own, which asks for more than the step itself.
OWN_FORMS = {
    "request_bed": "hospitals.ask",
    "offer_bed": "hospitals.answer",
    "refuse_bed": "hospitals.answer",
    "depart": "hospitals.depart",
    "transfer_urgently": "hospitals.depart_urgent",
}


def form_of(row: Case, event: str) -> str:
    """The address of the form of a step: its own, or the common one."""
    if row.pathway.startswith("placement_") and event in OWN_FORMS:
        return url_for(OWN_FORMS[event], case_id=row.id)
    return url_for("referrals.step", case_id=row.id, event=event)


def basis(found: Found) -> str:
    """The legal basis of the case's pathway, in the language in force."""
    return basis_text(found.case.pathway.basis)


def may_take(identity: Identity, person: Person, way: Step | Exit | Mark) -> bool:
    """Whether one of the reader's roles here is the step's own, or may write down what an outsider did."""
    held = {a.role.value for a in identity.assignments if a.facility_id in (None, person.facility_id)}
    return bool(held & set(way.who)) or bool(set(way.who) & roles.HEARD_OF and held & roles.RECORDERS)


def ways(identity: Identity, found: Found) -> list[Way]:
    """All that may happen next; those of the reader first."""
    made = []
    for way in machine.ways(found.case):
        needs = machine.needed(found.case, way)
        if not found.clinical:
            needs = tuple(need for need in needs if not set(need) <= CLINICAL)
        made.append(
            Way(
                event=way.event,
                text=said("event", way.event),
                who=", ".join(said("actor", code) for code in way.who),
                mine=may_take(identity, found.person, way),
                aside=not isinstance(way, Step),
                needs=needs_text(needs),
                href=(
                    url_for("commission.index")
                    if in_session(found.row.pathway, way.event)
                    else form_of(found.row, way.event)
                ),
            )
        )
    return sorted(made, key=lambda way: (way.aside, not way.mine))


def starts(identity: Identity, person: Person, **opened_from: Any) -> list[tuple[str, str, list[Way]]]:
    """(pathway, legal basis, first steps open to the reader), in the order of the pathways.

    ``opened_from``: the record, or the need of another place, that the case is opened from; carried along.
    """
    made = []
    for code in dict.fromkeys(id_ for id_, _version in PATHWAYS):
        pathway = current(code)
        first = [
            Way(
                event=step.event,
                text=said("event", step.event),
                who=", ".join(said("actor", who) for who in step.who),
                mine=True,
                aside=False,
                href=url_for("referrals.open_form", person_id=person.id, pathway=code, event=step.event, **opened_from),
            )
            for step in pathway.steps
            if step.source == START and may_take(identity, person, step)
        ]
        if first:
            made.append((said("pathway", code), basis_text(pathway.basis), first))
    return made


def asked(
    identity: Identity,
    person: Person,
    case: machine.Case,
    way: Step | Exit | Mark,
    *,
    clinical: bool,
    on_file: frozenset[str] = frozenset(),
) -> Asked:
    """What the form of ``way`` asks the reader. ``on_file``: papers in the file, or with a reason in their place."""
    held = {a.role.value for a in identity.assignments if a.facility_id in (None, person.facility_id)}
    outside = [code for code in way.who if code in roles.HEARD_OF]
    own = bool(held & set(way.who))
    actors = [(code, said("actor", code)) for code in outside]
    if actors and own:
        actors.insert(0, ("", _("I do it myself")))
    needs = machine.needed(case, way)
    have = [code for need in needs for code in need if code in on_file and (clinical or code not in CLINICAL)]
    needs = tuple(need for need in needs if not set(need) & on_file)
    kept = checklists.kept(case.pathway.id)
    wanted = dict.fromkeys(code for need in needs for code in need if code not in WRITTEN_HERE)
    papers = [code for code in wanted if code not in kept]
    write = [(name, said("document", code)) for code, name in written_here(kept & set(wanted))] if clinical else []
    step = way if isinstance(way, Step) else None
    return Asked(
        title=said("event", way.event),
        actors=actors,
        papers=[(code, said("document", code)) for code in papers if clinical or code not in CLINICAL],
        in_file=[said("document", code) for code in dict.fromkeys(have)],
        write=write,
        results=[(code, said("result", code)) for code in (step.results if step else ())],
        missing=[(item.papers[0], either(item.papers)) for item in checklists.of(case.pathway.id)]
        if way.event in SENDS_BACK
        else [],
        needs=needs_text(needs),
        percent=bool(step and step.needs_percent),
        until=bool(step and step.needs_until),
        facts=[(code, said("fact", code)) for code in ("counsel_mandatory",)]
        if step and any(other.needs_when for other in case.pathway.steps)
        else [],
    )


def case_clocks(
    found: Found, dues: dict[tuple[str, dt.datetime], dt.datetime | None], now: dt.datetime
) -> list[ClockView]:
    """Every run of every clock, those that run first. ``dues``: the limits as the table of clocks keeps them."""
    return [_clock(run, dues.get((run.clock, run.started)), now) for run in ordered(found.case.runs)]


def ordered(runs: Iterable[clocks.Run]) -> list[clocks.Run]:
    """Runs of clocks as pages list them."""
    return sorted(runs, key=lambda run: (not run.running, run.started))


def _clock(run: clocks.Run, limit: dt.datetime | None, now: dt.datetime) -> ClockView:
    clock = CLOCKS[run.clock]
    until = run.stopped or now
    days = max((clocks.local_date(until) - clocks.local_date(run.started)).days, 0)
    text = ngettext("%(num)s day", "%(num)s days", days)
    level = "ok" if run.running else "met"
    if limit is not None and until >= limit:
        level = "over" if run.running else "late"
    elif limit is not None and run.running and limit - now < SOON:
        level = "soon"
    frame = "unset" if limit is None else "legal" if clock.legal else "target"
    return ClockView(
        what=said("clock", run.clock),
        text=text,
        level=level,
        frame=frame,
        basis=basis_text(clock.basis) if clock.legal else _("own target") if limit is not None else "",
        due_at=limit,
    )


def timeline(found: Found) -> list[Entry]:
    """What happened, the latest first. Notes only for those who may read them."""
    return [_entry(row, clinical=found.clinical) for row in reversed(found.events)]


def _entry(row: CaseEvent, *, clinical: bool) -> Entry:
    by = said("actor", row.actor)
    own = row.actor == row.recorded_by
    parts = [
        f"{by}, {row.author_name}" if own else _("%(who)s, written down by %(name)s", who=by, name=row.author_name)
    ]
    if row.result:
        parts.append(said("result", row.result))
    papers = [said("document", code) for code in row.attached if clinical or code not in CLINICAL]
    if papers:
        parts.append(", ".join(papers))
    if row.percent is not None:
        parts.append(f"{row.percent} %")
    if row.until is not None:
        parts.append(_("until %(day)s", day=format_date(row.until)))
    if row.note and clinical:
        parts.append(row.note)
    return Entry(
        at=row.at.isoformat(),
        day=format_date(row.at),
        time=format_time(row.at),
        title=said("event", row.code),
        text=" · ".join(parts),
    )


#: Reasons that are not the pathway's own: they come from what else is known of the person or the case.
ROOM_REASONS = {
    "person_died": _l("The person has died. Record the death in this case: it ends it and keeps everything in it."),
    "before_hearing": _l("The hearing is announced for a later time. Record the new time of the hearing first."),
}


def refusal_fields(refused: StepRefused, kept: frozenset[str] = frozenset()) -> Iterable[tuple[str, str]]:
    """(field, words) of a refusal: at the field where it can be put right. ``kept``: papers that lie in the file."""
    refusal = refused.refusal
    places = {
        "documents_missing": "attached",
        "clinical_document": "attached",
        "unknown_document": "attached",
        "result_missing": "result",
        "result_unknown": "result",
        "result_does_not_allow": "result",
        "percent_out_of_range": "percent",
        "date_missing": "until",
        "date_not_ahead": "until",
        "before_previous": "at_date",
        "before_hearing": "at_date",
        "custody": "at_date",
        "recorder_missing": "actor",
        "not_own_petition": "actor",
    }
    words = refused.words or str(ROOM_REASONS.get(refusal.reason) or said("refusal", refusal.reason))
    if refusal.reason == "documents_missing":
        written = [need for need in refusal.missing if set(need) <= WRITTEN_HERE]
        if written:
            yield "note", _("Write the reason: the person is told it")
        papers = tuple(need for need in refusal.missing if need not in written)
        ticked = tuple(need for need in papers if not set(need) & kept)
        if ticked:
            yield "attached", f"{words} {'; '.join(needs_text(ticked))}"
        here = dict(written_here(kept))
        for need in papers:
            if need not in ticked:
                yield here.get(need[0], "step"), _("Missing in the file: %(paper)s", paper=needs_text((need,))[0])
        return
    yield places.get(refusal.reason, "step"), words


def row(line: Line, now: dt.datetime) -> Row:
    days = max((clocks.local_date(now) - clocks.local_date(line.row.entered_at)).days, 0)
    items = checklists.of(line.row.pathway)
    return Row(
        number=line.row.number,
        href=url_for("referrals.show", case_id=line.row.id),
        person=display_name(line.person),
        place=line.facility.name if line.facility else "",
        pathway=title(line.row),
        state=said("state", line.row.state),
        holder=holder_text(line.row.holder),
        days=ngettext("%(num)s day", "%(num)s days", days),
        returned=ngettext("%(num)s time", "%(num)s times", line.row.returned) if line.row.returned else "",
        age=str(max((clocks.local_date(now) - clocks.local_date(line.row.opened_at)).days, 0)),
        clock=deadline_clock(line.clock, now) if line.clock is not None else None,
        due=format_due(line.clock.due_at) if line.clock is not None and line.clock.due_at else "",
        papers=f"{line.row.papers or 0}/{len(items)}" if items else "",
        filled=round(60 * (line.row.papers or 0) / len(items)) if items else 0,
        assigned=line.row.assigned_name or "",
    )


def held_by(holder: str, count: int, oldest: dt.datetime, now: dt.datetime) -> tuple[str, str, str]:
    """(who, how many cases, how long the oldest waits there)."""
    days = max((clocks.local_date(now) - clocks.local_date(oldest)).days, 0)
    return (
        holder_text(holder),
        ngettext("%(num)s case", "%(num)s cases", count),
        ngettext("%(num)s day", "%(num)s days", days),
    )


def facts(found: Found, now: dt.datetime) -> list[tuple[str, str]]:
    """(term, value): what the head of the page says."""
    row, case = found.row, found.case
    return [
        (_("State"), said("state", row.state)),
        (_("With whom"), holder_text(row.holder)),
        (_("In this step"), ngettext("%(num)s day", "%(num)s days", case.waiting_days(row.closed_at or now))),
        (_("Opened"), format_moment(row.opened_at)),
        (_("Ground"), f"{GROUNDS[row.ground]} {row.icd10 if found.clinical else ''}".strip()),
        (_("Sent back"), ngettext("%(num)s time", "%(num)s times", row.returned)),
    ]
