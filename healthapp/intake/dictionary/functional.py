"""K. What the person can do and needs (Nelson Mandela Rule 30 e). Nothing here judges anybody fit for a sanction."""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.model import Field, Group, Section, choice, many, text, when


def _fitness(key: str, words: object) -> tuple[Field, Field]:
    """One kind of activity and its limits."""
    return (
        choice(
            key,
            words,
            ("unlimited", _l("No limits")),
            ("limited", _l("With limits")),
            ("not_now", _l("Not for the time being")),
            ("to_assess", _l("To be assessed by the doctor")),
            required=True,
        ),
        text(f"{key}_limits", _l("Which limits, and until when"), required=True, when=when(key, "limited", "not_now")),
    )


FUNCTIONAL = Section(
    "functional",
    "K",
    _l("Abilities and fitness"),
    Group.HISTORY,
    (
        choice(
            "mobility",
            _l("Mobility"),
            ("free", _l("Walks without help")),
            ("aid", _l("Walks with an aid")),
            ("help", _l("Walks with another person's help")),
            ("wheelchair", _l("Wheelchair")),
            ("bed", _l("Stays in bed")),
            required=True,
        ),
        choice(
            "self_care",
            _l("Self-care"),
            ("independent", _l("Independent")),
            ("some_help", _l("Needs some help")),
            ("dependent", _l("Depends on help")),
            required=True,
        ),
        text(
            "help_needed",
            _l("Which help, and by whom"),
            required=True,
            when=when("self_care", "some_help", "dependent"),
        ),
        many(
            "aids_needed",
            _l("Aids needed"),
            ("=none", _l("None")),
            ("glasses", _l("Glasses")),
            ("hearing_aid", _l("Hearing aid")),
            ("stick", _l("Stick or crutch")),
            ("wheelchair", _l("Wheelchair")),
            ("prosthesis", _l("Prosthesis")),
            ("toilet", _l("Toilet or shower aid")),
            ("mattress", _l("Special mattress")),
            ("other", _l("Other")),
        ),
        choice(
            "lower_bunk",
            _l("Lower bunk"),
            ("not_needed", _l("Not needed")),
            ("needed", _l("Needed")),
            required=True,
        ),
        *_fitness("work", _l("Work")),
        *_fitness("exercise", _l("Exercise and walks")),
        *_fitness("activities", _l("Study and other activities")),
        *_fitness("transport", _l("Transport")),
    ),
)
