"""Injury reports for ``bench.prints``: a signed record in a database of its own, made once in each process."""

from __future__ import annotations

import atexit
import datetime as dt
import io
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

NOW = dt.datetime(2026, 3, 11, 10, 32, tzinfo=dt.UTC)
LESIONS, PHOTOGRAPHS, STATEMENT = 40, 12, 6_000


def printed(large: bool, language: str) -> bytes:
    """The whole report: of three injuries, or of 40 with 12 photographs and a statement of 6,000 characters."""
    from healthapp.injuries import document, services  # noqa: PLC0415
    from healthapp.injuries.copies import Print, Profile  # noqa: PLC0415

    ward, record = _record(large)
    with ward.act(ward.doctor) as uow:
        found = ward.find(uow, record)
        pictures = services.pictures(uow, ward.store, found)
        return document.report(uow.session, found, pictures, Print(Profile.REPORT, language, "Həkim", NOW)).body


@cache
def _record(large: bool) -> tuple[Any, Any]:
    from healthapp.injuries import charts, geometry  # noqa: PLC0415

    ward = _ward()
    record = ward.begin()
    places = [(chart, code) for chart in ("FBM-A", "FBM-P", "HD-A", "RH-P") for code in charts.load(chart).areas]
    for number in range(LESIONS if large else 3):
        chart, code = places[number * 7 % len(places)]
        ward.add(record, marks=[geometry.at_region(chart, code)], region=code)
    for number in range(PHOTOGRAPHS if large else 0):
        ward.shoot(record, photograph(number), lesion=number + 1)
    words = "“" + ("Məni gecə növbəsi döydü. " * 300)[:STATEMENT] + "”" if large else "“Məni döydülər.”"
    ward.fill(record, statement={"alleged": "yes", "statement": words, "statement_language": "az"})
    ward.hand_in(record)
    return ward, record


def photograph(number: int) -> bytes:
    """Two megapixels of noise: harder to compress than what a camera gives."""
    image, out = Image.effect_noise((1632, 1224), 40 + number).convert("RGB"), io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _ward() -> Any:
    from healthapp.access import Identity, Role  # noqa: PLC0415
    from healthapp.database import Database  # noqa: PLC0415
    from healthapp.vault import Store  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.integration.injuries.conftest import Ward  # noqa: PLC0415
    from tests.support.databases import KEY, SqliteTemplate  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="bench-injuries-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = SqliteTemplate(folder).file
    database = Database(f"sqlite:///{file}", key=KEY)
    with database.unit(Identity.system("bench"), lambda: NOW) as uow:
        facility = factories.facility(uow)
        person = factories.person(uow, facility)
        factories.stay(uow, person, facility)
    feldsher, doctor = factories.identity(Role.FELDSHER, facility), factories.identity(Role.DOCTOR, facility)
    return Ward(database, lambda: NOW, facility, person, feldsher, doctor, Store(folder / "vault", bytes(32)))
