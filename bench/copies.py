"""What a bundle of copies costs: ``python -m bench.copies [--records N] [--people N]``.

A demonstration is filled, a visit opened, and N records of one institution are copied as a member of the team would:
printed, proven, bound, packed, encrypted. Then the bundle is checked as at home.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from config import Config
from healthapp import migrating, open_database
from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import User
from healthapp.database import Database, utc_now, uuid7
from healthapp.demo import fill
from healthapp.inspection import bundles, checkpoints, mandates, services
from healthapp.inspection.models import Mandate, Visit
from healthapp.inspection.proof_models import CopyBundle
from healthapp.inspection.schemas import Opening
from healthapp.inspection.states import Kind
from healthapp.ledger import offline
from healthapp.ledger.sequencer import sequence_all
from healthapp.records.models import ClinicalRecord, RecordState
from healthapp.settings.services import seed

SYSTEM = Identity.system("bench")


def filled(folder: Path, people: int) -> tuple[Database, Config]:
    url = f"sqlite:///{folder}/health.db"
    config = Config(mode="demo", data_dir=folder, database_url=url, key_file=folder / "keys" / "database.key")
    database = open_database(config)
    migrating.upgrade(database)
    with database.unit(SYSTEM) as uow:
        seed(uow)
    fill(database, config, people=people, seed=1)
    sequence_all(database, SYSTEM)
    return database, config


def visit_at(database: Database, facility_id: object) -> tuple[Identity, Visit]:
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
        follows_id=None, visit_id=uuid7(), members=(),
    )  # fmt: skip
    with database.unit(member) as uow:
        return member, services.open_visit(uow, opening)


def chosen(database: Database, count: int) -> tuple[object, list[object]]:
    """The institution with the most signed records, and up to ``count`` of them."""
    signed = ClinicalRecord.state == RecordState.SIGNED
    with database.reading() as session:
        most = sa.select(ClinicalRecord.facility_id).where(signed).group_by(ClinicalRecord.facility_id)
        facility = session.scalar(most.order_by(sa.func.count().desc()).limit(1))
        rows = sa.select(ClinicalRecord.id).where(signed, ClinicalRecord.facility_id == facility).limit(count)
        return facility, list(session.scalars(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200)
    parser.add_argument("--people", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        database, config = filled(Path(name), options.people)
        facility, records = chosen(database, options.records)
        member, visit = visit_at(database, facility)
        print("variant | records | seconds | of processor | MB | check at home s | most memory MB")
        for variant in ("full", "pseudonymised"):
            with database.unit(member) as uow:
                row = bundles.ask(uow, visit, records, variant=variant, language="az")  # type: ignore[arg-type]
            began, used = time.perf_counter(), time.process_time()
            bundles.make(database, member, utc_now, config, row.id)
            taken, worked = time.perf_counter() - began, time.process_time() - used
            with database.reading() as session:
                done = session.get_one(CopyBundle, row.id)
                key = checkpoints.keyring(session, config).vkey
            assert done.state == "done", (done.state, done.stop_reason)
            data = bundles.read(bundles.store(config), done)
            began = time.perf_counter()
            assert offline.verdict(offline.judge([("copies.zip", data)], [key]))[0] == "good"
            checked = time.perf_counter() - began
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            figures = (f"{taken:.1f}", f"{worked:.1f}", f"{len(data) / 1e6:.1f}", f"{checked:.1f}", f"{memory:.0f}")
            print(" | ".join((variant, str(done.total), *figures)), flush=True)
        database.dispose()


if __name__ == "__main__":
    main()
