"""Who is acting, as a value: loaded once a request, passed to every query and service."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from healthapp.access.roles import NATIONAL, Role


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role that is valid now. ``facility_id`` None means every facility."""

    role: Role
    facility_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in person, or a part of the system acting by itself (``user_id`` None)."""

    user_id: uuid.UUID | None
    name: str
    assignments: tuple[Assignment, ...] = ()
    session_id: uuid.UUID | None = None
    address: str = ""
    #: People whose records are open to this user for a limited time, with a reason that is reviewed.
    break_glass: frozenset[uuid.UUID] = frozenset()
    #: Facilities under an open visit of the National Preventive Group whose charts this member of its team reads.
    visiting: frozenset[uuid.UUID] = frozenset()
    #: Facilities under an open visit this user is a member of, in whatever profession.
    attending: frozenset[uuid.UUID] = frozenset()
    #: A member of the National Preventive Group whose mandate is over, or has not begun: nothing of it is open.
    lapsed: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(assignment.role for assignment in self.assignments)

    @property
    def main_role(self) -> Role | None:
        return self.assignments[0].role if self.assignments else None

    @property
    def home_facility(self) -> uuid.UUID | None:
        """The facility of the first assignment that names one: where a worklist starts."""
        return next((a.facility_id for a in self.assignments if a.facility_id), None)

    def holds(self, roles: Collection[Role], facility_id: uuid.UUID | None) -> Role | None:
        """The first of ``roles`` held for ``facility_id`` (None: held anywhere), or None."""
        for assignment in self.assignments:
            if assignment.role in roles and (facility_id is None or assignment.facility_id in (None, facility_id)):
                return assignment.role
        return None

    def facilities(self, roles: Collection[Role]) -> frozenset[uuid.UUID] | None:
        """The facilities where one of ``roles`` is held; None means all of them."""
        held = [a.facility_id for a in self.assignments if a.role in roles]
        if any(place is None for place in held):
            return None
        return frozenset(place for place in held if place)

    @classmethod
    def system(cls, name: str) -> Identity:
        """The program itself (scheduler, seeding, command line); holds no role and reads no chart by guard."""
        return cls(user_id=None, name=f"system:{name}")


ANONYMOUS = Identity(user_id=None, name="anonymous")


def default_scope(role: Role, facility_id: uuid.UUID | None) -> uuid.UUID | None:
    """The facility an assignment must bear. Raises ValueError when a local role would be held everywhere."""
    if role not in NATIONAL and facility_id is None:
        raise ValueError(f"the role {role} is held at one facility and must name it")
    return facility_id
