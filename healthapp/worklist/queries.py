"""What a worklist shows, in a fixed number of statements whatever the length of the lists."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from sqlalchemy.orm import Session

from healthapp.access import Identity, Role
from healthapp.deadlines import kinds
from healthapp.deadlines import queries as deadlines
from healthapp.deadlines.models import Deadline
from healthapp.people.cards import PersonCard, cards
from healthapp.records import queries as records
from healthapp.records.models import ClinicalRecord

PAGE, OTHERS = 50, 25
#: How many rows of a list stand there at first, beside those that are late or have an hour; where no more than
#: ``SPARED`` would be left out, all of them do.
NEXT_ARRIVALS, NEXT, SPARED = 10, 5, 3
HOUR = dt.timedelta(hours=1)
#: Kinds up to this urgency stand before what is merely longer overdue: at once a dose, a fever, a risk to life; before
#: everything else what cannot wait.
AT_ONCE, CANNOT_WAIT = 0, 2
#: How far a worklist looks ahead; what is due later is on the person's page.
HORIZON = dt.timedelta(days=14)
SHORT = 10
#: What a clock is about when it is about a record.
RECORD = "clinical_record"
#: What waits under a record for somebody else's signature.
SIGNATURES = {kinds.COUNTERSIGN.code, kinds.COUNTERSIGN_PSYCHIATRY.code}
ARRIVAL = (kinds.SAFETY_SCREEN.code, kinds.INTAKE.code)
#: Lists as an address names them: who waits for the examination, and what is to be done at once, of which no row is
#: ever left out.
ARRIVALS, NOW = "arrivals", "now"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who waits for the intake examination: its clock, and the screen's while that is open."""

    card: PersonCard
    intake: Deadline
    screen: Deadline | None
    draft: ClinicalRecord | None


@dataclass(frozen=True, slots=True)
class Item:
    """Another clock, with the person it is about."""

    deadline: Deadline
    card: PersonCard | None
    #: The record it is about, or the one begun for it: what is late is late with its author.
    record: ClinicalRecord | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One list of clocks, and whether it goes on."""

    items: list[Item]
    more: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """The worklist of a medical unit. ``groups``: now, urgent, countersign, others; ``kinds``: the clocks in each.

    ``examines``: whether one may do the intake examination that the arrivals wait for. ``cut``: the lists of which not
    every row is here, because nobody asked for the whole of them yet.
    """

    arrivals: list[Arrival]
    groups: dict[str, Group]
    kinds: dict[str, set[str]]
    drafts: list[tuple[ClinicalRecord, PersonCard | None]]
    counts: dict[str, tuple[int, int]]
    more_arrivals: bool
    examines: bool
    cut: frozenset[str]


def groups_of(identity: Identity) -> dict[str, set[str]]:
    """The kinds of clock in each list of ``identity``, arrivals aside."""
    mine = {kind.code: kind for kind in deadlines.kinds_for(identity.roles) if kind.code not in ARRIVAL}
    signing = (SIGNATURES | {kinds.VOID_CONFIRM.code}) & set(mine)
    if Role.FELDSHER in identity.roles:
        signing |= {kinds.COUNTERSIGN.code}  # whoever handed a record in sees that it still waits, and for how long
    now = {code for code, kind in mine.items() if kind.urgency <= AT_ONCE} - signing
    urgent = {code for code, kind in mine.items() if kind.urgency <= CANNOT_WAIT} - signing - now
    return {"now": now, "urgent": urgent, "countersign": signing, "others": set(mine) - now - urgent - signing}


def unit(
    session: Session,
    identity: Identity,
    now: dt.datetime,
    after: Mapping[str, deadlines.Position] | None = None,
    whole: Collection[str] = (),
) -> Unit:
    """The unit's list. ``after``: where the list of arrivals, or one of the groups, goes on. ``whole``: the lists of
    which a full page is asked for; of the others the first rows are here, and whatever cannot wait."""
    positions = after or {}
    arrivals = deadlines.due(session, identity, {kinds.INTAKE.code}, limit=PAGE + 1, after=positions.get(ARRIVALS))
    grouped = groups_of(identity)
    rows = {
        name: deadlines.due(
            session, identity, codes, limit=OTHERS + 1, after=positions.get(name), now=now, until=now + HORIZON
        )
        for name, codes in grouped.items()
    }
    screens = {
        row.person_id: row
        for row in deadlines.of_people(session, identity, _people(arrivals), {kinds.SAFETY_SCREEN.code})
    }
    complete = {NOW, *whole, *positions}
    waiting = _part(arrivals, PAGE, None if ARRIVALS in complete else NEXT_ARRIVALS, now, first=screens)
    parts = {name: _part(listed, OTHERS, None if name in complete else NEXT, now) for name, listed in rows.items()}
    listed_rows = list(chain.from_iterable(part.rows for part in parts.values()))
    people = _people((*waiting.rows, *listed_rows))
    drafts = records.drafts_of(session, identity, SHORT)
    found = cards(session, people | {draft.person_id for draft in drafts})
    about = {row.subject_id for row in listed_rows if row.subject_kind == RECORD and row.subject_id is not None}
    hands = records.hands(session, about, people)
    return Unit(
        arrivals=[
            Arrival(found[row.person_id], row, screens.get(row.person_id), hands.in_hand.get((row.person_id, "intake")))
            for row in waiting.rows
            if row.person_id in found
        ],
        groups={
            name: Group([_item(row, found, hands) for row in part.rows], part.more) for name, part in parts.items()
        },
        kinds=grouped,
        drafts=[(draft, found.get(draft.person_id)) for draft in drafts],
        counts=_counts(session, identity, now),
        more_arrivals=waiting.more,
        examines=bool(kinds.INTAKE.roles & frozenset(identity.roles)),
        cut=frozenset(name for name, part in ((ARRIVALS, waiting), *parts.items()) if part.cut),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a list is shown; whether it goes on after its page, and whether the page itself is ``cut``."""

    rows: list[Deadline]
    more: bool
    cut: bool


