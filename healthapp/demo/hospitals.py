"""Court and hospitals in the demonstration: people under review, without a bed, on the way; hearings; the untold."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import User
from healthapp.cases import services as cases
from healthapp.cases.models import Case
from healthapp.cases.queries import Found, held
from healthapp.cases.schemas import Open, Take
from healthapp.court import schemas as hearings
from healthapp.court import services as court
from healthapp.database import Database
from healthapp.demo import papers
from healthapp.demo.story import Staff
from healthapp.hospitals import queries, schemas, services
from healthapp.i18n import local
from healthapp.mental.models import SelfHarmEntry
from healthapp.people.models import Facility, Movement, Person, Stay
from healthapp.records.models import ClinicalRecord
from healthapp.telling import services as telling
from healthapp.telling.queries import open_events
from healthapp.telling.schemas import Told
from healthapp.vault.store import Store

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOTE = "Nümayiş üçün uydurulmuş qeyd"
EXAM = ("mental_state_examination", "risk_assessment", "capacity_assessment", "examination_consent")
#: name, kind, whom it takes, beds, taken, days since it was told (None: never)
WARDS = (
    ("1-ci şöbə", "general", "men", 30, 28, 2),
    ("2-ci şöbə", "specialised", "men", 20, 20, 12),
    ("3-cü şöbə", "general", "women", 10, 6, 1),
    ("Ekspertiza şöbəsi", "expertise", "both", 8, 9, 3),
)
SHEET = {
    "state": "Səslər eşidir, az yeyir, sakitləşdirilə bilir",
    "risk": "Özünəxəsarət yoxdur; adamlar yanında sakitdir",
    "allergies": "soruşulub, yoxdur",
    "escort": "Sevinc Qurbanova",
    "profession": "Tibb bacısı",
    "apart": "yes",
    "not_apart": "",
    "restraint": "",
    "papers": "İşin xülasəsi, son analizlər",
    "grounds": "",
    "second_opinion": "",
    "medicines": [{"name": "Olanzapin", "dose": "10 mq", "times": "axşam", "days": 7}],
    "no_medicines": "",
}


class Placements:
    """Each case is walked through the services by those whose steps they are, each at its own time."""

    def __init__(
        self, database: Database, store: Store, users: Mapping[str, User], home: Staff, now: dt.datetime
    ) -> None:
        self.database, self.store, self.home, self.now = database, store, home, now
        place = home.facility.id
        self.psychiatrist = _who(users["psychiatrist"], Role.PSYCHIATRIST, place)
        self.liaison = _who(users["liaison"], Role.LIAISON, None)
        self.reviewer = _who(users["reviewer"], Role.REVIEWER, None)

    def people(self, most: int) -> list[uuid.UUID]:
        """Those longest at the demonstration's own facility: what takes months happened to them."""
        with self.database.reading() as session:
            return list(session.scalars(self._held(self.now - 3 * DAY).limit(most)))

    def untouched(self, left: dt.datetime) -> uuid.UUID | None:
        """Whoever was there a week before ``left``, and was nowhere and examined by nobody in the unit since."""
        query = self._held(left - 7 * DAY)
        for row, moment in (
            (Movement, Movement.occurred_at),
            (ClinicalRecord, ClinicalRecord.event_time),
            (SelfHarmEntry, SelfHarmEntry.discovered_at),
        ):
            query = query.where(~sa.exists().where(row.person_id == Person.id, moment > left))
        with self.database.reading() as session:
            return session.scalar(query.limit(1))

    def _held(self, since: dt.datetime) -> sa.Select[uuid.UUID]:
        return (
            sa.select(Person.id)
            .join(Stay, Stay.person_id == Person.id)
            .where(Person.facility_id == self.home.facility.id, Person.in_custody)
            .where(Stay.released_at.is_(None), Stay.whereabouts == "unit", Stay.admitted_at < since)
            .order_by(Stay.admitted_at, Person.number)
        )

    def begin(self, person_id: uuid.UUID, pathway: str, step: Take, at: dt.datetime) -> uuid.UUID:
        with self.database.unit(self.psychiatrist, lambda: at) as uow:
            person = uow.session.get_one(Person, person_id)
            case_id = cases.open_case(uow, person, Open(pathway, "screening", step)).id
        self.file(case_id, at, *step.attached)
        return case_id

    def file(self, case_id: uuid.UUID, at: dt.datetime, *codes: str) -> None:
        """The papers themselves, into the file."""
        with self.database.unit(self.psychiatrist, lambda: at) as uow:
            papers.put(uow, self.store, self._found(uow.session, case_id, self.psychiatrist), *codes)

    def step(self, who: Identity, case_id: uuid.UUID, step: Take, at: dt.datetime) -> None:
        with self.database.unit(who, lambda: at) as uow:
            cases.advance(uow, case_id, step, seen=uow.session.get_one(Case, case_id).events)

    def to_council(self, person_id: uuid.UUID, pathway: str, at: dt.datetime) -> uuid.UUID:
        case_id = self.begin(person_id, pathway, Take("raise_concern", attached=("screening_or_observation",)), at)
        self.step(self.psychiatrist, case_id, Take("examine_psychiatric", attached=EXAM), at + 20 * HOUR)
        self.file(case_id, at + 20 * HOUR, *EXAM)
        self.step(self.psychiatrist, case_id, Take("council"), at + 21 * HOUR)
        advice = Take("advise_placement", attached=("council_opinion", "person_informed"))
        self.step(self.psychiatrist, case_id, advice, at + 3 * DAY)
        self.file(case_id, at + 3 * DAY, "council_opinion", "medicines_list")
        return case_id

    def bed(self, case_id: uuid.UUID, hospital: Facility, at: dt.datetime, *, refused: str = "") -> None:
        """Ask for a bed and, two days later, have it given or refused."""
        for who, moment, act in (
            (self.liaison, at, services.ask_bed),
            (self.liaison, at + 2 * DAY, services.answer_bed),
        ):
            with self.database.unit(who, lambda moment=moment: moment) as uow:  # type: ignore[misc]
                found = self._found(uow.session, case_id, who)
                if act is services.ask_bed:
                    wanted = schemas.AskBed(hospital.id, "general", moment, NOTE)
                    services.ask_bed(uow, found, wanted, seen=found.row.events)
                else:
                    answer = schemas.AnswerBed(not refused, moment, "Növbətçi həkim", reason=refused)
                    services.answer_bed(uow, found, answer, seen=found.row.events)

    def travel(self, case_id: uuid.UUID, at: dt.datetime, *, arrive: bool = True) -> None:
        with self.database.unit(self.liaison, lambda: at) as uow:
            found = self._found(uow.session, case_id, self.liaison)
            services.depart(uow, found, schemas.Depart(False, at, SHEET), seen=found.row.events)
        if arrive:
            papers = ("admission_record", "arrival_injury_exam")
            self.step(self.liaison, case_id, Take("admit", actor="hospital", attached=papers), at + 3 * HOUR)

    def _found(self, session: sa.orm.Session, case_id: uuid.UUID, who: Identity) -> Found:
        return held(session, who, case_id)

    def measure(self, person_id: uuid.UUID, hospital: Facility, days: int) -> uuid.UUID:
        """A court measure taken over; admitted so many days ago."""
        at = self.now - days * DAY
        case_id = self.taken_over(person_id, at - 6 * DAY)
        self.bed(case_id, hospital, at - 5 * DAY)
        self.travel(case_id, at)
        return case_id

    def taken_over(self, person_id: uuid.UUID, at: dt.datetime) -> uuid.UUID:
        """A measure of the court taken over, with the psychiatrists' papers on which the court decided."""
        case_id = self.begin(person_id, "placement_c", Take("take_over_measure", attached=("court_act",)), at)
        self.file(case_id, at + HOUR, "screening_or_observation", *EXAM, "council_opinion", "medicines_list")
        return case_id

    def hearing(self, case_id: uuid.UUID, at: dt.datetime, counsel: str) -> None:
        with self.database.unit(self.reviewer, lambda: self.now - 2 * HOUR) as uow:
            found = self._found(uow.session, case_id, self.reviewer)
            wanted = hearings.Announce(
                "Nümunə rayon məhkəməsi",
                at,
                "appointed" if counsel else "not_known",
                "yes",
                "4(004)-77/26",
                "Zal 3",
                counsel,
            )
            court.announce(uow, found, wanted)

    def told(self, case_id: uuid.UUID, at: dt.datetime) -> None:
        """Everything decided so far is told, but what came last."""
        with self.database.unit(self.psychiatrist, lambda: at) as uow:
            found = self._found(uow.session, case_id, self.psychiatrist)
            events = tuple(open_events(uow.session, found))[:-1]
            if events:
                wanted = Told(events, at, "spoken", "az", self.psychiatrist.name, "signed", "Başa düşdüm")
                telling.tell(uow, found, wanted)


