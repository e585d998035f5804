"""The types of lesion with the plain words that tell one from another, shown where the choice is made.

Source: Istanbul Protocol (2022) chapter VI; the injury codes are WHO ICD-10 (3.2 of the specification).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from healthapp.i18n import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class LesionType:
    """``kind``: the second digit of the ICD-10 injury block ("0" superficial ... "9" other), "burn", "corrosion" or
    "" when ``codes`` are all there is. ``codes``: categories or codes that fit wherever on the body."""

    code: str
    text: Any
    definition: Any
    kind: str = ""
    codes: tuple[str, ...] = ()


def _types(*rows: tuple[Any, ...]) -> dict[str, LesionType]:
    return {row[0]: LesionType(row[0], row[1], row[2], row[3], tuple(row[4:])) for row in rows}


TYPES: dict[str, LesionType] = _types(
    (
        "abrasion",
        _l("Abrasion"),
        _l("Skin scraped off superficially. Note direction and pattern; a scratch is linear."),
        "0",
        "T14.0",
    ),
    (
        "contusion",
        _l("Bruise (contusion)"),
        _l("Blood under unbroken skin after blunt force. Two parallel lines suggest a rod."),
        "0",
    ),
    (
        "ecchymosis",
        _l("Spontaneous skin bleeding"),
        _l("Blood in the skin without force, as in illness or old age. Not an injury code."),
        "",
        "R23.3",
    ),
    (
        "petechiae",
        _l("Petechiae"),
        _l("Pinpoint bleedings. After pressure on the neck look at face, eyelids and behind the ears."),
        "",
        "R23.3",
        "T71",
    ),
    ("swelling", _l("Swelling"), _l("Raised tissue without a bruise or wound."), "0"),
    (
        "laceration",
        _l("Laceration (tear)"),
        _l("Torn by blunt force: ragged, bruised edges with bridges of tissue. A cut is not a laceration."),
        "1",
        "T14.1",
    ),
    ("incised", _l("Cut (incised wound)"), _l("By a sharp edge: clean edges, longer than deep."), "1"),
    ("stab", _l("Stab wound"), _l("By a sharp point: deeper than wide."), "1", "S26", "S27", "S36", "S37"),
    ("puncture", _l("Puncture or needle mark"), _l("Small and round."), "1"),
    (
        "firearm_entry",
        _l("Gunshot entry"),
        _l("Describe edges, soot and abrasion ring. Do not guess the calibre."),
        "1",
    ),
    ("firearm_exit", _l("Gunshot exit"), _l("Often larger and torn outwards. Describe, do not conclude."), "1"),
    ("firearm_graze", _l("Gunshot graze"), _l("A furrow in the skin along the path of a bullet."), "1"),
    (
        "kinetic_impact",
        _l("Rubber bullet or blast injury"),
        _l("Round bruise or wound from a projectile, or fragments of an explosion."),
        "1",
        "T07",
    ),
    (
        "burn_thermal",
        _l("Burn by heat"),
        _l("Contact, liquid, flame or cigarette. Note depth, run-off and splashes."),
        "burn",
        "T31",
    ),
    (
        "burn_chemical",
        _l("Burn by a chemical"),
        _l("By acid, alkali or another caustic; often with runs downwards."),
        "corrosion",
        "T32",
    ),
    ("electrical", _l("Electrical mark"), _l("Small, pale or crusted, often in groups."), "", "T75.4"),
    (
        "climate",
        _l("Injury by cold, wet or heat"),
        _l("Frostbite, immersion foot, heat stroke, hypothermia."),
        "",
        "T33",
        "T34",
        "T35",
        "T69.0",
        "T67.0",
        "T68",
    ),
    ("fracture", _l("Fracture"), _l("Broken bone, open or closed; suspected until imaging shows it."), "2", "T14.2"),
    ("dislocation", _l("Dislocation or sprain"), _l("Joint out of place, or ligaments overstretched."), "3"),
    (
        "dental",
        _l("Injury of teeth"),
        _l("Broken, loosened or lost tooth. Name it by its FDI number."),
        "",
        "S02.5",
        "S03.2",
    ),
    (
        "eye",
        _l("Injury of the eye"),
        _l("Bleeding under the conjunctiva or in the eye, injury of the eyeball."),
        "",
        "S05",
    ),
    (
        "eardrum",
        _l("Torn eardrum"),
        _l("Possible after a slap on the ear. Look with an otoscope."),
        "",
        "S09.2",
        "H72.9",
    ),
    (
        "head_injury",
        _l("Closed head injury"),
        _l("Concussion or bleeding. A told loss of consciousness is not reliable either way."),
        "",
        "S06",
        "S09.9",
        "F07.2",
    ),
    (
        "neck_compression",
        _l("Pressure on the neck (strangulation, hanging)"),
        _l("By hands, a cord, a bag or hanging: marks, hoarseness, pain on swallowing, petechiae, or no mark at all."),
        "",
        "S10.0",
        "S10.1",
        "T71",
    ),
    (
        "ligature",
        _l("Cuff or ligature mark"),
        _l("Around a limb, deepest over bone; test feeling and strength. On the neck it is pressure on the neck."),
        "0",
        "S60.8",
        "S64.0",
        "G56.3",
    ),
    (
        "plexus",
        _l("Nerve injury of the arm"),
        _l("Weakness or numbness of the arm, as after suspension."),
        "",
        "S14.3",
        "G54.0",
    ),
    (
        "crush",
        _l("Crush injury"),
        _l("Muscle crushed or in a closed compartment: hard, painful, dark urine."),
        "7",
        "T79.5",
        "T79.6",
        "N17.9",
    ),
    (
        "amputation",
        _l("Traumatic amputation (lost part of the body)"),
        _l(
            "Finger, toe, ear, limb: cut, torn or crushed off, wholly or in part. Cool what came off and send it along."
        ),
        "8",
        "T14.7",
        "T92.6",
        "T93.6",
    ),
    (
        "falanga",
        _l("Injury of the soles (falanga)"),
        _l("Bruised, swollen soles, pain on walking, flat heel pad."),
        "",
        "S90.3",
    ),
    ("bite", _l("Bite mark"), _l("Two facing arcs. Take a swab before washing."), "1"),
    (
        "patterned",
        _l("Patterned mark"),
        _l("Shows the shape of an object. Photograph at right angles with a scale."),
        "0",
    ),
    (
        "nail",
        _l("Injury of nail or digit"),
        _l("Bleeding under a nail, lost nail, crushed fingertip. A lost part is an amputation."),
        "",
        "S60.1",
        "S61.1",
    ),
    (
        "genital",
        _l("Genital, anal or breast injury"),
        _l("Examined with a consent of its own only."),
        "",
        "S30.2",
        "S31",
        "S20.0",
        "T19.2",
        "T74.2",
    ),
    ("foreign_body", _l("Foreign body"), _l("Swallowed or inserted."), "", "T18.9", "T17.9", "T19.9"),
    (
        "asphyxia",
        _l("Suffocation, water or gas"),
        _l("After a bag, gagging, submersion, tear gas."),
        "",
        "T71",
        "T75.1",
        "T59.3",
    ),
    (
        "exhaustion",
        _l("Hunger, thirst or exhaustion"),
        _l("Weight loss, dryness, weakness after withheld food, water or rest."),
        "",
        "T73.0",
        "T73.1",
        "T73.3",
        "R63.4",
        "E46",
        "R64",
    ),
    (
        "scar",
        _l("Scar or lasting change of skin colour"),
        _l("Healed: scar, keloid, lighter or darker skin."),
        "",
        "L90.5",
        "L91.0",
        "T92.0",
        "T93.0",
        "T98.1",
    ),
    (
        "old_mark",
        _l("Older mark of another kind"),
        _l("Surgery, vaccination, ritual, tattoo, old self-harm. Listing it makes the rest believable."),
        "",
        "Z91.5",
        "L90.5",
    ),
    (
        "multiple",
        _l("Injuries in many regions"),
        _l("Only beside the single lesions, never instead of them."),
        "",
        "T00.9",
        "T01.9",
        "T07",
    ),
)

#: Open wounds: their edges and two reference points are described.
WOUNDS = ("laceration", "incised", "stab", "puncture", "firearm_entry", "firearm_exit", "firearm_graze", "bite")
SCARS = ("scar", "old_mark")
#: After which signs of danger are looked for: hands, a cord, a bag, hanging.
NECK = "neck_compression"
#: Places of these are given by two distances from fixed points of the body.
PLACED = (*WOUNDS, *SCARS, "contusion", "burn_thermal", "electrical", "patterned")
