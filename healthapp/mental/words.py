"""The words of this room: codes as people say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.i18n import local, ngettext

METHODS: Mapping[str, Any] = {
    "cut": _l("Cut or stab"),
    "ligature": _l("Hanging or ligature"),
    "overdose": _l("Overdose"),
    "ingestion": _l("Swallowed an object or substance"),
    "burn": _l("Burn"),
    "head_bang": _l("Hit the head or body against something"),
    "jump": _l("Jump or fall"),
    "food_refusal": _l("Refused food or water to die"),
    "other": _l("Other"),
}
PLACES: Mapping[str, Any] = {
    "single_cell": _l("Single cell"),
    "shared_cell": _l("Shared cell"),
    "isolation": _l("Isolation"),
    "medical_unit": _l("Medical unit"),
    "hospital": _l("Hospital"),
    "transport": _l("On the way"),
    "other": _l("Other"),
}
INTENTS: Mapping[str, Any] = {
    "die": _l("To die"),
    "ambivalent": _l("Ambivalent"),
    "not_die": _l("Not to die"),
    "unknown": _l("Unknown"),
    "refused": _l("Refused to answer"),
    "not_asked": _l("Not asked"),
}
SEVERITIES: Mapping[str, Any] = {
    "0": _l("0, no injury"),
    "1": _l("1, slight"),
    "2": _l("2, moderate"),
    "3": _l("3, grave"),
    "4": _l("4, life in danger"),
}
TREATMENTS: Mapping[str, Any] = {
    "none": _l("None needed"),
    "unit": _l("In the medical unit"),
    "hospital": _l("Hospital"),
    "intensive": _l("Intensive care"),
}
LEVELS: Mapping[str, Any] = {
    "0": _l("L0, no raised risk found"),
    "1": _l("L1, support: a conversation every shift"),
    "2": _l("L2, observation at irregular times"),
    "3": _l("L3, close observation"),
    "4": _l("L4, constant observation"),
}
ALONE: Mapping[str, Any] = {"yes": _l("Yes"), "no": _l("No"), "unknown": _l("Unknown")}
NOTES: Mapping[str, Any] = {
    "debrief": _l("Debrief"),
    "follow_up": _l("Follow-up"),
    "correction": _l("Correction"),
}
MEASURES: Mapping[str, Any] = {
    "clothing": _l("Other clothing"),
    "camera": _l("Camera in the cell"),
    "items": _l("Things taken away"),
    "separation": _l("Separation from others"),
    "restraint": _l("Restraint"),
}
REASONS: Mapping[str, Any] = {
    "life": _l("The person's own life or health is in immediate danger"),
    "others": _l("The life or health of others is in immediate danger"),
    "infection": _l("Others would be infected"),
    "treatment": _l("Treatment that cannot wait would be impossible"),
}
ORDERED_AS: Mapping[str, Any] = {
    "doctor": _l("Doctor"),
    "psychiatrist": _l("Psychiatrist"),
    "facility_head": _l("Head of the facility"),
    "duty_officer": _l("Duty officer"),
}
STEPS: Mapping[str, Any] = {
    "review": _l("Daily review: it goes on"),
    "visit": _l("Daily health visit"),
    "extended": _l("Review: a longer term"),
    "ended": _l("It has ended"),
}
MANNERS: Mapping[str, Any] = {
    "illness": _l("Illness"),
    "suicide": _l("Suicide"),
    "accident": _l("Accident"),
    "violence": _l("Violence by another"),
    "unknown": _l("Unknown"),
}
TASKS: Mapping[str, Any] = {
    "prosecutor": _l("Tell the prosecutor"),
    "family": _l("Tell the family, in person"),
    "cell_mates": _l("See those who shared the cell and who witnessed it, and ask about suicide"),
    "staff": _l("Talk with the staff who were there, and offer support"),
    "review": _l("Review what can be learnt from the death"),
    "other": _l("Other"),
}
TASK_STATES: Mapping[str, Any] = {"open": _l("open"), "done": _l("Done"), "dropped": _l("Not needed")}
OFFERS: Mapping[str, Any] = {
    "accepted": _l("Accepted"),
    "refused": _l("Refused"),
    "deferred": _l("Will decide later"),
    "withdrawn": _l("Does not want it any more"),
}
URGENCY: Mapping[str, Any] = {"ordinary": _l("In turn"), "soon": _l("Soon, before others")}
CONTACTS: Mapping[str, Any] = {
    "first": _l("First contact"),
    "individual": _l("Individual session"),
    "group": _l("Group session"),
    "crisis": _l("Crisis contact"),
    "family": _l("With the family"),
    "assessment": _l("Assessment"),
    "closing": _l("Closing session"),
    "missed": _l("Did not take place"),
}
ROUTES: Mapping[str, Any] = {
    "oral": _l("By mouth"),
    "sublingual": _l("Under the tongue"),
    "im": _l("Into the muscle"),
    "iv": _l("Into the vein"),
    "depot": _l("Depot injection"),
    "rectal": _l("Rectal"),
    "skin": _l("On the skin"),
    "inhaled": _l("Inhaled"),
}
CONSENTS: Mapping[str, Any] = {
    "yes": _l("Agrees, after it was explained"),
    "refused": _l("Refuses"),
    "no_capacity": _l("Cannot decide now"),
    "urgent": _l("Emergency: no time to ask"),
}
STOPS: Mapping[str, Any] = {
    "finished": _l("Course finished"),
    "side_effect": _l("Side effect"),
    "no_effect": _l("No effect"),
    "refused": _l("The person refuses"),
    "changed": _l("Replaced by another"),
    "other": _l("Other"),
}
NEEDS: Mapping[str, Any] = {
    "hospital": _l("Psychiatric hospital"),
    "treatment_unit": _l("Psychiatric ward of a treatment institution"),
    "psychiatrist": _l("Regular treatment by a psychiatrist"),
    "release": _l("Release because of illness"),
    "adapted": _l("An adapted regime or cell"),
}
OBSTACLES: Mapping[str, Any] = {
    "no_place": _l("No place"),
    "waiting_decision": _l("A decision of the Department or a commission is awaited"),
    "waiting_court": _l("A court is awaited"),
    "no_escort": _l("No escort or transport"),
    "person_refuses": _l("The person refuses"),
    "no_specialist": _l("No specialist"),
    "none": _l("Nothing, it is on its way"),
    "other": _l("Other"),
}
NEED_STEPS: Mapping[str, Any] = {
    "obstacle": _l("Something else stands in the way now"),
    "case": _l("A case was opened for it"),
    "closed": _l("The need has ended"),
}
OUTCOMES: Mapping[str, Any] = {
    "placed": _l("Placed"),
    "treated": _l("Treated here"),
    "released": _l("Released"),
    "no_need": _l("Not needed any more"),
    "other": _l("Other"),
}


def items(codes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Codes to choose from, as (value, words)."""
    return [(code, str(text)) for code, text in codes.items()]


def days(since: dt.date, now: dt.datetime) -> str:
    """``12 days``, counted in Baku."""
    count = max(0, (local(now).date() - since).days)
    return ngettext("%(num)s day", "%(num)s days", count)


def minutes(count: int) -> str:
    return _("%(count)s min", count=count)
