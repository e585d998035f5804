"""The worked examples of the reference note in its own short form, one line each, apart from those in the definitions.

``.`` is an answer that was not given, ``-`` a question not asked, ``?`` one declined; letters are yes and no.
"""

from __future__ import annotations

import pytest

from screening.engine import score
from screening.library import shipped
from screening.model import Context
from screening.result import Result
from tests.unit.screening.support import DAY

LETTERS = {"Y": "yes", "N": "no", "?": "declined", "1": "yes", "0": "no"}


def scored(name: str, given: str, items: list[str] | None = None, **context: object) -> Result:
    instrument = shipped().get(name)
    names = items or [item.id for item in instrument.definition.items if item.kind != "text"]
    by_id = {item.id: item for item in instrument.definition.items}
    answers = {}
    for item, sign in zip(names, given, strict=False):
        if sign not in ".- ":
            legal = {option.id for option in by_id[item].options}
            answers[item] = sign if sign in legal else LETTERS[sign]
    return score(instrument, answers, Context(**{"on": DAY, "language": "en", "sex": "male", "age": 35, **context}))


QUESTIONS = ["q1", "q2", "q3", "q4", "q5"]
ASQ = [
    ("NNNN", "complete", "negative", None),
    ("NNNYN", "complete", "non_acute", None),
    ("YNNNN", "complete", "non_acute", None),
    ("YYYYY", "complete", "acute", None),
    ("NN?NN", "complete", "non_acute", None),
    ("NNYN.", "incomplete", None, "acute"),
    ("NNN.", "incomplete", None, "non_acute"),
    ("NNNNY", "invalid", None, None),
]


@pytest.mark.parametrize(("given", "status", "band", "act_as"), ASQ)
def test_asq(given, status, band, act_as):
    result = scored("asq", given, QUESTIONS)
    assert (result.status, result.bands.get("risk")) == (status, band)
    assert act_as is None or result.act_as["risk"] == act_as


CSSRS = [
    ("NN---N-", "complete", "none"),
    ("YN---N-", "complete", "low"),
    ("NYNNNN-", "complete", "low"),
    ("YYYNNN-", "complete", "moderate"),
    ("YYNYNN-", "complete", "high"),
    ("YYYYYN-", "complete", "high"),
    ("NN---YN", "complete", "moderate"),
    ("NN---YY", "complete", "high"),
    ("NNY--N-", "invalid", None),
    ("YYY..N-", "incomplete", "moderate"),
    ("NN---Y.", "incomplete", "moderate"),
]


@pytest.mark.parametrize(("given", "status", "band"), CSSRS)
def test_cssrs_takes_the_worst_and_never_a_sum(given, status, band):
    result = scored("cssrs-screener", given)
    assert result.status == status
    assert result.scores == {}
    named = result.bands if status == "complete" else result.floor
    assert named.get("triage") == band


BJMHS = [
    ("000000 00", "no"),
    ("100000 00", "no"),
    ("110000 00", "refer"),
    ("000000 10", "refer"),
    ("000000 01", "refer"),
    ("001000 00 1", "refer"),
    ("111111 11", "refer"),
]


@pytest.mark.parametrize(("given", "band"), BJMHS)
def test_bjmhs(given, band):
    assert scored("bjmhs", given.replace(" ", "").ljust(9, "0")).bands == {"referral": band}


