"""Invented people and answers for the component sheet, one of each kind and every state of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from healthapp.i18n import gettext as _
from healthapp.web.forms import FormState
from healthapp.web.kit.clocks import Entry, WorkRow
from healthapp.web.kit.icons import SHAPES, state
from healthapp.web.kit.person import PersonBanner

NAME = "Kərimli Rauf Elçin oğlu"


@dataclass(frozen=True, slots=True)
class SampleClock:
    """A clock as the deadlines room would tell it."""

    text: str
    level: str
    frame: str


def shapes() -> list[str]:
    """Every shape by name."""
    return list(SHAPES)


def banners() -> list[PersonBanner]:
    """Somebody well known, somebody unknown in hospital, and what an officer sees."""
    return [
        PersonBanner(
            name=NAME,
            number="N-2026-0418",
            birth="14.06.1991",
            age=_("34 years"),
            place=_("Quarantine %(number)s", number=3),
            place_note=_("· not alone"),
            allergies="known",
            allergy_text=_("Penicillin"),
            languages=_("Azerbaijani, Russian"),
            risk_level=3,
            risk_text=_("L3, close observation"),
            href="#",
        ),
        PersonBanner(
            name=_("Unknown, %(number)s", number="N-2026-0431"),
            number="N-2026-0431",
            birth=None,
            age=_("about 40"),
            place=_("Admission room"),
            allergies="not_asked",
            languages=None,
            interpreter=True,
            hospital=_("Ward %(number)s", number=2),
        ),
        PersonBanner(
            name="Quliyev Anar Fikrət oğlu",
            number="N-2026-0397",
            birth="02.01.1980",
            age=_("46 years"),
            place="4-12",
            allergies="hidden",
            languages=_("Azerbaijani"),
            risk_hidden=True,
        ),
    ]


def clocks() -> list[tuple[SampleClock, str]]:
    """Every level and frame, with the basis that stands under it."""
    legal, target, unset = _("law, 24 hours"), _("own target"), _("no limit set")
    return [
        (
            SampleClock(_("%(span)s overdue", span=_("%(hours)s h %(mins)02d min", hours=1, mins=48)), "over", "legal"),
            legal,
        ),
        (
            SampleClock(_("%(span)s left", span=_("%(hours)s h %(mins)02d min", hours=2, mins=10)), "soon", "legal"),
            legal,
        ),
        (SampleClock(_("%(span)s left", span=_("%(hours)s h %(mins)02d min", hours=17, mins=5)), "ok", "legal"), legal),
        (
            SampleClock(_("%(span)s overdue", span=_("%(hours)s h %(mins)02d min", hours=4, mins=5)), "over", "target"),
            target,
        ),
        (
            SampleClock(_("%(span)s left", span=_("%(hours)s h %(mins)02d min", hours=3, mins=12)), "ok", "target"),
            target,
        ),
        (
            SampleClock(
                _("no limit set, waiting %(span)s", span=_("%(days)s d %(hours)s h", days=9, hours=4)), "ok", "unset"
            ),
            unset,
        ),
        (SampleClock(_("done before the limit"), "met", "legal"), legal),
        (SampleClock(_("done after the limit"), "late", "legal"), legal),
    ]


def states() -> list[tuple[str, str]]:
    """(kind, word) of every state."""
    return [
        ("done", _("All answered")),
        ("partial", _("%(count)s answers missing", count=3)),
        ("not_started", _("Not started")),
        ("not_applicable", _("Does not apply")),
        ("locked", _("Another role")),
        ("waiting", _("Waiting for the doctor")),
        ("attention", _("Not done: do this first")),
        ("alert", _("Insulin: next dose 16:00")),
        ("late", _("late, and stays late")),
        ("late_entry", _("late entry")),
        ("due", _("due now")),
        ("seen", _("looked at")),
        ("signed", _("signed")),
        ("void", _("voided")),
        ("note", _("Interpreter: Persian")),
    ]


def rows() -> list[WorkRow]:
    """A worklist, most urgent first."""
    made = clocks()
    return [
        WorkRow(
            *made[0],
            title=NAME,
            sub=_("34 years"),
            href="#",
            cells=("10.03 12:44", _("Quarantine %(number)s", number=3), state("alert", _("done: red"))),
            action=(_("Continue (%(done)s of %(all)s)", done=7, all=12), "#"),
            urgent=True,
        ),
        WorkRow(
            *made[1],
            title="Nəsirov Tural Vaqif oğlu",
            sub=_("52 years"),
            href="#",
            cells=("10.03 16:42", _("Quarantine %(number)s", number=1), state("done", _("done"))),
            action=(_("Begin the examination"), "#"),
        ),
        WorkRow(
            *made[2],
            title="Иванов Пётр Сергеевич",
            sub=_("41 years"),
            href="#",
            cells=("11.03 07:37", _("Admission room"), state("attention", _("Not done: do this first"))),
            action=(_("Begin the screen"), "#"),
        ),
    ]


def columns() -> list[str]:
    return [_("Physical admission"), _("Place"), _("Screen before cell")]


def entries() -> list[Entry]:
    """The three kinds of event."""
    return [
        Entry(
            "2026-03-11T09:10+04:00",
            "11.03.2026",
            "09:10",
            _("Safety screen"),
            _("Red: level 3 proposed"),
            "#",
            "alert",
        ),
        Entry("2026-03-10T14:09+04:00", "10.03.2026", "14:09", _("Intake examination begun"), "", "#"),
        Entry(
            "2026-03-10T12:44+04:00",
            "10.03.2026",
            "12:44",
            _("Physical admission"),
            _("from the police"),
            None,
            "custody",
        ),
    ]


def answers() -> list[Mapping[str, Any]]:
    """A summary before signing: given, missing, not asked."""
    return [
        {"key": _("Heart rate at rest"), "value": "72", "href": "#"},
        {"key": _("Body temperature"), "value": "", "href": "#", "missing": True},
        {"key": _("Cause, in the person's own words"), "value": "«Məni maşında vurdular»", "href": "#"},
        {"key": _("Blood group"), "value": "", "href": "#"},
    ]


def tasks() -> Sequence[Mapping[str, Any]]:
    """Parts of an examination."""
    return [
        {
            "title": _("Room and consent"),
            "hint": _("Room, who is present, privacy, consent"),
            "status": ("done", _("All answered")),
            "href": "#",
        },
        {
            "title": _("Vital signs, allergies and medicines"),
            "hint": "NEWS2: 6",
            "status": ("partial", _("%(count)s answers missing", count=3)),
            "href": "#",
        },
        {"title": _("Functional state"), "status": ("not_started", _("Not started")), "href": "#"},
        {
            "title": _("Check the answers and hand in to the doctor"),
            "status": ("not_applicable", _("Not possible yet: %(count)s sections left", count=5)),
        },
    ]


def empty_form() -> FormState:
    return FormState()


def wrong_form() -> FormState:
    """A form as it comes back: values kept, messages at their fields and in page order."""
    values = {
        "w_temperature": "3,8",
        "w_measured_date": "12.03.2026",
        "w_measured_time": "14:10",
        "w_medicines": "refused",
        "w_language": "az",
        "w_help": ["walk"],
        "w_note": "<b>«Başım ağrıyır»</b>",
    }
    form = FormState(values)
    form.add("w_temperature", _("Body temperature must be between 25 and 45 °C: %(value)s is written", value="3,8"))
    form.add(
        "w_measured_date", _("The time of measuring cannot be in the future: it is %(now)s", now="11.03.2026 14:32")
    )
    form.add("w_medicines_reason", _("Say why this was refused"))
    form.add("w_consent", _("Choose an answer"))
    form.add("w_own", _("Choose an answer"))
    return form
