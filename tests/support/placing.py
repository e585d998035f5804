"""A psychiatric placement for tests, step by step through the services, each by somebody whose step it is."""

from __future__ import annotations

import datetime as dt
import uuid

from healthapp.access import Role
from healthapp.cases import queries, services
from healthapp.cases.models import Case
from healthapp.cases.queries import Found
from healthapp.cases.schemas import Open, Take
from healthapp.hospitals import schemas as beds
from healthapp.hospitals import services as hospitals
from healthapp.people.models import Facility
from tests.support.house import House

CONCERN = Take("raise_concern", attached=("screening_or_observation",))
TO_COUNCIL = (
    (
        Role.PSYCHIATRIST,
        Take(
            "examine_psychiatric",
            attached=("mental_state_examination", "risk_assessment", "capacity_assessment", "examination_consent"),
        ),
    ),
    (Role.PSYCHIATRIST, Take("council")),
    (Role.PSYCHIATRIST, Take("advise_placement", attached=("council_opinion", "person_informed"))),
)
TO_ORDER = (
    (Role.REVIEWER, Take("send_to_court", attached=("submission",))),
    (Role.REVIEWER, Take("register", actor="court", attached=("court_receipt",))),
    (Role.REVIEWER, Take("hear", actor="court", attached=("hearing_record", "counsel_attendance"))),
    (Role.REVIEWER, Take("grant", actor="court", attached=("court_act",), result="measure_2")),
    (Role.REVIEWER, Take("become_final", actor="court", attached=("court_act",))),
)
ADMITTED = Take("admit", actor="hospital", attached=("admission_record", "arrival_injury_exam"))
DISCHARGED = Take("discharge", attached=("discharge_summary", "medicines_supply", "stay_certificate"))
SHEET = {
    "state": "Hears voices that threaten; eats little",
    "risk": "No self-harm now; calm beside people",
    "allergies": "none known",
    "escort": "Sevinc Qurbanova",
    "profession": "Nurse",
    "apart": "yes",
    "not_apart": "",
    "restraint": "",
    "papers": "Case summary",
    "grounds": "",
    "second_opinion": "",
    "medicines": [{"name": "Olanzapin", "dose": "10 mq", "times": "1", "days": 7}],
    "no_medicines": "",
}


def opened(house: House, pathway: str = "placement_c", step: Take = CONCERN, who: Role = Role.DOCTOR) -> Case:
    with house.database.unit(house.users[who], house.clock) as uow:
        return services.open_case(uow, house.own.person, Open(pathway, "screening", step))


def taken(house: House, row: Case, who: Role, step: Take) -> Found:
    with house.database.unit(house.users[who], house.clock) as uow:
        return services.advance(uow, row.id, step, seen=uow.session.get_one(Case, row.id).events)


def found(house: House, row: Case, who: Role = Role.LIAISON) -> Found:
    with house.database.reading() as session:
        one = queries.find(session, house.users[who], row.id)
        assert one is not None
        return one


def hospital(house: House, name: str = "Nümunə psixiatriya xəstəxanası") -> Facility:
    with house.database.unit(house.users[Role.REVIEWER], house.clock) as uow:
        row = Facility(code=f"P{len(name)}{name[-1]}", name=name, kind="psychiatric", capacity=40)
        uow.session.add(row)
        uow.session.flush()
        return row


def asked(house: House, row: Case, place: Facility) -> Found:
    one = found(house, row)
    with house.database.unit(house.users[Role.LIAISON], house.clock) as uow:
        command = beds.AskBed(place.id, "general", house.clock(), "")
        return hospitals.ask_bed(uow, one, command, seen=one.row.events)


def answered(house: House, row: Case, *, offered: bool, reason: str = "", ward: uuid.UUID | None = None) -> Found:
    one = found(house, row)
    with house.database.unit(house.users[Role.LIAISON], house.clock) as uow:
        command = beds.AnswerBed(offered, house.clock(), "Head of the ward", ward_id=ward, reason=reason)
        return hospitals.answer_bed(uow, one, command, seen=one.row.events)


def departed(house: House, row: Case) -> None:
    one = found(house, row)
    with house.database.unit(house.users[Role.LIAISON], house.clock) as uow:
        hospitals.depart(uow, one, beds.Depart(False, house.clock(), SHEET), seen=one.row.events)


def in_hospital(house: House, place: Facility | None = None) -> Case:
    """A convict's placement by court measure, admitted now."""
    row = opened(house)
    for who, step in (*TO_COUNCIL, *TO_ORDER):
        taken(house, row, who, step)
    asked(house, row, place or hospital(house))
    answered(house, row, offered=True)
    departed(house, row)
    taken(house, row, Role.LIAISON, ADMITTED)
    return row


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
