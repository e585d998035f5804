"""Every route, every role, own facility, another one, and nobody: what may be reached is written down here.

A new route fails until it has a row. A row names who may use it where they work and who may use it elsewhere;
everybody else gets 403 or 404, and each refusal is an event.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from config import Config
from healthapp import create_app
from healthapp.access import Role
from healthapp.access.guard import GUARD
from healthapp.audit.models import REFUSED, AuditEvent
from tests.conftest import Clock
from tests.support import refusing
from tests.support.house import House, Site, build
from tests.system.reach import (
    CASES,
    COMMISSION,
    CUSTODY,
    DEPARTMENT,
    EVERYBODY,
    EXAMINERS,
    LEDGER,
    OVERSIGHT,
    OWN_ACCOUNT,
    PHYSICIANS,
    PLACERS,
    RECOMMENDED,
    REGISTER,
    SCREENERS,
    SETTERS,
    UNIT,
    R,
    Row,
    everywhere,
)
from tests.system.reach_mechanism import MECHANISM

MATRIX: dict[str, Row] = {
    **dict.fromkeys(
        (
            "account.show account.end_sessions account.keep_alive account.language account.password "
            "account.password_save account.second_factor account.second_factor_save account.second_factor_codes "
            "account.second_factor_remove auth.lock first_passwords.answer first_passwords.mine home.index"
        ).split(),
        OWN_ACCOUNT,
    ),
    **dict.fromkeys(("account.break_glass", "account.break_glass_open"), everywhere(UNIT)),
    **dict.fromkeys("admin.users admin.user_new admin.user_create".split(), everywhere(frozenset({R.ADMIN}))),
    **dict.fromkeys(
        "admin.user admin.user_save admin.password_reset admin.role_assign admin.role_end admin.sessions_end".split(),
        everywhere(frozenset({R.ADMIN}), absent=True),
    ),
    "role_approvals.index": everywhere(DEPARTMENT | frozenset({R.ADMIN, R.OMBUDSMAN})),
    **dict.fromkeys(
        ("role_approvals.approve", "role_approvals.refuse"),
        everywhere(DEPARTMENT | frozenset({R.ADMIN, R.OMBUDSMAN}), absent=True),
    ),
    "first_passwords.index": everywhere(DEPARTMENT | frozenset({R.HEAD, R.OMBUDSMAN})),
    "first_passwords.let_in": everywhere(DEPARTMENT | frozenset({R.HEAD, R.OMBUDSMAN}), absent=True),
    **dict.fromkeys(("admin.audit_log", "admin.audit_person"), everywhere(frozenset({R.AUDITOR}))),
    "admin.audit_oversight": everywhere(frozenset({R.OMBUDSMAN})),
    "admin.emergency_list": everywhere(frozenset({R.AUDITOR})),
    **dict.fromkeys(("admin.emergency", "admin.emergency_judge"), everywhere(frozenset({R.AUDITOR}), absent=True)),
    **dict.fromkeys(("admin.ledger", "admin.ledger_verify"), everywhere(LEDGER)),
    "admin.checkpoint": everywhere(LEDGER, absent=True),
    "custody.access_log": Row(frozenset({R.DOCTOR, R.HEAD, R.REVIEWER}), DEPARTMENT),
    **dict.fromkeys(
        ("custody.access_sheet", "custody.access_sheet_print"),
        Row(frozenset({R.DOCTOR, R.HEAD, R.REVIEWER}), DEPARTMENT),
    ),
    **dict.fromkeys(("custody.person_copy", "custody.person_copy_print"), Row(EXAMINERS | DEPARTMENT, DEPARTMENT)),
    **dict.fromkeys(("custody.merge", "custody.merge_save"), Row(REGISTER)),
    **dict.fromkeys(("custody.unmerge", "custody.unmerge_save"), Row(REGISTER, absent=True)),
    "custody.imports": everywhere(frozenset({R.HEAD, R.ADMINISTRATION})),
    **dict.fromkeys(("custody.import_new", "custody.import_check"), Row(frozenset({R.HEAD, R.ADMINISTRATION}))),
    **dict.fromkeys(
        "custody.import_show custody.import_apply custody.import_give_up custody.import_rejected".split(),
        Row(frozenset({R.HEAD, R.ADMINISTRATION}), absent=True),
    ),
    "facilities.index": everywhere(EVERYBODY),
    **dict.fromkeys(
        "facilities.edit facilities.edit_save facilities.new facilities.new_save".split(),
        everywhere(frozenset({R.REVIEWER, R.ADMIN})),
    ),
    "injuries.begin": Row(EXAMINERS),
    **dict.fromkeys(
        (
            "injuries.lesions injuries.save_overview injuries.new_lesion injuries.add_lesion injuries.lesion "
            "injuries.change_lesion injuries.remove_lesion injury_photos.photographs injury_photos.add_photographs "
            "injuries.opinion injuries.save_opinion injury_photos.photograph injury_photos.void_photograph "
            "injuries.names injuries.seal_names injury_book.countersign injury_book.confirm injury_book.notice "
            "injury_book.find_notice injury_book.move_notice injury_copies.print_record injury_copies.print_notice "
            "injury_copies.copies injury_copies.log_copy"
        ).split(),
        Row(EXAMINERS, absent=True),
    ),
    "injury_register.registers": everywhere(EXAMINERS | DEPARTMENT),
    "injury_register.book": Row(EXAMINERS | DEPARTMENT, DEPARTMENT),
    "home.facilities": everywhere(DEPARTMENT),
    **dict.fromkeys(("home.late", "home.facility"), Row(DEPARTMENT, DEPARTMENT)),
    "home.worklist": everywhere(UNIT),
    **dict.fromkeys(("clocks.decide", "clocks.decide_save"), Row(PHYSICIANS, absent=True)),
    **dict.fromkeys(("intake.start", "intake.begin"), Row(EXAMINERS)),
    **dict.fromkeys(("intake.show", "intake.danger"), Row(UNIT | DEPARTMENT, DEPARTMENT)),
    **dict.fromkeys(("intake.section", "intake.save"), Row(EXAMINERS)),
    "intake.take_over": Row(EXAMINERS),
    "intake.icd": everywhere(EXAMINERS),
    **dict.fromkeys("signing.check signing.hand_in signing.discard signing.give_up".split(), Row(EXAMINERS)),
    **dict.fromkeys(("signing.countersign", "signing.confirm"), Row(PHYSICIANS)),
    **dict.fromkeys(("signing.addendum", "signing.add"), Row(EXAMINERS)),
    **dict.fromkeys(("signing.void", "signing.decide_void"), Row(EXAMINERS)),
    "signing.print_record": Row(EXAMINERS | DEPARTMENT, DEPARTMENT),
    "screening.index": Row(UNIT | DEPARTMENT, DEPARTMENT),
    "screening.begin": Row(SCREENERS, absent=True),
    **dict.fromkeys(("screening.show", "screening.danger"), Row(UNIT | DEPARTMENT, DEPARTMENT, absent=True)),
    **dict.fromkeys(("screening.save", "screening.book"), Row(SCREENERS, absent=True)),
    **dict.fromkeys(
        "asking.start asking.start_save asking.ask asking.ask_save asking.check asking.check_save".split(),
        Row(SCREENERS, absent=True),
    ),
    "screening.print_record": Row(EXAMINERS | DEPARTMENT, DEPARTMENT, absent=True),
    "risk.show": Row(UNIT | DEPARTMENT, DEPARTMENT),
    **dict.fromkeys(("risk.new", "risk.open_save", "risk.event"), Row(UNIT)),
    "risk.event_cancel": Row(UNIT, absent=True),
    "risk.episode_page": Row(UNIT | DEPARTMENT, DEPARTMENT, absent=True),
    **dict.fromkeys(
        (
            "risk.raise_level risk.plan risk.plan_end risk.review risk.review_save risk.placement risk.safety_plan "
            "risk.safety_plan_save risk.reopen risk.take_on"
        ).split(),
        Row(UNIT, absent=True),
    ),
    "risk.safety_plan_print": Row(EXAMINERS | DEPARTMENT, DEPARTMENT, absent=True),
    "watch.board": everywhere(UNIT | CUSTODY),
    "watch.kept": everywhere(frozenset({R.HEAD}) | DEPARTMENT),
    **dict.fromkeys(
        "watch.sheet watch.observe watch.help_now watch.withdraw watch.withdraw_save".split(),
        Row(UNIT | CUSTODY, absent=True),
    ),
    "mental.show": Row(UNIT | DEPARTMENT, DEPARTMENT),
    **dict.fromkeys("mental.offer mental.offer_save mental.ask_psychiatrist".split(), Row(UNIT)),
    **dict.fromkeys(("mental.contact_new", "mental.contact_save"), Row(frozenset({R.PSYCHOLOGIST}))),
    "mental.contact": Row(UNIT | DEPARTMENT, DEPARTMENT, absent=True),
    "mental.note_add": Row(frozenset({R.PSYCHOLOGIST}), absent=True),
    **dict.fromkeys("mental.prescribe mental.prescribe_save mental.need_new mental.need_save".split(), Row(PHYSICIANS)),
    "mental.medicine": Row((UNIT - {R.PSYCHOLOGIST}) | DEPARTMENT, DEPARTMENT, absent=True),
    "mental.need": Row(PHYSICIANS | {R.PSYCHOLOGIST} | DEPARTMENT, DEPARTMENT, absent=True),
    **dict.fromkeys(("mental.medicine_step", "mental.need_step"), Row(PHYSICIANS, absent=True)),
    "mental.print_examination": Row(PHYSICIANS | DEPARTMENT, DEPARTMENT, absent=True),
    "unit_books.index": everywhere(UNIT | DEPARTMENT | CUSTODY),
    **dict.fromkeys(("unit_books.show", "unit_books.take"), everywhere(UNIT | DEPARTMENT, absent=True)),
    "unit_books.cluster_list": everywhere(frozenset({R.HEAD}) | DEPARTMENT),
    "unit_books.in_force": everywhere(UNIT | CUSTODY),
    **dict.fromkeys(
        (
            "unit_books.self_harm_new unit_books.self_harm_save unit_books.restriction_new unit_books.restriction_save "
            "unit_books.death_save"
        ).split(),
        Row(UNIT),
    ),
    "unit_books.death": Row(UNIT, absent=True),
    "death_notices.show": Row(UNIT | DEPARTMENT, DEPARTMENT, absent=True),
    **dict.fromkeys(("death_notices.move", "death_notices.print_letter"), Row(UNIT, absent=True)),
    **dict.fromkeys(
        ("unit_books.self_harm", "unit_books.restriction"), Row(UNIT | DEPARTMENT, DEPARTMENT, absent=True)
    ),
    **dict.fromkeys(
        "unit_books.self_harm_note unit_books.restriction_step unit_books.task_add unit_books.task_end".split(),
        Row(UNIT, absent=True),
    ),
    **dict.fromkeys("proofs.check_page proofs.check proofs.page proofs.keys".split(), everywhere(LEDGER)),
    **dict.fromkeys(("proofs.witnesses", "proofs.bring"), everywhere(DEPARTMENT | frozenset({R.OMBUDSMAN}))),
    **dict.fromkeys(("prints.blank", "prints.issue"), everywhere(EXAMINERS)),
    **dict.fromkeys(
        "prints.batch prints.file prints.account prints.account_save".split(), everywhere(EXAMINERS, absent=True)
    ),
    "people.index": everywhere(UNIT | DEPARTMENT | CUSTODY),
    **dict.fromkeys("people.admit people.admit_save people.lookalike_list".split(), everywhere(REGISTER)),
    **dict.fromkeys("people.identity people.identity_save person_names.index person_names.add".split(), Row(REGISTER)),
    "person_names.withdraw": Row(REGISTER, absent=True),
    **dict.fromkeys(("people.move", "people.move_save"), Row(REGISTER)),
    **dict.fromkeys(("people.receive", "people.receive_save"), Row(REGISTER, absent=True)),
    "people.show": Row(UNIT | DEPARTMENT | CUSTODY, DEPARTMENT),
    **dict.fromkeys("recommendations.index recommendations.export".split(), everywhere(RECOMMENDED)),
    **dict.fromkeys("recommendations.new recommendations.new_save".split(), everywhere(OVERSIGHT)),
    **dict.fromkeys("recommendations.show recommendations.step".split(), everywhere(RECOMMENDED, absent=True)),
    **dict.fromkeys(
        "appeals.index appeals.export appeals.new appeals.new_save".split(), everywhere(UNIT | DEPARTMENT | OVERSIGHT)
    ),
    **dict.fromkeys("appeals.new_of_person appeals.new_of_person_save".split(), Row(UNIT | DEPARTMENT, DEPARTMENT)),
    **dict.fromkeys(
        "appeals.show appeals.step appeals.print_appeal".split(), everywhere(UNIT | DEPARTMENT | OVERSIGHT, absent=True)
    ),
    "appeals.pass_on": everywhere(OVERSIGHT, absent=True),
    **dict.fromkeys(("appeals.import_page", "appeals.import_save"), everywhere(frozenset({R.OMBUDSMAN}))),
    **dict.fromkeys(("court.show", "court.summary_print", "telling.show"), everywhere(CASES, absent=True)),
    "telling.print_case": everywhere(CASES, absent=True),
    **dict.fromkeys(("court.announce", "telling.tell"), everywhere(CASES - {R.NPG}, absent=True)),
    **dict.fromkeys(("court.summary", "court.summary_save"), everywhere(PHYSICIANS, absent=True)),
    **dict.fromkeys(("court.coming", "telling.untold"), everywhere(CASES - {R.NPG})),
    **dict.fromkeys(("hospitals.board", "wards.index"), everywhere(PLACERS)),
    **dict.fromkeys(
        "wards.show wards.beds wards.add wards.close".split(),
        everywhere(frozenset({R.REVIEWER, R.LIAISON}), absent=True),
    ),
    **dict.fromkeys(("hospitals.case", "delays.behind"), everywhere(PLACERS, absent=True)),
    "hospitals.sheet": everywhere(CASES, absent=True),
    **dict.fromkeys(
        (
            "hospitals.ask hospitals.ask_save hospitals.answer hospitals.answer_save hospitals.depart "
            "hospitals.depart_save hospitals.depart_urgent hospitals.depart_urgent_save hospitals.seen "
            "hospitals.sentence"
        ).split(),
        everywhere(CASES - {R.NPG}, absent=True),
    ),
    "delays.index": everywhere(CASES | OVERSIGHT | frozenset({R.AUDITOR})),
    "delays.export": everywhere(frozenset({R.HEAD, R.REVIEWER, R.COMMISSION, R.LIAISON}) | OVERSIGHT),
    "referrals.new": Row(UNIT | DEPARTMENT | CUSTODY, DEPARTMENT),
    **dict.fromkeys(
        ("referrals.open_form", "referrals.open_save"), Row(UNIT | DEPARTMENT | CUSTODY, DEPARTMENT, absent=True)
    ),
    **dict.fromkeys(("referrals.show", "referrals.notice"), everywhere(CASES, absent=True)),
    **dict.fromkeys(("referrals.step", "referrals.step_save"), everywhere(CASES - {R.NPG}, absent=True)),
    "referrals.desk_list": everywhere(CASES - {R.NPG}),
    "referrals.export": everywhere(DEPARTMENT),
    **dict.fromkeys(("bundle.show", "bundle.paper"), everywhere(CASES, absent=True)),
    **dict.fromkeys(("bundle.add_form", "bundle.add", "bundle.remove"), everywhere(CASES - {R.NPG}, absent=True)),
    **dict.fromkeys(("bundle.print_volume", "bundle.note"), everywhere(CASES - CUSTODY, absent=True)),
    "referrals.review": everywhere(DEPARTMENT, absent=True),
    "bundle.assign": everywhere(DEPARTMENT, absent=True),
    "commission.index": everywhere(COMMISSION | DEPARTMENT),
    "commission.call": everywhere(COMMISSION),
    **dict.fromkeys(
        "commission.show commission.print_agenda commission.item commission.print_protocol".split(),
        everywhere(COMMISSION | DEPARTMENT, absent=True),
    ),
    **dict.fromkeys(
        (
            "commission.seat commission.unseat commission.put commission.begin commission.close commission.cancel "
            "commission.examine commission.propose commission.vote commission.conclude commission.other"
        ).split(),
        everywhere(COMMISSION, absent=True),
    ),
    "diseases.index": everywhere(UNIT | DEPARTMENT | OVERSIGHT | frozenset({R.COMMISSION, R.LIAISON})),
    "diseases.check": everywhere(DEPARTMENT),
    **dict.fromkeys(("diseases.show", "diseases.decide", "diseases.rejected"), everywhere(DEPARTMENT, absent=True)),
    "instruments.index": everywhere(SETTERS),
    **dict.fromkeys(("instruments.show", "instruments.table"), everywhere(SETTERS, absent=True)),
    **dict.fromkeys(
        "instruments.words_save instruments.cut_off instruments.cut_off_save".split(),
        everywhere(DEPARTMENT, absent=True),
    ),
    **MECHANISM,
    **dict.fromkeys("settings.index settings.group settings.show settings.holidays".split(), everywhere(SETTERS)),
    **dict.fromkeys("settings.change settings.change_save settings.holiday_add".split(), everywhere(DEPARTMENT)),
    **dict.fromkeys(
        "settings.withdraw settings.withdraw_save settings.holiday_remove settings.holiday_remove_save".split(),
        everywhere(DEPARTMENT, absent=True),
    ),
}
PUBLIC = frozenset(
    "auth.login auth.login_try auth.code auth.code_try auth.unlock auth.unlock_try auth.logout health.healthz "
    "gallery.index gallery.interruption".split()
)
#: Which of a site's records a route is about; the others are about the draft.
ABOUT = {"signing.countersign": "waiting", "signing.confirm": "waiting", "signing.print_record": "signed"}
ABOUT |= dict.fromkeys(
    (
        "signing.addendum signing.add signing.void signing.decide_void custody.person_copy custody.person_copy_print"
    ).split(),
    "signed",
)


@pytest.fixture(scope="module")
def house(_sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One country for the whole matrix: almost nothing asked of it here is an act that succeeds."""
    folder = tmp_path_factory.mktemp("matrix")
    with _sqlite.copy(folder) as database:
        url = database.engine.url.render_as_string(hide_password=False)
        config = Config(mode="test", data_dir=folder, database_url=url, key_file=folder / "keys" / "database.key")
        yield build(create_app(config, database=database, clock=Clock()))


