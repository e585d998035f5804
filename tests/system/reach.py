"""Who may reach what, in groups of roles, and one row of the access matrix."""

from __future__ import annotations

from dataclasses import dataclass

from healthapp.access import Role

R = Role
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()
UNIT = frozenset({R.FELDSHER, R.NURSE, R.DOCTOR, R.HEAD, R.PSYCHOLOGIST, R.PSYCHIATRIST})
EXAMINERS = frozenset({R.FELDSHER, R.DOCTOR, R.HEAD, R.PSYCHIATRIST})
PHYSICIANS = frozenset({R.DOCTOR, R.HEAD, R.PSYCHIATRIST})
SCREENERS = UNIT
DEPARTMENT = frozenset({R.REVIEWER})
CUSTODY = frozenset({R.ADMINISTRATION})
REGISTER = frozenset({R.FELDSHER, R.NURSE, R.DOCTOR, R.HEAD, R.ADMINISTRATION})
OVERSIGHT = frozenset({R.NPG, R.OMBUDSMAN})
MEMBERS = frozenset({R.NPG})
SETTERS = frozenset({R.HEAD, R.REVIEWER, R.ADMIN, R.AUDITOR}) | OVERSIGHT
RECOMMENDED = OVERSIGHT | CUSTODY | DEPARTMENT | frozenset({R.HEAD})
LEDGER = frozenset({R.HEAD, R.REVIEWER, R.AUDITOR, R.ADMIN}) | OVERSIGHT

COMMISSION = frozenset({R.COMMISSION})
PLACERS = UNIT | DEPARTMENT | frozenset({R.COMMISSION, R.LIAISON})
CASES = UNIT | DEPARTMENT | CUSTODY | frozenset({R.COMMISSION, R.LIAISON, R.NPG})


@dataclass(frozen=True)
class Row:
    """``own`` and ``other``: who may, at the facility they work at and at another one. ``absent``: the thing named
    is not there in this test, so that even those who may get 404."""

    own: frozenset[Role]
    other: frozenset[Role] = NOBODY
    absent: bool = False


def everywhere(who: frozenset[Role], *, absent: bool = False) -> Row:
    return Row(who, who, absent)


OWN_ACCOUNT = everywhere(EVERYBODY)
