"""The whole policy, in one table. Nothing else in the program decides who may do what.

A rule says which roles, held where, under which further conditions. A permission is granted when one
of its rules is; what no rule grants is refused. Source: the role table of the requirements (roles per
action) and CPT/Inf(2013)29 §75-84 (custodial staff get need-to-know information only).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from healthapp.access.identity import Identity
from healthapp.access.permissions import Permission as P
from healthapp.access.roles import EXAMINERS, NATIONAL, OVERSIGHT, PHYSICIANS, UNIT_STAFF, Role


@dataclass(frozen=True, slots=True)
class Context:
    """What is acted on. Fields stay None where the act has no such thing.

    ``facility_id``: where it was made; ``held_at``: where the person it is about is now.
    """

    facility_id: uuid.UUID | None = None
    held_at: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    author_id: uuid.UUID | None = None
    state: str | None = None


Predicate = Callable[[Identity, Context], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Roles that may act, where they are held, and what else must be true."""

    roles: frozenset[Role]
    conditions: tuple[Predicate, ...] = ()


def not_the_author(identity: Identity, context: Context) -> bool:
    """Nobody verifies what they wrote themselves."""
    return context.author_id is not None and context.author_id != identity.user_id


def while_visiting(identity: Identity, context: Context) -> bool:
    """The preventive mechanism looks people up while it is somewhere, and finds those of that place alone."""
    return bool(identity.attending)


def in_open_visit(identity: Identity, context: Context) -> bool:
    """The preventive mechanism reads a facility's charts while its visit there is open."""
    return context.facility_id is not None and context.facility_id in identity.visiting


def in_visit_team(identity: Identity, context: Context) -> bool:
    """A member of the team, in whatever profession, sees what is not clinical while the visit is open."""
    return context.facility_id is not None and context.facility_id in identity.attending


def of_the_mechanism(_identity: Identity, context: Context) -> bool:
    """Roles of the mechanism are approved by its office (``state`` None: the list of what waits)."""
    return context.state in (None, "oversight")


def at_a_facility(_identity: Identity, context: Context) -> bool:
    """Whoever answers for a unit answers for its accounts, not for those of the whole country (``state`` None: the
    list)."""
    return context.state is None or context.facility_id is not None


def set_by_ombudsman(_identity: Identity, context: Context) -> bool:
    """The rules of the mechanism's own visits are not set by those it visits."""
    return context.state == "oversight"


def set_by_department(_identity: Identity, context: Context) -> bool:
    return context.state != "oversight"


def in_emergency_access(identity: Identity, context: Context) -> bool:
    """The person was opened by break-glass, which ran out by itself if not."""
    return context.person_id is not None and context.person_id in identity.break_glass


def roles(*names: Role) -> frozenset[Role]:
    return frozenset(names)


_everybody = Rule(frozenset(Role))
_treating = Rule(UNIT_STAFF)
_department = Rule(roles(Role.REVIEWER))
_visiting = Rule(roles(Role.NPG), (in_open_visit,))
_attending = Rule(roles(Role.NPG), (in_visit_team,))
_emergency = Rule(UNIT_STAFF, (in_emergency_access,))

