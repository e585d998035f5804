"""ICD-10 codes that are proposed: region x kind for the injury, told cause for the external cause.

A proposal is a starting point that a doctor completes. Never proposed: Y35 (asserts lawful force), W19 and
W50 (assert an accident). A cause nobody explains is Y33 or Y34, event of undetermined intent.
Source: WHO ICD-10 chapters XIX and XX.
"""

from __future__ import annotations

from healthapp.injuries.charts import Region
from healthapp.injuries.dictionary.types import TYPES
from healthapp.intake import icd10

#: Region block -> category of burns; the head and neck share one.
_BURNS = {
    "S0": "T20", "S1": "T20", "S2": "T21", "S3": "T21", "S4": "T22",
    "S5": "T22", "S6": "T23", "S7": "T24", "S8": "T24", "S9": "T25",
}  # fmt: skip
#: Chest and abdomen have no categories of their own for these: crushing and amputation stand together.
_SHARED = {("S2", "7"): "S28", ("S3", "7"): "S38", ("S2", "8"): "S28", ("S3", "8"): "S38"}
#: What happened -> (by another person, by the person, undetermined).
EXTERNAL: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "blunt": (("Y00",), ("X79",), ("Y29",)),
    "body": (("Y04",), ("X79",), ("Y29",)),
    "sharp": (("X99",), ("X78",), ("Y28",)),
    "neck": (("X91",), ("X70",), ("Y20",)),
    "water": (("X92",), ("X71",), ("Y21",)),
    "fire": (("X97",), ("X76",), ("Y26",)),
    "hot": (("X98",), ("X77",), ("Y27",)),
    "caustic": (("X86",), ("X69",), ("Y19",)),
    "firearm": (("X93", "X95"), ("X72", "X74"), ("Y22", "Y24")),
    "explosive": (("X96",), ("X75",), ("Y25",)),
    "sexual": (("Y05",), (), ("Y33",)),
    "fall": (("Y01",), ("X80",), ("Y30",)),
    "electric": (("Y08",), ("X83",), ("Y33",)),
    "other": (("Y08", "Y09"), ("X83", "X84"), ("Y33", "Y34")),
    "unknown": (("Y09",), ("X84",), ("Y34", "Y33")),
}
_UNEXPLAINED = ("Y34", "Y33")
NEVER = ("Y35", "W19", "W50")


def injury(type_code: str, region: Region | None) -> list[str]:
    """Codes for a lesion of ``type_code`` at ``region``, the likeliest first; categories with what is under them.

    Raises KeyError for an unknown type.
    """
    known = TYPES[type_code]
    found: list[str] = []
    if region is not None and known.kind:
        block = region.icd_block
        if known.kind in ("burn", "corrosion"):
            found.append(_BURNS[block])
        else:
            found.append(_SHARED.get((block, known.kind), block + known.kind))
    wanted = [code for head in (*found, *known.codes) for code in icd10.family(head)]
    if known.kind == "burn":
        wanted = [code for code in wanted if code[:3] == "T31" or code[-1] in "0123" or len(code) == 3]
    if known.kind == "corrosion":
        wanted = [code for code in wanted if code[:3] == "T32" or code[-1] in "4567" or len(code) == 3]
    return list(dict.fromkeys(wanted))


def external(mechanism: str, intent: str) -> list[str]:
    """Codes of the external cause. ``intent``: other_person, self, accident or unknown (also when not said).

    An accident gets no proposal: which one it was is the doctor's to choose.
    """
    if intent == "accident":
        return []
    by_other, by_self, open_ = EXTERNAL.get(mechanism, ((), (), _UNEXPLAINED))
    heads = {"other_person": by_other, "self": by_self}.get(intent, open_)
    return [code for head in heads for code in icd10.family(head)]
