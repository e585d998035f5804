"""Given rows of one schema, when a step up or down carries them, then none of them comes to say what it never said."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from healthapp import migrating
from healthapp.access import Role
from healthapp.database import utc_now
from healthapp.settings import services as settings
from healthapp.settings.models import Setting
from healthapp.settings.schemas import NewValue
from tests import factories
from tests.integration.ground.conftest import lived_in


def test_a_value_withdrawn_before_it_began_does_not_begin_after_a_step_back(empty):
    migrating.upgrade(empty)
    lived_in(empty)
    key, later = "exam.before_transfer", utc_now() + dt.timedelta(days=10)
    with empty.unit(factories.identity(Role.REVIEWER)) as uow:
        row = settings.change(uow, key, NewValue(48, "hours", "", False, later, "To be withdrawn"))
        settings.withdraw(uow, key, row.id, reason="To be withdrawn")

    migrating.downgrade(empty, "0038")
    with empty.engine.connect() as connection:
        kept = connection.execute(sa.select(Setting.valid_from).where(Setting.key == key)).scalars().all()
    assert len(kept) == 1
    assert kept[0] < utc_now()
    with pytest.raises(DBAPIError), empty.engine.begin() as connection:
        connection.execute(sa.delete(Setting))

    migrating.upgrade(empty)
    assert lived_in(empty)
