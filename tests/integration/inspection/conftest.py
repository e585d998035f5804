"""A team of the mechanism: a doctor, a lawyer and an office, and a facility with people in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from healthapp.access import Assignment, Identity, Role
from healthapp.accounts import queries as accounts
from healthapp.accounts.models import LoginSession, RoleAssignment, User
from healthapp.database import Database
from healthapp.inspection import mandates, sealing, services
from healthapp.inspection.models import Visit
from healthapp.inspection.schemas import Opening
from healthapp.inspection.states import Kind
from healthapp.people.models import Facility
from tests import factories
from tests.support.house import NO_HASH


@pytest.fixture(autouse=True)
def _cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a try costs is for who guesses; ``tests/unit/inspection/test_sealing.py`` asks for it."""
    monkeypatch.setattr(sealing, "MIXED", 2**10)


@dataclass
class Group:
    """``doctor`` and ``lawyer`` have mandates for a year; ``office`` is the Ombudsman's."""

    database: Database
    clock: object
    facility: Facility
    other: Facility
    office: Identity = None  # type: ignore[assignment]
    doctor: Identity = None  # type: ignore[assignment]
    lawyer: Identity = None  # type: ignore[assignment]
    mandates: dict = field(default_factory=dict)

    def unit(self, who: Identity):
        return self.database.unit(who, self.clock)

    def today(self, who: Identity) -> Identity:
        """The identity as a request of this moment has it."""
        with self.database.reading() as session:
            found = accounts.signed_in(session, who.session_id, self.clock())
        return found.identity("")

    def opening(self, **changes) -> Opening:
        now = self.clock()
        values = {
            "kind": Kind.AD_HOC,
            "facility_id": self.facility.id,
            "period_from": (now - dt.timedelta(days=90)).date(),
            "period_to": now.date(),
            "arrived_at": now - dt.timedelta(minutes=15),
            "received_at": now - dt.timedelta(minutes=6),
            "obstruction": "no",
            "obstruction_note": "",
            "follows_id": None,
            "members": (self.lawyer.user_id,),
        }
        return Opening(**{**values, **changes})

    def visit(self, **changes) -> Visit:
        with self.unit(self.doctor) as uow:
            return services.open_visit(uow, self.opening(**changes))

    def member(self, role: Role, name: str, profession: str | None, **dates) -> Identity:
        with self.database.unit(self.office or Identity.system("tests"), self.clock) as uow:
            user = User(
                username=f"{name}-{factories.serial()}",
                name=name,
                password_hash=NO_HASH,
                password_changed_at=uow.now(),
                must_change=False,
                totp_secret=b"enrolled",
                created_at=uow.now(),
            )
            uow.session.add(user)
            uow.session.flush()
            uow.session.add(RoleAssignment(user_id=user.id, role=role.value, valid_from=uow.now()))
            login = LoginSession(user_id=user.id, started_at=uow.now(), last_seen_at=uow.now())
            uow.session.add(login)
            uow.session.flush()
            if profession is not None:
                today = uow.now().date()
                self.mandates[user.id] = mandates.issue(
                    uow,
                    user,
                    number=f"M-{factories.serial()}",
                    profession=profession,
                    **{"valid_from": today, "valid_to": today + dt.timedelta(days=365), **dates},
                )
            return Identity(user.id, name, (Assignment(role, None),), session_id=login.id)


@pytest.fixture
def group(database, clock) -> Group:
    with database.unit(Identity.system("tests"), clock) as uow:
        made = Group(database, clock, factories.facility(uow), factories.facility(uow))
    made.office = made.member(Role.OMBUDSMAN, "Vaqif Rzalı", None)
    made.doctor = made.member(Role.NPG, "Samir Vəliyev", "doctor")
    made.lawyer = made.member(Role.NPG, "Kamran Əliyev", "lawyer")
    return made
