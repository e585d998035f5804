"""The roles. They are code; who holds one, where and until when, are rows (``accounts.RoleAssignment``)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A profession or an office. Scope is said where the role is assigned, not here."""

    FELDSHER = "feldsher"
    NURSE = "nurse"
    DOCTOR = "doctor"
    HEAD = "head"
    PSYCHOLOGIST = "psychologist"
    PSYCHIATRIST = "psychiatrist"
    REVIEWER = "reviewer"
    COMMISSION = "commission"
    LIAISON = "liaison"
    NPG = "npg"
    OMBUDSMAN = "ombudsman"
    ADMINISTRATION = "administration"
    AUDITOR = "auditor"
    ADMIN = "admin"


#: Health staff of a unit: the people who treat.
UNIT_STAFF = frozenset({Role.FELDSHER, Role.NURSE, Role.DOCTOR, Role.HEAD, Role.PSYCHOLOGIST, Role.PSYCHIATRIST})
#: Those who may sign a medical opinion.
PHYSICIANS = frozenset({Role.DOCTOR, Role.HEAD, Role.PSYCHIATRIST})
#: Those who examine and write.
EXAMINERS = frozenset({Role.FELDSHER, Role.DOCTOR, Role.HEAD, Role.PSYCHIATRIST})
#: The mechanism of the Ombudsman: what they do is invisible to the visited institution.
OVERSIGHT = frozenset({Role.NPG, Role.OMBUDSMAN})
#: Roles that are held for the whole country unless an assignment names a facility.
NATIONAL = frozenset({Role.REVIEWER, Role.COMMISSION, Role.LIAISON, Role.NPG, Role.OMBUDSMAN, Role.AUDITOR, Role.ADMIN})
