"""A person with injuries, and the people of the unit."""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass

import pytest
from PIL import Image

from healthapp.access import Identity, Role
from healthapp.database import Database
from healthapp.demo import answers as demo
from healthapp.injuries import geometry, services
from healthapp.intake import queries
from healthapp.intake import services as examinations
from healthapp.people.models import Facility, Person
from healthapp.records.models import ClinicalRecord
from healthapp.vault import Store
from tests import factories

STATEMENT = "“İki nəfər məni dəyənəklə vurdu; ğ, ı, İ, ş, ç, ö, ü.”"


def lesion(**changes: object) -> dict:
    """A bruise on the front of the left knee."""
    return {
        "type": "contusion",
        "region": "A-KNEE-L",
        "side": "left",
        "aspect": "anterior",
        "ref1": "4 sm dizin altında",
        "ref2": "orta xətdən 9 sm",
        "shape": "oval",
        "measured": "length_width",
        "length": "40.0",
        "width": "25.0",
        "colour": ["purple"],
        "surface": ["intact"],
        "appearance": "recent",
        "attributed_by": "patient",
        "alleged_cause": "“dəyənək”",
        "intent": "other_person",
        "mechanism": "blunt",
        "no_photo": "no_camera",
        "status": "new",
        **changes,
    }


def picture(width: int = 80, height: int = 60, kind: str = "JPEG", *, taken: str = "") -> bytes:
    """A small photograph, with a camera's time and place in it when ``taken`` is given."""
    image, out = Image.new("RGB", (width, height), (120, 60, 90)), io.BytesIO()
    exif = Image.Exif()
    if taken:
        exif[306] = taken
        exif.get_ifd(0x8825)[2] = (40.0, 24.0, 0.0)
    image.save(out, kind, **({"exif": exif} if taken else {}))
    return out.getvalue()


@dataclass
class Ward:
    """A medical unit with one injured person. ``act`` runs a service in a unit of work of somebody."""

    database: Database
    clock: object
    facility: Facility
    person: Person
    feldsher: Identity
    doctor: Identity
    store: Store

    def act(self, who: Identity | None = None):
        return self.database.unit(who or self.feldsher, self.clock)

    def begin(self, who: Identity | None = None) -> ClinicalRecord:
        with self.act(who) as uow:
            return services.begin(uow, self.person)

    def find(self, uow, record: ClinicalRecord) -> queries.Examination:
        return queries.find(uow.session, uow.actor, record.id)

    def add(self, record: ClinicalRecord, who: Identity | None = None, marks: list | None = None, **changes) -> int:
        if marks is None:
            marks = [geometry.at_region("FBM-A", "A-KNEE-L")]
        with self.act(who) as uow:
            found = self.find(uow, record)
            version = found.content.versions.get("lesions", 0)
            return services.save_lesion(uow, found, lesion(**changes), marks, None, version)

    def shoot(self, record: ClinicalRecord, data: bytes | None = None, **said):
        shot = services.Shot(**{"lesion": 1, "view": "close", "intimate": False, **said})
        with self.act() as uow:
            found = self.find(uow, record)
            return services.add_photograph(uow, self.store, found, data or picture(), shot)

    def fill(self, record: ClinicalRecord, who: Identity | None = None, **wanted: dict) -> None:
        """An ordinary answer to everything that is not yet said."""
        rng, at = random.Random(1), self.clock() - dt.timedelta(minutes=20)
        ended = {"ended_at": (at + dt.timedelta(minutes=15)).isoformat()}
        usual = {
            "conditions": ended,
            "notice": {"duty": ["alleged"]},
            "statement": {"alleged": "yes", "statement": STATEMENT, "statement_language": "az"},
            "consent": {"photographs": "yes", "prosecutor": "yes"},
        }
        with self.act(who) as uow:
            found = self.find(uow, record)
            for part in found.sections:
                if part.endpoint and part.key not in wanted:
                    continue
                answers = demo.fill(part, {**usual.get(part.key, {}), **wanted.get(part.key, {})}, at=at, rng=rng)
                services.save(uow, found, part.key, answers, found.content.versions.get(part.key, 0))
                found.content.sections[part.key] = answers

    def save(self, record: ClinicalRecord, section: str, answers: dict, who: Identity | None = None) -> None:
        with self.act(who) as uow:
            found = self.find(uow, record)
            services.save(uow, found, section, answers, found.content.versions.get(section, 0))

    def hand_in(self, record: ClinicalRecord, who: Identity | None = None) -> None:
        with self.act(who) as uow:
            examinations.hand_in(uow, self.find(uow, record), method="password", late_reason="")

    def gaps(self, record: ClinicalRecord) -> list[str]:
        with self.act() as uow:
            return [f"{gap.section.key}.{gap.name}" for gap in examinations.gaps(self.find(uow, record))]


@pytest.fixture
def ward(database, clock, tmp_path) -> Ward:
    with database.unit(Identity.system("test"), clock) as uow:
        facility = factories.facility(uow)
        person = factories.person(uow, facility)
        factories.stay(uow, person, facility)
    feldsher, doctor = factories.identity(Role.FELDSHER, facility), factories.identity(Role.DOCTOR, facility)
    return Ward(database, clock, facility, person, feldsher, doctor, Store(tmp_path / "vault", bytes(32)))
