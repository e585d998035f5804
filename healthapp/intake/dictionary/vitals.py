"""B. Vital signs, with the hard limits and bands of the specification; NEWS2 is derived (RCP 2017)."""

from __future__ import annotations

from healthapp.i18n import lazy_gettext as _l
from healthapp.intake.dictionary.model import Group, Section, choice, decimal, integer, many, when

NOT_MEASURED = many(
    "not_measured",
    _l("Could not be measured"),
    ("temperature", _l("Temperature")),
    ("pulse", _l("Pulse")),
    ("respiration", _l("Respiratory rate")),
    ("blood_pressure", _l("Blood pressure")),
    ("spo2", _l("Oxygen saturation")),
    ("consciousness", _l("Consciousness")),
    hint=_l("Tick what you could not measure and say why. An empty field is not an answer."),
)
#: The measures a NEWS2 score is made of, and under which name one is excused.
MEASURES = {
    "temperature": "temperature",
    "pulse": "pulse",
    "respiration": "respiration",
    "systolic": "blood_pressure",
    "diastolic": "blood_pressure",
    "spo2": "spo2",
    "consciousness": "consciousness",
}

VITALS = Section(
    "vitals",
    "B",
    _l("Vital signs"),
    Group.URGENT,
    (
        integer("respiration", _l("Respiratory rate"), 4, 70, unit=_l("breaths/min"), normal=(12, 20), required=True),
        integer("spo2", _l("Oxygen saturation"), 50, 100, unit="%", normal=(96, 100), required=True),
        choice("oxygen", _l("Breathing"), ("air", _l("Room air")), ("oxygen", _l("Oxygen")), required=True),
        choice(
            "spo2_scale",
            _l("Saturation scale"),
            ("1", _l("Usual (96 % and more)")),
            ("2", _l("Hypercapnic respiratory failure (target 88-92 %), on a doctor's order")),
        ),
        integer("systolic", _l("Blood pressure, systolic"), 50, 300, unit=_l("mmHg"), normal=(111, 179), required=True),
        integer(
            "diastolic", _l("Blood pressure, diastolic"), 20, 200, unit=_l("mmHg"), normal=(60, 109), required=True
        ),
        integer("pulse", _l("Pulse"), 20, 250, unit=_l("beats/min"), normal=(51, 90), required=True),
        choice(
            "consciousness",
            _l("Consciousness"),
            ("A", _l("Alert")),
            ("C", _l("New confusion")),
            ("V", _l("Responds to voice")),
            ("P", _l("Responds to pain")),
            ("U", _l("Unresponsive")),
            required=True,
        ),
        decimal("temperature", _l("Temperature"), 25, 45, unit="°C", normal=(36.1, 38.0), required=True),
        NOT_MEASURED,
        choice(
            "not_measured_reason",
            _l("Why it could not be measured"),
            ("refused", _l("The person refused")),
            ("no_device", _l("No working device")),
            ("not_possible", _l("Not possible because of the person's state")),
            ("not_safe", _l("Not safe")),
            required=True,
            when=when(
                "not_measured",
                "temperature",
                "pulse",
                "respiration",
                "blood_pressure",
                "spo2",
                "consciousness",
            ),
        ),
        integer("gcs", _l("Glasgow Coma Scale"), 3, 15, normal=(15, 15)),
        integer("pain", _l("Pain, 0 to 10"), 0, 10, normal=(0, 3)),
        decimal("weight", _l("Weight"), 25, 300, unit=_l("kg")),
        integer("height", _l("Height"), 100, 230, unit=_l("cm")),
        decimal("glucose", _l("Capillary glucose"), 0.6, 45, unit=_l("mmol/L"), normal=(4.0, 7.8)),
        integer("peak_flow", _l("Peak flow"), 50, 900, unit=_l("L/min")),
        decimal("breath_alcohol", _l("Breath alcohol"), 0, 5, 2, unit="‰", normal=(0, 0)),
        many(
            "urine",
            _l("Urine test strip: positive for"),
            ("=negative", _l("All negative")),
            ("glucose", _l("Glucose")),
            ("ketone", _l("Ketones")),
            ("protein", _l("Protein")),
            ("blood", _l("Blood")),
            ("leucocytes", _l("Leucocytes")),
            ("nitrite", _l("Nitrite")),
        ),
    ),
)
