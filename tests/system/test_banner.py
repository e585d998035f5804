"""Given somebody at risk, when any page about them is opened, then the level stands in its banner.

The pages are taken from the addresses of the application: a new one about one person is asked for here, or is named
below with what it is instead.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from werkzeug.routing import Rule

from healthapp.access import Role
from healthapp.cases import services as cases
from healthapp.cases.schemas import Open
from healthapp.intake import queries as intake
from healthapp.intake import services as examinations
from healthapp.people.models import Person
from healthapp.records.models import ClinicalRecord
from healthapp.risk import queries as risk
from healthapp.risk import screens, watch
from tests.integration.cases.test_custody_changes import ASK
from tests.integration.injuries.conftest import Ward
from tests.support import placing
from tests.support.house import House
from tests.system.test_visibility import written

RED = {"thoughts_now": "yes", "plan_means": "no", "harm_3m": "no"}
BANNER = re.compile(r'<section class="app-person".*?</section>', re.DOTALL)
#: Those who work with a person, the first who is let in looks; what only some may open is theirs.
LOOK = (Role.DOCTOR, Role.FELDSHER, Role.PSYCHOLOGIST, Role.PSYCHIATRIST, Role.REVIEWER)
#: Names in an address that say whose page it is.
OURS = frozenset("person_id record_id episode_id contact_id prescription_id need_id measure_id case_id".split())
#: Files, and pages of another state of the case or of the stay: each is drawn by a template with the same banner.
OTHERWISE = frozenset(
    "hospitals.answer hospitals.ask hospitals.depart hospitals.depart_urgent people.receive death_notices.show "
    "bundle.paper injury_photos.photograph".split()
)


def addresses(house: House) -> dict[str, Any]:
    """Name in an address -> what it names here; ``<start of the endpoint> <name>`` where that differs by room."""
    paths = "\n".join(written(house))
    own = house.own
    ward = Ward(house.database, house.clock, own.facility, own.person, own.feldsher, own.doctor, store=None)
    waiting = ward.begin()
    ward.add(waiting)
    ward.fill(waiting)
    ward.hand_in(waiting)
    injury = ward.begin()
    ward.add(injury)
    given: dict[str, Any] = {"person_id": house.own.person.id, "code": "request", "event": "ask", "section": "vitals"}
    for name, start in {
        "entry_id": "self-harm",
        "contact_id": "psychology",
        "prescription_id": "medicines",
        "need_id": "needs",
        "measure_id": "restrictions",
    }.items():
        given[name] = re.search(rf"^/{start}/([0-9a-f-]{{36}})$", paths, re.MULTILINE)[1]
    with house.database.unit(house.own.doctor, house.clock) as uow:
        person = uow.session.get_one(Person, house.own.person.id)
        episode = risk.open_of(uow.session, person.id)
        look = watch.observe(uow, episode, seen="talking", observed_at=uow.now(), text="Danışır")
        begun, red = (screens.begin(uow, person, name, "az") for name in ("asq", "reception-suicide"))
        circumstances = {"mode": "read_aloud", "privacy": "private", "assessable": "yes"}
        screens.save(uow, screens.load(uow.session, red), {"answers": RED, **circumstances}, expected_version=1)
        screens.finish(uow, screens.load(uow.session, red), method="password")
        case = cases.open_case(uow, person, Open("illness_other", "request", ASK))
    with house.database.unit(own.feldsher, house.clock) as uow:
        found = intake.load(uow.session, uow.session.get_one(ClinicalRecord, own.draft.id))
        answers = {**found.answers["suicide"], "suicidal_now": "yes"}
        examinations.save(uow, found, section="suicide", answers=answers, expected_version=1)
    placement = placing.opened(house, "placement_a")
    return {
        **given,
        "episode_id": episode.id,
        "record_id": house.own.draft.id,
        "case_id": case.id,
        "kind": "return_police",
        "pathway": "illness_other",
        "position": 1,
        "number": 1,
        "item": "q1",
        "intake.danger section": "suicide",
        "referrals.step event": "find_need",
        "watch entry_id": look.id,
        "injuries record_id": injury.id,
        "injury_ record_id": injury.id,
        "injury_book.countersign record_id": waiting.id,
        "screening record_id": red.id,
        "asking record_id": begun.id,
        "hospitals case_id": placement.id,
        "signing.countersign record_id": house.own.waiting.id,
        **dict.fromkeys(("signing.addendum record_id", "signing.void record_id"), house.own.signed.id),
        "custody.person_copy record_id": house.own.signed.id,
    }


def address(house: House, rule: Rule, given: dict[str, Any]) -> str:
    known = {}
    for name in rule.arguments:
        special = [key for key in given if key.endswith(f" {name}") and rule.endpoint.startswith(key.split()[0])]
        known[name] = given[max(special, key=len)] if special else given.get(name, uuid.uuid4())
    return str(house.app.url_map.bind("localhost").build(rule.endpoint, known))


@pytest.fixture
def given(house: House) -> dict[str, Any]:
    return addresses(house)


def test_every_page_about_one_person_bears_the_level_of_risk(house: House, given: dict[str, Any]):
    browsers = {role: house.browser(role) for role in LOOK}
    silent = {}
    for rule in sorted(house.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if "GET" not in (rule.methods or ()) or not OURS & rule.arguments or rule.rule.endswith("print"):
            continue
        path = address(house, rule, given)
        answer = next((one for role in LOOK if (one := browsers[role].get(path)).status_code == 200), None)
        if answer is not None and answer.mimetype != "text/html":
            continue
        banner = BANNER.search(answer.text) if answer is not None else None
        if banner is None or "app-risk--3" not in banner[0]:
            silent[rule.endpoint] = "not opened" if answer is None else "says nothing"
    assert silent == dict.fromkeys(OTHERWISE, "not opened")
