"""Rows and bytes of the vault belong together."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from healthapp.access import Identity, Role
from healthapp.audit.models import AuditEvent
from healthapp.database import uuid7
from healthapp.vault import Store, VaultDamaged, services
from healthapp.vault.models import StoredFile
from tests import factories


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "vault", bytes(32))


@pytest.fixture
def kept(database, clock, store):
    with database.unit(Identity.system("tests"), clock) as uow:
        place = factories.facility(uow)
    with database.unit(factories.identity(Role.FELDSHER, place), clock) as uow:
        return services.keep(
            uow,
            store,
            b"original bytes",
            media_type="image/jpeg",
            subject=("lesion", uuid7()),
            facility_id=place.id,
            person_id=None,
        )


def test_every_look_is_an_event(database, clock, store, kept):
    with database.unit(factories.identity(Role.DOCTOR), clock) as uow:
        row = uow.session.get_one(StoredFile, kept.id)
        assert services.read(uow, store, row, copy="original") == b"original bytes"
    with database.reading() as session:
        assert set(session.scalars(sa.select(AuditEvent.kind))) == {"file.kept", "file.read"}


def test_exchanged_bytes_are_named_by_the_re_hash(database, clock, store, kept):
    store.write(kept.id, b"other bytes")
    with database.reading() as session:
        assert [(row.id, why) for row, why in services.damaged(session, store)] == [
            (kept.id, "the stored file is not the one received")
        ]
    with pytest.raises(VaultDamaged), database.unit(factories.identity(Role.DOCTOR), clock) as uow:
        services.read(uow, store, uow.session.get_one(StoredFile, kept.id), copy="original")
