"""Every component: it renders in three languages, escapes what it is given, and refuses to guess."""

from __future__ import annotations

import re

import html5lib
import pytest
from jinja2 import UndefinedError
from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from healthapp.web.forms import FormState
from healthapp.web.kit import Entry, PersonBanner, WorkRow, samples, ui
from healthapp.web.kit.markup import whole
from healthapp.web.kit.samples import SampleClock

EVIL = "<b>x</b>"
CLOCK = SampleClock(EVIL, "soon", "legal")
FORM = FormState({"f": EVIL, "f_date": EVIL, "f_time": "10:00", "f_reason": EVIL}, {"f": [EVIL], "f_reason": [EVIL]})
BANNER = PersonBanner(
    name=EVIL,
    number=EVIL,
    birth=EVIL,
    age=EVIL,
    place=EVIL,
    place_note=EVIL,
    allergies="known",
    allergy_text=EVIL,
    languages=EVIL,
    risk_level=3,
    risk_text=EVIL,
)

#: Each function of ``ui`` with something unfriendly in every place that takes text.
CALLS = {
    "input": lambda: ui.input(FORM, "f", EVIL, EVIL, prefix=EVIL, suffix=EVIL, width=5, attributes={"data-x": EVIL}),
    "textarea": lambda: ui.textarea(FORM, "f", EVIL, EVIL, maxlength=100, lang="az"),
    "select": lambda: ui.select(FORM, "f", EVIL, [(EVIL, EVIL)], EVIL, blank=EVIL),
    "date_input": lambda: ui.date_input(FORM, "f", EVIL),
    "datetime_input": lambda: ui.datetime_input(FORM, "f", EVIL),
    "radios": lambda: ui.radios(FORM, "f", EVIL, [(EVIL, EVIL, EVIL)], EVIL, inline=True),
    "checkboxes": lambda: ui.checkboxes(FORM, "f", EVIL, [(EVIL, EVIL)], EVIL, columns=True),
    "four_way": lambda: ui.four_way(FORM, "f", EVIL, EVIL, reasons=[(EVIL, EVIL)], reoffer=True),
    "error_message": lambda: ui.error_message(FORM, "f", EVIL),
    "error_summary": lambda: ui.error_summary(FORM),
    "notification": lambda: ui.notification(EVIL, "danger"),
    "warning_text": lambda: ui.warning_text(EVIL),
    "inset": lambda: ui.inset(EVIL),
    "details": lambda: ui.details(EVIL, EVIL),
    "tag": lambda: ui.tag(EVIL, "bold"),
    "quote": lambda: ui.quote(EVIL, "az"),
    "empty": lambda: ui.empty(EVIL, EVIL),
    "interruption": lambda: ui.interruption(EVIL, EVIL, [EVIL], ui.button(EVIL), Markup("<a href='#'>x</a>")),
    "button": lambda: ui.button(EVIL, name="action", value=EVIL) + ui.button(EVIL, f"/?{EVIL}", "secondary"),
    "pagination": lambda: ui.pagination(f"/?{EVIL}", f"/?{EVIL}"),
    "csrf": ui.csrf,
    "saved": lambda: ui.saved(EVIL),
    "summary_list": lambda: ui.summary_list([{"key": EVIL, "value": EVIL, "href": f"/?{EVIL}"}], title=EVIL, href="/"),
    "task_list": lambda: ui.task_list([{"title": EVIL, "hint": EVIL, "status": ("done", EVIL), "href": f"/?{EVIL}"}]),
    "hours_left": lambda: ui.hours_left(CLOCK),
    "risk": lambda: ui.risk(4, EVIL),
    "worklist": lambda: ui.worklist(
        EVIL,
        [WorkRow(CLOCK, EVIL, EVIL, f"/?{EVIL}", (EVIL,), EVIL, (EVIL, f"/?{EVIL}"), urgent=True)],
        [EVIL],
        note=EVIL,
        title=EVIL,
    ),
    "timeline": lambda: ui.timeline([Entry(EVIL, EVIL, EVIL, EVIL, EVIL, f"/?{EVIL}", "alert")]),
    "person_banner": lambda: ui.person_banner(BANNER),
    "icon": lambda: ui.icon("tick"),
    "state": lambda: ui.state("done", EVIL),
    "sprite": ui.sprite,
}


