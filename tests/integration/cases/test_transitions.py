"""Given any place of any pathway, when any role takes any step there over HTTP, then the declaration alone decides.

Each declared way is asked for by every role in every state that has it: who may not, is refused with the reason and
nothing is written; who may, is refused without each of the papers, after another answer than the step follows on, with
somebody else's petition and by the hand it must be apart from, and else let through. What is expected comes from the
declared data (``who``, ``needs``, ``after_results``, ``apart_from``) and a table of roles written here, never from the
machine that is being tested.

What is proven where:
- here, on SQLite: all of the above, for every pathway;
- here, on PostgreSQL: every way of every pathway by somebody whose it is, and by somebody who writes down what others
  did, each with its event, state and clocks. What is refused is refused before anything is written, by the same code,
  and who else may take it writes the same rows;
- ``tests/unit/referrals/test_machine.py``: every role, paper, answer and hand in every state, of the machine alone;
- ``tests/system/test_access_matrix.py``: every role at the addresses, with the cookie and the form's token that are
  left out here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from healthapp.access import Role
from healthapp.cases.models import Case, CaseEvent
from healthapp.cases.presenter import HEARD, IN_SESSION, OWN_FORMS, either, said
from healthapp.cases.queries import ADMINISTRATIVE
from healthapp.web.forms import FormState
from healthapp.web.request import set_identity
from referrals import checklists, machine, pathways, roles
from referrals.documents import CLINICAL
from referrals.model import START, Exit, Mark, Step
from tests.support import casework
from tests.support.house import House
from tests.unit.referrals import drive

PATHWAYS = sorted({code for code, _version in pathways.PATHWAYS})
UNIT = {Role.FELDSHER, Role.NURSE, Role.DOCTOR, Role.HEAD, Role.PSYCHOLOGIST, Role.PSYCHIATRIST}
#: Who may take or write down a step of a case, and who may open one; nobody else gets as far as the pathway.
STEPPERS = UNIT | {Role.REVIEWER, Role.COMMISSION, Role.LIAISON, Role.ADMINISTRATION}
OPENERS = UNIT | {Role.REVIEWER, Role.ADMINISTRATION}
#: The note of the form is the paper.
NOTE = {"reasons", "not_informed_reason"}
#: Papers that may be written with the step by which a need is found.
WITH_STEP = {"case_summary", "diagnosis", "psychiatric_opinion"}


@pytest.fixture(autouse=True)
def _answers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is its errors and its number: drawing thousands of pages would hide nothing and show nothing."""

    def plain(_asked: object, form: FormState, **_more: object) -> str:
        return "\n".join(words for errors in form.errors.values() for words in errors)

    monkeypatch.setattr("blueprints.referrals._step_page", plain)
    monkeypatch.setattr("blueprints.referrals._open_page", plain)
    monkeypatch.setattr("healthapp.web.errors.render_template", lambda name, **_more: name)


