"""Whose duty a clock is, in words: the roles of its kind, by the office that answers for it and never by a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from healthapp.access.roles import EXAMINERS, PHYSICIANS, UNIT_STAFF, Role
from healthapp.deadlines.kinds import REGISTRY
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l

#: Every set of roles that a kind of clock names.
WORDS: Mapping[frozenset[Role], Any] = {
    UNIT_STAFF: _l("the health staff of the unit"),
    EXAMINERS: _l("a feldsher or doctor of the unit"),
    EXAMINERS | {Role.NURSE}: _l("a feldsher, nurse or doctor of the unit"),
    PHYSICIANS: _l("a doctor of the unit"),
    frozenset({Role.PSYCHIATRIST}): _l("the psychiatrist"),
    frozenset({Role.PSYCHOLOGIST, Role.HEAD}): _l("the psychologist of the unit"),
    frozenset({Role.HEAD}): _l("the head of the unit"),
    frozenset({Role.ADMINISTRATION}): _l("the administration of the institution"),
    frozenset({Role.REVIEWER}): _l("the Medical Department"),
    frozenset({Role.AUDITOR}): _l("the auditor"),
    UNIT_STAFF | {Role.REVIEWER}: _l("the health staff of the unit or the Medical Department"),
    UNIT_STAFF | {Role.REVIEWER, Role.LIAISON}: _l("the health staff of the unit or the Medical Department"),
    PHYSICIANS | {Role.LIAISON}: _l("a doctor of the unit"),
    PHYSICIANS | {Role.LIAISON, Role.REVIEWER}: _l("a doctor of the unit"),
    frozenset({Role.REVIEWER, Role.LIAISON, Role.HEAD}): _l("the head of the unit or the Medical Department"),
    frozenset({Role.COMMISSION}): _l("the commission"),
    frozenset({Role.ADMINISTRATION, Role.REVIEWER}): _l(
        "the administration of the institution or the Medical Department"
    ),
}
#: Clocks that several see and one answers for: whoever takes the step that ends them (``referrals.pathways``).
ANSWERS: Mapping[str, frozenset[Role]] = {
    "smec.unit_decision_days": PHYSICIANS,
    "smec.admin_days": frozenset({Role.ADMINISTRATION}),
    "smec.mmd_days": frozenset({Role.REVIEWER}),
    "smec.tell_days": PHYSICIANS,
    "smec.exam_days": frozenset({Role.COMMISSION}),
    "smec.conclusion_days": frozenset({Role.COMMISSION}),
    "smec.to_court_days": frozenset({Role.ADMINISTRATION, Role.REVIEWER}),
}


def duty(kind: str) -> str:
    """ "duty: a doctor of the unit" for a clock of ``kind``. Raises KeyError for roles nobody put into words."""
    return _("duty: %(whom)s", whom=WORDS[ANSWERS.get(kind, REGISTRY[kind].roles)])
