"""Given two facilities alike to the last row, when one of them is visited, then nobody who works there can tell which.

Every page every role can fetch is compared, the access log and its printed sheet included. What may differ is written
down here: the auditor's count of oversight accesses, and the number of entries in the ledger.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack

import pypdf
import pytest
from werkzeug.routing import Rule

from config import Config
from healthapp import audit, create_app
from healthapp.access import Identity, Role
from healthapp.access.guard import GUARD
from healthapp.access.roles import OVERSIGHT
from healthapp.injuries.events import REGISTER_OPENED
from healthapp.inspection.checkpoints import keyring
from healthapp.ledger.services import sign_checkpoint
from healthapp.records.models import ClinicalRecord
from healthapp.vault.models import StoredFile
from tests.conftest import Clock
from tests.integration.inspection.test_photographs import photographed
from tests.support.house import House, SignedIn, build, enrolled
from tests.system.test_access_matrix import LAST, address

#: Differ by how much the ledger holds, which is told as a number and nothing else.
LEDGER = {"admin.ledger", "admin.checkpoint", "proofs.page", "proofs.index", "proofs.witnesses"}
COUNTED = {("auditor", "admin.audit_log")}
PASSPHRASE = "four words to keep"
#: What no two houses share, and says nothing: identifiers, digests, tokens.
UNIQUE = re.compile(
    r"(?<=after=)[\w-]{20,}|(?<=data-once value=\")[^\"]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{40,}"
    r"|(?:[0-9a-f]{8} )+[0-9a-f]{8}"
    r"|(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])|\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+|[\w-]{30,}\.[\w-]{5,}\.[\w-]{20,}"
)


@pytest.fixture(scope="module")
def houses(_sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House]]:
    """Two countries made alike; only the first is visited."""
    with ExitStack() as stack:
        made, taken = [], []
        for name in ("visited", "other"):
            folder = tmp_path_factory.mktemp(name)
            database = stack.enter_context(_sqlite.copy(folder))
            url = database.engine.url.render_as_string(hide_password=False)
            key = folder / "keys" / "database.key"
            config = Config(mode="test", data_dir=folder, database_url=url, key_file=key)
            house = build(create_app(config, database=database, clock=Clock()))
            signed(house, config)
            made.append(house)
            taken.append(photographed(house))
        visit(made[0], *taken[0])
        for _moment in ("opening", "closing"):
            signed(made[1], config)
        yield made[0], made[1]


def signed(house: House, config: Config) -> None:
    """The checkpoint every server signs now and then, as a visit does at the gate: how many there are says nothing."""
    with house.database.unit(Identity.system("test"), house.clock) as uow:
        audit.record(uow, REGISTER_OPENED, facility_id=house.other.facility.id, entries=0)
        sign_checkpoint(uow, keyring(uow.session, config))


def visit(house: House, injury: ClinicalRecord, photographs: list[StoredFile]) -> None:
    """Everything a doctor of the group does: figures, lists, a sample, an audit, charts, photographs, an interview."""
    member = house.browser(Role.NPG)
    form = {"kind": "ad_hoc", "obstruction": "no", "arrived_time": "14:00"}
    days = {"period_from": "01.01.2026", "period_to": "11.03.2026", "facility_id": str(house.own.facility.id)}
    place = member.post("/visits/open", {**form, **days}).headers["Location"]
    read = [place, f"{place}/facility", f"{place}/facility/intake_hours"]
    drawn = member.post(f"{place}/sample", frame="records", strata="none", size="5").headers["Location"]
    person, record = house.own.person.id, house.own.waiting.id
    read += [drawn, f"{drawn}/1", f"{drawn}/frame.csv", f"/people/{person}", f"/examinations/{record}"]
    read += [f"/people/{person}/risk", "/injuries", f"/people/{person}/access-log"]
    answered = [member.get(path).status_code for path in read]
    assert answered[:8] == [200] * 8, answered
    pictures = [member.get(f"/injuries/{injury.id}/photographs/{file.id}") for file in photographs]
    assert [picture.mimetype for picture in pictures] == ["image/jpeg"] * 2
    member.post("/visits/key/make", passphrase=PASSPHRASE, again=PASSPHRASE)
    interview = {"kind": "interview", "readers": "me", "private": "yes", "consent": "no", "who": "Kərimli", "text": "."}
    assert member.post(f"{place}/notes", interview).status_code == 303
    finding = {"severity": "high", "category": "injuries", "text": "Wounds without a size", "consent": "anonymous"}
    written = {**finding, "rests_on": "1/1"}
    assert member.post(f"{place}/findings/new", written).status_code == 303
    assert member.get(f"{place}/act?copy=institution").mimetype == "application/pdf"
    refused = [member.get(f"/people/{house.other.person.id}").status_code]
    assert refused == [404]
    assert member.post(f"{place}/close", revision=revision(member, place), oral_remarks="-").status_code == 303


def revision(member: SignedIn, place: str) -> str:
    return re.search(r'name="revision" value="(\d+)"', member.get(f"{place}/close").text)[1]


def shown(house: House, role: Role) -> dict[str, str]:
    """Every page of ``role``, by endpoint, without what no two houses share."""
    browser = house.browser(role)
    found = {rule.endpoint: page(house, browser, rule) for rule in pages(house)}
    person = house.own.person.id
    asked = {"language": "az", "first_day": "01.01.2026", "last_day": "11.03.2026"}
    sheet = browser.post(f"/people/{person}/access-sheet", asked)
    return {**found, "printed access sheet": UNIQUE.sub("…", f"{sheet.status_code} {plain(sheet)}")}


def pages(house: House) -> list[Rule]:
    """What somebody signed in can open, in a fixed order."""
    found = []
    for rule in sorted(house.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        view, left_out = house.app.view_functions[rule.endpoint], LAST | {"static"}
        if "GET" in (rule.methods or ()) and rule.endpoint not in left_out and getattr(view, GUARD, "") != "public":
            found.append(rule)
    return found


def page(house: House, browser: SignedIn, rule: Rule) -> str:
    answer = browser.get(address(house, rule, house.own))
    return UNIQUE.sub("…", f"{answer.status_code} {answer.headers.get('Location', '')} {plain(answer)}")


def plain(answer) -> str:
    if answer.mimetype == "application/pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize("role", [role for role in Role if role not in OVERSIGHT], ids=str)
def test_no_page_of_the_institution_tells_whether_it_was_visited(houses: tuple[House, House], role: Role):
    visited, other = (shown(house, role) for house in houses)
    differing = {name for name in visited if visited[name] != other.get(name)}
    differing -= {name for name in LEDGER if figures_apart(visited.get(name, "")) == figures_apart(other.get(name, ""))}
    allowed = {name for who, name in COUNTED if who == role}
    assert {name: changed(visited[name], other[name]) for name in differing - allowed} == {}
    for name in allowed:
        told = changed(visited[name], other[name])
        assert not any(word in told for word in ("Npg", "Kərimli", str(visited.__class__), "inspection."))


def figures_apart(text: str) -> str:
    """A page of the ledger without its numbers and signed text."""
    return re.sub(r"[\d\s.,]+|[A-Za-z0-9+/=]{20,}", "", text)


def changed(first: str, second: str) -> str:
    """The lines of ``first`` that ``second`` does not have."""
    known = set(second.splitlines())
    return "\n".join(line for line in first.splitlines() if line not in known)[:2000]


def test_the_comparison_would_see_an_ordinary_look(houses: tuple[House, House]):
    """The same look by somebody who is not of the mechanism does show: the comparison is not blind."""
    for house in houses:  # in both, so that the two stay alike
        doctor, log = house.browser(Role.DOCTOR), next(r for r in pages(house) if r.endpoint == "custody.access_log")
        with house.database.unit(Identity.system("test"), house.clock) as uow:
            somebody, login = enrolled(uow, Role.HEAD, house.own.facility, suffix="who looks")
        assert somebody.name not in page(house, doctor, log)
        SignedIn(house.app, login, somebody).get(f"/people/{house.own.person.id}")
        assert somebody.name in page(house, doctor, log)