@pytest.fixture(autouse=True)
def _days_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event of ``drive`` lies before the moment of the house."""
    monkeypatch.setattr(drive, "NOW", drive.NOW - dt.timedelta(days=3))


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

    def settle(self, opened: int) -> None:
        """Every case has the events it must have, so many were opened, and nothing was said against any answer."""
        with self.house.database.reading() as session:
            new = session.scalar(sa.select(sa.func.count()).select_from(Case).where(Case.id.not_in(self.expected)))
            counted = sa.select(CaseEvent.case_id, sa.func.count()).group_by(CaseEvent.case_id)
            stored = {key: many for key, many in session.execute(counted) if key in self.expected}
            kept = dict(iter(session.execute(sa.select(Case.id, Case.events))))
        assert not self.said, "\n".join(self.said[:40])
        assert stored == self.expected
        assert {key: kept[key] for key in self.expected} == self.expected
        assert new == opened


@dataclass(frozen=True)
class Stand:
    """A way with a case in which it is declared. ``number`` counts the ways of the pathway.

    ``closed``: the reason why nobody may take it in this case, though the pathway has it in this state.
    """

    way: Step | Exit | Mark
    case: machine.Case
    events: tuple[machine.Event, ...]
    needs: tuple[tuple[str, ...], ...]
    number: int
    closed: str = ""


def stands(pathway: str) -> Iterator[Stand]:
    """Every step of the pathway in every state; a side exit or a mark once for each set of papers it needs.

    A step that hangs on an answer, or on who began the case, or on who did something before, stands here once open
    and once closed.
    """
    known: set[tuple[object, ...]] = set()
    for case, events in drive.everywhere(pathways.current(pathway)):
        for way in machine.ways(case):
            needs = machine.needed(case, way)
            closed = _closed(case, way)
            place = (closed, way.event, case.state if isinstance(way, Step) else needs)
            if place not in known:
                yield Stand(way, case, events, needs, len(known), closed)
                known.add(place)
            apart = ("same_person", way.event, case.state)
            if isinstance(way, Step) and not closed and apart not in known and _before(way, events):
                yield Stand(way, case, events, needs, len(known), "same_person")
                known.add(apart)


def _closed(case: machine.Case, way: Step | Exit | Mark) -> str:
    if isinstance(way, Exit) and way.own_only and case.starter not in way.who:
        return "not_own_petition"
    if isinstance(way, Step) and way.after_results and case.results[-1][1] not in way.after_results:
        return "result_does_not_allow"
    return ""


def _before(way: Step, events: tuple[machine.Event, ...]) -> bool:
    """Whether something was done in this case whose author must not take the step."""
    return any(one.code in way.apart_from for one in events)


def by_one_hand(one: Stand, user_id: uuid.UUID | None) -> tuple[machine.Event, ...]:
    """The events of the case, what the step must be apart from done by this account."""
    apart = one.way.apart_from if isinstance(one.way, Step) else ()
    return tuple(replace(made, author=str(user_id)) if made.code in apart else made for made in one.events)


def form_of(one: Stand, role: Role, kept: frozenset[str], *, left_out: str = "") -> dict[str, object]:
    """What the step asks for, from somebody of ``role``; ``left_out`` is the paper that is not brought."""
    way, made = one.way, drive.event(one.case, one.way)
    papers = {code for code in made.attached if code != left_out}
    outsiders = [who for who in way.who if who in roles.HEARD_OF]
    own = role.value in way.who
    actor = "" if own or not outsiders else outsiders[0]
    if isinstance(way, Exit) and way.own_only and not one.closed:
        actor = one.case.starter
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
    reason = reason or one.closed
    if reason:
        return Wanted((422,), () if reason == "documents_missing" else (said("refusal", reason),))
    return Wanted((303,), taken=True)


def own_form(one: Stand, pathway: str) -> bool:
    return pathway.startswith("placement_") and one.way.event in OWN_FORMS


def address(house: House, pathway: str, one: Stand, key: uuid.UUID | None) -> str:
    if key is None:
        return f"/people/{house.own.person.id}/cases/new/{pathway}/{one.way.event}"
    return f"/cases/{key}/steps/{one.way.event}"


def asked_directly(house: House, role: Role, path: str, form: dict[str, object]) -> Response:
    """The answer of the guarded view to this form; what stands before every view alike (cookie, token) is left out."""
    with house.app.test_request_context(path, method="POST", data=form):
        set_identity(house.users[role])
        try:
            return house.app.make_response(house.app.dispatch_request())
        except HTTPException as refused:
            return Response(status=refused.code)


class Question(NamedTuple):
    """One request. ``left_out``: the paper that is not brought; ``key``: None opens a case."""

    one: Stand
    role: Role
    right: Wanted
    key: uuid.UUID | None
    left_out: str = ""


def by_every_role(table: Table, pathway: str, one: Stand, kept: frozenset[str]) -> Iterator[Question]:
    """The step asked for by every role. Who may not, asks of one case, which stays as it is; who may, has its own."""
    in_file = {need[0] for need in one.needs} & kept
    opening = one.case.state == START
    still = None if opening or one.closed == "same_person" else table.put(one.case, one.events, in_file)
    for role in Role:
        right = wanted(one, role, pathway, kept)
        if one.closed == "same_person":
            if right.answers == (422,) and role.value in one.way.who:
                events = by_one_hand(one, table.house.users[role].user_id)
                yield Question(one, role, right, table.put(one.case, events, in_file))
            continue
        yield Question(one, role, right, table.put(one.case, one.events, in_file) if right.taken and still else still)


def without_each_paper(table: Table, pathway: str, one: Stand, kept: frozenset[str]) -> Iterator[Question]:
    """The step asked for by somebody who may, each time without one of its papers, with all the others."""
    heard = pathway in HEARD and one.way.event in IN_SESSION
    role = next((r for r in Role if not barred(one, r, pathway) and not refusal(one, r, kept)), None)
    if role is None or heard or own_form(one, pathway) or one.closed:
        return
    for need in one.needs:
        in_file = ({other[0] for other in one.needs} - {need[0]}) & kept
        key = table.put(one.case, one.events, in_file) if one.case.state != START else None
        words = () if need[0] in NOTE else (either(need),)
        yield Question(one, role, Wanted((422,), words), key, left_out=need[0])


def once_a_hand(asked: list[Question]) -> list[Question]:
    """Of each step that is taken, the first by somebody whose it is, and the first by somebody who writes it down."""
    taken = [question for question in asked if question.right.taken]
    first = {(id(one.one), one.role.value in one.one.way.who): one for one in reversed(taken)}
    return list(first.values())


@pytest.mark.parametrize("pathway", PATHWAYS)
def test_whoever_a_way_names_gets_as_far_as_the_case(pathway: str) -> None:
    """A role named for a step that it cannot reach would wait for somebody who never comes."""
    declared = pathways.current(pathway)
    for way in (*declared.steps, *declared.exits, *declared.marks):
        may = OPENERS if isinstance(way, Step) and way.source == START else STEPPERS
        assert set(way.who) & roles.ROLES <= {role.value for role in may}, way.event


@pytest.mark.slow
@pytest.mark.parametrize("pathway", PATHWAYS)
def test_every_step_is_open_to_its_own_roles_alone_and_waits_for_each_of_its_papers(house: House, pathway: str) -> None:
    table, kept = Table(house), checklists.kept(pathway)
    asked = [
        question
        for one in stands(pathway)
        for ask in (by_every_role, without_each_paper)
        for question in ask(table, pathway, one, kept)
    ]
    if house.database.dialect == "postgresql":
        asked = once_a_hand(asked)
    table.write()
    opened = 0
    for one, role, right, key, left_out in asked:
        form = form_of(one, role, kept, left_out=left_out)
        answer = asked_directly(house, role, address(house, pathway, one, key), form)
        without = f" without {left_out}" if left_out else ""
        table.check(f"{pathway}.{one.case.state} {one.way.event} by {role.value}{without}", right, answer)
        if own_form(one, pathway) and answer.status_code == 303 and "/steps/" in answer.location:
            table.said.append(f"{pathway} {one.way.event}: does not lead to its own form but to {answer.location}")
        if right.taken:
            opened += key is None
            if key is not None:
                table.expected[key] += 1
    table.settle(opened)
