"""The interface kit: every component of a page, as functions of the global ``ui`` in the templates.

A name that is not here is undefined in a template and raises; so does a field that a view forgot.
"""

from __future__ import annotations

from types import SimpleNamespace

from flask import Flask

from healthapp import i18n
from healthapp.web.kit import actions, choices, clocks, fields, icons, late, lists, messages, person
from healthapp.web.kit.clocks import Entry, WorkRow
from healthapp.web.kit.markup import whole
from healthapp.web.kit.person import PersonBanner

__all__ = ["Entry", "PersonBanner", "WorkRow", "install", "ui"]

ui = SimpleNamespace(
    input=fields.input,
    textarea=fields.textarea,
    select=fields.select,
    date_input=fields.date_input,
    datetime_input=fields.datetime_input,
    radios=choices.radios,
    checkboxes=choices.checkboxes,
    four_way=choices.four_way,
    error_message=fields.error_message,
    error_summary=messages.error_summary,
    notification=messages.notification,
    warning_text=messages.warning_text,
    inset=messages.inset,
    details=messages.details,
    tag=messages.tag,
    quote=messages.quote,
    empty=messages.empty,
    interruption=messages.interruption,
    button=actions.button,
    pagination=actions.pagination,
    csrf=actions.csrf,
    saved=actions.saved,
    summary_list=lists.summary_list,
    task_list=lists.task_list,
    hours_left=clocks.hours_left,
    risk=clocks.risk,
    worklist=clocks.worklist,
    timeline=clocks.timeline,
    person_banner=person.person_banner,
    icon=icons.icon,
    state=icons.state,
    sprite=icons.sprite,
)


def install(app: Flask) -> None:
    """Give the pages ``ui``, the words of their language, and dates and numbers as people write them."""
    late.install(app)
    app.jinja_env.filters["whole"] = whole
    app.jinja_env.globals.update(
        ui=ui,
        form_of=fields.form_of,
        _=i18n.gettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        pgettext=i18n.pgettext,
        format_date=i18n.format_date,
        format_time=i18n.format_time,
        format_due=i18n.format_due,
        format_moment=i18n.format_moment,
        format_long_date=i18n.format_long_date,
        format_number=i18n.format_number,
        format_span=i18n.format_span,
    )
