"""What was found beside the lesions, the opinion, reprisals and the duty to report."""

from __future__ import annotations

from healthapp.access import Permission
from healthapp.i18n import lazy_gettext as _l
from healthapp.i18n import lazy_pgettext
from healthapp.intake.dictionary.common import OBSERVED, YES_NO
from healthapp.intake.dictionary.model import (
    Field,
    Group,
    Section,
    choice,
    date,
    four,
    icd,
    integer,
    long,
    many,
    moment,
    rows,
    text,
    when,
)

#: What a photograph may be (Istanbul Protocol: overview, then middle distance, then close with a scale).
VIEWS = (
    ("overview", _l("Overview")),
    ("mid", _l("Middle distance")),
    ("close", _l("Close, with scale")),
    ("identity", _l("Identity: face and number")),
)

PHOTOGRAPHS = Section(
    "photographs",
    "F",
    _l("Photographs"),
    Group.EXAMINATION,
    (
        rows(
            "photographs",
            _l("Photographs"),
            integer("lesion", _l("Lesion number"), 1, 999),
            choice("view", _l("View"), *VIEWS, required=True),
            choice("intimate", _l("Intimate part"), *YES_NO, required=True),
            moment("taken_at", _l("Time in the camera's data")),
            moment("received_at", _l("Received")),
            text("sha256", _l("SHA-256 of the file")),
            text("voided", _l("Voided because")),
            most=200,
        ),
    ),
    hint=_l("Overview, middle distance and close with a scale, for each lesion."),
    endpoint="injury_photos.photographs",
    may_decline=False,
)

_SYSTEMS = (
    ("general", _l("General appearance")),
    ("skin", _l("Skin")),
    ("head", _l("Face and head")),
    ("ent", _l("Eyes, ears, nose, throat")),
    ("mouth", _l("Mouth and teeth")),
    ("trunk", _l("Chest and abdomen")),
    ("genital", _l("Genital and urinary organs")),
    ("muscles", _l("Muscles, bones, joints")),
    ("nerves", _l("Nervous system")),
)


def _system(key: str, words: object) -> tuple[Field, Field]:
    return (
        choice(
            key,
            words,
            ("normal", _l("Examined, nothing abnormal")),
            ("abnormal", _l("Examined, abnormal")),
            ("refused", _l("Refused")),
            ("not_indicated", _l("Not indicated")),
            ("not_possible", _l("Not possible")),
            required=True,
        ),
        text(
            f"{key}_text",
            _l("Finding or reason"),
            required=True,
            when=when(key, "abnormal", "refused", "not_possible"),
            max_length=2_000,
        ),
    )


SYSTEMS = Section(
    "systems",
    "G",
    _l("Physical examination by system"),
    Group.EXAMINATION,
    tuple(field for key, words in _SYSTEMS for field in _system(key, words)),
    may_decline=True,
)

PSYCHE = Section(
    "psyche",
    "H",
    _l("Mental state"),
    Group.EXAMINATION,
    (
        choice(
            "done",
            _l("Psychological part"),
            ("done", _l("Done")),
            ("short", _l("In short")),
            ("not_done", _l("Not done")),
            required=True,
        ),
        text("not_done_reason", _l("Why it was not done"), required=True, when=when("done", "not_done")),
        text("referred", _l("Referred to"), required=True, when=when("done", "not_done")),
        long("mental_state", _l("Mental state as observed"), required=True, when=when("done", "done", "short")),
        long(
            "complaints", _l("Complaints: sleep, fear, memory, mood"), required=True, when=when("done", "done", "short")
        ),
        long("since", _l("Course since the events"), when=when("done", "done")),
        long("before", _l("State before the events"), when=when("done", "done")),
        long("past", _l("Earlier mental illness and treatment"), when=when("done", "done")),
        long("substances", _l("Alcohol, drugs and medicines taken"), when=when("done", "done")),
        long("daily_life", _l("Daily life and dealings with others"), when=when("done", "done")),
        long("tests", _l("Tests and their results"), when=when("done", "done")),
    ),
    hint=_l("Absence of signs is no sign of absence."),
    may_decline=False,
)

TESTS = Section(
    "tests",
    "G",
    _l("Tests and consultations"),
    Group.EXAMINATION,
    (
        choice(
            "any",
            _l("Tests or specialists asked for"),
            ("none", _l("None needed")),
            ("not_possible", _l("Needed, not possible here")),
            ("yes", _l("Asked for or done")),
            required=True,
        ),
        text("not_possible_text", _l("Which, and why not"), required=True, when=when("any", "not_possible")),
        rows(
            "tests",
            _l("Tests and specialists"),
            text("what", _l("What: X-ray, urine, ear, eye, surgeon"), required=True),
            choice(
                "state",
                _l("State"),
                ("asked", _l("Asked for")),
                ("done", _l("Done")),
                ("refused", _l("Refused by the person")),
                required=True,
            ),
            date("on", _l("Date")),
            text("where", _l("Where, by whom")),
            text("result", _l("Result or conclusion"), max_length=2_000),
            required=True,
            when=when("any", "yes"),
        ),
    ),
    may_decline=False,
)

