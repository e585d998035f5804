"""What in an examination needs an act now: derived from the answers alone, the same on page, list and print.

Thresholds: NEWS2 (Royal College of Physicians, 2017); WHO four-symptom tuberculosis screen; NICE NG57
(critical medicines, self-harm); clinic alerts of the intake dictionary (§5.1 B, F); Istanbul Protocol 2022, para 313
(who was within hearing bears on what a denial is worth); Training Institute on Strangulation Prevention (signs after
which an adult is imaged; from knowledge, to be checked by a clinician).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from healthapp.i18n import format_number
from healthapp.i18n import gettext as _
from healthapp.intake.bands import Limits
from healthapp.intake.dictionary.model import Answers, Section
from screening.news2 import News2, news2

#: Any of these, of any duration: isolate and take sputum. The four of WHO (systematic screening, 2021) and what the
#: intake dictionary adds to them, because the four alone miss one case in six among people with HIV.
TB_SIGNS = (
    "cough",
    "fever",
    "night_sweats",
    "weight_loss",
    "haemoptysis",
    "chest_pain",
    "tb_contact",
    "tb_past",
)
CRITICAL = frozenset(
    "insulin antiepileptic antiretroviral tb oat warfarin steroid clozapine depot other_critical".split()
)
#: States of an allergy that say something of it. Who refused, was not asked or does not know took nothing back.
TOLD = frozenset({"known", "none"})
#: Bands of withdrawal in which a doctor is called now, by question.
SEVERE = {"cows": frozenset({"mod_severe", "severe"}), "ciwa": frozenset({"severe"})}
#: Complications of a pregnancy that do not wait, of WHO's danger signs (Pregnancy, childbirth, postpartum care).
PREGNANCY_DANGERS = frozenset({"bleeding", "pain", "pressure", "movement"})
#: Said of the signs after pressure on the neck where there were none, or nobody looked.
NO_DANGER = frozenset({"none", "not_tested"})
#: Of a lesion that is past its danger.
HEALED = frozenset({"healing", "healed"})
#: Years from which NEWS2 is validated; it is not in pregnancy either (Royal College of Physicians, 2017).
NEWS2_AGE = 16
STOP, RED, AMBER = "stop", "red", "amber"


@dataclass(frozen=True, slots=True)
class Alert:
    """``level``: stop (danger to life, interrupts), red (act now) or amber (attention). ``section``: where from."""

    code: str
    level: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class CriticalMedicine:
    """A critical medicine nobody has decided on. ``due``: the next dose, when known."""

    name: str
    due: dt.datetime | None


def of_record(sections: Mapping[str, Answers], limits: Limits) -> list[Alert]:
    """Every alert of a record, the gravest first. ``limits``: the cut-offs of its sums."""
    found = [
        *_danger(sections.get("safety", {}), "safety"),
        *_danger(sections.get("suicide", {}), "suicide"),
        *_danger(sections.get("visit", {}), "visit"),
        *_vitals(sections.get("vitals", {})),
        *_outside_news2(sections, limits),
        *_tuberculosis(sections),
        *_medicines(sections.get("medicines", {})),
        *_withdrawal(sections, limits),
        *_pregnancy(sections.get("women", {})),
        *_ill_treatment(sections),
        *_neck(sections),
    ]
    return sorted(found, key=lambda alert: (STOP, RED, AMBER).index(alert.level))


def news2_of(vitals: Answers) -> News2:
    """The score as far as it can be told; ``total`` is None while a part is missing."""
    temperature = vitals.get("temperature")
    score = news2(
        respiration=vitals.get("respiration"),
        spo2=vitals.get("spo2"),
        spo2_scale2=vitals.get("spo2_scale") == "2",
        oxygen=vitals.get("oxygen") == "oxygen",
        systolic=vitals.get("systolic"),
        pulse=vitals.get("pulse"),
        consciousness=vitals.get("consciousness"),
        temperature=Decimal(temperature) if temperature else None,
    )
    if "oxygen" in vitals:
        return score
    # "Room air" that nobody said is a missing part, not a normal one.
    level = None if score.level == "low" else score.level
    return replace(score, total=None, complete=False, level=level, parts={**score.parts, "oxygen": None})


def bmi(vitals: Answers) -> Decimal | None:
    """Body mass index in kg/m2; None without both measures. Not rounded: a band is read off what it is, and 24.98 is
    normal weight though it is written 25.0."""
    weight, height = vitals.get("weight"), vitals.get("height")
    if not weight or not height:
        return None
    return Decimal(weight) * 10_000 / (Decimal(height) * Decimal(height))


def bmi_text(index: Decimal) -> str:
    """The index with the one decimal it is written with."""
    return format_number(index.quantize(Decimal("0.1")))


def tb_suspected(sections: Mapping[str, Answers]) -> bool:
    answers = sections.get("tuberculosis", {})
    return any(answers.get(key) == "yes" for key in TB_SIGNS) or sections.get("safety", {}).get("cough") == "yes"


def undecided_critical(medicines: Answers) -> list[CriticalMedicine]:
    """Critical medicines without an order to continue, change or stop (NICE NG57 1.4)."""
    return [
        CriticalMedicine(row.get("name", ""), dt.datetime.fromisoformat(row["next_due"]) if "next_due" in row else None)
        for row in medicines.get("medicines", ())
        if row.get("critical") in CRITICAL and row.get("decision") in (None, "not_decided")
    ]


def _danger(answers: Answers, section: str) -> Iterator[Alert]:
    if answers.get("suicidal_now") == "yes":
        yield Alert("suicidal_now", STOP, _("Thinks of suicide now: do not leave the person alone"), section)
    if "yes" in (answers.get("immediate_danger"), answers.get("vital_concern")) or answers.get("consciousness") in (
        "C",
        "V",
        "P",
        "U",
    ):
        yield Alert("immediate_danger", STOP, _("Immediate danger to life: call help now"), section)
    if answers.get("critical_medicine") == "yes":
        yield Alert("critical_medicine", RED, _("A critical medicine has no order before its next dose"), section)
    if answers.get("risk_level") in ("high", "imminent"):
        yield Alert("risk_high", RED, _("High risk of suicide: observation and a plan now"), section)


def _vitals(vitals: Answers) -> Iterator[Alert]:
    score = news2_of(vitals)
    if score.level == "high":
        yield Alert("news2_high", STOP, _("NEWS2 %(score)s: emergency, call help now", score=_score(score)), "vitals")
    elif score.level == "medium":
        yield Alert("news2_medium", RED, _("NEWS2 %(score)s: urgent review by a doctor", score=_score(score)), "vitals")
    elif score.single_three:
        yield Alert("news2_single", RED, _("One vital sign scores 3: urgent review by a doctor"), "vitals")
    glucose = vitals.get("glucose")
    if glucose and Decimal(glucose) < 4:
        low = format_number(Decimal(glucose))
        yield Alert("hypoglycaemia", RED, _("Low blood glucose %(value)s mmol/L: treat now", value=low), "vitals")
    if glucose and Decimal(glucose) > Decimal("11.1"):
        high = format_number(Decimal(glucose))
        yield Alert(
            "hyperglycaemia", AMBER, _("High blood glucose %(value)s mmol/L: doctor's review", value=high), "vitals"
        )
    if vitals.get("systolic", 0) >= 180 or vitals.get("diastolic", 0) >= 110:
        yield Alert("pressure", AMBER, _("Blood pressure 180/110 or more: doctor's review"), "vitals")
    index = bmi(vitals)
    if index is not None and index < 16:
        yield Alert("bmi", AMBER, _("Severe underweight: BMI %(value)s", value=bmi_text(index)), "vitals")
    if vitals.get("gcs", 15) <= 8:
        yield Alert("gcs", STOP, _("Glasgow Coma Scale 8 or less: emergency"), "vitals")


def _outside_news2(sections: Mapping[str, Answers], limits: Limits) -> Iterator[Alert]:
    """Whom NEWS2 was not made for. What is high or single stays an alarm; what is low says nothing."""
    told, measured = sections.get("women", {}), news2_of(sections.get("vitals", {})).parts
    expecting = "yes" in (told.get("pregnancy"), sections.get("safety", {}).get("pregnancy"))
    expecting = expecting or told.get("pregnancy_result") == "positive"
    young = limits.context.age is not None and limits.context.age < NEWS2_AGE
    if (expecting or young) and any(points is not None for points in measured.values()):
        text = _("NEWS2 is not for pregnancy or people under 16: a low score does not reassure, ask the doctor")
        yield Alert("news2_outside", AMBER, text, "vitals")


def _score(score: News2) -> str:
    known = [part for part in score.parts.values() if part is not None]
    return str(score.total) if score.total is not None else _("%(least)s or more", least=sum(known))


def _tuberculosis(sections: Mapping[str, Answers]) -> Iterator[Alert]:
    if tb_suspected(sections):
        section = "tuberculosis" if "tuberculosis" in sections else "safety"
        yield Alert("tb", RED, _("Possible tuberculosis: mask, isolate, sputum within 24 hours"), section)


def _medicines(medicines: Answers) -> Iterator[Alert]:
    if undecided_critical(medicines):
        yield Alert("critical_medicine", RED, _("A critical medicine has no order before its next dose"), "medicines")


def _withdrawal(sections: Mapping[str, Answers], limits: Limits) -> Iterator[Alert]:
    """A seizure or delirium in an earlier withdrawal foretells the next one: the doctor now, not when it comes."""
    used = sections.get("substances", {})
    if any(key in used and limits.code(key, used[key]) in severe for key, severe in SEVERE.items()):
        yield Alert("withdrawal_severe", RED, _("Severe withdrawal: call the doctor now"), "substances")
    before = {"substances": used.get("alcohol_withdrawal"), "safety": sections.get("safety", {}).get("withdrawal")}
    for section, answer in before.items():
        if answer == "yes":
            yield Alert("withdrawal", RED, _("Withdrawal, or a seizure in one before: call the doctor now"), section)


def _pregnancy(told: Answers) -> Iterator[Alert]:
    """Bleeding or pelvic pain tells as much of a pregnancy that is only possible: it may lie outside the womb."""
    expecting = told.get("pregnancy") in ("possible", "yes") or told.get("pregnancy_result") == "positive"
    dangers = PREGNANCY_DANGERS.intersection(told.get("complications", ()))
    if expecting and (dangers or told.get("bleeding") == "yes"):
        yield Alert("pregnancy_danger", RED, _("Danger signs in pregnancy: call the doctor now"), "women")


def _ill_treatment(sections: Mapping[str, Answers]) -> Iterator[Alert]:
    told = sections.get("injuries", {})
    if told.get("alleged") == "alleges":
        yield Alert(
            "ill_treatment", AMBER, _("Alleges ill-treatment: duty to report, protect from reprisal"), "injuries"
        )
    overheard = sections.get("conditions", {}).get("presence") in ("in_earshot", "both")
    if "alleged" in told and told["alleged"] != "not_asked" and (overheard or told.get("ill_treatment_asked") == "no"):
        yield Alert(
            "ill_treatment_overheard",
            AMBER,
            _("Asked about ill-treatment within others' hearing: ask again alone; what was denied is not excluded"),
            "injuries",
        )


def _neck(sections: Mapping[str, Answers]) -> Iterator[Alert]:
    """Pressure on the neck kills hours and days later, by a swollen throat or a torn artery, and may leave no mark."""
    text = _("Pressure on the neck: look for signs of danger now, and again over the next day")
    lesions = sections.get("lesions", {}).get("lesions", ())
    fresh = [row for row in lesions if row.get("type") == "neck_compression" and row.get("appearance") not in HEALED]
    signs = [frozenset(row.get("neck_signs", ())) for row in fresh]
    if any(found - NO_DANGER for found in signs):
        danger = _("Signs of danger after pressure on the neck: call the doctor, to a hospital now")
        yield Alert("neck_danger", RED, danger, "lesions")
    elif any("none" not in found for found in signs):
        yield Alert("neck", AMBER, text, "lesions")
    if any(row.get("kind") == "neck" for row in sections.get("injuries", {}).get("injuries", ())):
        yield Alert("neck", AMBER, text, "injuries")


def summary_of(alerts: list[Alert]) -> list[str]:
    """Codes for the record's row; a list can tell from them that something stands out."""
    return [alert.code for alert in alerts]


