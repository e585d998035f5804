"""Why, where, before whom and with what consent injuries are documented (Istanbul Protocol 2022, 1.2-1.4)."""

from __future__ import annotations

from dataclasses import replace

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import OBSERVED, YES_NO
from healthapp.intake.dictionary.conditions import CONDITIONS as ANY_EXAMINATION
from healthapp.intake.dictionary.conditions import CONSENT as ANY_CONSENT
from healthapp.intake.dictionary.model import (
    Field,
    Group,
    Section,
    choice,
    four,
    long,
    many,
    moment,
    rows,
    text,
    when,
)

OCCASION = Section(
    "occasion",
    "A",
    _l("Why this is recorded"),
    Group.URGENT,
    (
        choice(
            "kind",
            _l("Occasion"),
            ("intake", _l("On arrival")),
            ("return_police", _l("On return from police")),
            ("return_court", _l("On return from court")),
            ("procedural_before", _l("Before a procedural action")),
            ("procedural_after", _l("After a procedural action")),
            ("after_incident", _l("After a violent episode")),
            ("after_force", _l("After use of force")),
            ("on_complaint", _l("On a complaint")),
            ("on_request", _l("At the request of lawyer, court or another body")),
            ("before_transfer", _l("Before transfer")),
            ("before_release", _l("Before release")),
            ("seen_in_care", _l("Seen in ordinary care")),
            ("periodic", _l("Periodic examination")),
            ("npg_visit", _l("During a visit of the NPG")),
            ("follow_up", _l("Follow-up")),
            required=True,
        ),
        text("requested_by", _l("Who asked: name, post, body"), required=True, when=when("kind", "on_request")),
        text("request_ref", _l("Number and date of the request"), when=when("kind", "on_request")),
        text(
            "procedural_what",
            _l("Which action, by which body"),
            required=True,
            when=when("kind", "procedural_before", "procedural_after"),
        ),
        many(
            "force",
            _l("Means of force that staff report"),
            ("=none", _l("None reported")),
            ("hands", _l("Physical force")),
            ("baton", _l("Baton")),
            ("cuffs", _l("Handcuffs or straps")),
            ("gas", _l("Gas or spray")),
            ("shock", _l("Electroshock weapon")),
            ("projectile", _l("Rubber bullet or water cannon")),
            ("dog", _l("Dog")),
            ("firearm", _l("Firearm")),
            ("other", _l("Other")),
            required=True,
            when=when("kind", "after_force"),
        ),
        text(
            "incident_ref",
            _l("Number in the incident journal"),
            when=when("kind", "after_incident", "after_force"),
        ),
        moment("event_at", _l("When it happened, if known")),
        long("reason", _l("Reason of the examination"), max_length=2_000, required=True),
    ),
    may_decline=False,
)


def _shared(*keys: str) -> tuple[Field, ...]:
    return tuple(ANY_EXAMINATION.field(key) for key in keys)


#: Answers an intake examination already holds: nothing is typed twice.
SHARED_KEYS = (
    "examined_at",
    "place",
    "place_text",
    "language",
    "language_text",
    "interpreter_used",
    "interpreter_name",
    "interpreter_concern",
    "presence",
    "present",
    "privacy",
    "privacy_text",
    "escort_pressure",
    "escort_pressure_text",
    "restraints",
    "restraints_reason",
    "chaperone",
    "examiner_sex",
    "unrestricted",
    "restrictions",
)

