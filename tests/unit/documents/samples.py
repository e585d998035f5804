"""Invented forms, full enough to fill pages; shared by the tests of the prints and by the bench."""

from __future__ import annotations

import datetime as dt
import hashlib

from healthapp.documents import Addendum, AnswerKind, Confidentiality, PrintCell, PrintRow, Sheet, SignatureRow
from healthapp.documents.codes import form_number
from healthapp.documents.vitals import VitalRow, VitalsPart
from healthapp.intake import print_values as intake
from healthapp.people import print_values as people

YES, NO, UNKNOWN, REFUSED, NOT_ASKED = (
    AnswerKind.YES,
    AnswerKind.NO,
    AnswerKind.UNKNOWN,
    AnswerKind.REFUSED,
    AnswerKind.NOT_ASKED,
)
VALUE = AnswerKind.VALUE
SURNAME = "NURƏHMƏDOV"
LETTERS = "Çığırğan öküz, şəhər üfüqü, İstanbul; съешь ещё этих мягких булок, объём ≥ 5 → ₼"
PRINTED_AT = dt.datetime(2026, 11, 22, 4, 2, tzinfo=dt.UTC)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sheet(language: str = "az", form: str = "QM-1", **changes: object) -> Sheet:
    values: dict[str, object] = {
        "language": language,
        "form": form,
        "version": "1 (01.09.2026)",
        "title": "İlkin tibbi müayinə (qəbul, 24 saat)",
        "record": "QM-2026/001207",
        "confidentiality": Confidentiality.MEDICAL,
        "digest": digest("QM-2026/001207"),
        "institution": "Ədliyyə Nazirliyi · Tibb Baş İdarəsi · 99 nömrəli nümunəvi müəssisə, tibb-sanitar hissə",
        "printed_by": "Təhməzli Vüqar İlqar oğlu, feldşer",
        "printed_at": PRINTED_AT,
        "person": f"{SURNAME} Səxavət Yusif oğlu",
        "born": dt.date(1978, 9, 2),
        "copy": "1 / 2",
        "addressee": "tibbi kart",
        "leaf": "48 377",
        "synthetic": True,
        **changes,
    }
    return Sheet(**values)  # type: ignore[arg-type]


def _rows(*rows: tuple[object, ...]) -> tuple[PrintRow, ...]:
    made = []
    for label, answer, *rest in rows:
        if answer is VALUE:
            made.append(PrintRow(str(label), VALUE, *(str(part) for part in rest)))
        else:
            made.append(PrintRow(str(label), answer, detail=str(rest[0]) if rest else ""))  # type: ignore[arg-type]
    return tuple(made)


def vitals() -> VitalsPart:
    rows = (
        VitalRow("Tənəffüs tezliyi", "/dəq", "18", ("≤ 8", "", "9–11", "12–20", "", "21–24", "≥ 25"), 3),
        VitalRow("SpO2, şkala 1", "%", "95", ("≤ 91", "92–93", "94–95", "≥ 96", "", "", ""), 2),
        VitalRow("Hava / oksigen", "", "hava", ("", "oksigen", "", "hava", "", "", ""), 3),
        VitalRow("Sistolik AT", "mm c.s.", "146", ("≤ 90", "91–100", "101–110", "111–219", "", "", "≥ 220"), 3),
        VitalRow("Nəbz", "/dəq", "104", ("≤ 40", "", "41–50", "51–90", "91–110", "111–130", "≥ 131"), 4),
        VitalRow("Şüur (ACVPU)", "", "A", ("", "", "", "A", "", "", "C V P U"), 3),
        VitalRow("Temperatur", "°C", "38,3", ("≤ 35,0", "", "35,1–36,0", "36,1–38,0", "38,1–39,0", "≥ 39,1", ""), 4),
    )
    return VitalsPart(rows, "3", "Aşağı risk")


def allergies() -> intake.AllergiesPart:
    row = intake.AllergyRow("penisillin", "səpgi, nəfəs darlığı", "ağır", "2011", "şəxs")
    return intake.AllergiesPart("VAR, soruşulub", (row,))


def medicines() -> intake.MedicinesPart:
    medicine = intake.MedicineRow
    return intake.MedicinesPart(
        "Daimi dərman qəbul edir",
        (
            medicine(
                "İnsulin qlargin",
                "A10AE04",
                "18 vahid, d/a, axşam",
                "20.11.2026 21:00",
                "gətirməyib; telefonla: təcridxana feldşeri",
                "dünən 21:00",
                "davam — 07:25 həkim təyini",
                critical=True,
                missed=True,
            ),
            medicine(
                "Metformin", "A10BA02", "850 mq, gündə 2", "21.11.2026 08:00", "gətirib", "22.11.2026 08:00", "davam"
            ),
            medicine("Enalapril", "C09AA02", "10 mq, səhər", "bilmir", "yoxdur", "22.11.2026 08:00", "həkimə sual"),
        ),
    )


