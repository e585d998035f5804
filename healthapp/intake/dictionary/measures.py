"""Measures that custody staff carry out for health reasons, in words that tell no diagnosis.

Each text says what custody staff must do and nothing about why: need to know (CPT standards, medical
confidentiality; Nelson Mandela Rules 32). The codes are options of the conclusion and states of a person's flag.
"""

from __future__ import annotations

from typing import Any

from healthapp.i18n import lazy_gettext as _l

MEASURES: dict[str, Any] = {
    "lower_bunk": _l("Lower bunk"),
    "ground_floor": _l("Cell on the ground floor, without stairs"),
    "wheelchair": _l("Wheelchair and a cell it can enter"),
    "aids_returned": _l("Glasses, hearing aid, prosthesis or other aid stays with the person"),
    "not_alone": _l("Not to be placed alone in a cell"),
    "single_medical": _l("Separate room in the medical unit"),
    "safer_cell": _l("Cell without ligature points"),
    "observation_60": _l("To be seen at least every 60 minutes"),
    "observation_30": _l("To be seen at least every 30 minutes"),
    "observation_15": _l("To be seen at least every 15 minutes"),
    "observation_constant": _l("Constant observation, never out of sight"),
    "no_isolation": _l("Isolation must not be used"),
    "mask": _l("Mask outside the room, and for staff who enter"),
    "diet": _l("Diet ordered by the medical unit"),
    "medication_access": _l("To be brought for medicines at the set times"),
    "medical_access": _l("To be brought to the medical unit at once on request"),
    "escort": _l("Escort to a hospital or specialist"),
    "transport_lying": _l("Transport by ambulance or lying down only"),
    "no_work": _l("No work for the time being"),
    "light_work": _l("Light work only"),
    "no_exercise": _l("No physical exercise for the time being"),
    "interpreter": _l("Interpreter for every conversation"),
    "adult_separation": _l("Kept apart from adults"),
    "hygiene": _l("Additional hygiene supplies"),
}
