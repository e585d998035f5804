"""What one does about a clock: rooms say for their kinds; without a word the person's page is the step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import NamedTuple

from flask import url_for

from healthapp.deadlines.kinds import DeadlineKind
from healthapp.deadlines.models import Deadline
from healthapp.i18n import gettext as _
from healthapp.records.models import ClinicalRecord


class Step(NamedTuple):
    """Words of a button and where it leads."""

    text: str
    href: str


#: (deadline, the record in hand for it or None) -> the step.
StepMaker = Callable[[Deadline, ClinicalRecord | None], Step | None]
_makers: dict[str, StepMaker] = {}


def declare(kind: DeadlineKind, maker: StepMaker) -> None:
    """Say what one does about clocks of ``kind``. Raises ValueError when somebody said already."""
    if kind.code in _makers:
        raise ValueError(f"the step of {kind.code} is declared twice")
    _makers[kind.code] = maker


def step_for(deadline: Deadline, record: ClinicalRecord | None = None) -> Step | None:
    """The next step, or None for a clock about no person that nobody declared a step for."""
    maker = _makers.get(deadline.kind)
    if maker is not None:
        return maker(deadline, record)
    return person_step(deadline.person_id)


def person_step(person_id: uuid.UUID | None) -> Step | None:
    if person_id is None:
        return None
    return Step(_("Open"), url_for("people.show", person_id=person_id))
