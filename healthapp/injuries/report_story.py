"""The injury report from its first line to its last: the whole of it, the short form, the photographs alone.

In the order of the Istanbul Protocol's annex IV: circumstances, consent, statement, findings, opinion, restrictions,
signatures, annexes; what came after the signatures stands apart and says as of when. Source of the short form:
chapter VII of the 2022 edition (records of ordinary care).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from healthapp import documents as kit
from healthapp.i18n import gettext as _
from healthapp.i18n import pgettext as _p
from healthapp.injuries import photo_pages, presenter, report_after, report_charts, report_parts
from healthapp.injuries.copies import Rules
from healthapp.injuries.dictionary.findings import OPINION
from healthapp.injuries.dictionary.lesions import LESIONS
from healthapp.injuries.dictionary.told import STATEMENT
from healthapp.injuries.report_after import After
from healthapp.intake.dictionary.model import Answers, Section
from healthapp.intake.document import printed_alerts, printed_refusals, printed_signatures, section_story
from healthapp.intake.print_rows import print_section
from healthapp.intake.print_values import IntakePrint, PrintSection
from healthapp.intake.queries import Examination

_REASONED = frozenset({"findings", "overall", "overall_reasons", "sizes_right"})


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a print is made of. ``voided``: file id -> why; ``later``: what came after the signatures."""

    found: Examination
    form: IntakePrint
    rules: Rules
    pictures: Mapping[str, bytes]
    voided: Mapping[str, str]
    later: After

    @property
    def answers(self) -> Mapping[str, Answers]:
        return {key: part for key, part in self.found.answers.items() if key not in self.rules.without}

    @property
    def opinion(self) -> Answers:
        """The doctor's, given with the countersignature, or by the author who is a doctor."""
        return self.found.content.doctor_sections.get("opinion") or self.answers.get("opinion", {})

    def sections(self) -> list[Section]:
        """The parts that are printed, in the order of their letters."""
        wanted = [
            section
            for section in self.found.kind.sections
            if section.key not in self.rules.without and section.key not in self.found.hidden
        ]
        return sorted(wanted, key=lambda section: section.letter)

    def left_out(self) -> list[str]:
        return [str(section.title) for section in self.found.kind.sections if section.key in self.rules.without]


def full_story(content: Content) -> list[Any]:
    """The whole report."""
    numbers = count(1)
    return [
        _top(content),
        [part for section in content.sections() for part in _section(content, section, numbers)],
        _doctors_note(content),
        printed_refusals(content.form.refused),
        _restrictions(content, next(numbers)),
        _signed(content, next(numbers)),
        _annexes(content, next(numbers)),
        report_after.section(content.later, content.form.after, content.form.sheet.printed_at, str(next(numbers))),
        photo_pages.annex(content.found, content.pictures, content.voided),
    ]


def short_story(content: Content) -> list[Any]:
    """Two to three pages for the file of ordinary care: who, where, statement, lesions, action; the rest by number."""
    numbers = count(1)
    answers = content.answers
    rows = answers.get("lesions", {}).get("lesions", ())
    chosen = ("occasion", "conditions", "consent", "psyche", "suicide", "notice")
    return [
        _top(content),
        [_plain(content, section, numbers) for section in content.sections() if section.key in chosen[:3]],
        _statement(content, numbers),
        report_charts.section(content.found, str(next(numbers))),
        kit.section(str(next(numbers)), str(LESIONS.title), _short_lesions(rows, photo_pages.by_lesion(content.found))),
        [_plain(content, section, numbers) for section in content.sections() if section.key in chosen[3:]],
        _opinion(content, numbers),
        _restrictions(content, next(numbers)),
        _signed(content, next(numbers)),
        kit.note(_("Short form. The whole report of the same record bears the same digest.")),
    ]


def photograph_story(content: Content) -> list[Any]:
    """The photographs alone, with the charts that say where each lesion lies."""
    return [
        _warning(content),
        kit.form_cells([*content.form.clock, *content.form.circumstances]),
        report_charts.section(content.found, "1"),
        photo_pages.annex(content.found, content.pictures, content.voided)
        or kit.boxed(kit.plain(_("This record has no photograph."), "body")),
    ]


def intimate_story(content: Content) -> list[Any]:
    """The photographs of intimate parts alone, for whoever the log of copies names."""
    return [
        _warning(content),
        kit.form_cells([*content.form.clock, *content.form.circumstances]),
        photo_pages.annex(content.found, content.pictures, content.voided, intimate=True)
        or kit.boxed(kit.plain(_("This record has no photograph."), "body")),
    ]


def _top(content: Content) -> list[Any]:
    made = [
        _warning(content),
        report_parts.strip(content.answers, content.opinion, presenter.notice_state(content.later.notice)),
        Spacer(1, 3),
        kit.form_cells([*content.form.clock, *content.form.circumstances]),
        printed_alerts(content.form.alerts),
        kit.note(kit.answer_key()),
    ]
    left = content.left_out()
    if left:
        made.append(kit.note(_("Left out for this addressee: %(parts)s.", parts=kit.escaped(", ".join(left)))))
    return made


def _warning(content: Content) -> Any:
    warning = content.form.warning
    return [kit.boxed(kit.plain(warning, "cell-bold")), Spacer(1, 4)] if warning else None


