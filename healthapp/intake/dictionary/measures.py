"""Measures that custody staff carry out for health reasons, in words that tell no diagnosis.

Each text says what custody staff must do and nothing about why: need to know (CPT standards, medical
confidentiality; Nelson Mandela Rules 32). The codes are options of the conclusion and states of a person's flag.
"""

from __future__ import annotations

from collections.abc import Mapping
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

#: What the screen before the cell advises, where the examination has no measure of its own for it.
PLACEMENT: dict[str, Any] = {"observed_cell": _l("Cell with observation"), "hospital_now": _l("Hospital at once")}
#: Of the screen before the cell: (question, answer) -> what custody staff must know before they allocate one.
FROM_SCREEN: dict[tuple[str, str], str] = {
    ("cell_advice", "shared"): "not_alone",
    ("cell_advice", "observation"): "observed_cell",
    ("cell_advice", "medical_unit"): "single_medical",
    ("cell_advice", "hospital"): "hospital_now",
    ("needs", "mobility"): "ground_floor",
    ("needs", "aid"): "aids_returned",
    ("needs", "under_18"): "adult_separation",
    ("interpreter_need", "present"): "interpreter",
    ("interpreter_need", "missing"): "interpreter",
}


def of_screen(safety: Mapping[str, Any]) -> list[str]:
    """The measures that the answers of the screen before the cell ask for."""
    return sorted({code for (name, answer), code in FROM_SCREEN.items() if answer in _all_of(safety.get(name))})


def _all_of(given: Any) -> list[str]:
    return given if isinstance(given, list) else [given]