#: The five degrees of the Istanbul Protocol (2022, para 418) and the two that stand outside them.
DEGREES = (
    ("not_consistent", _l("Not consistent"), _l("Could not have been caused by what is told. Give the reasons.")),
    ("consistent", _l("Consistent"), _l("Could have been caused by it; many other causes are possible.")),
    ("highly_consistent", _l("Highly consistent"), _l("Could have been caused by it; few other causes are possible.")),
    ("typical", _l("Typical"), _l("Usually seen with it; other causes are possible.")),
    ("diagnostic", _l("Diagnostic"), _l("Could not have been caused in any other way. Give the reasons.")),
)
FINDING_DEGREES = (
    *DEGREES,
    ("not_assessed", _l("Not assessed"), _l("Nothing is told about it, or the person cannot say.")),
    ("attributed_other", _l("Person names another cause"), _l("Work, sport, surgery, self-harm: it is listed too.")),
)
#: Degrees that stand on reasons of at least so many characters.
REASONED, LEAST_REASONS = frozenset({"not_consistent", "diagnostic"}), 40

OPINION = Section(
    "opinion",
    "I",
    _l("Opinion of a doctor"),
    Group.EXAMINATION,
    (
        rows(
            "findings",
            _l("Consistency, finding by finding"),
            integer("lesion", _l("Lesion number"), 1, 999, required=True),
            choice("degree", _l("Degree"), *FINDING_DEGREES, required=True),
            long("reasoning", _l("Reasons"), max_length=4_000),
            text("other_causes", _l("Other causes considered"), max_length=2_000),
            most=100,
            required=False,
        ),
        long(
            "symptoms_fit",
            _l("Complaints and findings against what is told"),
            hint=_l("Also why there may be no findings: time, healing, a method that leaves no mark."),
        ),
        choice("psyche_degree", _l("Mental state against what is told"), *FINDING_DEGREES),
        long(
            "psyche_reasons",
            _l("Reasons about the mental state"),
            hint=_l("Expected reaction in this culture, point in the course, other burdens, head injury or illness."),
        ),
        choice("sizes_right", _l("Unusual sizes were looked at again and are right"), *YES_NO),
        choice(
            "overall",
            _l("Overall opinion"),
            *DEGREES,
            ("insufficient", _l("Not enough information"), _l("Say what is missing.")),
            hint=_l("From all sources together. It is never worked out from the single findings."),
        ),
        long("overall_reasons", _l("Reasons of the overall opinion")),
        long("effect", _l("Symptoms and limits in daily life now"), max_length=4_000),
        icd("diagnosis", _l("Diagnosis (ICD-10)")),
        many(
            "recommended",
            _l("Recommended"),
            ("=none", _l("None")),
            ("treatment", _l("Treatment")),
            ("referral", _l("Referral to a specialist")),
            ("forensic", _l("Forensic examination")),
            ("again", _l("Examination again")),
            ("protection", _l("Protection")),
        ),
        date("again_on", _l("To be examined again on"), past=False, when=when("recommended", "again")),
    ),
    hint=_l("For a doctor. No legal degree of severity, and no legal name for what happened."),
    writer=Permission.INJURY_OPINION,
    endpoint="injuries.opinion",
    may_decline=False,
)

REPRISAL = Section(
    "reprisal",
    "J",
    _l("Danger of reprisals"),
    Group.EXAMINATION,
    (
        choice(
            "level",
            _l("Danger"),
            ("none", _l("None")),
            ("low", lazy_pgettext("danger", "Low")),
            ("medium", lazy_pgettext("danger", "Medium")),
            ("high", lazy_pgettext("danger", "High")),
            ("imminent", _l("Immediate")),
            required=True,
        ),
        long(
            "feared",
            _l("What is feared, and from whom"),
            required=True,
            when=when("level", "low", "medium", "high", "imminent"),
        ),
        long(
            "plan", _l("How the person is protected"), required=True, when=when("level", "medium", "high", "imminent")
        ),
    ),
    hint=_l("Shown to those who treat and to the NPG alone."),
    may_decline=False,
    reader=Permission.REPRISAL_READ,
)

#: When a notice must go out (CPT/Inf(2013)29 §77; Istanbul Protocol, principle 2).
DUTIES = (
    ("=none", _l("No duty to report")),
    ("alleged", _l("Alleged, and consistent with what was found")),
    ("indicative", _l("Signs of ill-treatment without an allegation")),
    ("serious", _l("Death or serious injury")),
    ("sexual", _l("Sexual violence")),
    ("minor", _l("Person under 18")),
)

NOTICE = Section(
    "notice",
    "K",
    _l("Report to the prosecutor and copies"),
    Group.EXAMINATION,
    (
        many("duty", _l("Why a report is due"), *DUTIES, required=True),
        four("person_told", _l("The person was told that a report goes out"), answers=OBSERVED),
        choice(
            "copy",
            _l("Copy for the person"),
            ("given", _l("Given")),
            ("refused", _l("Refused")),
            ("unsafe", _l("Not safe to hold")),
            ("later", _l("To be given with the signed record")),
            required=True,
        ),
        text("lawyer_copy", _l("Copy for the lawyer: name, day, way")),
    ),
    hint=_l("The administration of the institution neither sees, delays nor counts these reports."),
    may_decline=False,
)
