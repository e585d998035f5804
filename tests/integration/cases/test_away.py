"""Given somebody whom a case sends to hospital, when the step is taken, then custody, banner and lists say so."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import threading
import time

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healthapp.access import Role
from healthapp.cases import services
from healthapp.cases.models import Case
from healthapp.cases.schemas import Open, Take
from healthapp.deadlines import kinds
from healthapp.deadlines.models import Deadline
from healthapp.i18n import local
from healthapp.people import movements
from healthapp.people.models import Movement, Person, Stay
from healthapp.people.schemas import Move
from healthapp.risk import services as risk
from healthapp.risk.schemas import Open as Watch
from referrals import journeys, machine, pathways
from tests.integration.cases.test_service_walks import step_of
from tests.integration.custody.test_together import at_once
from tests.support import placing
from tests.support.house import House, SignedIn

JOURNEY = ("transfer_sheet", "medicines_list", "urgent_grounds")
EMERGENCY = Take("send_emergency", attached=JOURNEY)
ARRIVED = Take("admit", actor="hospital", attached=("admission_record",))
TURNED = Take("turn_back", attached=("reasons",), note="No surgeon tonight")
CAME = Take("come_back", attached=("discharge_summary",))
RECOVERED = Take("recover", attached=("recovery_opinion", "outcome_told", "discharge_summary", "suicide_rescreen"))
HOSPITAL = "Nümunə psixiatriya xəstəxanası"
LATER = re.compile(r'href="#at_date[^"]*">([^<]*)')
BANNER = re.compile(r'<section class="app-person".*?</section>', re.DOTALL)


def sent(house: House, at: dt.datetime | None = None) -> Case:
    """A new referral whose first step is the ambulance."""
    with house.database.unit(house.own.doctor, house.clock) as uow:
        step = Take(EMERGENCY.event, at=at, attached=JOURNEY)
        return services.open_case(uow, house.own.person, Open("hospital_referral", "request", step, another=True))


def by_hand(house: House, kind: str, at: dt.datetime | None = None, **more) -> None:
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        person = uow.session.get_one(Person, house.own.person.id)
        movements.record(uow, person, Move(kind, at or house.clock(), **more))


def moved(house: House) -> list[tuple[str, dt.datetime]]:
    """The person's movements to hospital and back, as they happened."""
    with house.database.reading() as session:
        query = sa.select(Movement).where(
            Movement.person_id == house.own.person.id, Movement.kind.in_(("to_hospital", "return_hospital"))
        )
        rows = session.scalars(query.order_by(Movement.occurred_at, Movement.id)).all()
        assert {(row.other_place, row.note, row.other_facility_id) for row in rows} <= {("", "", None)}
        return [(row.kind, row.occurred_at) for row in rows]


def whereabouts(house: House) -> str:
    with house.database.reading() as session:
        return session.scalars(sa.select(Stay.whereabouts).where(Stay.person_id == house.own.person.id)).one()


def held(house: House, row: Case) -> Case:
    with house.database.reading() as session:
        return session.get_one(Case, row.id)


def test_an_ambulance_and_the_way_back_are_movements_at_their_times(house: House, clock) -> None:
    left = clock() - dt.timedelta(minutes=20)
    row = sent(house, left)
    assert (moved(house), whereabouts(house)) == ([("to_hospital", left)], "hospital")
    clock.advance(hours=2)
    placing.taken(house, row, Role.LIAISON, ARRIVED)
    clock.advance(days=3)
    back = clock() - dt.timedelta(hours=1)
    placing.taken(house, row, Role.DOCTOR, Take(CAME.event, at=back, attached=CAME.attached))
    assert moved(house) == [("to_hospital", left), ("return_hospital", back)]
    assert whereabouts(house) == "unit"


def test_the_return_asks_about_suicide_again_as_one_written_by_hand_does(house: House, clock) -> None:
    row = sent(house)
    clock.advance(hours=6)
    placing.taken(house, row, Role.LIAISON, TURNED)
    with house.database.reading() as session:
        rescreen = session.scalars(
            sa.select(Deadline).where(
                Deadline.person_id == house.own.person.id,
                Deadline.kind == kinds.RESCREEN.code,
                Deadline.started_by == "serious_illness",
            )
        ).one()
    assert (rescreen.started_at, rescreen.due_at) == (clock(), clock() + dt.timedelta(hours=4))


