"""Hospitals with their beds, and everyone on the way there, in one, or just back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from healthapp.access import Identity
from healthapp.cases import queries as cases
from healthapp.cases.models import Case
from healthapp.cases.queries import Found
from healthapp.deadlines.kinds import SENTENCE_END
from healthapp.deadlines.models import Deadline
from healthapp.hospitals.models import (
    BedAnswer,
    BedRequest,
    HospitalStay,
    ReviewReminder,
    TransferSheet,
    Ward,
    WardReport,
)
from healthapp.i18n import caseless
from healthapp.people.merging import of_person_ids
from healthapp.people.models import Facility, Person, Stay
from referrals.pathways import PATHWAYS

#: Kinds of facility that take psychiatric patients: civil hospitals, the Treatment Institution, expertise centres.
HOSPITALS = ("psychiatric", "treatment", "forensic")
PLACEMENTS = ("placement_a", "placement_b", "placement_c", "placement_d")
#: States by what the board says of them, as (pathway, version, state).
IN_HOSPITAL = frozenset(
    (pathway.id, pathway.version, state.code)
    for pathway in PATHWAYS.values()
    if pathway.id in PLACEMENTS
    for state in pathway.states
    if state.in_hospital and not state.final
)
_ON_THE_WAY, _BACK = {"in_transfer"}, {"back_at_unit"}
#: A bed is kept for who has not left yet.
_KEPT = {"bed_offered", "consented"}
_WAITING = {"bed_requested", "bed_refused", "bed_offered", "consented", "court_ordered", "expertise_ordered"}
REVIEWS = ("psych.review", "psych.first_extension", "psych.extension", "psych.stay_review_days", "expertise.days")
CLOCKS = (*REVIEWS, "psych.bed_days", "psych.transfer_hours", "psych.return_screen_hours", SENTENCE_END.code)
PAGE = 200


@dataclass(frozen=True, slots=True)
class Bedded:
    """A ward with what was said of it last."""

    ward: Ward
    report: WardReport | None


@dataclass(frozen=True, slots=True)
class Hospital:
    facility: Facility
    wards: tuple[Bedded, ...]

    @property
    def facility_id(self) -> uuid.UUID:
        return self.facility.id


@dataclass(frozen=True, slots=True)
class Placed:
    """One person of the board: the case, where, since when, and every clock that runs."""

    row: Case
    person: Person
    unit: Facility | None
    stay: HospitalStay | None
    hospital: Facility | None
    ward: Ward | None
    custody: Stay | None
    clocks: tuple[Deadline, ...] = ()
    seen: frozenset[tuple[uuid.UUID, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person who waits for a bed: the clock of the wait, what was asked last, refusals so far."""

    row: Case
    person: Person
    unit: Facility | None
    since: dt.datetime
    hospital: Facility | None
    answer: BedAnswer | None
    refusals: int


@dataclass(frozen=True, slots=True)
class Board:
    inside: list[Placed] = field(default_factory=list)
    away: list[Placed] = field(default_factory=list)
    back: list[Placed] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    more: bool = False


def board(session: Session, identity: Identity) -> Board:
    """Everyone of this identity's scope: in hospital, on the way, back but not screened again, waiting for a bed."""
    states = _states(_ON_THE_WAY | _BACK) | IN_HOSPITAL
    placed = _placed(session, identity, states)
    inside = [one for one in placed if (one.row.pathway, one.row.version, one.row.state) in IN_HOSPITAL]
    return Board(
        inside=inside[:PAGE],
        away=[one for one in placed if one.row.state in _ON_THE_WAY],
        back=[one for one in placed if one.row.state in _BACK],
        waiting=_waiting(session, identity),
        more=len(placed) > PAGE,
    )


def of_case(session: Session, identity: Identity, case_id: uuid.UUID) -> Placed | None:
    """The board's view of one case, whatever its state; None out of scope."""
    return next(iter(_placed(session, identity, None, case_id)), None)


