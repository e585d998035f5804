"""F. Alcohol, drugs and tobacco, with the scores of AUDIT, COWS and CIWA-Ar as their owners' limits give them."""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import MAY_NOT_KNOW, UNANSWERED, UNANSWERED_LIST, any_of, why
from healthapp.intake.dictionary.model import Group, Section, choice, four, integer, many, moment, rows, text, when

_SUBSTANCES = (
    ("heroin", _l("Heroin or other street opioid")),
    ("opioid_medicine", _l("Opioid medicine")),
    ("cannabis", _l("Cannabis")),
    ("methamphetamine", _l("Methamphetamine or amphetamine")),
    ("cocaine", _l("Cocaine")),
    ("benzodiazepine", _l("Benzodiazepine")),
    ("pregabalin", _l("Pregabalin or gabapentin")),
    ("synthetic", _l("Synthetic cannabinoid or cathinone")),
    ("solvent", _l("Solvent")),
    ("other", _l("Other")),
)
_DRUGS = many(
    "drugs_month",
    _l("Drugs in the last month"),
    ("=none", _l("None")),
    *_SUBSTANCES,
    *UNANSWERED_LIST,
    required=True,
)
_DRINKS = ("monthly", "weekly", "often")

SUBSTANCES = Section(
    "substances",
    "F",
    _l("Alcohol, drugs and tobacco"),
    Group.HISTORY,
    (
        choice(
            "alcohol",
            _l("Alcohol in the year before custody"),
            ("never", _l("Never")),
            ("monthly", _l("Four times a month or less")),
            ("weekly", _l("Two or three times a week")),
            ("often", _l("Four times a week or more")),
            *UNANSWERED,
            required=True,
        ),
        why("alcohol"),
        integer("audit_c", _l("AUDIT-C, sum"), 0, 12, normal=(0, 4), required=True, when=when("alcohol", *_DRINKS)),
        integer("audit", _l("AUDIT, sum"), 0, 40, normal=(0, 7), when=when("alcohol", *_DRINKS)),
        moment("last_drink", _l("Last drink at"), when=when("alcohol", *_DRINKS)),
        four(
            "alcohol_withdrawal",
            _l("Seizure or delirium in withdrawal before"),
            answers=MAY_NOT_KNOW,
            hint=_l("Yes: call the doctor now."),
            when=when("alcohol", *_DRINKS),
        ),
        _DRUGS,
        why("drugs_month"),
        rows(
            "drugs",
            _l("Each substance"),
            choice("substance", _l("Substance"), *_SUBSTANCES, required=True),
            choice(
                "route",
                _l("Route"),
                ("oral", _l("By mouth")),
                ("smoked", _l("Smoked")),
                ("sniffed", _l("Sniffed")),
                ("injected", _l("Injected")),
                ("other", _l("Other")),
            ),
            text("amount", _l("Amount")),
            choice(
                "frequency",
                _l("How often"),
                ("daily", _l("Every day")),
                ("weekly", _l("Every week")),
                ("rarely", _l("Less often")),
            ),
            moment("last_use", _l("Last use")),
            required=True,
            when=any_of(_DRUGS),
        ),
        choice(
            "injecting",
            _l("Injecting"),
            ("never", _l("Never")),
            ("past", _l("In the past")),
            ("now", _l("Now")),
            *UNANSWERED,
            required=True,
            when=any_of(_DRUGS),
        ),
        why("injecting"),
        four(
            "shared",
            _l("Shared needles or other equipment"),
            answers=MAY_NOT_KNOW,
            when=when("injecting", "past", "now"),
        ),
        four("misuse", _l("Medicines taken other than prescribed")),
        text("misuse_text", _l("Which"), required=True, when=when("misuse", "yes")),
        four("benzodiazepine_daily", _l("Sedatives every day for weeks"), answers=MAY_NOT_KNOW),
        many(
            "withdrawal_signs",
            _l("Signs of intoxication or withdrawal"),
            ("=none", _l("None of these")),
            ("intoxicated", _l("Intoxicated")),
            ("tremor", _l("Tremor")),
            ("sweating", _l("Sweating")),
            ("vomiting", _l("Nausea or vomiting")),
            ("pupils", _l("Very wide or very narrow pupils")),
            ("yawning", _l("Yawning, running nose or eyes, gooseflesh")),
            ("restless", _l("Restless or anxious")),
            ("hallucinations", _l("Hallucinations or confusion")),
            required=True,
        ),
        integer(
            "cows", _l("COWS, sum"), 0, 48, normal=(0, 4), hint=_l("Opioid withdrawal; repeat every 4 to 8 hours.")
        ),
        integer(
            "ciwa",
            _l("CIWA-Ar, sum"),
            0,
            67,
            normal=(0, 7),
            hint=_l("Alcohol withdrawal; repeat every 4 to 8 hours, from 8 on every 1 to 2."),
        ),
        choice(
            "oat",
            _l("Opioid agonist treatment on arrival"),
            ("no", _l("No")),
            ("confirmed", _l("Yes, confirmed by the provider")),
            ("unconfirmed", _l("Yes, not yet confirmed")),
            *UNANSWERED,
            required=True,
        ),
        why("oat"),
        four("overdose", _l("Overdose ever"), answers=MAY_NOT_KNOW, when=any_of(_DRUGS)),
        choice(
            "naloxone",
            _l("Naloxone for release"),
            ("offered", _l("Offered")),
            ("given", _l("Given")),
            ("refused", _l("Refused")),
            ("not_indicated", _l("Not indicated")),
        ),
        integer("tobacco", _l("Cigarettes a day"), 0, 100, normal=(0, 0), required=True),
    ),
    hint=_l("No answer here has any disciplinary consequence: it stays in the medical file."),
)
