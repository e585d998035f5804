"""Given trouble in the middle of a case, when somebody goes on, then one thing happens whole and the rest is said."""

from __future__ import annotations

import datetime as dt
import threading

import sqlalchemy as sa

from healthapp.access import Role
from healthapp.cases import queries, services
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.schemas import Open
from healthapp.deadlines.models import Deadline
from healthapp.settings.models import Holiday
from referrals import machine, pathways
from referrals.clocks import end_of_day
from tests.integration.cases.test_service_walks import step_of
from tests.support.house import House


def walked(house: House, pathway: str, *events: str) -> Case:
    """A case of the person to which these events happened, with all that each asks for."""
    row = None
    for event in events:
        with house.database.reading() as session:
            case = queries.find(session, house.users[Role.REVIEWER], row.id).case if row else None
        case = case or machine.begin(pathways.current(pathway))
        way = next(way for way in machine.ways(case) if way.event == event)
        who, take = step_of(case, way, 0, house.clock())
        with house.database.unit(house.users[who], house.clock) as uow:
            if row is None:
                row = services.open_case(uow, house.own.person, Open(pathway, "request", take))
            else:
                services.advance(uow, row.id, take, seen=None)
    assert row is not None
    return row


def assessment_due(house: House) -> dt.datetime:
    walked(house, "disability", "find_need", "begin_file", "enter_e_referral")
    with house.database.reading() as session:
        (due,) = session.scalars(sa.select(Deadline.due_at).where(Deadline.kind == "disability.assess"))
        return due


def test_an_empty_calendar_counts_monday_to_friday_and_says_so(house: House) -> None:
    with house.database.unit(house.users[Role.REVIEWER], house.clock) as uow:
        uow.session.execute(sa.delete(Holiday))
    assert assessment_due(house) == end_of_day(dt.date(2026, 3, 25))
    reviewer = house.browser(Role.REVIEWER)
    reviewer.get("/cases", lang="en")
    page = reviewer.get("/settings/holidays").get_data(as_text=True)
    assert "every Monday to Friday counts as a working day" in page


def test_days_off_in_the_calendar_move_the_limit(house: House) -> None:
    with house.database.unit(house.users[Role.REVIEWER], house.clock) as uow:
        uow.session.execute(sa.delete(Holiday))
        for day in (20, 23, 24):
            uow.session.add(Holiday(day=dt.date(2026, 3, day), name="Novruz", working=False))
    assert assessment_due(house) == end_of_day(dt.date(2026, 3, 30))


def test_two_who_decide_differently_at_once_make_one_decision(house: House) -> None:
    """The second is told that somebody else took a step meanwhile, and what was typed comes back."""
    row = walked(house, "hospital_referral", "ask", "begin_referral", "refer_outside")
    ways = {
        "approve_outside": {"attached": []},
        "return_referral": {"note": "Avadanlıq hissədə var", "attached": []},
    }
    with house.database.reading() as session:
        found = queries.find(session, house.users[Role.REVIEWER], row.id)
    for way in machine.ways(found.case):
        if way.event in ways:
            ways[way.event]["attached"] = [need[0] for need in machine.needed(found.case, way) if need[0] != "reasons"]
    start = threading.Barrier(2)
    answers: dict[str, object] = {}

    def decide(event: str) -> None:
        browser = house.browser(Role.REVIEWER)
        start.wait()
        form = {**ways[event], "version": str(found.row.events)}
        answers[event] = browser.post(f"/cases/{row.id}/steps/{event}", form)

    threads = [threading.Thread(target=decide, args=(event,)) for event in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = sorted(answer.status_code for answer in answers.values())
    assert codes in ([303, 404], [303, 409])  # the later one may find the step gone already
    with house.database.reading() as session:
        decided = session.scalars(
            sa.select(CaseEvent.code).where(CaseEvent.case_id == row.id, CaseEvent.code.in_(ways))
        ).all()
        assert len(decided) == 1
        assert answers[decided[0]].status_code == 303
        assert session.get_one(Case, row.id).events == found.row.events + 1


def test_a_file_sent_back_names_the_papers_it_lacks_beside_the_reason(house: House) -> None:
    row = walked(house, "illness_other", "find_need", "begin_file", "sign", "submit")
    reviewer = house.browser(Role.REVIEWER)
    address = f"/cases/{row.id}/steps/return_file"
    assert 'value="prognosis"' in reviewer.get(address).get_data(as_text=True)
    form = {"version": "4", "note": "Onkoloqun rəyi yoxdur", "missing": ["specialist_opinions", "prognosis"]}
    wrong = reviewer.post(address, {**form, "missing": ["court_act"]})
    assert (wrong.status_code, 'href="#missing' in wrong.get_data(as_text=True)) == (422, True)
    assert reviewer.post(address, {**form, "note": ""}).status_code == 422  # what is missing is no reason yet
    assert reviewer.post(address, form).status_code == 303
    with house.database.reading() as session:
        kept = queries.find(session, house.users[Role.HEAD], row.id).events[-1]
    assert (kept.code, kept.attached) == ("return_file", ["reasons"])
    assert kept.note.splitlines() == [
        "Çatışmır və ya yenidən hazırlanmalıdır: Mütəxəssislərin rəyləri; Proqnoz.",
        "Onkoloqun rəyi yoxdur",
    ]
    assert "Proqnoz" in house.browser(Role.DOCTOR).get(f"/cases/{row.id}/person").get_data(as_text=True)
    assert reviewer.post(f"/cases/{row.id}/steps/withdraw", {**form, "version": "5"}).status_code == 422
