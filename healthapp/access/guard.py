"""The guard in front of every view. A view without one is refused, and a test names it.

Out of scope answers 404, so that existence is not confirmed; in scope but not allowed answers 403.
Both are audited in a unit of their own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from healthapp import audit
from healthapp.access.identity import Identity
from healthapp.access.permissions import Permission
from healthapp.access.policy import Context, permits
from healthapp.audit.events import ACCESS_REFUSED, PAGE_READ
from healthapp.web import errors, sent
from healthapp.web.request import current_identity, reading, something_kept, unit_of_work

View = TypeVar("View", bound=Callable[..., Any])
#: Loads what the URL names, as far as the identity may see it; None when there is no such thing for them.
Loader = Callable[..., Any]
GUARD = "_guard"


def public(view: View) -> View:
    """For the few views that need no sign-in."""
    setattr(view, GUARD, "public")
    return view


def requires(permission: Permission, loader: Loader | None = None) -> Callable[[View], View]:
    """Let a view run only for those the policy grants ``permission``.

    With a ``loader(session, identity, **url_values)`` the view gets what it loaded as its only argument;
    without one, the URL values.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(**values: Any) -> Any:
            identity = current_identity()
            if identity.user_id is None:
                return _nobody()
            return sent.once(identity.user_id, lambda: looked_up(identity, **values))

        def looked_up(identity: Identity, **values: Any) -> Any:
            if loader is None:
                _allow(identity, permission, Context())
                return view(**values)
            found = loader(reading(), identity, **values)
            if found is None:
                refuse(permission, Context(), 404)
            context = context_of(found)
            _allow(identity, permission, context)
            answer = current_app.make_response(view(found))
            _note_reading(identity, context, answer)
            return answer

        setattr(guarded, GUARD, permission)
        return cast("View", guarded)  # Flask passes URL values to either

    return wrap


def _note_reading(identity: Identity, context: Context, answer: Response) -> None:
    """Note that a page about somebody is shown, unless the view has noted it by a name of its own.

    What somebody is just writing themselves is no reading. The note is kept before the page leaves: where it cannot
    be, the page is not shown.
    """
    if request.method != "GET" or context.person_id is None or something_kept() or _writes(identity, context):
        return
    if answer.status_code != 200:
        return
    with unit_of_work() as uow:
        audit.record(
            uow,
            PAGE_READ,
            person_id=context.person_id,
            facility_id=context.facility_id,
            page=request.endpoint or "",
        )


def _writes(identity: Identity, context: Context) -> bool:
    return context.author_id == identity.user_id and context.state == "draft"


def context_of(found: Any) -> Context:
    """The facts the policy asks about, read off whatever was loaded."""
    return Context(
        facility_id=getattr(found, "facility_id", None),
        held_at=getattr(found, "held_at", None),
        person_id=getattr(found, "person_id", None),
        author_id=getattr(found, "author_id", None),
        state=getattr(found, "state", None),
    )


def demand(permission: Permission, found: Any) -> None:
    """Ask for a second permission inside a view; refuses like the guard."""
    _allow(current_identity(), permission, context_of(found))


def may(permission: Permission, found: Any = None) -> bool:
    """Whether to show a link or button; the view behind it asks again."""
    return permits(current_identity(), permission, context_of(found) if found is not None else Context())


def refuse(permission: Permission, context: Context, answer: int) -> None:
    """Audit a refusal and end the request with ``answer``."""
    with unit_of_work() as uow:
        audit.record(
            uow,
            ACCESS_REFUSED,
            person_id=context.person_id,
            facility_id=context.facility_id,
            permission=permission.value,
            endpoint=request.endpoint or "",
            answer=answer,
        )
    abort(answer)


def _allow(identity: Identity, permission: Permission, context: Context) -> None:
    if not permits(identity, permission, context):
        refuse(permission, context, 403)


def _nobody() -> Response | tuple[str, int]:
    """The sign-in page, which comes back here afterwards when here is a page. What was typed into a form is shown
    before: a browser without scripts keeps it nowhere.
    """
    if request.method == "GET":
        return redirect(url_for("auth.login", next_page=request.full_path.rstrip("?")))
    from_a_page = request.headers.get("X-Requested-With") != "fetch"
    return errors.out_of_date() if from_a_page and sent.typed() else redirect(url_for("auth.login"))


def install(app: Flask) -> None:
    """Refuse every view that says nothing about who may use it."""

    @app.before_request
    def _deny_unguarded() -> None:
        if request.endpoint is None or request.endpoint == "static":
            return
        if not hasattr(current_app.view_functions[request.endpoint], GUARD):
            abort(403)
