"""What an event notes as codes is said in words wherever a room has them; nothing else is made up."""

from __future__ import annotations

import pytest

from healthapp import i18n
from healthapp.accounts import details
from healthapp.audit.events import REGISTRY

SAID = {
    ("record.signed", "kind", "intake"): "Kind: Intake examination",
    ("deadline.waived", "kind", "countersign"): "Kind: Doctor's signature",
    ("record.draft_saved", "section", "vitals"): "Part of the record: Vital signs",
    ("intake.opened", "state", "awaiting_doctor"): "State: awaiting a doctor's signature",
    ("appeal.moved", "step", "take"): "Step: Taken in hand",
    ("recommendation.moved", "state", "implemented"): "State: Implemented, seen by the preventive group",
    ("person.movement", "kind", "return_police"): "Kind: Returned from the police",
    ("role.assigned", "role", "npg"): "Role: member of the National Preventive Group",
    ("intake.printed", "language", "az"): "Language: Azerbaijani",
    ("login.ok", "factor", "totp"): "Proof: password and a code",
    ("person.flag_set", "code", "allergy"): "Mark: Allergies",
    ("facility.opened", "code", "BMP"): "",
    ("risk.observed", "late_entry", True): "Written down late: Yes",
    ("person.searched", "found", 0): "Matches: 0",
    ("login.failed", "cause", "password"): "Cause: wrong password",
    ("inspection.visit_moved", "state", "closed"): "State: closed on site",
    ("record.draft_saved", "version", 3): "Version: 3",
    # a code of another program, a code of another room, and a detail that has no words
    ("record.signed", "kind", "of_another_program"): "",
    ("risk.handed_over", "kind", "intake"): "",
    ("access.refused", "permission", "chart_read"): "",
    ("gone.event", "kind", "intake"): "",
}


@pytest.mark.parametrize(("kind", "name", "value"), SAID)
def test_a_detail_in_words(kind, name, value):
    with i18n.in_language("en"):
        assert details.in_words(kind, {name: value}) == SAID[kind, name, value]


def test_every_word_belongs_to_a_detail_some_event_bears():
    borne = {(event.kind, name) for event in REGISTRY.values() for name in event.details}
    for start, name in details.WORDS:
        assert name in details.NAMES
        assert any(kind.startswith(start) and name == of for kind, of in borne), (start, name)
    assert {name for _start, name in details.WORDS} == set(details.NAMES)


def test_what_is_no_code_is_left_out_and_the_rest_is_said():
    noted = {"kind": ["intake"], "version": 3, "section": "vitals", "seed": "7"}
    with i18n.in_language("en"):
        assert details.in_words("record.draft_saved", noted) == "Part of the record: Vital signs · Version: 3"