def _who(user: User, role: Role, place: uuid.UUID | None) -> Identity:
    return Identity(user.id, user.name, (Assignment(role, place),))


def add(database: Database, store: Store, users: Mapping[str, User], staff: Sequence[Staff], now: dt.datetime) -> None:
    """Hospitals with their beds, and a case in every place of the board, as far as there are people."""
    made = Placements(database, store, users, staff[0], now)
    hospitals = _hospitals(made, now)
    if not hospitals:
        return
    first, last = hospitals[0], hospitals[-1]
    for days, place in ((178, first), (160, last), (90, first)):
        person_id = made.untouched(now - days * DAY)
        if person_id is None:
            continue
        case_id = made.measure(person_id, place, days)
        made.told(case_id, now - days * DAY + 5 * HOUR)
        _sentence(made, case_id, now, 40 if days > 170 else 400)
    gone = made.untouched(now - 5 * HOUR)
    people = [person_id for person_id in made.people(6) if person_id != gone]
    for person_id, refused in zip(people, ("no_bed", "security"), strict=False):
        made.bed(made.to_council(person_id, "placement_a", now - 24 * DAY), last, now - 19 * DAY, refused=refused)
    if gone is not None:
        made.travel(_with_bed(made, gone, last, now), now - 5 * HOUR, arrive=False)
    for person_id, counsel, days in zip(people[2:], ("Elmar Vəliyev", "", None), (1, 4, 0), strict=False):
        case_id = _at_court(made, person_id, now)
        if counsel is not None:
            made.hearing(case_id, now + days * DAY, counsel)