def fragment(html: str):
    """Parsed strictly: a stray or unclosed tag raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)


def test_every_component_is_tried_here():
    assert set(CALLS) == set(vars(ui))


@pytest.mark.parametrize("name", CALLS)
def test_a_component_renders_in_each_language_and_escapes(page_app, language, name):
    with page_app.test_request_context("/"):
        made = CALLS[name]()
    assert isinstance(made, Markup)
    assert made.strip()
    assert EVIL not in made
    fragment(made)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("person_banner", {"name": "x"}),
        ("timeline", [{"at": "x", "day": "x"}]),
        ("task_list", [{"title": "x"}]),
        ("summary_list", [{"key": "x"}]),
        ("summary_list", [{"value": "x"}]),
        ("hours_left", object()),
    ],
)
def test_a_component_refuses_what_is_incomplete(page_app, name, given):
    with page_app.test_request_context("/"), pytest.raises((KeyError, TypeError, AttributeError, UndefinedError)):
        getattr(ui, name)(given)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: ui.icon("star"),
        lambda: ui.state("great", "x"),
        lambda: ui.tag("x", "pink"),
        lambda: ui.notification("x", "joke"),
        lambda: ui.button("x", kind="big"),
        lambda: ui.risk(0, "x"),
        lambda: ui.risk(5, "x"),
        lambda: ui.four_way(FormState(), "f", "x", choices=("yes", "perhaps")),
        lambda: ui.hours_left(SampleClock("x", "whenever", "legal")),
        lambda: ui.hours_left(SampleClock("x", "ok", "moral")),
        lambda: ui.worklist("x", [WorkRow(CLOCK, "b", "t", None, ("one", "two"))], ["one"]),
        lambda: ui.timeline([Entry("a", "d", "t", "x", kind="rumour")]),
    ],
)
def test_a_component_refuses_what_it_does_not_know(wrong):
    with pytest.raises((KeyError, ValueError, UndefinedError)):
        wrong()


def test_nothing_is_chosen_beforehand():
    form = FormState()
    made = (
        ui.radios(form, "f", "x", [("a", "A"), ("", "B")])
        + ui.checkboxes(form, "f", "x", [("a", "A")])
        + ui.four_way(form, "f", "x")
        + ui.select(form, "f", "x", [("a", "A")])
    )
    assert "checked" not in made
    assert "selected" not in made


def test_a_form_comes_back_as_it_was_typed():
    form = FormState(MultiDict([("f", "a"), ("f", "c"), ("one", "b")]))
    boxes = fragment(ui.checkboxes(form, "f", "x", [("a", "A"), ("b", "B"), ("c", "C")]))
    assert [box.get("value") for box in boxes.iter("input") if box.get("checked") is not None] == ["a", "c"]
    options = fragment(ui.select(form, "one", "x", [("a", "A"), ("b", "B")]))
    assert [option.get("value") for option in options.iter("option") if option.get("selected") is not None] == ["b"]


def test_a_password_never_comes_back():
    form = FormState({"password": "secret-of-mine"})
    assert "secret-of-mine" not in ui.input(form, "password", "x", type="password")


def test_an_error_is_tied_to_its_field():
    form = FormState({"f": "9"}, {"f": ["too much"]})
    field = next(fragment(ui.input(form, "f", "x", "hint")).iter("input"))
    assert field.get("aria-invalid") == "true"
    assert set(field.get("aria-describedby").split()) == {"f-hint", "f-error"}
    assert 'href="#f"' in ui.error_summary(form)
    assert "too much" in ui.error_summary(form)


def test_day_and_hour_that_lack_the_same_say_so_once() -> None:
    both = {"f_date": ["Needed"], "f_time": ["Needed"]}
    shown = ui.datetime_input(FormState({}, both), "f", "When")
    assert shown.count("Needed") == 1
    assert shown.count('aria-invalid="true"') == 2
    assert "f_date-error" in shown
    assert "f_time-error" not in shown
    shown = ui.datetime_input(FormState({}, both | {"f_time": ["Not a time"]}), "f", "When")
    assert (shown.count("Needed"), shown.count("Not a time")) == (1, 1)


def test_messages_that_are_alike_name_their_fields_above():
    """And in the order in which they were drawn, whatever order they were checked in."""
    form = FormState({}, {"d": ["too much"], "c": ["needed"], "b_date": ["needed"], "a": ["needed"]})
    ui.input(form, "a", Markup("<b>First</b> & last"))
    ui.datetime_input(form, "b", "When?")
    ui.four_way(form, "c", "Asked?")
    ui.select(form, "d", "Which?", [])
    links = ["".join(link.itertext()) for link in fragment(ui.error_summary(form)).iter("a")]
    assert links == ["First & last — needed", "When? Tarix — needed", "Asked? — needed", "too much"]


def test_an_error_of_the_whole_form_has_no_link():
    made = ui.error_summary(FormState({}, {"_schema": ["they contradict"]}))
    assert "they contradict" in made
    assert "href" not in made


def test_what_is_not_known_is_said_in_the_banner(language):
    banner = PersonBanner("A", "N-1", None, None, None, "not_asked", None)
    values = ["".join(value.itertext()).strip() for value in fragment(ui.person_banner(banner)).iter("dd")]
    assert len(values) == 6
    assert all(values)


def test_the_banner_keeps_from_a_role_what_it_may_not_see():
    made = ui.person_banner(PersonBanner("A", "N-1", "x", None, "x", "hidden", "x", risk_hidden=True))
    assert made.count("<dt>") == 4


def test_the_banner_never_has_more_than_seven_facts():
    for banner in samples.banners():
        assert ui.person_banner(banner).count("<dt>") <= 6


def test_a_legal_clock_alone_is_filled_red():
    assert "app-clock--over" in ui.hours_left(SampleClock("x", "over", "legal"))
    assert "app-clock--target" in ui.hours_left(SampleClock("x", "over", "target"))
    unset = ui.hours_left(SampleClock("x", "over", "unset"))
    assert "app-clock--unset" in unset
    assert "app-clock--over" not in unset


def test_a_quote_carries_its_language():
    assert ui.quote("Başım ağrıyır", "az") == '<blockquote class="app-quote" lang="az">Başım ağrıyır</blockquote>'


def test_markup_given_on_purpose_stays_markup():
    assert "<em>now</em>" in ui.inset(Markup("<em>now</em>"))
    assert "<em>now</em>" in ui.details("x", Markup("<em>now</em>"))


def test_a_saved_line_waits_unseen_until_there_is_something_to_say(language):
    assert " hidden" in ui.saved(None)
    assert " hidden" not in ui.saved("14:31:07")
    assert "14:31:07" in ui.saved("14:31:07")
    assert "{time}" in ui.saved(None)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Asked: PHQ-9, C-SSRS", ["PHQ-9", "C-SSRS"]),
        ("Book T-2026-0004", ["T-2026-0004"]),
        ("Əliyeva-Məmmədova, медико-санитарная", []),
        ("a" * 12 + "-" + "1" * 20, []),
    ],
)
def test_a_number_or_the_name_of_a_form_does_not_break_at_its_hyphen(text, kept):
    assert re.findall(r'<span class="app-whole">([^<]+)</span>', str(whole(text))) == kept
    assert escape(whole(f"{EVIL} {text}")).startswith("&lt;b&gt;x&lt;/b&gt; ")
    assert str(ui.summary_list([{"key": "x", "value": text}])).count("app-whole") == len(kept)
