"""Codes of this room in words."""

from __future__ import annotations

from typing import Any

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l

KINDS: dict[str, Any] = {
    "scheduled": _l("Scheduled"),
    "ad_hoc": _l("Ad hoc"),
    "follow_up": _l("Follow-up visit"),
}
STATES: dict[str, Any] = {
    "planned": _l("planned"),
    "opened": _l("opened on site"),
    "in_progress": _l("in progress"),
    "obstructed": _l("obstructed"),
    "closed": _l("closed on site"),
    "act_signed": _l("act signed"),
    "report_sent": _l("report sent"),
    "follow_up_due": _l("follow-up due"),
    "followed_up": _l("followed up"),
    "archived": _l("archived"),
    "aborted": _l("given up"),
}
#: What is noted when a visit goes on to a state.
ONWARD: dict[str, Any] = {
    "act_signed": _l("The act is signed"),
    "report_sent": _l("The report was sent"),
    "follow_up_due": _l("It is to be followed up"),
    "archived": _l("Nothing more is to be done"),
}
#: Shape of a state for ``ui.state``.
SHAPES = {
    "planned": "waiting",
    "opened": "due",
    "in_progress": "due",
    "obstructed": "alert",
    "aborted": "void",
    "follow_up_due": "attention",
}
PROFESSIONS: dict[str, Any] = {
    "doctor": _l("Doctor"),
    "psychologist": _l("Psychologist"),
    "lawyer": _l("Lawyer"),
    "social_worker": _l("Social worker"),
    "staff": _l("Staff of the Ombudsman"),
    "other": _l("Another profession"),
}
HINDERED: dict[str, Any] = {"no": _l("No"), "partly": _l("Partly"), "yes": _l("Yes")}
ANSWERS: dict[str, Any] = {
    "yes": _l("Yes"),
    "no": _l("No"),
    "partly": _l("Partly"),
    "na": _l("Not applicable"),
}


def refusal(code: str) -> str:
    """Why a step was refused, and what to do, in words."""
    sentences: dict[str, Any] = {
        "mandate": _("Your mandate is not valid today. Ask the Ombudsman's office; nothing was opened."),
        "mandate_then": _("Your mandate does not hold at this facility on this day."),
        "member_then": _("A colleague's mandate does not hold at this facility on this day."),
        "region": _("Your mandate does not cover the region of this facility."),
        "facility": _("This facility is not in use any more."),
        "follows": _("The visit to follow up was to another facility."),
        "member": _("This colleague has no valid mandate for this region: invite them as a guest, or leave them out."),
        "gone": _("This plan waits no longer, or your key is not open. Look at the planned visits again."),
        "changed": _(
            "Somebody changed this visit on another device meanwhile. This page shows it as it is now; what you typed "
            "is still in its form and is stored when you send it again."
        ),
        "received": _("The team is received between its arrival at the gate and now"),
        "step": _("The visit has moved on: this step is not open any more."),
        "team": _("The last member with an account stays on the team."),
        "reason": _("Write why another sample is drawn: the first one stays."),
        "frame": _("There is nothing of this kind in the period: nothing can be drawn."),
        "subject": _("This is not of the visited facility."),
        "taken": _("This number is already there."),
        "ended": _("This mandate has ended already."),
    }
    return str(sentences[code])


def profession(code: str) -> str:
    """The profession of a mandate in words; a guest's own words as they are."""
    return str(PROFESSIONS.get(code, code))
