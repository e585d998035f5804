"""Cases of the demonstration: files in several states, a session of the commission held and one to come.

Everything goes through the services of the room; only the moments are moved back.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from config import Config
from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import RoleAssignment, User
from healthapp.cases import queries as cases
from healthapp.cases import services as steps
from healthapp.cases.bundle import services as bundle
from healthapp.cases.bundle.schemas import Add
from healthapp.cases.commission import deciding, queries, services
from healthapp.cases.commission.schemas import Attendance, Ballot, Call, Examined, Proposal
from healthapp.cases.diseases import queries as entries
from healthapp.cases.diseases import services as diseases
from healthapp.cases.models import Case
from healthapp.cases.schemas import Open, Take
from healthapp.database import Database, UnitOfWork
from healthapp.demo import papers
from healthapp.people.models import Facility, Person, Stay
from healthapp.vault.store import Store
from referrals import checklists

LIST = (
    "code;text;criteria;icd10;valid_from;valid_to;source\n"
    "1.1;Ağciyərin ikitərəfli proqressivləşən fibroz-kavernoz vərəmi;Tənəffüs çatışmazlığı II-III;A15-A16;01.01.2012;;"
    "Nümunə siyahı (nümayiş)\n"
    "2.1;Bədxassəli şişlər, IV mərhələ;Metastazlar, radikal müalicə mümkün deyil;C00-C97;01.01.2012;;"
    "Nümunə siyahı (nümayiş)\n"
    "3.4;Xroniki ürək çatışmazlığı;NYHA IV;I50;01.01.2012;;Nümunə siyahı (nümayiş)\n"
    "4.2;Xroniki böyrək çatışmazlığı, son mərhələ;;N18.5;01.01.2012;;Nümunə siyahı (nümayiş)\n"
)
DIAGNOSES = (
    ("C34.1", "Ağciyərin yuxarı payının xərçəngi, T4N2M1"),
    ("I50.0", "Durğunluq ürək çatışmazlığı, NYHA IV"),
    ("A15.0", "Ağciyər vərəmi, fibroz-kavernoz"),
    ("N18.5", "Xroniki böyrək çatışmazlığı, son mərhələ"),
)
LETTER = ("official_letter", "behaviour_statement", "personal_file", "sentence_data")
WAIVED = ("specialist_opinions", "interpreter_record", "injury_photographs")
#: Days that a case with papers takes at least.
SHORTEST = 9
#: How far each case came, the longest first, and how many days ago its need was found.
PLAN = (
    ("returned", 118),
    ("concluded", 96),
    ("not_supported", 74),
    ("signed", 61),
    ("accepted", 50),
    ("review", 41),
    ("accepted", 35),
    ("refused", 30),
    ("review", 12),
    ("draft", 9),
    ("requested", 4),
)
MEMBERS = (
    ("commission", "other", "secretary"),
    ("commission-oncologist", "oncologist", "chair"),
    ("commission-tb", "tb", "member"),
    ("commission-psychiatrist", "psychiatrist", "member"),
)


@dataclass
class Stage:
    """The demonstration's database, accounts and clock."""

    database: Database
    store: Store
    users: dict[str, Identity]
    now: dt.datetime
    #: When the accounts were made.
    opened: dt.datetime

    def unit(self, username: str, at: dt.datetime) -> UnitOfWork:
        return self.database.unit(self.users[username], lambda: at)