def sections() -> tuple[intake.PrintSection, ...]:
    decision = PrintCell("Qərar (cəm 1–4)", "4–6 saatdan bir təkrar; həkimə bildirilib 07:20", 6)
    measures = (decision, PrintCell("Ağrı 0–10", "2", 2), PrintCell("Kapilyar qlükoza", "13,2 mmol/l (> 11,1)", 4))
    chronic = _rows(
        ("Şəkərli diabet", YES, "E11, 2016-dan; nəzarət zəif"),
        ("Astma, AXOX", NO),
        ("Epilepsiya, qıcolma", NO),
        ("Ürək, hipertoniya", YES, "I10, 2020-dən"),
        ("Böyrək, qaraciyər, xərçəng", NO),
        ("Qan laxtalanma pozuntusu, antikoaqulyant", UNKNOWN, "«bilmirəm, bir dəfə burnum çox qanayıb»"),
        ("Əlillik, kömək vasitəsi", YES, "eynək (qəbulda götürülməyib)"),
        ("Pəhriz", YES, "diabet pəhrizi → tədbir kodu P-2"),
        ("Çəki", VALUE, "61,5", "kq"),
        ("Boy", VALUE, "177", "sm"),
    )
    injuries = _rows(
        ("İndi xəsarət var", YES, "sağ dirsək: köhnə çapıq → XB-2026/000151, № 1"),
        ("Bütün dəriyə baxılıb", YES, "hissə-hissə soyunub"),
        ("Pis rəftar olub", NO, "«yox, heç kim toxunmayıb»"),
        ("Tutulanda güc tətbiqi", NOT_ASKED, "səbəb: şəxs yorğun olub; 22.11.2026 14:00-a qədər"),
    )
    infections = _rows(
        ("Öskürək (hər hansı müddət)", YES, "3 həftə, bəlğəmli"),
        ("Qızdırma", VALUE, "38,3", "°C"),
        ("Gecə tərləməsi", NO),
        ("Qanhayxırma, döş ağrısı", NO),
        ("Vərəmli ilə təmas", UNKNOWN, "kameradakı öskürürmüş"),
        ("Qərar", VALUE, "TƏCRİD 07:15 · maska · bəlğəm (Xpert) 22.11 19:15-ə qədər · rentgen istənilib"),
        ("İİV testi təklif edilib", YES, "qəbul edib"),
        ("HBV, HCV, sifilis testi", REFUSED, "«sonra»; təkrar təklif 29.11.2026"),
    )
    substances = _rows(
        ("Alkoqol (AUDIT-C)", VALUE, "4", "bal", "aşağı risk", "axırıncı: bir il əvvəl"),
        ("Narkotik, dərman sui-istifadəsi", REFUSED, "səbəb deməyib; təkrar 23.11.2026"),
        ("Siqaret", YES, "gündə 20"),
        ("Abstinensiya əlaməti görünür", NO),
    )
    mind = _rows(
        ("Psixiatrla əlaqə, hospitalizasiya", NO),
        ("İndi özünə zərər, ölüm fikri", NO),
        ("Keçmişdə cəhd", NO),
        ("İlk dəfə həbsdə", YES, "7 ay"),
        ("Psixoloji yardım təklif edilib", AnswerKind.WITHDRAWN, "qəbul etmişdi, sonra geri götürdü"),
        ("Danışıq", VALUE, LETTERS),
    )
    body = _rows(
        ("Ümumi, qidalanma", VALUE, "dəyişiklik", "", "", "arıq, dəri quru"),
        ("Baş-boyun, LOR, dişlər", VALUE, "norma"),
        ("Döş qəfəsi", VALUE, "dəyişiklik", "", "", "sağ yuxarıda zəifləmiş tənəffüs, tək xırıltılar"),
        ("Ürək", VALUE, "norma"),
        ("Qarın", VALUE, "norma"),
        ("Sinir sistemi", VALUE, "norma"),
        ("Qadınlar üçün bölmə", AnswerKind.NOT_APPLICABLE),
    )
    problems = intake.ProblemsPart(
        (
            intake.ProblemRow("Vərəm şübhəsi", "Z03.0", "təcrid, Xpert, rentgen", "müalicə müəssisəsi, 23.11.2026"),
            intake.ProblemRow("2-ci tip diabet, hiperqlikemiya", "E11.9", "insulin bərpası", "həkim, 22.11.2026 08:30"),
        )
    )
    section = intake.PrintSection
    return (
        section("A", "Həyati göstəricilər, NEWS2", parts=(vitals(), intake.CellsPart((measures,)))),
        section("B", "Allergiya və dərmanlar", parts=(allergies(), medicines())),
        section("C", "Xroniki xəstəliklər, ehtiyaclar", chronic),
        section("D", "Xəsarətlər və pis rəftar (konvoydan kənarda soruşulub)", injuries),
        section("E", "Vərəm və infeksiyalar", infections),
        section("F", "Maddələr", substances),
        section(
            "G", "Psixi sağlamlıq, intihar riski", mind, notes=(intake.NotePart("BJMHS: 1 bal. Təkrar: 7-ci gün."),)
        ),
        section("K", "Obyektiv müayinə", body),
        section("L", "Nəticə", parts=(problems,)),
    )


