"""The books of self-harm, restrictive measures and deaths: numbers, clocks, what each sets going, on both engines."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from healthapp.access import Role
from healthapp.database import uuid7
from healthapp.injuries import death_notices, notices
from healthapp.mental import clusters, deaths, queries, registers, restrictions, seals, self_harm
from healthapp.mental.entering import Refused
from healthapp.mental.models import RestrictiveMeasure, SelfHarmEntry
from healthapp.mental.registers import REGISTERS, Wanted
from healthapp.mental.rows import digest_of
from healthapp.mental.schemas import Task, TaskEnd, Written
from healthapp.people import movements
from healthapp.people.models import Person
from healthapp.people.schemas import Move
from healthapp.risk import queries as risk
from healthapp.risk import reviews
from healthapp.risk import services as risk_services
from healthapp.risk.schemas import Open, Review
from healthapp.settings import services as settings
from tests.integration.mental import commands
from tests.support.databases import as_owner

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def test_an_entry_asks_about_suicide_within_the_hour_and_opens_the_watch(unit):
    at = unit.clock() - dt.timedelta(minutes=10)
    entry = unit.do(self_harm.record, commands.self_harm(at), Role.NURSE)
    assert (entry.number, entry.year) == (1, 2026)
    (asked,) = unit.clocks("rescreen")["rescreen"]
    assert (asked.started_by, asked.due_at) == ("self_harm", at + HOUR)
    (debrief,) = unit.clocks("debrief")["debrief"]
    assert debrief.due_at == at + 3 * DAY
    with unit.database.reading() as session:
        episode = risk.open_of(session, unit.person.id)
        assert (episode.level, episode.source, episode.last_self_harm_at) == (2, "self_harm", at)


def test_a_worse_event_raises_the_episode_and_level_0_opens_none(unit):
    now = unit.clock()
    mild = commands.self_harm(now - 3 * HOUR, level=0, intent_judged="not_die")
    unit.do(self_harm.record, mild)
    with unit.database.reading() as session:
        assert risk.open_of(session, unit.person.id) is None
    unit.do(self_harm.record, commands.self_harm(now - 2 * HOUR))
    unit.do(self_harm.record, commands.self_harm(now - HOUR, level=4, method="ligature"))
    with unit.database.reading() as session:
        episode = risk.open_of(session, unit.person.id)
        assert (episode.level, episode.last_self_harm_at) == (4, now - HOUR)


def test_the_same_event_twice_is_one_entry_and_numbers_have_no_gaps(unit):
    now = unit.clock()
    first = unit.do(self_harm.record, commands.self_harm(now - HOUR))
    again = unit.do(self_harm.record, commands.self_harm(now - HOUR))
    other = unit.do(self_harm.record, commands.self_harm(now - 2 * HOUR, method="burn"))
    assert again.id == first.id
    assert (first.number, other.number) == (1, 2)
    with unit.database.reading() as session:
        found = registers.read(session, unit.staff[Role.DOCTOR], REGISTERS["self-harm"], Wanted())
    assert [line.row.number for line in found.lines] == [2, 1]
    assert found.gaps == []


def test_a_missing_number_is_named(unit):
    entry = unit.do(self_harm.record, commands.self_harm(unit.clock() - HOUR))
    columns = {column.key: getattr(entry, column.key) for column in sa.inspect(SelfHarmEntry).columns}
    with unit.act() as uow:
        uow.session.execute(sa.insert(SelfHarmEntry).values({**columns, "id": uuid7(), "number": 4}))
    with unit.database.reading() as session:
        found = registers.read(session, unit.staff[Role.DOCTOR], REGISTERS["self-harm"], Wanted())
    assert found.gaps == ["N1-2026: 2, 3"]


def test_what_was_entered_cannot_be_changed_and_the_ledger_knows_it(unit):
    entry = unit.do(self_harm.record, commands.self_harm(unit.clock() - HOUR))
    for statement in (sa.update(SelfHarmEntry).values(severity=0), sa.delete(SelfHarmEntry)):
        with pytest.raises(DBAPIError, match="cannot be changed"), as_owner(unit.database) as connection:
            connection.execute(statement)
    with unit.database.reading() as session:
        assert seals.digests(session, [entry.id]) == {entry.id: digest_of(entry)}


def test_a_debrief_meets_its_clock_and_a_correction_does_not(unit):
    entry = unit.do(self_harm.record, commands.self_harm(unit.clock() - HOUR))
    for kind in ("correction", "follow_up"):
        with unit.act() as uow:
            self_harm.follow(uow, entry, Written(kind, unit.clock(), "Sol bilək idi"))
    assert "debrief" in unit.clocks()
    with unit.act() as uow:
        self_harm.follow(uow, entry, Written("debrief", unit.clock(), "Nə kömək edərdi"))
    assert "debrief" not in unit.clocks()


def measure(unit, **changes):
    start = unit.clock() - 2 * HOUR
    made = unit.do(restrictions.record, commands.restriction(start, start + 2 * DAY, **changes))
    with unit.database.reading() as session:
        return queries.measures(session, [session.get_one(RestrictiveMeasure, made.id)])[0]


def measures(unit):
    with unit.database.reading() as session:
        return queries.restrictions_of(session, [unit.person.id])


def apart(unit, role, grounds="", **changes):
    """Separation from others since two hours, for two days."""
    start = unit.clock() - 2 * HOUR
    command = commands.restriction(start, start + 2 * DAY, kind="separation", **changes)
    return unit.do(restrictions.record, replace(command, doctors_grounds=grounds), role)


def step(unit, one, kind, at, ends=None):
    with unit.act(Role.NURSE) as uow:
        row = uow.session.get_one(RestrictiveMeasure, one.row.id)
        return restrictions.step(uow, row, Written(kind, at, "sakitdir", ends))


def test_a_measure_is_visited_and_reviewed_every_day_until_its_end(unit):
    one = measure(unit)
    start = one.row.started_at
    due = {kind: rows[0].due_at for kind, rows in unit.clocks().items() if kind.startswith("restriction")}
    assert due == {
        "restriction_review": start + DAY,
        "restriction_visit": start + DAY,
        "restriction_end": start + 2 * DAY,
    }
    step(unit, one, "visit", start + HOUR)
    assert unit.clocks()["restriction_visit"][0].due_at == start + HOUR + DAY
    step(unit, one, "extended", start + HOUR, start + 3 * DAY)
    assert unit.clocks()["restriction_review"][0].due_at == start + HOUR + DAY
    assert unit.clocks()["restriction_end"][0].due_at == start + 3 * DAY
    step(unit, one, "ended", start + 2 * HOUR)
    assert not {kind for kind in unit.clocks() if kind.startswith("restriction")}
    with pytest.raises(Refused):
        step(unit, one, "review", unit.clock())


def test_nothing_is_added_to_a_measure_that_ends_at_the_same_moment(unit):
    one, now = measure(unit), unit.clock()
    seen, stored, late = threading.Event(), threading.Event(), []

    def second():
        try:
            with unit.act(Role.NURSE) as uow:
                row = queries.measures(uow.session, [uow.session.get_one(RestrictiveMeasure, one.row.id)])[0].row
                seen.set()
                stored.wait(20)
                restrictions.step(uow, row, Written("extended", now, "sakitdir", now + 2 * DAY))
        except Refused as refusal:
            late.append(refusal)

    thread = threading.Thread(target=second)
    with unit.act(Role.NURSE) as uow:
        row = uow.session.get_one(RestrictiveMeasure, one.row.id)
        thread.start()
        seen.wait(0.5)  # in vain on the embedded engine, where one writes after the other
        restrictions.step(uow, row, Written("ended", now, "sakitdir"))
    stored.set()
    thread.join(30)
    assert len(late) == 1
    assert not {kind for kind in unit.clocks() if kind.startswith("restriction")}


def watched(unit, level):
    """The person's episode of risk, at this level from now on."""
    with unit.act() as uow:
        person = uow.session.get_one(Person, unit.person.id)
        return risk_services.open_episode(uow, person, Open("concern", level, "Vidalaşır"))


