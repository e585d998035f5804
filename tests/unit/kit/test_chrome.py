"""The frame: valid markup, three languages, a menu of what one may do, and no need of a database."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import flash, g, render_template, render_template_string, request
from sqlalchemy.exc import OperationalError

from healthapp.access import Assignment, Identity, Permission, Role
from healthapp.access.guard import public
from healthapp.database import uuid7
from healthapp.web import chrome as chrome_module
from healthapp.web.chrome import NAMES_KEPT, PLACES, Chrome, FacilityNames
from healthapp.web.kit.roles import role_word
from tests import factories
from tests.unit.kit.conftest import make_app, parse

ERRORS = ("403", "404", "409", "413", "429", "csrf", "500", "503")
EMPTY_PAGE = '{% extends "layout.html" %}{% block title %}T{% endblock %}{% block content %}<h1>T</h1>{% endblock %}'


def add(app, endpoint, view=lambda: "", **options):
    """A view under ``endpoint``, unless the application has one."""
    if endpoint not in app.view_functions:
        app.add_url_rule(f"/test/{endpoint}", endpoint=endpoint, view_func=public(view), **options)


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_gets_a_valid_page(page_app, language, signed_in, role):
    with page_app.test_request_context("/"):
        if role is not None:
            signed_in(role, "A <b>B</b>")
        html = render_template_string(EMPTY_PAGE)
    document = parse(html)
    assert document.get("lang") == language
    assert document.find(".//main").get("id") == "main-content"
    assert document.find(".//title").text.startswith("T – ")
    assert "<b>B</b>" not in html
    assert "style=" not in html
    assert "<style" not in html
    scripts = list(document.iter("script"))
    assert len(scripts) == 1
    assert scripts[0].get("src").endswith("js/app.js")
    assert not (scripts[0].text or "").strip()


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("role", [None, Role.FELDSHER, Role.NPG])
def test_every_error_page_says_what_to_do_without_a_database(page_app, language, name, role):
    with page_app.test_request_context("/x", method="POST"):
        if role is not None:
            g.identity = Identity(uuid7(), "A", (Assignment(role, uuid7() if name in ("500", "503") else None),))
        html = render_template(f"errors/{name}.html", message="", unknown=False, fields=[], typed=[])
    document = parse(html)
    main = document.find(".//main")
    assert main.find(".//h1").text == document.find(".//title").text.split(" – ")[0]
    assert main.find(".//a") is not None
    assert len("".join(main.itertext()).split()) > 20


def test_a_conflict_is_told_in_the_views_words_but_not_in_the_librarys(page_app):
    with page_app.test_request_context("/"):
        own = render_template("errors/409.html", message="R. Quliyev signed this at 14:30")
        other = render_template(
            "errors/409.html",
            message="A conflict happened while processing the request. The resource might have been modified while "
            "the request was being processed.",
        )
    assert "R. Quliyev signed this at 14:30" in own
    assert "A conflict happened" not in other


def test_a_dead_database_is_said_calmly_and_half_a_page_is_never_drawn(page_app):
    @public
    def broken():
        raise OperationalError("SELECT secret", {}, Exception("no disk"))

    page_app.add_url_rule("/test/broken", view_func=broken)
    answer = page_app.test_client().get("/test/broken?after=3")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "SELECT" not in answer.text
    assert 'href="/test/broken?after=3"' in answer.text
    parse(answer.text)


def test_the_language_is_chosen_by_a_link_and_kept(page_app):
    client = page_app.test_client()
    first = client.get("/gallery?a=1&lang=ru&a=2")
    assert first.status_code == 303
    assert first.headers["Location"] == "/gallery?a=1&a=2"
    assert parse(client.get("/gallery").text).get("lang") == "ru"
    assert parse(client.get("/nowhere").text).get("lang") == "ru"
    assert parse(page_app.test_client().get("/gallery").text).get("lang") == "az"


def test_an_unknown_language_changes_nothing(page_app):
    client = page_app.test_client()
    assert client.get("/gallery?lang=xx").status_code == 200
    assert parse(client.get("/gallery").text).get("lang") == "az"


def test_the_accounts_language_counts_until_one_is_chosen(tmp_path, clock):
    app = make_app(tmp_path, clock)
    before = app.before_request_funcs[None]
    before.insert(0, lambda: setattr(g, "account_language", "en"))
    client = app.test_client()
    assert parse(client.get("/gallery").text).get("lang") == "en"
    client.get("/gallery?lang=ru")
    assert parse(client.get("/gallery").text).get("lang") == "ru"


def test_a_switch_of_language_never_leads_elsewhere(page_app):
    answer = page_app.test_client().get("//evil.example/?lang=ru")
    assert "evil.example" not in answer.headers.get("Location", "").replace("http://localhost", "")[:2]
    assert not answer.headers.get("Location", "").startswith("//")


def test_language_links_stay_on_the_page_and_keep_its_filters(page_app):
    with page_app.test_request_context("/gallery?after=5&lang=az"):
        links = {link.code: link.href for link in Chrome().languages}
    assert links["ru"] == "/gallery?after=5&lang=ru"


def test_an_address_that_only_takes_posts_leads_home(page_app):
    add(page_app, "test.save", methods=["POST"])
    with page_app.test_request_context("/test/test.save", method="POST"):
        assert Chrome().languages[0].href.startswith("/?lang=")
        assert Chrome().open_at == "/"


def test_a_page_that_answers_a_form_in_its_place_can_be_opened_where_the_form_stood(page_app):
    add(page_app, "test.save", methods=["POST"])
    add(page_app, "test.both", methods=["GET", "POST"])
    sent = {"method": "POST", "headers": {"Referer": "http://localhost/gallery?after=5&lang=az"}}
    with page_app.test_request_context("/test/test.save", **sent):
        assert Chrome().open_at == "/gallery?after=5&lang=az"
        assert {link.code: link.href for link in Chrome().languages}["ru"] == "/gallery?after=5&lang=ru"
    with page_app.test_request_context("/test/test.both?after=6", **sent):
        assert Chrome().open_at == "/test/test.both?after=6"
    with page_app.test_request_context("/test/test.save", method="POST", headers={"Referer": "https://evil.example/x"}):
        assert Chrome().open_at == "/"
    with page_app.test_request_context("/gallery"):
        assert Chrome().open_at == ""


MENU_OF_A_FELDSHER = (
    "home.index",
    "people.index",
    "watch.board",
    "referrals.desk_list",
    "appeals.index",
    "hospitals.board",
    "facilities.index",
    "injury_register.registers",
    "unit_books.index",
    "prints.blank",
)


def test_the_menu_shows_what_exists_and_is_open(page_app, signed_in):
    for place in PLACES:
        add(page_app, place.endpoint)
    shown = {}
    for role in Role:
        with page_app.test_request_context("/"):
            signed_in(role)
            shown[role] = [link.text for link in Chrome().places]
    with page_app.test_request_context("/"):
        assert Chrome().places == []
    texts = {place.endpoint: str(place.text) for place in PLACES}
    assert shown[Role.FELDSHER] == [texts[name] for name in MENU_OF_A_FELDSHER]
    assert texts["admin.users"] in shown[Role.ADMIN]
    assert texts["people.index"] not in shown[Role.ADMIN]
    assert texts["admin.audit_log"] in shown[Role.AUDITOR]
    assert texts["people.index"] not in shown[Role.AUDITOR]
    assert texts["home.index"] not in shown[Role.NPG]


def test_the_menu_says_where_one_is(page_app, signed_in):
    for place in PLACES:
        add(page_app, place.endpoint)
    add(page_app, "people.somebody")
    for endpoint, current in (("people.index", "page"), ("people.somebody", "true"), ("gallery.index", "")):
        with page_app.test_request_context("/"):
            signed_in(Role.DOCTOR)
            request.url_rule = next(rule for rule in page_app.url_map.iter_rules() if rule.endpoint == endpoint)
            text = next(str(place.text) for place in PLACES if place.endpoint == "people.index")
            people = next(link for link in Chrome().places if link.text == text)
            assert people.current == current


def test_notices_of_the_last_act_are_shown_and_escaped(page_app):
    with page_app.test_request_context("/"):
        flash("<i>done</i>", "success")
        flash("odd kind", "message")
        html = render_template_string(EMPTY_PAGE)
    assert "&lt;i&gt;done&lt;/i&gt;" in html
    assert "odd kind" in html


def test_the_demonstration_says_that_it_is_one(tmp_path, clock):
    for mode, shown in (("demo", True), ("production", False)):
        with make_app(tmp_path, clock, mode).test_request_context("/"):
            assert ("app-demo" in render_template_string(EMPTY_PAGE)) is shown


def test_a_page_knows_when_its_session_ends(page_app, signed_in):
    with page_app.test_request_context("/"):
        assert "idle-seconds" not in render_template_string(EMPTY_PAGE)
        signed_in(Role.NURSE)
        document = parse(render_template_string(EMPTY_PAGE))
    found = {meta.get("name"): meta.get("content") for meta in document.iter("meta")}
    assert found["idle-seconds"] == "1200"
    assert found["user"]
    assert found["csrf-token"]


def test_an_error_in_the_form_is_told_in_the_title(page_app):
    from healthapp.web.forms import FormState

    with page_app.test_request_context("/"):
        wrong = render_template_string(EMPTY_PAGE, form=FormState({}, {"a": ["x"]}))
        right = render_template_string(EMPTY_PAGE, form=FormState())
    assert parse(wrong).find(".//title").text.startswith("Səhv: T")
    assert parse(right).find(".//title").text.startswith("T ")


@pytest.mark.parametrize(
    ("referrer", "expected"),
    [
        ("http://localhost/intake/7?x=1", "/intake/7?x=1"),
        ("http://evil.example/intake/7", "/"),
        ("http://localhost//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_in_the_house(page_app, referrer, expected):
    with page_app.test_request_context("/", headers={"Referer": referrer}):
        home = Chrome().home
        assert Chrome().back == (home if expected == "/" else expected)


def test_the_name_of_a_facility_costs_one_statement_in_ten_minutes(database, clock, tmp_path, monkeypatch):
    with database.unit(Identity.system("test"), clock) as uow:
        place = factories.facility(uow, name="Bakı istintaq təcridxanası")
        place_id = place.id
    names = FacilityNames()
    asked = []
    with make_app(tmp_path, clock, database=database).test_request_context("/"):
        real = chrome_module.reading
        monkeypatch.setattr(chrome_module, "reading", lambda: asked.append(1) or real())
        now = clock()
        for minutes in (0, 1, 9):
            assert names.of(place_id, now + dt.timedelta(minutes=minutes)) == "Bakı istintaq təcridxanası"
        assert len(asked) == 1
        names.of(place_id, now + NAMES_KEPT)
        assert len(asked) == 2
        assert names.of(uuid7(), now) == ""


def test_built_files_are_kept_for_ever_and_pages_never(page_app):
    client = page_app.test_client()
    page = client.get("/gallery")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    sheet = parse(page.text).find(".//link[@rel='stylesheet']").get("href")
    with client.get(sheet) as kept:
        assert kept.status_code == 200
        assert "immutable" in kept.headers["Cache-Control"]
    assert client.get(sheet.replace("app.css", "no.css")).headers["Cache-Control"] == "no-store"


def test_a_missing_build_says_what_to_do(page_app, monkeypatch, tmp_path):
    chrome_module._manifest.cache_clear()
    monkeypatch.setattr(chrome_module, "MANIFEST", tmp_path / "none.json")
    with page_app.test_request_context("/"), pytest.raises(RuntimeError, match="make assets"):
        Chrome().asset("app.css")
    chrome_module._manifest.cache_clear()


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_word(language, role):
    assert role_word(role)
    assert role_word(role.value) == role_word(role)


def test_a_page_may_ask_what_one_may(page_app, signed_in):
    text = '{{ may("people_find") if false else may(Permission.PERSON_FIND) }}'
    with page_app.test_request_context("/"):
        signed_in(Role.NURSE)
        assert render_template_string(text) == "True"
        signed_in(Role.ADMIN)
        assert render_template_string(text) == "False"
        assert Permission.PERSON_FIND in Permission
