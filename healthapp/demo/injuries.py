"""Invented injuries: records signed, waiting for a doctor and begun, with marks, and photographs drawn by machine.

Nothing here was done to anybody. The pictures are painted when the demonstration is filled, and say so.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from PIL import Image, ImageDraw

from config import Config
from healthapp.access import Identity
from healthapp.database import Database, UnitOfWork
from healthapp.demo import answers
from healthapp.demo.story import Staff
from healthapp.i18n import ZONE
from healthapp.injuries import charts, geometry, notices, services, transmissions
from healthapp.injuries.dictionary.types import PLACED, WOUNDS
from healthapp.intake import queries
from healthapp.intake import services as examinations
from healthapp.intake.queries import Examination
from healthapp.people import movements
from healthapp.people.models import Facility, Person, Stay
from healthapp.people.schemas import Move
from healthapp.vault import Store

EXAMINED = dt.timedelta(minutes=22)


@dataclass(frozen=True, slots=True)
class Lesion:
    """One invented lesion: where it is marked, how, and what is told. ``size``: mm."""

    type: str
    chart: str
    region: str
    told: str
    size: tuple[int, int]
    shape: str = "oval"
    mechanism: str = "blunt"
    intent: str = "other_person"
    colours: tuple[str, ...] = ("red", "purple")
    marked: str = "ellipse"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy that was offered or sent, ``hours`` after the event."""

    hours: int
    recipient: str
    outcome: str
    form: str
    language: str = "az"
    to_name: str = ""
    basis: str = ""
    kept_by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the notice to the prosecutor, ``hours`` after the event."""

    hours: int
    to: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One record. ``ago``: days before now; ``ends``: draft, waiting or signed; ``photographs``: of which lesions."""

    event: str
    ago: float
    alleged: str
    statement: str
    lesions: tuple[Lesion, ...]
    ends: str
    photographs: tuple[int, ...] = ()
    degrees: tuple[str, ...] = ()
    overall: str = ""
    #: What came after the signatures: who got a copy or refused it, the steps of the notice.
    copies: tuple[Copy, ...] = ()
    steps: tuple[Step, ...] = ()


CASES = (
    Case(
        "return_police",
        9,
        "yes",
        "«Били дубинкой по спине, раза два. Потом наручники долго не снимали.»",
        (
            Lesion("contusion", "FBM-P", "P-SCAPULA-L", "«дубинкой»", (84, 28), "tramline", marked="line"),
            Lesion("ligature", "FBM-A", "A-WRIST-R", "«от наручников»", (60, 4), "circumferential", colours=("red",)),
            Lesion("contusion", "FBM-A", "A-UPPERARM-L", "«держали за руку»", (35, 22)),
        ),
        "signed",
        (1, 1, 2),
        ("highly_consistent", "typical", "consistent"),
        "highly_consistent",
        (
            Copy(10, "person", "unsafe", "person", language="ru", kept_by="tibb-sanitar hissə, möhürlü zərfdə"),
            Copy(22, "prosecutor", "sent", "prosecutor", to_name="Nümunə rayon prokurorluğu", basis="legal_duty"),
            Copy(30, "lawyer", "given", "report", language="ru", to_name="vəkil Nümunə", basis="consent"),
        ),
        (
            Step(22, "sent", {"sent_to": "Nümunə rayon prokurorluğu", "channel": "courier", "reference": "14/26"}),
            Step(27, "received", {"received_reference": "gələn 318"}),
            Step(150, "answered", {"outcome": "Araşdırma başlanıb; məhkəmə-tibbi ekspertiza təyin edilib."}),
        ),
    ),
    Case(
        "violence",
        3,
        "no",
        "«Yıxıldım, heç kim vurmayıb.»",
        (
            Lesion(
                "laceration", "HD-A", "A-FOREHEAD-M", "“pilləkəndən yıxıldım”", (22, 5), "irregular", "fall", "accident"
            ),
            Lesion("abrasion", "FBM-A", "A-KNEE-R", "“yıxılanda”", (30, 18), "irregular", "fall", "accident", ("red",)),
        ),
        "signed",
        (1,),
        ("consistent", "consistent"),
        "insufficient",
    ),
    Case(
        "force",
        0.4,
        "declined",
        "",
        (
            Lesion("contusion", "FBM-A", "A-THIGH-L", "", (70, 40), colours=("blue", "purple"), marked="polygon"),
            Lesion("abrasion", "FBM-A", "A-FOREARM-R", "", (45, 12), "linear", colours=("red",), marked="line"),
        ),
        "waiting",
        (1,),
    ),
    Case(
        "",
        0.2,
        "yes",
        "“Kamerada məni vurdular, ad deməyəcəm.”",
        (Lesion("contusion", "HD-L", "X-CHEEK-L", "“yumruqla”", (28, 20), mechanism="body"),),
        "draft",
    ),
)


