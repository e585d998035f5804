"""What stands in the papers of the demonstration's cases, so that a file looks as a file does."""

from __future__ import annotations

import io
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from healthapp.cases.bundle import services as bundle
from healthapp.cases.bundle.schemas import Add
from healthapp.cases.presenter import said
from healthapp.cases.queries import Found
from healthapp.database import UnitOfWork
from healthapp.documents.fonts import draw_text
from healthapp.i18n import in_language
from healthapp.vault.store import Store

#: Papers that come from somebody else, as a scan.
SCANNED = frozenset("court_act submission official_letter behaviour_statement personal_file sentence_data".split())
TEXTS = {
    "test_results": "Ümumi qan analizi: hemoqlobin 96 q/l, EÇS 48 mm/saat. Kreatinin 112 mkmol/l.",
    "treatment_response": "Altı həftəlik müalicədən sonra vəziyyət yaxşılaşmayıb; çəki 5 kq azalıb.",
    "prognosis": "Sağalma gözlənilmir; xəstəliyin gedişi proqressivləşən sayılır.",
    "functional_status": "Öz-özünə yeyir; geyinməkdə və yuyunmaqda kömək lazımdır. 50 metrdən çox gedə bilmir.",
    "identity_data": "Şəxsiyyət vəsiqəsi üzrə tutuşdurulub.",
    "disclosure_consent": "Məlumatın komissiyaya və məhkəməyə verilməsinə yazılı razılıq verib.",
    "next_of_kin": "Bacısı, Bakı şəhəri; baxmağa razıdır.",
    "place_of_care": "Yaşayış yeri üzrə poliklinika; palliativ yardım şöbəsi xəbərdar edilib.",
    "psychiatric_opinion": "Müayinə zamanı şüuru aydındır; yaddaş və diqqət zəifləyib.",
    "screening_or_observation": "Üç gün ərzində yeməkdən imtina edir, gecələr yatmır, görünməyən adamlarla danışır.",
    "mental_state_examination": "Şüuru aydındır. Eşitmə hallüsinasiyaları var, tənqid yoxdur. Əhvalı təşvişlidir.",
    "risk_assessment": "Hazırda özünəxəsarət fikri bildirmir; təcavüzkar deyil. Yaxından müşahidə davam edir.",
    "capacity_assessment": "Müalicə barədə məlumatı başa düşmür və müqayisə edə bilmir: hazırda bu qərarı verə bilmir.",
    "council_opinion": "Üç psixiatrın konsiliumu stasionar müalicəni zəruri sayır.",
    "medicines_list": "Olanzapin 10 mq, axşam; lorazepam 1 mq, ehtiyac olduqda.",
    "treatment_consent": "Müalicəyə yazılı razılıq verib.",
    "examination_consent": "Psixiatrik müayinəyə razılıq verib.",
}


def put(uow: UnitOfWork, store: Store, found: Found, *codes: str) -> None:
    """Put these papers into the file of the case, each as it would come."""
    for code in codes:
        if code in SCANNED:
            bundle.add(uow, store, found, Add(code, "file"), scan(code))
        else:
            bundle.add(uow, store, found, Add(code, "text", text=TEXTS[code]))


def scan(code: str) -> bytes:
    """A page that says what it stands for."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, invariant=1)
    with in_language("az"):
        words = said("document", code)
    draw_text(canvas, 72, 760, "NÜMUNƏ (uydurulmuş sənəd)", size=14)
    draw_text(canvas, 72, 735, words, size=11)
    canvas.save()
    return out.getvalue()
