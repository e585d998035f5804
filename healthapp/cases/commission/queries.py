"""Reading the commission: its sessions, an item with its case and votes, who has a conflict of interest."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import settings
from healthapp.access import Identity, Role
from healthapp.accounts.models import RoleAssignment, User
from healthapp.accounts.queries import valid_at
from healthapp.cases import queries as cases
from healthapp.cases.commission import rules
from healthapp.cases.commission.models import Item, Protocol, Seat, Sitting, Vote
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.queries import Found
from healthapp.people.merging import of_person_ids
from healthapp.people.models import Person
from healthapp.records.models import ClinicalRecord

RECENT = 50
QUORUM, PSYCHIATRIST, NAME = "commission.quorum", "commission.psychiatrist", "name.expert_commission"
#: Who examined or signed for the person within this time has treated the person.
TREATED_WITHIN = dt.timedelta(days=365)
TREATED = frozenset({"find_need", "find_no_need", "begin_file", "sign", "revise"})
REVIEWED = frozenset({"accept", "return_file", "not_support"})
#: States from which a case may be put on an agenda, and the event that does it; "" moves nothing.
BY_STATE = {
    "accepted": "schedule",
    "opinion_asked": "schedule",
    "more_tests": "schedule",
    "returned_by_court": "schedule",
    "scheduled": "postpone",
    "concluded": "re_examine",
    "examined": "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the agenda."""

    item: Item
    case: Case
    person: Person


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with its seats and agenda, in order."""

    row: Sitting
    seats: tuple[Seat, ...]
    lines: tuple[Line, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.row.id

    def seat_of(self, user_id: uuid.UUID | None) -> Seat | None:
        return next((seat for seat in self.seats if seat.user_id == user_id), None)


@dataclass(frozen=True, slots=True)
class Place:
    """One case in one session, with everything its page asks."""

    meeting: Meeting
    item: Item
    found: Found
    tally: rules.Tally
    protocol: Protocol | None

    @property
    def person_id(self) -> uuid.UUID:
        return self.found.person_id

    @property
    def facility_id(self) -> uuid.UUID | None:
        return self.found.facility_id

    @property
    def ended(self) -> str:
        """Why nothing more can be done: the case ended, or the person died; empty otherwise."""
        if self.found.row.outcome:
            return "ended"
        return "died" if self.found.person.died_at is not None else ""


def sittings(session: Session) -> list[tuple[Sitting, int]]:
    """Sessions with the length of their agenda, the next and the latest first."""
    count = sa.select(sa.func.count(Item.id)).where(Item.session_id == Sitting.id).scalar_subquery()
    query = sa.select(Sitting, count).order_by(Sitting.starts_at.desc(), Sitting.number.desc()).limit(RECENT)
    return [(row, number) for row, number in session.execute(query)]


def find(session: Session, session_id: uuid.UUID) -> Meeting | None:
    row = session.get(Sitting, session_id, populate_existing=True)
    if row is None:
        return None
    seats = session.scalars(sa.select(Seat).where(Seat.session_id == row.id).order_by(Seat.place))
    lines = session.execute(
        cases.with_person(sa.select(Item, Case, Person).join(Case, Case.id == Item.case_id))
        .where(Item.session_id == row.id)
        .order_by(Item.place)
    )
    return Meeting(row, tuple(seats), tuple(Line(*line) for line in lines))


def place(session: Session, identity: Identity, session_id: uuid.UUID, number: int, at: dt.datetime) -> Place | None:
    """The ``number``-th case of a session, as it counts at ``at``; by the rule of the day of the session, as its quorum
    is."""
    meeting = find(session, session_id)
    line = next((line for line in meeting.lines if line.item.place == number), None) if meeting else None
    found = cases.find(session, identity, line.case.id) if line is not None else None
    if meeting is None or line is None or found is None:
        return None
    votes = session.scalars(sa.select(Vote).where(Vote.item_id == line.item.id).order_by(Vote.at, Vote.id))
    counted = rules.members(meeting.seats, line.item, votes, conflicts(session, found, at))
    asks = bool(settings.current(session, PSYCHIATRIST, meeting.row.starts_at).value)
    protocol = session.scalar(sa.select(Protocol).where(Protocol.item_id == line.item.id))
    total = rules.tally(counted, line.item, quorum=meeting.row.quorum, psychiatrist=asks)
    return Place(meeting, line.item, found, total, protocol)


def conflicts(session: Session, found: Found, at: dt.datetime) -> dict[uuid.UUID, str]:
    """Account -> why it has no vote in this case: it treated the person, or reviewed the case."""
    known: dict[uuid.UUID, str] = {}
    acts = sa.select(CaseEvent.author_id, CaseEvent.code).where(
        CaseEvent.case_id == found.id, CaseEvent.code.in_(TREATED | REVIEWED)
    )
    for author, code in session.execute(acts):
        known[author] = "treated" if code in TREATED else known.get(author, "reviewed")
    since = at - TREATED_WITHIN
    wrote = sa.select(ClinicalRecord.author_id, ClinicalRecord.signer_id).where(
        ClinicalRecord.person_id.in_(of_person_ids(session, found.person_id)), ClinicalRecord.event_time >= since
    )
    for author, signer in session.execute(wrote.distinct()):
        known |= {user: "treated" for user in (author, signer) if user is not None}
    return known


def waiting(session: Session, identity: Identity) -> list[tuple[Case, Person]]:
    """Cases that may be put on an agenda: those the commission holds, not on one that is called or open."""
    taken = (
        sa.select(Item.id)
        .join(Sitting, Sitting.id == Item.session_id)
        .where(
            Item.case_id == Case.id,
            Sitting.state.in_(("called", "open")),
            Item.state.in_(("waiting", "examined")),
        )
    )
    query = (
        cases.with_person(sa.select(Case, Person))
        .where(
            Case.outcome == "",
            Case.state.in_(BY_STATE),
            Case.pathway.in_(("illness_mental", "illness_other", "court_petition")),
            Person.died_at.is_(None),
            ~taken.exists(),
        )
        .order_by(Case.entered_at, Case.number)
        .limit(200)
    )
    return [(row, person) for row, person in session.execute(query)]


def last_item(session: Session, case_id: uuid.UUID) -> Item | None:
    return session.scalar(sa.select(Item).where(Item.case_id == case_id).order_by(Item.id.desc()).limit(1))


def current_item(session: Session, case_id: uuid.UUID) -> tuple[Item, Sitting] | None:
    """Where the case stands on an agenda that is called or open."""
    query = (
        sa.select(Item, Sitting)
        .join(Sitting, Sitting.id == Item.session_id)
        .where(Item.case_id == case_id, Sitting.state.in_(("called", "open")))
        .order_by(Item.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row is not None else None


def candidates(session: Session, at: dt.datetime) -> list[User]:
    """Accounts that may sit: those that hold the commission's role now."""
    query = (
        sa.select(User)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(RoleAssignment.role == Role.COMMISSION.value, valid_at(at))
        .distinct()
        .order_by(User.name)
    )
    return list(session.scalars(query))


def next_number(session: Session, year: int) -> str:
    """The next number of a session; the caller holds the lock ``commission``."""
    count = session.scalar(sa.select(sa.func.count(Sitting.id)).where(Sitting.number.like(f"{year}/%")))
    return f"{year}/{(count or 0) + 1}"


def next_protocol(session: Session, year: int) -> str:
    """The next number of a protocol; the caller holds the lock ``commission``."""
    last = session.scalar(sa.select(sa.func.max(Protocol.number)).where(Protocol.number.like(f"KP-{year}-%")))
    return f"KP-{year}-{int(last.rsplit('-', 1)[1]) + 1 if last else 1:05d}"
