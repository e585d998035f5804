"""The pages of an examination as a browser without scripts has them: where each button and each link leads."""

from __future__ import annotations

import re

import pytest

from healthapp.access import Role
from healthapp.intake import services
from healthapp.intake.dictionary import KINDS, SECTIONS
from healthapp.intake.dictionary.model import FieldType
from healthapp.people.models import Person

TABLES = [
    (section.key, field.key)
    for section in SECTIONS.values()
    for field in section.fields
    if field.type is FieldType.ROWS
]
LINE = {
    "conditions": {"presence": "both", "present-0-role": "Mühafizəçi"},
    "injuries": {"injuries_now": "yes", "injuries-0-note": "Sol dizdə qançır"},
    "suicide": {"attempt_ever": "yes", "attempts-0-method": "Dərman"},
    "allergies": {"allergy_state": "known", "allergies-0-agent": "Penisillin"},
    "medicines": {"medicines_state": "takes", "medicines-0-name": "Valproat"},
    "history": {
        "chronic": "asthma",
        "chronic_details-0-note": "Uşaqlıqdan",
        "vaccinations-0-vaccine": "tetanus",
    },
    "substances": {"drugs_month": "cannabis", "drugs-0-amount": "Az"},
    "conclusion": {"no_problems": "no", "problems-0-text": "Astma", "referrals-0-question": "Müalicə?"},
}


@pytest.fixture
def feldsher(house):
    return house.browser(Role.FELDSHER)


@pytest.fixture
def begun(house):
    """Begins an examination of a kind; answers the address of its task list."""

    def begin(kind: str) -> str:
        with house.database.unit(house.own.feldsher, house.clock) as uow:
            person = uow.session.get_one(Person, house.own.person.id)
            return f"/examinations/{services.begin(uow, person, KINDS[kind]).id}"

    return begin


def page_of(browser, address: str) -> str:
    answer = browser.get(address.partition("#")[0])
    assert answer.status_code == 200, address
    return answer.text


@pytest.mark.parametrize(("part", "table"), TABLES)
def test_another_line_is_asked_for_on_the_same_page(feldsher, begun, part, table):
    draft = begun("second_stage" if part in ("history", "substances") else "before_release")
    button = re.search(rf'name="action" value="([^"]*{table})"', page_of(feldsher, f"{draft}/{part}"))
    assert button, "a table that cannot grow"
    answer = feldsher.post(f"{draft}/{part}", LINE[part], action=button[1], version="0")
    assert answer.status_code == 303
    path, _hash, line = answer.headers["Location"].partition("#")
    assert path == f"{draft}/{part}"
    assert line.startswith(f"{table}-1-"), "the empty line after the one that was written"
    assert f'id="{line}"' in page_of(feldsher, path)