def any_stop(alerts: list[Alert]) -> Alert | None:
    return next((alert for alert in alerts if alert.level == STOP), None)


def stops(section: Section, answers: Answers, limits: Limits) -> frozenset[str]:
    """The codes of what in the answers of one part interrupts."""
    return frozenset(alert.code for alert in of_record({section.key: answers}, limits) if alert.level == STOP)


def flags_of(sections: Mapping[str, Answers]) -> dict[str, tuple[str, str]]:
    """What the person's banner must show: code -> (state, text). Facts of an unsigned draft count too."""
    flags: dict[str, tuple[str, str]] = {}
    screen: Answers = sections.get("safety", {})
    allergies: Mapping[str, Any] = sections.get("allergies", screen)
    if "allergy_state" in allergies:
        agents = [row["agent"] for row in allergies.get("allergies", ()) if row.get("agent")]
        flags["allergy"] = (allergies["allergy_state"], ", ".join(agents) or allergies.get("allergy_text", ""))
    if tb_suspected(sections):
        flags["tb"] = ("isolate", "")
    if undecided_critical(sections.get("medicines", {})) or screen.get("critical_medicine") == "yes":
        flags["critical_medicine"] = ("no_order", "")
    return flags


def denied(sections: Mapping[str, Answers]) -> frozenset[str]:
    """Of the codes of ``flags_of`` those that these answers exclude, whoever said otherwise before: every sign of
    tuberculosis asked and none found, no critical medicine without an order among those told. A part in which the
    question is still open, was refused or not asked excludes nothing.
    """
    found = set()
    signs = [sections.get("tuberculosis", {}).get(key) for key in TB_SIGNS]
    if all(answer in ("no", "unknown") for answer in signs) and not tb_suspected(sections):
        found.add("tb")
    told = sections.get("medicines", {})
    if told.get("medicines_state") == "none" or (told.get("medicines") and not undecided_critical(told)):
        found.add("critical_medicine")
    return frozenset(found)
