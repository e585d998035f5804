"""What happens to one invented person, step by step, through the services of the rooms."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from healthapp.access import Identity
from healthapp.database import Database, UnitOfWork
from healthapp.deadlines import queries as due
from healthapp.deadlines import services as deadlines
from healthapp.demo import answers, asked, harming
from healthapp.demo.plan import Planned
from healthapp.intake import queries, services
from healthapp.intake.dictionary import KINDS
from healthapp.intake.queries import Examination
from healthapp.mental.models import SelfHarmEntry
from healthapp.people import movements
from healthapp.people import services as people
from healthapp.people.models import Facility, Person
from healthapp.people.schemas import Admit, Move, Names
from healthapp.people.schemas import Identity as Who
from healthapp.records.models import ClinicalRecord
from healthapp.risk.screens import Screening

Step = tuple[dt.datetime, Callable[[], None]]
LATE = dt.timedelta(hours=24)
#: From the beginning of an examination to the signature under it.
WRITING = dt.timedelta(minutes=9)
#: Of the examinations after the first: done, and not left to run late.
FOLLOWED_UP = 0.93
#: Of the records handed in: countersigned by the doctor by now; who forgot longer ago than two weeks was reminded.
CONFIRMED = 0.97
#: Since when the invented service writes here and no longer on paper.
ON_PAPER = dt.timedelta(days=120)
#: As long as an order for a critical medicine is waited for; nobody lives a year without insulin.
UNDECIDED = dt.timedelta(days=1)
LATE_REASONS = ("Növbədə tək feldşer", "Şəxs məhkəmədə idi", "Tərcüməçi gözlənilirdi")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works where: a feldsher and a doctor of each facility."""

    facility: Facility
    feldsher: Identity
    doctor: Identity


