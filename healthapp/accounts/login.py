"""Who makes this request. The cookie bears the identifier of a session row and nothing else of a person.

Loading takes two statements; a session that was idle too long, lasted too long or was ended elsewhere
opens nothing. ``last_seen_at`` is written once a minute at most; the idle limit is longer by that minute, so
that no session ends before the page said it would.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from healthapp.access import Identity
from healthapp.access.guard import GUARD
from healthapp.accounts import queries, signin
from healthapp.accounts.factor import Sealer
from healthapp.accounts.queries import SignedIn
from healthapp.accounts.signin import Visitor
from healthapp.web.request import configuration, reading, set_identity, this_moment, unit_of_work

KEY = "login"
LANGUAGE_KEY = "language"
#: Whether this session puts off who used a handed-over password; the next one is asked again.
LATER_KEY = "password_later"
#: Name of the cookie that marks a browser, and how long it lasts: longer than any holiday.
DEVICE = "healthapp_device"
DEVICE_KEPT = dt.timedelta(days=400)
SEEN_EVERY = dt.timedelta(minutes=1)
#: Open before one's first password is changed or the second factor is set up.
FIRST_PAGES = frozenset(
    {
        "account.password",
        "account.password_save",
        "account.second_factor",
        "account.second_factor_save",
        "account.keep_alive",
        "auth.lock",
        "first_passwords.answer",
        "first_passwords.mine",
    }
)
#: Asked by nobody in particular: a cookie sent along is not looked at, which would need the database.
NOBODYS = frozenset({"static", "health.healthz"})
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("YaBrowser", "Yandex"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f\\]")


class Account(UserMixin):  # type: ignore[misc]  # the library has no types
    """The user object of Flask-Login: one open session of one account."""

    def __init__(self, found: SignedIn) -> None:
        self.found = found

    def get_id(self) -> str:
        return str(self.found.login.id)


def init_app(app: Flask) -> None:
    """Load who is signed in before every request of ``app``."""
    manager = LoginManager()
    manager.session_protection = None  # it would keep a digest of address and browser in the cookie
    manager.init_app(app, add_context_processor=False)
    manager.request_loader(_load)
    app.before_request(_enter)


def current() -> SignedIn:
    """The session of this request; only for views that need one. Raises LookupError without one."""
    here = found()
    if here is None:
        raise LookupError("nobody is signed in")
    return here


def came_from() -> str | None:
    """The page of this site on which a form was sent, as the browser says; None when it does not."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def found() -> SignedIn | None:
    """The open session of this request, locked or not; None without one."""
    return current_user.found if current_user.is_authenticated else None


def locked() -> SignedIn | None:
    """The session whose screen is locked, while it is."""
    here = found()
    return here if here is not None and here.login.locked else None


def waiting_id() -> uuid.UUID | None:
    """The session the cookie names, whatever it is worth."""
    try:
        return uuid.UUID(session.get(KEY, ""))
    except (ValueError, AttributeError, TypeError):
        return None


def visitor() -> Visitor:
    """From where this request comes."""
    return Visitor(address(), agent(request.user_agent.string), device())


def address() -> str:
    return (request.remote_addr or "")[:45]


