"""A small country for whole-application tests: two facilities, a person with three records in each, one user a role."""

from __future__ import annotations

import datetime as dt
import pickle
import random
import re
import secrets
import uuid
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from healthapp.access import Assignment, Identity, Role
from healthapp.access.roles import NATIONAL
from healthapp.accounts.login import KEY
from healthapp.accounts.models import LoginSession, RoleAssignment, User
from healthapp.database import Clock, Database
from healthapp.demo import answers as demo
from healthapp.inspection.models import Mandate
from healthapp.intake import queries, services
from healthapp.intake.dictionary import KINDS
from healthapp.people import services as people
from healthapp.people.models import Facility, Person
from healthapp.people.schemas import Admit, Names
from healthapp.people.schemas import Identity as Who
from healthapp.records.models import ClinicalRecord
from tests.support.databases import PostgresTemplate, SqliteTemplate

_ID = re.compile(r'\bid="([^"]+)"')
_WITHIN = re.compile(r'<a\b[^>]*\bhref="#([^"]+)"')
_TOKENS = re.compile(r'name="csrf(?:_token" value|-token" content)="[^"]*"')  # begins with what is looked for: quick
NO_HASH = "no password opens this account"


@dataclass
class Site:
    """One facility with its person, and a draft, a handed-in and a signed examination of that person."""

    facility: Facility
    feldsher: Identity
    doctor: Identity
    person: Person = None  # type: ignore[assignment]
    draft: ClinicalRecord = None  # type: ignore[assignment]
    waiting: ClinicalRecord = None  # type: ignore[assignment]
    signed: ClinicalRecord = None  # type: ignore[assignment]


