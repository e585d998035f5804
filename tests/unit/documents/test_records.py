"""Any stored examination becomes a form: nothing signed is left out, and silence never reads as an answer."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthapp.documents import AnswerKind
from healthapp.documents.vitals import BAND_POINTS
from healthapp.i18n import capitals, in_language
from healthapp.intake import alerts
from healthapp.intake.dictionary import KINDS, SECTIONS
from healthapp.intake.dictionary.model import FieldType
from healthapp.intake.document import render_intake
from healthapp.intake.print_chart import CHART, vitals_part
from healthapp.intake.print_rows import print_section
from healthapp.intake.prints import intake_print
from healthapp.ledger.printed import Proven
from tests.support.limits import limits
from tests.unit.documents import records
from tests.unit.documents.reading import right_edges, solid, text
from tests.unit.documents.test_text import EDGE

LANGUAGES = ("az", "ru", "en")
#: Age at the examination and birth date.
BORN = {34: dt.date(1991, 6, 14), 17: dt.date(2008, 6, 14), None: None}


def form(
    kind="intake", sections=None, language="en", *, doctor=None, addenda=(), signatures=None, person=None, **changes
):
    extra = {name: changes.pop(name) for name in ("stay", "clock", "place") if name in changes}
    return intake_print(
        records.record(kind, **changes),
        records.content(sections if sections is not None else records.believable(), doctor),
        list(addenda),
        signatures if signatures is not None else [records.signature()],
        person or records.person(),
        records.facility(),
        language,
        "Təhməzli Vüqar",
        records.PRINTED,
        True,
        limits=limits(),
        **extra,
    )


def section(key, answers, language="en"):
    with in_language(language):
        return print_section("X", SECTIONS[key], answers, limits(), records.EXAMINED)


def row(made, label):
    return next(found for found in made.rows if found.label == label)


class TestWholeForms:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", KINDS)
    def test_every_field_of_every_kind_reaches_the_paper(self, kind, language):
        sections = records.everything(kind)
        person = records.person(registered_sex="female")
        printed = render_intake(form(kind, sections, language, person=person, stay=records.stay()))
        found = solid(printed)
        assert "[U+" not in found
        for part in KINDS[kind].sections:
            with in_language(language):
                assert "".join(str(part.title).split()) in found
            for field in part.fields:
                if field.type in (FieldType.TEXT, FieldType.LONG):
                    assert f"{field.key}:Çığırğanöküz" in found, (part.key, field.key)
        assert [edge for edge in right_edges(printed) if edge[1] > EDGE + 1] == []

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_record_without_a_single_answer_says_so(self, kind, language):
        words = {"az": "cavab qeyd edilməyib", "ru": "ответ не записан", "en": "no answer recorded"}[language]
        assert words in text(render_intake(form(kind, {}, language)))

    def test_is_the_same_file_twice(self):
        made = form(addenda=[records.addendum()], stay=records.stay(), clock=records.clock())
        assert render_intake(made) == render_intake(made)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_identifier_of_the_record_is_never_cut(self, language):
        made = form(language=language)
        assert made.sheet.record in text(render_intake(made))

    def test_calls_the_law_as_its_readers_do(self):
        said = {form(language=language, clock=records.clock()).subtitle for language in ("az", "ru", "en")}
        assert {words.rpartition(" 161.1.3")[0] for words in said} == {"Əsas: CPM", "Основание: УПК", "Basis: CPC"}

    def test_says_who_when_and_how_long_after_the_door(self):
        found = text(render_intake(form(stay=records.stay(), clock=records.clock(), place=Proven("48377"))))
        assert "İBRAHİMLİ Nizami Elşad oğlu b. 14.06.1991" in found
        assert "Physical admission 10.03.2026 21:25 Examination 11.03.2026 10:10" in found
        assert "Time between 12 hours 45 min Limit 11.03.2026 21:25 · in time" in found
        assert "Ledger leaf 48377" in found
        assert "Nümunə istintaq təcridxanası, medical unit" in found

    def test_a_late_examination_says_so_with_its_reason(self):
        clock = records.clock(due_at=records.ADMITTED + dt.timedelta(hours=2))
        found = text(render_intake(form(stay=records.stay(), clock=clock, late_reason="no electricity")))
        assert "10.03.2026 23:25 · late" in found
        assert "Why it came after its time no electricity" in found

    def test_a_clock_without_a_length_is_printed_as_not_set(self):
        assert "Limit not set" in text(render_intake(form(clock=records.clock(due_at=None))))

    def test_an_unknown_person_is_called_by_the_number(self):
        nobody = records.person(surname="", given_name="", father_name="", birth_date=None)
        assert "Unknown person N1-2026-0042" in text(render_intake(form(person=nobody)))

    def test_a_record_that_waits_says_for_whom(self):
        found = text(render_intake(form(state="awaiting_doctor", digest=None)))
        assert "AWAITED: the doctor's signature" in found
        assert "Printed before the doctor's countersignature" in found

    def test_the_doctors_part_and_signature_are_printed(self):
        signatures = [records.signature(), records.signature("doctor")]
        found = text(render_intake(form(doctor={"seen": "person", "note": "Razıyam."}, signatures=signatures)))
        assert "Doctor's part" in found
        assert "Saw and examined the person" in found
        assert "Razıyam." in found
        assert "Bağırlı Nəzakət doctor Confirmed by a doctor 11.03.2026 10:50 · password and second factor" in found

    def test_a_voided_record_says_it_first(self):
        acts = [
            records.signature(),
            records.signature("void_request", reason="wrong person"),
            records.signature("void_confirm"),
        ]
        found = text(render_intake(form(state="voided", signatures=acts)))
        assert "VOID since 11.03.2026 10:50: asked for by Bağırlı Nəzakət" in found
        assert "Reason: wrong person" in found
        assert found.index("VOID since") < found.index("A1 Circumstances")

    def test_an_addendum_stands_after_the_signatures_with_its_own_digest(self):
        found = text(render_intake(form(addenda=[records.addendum()])))
        assert found.index("Ink signature") < found.index("After signature") < found.index("Eynək qaytarılıb")
        assert records.addendum().digest.hex()[:8] in found

    def test_what_stands_out_is_said_at_the_top(self):
        made = form()
        assert any("Tuberculosis" in alert or "tuberculosis" in alert for alert in made.alerts)
        found = text(render_intake(made))
        assert found.index(made.alerts[0]) < found.index("A1 Circumstances")

    def test_a_draft_has_no_print(self):
        made = records.content({})
        draft = type(made)(made.sections, {}, {}, ())
        with pytest.raises(ValueError, match="draft"):
            intake_print(
                records.record(),
                draft,
                [],
                [],
                records.person(),
                records.facility(),
                "en",
                "x",
                records.PRINTED,
                False,
                limits=limits(),
            )

    def test_parts_of_one_letter_are_told_apart_and_stand_in_order(self):
        numbers = [part.number for part in form().sections]
        assert numbers == sorted(numbers)
        assert numbers[:2] == ["A1", "A2"]
        assert "B" in numbers
        assert len(set(numbers)) == len(numbers)

    def test_mens_forms_have_no_womens_part_unless_it_was_answered(self):
        assert "Women's health" not in text(render_intake(form()))
        assert "Women's health" in text(render_intake(form(sections={"women": {"breastfeeding": "no"}})))

    def test_what_does_not_concern_an_adult_is_not_named_as_not_filled_in(self):
        consent = {"consent": {"explained": ["role"]}}
        guardian = "Consent of the legal representative"
        made = {years: form(sections=consent, person=records.person(birth_date=born)) for years, born in BORN.items()}
        said = {years: text(render_intake(one)) for years, one in made.items()}
        assert {years: guardian in words for years, words in said.items()} == {34: False, 17: True, None: True}
        assert guardian in text(render_intake(form(sections={"consent": {"guardian_consent": "yes"}})))


class TestAnswers:
    def test_five_answers_stay_five(self):
        made = section(
            "tuberculosis", {"cough": "yes", "fever": "no", "night_sweats": "refused", "weight_loss": "not_asked"}
        )
        kinds = [found.answer for found in made.rows[:4]]
        assert kinds == [AnswerKind.YES, AnswerKind.NO, AnswerKind.REFUSED, AnswerKind.NOT_ASKED]
        assert section("history", {"recent_care": "unknown"}).rows[0].answer is AnswerKind.UNKNOWN

    def test_a_refusal_has_its_reason_and_the_day_it_is_offered_again(self):
        answers = {"cough": "refused", "cough_reason": "«sonra»", "cough_reoffer": "2026-03-18"}
        assert section("tuberculosis", answers).rows[0].detail == "«sonra» · offer again on 18.03.2026"

    def test_a_coded_answer_that_is_none_keeps_its_shape(self):
        made = section("allergies", {"allergy_state": "refused", "allergy_reason": "angry"})
        assert (made.rows[0].answer, made.rows[0].detail) == (AnswerKind.REFUSED, "angry")
        assert section("allergies", {"allergy_state": "none"}).rows[0].text == "None known (asked)"
        assert section("history", {"chronic": ["not_asked"]}).rows[0].answer is AnswerKind.NOT_ASKED
        assert section("history", {"chronic": ["none"]}).rows[0].text == "None of these"

    def test_a_follow_up_stands_beside_its_question_and_a_long_one_below(self):
        short = section("history", {"other_problem": "yes", "other_problem_text": "tooth"})
        assert (short.rows[0].answer, short.rows[0].detail) == (AnswerKind.YES, "tooth")
        long = section("history", {"other_problem": "yes", "other_problem_text": "tooth " * 60})
        assert (long.rows[0].detail, long.rows[1].text) == ("", "tooth " * 60)

    def test_what_was_not_filled_in_is_named(self):
        made = section("vitals", {"pulse": 80})
        assert "Peak flow" in row(made, "Not filled in").text
        assert row(made, "Not filled in").remark
        assert row(made, "Blood pressure, diastolic").text == "no answer recorded"

    def test_an_answer_to_a_question_no_longer_asked_is_printed_all_the_same(self):
        made = section("history", {"other_problem": "no", "other_problem_text": "had said tooth"})
        assert "had said tooth" in [found.text for found in made.rows] + [found.detail for found in made.rows]

    def test_a_declined_part_says_why_and_whether_the_person_was_told(self):
        answers = {
            "declined": "yes",
            "declined_reason": "tired",
            "declined_informed": "no",
            "declined_reoffer": "2026-03-12",
        }
        made = section("history", answers)
        assert [found.answer for found in made.rows] == [AnswerKind.REFUSED]
        assert made.rows[0].detail == "tired · not told what that means · offer again on 12.03.2026"
        gathered = form(sections={"history": answers}).refused
        assert [(part.part, part.reason, part.offer_again) for part in gathered] == [
            ("Medical history", "tired", "12.03.2026")
        ]

    def test_a_number_outside_its_band_is_marked(self):
        made = section("vitals", {"glucose": "13.2", "pain": 2, "gcs": 14})
        assert row(made, "Capillary glucose").band == "> 7.8"
        assert row(made, "Pain, 0 to 10").band == ""
        assert row(made, "Glasgow Coma Scale").band == "< 15"
        assert row(section("vitals", {"glucose": "13.2"}, "az"), "Kapilyar qanda qlükoza").text == "13,2"

    def test_body_mass_index_is_worked_out(self):
        assert row(section("vitals", {"weight": "61.5", "height": 177}), "Body mass index").text == "19.6"

    def test_a_critical_medicine_and_a_missed_dose_are_words(self):
        made = section("medicines", records.believable()["medicines"])
        table = made.parts[0]
        assert [(line.critical, line.missed) for line in table.rows] == [(True, True), (False, False), (False, False)]
        found = text(render_intake(form()))
        assert "İnsulin qlargin (A10AE04) CRITICAL · Insulin" in found
        assert "10.03.2026 21:00 MISSED" in found
        assert table.rows[2].dose == "dose not known"

    def test_a_wide_table_gathers_what_has_no_room(self):
        answers = {
            key: value for key, value in records.answered(SECTIONS["medicines"]).items() if key != "medicines_state"
        }
        made = section("medicines", {**answers, "medicines_state": "none"})
        table = next(note for note in made.notes if note.caption == "Medicines taken")
        assert len(table.head) == 5
        assert "Decision" in table.rows[0][-1]
        assert "decision_reason" in table.rows[0][-1]

    def test_custody_staff_get_words_without_a_reason(self):
        box = form().measures
        assert next(words for _code, words in box.codes) == "Lower bunk"
        assert "until 25.03.2026" in box.sent
        assert form(sections={"conclusion": {"measures": ["none"]}}).measures.codes == ()
        assert form(sections={}).measures is None


class TestChart:
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                "respiration": st.integers(4, 70),
                "spo2": st.integers(50, 100),
                "oxygen": st.sampled_from(["air", "oxygen"]),
                "spo2_scale": st.sampled_from(["1", "2"]),
                "systolic": st.integers(50, 300),
                "pulse": st.integers(20, 250),
                "consciousness": st.sampled_from("ACVPU"),
                "temperature": st.decimals(25, 45, places=1).map(str),
            },
        )
    )
    @settings(max_examples=300, deadline=None)
    def test_the_framed_band_bears_the_points_of_the_score(self, answers):
        part, score = vitals_part(answers), alerts.news2_of(answers)
        points = {
            key: None if line.hit is None else BAND_POINTS[line.hit] for key, line in zip(CHART, part.rows, strict=True)
        }
        assert points == score.parts
        assert part.total == ("" if score.total is None else str(score.total))
        assert all(line.hit is None or line.bands[line.hit] for line in part.rows)

    def test_the_bands_are_those_of_the_college(self):
        with in_language("en"):
            lines = dict(zip(CHART, vitals_part({}).rows, strict=True))
        assert lines["respiration"].bands == ("≤ 8", "", "9–11", "12–20", "", "21–24", "≥ 25")
        assert lines["spo2"].bands == ("≤ 91", "92–93", "94–95", "≥ 96", "", "", "")
        assert lines["systolic"].bands == ("≤ 90", "91–100", "101–110", "111–219", "", "", "≥ 220")
        assert lines["pulse"].bands == ("≤ 40", "", "41–50", "51–90", "91–110", "111–130", "≥ 131")
        assert lines["temperature"].bands == ("≤ 35.0", "", "35.1–36.0", "36.1–38.0", "38.1–39.0", "≥ 39.1", "")

    def test_what_was_not_measured_says_why(self):
        with in_language("en"):
            part = vitals_part({"not_measured": ["spo2"], "not_measured_reason": "no_device", "pulse": 80})
        lines = dict(zip(CHART, part.rows, strict=True))
        assert (lines["spo2"].value, lines["spo2"].hit) == ("No working device", None)
        assert part.total == ""


@pytest.mark.parametrize(("text_", "capital"), [("İntihar ilə", "İNTİHAR İLƏ"), ("qızı", "QIZI")])
def test_azerbaijani_capitals_keep_their_dots(text_, capital):
    assert capitals(text_, "az") == capital
    assert capitals("осмотр", "ru") == "ОСМОТР"
    assert re.fullmatch("DAILY VISIT", capitals("daily visit", "en"))