@pytest.fixture(autouse=True)
def _refusals_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing.drawn_once(monkeypatch)


def rules(house: House) -> list[tuple[Rule, str]]:
    """Every route with its method, in a fixed order; acts that end a session come last."""
    found = []
    for rule in house.app.url_map.iter_rules():
        if rule.endpoint != "static":
            found += [(rule, method) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return sorted(found, key=lambda pair: (pair[0].endpoint in LAST, pair[0].endpoint, pair[1]))


LAST = {"account.end_sessions", "auth.lock", "auth.logout"}


def address(house: House, rule: Rule, site: Site) -> str:
    values = {
        "person_id": site.person.id,
        "record_id": getattr(site, ABOUT.get(rule.endpoint, "draft")).id,
        "facility_id": site.facility.id,
        "section": "vitals",
        "figure": "intake",
        "kind": "return_police",
        "key": "intake.exam_max",
        "group": "intake",
        "size": 10**9,
        "number": 1,
        "position": 1,
        "place": 1,
        "frame": "records",
        "item": "skin",
    }
    given = {name: values.get(name, uuid.uuid4()) for name in rule.arguments}
    return str(house.app.url_map.bind("localhost").build(rule.endpoint, given))


def test_every_route_has_a_row_and_every_row_a_route(house: House):
    routes = {rule.endpoint for rule, _method in rules(house)}
    assert routes - PUBLIC == set(MATRIX)
    guards = {name: getattr(house.app.view_functions[name], GUARD, None) for name in routes}
    assert {name for name, guard in guards.items() if guard == "public"} == PUBLIC
    assert None not in guards.values()


@pytest.mark.parametrize("where", ["own", "other"])
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_reaches_what_is_written_down_and_nothing_else(house: House, role: Role, where: str):
    site: Site = getattr(house, where)
    browser, wrong, refused = house.browser(role), [], refusals(house)
    for rule, method in rules(house):
        if rule.endpoint in PUBLIC or (rule.endpoint in LAST and method == "POST"):
            continue
        row = MATRIX[rule.endpoint]
        before, path = refused, address(house, rule, site)
        status = (browser.get(path) if method == "GET" else browser.post(path)).status_code
        may = role in getattr(row, where)
        shut = {401, 403, 500} if row.absent else {401, 403, 404, 500}
        if may and status in shut:
            wrong.append(f"{method} {rule.endpoint}: {role} at {where} must get in, got {status}")
        if not may and status not in (403, 404):
            wrong.append(f"{method} {rule.endpoint}: {role} at {where} must not get in, got {status}")
        refused = refusals(house)
        if not may and refused == before:
            wrong.append(f"{method} {rule.endpoint}: the refusal of {role} left no event")
    assert wrong == []


def test_nobody_gets_in_without_signing_in(house: House):
    wrong, browser = [], house.browser(None)
    for rule, method in rules(house):
        if rule.endpoint in PUBLIC:
            continue
        path = address(house, rule, house.own)
        answer = browser.get(path) if method == "GET" else browser.post(path)
        if answer.status_code not in (302, 303) or "/login" not in answer.headers["Location"]:
            wrong.append(f"{method} {rule.endpoint}: {answer.status_code}")
    assert wrong == []


def test_a_post_without_its_token_changes_nothing(house: House):
    browser = house.browser(Role.DOCTOR)
    answer = browser.client.post(f"/examinations/{house.own.waiting.id}/countersign", data={"seen": "person"})
    assert answer.status_code == 400


def test_reading_is_an_event(house: House):
    opened = AuditEvent.kind == "intake.opened"
    before = _count(house, opened)
    house.browser(Role.DOCTOR).get(f"/examinations/{house.own.signed.id}")
    assert _count(house, opened) == before + 1


def refusals(house: House) -> int:
    """As the index of refusals counts them: of ten thousand events, after each of ten thousand requests."""
    return _count(house, REFUSED)


def _count(house: House, kind: sa.ColumnElement[bool] | sa.TextClause) -> int:
    with house.database.reading() as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(kind)) or 0)
