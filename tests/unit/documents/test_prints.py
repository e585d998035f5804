"""Every form in every language: it renders, twice the same, with its frame on every page."""

from __future__ import annotations

import re
from functools import cache

import pytest

from healthapp.documents import Confidentiality, file_name, fonts, render
from healthapp.documents.blank import render_blanks
from healthapp.documents.blocks import section
from healthapp.documents.codes import digest_groups
from healthapp.documents.paragraphs import plain
from healthapp.i18n import language
from healthapp.intake.document import render_intake
from healthapp.people.document import render_access_sheet, render_person_copy
from tests.unit.documents import samples
from tests.unit.documents.reading import fonts as fonts_of
from tests.unit.documents.reading import pages, solid, text

LANGUAGES = ("az", "ru", "en")
FORMS = {
    "intake": lambda language, **sheet: render_intake(samples.intake_form(language, **_sheet(language, "QM-1", sheet))),
    "copy": lambda language, **_: render_person_copy(samples.person_copy(language)),
    "access": lambda language, **_: render_access_sheet(samples.access_sheet(language)),
    "blank": lambda language, **sheet: render_blanks([samples.blank_sheet(language, **sheet)]),
}
COUNTER = {"az": "Səhifə {} / {}", "ru": "Страница {} / {}", "en": "Page {} / {}"}
MARK = {
    "az": "NÜMUNƏ · bütün adlar, nömrələr və məlumatlar uydurmadır",
    "ru": "ДЕМОНСТРАЦИЯ · все имена, номера и сведения вымышлены",
    "en": "DEMONSTRATION · all names, numbers and facts are invented",
}
SECRET = {"az": "HƏKİM SİRRİ", "ru": "ВРАЧЕБНАЯ ТАЙНА", "en": "MEDICAL CONFIDENCE"}
OWN = {"az": "ŞƏXSİN ÖZ NÜSXƏSİ", "ru": "ЛИЧНЫЙ ЭКЗЕМПЛЯР", "en": "THE PERSON'S OWN COPY"}
TITLES = {
    ("intake", "az"): "İLKİN TİBBİ MÜAYİNƏ",
    ("intake", "ru"): "ПЕРВИЧНЫЙ МЕДИЦИНСКИЙ ОСМОТР",
    ("intake", "en"): "INTAKE MEDICAL EXAMINATION",
    ("copy", "az"): "Hüquqlarınız",
    ("copy", "ru"): "Ваши права",
    ("copy", "en"): "Your rights",
    ("access", "az"): "KARTIMI KİM AÇIB",
    ("access", "ru"): "КТО ОТКРЫВАЛ МОЮ КАРТУ",
    ("access", "en"): "WHO OPENED MY FILE",
    ("blank", "az"): "EHTİYAT BLANK: MÜAYİNƏ VƏ XƏSARƏT",
    ("blank", "ru"): "РЕЗЕРВНЫЙ БЛАНК: ОСМОТР И ПОВРЕЖДЕНИЯ",
    ("blank", "en"): "FALLBACK FORM: EXAMINATION AND INJURIES",
}
PAGES = {"intake": 3, "copy": 1, "access": 1, "blank": 2}


def _sheet(language: str, form: str, changes: dict[str, object]) -> dict[str, object]:
    return {"sheet": samples.sheet(language, form, **changes)} if changes else {}


@pytest.fixture(params=LANGUAGES)
def speaking(request):
    return request.param


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@cache
def printed(form: str, language: str) -> bytes:
    """Rendered once for all the tests that only read it."""
    return FORMS[form](language)


class TestEveryForm:
    def test_speaks_its_language_and_leaves_the_callers_alone(self, form, speaking):
        assert TITLES[form, speaking] in text(printed(form, speaking))
        assert language() == "az"

    def test_is_the_same_file_twice(self, form, speaking):
        first = printed(form, speaking)
        render_person_copy(samples.person_copy("en"))  # what was printed in between leaves no trace
        assert FORMS[form](speaking) == first

    def test_counts_its_pages(self, form, speaking):
        found = pages(printed(form, speaking))
        assert len(found) == PAGES[form]
        for number, page in enumerate(found, 1):
            # The total is one object placed on every page: its text stands at the end of the extracted line.
            assert COUNTER[speaking].format(number, len(found)) in page

    def test_every_page_proves_the_record_and_names_its_class(self, form, speaking):
        words = (OWN if form in {"copy", "access"} else SECRET)[speaking]
        for page in pages(printed(form, speaking)):
            assert digest_groups(samples.digest("QM-2026/001207")) in page
            assert words in page

    def test_every_page_of_a_demonstration_says_so(self, form, speaking):
        assert all(MARK[speaking] in page for page in pages(printed(form, speaking)))

    def test_embeds_its_faces(self, form, speaking):
        faces = fonts_of(printed(form, speaking))
        assert faces
        assert all(faces.values())
        assert not any("Helvetica" in face or "Times" in face for face in faces)

    def test_draws_only_what_its_faces_have(self, form, speaking):
        found = text(printed(form, speaking))
        assert "[U+" not in found
        assert all(fonts.visible(sign) == sign for sign in set(found))


