"""Answers to choose from. Nothing is chosen before a person chooses it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.web.forms import FormState
from healthapp.web.kit.environment import govuk, own
from healthapp.web.kit.fields import error_of, text_of

Item = tuple[str, str] | tuple[str, str, str]

#: The answers of the house; "not asked", "refused", "unknown" and "no" are never one another.
ANSWERS = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "unknown": _l("Does not know"),
    "refused": _l("Refused to answer"),
    "not_asked": _l("Not asked"),
}


def _item(given: Item) -> dict[str, Any]:
    value, text, *rest = given
    return {"value": str(value), "text": text, **({"hint": {"text": rest[0]}} if rest and rest[0] else {})}


def _legend(text: str) -> dict[str, Any]:
    return {"legend": {"text": text}}


def radios(
    form: FormState, name: str, legend: str, items: Iterable[Item], hint: str | None = None, *, inline: bool = False
) -> Markup:
    """One of several. ``items``: (value, text) or (value, text, hint)."""
    return govuk(
        "radios",
        idPrefix=name,
        name=name,
        fieldset=_legend(legend),
        hint=text_of(hint),
        items=[_item(item) for item in items],
        value=form.value(name),
        classes="govuk-radios--small" + (" govuk-radios--inline" if inline else ""),
        errorMessage=error_of(form, name, legend),
    )


def checkboxes(
    form: FormState, name: str, legend: str, items: Iterable[Item], hint: str | None = None, *, columns: bool = False
) -> Markup:
    """Any of several, read back with ``form.values_of(name)``. ``columns`` for a long list."""
    return govuk(
        "checkboxes",
        idPrefix=name,
        name=name,
        fieldset=_legend(legend),
        hint=text_of(hint),
        items=[_item(item) for item in items],
        values=form.values_of(name),
        classes="govuk-checkboxes--small" + (" app-check-columns" if columns else ""),
        errorMessage=error_of(form, name, legend),
    )


def four_way(
    form: FormState,
    name: str,
    question: str,
    hint: str | None = None,
    choices: Sequence[str] = ("yes", "no", "refused", "not_asked"),
    reasons: Sequence[tuple[str, str]] = (),
    *,
    reoffer: bool = False,
    more: Markup | None = None,
) -> Markup:
    """Yes, no, refused, not asked: four answers that look and are stored differently.

    Fields: ``<name>``; ``<name>_reason`` (a choice of ``reasons``, or free text without them), open with
    "refused" and "not asked"; with ``reoffer`` also ``<name>_reoffer``, the date to ask again.
    ``more``: markup that opens with "yes". Raises KeyError for an unknown choice.
    """
    for part in ("", "_reason", "_reoffer"):
        form.said(name + part, question)
    answers = [(choice, str(ANSWERS[choice])) for choice in choices]
    return own(
        "four.html",
        "four",
        form,
        name,
        question,
        hint,
        answers,
        list(reasons),
        reoffer,
        more,
        {"refused", "not_asked"} & set(choices),
        _("Choose"),
    )