POLICY: dict[P, tuple[Rule, ...]] = {
    P.OWN_ACCOUNT: (_everybody,),
    P.PERSON_ADMIT: (Rule(roles(Role.FELDSHER, Role.NURSE, Role.DOCTOR, Role.HEAD, Role.ADMINISTRATION)),),
    P.PERSON_FIND: (
        _treating,
        _department,
        Rule(roles(Role.ADMINISTRATION)),
        Rule(roles(Role.NPG), (while_visiting,)),
    ),
    P.PERSON_IDENTITY: (_treating, _department, _attending, _emergency, Rule(roles(Role.ADMINISTRATION))),
    P.PERSON_AMEND: (Rule(roles(Role.FELDSHER, Role.NURSE, Role.DOCTOR, Role.HEAD, Role.ADMINISTRATION)),),
    P.MOVEMENT_RECORD: (Rule(roles(Role.FELDSHER, Role.NURSE, Role.DOCTOR, Role.HEAD, Role.ADMINISTRATION)),),
    P.CUSTODY_IMPORT: (Rule(roles(Role.HEAD, Role.ADMINISTRATION)),),
    P.FACILITY_READ: (Rule(frozenset(Role)),),
    P.FACILITY_MANAGE: (Rule(roles(Role.REVIEWER, Role.ADMIN)),),
    P.CHART_READ: (_treating, _department, _visiting, _emergency),
    P.MEASURES_READ: (_treating, _department, _attending, Rule(roles(Role.ADMINISTRATION))),
    P.ACCESS_LOG_READ: (Rule(roles(Role.DOCTOR, Role.HEAD, Role.REVIEWER)), _visiting),
    P.CHART_PRINT: (Rule(EXAMINERS), _department, _visiting),
    P.BREAK_GLASS: (Rule(UNIT_STAFF),),
    P.BREAK_GLASS_REVIEW: (Rule(roles(Role.AUDITOR)),),
    P.SCREEN_RECORD: (Rule(EXAMINERS | {Role.NURSE, Role.PSYCHOLOGIST}),),
    P.INTAKE_RECORD: (Rule(EXAMINERS),),
    P.INTAKE_READ: (_treating, _department, _visiting, _emergency),
    P.INTAKE_COUNTERSIGN: (Rule(PHYSICIANS, (not_the_author,)),),
    P.RISK_READ: (_treating, _department, _visiting, _emergency),
    P.RISK_RECORD: (_treating,),
    P.RISK_OVERRIDE: (Rule(PHYSICIANS),),
    P.RISK_WATCH: (_treating, Rule(roles(Role.ADMINISTRATION))),
    P.RISK_PATTERN: (Rule(roles(Role.HEAD)), _department, _visiting),
    P.RECORD_ADDENDUM: (Rule(EXAMINERS),),
    P.RECORD_VOID: (Rule(PHYSICIANS | {Role.FELDSHER}),),
    P.INJURY_RECORD: (Rule(EXAMINERS),),
    P.INJURY_OPINION: (Rule(PHYSICIANS),),
    P.INJURY_READ: (_treating, _department, _visiting, _emergency),
    P.INJURY_INTIMATE: (Rule(EXAMINERS), _visiting),
    P.ACCUSED_READ: (Rule(roles(Role.DOCTOR)), _department, _visiting),
    P.REPRISAL_READ: (_treating, _visiting, _emergency),
    P.INJURY_REGISTER: (Rule(EXAMINERS), _department, _visiting),
    P.INJURY_NOTICE: (Rule(EXAMINERS),),
    P.MENTAL_READ: (_treating, _department, _visiting, _emergency),
    P.PSYCHOLOGY_OFFER: (_treating,),
    P.PSYCHOLOGY_RECORD: (Rule(roles(Role.PSYCHOLOGIST)),),
    P.PSYCHOLOGY_NOTE: (Rule(roles(Role.PSYCHOLOGIST)), _visiting),
    P.PSYCHIATRY_RECORD: (Rule(PHYSICIANS),),
    P.PSYCHIATRY_READ: (Rule(PHYSICIANS), _department, _visiting, Rule(PHYSICIANS, (in_emergency_access,))),
    P.PSYCHIATRY_SUMMARY: (
        Rule(PHYSICIANS | {Role.PSYCHOLOGIST}),
        _department,
        _visiting,
        Rule(PHYSICIANS, (in_emergency_access,)),
    ),
    P.MEDICINE_READ: (Rule(UNIT_STAFF - {Role.PSYCHOLOGIST}), _department, _visiting, _emergency),
    P.MEDICINE_PRESCRIBE: (Rule(PHYSICIANS),),
    P.SELF_HARM_READ: (_treating, _department, _visiting, _emergency),
    P.SELF_HARM_RECORD: (_treating,),
    P.RESTRICTION_READ: (_treating, _department, _visiting),
    P.RESTRICTION_RECORD: (_treating,),
    P.RESTRICTION_WATCH: (_treating, Rule(roles(Role.ADMINISTRATION))),
    P.DEATH_READ: (_treating, _department, _visiting),
    P.DEATH_RECORD: (_treating,),
    P.DISORDER_READ: (Rule(PHYSICIANS | {Role.PSYCHOLOGIST}), _department, _visiting),
    P.DISORDER_RECORD: (Rule(PHYSICIANS),),
    P.CLUSTER_READ: (Rule(roles(Role.HEAD)), _department),
    P.CASE_OPEN: (_treating, _department, Rule(roles(Role.ADMINISTRATION))),
    P.CASE_READ: (
        _treating,
        Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON, Role.ADMINISTRATION)),
        _visiting,
        _emergency,
    ),
    P.CASE_STEP: (_treating, Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON, Role.ADMINISTRATION))),
    P.RECOMMENDATION_READ: (Rule(OVERSIGHT | {Role.HEAD, Role.ADMINISTRATION, Role.REVIEWER}),),
    P.RECOMMENDATION_WRITE: (Rule(OVERSIGHT),),
    P.APPEAL_READ: (_treating, _department, Rule(OVERSIGHT)),
    P.APPEAL_RECORD: (_treating, _department, Rule(OVERSIGHT)),
    P.APPEAL_DECIDE: (_department,),
    P.APPEAL_HAND_ON: (Rule(OVERSIGHT),),
    P.APPEAL_IMPORT: (Rule(roles(Role.OMBUDSMAN)),),
    P.CASE_DESK: (_department,),
    P.CASE_ASSIGN: (_department,),
    P.BUNDLE_READ: (_treating, Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON)), _visiting, _emergency),
    P.BUNDLE_ADD: (_treating, Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON, Role.ADMINISTRATION))),
    P.DISEASE_READ: (_treating, Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON) | OVERSIGHT)),
    P.DISEASE_MANAGE: (_department,),
    P.COMMISSION_READ: (Rule(roles(Role.COMMISSION, Role.REVIEWER)),),
    P.COMMISSION_MANAGE: (Rule(roles(Role.COMMISSION)),),
    P.COMMISSION_VOTE: (Rule(roles(Role.COMMISSION)),),
    P.RELEASE_SUMMARY: (Rule(PHYSICIANS),),
    P.HOSPITAL_READ: (_treating, Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON))),
    P.HOSPITAL_TELL: (Rule(roles(Role.REVIEWER, Role.LIAISON)),),
    P.DELAYS_READ: (
        _treating,
        Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON, Role.ADMINISTRATION, Role.AUDITOR) | OVERSIGHT),
    ),
    P.DELAYS_CASES: (_treating, Rule(roles(Role.REVIEWER, Role.COMMISSION, Role.LIAISON))),
    P.DELAYS_EXPORT: (Rule(roles(Role.HEAD, Role.REVIEWER, Role.COMMISSION, Role.LIAISON) | OVERSIGHT),),
    P.WORKLIST_UNIT: (_treating,),
    P.WORKLIST_DEPARTMENT: (_department,),
    P.DEADLINE_WAIVE: (Rule(PHYSICIANS),),
    P.SETTINGS_READ: (Rule(roles(Role.HEAD, Role.REVIEWER, Role.ADMIN, Role.AUDITOR) | OVERSIGHT),),
    P.SETTINGS_MANAGE: (
        Rule(roles(Role.REVIEWER), (set_by_department,)),
        Rule(roles(Role.OMBUDSMAN), (set_by_ombudsman,)),
    ),
    P.ROLE_APPROVE: (
        Rule(roles(Role.ADMIN, Role.REVIEWER), (set_by_department,)),
        Rule(roles(Role.OMBUDSMAN), (of_the_mechanism,)),
    ),
    P.FIRST_PASSWORDS: (
        Rule(roles(Role.HEAD), (at_a_facility,)),
        Rule(roles(Role.REVIEWER), (set_by_department,)),
        Rule(roles(Role.OMBUDSMAN), (of_the_mechanism,)),
    ),
    P.USERS_MANAGE: (Rule(roles(Role.ADMIN)),),
    P.AUDIT_READ: (Rule(roles(Role.AUDITOR)),),
    P.OVERSIGHT_AUDIT_READ: (Rule(roles(Role.OMBUDSMAN)),),
    P.LEDGER_READ: (Rule(roles(Role.HEAD, Role.REVIEWER, Role.AUDITOR, Role.ADMIN) | OVERSIGHT),),
    P.LEDGER_WITNESS: (Rule(roles(Role.OMBUDSMAN, Role.REVIEWER)),),
    P.VISIT_READ: (Rule(OVERSIGHT),),
    P.VISIT_OPEN: (Rule(roles(Role.NPG)),),
    P.VISIT_WORK: (Rule(roles(Role.NPG)),),
    P.VISIT_LISTS: (_attending,),
    P.VISIT_AUDIT: (_visiting,),
    P.VISIT_NOTES: (Rule(roles(Role.NPG)),),
    P.VISIT_FINDINGS: (Rule(roles(Role.NPG)),),
    P.STATISTICS_READ: (Rule(OVERSIGHT),),
    P.STATISTICS_IMPORT: (Rule(roles(Role.OMBUDSMAN)),),
    P.CHECKLIST_MANAGE: (Rule(OVERSIGHT),),
    P.MANDATE_MANAGE: (Rule(roles(Role.OMBUDSMAN)),),
}