def intake_form(language: str = "az", **changes: object) -> intake.IntakePrint:
    clock = (
        PrintCell("Fiziki qəbul", "21.11.2026 19:25", strong=True),
        PrintCell("Təhlükəsizlik skrininqi (kameradan əvvəl)", "21.11.2026 19:50 · ASQ mənfi"),
        PrintCell("Feldşer müayinəsi", "22.11.2026 07:10–07:38", strong=True),
        PrintCell("Qəbuldan keçən vaxt", "11 saat 45 dəq · vaxtında (hədd 24 saat)"),
    )
    circumstances = (
        PrintCell("Müayinədə iştirak edənlər", "feldşer V. Təhməzli; başqa heç kim", 4),
        PrintCell("Məhdudlaşdırma", "", 2),
        PrintCell("Görünüş, eşidilmə məxfiliyi", "hər ikisi var", 3),
        PrintCell("Razılıq: müayinə, analiz", "bəli · bəli", 3),
    )
    signed = SignatureRow(
        "Təhməzli Vüqar İlqar oğlu",
        "feldşer, lis. 00-9052",
        "Sənədləşdirmə",
        "22.11.2026 07:58 · parol + TOTP · 7C1E 90AB",
    )
    awaited = SignatureRow("Bağırlı Nəzakət Tofiq qızı", "həkim", "Baxış və diaqnoz", awaited="22.11.2026 19:25")
    addendum = Addendum("1", PRINTED_AT, "Təhməzli V. İ., feldşer", "Eynək qaytarılıb.", digest("addendum"), "48 380")
    values: dict[str, object] = {
        "sheet": sheet(language),
        "subtitle": "Qəbul anından 24 saat ərzində",
        "clock": (clock,),
        "circumstances": (circumstances,),
        "sections": sections(),
        "signatures": (signed, awaited),
        "measures": intake.MeasuresBox((("P-2", "pəhriz"), ("A-1", "aşağı çarpayı")), "növbə rəisi, 22.11.2026 08:05"),
        "refused": (intake.RefusedPart("HBV, HCV, sifilis testi", "«sonra»", "29.11.2026"),),
        "after": intake.AfterSignature(PRINTED_AT, (addendum,)),
        "awaits_doctor": True,
        **changes,
    }
    return intake.IntakePrint(**values)  # type: ignore[arg-type]


def person_copy(language: str = "ru") -> people.PersonCopyPrint:
    return people.PersonCopyPrint(
        sheet=sheet(language, "NP-1", confidentiality=Confidentiality.PERSON, title="Копия для самого человека"),
        title="ВАША КОПИЯ: ПЕРВИЧНЫЙ ОСМОТР",
        subtitle="22 ноября 2026, 07:10–07:38 · медсанчасть",
        recorded=(
            "Мы измерили давление, пульс, температуру и сахар.",
            "У вас кашель три недели и температура 38,3 °C.",
        ),
        ombudsman_phone="916",
        done=(people.DoneRow("Рентген и анализ мокроты", "22.11.2026", "Лечение бесплатно. Вы можете отказаться."),),
        rights=("Результаты вам объяснят на вашем языке.",),
        own_words=("Кашляю недели три.", "Меня никто не трогал, <b>сам</b> & упал [S-1]."),
        words_language="по-русски",
        kept=people.KeptWhere.MEDICAL_UNIT,
        explained_by="Н. Багырлы",
        explained_in="русский",
    )


def access_sheet(language: str = "ru", rows: tuple[people.AccessRow, ...] | None = None) -> people.AccessPrint:
    at = dt.datetime(2026, 11, 21, 5, 8, tzinfo=dt.UTC)
    row = people.AccessRow
    lines = (
        row(at, "Bağırlı N. T., врач", "лечение", "вся карта"),
        row(
            at,
            "Hüseynbəyli A. M., врач дежурный",
            "экстренный доступ: боль в груди",
            "вся карта",
            "проверено",
            marked=True,
        ),
        row(at, "Məlikzadə S. N., отдел кадров", "попытка", "отказано системой", "разбор 22.11", marked=True),
    )
    return people.AccessPrint(
        sheet=sheet(
            language,
            "DX-1",
            confidentiality=Confidentiality.PERSON,
            title="Кто открывал мою карту",
            record="DX-2026/000512",
        ),
        first_day=dt.date(2026, 11, 20),
        last_day=dt.date(2026, 11, 22),
        rows=lines if rows is None else rows,
        opened=2,
        refused=1,
        emergency="1, проверен",
        passed_on="0",
        ombudsman_phone="916",
    )


def blank_sheet(language: str = "az", **changes: object) -> Sheet:
    return sheet(
        language,
        "EF-1",
        title="Ehtiyat blank: müayinə və xəsarət",
        **{"record": form_number("99", 317), "person": "", "born": None, "copy": "", **changes},
    )
