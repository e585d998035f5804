"""Given any place of any pathway, when any role takes any step there over HTTP, then the declaration alone decides.

Each declared way is asked for by every role: who may not, is refused with the reason and nothing is written; who may,
is refused without each of the papers and let through with them. What is expected comes from the declared data
(``who``, ``needs``) and a table of roles written here, never from the machine that is being tested.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from healthapp.access import Role
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.presenter import HEARD, IN_SESSION, OWN_FORMS, either, said
from healthapp.cases.queries import ADMINISTRATIVE
from healthapp.people.models import Person
from healthapp.web.forms import FormState
from referrals import checklists, machine, pathways, roles
from referrals.documents import CLINICAL
from referrals.model import START, Exit, Mark, Step
from tests.support import casework
from tests.support.house import House, build
from tests.unit.referrals.drive import event, everywhere

PATHWAYS = sorted({code for code, _version in pathways.PATHWAYS})
UNIT = {Role.FELDSHER, Role.NURSE, Role.DOCTOR, Role.HEAD, Role.PSYCHOLOGIST, Role.PSYCHIATRIST}
#: Who may take or write down a step of a case, and who may open one; nobody else gets as far as the pathway.
STEPPERS = UNIT | {Role.REVIEWER, Role.COMMISSION, Role.LIAISON, Role.ADMINISTRATION}
OPENERS = UNIT | {Role.REVIEWER, Role.ADMINISTRATION}
#: The note of the form is the paper.
NOTE = {"reasons", "not_informed_reason"}
#: Papers that may be written with the step by which a need is found.
WITH_STEP = {"case_summary", "diagnosis", "psychiatric_opinion"}


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # what is refused here is refused before a database is asked


@pytest.fixture(autouse=True)
def _errors_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused form answers with its errors: drawing thousands of pages would hide nothing and show nothing."""

    def plain(_asked: object, form: FormState, **_more: object) -> str:
        return "\n".join(words for errors in form.errors.values() for words in errors)

    monkeypatch.setattr("blueprints.referrals._step_page", plain)
    monkeypatch.setattr("blueprints.referrals._open_page", plain)


@pytest.fixture
def late_house(app, clock) -> House:
    clock.advance(days=3)  # every event of ``drive`` lies before it
    return build(app)


