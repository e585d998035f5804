"""Safety screen: minutes after arrival, before a cell is allocated (NICE NG57 1.1.1). Never declined as a whole."""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import MAY_NOT_KNOW, OBSERVED, UNANSWERED, UNANSWERED_LIST, why
from healthapp.intake.dictionary.model import Group, Section, choice, four, many, moment, text, when, women

SAFETY = Section(
    "safety",
    "A",
    _l("Safety screen"),
    Group.URGENT,
    (
        moment("screened_at", _l("Screened at"), required=True),
        four(
            "immediate_danger",
            _l("Immediate danger to life"),
            answers=OBSERVED,
            hint=_l("Difficulty breathing, chest pain, heavy bleeding, seizure, poisoning. Yes: call the doctor now."),
        ),
        text(
            "immediate_danger_action", _l("What was done at once"), required=True, when=when("immediate_danger", "yes")
        ),
        choice(
            "consciousness",
            _l("Consciousness"),
            ("A", _l("Alert")),
            ("C", _l("New confusion")),
            ("V", _l("Responds to voice")),
            ("P", _l("Responds to pain")),
            ("U", _l("Unresponsive")),
            required=True,
        ),
        four("injuries_now", _l("Injuries now"), hint=_l("Seen or reported, whatever the cause.")),
        four(
            "suicidal_now",
            _l("Thoughts of suicide or self-harm now"),
            hint=_l("Ask directly, out of hearing of others."),
        ),
        four(
            "withdrawal",
            _l("Intoxication or withdrawal now, or a seizure or delirium in withdrawal before"),
            answers=MAY_NOT_KNOW,
        ),
        four(
            "cough",
            _l("Cough, fever, night sweats or weight loss"),
            hint=_l("Yes: mask and a separate room until tuberculosis is excluded."),
        ),
        four("critical_medicine", _l("Medicine that must not be missed today"), answers=MAY_NOT_KNOW),
        text(
            "critical_medicine_name",
            _l("Which medicine, and when the next dose is due"),
            required=True,
            when=when("critical_medicine", "yes"),
        ),
        choice(
            "allergy_state",
            _l("Allergies"),
            ("known", _l("Known allergy")),
            ("none", _l("None known (asked)")),
            *UNANSWERED,
            required=True,
        ),
        text("allergy_text", _l("Allergic to"), required=True, when=when("allergy_state", "known")),
        why("allergy_state", "allergy_reason"),
        choice(
            "pregnancy",
            _l("Pregnancy, if applicable"),
            ("not_applicable", _l("Not applicable")),
            ("no", _l("No")),
            ("possible", _l("Possible")),
            ("yes", _l("Yes")),
            *UNANSWERED,
            required=True,
            applies=women,
        ),
        why("pregnancy"),
        choice(
            "interpreter_need",
            _l("Interpreter"),
            ("not_needed", _l("Not needed")),
            ("present", _l("Needed and present")),
            ("missing", _l("Needed, not present")),
            required=True,
        ),
        text("interpreter_language", _l("Language"), when=when("interpreter_need", "present", "missing")),
        many(
            "needs",
            _l("Needs of placement"),
            ("=none", _l("None of these")),
            ("mobility", _l("Cannot walk or climb without help")),
            ("sight", _l("Does not see well")),
            ("hearing", _l("Does not hear well")),
            ("understanding", _l("Difficulty understanding or remembering")),
            ("under_18", _l("Under 18, or age in doubt")),
            ("aid", _l("Aid or device that must stay with the person")),
            *UNANSWERED_LIST,
            required=True,
        ),
        why("needs"),
        choice(
            "cell_advice",
            _l("Advice on the cell"),
            ("ordinary", _l("Ordinary placement")),
            ("shared", _l("Shared cell, not alone")),
            ("observation", _l("Cell with observation")),
            ("medical_unit", _l("Medical unit")),
            ("hospital", _l("Hospital at once")),
            required=True,
        ),
    ),
    hint=_l("Before a cell is allocated. Two minutes; the full examination follows within 24 hours."),
    may_decline=False,
)
