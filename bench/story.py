"""The rows of one invented person: arrival, examinations, movements, clocks, events, as the services leave them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench import bulk
from bench.bodies import Facts, Form
from healthapp.access import Identity
from healthapp.accounts.models import User
from healthapp.audit.models import AuditEvent
from healthapp.database import Base, Database, UnitOfWork, uuid7
from healthapp.deadlines import kinds
from healthapp.deadlines.calendar import due
from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.demo.names import draw
from healthapp.demo.plan import ORIGINS, WOMEN
from healthapp.i18n import ZONE, local
from healthapp.intake.dictionary import VERSION
from healthapp.ledger import canonical
from healthapp.people.models import (
    Facility,
    Movement,
    Person,
    PersonFlag,
    PersonIdentifier,
    PersonName,
    PersonToken,
    Stay,
)
from healthapp.people.names import key, sound_key
from healthapp.people.search import token_rows
from healthapp.records import books, numbers
from healthapp.records.models import ClinicalRecord, DraftSection, RecordNumber, RecordSignature, SealedContent
from healthapp.risk import scheduler
from healthapp.settings import Value
from screening import triggers

if TYPE_CHECKING:
    from bench.population import Population

BENCH = Identity.system("bench")
CHUNK = 2_000
#: In an order that foreign keys allow.
TABLES = (
    *(Person, PersonName, PersonIdentifier, PersonFlag, Stay, Movement),
    *(ClinicalRecord, RecordNumber, DraftSection, SealedContent, RecordSignature, Deadline, AuditEvent),
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    facility: Facility
    feldsher: User
    doctor: User


@dataclass(slots=True)
class Batch:
    """Rows that wait to be inserted, by table."""

    rows: dict[type[Base], list[Row]] = field(default_factory=lambda: defaultdict(list))
    tokens: list[Row] = field(default_factory=list)
    inserted: int = 0

    def add(self, model: type[Base], **values: Any) -> uuid.UUID:
        values.setdefault("id", uuid7())
        self.rows[model].append(values)
        made: uuid.UUID = values["id"]
        return made

    def flush(self, database: Database) -> None:
        with database.unit(BENCH) as uow:
            for model in TABLES:
                self._insert(uow, model, self.rows.pop(model, []))

    def flush_tokens(self, database: Database) -> None:
        """In the order of their key, so that the tree they live in grows at its end."""
        self.tokens.sort(key=lambda row: (row["token"], row["person_id"].bytes))
        for start in range(0, len(self.tokens), 50 * CHUNK):
            with database.unit(BENCH) as uow:
                self._insert(uow, PersonToken, self.tokens[start : start + 50 * CHUNK])
        self.tokens.clear()

    def _insert(self, uow: UnitOfWork, model: type[Base], rows: list[Row]) -> None:
        if rows:
            bulk.insert(uow, model, rows)
            self.inserted += len(rows)


class Story:
    """One person, row by row."""

    def __init__(self, world: Population, place: Place, admitted_at: dt.datetime) -> None:
        self.world, self.place, self.rng, self.add = world, place, world.rng, world.batch.add
        self.admitted_at = admitted_at.replace(second=0, microsecond=0)
        self.facility_id = place.facility.id
        self.person_id, self.stay_id = uuid7(), uuid7()
        self.intake_id: uuid.UUID | None = None
        self.screened_by: uuid.UUID | None = None
        self.woman = self.rng.random() < WOMEN
        self.sex = "female" if self.woman else "male"
        self.form: dict[str, Form] = {}

    def at(self, minutes: int) -> dt.datetime:
        return self.admitted_at + dt.timedelta(minutes=minutes)

    def admit(self) -> None:
        """As ``people.services.admit`` leaves it."""
        name, rng, entered = draw(self.rng, woman=self.woman), self.rng, self.at(self.rng.randrange(4, 50))
        age = min(75, max(18, int(rng.lognormvariate(3.58, 0.32))))
        parts = (name.surname, name.given_name, name.father_name)
        self.person: Row = {
            "id": self.person_id,
            "number": self.world.number(self.place, entered),
            "surname": name.surname,
            "given_name": name.given_name,
            "father_name": name.father_name,
            "patronymic_suffix": name.patronymic_suffix,
            "birth_date": local(self.admitted_at).date() - dt.timedelta(days=int(age * 365.25) + rng.randrange(360)),
            "birth_date_estimated": False,
            "registered_sex": self.sex,
            "identity_unknown": False,
            "citizenship": name.citizenship,
            "languages": name.languages,
            "needs_interpreter": name.languages.split(",")[0] not in ("az", "ru", "tr"),
            "facility_id": self.facility_id,
            "in_custody": True,
            "created_at": entered,
        }
        self.world.batch.rows[Person].append(self.person)
        shown = PersonName(surname=name.surname, given_name=name.given_name, father_name=name.father_name)
        self.add(
            PersonName, person_id=self.person_id, kind="primary", surname=name.surname, given_name=name.given_name,
            father_name=name.father_name, key=key(*parts), sound_key=sound_key(*parts), valid_from=entered,
        )  # fmt: skip
        born = Person(id=self.person_id, birth_date=self.person["birth_date"])
        self.world.batch.tokens += token_rows(born, [shown], self.facility_id)
        if rng.random() < 0.6:
            self.add(PersonIdentifier, person_id=self.person_id, kind="fin", value=self.world.fin())
        self.stay: Row = {
            "id": self.stay_id, "person_id": self.person_id, "facility_id": self.facility_id,
            "admitted_at": self.admitted_at, "entered_at": entered, "origin": rng.choice(ORIGINS),
            "legal_status": rng.choice(("remand", "convicted", "convicted", "detained")), "life_sentence": False,
            "first_time": rng.random() < 0.6, "place": f"{rng.randrange(1, 9)}-{rng.randrange(1, 40)}",
            "released_at": None, "release_kind": "", "whereabouts": "unit", "isolated": False,
        }  # fmt: skip
        self.world.batch.rows[Stay].append(self.stay)
        self.movement("admission", self.admitted_at, entered)
        details = {"known_before": False, "late_minutes": 9, "lookalikes": 0}
        self.event("person.admitted", entered, ("stay", self.stay_id), details)

    def settle(self, court_days: int | None = None) -> None:
        """Admission, screen and intake examination, what the banner shows of them, and for some a day at court."""
        self.admit()
        self.screened_by = self.examination("safety_screen", self.at(60), kinds.SAFETY_SCREEN)
        self.intake_id = self.examination("intake", self.at(self.rng.randrange(130, 1_300)), kinds.INTAKE, doctor=True)
        substance = self.rng.random() < 0.07
        self.flag("allergy", "known" if substance else "none", "Penisillin" if substance else "")
        if self.rng.random() < 0.08:
            self.flag("risk", self.rng.choice("234"))
        days = self.rng.choice((0, 0, 0, 0, 0, 1, 1)) if court_days is None else court_days
        for number in range(days):
            self.court_day(self.at(2_000 + 300 * number))

    def court_day(self, leaves: dt.datetime) -> None:
        comes = leaves + dt.timedelta(hours=5)
        self.movement("to_court", leaves, leaves, "Sınaq rayon məhkəməsi")
        self.movement("return_court", comes, comes, "Sınaq rayon məhkəməsi")
        self.examination("return_court", comes + dt.timedelta(minutes=20), kinds.RETURN_COURT, doctor=True, from_=comes)

    def release(self, at: dt.datetime) -> None:
        self.screens(at, released=True)
        self.movement("release", at, at)
        self.person["in_custody"] = False
        self.stay |= {"released_at": at, "release_kind": "end_of_sentence", "whereabouts": "released"}

    def screens(self, until: dt.datetime, *, released: bool = False) -> None:
        """The clocks of the planned screens as ``risk.scheduler`` leaves them; the screens themselves are not there.

        Each was met an hour before its limit, up to ``until``; what was ahead then runs, or ended with the release.
        """
        answer = self.screened_by or self.stay_id
        ahead = scheduler.planned(self.admitted_at, self.admitted_at)
        while ahead:
            code, plan = ahead.pop()
            asked_at = plan.due - dt.timedelta(hours=1)
            kind = kinds.RECEPTION_SCREEN if code == "reception" else kinds.SCREEN_DUE
            if asked_at > until:
                self.clock(kind, plan.opens, code, due_at=plan.due, ended_at=until if released else None)
                continue
            self.clock(kind, plan.opens, code, due_at=plan.due, met_at=asked_at, met_by=answer)
            if code in scheduler.RECURRING:
                ahead.append((code, triggers.half_yearly(asked_at)))

    def movement(self, kind: str, at: dt.datetime, entered: dt.datetime, where: str = "") -> None:
        row = self.add(
            Movement, person_id=self.person_id, stay_id=self.stay_id, facility_id=self.facility_id, kind=kind,
            occurred_at=at, recorded_at=entered, recorded_by=self.place.feldsher.id, other_place=where, note="",
            without_exam=False,
        )  # fmt: skip
        if kind != "admission":
            details = {"kind": kind, "late_minutes": 0, "without_exam": False}
            self.event("person.movement", entered, ("movement", row), details)

    def examination(
        self, kind: str, at: dt.datetime, clock: DeadlineKind, *, doctor: bool = False, signed: bool = True,
        from_: dt.datetime | None = None,
    ) -> uuid.UUID | None:  # fmt: skip
        """A signed record of ``kind`` with the clock it met; with ``signed`` False the clock alone, running."""
        started, by = from_ or self.admitted_at, "return_court" if from_ else "admission"
        if not signed:
            self.clock(clock, started, by)
            return None
        record_id, form = uuid7(), self.rng.choice(self.world.forms[kind, self.sex])
        facts, handed_in = self.facts(record_id, at), at + dt.timedelta(minutes=9)
        parts = [("author", self.place.feldsher, handed_in, *form.author_part(facts))]
        if doctor:
            confirmed = handed_in + dt.timedelta(minutes=90)
            parts.append(("doctor", self.place.doctor, confirmed, *form.doctor_part(facts, parts[0][4])))
        digest = canonical.digest({part[0]: part[4] for part in parts}) if doctor else parts[0][4]
        _act, signer, signed_at, *_content = parts[-1]
        self.record(record_id, kind, at, form, "signed", handed_in, signer, signed_at, digest)
        for act, user, moment, body, part_digest in parts:
            self.world.batch.rows[SealedContent].append(
                {"record_id": record_id, "part": act, "body": body, "digest": part_digest, "sealed_at": moment}
            )
            self.add(
                RecordSignature, record_id=record_id, act=act, user_id=user.id, name=user.name,
                role="feldsher" if act == "author" else "doctor", at=moment, digest=part_digest, method="password",
                reason="",
            )  # fmt: skip
        self.event("record.signed", signed_at, ("clinical_record", record_id), {"kind": kind}, digest)
        self.event("intake.opened", signed_at, ("clinical_record", record_id), {"kind": kind, "state": "signed"})
        self.clock(clock, started, by, met_at=handed_in, met_by=record_id)
        if doctor:
            self.clock(kinds.COUNTERSIGN, handed_in, "handed_in", met_at=signed_at, met_by=record_id)
        return record_id

    def draft(self) -> uuid.UUID:
        """A complete intake examination in hand, every part saved, nothing signed."""
        record_id, at = uuid7(), self.world.now - dt.timedelta(minutes=45)
        form = self.rng.choice(self.world.forms["intake", self.sex])
        self.record(record_id, "intake", at, form, "draft")
        for section, answers in form.answers_at(self.facts(record_id, at)).items():
            self.world.batch.rows[DraftSection].append(
                {
                    "record_id": record_id, "section": section, "content": answers, "version": 1, "saved_at": at,
                    "saved_by": self.place.feldsher.id, "saved_by_name": self.place.feldsher.name,
                }
            )  # fmt: skip
        return record_id

    def facts(self, record_id: uuid.UUID, at: dt.datetime) -> Facts:
        author = self.place.feldsher
        return Facts(record_id, self.person_id, self.stay_id, self.facility_id, at, at, author.id, author.name)

    def record(
        self, record_id: uuid.UUID, kind: str, at: dt.datetime, form: Form, state: str,
        handed_in: dt.datetime | None = None, signer: User | None = None, signed_at: dt.datetime | None = None,
        digest: bytes | None = None,
    ) -> None:  # fmt: skip
        author, number = self.place.feldsher, None
        if handed_in is not None:
            number = self._numbered(record_id, handed_in)
        self.add(
            ClinicalRecord, id=record_id, number=number, kind=kind, person_id=self.person_id, stay_id=self.stay_id,
            facility_id=self.facility_id, event_time=at, recorded_time=at, state=state, author_id=author.id,
            author_name=author.name, author_role="feldsher", schema_version=VERSION, handed_in_at=handed_in,
            signer_id=signer.id if signer else None, signer_name=signer.name if signer else "", signed_at=signed_at,
            digest=digest, late_reason="", summary=form.summary, revision=1 if state == "draft" else 3,
        )  # fmt: skip

    def _numbered(self, record_id: uuid.UUID, at: dt.datetime) -> str:
        """The next number of the book of records, as the migration gave one to what was signed before it."""
        year = local(at).year
        number = self.world.entered(self.place, year)
        row = {"record_id": record_id, "facility_id": self.facility_id, "year": year, "number": number}
        self.world.batch.rows[RecordNumber].append(row)
        return books.label(numbers.PREFIX, self.place.facility.code, year, number)

    def clock(
        self, kind: DeadlineKind, started: dt.datetime, by: str, *, met_at: dt.datetime | None = None,
        met_by: uuid.UUID | None = None, due_at: dt.datetime | None = None, ended_at: dt.datetime | None = None,
    ) -> None:  # fmt: skip
        """Met, ended by the release, or running; the setting says until when if ``due_at`` does not."""
        setting = self.world.lengths[kind]
        self.add(
            Deadline, kind=kind.code, person_id=self.person_id, stay_id=self.stay_id, facility_id=self.facility_id,
            subject_kind="clinical_record" if kind is kinds.COUNTERSIGN else "",
            subject_id=met_by if kind is kinds.COUNTERSIGN else None, started_at=started, started_by=by,
            due_at=due_at or _due(setting, started), legal_basis=setting.legal_basis, verified=setting.verified,
            state="met" if met_by else "cancelled" if ended_at else "open", met_at=met_at, met_by=met_by,
            ended_at=ended_at, ended_reason="Azad edilib" if ended_at else "",
        )  # fmt: skip

    def flag(self, code: str, state: str, text: str = "") -> None:
        self.add(
            PersonFlag, person_id=self.person_id, code=code, state=state, text=text, record_id=self.intake_id,
            since=self.at(600), set_by=self.place.feldsher.id, ended_at=None,
        )  # fmt: skip

    def event(
        self, kind: str, at: dt.datetime, subject: tuple[str, uuid.UUID], details: Row, digest: bytes | None = None
    ) -> None:
        actor = self.place.feldsher
        self.add(
            AuditEvent, at=at, kind=kind, actor_id=actor.id, actor_name=actor.name, actor_role="feldsher",
            session_id=None, address="127.0.0.1", facility_id=self.facility_id, person_id=self.person_id,
            subject_kind=subject[0], subject_id=subject[1], subject_digest=digest, reason="", details=details,
            oversight=False,
        )  # fmt: skip


def _due(setting: Value, started: dt.datetime) -> dt.datetime | None:
    length = setting.number()
    return None if length is None else due(started, length, setting.unit, ZONE)