@pytest.mark.parametrize("step", [TURNED, CAME, RECOVERED], ids=lambda one: one.event)
def test_every_way_back_ends_the_absence(house: House, clock, step: Take) -> None:
    row = sent(house)
    if step is not TURNED:
        placing.taken(house, row, Role.LIAISON, ARRIVED)
    clock.advance(hours=1)
    placing.taken(house, row, Role.LIAISON if step is TURNED else Role.DOCTOR, step)
    assert [kind for kind, _at in moved(house)] == ["to_hospital", "return_hospital"]


def test_a_placement_takes_out_and_brings_back(house: House, clock) -> None:
    row = placing.in_hospital(house)
    assert [kind for kind, _at in moved(house)] == ["to_hospital"]
    for step in (
        Take("review", actor="hospital", attached=("review_opinion",), result="advise_lifting"),
        Take("submit_to_court", actor="hospital", attached=("submission",)),
        Take("lift", actor="court", attached=("court_act",)),
    ):
        clock.advance(days=30)
        placing.taken(house, row, Role.LIAISON, step)
        assert whereabouts(house) == "hospital"
    placing.taken(house, row, Role.LIAISON, placing.DISCHARGED)
    assert ([kind for kind, _at in moved(house)], whereabouts(house)) == (["to_hospital", "return_hospital"], "unit")


def test_a_changed_measure_leaves_the_person_in_hospital_and_the_next_journey_is_no_second_one(house, clock) -> None:
    row = placing.in_hospital(house)
    for step in (
        Take("review", actor="hospital", attached=("review_opinion",), result="advise_change"),
        Take("submit_to_court", actor="hospital", attached=("submission",)),
        Take("change_measure", actor="court", attached=("court_act",), result="measure_3"),
    ):
        clock.advance(days=10)
        placing.taken(house, row, Role.LIAISON, step)
    assert whereabouts(house) == "hospital"
    placing.asked(house, row, placing.hospital(house, "Nümunə ikinci xəstəxana"))
    placing.answered(house, row, offered=True)
    placing.departed(house, row)
    assert [kind for kind, _at in moved(house)] == ["to_hospital"]


@pytest.mark.parametrize("minutes", [-15, 0, 15], ids=["before", "at once", "after"])
def test_what_custody_wrote_by_hand_is_not_written_again(house: House, clock, minutes: int) -> None:
    """Custody's watch and the doctor's are not the same: the one may show the journey sooner than the other."""
    left, back = clock(), clock() + dt.timedelta(hours=5)
    apart = dt.timedelta(minutes=minutes)
    clock.now = back + dt.timedelta(hours=1)
    by_hand(house, "to_hospital", left)
    by_hand(house, "return_hospital", back)
    row = sent(house, left + apart)
    placing.taken(house, row, Role.LIAISON, Take(TURNED.event, at=back + apart, attached=TURNED.attached))
    assert moved(house) == [("to_hospital", left), ("return_hospital", back)]
    assert held(house, row).state == "place_refused"


def test_a_departure_by_hand_is_ended_by_the_step_back(house: House, clock) -> None:
    by_hand(house, "to_hospital")
    clock.advance(minutes=3)
    row = sent(house)
    clock.advance(hours=4)
    placing.taken(house, row, Role.LIAISON, TURNED)
    assert [kind for kind, _at in moved(house)] == ["to_hospital", "return_hospital"]


def test_whoever_left_on_a_transfer_has_left(house: House, clock) -> None:
    by_hand(house, "transfer_out", other_facility_id=house.other.facility.id)
    row = sent(house)
    assert (moved(house), whereabouts(house), held(house, row).state) == ([], "transit", "on_the_way")


def test_coming_back_from_one_hospital_to_another_is_not_coming_home(house: House, clock) -> None:
    first = placing.in_hospital(house)
    clock.advance(hours=1)
    second = sent(house)
    clock.advance(hours=9)
    placing.taken(house, second, Role.LIAISON, TURNED)
    assert (whereabouts(house), [kind for kind, _at in moved(house)]) == ("hospital", ["to_hospital"])
    clock.advance(hours=1)
    for step in (
        Take("move_to_lift", actor="person", attached=("petition",)),
        Take("lift", actor="court", attached=("court_act",)),
        placing.DISCHARGED,
    ):
        placing.taken(house, first, Role.LIAISON, step)
    assert whereabouts(house) == "unit"


