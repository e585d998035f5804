"""The public accounts of the demonstration. Invented people; outside the demonstration they cannot sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from healthapp.access import Role
from healthapp.accounts import passwords, services
from healthapp.accounts.models import User
from healthapp.database import UnitOfWork
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.models import Facility
from healthapp.web.kit.roles import role_word

PASSWORD = "demo-only-password"  # noqa: S105 - public on purpose, refused outside the demonstration

WORKLIST = _l("the worklist of a medical unit")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """``place``: which of the facilities, None everywhere; ``sees``: the first page after signing in."""

    username: str
    name: str
    profession: str
    role: Role
    place: int | None
    sees: Any


ACCOUNTS = (
    DemoAccount("feldsher", "Aygün Məmmədova", "Feldşer", Role.FELDSHER, 0, WORKLIST),
    DemoAccount("feldsher2", "Ramil Həsənov", "Feldşer", Role.FELDSHER, 0, WORKLIST),
    DemoAccount("nurse", "Sevinc Qurbanova", "Tibb bacısı", Role.NURSE, 0, WORKLIST),
    DemoAccount("doctor", "Elnur Rəhimov", "Həkim-terapevt", Role.DOCTOR, 0, WORKLIST),
    DemoAccount("doctor2", "Nərmin Əliyarlı", "Həkim-terapevt", Role.DOCTOR, 0, WORKLIST),
    DemoAccount("head", "Kamal Bağırov", "Tibb-sanitar hissənin rəisi", Role.HEAD, 0, WORKLIST),
    DemoAccount("psychologist", "Leyla Şükürova", "Psixoloq", Role.PSYCHOLOGIST, 0, WORKLIST),
    DemoAccount("psychiatrist", "Fikrət Cəfərov", "Həkim-psixiatr", Role.PSYCHIATRIST, 0, WORKLIST),
    DemoAccount("feldsher-other", "Tahir Vəliyev", "Feldşer", Role.FELDSHER, 1, WORKLIST),
    DemoAccount("doctor-other", "Günay Tağıyeva", "Həkim-terapevt", Role.DOCTOR, 1, WORKLIST),
    DemoAccount("feldsher-women", "Könül Səfərova", "Feldşer", Role.FELDSHER, 2, WORKLIST),
    DemoAccount("doctor-women", "Mehriban Novruzova", "Həkim-terapevt", Role.DOCTOR, 2, WORKLIST),
    DemoAccount("feldsher-treatment", "Elşən Qasımov", "Feldşer", Role.FELDSHER, 3, WORKLIST),
    DemoAccount("doctor-treatment", "Rüfət Hacıyev", "Həkim-ftiziatr", Role.DOCTOR, 3, WORKLIST),
    DemoAccount("reviewer", "Natiq Orduxanov", "Tibb Baş İdarəsi", Role.REVIEWER, None, _l("facilities that are late")),
    DemoAccount(
        "commission", "Səidə Mirzəyeva", "Həkim-ekspert", Role.COMMISSION, None, _l("cases that concern one's office")
    ),
    *(
        DemoAccount(username, name, profession, Role.COMMISSION, None, _l("cases that concern one's office"))
        for username, name, profession in (
            ("commission-oncologist", "Sahib Ağabəyli", "Həkim-onkoloq"),
            ("commission-tb", "Emin Paşabəyov", "Həkim-ftiziatr"),
            ("commission-psychiatrist", "Zərifə Qocayeva", "Həkim-psixiatr"),
        )
    ),
    DemoAccount(
        "liaison", "Orxan Teymurov", "Məhkəmə ilə əlaqə", Role.LIAISON, None, _l("cases that concern one's office")
    ),
    DemoAccount("npg", "Aytən Ələsgərova", "Milli Preventiv Qrup", Role.NPG, None, _l("visits one belongs to")),
    DemoAccount("npg-lawyer", "Kamran Əliyev", "Hüquqşünas", Role.NPG, None, _l("visits one belongs to")),
    DemoAccount(
        "ombudsman", "Vaqif Rzalı", "Ombudsman Aparatı", Role.OMBUDSMAN, None, _l("visits of the preventive mechanism")
    ),
    DemoAccount(
        "administration", "Zaur Novruzov", "Müəssisə müdiriyyəti", Role.ADMINISTRATION, 0, _l("people, no health data")
    ),
    DemoAccount("auditor", "Könül İsgəndərova", "Daxili audit", Role.AUDITOR, None, _l("the event log")),
    DemoAccount("admin", "Tural Göyüşov", "Sistem inzibatçısı", Role.ADMIN, None, _l("accounts and roles")),
)


def add(uow: UnitOfWork, facilities: Sequence[Facility]) -> dict[str, User]:
    """Make them all, each local one at its place among ``facilities``; returns them by user name.

    They share one hash of the public password, which takes a tenth of a second to compute.
    """
    made = passwords.hashed(PASSWORD)
    users = {}
    for account in ACCOUNTS:
        user = services.create(
            uow,
            username=account.username,
            name=account.name,
            profession=account.profession,
            password_hash=made,
            must_change=False,
            is_demo=True,
        )
        place = facilities[account.place].id if account.place is not None else None
        services.assign(uow, user, role=account.role, facility_id=place)
        users[account.username] = user
    return users


def names() -> list[tuple[str, str, str]]:
    """(user name, role in words, what is seen first) of each account."""
    return [(account.username, role_word(account.role), str(account.sees)) for account in ACCOUNTS]
