"""Buttons, links onward and the hidden token of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from healthapp.i18n import gettext as _
from healthapp.web import sent
from healthapp.web.kit.icons import icon
from healthapp.web.kit.markup import filled

KINDS = {
    "primary": "",
    "secondary": " govuk-button--secondary",
    "warning": " govuk-button--warning",
    "inverse": " govuk-button--inverse",
}


def button(
    text: str | Markup,
    href: str | None = None,
    kind: str = "primary",
    name: str | None = None,
    value: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Markup:
    """A button, or with ``href`` a link that looks like one. One primary button a page."""
    classes = f"govuk-button{KINDS[kind]}"
    if href is not None:
        given: dict[str, Any] = {"href": href, "role": "button", "draggable": "false", "class": classes}
        return _element("a", {**given, **(attributes or {})}, text)
    given = {"type": "submit", "class": classes, "name": name, "value": value}
    return _element("button", {**given, **(attributes or {})}, text)


def _element(tag: str, attributes: Mapping[str, Any], text: str | Markup) -> Markup:
    pairs = Markup("").join(filled(' %s="%s"', name, value) for name, value in attributes.items() if value is not None)
    return filled("<%s%s>%s</%s>", Markup(tag), pairs, text, Markup(tag))  # noqa: S704 - "a" or "button"


def pagination(newer: str | None, older: str | None, *, by_age: bool = True) -> Markup:
    """Links to the neighbouring pages of a long list; nothing when there are none.

    ``by_age``: False for a list that is not sorted with the newest first, where what follows is not older.
    """
    back, on = (_("Newer"), _("Older")) if by_age else (_("To the beginning of the list"), _("Show more"))
    links = [
        filled('<a class="govuk-link" rel="%s" href="%s">%s</a>', rel, href, text)
        for rel, href, text in (("prev", newer, back), ("next", older, on))
        if href
    ]
    if not links:
        return Markup("")
    return filled('<nav class="app-btnrow app-pages" aria-label="%s">%s</nav>', _("Pages"), Markup(" ").join(links))


def csrf() -> Markup:
    """What every posted form carries unseen: the token, and the key by which it is known when it is sent twice."""
    token = filled('<input type="hidden" name="csrf_token" value="%s">', generate_csrf())
    return token + filled('<input type="hidden" name="%s" data-once value="%s">', sent.FIELD, sent.fresh_key())


def saved(time: str | None) -> Markup:
    """Where the autosave says what is stored; ``time`` as hh:mm:ss when the draft was stored before.

    Once on a page with a ``form data-autosave``. The script finds the words of each state in its attributes.
    """
    words = {
        "saved": _("Saved %(time)s", time="{time}"),
        "saving": _("Saving"),
        "unsaved": _("Not saved yet, keep this page open"),
        "restored": _("Answers kept in this browser were put back; check them"),
        "ended": _("Not saved: you were signed out. Reload the page and sign in; your answers will be put back"),
        "conflict": _("Not saved: this was changed in another window. Reload the page to see what is there now"),
    }
    attributes = Markup("").join(filled(' data-%s-text="%s"', state, text) for state, text in words.items())
    return filled(
        '<output class="app-saved" data-saved data-state="%s"%s%s>%s<span data-saved-words>%s</span></output>',
        "saved" if time else "none",
        attributes,
        "" if time else Markup(" hidden"),
        icon("tick"),
        _("Saved %(time)s", time=time) if time else "",
    )