class Story:
    """One person. Every step is its own unit of work at its own time."""

    def __init__(self, database: Database, planned: Planned, staff: Staff, now: dt.datetime, seed: int) -> None:
        self.database, self.planned, self.staff, self.now = database, planned, staff, now
        self.rng = random.Random(seed * 1_000_003 + planned.position)
        self.dice = random.Random(f"asked {seed} {planned.position}")  # the rest of the story does not hang on it
        self.harms = harming.planned(planned, seed)
        self.admitted_at = now - planned.admitted_ago
        self.person_id: uuid.UUID | None = None
        self.released = False

    def steps(self) -> Iterator[Step]:
        """(when, what to do) in the order of time; nothing later than now."""
        for at, act in self._planned_steps():
            if at + WRITING <= self.now:
                yield at, act

    def _planned_steps(self) -> Iterator[Step]:
        entered = self.admitted_at + dt.timedelta(minutes=self.rng.randrange(4, 50))
        yield entered, partial(self._admit, entered)
        screened = self.admitted_at + dt.timedelta(minutes=self.rng.randrange(55, 115))
        if self.rng.random() < 0.93:
            yield screened, partial(self._examine, "safety_screen", screened, self._screen())
        for asking in asked.planned(self.planned, self.admitted_at, self.now, self.dice):
            yield from self._asked(asking)
        for ago in self.harms:
            yield from self._harmed(self.now - ago)
        after = self.planned.intake_after
        if after is not None:
            examined = self.admitted_at + max(after, dt.timedelta(minutes=125))
            yield examined, partial(self._examine, "intake", examined, self._intake())
            yield from self._follow_up(examined)
            yield from self._later(examined)
        elif self.planned.admitted_ago < LATE and self.rng.random() < 0.5:
            begun = self.admitted_at + dt.timedelta(minutes=130)
            yield begun, partial(self._begin_only, begun)

    def _follow_up(self, examined: dt.datetime) -> Iterator[Step]:
        """What follows the intake, mostly done: on paper while the service still wrote on paper, here since then."""
        days = dt.timedelta(days=1)
        second, review = (
            examined + self.rng.randrange(3, 9) * days,
            self.admitted_at + self.rng.randrange(11, 15) * days,
        )
        if self.planned.admitted_ago > ON_PAPER:
            yield second, partial(self._done_on_paper, second)
        else:
            for kind, when in (("second_stage", second), ("quarantine_review", review)):
                if self.rng.random() < FOLLOWED_UP:
                    yield when, partial(self._examine, kind, when, self._intake())
        periodic = self.now - self.rng.randrange(5, 150) * days
        if periodic > examined + 150 * days and self.rng.random() < FOLLOWED_UP:
            yield periodic, partial(self._examine, "periodic", periodic, self._intake())

    def _done_on_paper(self, at: dt.datetime) -> None:
        """The clocks of what was done before this program came are waived with that reason."""
        with self._unit(self.staff.doctor, at) as uow:
            for row in due.of_person(uow.session, uow.actor, self._known()):
                if row.kind in ("second_stage", "quarantine_review"):
                    deadlines.waive(uow, row, reason="Kağız jurnalda aparılıb")

    def _known(self) -> uuid.UUID:
        assert self.person_id is not None
        return self.person_id

    def _later(self, examined: dt.datetime) -> Iterator[Step]:
        """A court day or a day with the police, the examination on return, and for some the release."""
        at = examined + dt.timedelta(days=self.rng.randrange(3, 40), hours=self.rng.randrange(0, 6))
        for kind in [self.rng.choice(("court", "court", "police")) for _number in range(self.planned.returns)]:
            leaves, comes = at, at + dt.timedelta(hours=self.rng.randrange(3, 9))
            yield leaves, partial(self._move, f"to_{kind}", leaves)
            yield comes, partial(self._move, f"return_{kind}", comes)
            for asking in asked.after_event(comes, self.now, self.dice):
                yield from self._asked(asking)
            seen = comes + dt.timedelta(hours=self.rng.choice((1, 2, 5, 20, 31)))
            if self.rng.random() < 0.85:
                yield seen, partial(self._examine, f"return_{kind}", seen, self._intake())
            at = seen + dt.timedelta(days=self.rng.randrange(10, 60))
        if self.planned.admitted_ago > dt.timedelta(days=300) and self.rng.random() < 0.4:
            yield at, partial(self._move, "release", at)

    def _unit(self, who: Identity, at: dt.datetime) -> UnitOfWork:
        return self.database.unit(who, lambda: at)

    def _admit(self, at: dt.datetime) -> None:
        planned, name = self.planned, self.planned.name
        command = Admit(
            facility_id=self.staff.facility.id,
            admitted_at=self.admitted_at.replace(second=0, microsecond=0),
            origin=planned.origin,
            legal_status=planned.legal_status,
            identity=Who(
                names=Names(name.surname, name.given_name, name.father_name, name.patronymic_suffix),
                registered_sex="female" if planned.woman else "male",
                birth_date=planned.birth_date,
                identity_unknown=planned.birth_date is None,
                citizenship=name.citizenship,
                languages=name.languages,
                needs_interpreter=name.languages.split(",")[0] not in ("az", "ru", "tr"),
            ),
            life_sentence=planned.life_sentence,
            first_time=planned.first_time,
            place=planned.place,
            not_the_same=True,
        )
        with self._unit(self.staff.feldsher, at) as uow:
            self.person_id = people.admit(uow, command).id

    def _examine(self, kind: str, at: dt.datetime, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        if self.released:
            return
        record_id = self._write(kind, at, wanted)
        with self._unit(self.staff.feldsher, at + WRITING) as uow:
            found = self._found(uow, record_id)
            late = services.is_late(found, uow.now())
            services.hand_in(uow, found, method="password", late_reason=self.rng.choice(LATE_REASONS) if late else "")
        confirmed = at + dt.timedelta(minutes=self.rng.randrange(60, 22 * 60))
        reminded = confirmed < self.now - asked.HERE
        if KINDS[kind].doctor and confirmed <= self.now and (self.rng.random() < CONFIRMED or reminded):
            with self._unit(self.staff.doctor, confirmed) as uow:
                services.countersign(uow, self._found(uow, record_id), method="password", answers={"seen": "person"})

    def _begin_only(self, at: dt.datetime) -> None:
        self._write("intake", at, self._intake(), only=("conditions", "vitals", "allergies"))

    def _write(
        self, kind: str, at: dt.datetime, wanted: Mapping[str, Mapping[str, Any]], only: tuple[str, ...] = ()
    ) -> uuid.UUID:
        with self._unit(self.staff.feldsher, at) as uow:
            person = uow.session.get_one(Person, self.person_id)
            record: ClinicalRecord = services.begin(uow, person, KINDS[kind])
            found = self._found(uow, record.id)
            wanted = {**wanted, **answers.groups(found.subject.age)}
            parts = {
                section.key: answers.fill(section, wanted.get(section.key, {}), at=at, rng=self.rng)
                for section in found.sections
                if not only or section.key in only
            }
            answers.concluded(parts, found.limits)
            services.save_parts(uow, found, parts)
            return record.id

    def _found(self, uow: UnitOfWork, record_id: uuid.UUID) -> Examination:
        return queries.load(uow.session, uow.session.get_one(ClinicalRecord, record_id))

    def _asked(self, asking: asked.Asking) -> Iterator[Step]:
        """A screening, and the assessment its result may ask for."""
        taken: list[Screening] = []

        def ask() -> None:
            if not self.released:
                with self._unit(self.staff.feldsher, asking.at) as uow:
                    person = uow.session.get_one(Person, self.person_id)
                    taken.append(asked.screened(uow, person, asking.instrument, asking.answers))

        def assess() -> None:
            if taken and asked.ASSESSMENT in taken[0].result.actions:
                with self._unit(self.staff.doctor, asking.at + asked.ASSESSED_AFTER) as uow:
                    asked.assess(uow, taken[0])

        yield asking.at, ask
        yield asking.at + asked.ASSESSED_AFTER, assess

    def _harmed(self, at: dt.datetime) -> Iterator[Step]:
        """An event, the question about suicide within the hour, and two days later the debrief."""
        entered: list[SelfHarmEntry] = []
        on_paper, asked_at, debriefed = at < self.now - asked.HERE, at + 50 * asked.MINUTE, at + dt.timedelta(days=2)

        def enter() -> None:
            with self._unit(self.staff.feldsher, at + 20 * asked.MINUTE) as uow:
                person = uow.session.get_one(Person, self.person_id)
                if harming.in_the_unit(uow, person):
                    method = self.dice.choice(harming.METHODS)
                    entered.append(harming.entered(uow, person, at, self.planned.place, method))

        def ask() -> None:
            if entered and not on_paper and not self.released:
                with self._unit(self.staff.feldsher, asked_at) as uow:
                    asked.screened(uow, uow.session.get_one(Person, self.person_id), "asq", asked.CALM)

        def debrief() -> None:
            if entered:
                with self._unit(self.staff.doctor, debriefed) as uow:
                    harming.debriefed(uow, entered[0], debriefed)
                    if on_paper:
                        harming.asked_on_paper(uow, entered[0])

        yield from ((at, enter), (asked_at, ask), (debriefed, debrief))

    def _move(self, kind: str, at: dt.datetime) -> None:
        self.released = self.released or kind == "release"
        with self._unit(self.staff.feldsher, at) as uow:
            person = uow.session.get_one(Person, self.person_id)
            movements.record(
                uow,
                person,
                Move(
                    kind=kind,
                    occurred_at=at,
                    other_place="Nümunə rayon məhkəməsi" if "court" in kind else "Nümunə polis idarəsi",
                    release_kind="end_of_sentence" if kind == "release" else "",
                ),
            )

    def _screen(self) -> dict[str, dict[str, Any]]:
        health = self.planned.health
        safety: dict[str, Any] = {"cell_advice": "shared"}
        if health.allergy:
            safety |= {"allergy_state": "known", "allergy_text": health.allergy}
        if health.tb_symptom:
            safety |= {"cough": "yes", "cell_advice": "medical_unit"}
        if health.diabetes:
            safety |= {"critical_medicine": "yes", "critical_medicine_name": "İnsulin, axşam"}
        return {"safety": safety}

    def _decided(self) -> str:
        drawn = self.rng.choice(("continue", "not_decided"))
        return drawn if self.planned.admitted_ago <= UNDECIDED else "continue"

    def _intake(self) -> dict[str, dict[str, Any]]:
        """The answers the person's latent health leads to; everything else is ordinary."""
        health, rng = self.planned.health, self.rng
        wanted: dict[str, dict[str, Any]] = {
            "vitals": answers.vitals(self.now, rng),
            "mental": {"psychologist": "accepted" if health.depressed or health.ptsd else "refused"},
            "suicide": {"first_time_custody": "yes" if self.planned.first_time else "no"},
        }
        if health.hypertension:
            wanted["vitals"] |= {"systolic": rng.randrange(146, 186), "diastolic": rng.randrange(90, 112)}
        if health.allergy:
            allergy = {"agent": health.allergy, "reaction": "rash", "severity": "moderate"}
            wanted["allergies"] = {"allergy_state": "known", "allergies": [allergy]}
        if health.tb_symptom:
            wanted["tuberculosis"] = {"cough": "yes", "isolated": "yes", "sputum_taken": rng.choice(("yes", "no"))}
        if health.diabetes:
            wanted["history"] = {"chronic": ["diabetes"]}
            medicine = {"name": "İnsulin", "critical": "insulin", "decision": self._decided()}
            wanted["medicines"] = {"medicines_state": "takes", "medicines": [medicine]}
        if health.depressed or health.self_harm_ever:
            level = "medium" if health.depressed and health.self_harm_ever else "low"
            wanted["suicide"] |= {
                "hopeless": "yes" if health.depressed else "no",
                "attempt_ever": "yes" if health.self_harm_ever else "no",
                "risk_level": level,
                "observation": "60" if level == "medium" else "none",
            }
        if health.alcohol:
            wanted["substances"] = {"alcohol": "often", "audit_c": rng.randrange(5, 11)}
        if health.injured:
            injury = {"region": "back", "side": "left", "kind": "bruise"}
            wanted["injuries"] = {"injuries_now": "yes", "injuries": [injury]}
        if health.alleges_ill_treatment:
            wanted["injuries"] |= {"alleged": "alleges", "statement": "«Məni saxlayanda vurdular»"}
        if health.refuses_part:
            wanted["infections"] = {
                "declined": "yes",
                "declined_reason": "«İndi istəmirəm»",
                "declined_informed": "yes",
            }
        return wanted