def test_a_case_that_nobody_told_of_the_return_keeps_nobody_away(house: House, clock) -> None:
    placing.in_hospital(house)
    clock.advance(days=2)
    by_hand(house, "return_hospital")
    clock.advance(days=2)
    row = sent(house)
    clock.advance(hours=2)
    placing.taken(house, row, Role.LIAISON, TURNED)
    assert whereabouts(house) == "unit"
    assert [kind for kind, _at in moved(house)] == ["to_hospital", "return_hospital"] * 2


def test_out_of_custody_a_step_moves_nobody(house: House, clock) -> None:
    row = placing.in_hospital(house)
    clock.advance(days=1)
    by_hand(house, "release", release_kind="court_decision")
    placing.taken(house, row, Role.LIAISON, Take("move_to_lift", actor="person", attached=("petition",)))
    placing.taken(house, row, Role.LIAISON, Take("lift", actor="court", attached=("court_act",)))
    placing.taken(house, row, Role.LIAISON, placing.DISCHARGED)
    assert [kind for kind, _at in moved(house)] == ["to_hospital"]


def test_a_refused_step_records_nothing(house: House, clock) -> None:
    row = sent(house)
    clock.advance(hours=1)
    with pytest.raises(services.StepRefused):
        placing.taken(house, row, Role.LIAISON, Take("turn_back"))
    assert [kind for kind, _at in moved(house)] == ["to_hospital"]


def test_nobody_leaves_before_having_come(house: House, clock) -> None:
    with pytest.raises(services.StepRefused) as refused:
        sent(house, clock() - dt.timedelta(days=400))
    assert (refused.value.refusal.reason, moved(house)) == ("custody", [])


def test_a_departure_before_the_last_movement_is_refused_at_its_time(house: House, clock) -> None:
    by_hand(house, "cell_change", place="9-1")
    form = {"ground": "request", "attached": list(JOURNEY), "note": "Təcili", **earlier(clock)}
    path = f"/people/{house.own.person.id}/cases/new/hospital_referral/send_emergency"
    answer = english(house, Role.DOCTOR).post(path, form)
    assert answer.status_code == 422, answer.text[:400]
    assert "The last movement was later, on" in "".join(LATER.findall(answer.text))
    assert moved(house) == []
    with house.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0


def test_a_journey_to_a_ward_before_the_last_movement_is_refused_at_its_time(house: House, clock) -> None:
    row = placing.opened(house)
    for who, step in (*placing.TO_COUNCIL, *placing.TO_ORDER):
        placing.taken(house, row, who, step)
    placing.asked(house, row, placing.hospital(house))
    placing.answered(house, row, offered=True)
    clock.advance(minutes=5)
    by_hand(house, "cell_change", place="9-1")
    written = {name: value for name, value in placing.SHEET.items() if isinstance(value, str)}
    form = {**written, "no_medicines": "None", "version": str(held(house, row).events), **earlier(clock)}
    answer = english(house, Role.LIAISON).post(f"/cases/{row.id}/depart", form)
    assert answer.status_code == 422, answer.text[:400]
    assert "The last movement was later, on" in "".join(LATER.findall(answer.text))
    assert (held(house, row).state, moved(house)) == ("bed_offered", [])


def english(house: House, who: Role) -> SignedIn:
    browser = house.browser(who)
    browser.get("/account", lang="en")
    return browser


def earlier(clock) -> dict[str, str]:
    """A minute ago, as a form has it."""
    day, time = local(clock() - dt.timedelta(minutes=1)).strftime("%d.%m.%Y %H:%M").split()
    return {"at_date": day, "at_time": time}


@pytest.mark.parametrize("who", [Role.FELDSHER, Role.ADMINISTRATION])
def test_banner_lists_and_history_say_in_hospital_and_never_which(house: House, clock, who: Role) -> None:
    placing.in_hospital(house)
    browser = english(house, who)
    page = browser.get(f"/people/{house.own.person.id}").text
    banner = BANNER.search(page)[0]
    assert "in hospital" in banner
    found = browser.get("/people", q=house.own.person.surname).text
    assert "in hospital" in found
    assert "Taken to hospital" in page
    assert not [text for text in (page, found) if HOSPITAL in text]


