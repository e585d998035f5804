"""Taking an instrument: how it is asked, one question a page, a look at the answers before one signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from blueprints.screening import again, banner_of, finish, screening
from healthapp.access import Identity, Permission
from healthapp.access.guard import requires
from healthapp.i18n import gettext as _
from healthapp.i18n import language
from healthapp.records.errors import EditConflict, WrongState
from healthapp.risk import asking, content, screen_words, screens
from healthapp.risk.screens import NeedsReason, Screening
from healthapp.web.forms import FormState, clean
from healthapp.web.request import posted_number, unit_of_work
from screening.model import Item

bp = Blueprint("asking", __name__, url_prefix="/screenings/<uuid:record_id>")
Answer = Response | str | tuple[str, int] | tuple[Response, int]


def draft(session: Session, identity: Identity, record_id: Any, **_values: str) -> Screening | None:
    """A screening that is still asked."""
    found = screening(session, identity, record_id)
    return found if found is not None and found.is_draft else None


@bp.get("/start")
@requires(Permission.SCREEN_RECORD, draft)
def start(found: Screening) -> str:
    """How it is asked: in which language, by which way, who can hear."""
    kept = found.screen.content
    return _start(found, FormState({name: kept.get(name, "") for name in ("spoken", "language", "mode", "privacy")}))


@bp.post("/start")
@requires(Permission.SCREEN_RECORD, draft)
def start_save(found: Screening) -> Answer:
    form = FormState(request.form)
    choices = screen_words.circumstances(found.screen)
    given = {name: form.value(name) for name, known in choices.items() if form.value(name) in known}
    for name in set(choices) - set(given):
        form.add(name, _("Choose one of the answers"))
    given["assessable"] = "no" if form.value("not_assessable") == "yes" else "yes"
    if not form.ok:
        return _start(found, form), 422
    current = _save(found, given, form)
    if isinstance(current, int):
        return _start(found, form), current
    item = asking.resume(current.screen)
    if given["assessable"] == "no" or item is None:
        return redirect(url_for("asking.check", record_id=found.id), 303)
    if not asking.at_a_time(current.screen):
        return redirect(url_for("screening.show", record_id=found.id, view="list"), 303)
    return redirect(url_for("asking.ask", record_id=found.id, item=item.id), 303)


@bp.get("/ask/<item>")
@requires(Permission.SCREEN_RECORD, draft)
def ask(found: Screening) -> str:
    """One question, to be read aloud word for word."""
    item = _item(found)
    kept = found.screen.answers.get(item.id, "")
    return _ask(found, item, FormState({content.name_of(item): str(kept)}))


@bp.post("/ask/<item>")
@requires(Permission.SCREEN_RECORD, draft)
def ask_save(found: Screening) -> Answer:
    """Keep one answer; a red one interrupts at once, whatever comes after it."""
    item, form = _item(found), FormState(request.form)
    answers = _answers(found, item, form)
    if answers is None:
        return _ask(found, item, form), 422
    current = _save(found, {"answers": answers, "why": form.value("why")}, form)
    if isinstance(current, int):
        return _ask(found, item, form), current
    if current.is_danger and not found.is_danger:
        return redirect(url_for("screening.danger", record_id=found.id), 303)
    following = asking.after(current.screen, item.id)
    if following is None or form.value("action") == "stop":
        return redirect(url_for("asking.check", record_id=found.id), 303)
    return redirect(url_for("asking.ask", record_id=found.id, item=following.id), 303)


@bp.get("/check")
@requires(Permission.SCREEN_RECORD, draft)
def check(found: Screening) -> str:
    """Every answer once more, what they come to, and the signature."""
    return _check(found, FormState({"unfinished": found.screen.content.get("unfinished", "")}))


@bp.post("/check")
@requires(Permission.SCREEN_RECORD, draft)
def check_save(found: Screening) -> Answer:
    form = FormState(request.form)
    why = _text(form, "unfinished", 500)
    if found.result.missing and not why:
        form.add("unfinished", _("Write why it was not finished"))
    if not form.ok:
        return _check(found, form), 422
    current = _save(found, {"unfinished": why}, form)
    if isinstance(current, int):
        return _check(found, form), current
    return finish(current, form, _check)


def _save(found: Screening, given: dict[str, Any], form: FormState) -> Screening | int:
    """Keep what was given: the screening as it stands then, or the status of the page that says why not."""
    try:
        with unit_of_work() as uow:
            screens.save(uow, again(uow.session, found), given, expected_version=posted_number())
            uow.flush()
            return again(uow.session, found)
    except NeedsReason:
        form.add("why", _("This answer meant danger. Write why it was wrong; the first answer stays in the record."))
        return 422
    except (EditConflict, WrongState):
        form.add("_schema", _("This screening was changed in another window. Open it again."))
        return 409


def _answers(found: Screening, item: Item, form: FormState) -> dict[str, Any] | None:
    """All answers with the one that was posted; None when there is something to be said at the field."""
    left = {name: answer for name, answer in found.screen.answers.items() if name != item.id}
    name, text = content.name_of(item), ""
    if form.value("action") != "skip":
        try:
            text = clean(form.value(name))
        except ValueError as error:
            form.add(name, str(error))
            return None
    if not text:
        if item.kind != "text" and form.value("action") not in ("skip", "stop"):
            form.add(name, _("Choose an answer, or leave the question out"))
            return None
        return left
    answer = content.answer_of(item, text)
    if answer is None:
        form.add(name, _("Choose one of the answers"))
        return None
    return {**left, item.id: answer}


def _text(form: FormState, name: str, longest: int) -> str:
    try:
        text = clean(form.value(name))
    except ValueError as error:
        form.add(name, str(error))
        return ""
    if len(text) > longest:
        form.add(name, _("%(count)s characters at most", count=longest))
    return text


def _item(found: Screening) -> Item:
    values: Mapping[str, Any] = request.view_args or {}
    item = asking.item_of(found.screen, str(values["item"]))
    if item is None or item.kind == "integer":
        abort(404)
    return item


def _start(found: Screening, form: FormState) -> str:
    return _page("screening/start.html", found, form, choices=screen_words.circumstances(found.screen))


def _ask(found: Screening, item: Item, form: FormState) -> str:
    earlier = asking.before(found.screen, item.id)
    words = _texts(found)
    return _page(
        "screening/ask.html",
        found,
        form,
        item=item,
        question=screen_words.question(item, words),
        keys=asking.keys(item),
        place=asking.place(found.screen, item.id),
        earlier=earlier.id if earlier is not None else None,
        danger=found.is_danger,
    )


def _check(found: Screening, form: FormState) -> str:
    texts = _texts(found)
    return _page(
        "screening/check.html",
        found,
        form,
        rows=screen_words.answer_rows(found.screen, texts),
        outcomes=screen_words.outcome_rows(found, found.screen.texts(language())),
        danger=found.is_danger,
        stepwise=asking.at_a_time(found.screen),
    )


def _texts(found: Screening) -> Any:
    return found.screen.texts(found.screen.content.get("language", language()))


def _page(template: str, found: Screening, form: FormState, **more: Any) -> str:
    return render_template(
        template,
        found=found,
        form=form,
        version=found.version,
        texts=_texts(found),
        words=screen_words,
        **banner_of(found.person),
        **more,
    )
