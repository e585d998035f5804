"""The preventive group of the demonstration: two members with mandates, a visit three weeks ago with its audit, and the
follow-up three days ago, which said what became of the recommendations."""

from __future__ import annotations

import datetime as dt
import random

import sqlalchemy as sa

from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import User
from healthapp.database import Database, UnitOfWork
from healthapp.demo.story import Step
from healthapp.i18n import local
from healthapp.inspection import auditing, checklists, mandates, presenter, samples, services
from healthapp.inspection.models import Visit
from healthapp.inspection.samples import Wanted
from healthapp.inspection.schemas import Opening
from healthapp.inspection.states import Kind, State
from healthapp.people.models import Facility
from healthapp.recommendations import queries as recommendations
from healthapp.recommendations import services as advising
from healthapp.recommendations.schemas import Take
from healthapp.recommendations.states import State as Stands
from healthapp.recommendations.states import Step as Act

DAY = dt.timedelta(days=1)
AGO, BACK = 21 * DAY, 3 * DAY
#: Days after the first visit on which its papers went on.
ONWARD = ((2, State.ACT_SIGNED, ""), (5, State.REPORT_SENT, "Məktub 14-7/118"), (9, State.FOLLOW_UP_DUE, ""))
MEMBERS = {"npg": ("NPQ-2025-07", "doctor"), "npg-lawyer": ("NPQ-2025-11", "lawyer")}
SIZE, AUDITED = 12, 8


def add_mandates(uow: UnitOfWork, users: dict[str, User]) -> None:
    """Mandates of the group's accounts, as the Ombudsman's office would have issued them."""
    today = local(uow.now()).date()
    for username, (number, profession) in MEMBERS.items():
        mandates.issue(
            uow,
            users[username],
            number=number,
            profession=profession,
            valid_from=dt.date(today.year - 1, 1, 1),
            valid_to=dt.date(today.year + 1, 12, 31),
        )


def past_visit(database: Database, users: dict[str, User], place: Facility, now: dt.datetime, seed: int) -> list[Step]:
    """The visit as steps, to be done in the order of time among everything else that happened."""
    visit = _PastVisit(database, users, place, now - AGO, seed)
    return [(visit.opened, visit.open), (visit.opened + dt.timedelta(hours=6), visit.close)]


class _PastVisit:
    def __init__(
        self, database: Database, users: dict[str, User], place: Facility, opened: dt.datetime, seed: int
    ) -> None:
        self.database, self.place, self.opened, self.seed = database, place, opened, seed
        self.doctor = _member(users["npg"])
        self.lawyer = users["npg-lawyer"]

    def open(self) -> None:
        """Open on site, draw and audit."""
        today = local(self.opened).date()
        command = Opening(
            kind=Kind.SCHEDULED,
            facility_id=self.place.id,
            period_from=today - dt.timedelta(days=182),
            period_to=today,
            arrived_at=self.opened - dt.timedelta(minutes=21),
            received_at=self.opened - dt.timedelta(minutes=8),
            obstruction="partly",
            obstruction_note="Növbətçi rəis 13 dəqiqə gözlədildi.",
            follows_id=None,
            members=(self.lawyer.id,),
        )
        with self.database.unit(self.doctor, lambda: self.opened) as uow:
            visit = services.open_visit(uow, command)
            self.visit_id = visit.id
            try:
                period = presenter.period_of(uow.session, visit, self.opened)
                sample = samples.draw(uow, visit, period, Wanted("admissions", "none", SIZE, "7F-19-C4", ""))
            except services.VisitRefused:  # a small demonstration had nobody yet
                return
            self._audit(uow, visit, sample.number)

    def _audit(self, uow: UnitOfWork, visit: Visit, number: int) -> None:
        rng = random.Random(self.seed)
        for position in range(1, AUDITED + 1):
            drawn = auditing.find(uow.session, visit, number, position)
            if drawn is None:
                return
            row = auditing.ensure(uow, drawn)
            asked = checklists.current(uow.session, drawn.sample.frame).questions
            answers = {one.code: rng.choices(checklists.ANSWERS, (70, 12, 12, 6))[0] for one in asked}
            auditing.save(uow, drawn, answers=answers, evidence={}, expected=row.revision)

    def close(self) -> None:
        """Leave, with the figures kept for the next visit."""
        at = self.opened + dt.timedelta(hours=6)
        with self.database.unit(self.doctor, lambda: at) as uow:
            visit = uow.session.get_one(Visit, self.visit_id)
            remarks = "Qayıdışda müayinə və həkim imzası vaxtında aparılsın."
            services.close(uow, visit, revision=visit.revision, oral_remarks=remarks)
            presenter.keep_figures(uow, visit)


def come_back(database: Database, users: dict[str, User], place: Facility, now: dt.datetime) -> None:
    """The papers of the visit go on, and three days ago the group comes back to see what was done."""
    doctor, first, opened = _member(users["npg"]), visit_at(database, place), now - BACK
    assert first.opened_at is not None
    for days, to, note in ONWARD:
        with database.unit(doctor, lambda at=first.opened_at + days * DAY: at) as uow:  # type: ignore[misc]
            visit = uow.session.get_one(Visit, first.id)
            services.onward(uow, visit, to=to, revision=visit.revision, note=note)
    today = local(opened).date()
    command = Opening(
        kind=Kind.FOLLOW_UP,
        facility_id=place.id,
        period_from=local(first.opened_at).date(),
        period_to=today,
        arrived_at=opened - dt.timedelta(minutes=9),
        received_at=opened - dt.timedelta(minutes=4),
        obstruction="no",
        obstruction_note="",
        follows_id=first.id,
        members=(users["npg-lawyer"].id,),
    )
    with database.unit(doctor, lambda: opened) as uow:
        visit_id = services.open_visit(uow, command).id
    with database.unit(doctor, lambda: opened + dt.timedelta(hours=2)) as uow:
        _verify(uow, place)
    with database.unit(doctor, lambda: opened + dt.timedelta(hours=3)) as uow:
        visit = uow.session.get_one(Visit, visit_id)
        remarks = "Qəbul müayinəsi artıq vaxtında aparılır; müayinə otağındakı nəzarət qalır."
        services.close(uow, visit, revision=visit.revision, oral_remarks=remarks)
        presenter.keep_figures(uow, visit)


def _verify(uow: UnitOfWork, place: Facility) -> None:
    """What was reported as done is there; what was refused is not."""
    for row in recommendations.to_verify(uow.session, uow.actor, place.id):
        if row.state == Stands.REPORTED_DONE:
            found, note = "implemented", "Son iki həftənin 14 qəbulunun hamısı 24 saat ərzində müayinə edilib."
        elif row.answer == "rejected":
            found, note = "not_implemented", "Müayinələr yenə nəzarətçinin yanında aparılır."
        else:
            continue
        advising.take(uow, row.id, Take(Act.VERIFY, note, found=found), seen=row.steps)


def visit_at(database: Database, place: Facility) -> Visit:
    """The first visit of the demonstration there."""
    with database.reading() as session:
        return session.scalars(sa.select(Visit).where(Visit.facility_id == place.id).order_by(Visit.number)).one()


def _member(user: User) -> Identity:
    return Identity(user.id, user.name, (Assignment(Role.NPG, None),))
