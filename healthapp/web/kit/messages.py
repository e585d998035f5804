"""What the page says to the person at it: errors, notices, warnings, the rare interruption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from healthapp.i18n import gettext as _
from healthapp.i18n import ngettext
from healthapp.web.forms import FormState
from healthapp.web.kit import late
from healthapp.web.kit.environment import govuk, own
from healthapp.web.kit.icons import icon
from healthapp.web.kit.markup import filled

TONES = {"grey": "", "bold": " app-chip--b"}
NOTICES = {
    "info": ("blue", "eye"),
    "success": ("blue", "tick"),
    "warning": ("amber", "soon"),
    "danger": ("red", "over"),
}


def error_summary(form: FormState) -> Markup:
    """What is wrong, in page order, word for word as at the fields, each a link there; nothing without errors.

    Where two fields have the same message, each line begins with its field: "This answer is needed" five times over
    helps nobody. The fields are drawn after it and bring their words along.
    """
    if form.ok:
        return Markup("")
    return late.place_for(lambda page: _in_page_order(form, page))


def _in_page_order(form: FormState, page: str | None) -> Markup:
    """What is wrong as a whole first, then each field where it was drawn, then what has no field on the page."""
    said = Counter(map(form.error, form.errors))
    drawn = {name: place for place, name in enumerate(form.labels)}
    order = sorted(form.errors, key=lambda name: -1 if name == "_schema" else drawn.get(name, len(drawn)))
    return _summary(form, order, {name: form.labels.get(name) for name in order if said[form.error(name)] > 1}, page)


def _summary(form: FormState, order: Sequence[str], named: Mapping[str, str | None], page: str | None) -> Markup:
    errors = [
        {
            "text": f"{words} — {form.error(name)}" if (words := named.get(name)) else form.error(name),
            "href": _href(form.anchors.get(name, name), page),
        }
        for name in order
    ]
    count = len(errors)
    return govuk(
        "error-summary",
        titleText=ngettext("Look at %(num)s answer", "Look at %(num)s answers", count),
        descriptionText=_("Nothing you typed is lost."),
        errorList=errors,
        attributes={"tabindex": "-1"},
    )


def _href(anchor: str, page: str | None) -> str | None:
    """The link to a field; None for what has none on the page: the form as a whole, or a form no longer shown."""
    here = anchor != "_schema" and (page is None or f'id="{anchor}"' in page)
    return f"#{anchor}" if here else None


def notification(text: str | Markup, kind: str = "info") -> Markup:
    """A message about what just happened. ``kind``: info, success, warning or danger."""
    tone, shape = NOTICES[kind]
    return filled(
        '<div class="app-box app-box--%s app-notice" role="%s">%s<div>%s</div></div>',
        tone,
        "alert" if kind == "danger" else "status",
        icon(shape),
        text,
    )


def warning_text(text: str | Markup) -> Markup:
    """What must be known before going on."""
    return filled(
        '<p class="app-box app-box--amber app-notice">%s<strong>%s%s</strong></p>',
        icon("soon"),
        filled('<span class="govuk-visually-hidden">%s: </span>', _("Warning")),
        text,
    )


def inset(html: str | Markup) -> Markup:
    """A remark set apart; text is escaped, Markup is not."""
    return filled('<div class="govuk-inset-text">%s</div>', html)


def details(summary: str, html: str | Markup) -> Markup:
    """Help that opens on demand; text is escaped, Markup is not."""
    return govuk("details", summaryText=summary, html=escape(html))


def tag(text: str, kind: str = "grey") -> Markup:
    """A short label in a frame: grey or bold."""
    return filled('<span class="app-chip%s">%s</span>', TONES[kind], text)


def quote(text: str, lang: str) -> Markup:
    """A person's own words, apart from every finding, in the language they were spoken in."""
    return filled('<blockquote class="app-quote" lang="%s">%s</blockquote>', lang, text)


def empty(title: str, text: str | Markup = "") -> Markup:
    """Why a list is empty, and what can be done."""
    return filled('<div class="app-empty"><p><b>%s</b></p>%s</div>', title, filled("<p>%s</p>", text) if text else "")


def interruption(
    title: str, lead: str | Markup, steps: Sequence[str | Markup], action: Markup, correct: Markup | None = None
) -> Markup:
    """The red page: one headline, numbered steps, one action. For danger to life alone.

    ``action``: a button; ``correct``: a link for an answer that was a slip.
    """
    return own("messages.html", "interruption", title, lead, steps, action, correct)