def _placed(
    session: Session,
    identity: Identity,
    states: Collection[tuple[str, int, str]] | None,
    case_id: uuid.UUID | None = None,
) -> list[Placed]:
    unit, hospital, newer = aliased(Facility), aliased(Facility), aliased(HospitalStay)
    newest = (
        sa.select(newer.id)
        .where(newer.case_id == Case.id)
        .order_by(newer.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    query = (
        cases.with_person(sa.select(Case, Person, unit, HospitalStay, hospital, Ward, Stay))
        .outerjoin(unit, unit.id == Person.facility_id)
        .outerjoin(HospitalStay, HospitalStay.id == newest)
        .outerjoin(hospital, hospital.id == HospitalStay.facility_id)
        .outerjoin(Ward, Ward.id == HospitalStay.ward_id)
        .outerjoin(Stay, sa.and_(Stay.person_id == Person.id, Stay.released_at.is_(None)))
        .where(cases.in_scope(identity), Case.pathway.in_(PLACEMENTS))
        .order_by(Case.entered_at, Case.id)
        .limit(PAGE + 1)
    )
    if case_id is not None:
        query = query.where(Case.id == case_id)
    if states is not None:
        query = query.where(Case.outcome == "", in_states(states))
    rows = list(session.execute(query))
    running = clocks_of(session, [row[0].id for row in rows])
    seen = reminders_seen(session, [clock.id for clocks in running.values() for clock in clocks])
    return [Placed(*row, clocks=tuple(running.get(row[0].id, ())), seen=seen) for row in rows]


def clocks_of(session: Session, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Deadline]]:
    """Running clocks of placements by case, the next due first, unset ones last."""
    query = (
        sa.select(Deadline)
        .where(Deadline.subject_id.in_(case_ids), Deadline.kind.in_(CLOCKS), Deadline.state == "open")
        .order_by(Deadline.due_at.asc().nulls_last(), Deadline.id)
    )
    found: dict[uuid.UUID, list[Deadline]] = {}
    for row in session.scalars(query):
        assert row.subject_id is not None
        found.setdefault(row.subject_id, []).append(row)
    return found


def reminders_seen(session: Session, deadlines: Collection[uuid.UUID]) -> frozenset[tuple[uuid.UUID, int]]:
    query = sa.select(ReviewReminder.deadline_id, ReviewReminder.days).where(ReviewReminder.deadline_id.in_(deadlines))
    return frozenset((deadline, days) for deadline, days in session.execute(query))


def _waiting(session: Session, identity: Identity) -> list[Waiting]:
    unit, hospital, newer, refused = (
        aliased(Facility),
        aliased(Facility),
        aliased(BedRequest),
        aliased(BedAnswer),
    )
    newest = (
        sa.select(newer.id)
        .where(newer.case_id == Case.id)
        .order_by(newer.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    refusals = (
        sa.select(sa.func.count())
        .select_from(refused)
        .join(newer, newer.id == refused.request_id)
        .where(newer.case_id == Case.id, refused.offered.is_(False))
        .correlate(Case)
        .scalar_subquery()
    )
    query = (
        cases.with_person(sa.select(Case, Person, unit, Deadline, hospital, BedAnswer, refusals))
        .outerjoin(unit, unit.id == Person.facility_id)
        .outerjoin(
            Deadline,
            sa.and_(Deadline.subject_id == Case.id, Deadline.kind == "psych.bed_days", Deadline.state == "open"),
        )
        .outerjoin(BedRequest, BedRequest.id == newest)
        .outerjoin(BedAnswer, BedAnswer.request_id == BedRequest.id)
        .outerjoin(hospital, hospital.id == BedRequest.facility_id)
        .where(
            cases.in_scope(identity),
            Case.outcome == "",
            sa.or_(
                in_states(_states(_WAITING)),
                sa.and_(Case.pathway.in_(("placement_a", "placement_b")), Case.state == "placement_advised"),
            ),
        )
        .order_by(sa.func.coalesce(Deadline.started_at, Case.entered_at), Case.id)
        .limit(PAGE)
    )
    return [
        Waiting(row, person, place, clock.started_at if clock else row.entered_at, asked, answer, count)
        for row, person, place, clock, asked, answer, count in session.execute(query)
    ]


def hospitals(session: Session) -> list[Hospital]:
    """Every open hospital with its open wards and what was said of each last."""
    query = (
        sa.select(Facility)
        .where(Facility.kind.in_(HOSPITALS), Facility.closed_on.is_(None))
        .order_by(Facility.kind, Facility.name)
    )
    facilities = list(session.scalars(query))
    wards = _wards(session, [facility.id for facility in facilities])
    return [Hospital(facility, tuple(wards.get(facility.id, ()))) for facility in facilities]


def hospital(session: Session, _identity: Identity, facility_id: uuid.UUID) -> Hospital | None:
    """One open hospital; None for anything else."""
    facility = session.get(Facility, facility_id, populate_existing=True)
    if facility is None or facility.kind not in HOSPITALS or facility.closed_on is not None:
        return None
    return Hospital(facility, tuple(_wards(session, [facility_id]).get(facility_id, ())))


def _wards(session: Session, facility_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Bedded]]:
    newer = aliased(WardReport)
    newest = (
        sa.select(newer.id)
        .where(newer.ward_id == Ward.id)
        .order_by(newer.told_at.desc(), newer.id.desc())
        .limit(1)
        .correlate(Ward)
        .scalar_subquery()
    )
    query = (
        sa.select(Ward, WardReport)
        .outerjoin(WardReport, WardReport.id == newest)
        .where(Ward.facility_id.in_(facility_ids), Ward.closed_on.is_(None))
        .order_by(Ward.facility_id, Ward.name)
    )
    found: dict[uuid.UUID, list[Bedded]] = {}
    for ward, report in session.execute(query):
        found.setdefault(ward.facility_id, []).append(Bedded(ward, report))
    return found


def closed_ward(session: Session, facility_id: uuid.UUID, name: str) -> Ward | None:
    """The ward that was closed under this name, whatever its capitals."""
    query = sa.select(Ward).where(Ward.facility_id == facility_id, Ward.closed_on.is_not(None))
    return next((ward for ward in session.scalars(query) if caseless(ward.name) == caseless(name)), None)


def offered_in(session: Session, place_id: uuid.UUID) -> int:
    """How many are kept a bed in this ward or whole hospital, and have not left for it."""
    here = sa.or_(BedAnswer.ward_id == place_id, BedRequest.facility_id == place_id)
    newer = aliased(BedRequest)
    newest = sa.select(newer.id).where(newer.case_id == Case.id).order_by(newer.id.desc()).limit(1)
    query = (
        sa.select(sa.func.count())
        .select_from(BedAnswer)
        .join(BedRequest, BedRequest.id == BedAnswer.request_id)
        .join(Case, Case.id == BedRequest.case_id)
        .where(here, BedAnswer.offered, in_states(_states(_KEPT)))
        .where(BedRequest.id == newest.correlate(Case).scalar_subquery())
    )
    return session.scalar(query) or 0


def taken_back(found: Found, answer: BedAnswer | None) -> bool:
    """Whether the hospital took back the bed of this answer before another was asked for."""
    codes = [event.code for event in found.events]
    places = [place for place, event in enumerate(found.events) if answer is not None and event.id == answer.event_id]
    after = codes[places[0] + 1 :] if places else []
    return next((code for code in after if code in {"take_back_bed", "request_bed"}), "") == "take_back_bed"


def people_in(session: Session, place_id: uuid.UUID) -> int:
    """How many are on their way to this ward or whole hospital, or in it."""
    here = sa.or_(HospitalStay.ward_id == place_id, HospitalStay.facility_id == place_id)
    query = sa.select(sa.func.count()).select_from(HospitalStay)
    return session.scalar(query.where(here, HospitalStay.ended_at.is_(None))) or 0


def reports(session: Session, facility_id: uuid.UUID, limit: int = 50) -> list[tuple[WardReport, Ward]]:
    """What was said of the hospital's wards, the latest first."""
    query = (
        sa.select(WardReport, Ward)
        .join(Ward, Ward.id == WardReport.ward_id)
        .where(Ward.facility_id == facility_id)
        .order_by(WardReport.told_at.desc(), WardReport.id.desc())
        .limit(limit)
    )
    return [(report, ward) for report, ward in session.execute(query)]


def requests(session: Session, case_id: uuid.UUID) -> list[tuple[BedRequest, Facility, BedAnswer | None]]:
    """Beds asked for in a case the caller found within scope, the first first."""
    query = (
        sa.select(BedRequest, Facility, BedAnswer)
        .join(Facility, Facility.id == BedRequest.facility_id)
        .outerjoin(BedAnswer, BedAnswer.request_id == BedRequest.id)
        .where(BedRequest.case_id == case_id)
        .order_by(BedRequest.id)
    )
    return [(asked, facility, answer) for asked, facility, answer in session.execute(query)]


def last_request(session: Session, case_id: uuid.UUID) -> tuple[BedRequest, Facility, BedAnswer | None] | None:
    return next(reversed(requests(session, case_id)), None)


def sheet(session: Session, case_id: uuid.UUID) -> TransferSheet | None:
    """The newest transfer sheet of a case the caller found within scope."""
    query = sa.select(TransferSheet).where(TransferSheet.case_id == case_id)
    return session.scalar(query.order_by(TransferSheet.id.desc()).limit(1))


def name_of(session: Session, facility_id: uuid.UUID | None) -> str:
    """The name of a hospital, closed since or not; empty when none was recorded."""
    return session.scalar(sa.select(Facility.name).where(Facility.id == facility_id)) or ""


def stays(session: Session, case_id: uuid.UUID) -> list[tuple[HospitalStay, Facility | None, Ward | None]]:
    query = (
        sa.select(HospitalStay, Facility, Ward)
        .outerjoin(Facility, Facility.id == HospitalStay.facility_id)
        .outerjoin(Ward, Ward.id == HospitalStay.ward_id)
        .where(HospitalStay.case_id == case_id)
        .order_by(HospitalStay.id)
    )
    return [(stay, facility, ward) for stay, facility, ward in session.execute(query)]


def open_stay(session: Session, case_id: uuid.UUID) -> HospitalStay | None:
    query = sa.select(HospitalStay).where(HospitalStay.case_id == case_id, HospitalStay.ended_at.is_(None))
    return session.scalar(query.order_by(HospitalStay.id.desc()).limit(1))


def open_cases_of(session: Session, person_id: uuid.UUID, state: str) -> list[Case]:
    """Open placements of a person in this state; the caller acts for the system, within a unit of work."""
    entries = of_person_ids(session, person_id)
    query = sa.select(Case).where(Case.person_id.in_(entries), Case.state == state, Case.pathway.in_(PLACEMENTS))
    return list(session.scalars(query.order_by(Case.id)))


def in_states(states: Iterable[tuple[str, int, str]]) -> sa.ColumnElement[bool]:
    """Cases in one of these (pathway, version, state)."""
    grouped: dict[tuple[str, int], list[str]] = {}
    for pathway, version, state in sorted(states):
        grouped.setdefault((pathway, version), []).append(state)
    return sa.or_(
        *(
            sa.and_(Case.pathway == pathway, Case.version == version, Case.state.in_(codes))
            for (pathway, version), codes in grouped.items()
        )
    )


def _states(codes: Collection[str]) -> frozenset[tuple[str, int, str]]:
    return frozenset(
        (pathway.id, pathway.version, state.code)
        for pathway in PATHWAYS.values()
        if pathway.id in PLACEMENTS
        for state in pathway.states
        if state.code in codes
    )