#: What is written about people: who reads any of it gets the role from two people.
CLINICAL_TEXT = frozenset(
    {
        *(P.CHART_READ, P.INTAKE_READ, P.RISK_READ, P.INJURY_READ, P.MENTAL_READ, P.PSYCHOLOGY_NOTE, P.BUNDLE_READ),
        *(P.PSYCHIATRY_READ, P.PSYCHIATRY_SUMMARY, P.MEDICINE_READ, P.SELF_HARM_READ, P.DEATH_READ, P.DISORDER_READ),
    }
)
#: Roles one administrator alone gives nobody: those that read clinical text, and those that approve such roles, or
#: the second person would be one of the first one's making. Source: the role table, on separation.
SECOND_PERSON = frozenset(
    role for permission in CLINICAL_TEXT | {P.ROLE_APPROVE} for rule in POLICY[permission] for role in rule.roles
)
#: What a member keeps whose mandate is over: their own account, and the page that says so.
WITHOUT_MANDATE = frozenset({P.OWN_ACCOUNT, P.VISIT_READ})
#: The chart goes with the person: who treats them now reads and adds to what was written elsewhere before.
FOLLOWS_PERSON = frozenset(
    {
        *(P.CHART_READ, P.INTAKE_READ, P.CHART_PRINT, P.RECORD_ADDENDUM),
        *(P.PSYCHIATRY_READ, P.PSYCHIATRY_SUMMARY, P.MEDICINE_READ, P.MEDICINE_PRESCRIBE),
        *(P.SELF_HARM_READ, P.DISORDER_READ, P.DISORDER_RECORD),
    }
)


