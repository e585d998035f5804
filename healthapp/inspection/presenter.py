"""Visits, teams and mandates as pages say them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from healthapp.access import Identity, Role
from healthapp.database import UnitOfWork
from healthapp.i18n import LANGUAGES, format_date, format_moment, format_time, in_language, local
from healthapp.i18n import gettext as _
from healthapp.inspection import frames, queries, services, words
from healthapp.inspection.checklists import SHIPPED, Version
from healthapp.inspection.figure_models import VisitFigure
from healthapp.inspection.items import Period, figures
from healthapp.inspection.models import Mandate, Visit
from healthapp.inspection.plans import Planned
from healthapp.risk import policy
from healthapp.settings import queries as settings
from healthapp.web.forms import FormState


@dataclass(frozen=True, slots=True)
class Standing:
    """A mandate in words. ``kind``: shape for ``ui.state``; ``lapsed``: nothing is open."""

    kind: str
    text: str
    lapsed: bool


def standing(mandate: Mandate | None, now: dt.datetime) -> Standing:
    """Whether a mandate holds, and until when."""
    if mandate is None:
        return Standing("alert", _("no mandate"), lapsed=True)
    if queries.holds(mandate, now):
        return Standing("done", _("until %(day)s", day=format_date(mandate.valid_to)), lapsed=False)
    if mandate.ended_at is not None:
        return Standing("alert", _("ended on %(day)s", day=format_date(local(mandate.ended_at))), lapsed=True)
    if mandate.valid_from > local(now).date():
        return Standing("attention", _("from %(day)s", day=format_date(mandate.valid_from)), lapsed=True)
    return Standing("alert", _("ended on %(day)s", day=format_date(mandate.valid_to)), lapsed=True)


def own_mandate(session: Session, identity: Identity, now: dt.datetime) -> Standing | None:
    """One's own mandate; None for who needs none."""
    if Role.NPG not in identity.roles or identity.user_id is None:
        return None
    held = queries.mandate_of(session, identity.user_id, now)
    return standing(held or queries.last_mandate(session, identity.user_id), now)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be of the team, and what they would see."""

    user_id: uuid.UUID
    name: str
    profession: str
    standing: Standing
    sees: str
    own: bool = False


def team_to_choose(session: Session, identity: Identity, now: dt.datetime) -> list[Candidate]:
    """Everybody with a mandate, oneself first; those whose mandate is over are shown, and cannot be chosen."""
    psychologists = settings.current(session, services.PSYCHOLOGIST, now).value is True
    found = [_candidate(one, identity, psychologists, now) for one in queries.colleagues(session, now)]
    return sorted(found, key=lambda one: not one.own)


def _candidate(one: queries.Colleague, identity: Identity, psychologists: bool, now: dt.datetime) -> Candidate:
    held = one.mandate
    clinical = held.profession == "doctor" or (held.profession == "psychologist" and psychologists)
    return Candidate(
        held.user_id,
        held.user.name,
        words.profession(held.profession),
        standing(held, now),
        sees(clinical=clinical, holds=one.holds),
        held.user_id == identity.user_id,
    )


def sees(*, clinical: bool, holds: bool) -> str:
    """What a member of a team can open, in a few words."""
    if not holds:
        return _("no access")
    return _("clinical notes") if clinical else _("counts and pages that are not clinical")


def others(session: Session, visit: Visit, now: dt.datetime) -> list[tuple[str, str]]:
    """Colleagues with a mandate who are not of the team now, to choose from."""
    there = {one.user_id for one in visit.members if one.left_at is None}
    return [
        (str(one.user_id), f"{one.mandate.user.name}, {words.profession(one.mandate.profession)}")
        for one in queries.colleagues(session, now)
        if one.holds and one.user_id not in there
    ]


def spans(there: Sequence[queries.Span]) -> list[str]:
    """From when until when somebody was of the team, one line for each time."""
    return [format_moment(came) + (f" – {_until(came, left)}" if left is not None else "") for came, left in there]


def _until(came: dt.datetime, left: dt.datetime) -> str:
    """The hour, with its day where that is another: who came before midnight and left after it was not there for a day
    less an hour."""
    return format_time(left) if local(came).date() == local(left).date() else format_moment(left)


def account_values(visit: Visit) -> dict[str, Any]:
    """The account of a visit as its form shows it."""
    return {
        "received_time": f"{local(visit.received_at):%H:%M}" if visit.received_at else "",
        "obstruction": visit.obstruction,
        "obstruction_note": visit.obstruction_note,
    }


def past_items(visits: Sequence[Visit]) -> list[tuple[str, str]]:
    """Visits a follow-up may follow, to choose from."""
    return [
        (str(one.id), f"{one.number}, {one.facility.name}, {format_date(local(one.opened_at))}")
        for one in visits
        if one.opened_at is not None
    ]


def planned_values(planned: Planned, made_by: uuid.UUID, reader: uuid.UUID | None) -> dict[str, Any]:
    """A plan as a form shows it to ``reader``, who is one of its team: the others of it are marked."""
    others = dict.fromkeys((made_by, *planned.members))
    return {
        "kind": planned.kind,
        "facility_id": str(planned.facility_id),
        "follows_id": str(planned.follows_id) if planned.follows_id else "",
        "members": [str(one) for one in others if one != reader],
    }


def hours_after(session: Session, now: dt.datetime) -> int:
    """How many hours charts stay open after leaving."""
    return settings.current(session, services.READ_AFTER, now).number() or 48


def no_date() -> str:
    return _("Write the date as day.month.year, for example 11.03.2026")


def wrong_order() -> str:
    return _("The last day is before the first")


def period_of(
    session: Session, visit: Visit, now: dt.datetime, first: dt.date | None = None, last: dt.date | None = None
) -> Period:
    """The period of a visit, or another one that was chosen."""
    watch = policy.watch(session)
    return Period(visit.facility_id, first or visit.period_from, last or visit.period_to, now, watch)


def keep_figures(uow: UnitOfWork, visit: Visit) -> None:
    """Keep what this visit saw, for the next one to compare with."""
    kept = uow.session.scalar(sa.select(VisitFigure.item).where(VisitFigure.visit_id == visit.id).limit(1))
    if kept is not None:
        return
    period = period_of(uow.session, visit, uow.now())
    uow.session.add_all(
        VisitFigure(
            visit_id=visit.id,
            item=code,
            numerator=figure.numerator,
            denominator=figure.denominator,
            median=figure.median,
            p95=figure.p95,
            period_from=period.first,
            period_to=period.last,
            kept_at=uow.now(),
        )
        for code, figure in figures(uow.session, period).items()
    )


def in_days(now: dt.datetime, days: int) -> str:
    return format_date(local(now).date() + dt.timedelta(days=days))


def key_refusal(code: str) -> str:
    """Why a key did not open."""
    if code == "waiting":
        return _("Too many wrong tries. Wait ten minutes.")
    return _("That does not open the key. Nothing was lost.")


def checklist_values(version: Version) -> dict[str, str]:
    """A checklist as its form shows it: rows of code and text in three languages."""
    values: dict[str, str] = {}
    for place, question in enumerate(version.questions):
        values[f"questions-{place}-code"] = question.code
        for code in LANGUAGES:
            values[f"questions-{place}-{code}"] = _text_of(version, place, code)
    return values


def _text_of(version: Version, place: int, code: str) -> str:
    if version.row is not None:
        return str(version.row.questions[place]["text"].get(code, ""))
    with in_language(code):
        return str(SHIPPED[version.frame][place][1])


def rows_in(form: FormState) -> int:
    """How many rows of questions a form has."""
    return sum(1 for name in form.values if name.startswith("questions-") and name.endswith("-az"))


def frame_items(session: Session, period: Period) -> list[tuple[str, str, str]]:
    """Frames to choose from, each with how much it holds."""
    return [
        (frame.code, str(frame.text), _("%(count)s in the period", count=frames.size(session, period, frame)))
        for frame in frames.FRAMES.values()
    ]