def fill(database: Database, config: Config, staff: Sequence[Staff], now: dt.datetime, seed: int) -> None:
    """One record for each case, of people of the demonstration's own facility; fewer when few are there."""
    store = Store.of(config)
    longest = dt.timedelta(days=max(case.ago for case in CASES) + 1)
    for case, person_id in zip(CASES, _people(database, staff[0].facility, now - longest), strict=False):
        _Record(database, store, staff[0], person_id, case, now, seed).write()


def _people(database: Database, place: Facility, before: dt.datetime) -> list[uuid.UUID]:
    """Men of age who were in the unit ``before`` and are there now, by number, spread over all of them."""
    with database.reading() as session:
        found = session.scalars(
            sa.select(Person.id)
            .join(Stay, sa.and_(Stay.person_id == Person.id, Stay.released_at.is_(None)))
            .where(
                Person.facility_id == place.id,
                Person.registered_sex == "male",
                sa.or_(Person.birth_date.is_(None), Person.birth_date < before.date() - dt.timedelta(days=366 * 18)),
                Stay.whereabouts == "unit",
                Stay.admitted_at < before,
            )
            .order_by(Person.number)
        )
        known = list(found)
    return known[:: max(1, len(known) // len(CASES))]


class _Record:
    """Writes one case through the services of the rooms, each act at its own time."""

    def __init__(
        self,
        database: Database,
        store: Store,
        staff: Staff,
        person_id: uuid.UUID,
        case: Case,
        now: dt.datetime,
        seed: int,
    ) -> None:
        self.database, self.store, self.staff, self.person_id, self.case = database, store, staff, person_id, case
        self.now, self.at = now, now - dt.timedelta(days=case.ago)
        self.rng = random.Random(seed * 7919 + CASES.index(case))

    def write(self) -> None:
        case = self.case
        if case.event:
            self._happens()
        with self._unit(self.staff.feldsher, 30) as uow:
            record_id = services.begin(uow, uow.session.get_one(Person, self.person_id)).id
        for lesion in case.lesions:
            self._chart(record_id, lesion)
        for number in case.photographs:
            self._photograph(record_id, number)
        if case.ends == "draft":
            return
        self._fill(record_id)
        with self._unit(self.staff.feldsher, 62) as uow:
            examinations.hand_in(uow, self._found(uow, record_id), method="password", late_reason="")
        if case.ends == "signed":
            with self._unit(self.staff.doctor, 60 * self.rng.randrange(3, 9)) as uow:
                found = self._found(uow, record_id)
                services.countersign(
                    uow, found, method="password", doctor={"seen": "person"}, opinion=self._opinion(found)
                )
            self._follow(record_id)

    def _follow(self, record_id: uuid.UUID) -> None:
        """What came after the signatures."""
        for step in self.case.steps:
            with self._unit(self.staff.doctor, 60 * step.hours) as uow:
                row = notices.of_record(uow.session, record_id)
                assert row is not None
                notices.move(uow, row, to=step.to, at=uow.now(), **step.facts)
        for copy in self.case.copies:
            said = {name: value for name, value in asdict(copy).items() if name != "hours"}
            with self._unit(self.staff.feldsher, 60 * copy.hours) as uow:
                transmissions.log(uow, self._found(uow, record_id).record, at=uow.now(), **said)

    def _happens(self) -> None:
        events = {"return_police": (("to_police", -400), ("return_police", 0))}.get(
            self.case.event, ((self.case.event, 0),)
        )
        for kind, minutes in events:
            with self._unit(self.staff.feldsher, minutes) as uow:
                place = "Nümunə polis şöbəsi" if kind == "to_police" else ""
                move = Move(kind=kind, occurred_at=uow.now(), other_place=place)
                movements.record(uow, uow.session.get_one(Person, self.person_id), move)

    def _chart(self, record_id: uuid.UUID, lesion: Lesion) -> None:
        known = charts.regions()[lesion.region]
        side = known.side if known.side in ("left", "right") else "midline"
        row: dict[str, Any] = {
            "type": lesion.type,
            "region": lesion.region,
            "side": side,
            "aspect": known.aspect,
            "shape": lesion.shape,
            "measured": "length_width",
            "length": f"{lesion.size[0]}.0",
            "width": f"{lesion.size[1]}.0",
            "colour": list(lesion.colours),
            "surface": ["intact"] if lesion.type in ("contusion", "ligature") else ["crusted"],
            "appearance": "recent",
            "attributed_by": "patient" if lesion.told else "nobody",
            "status": "new",
        }
        if lesion.type in PLACED:
            row |= {"ref1": "orta xətdən 7 sm", "ref2": "ən yaxın oynaqdan 11 sm"}
        if lesion.type in WOUNDS:
            row["edges"] = ["ragged"]
        if lesion.told:
            row |= {"alleged_cause": lesion.told, "intent": lesion.intent, "mechanism": lesion.mechanism}
        number = self.case.lesions.index(lesion) + 1
        if number not in self.case.photographs:
            row["no_photo"] = "no_camera"
        with self._unit(self.staff.feldsher, 34 + number) as uow:
            found = self._found(uow, record_id)
            version = found.content.versions.get("lesions", 0)
            services.save_lesion(uow, found, row, [_mark(lesion)], None, version)

    def _photograph(self, record_id: uuid.UUID, number: int) -> None:
        with self._unit(self.staff.feldsher, 44 + number) as uow:
            found = self._found(uow, record_id)
            taken = len(found.answers.get("photographs", {}).get("photographs", ()))
            shot = services.Shot(lesion=number, view="close" if taken % 2 == 0 else "overview", intimate=False)
            data = picture(self.case.lesions[number - 1], number, self.rng)
            services.add_photograph(uow, self.store, found, data, shot)

    def _fill(self, record_id: uuid.UUID) -> None:
        examined = (self.at + dt.timedelta(minutes=30)).astimezone(ZONE).replace(second=0, microsecond=0)
        alleged = self.case.alleged
        said = {"statement": self.case.statement, "statement_language": "ru" if "«Б" in self.case.statement else "az"}
        wanted: dict[str, dict[str, Any]] = {
            "occasion": {"kind": "on_complaint"},
            "conditions": {
                "ended_at": (examined + EXAMINED).isoformat(),
                "unrestricted": "yes",
                "privacy": "yes",
                "presence": "none",
                "escorted": "no",
                "undressed": "sections",
            },
            "consent": {"photographs": "yes", "prosecutor": "yes", "capacity": "able"},
            "statement": {"alleged": alleged, **(said if self.case.statement else {})},
            "lesions": {"found": "lesions"},
            "notice": {"duty": ["alleged"] if alleged == "yes" else ["none"], "copy": "later"},
        }
        with self._unit(self.staff.feldsher, 56) as uow:
            parts = self._found(uow, record_id).sections
        for part in parts:
            if part.endpoint:
                continue
            with self._unit(self.staff.feldsher, 57) as uow:
                found = self._found(uow, record_id)
                given = {**wanted.get(part.key, {}), **found.answers.get(part.key, {})}
                filled = answers.fill(part, given, at=examined, rng=self.rng)
                services.save(uow, found, part.key, filled, found.content.versions.get(part.key, 0))

    def _opinion(self, found: Examination) -> dict[str, Any]:
        reasons = "Tapıntının yeri, forması və ölçüsü deyilənlə uyğundur; başqa səbəblərə də baxılıb."
        rows = [
            {"lesion": row["number"], "degree": degree, "reasoning": reasons, "other_causes": "yıxılma, əşyaya dəymə"}
            for row, degree in zip(found.answers["lesions"]["lesions"], self.case.degrees, strict=True)
        ]
        return {
            "findings": rows,
            "psyche_degree": "not_assessed",
            "overall": self.case.overall,
            "overall_reasons": "Bütün mənbələr birlikdə: ifadə, tapıntılar, fotoşəkillər və şərait nəzərə alınıb.",
        }

    def _found(self, uow: UnitOfWork, record_id: uuid.UUID) -> Examination:
        found = queries.find(uow.session, uow.actor, record_id)
        assert found is not None
        return found

    def _unit(self, who: Identity, minutes: int) -> UnitOfWork:
        at = min(self.at + dt.timedelta(minutes=minutes), self.now)
        return self.database.unit(who, lambda: at)


def _mark(lesion: Lesion) -> dict[str, Any]:
    """The lesion's mark around the middle of its region, in the shape it was drawn with."""
    point = geometry.at_region(lesion.chart, lesion.region)
    (x, y) = point["points"][0]
    if lesion.marked == "line":
        return {**point, "shape": "line", "points": [[x - 90, y - 40], [x + 90, y + 40]]}
    if lesion.marked == "polygon":
        ring = [[x - 80, y - 60], [x + 40, y - 90], [x + 90, y + 20], [x + 10, y + 100], [x - 70, y + 50]]
        return {**point, "shape": "polygon", "points": ring}
    return {**point, "shape": "ellipse", "rx": 70, "ry": 110, "angle": 20}


def picture(lesion: Lesion, number: int, rng: random.Random) -> bytes:
    """A painted photograph as JPEG: skin, a stain of the lesion's colour, a scale in centimetres and its number."""
    width, height = 1200, 900
    image = Image.new("RGB", (width, height), (214, 172, 146))
    draw = ImageDraw.Draw(image)
    stain = {"blue": (110, 98, 140), "purple": (128, 72, 110)}.get(lesion.colours[-1], (176, 82, 74))
    middle, reach = (width // 2, height // 2 - 60), (lesion.size[0] * 4, lesion.size[1] * 4)
    for ring in range(14, 0, -1):
        part = ring / 14
        shade = tuple(
            round(skin + (deep - skin) * (1 - part) * 0.9) for skin, deep in zip((214, 172, 146), stain, strict=True)
        )
        x, y = (round(middle[at] + rng.randrange(-3, 4)) for at in (0, 1))
        rx, ry = max(6, round(reach[0] * part)), max(6, round(reach[1] * part))
        draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=shade)
    draw.rectangle((120, height - 170, width - 120, height - 60), fill=(250, 250, 250), outline=(20, 20, 20), width=3)
    for tick in range((width - 280) // 8 + 1):
        length = 44 if tick % 10 == 0 else 28 if tick % 5 == 0 else 16
        draw.line((140 + tick * 8, height - 170, 140 + tick * 8, height - 170 + length), fill=(20, 20, 20), width=2)
    draw.text((150, height - 112), f"No {number}   mm   DEMO: painted, nobody's skin", fill=(20, 20, 20), font_size=34)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
