"""The words of the episode of risk and of the watch."""

from __future__ import annotations

from typing import Any

from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l

SOURCES: dict[str, Any] = {
    "screen": _l("A screening"),
    "concern": _l("My own concern"),
    "self_harm": _l("Self-harm or an attempt"),
    "officer": _l("An officer told me"),
    "family": _l("The family told me"),
    "lawyer": _l("A lawyer told me"),
    "call_centre": _l("The 916 call centre told me"),
    "reopened": _l("Opened again"),
}
LEVELS: dict[int, Any] = {
    0: _l("L0, closed"),
    1: _l("L1, support: a conversation every shift"),
    2: _l("L2, observation at irregular times"),
    3: _l("L3, close observation"),
    4: _l("L4, constant observation"),
}
DISCIPLINES: dict[str, Any] = {
    "health": _l("Health care"),
    "psychology": _l("Psychology"),
    "duty_officer": _l("Duty officer"),
    "custody": _l("Custody staff"),
    "social": _l("Social work"),
    "education": _l("Education"),
    "faith": _l("Faith"),
}
REVIEWS: dict[str, Any] = {
    "assessment": _l("Assessment"),
    "contact": _l("Conversation"),
    "review": _l("Review by several professions"),
    "closure": _l("Closing review"),
    "post_closure": _l("Review after closing"),
}
IDEATION: dict[str, Any] = {
    "no": _l("No"),
    "yes": _l("Yes"),
    "refused": _l("Refused to answer"),
    "not_asked": _l("Not asked"),
}
SEEN: dict[str, Any] = {
    "calm": _l("Awake, calm"),
    "talking": _l("Talking"),
    "asleep": _l("Asleep, I saw breathing"),
    "distressed": _l("Distressed, crying"),
    "away": _l("Not in the cell"),
    "relief": _l("I take over the watch"),
}
ENDINGS: dict[str, Any] = {"done": _l("Done"), "handed_over": _l("Handed over"), "dropped": _l("Dropped")}
STATES: dict[str, Any] = {"open": _l("Still to be done"), **ENDINGS}
PLAN: dict[str, Any] = {
    "warning_signs": _l("How I notice that it is getting bad"),
    "own_ways": _l("What I can do myself"),
    "people_and_places": _l("People and places that take my mind off it"),
    "whom_to_ask": _l("Whom I can ask for help"),
    "staff": _l("Staff I can turn to, day and night"),
    "safe_place": _l("What makes my place safer"),
}
TRIGGERS: dict[str, Any] = {
    "self_harm": _l("Self-harm"),
    "threat": _l("Threat of self-harm"),
    "thoughts_told": _l("Thoughts of suicide told at an examination"),
    "court_return": _l("Return from court"),
    "court_by_video": _l("Court by video"),
    "transfer_in": _l("Arrival from another unit"),
    "sentence": _l("Sentence"),
    "further_charges": _l("Further charges or investigation"),
    "custody_status": _l("Change of custody status"),
    "security_raised": _l("Stricter regime"),
    "segregation": _l("Isolation"),
    "use_of_force": _l("Use of force"),
    "parole_deferred": _l("Early release refused"),
    "family_change": _l("Bad news from the family"),
    "serious_illness": _l("Serious illness or hospital stay"),
    "adverse_decision": _l("A decision against the person"),
    "withdrawal": _l("Withdrawal"),
    "mood_or_behaviour": _l("Change of mood or behaviour"),
    "information_received": _l("Information received"),
    "other_event": _l("Another event"),
    "reception": _l("At reception, before a cell is given"),
    "day_1": _l("First day"),
    "day_7": _l("Day 7"),
    "day_14_audit": _l("Day 14 to 21: AUDIT"),
    "day_14_phq9": _l("Day 14 to 21: PHQ-9"),
    "day_28": _l("Day 28"),
    "half_year": _l("Every six months"),
    "half_year_k10": _l("Every six months: K10"),
}
REFUSALS: dict[str, Any] = {
    "by.not_entitled": _l("You may not raise the level"),
    "level.not_higher": _l("The level is not higher than the one that holds"),
    "level.not_lower": _l("The level is not lower than the one that holds"),
    "level.one_at_a_time": _l("The level is lowered by one at a time"),
    "level.too_short": _l("Constant observation lasts a full day at least"),
    "level.above_one": _l("Only an episode at level 1 is closed"),
    "closure.required": _l("Closing is a review of its own: choose the closing review"),
    "review.no_health": _l("Health care must take part"),
    "review.one_discipline": _l("One other profession must take part"),
    "person.held_nowhere": _l("No facility holds this person"),
    "person.not_seen": _l("The level is not lowered without seeing the person"),
    "person.no_view": _l("Write down the person's own view"),
    "alone.needs_constant": _l("Not alone in a cell at level 3 without constant observation or a doctor's grounds"),
    "apart.needs_constant": _l("Kept apart from others: level 3 needs a doctor's written grounds, or the end of it"),
    "contacts.ideation": _l("The person spoke of thoughts of suicide in the last conversation"),
    "contacts.not_asked": _l("Thoughts of suicide were not asked about in the last conversation"),
    "contacts.too_few": _l("Two conversations without thoughts of suicide are needed"),
    "contacts.too_close": _l("The conversations must lie a day apart"),
    "plan.open_actions": _l("Items of the care plan are open"),
    "self_harm.recent": _l("Self-harm less than seven days ago"),
    "episode.closed": _l("This episode is closed"),
    "observation.future": _l("This time is in the future"),
    "observation.before": _l("The watch began later than that: write it under “Add what was seen or told”"),
    "observation.too_old": _l("This time is too long ago"),
    "observation.relief": _l("Only a constant watch is taken over by name"),
    "observation.text": _l("Write what you saw"),
}


def refusal(code: str) -> str:
    """A refusal of the rules in words."""
    return str(REFUSALS[code])


def numbers() -> list[tuple[str, str]]:
    """The levels to choose from."""
    return [(str(level), str(text)) for level, text in LEVELS.items() if level]


def higher(level: int) -> list[tuple[str, str]]:
    """The levels above ``level``: raising is all a single person may do."""
    return [(str(code), str(text)) for code, text in LEVELS.items() if code > level]


def minutes_ago() -> list[tuple[str, str]]:
    """How long ago the person was seen: one more tap, no typing."""
    before = [(str(number), _("%(count)s minutes ago", count=number)) for number in (5, 10, 15, 30, 60)]
    return [("0", _("Now")), *before]