def fill(database: Database, config: Config, places: list[Facility], users: dict[str, User], now: dt.datetime) -> None:
    """Open a case for each of the plan's first people held at the first facility, as many as there are."""
    stage = Stage(database, Store.of(config), _identities(database, users), now.replace(second=0, microsecond=0), now)
    with database.reading() as session:
        query = (
            sa.select(Person, Stay.admitted_at)
            .join(Stay, Stay.person_id == Person.id)
            .where(
                Stay.released_at.is_(None),
                Stay.whereabouts == "unit",
                Person.facility_id == places[0].id,
                Person.in_custody,
                Person.died_at.is_(None),
                Person.merged_into_id.is_(None),
            )
        )
        held = session.execute(query.order_by(Stay.admitted_at, Person.number).limit(len(PLAN))).all()
    _diseases(stage)
    made = [
        _case(stage, person, *_fitting(plan, (now - admitted).days), number)
        for number, ((person, admitted), plan) in enumerate(zip(held, PLAN, strict=False))
    ]
    with database.reading() as session:
        waiting = [case for case in made if session.get_one(Case, case).state == "accepted"]
    if waiting:
        _held(stage, waiting[0])
    if len(waiting) > 1:
        _to_come(stage, waiting[-1])


def _fitting(plan: tuple[str, int], held: int) -> tuple[str, int]:
    """Nobody's need was found before the person came; who came this week has only asked."""
    reach, days = plan
    return (reach, min(days, held)) if held >= SHORTEST else ("requested", max(min(days, held - 1), 0))


def _identities(database: Database, users: dict[str, User]) -> dict[str, Identity]:
    with database.reading() as session:
        held = {row.user_id: row for row in session.scalars(sa.select(RoleAssignment))}
    return {
        name: Identity(user.id, user.name, (Assignment(Role(held[user.id].role), held[user.id].facility_id),))
        for name, user in users.items()
        if user.id in held
    }


def _diseases(stage: Stage) -> None:
    at = stage.now - dt.timedelta(days=200)
    with stage.unit("reviewer", at) as uow:
        row = diseases.check(uow, LIST.encode())
        diseases.apply(uow, row.id, row.digest.hex())


def _case(stage: Stage, person: Person, reach: str, days: int, number: int) -> uuid.UUID:
    code, words = DIAGNOSES[number % len(DIAGNOSES)]
    began = stage.now - dt.timedelta(days=days)
    if reach in ("requested", "refused"):
        ask = Take("ask", actor="relative" if number else "person", attached=("request",), note="Qohumun müraciəti")
        with stage.unit("feldsher", began) as uow:
            case = steps.open_case(uow, person, Open("illness_other", "request", ask)).id
        if reach == "refused":
            note = "Hazırda belə xəstəlik aşkar edilmədi; üç aydan sonra yenidən baxılacaq."
            no = Take("find_no_need", attached=("reasons", "told_court_open"), note=note)
            _take(stage, case, "doctor", began + dt.timedelta(days=3), no)
        return case
    texts = (("case_summary", f"Xəstəlik tarixindən çıxarış: {words}. Müalicəyə cavab zəifdir."), ("diagnosis", words))
    with stage.unit("doctor", began) as uow:
        opening = Open("illness_other", "diagnosis", Take("find_need", texts=texts), icd10=code)
        case = steps.open_case(uow, person, opening).id
    _take(stage, case, "doctor", began + dt.timedelta(days=1), Take("begin_file"))
    _papers(stage, case, began + dt.timedelta(days=2), most=4 if reach == "draft" else 99)
    if reach != "draft":
        _further(stage, case, reach, began, days)
    return case


