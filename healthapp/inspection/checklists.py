"""Checklists: the first version of each comes with the program, later ones are the mechanism's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp import audit
from healthapp.database import UnitOfWork, uuid7
from healthapp.i18n import language
from healthapp.i18n import lazy_gettext as _l
from healthapp.inspection import events
from healthapp.inspection.models import Checklist
from healthapp.inspection.seals import row_digest

ANSWERS = ("yes", "no", "partly", "na")
MOST = 30

_EVERY = (
    ("late_explained", _l("Is a late or changed entry explained?")),
    ("access_normal", _l("Are the looks at the record those of people who treat?")),
)
_EXAMINATION = (
    ("in_time", _l("Was it done in time?")),
    ("three_parts", _l("Statement, findings and opinion: are all three there?")),
    ("skin_asked", _l("Was the whole skin inspected and ill-treatment asked about?")),
    ("private", _l("Was it done out of sight and hearing of others?")),
    ("refusal", _l("Is every refusal explained, and offered again?")),
)
_INJURY = (
    ("in_time", _l("Was it done in time?")),
    ("three_parts", _l("Statement, findings and opinion: are all three there?")),
    ("own_words", _l("Is the statement in the person's own words?")),
    ("described", _l("Has every injury its size, place and colour?")),
    ("consistency", _l("Is there a degree of consistency, with its reasons?")),
    ("body_chart", _l("Are body chart and photographs there, with consent?")),
    ("prosecutor", _l("Did the notice to the prosecutor go in time?")),
    ("refusal", _l("Is every refusal explained, and offered again?")),
)
_SCREENING = (
    ("in_time", _l("Was it done in time?")),
    ("private", _l("Was it done out of sight and hearing of others?")),
    ("acted", _l("Was acted on what it showed?")),
)
_DEATH = (
    ("reported", _l("Was the prosecutor told at once?")),
    ("autopsy", _l("Was there an autopsy, and is its result here?")),
    ("care_before", _l("Was care before death what it should have been?")),
    ("reviewed", _l("Was the death reviewed, and did anything follow?")),
)
_CASE = (
    ("began", _l("Did it begin as soon as the need was known?")),
    ("no_delay", _l("Did no step wait longer than its clock?")),
    ("told", _l("Was the person told the outcome, and of their own road to court?")),
)
SHIPPED: dict[str, tuple[tuple[str, Any], ...]] = {
    "admissions": (*_EXAMINATION, *_EVERY),
    "injuries": (*_INJURY, *_EVERY),
    "screenings": (*_SCREENING, *_EVERY),
    "deaths": (*_DEATH, *_EVERY),
    "cases": (*_CASE, *_EVERY),
    "records": (*_EXAMINATION, *_EVERY),
}


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """A checklist as an audit follows it. ``row`` None: the one that comes with the program."""

    frame: str
    number: int
    questions: tuple[Question, ...]
    row: Checklist | None


class WrittenMeanwhile(Exception):
    """Somebody wrote a newer version since the page was drawn; ``number`` is its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def current(session: Session, frame: str) -> Version:
    """The newest version."""
    row = session.scalar(
        sa.select(Checklist).where(Checklist.frame == frame).order_by(Checklist.version.desc()).limit(1)
    )
    return _of_row(row) if row is not None else _shipped(frame)


def version(session: Session, frame: str, number: int) -> Version:
    """The version an audit names. Raises LookupError for one that never was."""
    if number == 1:
        return _shipped(frame)
    row = session.scalar(sa.select(Checklist).where(Checklist.frame == frame, Checklist.version == number))
    if row is None:
        raise LookupError(f"checklist {frame} has no version {number}")
    return _of_row(row)


def history(session: Session, frame: str) -> Sequence[Checklist]:
    """Every version that was written, the newest first."""
    return session.scalars(
        sa.select(Checklist).where(Checklist.frame == frame).order_by(Checklist.version.desc())
    ).all()


def _shipped(frame: str) -> Version:
    return Version(frame, 1, tuple(Question(code, str(text)) for code, text in SHIPPED[frame]), None)


def _of_row(row: Checklist) -> Version:
    """In the language of the page; where a question was not translated, in one it was written in."""
    questions = []
    for entry in row.questions:
        texts = entry["text"]
        words = texts.get(language()) or next((text for text in texts.values() if text), "")
        questions.append(Question(entry["code"], words))
    return Version(row.frame, row.version, tuple(questions), row)


def write(
    uow: UnitOfWork, frame: str, questions: Sequence[dict[str, str]], reason: str, *, seen: int | None = None
) -> Checklist:
    """A new version. ``questions``: code (empty: a new one), az, ru, en. Codes of questions that stay stay the same.

    ``seen``: the version the page was drawn from. Raises WrittenMeanwhile when there is a newer one, which this one
    would take back without its author having read it, and ValueError without a question.
    """
    uow.lock(f"npg_checklist:{frame}")
    before = current(uow.session, frame)
    if seen is not None and seen != before.number:
        raise WrittenMeanwhile(before.number)
    made = [
        {"code": given.get("code") or f"own_{before.number + 1}_{place}", "text": _texts(given)}
        for place, given in enumerate(questions, 1)
        if any(_texts(given).values())
    ]
    if not made:
        raise ValueError("a checklist asks something")
    assert uow.actor.user_id is not None
    row = Checklist(
        id=uuid7(),
        frame=frame,
        version=before.number + 1,
        questions=made,
        made_at=uow.now(),
        made_by=uow.actor.user_id,
        made_by_name=uow.actor.name,
        reason=reason,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.record(
        uow,
        events.CHECKLIST_MADE,
        subject=("npg_checklist", row.id),
        digest=row_digest(row),
        frame=frame,
        version=row.version,
    )
    return row


def _texts(given: dict[str, str]) -> dict[str, str]:
    return {code: (given.get(code) or "").strip() for code in ("az", "ru", "en")}
