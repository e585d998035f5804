"""The words for a role, as they stand behind a name."""

from __future__ import annotations

from healthapp.access.roles import Role
from healthapp.i18n import lazy_gettext as _l

WORDS = {
    Role.FELDSHER: _l("feldsher"),
    Role.NURSE: _l("nurse"),
    Role.DOCTOR: _l("doctor"),
    Role.HEAD: _l("head of the medical unit"),
    Role.PSYCHOLOGIST: _l("psychologist"),
    Role.PSYCHIATRIST: _l("psychiatrist"),
    Role.REVIEWER: _l("reviewer, Medical Department"),
    Role.COMMISSION: _l("member of the commission"),
    Role.LIAISON: _l("court liaison officer"),
    Role.NPG: _l("member of the National Preventive Group"),
    Role.OMBUDSMAN: _l("Ombudsman's office"),
    Role.ADMINISTRATION: _l("facility administration"),
    Role.AUDITOR: _l("auditor"),
    Role.ADMIN: _l("system administrator"),
}


def role_word(role: Role | str) -> str:
    """A role in the language in force, in small letters. Raises ValueError for an unknown role."""
    return str(WORDS[Role(role)])