def _hospitals(made: Placements, now: dt.datetime) -> list[Facility]:
    """Psychiatric hospitals, each with wards and what it said of their beds."""
    with made.database.unit(made.liaison, lambda: now - HOUR) as uow:
        hospitals = [one for one in queries.hospitals(uow.session) if one.facility.kind == "psychiatric"]
        for hospital in hospitals:
            for name, kind, takes, beds, taken, told in WARDS:
                ward = services.add_ward(uow, hospital, schemas.NewWard(name, kind, takes))
                uow.session.flush()
                report = schemas.Report(ward.id, beds, taken, now - told * DAY, "Baş tibb bacısı")
                services.tell_beds(uow, hospital, report)
        return [hospital.facility for hospital in hospitals]


def _with_bed(made: Placements, person_id: uuid.UUID, hospital: Facility, now: dt.datetime) -> uuid.UUID:
    case_id = made.taken_over(person_id, now - 9 * DAY)
    made.bed(case_id, hospital, now - 8 * DAY)
    return case_id


def _at_court(made: Placements, person_id: uuid.UUID, now: dt.datetime) -> uuid.UUID:
    case_id = made.to_council(person_id, "placement_c", now - 16 * DAY)
    sent = Take("send_to_court", attached=("submission",))
    made.step(made.reviewer, case_id, sent, now - 8 * DAY)
    received = Take("register", actor="court", attached=("court_receipt",))
    made.step(made.reviewer, case_id, received, now - 7 * DAY)
    return case_id


def _sentence(made: Placements, case_id: uuid.UUID, now: dt.datetime, days: int) -> None:
    with made.database.unit(made.liaison, lambda: now - HOUR) as uow:
        placed = queries.of_case(uow.session, made.liaison, case_id)
        if placed is not None:
            services.set_sentence_end(uow, placed, schemas.SentenceEnd(local(now + days * DAY).date()))