def _section(content: Content, section: Section, numbers: Iterator[int]) -> list[Any]:
    if section.key == "statement":
        return [_statement(content, numbers)]
    if section.key == "lesions":
        return [_lesions(content, numbers)]
    if section.key == "photographs":
        return []  # they stand in annex A
    if section.key == "opinion":
        return [_opinion(content, numbers)]
    return [_plain(content, section, numbers)]


def _plain(content: Content, section: Section, numbers: Iterator[int]) -> Any:
    answers = content.answers.get(section.key, {})
    return section_story(
        print_section(str(next(numbers)), section, answers, content.found.limits, content.found.record.event_time)
    )


def _statement(content: Content, numbers: Iterator[int]) -> list[Any]:
    answers = content.answers.get("statement", {})
    leave_out = frozenset({"statement", "statement_language"} if answers.get("statement") else ())
    rest = print_section(
        str(next(numbers)), STATEMENT, answers, content.found.limits, content.found.record.event_time, leave_out
    )
    heading = [*section_story(rest)]
    return [heading[:4], report_parts.statement(answers), Spacer(1, 3), heading[4:]]


def _lesions(content: Content, numbers: Iterator[int]) -> list[Any]:
    answers = content.answers.get("lesions", {})
    rows = answers.get("lesions", ())
    at = content.found.record.event_time
    charts = report_charts.section(content.found, str(next(numbers)))
    own = print_section(str(next(numbers)), LESIONS, answers, content.found.limits, at, frozenset({"lesions"}))
    removed = [
        _("No. %(number)s was taken off the list before signing: %(reason)s", **row)
        for row in answers.get("removed", ())
    ]
    return [
        charts,
        section_story(own),
        Spacer(1, 4),
        report_parts.cards(rows, photo_pages.by_lesion(content.found)),
        [kit.plain(line, "note") for line in removed],
        kit.note(_("Age is given in words alone: neither colour nor look tells days.")) if rows else None,
    ]


def _short_lesions(rows: Sequence[Mapping[str, Any]], photographs: Mapping[int, Sequence[str]]) -> list[Any]:
    if not rows:
        return [kit.plain(_("None seen"), "body")]
    lines = [
        [
            report_parts.Ringed(row["number"], 7.5),
            kit.plain(presenter.text("type", row), "dense-bold"),
            " · ".join(part for part in (row.get("site", ""), presenter.text("region", row)) if part),
            presenter.size(row),
            ", ".join(part for part in (presenter.text("colour", row), presenter.text("appearance", row)) if part),
            row.get("alleged_cause", ""),
            ", ".join(photographs.get(row["number"], ())) or presenter.text("no_photo", row),
        ]
        for row in rows
    ]
    head = [_p("print", "No."), _("Type"), _("Place"), _("Size"), _("Colour"), _("Cause as told"), _("Photograph")]
    return kit.grid(head, lines, [0.7, 1.9, 2.5, 1.3, 1.7, 2.4, 1.5], style="dense", padding=1.2)


def _opinion(content: Content, numbers: Iterator[int]) -> list[Any]:
    opinion = content.opinion
    if not opinion:
        return kit.section(str(next(numbers)), str(OPINION.title), kit.plain(_("waits for a doctor"), "body"))
    rest = print_section("", OPINION, opinion, content.found.limits, content.found.record.event_time, _REASONED)
    return [
        kit.section(
            str(next(numbers)),
            _("Interpretation, finding by finding"),
            report_parts.findings(opinion) or kit.plain(_("There was no lesion to judge."), "body"),
        ),
        kit.section(str(next(numbers)), _("Overall opinion"), report_parts.overall(opinion), need=62 * mm),
        section_story(PrintSection(str(next(numbers)), _("Further opinion and advice"), rest.rows, (), rest.notes)),
    ]


def _doctors_note(content: Content) -> list[Any]:
    """What the countersigning doctor wrote beside the opinion."""
    return [section_story(part) for part in content.form.sections if not part.number]


def _restrictions(content: Content, number: int) -> list[Any]:
    lines = [kit.plain(line, "body") for line in report_parts.restrictions(content.answers)]
    return kit.section(str(number), _("Statement of restrictions"), lines)


def _signed(content: Content, number: int) -> Any:
    truth = _(
        "I examined the person myself where my signature says so, wrote down what I saw and heard, and kept statement, "
        "findings and opinion apart. I have left nothing out on anybody's wish."
    )
    return kit.keep(
        kit.section(str(number), _("Statement of truthfulness and signatures"), kit.plain(truth, "body")),
        printed_signatures(content.form),
    )


def _annexes(content: Content, number: int) -> list[Any]:
    """What belongs to the record beside its text, each with its hash."""
    known = photo_pages.names(content.found)
    rows = [
        [known[row["file"]], _("Photograph, annex A"), row["sha256"]]
        for row in content.found.answers.get("photographs", {}).get("photographs", ())
    ]
    sealed = content.found.answers.get("accused", {}).get("sealed", ())
    rows += [[f"S-{at}", _("Sealed names, kept apart"), row["sha256"]] for at, row in enumerate(sealed, 1)]
    if not rows:
        return kit.section(str(number), _("Annexes"), kit.plain(_("None"), "body"))
    head = [_p("print", "No."), _("Annex"), _("SHA-256 of the original")]
    return kit.section(str(number), _("Annexes"), kit.grid(head, rows, [1.2, 3.2, 7.6], style="dense", padding=1))
