"""Two people doing the same at once: one of them succeeds, and what is stored makes sense."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa

from healthapp.access import Role
from healthapp.custody import queries, services
from healthapp.importing.checks import NotAsChecked
from healthapp.people import merging
from healthapp.people.errors import Refused
from healthapp.people.models import Person, PersonMerge, Stay
from healthapp.settings import services as settings
from healthapp.settings.errors import SettingRefused
from healthapp.settings.models import Setting
from healthapp.settings.schemas import NewValue
from tests import factories
from tests.integration.custody.listing import LALE, RAUF, table
from tests.support.together import together


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start all together; the name of each one's refusal, or ok."""
    start = threading.Barrier(len(acts))
    ends = [""] * len(acts)

    def run(place: int) -> None:
        start.wait(timeout=20)
        try:
            acts[place]()
        except (Refused, SettingRefused, NotAsChecked) as refusal:
            ends[place] = type(refusal).__name__
        else:
            ends[place] = "ok"

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ends)


def test_two_mergers_the_other_way_round(database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        place = factories.facility(uow)
        one, two = (factories.person(uow, place, in_custody=False) for _number in range(2))
    doctor = factories.identity(Role.DOCTOR, place)

    def join(kept, merged):
        with database.unit(doctor, clock) as uow:
            merging.merge(uow, kept_id=kept.id, merged_id=merged.id, reason="Same person")

    assert at_once(lambda: join(one, two), lambda: join(two, one)) == ["Refused", "ok"]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(PersonMerge)) == 1
        assert session.scalar(sa.select(sa.func.count()).where(Person.merged_into_id.is_not(None))) == 1


def test_one_list_applied_twice_at_once(database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        place = factories.facility(uow)
    head = factories.identity(Role.HEAD, place)
    with database.unit(head, clock) as uow:
        made = services.check(uow, place.id, table(RAUF, LALE))

    def apply():
        with database.unit(head, clock) as uow:
            services.apply(uow, queries.held(uow.session, made.id), made.digest.hex())

    assert at_once(apply, apply) == ["NotAsChecked", "ok"]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Stay)) == 2


def test_a_list_that_was_applied_is_not_judged_anew(database, clock):
    with database.unit(factories.identity(Role.REVIEWER), clock) as uow:
        place = factories.facility(uow)
    head = factories.identity(Role.HEAD, place)
    with database.unit(head, clock) as uow:
        made = services.check(uow, place.id, table(RAUF, LALE))

    def apply(uow, row):
        services.apply(uow, row, made.digest.hex())

    read = lambda uow: queries.held(uow.session, made.id)  # noqa: E731
    assert together(lambda: database.unit(head, clock), read, apply, services.recheck) is None
    with database.reading() as session:
        row = queries.held(session, made.id)
        assert (row.state, row.rows) == ("applied", []), "the names in it are of no more use"


def test_two_values_of_one_key_from_one_moment(database, clock):
    reviewer = factories.identity(Role.REVIEWER)
    new = NewValue(48, "hours", "", verified=False, valid_from=None, note="Decided by the department")

    def change():
        with database.unit(reviewer, clock) as uow:
            settings.change(uow, "exam.before_transfer", new)

    assert at_once(change, change) == ["SettingRefused", "ok"]
    with database.reading() as session:
        key = Setting.key == "exam.before_transfer"
        assert session.scalar(sa.select(sa.func.count()).select_from(Setting).where(key)) == 2
