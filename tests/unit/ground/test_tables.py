"""Given a fresh process that knows one room, when it opens the database, then every column has its type."""

from __future__ import annotations

import subprocess
import sys

from healthapp import migrating

PROGRAM = """
import sys
from pathlib import Path
from config import Config
import healthapp
from healthapp.records.models import ClinicalRecord
folder = Path(sys.argv[1])
url = f"sqlite:///{folder / 'health.db'}"
healthapp.open_database(Config(mode="test", data_dir=folder, database_url=url, key_file=folder / "database.key"))
from healthapp.database import Base
untyped = [str(c) for t in Base.metadata.sorted_tables for c in t.columns if c.type._isnull]
print(ClinicalRecord.__table__.c.person_id.type, untyped)
"""


def test_a_command_that_loads_one_room_reads_identifiers_as_identifiers(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=migrating.FOLDER.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "CHAR(32) []"