TOTALS = [
    ("phq-9", "000000000", 0, "minimal"),
    ("phq-9", "111100000", 4, "minimal"),
    ("phq-9", "111110000", 5, "mild"),
    ("phq-9", "111111120", 9, "mild"),
    ("phq-9", "222210001", 10, "moderate"),
    ("phq-9", "222222110", 14, "moderate"),
    ("phq-9", "222222210", 15, "mod_severe"),
    ("phq-9", "222222223", 19, "mod_severe"),
    ("phq-9", "333322220", 20, "severe"),
    ("phq-9", "333333333", 27, "severe"),
    ("phq-9", "000000001", 1, "minimal"),
    ("phq-9", "1111000.0", 5, "mild"),
    ("phq-9", "11111130.", 10, "moderate"),
    ("phq-9", "1111111..", 9, "mild"),
    ("phq-9", "22221111.", 14, "moderate"),
    ("phq-2", "00", 0, "negative"),
    ("phq-2", "11", 2, "negative"),
    ("phq-2", "20", 2, "negative"),
    ("phq-2", "12", 3, "positive"),
    ("phq-2", "21", 3, "positive"),
    ("phq-2", "33", 6, "positive"),
    ("gad-7", "0000000", 0, "minimal"),
    ("gad-7", "1111000", 4, "minimal"),
    ("gad-7", "1111100", 5, "mild"),
    ("gad-7", "2222100", 9, "mild"),
    ("gad-7", "2222200", 10, "moderate"),
    ("gad-7", "2222222", 14, "moderate"),
    ("gad-7", "3222222", 15, "severe"),
    ("gad-7", "3333333", 21, "severe"),
    ("k6", "000000", 0, "low"),
    ("k6", "111100", 4, "low"),
    ("k6", "111110", 5, "moderate"),
    ("k6", "222222", 12, "moderate"),
    ("k6", "322222", 13, "high"),
    ("k6", "444444", 24, "high"),
    ("k10", "1111111111", 10, "low"),
    ("k10", "2222211111", 15, "low"),
    ("k10", "2222221111", 16, "moderate"),
    ("k10", "3222222222", 21, "moderate"),
    ("k10", "3322222222", 22, "high"),
    ("k10", "3333333332", 29, "high"),
    ("k10", "3333333333", 30, "very_high"),
    ("k10", "5555555555", 50, "very_high"),
    ("ciwa-ar", "0000000000", 0, "minimal"),
    ("ciwa-ar", "7000000000", 7, "minimal"),
    ("ciwa-ar", "7100000000", 8, "moderate"),
    ("ciwa-ar", "7710000000", 15, "moderate"),
    ("ciwa-ar", "7720000000", 16, "severe"),
    ("ciwa-ar", "7777777774", 67, "severe"),
    ("cows", "00000000000", 0, "none"),
    ("cows", "40000000000", 4, "none"),
    ("cows", "41000000000", 5, "mild"),
    ("cows", "44000020200", 12, "mild"),
    ("cows", "44500000000", 13, "moderate"),
    ("cows", "44554200000", 24, "moderate"),
    ("cows", "44554210000", 25, "mod_severe"),
    ("cows", "44554454100", 36, "mod_severe"),
    ("cows", "44554454200", 37, "severe"),
    ("cows", "44554454445", 48, "severe"),
    ("audit", "0-------00", 0, "zone1"),
    ("audit", "4300000000", 7, "zone1"),
    ("audit", "4400000000", 8, "zone2"),
    ("audit", "4443000000", 15, "zone2"),
    ("audit", "4444000000", 16, "zone3"),
    ("audit", "4444300000", 19, "zone3"),
    ("audit", "4444400000", 20, "zone4"),
    ("audit", "4444444444", 40, "zone4"),
    ("gcs", "456", 15, "mild"),
    ("gcs", "111", 3, "severe"),
    ("gcs", "346", 13, "mild"),
    ("gcs", "225", 9, "moderate"),
    ("gcs", "224", 8, "severe"),
    ("pc-ptsd-5", "N", 0, "negative"),
    ("pc-ptsd-5", "Y00000", 0, "negative"),
    ("pc-ptsd-5", "Y11000", 2, "negative"),
    ("pc-ptsd-5", "Y11100", 3, "positive"),
    ("pc-ptsd-5", "Y11110", 4, "positive"),
    ("pc-ptsd-5", "Y11111", 5, "positive"),
    ("sbq-r", "1110", 3, "negative"),
    ("sapas", "00100000", 0, "negative"),
    ("sapas", "00000000", 1, "negative"),
    ("sapas", "10110000", 2, "negative"),
    ("sapas", "11000000", 3, "positive"),
    ("sapas", "11011111", 8, "positive"),
    ("dast-10", "0010000000", 0, "none"),
    ("dast-10", "0000000000", 1, "low"),
    ("dast-10", "1000000000", 2, "low"),
    ("dast-10", "1100000000", 3, "moderate"),
    ("dast-10", "1101100000", 5, "moderate"),
    ("dast-10", "1101110000", 6, "substantial"),
    ("dast-10", "1101111100", 8, "substantial"),
    ("dast-10", "1101111110", 9, "severe"),
    ("dast-10", "1101111111", 10, "severe"),
    ("6cit", "000000", 0, "normal"),
    ("6cit", "43", 7, "normal"),
    ("6cit", "400220", 8, "mild"),
    ("6cit", "403200", 9, "mild"),
    ("6cit", "400420", 10, "significant"),
    ("ftnd", "000000", 0, "very_low"),
    ("ftnd", "200000", 2, "very_low"),
    ("ftnd", "300000", 3, "low"),
    ("ftnd", "310000", 4, "low"),
    ("ftnd", "311000", 5, "medium"),
    ("ftnd", "311110", 7, "high"),
    ("ftnd", "311300", 8, "very_high"),
    ("ftnd", "311311", 10, "very_high"),
]