@pytest.mark.parametrize("form", ["intake", "blank"])
def test_a_real_print_bears_no_demonstration_mark(form, speaking):
    assert MARK[speaking].split(" · ")[0] not in text(FORMS[form](speaking, synthetic=False))


@pytest.mark.parametrize("form", ["intake", "copy", "access"])
def test_every_page_says_whose_it_is(form, speaking):
    assert all(samples.SURNAME in page and "02.09.1978" in page for page in pages(printed(form, speaking)))


def test_letters_of_three_alphabets_come_out_as_they_went_in(speaking):
    found = text(render_intake(samples.intake_form(speaking)))
    assert samples.LETTERS in found
    assert "Bağırlı Nəzakət Tofiq qızı" in found


def test_a_letter_no_face_has_is_spelled_out_not_lost():
    sheet = samples.sheet("en", person="漢 Səxavət\u202e")
    found = text(render(sheet, [plain("日 and \u200b")]))
    assert "[U+6F22] Səxavət[U+202E]" in found
    assert "[U+65E5] and [U+200B]" in found


def test_twenty_pages_are_one_document():
    body = [section(str(n), f"Part {n}", plain(f"{samples.LETTERS} " * 24, "body")) for n in range(1, 81)]
    found = pages(render(samples.sheet("en"), body))
    assert len(found) >= 20
    for number, page in enumerate(found, 1):
        assert f"Page {number} / {len(found)}" in page
        assert "MEDICAL CONFIDENCE" in page
        assert samples.SURNAME in page
    whole = " ".join(found)
    assert [int(n) for n in re.findall(r"Part (\d+)", whole)] == list(range(1, 81))
    assert whole.count("end of document") == 1


def test_a_heading_never_stands_alone_at_the_foot_of_a_page():
    for lines in range(40, 56):
        filler = [plain("line", "body") for _ in range(lines)]
        for page in pages(render(samples.sheet("en"), [filler, section("Z", "The heading", plain("Its body"))])):
            assert ("The heading" in page) == ("Its body" in page)


@pytest.mark.parametrize(
    ("confidentiality", "words"),
    [
        (Confidentiality.MEASURES, "YALNIZ TƏDBİRLƏR · TİBBİ MƏLUMAT YOXDUR"),
        (Confidentiality.PRIVILEGED, "İMTİYAZLI · OPCAT m. 21.2"),
        (Confidentiality.ANONYMOUS, "ŞƏXSİ MƏLUMAT YOXDUR"),
    ],
)
def test_each_class_has_its_words(confidentiality, words):
    assert words in text(render(samples.sheet(confidentiality=confidentiality), [plain("x")]))


def test_the_digest_is_of_the_record_so_every_language_shows_the_same():
    shown = {re.search(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", text(FORMS["intake"](lang))).group() for lang in LANGUAGES}
    assert shown == {digest_groups(samples.digest("QM-2026/001207"))}


@pytest.mark.parametrize("digest", ["", "abc", "G" * 64, "A" * 64])
def test_a_print_without_a_digest_is_refused(digest):
    with pytest.raises(ValueError, match="digest"):
        samples.sheet(digest=digest)


def test_a_print_time_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        samples.sheet(printed_at=samples.PRINTED_AT.replace(tzinfo=None))


def test_neither_title_nor_file_name_shows_a_person():
    sheet = samples.sheet()
    assert file_name(sheet) == "QM-1_QM-2026-001207.pdf"
    assert samples.SURNAME.encode() not in render_intake(samples.intake_form())[:2000]
    import io

    from pypdf import PdfReader

    info = PdfReader(io.BytesIO(render_intake(samples.intake_form()))).metadata
    assert info["/Title"] == "QM-1 QM-2026/001207"
    assert not any(samples.SURNAME in str(value) for value in info.values())


def test_the_file_says_its_language(speaking):
    tag = {"az": b"az-AZ", "ru": b"ru-RU", "en": b"en-GB"}[speaking]
    assert b"/Lang (" + tag in FORMS["copy"](speaking).replace(b"/Lang(", b"/Lang (")


def test_the_persons_copy_numbers_the_words_and_keeps_them_as_spoken():
    found = text(render_person_copy(samples.person_copy("ru")))
    assert "1 Кашляю недели три." in found
    assert "2 Меня никто не трогал, <b>сам</b> & упал [S-1]." in found


def test_the_access_sheet_always_says_what_it_never_shows():
    for rows in (None, ()):
        found = text(render_access_sheet(samples.access_sheet("en", rows)))
        assert "never shown on this sheet, neither when there were any nor when there were none" in found
    assert "Nobody opened the file in these days." in found


def test_a_waiting_signature_and_a_void_record_are_said_aloud():
    form = samples.intake_form("en", warning="VOID: entered for the wrong person")
    found = text(render_intake(form))
    assert "AWAITED: 22.11.2026 19:25" in found
    assert "Printed before the doctor's countersignature" in found
    assert "VOID: entered for the wrong person" in found
    assert solid(render_intake(form)).count("VOID:") == 1
