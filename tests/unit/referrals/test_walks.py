"""Random walks over every pathway: whatever happens, a case is the fold of its events and its clocks go forward."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from referrals import clocks, documents, roles
from referrals.clocks import Rules
from referrals.machine import Case, Event, Refusal, advance, begin, fold, open_roads, ways
from referrals.pathways import PATHWAYS
from referrals.pathways._shared import OUT_OF_CUSTODY
from referrals.timetable import CLOCKS
from referrals.words import WORDS

from .drive import NOW, event

EVENTS = sorted({code for pathway in PATHWAYS.values() for code in pathway.events} | {"no_such_event"})
ACTORS = sorted(roles.ROLES | roles.OUTSIDERS)
PAPERS = sorted(documents.ALL)


class Walk(RuleBasedStateMachine):
    """Takes open ways, tries closed ones, and lets time pass."""

    @initialize(pathway=st.sampled_from(list(PATHWAYS.values())))
    def start(self, pathway):
        self.pathway = pathway
        self.case = begin(pathway)
        self.events = []
        self.now = NOW
        self.ends = {}

    def tell(self, made):
        before = self.case
        after = advance(before, made)
        if isinstance(after, Refusal):
            assert f"refusal.{after.reason}" in WORDS
            assert advance(before, made) == after
            assert self.case == before
        else:
            self.case, self.events = after, [*self.events, made]
        return after

    @rule(days=st.integers(0, 200), choice=st.integers(0, 999), answer=st.integers(0, 99), actor=st.integers(0, 99))
    def take_an_open_way(self, days, choice, answer, actor):
        open_ways = ways(self.case)
        if not open_ways:
            return
        self.now += timedelta(days=days)
        way = open_ways[choice % len(open_ways)]
        results = getattr(way, "results", ())
        who = way.who[actor % len(way.who)]
        made = event(
            self.case,
            way,
            results[answer % len(results)] if results else "",
            at=self.now,
            actor=who,
            recorded_by="doctor" if who in roles.OUTSIDERS else "",
            until=clocks.local_date(self.now + timedelta(days=700)) if getattr(way, "needs_until", False) else None,
        )
        after = self.tell(made)
        if isinstance(after, Refusal):
            assert after.reason in {"result_does_not_allow", "not_own_petition", "clinical_document"}

    @rule(
        code=st.sampled_from(EVENTS),
        actor=st.sampled_from(ACTORS),
        recorder=st.sampled_from(["", *ACTORS]),
        papers=st.frozensets(st.sampled_from(PAPERS), max_size=6),
        result=st.sampled_from(["", "in_person", "nonsense"]),
        back=st.integers(0, 3),
    )
    def try_anything(self, code, actor, recorder, papers, result, back):
        made = Event(code, self.now - timedelta(days=back), actor, recorder, "x", papers, result)
        after = self.tell(made)
        if code not in self.pathway.events:
            assert after == Refusal("unknown_event")

    @invariant()
    def the_case_is_the_fold_of_its_events(self):
        assert fold(self.pathway, self.events) == self.case

    @invariant()
    def an_open_case_has_a_way_and_an_ended_one_an_outcome(self):
        if self.case.outcome:
            assert ways(self.case) == ()
            assert f"outcome.{self.case.outcome}" in WORDS
            assert not any(run.running for run in self.case.runs)
        else:
            assert ways(self.case)

    @invariant()
    def the_court_is_open_to_whoever_is_in_custody(self):
        if self.case.outcome not in OUT_OF_CUSTODY:
            assert set(open_roads(self.case)) & {"court_petition", "illness_remand"}

    @invariant()
    def clocks_go_forward(self):
        running = [run.clock for run in self.case.runs if run.running]
        assert len(running) == len(set(running))
        for index, run in enumerate(self.case.runs):
            assert run.stopped is None or run.stopped >= run.started
            assert all(over is None or over >= begun for begun, over in run.pauses)
            due = clocks.due(CLOCKS[run.clock], run, Rules())
            if due is not None:
                assert due >= self.ends.get(index, due)
                self.ends[index] = due
            reading = clocks.read(CLOCKS[run.clock], run, self.now, Rules())
            assert reading.days >= 0

    @invariant()
    def what_was_gathered_stays(self):
        assert isinstance(self.case, Case)
        attached = frozenset().union(*(made.attached for made in self.events))
        assert self.case.documents == attached
        assert len(self.case.authors) == len(self.events)


Walk.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestWalk = Walk.TestCase