def _further(stage: Stage, case: uuid.UUID, reach: str, began: dt.datetime, days: int) -> None:
    signed = began + dt.timedelta(days=min(6, days // 2))
    _take(stage, case, "head", signed, Take("sign", attached=("person_informed",)))
    if reach == "signed":
        return
    sent = signed + dt.timedelta(days=min(15, max(days // 4, 1)))
    for code in LETTER:
        with stage.unit("administration", sent) as uow:
            papers.put(uow, stage.store, cases.held(uow.session, uow.actor, case), code)
    _take(stage, case, "administration", sent, Take("submit"))
    decided = sent + dt.timedelta(days=min(5, max(days // 6, 1)))
    if reach == "returned":
        _take(
            stage, case, "reviewer", decided, Take("return_file", attached=("reasons",), note="Onkoloqun rəyi yoxdur.")
        )
    elif reach == "not_supported":
        no = Take("not_support", attached=("reasons",), note="Müalicə müəssisəsində müalicə mümkündür.")
        _take(stage, case, "reviewer", decided, no)
    elif reach != "review":
        _take(stage, case, "reviewer", decided, Take("accept"))


def _take(stage: Stage, case: uuid.UUID, who: str, at: dt.datetime, step: Take) -> None:
    with stage.unit(who, at) as uow:
        steps.advance(uow, case, step, seen=uow.session.get_one(Case, case).events)


def _papers(stage: Stage, case: uuid.UUID, at: dt.datetime, *, most: int) -> None:
    """The unit's papers, written; those that seldom apply with their reason."""
    items = [item for item in checklists.of("illness_other") if item.source is checklists.Source.UNIT]
    with stage.unit("doctor", at) as uow:
        for item in items[2:most]:
            found = cases.held(uow.session, uow.actor, case)
            if item.code in WAIVED:
                bundle.add(uow, stage.store, found, Add(item.code, "not_applicable", text="Bu işə aidiyyəti yoxdur."))
            else:
                papers.put(uow, stage.store, found, item.code)


def _session(stage: Stage, at: dt.datetime, called: dt.datetime, case: uuid.UUID) -> uuid.UUID:
    with stage.unit("commission", called) as uow:
        row = services.call(uow, Call(at, "Tibb Baş İdarəsi, zal 2"))
    with stage.unit("commission", stage.opened) as uow:  # the accounts hold their roles from this moment on
        for username, specialty, part in MEMBERS:
            user = stage.users[username].user_id
            assert user is not None
            services.seat(uow, row.id, user=user, specialty=specialty, part=part)
    with stage.unit("commission", called) as uow:
        services.put_on_agenda(uow, row.id, case, planned="bedside", reason="")
        return row.id


def _held(stage: Stage, case: uuid.UUID) -> None:
    """A session three weeks ago: examined, three votes with one dissent, a protocol."""
    with stage.database.reading() as session:
        entered = session.get_one(Case, case).entered_at
    at = max(stage.now - dt.timedelta(days=21), entered + dt.timedelta(hours=2))
    row = _session(stage, at, at - dt.timedelta(hours=1), case)
    with stage.unit("commission", at) as uow:
        places = [Attendance(place, "present") for place in range(1, len(MEMBERS) + 1)]
        services.open_session(uow, row, places)
    found = Examined(
        "bedside", at, "yes", "ECOG 4; SpO₂ 88 % (oksigensiz). Palliativ yardım lazımdır.", "Evdə ölmək istəyirəm"
    )
    with stage.unit("commission", at) as uow:
        services.examine(uow, _place(uow, row), found)
    with stage.unit("commission", at) as uow:
        place = _place(uow, row)
        listed = entries.matching(uow.session, place.found.row.icd10, uow.now().date())
        opinion = Proposal("listed_disease", "Məhkəməyə göndərilsin (CM 78.2)", listed[0].id if listed else None)
        services.propose(uow, place, opinion)
    for number, (username, _specialty, _part) in enumerate(MEMBERS[1:]):
        ballot = (
            Ballot("for", 1) if number < 2 else Ballot("against", 1, "Əvvəlcə palliativ stabilləşdirmə sınanmalıdır.")
        )
        with stage.unit(username, at) as uow:
            deciding.vote(uow, _place(uow, row), ballot)
    with stage.unit("commission", at) as uow:
        deciding.conclude(uow, _place(uow, row))
    with stage.unit("commission", at) as uow:
        services.close_session(uow, row)


def _to_come(stage: Stage, case: uuid.UUID) -> None:
    _session(stage, stage.now + dt.timedelta(days=6), stage.now - dt.timedelta(days=1), case)


def _place(uow: UnitOfWork, session_id: uuid.UUID) -> queries.Place:
    found = queries.place(uow.session, uow.actor, session_id, 1, uow.now())
    assert found is not None
    return found