@dataclass
class Table:
    """Cases put where a request needs them, and how many events each must have when all is done."""

    house: House
    rows: casework.Rows = field(default_factory=dict)
    expected: dict[uuid.UUID, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def put(self, case: machine.Case, events: tuple[machine.Event, ...], papers: set[str]) -> uuid.UUID:
        key = casework.put(self.rows, self.house, len(self.expected) + 1, case, events, papers)
        self.expected[key] = len(events)
        return key

    def write(self) -> None:
        casework.write(self.house, self.rows)

    def check(self, what: str, right: Wanted, answer: Any) -> None:
        """Note what is not as it should be; the test shows all of it at once."""
        if answer.status_code not in right.answers:
            self.said.append(f"{what}: {answer.status_code} instead of {right.answers}")
            return
        page = unescape(answer.get_data(as_text=True)) if right.words else ""
        self.said += [f"{what}: does not say {text!r}" for text in right.words if text not in page]

    def settle(self) -> None:
        """Every case has the events it must have, and nothing was said against any answer."""
        with self.house.database.reading() as session:
            counted = sa.select(CaseEvent.case_id, sa.func.count()).group_by(CaseEvent.case_id)
            stored = {key: many for key, many in session.execute(counted) if key in self.expected}
            kept = dict(iter(session.execute(sa.select(Case.id, Case.events))))
        assert not self.said, "\n".join(self.said[:40])
        assert stored == self.expected
        assert {key: kept[key] for key in self.expected} == self.expected


@dataclass(frozen=True)
class Stand:
    """A way with a case from which it can be taken. ``number`` counts the ways of the pathway.

    ``again``: the same declaration was met in another state already; one who may and one who may not are enough.
    """

    way: Step | Exit | Mark
    case: machine.Case
    events: tuple[machine.Event, ...]
    needs: tuple[tuple[str, ...], ...]
    number: int
    again: bool


def stands(pathway: str) -> Iterator[Stand]:
    """Every step of the pathway in every state; a side exit or a mark once for each set of papers it needs."""
    states: set[tuple[object, ...]] = set()
    declared: set[tuple[object, ...]] = set()
    for case, events in everywhere(pathways.current(pathway)):
        for way in machine.ways(case):
            if isinstance(way, Exit) and way.own_only and case.starter not in way.who:
                continue
            if isinstance(way, Step) and way.after_results and case.results[-1][1] not in way.after_results:
                continue
            needs = machine.needed(case, way)
            said = (way.event, way.who, needs, case.state == START)
            place = (way.event, case.state) if isinstance(way, Step) else said
            if place not in states:
                yield Stand(way, case, events, needs, len(states), said in declared)
                states.add(place)
                declared.add(said)


def askers(one: Stand, pathway: str, kept: frozenset[str]) -> list[Role]:
    """Who asks. What somebody outside did is written down by two of those who may, others at each way."""
    rights = {role: wanted(one, role, pathway, kept) for role in Role}
    writers = [role for role in Role if rights[role].taken and role.value not in one.way.who]
    chosen = {writers[(one.number + turn) % len(writers)] for turn in (0, 5)} if writers else set()
    every = [role for role in Role if role not in writers or role in chosen]
    if not one.again:
        return every
    taken = [role for role in every if rights[role].taken]
    refused = [role for role in every if not rights[role].taken and role in STEPPERS]
    return [*taken[:1], *refused[one.number % len(refused) :][:1]] if refused else taken[:1]


def form_of(one: Stand, role: Role, kept: frozenset[str], *, left_out: str = "") -> dict[str, object]:
    """What the step asks for, from somebody of ``role``; ``left_out`` is the paper that is not brought."""
    way, made = one.way, event(one.case, one.way)
    papers = {code for code in made.attached if code != left_out}
    outsiders = [who for who in way.who if who in roles.HEARD_OF]
    own = role.value in way.who
    actor = one.case.starter if isinstance(way, Exit) and way.own_only else "" if own or not outsiders else outsiders[0]
    form = {
        "version": str(len(one.events)),
        "actor": actor,
        "result": made.result,
        "attached": sorted(papers - kept - NOTE),
        "note": "Səbəb" if papers & NOTE else "",
        "percent": str(made.percent or ""),
        "until": f"{made.until:%d.%m.%Y}" if made.until else "",
    }
    if one.case.state != START:
        return form
    written = {f"paper_{code}": "Mətn" for code in papers & kept & WITH_STEP}
    return {**form, "ground": "request", "another": "yes", **written}


def barred(one: Stand, role: Role, pathway: str) -> bool:
    """Whether the role does not even get as far as the pathway's own rules."""
    may = OPENERS if one.case.state == START else STEPPERS
    return role not in may or (
        role is Role.ADMINISTRATION and pathway not in ADMINISTRATIVE and one.case.state != START
    )


def refusal(one: Stand, role: Role, kept: frozenset[str]) -> str:
    """The reason by the declaration alone why this role may not, though every paper is brought; empty when it may."""
    clinical = {need[0] for need in one.needs} & CLINICAL if role is Role.ADMINISTRATION else set()
    brought = clinical if one.case.state == START else clinical - kept
    if brought:
        return "clinical_document"
    if role.value not in one.way.who and not set(one.way.who) & roles.HEARD_OF:
        return "not_yours"
    return "documents_missing" if clinical else ""  # what lies in the file is not there for the administration


@dataclass(frozen=True)
class Wanted:
    """The answers that would be right, the words the page must say, and whether the step is taken."""

    answers: tuple[int, ...]
    words: tuple[str, ...] = ()
    taken: bool = False


def wanted(one: Stand, role: Role, pathway: str, kept: frozenset[str]) -> Wanted:
    if barred(one, role, pathway):
        return Wanted((403, 404))
    if pathway in HEARD and one.way.event in IN_SESSION:
        return Wanted((404,))
    if own_form(one, pathway):
        return Wanted((303,))
    reason = refusal(one, role, kept)
    if reason:
        return Wanted((422,), () if reason == "documents_missing" else (said("refusal", reason),))
    return Wanted((303,), taken=True)


@pytest.mark.parametrize("pathway", PATHWAYS)
def test_every_step_is_open_to_its_own_roles_alone(late_house: House, pathway: str) -> None:
    house = late_house
    table, kept = Table(house), checklists.kept(pathway)
    asked: list[tuple[Stand, Role, Wanted, uuid.UUID | None]] = []
    for one in stands(pathway):
        in_file = {need[0] for need in one.needs} & kept
        still = None if one.case.state == START else table.put(one.case, one.events, in_file)
        for role in askers(one, pathway, kept):
            right = wanted(one, role, pathway, kept)
            key = table.put(one.case, one.events, in_file) if right.taken and still else still
            asked.append((one, role, right, key))
    table.write()
    browsers = {role: house.browser(role) for role in Role}
    for one, role, right, key in asked:
        answer = browsers[role].post(address(house, one, pathway, key), form_of(one, role, kept))
        table.check(f"{pathway}.{one.case.state} {one.way.event} by {role.value}", right, answer)
        if own_form(one, pathway) and answer.status_code == 303 and "/steps/" in answer.location:
            table.said.append(f"{pathway} {one.way.event}: does not lead to its own form but to {answer.location}")
        if right.taken and key is not None:
            table.expected[key] += 1
    table.settle()


def own_form(one: Stand, pathway: str) -> bool:
    return pathway.startswith("placement_") and one.way.event in OWN_FORMS


def address(house: House, one: Stand, pathway: str, key: uuid.UUID | None) -> str:
    if key is None:
        return f"/people/{house.own.person.id}/cases/new/{pathway}/{one.way.event}"
    return f"/cases/{key}/steps/{one.way.event}"


@pytest.mark.parametrize("pathway", PATHWAYS)
def test_every_step_waits_for_each_of_its_papers(late_house: House, pathway: str) -> None:
    house = late_house
    table, kept = Table(house), checklists.kept(pathway)
    asked: list[tuple[Stand, Role, str, uuid.UUID | None]] = []
    for one in stands(pathway):
        role = next((r for r in Role if not barred(one, r, pathway) and not refusal(one, r, kept)), None)
        heard = pathway in HEARD and one.way.event in IN_SESSION
        if role is None or heard or own_form(one, pathway):
            continue
        for need in one.needs:
            in_file = ({other[0] for other in one.needs} - {need[0]}) & kept
            key = table.put(one.case, one.events, in_file) if one.case.state != START else None
            asked.append((one, role, need[0], key))
    table.write()
    browsers = {role: house.browser(role) for role in Role}
    for one, role, code, key in asked:
        form = form_of(one, role, kept, left_out=code)
        answer = browsers[role].post(address(house, one, pathway, key), form)
        need = next(need for need in one.needs if need[0] == code)
        right = Wanted((422,), () if code in NOTE else (either(need),))
        table.check(f"{pathway}.{one.case.state} {one.way.event} without {code}", right, answer)
    table.settle()
    with house.database.reading() as session:
        opened = session.scalar(sa.select(sa.func.count()).select_from(Case).where(Case.id.not_in(table.expected)))
        assert opened == 0
        assert session.get_one(Person, house.own.person.id).died_at is None