def stands(unit):
    """(level of risk, when its next review is due, whose advice about the cell holds)."""
    with unit.database.reading() as session:
        row = risk.open_of(session, unit.person.id)
        last = risk.placement(session, row.id)
        return row.level, row.next_review_at, last.override if last else None


def test_nobody_at_level_three_is_kept_apart_without_constant_watch_or_a_doctors_grounds(unit):
    watched(unit, 3)
    for role, grounds in ((Role.DOCTOR, ""), (Role.DOCTOR, "  "), (Role.NURSE, "Tibb bacısı belə düşünür")):
        with pytest.raises(Refused) as refused:
            apart(unit, role, grounds)
        assert refused.value.field == "doctors_grounds"
    with unit.database.reading() as session:
        assert queries.restrictions_of(session, [unit.person.id]) == []
    one = apart(unit, Role.DOCTOR, "Yoluxucudur, gözdən qoyulmur")
    assert stands(unit)[2] == "Yoluxucudur, gözdən qoyulmur", "the grounds are those of the episode"
    (asked,) = unit.clocks("rescreen")["rescreen"]
    assert (asked.started_by, asked.due_at) == ("segregation", one.started_at + 4 * HOUR)


@pytest.mark.parametrize("level", [1, 2, 4])
def test_at_another_level_of_risk_separation_is_entered_as_before(unit, level):
    watched(unit, level)
    assert apart(unit, Role.NURSE).number == 1
    assert "rescreen" in unit.clocks(), "isolation is asked about at every level"


