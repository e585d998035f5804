"""Signed examinations by the hundred thousand: a handful of real ones, taken apart where a person's own facts stand.

Each body is made once by ``records.content`` from believable answers about a person who does not exist, whose
identifiers and moments are then exchanged. That the result is the canonical document of its record is checked
against ``records.content`` itself when a form is made; the digests are taken of the exchanged bytes.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from healthapp.database import uuid7
from healthapp.demo import answers
from healthapp.i18n import ZONE
from healthapp.intake import alerts
from healthapp.intake.bands import CMHS, Limits
from healthapp.intake.dictionary import KINDS, VERSION, Subject, sections_for
from healthapp.ledger import canonical
from healthapp.records import content
from healthapp.records.models import ClinicalRecord
from healthapp.risk.content import SEXES
from healthapp.risk.shelf import Shelf
from healthapp.settings import Value
from healthapp.settings.defaults import DEFAULTS
from screening.model import Context

#: How far ahead ``demo.answers`` dates what lies in the future, in days; 0 is the examination itself.
AHEAD = (0, 1, 7, 14)
EXAMINED = dt.datetime(1987, 3, 2, 6, 17, tzinfo=dt.UTC)
EVENT, RECORDED = (dt.datetime(1987, 5, day, 6, 17, 1, 17, tzinfo=dt.UTC) for day in (2, 3))
RECORD, PERSON, STAY, FACILITY, AUTHOR = (
    uuid.UUID(int=0x7E57_0000_0000_7000_8000_0000_0000_0000 + n) for n in range(5)
)
NAME = "Uydurulmuş Əvvəlki"
ROLE = "feldsher"
DIGEST = bytes(range(100, 132))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is a person's own in a body: identifiers, moments, and the author's name."""

    record_id: uuid.UUID
    person_id: uuid.UUID
    stay_id: uuid.UUID
    facility_id: uuid.UUID
    event_time: dt.datetime
    recorded_time: dt.datetime
    author_id: uuid.UUID
    author_name: str


def _limits(sex: str) -> Limits:
    """The cut-offs as they are shipped."""
    day = dt.datetime.now(ZONE).date()
    cmhs = {
        one.key: Value(one.key, one.value, one.unit, one.legal_basis, one.verified)
        for one in DEFAULTS
        if one.key in CMHS.values()
    }
    return Limits(lambda: Shelf([], []), Context(on=day, language="az", sex=SEXES[sex]), lambda: cmhs)


class Form:
    """One kind of examination with one set of answers, ready to be made another person's."""

    def __init__(self, kind: str, sex: str, wanted: Mapping[str, Mapping[str, Any]], seed: int) -> None:
        self.kind, self.sex = kind, sex
        rng = random.Random(seed)
        parts = sections_for(Subject(sex=sex, age=34, kind=kind))
        self.sections = {part.key: answers.fill(part, wanted.get(part.key, {}), at=EXAMINED, rng=rng) for part in parts}
        answers.concluded(self.sections, _limits(sex))
        self.summary = {
            "done": len(parts),
            "of": len(parts),
            "alerts": alerts.summary_of(alerts.of_record(self.sections, _limits(sex))),
            "language": "az",
        }
        stranger = Facts(RECORD, PERSON, STAY, FACILITY, EVENT, RECORDED, AUTHOR, NAME)
        self._author = _taken_apart(canonical.canonical_bytes(self._document(stranger, self.sections)))
        doctor = content.doctor_document(_record(kind, stranger), DIGEST, {"doctor": {"seen": "person"}})
        self._doctor = _taken_apart(canonical.canonical_bytes(doctor))
        self._prove()

    def author_part(self, facts: Facts) -> tuple[bytes, bytes]:
        """(body, digest) of what the author signed."""
        return _put_together(self._author, _own(facts))

    def doctor_part(self, facts: Facts, author_digest: bytes) -> tuple[bytes, bytes]:
        """(body, digest) of what the doctor added to exactly that."""
        return _put_together(self._doctor, {str(RECORD): str(facts.record_id), DIGEST.hex(): author_digest.hex()})

    def answers_at(self, facts: Facts) -> dict[str, Any]:
        """The answers by section, as of that examination: what a draft of it holds."""
        return self._exchanged(_own(facts))

    def _exchanged(self, own: Mapping[str, str]) -> dict[str, Any]:
        def walk(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: walk(item) for key, item in value.items()}
            if isinstance(value, list):
                return [walk(item) for item in value]
            return own.get(value, value) if isinstance(value, str) else value

        found: dict[str, Any] = walk(self.sections)
        return found

    def _document(self, facts: Facts, sections: Mapping[str, Any]) -> dict[str, Any]:
        return content.author_document(_record(self.kind, facts), sections)

    def _prove(self) -> None:
        """The exchanged bytes are what ``records.content`` makes of the exchanged answers."""
        at = dt.datetime(2025, 11, 3, 9, 40, 0, 120, tzinfo=dt.UTC)
        facts = Facts(uuid7(), uuid7(), uuid7(), uuid7(), at, at + dt.timedelta(minutes=9), uuid7(), 'Ö, "Ş"')
        document = self._document(facts, self._exchanged(_own(facts)))
        body, digest = self.author_part(facts)
        if body != canonical.canonical_bytes(document) or digest != canonical.digest(document):
            raise AssertionError(f"a body of {self.kind} is not the canonical document of its record")


