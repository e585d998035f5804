"""What a bundle of copies costs: ``python -m bench copies [--records 20,200] [--people 40] [--write]``.

A small demonstration gives every kind of record, injuries with photographs among them; examinations by its doctor make
up the number. A visit is opened, and N records of one institution are copied as a member of the team would: printed,
proven, bound, packed, encrypted. Then the bundle is checked as at home. ``--write`` puts the table into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from bench import report
from bench.__main__ import say, whole
from config import Config
from healthapp import migrating, open_database
from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import RoleAssignment, User
from healthapp.database import Database, utc_now
from healthapp.demo import answers, fill
from healthapp.inspection import bundles, checkpoints, mandates, services
from healthapp.inspection.models import Mandate, Visit
from healthapp.inspection.proof_models import CopyBundle
from healthapp.inspection.schemas import Opening
from healthapp.inspection.states import Kind
from healthapp.intake import queries as intake_queries
from healthapp.intake import services as intake
from healthapp.intake.dictionary import KINDS
from healthapp.ledger import offline
from healthapp.ledger.sequencer import sequence_all
from healthapp.people.models import Person, Stay
from healthapp.records.models import ClinicalRecord, RecordState
from healthapp.settings.services import seed
from healthapp.vault.store import Store

SYSTEM = Identity.system("bench")


def filled(folder: Path, people: int, records: int) -> tuple[Database, Config]:
    """A demonstration whose first institution has ``records`` signed records at least."""
    url = f"sqlite:///{folder}/health.db"
    config = Config(mode="demo", data_dir=folder, database_url=url, key_file=folder / "keys" / "database.key")
    database = open_database(config)
    migrating.upgrade(database)
    with database.unit(SYSTEM) as uow:
        seed(uow)
    fill(database, config, people=people, seed=1)
    facility, found = chosen(database, records)
    _more(database, facility, records - len(found))
    sequence_all(database, SYSTEM)
    return database, config


def _more(database: Database, facility_id: uuid.UUID, wanted: int) -> None:
    """So many more examinations of people held there, written and signed by its doctor."""
    with database.reading() as session:
        held = sa.select(Stay.person_id).where(Stay.facility_id == facility_id, Stay.released_at.is_(None))
        people = list(session.scalars(held.order_by(Stay.id)))
        works = sa.select(User).join(RoleAssignment, RoleAssignment.user_id == User.id)
        works = works.where(RoleAssignment.role == Role.DOCTOR, RoleAssignment.facility_id == facility_id)
        user = session.scalars(works).first()
        assert user is not None
        doctor = Identity(user.id, user.name, (Assignment(Role.DOCTOR, facility_id),))
    rng = random.Random(3)
    for number in range(wanted):
        with database.unit(doctor) as uow:
            person = uow.session.get_one(Person, people[number % len(people)])
            record = intake.begin(uow, person, KINDS["periodic"])
            found = intake_queries.load(uow.session, record)
            groups = answers.groups(found.subject.age)
            for part in found.sections:
                told = answers.vitals(uow.now(), rng) | groups.get(part.key, {})
                given = answers.fill(part, told, at=uow.now(), rng=rng)
                intake.save(uow, found, section=part.key, answers=given, expected_version=0)
                found.content.sections[part.key] = given
            intake.hand_in(uow, found, method="password", late_reason="Nümunə")


def visit_at(database: Database, facility_id: uuid.UUID) -> tuple[Identity, Visit]:
    """A visit of the demonstration's member there, with a mandate if there is none."""
    with database.unit(SYSTEM) as uow:
        user = uow.session.scalars(sa.select(User).where(User.username == "npg")).one()
        if not uow.session.scalar(sa.select(Mandate.id).where(Mandate.user_id == user.id).limit(1)):
            today = uow.now().date()
            mandates.issue(
                uow, user, number="B", profession="doctor", valid_from=today, valid_to=today + dt.timedelta(days=9)
            )
    member = Identity(user.id, user.name, (Assignment(Role.NPG, None),))
    now = utc_now()
    opening = Opening(
        kind=Kind.AD_HOC, facility_id=facility_id, period_from=(now - dt.timedelta(days=180)).date(),
        period_to=now.date(), arrived_at=now, received_at=now, obstruction="no", obstruction_note="",
        follows_id=None, members=(),
    )  # fmt: skip
    with database.unit(member) as uow:
        return member, services.open_visit(uow, opening)


def chosen(database: Database, count: int) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """The institution with the most signed records, and up to ``count`` of them."""
    signed = ClinicalRecord.state == RecordState.SIGNED
    with database.reading() as session:
        most = sa.select(ClinicalRecord.facility_id).where(signed).group_by(ClinicalRecord.facility_id)
        facility = session.scalars(most.order_by(sa.func.count().desc()).limit(1)).one()
        rows = sa.select(ClinicalRecord.id).where(signed, ClinicalRecord.facility_id == facility).limit(count)
        return facility, list(session.scalars(rows))


HEAD = ("Variant", "Records", "seconds", "aim s", "of processor", "MB", "check at home s", "most memory MB")
#: Seconds for a bundle of 200.
AIM = 60


def bundled(database: Database, config: Config, records: int) -> Iterator[tuple[str, ...]]:
    """Rows of the table: a bundle with names, and one without."""
    facility, found = chosen(database, records)
    member, visit = visit_at(database, facility)
    for variant in ("full", "pseudonymised"):
        with database.unit(member) as uow:
            row = bundles.ask(uow, visit, found, variant=variant, language="az")
        began, used = time.perf_counter(), time.process_time()
        bundles.make(database, member, utc_now, config, row.id)
        taken, worked = time.perf_counter() - began, time.process_time() - used
        with database.reading() as session:
            done = session.get_one(CopyBundle, row.id)
            key = checkpoints.keyring(session, config).vkey
        assert done.state == "done", (done.state, done.stop_reason)
        data = bundles.read(Store.of(config), done)
        began = time.perf_counter()
        assert offline.verdict(offline.judge([("copies.zip", data)], [key]))[0] == "good"
        checked = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        shown = report.marked(f"{taken:.1f}", kept=taken <= AIM)
        figures = (f"{worked:.1f}", f"{len(data) / 1e6:.1f}", f"{checked:.1f}", f"{memory:.0f}")
        yield variant, str(done.total), shown, str(AIM), *figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="python -m bench copies")
    parser.add_argument("--records", type=whole, default=[20, 200], help="sizes, comma separated")
    parser.add_argument("--people", type=int, default=40, help="of the demonstration the records are taken from")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        began = time.perf_counter()
        database, config = filled(Path(name), options.people, max(options.records))
        say(f"filled in {time.perf_counter() - began:.0f} s\n{' | '.join(HEAD)}")
        for records in options.records:
            for row in bundled(database, config, records):
                say(" | ".join(row))
                rows.append(row)
        database.dispose()
    if options.write:
        report.write_part(report.COPIES, " ".join(["copies", *sys.argv[1:]]), report.table(HEAD, rows))


if __name__ == "__main__":
    main()
