"""Two facilities, somebody in custody, and browsers in which staff are signed in."""

from __future__ import annotations

import html5lib
import pytest

from healthapp.access import Assignment, Identity, Role
from healthapp.access.roles import NATIONAL
from healthapp.accounts.models import LoginSession, RoleAssignment, User
from healthapp.people import services
from tests import factories
from tests.support.house import SignedIn


@pytest.fixture
def place(database, clock):
    with database.unit(Identity.system("tests"), clock) as uow:
        return factories.facility(uow, code="N1", name="Nümunə istintaq təcridxanası")


@pytest.fixture
def other(database, clock):
    with database.unit(Identity.system("tests"), clock) as uow:
        return factories.facility(uow, code="N2", name="Nümunə cəzaçəkmə müəssisəsi")


@pytest.fixture
def feldsher(place):
    return factories.identity(Role.FELDSHER, place)


@pytest.fixture
def rauf(database, clock, feldsher, place):
    with database.unit(feldsher, clock) as uow:
        return services.admit(uow, factories.arrival(place, clock.now, place="Karantin 3"))


class Browser(SignedIn):
    """Every page it reads is valid HTML."""

    def get(self, path, **query):
        return self._checked(super().get(path, **query))

    def post(self, path, _form=None, **fields):
        return self._checked(super().post(path, _form, **fields))

    def _checked(self, answer):
        if answer.mimetype == "text/html" and answer.text.startswith("<!DOCTYPE") and answer.status_code != 303:
            html5lib.HTMLParser(strict=True).parse(answer.text)
        return answer


@pytest.fixture
def sign_in(app, database, clock, place):
    """``sign_in(role, at=facility)``: the browser of a new account; ``.identity`` is whose."""

    def browser(role=Role.FELDSHER, at=place):
        facility_id = None if role in NATIONAL else at.id
        with database.unit(Identity.system("tests"), clock) as uow:
            user = User(
                username=f"{role.value}-{factories.serial()}",
                name="Aygün Məmmədova",
                password_hash="none opens this account",
                password_changed_at=clock.now,
                must_change=False,
                totp_secret=b"enrolled",
                created_at=clock.now,
            )
            uow.session.add(user)
            uow.session.flush()
            login = LoginSession(user_id=user.id, started_at=clock.now, last_seen_at=clock.now)
            role_row = RoleAssignment(user_id=user.id, role=role.value, facility_id=facility_id, valid_from=clock.now)
            uow.session.add_all([login, role_row])
            uow.session.flush()
            identity = Identity(user.id, user.name, (Assignment(role, facility_id),), session_id=login.id)
        return Browser(app, login.id, identity)

    return browser