def agent(text: str) -> str:
    """Browser and system in two words, from what the browser says of itself; empty when it says nothing known."""
    words = [next((name for sign, name in table if sign in text), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in words if word)


def device() -> str:
    """The mark of this browser when somebody signed in with it before; empty when it bears none that is ours."""
    try:
        return str(uuid.UUID(_marks().loads(request.cookies.get(DEVICE, ""))))
    except (BadSignature, ValueError, AttributeError, TypeError):
        return ""


def mark_device(answer: Response) -> Response:
    """Let ``answer`` mark this browser as one somebody signed in with: a random number that says nothing of them."""
    answer.set_cookie(
        DEVICE,
        _marks().dumps(device() or str(uuid.uuid4())),
        max_age=DEVICE_KEPT,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def _marks() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or b"", salt=DEVICE)


def remember(login_id: uuid.UUID) -> None:
    """Begin a new cookie for a new session: nothing of the one before stays but the language chosen."""
    language = session.get(LANGUAGE_KEY)
    session.clear()
    session[KEY] = str(login_id)
    if language:
        session[LANGUAGE_KEY] = language


def forget() -> None:
    """Leave nothing in the cookie."""
    session.clear()


def local_path(text: str | None) -> str | None:
    """``text`` when it is a path of this site, else None: nobody is sent elsewhere after signing in."""
    if not text or not text.startswith("/") or text.startswith("//") or _UNPRINTABLE.search(text):
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc else text


def _load(_request: Request) -> Account | None:
    """Flask-Login's loader: the session row the cookie names, when it still counts."""
    login_id = waiting_id()
    if login_id is None:
        return None
    now = this_moment()
    named = queries.signed_in(reading(), login_id, now)
    if named is None:
        return None
    why = named.login.end_reason or _over(named, now)
    if why:
        if named.login.ended_at is None:
            _end(named, why)
        g.session_ended = why
        return None
    return None if named.login.awaiting_code else Account(named)


def _over(named: SignedIn, now: dt.datetime) -> str:
    """Why an open session counts no more; empty while it does."""
    config, login = configuration(), named.login
    if not signin.may_use(named.user, config.mode):
        return "inactive"
    if login.awaiting_code:
        return "" if signin.waits_for_code(login, now) else "idle"
    if now - login.started_at >= dt.timedelta(hours=config.session_hours):
        return "limit"
    if now - login.last_seen_at >= dt.timedelta(minutes=config.idle_minutes) + SEEN_EVERY:
        return "idle"
    return ""


def _end(named: SignedIn, why: str) -> None:
    set_identity(named.identity(address()))
    with unit_of_work() as uow:
        signin.end(uow, named.login.id, why)
    g.pop("identity")


def _enter() -> Response | None:
    """Set the identity of this request, or lead to what must be done first."""
    if request.endpoint in NOBODYS:
        return None
    here = found()
    if here is None:
        return None
    g.account_language = here.user.language
    if here.login.locked:
        return _to_unlock()
    set_identity(here.identity(address()))
    _note_seen(here)
    return _first_page(here)


def _to_unlock() -> Response | None:
    if request.endpoint is None or (_is_public() and request.endpoint != "auth.login"):
        return None
    if request.endpoint == "auth.login":
        target = None
    else:
        target = request.full_path.rstrip("?") if request.method == "GET" else came_from()
    return redirect(url_for("auth.unlock", next_page=target), 303)


def _note_seen(here: SignedIn) -> None:
    if this_moment() - here.login.last_seen_at >= SEEN_EVERY:
        with unit_of_work() as uow:
            signin.seen(uow, here.login.id)


def _first_page(here: SignedIn) -> Response | None:
    """What an account has to do before anything else: its own password, then a second factor."""
    if request.endpoint is None or request.endpoint in FIRST_PAGES or _is_public():
        return None
    if here.user.must_change:
        return redirect(url_for("account.password"), 303)
    if needs_factor(here.identity("")) and here.user.totp_secret is None:
        return redirect(url_for("account.second_factor"), 303)
    if here.user.asked_since is not None and not session.get(LATER_KEY):
        return redirect(url_for("first_passwords.mine"), 303)
    return None


def needs_factor(identity: Identity) -> bool:
    """Whether one of the roles cannot be used here without a second factor."""
    config = configuration()
    return not config.is_demo and bool({role.value for role in identity.roles} & config.second_factor_roles)


def _is_public() -> bool:
    view = current_app.view_functions[request.endpoint or ""]
    return getattr(view, GUARD, None) == "public"


def sealer() -> Sealer:
    """The key of the second factors."""
    return cast("Sealer", current_app.extensions["second_factor"])
