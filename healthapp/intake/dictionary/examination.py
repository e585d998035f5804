"""L. Physical examination: a status for each system, none of them given in advance."""

from __future__ import annotations

from typing import Any

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import OFFERED
from healthapp.intake.dictionary.model import Field, Group, Section, choice, four, long, many, when

_STATUS = (
    ("normal", _l("Examined, nothing abnormal")),
    ("abnormal", _l("Abnormal")),
    ("not_examined", _l("Not examined")),
    ("refused", _l("Refused")),
)


def _system(key: str, words: Any, *more: tuple[str, Any]) -> tuple[Field, Field]:
    """The status of one system, and what was found or why it was not examined."""
    return (
        choice(key, words, *_STATUS, *more, required=True),
        long(
            f"{key}_text",
            _l("%(part)s: what was found, or why it was not examined", part=words),
            required=True,
            when=when(key, "abnormal", "not_examined", "refused", *(code for code, _text in more if code == "urgent")),
            max_length=2_000,
        ),
    )


EXAMINATION = Section(
    "examination",
    "L",
    _l("Physical examination"),
    Group.EXAMINATION,
    (
        many(
            "appearance",
            _l("Appearance"),
            ("=ordinary", _l("None of these seen")),
            ("sweating", _l("Sweating")),
            ("tremor", _l("Tremor")),
            ("anxious", _l("Anxious")),
            ("pale", _l("Pale")),
            ("jaundiced", _l("Jaundiced")),
            ("breathless", _l("Short of breath")),
            ("unsteady", _l("Unsteady gait")),
            ("frail", _l("Frail")),
            ("infested", _l("Lice or scabies")),
            ("needle", _l("Needle marks")),
            ("neglected", _l("Neglected")),
            required=True,
        ),
        *_system("general", _l("General state")),
        *_system("nutrition", _l("Nutrition")),
        *_system("skin", _l("Skin")),
        *_system("head_neck", _l("Head and neck")),
        *_system("ent", _l("Eyes, ears, nose and throat")),
        *_system(
            "teeth",
            _l("Teeth and mouth"),
            ("treatment", _l("Needs treatment, not urgent")),
            ("urgent", _l("Needs treatment urgently")),
        ),
        *_system("chest", _l("Chest and lungs")),
        *_system("heart", _l("Heart and vessels")),
        *_system("abdomen", _l("Abdomen")),
        *_system("limbs", _l("Limbs and joints")),
        *_system("spine", _l("Spine")),
        *_system("neuro", _l("Nervous system")),
        *_system("genital", _l("Genitals and anus"), ("not_indicated", _l("Not indicated"))),
        four(
            "genital_consent",
            _l("Separate consent to the intimate examination, chaperone offered"),
            answers=OFFERED,
            when=when("genital", "normal", "abnormal"),
        ),
    ),
    hint=_l("Nothing is marked in advance. Write what you saw, and what you looked for and did not find."),
)
