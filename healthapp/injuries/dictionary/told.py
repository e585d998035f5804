"""What the person tells: the statement, the events, and what was so before them (Istanbul Protocol 2022, IV-VI)."""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import MAY_NOT_KNOW, YES_NO
from healthapp.intake.dictionary.conditions import LANGUAGES
from healthapp.intake.dictionary.model import Group, Section, choice, four, long, many, rows, text, when

#: Vocabulary of methods (Istanbul Protocol, list of para 145 of 2004 as used in 2022).
METHODS = (
    ("=none", _l("None told")),
    ("blunt", _l("Blows, kicks, baton, cable")),
    ("falanga", _l("Beating of the soles")),
    ("telefono", _l("Blows to the ears")),
    ("thrown", _l("Pushed or thrown down")),
    ("suspension", _l("Suspension")),
    ("posture", _l("Stretching, forced posture, long constraint")),
    ("burn", _l("Burns")),
    ("electric", _l("Electric shocks")),
    ("asphyxia", _l("Suffocation, wet or dry")),
    ("crush", _l("Crushing")),
    ("penetrating", _l("Stabbing, needles, shooting")),
    ("chemical", _l("Salt, pepper, petrol and the like")),
    ("sexual", _l("Sexual violence or forced nakedness")),
    ("dental", _l("Injury of teeth")),
    ("drugs", _l("Drugs given by force")),
    ("conditions", _l("Conditions of detention")),
    ("deprivation", _l("Withheld sleep, food, water, toilet, light or care")),
    ("isolation", _l("Isolation")),
    ("sensory", _l("Noise, light, endless questioning")),
    ("exercise", _l("Forced exercise")),
    ("humiliation", _l("Humiliation")),
    ("threats", _l("Threats, mock execution")),
    ("animals", _l("Animals")),
    ("betrayal", _l("Forced to betray, to harm others or to break a taboo")),
    ("witness", _l("Forced to witness harm to others")),
    ("care_denied", _l("Medical care denied")),
    ("restraint", _l("Misuse of restraints")),
    ("weapons", _l("Gas, electroshock weapon, projectile")),
    ("other", _l("Other")),
)

STATEMENT = Section(
    "statement",
    "D",
    _l("Statement of the person"),
    Group.HISTORY,
    (
        choice(
            "alleged",
            _l("Ill-treatment"),
            ("yes", _l("Alleges ill-treatment")),
            ("no", _l("Denies ill-treatment")),
            ("declined", _l("Did not wish to speak about it")),
            ("not_asked", _l("Not asked")),
            required=True,
        ),
        text("alleged_reason", _l("Why it was not asked"), required=True, when=when("alleged", "not_asked")),
        long(
            "statement",
            _l("Statement, word for word"),
            hint=_l("In quotation marks, in the language spoken. Write names of accused staff on their own page only."),
            required=True,
            when=when("alleged", "yes"),
        ),
        choice(
            "statement_language",
            _l("Language of the statement"),
            *LANGUAGES,
            required=True,
            when=when("alleged", "yes"),
        ),
        rows(
            "events",
            _l("Events, one by one"),
            text("at", _l("Date and time, as told"), required=True),
            text("place", _l("Place"), required=True),
            text("duration", _l("How long it lasted")),
            text("agency", _l("Body or service")),
            text("people", _l("How many people, and what they looked like or wore")),
            text("instrument", _l("With what")),
            text("body_part", _l("Part of the body")),
            text("posture", _l("Position, clothing, eyes or head covered")),
            text("awake", _l("Consciousness: awake, dazed, fainted")),
            text("said", _l("What was said or demanded")),
            text("witnesses", _l("Who else was there")),
            text("care", _l("Medical care at the time")),
            required=True,
            when=when("alleged", "yes"),
        ),
        many("methods", _l("Methods told"), *METHODS, required=True, when=when("alleged", "yes")),
        long(
            "custody_before",
            _l("Arrest and places of detention before, in order"),
            hint=_l("Place, dates, transport, conditions: as told."),
        ),
        long("complaints", _l("Complaints since then, and now"), required=True),
        long(
            "healing",
            _l("How it went on"),
            hint=_l("Signs in the first days, treatment and by whom, infection, how long it took to heal."),
        ),
        long("function", _l("What the person can no longer do, or only with pain")),
        choice(
            "state_custody",
            _l("In the hands of State officials when it happened"),
            *YES_NO,
            ("unknown", _l("Does not know")),
        ),
    ),
    hint=_l("Kept apart from what was found. Ask openly and write down the words."),
    may_decline=True,
)

BACKGROUND = Section(
    "background",
    "D",
    _l("Before the events"),
    Group.HISTORY,
    (
        choice(
            "handedness",
            _l("Writes and works with"),
            ("right", _l("The right hand")),
            ("left", _l("The left hand")),
            ("both", _l("Both hands")),
            ("not_asked", _l("Not asked")),
            required=True,
        ),
        four("bleeding", _l("Bleeds or bruises easily, or takes medicines that thin the blood"), answers=MAY_NOT_KNOW),
        text("bleeding_text", _l("Which illness or medicine"), required=True, when=when("bleeding", "yes")),
        four("marks_before", _l("Scars, tattoos, skin disease or operations from before"), answers=MAY_NOT_KNOW),
        text(
            "marks_before_text",
            _l("Which, and where"),
            hint=_l("Each also goes on the list of lesions."),
            required=True,
            when=when("marks_before", "yes"),
        ),
        long("history", _l("Earlier illnesses and injuries that matter here")),
        long("work", _l("Work, sport and family life before the arrest")),
        long("seen_before", _l("Earlier medical examinations of ill-treatment: when, by whom, with what result")),
    ),
    hint=_l("What else could explain a finding is asked of everybody, and takes nothing from what is told."),
    may_decline=True,
)
