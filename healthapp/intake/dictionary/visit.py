"""Daily health visit to a person in isolation: for their health, never a consent to the isolation.

CPT/Inf(2011)28 §62-63, Nelson Mandela Rule 46, European Prison Rule 43.2-43.3: visit at once and every day,
report to the director when health is at serious risk; health staff take no part in deciding on isolation.
"""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import OBSERVED
from healthapp.intake.dictionary.model import Group, Section, choice, four, long, many, moment, text, when

VISIT = Section(
    "visit",
    "A",
    _l("Daily health visit"),
    Group.URGENT,
    (
        moment("visited_at", _l("Visited at"), required=True),
        four("seen", _l("Person seen and spoken with in private"), answers=("yes", "no", "refused")),
        text("not_seen", _l("Why not"), required=True, when=when("seen", "no")),
        four("complaints", _l("Complaints")),
        long("complaints_text", _l("In the person's own words"), required=True, when=when("complaints", "yes")),
        four(
            "suicidal_now",
            _l("Thoughts of suicide or self-harm now"),
            hint=_l("Ask directly, out of hearing of others."),
        ),
        four("injuries_now", _l("Injuries now"), hint=_l("Seen or reported, whatever the cause.")),
        four("vital_concern", _l("Breathing, consciousness or circulation of concern"), answers=OBSERVED),
        four("medicines_received", _l("Received all medicines due"), answers=("yes", "no", "unknown")),
        choice(
            "eating",
            _l("Food and drink"),
            ("both", _l("Eats and drinks")),
            ("little", _l("Eats little")),
            ("no_food", _l("Refuses food")),
            ("no_drink", _l("Refuses food and drink")),
            required=True,
        ),
        many(
            "mental_signs",
            _l("Mental state"),
            ("=ordinary", _l("None of these seen")),
            ("low", _l("Low mood, tearful")),
            ("anxious", _l("Anxious")),
            ("agitated", _l("Agitated")),
            ("withdrawn", _l("Withdrawn, slowed or mute")),
            ("confused", _l("Confused")),
            ("voices", _l("Hears voices or sees things")),
            required=True,
        ),
        many(
            "conditions",
            _l("Cell: lacking"),
            ("=nothing", _l("Nothing")),
            ("light", _l("Light")),
            ("air", _l("Air or warmth")),
            ("water", _l("Water")),
            ("bedding", _l("Bedding")),
            ("toilet", _l("Toilet and washing")),
            ("outdoors", _l("An hour outdoors")),
            required=True,
        ),
        choice(
            "contraindication",
            _l("Health contraindication to isolation"),
            ("none", _l("None seen today")),
            ("yes", _l("Yes: isolation must end for health reasons")),
            ("doctor", _l("A doctor must decide today")),
            hint=_l("The absence of a contraindication is no consent to the isolation."),
            required=True,
        ),
        text("contraindication_text", _l("Which"), required=True, when=when("contraindication", "yes", "doctor")),
        moment("reported_at", _l("Director informed at"), when=when("contraindication", "yes", "doctor")),
        text("action", _l("What was done")),
    ),
    may_decline=False,
)
