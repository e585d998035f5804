"""What an event notes as codes is said in words wherever a room has them; nothing else is made up."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable

import pytest
import sqlalchemy as sa

import screening.model as instruments
from healthapp import i18n, rooms
from healthapp.access import Permission, Role
from healthapp.accounts import services, signin
from healthapp.accounts.presenter import ENDED
from healthapp.appeals import states as appeals
from healthapp.audit import details
from healthapp.audit.events import REGISTRY
from healthapp.cases.bundle.models import CasePaper
from healthapp.cli import accounts as commands
from healthapp.database import Base
from healthapp.deadlines.kinds import REGISTRY as CLOCKS
from healthapp.hospitals.models import Ward
from healthapp.hospitals.schemas import REASONS
from healthapp.inspection import states as visits
from healthapp.inspection.models import FRAMES, PROFESSIONS
from healthapp.intake.dictionary.catalogue import all_kinds
from healthapp.mental.models import PostventionTask
from healthapp.mental.registers import REGISTERS
from healthapp.people.movements import KINDS as MOVEMENTS
from healthapp.people.schemas import NAME_KINDS
from healthapp.recommendations import states as recommendations
from healthapp.records.kinds import REGISTRY as RECORDS
from healthapp.records.models import RecordState
from healthapp.risk.models import RiskAction, RiskReview
from healthapp.telling import schemas as telling
from healthapp.web.chrome import PLACES
from referrals.documents import ALL, OPTIONAL
from referrals.pathways import PATHWAYS

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
    ("facility.opened", "code", "BMP"): "",
    ("risk.observed", "late_entry", True): "Written down late: Yes",
    ("person.searched", "found", 0): "Matches: 0",
    ("login.failed", "cause", "password"): "Cause: wrong password",
    ("logout", "how", "idle"): "Reason: nothing was done for too long",
    ("session.ended", "how", "disputed"): "Reason: somebody else used the password",
    ("factor.removed", "how", "reset"): "Reason: by whoever is on duty at the server",
    ("inspection.visit_moved", "state", "closed"): "State: closed on site",
    ("record.draft_saved", "version", 3): "Version: 3",
    ("access.refused", "permission", "chart_read"): "Right that is needed: Reading the health record of a person",
    ("access.refused", "endpoint", "people.identity"): "Section: People",
    ("access.refused", "endpoint", "admin.audit_oversight"): "Section: Log of the mechanism",
    ("access.page", "page", "mental.show"): "Section: Registers",
    ("case.told", "language", "other"): "Language: Another language",
    ("record.draft_saved", "section", "capacity"): "Part of the record: Capacity to decide",
    # a code of another program, a code of another room, and a detail that has no words
    ("record.signed", "kind", "of_another_program"): "",
    ("risk.handed_over", "kind", "intake"): "",
    ("access.page", "page", "screening.show"): "",
    ("gone.event", "kind", "intake"): "",
}


@pytest.mark.parametrize(("kind", "name", "value"), SAID)
def test_a_detail_in_words(kind, name, value):
    with i18n.in_language("en"):
        assert details.in_words(kind, {name: value}) == SAID[kind, name, value]


#: Counts, days, ids, names of fields, numbers, yes or no: nothing to say in words.
NO_CODE = frozenset(
    (
        "agent answer answered attempts attested capacity cases changed count day days entries fields filters "
        "findings first format frame_size guest here hours intact items justified key known known_before last late "
        "left left_out lookalikes media_type member minutes moment moved names new occupied offered other "
        "place position proposal rejected same sample seed series size taken until urgent used_in valid_from "
        "without_exam year"
    ).split()
)
#: Event and detail of codes that the log shows as they are. A new one belongs into the ``details.py`` of its room.
CODES_ALONE = frozenset(
    {
        "audit.read log", "blank_form.accounted outcome", "commission.changed what", "facility.opened code",
        "file.read copy", "injury.copy outcome", "injury.copy recipient",
        "injury.notice_moved state", "injury.notice_prepared basis", "injury.notice_prepared duty",
        "injury.printed form", "injury.register_printed form", "inspection.act_printed copy",
        "inspection.checkpoint_checked verdict", "inspection.copies_asked variant", "inspection.key_changed how",
        "inspection.list_read item", "inspection.note_sealed kind", "inspection.plan_ended state",
        "person.copy_printed kind", "person.merge_undone role", "person.merged role", "proof.refused purpose",
        "risk.handed_over kind", "risk.taken_on kind", "screening.corrected instrument",
        "screening.cut_off instrument", "screening.cut_off outcome", "screening.opened instrument",
        "screening.printed instrument", "screening.words instrument", "worklist.behind figure",
    }
)  # fmt: skip


def borne() -> set[tuple[str, str]]:
    """Each event and each detail it bears that the log shows."""
    rooms.load("events")
    return {(event.kind, name) for event in REGISTRY.values() for name in event.details - event.private}


def test_every_word_belongs_to_a_detail_some_event_bears():
    rooms.load("details")
    for start, name in details.REGISTRY:
        assert any(kind.startswith(start) and name == of for kind, of in borne()), (start, name)


def test_every_detail_has_words_or_is_no_code():
    silent = {f"{kind} {name}" for kind, name in borne() if name not in NO_CODE and details.said(kind, name) is None}
    assert sorted(silent ^ CODES_ALONE) == []


def allowed(model: type[Base], column: str) -> set[str]:
    """The codes the database lets a column hold."""
    checks = (str(check.sqltext) for check in model.__table__.constraints if isinstance(check, sa.CheckConstraint))
    (found,) = (check for check in checks if re.fullmatch(rf"{column} IN \(.+\)", check))
    return set(re.findall(r"'(\w+)'", found))


def codes() -> dict[tuple[str, str], Iterable[object]]:
    """Whatever a room may note as a code that has words, from where it is decided which codes there are."""
    pathways, signing_in = PATHWAYS.values(), inspect.getsource(signin)
    removing = inspect.getsource(services) + inspect.getsource(commands)
    return {
        ("", "language"): {*i18n.LANGUAGES, *instruments.LANGUAGES},
        ("", "pathway"): {pathway.id for pathway in pathways},
        ("access.refused", "permission"): Permission,
        ("access.refused", "endpoint"): {place.endpoint for place in PLACES},
        ("access.page", "page"): {place.endpoint for place in PLACES},
        ("role.", "role"): Role,
        ("login.ok", "factor"): re.findall(r'(?:proof = |_entered\(.+, )"(\w+)"', signing_in),
        ("login.failed", "cause"): re.findall(r'_refuse\(.+"(\w+)"', signing_in),
        ("logout", "how"): {"logout", *ENDED},
        ("session.ended", "how"): ENDED,
        ("factor.removed", "how"): re.findall(r'remove_factor\(.+"(\w+)"\)', removing),
        ("record.", "kind"): RECORDS,
        ("record.", "section"): {part.key for kind in all_kinds() for part in kind.sections},
        ("intake.", "kind"): {kind.code for kind in all_kinds()},
        ("intake.", "state"): RecordState,
        ("screening.", "state"): RecordState,
        ("deadline.", "kind"): CLOCKS,
        ("hospital.", "clock"): CLOCKS,
        ("hospital.", "kind"): allowed(Ward, "kind"),
        ("hospital.", "ward_kind"): allowed(Ward, "kind"),
        ("hospital.", "why"): REASONS,
        ("case.", "state"): {state.code for pathway in pathways for state in pathway.states},
        ("case.", "step"): {event for pathway in pathways for event in pathway.events},
        ("case.paper", "paper"): ALL | OPTIONAL,
        ("case.paper", "way"): allowed(CasePaper, "kind"),
        ("case.told", "language"): telling.LANGUAGES,
        ("case.told", "how"): telling.HOW,
        ("reporting.", "state"): {state.code for pathway in pathways for state in pathway.states},
        ("appeal.", "kind"): appeals.KINDS,
        ("appeal.", "source"): appeals.SOURCES,
        ("appeal.", "step"): appeals.Step,
        ("recommendation.", "addressee"): recommendations.ADDRESSEES,
        ("recommendation.", "area"): recommendations.AREAS,
        ("recommendation.", "state"): recommendations.State,
        ("recommendation.", "step"): recommendations.Step,
        ("inspection.", "frame"): FRAMES,
        ("inspection.visit", "kind"): visits.Kind,
        ("inspection.visit", "state"): visits.State,
        ("inspection.mandate", "profession"): PROFESSIONS,
        ("person.name", "kind"): NAME_KINDS,
        ("person.movement", "kind"): MOVEMENTS,
        ("mental.register", "register"): REGISTERS,
        ("mental.task", "state"): allowed(PostventionTask, "state"),
        ("risk.plan", "state"): allowed(RiskAction, "state"),
        ("risk.reviewed", "kind"): allowed(RiskReview, "kind"),
        ("risk.observed", "late_entry"): {True, False},
        ("risk.observed", "correction"): {True, False},
    }


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("person.flag_set", {"code"}),
        ("person.flag_ended", {"code"}),
        ("risk.opened", {"level", "source"}),
        ("risk.level", {"before", "after"}),
        ("risk.placement", {"alone", "override"}),
    ],
)
def test_what_an_event_notes_of_somebodys_health_is_shown_in_no_log(kind, names):
    rooms.load("events")
    assert REGISTRY[kind].details == REGISTRY[kind].private == names


def test_every_code_a_room_may_note_has_words():
    rooms.load("details")
    known = codes()
    assert set(known) == {key for key, one in details.REGISTRY.items() if one.words is not str}
    for (start, name), some in known.items():
        assert some
        for code in some:
            kind = next(kind for kind, of in borne() if details.said(kind, of) is details.REGISTRY[start, name])
            assert details.in_words(kind, {name: code}), (start, name, code)


def test_what_is_no_code_is_left_out_and_the_rest_is_said():
    noted = {"kind": ["intake"], "version": 3, "section": "vitals", "seed": "7"}
    with i18n.in_language("en"):
        assert details.in_words("record.draft_saved", noted) == "Part of the record: Vital signs · Version: 3"
