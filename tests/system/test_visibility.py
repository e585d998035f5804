"""Who sees what of suicide risk and mental health: a table of facts and roles, held against every page of both rooms.

Each fact bears a word nobody else writes. Every page there is to read is asked for by every role, where the person is
held and elsewhere; a fact that turns up at a role not in its row, or not at one that is, fails. The administration
learns level, measures and the next review; that somebody harmed themselves stays in the medical service.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass

import pytest

from healthapp.access import Identity, Role
from healthapp.access.roles import NATIONAL
from healthapp.accounts.queries import SignedIn
from healthapp.i18n import local
from healthapp.intake import queries as examinations
from healthapp.intake import services as intake
from healthapp.mental import deaths, medicines, needs, psychiatry, psychology, restrictions, self_harm
from healthapp.mental.care_schemas import NewNeed
from healthapp.people import services as people
from healthapp.people.models import Person
from healthapp.records.models import ClinicalRecord
from healthapp.risk import reviews, services
from healthapp.risk.schemas import Open, Review
from tests import factories
from tests.integration.mental import commands
from tests.integration.mental.test_care import SURE
from tests.support import house as houses
from tests.support.house import House

R = Role
UNIT = frozenset({R.FELDSHER, R.NURSE, R.DOCTOR, R.HEAD, R.PSYCHOLOGIST, R.PSYCHIATRIST})
PHYSICIANS = frozenset({R.DOCTOR, R.HEAD, R.PSYCHIATRIST})
OUTSIDE = frozenset({R.REVIEWER, R.NPG})
SERVICE = UNIT | OUTSIDE
#: The card number of a person.
NUMBER = re.compile(r"\b[A-Z0-9]+-\d{4}-\d{4,}\b")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)

#: word of a fact -> (what it is, who finds it on some page where the person is held). NPG: its doctor on an open visit.
SEES: dict[str, tuple[str, frozenset[Role]]] = {
    "QIRMIZISEBEB": ("why an episode was opened", SERVICE),
    "MAVITAPINTI": ("what a review found", SERVICE),
    "YASHILPLAN": ("a step of the safety plan", SERVICE),
    "QARAHADISE": ("what was found and done after self-harm", SERVICE),
    "BOZSOZLER": ("what the person says of self-harm", SERVICE),
    "SARIQEYD": ("the psychologist's own note", frozenset({R.PSYCHOLOGIST, R.NPG})),
    "NARINCIPLAN": ("the psychologist's plan for the team", SERVICE),
    "BENOVSHEYIHAL": ("the mental state a psychiatrist found", PHYSICIANS | OUTSIDE),
    "CHEHRAYIMUALICE": ("the plan of a psychiatrist", PHYSICIANS | OUTSIDE | {R.PSYCHOLOGIST}),
    "FIRUZEYIDERMAN": ("a medicine", (UNIT - {R.PSYCHOLOGIST}) | OUTSIDE),
    "QEHVEYIEHTIYAC": ("a need of another place", PHYSICIANS | OUTSIDE | {R.PSYCHOLOGIST}),
    "MERCANIESAS": ("the grounds of a measure", SERVICE),
    "ZEYTUNIHAL": ("the circumstances of a death", SERVICE),
}
#: What the administration is told: the level and the measure, on the pages it has.
TOLD = ("L3, close observation", "Other clothing")
#: Words by which somebody outside the medical service would learn that the person harmed themselves.
ORIGIN = re.compile(r"self.?harm|özünəxəsarət|самоповрежд|\bOX-|suicide attempt|hanging", re.IGNORECASE)


@dataclass
class Case:
    """Everything there is about two people at one facility, and the addresses of it."""

    house: House
    paths: list[str]


@pytest.fixture
def case(house: House, monkeypatch) -> Case:
    real = SignedIn.identity

    def visiting(self, address):
        made = real(self, address)
        here = frozenset({house.own.facility.id})
        return dataclasses.replace(made, visiting=here, attending=here) if R.NPG in made.roles else made

    monkeypatch.setattr(SignedIn, "identity", visiting)
    return Case(house, [*written(house), *dead(house)])


def act(house, role):
    return house.database.unit(house.users[role], house.clock)


def do(house, role, person, service, command):
    with act(house, role) as uow:
        return service(uow, uow.session.get_one(Person, person.id), command)


def written(house) -> list[str]:
    """Every entry about the person at the own facility; returns the pages of them."""
    person, now = house.own.person, house.clock()
    today = local(now).date()
    with act(house, R.NURSE) as uow:
        opening = Open("officer", 3, "QIRMIZISEBEB", "Növbətçi")
        episode = services.open_episode(uow, uow.session.get_one(Person, person.id), opening)
        plan = {"warning_signs": "YASHILPLAN"}
        services.write_safety_plan(uow, episode, answers=plan, language="az", review_on=today + 7 * DAY)
        both = (("health", "Dr A"), ("psychology", "B"))
        reviews.record(uow, episode, Review("review", now, both, True, "no", 3, findings="MAVITAPINTI"))
    harm = commands.self_harm(now - HOUR, account="QARAHADISE", own_words="BOZSOZLER", level=3)
    entry = do(house, R.NURSE, person, self_harm.record, harm)
    note = commands.contact(now, note="SARIQEYD", plan="NARINCIPLAN")
    contact = do(house, R.PSYCHOLOGIST, person, psychology.contact, note)
    drug = commands.medicine(today, today + DAY, drug="FIRUZEYIDERMAN")
    medicine = do(house, R.PSYCHIATRIST, person, medicines.prescribe, drug)
    values = {"found_on": today, "need": "adapted", "text": "QEHVEYIEHTIYAC", "obstacle": "no_place"}
    need = do(house, R.DOCTOR, person, needs.record, NewNeed({**values, "obstacle_text": "", "record_id": None}))
    order = commands.restriction(now - HOUR, now + DAY, grounds="MERCANIESAS")
    measure = do(house, R.NURSE, person, restrictions.record, order)
    exam = psychiatric(house, person)
    base = f"/people/{person.id}"
    return [
        *(base, f"{base}/mental", f"{base}/risk", f"{base}/screenings", f"{base}/risk/open", f"{base}/death"),
        *(f"{base}/mental/offer", f"{base}/mental/contact", f"{base}/medicines/new", f"{base}/needs/new"),
        *(f"{base}/self-harm/new", f"{base}/restrictions/new", f"{base}/access", f"{base}/names"),
        *(f"/risk/{episode.id}", f"/risk/{episode.id}/review", f"/risk/{episode.id}/safety-plan"),
        *(f"/watch/{episode.id}", "/watch", "/worklist", "/people", "/facilities/late", "/registers"),
        *(f"/registers/{key}" for key in "self-harm restrictions deaths waiting disorders medicines".split()),
        *("/registers/clusters", "/registers/in-force", "/admin/audit", "/settings", "/cases"),
        *(
            f"/admin/audit?kind={kind}"
            for kind in ("risk.rescreen", "risk.opened", "mental.entered", "deadline.cancelled")
        ),
        *(f"/self-harm/{entry.id}", f"/psychology/{contact.id}", f"/medicines/{medicine.id}", f"/needs/{need.id}"),
        *(f"/restrictions/{measure.id}", f"/examinations/{exam.id}", f"/examinations/{exam.id}/psychiatric-print"),
    ]


def psychiatric(house, person) -> ClinicalRecord:
    at = house.clock() - HOUR
    with act(house, R.PSYCHIATRIST) as uow:
        row = uow.session.get_one(Person, person.id)
        record = intake.begin(uow, row, psychiatry.PSYCHIATRIC)
        answers = {
            **SURE,
            "psychiatric_occasion": {**SURE["psychiatric_occasion"], "examined_at": local(at).isoformat()},
            "mental_state": {**SURE["mental_state"], "description": "BENOVSHEYIHAL"},
            "psychiatric_plan": {**SURE["psychiatric_plan"], "treatment": "CHEHRAYIMUALICE"},
        }
        intake.save_parts(uow, examinations.load(uow.session, record), answers)
    with act(house, R.PSYCHIATRIST) as uow:
        found = examinations.load(uow.session, uow.session.get_one(ClinicalRecord, record.id))
        intake.hand_in(uow, found, method="password", late_reason="")
    return record


def dead(house) -> list[str]:
    with house.database.unit(house.own.feldsher, house.clock) as uow:
        arrival = factories.arrival(house.own.facility, house.clock(), surname="Abbasov", not_the_same=True)
        person = people.admit(uow, arrival)
    report = commands.death(house.clock(), circumstances="ZEYTUNIHAL", manner="suicide")
    do(house, R.DOCTOR, person, deaths.report, report)
    return [f"/people/{person.id}", f"/people/{person.id}/death", f"/people/{person.id}/mental"]


def pages(case: Case, browser) -> dict[str, str]:
    """Text of every page that lets this browser in, in English, redirects followed."""
    browser.get("/login", lang="en")
    found = {}
    for path in case.paths:
        answer = browser.client.get(path, follow_redirects=True)
        assert answer.status_code < 500, path
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found[path] = answer.text
    return found


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_finds_what_its_row_says_and_nothing_else(case: Case, role: Role):
    shown = pages(case, case.house.browser(role))
    whole = "\n".join(shown.values())
    found = {word for word in SEES if word in whole}
    assert found == {word for word, (_what, roles) in SEES.items() if role in roles}


@pytest.mark.parametrize("role", [role for role in Role if role not in (R.REVIEWER, R.NPG)], ids=str)
def test_elsewhere_nobody_finds_any_of_it(case: Case, role: Role):
    browser = elsewhere(case.house, role)
    if browser is None:
        pytest.skip("this office is held for the whole country and has no elsewhere")
    whole = "\n".join(pages(case, browser).values())
    assert [word for word in SEES if word in whole] == []


def elsewhere(house: House, role: Role):
    """A browser of somebody who holds ``role`` at the other facility."""
    if role in NATIONAL:
        return None
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        identity, login = houses.enrolled(uow, role, house.other.facility, suffix=f"else-{factories.serial()}")
    return houses.SignedIn(house.app, login, identity)


def test_the_administration_is_told_level_measure_and_review_and_no_origin(case: Case):
    shown = pages(case, case.house.browser(R.ADMINISTRATION))
    assert TOLD[0] in shown["/watch"]
    theirs = (f"/people/{case.house.own.person.id}", next(path for path in case.paths if path.startswith("/watch/")))
    for path in theirs:
        banner = shown[path].split('<section class="app-person"')[1].split("</section>")[0]
        assert ("app-risk--3" in banner, "Allergies" in banner) == (True, False), path
    assert TOLD[1] in shown["/registers/in-force"]
    assert [path for path, text in shown.items() if ORIGIN.search(without_form(text))] == []


@pytest.mark.parametrize("role", [R.AUDITOR, R.ADMIN, R.COMMISSION, R.LIAISON, R.OMBUDSMAN], ids=str)
def test_no_log_and_no_office_outside_the_service_tells_of_self_harm(case: Case, role: Role):
    shown = pages(case, case.house.browser(role))
    named = [path for path, text in shown.items() if path != "/settings" and ORIGIN.search(rows(text))]
    assert named == []


def rows(text: str) -> str:
    """The lines of the tables that name somebody: a filter names every kind of event there is, a row one that happened.

    A line without a card number, such as the opening of a register, says nothing of anybody; nor does a refusal,
    which names the page that was asked for and not whether there was anything on it.
    """
    lines = [line for body in re.findall(r"<tbody.*?</tbody>", text, re.DOTALL) for line in body.split("</tr>")]
    return " ".join(line for line in lines if NUMBER.search(line) and "Was refused" not in line)


def without_form(text: str) -> str:
    """The page without its choices: what may be recorded of anybody says nothing of this person."""
    return re.sub(r"<form.*?</form>|<select.*?</select>|<head.*?</head>", "", text, flags=re.DOTALL)
