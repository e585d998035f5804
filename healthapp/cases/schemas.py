"""Commands of cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import marshmallow as ma

from healthapp.dates import Day, TimeOfDay, moment
from healthapp.i18n import gettext as _
from healthapp.intake import icd10
from healthapp.settings.checks import FormSchema, at_most, one_of
from referrals.documents import ALL
from referrals.model import Exit, Mark, Step
from referrals.roles import HEARD_OF
from referrals.words import word

GROUNDS = ("diagnosis", "screening", "request")
#: Papers that are the words of whoever takes the step: the note of the form is the paper.
WRITTEN_HERE = frozenset({"reasons", "not_informed_reason"})
NOTE = 4000
PAPER = 20_000
#: Steps that send the file back: what it lacks is ticked, and becomes part of the reason.
SENDS_BACK = frozenset({"return_file"})
#: Papers by which a need is found: they may be written in the form of that step.
WITH_STEP = ("case_summary", "diagnosis", "psychiatric_opinion")


@dataclass(frozen=True, slots=True)
class Take:
    """One step. ``actor`` is an outsider, or empty when the step is the writer's own. ``at`` None means now."""

    event: str
    actor: str = ""
    at: dt.datetime | None = None
    attached: tuple[str, ...] = ()
    result: str = ""
    facts: tuple[str, ...] = ()
    percent: int | None = None
    until: dt.date | None = None
    note: str = ""
    #: Papers written with the step: (code, text).
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """A new case. ``another``: the writer saw that one is open already."""

    pathway: str
    ground: str
    step: Take
    icd10: str = ""
    another: bool = False


def _known_paper(value: str) -> None:
    if value not in ALL:
        raise ma.ValidationError(_("Choose one"))


class TakeSchema(FormSchema):
    """``way`` and the writer's outside actors decide which answers the form asks for.

    ``kept``: papers that must lie in the file; a tick does not stand for them, but they may be written here.
    """

    actor = ma.fields.String(load_default="", validate=one_of("", *HEARD_OF))
    at_date = Day(load_default=None)
    at_time = TimeOfDay(load_default=None)
    attached = ma.fields.List(ma.fields.String(validate=_known_paper), load_default=[])
    result = ma.fields.String(load_default="")
    facts = ma.fields.List(ma.fields.String(), load_default=[])
    missing = ma.fields.List(ma.fields.String(), load_default=[])
    percent = ma.fields.Integer(load_default=None)
    until = Day(load_default=None)
    note = ma.fields.String(load_default="", validate=at_most(NOTE))
    paper_case_summary = ma.fields.String(load_default="", validate=at_most(PAPER))
    paper_diagnosis = ma.fields.String(load_default="", validate=at_most(PAPER))
    paper_psychiatric_opinion = ma.fields.String(load_default="", validate=at_most(PAPER))

    def __init__(
        self, way: Step | Exit | Mark, now: dt.datetime, *, actor_needed: bool, kept: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        self.way, self.now, self.actor_needed, self.kept = way, now, actor_needed, kept
        self.fields["percent"].error_messages["invalid"] = _("Write a whole number")

    @ma.validates_schema
    def _whole(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if set(data["attached"]) & self.kept:
            raise ma.ValidationError({"attached": [_("This paper must lie in the file: put it in first")]})
        if set(data["missing"]) - (self.kept if self.way.event in SENDS_BACK else frozenset()):
            raise ma.ValidationError({"missing": [_("Choose one")]})
        if self.actor_needed and not data["actor"]:
            raise ma.ValidationError({"actor": [_("Choose one")]})
        if (data["at_date"] is None) != (data["at_time"] is None):
            raise ma.ValidationError({"at_date": [_("Give both the day and the time, or neither")]})
        if data["at_date"] is not None and moment(data["at_date"], data["at_time"]) > self.now:
            raise ma.ValidationError({"at_date": [_("This lies in the future")]})
        if written(self.way) == {"reasons"} and not data["note"]:
            raise ma.ValidationError({"note": [_("Write the reason: the person is told it")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Take:
        at = moment(data["at_date"], data["at_time"]) if data["at_date"] is not None else None
        papers = set(data["attached"]) | (written(self.way) if data["note"] else set())
        return Take(
            event=self.way.event,
            actor=data["actor"],
            at=at,
            attached=tuple(sorted(papers)),
            result=data["result"],
            facts=tuple(data["facts"]),
            percent=data["percent"],
            until=data["until"],
            note=reason(data["missing"], data["note"]),
            texts=tuple((code, data[name]) for code, name in written_here(self.kept) if data[name]),
        )


class OpenSchema(TakeSchema):
    """The first step with what it rests on."""

    ground = ma.fields.String(required=True, validate=one_of(*GROUNDS))
    icd10 = ma.fields.String(load_default="", validate=at_most(8))
    another = ma.fields.String(load_default="")

    def __init__(
        self,
        way: Step | Exit | Mark,
        now: dt.datetime,
        pathway: str,
        *,
        actor_needed: bool,
        kept: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(way, now, actor_needed=actor_needed, kept=kept)
        self.pathway = pathway

    @ma.validates_schema
    def _grounded(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if data["ground"] == "diagnosis" and icd10.code_in(data["icd10"]) is None:
            raise ma.ValidationError({"icd10": [_("Write the ICD-10 code of the diagnosis")]})

    @ma.post_load
    def _command(self, data: dict[str, Any], **_kwargs: Any) -> Any:
        step = TakeSchema._command(self, data)
        return Open(
            pathway=self.pathway,
            ground=data["ground"],
            step=replace(step, event=self.way.event),
            icd10=(icd10.code_in(data["icd10"]) or "") if data["ground"] == "diagnosis" else "",
            another=data["another"] == "yes",
        )


def reason(missing: Iterable[str], note: str) -> str:
    """The words of a step, after the papers that are missing, in the language of whoever writes it."""
    papers = "; ".join(_(word("document", code)) for code in missing)
    return _("Missing or to be done again: %(papers)s.", papers=papers) + f"\n{note}" if papers else note


def written(way: Step | Exit | Mark) -> set[str]:
    """The papers of this way that the note itself is."""
    return {code for need in way.needs for code in need if code in WRITTEN_HERE}


def written_here(kept: frozenset[str]) -> list[tuple[str, str]]:
    """(code, field) of the papers that this form may write itself."""
    return [(code, f"paper_{code}") for code in WITH_STEP if code in kept]
