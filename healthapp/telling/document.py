"""The course of a case for the person it is about (KS-1): what happened, what is open, in plain words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from healthapp import documents as kit
from healthapp.audit.models import AuditEvent
from healthapp.cases.presenter import holder_text, said
from healthapp.cases.queries import Found
from healthapp.i18n import format_due, in_language, ngettext
from healthapp.i18n import gettext as _
from healthapp.ledger import canonical
from healthapp.people.copies import frame
from healthapp.telling import presenter
from healthapp.telling.queries import Decided
from referrals import machine

FORM = "KS-1"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the print needs beside the case. ``dues``: clocks that run, as (words, limit or None, legal)."""

    language: str
    phone: str
    institution: str
    synthetic: bool
    dues: tuple[tuple[str, dt.datetime | None, bool], ...]


def digest_of(found: Found) -> bytes:
    """SHA-256 over the digests of the case's events in order: two prints of the same case can be compared."""
    return canonical.digest({"case": found.id, "events": [row.digest.hex() for row in found.events]})


def render(found: Found, decided: list[Decided], event: AuditEvent, wanted: Wanted) -> tuple[str, bytes]:
    """(file name, PDF) in the language of the print."""
    with in_language(wanted.language):
        sheet = frame(
            found.person,
            event,
            language=wanted.language,
            form=FORM,
            title=_("The course of your case"),
            record=found.row.number,
            digest=digest_of(found),
            institution=wanted.institution,
            synthetic=wanted.synthetic,
        )
        story = [
            kit.title(_("THE COURSE OF YOUR CASE"), f"{found.row.number} · {said('pathway', found.row.pathway)}"),
            kit.plain(_("Where it stands now"), "plain-head"),
            *_now(found, event.at),
            *_waiting(wanted),
            kit.plain(_("What happened"), "plain-head"),
            *_table(found, decided, event.at),
            # Nobody signs a page with nothing on it: the place to sign stays with what the person is told.
            kit.keep(
                kit.plain(_("What is open to you"), "plain-head"),
                *(_item(text) for text in _rights(found, wanted.phone)),
                kit.plain(_("Handed over on (date, time), signature"), "plain-head"),
                kit.RuledLines(2),
            ),
        ]
        return kit.file_name(sheet), kit.render(sheet, story)


def _now(found: Found, now: dt.datetime) -> list[object]:
    if found.row.outcome:
        text = _("Your case has ended: %(how)s.", how=said("outcome", found.row.outcome))
        return [kit.plain(text, "plain")]
    days = ngettext("%(num)s day", "%(num)s days", found.case.waiting_days(now))
    text = _(
        "%(state)s. Next to act: %(who)s. In this step for %(days)s.",
        state=said("state", found.row.state),
        who=holder_text(found.row.holder),
        days=days,
    )
    return [kit.plain(text, "plain")]


def _waiting(wanted: Wanted) -> list[object]:
    made = []
    for what, limit, legal in wanted.dues:
        if limit is None:
            text = _("%(what)s: the law we know of sets no limit. The days are counted.", what=what)
        elif legal:
            text = _("%(what)s: must be done by %(when)s. The law says so.", what=what, when=format_due(limit))
        else:
            text = _("%(what)s: planned by %(when)s.", what=what, when=format_due(limit))
        made.append(_item(text))
    return made


def _table(found: Found, decided: list[Decided], now: dt.datetime) -> list[object]:
    rows = []
    for line in presenter.lines(found, decided, now):
        what = f"{line.what}. {line.result}".rstrip(". ") + ("" if not line.reason else f"\n{line.reason}")
        told = line.told or "—"
        if line.words:
            told += f"\n«{line.words}»"
        rows.append([line.day, what, told])
    head = [_("Day"), _("What happened, and the reason"), _("When and how you were told")]
    return list(kit.grid(head, rows, (2, 6, 4), style="plain-cell"))


def _item(text: str) -> object:
    return kit.marked(kit.escaped(text), "plain-item", bulletText="•")


def _rights(found: Found, phone: str) -> list[str]:
    roads = machine.open_roads(found.case)
    texts = [_("You may ask at any time how your case stands. This paper is given to you when you ask.")]
    if "court_petition" in roads:
        texts.append(
            _(
                "You, your defender or your legal representative may petition the court at any time. "
                "Nobody's permission is needed and no time must be waited (CPC 511.2)."
            )
        )
    if roads:
        texts.append(_("Open to you now: %(roads)s.", roads="; ".join(said("pathway", code) for code in roads)))
    texts.append(_("You may ask to be examined by a doctor of your own choice."))
    texts.append(_("Ombudsman: telephone %(phone)s.", phone=phone))
    return texts
