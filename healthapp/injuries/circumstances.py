"""What must fit together in the circumstances of an injury record before anybody signs under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from healthapp.i18n import gettext as _
from healthapp.injuries.dictionary.circumstances import CONDITIONS, CONSENT, OCCASION
from healthapp.intake.completeness import Missing
from healthapp.intake.dictionary.model import Answers
from healthapp.intake.queries import Examination

SHORTEST, LONGEST = dt.timedelta(minutes=1), dt.timedelta(hours=8)
ADULT = 18


def gaps(examination: Examination) -> list[Missing]:
    """Times that cannot be, restrictions that are not stated, a minor without a word of the legal representative."""
    answers = examination.answers
    conditions = answers.get("conditions", {})
    return [
        *_times(conditions, answers.get("occasion", {})),
        *_restrictions(conditions),
        *_guardian(examination, answers.get("consent", {})),
    ]


def _times(conditions: Answers, occasion: Answers) -> Iterator[Missing]:
    if "examined_at" not in conditions:
        return
    began = dt.datetime.fromisoformat(conditions["examined_at"])
    if "ended_at" in conditions:
        lasted = dt.datetime.fromisoformat(conditions["ended_at"]) - began
        if not SHORTEST <= lasted <= LONGEST:
            yield Missing(
                CONDITIONS, "ended_at", _("The end lies between one minute and eight hours after the beginning")
            )
    if "event_at" in occasion and dt.datetime.fromisoformat(occasion["event_at"]) > began:
        yield Missing(OCCASION, "event_at", _("It happened before the examination, not after it began"))


def _restrictions(conditions: Answers) -> Iterator[Missing]:
    """Whoever listened unasked is a restriction, and is stated as one (Istanbul Protocol 2022, para 313)."""
    if conditions.get("unrestricted") != "yes":
        return
    heard = [
        row
        for row in conditions.get("present", ())
        if row.get("level") in ("in_earshot", "both") and row.get("requested") != "yes"
    ]
    if heard or conditions.get("privacy") == "no":
        yield Missing(
            CONDITIONS, "unrestricted", _("Somebody could hear or privacy was lacking: state it as a restriction")
        )


def _guardian(examination: Examination, consent: Answers) -> Iterator[Missing]:
    subject = examination.subject
    child = subject.presumed_minor or (subject.age is not None and subject.age < ADULT)
    if child and not consent.get("guardian_consent"):
        yield Missing(CONSENT, "guardian_consent", str(CONSENT.field("guardian_consent").text))
