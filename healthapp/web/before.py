"""What is said to somebody whose act was done already: by whom and when, where it stands, and nothing typed is lost.

A form that is sent again as it was is known by its key (``sent``). This is for the same act from another page: from a
second window, or by a colleague at the same moment.
"""

from __future__ import annotations

import datetime as dt
import uuid

from flask import render_template

from healthapp.i18n import format_moment
from healthapp.i18n import gettext as _
from healthapp.web import sent
from healthapp.web.request import current_identity


def words(by: uuid.UUID | None, name: str, at: dt.datetime) -> str:
    """That it was done already. ``by``: the account that did it; without a ``name`` only when is said."""
    moment = format_moment(at)
    if by is not None and by == current_identity().user_id:
        return _("You did this already, on %(moment)s.", moment=moment)
    if name:
        return _("%(name)s did this already, on %(moment)s.", name=name, moment=moment)
    return _("This was done already, on %(moment)s.", moment=moment)


def step(by: uuid.UUID | None, name: str, at: dt.datetime) -> str:
    """That a step was taken since the page was drawn, for the field of the step."""
    moment = format_moment(at)
    if by is not None and by == current_identity().user_id:
        return _("You recorded a step yourself meanwhile, on %(moment)s. Read it and decide again.", moment=moment)
    return _("%(name)s recorded a step meanwhile, on %(moment)s. Read it and decide again.", name=name, moment=moment)


def page(by: uuid.UUID | None, name: str, at: dt.datetime, href: str) -> tuple[str, int]:
    """The page that says so, leads to what was done (``href``), and shows what was typed now, to be copied."""
    return render_template("errors/before.html", said=words(by, name, at), href=href, typed=sent.typed()), 409
