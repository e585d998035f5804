"""The policy as the requirements state it: the table a lawyer would check."""

from __future__ import annotations

import uuid

import pytest

from healthapp.access import Assignment, Context, Identity, Permission, Role, permits, readable_facilities
from healthapp.access.identity import default_scope
from healthapp.access.policy import POLICY
from healthapp.access.roles import NATIONAL

HERE, ELSEWHERE = uuid.UUID(int=1), uuid.UUID(int=2)
PERSON, ME = uuid.UUID(int=3), uuid.UUID(int=4)


def holder(role: Role, **values: object) -> Identity:
    place = None if role in NATIONAL else HERE
    return Identity(user_id=ME, name=role.value, assignments=(Assignment(role, place),), **values)


#: permission -> the roles that have it in their own facility, nobody else.
OWN_FACILITY = {
    Permission.PERSON_ADMIT: "feldsher nurse doctor head administration",
    Permission.PERSON_IDENTITY: "feldsher nurse doctor head psychologist psychiatrist reviewer administration",
    Permission.CHART_READ: "feldsher nurse doctor head psychologist psychiatrist reviewer",
    Permission.MEASURES_READ: "feldsher nurse doctor head psychologist psychiatrist reviewer administration",
    Permission.ACCESS_LOG_READ: "doctor head reviewer",
    Permission.INTAKE_RECORD: "feldsher doctor head psychiatrist",
    Permission.INTAKE_READ: "feldsher nurse doctor head psychologist psychiatrist reviewer",
    Permission.INTAKE_COUNTERSIGN: "doctor head psychiatrist",
    Permission.SCREEN_RECORD: "feldsher nurse doctor head psychologist psychiatrist",
    Permission.WORKLIST_UNIT: "feldsher nurse doctor head psychologist psychiatrist",
    Permission.WORKLIST_DEPARTMENT: "reviewer",
    Permission.SETTINGS_MANAGE: "reviewer",
    Permission.USERS_MANAGE: "admin",
    Permission.AUDIT_READ: "auditor",
    Permission.OVERSIGHT_AUDIT_READ: "ombudsman",
    Permission.CUSTODY_IMPORT: "head administration",
}


@pytest.mark.parametrize("permission", OWN_FACILITY, ids=str)
def test_who_may_in_their_own_facility(permission):
    context = Context(facility_id=HERE, person_id=PERSON, author_id=uuid.UUID(int=9))
    granted = {role.value for role in Role if permits(holder(role), permission, context)}
    assert granted == set(OWN_FACILITY[permission].split())


@pytest.mark.parametrize("role", [role for role in Role if role not in NATIONAL], ids=str)
def test_a_local_role_is_of_no_use_in_another_facility(role):
    everything = [
        permission
        for permission in Permission
        if permits(holder(role), permission, Context(facility_id=ELSEWHERE, person_id=PERSON, author_id=PERSON))
    ]
    assert everything == []


CLINICAL = {Permission.CHART_READ, Permission.INTAKE_READ, Permission.INTAKE_RECORD, Permission.CHART_PRINT}


@pytest.mark.parametrize(
    "role", [Role.ADMIN, Role.AUDITOR, Role.ADMINISTRATION, Role.COMMISSION, Role.LIAISON], ids=str
)
@pytest.mark.parametrize("permission", CLINICAL, ids=str)
def test_nobody_outside_the_medical_service_opens_a_chart(role, permission):
    assert not permits(holder(role), permission, Context(facility_id=HERE, person_id=PERSON))


@pytest.mark.parametrize("permission", [Permission.CHART_READ, Permission.INTAKE_READ], ids=str)
def test_the_mechanism_reads_during_its_visit_only(permission):
    context = Context(facility_id=HERE, person_id=PERSON)
    assert not permits(holder(Role.NPG), permission, context)
    assert permits(holder(Role.NPG, visiting=frozenset({HERE})), permission, context)
    assert not permits(holder(Role.NPG, visiting=frozenset({ELSEWHERE})), permission, context)


def test_an_emergency_access_opens_one_persons_chart_and_nothing_else():
    opened = holder(Role.DOCTOR, break_glass=frozenset({PERSON}))
    assert permits(opened, Permission.CHART_READ, Context(facility_id=ELSEWHERE, person_id=PERSON))
    assert not permits(opened, Permission.CHART_READ, Context(facility_id=ELSEWHERE, person_id=ME))
    assert not permits(opened, Permission.INTAKE_RECORD, Context(facility_id=ELSEWHERE, person_id=PERSON))


def test_nobody_countersigns_what_they_wrote():
    assert not permits(holder(Role.DOCTOR), Permission.INTAKE_COUNTERSIGN, Context(facility_id=HERE, author_id=ME))


def test_scope_of_queries_agrees_with_the_policy():
    assert readable_facilities(holder(Role.FELDSHER), Permission.CHART_READ) == {HERE}
    assert readable_facilities(holder(Role.REVIEWER), Permission.CHART_READ) is None
    assert readable_facilities(holder(Role.NPG), Permission.CHART_READ) == frozenset()
    visiting = holder(Role.NPG, visiting=frozenset({ELSEWHERE}))
    assert readable_facilities(visiting, Permission.CHART_READ) == {ELSEWHERE}


def test_every_permission_has_a_rule_and_a_sentence():
    assert set(POLICY) == set(Permission)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_local_role_must_name_its_facility(role):
    if role in NATIONAL:
        assert default_scope(role, None) is None
    else:
        with pytest.raises(ValueError, match=role.value):
            default_scope(role, None)
