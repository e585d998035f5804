"""A form that is sent twice is entered once: by a second click, a reload, or after a line that broke.

Every posted form carries a key of its own (``ui.csrf``). What it does and the mark of what was sent, with the page it
led to, are stored in one transaction; the same sending again is led to the same page and does nothing. Another text
under the same key is another act. A form that leads nowhere (a search, a print) leaves no mark and may be sent again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import uuid
from collections.abc import Callable
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import current_app, g, redirect, request, session
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from healthapp.accounts.models import User
from healthapp.database import UnitOfWork
from healthapp.web import said
from healthapp.web.models import SentForm
from healthapp.web.request import end_reading, hold, keep_waiting, reading, something_kept, waiting

View = TypeVar("View", bound=Callable[..., Any])
FIELD = "form_key"
#: How long a form is known: longer than a page stays open, or a draft in a browser.
KEPT = dt.timedelta(days=7)
#: Proofs and tokens are another each time; none of them says what was entered.
_OF_THE_SENDING = frozenset({"csrf_token", "signature"})
#: What a browser is never told again.
_PROOFS = frozenset({"signature", "password", "current", "again", "passphrase", "unlock", "old", "recovery_code"})
_BLOCK = 1 << 20
_LED_TO = sa.select(SentForm.location).where(SentForm.mark == sa.bindparam("mark"))
_FORGET = sa.delete(SentForm).where(
    SentForm.user_id == sa.bindparam("whose"), SentForm.stored_at < sa.bindparam("before")
)
_LOOKS_ONLY = "_looks_only"


def looks_only(view: View) -> View:
    """For a view that only looks for something, and may be asked again: no mark, and nothing waits for its answer."""
    setattr(view, _LOOKS_ONLY, True)
    return view


def only_looks(view: Callable[..., Any]) -> bool:
    return hasattr(view, _LOOKS_ONLY)


def fresh_key() -> str:
    """The key of the forms of one page as it is drawn now."""
    if FIELD not in g:
        setattr(g, FIELD, secrets.token_urlsafe(16))
    return cast("str", getattr(g, FIELD))


def leads_to(uow: UnitOfWork, address: str) -> None:
    """Store with the act in ``uow`` where whoever sends its form again is led. ``once`` does it for an answer that
    leads on; a view does it itself where it shows something once, or needs the database after its act."""
    if "sent_mark" in g and uow.actor.user_id is not None:
        row = {"mark": g.pop("sent_mark"), "user_id": uow.actor.user_id, "location": address, "stored_at": uow.now()}
        uow.insert(SentForm, row)


def forget(uow: UnitOfWork, sender: User) -> None:
    """Whoever signs in, for which everybody must now and then, needs their old marks no more."""
    uow.session.connection().execute(_FORGET, {"whose": sender.id, "before": uow.now() - KEPT})


def once(user_id: uuid.UUID, act: Callable[[], Any]) -> Response:
    """The answer of ``act``, or of the first time the same was sent."""
    mark = _mark(user_id)
    if mark is None:
        return current_app.make_response(act())
    first = _first(mark)
    if first is not None:
        return first
    g.sent_mark = mark
    hold()
    try:
        answer = current_app.make_response(act())
        unit = waiting()
        if unit is not None and answer.status_code < 400:
            return _stored(unit, answer)
        if answer.status_code < 300 or (answer.status_code < 400 and something_kept()):
            return answer
    except (HTTPException, IntegrityError):
        end_reading()
        first = _first(mark)
        if first is None:
            raise
        return first
    except BaseException:
        keep_waiting()
        raise
    end_reading()
    return _first(mark) or answer


def resendable() -> list[tuple[str, str]]:
    """Every field of the form of this request, to be sent again as it is; none where it bears a proof or a file, which
    no page repeats, or no key."""
    names = set(request.form)
    if FIELD not in names or names & _PROOFS or request.files:
        return []
    return list(request.form.items(multi=True))


def typed() -> list[str]:
    """What somebody wrote in their own words into the form of this request, in its order; no proof, no code, no day."""
    texts = (text.strip() for name, text in request.form.items(multi=True) if name not in _PROOFS | _OF_THE_SENDING)
    return [text for text in texts if _written(text)]


def _written(text: str) -> bool:
    """Two words, or a letter that no code of a form has."""
    return not text.isascii() or sum(any(map(str.isalpha, word)) for word in text.split()) > 1


def _mark(user_id: uuid.UUID) -> str | None:
    """What this request is known by when it comes again; None for one that bears no key.

    Nobody finds out from it what was sent: the key is drawn by chance and stored nowhere. What is left empty says
    nothing: a page drawn anew around what was typed before may ask more than it did then.
    """
    if request.method != "POST" or not request.form.get(FIELD) or request.form.get("autosave") == "1":
        return None  # a draft that saves itself leads nowhere
    if only_looks(current_app.view_functions[request.endpoint or ""]):
        return None
    fields = [pair for pair in request.form.items(multi=True) if pair[1] and pair[0] not in _OF_THE_SENDING]
    files = [(name, file.filename, _digest(file.stream)) for name, file in request.files.items(multi=True)]
    whole = json.dumps([str(user_id), request.full_path, fields, files])
    return hashlib.sha256(whole.encode()).hexdigest()


def _digest(stream: Any) -> str:
    """Of a file that was given, which the view reads from its beginning."""
    whole = hashlib.sha256()
    while part := stream.read(_BLOCK):
        whole.update(part)
    stream.seek(0)
    return whole.hexdigest()


def _stored(unit: UnitOfWork, answer: Response) -> Response:
    """``answer``, once what was done is stored together with where it led. Raises IntegrityError where the same form
    arrived twice at once and this was the second."""
    try:
        if answer.status_code == 303 and answer.location:
            leads_to(unit, answer.location)
            unit.flush()
    except BaseException:
        unit.give_up()
        _say_nothing()
        raise
    try:
        unit.keep()
    except BaseException:
        _say_nothing()
        raise
    return answer


def _first(mark: str) -> Response | None:
    """Where the first sending led; None when this is the first, as far as is stored now."""
    address = reading().scalar(_LED_TO, {"mark": mark})
    if address is None:
        return None
    for file in request.files.values():
        file.close()  # no view takes it
    _say_nothing()
    said.known()
    return redirect(address, 303)


def _say_nothing() -> None:
    """Take back what the next page was to say of this act."""
    session.pop("_flashes", None)
