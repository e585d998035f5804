"""Mental health care in the demonstration: contacts, waiting people, medicines, needs, self-harm and what followed."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import User
from healthapp.database import Database
from healthapp.demo import answers, harming
from healthapp.demo.story import Staff
from healthapp.i18n import local
from healthapp.injuries import death_notices
from healthapp.intake import queries as examinations
from healthapp.intake import services as intake
from healthapp.mental import deaths, medicines, needs, psychiatry, psychology, queries, restrictions
from healthapp.mental.care_schemas import Contact, MedicineStep, NeedStep, NewNeed, Prescribe
from healthapp.mental.models import Prescription, PsychologyOffer
from healthapp.mental.schemas import Death, Restriction, TaskEnd
from healthapp.people.models import Movement, Person, Stay
from healthapp.risk import services as risk
from healthapp.risk.queries import open_of

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
#: Of those who accepted help lately: how many a psychologist has seen. Nobody waits for longer than a season.
SEEN, LONG_AGO = 0.6, 90 * DAY
PLANS = ("", "", "Yuxu pozulub, axşam dərmanı yoxlansın", "Ailə ilə zəng təşkil olunsun", "Tək kamerada saxlanmasın")
DRUGS = (
    ("Sertralin, tablet", "50 mq", "səhər", "Depressiya"),
    ("Risperidon, tablet", "2 mq", "axşam", "Psixoz"),
    ("Amitriptilin, tablet", "25 mq", "axşam", "Yuxu pozğunluğu"),
    ("Karbamazepin, tablet", "200 mq", "08:00, 20:00", "Epilepsiya"),
)
OBSTACLES = ("no_place", "waiting_decision", "waiting_court")


def _at(moment: dt.datetime) -> Callable[[], dt.datetime]:
    return lambda: moment


class Care:
    """Everything is done through the services of the room, each act at its own time."""

    def __init__(self, database: Database, users: Mapping[str, User], home: Staff, now: dt.datetime, seed: int) -> None:
        self.database, self.home, self.now = database, home, now
        self.rng = random.Random(seed * 7_919)
        self.psychologist = self._who(users["psychologist"], Role.PSYCHOLOGIST)
        self.psychiatrist = self._who(users["psychiatrist"], Role.PSYCHIATRIST)

    def _who(self, user: User, role: Role) -> Identity:
        return Identity(user.id, user.name, (Assignment(role, self.home.facility.id),))

    def people(self) -> list[tuple[uuid.UUID, dt.datetime]]:
        """Whoever is held at the demonstration's own facility for at least three days, with the last movement."""
        last = sa.select(sa.func.max(Movement.occurred_at)).where(Movement.person_id == Person.id).scalar_subquery()
        with self.database.reading() as session:
            rows = session.execute(
                sa.select(Person.id, last)
                .join(Stay, Stay.person_id == Person.id)
                .where(Person.facility_id == self.home.facility.id, Person.in_custody, Stay.whereabouts == "unit")
                .where(Stay.released_at.is_(None), Stay.admitted_at < self.now - 3 * DAY)
                .order_by(Person.number)
            )
            return [(row[0], row[1]) for row in rows]

    def do(self, who: Identity, at: dt.datetime, person_id: uuid.UUID, service: Any, command: Any) -> Any:
        with self.database.unit(who, lambda: at) as uow:
            return service(uow, uow.session.get_one(Person, person_id), command)

    def contacts(self) -> None:
        """Most of those who accepted are seen; one of them every week since."""
        with self.database.reading() as session:
            query = sa.select(PsychologyOffer).join(Person, Person.id == PsychologyOffer.person_id)
            rows = session.scalars(query.where(queries.is_waiting(), Person.in_custody).order_by(Person.number)).all()
        for place, row in enumerate(rows):
            waits = self.now - row.offered_at
            if waits < 2 * DAY or (waits < LONG_AGO and self.rng.random() > SEEN):
                continue
            at, left = row.offered_at + self.rng.randrange(1, 9) * DAY, 40 if place == 0 else self.rng.randrange(1, 6)
            kind = "first"
            while left and at < self.now:
                later = at + 7 * DAY
                again = local(later).date() if left > 1 and later > self.now else None
                note = "Nümayiş üçün uydurulmuş qeyd"
                held = Contact(kind, at, self.rng.randrange(25, 60, 5), self.rng.choice(PLANS), again, note)
                self.do(self.psychologist, at + HOUR, row.person_id, psychology.contact, held)
                at, left, kind = later, left - 1, "individual"

    def medicines(self, who: Sequence[uuid.UUID]) -> None:
        """One medicine each: just begun, reviewed since, late, stopped."""
        for place, person_id in enumerate(who):
            begun = self.now - (5 + 11 * place) * DAY
            drug, dose, times, what_for = DRUGS[place % len(DRUGS)]
            first = local(begun).date()
            values: dict[str, Any] = {
                "drug": drug,
                "dose": dose,
                "times": times,
                "route": "oral",
                "indication": what_for,
            }
            values |= {"starts_on": first, "review_on": first + 14 * DAY, "consent": "yes", "consent_text": ""}
            command = Prescribe({**values, "psychotropic": place % 4 != 3, "replaces_id": None})
            row = self.do(self.psychiatrist, begun, person_id, medicines.prescribe, command)
            reviewed = begun + 13 * DAY
            if reviewed < self.now and place % 3:
                self.review(row, reviewed, stop=place % 5 == 4)

    def review(self, row: Prescription, at: dt.datetime, *, stop: bool) -> None:
        command = MedicineStep("review", local(self.now).date() + 9 * DAY, "", "Yaxşı keçir")
        if stop:
            command = MedicineStep("stopped", None, "side_effect", "Ürəkbulanma")
        with self.database.unit(self.psychiatrist, lambda: at) as uow:
            medicines.step(uow, row, command)

    def needs(self, who: Sequence[uuid.UUID]) -> None:
        for place, person_id in enumerate(who):
            found = self.now - (12 + 47 * place) * DAY
            values: dict[str, Any] = {
                "found_on": local(found).date(),
                "need": ("hospital", "treatment_unit", "adapted")[place % 3],
            }
            text = "Müalicə adi rejimdə mümkün deyil"
            values |= {"text": text, "obstacle": "none", "obstacle_text": "", "record_id": None}
            row = self.do(self.home.doctor, found, person_id, needs.record, NewNeed(values))
            with self.database.unit(self.home.doctor, _at(found + 5 * DAY)) as uow:
                needs.step(uow, row, NeedStep("obstacle", obstacle=OBSTACLES[place % 3]))

    def harmed(self, person_id: uuid.UUID) -> None:
        """Self-harm of this day."""
        at = self.now - 5 * HOUR
        with self.database.unit(self.home.feldsher, lambda: at + HOUR / 3) as uow:
            harming.entered(uow, uow.session.get_one(Person, person_id), at, "2-14", "cut", level=3)

    def watched(self, person_id: uuid.UUID) -> None:
        """Whoever did is watched since, by a plan, in other clothing until tomorrow."""
        at = self.now - 4 * HOUR
        with self.database.unit(self.home.doctor, lambda: at) as uow:
            episode = open_of(uow.session, person_id)
            if episode is not None:
                risk.add_action(uow, episode, text="Ailə ilə zəng", owner="Psixoloq", due_at=self.now + DAY)
        values: dict[str, Any] = {"kind": "clothing", "reason": "life", "grounds": "Geyimindən ilgək düzəldirdi"}
        values |= {
            "tried": "Söhbət, daimi müşahidə",
            "dignity": "Davamlı isti geyim, gəzinti saxlanılır",
        }
        values |= {"medical_view": "Sakitdir, əlaqəyə girir", "ordered_by": self.home.doctor.name}
        times = {"ordered_as": "doctor", "started_at": at, "ends_at": self.now + 20 * HOUR}
        self.do(self.home.doctor, at, person_id, restrictions.record, Restriction({**values, **times}))

    def examined(self, person_id: uuid.UUID) -> None:
        """A psychiatric examination, signed by the psychiatrist."""
        at = self.now - 6 * DAY
        with self.database.unit(self.psychiatrist, lambda: at) as uow:
            record = intake.begin(uow, uow.session.get_one(Person, person_id), psychiatry.PSYCHIATRIC)
            found = examinations.load(uow.session, record)
            known = {"diagnosis": {"finding": "found", "diagnoses": [{"code": "F32.1", "certainty": "sure"}]}}
            parts = {
                part.key: answers.fill(part, known.get(part.key, {}), at=at, rng=self.rng) for part in found.sections
            }
            intake.save_parts(uow, found, parts)
        with self.database.unit(self.psychiatrist, lambda: at + HOUR) as uow:
            found = examinations.load(uow.session, uow.session.merge(record))
            intake.hand_in(uow, found, method="password", late_reason="Gecikmə" if found.clock else "")

    def death(self, person_id: uuid.UUID, after: dt.datetime) -> None:
        """A death of an illness, with everything after it done but the review."""
        at = max(after + DAY, self.now - 20 * DAY).replace(second=0, microsecond=0)
        values: dict[str, Any] = {
            "died_at": at,
            "place": "Tibb-sanitar hissə",
            "manner": "illness",
            "found_by": "Növbətçi tibb bacısı",
        }
        told = "Növbətçi həkim və müəssisə rəisi, dərhal"
        values |= {"circumstances": "Ürək çatışmazlığı, təcili yardım göstərilib", "told": told, "kept": "Tibbi kart"}
        row = self.do(self.home.doctor, at + HOUR, person_id, deaths.report, Death(values))
        with self.database.unit(self.home.doctor, lambda: at + 9 * HOUR) as uow:
            for task in queries.tasks_of(uow.session, row.id):
                if task.kind not in ("review", "prosecutor"):
                    deaths.end_task(uow, row, task, TaskEnd("done", "Telefonla və məktubla", at + 2 * HOUR))
            notice = death_notices.of_person(uow.session, row.person_id)
            assert notice is not None
            sent = {"sent_to": "Nümunə rayon prokurorluğu", "channel": "courier", "reference": "N-1/17"}
            deaths.move_notice(uow, notice, to="sent", at=at + 2 * HOUR, **sent)


def add(database: Database, users: Mapping[str, User], staff: Sequence[Staff], now: dt.datetime, seed: int) -> None:
    """What a psychologist, a psychiatrist and the unit of the demonstration's own facility have done."""
    care = Care(database, users, staff[0], now, seed)
    care.contacts()
    held = care.people()
    if len(held) < 12:
        return
    known = [person_id for person_id, _last in held]
    care.rng.shuffle(known)
    care.medicines(known[: min(10, len(known) // 3)])
    care.needs(known[3:6])
    care.harmed(known[9])
    care.watched(known[9])
    care.examined(known[0])
    settled = min((last, person_id) for person_id, last in held if person_id not in known[:10])
    care.death(settled[1], settled[0])