CONDITIONS = Section(
    "conditions",
    "B",
    ANY_EXAMINATION.title,
    Group.URGENT,
    (
        *_shared(*SHARED_KEYS[:1]),
        moment("ended_at", _l("Ended at"), required=True),
        *_shared("place", "place_text"),
        text("room", _l("Room"), required=True),
        *_shared(*SHARED_KEYS[3:6]),
        choice(
            "interpreter_sworn",
            _l("Sworn interpreter"),
            *YES_NO,
            ("unknown", _l("Not known")),
            when=when("interpreter_used", "professional", "phone"),
        ),
        *_shared(*SHARED_KEYS[6:13]),
        four("recording", _l("Cameras or microphones in the room"), answers=OBSERVED),
        choice("light", _l("Light"), ("good", _l("Sufficient")), ("poor", _l("Poor")), required=True),
        choice(
            "undressed",
            _l("Undressed"),
            ("sections", _l("In stages, the whole body")),
            ("full", _l("Fully")),
            ("part", _l("Partly")),
            ("not", _l("Not")),
            required=True,
        ),
        many(
            "restraints_arrival",
            _l("Restraints on arrival"),
            ("=none", _l("None")),
            ("front", _l("Handcuffs in front")),
            ("back", _l("Handcuffs behind")),
            ("legs", _l("Leg restraints")),
            ("belt", _l("Belt")),
            ("hood", _l("Hood or blindfold")),
            ("other", _l("Other")),
            required=True,
        ),
        *_shared("restraints", "restraints_reason"),
        choice("escorted", _l("Brought by escorts"), *YES_NO, required=True),
        rows(
            "escorts",
            _l("Who brought the person"),
            text("role", _l("Name, or number on the badge"), required=True),
            text("post", _l("Post")),
            text("agency", _l("Agency")),
            when=when("escorted", "yes"),
        ),
        long(
            "demeanour",
            _l("How the escorts behaved"),
            max_length=2_000,
            required=True,
            when=when("escorted", "yes"),
        ),
        *_shared("escort_pressure_text", "chaperone"),
        text("chaperone_name", _l("Who the chaperone was"), when=when("chaperone", "accepted")),
        *_shared(*SHARED_KEYS[17:]),
        long(
            "restrictions_text",
            _l("What was restricted, by whom, and what could not be examined"),
            max_length=2_000,
            required=True,
            when=when("unrestricted", "no"),
        ),
        replace(ANY_EXAMINATION.field("person_view"), required=True),
    ),
    hint=ANY_EXAMINATION.hint,
    may_decline=False,
)


def _consent(key: str, words: object) -> tuple[Field, Field]:
    return (
        choice(
            key,
            words,
            ("yes", _l("Gives consent")),
            ("no", _l("Refuses")),
            ("withdrawn", _l("Withdrew consent")),
            ("not_applicable", _l("Not applicable")),
            required=True,
        ),
        text(
            f"{key}_reason",
            _l("Reason, in the person's words if given"),
            required=True,
            when=when(key, "no", "withdrawn"),
        ),
    )


CONSENT = Section(
    "consent",
    "C",
    _l("Consent"),
    Group.URGENT,
    (
        *_consent("interview", _l("Interview")),
        *_consent("examination", _l("Physical examination")),
        *_consent("intimate", _l("Examination of intimate parts")),
        *_consent("photographs", _l("Photographs")),
        *_consent("intimate_photographs", _l("Photographs of intimate parts")),
        *_consent("sampling", _l("Taking of samples")),
        *_consent("prosecutor", _l("Sending to the prosecutor")),
        *_consent("lawyer", _l("Sending to the lawyer or family")),
        *_consent("interpreter", _l("Interpreter")),
        choice(
            "given",
            _l("How consent was given"),
            ("oral", _l("Orally")),
            ("written", _l("In writing")),
            ("thumbprint", _l("By thumbprint")),
        ),
        choice(
            "capacity",
            _l("Ability to decide"),
            ("able", _l("Able")),
            ("supported", _l("Able with support")),
            ("unable", _l("Not able at present")),
            required=True,
        ),
        four("guardian_consent", _l("Consent of the legal representative (under 18)"), required=False),
        moment("consent_at", _l("When consent was asked")),
        moment("withdrawn_at", _l("When consent was withdrawn, if it was")),
        four("custody_absent", _l("Nobody of the custody staff was present when consent was asked"), answers=OBSERVED),
        ANY_CONSENT.field("explained"),
        ANY_CONSENT.field("explained_reason"),
    ),
    hint=_l("A refusal never ends the record: what was seen in ordinary care is still charted."),
    may_decline=False,
)
