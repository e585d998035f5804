"""Who acts in a pathway: the roles of the service, and the outsiders whose acts a role writes down.

Codes are plain strings equal to the service's role codes; this package knows no accounts.
"""

from __future__ import annotations

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

ROLES = frozenset(
    {
        FELDSHER,
        NURSE,
        DOCTOR,
        HEAD,
        PSYCHOLOGIST,
        PSYCHIATRIST,
        REVIEWER,
        COMMISSION,
        LIAISON,
        NPG,
        OMBUDSMAN,
        ADMINISTRATION,
        AUDITOR,
        ADMIN,
    }
)

PERSON = "person"
DEFENDER = "defender"
LEGAL_REPRESENTATIVE = "legal_representative"
RELATIVE = "relative"
HOTLINE = "hotline"
COURT = "court"
PROSECUTOR = "prosecutor"
INVESTIGATOR = "investigator"
HOSPITAL = "hospital"
SPECIALIST = "specialist"
AGENCY = "agency"
PROBATION = "probation"
#: The record of movements in custody: a death or a release written there ends what it must end in the cases.
MOVEMENT = "movement"

OUTSIDERS = frozenset(
    {
        PERSON,
        DEFENDER,
        LEGAL_REPRESENTATIVE,
        RELATIVE,
        HOTLINE,
        COURT,
        PROSECUTOR,
        INVESTIGATOR,
        HOSPITAL,
        SPECIALIST,
        AGENCY,
        PROBATION,
        MOVEMENT,
    }
)
#: Those whose act somebody hears of and writes into a form; the record of movements speaks for itself.
HEARD_OF = OUTSIDERS - {MOVEMENT}

#: CPC 511.2: who may petition the court. A relative as such may not; a relative with authority is a representative.
PETITIONERS = (PERSON, DEFENDER, LEGAL_REPRESENTATIVE)
#: Who may ask the medical unit to look at somebody. The preventive group recommends, and writes in nobody's chart.
ASKERS = (PERSON, DEFENDER, LEGAL_REPRESENTATIVE, RELATIVE, HOTLINE)
CLINICIANS = (DOCTOR, PSYCHIATRIST)
UNIT = (FELDSHER, NURSE, DOCTOR, HEAD, PSYCHOLOGIST, PSYCHIATRIST)
#: Whoever hears it writes it down: no single desk can hold back a petition or a court's act.
RECORDERS = frozenset((*UNIT, REVIEWER, COMMISSION, LIAISON, ADMINISTRATION))
