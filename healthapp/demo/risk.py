"""Suicide risk in the demonstration: screenings with trends, episodes at every level, a watch with its faults, reviews.

Everything goes through the services of the room, each act at its own time; scores come from the engine alone.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import User
from healthapp.database import Database, UnitOfWork
from healthapp.demo import asked
from healthapp.demo.story import Staff
from healthapp.people.models import Person, Stay
from healthapp.risk import followup, queries, reviews, scheduler, services, watch
from healthapp.risk.models import RiskEpisode
from healthapp.risk.schemas import Open, Review

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
BOTH = (("health", "E. Rəhimov"), ("psychology", "L. Şükürova"), ("custody", "növbə rəisi"))
ACUTE = {"q1": "yes", "q2": "no", "q3": "yes", "q4": "yes", "q4_how": "kəsmə", "q4_when": "keçən il", "q5": "yes"}
PAST = {"q1": "yes", "q2": "no", "q3": "no", "q4": "yes", "q4_how": "dərman", "q4_when": "2019", "q5": "no"}
TALKS = (
    "Evdən məktub gözləyir",
    "Nahardan imtina etdi, çay içdi",
    "Ailəsi haqqında danışdı, sabah görüşü var",
    "Televizora baxır, suallara qısa cavab verir",
)
PLAN = {
    "warning_signs": "Yata bilmirəm, heç kimlə danışmaq istəmirəm",
    "own_ways": "Namaz qılıram, həyətdə gəzirəm",
    "people_and_places": "Kamera yoldaşım Vüqar, kitabxana",
    "whom_to_ask": "Anam, psixoloq Leyla xanım",
    "staff": "Növbətçi feldşer, gecə də",
    "safe_place": "Üz maşınımı növbətçidə saxlayıram",
}


class Ward:
    """One unit's people at risk. ``nurse`` enters the watch, ``doctor`` and ``psychologist`` review."""

    def __init__(self, database: Database, users: dict[str, User], home: Staff, now: dt.datetime, seed: int) -> None:
        self.database, self.home, self.now = database, home, now
        self.rng = random.Random(seed * 104_729)
        self.nurse = self._who(users["nurse"], Role.NURSE)
        self.psychologist = self._who(users["psychologist"], Role.PSYCHOLOGIST)

    def _who(self, user: User, role: Role) -> Identity:
        return Identity(user.id, user.name, (Assignment(role, self.home.facility.id),))

    def at(self, moment: dt.datetime, who: Identity | None = None) -> UnitOfWork:
        return self.database.unit(who or self.nurse, lambda: moment)

    def screen(self, person: Person, moment: dt.datetime, instrument: str, answers: dict[str, Any], **more: Any) -> Any:
        """A signed screening of that moment."""
        with self.at(moment) as uow:
            return asked.screened(uow, person, instrument, answers, **more)

    def open(self, person: Person, moment: dt.datetime, command: Open) -> RiskEpisode:
        with self.at(moment) as uow:
            return services.open_episode(uow, person, command)

    def plan(self, episode: RiskEpisode, moment: dt.datetime, text: str, owner: str, days: float) -> None:
        with self.at(moment) as uow:
            row = uow.session.get_one(RiskEpisode, episode.id)
            services.add_action(uow, row, text=text, owner=owner, due_at=moment + days * DAY)

    def review(self, episode: RiskEpisode, moment: dt.datetime, kind: str, level: int, **more: Any) -> None:
        given: dict[str, Any] = {
            "person_seen": True,
            "ideation": "no",
            "findings": "Daha sakitdir, yeməyi yeyir",
        } | more
        command = Review(kind, moment, BOTH, level=level, person_view="Bir az yüngülləşdim", **given)
        with self.at(moment, self.psychologist) as uow:
            reviews.record(uow, uow.session.get_one(RiskEpisode, episode.id), command)

    def look(
        self, episode: RiskEpisode, moment: dt.datetime, seen: str, text: str = "", ago: int = 0, **more: Any
    ) -> Any:
        with self.at(moment) as uow:
            row = uow.session.get_one(RiskEpisode, episode.id)
            return watch.observe(uow, row, seen=seen, observed_at=moment - ago * MINUTE, text=text, **more)

    def keep(self, episode: RiskEpisode, first: dt.datetime, gaps: Callable[[], int]) -> None:
        """A log from ``first`` until now, with the gaps in minutes that ``gaps`` draws."""
        moment = first
        while (moment := moment + gaps() * MINUTE) < self.now:
            night = not 3 <= moment.hour < 18  # Baku is four hours ahead
            away = ("away",) if episode.level < 4 else ()
            seen = self.rng.choice(("asleep", "asleep", "calm") if night else ("calm", "calm", "talking", *away))
            text = self.rng.choice(TALKS) if seen == "talking" else ""
            self.look(episode, moment, seen, text, ago=self.rng.choice((0, 0, 0, 0, 0, 10)))

    def constant(self, person: Person) -> None:
        """Acute since this morning: constant observation with a named observer, the plan made in time."""
        begun = self.now - 5 * HOUR
        found = self.screen(person, begun, "asq", ACUTE)
        episode = self.open(person, begun + 4 * MINUTE, Open("screen", 4, "", record_id=found.id))
        self.plan(episode, begun + 20 * MINUTE, "Psixiatr çağırılıb, gələnədək tək qalmasın", "E. Rəhimov", 0.2)
        self.look(episode, begun + 10 * MINUTE, "relief")
        self.keep(episode, begun + 10 * MINUTE, lambda: self.rng.randint(38, 58))

    def close(self, person: Person, text: str) -> None:
        """Close observation since yesterday, irregular with late looks."""
        begun = self.now - 26 * HOUR
        episode = self.open(person, begun, Open("family", 3, text, "Anası, telefonla"))
        self.plan(episode, begun + 40 * MINUTE, "Kamera yoldaşı seçilsin, tək qalmasın", "növbə rəisi", 1)
        self.review(episode, begun + 20 * HOUR, "assessment", 3, ideation="yes")
        self.keep(episode, self.now - 6 * HOUR, lambda: self.rng.choice((6, 8, 9, 11, 12, 13, 14, 19)))
        wrong = self.look(episode, self.now - 3 * MINUTE, "away")
        self.look(episode, self.now - MINUTE, "calm", "Kamerada idi, yanlış toxunmuşdum", ago=4, corrects=wrong)

    def guessed(self) -> None:
        """Whoever is watched since the self-harm of this day: so evenly that it can be guessed."""
        with self.database.reading() as session:
            begun = session.scalars(
                sa.select(RiskEpisode).where(
                    RiskEpisode.state == "open", RiskEpisode.facility_id == self.home.facility.id
                )
            ).all()
        for episode in begun:
            self.keep(episode, self.now - 4 * HOUR, lambda: 14)

    def stepped_down(self, person: Person, *, overdue: bool) -> None:
        """Observed at irregular times after two reviews; the next one is overdue, or not."""
        begun = self.now - (12 if overdue else 5) * DAY
        found = self.screen(person, begun, "asq", PAST)
        episode = self.open(person, begun, Open("screen", 3, "Məhkəmədən sonra", record_id=found.id))
        self.plan(episode, begun + HOUR, "Ailə ilə telefon zəngi", "S. Qurbanova", 3)
        self.review(episode, begun + 20 * HOUR, "assessment", 3)
        self.review(episode, begun + 22 * HOUR, "review", 2)
        with self.at(begun + 26 * HOUR, self.psychologist) as uow:
            row = uow.session.get_one(RiskEpisode, episode.id)
            services.write_safety_plan(uow, row, answers=PLAN, language="az", review_on=(self.now + 7 * DAY).date())
        self.keep(episode, self.now - 8 * HOUR, lambda: self.rng.randint(18, 34))

    def support(self, person: Person) -> None:
        """Support with a conversation each shift, opened on an officer's word."""
        begun = self.now - 3 * DAY
        episode = self.open(person, begun, Open("officer", 1, "Boşanma xəbərindən sonra ağlayır", "Nəzarətçi"))
        self.plan(episode, begun + 30 * MINUTE, "Psixoloqla söhbət", "L. Şükürova", 2)
        self.review(episode, begun + 18 * HOUR, "assessment", 1)
        self.review(episode, begun + 22 * HOUR, "review", 1)
        self.keep(episode, self.now - 20 * HOUR, lambda: self.rng.randint(300, 600))

    def ended(self, person: Person) -> None:
        """Closed three weeks ago: the review after seven days was held, that after thirty is still to come."""
        begun = self.now - 24 * DAY
        episode = self.open(person, begun, Open("concern", 1, "Yemir, danışmır"))
        self.plan(episode, begun + 20 * MINUTE, "Psixoloqla söhbət", "L. Şükürova", 1)
        self.review(episode, begun + 20 * HOUR, "review", 1)
        with self.at(begun + 2 * DAY) as uow:
            row = uow.session.get_one(RiskEpisode, episode.id)
            for action in queries.file_of(uow.session, row.id).actions:
                services.end_action(uow, row, action, state="done", outcome="Üç dəfə görüşüb")
        self.review(episode, begun + 3 * DAY, "closure", 0)
        self.review(episode, begun + 10 * DAY, "post_closure", 0)

    def trend(self, person: Person, totals: Sequence[str]) -> None:
        """PHQ-9 again and again, and what follows from the last one."""
        found = None
        for weeks, answers in enumerate(reversed(totals)):
            given = {f"q{place}": sign for place, sign in enumerate(answers, 1) if sign != "."}
            given |= {"q10": "1"} if any(sign in "123" for sign in answers) else {}
            moment = self.now - (14 * weeks + 1) * DAY - self.rng.randint(0, 300) * MINUTE
            made = self.screen(person, moment, "phq-9", given, mode="self")
            found = found or made
        if found is not None:
            for step in [act for act in found.result.actions if act.startswith(("psych", "repeat"))][:1]:
                with self.at(self.now - 20 * HOUR) as uow:
                    followup.book(uow, found, step)


