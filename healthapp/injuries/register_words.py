"""The trauma register in words: one line for the page, the file and the paper, and what stands out in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from healthapp.i18n import format_moment, ngettext
from healthapp.i18n import gettext as _
from healthapp.injuries import charts, presenter, register
from healthapp.injuries.dictionary.circumstances import OCCASION
from healthapp.injuries.dictionary.lesions import LESION
from healthapp.injuries.dictionary.told import STATEMENT
from healthapp.intake.dictionary.model import Field
from healthapp.people.models import Facility
from healthapp.people.names import display_name

_MECHANISM = next(field for field in LESION if field.key == "mechanism")


def _option(field: Field, code: str) -> str:
    return str(field.option(code).text) if code in {option.code for option in field.options} else ""


def occasion(line: register.Line) -> str:
    return _option(OCCASION.field("kind"), line.entry.occasion if line.entry else "")


def alleged(line: register.Line) -> str:
    return _option(STATEMENT.field("alleged"), line.entry.alleged if line.entry else "")


def causes(line: register.Line) -> str:
    return ", ".join(_option(_MECHANISM, code) for code in register.codes(line.entry.causes if line.entry else ""))


def places(line: register.Line) -> str:
    known = charts.regions()
    found = register.codes(line.entry.places if line.entry else "")
    return "; ".join(known[code].label for code in found if code in known)


def flags(line: register.Line, now: dt.datetime) -> list[tuple[str, str]]:
    """(state of the kit, words) of what a reader must not overlook."""
    found = []
    if line.entry is None:
        found.append(("alert", _("This number is missing")))
    if line.voided:
        found.append(("void", _("Voided")))
    if line.late:
        found.append(("attention", _("Late")))
    if line.unreported:
        found.append(("attention", _("Alleged, no notice")))
    if line.overdue(now):
        found.append(("attention", _("Notice not sent in time")))
    return found


def table(lines: Iterable[register.Line], facility: Facility, now: dt.datetime) -> list[list[str]]:
    """Head and rows of the register as a file: one thing in each column, so that it can be sorted and counted."""
    head = [_("Number"), _("Attention"), _("Date"), _("Person"), _("Occasion"), _("Ill-treatment"), _("Lesions")]
    rows = [[*head, _("Body region"), _("Cause"), _("Notice"), _("Sent")]]
    for line in lines:
        stands_out = "; ".join(text for _state, text in flags(line, now))
        if line.entry is None or line.person is None:
            rows.append([str(line.number), stands_out, *[""] * 9])
            continue
        sent = line.notice.sent_at if line.notice else None
        rows.append(
            [
                register.label(line.entry, facility.code),
                stands_out,
                format_moment(line.entry.issued_at),
                display_name(line.person),
                occasion(line),
                alleged(line),
                str(line.entry.lesions),
                places(line),
                causes(line),
                presenter.notice_state(line.notice),
                format_moment(sent) if sent else "",
            ]
        )
    return rows


def paper(lines: Iterable[register.Line], facility: Facility, now: dt.datetime) -> list[list[str]]:
    """The same for paper, as wide as a page: what stands out under the number, lesions with region and cause."""
    head, *rows = table(lines, facility, now)
    return [
        [head[0], *head[2:6], f"{head[6]}: {head[7]}, {head[8]}", head[9]],
        *(
            [
                "\n".join(part for part in row[:2] if part),
                *row[2:6],
                "\n".join(part for part in (": ".join(part for part in row[6:8] if part), row[8]) if part),
                " ".join(part for part in row[9:] if part),
            ]
            for row in rows
        ),
    ]


def summary(lines: Sequence[register.Line], now: dt.datetime) -> str:
    """How many lines, and how many of them stand out."""
    counts = [
        ngettext("%(num)s line", "%(num)s lines", len(lines)),
        _("missing numbers: %(count)s", count=sum(line.entry is None for line in lines)),
        _("voided: %(count)s", count=sum(line.voided for line in lines)),
        _("late: %(count)s", count=sum(line.late for line in lines)),
        _("without a notice: %(count)s", count=sum(line.unnoticed for line in lines)),
        _("alleged without a notice: %(count)s", count=sum(line.unreported for line in lines)),
        _("notices not sent in time: %(count)s", count=sum(line.overdue(now) for line in lines)),
    ]
    return " · ".join(counts)


def cause_items(lines: Iterable[register.Line]) -> list[tuple[str, str]]:
    found = {code for line in lines if line.entry for code in register.codes(line.entry.causes)}
    return [(code, _option(_MECHANISM, code)) for code in sorted(found)]


def place_items(lines: Iterable[register.Line]) -> list[tuple[str, str]]:
    known = charts.regions()
    found = {code for line in lines if line.entry for code in register.codes(line.entry.places)}
    return sorted(((code, known[code].label) for code in found if code in known), key=lambda item: item[1])


def alleged_items() -> list[tuple[str, str]]:
    return [(option.code, str(option.text)) for option in STATEMENT.field("alleged").options]


def notice_items() -> list[tuple[str, str]]:
    return [
        ("none", _("No notice")),
        ("prepared", _("To be sent")),
        ("withheld", _("Held back: no consent")),
        ("sent", _("Sent")),
        ("received", _("Receipt confirmed")),
        ("answered", _("Answered")),
    ]


def narrowed(values: Mapping[str, str], lines: Sequence[register.Line]) -> str:
    """What a list was narrowed to, in words, for the paper."""
    words = {
        "cause": dict(cause_items(lines)),
        "place": dict(place_items(lines)),
        "alleged": dict(alleged_items()),
        "notice": dict(notice_items()),
    }
    parts = [words[name].get(values.get(name, ""), "") for name in words]
    days = " – ".join(part for part in (values.get("first", ""), values.get("last", "")) if part)
    return " · ".join(part for part in (days, *parts) if part)
