"""Given a form sent off empty, when it comes back, then no two lines above it read alike and each leads to a field."""

from __future__ import annotations

import html5lib
import pytest

from healthapp.access import Role
from tests.support.house import House

FORMS = [
    (Role.FELDSHER, "/people/admit", 7),
    (Role.NPG, "/visits/open", 6),
    (Role.ADMIN, "/admin/users/new", 3),
    (Role.OMBUDSMAN, "/mandates/new", 4),
]


@pytest.mark.parametrize(("role", "path", "least"), FORMS, ids=[path for _role, path, _least in FORMS])
def test_what_is_missing_is_named_above(house: House, role: Role, path: str, least: int):
    browser = house.browser(role)
    shown = html5lib.parse(browser.get(path).text, namespaceHTMLElements=False)
    hidden = {part.get("name"): part.get("value", "") for part in shown.iter("input") if part.get("type") == "hidden"}
    answer = browser.post(path, {name: value for name, value in hidden.items() if name != "csrf_token"})
    page = html5lib.parse(answer.text, namespaceHTMLElements=False)
    summary = next(part for part in page.iter("div") if "govuk-error-summary" in part.get("class", "").split())
    lines = [("".join(line.itertext()).strip(), line.find("a").get("href", "")) for line in summary.iter("li")]
    known = {part.get("id") for part in page.iter()}
    assert answer.status_code == 422
    assert len(lines) >= least
    assert len({text for text, _href in lines}) == len(lines)
    assert [href for _text, href in lines if href.removeprefix("#") not in known] == []
    assert "<!--" not in answer.text
