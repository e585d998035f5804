"""Worked examples beyond those the definitions bring: each ground of a rule alone, so that leaving one out is seen.

A released definition is never edited, so what its own examples miss is set down here, from the reference note.
"""

from __future__ import annotations

from collections.abc import Mapping

from screening.library import shipped
from screening.model import Definition, Example


def _one(name: str, answers: Mapping[str, str], **expect: object) -> Example:
    return Example(name, dict(answers), {}, expect)


def _all(instrument: str, answer: str) -> dict[str, str]:
    return {item.id: answer for item in shipped().get(instrument).definition.items if item.kind == "choice"}


def _asq() -> list[Example]:
    no = dict.fromkeys(("q1", "q2", "q3", "q4"), "no")
    alone = [
        _one(
            f"{item} alone, thoughts now not asked", {**no, item: "yes"}, status="incomplete", act_as={"risk": "acute"}
        )
        for item in no
    ]
    return [
        *alone,
        _one("nothing so far, one not asked", {"q1": "no", "q2": "no", "q3": "no"}, act_as={"risk": "non_acute"}),
        _one(
            "thoughts once, none now, one not asked",
            {"q1": "yes", "q3": "no", "q4": "no", "q5": "no"},
            act_as={"risk": "non_acute"},
        ),
    ]


def _cssrs() -> list[Example]:
    asked = {"q1": "no", "q2": "yes", "q3": "no", "q4": "no", "q5": "no", "q6": "no"}
    quiet = {"q1": "no", "q2": "no", "q6": "no"}
    return [
        _one("thoughts without a method", asked, bands={"triage": "low"}, flags={"ideation": "raised"}),
        *(
            _one(f"{item} though q2 is no", {**quiet, item: "yes"}, status="invalid", flags={"ideation": "raised"})
            for item in ("q3", "q4", "q5")
        ),
        *(
            _one(
                f"{item} left blank",
                {key: value for key, value in asked.items() if key != item},
                status="incomplete",
                act_as={"triage": "high"},
            )
            for item in ("q4", "q5")
        ),
        _one("behaviour not asked, no thoughts", {"q1": "no", "q2": "no"}, act_as={"triage": "low"}),
        _one(
            "behaviour not asked, thoughts without intent",
            {key: asked[key] for key in asked if key != "q6"},
            act_as={"triage": "low"},
        ),
        _one(
            "the first not asked, thoughts without intent",
            {key: asked[key] for key in asked if key != "q1"},
            act_as={"triage": "low"},
        ),
    ]


def _reception() -> list[Example]:
    calm = _all("reception-suicide", "no")
    amber = {"colour": "amber", "cell_advice": "not_single_tonight"}
    seen = ("harm_ever", "third_party", "earlier_plan", "signs")
    asked = ("thoughts_now", "plan_means", "harm_3m")
    return [
        *(_one(f"{item} alone", {**calm, item: "yes"}, status="complete", bands=amber) for item in seen),
        *(
            _one(
                f"{item} declined",
                {**calm, item: "declined"},
                status="complete",
                bands=amber,
                flags={"declined_red": "raised"},
            )
            for item in asked
        ),
    ]


def _tb() -> list[Example]:
    well = {"cough": "no", "fever": "no", "sweats": "no", "weight_loss": "no", "cxr": "normal", "xpert": "negative"}
    return [
        _one(f"{item} alone, both tests negative", {**well, item: "yes"}, bands={"decision": "review"})
        for item in ("cough", "fever", "sweats", "weight_loss")
    ]


def _audit_c() -> list[Example]:
    clear = {"all_from_first": "clear"}
    return [
        _one("a second answer counts", {"q1": "1", "q2": "1", "q3": "0"}, flags=clear),
        _one("a third answer counts", {"q1": "1", "q2": "0", "q3": "1"}, flags=clear),
    ]


def _asq_declined(band: str) -> list[Example]:
    """What the versions of ASQ say differently: nobody had answered yes, and the last question was declined."""
    answers = {"q4": "no", "q5": "declined"}
    return [_one("thoughts now declined, nothing positive yet", answers, act_as={"risk": band})]


def _cssrs_declined(intent: str, other: str) -> list[Example]:
    """What the versions of the C-SSRS shell say differently: each question of it declined alone."""
    quiet = {"q1": "no", "q2": "no", "q6": "no"}
    asked = {**quiet, "q2": "yes", "q3": "no", "q4": "no", "q5": "no"}
    return [
        _one("plan declined, thoughts not asked", {"q5": "declined", "q6": "no"}, act_as={"triage": intent}),
        _one("intent declined, thoughts not asked", {"q4": "declined", "q6": "no"}, act_as={"triage": intent}),
        *(_one(f"{item} declined", {**quiet, item: "declined"}, act_as={"triage": other}) for item in quiet),
        _one("q3 declined", {**asked, "q3": "declined"}, act_as={"triage": other}),
        *(_one(f"{item} declined", {**asked, item: "declined"}, act_as={"triage": "high"}) for item in ("q4", "q5")),
    ]


#: By id what every version must give, by id@version what one alone does.
FURTHER: Mapping[str, list[Example]] = {
    "asq@1.0.0": _asq_declined("non_acute"),
    "asq@2.0.0": _asq_declined("acute"),
    "asq": _asq(),
    "cssrs-screener": _cssrs(),
    "cssrs-screener@1.0.0": _cssrs_declined("low", "low"),
    "cssrs-screener@2.0.0": _cssrs_declined("high", "moderate"),
    "reception-suicide": _reception(),
    "tb-w4ss": _tb(),
    "audit-c": _audit_c(),
}


def further(definition: Definition) -> list[Example]:
    """The further examples of one version of an instrument."""
    return [*FURTHER.get(definition.id, ()), *FURTHER.get(definition.key, ())]