@pytest.mark.parametrize(("name", "given", "total", "band"), TOTALS)
def test_a_total_and_its_band(name, given, total, band):
    items = shipped().get(name).definition.items
    result = scored(name, given.ljust(len(items), "0") if name == "6cit" else given)
    assert result.scores["total"] == total
    assert next(iter(result.bands.values())) == band


@pytest.mark.parametrize(
    ("given", "state"), [("222210001", "raised"), ("000000001", "raised"), ("22221111.", "unknown")]
)
def test_the_ninth_question_is_never_prorated_away(given, state):
    assert scored("phq-9", given).flags["si"] == state


def test_three_blanks_are_unscorable():
    assert scored("phq-9", "111111...").status == "unscorable"


@pytest.mark.parametrize(("given", "total"), [("0-------40", 4), ("2112000000", 6)])
def test_audit_steps_up_below_its_zone(given, total):
    result = scored("audit", given)
    assert (result.scores["total"], result.bands["zone"], result.flags["step_up"]) == (total, "zone1", "raised")


AUDIT_C = [("0", "male", "negative"), ("111", "male", "negative"), ("111", "female", "positive")]
AUDIT_C += [("211", "male", "positive"), ("200", "female", "negative"), ("400", "male", "positive")]
AUDIT_C += [("444", "female", "positive"), ("111", "unknown", "positive")]


@pytest.mark.parametrize(("given", "sex", "band"), AUDIT_C)
def test_audit_c_by_sex(given, sex, band):
    result = scored("audit-c", given, sex=sex)
    assert result.bands == {"screen": band}
    assert (result.flags["all_from_first"] == "raised") == (given in ("200", "400"))


SBQ = [("2211", 6), ("2212", 7), ("3211", 7), ("2213", 8), ("4536", 18)]


@pytest.mark.parametrize(("given", "total"), SBQ)
def test_sbq_r_at_its_cut(given, total):
    options = {"q1": {"3": "3a", "4": "4a"}, "q3": {"2": "2b", "3": "3b"}}
    answers = {item: options.get(item, {}).get(sign, sign) for item, sign in zip(QUESTIONS, given, strict=False)}
    result = score(shipped().get("sbq-r"), answers, Context(DAY, language="en", sex="male", age=35))
    assert result.scores["total"] == total
    assert result.bands["screen"] == ("positive" if total >= 7 else "negative")


PCL = [("0" * 20, 0, "negative"), ("2" * 15 + "0" * 5, 30, "negative"), ("1" + "2" * 15 + "0" * 4, 31, "positive")]
PCL += [("3" + "2" * 15 + "0" * 4, 33, "positive"), ("4" * 20, 80, "positive")]


@pytest.mark.parametrize(("given", "total", "band"), PCL)
def test_pcl_5_at_its_cut(given, total, band):
    result = scored("pcl-5", given)
    assert (result.scores["total"], result.bands["screen"]) == (total, band)


