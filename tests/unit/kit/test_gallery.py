"""The component sheet: whole, valid, in three languages, and in development only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from healthapp.web.kit import ui
from tests.unit.kit.conftest import LANGUAGES, make_app, parse

PAGES = ("/gallery", "/gallery/interruption")
TEMPLATES = Path(__file__).parents[3] / "healthapp" / "templates"
#: Invisible by themselves: what every page has.
OF_THE_FRAME = {"csrf", "sprite"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_the_sheet_is_drawn_in_each_language(page_app, page, code):
    client = page_app.test_client()
    client.get(f"{page}?lang={code}")
    answer = client.get(page)
    assert answer.status_code == 200
    document = parse(answer.text)
    assert document.get("lang") == code
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "every id is there once"


def test_every_component_stands_on_the_sheet():
    sheet = "".join(file.read_text("utf-8") for file in (TEMPLATES / "gallery").glob("*.html"))
    frame = (TEMPLATES / "layout.html").read_text("utf-8")
    shown = set(re.findall(r"\bui\.(\w+)\(", sheet)) | OF_THE_FRAME & set(re.findall(r"\bui\.(\w+)\(", frame))
    assert sorted(set(vars(ui)) - shown) == []


@pytest.mark.parametrize("mode", ["production", "demo", "test"])
@pytest.mark.parametrize("page", PAGES)
def test_it_is_not_there_for_users(tmp_path, clock, mode, page):
    assert make_app(tmp_path, clock, mode).test_client().get(page).status_code == 404


def test_labels_and_errors_point_at_what_is_there(page_app):
    document = parse(page_app.test_client().get("/gallery").text)
    ids = {element.get("id") for element in document.iter() if element.get("id")}
    for element in document.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(name) or "").split():
                assert target in ids, f"{name}={target} points at nothing"
    links = [link.get("href") for link in document.iter("a") if (link.get("href") or "").startswith("#w_")]
    assert links
    assert {link.removeprefix("#") for link in links} <= ids
