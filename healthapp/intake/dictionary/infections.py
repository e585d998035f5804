"""E. Tuberculosis at once, before a shared cell (W4SS, WHO 2021); other infections offered with consent.

The result of a blood-borne test is not on this form: it is not for the eyes of everybody who reads an intake.
"""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.common import MAY_NOT_KNOW, NOT_ASKED, OBSERVED, REFUSED, UNANSWERED, why
from healthapp.intake.dictionary.model import (
    Field,
    Group,
    Section,
    choice,
    date,
    four,
    many,
    moment,
    text,
    when,
)

_DONE = ("done", "old")

TUBERCULOSIS = Section(
    "tuberculosis",
    "E",
    _l("Tuberculosis"),
    Group.URGENT,
    (
        four("cough", _l("Cough, of any duration")),
        four("fever", _l("Fever, of any duration")),
        four("night_sweats", _l("Night sweats")),
        four("weight_loss", _l("Weight loss"), answers=MAY_NOT_KNOW),
        four("haemoptysis", _l("Coughing up blood")),
        four("chest_pain", _l("Chest pain")),
        four("tb_contact", _l("Contact with a person who has tuberculosis"), answers=MAY_NOT_KNOW),
        four("tb_past", _l("Tuberculosis now or in the past"), answers=MAY_NOT_KNOW),
        choice(
            "tb_treatment",
            _l("Treatment of tuberculosis"),
            ("none", _l("Never treated")),
            ("now", _l("On treatment now")),
            ("completed", _l("Completed")),
            ("stopped", _l("Stopped before the end")),
            *UNANSWERED,
            required=True,
            when=when("tb_past", "yes"),
        ),
        why("tb_treatment"),
        four(
            "tb_interrupted",
            _l("Treatment was interrupted"),
            answers=MAY_NOT_KNOW,
            when=when("tb_treatment", "now", "stopped"),
        ),
        text("tb_where", _l("Where and with what treated"), when=when("tb_treatment", "now", "completed", "stopped")),
        choice(
            "cxr",
            _l("Chest X-ray"),
            ("done", _l("Done now")),
            ("ordered", _l("Ordered")),
            ("old", _l("Earlier picture seen")),
            ("not_available", _l("Not available here")),
            ("refused", _l("Refused")),
            required=True,
        ),
        date("cxr_date", _l("Date of the picture"), required=True, when=when("cxr", *_DONE)),
        choice(
            "cxr_result",
            _l("Result of the picture"),
            ("normal", _l("No sign of tuberculosis")),
            ("suspicious", _l("Suspicious of tuberculosis")),
            ("other", _l("Other change")),
            ("waiting", _l("Not yet read")),
            required=True,
            when=when("cxr", *_DONE),
        ),
        four("isolated", _l("Placed in a separate room with a mask"), answers=OBSERVED, required=False),
        four("sputum_taken", _l("Sputum taken for a rapid molecular test"), required=False, reoffer=True),
        moment("sputum_at", _l("Sputum taken at"), when=when("sputum_taken", "yes")),
    ),
    hint=_l("Any “yes”: mask and a separate room now, sputum within 24 hours."),
    may_decline=False,
)


def _test(key: str, words: object) -> tuple[Field, ...]:
    """The offer of one test and its dates; never its result."""
    return (
        choice(
            key,
            words,
            ("accepted", _l("Offered and accepted")),
            ("refused", _l("Offered and refused")),
            ("deferred", _l("Offered, to be decided later")),
            ("known", _l("Not needed: status known to the doctor")),
            ("not_asked", _l("Not offered")),
            required=True,
        ),
        why(key),
        date(f"{key}_sample", _l("Sample taken on"), when=when(key, "accepted")),
        date(f"{key}_result", _l("Result received on"), when=when(key, "accepted")),
        date(f"{key}_told", _l("Person told on"), when=when(key, "accepted")),
        date(
            f"{key}_reoffer",
            _l("To be offered again on"),
            past=False,
            when=when(key, "refused", "deferred", "not_asked"),
        ),
    )


INFECTIONS = Section(
    "infections",
    "E",
    _l("Other infections"),
    Group.HISTORY,
    (
        *_test("hiv", _l("HIV test")),
        *_test("hbv", _l("Hepatitis B test")),
        *_test("hcv", _l("Hepatitis C test")),
        *_test("syphilis", _l("Syphilis test")),
        four("counselled", _l("Counselled about the tests, each by itself"), answers=OBSERVED),
        many(
            "symptoms",
            _l("Signs of infection"),
            ("=none", _l("None of these")),
            ("sti", _l("Discharge, ulcer or pain of the genitals")),
            ("rash", _l("Rash")),
            ("scabies", _l("Scabies")),
            ("lice", _l("Lice")),
            ("diarrhoea", _l("Diarrhoea")),
            ("jaundice", _l("Jaundice")),
            ("=refused", REFUSED[1]),
            ("=not_asked", NOT_ASKED[1]),
            required=True,
        ),
        why("symptoms"),
        four("contact_isolation", _l("Isolation needed because of infection"), answers=OBSERVED),
        text("contact_isolation_why", _l("Reason"), required=True, when=when("contact_isolation", "yes")),
        date("contact_isolation_until", _l("Until"), past=False, required=True, when=when("contact_isolation", "yes")),
    ),
    hint=_l("Tests are offered, never demanded. Results are not written here and never decide the placement."),
)
