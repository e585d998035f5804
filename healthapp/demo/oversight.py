"""Appeals at every stage of their way, and the recommendations of a visit with what became of them, to be looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from healthapp.access import Assignment, Identity, Role
from healthapp.accounts.models import User
from healthapp.appeals import services as appeals
from healthapp.appeals.schemas import Receive
from healthapp.appeals.schemas import Take as TakeAppeal
from healthapp.appeals.states import OF_DEPARTMENT
from healthapp.appeals.states import Step as Act
from healthapp.database import Database
from healthapp.demo import inspection
from healthapp.demo.story import Staff
from healthapp.i18n import local
from healthapp.people.models import Facility, Person, Stay
from healthapp.recommendations import services as recommendations
from healthapp.recommendations.models import Recommendation
from healthapp.recommendations.schemas import Draft
from healthapp.recommendations.schemas import Take as TakeRecommendation
from healthapp.recommendations.states import State, Step

DAY = dt.timedelta(days=1)
#: How an appeal goes on a day after the one before: step, note, outcome, way of telling.
TAKEN = (Act.TAKE, "", "", "")
ACTED = (Act.ACT, "Həkim ilə danışıldı, tibbi kart yoxlanıldı.", "", "")
GRANTED = (Act.DECIDE, "Növbədənkənar müayinə təyin edildi.", "granted", "")
REFUSED = (Act.DECIDE, "Xəstəxanaya köçürmə üçün tibbi göstəriş yoxdur, iki həkimin rəyi var.", "refused", "")
TOLD = (Act.TELL, "Qərar oxunub izah edildi, başa düşdüyünü dedi.", "", "spoken")
Way = Sequence[tuple[Act, str, str, str]]
#: (days ago, source, kind, words, way). The unit does not decide about its own care, the Department does.
OWN: tuple[tuple[int, str, str, str, Way], ...] = (
    (34, "person", "access", "İki həftədir diş həkiminə yazılıram, növbə çatmır.", (TAKEN, ACTED, GRANTED, TOLD)),
    (26, "family", "nutrition", "Oğlumun şəkəri var, pəhriz yeməyi verilmir.", (TAKEN, ACTED, GRANTED)),
    (19, "lawyer", "transfer", "Müvəkkilimin xəstəxanada müayinəsini xahiş edirəm.", (TAKEN, REFUSED, TOLD)),
    (9, "person", "quality", "Dərman dəyişdirildi, səbəbi deyilmədi.", (TAKEN, ACTED)),
    (2, "person", "own_doctor", "Öz həkimim tərəfindən müayinə olunmaq istəyirəm.", ()),
)
#: What came to the mechanism through the call centre: nobody in the institution sees it.
CALLED = (
    (12, "quality", "Qardaşım ağrıdan şikayət edir, ona baxan yoxdur.", "Rauf K.", (TAKEN, ACTED)),
    (1, "access", "Anam zəng edib: psixoloqla görüş istəyir.", "Kamran M.", ()),
)
#: (addressee, area, text, basis, days until due, way). Days are those since the drafting.
RECOMMENDED: tuple[tuple[str, str, str, str, int, Sequence[tuple[Step, str, str, int]]], ...] = (
    (
        *("unit_head", "intake", "Qəbul müayinəsi hər kəs üçün ilk 24 saat ərzində aparılsın."),
        *("CPT/Inf(2013)29, 72-ci bənd", 45),
        (
            (Step.ACKNOWLEDGE, "", "", 5),
            (Step.ANSWER, "", "accepted", 8),
            (Step.REPORT, "Gecə növbəsinə ikinci feldşer təyin edilib.", "", 16),
        ),
    ),
    (
        *("governor", "conditions", "Tibbi müayinə otağında nəzarətçi olmadan söhbət şəraiti yaradılsın."),
        *("Mandela Qaydaları, 31-ci qayda", 30),
        ((Step.ACKNOWLEDGE, "", "", 6), (Step.ANSWER, "Binanın təmiri gələn ilə planlaşdırılıb.", "rejected", 12)),
    ),
    (
        *(
            "medical_department",
            "injuries",
            "Xəsarətlər fotoşəkillə qeydə alınsın, hər hissəyə kamera verilsin.",
        ),
        *("İstanbul Protokolu (2022), IV fəsil", 60),
        ((Step.ACKNOWLEDGE, "", "", 7),),
    ),
    (
        *("unit_head", "suicide", "İntihar riski müşahidəsi qeyri-bərabər fasilələrlə aparılsın."),
        *("CPT/Inf(2013)29, 94-cü bənd", 14),
        (),
    ),
)


def add(database: Database, users: dict[str, User], staff: Sequence[Staff], now: dt.datetime) -> None:
    """Everything at the first facility, each act at its own time and by whoever it belongs to."""
    home = staff[0]
    _Appeals(database, users, home, now).add()
    _recommend(database, users, home.facility, now)


class _Appeals:
    def __init__(self, database: Database, users: dict[str, User], home: Staff, now: dt.datetime) -> None:
        self.database, self.home, self.now = database, home, now
        self.head = _who(users["head"], Role.HEAD, home.facility)
        self.department = _who(users["reviewer"], Role.REVIEWER)
        self.office = _who(users["ombudsman"], Role.OMBUDSMAN)

    def add(self) -> None:
        for (ago, source, kind, words, way), person in zip(OWN, self._people(), strict=False):
            asked = Receive(self.home.facility.id, "", source, "", kind, words, "az", self.now - ago * DAY)
            self._follow(asked, person, way, self.home.doctor, self._decides(kind))
        for ago, kind, words, about, way in CALLED:
            asked = Receive(self.home.facility.id, about, "call_916", "", kind, words, "az", self.now - ago * DAY)
            self._follow(asked, None, way, self.office, self.office)

    def _people(self) -> list[Person]:
        """Some of those held here, always the same."""
        with self.database.reading() as session:
            held = sa.select(Person).join(Stay, Stay.person_id == Person.id)
            here = held.where(Stay.facility_id == self.home.facility.id, Stay.released_at.is_(None))
            return list(session.scalars(here.order_by(Person.number).limit(len(OWN))))

    def _decides(self, kind: str) -> Identity:
        return self.department if kind in OF_DEPARTMENT else self.head

    def _follow(self, asked: Receive, person: Person | None, way: Way, writes: Identity, decides: Identity) -> None:
        with self.database.unit(writes, lambda: asked.at + dt.timedelta(hours=1)) as uow:
            row = appeals.receive(uow, asked, facility_id=self.home.facility.id, person=person)
        for seen, (step, note, outcome, told_how) in enumerate(way):
            at = asked.at + (seen + 1) * dt.timedelta(hours=20)
            actor = decides if step is Act.DECIDE else writes
            with self.database.unit(actor, lambda at=at: at) as uow:  # type: ignore[misc]  # bound on purpose
                appeals.take(uow, row.id, TakeAppeal(step, at, note, outcome, told_how), seen=seen)


def _recommend(database: Database, users: dict[str, User], place: Facility, now: dt.datetime) -> None:
    member, office = _who(users["npg"], Role.NPG), _who(users["ombudsman"], Role.OMBUDSMAN)
    answers = {
        "unit_head": _who(users["head"], Role.HEAD, place),
        "governor": _who(users["administration"], Role.ADMINISTRATION, place),
        "medical_department": _who(users["reviewer"], Role.REVIEWER),
    }
    drafted, visit = now - 20 * DAY, inspection.visit_at(database, place)
    for addressee, area, text, basis, days, way in RECOMMENDED:
        wanted = Draft(place.id, addressee, area, text, "", basis, local(drafted).date() + days * DAY, "", visit.id)
        with database.unit(member, lambda: drafted) as uow:
            row = recommendations.draft(uow, wanted)
        steps = [(office, TakeRecommendation(Step.ISSUE, ""), 2)]
        steps += [(answers[addressee], TakeRecommendation(step, note, answer), on) for step, note, answer, on in way]
        for seen, (actor, step, on) in enumerate(steps):
            with database.unit(actor, lambda at=drafted + on * DAY: at) as uow:  # type: ignore[misc]  # as above
                recommendations.take(uow, row.id, step, seen=seen)
    inspection.come_back(database, users, place, now)
    _repeat(database, member, office, now)
    text, basis = "Tibb heyətinin sayı normaya çatdırılsın.", "Mandela Qaydaları, 25-ci qayda"
    draft = Draft(place.id, "penitentiary_service", "staff", text, "", basis, local(now).date() + 90 * DAY, "")
    with database.unit(member, lambda: now - DAY) as uow:
        recommendations.draft(uow, draft)


def _repeat(database: Database, member: Identity, office: Identity, now: dt.datetime) -> None:
    """What the follow-up did not find done is recommended again, to the Department."""
    with database.reading() as session:
        chosen = sa.select(Recommendation).where(Recommendation.state == State.NOT_IMPLEMENTED)
        last = session.scalars(chosen).one()
    due = local(now).date() + 30 * DAY
    again = Draft(last.facility_id, "medical_department", last.area, last.text, "", last.basis, due, last.number)
    with database.unit(member, lambda: now - 1.5 * DAY) as uow:
        row = recommendations.draft(uow, again)
    with database.unit(office, lambda: now - 1.2 * DAY) as uow:
        recommendations.take(uow, row.id, TakeRecommendation(Step.ISSUE, ""), seen=0)


def _who(user: User, role: Role, place: Facility | None = None) -> Identity:
    return Identity(user.id, user.name, (Assignment(role, place.id if place is not None else None),))
