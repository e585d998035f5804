"""What was done already, from another window or by a colleague: a step of a case, a movement, a reception."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from healthapp.accounts import queries as accounts
from healthapp.cases import queries
from healthapp.cases.models import CaseEvent
from healthapp.cases.queries import Found
from healthapp.people.errors import DoneBefore, Refused
from healthapp.people.queries import Received
from healthapp.web import before
from healthapp.web.request import current_identity, reading

Answer = Response | str | tuple[str, int]


class Taken:
    """A step of a case that is not possible now, because somebody took it (``event``)."""

    def __init__(self, found: Found, event: CaseEvent) -> None:
        self.found, self.event = found, event
        self.person_id, self.facility_id = found.person_id, found.facility_id

    def page(self) -> tuple[str, int]:
        """Who took it and when, with the way to the case."""
        row = self.event
        return before.page(
            row.author_id, row.author_name, row.recorded_at, url_for("referrals.show", case_id=self.found.id)
        )


def taken(found: Found, *codes: str) -> Taken | None:
    """The newest of these steps in the case; None where nobody took one."""
    event = found.last(*codes)
    return Taken(found, event) if event is not None else None


def unless_taken(view: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    """For the form of an act: what the loader found done already is told instead."""

    @functools.wraps(view)
    def told(asked: Any) -> Answer:
        if isinstance(asked, Received):
            return _received(asked)
        return asked.page() if isinstance(asked, Taken) else view(asked)

    return told


def out_of_date(found: Found) -> str:
    """Who took a step in this case since its page was drawn."""
    now = queries.find(reading(), current_identity(), found.id) or found
    row = now.last()
    assert row is not None  # a case begins with one
    return before.step(row.author_id, row.author_name, row.recorded_at)


def _received(found: Received) -> tuple[str, int]:
    """Who received the person, with the way to their page."""
    href = url_for("people.show", person_id=found.person_id)
    return before.page(found.by, accounts.name_of(reading(), found.by), found.at, href)


def told_of(refusal: Refused) -> str:
    """What a refusal says at its field; of what was done before, by whom and when."""
    if isinstance(refusal, DoneBefore):
        return before.words(refusal.by, accounts.name_of(reading(), refusal.by), refusal.at)
    return str(refusal)
