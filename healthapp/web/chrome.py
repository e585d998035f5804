"""The frame of every page: language, who is signed in, where one can go, and the files the page is made with.

Nothing here asks the database except for the name of one's facility, and that only when a page shows it:
the page that says the database is gone is drawn with this frame too.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import sqlalchemy as sa
from flask import Flask, current_app, g, get_flashed_messages, redirect, request, request_started, session, url_for
from werkzeug.exceptions import default_exceptions
from werkzeug.wrappers import Response

from healthapp import __version__, i18n
from healthapp.access import Identity, Permission, Role
from healthapp.access.guard import may
from healthapp.access.roles import OVERSIGHT
from healthapp.i18n import gettext as _
from healthapp.i18n import lazy_gettext as _l
from healthapp.people.models import Facility
from healthapp.web.kit.roles import role_word
from healthapp.web.request import configuration, current_identity, reading, this_moment

DIST = Path(__file__).parents[1] / "static" / "dist"
MANIFEST = DIST / "manifest.json"
LANGUAGE_KEY = "language"
LANGUAGE_PARAMETER = "lang"
NAMES_KEPT = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu: shown to those with one of ``permissions``, current within ``blueprints``."""

    endpoint: str
    text: object
    permissions: tuple[Permission, ...]
    within: tuple[str, ...]

    def holds(self, endpoint: str) -> bool:
        """Whether a page is found under this entry."""
        return endpoint == self.endpoint or any(
            endpoint == part or endpoint.startswith((f"{part}.", f"{part}_")) for part in self.within
        )