def permits(identity: Identity, permission: P, context: Context | None = None) -> bool:
    """Whether the policy grants ``permission`` to ``identity`` on ``context``.

    A role counts only where it is held: at the facility acted on, or everywhere. Roles of a facility
    are of no use in another one, except through an emergency access that is still open.
    """
    context = context or Context()
    identity = _acting(identity, permission)
    places = [context]
    if permission in FOLLOWS_PERSON and context.held_at is not None:
        places.append(replace(context, facility_id=context.held_at))
    return any(_grants(rule, identity, place) for place in places for rule in POLICY[permission])


def _acting(identity: Identity, permission: P) -> Identity:
    """The identity without the role that needs a mandate, while there is none."""
    if not identity.lapsed or permission in WITHOUT_MANDATE:
        return identity
    return replace(identity, assignments=tuple(a for a in identity.assignments if a.role is not Role.NPG))


def _grants(rule: Rule, identity: Identity, context: Context) -> bool:
    scope = None if in_emergency_access in rule.conditions else context.facility_id
    if identity.holds(rule.roles, scope) is None:
        return False
    return all(condition(identity, context) for condition in rule.conditions)


def readable_facilities(identity: Identity, permission: P) -> frozenset[uuid.UUID] | None:
    """The facilities whose rows ``permission`` opens to ``identity``; None means all of them.

    Queries narrow by this, so that out of scope is indistinguishable from absent.
    """
    found: set[uuid.UUID] = set()
    identity = _acting(identity, permission)
    for rule in POLICY[permission]:
        for condition, places in (
            (in_open_visit, identity.visiting),
            (in_visit_team, identity.attending),
            (while_visiting, identity.attending),
        ):
            if condition in rule.conditions and identity.holds(rule.roles, None):
                found |= places
        if rule.conditions:
            continue
        held = identity.facilities(rule.roles)
        if held is None:
            return None
        found |= held
    return frozenset(found)


def two_people(first: uuid.UUID | None, second: uuid.UUID | None) -> bool:
    """Acts that need two people need two accounts."""
    return first is not None and second is not None and first != second


__all__ = ["NATIONAL", "POLICY", "SECOND_PERSON", "Context", "Rule", "permits", "readable_facilities", "two_people"]