def add(database: Database, users: dict[str, User], staff: Sequence[Staff], now: dt.datetime, seed: int) -> None:
    """People at risk in the first unit, two of a hundred in all: one constantly observed, two closely, five at the
    lower levels; and some who were only asked."""
    home = staff[0]
    ward = Ward(database, users, home, now, seed)
    ward.guessed()
    people = _candidates(database, home, now)
    tasks: list[Callable[[Person], None]] = [
        ward.constant,
        lambda person: ward.close(person, "Məktubda hamı ilə vidalaşır"),
        lambda person: ward.stepped_down(person, overdue=False),
        lambda person: ward.stepped_down(person, overdue=True),
        ward.support,
        ward.support,
        ward.support,
        ward.ended,
        lambda person: ward.trend(person, ("222222110", "222111110", "111111100", "11111000.")),
        lambda person: ward.trend(person, ("111110000", "222220001")),
        lambda person: (
            ward.screen(person, now - 2 * DAY, "asq", {**asked.CALM} | {"q3": "declined", "q5": "no"}) and None
        ),
        lambda person: (
            ward.screen(person, now - 3 * DAY, "asq", {"q1": "no"}, unfinished="Məhkəməyə aparıldı") and None
        ),
    ]
    for person, task in zip(people, tasks, strict=False):
        task(person)
    for person, code in zip(people[len(tasks) :], ("family_change", "sentence", "withdrawal"), strict=False):
        with ward.at(now - 2 * HOUR) as uow:
            scheduler.raise_trigger(
                uow, person_id=person.id, facility_id=home.facility.id, code=code, at=now - 2 * HOUR
            )


def _candidates(database: Database, home: Staff, now: dt.datetime) -> list[Person]:
    """People held in the unit for five weeks at least without an episode, in an order of their own."""
    busy = sa.select(RiskEpisode.person_id)
    with database.reading() as session:
        rows = session.scalars(
            sa.select(Person)
            .join(Stay, Stay.person_id == Person.id)
            .where(
                Stay.facility_id == home.facility.id,
                Stay.released_at.is_(None),
                Stay.whereabouts == "unit",
                Stay.admitted_at < now - 72 * DAY,
                Person.id.not_in(busy),
            )
            .order_by(Person.number)
        ).all()
    return list(rows)[3:]