PLACES = (
    Place(
        "home.index", _l("Worklist"), (Permission.WORKLIST_UNIT, Permission.WORKLIST_DEPARTMENT), ("home", "worklist")
    ),
    Place(
        "inspection.index",
        _l("Visits"),
        (Permission.VISIT_READ,),
        (
            *("inspection", "glance", "sampling", "auditing", "sealed", "findings", "acts", "annual", "plans"),
            *("checklists", "proofs.visit", "proofs.take", "copies"),
        ),
    ),
    Place("mandates.index", _l("Mandates"), (Permission.MANDATE_MANAGE,), ("mandates",)),
    Place("people.index", _l("People"), (Permission.PERSON_FIND,), ("people", "person_names", "intake")),
    Place("watch.board", _l("Watch"), (Permission.RISK_WATCH,), ("risk", "watch")),
    Place(
        "referrals.desk_list",
        _l("Cases"),
        (Permission.CASE_READ,),
        ("referrals", "bundle", "diseases", "court", "telling"),
    ),
    Place("commission.index", _l("Commission"), (Permission.COMMISSION_READ,), ("commission",)),
    Place("recommendations.index", _l("Recommendations"), (Permission.RECOMMENDATION_READ,), ("recommendations",)),
    Place("appeals.index", _l("Appeals"), (Permission.APPEAL_READ,), ("appeals",)),
    Place("hospitals.board", _l("Hospitals"), (Permission.HOSPITAL_READ,), ("hospitals", "wards")),
    Place("delays.index", _l("Delays"), (Permission.DELAYS_EXPORT,), ("delays",)),
    Place("facilities.index", _l("Facilities"), (Permission.FACILITY_READ,), ("facilities",)),
    Place(
        "injury_register.registers",
        _l("Injury register"),
        (Permission.INJURY_REGISTER,),
        ("injury_register", "injury_book"),
    ),
    Place(
        "unit_books.index",
        _l("Registers"),
        (Permission.MENTAL_READ, Permission.RESTRICTION_WATCH),
        ("unit_books", "mental"),
    ),
    Place("prints.blank", _l("Blank forms"), (Permission.INTAKE_RECORD,), ("prints",)),
    Place("settings.index", _l("Settings"), (Permission.SETTINGS_READ,), ("settings", "instruments")),
    Place("admin.users", _l("Users"), (Permission.USERS_MANAGE,), ("admin.user",)),
    Place("role_approvals.index", _l("Roles to approve"), (Permission.ROLE_APPROVE,), ("role_approvals",)),
    Place("first_passwords.index", _l("First passwords"), (Permission.FIRST_PASSWORDS,), ("first_passwords.index",)),
    Place("admin.audit_log", _l("Audit log"), (Permission.AUDIT_READ,), ("admin.audit",)),
    Place(
        "admin.audit_oversight",
        _l("Log of the mechanism"),
        (Permission.OVERSIGHT_AUDIT_READ,),
        ("admin.audit_oversight",),
    ),
    Place(
        "proofs.check_page",
        _l("Checkpoints"),
        (Permission.LEDGER_READ,),
        ("proofs.check", "proofs.witness", "proofs.bring"),
    ),
    Place("admin.ledger", _l("Ledger"), (Permission.LEDGER_READ,), ("admin.ledger", "ledger")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the frame; ``current`` is the value of aria-current, or empty."""

    href: str
    text: str
    current: str = ""
    code: str = ""


class FacilityNames:
    """Names of facilities as this process last read them; a renamed one shows after ten minutes."""

    def __init__(self) -> None:
        self._kept: dict[uuid.UUID, tuple[str, dt.datetime]] = {}

    def of(self, facility_id: uuid.UUID, now: dt.datetime) -> str:
        """The name, read at most once in ten minutes; empty for a facility that is not there."""
        known = self._kept.get(facility_id)
        if known is not None and now - known[1] < NAMES_KEPT:
            return known[0]
        name = reading().scalar(sa.select(Facility.name).where(Facility.id == facility_id)) or ""
        self._kept[facility_id] = (name, now)
        return name


@cache
def built(name: str) -> bytes:
    """A built file, as it is handed out."""
    path: str = json.loads(MANIFEST.read_text("utf-8"))[name]
    return (DIST / path).read_bytes()


class Chrome:
    """What ``layout.html`` asks for, each thing only when it is asked for."""

    def __init__(self) -> None:
        self.language = i18n.language()
        self.now = this_moment()
        self.version = __version__

    @property
    def identity(self) -> Identity:
        return current_identity()

    @property
    def signed_in(self) -> bool:
        return self.identity.user_id is not None

    @property
    def oversight(self) -> bool:
        """Whether this is a visit of the preventive mechanism, which has a header of its own."""
        return self.identity.main_role in OVERSIGHT

    @property
    def product(self) -> str:
        if self.identity.main_role is Role.NPG:
            return _("National Preventive Group")
        return _("Penitentiary health")

    @property
    def who(self) -> str:
        """Name and role of the person signed in."""
        role = self.identity.main_role
        return f"{self.identity.name}, {role_word(role)}" if role else self.identity.name

    @property
    def place(self) -> str:
        """The name of the home facility; the one thing here that may read the database."""
        facility_id = self.identity.home_facility
        if facility_id is None:
            return ""
        names: FacilityNames = current_app.extensions["facility_names"]
        return names.of(facility_id, self.now)

    @property
    def demo(self) -> bool:
        return configuration().is_demo

    @property
    def home(self) -> str:
        return self.url("home.index") or "/"

    @property
    def back(self) -> str:
        """The page this request was sent from, when it is one of ours; else the start page."""
        before = urlsplit(request.referrer or "")
        if before.netloc != request.host or not before.path.startswith("/") or before.path.startswith("//"):
            return self.home
        return f"{before.path}?{before.query}" if before.query else before.path

    @property
    def open_at(self) -> str:
        """Where a page that answers a form in its place can be opened; empty for one that was only asked for."""
        if request.method != "POST":
            return ""
        return request.full_path.rstrip("?") if _answers_get() else self.back

    @property
    def idle_seconds(self) -> int:
        """Seconds without a sign of life after which a session ends."""
        return configuration().idle_minutes * 60

    @property
    def languages(self) -> list[Link]:
        """The same page in each language; where this address cannot be opened again, the page its form was sent from,
        which has what was typed, or the start page."""
        again = request.url_rule is not None and _answers_get()
        here = urlsplit(self.open_at or (request.full_path if again else self.home))
        path = request.path if again else here.path
        given = [pair for pair in parse_qsl(here.query, keep_blank_values=True) if pair[0] != LANGUAGE_PARAMETER]
        return [
            Link(
                f"{path}?{urlencode([*given, (LANGUAGE_PARAMETER, code)])}",
                name,
                "true" if code == self.language else "",
                code,
            )
            for code, name in i18n.LANGUAGES.items()
        ]

    @property
    def places(self) -> list[Link]:
        """The menu: what exists and may be opened."""
        if not self.signed_in:
            return []
        return [
            Link(url_for(place.endpoint), str(place.text), _current(place))
            for place in PLACES
            if place.endpoint in current_app.view_functions and any(may(right) for right in place.permissions)
        ]

    @property
    def notices(self) -> list[tuple[str, str]]:
        """What the last act had to say: (kind, text)."""
        return [
            (entry[0] if entry[0] in ("success", "warning", "danger") else "info", entry[1])
            for entry in get_flashed_messages(with_categories=True)
        ]

    def url(self, endpoint: str) -> str | None:
        """The address of a view, or None while there is no such view."""
        return url_for(endpoint) if endpoint in current_app.view_functions else None

    def asset(self, name: str) -> str:
        """The address of a built file. Raises RuntimeError when the files were not built."""
        return url_for("static", filename=f"dist/{_manifest()[name]}")

    def own_words(self, message: str | None) -> str:
        """What a view said about a refusal; empty when only the library's English sentence is there."""
        return "" if not message or message in _library_sentences() else message


def install(app: Flask) -> None:
    """Draw every page of ``app`` in the frame, in the language of the person who looks at it."""
    app.jinja_env.globals.update(may=may, Permission=Permission, role_word=role_word)
    app.context_processor(_context)
    request_started.connect(_first_language, app)
    app.before_request(_language)


def _context() -> dict[str, object]:
    return {"chrome": Chrome()}


def _first_language(_app: Flask, **_extra: object) -> None:
    """The language before anything can fail: a thread must not keep the one of its last request."""
    i18n.use_language(session.get(LANGUAGE_KEY) or configuration().default_language)


def _language() -> Response | None:
    """Take a choice from the address and drop it from there; without one, the account's language counts."""
    wanted = request.args.get(LANGUAGE_PARAMETER)
    if wanted in i18n.LANGUAGES:
        session[LANGUAGE_KEY] = wanted
        i18n.use_language(wanted)
        if request.method == "GET" and request.url_rule is not None:
            rest = [pair for pair in request.args.items(multi=True) if pair[0] != LANGUAGE_PARAMETER]
            return redirect(f"{request.path}?{urlencode(rest)}" if rest else request.path, 303)
    elif LANGUAGE_KEY not in session and g.get("account_language"):
        i18n.use_language(g.account_language)
    return None


def _answers_get() -> bool:
    if request.method == "GET":
        return True
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(request.path, "GET")


def _current(place: Place) -> str:
    here = request.endpoint or ""
    if here == place.endpoint:
        return "page"
    return "true" if place.holds(here) else ""


@cache
def _manifest() -> dict[str, str]:
    try:
        return dict(json.loads(MANIFEST.read_text("utf-8")))
    except FileNotFoundError as error:
        raise RuntimeError("the style sheet and scripts are not built: run 'make assets'") from error


@cache
def _library_sentences() -> frozenset[str]:
    return frozenset(kind.description for kind in default_exceptions.values() if kind.description)