def test_a_separation_that_is_over_is_entered_as_it_was(unit):
    watched(unit, 3)
    assert apart(unit, Role.NURSE, ends_at=unit.clock() - HOUR).number == 1
    assert "rescreen" not in unit.clocks()


def test_a_level_raised_over_a_separation_asks_for_a_review_at_once_and_it_is_not_prolonged(unit):
    made = apart(unit, Role.NURSE)
    watched(unit, 2)
    assert stands(unit)[1] > unit.clock()
    watched(unit, 3)
    level, due, _grounds = stands(unit)
    assert (level, due) == (3, unit.clock()), "raising is never refused; what it makes wrong is looked at now"
    with unit.database.reading() as session:
        one = queries.measures(session, [session.get_one(RestrictiveMeasure, made.id)])[0]
    step(unit, one, "review", unit.clock())
    with pytest.raises(Refused):
        step(unit, one, "extended", unit.clock(), unit.clock() + DAY)
    watched(unit, 4)
    step(unit, one, "extended", unit.clock(), unit.clock() + DAY)


@pytest.mark.parametrize("how", ["measure", "isolation"])
def test_nobody_kept_apart_is_lowered_to_level_three_without_a_doctors_grounds(unit, how):
    watched(unit, 4)
    if how == "measure":
        apart(unit, Role.NURSE)
    else:
        with unit.act(Role.FELDSHER) as uow:
            movements.record(uow, uow.session.get_one(Person, unit.person.id), Move("isolation_start", unit.clock()))
    later = unit.clock() + 25 * HOUR

    def lowered():
        with unit.act(at=later) as uow:
            both = (("health", "Dr A"), ("psychology", "B"))
            row = risk.open_of(uow.session, unit.person.id)
            reviews.record(uow, row, Review("review", later, both, True, "no", 3, "sakitdir", "yaxşıyam"))

    with pytest.raises(risk_services.Refused) as refused:
        lowered()
    assert refused.value.reasons == ("apart.needs_constant",)
    assert stands(unit)[0] == 4
    if how == "measure":
        (one,) = measures(unit)
        step(unit, one, "ended", unit.clock())
    else:
        with unit.act(Role.FELDSHER) as uow:
            movements.record(uow, uow.session.get_one(Person, unit.person.id), Move("isolation_end", unit.clock()))
    lowered()
    assert stands(unit)[0] == 3


def test_isolation_at_level_three_asks_for_a_review_at_once(unit):
    watched(unit, 3)
    with unit.act(Role.FELDSHER) as uow:
        movements.record(uow, uow.session.get_one(Person, unit.person.id), Move("isolation_start", unit.clock()))
    assert stands(unit)[1] == unit.clock()


def test_a_measure_is_not_reviewed_before_it_began(unit):
    one = measure(unit)
    with pytest.raises(Refused):
        step(unit, one, "visit", one.row.started_at - HOUR)


def test_whoever_leaves_leaves_the_measure_behind(unit):
    one = measure(unit)
    with unit.act(Role.FELDSHER) as uow:
        person = uow.session.get_one(Person, unit.person.id)
        movements.record(uow, person, Move("release", unit.clock(), release_kind="pardon"))
    with unit.database.reading() as session:
        (found,) = queries.restrictions_of(session, [unit.person.id])
        assert found.row.id == one.row.id
        assert found.ended is not None
        assert queries.in_force(session, unit.staff[Role.ADMINISTRATION]) == []


def test_the_database_knows_no_measure_without_an_end_and_no_punishment(unit):
    now = unit.clock()
    for bad in ({"reason": "punishment"}, {"ends_at": now - 3 * HOUR}):
        with pytest.raises(DBAPIError, match="constraint"):
            unit.do(restrictions.record, commands.restriction(now - 2 * HOUR, now + DAY, **bad))


