"""What an injury record adds to the life of an examination: further questions, the register number, the notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from healthapp.access.roles import PHYSICIANS
from healthapp.database import UnitOfWork
from healthapp.deadlines import kinds as clocks
from healthapp.deadlines import services as deadlines
from healthapp.i18n import gettext as _
from healthapp.injuries import circumstances, duties, lesions, notices, opinion, register
from healthapp.injuries.dictionary.findings import NOTICE, PHOTOGRAPHS
from healthapp.injuries.dictionary.lesions import LESIONS
from healthapp.intake.completeness import Missing
from healthapp.intake.dictionary.model import Answers
from healthapp.intake.queries import Examination


def gaps(examination: Examination) -> list[Missing]:
    """What must still be said before the author signs, beyond the questions of the dictionary."""
    found = [
        *circumstances.gaps(examination),
        *lesion_gaps(examination),
        *_photographs(examination),
        *_duty(examination),
    ]
    if examination.record.author_role in {role.value for role in PHYSICIANS}:
        found += opinion.gaps(examination.answers.get("opinion", {}), examination.answers)
    return found


def before_signature(uow: UnitOfWork, examination: Examination) -> None:
    """Take the number of the trauma register, in the transaction that seals the record."""
    register.enter(uow, examination)


def after_signature(uow: UnitOfWork, examination: Examination) -> None:
    """Start what follows: the notice to the prosecutor, and photographs again in some days."""
    answers = examination.answers
    duty = duties_of(examination)
    if duty:
        report(uow, examination, duty)
    if standing(answers):
        _photographed(uow, examination)


def report(uow: UnitOfWork, examination: Examination, duty: list[str]) -> None:
    """Prepare the notice that is due; one there is stays as it was."""
    consent = examination.answers.get("consent", {}).get("prosecutor", "")
    died = examination.person.died_at is not None
    notices.prepare(uow, examination.record, duty=duty, consent=consent, died=died)


def _photographed(uow: UnitOfWork, examination: Examination) -> None:
    """What was to be photographed again now was; a follow-up asks for no third time."""
    record = examination.record
    deadlines.meet(
        uow, clocks.REPHOTOGRAPH, met_at=record.event_time, met_by=record.id, person_id=examination.person_id
    )
    if examination.answers.get("occasion", {}).get("kind") != "follow_up":
        deadlines.start(
            uow,
            clocks.REPHOTOGRAPH,
            facility_id=examination.facility_id,
            started_at=uow.now(),
            started_by="photographed",
            person_id=examination.person_id,
            stay_id=examination.record.stay_id,
            subject=("clinical_record", examination.id),
        )


def standing(answers: Mapping[str, Answers]) -> list[Answers]:
    """The photographs that were not voided."""
    return [row for row in answers.get("photographs", {}).get("photographs", ()) if not row.get("voided")]


def lesion_gaps(examination: Examination) -> Iterator[Missing]:
    """What single lesions still wait for, each under the name ``lesion-<number>``."""
    photographed = {row.get("lesion") for row in standing(examination.answers)}
    for row in examination.answers.get("lesions", {}).get("lesions", ()):
        number = row["number"]
        if lesions.unusual(row) and row.get("size_confirmed") != "yes":
            yield Missing(LESIONS, f"lesion-{number}", _("Lesion %(number)s: confirm the unusual size", number=number))
        if lesions.wants_care(row) and not row.get("treatment"):
            text = _("Lesion %(number)s: write what was done and where the person was sent", number=number)
            yield Missing(LESIONS, f"lesion-{number}", text)
        if number not in photographed and not row.get("no_photo"):
            text = _("Lesion %(number)s: a photograph, or why there is none", number=number)
            yield Missing(LESIONS, f"lesion-{number}", text)


def _photographs(examination: Examination) -> Iterator[Missing]:
    consent = examination.answers.get("consent", {})
    shown = standing(examination.answers)
    for key, wanted in (("photographs", "no"), ("intimate_photographs", "yes")):
        if consent.get(key) != "yes" and any(row["intimate"] == wanted for row in shown):
            yield Missing(PHOTOGRAPHS, "photographs", _("There are photographs without the person's consent"))


def duties_of(examination: Examination, opinion: Answers | None = None) -> list[str]:
    """Why a notice is due: what the author ticked and what was written down says by itself."""
    answers = examination.answers
    told = [code for code in answers.get("notice", {}).get("duty", ()) if code != "none"]
    given = opinion if opinion is not None else answers.get("opinion", {})
    subject, died = examination.subject, examination.person.died_at is not None
    found = duties.due(answers, given, subject.age, died=died, presumed_minor=subject.presumed_minor)
    return list(dict.fromkeys([*told, *found]))


def _duty(examination: Examination) -> Iterator[Missing]:
    """Nobody signs "no duty" under a record that says otherwise (CPT/Inf(2013)29 §77)."""
    found = duties_of(examination)
    if found and examination.answers.get("notice", {}).get("duty") == ["none"]:
        field = NOTICE.field("duty")
        reasons = ", ".join(str(field.option(code).text) for code in found)
        yield Missing(NOTICE, "duty", _("A report is due: %(reasons)s", reasons=reasons))
