"""Fields of a form: each finds its value and its error in the form's state by its own name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from markupsafe import Markup

from healthapp.i18n import gettext as _
from healthapp.web.forms import FormState
from healthapp.web.kit.environment import govuk, own
from healthapp.web.kit.markup import filled


def form_of(form: FormState, action: str) -> FormState:
    """The state of one of several forms alike: what was typed and is wrong belongs to the one sent to ``action``."""
    return form if f"{request.root_path}{request.path}" == action else FormState()


def error_of(form: FormState, name: str, words: str, anchor: str | None = None) -> dict[str, str] | None:
    message = form.said(name, words, anchor)
    return {"text": message, "visuallyHiddenText": _("Error")} if message else None


def error_message(form: FormState, name: str, words: str) -> Markup:
    """The message at a field that a page draws itself, ``words`` being what the page calls it; nothing without one."""
    message = form.said(name, words)
    if not message:
        return Markup("")
    return filled(
        '<p id="%s-error" class="govuk-error-message"><span class="govuk-visually-hidden">%s:</span> %s</p>',
        name,
        _("Error"),
        message,
    )


def text_of(words: str | None) -> dict[str, str] | None:
    return {"text": words} if words else None


def input(
    form: FormState,
    name: str,
    label: str,
    hint: str | None = None,
    *,
    classes: str = "",
    prefix: str | None = None,
    suffix: str | None = None,
    width: int | None = None,
    type: str = "text",
    inputmode: str | None = None,
    autocomplete: str = "off",
    spellcheck: bool = False,
    attributes: Mapping[str, Any] | None = None,
    id: str | None = None,
) -> Markup:
    """One line of text. ``width`` in characters: 2, 3, 4, 5, 10, 20 or 30. A password is never sent back. ``id`` where
    another form of the page has a field of this ``name``."""
    widths = f" govuk-input--width-{width}" if width else ""
    return govuk(
        "input",
        id=id or name,
        name=name,
        label={"text": label},
        hint=text_of(hint),
        classes=(classes + widths).strip(),
        prefix=text_of(prefix),
        suffix=text_of(suffix),
        type=type,
        inputmode=inputmode,
        autocomplete=autocomplete,
        spellcheck=spellcheck,
        value="" if type == "password" else form.value(name),
        errorMessage=error_of(form, name, label, id),
        attributes=_invalid(form, name, attributes),
    )


def textarea(
    form: FormState,
    name: str,
    label: str,
    hint: str | None = None,
    rows: int = 3,
    maxlength: int | None = None,
    *,
    spellcheck: bool = False,
    lang: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    id: str | None = None,
) -> Markup:
    """Free text. ``maxlength`` is told, not enforced by the browser, which would cut a paste in silence. ``id`` as of
    ``input``."""
    limit = _("Up to %(count)s characters.", count=maxlength) if maxlength else ""
    given = {**(attributes or {}), **({"lang": lang} if lang else {})}
    return govuk(
        "textarea",
        id=id or name,
        name=name,
        label={"text": label},
        hint=text_of(
            ". ".join(part.rstrip(".") for part in (hint, limit) if part) + "." if hint and limit else hint or limit
        ),
        rows=rows,
        autocomplete="off",
        spellcheck=spellcheck,
        value=form.value(name),
        errorMessage=error_of(form, name, label, id),
        attributes=_invalid(form, name, given),
    )


def select(
    form: FormState,
    name: str,
    label: str,
    items: Iterable[tuple[str, str]],
    hint: str | None = None,
    *,
    blank: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Markup:
    """A list to choose one from. It starts with an empty entry (``blank``, "Choose"), so nothing is pre-chosen."""
    chosen = form.value(name)
    first = {"value": "", "text": _("Choose") if blank is None else blank}
    return govuk(
        "select",
        id=name,
        name=name,
        label={"text": label},
        hint=text_of(hint),
        items=[
            first,
            *({"value": str(value), "text": text, "selected": str(value) == chosen} for value, text in items),
        ],
        errorMessage=error_of(form, name, label),
        attributes=_invalid(form, name, attributes),
    )


def date_input(form: FormState, name: str, legend: str, hint: str | None = None, **options: Any) -> Markup:
    """A date in one field, dd.mm.yyyy: faster and less often wrong than three."""
    options = {"width": 10, "inputmode": "decimal", **options}
    return input(form, name, legend, hint or _("For example, 11.03.2026"), **options)


def datetime_input(form: FormState, name: str, legend: str, hint: str | None = None) -> Markup:
    """Date and time as two fields, ``<name>_date`` and ``<name>_time``; an error may stand at either or at both."""
    for part, words in (("date", _("Date")), ("time", _("Time"))):
        form.said(f"{name}_{part}", f"{legend} {words}")
    return own("fields.html", "moment", form, name, legend, hint or _("For example, 11.03.2026 and 14:30, Baku time"))


def _invalid(form: FormState, name: str, attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    return {**(attributes or {}), **({"aria-invalid": "true"} if form.error(name) else {})}
