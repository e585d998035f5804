"""What a doctor's opinion must hold: a degree for every finding, reasons where they are due, one overall answer.

The overall opinion is asked, never worked out from the findings (Istanbul Protocol 2022, paras 382-385).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from healthapp.i18n import gettext as _
from healthapp.injuries import lesions
from healthapp.injuries.dictionary.findings import LEAST_REASONS, OPINION, REASONED
from healthapp.intake.completeness import Missing
from healthapp.intake.dictionary.model import Answers


def gaps(opinion: Answers, answers: Mapping[str, Answers]) -> list[Missing]:
    """What ``opinion`` lacks for the record of ``answers``."""
    return [
        *_degrees(opinion, answers),
        *_reasons(opinion),
        *_mind(opinion, answers),
        *_sizes(opinion, answers),
        *_overall(opinion),
    ]


def _degrees(opinion: Answers, answers: Mapping[str, Answers]) -> Iterator[Missing]:
    """Each lesion has one degree, and no degree is of a lesion that is not there."""
    given = [row.get("lesion") for row in opinion.get("findings", ())]
    known = [row["number"] for row in answers.get("lesions", {}).get("lesions", ())]
    for number in known:
        if number not in given:
            yield Missing(OPINION, "findings", _("Lesion %(number)s: degree of consistency", number=number))
        elif given.count(number) > 1:
            yield Missing(OPINION, "findings", _("Lesion %(number)s: two degrees, say one", number=number))
    for number in dict.fromkeys(given):
        if number not in known:
            yield Missing(OPINION, "findings", _("Lesion %(number)s is not on the list", number=number))


def _reasons(opinion: Answers) -> Iterator[Missing]:
    for row in opinion.get("findings", ()):
        number, degree = row.get("lesion"), row.get("degree")
        if degree in REASONED and len(row.get("reasoning", "")) < LEAST_REASONS:
            text = _("Lesion %(number)s: reasons of at least %(least)s characters", number=number, least=LEAST_REASONS)
            yield Missing(OPINION, "findings", text)
        if degree == "consistent" and not row.get("other_causes"):
            yield Missing(OPINION, "findings", _("Lesion %(number)s: the other causes considered", number=number))


def _mind(opinion: Answers, answers: Mapping[str, Answers]) -> Iterator[Missing]:
    if answers.get("psyche", {}).get("done") in ("done", "short") and not opinion.get("psyche_degree"):
        yield Missing(OPINION, "psyche_degree", str(OPINION.field("psyche_degree").text))
    if opinion.get("psyche_degree") in REASONED and len(opinion.get("psyche_reasons", "")) < LEAST_REASONS:
        text = _("Mental state: reasons of at least %(least)s characters", least=LEAST_REASONS)
        yield Missing(OPINION, "psyche_reasons", text)


def _sizes(opinion: Answers, answers: Mapping[str, Answers]) -> Iterator[Missing]:
    """A size hardly ever seen is measured again by the author and looked at by a doctor."""
    rare = [str(row["number"]) for row in answers.get("lesions", {}).get("lesions", ()) if lesions.unusual(row)]
    if rare and opinion.get("sizes_right") != "yes":
        text = _("Lesions of unusual size, to be looked at again: %(numbers)s", numbers=", ".join(rare))
        yield Missing(OPINION, "sizes_right", text)


def _overall(opinion: Answers) -> Iterator[Missing]:
    if not opinion.get("overall"):
        yield Missing(OPINION, "overall", str(OPINION.field("overall").text))
    if len(opinion.get("overall_reasons", "")) < LEAST_REASONS:
        text = _("Overall opinion: reasons of at least %(least)s characters", least=LEAST_REASONS)
        yield Missing(OPINION, "overall_reasons", text)
