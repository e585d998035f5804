"""Who reaches which page and file of the injury room: every role in the own facility, in another, during a visit.

A row says who is let in; whoever is not gets 403 or 404 and finds it in the audit log. In another facility a role of a
facility is worth nothing: only the Department reads everywhere, and the NPG where its visit is open.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask

from config import Config
from healthapp import create_app
from healthapp.access import Role
from healthapp.audit.models import AuditEvent
from healthapp.inspection import services as inspection
from healthapp.inspection.schemas import Opening
from tests.conftest import Clock
from tests.integration.injuries.conftest import Ward
from tests.integration.injuries.test_services import signed
from tests.support import house as houses
from tests.support import twice
from tests.support.databases import SqliteTemplate
from tests.support.house import House

EXAMINE = frozenset("feldsher doctor head psychiatrist".split())
STAFF = EXAMINE | {"nurse", "psychologist"}
DEPARTMENT, VISITORS = frozenset({"reviewer"}), frozenset({"npg"})
READ = STAFF | DEPARTMENT
WRITERS_READ = EXAMINE | DEPARTMENT
PHYSICIANS, NOBODY = frozenset("doctor head psychiatrist".split()), frozenset[str]()

#: (method, page) -> (in the own facility, in another one, added during a visit). A page is one of a signed record,
#: or of the draft or the record that waits for a doctor.
TABLE: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
    "GET lesions": (READ, DEPARTMENT, VISITORS),
    "GET photographs": (READ, DEPARTMENT, VISITORS),
    "GET photographs/{plain}": (READ, DEPARTMENT, VISITORS),
    "GET photographs/{intimate}": (EXAMINE, frozenset(), VISITORS),
    "GET names": (READ, DEPARTMENT, VISITORS),
    "POST names": (frozenset({"doctor", "reviewer"}), DEPARTMENT, VISITORS),
    "GET notice": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET notice/print": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET copies": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET print": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET print?form=short": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET print?form=photographs": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET print?form=prosecutor": (WRITERS_READ, DEPARTMENT, VISITORS),
    "POST photographs/{plain}/void": (EXAMINE, frozenset(), frozenset()),
    "POST copies": (EXAMINE, frozenset(), frozenset()),
    "POST notice": (EXAMINE, frozenset(), frozenset()),
    "GET print?form=intimate": (EXAMINE, NOBODY, VISITORS),
    "GET opinion": (READ, DEPARTMENT, VISITORS),
    "POST lesions/new": (EXAMINE, NOBODY, NOBODY),
    "GET draft lesions": (READ, DEPARTMENT, VISITORS),
    "POST draft lesions": (EXAMINE, NOBODY, NOBODY),
    "GET draft lesions/new": (EXAMINE, NOBODY, NOBODY),
    "POST draft lesions/new": (EXAMINE, NOBODY, NOBODY),
    "GET draft lesions/1": (EXAMINE, NOBODY, NOBODY),
    "POST draft lesions/1": (EXAMINE, NOBODY, NOBODY),
    "POST draft lesions/1/remove": (EXAMINE, NOBODY, NOBODY),
    "GET draft photographs": (READ, DEPARTMENT, VISITORS),
    "POST draft photographs": (EXAMINE, NOBODY, NOBODY),
    "GET draft opinion": (READ, DEPARTMENT, VISITORS),
    "POST draft opinion": (PHYSICIANS, NOBODY, NOBODY),
    "GET draft names": (READ, DEPARTMENT, VISITORS),
    "POST draft names": (EXAMINE, NOBODY, NOBODY),
    "GET waiting countersign": (PHYSICIANS, NOBODY, NOBODY),
    "POST waiting countersign": (PHYSICIANS, NOBODY, NOBODY),
    "GET waiting print": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET register": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET register?form=csv": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET register?form=xlsx": (WRITERS_READ, DEPARTMENT, VISITORS),
    "GET register?form=pdf": (WRITERS_READ, DEPARTMENT, VISITORS),
}
POSTED = {
    "POST names": {"action": "open"},
    "POST photographs/{plain}/void": {"reason": ""},
    "POST draft opinion": {"overall": "perhaps"},
    "POST draft lesions": {"found": "none"},
}
LET_IN = frozenset({200, 302, 303, 409, 422})


@dataclass
class Files:
    """Identifiers of one facility's records, and of the signed one's photographs."""

    signed: str
    waiting: str
    draft: str
    plain: str
    intimate: str


@dataclass
class Scene:
    house: House
    files: dict[str, Files]
    app: Flask

    def status(self, who: Role, page: str, site: str) -> int:
        method, _space, path = page.partition(" ")
        files, browser = self.files[site], self.house.browser(who)
        place = getattr(self.house, site)
        if path.startswith("register"):
            address = f"/injuries/register/{place.facility.id}{path.removeprefix('register')}"
        else:
            state, _space, rest = path.rpartition(" ")
            record = getattr(files, state or "signed")
            address = f"/injuries/{record}/{rest.format(plain=files.plain, intimate=files.intimate)}"
        if method == "GET":
            return browser.client.get(address).status_code
        return browser.post(address, POSTED.get(page, {})).status_code

    def let_in(self, page: str, site: str) -> set[str]:
        found = {role.value: self.status(role, page, site) for role in Role}
        assert set(found.values()) <= LET_IN | {403, 404}, (page, site, found)
        return {role for role, status in found.items() if status in LET_IN}


def documented(house: House, app: Flask, site: str) -> Files:
    """A record signed, with one plain and one intimate photograph, one that waits and a draft, at one facility."""
    from blueprints import injuries

    place = getattr(house, site)
    with app.app_context():
        store = injuries.store()
    ward = Ward(house.database, house.clock, place.facility, place.person, place.feldsher, place.doctor, store)
    record = ward.begin(ward.doctor)
    shots = {}
    for name, intimate in (("plain", False), ("intimate", True)):
        shots[name] = ward.shoot(record, lesion=None, intimate=intimate)
    agreed = {"photographs": "yes", "intimate_photographs": "yes", "prosecutor": "yes"}
    done = signed(ward, consent=agreed)
    waiting = ward.begin()
    ward.add(waiting)
    ward.fill(waiting)
    ward.hand_in(waiting)
    draft = ward.begin()
    ward.add(draft)
    return Files(str(done.id), str(waiting.id), str(draft.id), str(shots["plain"].id), str(shots["intimate"].id))


@contextmanager
def built(template: SqliteTemplate, folder: Path) -> Iterator[Scene]:
    with template.copy(folder) as database:
        config = Config(
            mode="test",
            data_dir=folder,
            database_url=database.engine.url.render_as_string(hide_password=False),
            key_file=folder / "keys" / "database.key",
        )
        app = create_app(config, database=database, clock=Clock())
        twice.use(app)
        house = houses.build(app)
        yield Scene(house, {site: documented(house, app, site) for site in ("own", "other")}, app)


@pytest.fixture(scope="module")
def scene(_sqlite, tmp_path_factory) -> Iterator[Scene]:
    with built(_sqlite, tmp_path_factory.mktemp("injury-access")) as made:
        yield made


@pytest.mark.parametrize("page", TABLE)
def test_own_and_other_facility(scene: Scene, page: str):
    own, other, _visiting = TABLE[page]
    assert scene.let_in(page, "own") == own
    assert scene.let_in(page, "other") == other


@pytest.fixture(scope="module")
def visited(_sqlite, tmp_path_factory) -> Iterator[Scene]:
    """A country of its own in which the NPG's visit of the other facility is open."""
    with built(_sqlite, tmp_path_factory.mktemp("injury-visit")) as made:
        house, now = made.house, made.house.clock()
        command = Opening(
            kind="ad_hoc",
            facility_id=house.other.facility.id,
            period_from=(now - dt.timedelta(days=90)).date(),
            period_to=now.date(),
            arrived_at=now - dt.timedelta(minutes=15),
            received_at=now - dt.timedelta(minutes=6),
            obstruction="no",
            obstruction_note="",
            follows_id=None,
            members=(),
        )
        with house.database.unit(house.users[Role.NPG], house.clock) as uow:
            inspection.open_visit(uow, command)
        yield made


@pytest.mark.parametrize("page", TABLE)
def test_during_a_visit_the_mechanism_reads_there_and_writes_nothing(visited: Scene, page: str):
    _own, other, visiting = TABLE[page]
    assert visited.let_in(page, "other") == other | visiting
    assert visited.status(Role.NPG, page, "own") in (403, 404)


def test_each_refusal_is_an_event(scene: Scene):
    before = _refusals(scene)
    assert scene.status(Role.ADMINISTRATION, "GET print", "own") in (403, 404)
    assert _refusals(scene) == before + 1


def _refusals(scene: Scene) -> int:
    with scene.house.database.reading() as session:
        kinds = sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.kind == "access.refused")
        return session.scalar(kinds)


def test_the_department_does_not_read_the_danger_of_reprisals_on_paper_either(scene: Scene):
    def words(who: Role) -> str:
        body = scene.house.browser(who).client.get(f"/injuries/{scene.files['own'].signed}/print?language=en").data
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)

    assert "Danger of reprisals" in words(Role.DOCTOR)
    assert "Danger of reprisals" not in words(Role.REVIEWER)