def test_the_worklist_and_the_watch_say_where_somebody_is(house: House, clock) -> None:
    with house.database.unit(house.own.feldsher, clock) as uow:
        risk.open_episode(uow, house.own.person, Watch("concern", 3, "Says goodbye"))
    feldsher = english(house, Role.FELDSHER)
    pages = ("/worklist", "/watch")
    assert not [page for page in pages if "in hospital" in feldsher.get(page).text]
    sent(house)
    for page in pages:
        answer = feldsher.get(page)
        assert answer.status_code == 200
        assert "in hospital" in answer.text, page


#: Which open way, which of its answers and actors, after how many hours; or a movement by hand.
WALK = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99), st.integers(0, 300)), min_size=1, max_size=22)
OUTSIDE = ("placement_a", "placement_b", "placement_c", "placement_d", "hospital_referral")
BY_HAND = ("to_hospital", "return_hospital", "to_court", "return_court")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pathway=st.sampled_from(OUTSIDE), walk=WALK, hand=st.sets(st.integers(0, 21)))
def test_no_walk_leaves_two_open_absences(house: House, clock, pathway: str, walk, hand) -> None:
    """Steps and movements by hand in any order: custody's own machine would refuse what is written here twice."""
    clock.advance(days=1)
    for kind in ("return_hospital", "return_court"):
        if _may_follow(house, kind):
            by_hand(house, kind)
    case, row = machine.begin(pathways.current(pathway)), None
    for number, (place, answer, hours) in enumerate(walk):
        clock.now += dt.timedelta(hours=hours)
        if number in hand and _may_follow(house, BY_HAND[answer % len(BY_HAND)]):
            by_hand(house, BY_HAND[answer % len(BY_HAND)])
        ways = machine.ways(case)
        if not ways:
            break
        who, take = step_of(case, ways[place % len(ways)], answer, clock.now)
        try:
            with house.database.unit(house.users[who], clock) as uow:
                if row is None:
                    row = services.open_case(uow, house.own.person, Open(pathway, "request", take, another=True))
                else:
                    services.advance(uow, row.id, take, seen=None)
        except services.StepRefused:
            continue
        before, case = case, placing.found(house, row).case
        journey = journeys.made_by(before, case, take.event)
        assert (journey, whereabouts(house)) not in {(journeys.OUT, "unit"), (journeys.BACK, "hospital")}
    _absences_alternate(house)


def _may_follow(house: House, kind: str) -> bool:
    with house.database.reading() as session:
        stay = session.scalars(sa.select(Stay).where(Stay.person_id == house.own.person.id)).one()
        return kind in {one.code for one in movements.allowed(stay)}


def _absences_alternate(house: House) -> None:
    with house.database.reading() as session:
        rows = session.scalars(
            sa.select(Movement)
            .where(Movement.person_id == house.own.person.id)
            .order_by(Movement.occurred_at, Movement.id)
        )
        place = "unit"
        for row in rows:
            kind = movements.KINDS.get(row.kind)
            if kind is None:
                continue
            assert place in kind.sources, (place, row.kind)
            place = kind.target or place
        assert place == whereabouts(house)


def test_a_step_and_a_movement_at_once_do_not_wait_for_each_other(house: House, clock, monkeypatch) -> None:
    """A release holds the person and then the cases; a step that moves the person must not hold them the other way."""
    row = sent(house)
    clock.advance(hours=1)
    checks, holds = movements._check, threading.Event()

    def slowly(uow, stay, kind, command) -> None:
        if kind.code == "release":  # the person is held, the cases are not yet
            holds.set()
            time.sleep(0.5)
        checks(uow, stay, kind, command)

    monkeypatch.setattr(movements, "_check", slowly)

    def back() -> None:
        holds.wait(timeout=10)
        with contextlib.suppress(services.StepRefused), house.database.unit(house.users[Role.LIAISON], clock) as uow:
            services.advance(uow, row.id, TURNED, seen=None)

    assert at_once(lambda: by_hand(house, "release", release_kind="end_of_sentence"), back) == ["ok", "ok"]
    assert held(house, row).outcome == "sentence_ended"
