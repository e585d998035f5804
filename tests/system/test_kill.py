"""Given clients that save and sign, when the server is killed again and again, then nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import re
import signal
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from config import Config
from healthapp import migrating, open_database
from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import User
from healthapp.database import Database, utc_now
from healthapp.demo import accounts, facilities
from healthapp.intake import queries, services
from healthapp.intake.dictionary import KINDS
from healthapp.records.models import ClinicalRecord, DraftSection, SealedContent
from healthapp.settings.services import seed
from tests import factories
from tests.support.house import House, Site, Standing, examined
from tests.support.http import Client
from tests.support.server import Server

KILLS = 200
#: Every so many kills the whole server goes, as in a power cut, or every worker; otherwise one while another writes.
WHOLE, EVERY_WORKER = 40, 8
#: Seconds in which a killed worker must be replaced and answer again.
PATIENCE = 20.0
#: Answers of a server that is just coming back.
AWAY = (502, 503)
#: Seconds between two tries while the whole server is gone.
AWAIT = 0.05
#: Every so many kills come after a signature, all others after a save.
SIGNED = 4
#: Seconds within which such a kill follows: some saves, or the next signature.
AFTER_SAVE, AFTER_SIGNATURE = 0.04, 0.1
#: Seconds between two signatures; none where the next kill follows one.
BREATH = 0.1
SAVERS = 3
READY = 120


@dataclass
class Told:
    """What clients were told and what they had sent when nobody answered."""

    saved: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    signed: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)
    #: Saves that were acknowledged, and requests that a kill cut off.
    answered: int = 0
    cut: int = 0
    #: The next kill follows a signature.
    signing: bool = False


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_two_hundred_times_nothing_acknowledged_is_lost(engine, tmp_path, request):
    if engine == "sqlite":
        _kill_and_check(tmp_path, "")
        return
    with request.getfixturevalue("_postgres").copy(tmp_path) as database:
        _kill_and_check(tmp_path, database.engine.url.render_as_string(hide_password=False))


def _kill_and_check(tmp_path: Path, url: str) -> None:
    server = Server(tmp_path, database_url=url)
    config = Config.from_environment(server.environment)
    drafts, ready = _prepare(config)
    told, over = Told(), threading.Event()
    with server:
        savers, signer = [_signed_in(server.base) for _draft in drafts], _signed_in(server.base)
        _prove_at_once(config)
        threads = [
            threading.Thread(target=_save_on, args=(client, draft, told, over))
            for client, draft in zip(savers, drafts, strict=True)
        ] + [threading.Thread(target=_sign_on, args=(signer, ready, told, over))]
        for thread in threads:
            thread.start()
        try:
            _kill_often(server, told)
        finally:
            over.set()
            for thread in threads:
                thread.join(timeout=60)
        assert not told.failures, told.failures[:3]
        verified = server.run("ledger", "verify")
    assert told.saved, "nobody saved anything between the kills"
    assert told.signed, "nobody signed anything between the kills"
    assert told.cut >= KILLS // 4, f"only {told.cut} requests were cut off: the kills hit a server at rest"
    _check(config, told, verified)


def _prepare(config: Config) -> tuple[list[str], list[str]]:
    """Accounts, one person a draft, and complete drafts that wait for a signature."""
    database = open_database(config)
    migrating.upgrade(database)
    with database.unit(Identity.system("test"), utc_now) as uow:
        seed(uow)
        places = facilities.add(uow)
        users = accounts.add(uow, places)
    feldsher = users["feldsher"]
    identity = Identity(feldsher.id, feldsher.name, (Assignment(Role.FELDSHER, places[0].id),))
    made = []
    for _number in range(SAVERS):
        made.append(_draft(database, places[0], identity, "periodic"))
    ready = []
    for _number in range(READY):
        site = Site(places[0], identity, identity)
        site.person = _person(database, places[0])
        house = House(Standing(database, utc_now), site, site)
        ready.append(str(examined(house, site, "safety_screen", hand_in=False).id))
    database.dispose()
    return made, ready


def _person(database: Database, place):
    with database.unit(Identity.system("test"), utc_now) as uow:
        person = factories.person(uow, place)
        factories.stay(uow, person, place)
        return person


def _draft(database: Database, place, identity: Identity, kind: str) -> str:
    person = _person(database, place)
    with database.unit(identity, utc_now) as uow:
        return str(services.begin(uow, person, KINDS[kind]).id)


def _signed_in(base: str) -> Client:
    client = Client(base)
    client.sign_in("feldsher")
    return client


def _prove_at_once(config: Config) -> None:
    """Make a proof of the password quick. What a kill may not tear is written after it; the proof is most of a
    signature otherwise, half of what the machine does here, and what most kills would hit."""
    database = open_database(config)
    with database.unit(Identity.system("test"), utc_now) as uow:
        user = uow.session.scalars(sa.select(User).where(User.username == "feldsher")).one()
        user.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(accounts.PASSWORD)
    database.dispose()


def _save_on(client: Client, record: str, told: Told, over: threading.Event) -> None:
    """Save a rising number as fast as the server answers; after a cut, look what stands and go on."""
    number, version = 0, None
    path = f"/examinations/{record}/conclusion"
    while not over.is_set():
        try:
            if version is None:
                status, page = client.get(path)
                version = _version(page)
                if status != 200 and status not in AWAY:
                    told.failures.append(f"the page answered {status}: {page[:200]}")
                if version is None:
                    continue
            number += 1
            told.sent[record] = number
            status, answer = client.post(path, version=str(version), summary=f"no {number}", autosave="1")
            if status == 200:
                told.saved[record] = number
                told.answered += 1
                version = int(re.search(r'"version":\s*(\d+)', answer).group(1))  # type: ignore[union-attr]
            else:
                version = None
                if status != 409 and status not in AWAY:
                    told.failures.append(f"saving answered {status}: {answer[:200]}")
        except ConnectionRefusedError:
            time.sleep(AWAIT)
        except (OSError, HTTPException):
            told.cut += 1
            version = None
    client.connection.close()


def _version(page: str) -> int | None:
    found = re.search(r'name="version" value="(\d+)"', page)
    return int(found.group(1)) if found else None


def _sign_on(client: Client, ready: list[str], told: Told, over: threading.Event) -> None:
    """Sign one complete draft after the other, each until the server says it is signed."""
    for record in ready:
        over.wait(0 if told.signing else BREATH)
        while not over.is_set():
            try:
                client.get(f"/examinations/{record}/check")
                status, answer = client.post(f"/examinations/{record}/check", signature=accounts.PASSWORD)
                if status == 303 and client.location.endswith(record):
                    told.signed.add(record)
                    break
                if status not in AWAY:
                    told.failures.append(f"signing answered {status}: {answer[:200]}")
            except ConnectionRefusedError:
                time.sleep(AWAIT)
            except (OSError, HTTPException):
                told.cut += 1
    client.connection.close()


def _kill_often(server: Server, told: Told) -> None:
    """Kill while the server is at work: after something was acknowledged, at a random moment of what follows."""
    rng = random.Random(4)
    for number in range(1, KILLS + 1):
        signing = number % SIGNED == 0 and len(told.signed) < READY
        done = (lambda: len(told.signed)) if signing else (lambda: told.answered)
        told.signing, before, end = signing, done(), time.monotonic() + PATIENCE
        while done() == before and not told.failures:
            assert time.monotonic() < end, f"nothing was acknowledged for {PATIENCE:.0f} s after kill {number - 1}"
            time.sleep(0.005)
        time.sleep(rng.uniform(0.0, AFTER_SIGNATURE if signing else AFTER_SAVE))
        if number % WHOLE == 0:
            server.kill()
            server.start()
            continue
        workers = _standing(server)
        for pid in workers if number % EVERY_WORKER == 0 else rng.sample(workers, 1):
            os.kill(pid, signal.SIGKILL)


def _standing(server: Server) -> list[int]:
    """The workers that stand now: an answer given before the last kill can be counted while none is back yet, and who
    was killed is listed until the master has taken note of it."""
    end = time.monotonic() + PATIENCE
    while not (workers := [pid for pid in server.workers() if _lives(pid)]):
        assert time.monotonic() < end, f"no worker came back in {PATIENCE:.0f} s"
        time.sleep(0.005)
    return workers


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # buried before the file was opened, or before it was read
        return False


def _check(config: Config, told: Told, verified: str) -> None:
    database = open_database(config)
    with database.reading() as session:
        rows = {
            str(row.record_id): row
            for row in session.scalars(sa.select(DraftSection).where(DraftSection.section == "conclusion"))
        }
        for record, number in told.saved.items():
            stored = int(rows[record].content["summary"].removeprefix("no "))
            assert number <= stored <= told.sent[record]
        for record in session.scalars(sa.select(ClinicalRecord)):
            sealed = session.scalars(sa.select(SealedContent.part).where(SealedContent.record_id == record.id)).all()
            open_parts = session.scalar(
                sa.select(sa.func.count()).select_from(DraftSection).where(DraftSection.record_id == record.id)
            )
            whole = (bool(record.digest), bool(sealed), not open_parts) if record.state == "signed" else None
            assert whole in (None, (True, True, True)), f"half a record: {record.state} {whole}"
            assert str(record.id) not in told.signed or record.state == "signed"
            if record.state == "draft":
                assert queries.load(session, record).answers is not None
                assert not sealed
    database.dispose()
    assert verified.startswith("Nothing was altered"), verified
