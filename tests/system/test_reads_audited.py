"""Every page about somebody leaves an event when it is read: who, about whom, which page. Over the whole URL map."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.exceptions import HTTPException

from healthapp.access import Identity, Role
from healthapp.accounts.models import LoginSession, User
from healthapp.audit.events import REGISTRY
from healthapp.audit.models import AuditEvent
from tests.support.house import House, SignedIn
from tests.system import reads
from tests.system.journeys import tour
from tests.system.journeys.demonstration import Demonstration, opened
from tests.system.links import ROLES, by, followed, kind

#: Rooms' own names for reading a page, and the one of the guard.
PAGE = "access.page"


def test_every_page_says_what_it_shows_of_people(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - {"static"}
    told = Counter(name for one in reads.CLASSES for name in one)
    assert sorted(pages - set(told)) == []
    assert sorted(set(told) - pages) == []
    assert [name for name, times in told.items() if times > 1] == []
    assert reads.ELSEWHERE <= reads.PERSON | reads.OWN_DRAFT


@pytest.fixture
def demo(demonstration: Demonstration, tmp_path: Path) -> Iterator[Flask]:
    with opened(demonstration, tmp_path / "data") as app:
        yield app


class Reader:
    """Somebody who follows every link they are shown, and what each page they read left behind."""

    def __init__(self, app: Flask, username: str) -> None:
        self.app, self.database = app, app.extensions["database"]
        with self.database.unit(Identity.system("tests")) as uow:
            self.id = uow.session.scalars(sa.select(User.id).where(User.username == username)).one()
            login = LoginSession(user_id=self.id, started_at=uow.now(), last_seen_at=uow.now())
            uow.session.add(login)
            uow.session.flush()
        self.browser = SignedIn(app, login.id)

    def walk(self, paths: list[str]) -> Iterator[tuple[str, str, list[AuditEvent]]]:
        """(path, endpoint, new events) of one page of each kind that is shown."""
        known = len(self._events(0))
        for path, status, _origin in followed(by(self.browser.client), ["/", *paths], each=1):
            events = self._events(known)
            known += len(events)
            if status == 200 and (endpoint := self._endpoint(path)):
                yield path, endpoint, events

    def _endpoint(self, path: str) -> str:
        try:
            return str(self.app.url_map.bind("localhost").match(path.partition("?")[0])[0])
        except HTTPException:
            return ""

    def _events(self, known: int) -> list[AuditEvent]:
        """What they left behind after their first ``known`` events."""
        with self.database.reading() as session:
            mine = sa.select(AuditEvent).where(AuditEvent.actor_id == self.id)
            return list(session.scalars(mine.order_by(AuditEvent.at, AuditEvent.id).offset(known)))


def noted(endpoint: str, events: list[AuditEvent]) -> bool:
    """Whether ``events`` say of the page what must be said of it."""
    about = [event for event in events if REGISTRY[event.kind].access]
    if endpoint in reads.LIST:
        return bool(events)
    named = [event for event in about if event.person_id or event.subject_id]
    return bool(named) and all(event.details["page"] == endpoint for event in named if event.kind == PAGE)


@pytest.mark.slow
def test_every_page_about_somebody_leaves_who_read_what_about_whom(demo: Flask, demonstration: Demonstration) -> None:
    silent, read = defaultdict(set), set()
    for username in ROLES:
        stops = [
            path for name in tour.STOPS if tour.user_of(name) == username for path in demonstration.scene.stops(name)
        ]
        for path, endpoint, events in Reader(demo, username).walk(stops):
            if endpoint not in reads.PERSON | reads.LIST | reads.OWN_DRAFT:
                continue
            read.add(endpoint)
            if not noted(endpoint, events) and endpoint not in reads.OWN_DRAFT:
                silent[endpoint].add((username, kind(path)))
    assert dict(silent) == {}
    assert sorted((reads.PERSON | reads.OWN_DRAFT | reads.LIST) - read - reads.ELSEWHERE) == []


@pytest.mark.parametrize("section", ["vitals", "conclusion"])
def test_a_draft_is_read_by_others_than_its_author_with_an_event(house: House, section: str) -> None:
    path, seen = f"/examinations/{house.own.draft.id}/{section}", {}
    for role in (Role.FELDSHER, Role.DOCTOR):
        before = looks(house, role)
        assert house.browser(role).get(path).status_code == 200
        seen[role] = looks(house, role) - before
    assert seen == {Role.FELDSHER: 0, Role.DOCTOR: 1}


@pytest.mark.parametrize("page", ["risk", "screenings", "mental/offer", "self-harm/new"])
def test_the_guard_notes_what_no_room_notes(house: House, page: str) -> None:
    nurse = house.browser(Role.DOCTOR)
    assert nurse.get(f"/people/{house.own.person.id}/{page}").status_code == 200
    with house.database.reading() as session:
        last = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.at, AuditEvent.id)).all()[-1]
    found = (last.kind, last.person_id, last.facility_id, last.actor_id)
    assert found == (PAGE, house.own.person.id, house.own.facility.id, nurse.identity.user_id)
    assert last.details == {"page": expected(house, page)}


def expected(house: House, page: str) -> str:
    path = f"/people/{house.own.person.id}/{page}"
    return str(house.app.url_map.bind("localhost").match(path)[0])


def test_a_page_is_not_shown_when_its_reading_cannot_be_noted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor = house.browser(Role.DOCTOR)
    full = sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    def refuse(*_args: object, **_kwargs: object) -> uuid.UUID:
        raise full

    monkeypatch.setattr("healthapp.access.guard.audit.record", refuse)
    answer = doctor.get(f"/people/{house.own.person.id}/risk")
    assert answer.status_code == 503
    assert "Kərimli" not in answer.text


def looks(house: House, role: Role) -> int:
    with house.database.reading() as session:
        mine = sa.select(sa.func.count()).where(AuditEvent.actor_id == house.users[role].user_id)
        return session.scalar(mine.where(AuditEvent.kind == PAGE)) or 0
