"""Who may do what: roles, permissions, the policy table and the guard of every view."""

from healthapp.access.identity import ANONYMOUS, Assignment, Identity
from healthapp.access.permissions import Permission
from healthapp.access.policy import Context, permits, readable_facilities
from healthapp.access.roles import Role

__all__ = ["ANONYMOUS", "Assignment", "Context", "Identity", "Permission", "Role", "permits", "readable_facilities"]
