"""No word of a patient reaches a log line, a URL or a cache: the whole job is done and every line is searched."""

from __future__ import annotations

import re

import pytest

from healthapp import logs
from healthapp.access import Role
from tests.support.house import House

SECRETS = ("Qızılgül", "7731", "valproat", "suicid", "Kərimli", "Rauf", "14.06.1991", "1991-06-14", "heroin")


@pytest.fixture
def printed(capfd):
    logs.configure()
    capfd.readouterr()
    return lambda: "".join(capfd.readouterr())


def test_the_whole_job_leaves_no_clinical_word_in_the_log(house: House, printed):
    feldsher = house.browser(Role.FELDSHER)
    person, draft = house.own.person.id, house.own.draft.id
    feldsher.get("/worklist")
    feldsher.get(f"/people/{person}")
    feldsher.post("/people", q="Qızılgül Kərimli")
    feldsher.post(f"/people/{person}/examine/return_police")
    feldsher.post(f"/examinations/{draft}/conclusion", version="1", summary="Qızılgül 7731 heroin")
    feldsher.post(f"/examinations/{draft}/suicide", version="0", suicidal_now="yes")
    feldsher.post(f"/examinations/{draft}/vitals", version="1", temperature="7731")
    feldsher.post(f"/examinations/{draft}/medicines", {"medicines-0-name": "valproat"}, version="0")
    feldsher.post(f"/examinations/{draft}/no-such-part", version="0", text="Qızılgül")
    feldsher.get("/icd10?q=heroin")
    house.browser(Role.ADMINISTRATION).get(f"/people/{person}")
    house.browser(Role.DOCTOR).get(f"/examinations/{house.own.waiting.id}/countersign")
    house.browser(None).post("/login", username="Qızılgül", password="Qızılgül 7731")
    text = printed()
    assert text.count("request") > 10, "nothing was logged, so nothing was proven"
    found = [secret for secret in SECRETS if secret.casefold() in _values(text).casefold()]
    assert found == []


#: What an address may name besides identifiers and numbers: codes of ours, the same for everybody.
CODES = "section|kind|key|group|instrument|pathway|event|item|frame|figure|name|outcome|code|step"


def test_addresses_name_nobody(house: House):
    rules = [rule.rule for rule in house.app.url_map.iter_rules()]
    named = [rule for rule in rules if re.search(rf"<(?!uuid:|int:|path:filename>|(?:{CODES})>)", rule)]
    assert named == []


def test_nothing_is_kept_by_a_shared_computer_and_nothing_comes_from_elsewhere(house: House):
    answer = house.browser(Role.FELDSHER).get(f"/examinations/{house.own.draft.id}/vitals")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert not re.search(r"(?:src|href|action)=\"https?://", answer.text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=", answer.text)


def _values(text: str) -> str:
    """The log without the names of its own events and endpoints."""
    return re.sub(r"endpoint=\S+", "", text)