def _part(
    rows: list[Deadline], page: int, following: int | None, now: dt.datetime, first: Collection[uuid.UUID | None] = ()
) -> _Part:
    """Of the ``rows`` of a page and the one after it: whatever is late or has an hour, whoever is among ``first`` (not
    asked yet whether they are safe in a cell), and the ``following`` next ones; without that number, all."""
    more, rows = len(rows) > page, rows[:page]
    if following is None:
        return _Part(rows, more, cut=False)
    soon = now + HOUR
    pressing = {row.id for row in rows if (row.due_at is not None and row.due_at <= soon) or row.person_id in first}
    shown = pressing | {row.id for row in [row for row in rows if row.id not in pressing][:following]}
    if len(rows) - len(shown) <= SPARED:
        return _Part(rows, more, cut=False)
    return _Part([row for row in rows if row.id in shown], more, cut=True)


def _counts(session: Session, identity: Identity, now: dt.datetime) -> dict[str, tuple[int, int]]:
    """(open, overdue) by kind, of what one may act on."""
    mine = {*(kind.code for kind in deadlines.kinds_for(identity.roles)), *groups_of(identity)["countersign"]}
    totals: dict[str, tuple[int, int]] = {}
    for count in deadlines.counts(session, identity, now, now + HORIZON):
        if count.kind in mine:
            known = totals.get(count.kind, (0, 0))
            totals[count.kind] = (known[0] + count.open, known[1] + count.overdue)
    return totals


def _item(row: Deadline, found: Mapping[uuid.UUID, PersonCard], hands: records.Hands) -> Item:
    if row.person_id is None:
        return Item(row, None)
    about = hands.by_id.get(row.subject_id) if row.subject_kind == RECORD and row.subject_id else None
    return Item(row, found.get(row.person_id), hands.in_hand.get((row.person_id, row.kind)) or about)


def _people(rows: Iterable[Deadline]) -> set[uuid.UUID]:
    return {row.person_id for row in rows if row.person_id is not None}
