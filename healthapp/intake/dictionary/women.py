"""I. Women's health (Bangkok Rules 6-18). Every question may be declined, and so may the whole part (rule 8)."""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import OBSERVED, UNANSWERED, why
from healthapp.intake.dictionary.model import (
    Group,
    Section,
    Subject,
    choice,
    date,
    four,
    integer,
    many,
    text,
    when,
)

_PREGNANT = ("possible", "yes")


def _women(subject: Subject) -> bool:
    return subject.sex in ("female", "not_recorded")


WOMEN = Section(
    "women",
    "I",
    _l("Women's health"),
    Group.HISTORY,
    (
        choice(
            "pregnancy",
            _l("Pregnancy"),
            ("no", _l("No")),
            ("possible", _l("Possible")),
            ("yes", _l("Yes")),
            ("not_applicable", _l("Not applicable")),
            *UNANSWERED,
            required=True,
        ),
        why("pregnancy"),
        date("lmp", _l("First day of the last period"), low=400, hint=_l("Within the last 400 days.")),
        choice(
            "pregnancy_test",
            _l("Pregnancy test"),
            ("done", _l("Offered and done")),
            ("refused", _l("Offered and refused")),
            ("deferred", _l("Offered, to be decided later")),
            ("not_applicable", _l("Not applicable")),
            ("not_asked", _l("Not offered")),
            required=True,
        ),
        why("pregnancy_test"),
        choice(
            "pregnancy_result",
            _l("Result of the test"),
            ("negative", _l("Negative")),
            ("positive", _l("Positive")),
            ("unclear", _l("Unclear")),
            required=True,
            when=when("pregnancy_test", "done"),
        ),
        date(
            "pregnancy_test_reoffer",
            _l("To be offered again on"),
            past=False,
            when=when("pregnancy_test", "refused", "deferred", "not_asked"),
        ),
        integer("gestation", _l("Week of pregnancy"), 0, 44, unit=_l("weeks"), when=when("pregnancy", *_PREGNANT)),
        date("edd", _l("Expected date of birth"), past=False, when=when("pregnancy", *_PREGNANT)),
        many(
            "complications",
            _l("Complications of pregnancy"),
            ("=none", _l("None")),
            ("bleeding", _l("Bleeding")),
            ("pain", _l("Pain")),
            ("pressure", _l("High blood pressure")),
            ("diabetes", _l("Diabetes")),
            ("movement", _l("Fewer movements of the child")),
            ("other", _l("Other")),
            when=when("pregnancy", *_PREGNANT),
        ),
        four(
            "termination",
            _l("Wishes to end the pregnancy"),
            required=False,
            hint=_l("Only if she brings it up or asks for advice."),
            when=when("pregnancy", *_PREGNANT),
        ),
        integer("para", _l("Births"), 0, 20),
        four("postpartum", _l("Birth in the last 12 months")),
        four("breastfeeding", _l("Breastfeeding")),
        choice(
            "contraception",
            _l("Contraception"),
            ("none", _l("None")),
            ("pill", _l("Pill")),
            ("iud", _l("Intrauterine device")),
            ("injection", _l("Injection or implant")),
            ("other", _l("Other")),
            *UNANSWERED,
        ),
        why("contraception"),
        four("bleeding", _l("Unusual bleeding or pelvic pain")),
        text("bleeding_text", _l("Since when, and how much"), when=when("bleeding", "yes")),
        date("cervical", _l("Last cervical screening")),
        date("breast", _l("Last breast screening")),
        four("fgm", _l("Genital mutilation"), required=False, hint=_l("Ask only where there is a reason to.")),
        four("violence", _l("Violence at home or elsewhere, before or in custody")),
        four(
            "sexual_violence",
            _l("Sexual violence"),
            hint=_l("She may decline. Tell her of help, legal aid and protection."),
        ),
        many(
            "violence_help",
            _l("Told about"),
            ("medical", _l("Medical and psychological help")),
            ("legal", _l("Legal aid")),
            ("complaint", _l("The right to complain")),
            ("protection", _l("Protection in custody")),
            when=when("violence", "yes"),
        ),
        four("child_with_her", _l("Child with her"), answers=OBSERVED),
        integer(
            "child_age",
            _l("Age of the child, in months"),
            0,
            36,
            required=True,
            when=when("child_with_her", "yes"),
        ),
        choice(
            "child_examined",
            _l("Examination of the child by a child specialist"),
            ("done", _l("Done")),
            ("ordered", _l("Ordered")),
            ("not_available", _l("Not available here")),
            required=True,
            when=when("child_with_her", "yes"),
        ),
        four("hygiene", _l("Hygiene products given"), answers=OBSERVED, required=False),
    ),
    hint=_l("A woman examines, or a woman is present, if she wishes. She may decline any question and the whole part."),
    applies=_women,
)
