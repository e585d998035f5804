"""Invented names: common given names and surnames put together at random, never a known person."""

from __future__ import annotations

import random
from dataclasses import dataclass

MEN = (
    "Rauf Elçin Tural Vaqif Emin Kamal Anar Fikrət Orxan Zaur Rasim Tahir İlqar Şahin Murad Elnur Ramil Samir "
    "Vüsal Nicat Cavid Ceyhun Fərid Hüseyn Həsən Əli Məmməd Kənan Rüfət Rövşən Pərviz Natiq Mübariz Namiq "
    "Yusif İsmayıl İbrahim Xəyal Toğrul Ülvi Səbuhi Araz Babək Eldar Elşən Faiq Habil İlham Qabil Ələkbər"
).split()
WOMEN = (
    "Günay Lalə Sevinc Aygün Nigar Aynur Gülnar Ülviyyə Könül Şəfəq Sona Arzu Leyla Nərmin Xədicə Zeynəb "
    "Fatimə Samirə Təranə Vüsalə Aytən Çinarə Mehriban Ruhiyyə Səidə"
).split()
#: Stems that take -ov/-ova or -yev/-yeva by ending, and those that stand alone.
STEMS = (
    "Kərim Nəsir Quli Həsən Məlik Bağır Əli Hüseyn Məmməd İsmayıl İbrahim Rəhim Vəli Səfər Şükür Abbas Ağa "
    "Babay Cəfər Əhməd Əsgər Fərhad Hacı Heydər Xəlil İsgəndər Qasım Mirzə Musa Mustafa Novruz Orduxan Paşa "
    "Qurban Rəsul Rüstəm Salman Sultan Süleyman Tağı Teymur Yaqub Yunus Zeynal Ələsgər Şirin Çingiz Ömər "
    "Göyüş"
).split()
PLAIN = ("Muradlı", "Kərimli", "Əliyarlı", "İbrahimli", "Rzalı", "Şirvanlı", "Qarabağlı", "Aslanlı")
RUSSIAN_MEN = ("Пётр", "Иван", "Сергей", "Андрей", "Дмитрий", "Алексей", "Виктор", "Олег", "Юрий", "Павел")
RUSSIAN_FATHERS = ("Сергеевич", "Иванович", "Петрович", "Андреевич", "Викторович", "Олегович", "Юрьевич")
RUSSIAN_SURNAMES = ("Иванов", "Щербаков", "Кузнецов", "Соловьёв", "Морозов", "Лебедев", "Гончаров", "Зайцев")
#: surname, given name, father's name, citizenship, language
FOREIGN = (
    ("Rezayi", "Hüseyn", "", "IRN", "fa"),
    ("Yılmaz", "Mehmet", "", "TUR", "tr"),
    ("Beridze", "Giorgi", "", "GEO", "ka"),
    ("Khan", "Imran", "", "PAK", "ur"),
    ("Nazarov", "Rustam", "", "UZB", "uz"),
    ("Okafor", "Chidi", "", "NGA", "en"),
)
VOWELS = "aeəıioöuü"


@dataclass(frozen=True, slots=True)
class Name:
    surname: str
    given_name: str
    father_name: str
    patronymic_suffix: str
    citizenship: str
    languages: str


def draw(rng: random.Random, *, woman: bool) -> Name:
    """A name with its language: about 90 % Azerbaijani, 8 % Russian-speaking, 2 % foreign."""
    share = rng.random()
    if share < 0.02 and not woman:
        surname, given, father, country, tongue = rng.choice(FOREIGN)
        return Name(surname, given, father, "", country, tongue)
    if share < 0.10 and not woman:
        return Name(
            rng.choice(RUSSIAN_SURNAMES), rng.choice(RUSSIAN_MEN), rng.choice(RUSSIAN_FATHERS), "slavic", "AZE", "ru,az"
        )
    given = rng.choice(WOMEN if woman else MEN)
    suffix = "qizi" if woman else "ogly"
    return Name(
        draw_surname(rng, woman=woman), given, rng.choice(MEN), suffix, "AZE", rng.choice(("az", "az", "az,ru"))
    )


def draw_surname(rng: random.Random, *, woman: bool) -> str:
    if rng.random() < 0.12:
        return rng.choice(PLAIN)
    stem = rng.choice(STEMS)
    ending = "yev" if stem[-1].lower() in VOWELS else "ov"
    return stem + ending + ("a" if woman else "")
