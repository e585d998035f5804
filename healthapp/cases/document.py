"""The notice a person is given after a "no" in a case: what was decided and why, and that the court stays open (KN-1).

CPC 511.2: the person, the defender or the legal representative may petition the court themselves, at any time.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from healthapp import documents as kit
from healthapp.audit.models import AuditEvent
from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.i18n import format_moment, in_language
from healthapp.i18n import gettext as _
from healthapp.ledger.printed import proven
from healthapp.people.copies import frame
from referrals import machine
from referrals.model import Step

FORM = "KN-1"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the notice prints beside the case: its language, the telephone of the Ombudsman, the institution."""

    language: str
    phone: str
    institution: str
    synthetic: bool


def refused(found: Found) -> bool:
    """Whether the last step was a "no" of which the person must be told on paper."""
    return last_no(found) is not None


def last_no(found: Found) -> int | None:
    """Place of the latest negative step, from the end of the events; None when there was none."""
    negative = {step.event for step in found.case.pathway.steps if isinstance(step, Step) and step.negative}
    return next((row.place for row in reversed(found.events) if row.code in negative), None)


def render_notice(session: Session, found: Found, event: AuditEvent, wanted: Notice) -> tuple[str, bytes]:
    """(file name, PDF) in the language of the notice. Raises ValueError for a case without a "no"."""
    place = last_no(found)
    if place is None:
        raise ValueError("nothing was refused in this case")
    row = found.events[place - 1]
    with in_language(wanted.language):
        sheet = frame(
            found.person,
            event,
            language=wanted.language,
            form=FORM,
            title=_("Notice of a decision"),
            record=found.row.number,
            digest=row.digest,
            place=proven(session, row.id, row.digest),
            institution=wanted.institution,
            synthetic=wanted.synthetic,
        )
        roads = machine.open_roads(found.case)
        story = [
            kit.title(_("NOTICE OF A DECISION"), f"{found.row.number} · {said('pathway', found.row.pathway)}"),
            kit.plain(f"{said('event', row.code)}, {format_moment(row.at)}", "plain-head"),
            kit.plain(_("Decided by: %(who)s", who=said("actor", row.actor)), "plain"),
            kit.plain(_("The reason: %(reason)s", reason=row.note or "—"), "plain"),
            kit.plain(_("This is not the last word"), "plain-head"),
            [_item(text) for text in _rights(found, roads, wanted.phone)],
            kit.plain(_("Handed over on (date, time), signature"), "plain-head"),
            kit.RuledLines(2),
        ]
        return kit.file_name(sheet), kit.render(sheet, story)


def _item(text: str) -> object:
    return kit.marked(kit.escaped(text), "plain-item", bulletText="•")


def _rights(found: Found, roads: tuple[str, ...], phone: str) -> list[str]:
    said_roads = [said("pathway", code) for code in roads]
    texts = []
    if "court_petition" in roads:
        texts.append(
            _(
                "You, your defender or your legal representative may petition the court at any time. "
                "Nobody's permission is needed and no time must be waited (CPC 511.2)."
            )
        )
        texts.append(_("The unit must write your petition down and send it on."))
    if said_roads:
        texts.append(_("Open to you now: %(roads)s.", roads="; ".join(said_roads)))
    state = found.case.state
    if any(step.source == state != step.target for step in found.case.pathway.steps):
        texts.append(_("You may ask again in this case, with new papers or without."))
    texts.append(_("You may ask to be examined by a doctor of your own choice."))
    texts.append(_("Ombudsman: telephone %(phone)s.", phone=phone))
    return texts