def test_a_death_is_reported_once_and_starts_its_clocks(unit):
    at = unit.clock() - HOUR
    made = unit.do(deaths.report, commands.death(at))
    assert unit.do(deaths.report, commands.death(at)).id == made.id
    with unit.database.reading() as session:
        person = session.get_one(Person, unit.person.id)
        assert (person.died_at, person.in_custody) == (at, False)
        tasks = queries.tasks_of(session, made.id)
    assert [task.kind for task in tasks] == ["prosecutor", "family", "cell_mates", "staff", "review"]
    due = {kind: rows[0].due_at for kind, rows in unit.clocks().items()}
    assert due["death_prosecutor"] == at + 2 * HOUR
    assert due["death_family"] == at + 12 * HOUR
    assert due["postvention"] == at + DAY


def test_a_death_that_custody_wrote_down_waits_for_the_prosecutor_until_the_notice_is_sent(unit):
    at = unit.clock() - HOUR
    with unit.act(Role.FELDSHER) as uow:
        movements.record(uow, uow.session.get_one(Person, unit.person.id), Move("death", at))
    (clock,) = unit.clocks()["death_prosecutor"]
    assert clock.due_at == at + 2 * HOUR
    made = unit.do(deaths.report, commands.death(at))
    assert [row.id for row in unit.clocks()["death_prosecutor"]] == [clock.id]
    with unit.act() as uow:
        first = queries.tasks_of(uow.session, made.id)[0]
        with pytest.raises(Refused):
            deaths.end_task(uow, made, first, TaskEnd("done", "Prokuror Nümunə", unit.clock()))
        notice = death_notices.of_person(uow.session, unit.person.id)
        notices.move(uow, notice, to="sent", at=unit.clock(), sent_to="Prokuror Nümunə", channel="courier")
    assert "death_prosecutor" not in unit.clocks()


def test_a_task_is_ended_once_with_what_became_of_it(unit):
    at = unit.clock() - 2 * HOUR
    made = unit.do(deaths.report, commands.death(at))
    with unit.act() as uow:
        family = queries.tasks_of(uow.session, made.id)[1]
        with pytest.raises(Refused):
            deaths.end_task(uow, made, family, TaskEnd("done", "Qardaşı", at - HOUR))
        deaths.end_task(uow, made, family, TaskEnd("done", "Qardaşı, telefonla", at + HOUR))
        deaths.end_task(uow, made, family, TaskEnd("dropped", "ikinci klik", None))
    assert family.state == "done"
    assert "death_family" not in unit.clocks()
    with unit.act() as uow:
        deaths.add_task(uow, made, Task("other", "Kamera yoldaşı", "Psixoloq", unit.clock() + DAY))
    assert len(unit.clocks()["postvention"]) == 4


def test_a_death_after_release_or_at_another_time_is_refused(unit):
    now = unit.clock()
    with unit.act(Role.FELDSHER) as uow:
        person = uow.session.get_one(Person, unit.person.id)
        movements.record(uow, person, Move("death", now - 2 * HOUR))
    with pytest.raises(Refused):
        unit.do(deaths.report, commands.death(now - HOUR))
    assert unit.do(deaths.report, commands.death(now - 2 * HOUR)).number == 1


def test_a_cluster_is_seen_by_head_and_department_only_as_the_settings_say(unit, other):
    now = unit.clock()
    unit.do(self_harm.record, commands.self_harm(now - 2 * DAY, wing="3"))
    head = unit.staff[Role.HEAD]
    with unit.database.reading() as session:
        assert clusters.standing(session, head, now) == []
    unit.person = unit.another("Həsənov")
    unit.do(self_harm.record, commands.self_harm(now - DAY, wing="5"))
    with unit.database.reading() as session:
        (one,) = clusters.standing(session, head, now)
        assert (len(one.entries), one.people, one.wing) == (2, 2, "")
        assert clusters.standing(session, unit.staff[Role.NURSE], now) == []
        assert clusters.standing(session, head, now + 40 * DAY) == []
    with unit.act() as uow:
        more = {"unit": "", "legal_basis": "", "verified": False, "valid_from": now, "note": ""}
        settings.set_value(uow, key="cluster.by_wing", value=True, **more)
    with unit.database.reading() as session:
        assert clusters.standing(session, head, now) == []
        assert clusters.rule_at(session, now - dt.timedelta(seconds=1)).by_wing is False