def _record(kind: str, facts: Facts) -> ClinicalRecord:
    return ClinicalRecord(
        id=facts.record_id,
        kind=kind,
        person_id=facts.person_id,
        stay_id=facts.stay_id,
        facility_id=facts.facility_id,
        event_time=facts.event_time,
        recorded_time=facts.recorded_time,
        author_id=facts.author_id,
        author_name=facts.author_name,
        author_role=ROLE,
        schema_version=VERSION,
        late_reason="",
    )


def _moments(at: dt.datetime) -> list[str]:
    """An examination's moment and the days after it, spelled as answers spell them."""
    local = [(at + dt.timedelta(days=days)).astimezone(ZONE) for days in AHEAD]
    return [moment.replace(second=0, microsecond=0).isoformat() for moment in local] + [
        moment.date().isoformat() for moment in local
    ]


def _own(facts: Facts) -> dict[str, str]:
    """What stands in the stranger's body -> what stands there in this person's."""
    return {
        str(RECORD): str(facts.record_id),
        str(PERSON): str(facts.person_id),
        str(STAY): str(facts.stay_id),
        str(FACILITY): str(facts.facility_id),
        str(AUTHOR): str(facts.author_id),
        canonical.moment(EVENT): canonical.moment(facts.event_time),
        canonical.moment(RECORDED): canonical.moment(facts.recorded_time),
        NAME: facts.author_name,
        **dict(zip(_moments(EXAMINED), _moments(facts.event_time), strict=True)),
    }


_STRANGER = [str(RECORD), str(PERSON), str(STAY), str(FACILITY), str(AUTHOR), DIGEST.hex(), NAME]
_STRANGER += [canonical.moment(EVENT), canonical.moment(RECORDED), *_moments(EXAMINED)]
_SLOTS = re.compile("(" + "|".join(re.escape(f'"{text}"') for text in _STRANGER) + ")")


def _taken_apart(body: bytes) -> list[str]:
    """Text and slots in turn; a slot is a whole JSON string of the stranger's, without its quotes."""
    return [part[1:-1] if place % 2 else part for place, part in enumerate(_SLOTS.split(body.decode()))]


def _put_together(parts: list[str], own: Mapping[str, str]) -> tuple[bytes, bytes]:
    text = [canonical_text(own[part]) if place % 2 else part for place, part in enumerate(parts)]
    body = "".join(text).encode()
    return body, sha256(body).digest()


def canonical_text(text: str) -> str:
    """A JSON string as RFC 8785 writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


#: Answers beside the ordinary ones, by kind: enough of them that pages and prints do not all look alike.
WANTED: dict[str, list[dict[str, dict[str, Any]]]] = {
    "safety_screen": [
        {"safety": {"cell_advice": "shared"}},
        {"safety": {"cell_advice": "shared", "allergy_state": "known", "allergy_text": "Penisillin"}},
        {"safety": {"cell_advice": "medical_unit", "cough": "yes"}},
    ],
    "intake": [
        {},
        {"vitals": {"systolic": 168, "diastolic": 102}},
        {"allergies": {"allergy_state": "known", "allergies": [{"agent": "Penisillin", "reaction": "rash"}]}},
        {"injuries": {"injuries_now": "yes", "injuries": [{"region": "back", "side": "left", "kind": "bruise"}]}},
    ],
    "return_court": [{}, {"vitals": {"pulse": 96}}],
}


def forms(kind: str, sex: str) -> list[Form]:
    """The forms of one kind for one sex."""
    made = []
    measured = "vitals" in {part.key for part in KINDS[kind].sections}
    for seed, wanted in enumerate(WANTED[kind]):
        signs = answers.vitals(EXAMINED, random.Random(seed)) | wanted.get("vitals", {})
        made.append(Form(kind, sex, {**wanted, "vitals": signs} if measured else wanted, seed))
    return made