def test_pcl_5_clusters_are_not_the_total():
    without = scored("pcl-5", "00000444444444000000")
    assert (without.scores["total"], without.bands["clusters"]) == (36, "not_met")
    below = scored("pcl-5", "20000200220000220000")
    assert (below.scores["total"], below.bands["clusters"], below.bands["screen"]) == (12, "met", "negative")


TB = [("0000", "negative"), ("1000", "positive"), ("0100", "positive"), ("0010", "positive"), ("0001", "positive")]
TB += [("1111", "positive"), ("000.", None), ("100.", "positive")]


@pytest.mark.parametrize(("given", "band"), TB)
def test_one_symptom_is_enough_and_a_blank_is_no_no(given, band):
    result = scored("tb-w4ss", given)
    assert result.bands.get("symptoms") == band


RECEPTION = [
    ({}, "green"),
    ({"first_custody": "yes"}, "green"),
    ({"first_custody": "yes", "no_support": "yes"}, "amber"),
    ({"harm_ever": "yes"}, "amber"),
    ({"harm_3m": "yes"}, "red"),
    ({"thoughts_now": "yes"}, "red"),
    ({"thoughts_now": "declined"}, "amber"),
    ({"third_party": "yes"}, "amber"),
    ({"plan_means": None}, None),
]


@pytest.mark.parametrize(("given", "band"), RECEPTION)
def test_the_reception_checklist(given, band):
    instrument = shipped().get("reception-suicide")
    answers = {item.id: "no" for item in instrument.definition.items} | given
    result = score(instrument, answers, Context(DAY, language="en", sex="male", age=35))
    assert result.bands.get("colour") == band
    if band is None:
        assert (result.status, result.act_as["colour"]) == ("incomplete", "amber")


NEWS2 = [
    ((16, 98, "no", 120, 72, "A", 368), 0, "low"),
    ((20, 96, "no", 111, 90, "A", 380), 0, "low"),
    ((21, 96, "no", 111, 90, "A", 380), 2, "low"),
    ((25, 96, "no", 111, 90, "A", 380), 3, "low_medium"),
    ((16, 98, "no", 120, 72, "C", 368), 3, "low_medium"),
    ((22, 94, "no", 105, 95, "A", 380), 5, "medium"),
    ((22, 94, "no", 105, 95, "A", 385), 6, "medium"),
    ((22, 93, "yes", 100, 112, "A", 385), 11, "high"),
    ((8, 91, "yes", 90, 131, "U", 350), 20, "high"),
]


@pytest.mark.parametrize(("given", "total", "band"), NEWS2)
def test_news2(given, total, band):
    names = ("respiration", "spo2", "oxygen", "systolic", "pulse", "consciousness", "temperature")
    answers = dict(zip(names, given, strict=True)) | {"spo2_scale": "1"}
    result = score(shipped().get("news2"), answers, Context(DAY, language="en", sex="male", age=35, pregnant=False))
    assert (result.scores["total"], result.bands["level"]) == (total, band)


ASSIST = [
    ("alcohol", 10, "low"), ("alcohol", 11, "moderate"), ("alcohol", 26, "moderate"), ("alcohol", 27, "high"),
    ("opioids", 3, "low"), ("opioids", 4, "moderate"), ("opioids", 39, "high"),
]  # fmt: skip


@pytest.mark.parametrize(("substance", "total", "band"), ASSIST)
def test_assist_by_substance(substance, total, band):
    rows = {3: (3, 0, 0, 0, 0, 0), 4: (4, 0, 0, 0, 0, 0), 10: (4, 0, 0, 0, 6, 0), 11: (2, 3, 0, 0, 6, 0)}
    rows |= {26: (4, 5, 5, 6, 6, 0), 27: (4, 5, 5, 7, 6, 0), 39: (6, 6, 7, 8, 6, 6)}
    answers = {"substance": substance, "q1": "yes", "q8": "never"}
    answers |= {f"q{place}": str(points) for place, points in enumerate(rows[total], 2)}
    result = score(shipped().get("assist"), answers, Context(DAY, language="en", sex="male", age=35))
    assert (result.scores["total"], result.bands["risk"]) == (total, band)