class SignedIn:
    """A browser in which somebody is signed in, without the quarter of a second a password costs."""

    def __init__(self, app: Flask, login_id: uuid.UUID | None, identity: Identity | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.identity = identity
        raw = secrets.token_hex(20)
        with self.client.session_transaction() as session:
            session["csrf_token"] = raw
            if login_id is not None:
                session[KEY] = str(login_id)
        self.token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def get(self, path: str, **query: str) -> TestResponse:
        return leading_somewhere(self.client.get(path, query_string=query or None))

    def post(self, path: str, _form: dict[str, object] | None = None, **fields: object) -> TestResponse:
        return leading_somewhere(self.client.post(path, data={"csrf_token": self.token, **(_form or {}), **fields}))


def without_tokens(page: str) -> str:
    """``page`` without what its forms bear against forgery, whose random letters may by chance say any short word."""
    return _TOKENS.sub("", page)


def leading_somewhere(answer: TestResponse) -> TestResponse:
    """``answer``, of which every link within the page leads to a part of it."""
    if answer.mimetype == "text/html" and answer.text.startswith("<!DOCTYPE"):
        known, within = set(_ID.findall(answer.text)), _WITHIN.findall(answer.text)
        lost = [link for link in within if link not in known]
        assert lost == [], f"{answer.request.path} has no {lost}"
    return answer


class Standing:
    """As much of an application as building asks for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.extensions = {"database": database, "clock": clock}


@dataclass
class House:
    """``own`` is where every local user works; ``other`` is not."""

    app: Flask | Standing
    own: Site
    other: Site
    users: dict[Role, Identity] = field(default_factory=dict)
    logins: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    @property
    def database(self):
        return self.app.extensions["database"]

    @property
    def clock(self):
        return self.app.extensions["clock"]

    def browser(self, who: Role | Identity | None) -> SignedIn:
        """Somebody's browser; None is nobody's."""
        if who is None:
            return SignedIn(self.app, None)
        identity = self.users[who] if isinstance(who, Role) else who
        return SignedIn(self.app, self.logins[identity.user_id], identity)


@dataclass(frozen=True, slots=True)
class Furnished:
    """A database in which the country stands, to be copied, and the country itself, to be unpacked beside each copy:
    sites, users and logins, with the rows as they were read there."""

    template: SqliteTemplate | PostgresTemplate
    packed: bytes

    def found(self, app: Flask) -> House:
        """The country in the database of ``app``, which is a copy of ``template``."""
        return House(app, *pickle.loads(self.packed))


def furnished(template: SqliteTemplate | PostgresTemplate, clock: Clock) -> Furnished:
    packed: list[bytes] = []

    def furnish(database: Database) -> None:
        house = build(Standing(database, clock))
        with database.reading() as session:
            for site in (house.own, house.other):
                for name in ("facility", "person", "draft", "waiting", "signed"):
                    row = getattr(site, name)
                    setattr(site, name, session.get_one(type(row), row.id))
        packed.append(pickle.dumps((house.own, house.other, house.users, house.logins)))

    return Furnished(template.furnished(furnish), packed[0])


def build(app: Flask | Standing) -> House:
    """Everything, through the services of the rooms."""
    database, clock = app.extensions["database"], app.extensions["clock"]
    sites: list[Site] = []
    users: dict[Role, Identity] = {}
    logins: dict[uuid.UUID, uuid.UUID] = {}
    with database.unit(Identity.system("test"), clock) as uow:
        for code in ("A", "B"):
            facility = Facility(code=code, name=f"Nümunə {code}", kind="remand", capacity=100)
            uow.session.add(facility)
            uow.session.flush()
            made = {}
            for role in Role:
                if code == "B" and role in NATIONAL:
                    continue
                identity, login = enrolled(uow, role, None if role in NATIONAL else facility, suffix=code)
                logins[identity.user_id] = login
                made[role] = identity
            if code == "A":
                users = made
            sites.append(Site(facility, made[Role.FELDSHER], made[Role.DOCTOR]))
    house = House(app, *sites, users=users, logins=logins)
    for site in sites:
        _life(house, site)
    return house


def enrolled(uow, role: Role, place: Facility | None, suffix: str) -> tuple[Identity, uuid.UUID]:
    """Somebody with an account in ``role`` who is signed in: the identity and the session's id."""
    user = User(
        username=f"{role.value}-{suffix}".casefold(),
        name=f"{role.value.title()} {suffix}",
        password_hash=NO_HASH,
        password_changed_at=uow.now(),
        must_change=False,
        totp_secret=b"enrolled",
        created_at=uow.now(),
    )
    uow.session.add(user)
    uow.session.flush()
    place_id = place.id if place else None
    uow.session.add(RoleAssignment(user_id=user.id, role=role.value, facility_id=place_id, valid_from=uow.now()))
    if role is Role.NPG:
        uow.session.add(
            Mandate(
                user_id=user.id,
                number=f"M-{suffix}",
                profession="doctor",
                valid_from=uow.now().date(),
                valid_to=uow.now().date() + dt.timedelta(days=365),
                issued_at=uow.now(),
            )
        )
    login = LoginSession(user_id=user.id, started_at=uow.now(), last_seen_at=uow.now())
    uow.session.add(login)
    uow.session.flush()
    return Identity(user.id, user.name, (Assignment(role, place_id),), session_id=login.id), login.id


def _life(house: House, site: Site) -> None:
    now = house.clock()
    arrival = Admit(
        facility_id=site.facility.id,
        admitted_at=now - dt.timedelta(hours=3),
        origin="police",
        legal_status="remand",
        identity=Who(
            names=Names("Kərimli", "Rauf", "Elçin", "ogly"),
            registered_sex="male",
            birth_date=dt.date(1991, 6, 14),
            languages="az",
        ),
        place="Karantin 3",
        not_the_same=True,
    )
    with house.database.unit(site.feldsher, house.clock) as uow:
        site.person = people.admit(uow, arrival)
    site.signed = examined(house, site, "safety_screen", hand_in=True)
    site.waiting = examined(house, site, "intake", hand_in=True)
    site.draft = examined(house, site, "periodic", hand_in=False)


def examined(house: House, site: Site, kind: str, *, hand_in: bool, **wanted: dict) -> ClinicalRecord:
    """A complete examination by the site's feldsher, handed in or left as a draft."""
    rng = random.Random(kind)
    at = house.clock() - dt.timedelta(minutes=30)
    with house.database.unit(site.feldsher, house.clock) as uow:
        person = uow.session.get_one(Person, site.person.id)
        record = services.begin(uow, person, KINDS[kind])
        found = queries.load(uow.session, record)
        for part in found.sections:
            given = demo.fill(part, {**demo.vitals(at, rng), **wanted.get(part.key, {})}, at=at, rng=rng)
            demo.concluded({**found.answers, part.key: given}, found.limits)
            services.save(uow, found, section=part.key, answers=given, expected_version=0)
            found.content.sections[part.key] = given
        if hand_in:
            services.hand_in(uow, found, method="password", late_reason="test")
        return record
